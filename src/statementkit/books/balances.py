"""What was on each account, told by the balances on the rows of its statements.

A row with a balance says what was there before it and after it. The rows of a day, in whatever
order a file has them, are links of a chain: only the start of the day comes before a row without
coming after another. So a day says its opening and its closing balance without any order of rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.values import add, negate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from statementkit.store import Entry

_NOTHING = Decimal(0)


@attrs.frozen
class Break:
    """A day that does not begin with the balance to which the books come.

    `expected` is what the books come to, `found` what the bank says was there.
    """

    day: date
    expected: Decimal
    found: Decimal


@attrs.frozen
class Balance:
    """The balance of one account in one currency, over all that is stored of it.

    `opening` stands before the first day; `None` if no row says a balance. `movements` is the sum
    of all rows. `breaks` are the days at which the bank's balances are not what the books come to.
    """

    account: str
    currency: str
    first: date
    last: date
    opening: Decimal | None
    movements: Decimal
    breaks: tuple[Break, ...] = ()

    @property
    def closing(self) -> Decimal | None:
        """What the books come to after the last day: opening + movements."""
        return None if self.opening is None else add(self.opening, self.movements)


def balances(entries: Iterable[Entry]) -> list[Balance]:
    """Return the balance of each account and currency, by account; vanished rows do not count.

    >>> from datetime import date
    >>> from statementkit import Transaction
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(
    ...     date(2024, 2, 1), Decimal("-3.20"), "EUR", balance=Decimal("96.80"), own_account="EE38")
    >>> [balance] = balances([Entry("key", "", coffee, Assignment(), 1)])
    >>> balance.opening, balance.closing
    (Decimal('100.00'), Decimal('96.80'))
    """
    rows: dict[tuple[str, str], dict[date, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        transaction = entry.transaction
        if not entry.vanished:
            account = transaction.own_account or "", transaction.currency or ""
            rows[account][transaction.booked_on].append(entry)
    return [_balance(*account, days) for account, days in sorted(rows.items())]


def _balance(account: str, currency: str, days: dict[date, list[Entry]]) -> Balance:
    opening: Decimal | None = None
    total, corrected = _NOTHING, _NOTHING
    breaks: list[Break] = []
    torn: Break | None = None
    for day, entries in sorted(days.items()):
        starts = _starts(entries)
        if opening is None:
            opening = add(starts[0], negate(total)) if len(starts) == 1 else None
        elif starts:
            expected = add(add(opening, total), corrected)
            others = [each for each in starts if each != expected]
            found = Break(day, expected, others[0]) if others else None
            torn = found if len(starts) > 1 else None
            if found and not torn:
                breaks.append(found)
                corrected = add(corrected, add(found.found, negate(expected)))
        total = _sum(total, entries)
    if torn:
        breaks.append(torn)
    return Balance(account, currency, min(days), max(days), opening, total, tuple(breaks))


def _starts(entries: Sequence[Entry]) -> list[Decimal]:
    """Return the balances at which the chains of a day start.

    They are none where a row has no balance, or the day ends where it began; several where rows
    are missing, which the start of the next day tells as well.
    """
    fees: dict[str, list[Entry]] = defaultdict(list)
    keys = {entry.key for entry in entries}
    for entry in entries:
        if entry.parent in keys:
            fees[entry.parent].append(entry)
    ends: Counter[Decimal] = Counter()
    for entry in entries:
        if entry.parent in keys:
            continue
        after = entry.transaction.balance
        if after is None:
            return []
        ends[add(after, negate(_sum(_NOTHING, [entry, *fees[entry.key]])))] += 1
        ends[after] -= 1
    return sorted(+ends)


def _sum(start: Decimal, entries: Iterable[Entry]) -> Decimal:
    for entry in entries:
        start = add(start, entry.transaction.amount)
    return start
