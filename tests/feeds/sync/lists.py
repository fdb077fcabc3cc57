"""A bank that is a list of operations: what a sync must make of it is plain to see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import attrs

from statementkit import Transaction
from statementkit.feeds import FeedAccount, Page
from statementkit.feeds.days import today
from statementkit.model import Origin
from statementkit.syncing import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from statementkit.errors import StatementKitError
    from statementkit.feeds import Jobs

ACCOUNT = "40702810500000000001"
OTHER = "40702810800000000002"
START = date(2024, 3, 1)


@attrs.define
class FixedClock:
    """A clock that stands still until somebody sleeps."""

    moment: datetime = datetime(2024, 3, 11, 20, tzinfo=UTC)
    slept: float = 0

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept += seconds
        self.moment += timedelta(seconds=seconds)

    def at(self, day: date, hour: int = 20) -> Self:
        """Set the clock to an hour of UTC on a day."""
        self.moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return self


@attrs.define
class ListBank:
    """Operations of accounts, as a bank has them now.

    `page` is how many come at once, `shuffled` in whatever order, `twice` how many come again on
    another page. `strangers` come whatever is asked for. `breaks` are raised in place of a page, by
    the number of pages before it, `refused` in place of all pages of an account.
    """

    clock: FixedClock = attrs.Factory(FixedClock)
    operations: list[Transaction] = attrs.Factory(list)
    accounts: list[FeedAccount] = attrs.Factory(lambda: [account(ACCOUNT)])
    page: int = 3
    shuffled: Random | None = None
    twice: int = 0
    breaks: dict[int, StatementKitError] = attrs.Factory(dict)
    refused: dict[str, StatementKitError] = attrs.Factory(dict)
    strangers: list[Transaction] = attrs.Factory(list)
    complete: bool = True
    name: str = "listbank"
    overlap: timedelta = timedelta(3)
    asked: list[tuple[str, date, date]] = attrs.Factory(list)
    pages: int = 0

    def source(self, **more: Any) -> Source:
        """Return a connection to the bank."""
        return Source("main", lambda jobs: ListFeed(self, jobs), **more)


@attrs.define
class ListFeed:
    """The feed of a list."""

    bank: ListBank
    jobs: Jobs

    @property
    def name(self) -> str:
        """What the bank is called."""
        return self.bank.name

    @property
    def overlap(self) -> timedelta:
        """How far back every run reads again."""
        return self.bank.overlap

    def accounts(self) -> list[FeedAccount]:
        """Return the accounts."""
        if "" in self.bank.refused:
            raise self.bank.refused[""]
        return self.bank.accounts

    def operations(self, account: FeedAccount, since: date, until: date) -> Iterator[Page]:
        """Yield the operations of some days."""
        bank = self.bank
        bank.asked.append((account.number, since, until))
        if account.number in bank.refused:
            raise bank.refused[account.number]
        last = min(until, today(bank.clock))
        found = [
            each
            for each in bank.operations
            if each.own_account == account.number and since <= each.booked_on <= last
        ]
        if bank.shuffled:
            bank.shuffled.shuffle(found)
        found += found[: bank.twice] + bank.strangers
        for start in range(0, max(len(found), 1), bank.page):
            if bank.pages in bank.breaks:
                raise bank.breaks[bank.pages]
            bank.pages += 1
            yield Page(tuple(found[start : start + bank.page]), complete=bank.complete)

    def close(self) -> None:
        """Let go of nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def account(number: str) -> FeedAccount:
    """Return an account in roubles."""
    return FeedAccount(number, number, "RUB")


def operation(day: int, bank_id: str | None, amount: str = "-320.00", **more: Any) -> Transaction:
    """Return an operation of a day, counted from the first of March."""
    values: dict[str, Any] = {
        "currency": "RUB",
        "name": 'ООО "Пример"',
        "tax_id": "7700000009",
        "description": "Оплата по счёту",
        "own_account": ACCOUNT,
        "origin": Origin(f"listbank:{ACCOUNT}", None, "list"),
    }
    booked_on = START + timedelta(day)
    return Transaction(booked_on, Decimal(amount), bank_id=bank_id, **values | more)
