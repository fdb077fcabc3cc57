"""Many operations and many accounts: flat memory, and no faster than the bank lets."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import attrs

from statementkit import open_store
from statementkit.feeds import Page, open_feed
from statementkit.syncing import Source, Wish, sync
from statementkit.testing.fakebank import Clock, FakeBank, Ledger
from tests.feeds.sync.lists import START, ListBank, ListFeed, operation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from statementkit.feeds import Feed, FeedAccount, Jobs

ACCOUNTS = 60
PER_SECOND = 20
"""How many statements a second T-Bank gives."""


@attrs.define
class ManyOperations(ListFeed):
    """A feed that makes its operations while they are read: so many a day, for some days.

    What is no longer in use goes before each day, not when Python sees fit.
    """

    days: int = 1
    a_day: int = 500

    def operations(self, account: FeedAccount, since: date, until: date) -> Iterator[Page]:
        """Yield the operations of some days."""
        for day in range(max((since - START).days, 0), min((until - START).days + 1, self.days)):
            gc.collect()
            for page in range(0, self.a_day, 100):
                numbers = range(page, page + 100)
                yield Page(tuple(operation(day, f"{day}-{number}") for number in numbers))


def test_memory_does_not_grow_with_the_operations(tmp_path: Path) -> None:
    """What is remembered of texts and days is bounded, and full after some 20,000 operations."""
    _, full, more = (_peak(tmp_path / f"{days}.db", days) for days in (1, 40, 59))
    assert more < full * 1.1


def _peak(path: Path, days: int) -> int:
    bank = ListBank()
    wish = Wish(since=START, until=START + timedelta(days))
    bank.clock.at(START + timedelta(60))
    source = Source("main", lambda jobs: ManyOperations(bank, jobs, days))
    with open_store(str(path)) as store:
        gc.freeze()
        tracemalloc.start()
        try:
            [result] = sync([source], store, bank.clock, wish)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            gc.unfreeze()
    assert (result.status, result.added) == ("ok", days * 500)
    return peak


def test_many_accounts_take_the_time_that_the_limit_allows(tmp_path: Path) -> None:
    """The bank keeps its limit by a clock that only waiting moves; none of its refusals is needed.

    Every account is one request, so the last one may begin when all others have had their turn.
    """
    ledger = Ledger.invent(seed=4, accounts=ACCOUNTS, days=2, operations=2)
    clock = Clock(datetime(2024, 3, 20, 12, tzinfo=UTC))
    wish = Wish(since=date(2024, 3, 1), until=date(2024, 3, 2))
    with (
        FakeBank(ledger, clock=clock, limits=True) as bank,
        open_store(str(tmp_path / "books.db")) as store,
    ):
        opened = partial(_opened, bank, clock)
        begin = clock.now()
        results = list(sync([Source("main", opened)], store, clock, wish))
        took = (clock.now() - begin).total_seconds()
        assert [each.status for each in results] == ["ok"] * ACCOUNTS
        assert {each.status for each in bank.requests} == {200}
    least = (ACCOUNTS - 1) / PER_SECOND
    assert least <= took <= least * 1.1 + 1


def _opened(bank: FakeBank, clock: Clock, jobs: Jobs) -> Feed:
    url, token = bank.url("tbank"), bank.token("tbank")
    return open_feed("tbank", token, base_url=url, clock=clock, jobs=jobs)
