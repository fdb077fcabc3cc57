"""One account told by a file for 1C, by a table and by the bank's interface: the same books.

Whichever comes first, and however far their days overlap.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import combinations, permutations
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import statementkit as sk
from statementkit.feeds import open_feed
from statementkit.formats.onec.completing import keyed_account
from statementkit.model import Statement
from statementkit.reviewing import review
from statementkit.store import open_store
from statementkit.syncing import Source, Wish, sync
from statementkit.testing.fakebank import CSV_LAYOUT, Clock, FakeBank, Ledger, as_1c, as_csv
from statementkit.testing.fakebank.clock import midnight, moscow_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from statementkit.feeds import Feed, Jobs
    from statementkit.model import Transaction
    from statementkit.store import Store
    from statementkit.testing.fakebank import Account, Entry

    Telling = Callable[[Ledger, date, date], Statement]
    Booked = tuple[date, Decimal, str | None]

FIRST, DAYS = date(2024, 3, 1), 12
WITHOUT_IDS = attrs.evolve(
    CSV_LAYOUT,
    order="date|other|ownAccount|amount|currency|name|remitterId|account|bic|description",
)


def by_onec(ledger: Ledger, since: date, until: date) -> Statement:
    return sk.read(as_1c(ledger, number_of(ledger), since, until))


def by_onec_that_names_the_bank(ledger: Ledger, since: date, until: date) -> Statement:
    [account] = ledger.accounts
    named = [with_a_side(account, entry) for entry in account.entries]
    return by_onec(Ledger((attrs.evolve(account, entries=named),)), since, until)


def by_table(ledger: Ledger, since: date, until: date) -> Statement:
    return sk.read(as_csv(ledger, number_of(ledger), since, until), CSV_LAYOUT)


def by_table_without_ids(ledger: Ledger, since: date, until: date) -> Statement:
    return sk.read(as_csv(ledger, number_of(ledger), since, until), WITHOUT_IDS)


def by_api(ledger: Ledger, since: date, until: date) -> Statement:
    found = ledger.operations(number_of(ledger), since, until)
    return Statement(tuple(found), coverage="days")


SOURCES = (by_onec, by_onec_that_names_the_bank, by_table, by_table_without_ids, by_api)


def number_of(ledger: Ledger) -> str:
    return ledger.accounts[0].number


def with_a_side(account: Account, entry: Entry) -> Entry:
    """Return an entry with the bank as the other side, where there is none."""
    bank = attrs.evolve(
        account.owner,
        name=account.owner.bank,
        tax_id="",
        kpp="",
        account=keyed_account("30232810000000000017", account.owner.bic),
    )
    return entry if entry.other else attrs.evolve(entry, other=bank)


def imported(store: Store, statement: Statement) -> None:
    plan = review(statement, store)
    assert [str(each) for each in statement.problems] == []
    assert [row.note for row in plan.rows if row.status == "unsure"] == []
    plan.commit(store)


def books(store: Store, account: str | None = None) -> list[Booked]:
    stored = transactions(store, account)
    return sorted((it.booked_on, it.amount, it.currency) for it in stored)


def transactions(store: Store, account: str | None = None) -> list[Transaction]:
    return [each.transaction for each in store.entries(account)]


def posted(ledger: Ledger, since: date, until: date) -> list[Booked]:
    found = ledger.operations(number_of(ledger), since, until)
    return sorted((it.booked_on, it.amount, it.currency) for it in found)


def a_ledger(seed: int, operations: int = 60) -> Ledger:
    return Ledger.invent(seed=seed, accounts=1, days=DAYS, operations=operations)


SAID = ("booked_on", "amount", "currency", "name", "tax_id", "account", "description", "bank_id")


@pytest.mark.parametrize(
    "pair",
    [*combinations(SOURCES, 2)],
    ids=lambda pair: "-".join(each.__name__ for each in pair),
)
def test_the_books_are_the_same_in_either_order(pair: Sequence[Telling]) -> None:
    ledger, last = a_ledger(7, 40), FIRST + timedelta(days=DAYS - 1)
    kept = []
    for order in (pair, pair[::-1]):
        with open_store("sqlite://") as store:
            for telling in order:
                imported(store, telling(ledger, FIRST, last))
                assert books(store) == posted(ledger, FIRST, last)
            kept.append(Counter(map(attrgetter(*SAID), transactions(store))))
    assert kept[0] == kept[1]


@given(
    seed=st.integers(1, 10_000),
    operations=st.integers(1, 80),
    steps=st.lists(
        st.tuples(st.sampled_from(SOURCES), st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)),
        min_size=1,
        max_size=5,
    ),
)
def test_the_books_are_those_of_the_days_that_any_source_told(
    seed: int, operations: int, steps: list[tuple[Telling, int, int]]
) -> None:
    ledger = a_ledger(seed, operations)
    told: set[date] = set()
    with open_store("sqlite://") as store:
        for source, one, other in steps:
            since, until = (FIRST + timedelta(days=each) for each in sorted((one, other)))
            imported(store, source(ledger, since, until))
            told |= {since + timedelta(days=each) for each in range((until - since).days + 1)}
        whole = posted(ledger, FIRST, FIRST + timedelta(days=DAYS))
        assert books(store) == [each for each in whole if each[0] in told]


BANKS = ("tbank", "tochka", "modulbank")


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("order", [*permutations(("onec", "table", "sync"))], ids="-".join)
def test_files_and_nights_give_the_same_books(order: Sequence[str], bank: str) -> None:
    ledger, last = Ledger.invent(seed=5, accounts=2, days=DAYS, bank=bank), FIRST + timedelta(DAYS)
    clock = Clock(midnight(last + timedelta(days=1)))
    with open_store("sqlite://") as store, FakeBank(ledger, clock=clock) as server:
        for source in order:
            if source == "sync":
                assert synced(store, server, bank, clock) == ["ok", "ok"]
                continue
            for account in ledger.accounts:
                one = Ledger((account,))
                imported(store, (by_onec if source == "onec" else by_table)(one, FIRST, last))
        for account in ledger.accounts:
            one = Ledger((account,))
            assert books(store, account.number) == posted(one, FIRST, last)


def synced(store: Store, server: FakeBank, bank: str, clock: Clock) -> list[str]:
    def feed(jobs: Jobs) -> Feed:
        token, address = server.token(bank), server.url(bank)
        return open_feed(bank, token, base_url=address, clock=clock, jobs=jobs)

    results = sync([Source(bank, feed)], store, clock, Wish(since=FIRST))
    return [each.status for each in results]


@settings(max_examples=25)
@given(
    seed=st.integers(1, 10_000),
    moments=st.lists(
        st.tuples(st.sampled_from(("onec", "table", "sync")), st.integers(1, 40)),
        min_size=1,
        max_size=6,
    ),
)
def test_files_of_any_hour_and_nights_give_the_same_books(
    seed: int, moments: list[tuple[str, int]]
) -> None:
    ledger = a_ledger(seed)
    [account] = ledger.accounts
    clock = Clock(midnight(FIRST))
    with open_store("sqlite://") as store, FakeBank(ledger, clock=clock) as server:
        for source, hours in moments:
            clock.advance(timedelta(hours=hours))
            now = clock.now()
            if source == "sync":
                assert synced(store, server, "tbank", clock) == ["ok"]
            elif source == "onec":
                file = as_1c(ledger, account.number, FIRST, moscow_day(now), now=now)
                imported(store, sk.read(file))
            else:
                file = as_csv(ledger, account.number, FIRST, moscow_day(now), now=now)
                imported(store, sk.read(file, WITHOUT_IDS))
            assert books(store) == sorted(
                (it.booked_on, it.amount, it.currency)
                for it in ledger.operations(account.number, FIRST, moscow_day(now), now)
            )
