"""What a fake bank has in its books: accounts, their entries, and what a client should make of it.

A ledger says nothing of any bank's dialect: the same one is served as T-Bank, Tochka or Modulbank.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, timedelta
from decimal import Decimal
from heapq import merge
from itertools import takewhile
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID, uuid5

import attrs

from statementkit.formats.onec.completing import company_tax_id, keyed_account
from statementkit.model import Transaction
from statementkit.testing.fakebank.clock import midnight, moscow_day
from statementkit.testing.fakebank.inventing import LONGEST_HOLD, InventedEntries, Plan
from statementkit.testing.parties import Party, invent_account, invent_company, invent_party

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.testing.fakebank.entries import Entry

BANKS = {
    "tbank": ("044525974", "АО «ТБанк»", "г. Москва"),
    "tochka": ("044525104", "ООО «Банк Точка»", "г. Москва"),
    "modulbank": ("044525092", "АО КБ «Модульбанк»", "г. Москва"),
}
"""BIC, name and city of the banks that the fake speaks as."""

CURRENCIES = ("RUB", "USD", "EUR", "CNY")
"""What accounts can be invented in."""

_STEP = 1000
"""How many entries stand between two sums that are kept."""

_AT_ONCE = timedelta(microseconds=1)
"""What is posted at a moment is known at that moment."""

_NAMES = UUID("6f0d2c3e-5d6b-4c39-9c0e-2d6a3c1b7f10")


@attrs.frozen
class Turnover:
    """What came to an account and what went from it; both are positive."""

    received: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    def plus(self, entries: Iterable[Entry]) -> Turnover:
        """Return the turnover with more entries."""
        amounts = [entry.amount for entry in entries if not entry.is_cancelled]
        received = sum((amount for amount in amounts if amount > 0), self.received)
        return Turnover(received, self.spent + received - self.received - sum(amounts))


@attrs.define
class Account:
    """An own account: its owner with number and bank, what it began with, and its entries.

    `entries` are in the order of their posting.
    """

    owner: Party
    entries: Sequence[Entry]
    currency: str = "RUB"
    opening: Decimal = Decimal("2500000.00")
    _longest_hold: timedelta = attrs.field(init=False, repr=False, eq=False)
    _sums: list[Turnover] = attrs.field(init=False, repr=False, eq=False)
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False, eq=False)

    @_longest_hold.default
    def _found_longest_hold(self) -> timedelta:
        if isinstance(self.entries, InventedEntries):
            return LONGEST_HOLD
        return max((each.posted_at - each.known_at for each in self.entries), default=timedelta())

    @_sums.default
    def _no_sums(self) -> list[Turnover]:
        return [Turnover()]

    @property
    def number(self) -> str:
        """The twenty digits."""
        return self.owner.account

    @property
    def uuid(self) -> str:
        """An id of the form that some banks use in place of the number."""
        return str(uuid5(_NAMES, self.number))

    def position(self, moment: datetime) -> int:
        """Return how many entries are posted before a moment."""
        return bisect_left(self.entries, moment, key=lambda entry: entry.posted_at)

    def posted(
        self, since: datetime, until: datetime, now: datetime | None = None
    ) -> Iterator[Entry]:
        """Yield what is posted from `since` up to, without, `until`, as known at `now`."""
        last = until if now is None else known_end(until, now)
        for index in range(self.position(since), self.position(last)):
            entry = self.entries[index]
            if not entry.is_cancelled:
                yield entry

    def held(self, now: datetime) -> list[Entry]:
        """Return what is authorised at a moment and neither posted nor cancelled, oldest first."""
        later = (self.entries[index] for index in range(self.position(now), len(self.entries)))
        near = takewhile(lambda entry: entry.posted_at <= now + self._longest_hold, later)
        held = (entry for entry in near if entry.state_at(now) == "held")
        return sorted(held, key=lambda entry: entry.known_at)

    def blocked(self, now: datetime) -> Decimal:
        """Return the sum of what is held at a moment, which is positive."""
        return -sum((entry.amount for entry in self.held(now)), Decimal(0))

    def newest(self, now: datetime) -> datetime | None:
        """Return when the last entry was posted that is on the account at a moment."""
        for index in range(self.position(just_after(now)) - 1, -1, -1):
            if not self.entries[index].is_cancelled:
                return self.entries[index].posted_at
        return None

    def balance(self, moment: datetime) -> Decimal:
        """Return what was on the account before a moment."""
        turnover = self.turnover(moment)
        return self.opening + turnover.received - turnover.spent

    def turnover(self, moment: datetime) -> Turnover:
        """Return what was booked on the account before a moment."""
        whole, rest = divmod(self.position(moment), _STEP)
        with self._lock:
            while len(self._sums) <= whole:
                done = (len(self._sums) - 1) * _STEP
                self._sums.append(self._sums[-1].plus(self.entries[done : done + _STEP]))
        begin = whole * _STEP
        return self._sums[whole].plus(self.entries[begin : begin + rest])


@attrs.frozen
class Ledger:
    """Own accounts with all that ever happened and will happen on them.

    >>> ledger = Ledger.invent(seed=1, accounts=1, days=2, operations=3)
    >>> [account] = ledger.accounts
    >>> for each in ledger.operations(account.number, date(2024, 3, 1), date(2024, 3, 2)):
    ...     print(each.booked_on, each.amount, each.description)
    2024-03-01 -4937.10 Кофейня «Утро»
    2024-03-02 -299281.55 Оплата по счету № 2 за материалы. В том числе НДС
    2024-03-02 -3420.85 Такси Чайка
    """

    accounts: tuple[Account, ...]

    @classmethod
    def invent(
        cls,
        *,
        seed: int = 1,
        accounts: int = 2,
        days: int = 30,
        operations: int = 120,
        first_day: date = date(2024, 3, 1),
        bank: str = "tbank",
        currencies: Sequence[str] = ("RUB",),
    ) -> Self:
        """Return a ledger of one invented company; the same arguments give the same ledger.

        `operations` is how many each account has in the `days` from `first_day` on, cancelled ones
        counted. They are made when they are asked for, so a million of them take no memory.
        `bank` is the one that keeps the accounts, one of `BANKS`; accounts take turns with the
        `currencies`. Among the entries are holds that are posted later or cancelled, ids that
        change at night, twins, payments abroad, transfers between the accounts, cash without a
        party, and parties without a KPP.

        Raises `ValueError` for a bank, a currency or a number of anything that cannot be.
        """
        _check(bank, currencies, accounts=accounts, operations=operations, days=days - 1)
        random = Random(seed)  # noqa: S311 - invented data, no secret
        bic, *names = BANKS[bank]
        parties = tuple(invent_party(random, "RUB") for _ in range(12))
        company = invent_company(random, "RUB", bic, (names[0], names[1]))
        plan = Plan(seed, first_day, days, operations, parties, _tax_office(), bank)
        random = Random(f"{seed}/{bank}")  # noqa: S311 - one company has other accounts elsewhere
        kinds = [currencies[index % len(currencies)] for index in range(accounts)]
        owners = [
            attrs.evolve(company, account=invent_account(random, "40702", kind, bic))
            for kind in kinds
        ]
        entries = [
            InventedEntries(plan, index, _twin(owners, kinds, index)) for index in range(accounts)
        ]
        return cls(tuple(map(Account, owners, entries, kinds)))

    def account(self, number: str) -> Account:
        """Return the account of a number. Raises `KeyError` for one that is not in the ledger."""
        for account in self.accounts:
            if account.number == number:
                return account
        raise KeyError(number)

    def operations(
        self, number: str, since: date, until: date, now: datetime | None = None
    ) -> Iterator[Transaction]:
        """Yield what a client should read of an account: what is posted, oldest first.

        `since` and `until` are days in Moscow, both included. `now` is the moment at which the bank
        is asked; by default long after everything was posted.
        """
        account = self.account(number)
        first, end = midnight(since), midnight(until + timedelta(days=1))
        for entry in account.posted(first, end, now):
            yield transaction(account, entry, now)

    def holds(self, number: str, now: datetime) -> Iterator[Transaction]:
        """Yield what is authorised on an account at a moment, and not posted yet."""
        account = self.account(number)
        for entry in account.held(now):
            yield transaction(account, entry, now)

    def without(self, number: str, *ids: str) -> Self:
        """Return the ledger of a bank that has taken entries of an account back."""

        def keep(account: Account) -> Account:
            if account.number != number:
                return account
            entries = tuple(entry for entry in account.entries if entry.id not in ids)
            return attrs.evolve(account, entries=entries)

        return attrs.evolve(self, accounts=tuple(map(keep, self.accounts)))

    def with_entries(self, number: str, *entries: Entry) -> Self:
        """Return the ledger with more entries on an account."""

        def add(account: Account) -> Account:
            if account.number != number:
                return account
            more = sorted(entries, key=_posting)
            return attrs.evolve(account, entries=tuple(merge(account.entries, more, key=_posting)))

        return attrs.evolve(self, accounts=tuple(map(add, self.accounts)))

    def before_newest(self, now: datetime) -> datetime:
        """Return the last moment before `now` at which every account still lacked an entry."""
        newest = [account.newest(now) for account in self.accounts]
        return min((each for each in newest if each is not None), default=now) - _AT_ONCE

    @property
    def settled_at(self) -> datetime:
        """A moment at which everything is posted, and no id will change any more."""
        last = [account.entries[-1].posted_at for account in self.accounts if account.entries]
        return max(last, default=midnight(date(2024, 3, 1))) + timedelta(days=1)


def _check(bank: str, currencies: Sequence[str], **numbers: int) -> None:
    if bank not in BANKS:
        raise ValueError(f"no bank {bank!r} can be invented, only {', '.join(BANKS)}")
    if not currencies or not set(currencies) <= set(CURRENCIES):
        raise ValueError(f"accounts can be invented in {', '.join(CURRENCIES)}")
    for name, number in numbers.items():
        if number < 0:
            raise ValueError(f"too few {name}")


def just_after(now: datetime) -> datetime:
    """Return the end of what is known at a moment, which itself belongs to it."""
    return now + _AT_ONCE


def known_end(until: datetime, now: datetime) -> datetime:
    """Return where a period ends of which nothing later than `now` is known."""
    return min(until, just_after(now))


def transaction(account: Account, entry: Entry, now: datetime | None = None) -> Transaction:
    """Return an entry as the common model has it; its number, KPP and kind are in `extra`."""
    other = entry.other
    extra: dict[str, Any] = {"number": entry.number, "kpp": other.kpp if other else ""}
    moment = entry.posted_at if now is None else now
    is_held = entry.state_at(moment) == "held"
    return Transaction(
        moscow_day(entry.known_at) if is_held else entry.day,
        entry.amount,
        account.currency,
        name=other.name if other else None,
        tax_id=other.tax_id if other else None,
        account=other.account if other else None,
        bic=other.bic if other else None,
        description=entry.purpose,
        bank_id=entry.id if now is None else entry.id_at(now),
        own_account=account.number,
        extra={key: value for key, value in extra.items() if value},
    )


def _posting(entry: Entry) -> tuple[datetime, str]:
    return entry.posted_at, entry.id


def _twin(owners: Sequence[Party], kinds: Sequence[str], index: int) -> Party | None:
    """Return the owner of the account that trades with this one: even with odd, in one currency."""
    other = index ^ 1
    if other >= len(owners) or kinds[other] != kinds[index]:
        return None
    return owners[other]


def _tax_office() -> Party:
    bic = "017003983"
    return Party(
        "Казначейство (единый налоговый платеж)",
        company_tax_id("779900000"),
        "770801001",
        "03100643000000012345",
        bic,
        "ОТДЕЛЕНИЕ БАНКА РОССИИ",
        "г. Тула",
        keyed_account("40102810045370000059", bic),
    )
