"""A plan is a value: what a person says of its rows, and that it is committed as it is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from statementkit.errors import StoreError
from statementkit.reviewing import Plan, review
from statementkit.rules import Part, Rule, RuleBook
from statementkit.store import Store, open_store
from tests.store.statements import row, statement, take

if TYPE_CHECKING:
    from collections.abc import Iterator

THIRDS = (Part("70%", category="Rent"), Part("rest", project="Shop"))


@pytest.fixture
def store() -> Iterator[Store]:
    """Return an empty store."""
    with open_store("sqlite://") as store:
        yield store


def _refused(plan: Plan, number: int, said: str, **values: object) -> None:
    with pytest.raises(StoreError) as caught:
        plan.edit(number, **values)
    assert caught.value.code == "SK752"
    assert said in str(caught.value)


def test_a_row_that_is_left_out_is_shown_again(store: Store) -> None:
    plan = review(statement(row(0), row(1)), store).decide(1, "skip")
    receipt = plan.commit(store)
    assert (receipt.added, store.batches()[0].skipped) == (1, 1)
    again = review(statement(row(0), row(1)), store)
    assert [each.status for each in again.rows] == ["new", "duplicate"]
    assert plan.decide(1, None).to_import().entries[0].transaction.booked_on == row(0).booked_on


def test_a_day_of_which_a_row_is_left_out_is_not_complete(store: Store) -> None:
    what = statement(row(0), row(0), row(1), days=True)
    review(what, store).decide(1, "skip").commit(store)
    [entry] = [each for each in store.entries() if each.transaction.booked_on == row(0).booked_on]
    assert entry.transaction.amount == Decimal("-3.20")
    assert review(what, store).counts["new"] == 1


def test_an_unsure_row_can_be_left_out_for_good(store: Store) -> None:
    take(store, statement(row(0), row(1)))
    plan = review(statement(row(1), row(3)), store)
    assert plan.counts["unsure"] == 1
    receipt = plan.decide(1, "skip").commit(store)
    assert (receipt.added, receipt.waiting, receipt.known) == (1, 0, 0)


def test_fees_go_with_what_they_belong_to(store: Store) -> None:
    main = row(0, "-100.00")
    plan = review(statement(main, row(0, "-1.00", parent=main)), store)
    assert plan.decide(1, "skip").to_import().entries == ()
    with pytest.raises(StoreError, match="row 2 is a fee of row 1, which is left out"):
        plan.decide(1, "skip").decide(2, None)
    assert plan.decide(2, "skip").commit(store).added == 1


def test_what_cannot_be_decided(store: Store) -> None:
    take(store, statement(row(0)))
    plan = review(statement(row(0), row(1), days=True), store)
    for number, answer in ((1, "skip"), (1, None), (2, "same"), (2, "new")):
        with pytest.raises(StoreError, match="is no answer"):
            plan.decide(number, answer)  # type: ignore[arg-type]


def test_a_row_is_divided_by_hand(store: Store) -> None:
    plan = review(statement(row(0, "-100.01")), store).edit(1, wallet="Bank", split=THIRDS)
    plan.commit(store)
    [entry] = store.entries()
    said = [(str(each.amount), each.wallet, each.category, each.project)
            for each in entry.assignment.postings(entry.transaction)]  # fmt: skip
    assert said == [("-70.00", "Bank", "Rent", None), ("-30.01", "Bank", None, "Shop")]
    assert entry.edited == {"wallet", "split"}
    assert plan.edit(1, split=()).rows[0].assignment.split == ()


def test_edits_that_do_not_fit(store: Store) -> None:
    plan = review(statement(row(0)), store)
    _refused(plan, 1, "there is no kind 'gift'", kind="gift")
    _refused(plan, 1, "NUL", wallet="\0")
    _refused(plan, 1, "two parts or more", split=THIRDS[:1])
    _refused(plan, 1, "takes 5.00 of 3.20", split=(Part("5.00"), Part("rest")))
    assert plan.edit(1, category="  Coffee ", project=" ").rows[0].assignment.category == "Coffee"


def test_a_split_of_a_rule_that_does_not_fit_is_left_out_and_said(store: Store) -> None:
    rule = Rule(match="amount<0", category="Rent", split=(Part("5.00"), Part("rest")))
    plan = review(statement(row(0), row(1, "-10.00")), store, RuleBook([rule]))
    assert [len(each.assignment.split) for each in plan.rows] == [0, 2]
    assert plan.rows[0].misfit == "not divided: rule 1: the split takes 5.00 of 3.20"
    assert [each.assignment.category for each in plan.rows] == ["Rent", "Rent"]
    plan.commit(store)
    for entry in store.entries():
        parts = entry.assignment.postings(entry.transaction)
        assert sum(each.amount for each in parts) == entry.transaction.amount


def test_a_row_is_given_back_to_the_rules(store: Store) -> None:
    rules = RuleBook([Rule(match="amount<0", category="Costs", project="Shop")])
    plan = review(statement(row(0)), store, rules)
    edited = plan.edit(1, category=None, name="Maja", split=THIRDS)
    assert edited.rows[0].assignment.project == "Shop"
    assert edited.reset(1).rows == plan.rows
