"""What was on each account, told by the rows of its statements and by the balances they state.

A row with a balance says what was there before it and after it. The rows of a day, in whatever
order a file has them, are links of a chain: only the start of the day comes before a row without
coming after another. So a day says its opening and its closing balance without any order of rows.
All that the bank says is what was there on some morning; the books say it too, and are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

import attrs

from statementkit.values import add, negate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.store import Entry, Stated

_NOTHING = Decimal(0)


@attrs.frozen
class Break:
    """A day that does not begin with the balance to which the books come.

    `expected` is what the books come to, `found` what the bank says was there: on the rows of its
    statements, or in the file of a `batch`, on a `line`. `since` is the last day before that began
    as the books say; what is missing, or there twice, lies between the two.
    """

    day: date
    expected: Decimal
    found: Decimal
    since: date | None = attrs.field(default=None, eq=False)
    batch: int | None = None
    line: int | None = None

    @property
    def difference(self) -> Decimal:
        """What the bank has more than the books."""
        return add(self.found, negate(self.expected))


@attrs.frozen
class Balance:
    """The balance of one account in one currency, over all that is stored of it.

    `opening` stands before the first day; `None` if the bank says no balance. `movements` is the
    sum of all rows. `breaks` are the days at which the bank's balances are not what the books come
    to, `proved` are the mornings of which the bank and the books say the same.
    """

    account: str
    currency: str
    first: date
    last: date
    opening: Decimal | None
    movements: Decimal
    breaks: tuple[Break, ...] = ()
    proved: Mapping[date, Decimal] = attrs.field(factory=dict, hash=False)

    @property
    def closing(self) -> Decimal | None:
        """What the books come to after the last day: opening + movements."""
        return None if self.opening is None else add(self.opening, self.movements)

    @property
    def difference(self) -> Decimal:
        """What the bank has more than the books, all breaks together."""
        total = _NOTHING
        for each in self.breaks:
            total = add(total, each.difference)
        return total


def from_day(found: Balance, first: date, before: Iterable[Entry]) -> Balance:
    """Return a balance of which `first` is the first day; `before` are all entries before it.

    It opens with what the bank has said last, and the movements since; `breaks` stay, of whatever
    day, because they are what is doubtful about that.
    """
    if found.first >= first:
        return found
    gone = _sum(_NOTHING, (each for each in before if _is_of(found, each)))
    corrected = _NOTHING
    for each in found.breaks:
        corrected = add(corrected, each.difference) if each.day <= first else corrected
    proved = {day: amount for day, amount in found.proved.items() if day >= first}
    return attrs.evolve(
        found,
        first=first,
        opening=None if found.opening is None else add(add(found.opening, gone), corrected),
        movements=add(found.movements, negate(gone)),
        proved={} if corrected else proved,
    )


def _is_of(balance: Balance, entry: Entry) -> bool:
    transaction = entry.transaction
    account = transaction.own_account or "", transaction.currency or ""
    return account == (balance.account, balance.currency) and not entry.vanished


def balances(entries: Iterable[Entry], stated: Iterable[Stated] = ()) -> list[Balance]:
    """Return the balance of each account and currency, by account; vanished rows do not count.

    `stated` are balances that the statements state beside their rows. One without a currency is of
    the only currency of its account.

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
    said = _by_account(stated, rows)
    accounts = sorted(rows.keys() | said.keys())
    return [
        _balance(*account, rows.get(account, {}), said.get(account, ())) for account in accounts
    ]


@attrs.frozen
class _Said:
    """What a bank says was there on a morning: one amount, or several where its rows are torn."""

    morning: date
    amounts: Sequence[Decimal]
    batch: int | None = None
    line: int | None = None


def _by_account(
    stated: Iterable[Stated], accounts: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[_Said]]:
    currencies: dict[str, list[str]] = defaultdict(list)
    for account, currency in accounts:
        currencies[account].append(currency)
    found: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for each in stated:
        account = each.balance.account or ""
        among = [each.balance.currency] if each.balance.currency else currencies[account] or [""]
        if len(among) == 1:
            found[account, among[0]].append(each)
    said = {account: list(_said(_ends(each))) for account, each in found.items()}
    return {account: each for account, each in said.items() if each}


