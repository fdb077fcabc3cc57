"""The rules of a store: without a loss to and from files, and kept as they were."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from statementkit import RuleError
from statementkit.reviewing import review
from statementkit.rules import (
    Defaults,
    Part,
    Rule,
    RuleBook,
    rules_from_csv,
    rules_from_toml,
    rules_to_csv,
    rules_to_toml,
)
from tests.rules.strategies import books
from tests.store.statements import row, statement, take

if TYPE_CHECKING:
    from statementkit.store import Store

BOOK = RuleBook(
    [
        Rule(match='name~"Kohvik"', category="Coffee", priority=3, number=1),
        Rule(
            match="tax_id=10421629; amount>1000",
            category="Sales",
            name="Puit",
            kind="payment",
            split=(Part("40%", project="Shop"), Part("rest", wallet="Cash", category="Other")),
            number=7,
        ),
    ],
    Defaults.from_dict(
        {
            "wallet": "Bank",
            "expense": {"category": "Other costs"},
            "account": {"EE38.2200": {"income": {"project": "Shop"}, "wallet": "Card"}},
        }
    ),
)


def test_a_store_without_rules_has_a_blank_book(store: Store) -> None:
    assert store.rules.book() == RuleBook()
    assert store.rules.book().revision is None


@given(books)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_is_lost_between_file_and_table(store: Store, book: RuleBook) -> None:
    store.rules.change(lambda _: book)
    stored = store.rules.book()
    assert stored == book
    assert rules_from_toml(rules_to_toml(stored)) == book
    assert rules_from_csv(rules_to_csv(stored)) == book


def test_a_book_is_replaced_whole_and_kept_as_it_was(store: Store) -> None:
    states = [RuleBook(), BOOK, BOOK.without(1), RuleBook(BOOK.rules), RuleBook()]
    revisions = [_replaced(store, book) for book in states]
    assert [store.rules.at(each) for each in revisions] == states


def _replaced(store: Store, book: RuleBook) -> int:
    assert store.rules.change(lambda _: book)[1] == book
    return store.rules.book().revision or 0


def test_a_change_that_fails_changes_nothing(store: Store) -> None:
    store.rules.change(lambda _: BOOK)
    with pytest.raises(RuleError):
        store.rules.change(lambda book: book.with_rule(Rule(match="amout<0", category="X")))
    assert store.rules.book() == BOOK


def test_a_number_is_never_given_twice(store: Store) -> None:
    store.rules.change(lambda _: BOOK)
    store.rules.change(lambda book: book.without(7))
    _, book = store.rules.change(
        lambda book: book.with_rule(Rule(match="amount<0", category="Costs"))
    )
    assert [rule.number for rule in book.rules] == [1, 8]
    assert store.rules.book().without(8).with_rule(BOOK.rules[0]).last_number == 8


def test_an_import_takes_the_rules_of_the_store(store: Store) -> None:
    store.rules.change(lambda _: BOOK)
    take(store, statement(row(0)))
    [entry] = store.entries()
    assert (entry.assignment.category, entry.assignment.wallet) == ("Coffee", "Bank")
    other = RuleBook([Rule(match="amount<0", category="Costs")])
    take(store, statement(row(1), name="april.csv"), other)
    assert [each.assignment.category for each in store.entries()] == ["Coffee", "Costs"]
    assert [each.rules for each in store.entries()] == [store.rules.book().revision, None]


def test_a_reason_names_its_rule_after_the_rule_was_changed(store: Store) -> None:
    store.rules.change(lambda _: BOOK)
    take(store, statement(row(0)))
    before = [each.assignment for each in store.entries()]
    changed = Rule(match='name="Kohvik Hommik"', category="Breakfast", number=1)
    store.rules.change(lambda book: book.with_rule(changed))
    take(store, statement(row(0), row(9), days=True, name="april.csv"))
    store.rules.change(lambda book: book.without(1))
    first, second = store.entries()
    assert [first.assignment] == before
    assert str(first.assignment.reasons["category"]) == "rule 1"
    assert store.rules.at(first.rules or 0).rule(1).category == "Coffee"
    assert store.rules.at(second.rules or 0).rule(1) == changed
    assert [rule.number for rule in store.rules.book().rules] == [7]


def test_an_undo_lets_the_later_batch_keep_what_was_said(store: Store) -> None:
    """A booking that a later import held too was assigned by the rules of the first one."""
    store.rules.change(lambda _: BOOK)
    take(store, statement(row(0), row(1), days=True))
    store.rules.change(lambda _: RuleBook([Rule(match="amount<0", category="Costs")]))
    take(store, statement(row(1), row(2), days=True, name="april.csv"))
    store.undo(1)
    kept, new = store.entries()
    assert (kept.batch, kept.assignment.category, new.assignment.category) == (2, "Coffee", "Costs")
    assert store.rules.at(kept.rules or 0) == BOOK


def test_a_book_that_was_changed_knows_where_it_is_kept(store: Store) -> None:
    store.rules.change(lambda _: BOOK)
    _, after = store.rules.change(
        lambda book: book.with_rule(Rule(match="amount<0", category="Costs"))
    )
    assert after.revision is not None
    assert store.rules.at(after.revision) == after
    review(statement(row(0)), store, after).commit(store)
    assert [each.rules for each in store.entries()] == [after.revision]


def test_a_rule_of_a_row_makes_another_book(store: Store) -> None:
    store.rules.change(lambda _: BOOK)
    plan = review(statement(row(0), row(1, "-9.00", "Pood")), store)
    plan = plan.with_rule(Rule(match='name="Pood"', category="Food"))
    plan.commit(store)
    assert {each.transaction.amount: each.rules for each in store.entries()} == {
        Decimal("-3.20"): None, Decimal("-9.00"): None,
    }  # fmt: skip
