"""What a whole file comes to: the direction of every document, the balances, and all findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.checks import Checks
from statementkit.formats.onec.direction import Directions
from statementkit.formats.onec.explaining import explain
from statementkit.formats.onec.findings import of_account, of_movement, of_sections
from statementkit.formats.onec.owner import accounts_in_all, make_owner
from statementkit.formats.onec.reconciliation import Sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.formats.onec.direction import Movement, Owner
    from statementkit.formats.onec.model import Exchange
    from statementkit.formats.onec.problems import Problem
    from statementkit.formats.onec.reconciliation import Reconciliation


@attrs.frozen
class Judgement:
    """What a file comes to.

    `movements` are its documents in their order, `accounts` the proof by totals of each account,
    with what explains a difference. `problems` is everything that is wrong or doubtful, by line.
    """

    owner: Owner
    movements: tuple[Movement, ...]
    accounts: tuple[Reconciliation, ...]
    problems: tuple[Problem, ...]

    @property
    def is_balanced(self) -> bool | None:
        """Whether all that can be checked holds; `None` where nothing can be."""
        known = [each.is_balanced for each in self.accounts if each.is_balanced is not None]
        return all(known) if known else None


def judge(
    exchange: Exchange, accounts: Sequence[str] = (), tax_ids: Iterable[str] = ()
) -> Judgement:
    r"""Return what a file comes to; what the caller knows of its owner are accounts and INNs.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> text = "1CClientBankExchange\nРасчСчет=40702810000000000001\n"
    >>> text += "СекцияДокумент=Платежное поручение\nДата=09.01.2024\nСумма=30\n"
    >>> text += "ПлательщикСчет=40702810000000000001\nКонецДокумента\nКонецФайла\n"
    >>> judgement = judge(read_exchange(text.encode("cp1251")))
    >>> judgement.movements[0].direction, judgement.accounts[0].documents_out
    ('out', Decimal('30'))
    >>> print(judgement.is_balanced)
    None
    """
    stated = exchange.accounts or (() if accounts else accounts_in_all(exchange.documents))
    sender = exchange.header.sender
    owner = make_owner(stated, exchange.sections, sender, accounts, tax_ids)
    decide, sums = Directions(owner), Sums()
    movements = tuple(map(decide, exchange.documents))
    for movement in movements:
        sums.add(movement)
    reconciled = sums.reconcile(owner.stated or owner.given, exchange.sections)
    explained = tuple(explain(each, movements, exchange.sections) for each in reconciled)
    found = [*exchange.problems, *_found(exchange, movements, explained)]
    problems = tuple(sorted(found, key=lambda problem: problem.line or 0))
    return Judgement(owner, movements, explained, problems)


def _found(
    exchange: Exchange, movements: Iterable[Movement], accounts: Iterable[Reconciliation]
) -> Iterator[Problem]:
    checks = Checks()
    for movement in movements:
        yield from of_movement(movement)
        yield from checks(movement.document)
    yield from of_sections(exchange.sections)
    for account in accounts:
        yield from of_account(account)