def _ends(stated: Sequence[Stated]) -> list[Stated]:
    """Return the balances of an account without those that statements meet at within a day.

    A statement that goes on where another one has closed on the same day opens in the middle of
    that day, and so the other one closes there too.
    """
    sections = list(accumulate(not each.balance.at_end for each in stated))
    closings: dict[tuple[date, Decimal], list[int]] = defaultdict(list)
    for place, each in enumerate(stated):
        if each.balance.at_end:
            closings[each.balance.day, each.balance.amount].append(place)
    inside: set[int] = set()
    for place, each in enumerate(stated):
        if each.balance.at_end:
            continue
        for other in closings[each.balance.day, each.balance.amount]:
            if sections[other] != sections[place] and other not in inside:
                inside |= {place, other}
                break
    return [each for place, each in enumerate(stated) if place not in inside]


def _said(stated: Iterable[Stated]) -> Iterator[_Said]:
    for each in stated:
        balance = each.balance
        morning = _next(balance.day) if balance.at_end else balance.day
        if morning is not None:
            yield _Said(morning, [balance.amount], each.batch, balance.line)


@attrs.define
class _Walk:
    """The books of an account on their way through the mornings of which the bank says something.

    `total` are the movements so far, `corrected` is what the bank had more at all breaks so far.
    `torn` is a break of a day whose rows do not hang together, as long as no later day tells it.
    """

    opening: Decimal | None = None
    total: Decimal = _NOTHING
    corrected: Decimal = _NOTHING
    since: date | None = None
    breaks: list[Break] = attrs.Factory(list)
    proved: dict[date, Decimal] = attrs.Factory(dict)
    torn: Break | None = None

    def move(self, entries: Iterable[Entry]) -> None:
        """Go on over the movements of a day."""
        self.total = _sum(self.total, entries)

    def hold(self, said: _Said) -> None:
        """Hold the books against what the bank says of a morning."""
        if self.opening is None and len(said.amounts) == 1:
            self.opening = add(said.amounts[0], negate(self.total))
        if self.opening is None:
            return
        booked = add(self.opening, self.total)
        expected = add(booked, self.corrected)
        others = [amount for amount in said.amounts if amount != expected]
        if others:
            self._break(said, expected, others[0])
            return
        self.since, self.torn = said.morning, None
        if not self.corrected:
            self.proved[said.morning] = booked

    def _break(self, said: _Said, expected: Decimal, amount: Decimal) -> None:
        found = Break(said.morning, expected, amount, self.since, said.batch, said.line)
        self.torn = found if len(said.amounts) > 1 else None
        if self.torn is None:
            self.breaks.append(found)
            self.corrected = add(self.corrected, found.difference)
            self.since = said.morning


def _balance(
    account: str, currency: str, days: Mapping[date, Sequence[Entry]], stated: Sequence[_Said]
) -> Balance:
    walk = _Walk()
    rest = deque(sorted(days.items()))
    said = sorted([*_on_rows(days), *stated], key=lambda each: each.morning)
    for each in said:
        while rest and rest[0][0] < each.morning:
            walk.move(rest.popleft()[1])
        walk.hold(each)
    for _, entries in rest:
        walk.move(entries)
    found = sorted(days) or [each.morning for each in said]
    return Balance(
        account,
        currency,
        found[0],
        found[-1],
        walk.opening,
        walk.total,
        (*walk.breaks, *([walk.torn] if walk.torn else [])),
        walk.proved,
    )


def _on_rows(days: Mapping[date, Sequence[Entry]]) -> Iterator[_Said]:
    """Yield what the rows of each day say was there before it and, where that is one, after it."""
    for day, entries in days.items():
        starts = _starts(entries)
        if starts:
            yield _Said(day, starts)
        following = _next(day)
        if len(starts) == 1 and following is not None:
            yield _Said(following, [_sum(starts[0], entries)])


def _next(day: date) -> date | None:
    """Return the day after, `None` after the last one that there is."""
    return None if day == date.max else day + timedelta(1)


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
