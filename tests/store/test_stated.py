"""What statements say of balances, kept with the import that brought it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.books import balances
from statementkit.model import StatedBalance
from statementkit.reviewing import review
from tests.store.statements import ACCOUNT, row, statement, take

if TYPE_CHECKING:
    from statementkit import Statement
    from statementkit.store import Store

OPENING = StatedBalance(date(2024, 3, 1), Decimal("100.00"), at_end=False, line=1)
CLOSING = StatedBalance(date(2024, 3, 31), Decimal("93.6"), at_end=True, line=9)


def _with(what: Statement, *stated: StatedBalance) -> Statement:
    return attrs.evolve(what, stated=stated, currency="EUR")


MARCH = _with(statement(row(0), row(1), days=True), OPENING, CLOSING)


def test_balances_are_kept_with_their_import(store: Store) -> None:
    batch = take(store, MARCH).batch
    assert batch is not None
    expected = [attrs.evolve(each, account=ACCOUNT, currency="EUR") for each in (OPENING, CLOSING)]
    assert [(each.batch, each.balance) for each in store.stated()] == [
        (batch, each) for each in expected
    ]
    assert [each.balance.line for each in store.stated()] == [1, 9]
    [result] = balances(store.entries(), store.stated())
    assert (result.opening, result.closing, result.breaks) == (Decimal(100), Decimal("93.60"), ())
    assert take(store, MARCH).batch is None
    store.undo(batch)
    assert store.stated() == []


def test_what_a_store_cannot_keep_is_left_out(store: Store) -> None:
    huge = attrs.evolve(CLOSING, amount=Decimal("1e40"))
    plan = review(_with(statement(row(0)), huge, OPENING), store)
    assert [each.amount for each in plan.stated] == [Decimal(100)]


def test_a_balance_of_nobody_is_left_out(store: Store) -> None:
    other = attrs.evolve(row(0), own_account="EE471000001020145685")
    plan = review(_with(statement(row(0), other), OPENING), store)
    assert plan.stated == ()
    named = attrs.evolve(OPENING, account="ee47 1000 0010 2014 5685")
    plan = review(_with(statement(row(0), other), named), store)
    assert [each.account for each in plan.stated] == ["EE471000001020145685"]


def test_a_statement_without_movements(store: Store) -> None:
    plan = review(_with(statement(), attrs.evolve(CLOSING, account=ACCOUNT)), store)
    batch = plan.commit(store).batch
    assert batch is not None
    [result] = balances(store.entries(), store.stated())
    assert (result.account, result.closing) == (ACCOUNT, Decimal("93.6"))
    store.undo(batch)
    assert store.stated() == []


def test_balances_that_came_with_an_upgrade(store: Store) -> None:
    """A file that an older version imported without its balances gives them when it comes again."""
    take(store, attrs.evolve(MARCH, stated=()))
    assert take(store, MARCH).batch == 2
    assert take(store, MARCH).batch is None
    assert len(store.stated()) == 2


def test_what_an_import_holds(store: Store) -> None:
    take(store, MARCH)
    later = statement(row(1), row(2), days=True, name="april.csv")
    take(store, later)
    assert [each.transaction.booked_on.day for each in store.held_by(2)] == [2, 3]
    assert [(each.batch, each.cover.first.day) for each in store.covered()] == [(1, 1), (2, 2)]
