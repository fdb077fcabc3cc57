"""A file about several accounts, as one statement for each of them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.model import BalanceCheck, Counts
from statementkit.reader.exchange import ExchangeRows
from statementkit.reader.opening import iter_transactions
from statementkit.reader.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.formats.onec.statements import ExchangeStream
    from statementkit.model import Statement, Transaction
    from statementkit.order.mapper import OnError


def read_accounts(
    what: Any, layout: Any = None, *, on_error: OnError = "collect", **settings: Any
) -> tuple[Statement, ...]:
    r"""Read a file about several accounts: one statement for each, in the order of the file.

    The arguments are those of `read`, and so is the result where the file is about one account. A
    transfer between two accounts of a file for 1C stands in both statements. What belongs to no
    account stands in a last statement whose `account` is `None`: rows that are problems, rows that
    were left out, and findings about the file.

    >>> rows = b"account,date,amount\nA,2024-02-01,-3\nB,2024-02-01,3\nA,2024-02-02,5\n"
    >>> order = "ownAccount|date|amount"
    >>> for statement in read_accounts(rows, order=order, date_format="yyyy-MM-dd"):
    ...     print(statement.account, [str(each.amount) for each in statement.transactions])
    A ['-3', '5']
    B ['3']
    """
    stream = iter_transactions(what, layout, on_error=on_error, **settings)
    whole = stream.statement()
    balances = {} if isinstance(stream, Stream) else stream.balances
    owned = (each.own_account for each in whole.transactions if each.own_account)
    accounts = tuple(dict.fromkeys((*balances, *owned)))
    if len(accounts) < 2:
        return (whole,)
    return tuple(_split(whole, accounts, balances))


def own_accounts(stream: Stream | ExchangeStream) -> tuple[str, ...]:
    """Return the accounts that a file says it is about before its rows, if its format does."""
    if not isinstance(stream, Stream):
        return stream.own_accounts
    return stream.records.own_accounts if isinstance(stream.records, ExchangeRows) else ()


def _split(
    whole: Statement, accounts: Sequence[str], balances: Mapping[str, BalanceCheck]
) -> Iterator[Statement]:
    findings = _by_account(whole)
    for account in accounts:
        transactions = [each for each in whole.transactions if each.own_account == account]
        warnings = findings.get(account, ())
        yield attrs.evolve(
            whole,
            transactions=tuple(transactions),
            problems=(),
            warnings=tuple(warnings),
            skipped=(),
            counts=_counts(transactions, warnings),
            balance=balances.get(account, BalanceCheck(None)),
            stated=tuple(each for each in whole.stated if each.account == account),
            account=account,
            currency=_only(each.currency for each in transactions) or whole.currency,
        )
    rest = tuple(each for each in whole.transactions if each.own_account is None)
    warnings = findings.get(None, ())
    if rest or warnings or whole.problems or whole.skipped or whole.counts.problems:
        yield _rest(whole, rest, warnings)


def _rest(
    whole: Statement, transactions: Sequence[Transaction], warnings: Sequence[Diagnostic]
) -> Statement:
    counts = _counts(transactions, warnings)
    skipped, problems = whole.counts.skipped, whole.counts.problems
    return attrs.evolve(
        whole,
        transactions=tuple(transactions),
        warnings=tuple(warnings),
        counts=attrs.evolve(
            counts, records=counts.records + skipped + problems, skipped=skipped, problems=problems
        ),
        balance=BalanceCheck(None),
        stated=(),
        account=None,
    )


def _counts(transactions: Sequence[Transaction], warnings: Sequence[Diagnostic]) -> Counts:
    rows = len({each.line for each in transactions})
    warned = min(rows, len({each.line for each in warnings}))
    return Counts(rows, rows, 0, 0, len(transactions), warned)


def _by_account(whole: Statement) -> dict[str | None, list[Diagnostic]]:
    """Return the warnings by the account of the record that they stand in."""
    places: dict[int, dict[str | None, None]] = {}
    for each in whole.transactions:
        places.setdefault(each.line or 0, {})[each.own_account] = None
    starts = sorted(places)
    found: dict[str | None, list[Diagnostic]] = {}
    for warning in whole.warnings:
        before = bisect_right(starts, warning.line or 0)
        for account in places[starts[before - 1]] if before else (None,):
            found.setdefault(account, []).append(warning)
    return found


def _only(currencies: Iterable[str | None]) -> str | None:
    found = set(currencies)
    return found.pop() if len(found) == 1 else None
