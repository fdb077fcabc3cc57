"""Everything that can be said about a file: whether its accounts come out, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.checks import Checks
from statementkit.formats.onec.dialects import is_for_bank
from statementkit.formats.onec.direction import Directions
from statementkit.formats.onec.explaining import differs, explain
from statementkit.formats.onec.findings import of_account, of_interval, of_movement, of_sections
from statementkit.formats.onec.owner import find_owner
from statementkit.formats.onec.problems import Problems, together
from statementkit.formats.onec.reading import iter_documents
from statementkit.formats.onec.reconciliation import Sums
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from statementkit.errors import Severity
    from statementkit.formats.onec.direction import Movement, Owner
    from statementkit.formats.onec.model import AccountSection, Header
    from statementkit.formats.onec.problems import Problem
    from statementkit.formats.onec.reading import What
    from statementkit.formats.onec.reconciliation import Reconciliation
    from statementkit.source import Encoding, Source


_NOT_BOOKED = "SK631"
"""What is to be said of a document in a statement, and of no order: a bank has yet to book it."""


@attrs.frozen
class ExchangeCheck:
    """What a file says about itself, held against what it holds.

    `accounts` are those that the file is about, `documents` is how many there are. `problems` is
    what is wrong, in the order of the lines: the first `TOLD`, and a last one that counts all
    others. `numbers` counts all of them by their severity.
    """

    name: str
    encoding: Encoding
    header: Header
    accounts: tuple[Reconciliation, ...]
    documents: int
    problems: tuple[Problem, ...]
    numbers: Counter[Severity]

    @property
    def is_balanced(self) -> bool | None:
        """Whether all accounts come out that can be checked; `None` where none can."""
        known = [each.is_balanced for each in self.accounts if each.is_balanced is not None]
        return all(known) if known else None


def reconcile(
    what: What, accounts: Sequence[str] = (), tax_ids: Sequence[str] = ()
) -> tuple[Reconciliation, ...]:
    """Return what each account of a file had, got, spent and has, as `check_exchange` finds it.

    >>> from statementkit.testing.onec import invent
    >>> [account] = reconcile(invent("sber", documents=3).content)
    >>> account.opening, account.closing, account.difference
    (Decimal('1000'), Decimal('378188.6'), Decimal('0.00'))
    """
    return check_exchange(what, accounts, tax_ids).accounts


def check_exchange(
    what: What, accounts: Sequence[str] = (), tax_ids: Sequence[str] = ()
) -> ExchangeCheck:
    """Return everything that can be said about a file: a path, bytes, a file object or `"-"`.

    `accounts` and `tax_ids` are the owner's, as far as the file does not say them. Documents are
    read one by one and not kept. Raises what `read_exchange` raises.

    >>> from statementkit.testing.onec import invent
    >>> found = check_exchange(invent("sber", documents=3).content)
    >>> found.documents, found.is_balanced
    (3, True)
    """
    source = open_source(what)
    source.keep()
    owner = find_owner(source, accounts, tax_ids)
    documents = iter_documents(source)
    decide, sums, checks = Directions(owner), Sums(), Checks()
    found, not_booked = Problems(), Problems()
    count = 0
    for document in documents:
        count += 1
        movement = decide(document)
        sums.add(movement)
        found += checks(document)
        for problem in of_movement(movement):
            (not_booked if problem.code == _NOT_BOOKED else found).append(problem)
        found += of_interval(movement, documents.header)
    sections = documents.sections
    reconciled = sums.reconcile(owner.stated or owner.given, sections)
    if any(map(differs, reconciled)):
        reconciled = explain(reconciled, _movements(source, owner), sections)
    totals = Problems(_of_totals(reconciled, sections))
    everything = together(found.told(), totals.told(), documents.problems)
    if not is_for_bank(documents):
        everything += not_booked.told()
    return ExchangeCheck(
        documents.name,
        documents.encoding,
        documents.header,
        reconciled,
        count,
        everything.by_line(),
        everything.numbers,
    )


def _movements(source: Source, owner: Owner) -> Iterator[Movement]:
    """Yield all documents once more: only where one of them may explain a difference."""
    return map(Directions(owner), iter_documents(source, lazy=True))


def _of_totals(
    accounts: Sequence[Reconciliation], sections: Sequence[AccountSection]
) -> Iterator[Problem]:
    yield from of_sections(sections)
    for account in accounts:
        yield from of_account(account)
