"""One account told by a file for 1C, by a table and by the bank's interface: the same books.

Whichever comes first, and however far their days overlap.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.model import Statement
from statementkit.reviewing import review
from statementkit.store import open_store
from statementkit.testing.fakebank import Ledger
from tests.feeds.rendered import TABLE, WITHOUT_IDS, onec_file, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from statementkit.store import Store
    from statementkit.testing.fakebank import Account

    Source = Callable[[Account, date, date], Statement]
    Booked = tuple[date, Decimal, str | None]

FIRST, DAYS = date(2024, 3, 1), 12


def by_onec(account: Account, since: date, until: date) -> Statement:
    return sk.read(onec_file(account, since, until))


def by_table(account: Account, since: date, until: date) -> Statement:
    return attrs.evolve(sk.read(table(account, since, until), TABLE), account=account.number)


def by_table_without_ids(account: Account, since: date, until: date) -> Statement:
    return attrs.evolve(sk.read(table(account, since, until), WITHOUT_IDS), account=account.number)


def by_api(account: Account, since: date, until: date) -> Statement:
    found = Ledger((account,)).operations(account.number, since, until)
    return Statement(tuple(found), coverage="days")


SOURCES = (by_onec, by_table, by_table_without_ids, by_api)


def imported(store: Store, statement: Statement) -> None:
    plan = review(statement, store)
    assert [str(each) for each in statement.problems] == []
    assert [row.note for row in plan.rows if row.status == "unsure"] == []
    plan.commit(store)


def books(store: Store) -> list[Booked]:
    stored = (each.transaction for each in store.entries())
    return sorted((it.booked_on, it.amount, it.currency) for it in stored)


def ledger_of(account: Account, since: date, until: date) -> list[Booked]:
    found = Ledger((account,)).operations(account.number, since, until)
    return sorted((it.booked_on, it.amount, it.currency) for it in found)


def an_account(seed: int, operations: int = 60) -> Account:
    [account] = Ledger.invent(seed=seed, accounts=1, days=DAYS, operations=operations).accounts
    return account


@pytest.mark.parametrize(
    "order",
    [*permutations(SOURCES, 3)],
    ids=lambda order: "-".join(each.__name__ for each in order),
)
def test_the_books_are_the_same_in_any_order(order: Sequence[Source]) -> None:
    account, last = an_account(7), FIRST + timedelta(days=DAYS - 1)
    with open_store("sqlite://") as store:
        for source in order:
            imported(store, source(account, FIRST, last))
            assert books(store) == ledger_of(account, FIRST, last)


@given(
    seed=st.integers(1, 10_000),
    operations=st.integers(0, 80),
    steps=st.lists(
        st.tuples(st.sampled_from(SOURCES), st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)),
        min_size=1,
        max_size=5,
    ),
)
def test_the_books_are_those_of_the_days_that_any_source_told(
    seed: int, operations: int, steps: list[tuple[Source, int, int]]
) -> None:
    account = an_account(seed, operations)
    told: set[date] = set()
    with open_store("sqlite://") as store:
        for source, one, other in steps:
            since, until = (FIRST + timedelta(days=each) for each in sorted((one, other)))
            imported(store, source(account, since, until))
            told |= {since + timedelta(days=each) for each in range((until - since).days + 1)}
        whole = ledger_of(account, FIRST, FIRST + timedelta(days=DAYS))
        assert books(store) == [each for each in whole if each[0] in told]
