"""From stored transactions to a report."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from statementkit.books import balances, movements
from statementkit.export import plain
from statementkit.reports.report import Kind, Line, Report, Section, Sheet, Step
from statementkit.values import add

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from statementkit.books import Balance, Movement
    from statementkit.store import Entry, Stated

_NOTHING = Decimal(0)
_ORDER = get_args(Section)

Amounts = dict[str, Decimal]
Labels = tuple[str | None, ...]


def make_report(
    entries: Sequence[Entry],
    own_accounts: Iterable[str],
    kind: Kind,
    *,
    by: Step = "month",
    dimensions: Sequence[str] = ("category",),
    only: Mapping[str, str] | None = None,
    paired: Collection[str] = (),
    stated: Iterable[Stated] = (),
) -> Report:
    """Return the cash flow (`cashflow`), or profit and loss (`pnl`), of entries of a store.

    There is a line for each wallet, category and project, as `dimensions` ask; `only` keeps what
    is booked on the given ones. Money counts on its booking day. Transfers between
    `own_accounts`, and the entries whose keys are `paired`, are no income and no expense. A cash
    flow that keeps everything has the opening and closing balance of each account too, by the rows
    and by the balances that their statements have `stated`. Entries that vanished from the bank's
    books do not count. One whose split takes more than its amount counts undivided, and the report
    says so.

    >>> from statementkit import Transaction
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", own_account="EE38")
    >>> entry = Entry("h1:1#1", "", coffee, Assignment(category="Coffee"), 1)
    >>> report = make_report([entry], ["EE38"], "pnl")
    >>> for record in report.records():
    ...     print(record["section"], record["category"], record["2024-02"])
    expense Coffee -3.20
    result None -3.20
    """
    only = only or {}
    counted = list(movements(entries, own_accounts, paired))
    days = [each.entry.transaction.booked_on for each in counted]
    periods = _periods(min(days), max(days), by) if days else ()
    booked = _booked(counted, by, tuple(dimensions), only)
    if kind == "pnl":
        booked = {key: amounts for key, amounts in booked.items() if key[1] != "transfer"}
    lines: dict[str, list[Line]] = defaultdict(list)
    for (currency, section, labels), amounts in sorted(booked.items(), key=_place):
        lines[currency].append(_line(section, amounts, periods, labels=labels))
    if kind == "pnl":
        for found in lines.values():
            found.append(_result(found, len(periods)))
    accounts = _accounts(entries, stated) if kind == "cashflow" and not only else []
    for balance in accounts:
        lines[balance.currency] += _account(balance, counted, by, periods)
    return Report(
        kind,
        tuple(dimensions),
        periods,
        tuple(_sheet(currency, found) for currency, found in sorted(lines.items())),
        (
            *(sentence for balance in accounts for sentence in _breaks(balance)),
            *(each.misfit.message for each in counted if each.misfit),
        ),
        tuple(_notes(accounts, len(entries) - len(counted))),
    )


def _accounts(entries: Sequence[Entry], stated: Iterable[Stated]) -> list[Balance]:
    """Return the balances of the accounts that have movements."""
    moved = {each.transaction.own_account for each in entries if not each.vanished}
    return [each for each in balances(entries, stated) if each.account in moved]


def _sheet(currency: str, lines: Iterable[Line]) -> Sheet:
    return Sheet(currency, tuple(sorted(lines, key=lambda line: _ORDER.index(line.section))))


def _period(day: date, by: Step) -> str:
    if by == "month":
        return day.isoformat()[:7]
    week = day.isocalendar()
    return f"{week.year:04}-W{week.week:02}"


def _periods(first: date, last: date, by: Step) -> tuple[str, ...]:
    """Return all periods from the first to the last, those without movements too."""
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return tuple(dict.fromkeys(_period(day, by) for day in days))


def _booked(
    counted: Iterable[Movement], by: Step, dimensions: Labels, only: Mapping[str, str]
) -> dict[tuple[str, Section, Labels], Amounts]:
    """Return the sums of all postings by currency, section, labels and period."""
    sums: dict[tuple[str, Section, Labels], Amounts] = defaultdict(Amounts)
    for movement in counted:
        period = _period(movement.entry.transaction.booked_on, by)
        for posting in movement.postings:
            if any(getattr(posting, name) != label for name, label in only.items()):
                continue
            section: Section = "expense" if posting.amount < 0 else "income"
            if movement.is_transfer:
                section = "transfer"
            labels = tuple(getattr(posting, str(name)) for name in dimensions)
            amounts = sums[movement.currency, section, labels]
            amounts[period] = add(amounts.get(period, _NOTHING), posting.amount)
    return sums


def _place(item: tuple[tuple[str, Section, Labels], Amounts]) -> tuple[object, ...]:
    """Return by what lines are ordered: labels by the alphabet, what has none last."""
    (currency, section, labels), _ = item
    return currency, _ORDER.index(section), [(label is None, label or "") for label in labels]


def _line(
    section: Section,
    amounts: Amounts,
    periods: Sequence[str],
    *,
    labels: Labels = (),
    account: str | None = None,
) -> Line:
    row = tuple(amounts.get(period, _NOTHING) for period in periods)
    return Line(section, row, _sum(row), labels, account)


def _result(lines: Sequence[Line], width: int) -> Line:
    row = tuple(_sum(line.amounts[number] for line in lines) for number in range(width))
    return Line("result", row, _sum(row))


def _account(
    balance: Balance, counted: Iterable[Movement], by: Step, periods: Sequence[str]
) -> list[Line]:
    """Return opening balance, movements and closing balance of an account."""
    amounts: Amounts = {}
    for each in counted:
        if (each.account, each.currency) == (balance.account, balance.currency):
            period = _period(each.entry.transaction.booked_on, by)
            amounts[period] = add(amounts.get(period, _NOTHING), each.amount)
    moved = _line("movements", amounts, periods, account=balance.account)
    levels = [_NOTHING if balance.opening is None else balance.opening]
    for amount in moved.amounts:
        levels.append(add(levels[-1], amount))
    opening, closing = tuple(levels[:-1]), tuple(levels[1:])
    return [
        Line("opening", opening, opening[0], account=balance.account),
        moved,
        Line("closing", closing, closing[-1], account=balance.account),
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = _NOTHING
    for amount in amounts:
        total = add(total, amount)
    return total


def _breaks(balance: Balance) -> Iterable[str]:
    for each in balance.breaks:
        yield (
            f"{balance.account}, {each.day}: the bank says that {plain(each.found)} "
            f"{balance.currency} was there, and the books come to {plain(each.expected)}"
        )


def _notes(accounts: Iterable[Balance], vanished: int) -> Iterable[str]:
    for balance in accounts:
        if balance.opening is None:
            yield (
                f"{balance.account}: the bank says no balance, so the one in {balance.currency} "
                "is counted from 0"
            )
    if vanished:
        yield f"{vanished:,} that vanished from the bank's books left out"
