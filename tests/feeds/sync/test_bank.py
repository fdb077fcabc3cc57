"""Night after night at a fake bank: holds are posted, ids change, and the books are the bank's."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from statementkit import open_store
from statementkit.feeds import open_feed
from statementkit.syncing import Source, Wish, sync
from statementkit.testing.fakebank import Clock, FakeBank, Fault, Ledger
from statementkit.testing.fakebank.clock import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statementkit.feeds import Feed, Jobs

FIRST, DAYS = date(2024, 3, 1), 8


def _content(rows: Iterable[Any]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (it.own_account, it.booked_on, it.amount, it.bank_id, it.name, it.description)
        for it in rows
    )


@pytest.mark.parametrize("bank", ["tbank", "tochka", "modulbank"])
@pytest.mark.parametrize("hour", [23, 1], ids=["at eleven", "after midnight"])
def test_every_night(bank: str, hour: int) -> None:
    """What a person says of the first booking of each night is still said at the end."""
    ledger = Ledger.invent(seed=9, accounts=2, days=DAYS, operations=90, bank=bank)
    numbers = [each.number for each in ledger.accounts]
    clock = Clock(midnight(FIRST) + timedelta(hours=hour))
    faults = [
        Fault("429", after=7, retry_after=2),
        Fault("502", after=20),
        Fault("reset", after=31),
    ]
    edited: set[str] = set()
    with (
        FakeBank(dict.fromkeys((bank,), ledger), clock=clock, page_size=7, faults=faults) as it,
        open_store("sqlite://", clock=clock.now) as store,
    ):

        def connect(jobs: Jobs) -> Feed:
            token, url = it.token(bank), it.url(bank)
            return open_feed(bank, token, base_url=url, clock=clock, jobs=jobs)

        wish = Wish(since=FIRST)
        for night in range(DAYS + 12):
            results = list(sync([Source("main", connect)], store, clock, wish))
            assert [(each.status, each.waiting) for each in results] == [("ok", 0)] * 2
            wish = Wish()
            for entry in list(store.entries())[-1:]:
                store.edit(entry.key, category="Coffee")
                edited.add(entry.key)
            # The last holds are posted after weeks in which nothing else happens.
            clock.advance(timedelta(days=1 if night < DAYS else 3))
        entries = list(store.entries())
    live = _content(each.transaction for each in entries if not each.vanished)
    last = FIRST + timedelta(days=DAYS + 60)
    assert live == _content(
        each for number in numbers for each in ledger.operations(number, FIRST, last)
    )
    assert {each.key for each in entries if each.assignment.category} == edited
    assert not any(each.vanished for each in entries)
