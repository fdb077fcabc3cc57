"""The work on a plan without a screen: steps and the way back, filters, rules made of rows."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from statementkit import Statement
from statementkit.errors import StatementKitError, StoreError
from statementkit.reviewing import Desk, Plan, Row, View, review
from statementkit.reviewing.desk import WHITE, fields_of, match_of
from statementkit.reviewing.table import by_whom
from statementkit.rules import Part, Rule, RuleBook
from statementkit.store import open_store
from tests.store.statements import ACCOUNT, row, statement, take

ROWS = (
    row(0, tax_id="10421629", description='Kohv; "suur", kook'),
    row(0, "250.00", "Saku Puit OÜ", tax_id="10421629", account="EE471000001020145685"),
    row(1, name="Кофейня «Утро»", reference="12"),
    row(2, "-900.00", "Kodu OÜ", description="Üür, märts"),
)
RULES = RuleBook([Rule(match='name~"Утро"', category="Кофе")])


def plan_of(*rows: Any, rules: RuleBook = RULES) -> Plan:
    """Return a plan in which there is a row of most kinds: one is unsure, one is stored."""
    with open_store("sqlite://") as store:
        take(store, statement(ROWS[0], row(5)))
        return review(Statement(rows or (*ROWS, row(5)), account=ACCOUNT), store, rules)


def test_filters_find_rows() -> None:
    desk = Desk(plan_of())
    found = {each: [row.number for row in desk.rows(View(each))] for each in desk.filters()}
    assert found == {None: [1, 2, 3, 4, 5], "new": [2, 3, 4], "unsure": [1, 5], WHITE: [1, 2, 4, 5]}
    assert [each.number for each in desk.rows(View(WHITE, " kodu  oü "))] == [4]
    assert [each.number for each in desk.rows(View(None, "КОФЕ"))] == [3]
    assert [each.number for each in desk.rows(View(None, "250"))] == [2]
    desk.edit(4, split=(Part("10.00", category="Water"), Part("rest")))
    assert [each.number for each in desk.rows(View(None, "water"))] == [4]


def test_known_values_are_those_of_store_rules_and_rows() -> None:
    book = RuleBook(RULES.rules, attrs.evolve(RULES.defaults))
    desk = Desk(plan_of(rules=book), {"category": ["Coffee", "Cost of coffee"], "wallet": []})
    desk.edit(2, category="coins", split=(Part("1.00", category="Cocoa"), Part("rest")))
    assert desk.known("category", "co") == ["Cocoa", "Coffee", "coins", "Cost of coffee"]
    assert desk.known("category", "кофе") == ["Кофе"]
    assert desk.known("wallet") == []


def test_a_rule_made_of_a_row_is_green_there_too() -> None:
    desk = Desk(plan_of())
    desk.edit(1, category="Coffee", project="Guests")
    made = Rule(match=match_of(ROWS[0], ["tax_id"]), category="Coffee")
    preview = desk.preview(made)
    assert [each.number for each in preview.changed] == [2]
    assert [each.number for each in preview.matching] == [1, 2]
    desk.add_rule(made, made_of=1)
    first, second = desk.plan.rows[:2]
    assert (by_whom(first), set(first.edited)) == ("you", {"project"})
    assert (by_whom(second), second.assignment.category) == ("rule", "Coffee")
    assert [each.match for each in desk.new_rules()] == [made.match]
    assert desk.undo() == "rule for tax_id=10421629"
    assert desk.new_rules() == []


def test_what_was_refused_is_no_step() -> None:
    desk = Desk(plan_of())
    with pytest.raises(StoreError):
        desk.edit(4, kind="gift")
    desk.edit(4, category=None)
    assert (desk.can_undo, desk.undo(), desk.redo()) == (
        True,
        "category of row 4",
        "category of row 4",
    )
    desk.keep()
    assert not desk.has_changes
    desk.undo()
    assert desk.has_changes


texts = st.none() | st.text(max_size=9)


@given(
    st.builds(
        row, st.just(0), st.sampled_from(["-1", "0", "1"]), name=texts, tax_id=texts,
        account=texts, description=texts, reference=texts,
    ),
    st.data(),
)  # fmt: skip
def test_a_match_made_of_a_row_takes_that_row(transaction: Any, data: st.DataObject) -> None:
    fields = fields_of(Row(number=1, status="new", transaction=transaction))
    chosen = data.draw(st.lists(st.sampled_from(fields), min_size=1, unique=True))
    made = Rule(match=match_of(transaction, chosen), category="X")
    assert RuleBook([made]).matching(transaction)


class Work(RuleBasedStateMachine):
    """Whatever is done, every state can be gone back to, and what is shown is what is written."""

    @initialize()
    def begin(self) -> None:
        self.desk = Desk(plan_of())
        self.past: list[Plan] = []

    def _do(self, change: Any) -> None:
        before = self.desk.plan
        try:
            change()
        except StatementKitError:
            assert self.desk.plan == before
            return
        if self.desk.plan != before:
            self.past.append(before)

    @rule(number=st.integers(1, 5), category=st.sampled_from(["Rent", "", None]))
    def edit(self, number: int, category: str | None) -> None:
        self._do(lambda: self.desk.edit(number, category=category))

    @rule(number=st.integers(1, 5), decision=st.sampled_from(["new", "same", "skip", None]))
    def decide(self, number: int, decision: Any) -> None:
        self._do(lambda: self.desk.decide(number, decision))

    @rule(number=st.integers(1, 5))
    def divide(self, number: int) -> None:
        split = (Part("10%", category="A"), Part("rest", project="B"))
        self._do(lambda: self.desk.edit(number, split=split))

    @rule(number=st.integers(1, 5))
    def reset(self, number: int) -> None:
        self._do(lambda: self.desk.reset(number))

    @rule(number=st.integers(1, 4), category=st.sampled_from(["Rent", "Coffee"]))
    def make_a_rule(self, number: int, category: str) -> None:
        match = match_of(ROWS[number - 1], fields_of(self.desk.plan.row(number))[:1])
        made = Rule(match=match, category=category)
        changed = self.desk.preview(made).changed
        before = self.desk.plan
        self._do(lambda: self.desk.add_rule(made))
        now = [
            after
            for was, after in zip(before.rows, self.desk.plan.rows, strict=True)
            if was.assignment != after.assignment
        ]
        assert now == list(changed)

    @rule()
    def undo(self) -> None:
        had = self.desk.can_undo
        assert (self.desk.undo() is not None) == had
        if had:
            assert self.desk.plan == self.past.pop()

    @invariant()
    def what_is_shown_is_what_is_written(self) -> None:
        plan = self.desk.plan
        shown = [(it.key, it.assignment) for it in plan.rows if it.adds]
        assert [(it.key, it.assignment) for it in plan.to_import().entries] == shown


TestWork = Work.TestCase
