"""Files of rules: written and read again without a loss, changed with the comments kept."""

from __future__ import annotations

import csv
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import Rule, RuleBook, RuleError
from statementkit.rules import (
    read_rules,
    rules_from_csv,
    rules_from_toml,
    rules_to_csv,
    rules_to_toml,
    updated_toml,
)
from statementkit.values import guarded
from tests.rules import strategies as made

if TYPE_CHECKING:
    from collections.abc import Callable

BOOK = """\
# rules of the shop
[defaults]
wallet = "Cash"

[defaults.account."ee38 2200 2210 2014 5685".income]  # the bank's
category = "Sales"

# -- suppliers --
[[rule]]
match = 'tax_id=7707083893, amount<0'   # the landlord
category = "Rent"
split = [{size = "70%", project = "Shop"}, {size = "rest", project = "Warehouse"}]

[[rule]]
match = '''
description~"subscription";
name="Kohvik Hommik"
'''
priority = 2
project = "Office"
# the end
"""


@given(made.books)
def test_toml_is_lossless(book: RuleBook) -> None:
    assert rules_from_toml(rules_to_toml(book)) == book


@given(made.books)
def test_a_table_is_lossless(book: RuleBook) -> None:
    assert rules_from_csv(rules_to_csv(book)) == book


@pytest.mark.parametrize("category", ["=1+1", "@A1", "Rent;=1+1", "'=1+1", "-A1"])
def test_no_spreadsheet_computes_what_stands_in_a_table(category: str) -> None:
    book = RuleBook([Rule(match="amount<0", category=category)])
    [row] = csv.DictReader(rules_to_csv(book).splitlines())
    assert row["category"] == guarded(category) != category
    assert rules_from_csv(rules_to_csv(book)) == book


@given(made.books, made.books)
def test_an_update_leaves_exactly_the_new_book(before: RuleBook, after: RuleBook) -> None:
    text = rules_to_toml(before)
    assert rules_from_toml(updated_toml(text, after)) == after
    assert updated_toml(text, before) == text


@given(made.rules(st.none()), st.sampled_from([0, 1, 2]))
def test_comments_outlive_changes(rule: Rule, place: int) -> None:
    book = rules_from_toml(BOOK)
    changed = book.with_rule(rule)
    text = updated_toml(BOOK, changed)
    assert rules_from_toml(text) == changed
    assert text.startswith(BOOK)
    if place:
        fewer = changed.without(place)
        text = updated_toml(text, fewer)
        assert rules_from_toml(text) == fewer
        assert text.startswith("# rules of the shop\n[defaults]\n")


def test_a_change_touches_only_what_changes() -> None:
    book = rules_from_toml(BOOK)
    dearer = Rule.from_dict({**book.rule(1).to_dict(), "category": "Rents"})
    assert updated_toml(BOOK, book.with_rule(dearer)) == BOOK.replace('"Rent"', '"Rents"')


def test_numbers_are_written_where_they_count() -> None:
    book = rules_from_toml(BOOK).without(1)
    text = updated_toml(BOOK, book)
    assert "number = 2" in text
    assert rules_from_toml(text) == book
    assert [each.number for each in rules_from_toml(BOOK).rules] == [1, 2]


def test_rules_in_one_line_can_be_added_to() -> None:
    text = 'rule = [{match = "amount<0", category = "Costs"}]  # all\n'
    book = rules_from_toml(text).with_rule(Rule(match="amount>0", category="Sales"))
    assert rules_from_toml(updated_toml(text, book)) == book


@pytest.mark.parametrize(
    "read",
    [
        partial(rules_from_csv, "match,category\namount<0,Costs\n"),
        partial(rules_from_toml, "[[rule]]\nmatch = 'amount<0'\ncategory = 'Costs'\n"),
    ],
)
def test_numbers_go_on_after_those_of_another_book(read: Callable[..., RuleBook]) -> None:
    assert [rule.number for rule in read().rules] == [1]
    assert [rule.number for rule in read(after=7).rules] == [8]


@pytest.mark.parametrize("delimiter", ",;\t")
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_spreadsheet_may_write_the_table_its_own_way(
    delimiter: str, mark: str, end: str, tmp_path: Path
) -> None:
    rows = [
        ["Match", "category", "number", "size", "project"],
        ["tax_id=7707083893", "Rent", "7", "", ""],
        ["", "", "7", "70%", "Shop"],
        ["", "", "7", "rest", "Warehouse"],
        ["", "", "", "", ""],
        ["defaults.account.A-1.expense", "Costs", "", "", ""],
        ["direction=in", "Sales"],
    ]
    path = tmp_path / "rules.csv"
    text = mark + end.join(delimiter.join(row) for row in rows) + end
    path.write_bytes(text.encode())
    book = read_rules(path)
    assert [rule.number for rule in book.rules] == [7, 8]
    assert [part.project for part in book.rule(7).split] == ["Shop", "Warehouse"]
    assert book.defaults.accounts["A-1"].expense.category == "Costs"


@given(st.text() | st.lists(st.sampled_from([*BOOK.split(), "\n", "=", '"', "[["])).map(" ".join))
def test_only_our_own_errors_escape_from_toml(text: str) -> None:
    try:
        rules_from_toml(text)
    except RuleError as error:
        str(error)


_cells = st.sampled_from(
    ["7", "x", "amount<0", "70%", "rest", "defaults", "defaults.account", "defaults.x.y", '"', ""]
)


@given(
    st.text()
    | st.lists(st.lists(_cells, max_size=5).map(",".join)).map(
        lambda rows: "\n".join(["number,match,size,category,priority", *rows])
    )
)
def test_only_our_own_errors_escape_from_a_table(text: str) -> None:
    try:
        rules_from_csv(text)
    except RuleError as error:
        str(error)


@given(st.binary() | st.text().map(str.encode))
def test_only_our_own_errors_escape_from_bytes(content: bytes) -> None:
    path = Path("rules.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _: content)
        with suppress(RuleError):
            read_rules(path)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[[rule]]\nmatch = 'amount<0'\ncategory = 1", "SK703", 3),
        ("# one\n[[rule]]\ncategory = 'x'", "SK704", 2),
        ("[[rule]]\ncategory = 'x'\n\nmatch = 'amout<0'", "SK706", 4),
        ("[[rule]]\nmatch = 'amount<0'\ncategoy = 'x'", "SK702", 3),
        ("[[rule]]\nmatch = 'amount<0'", "SK708", 2),
        ("[defaults.expense]\nwalet = 'x'", "SK702", 2),
        ("[defaults.account.'A 1'.expense]\n\nwallet = 3", "SK703", 3),
        ("[defaults]\nexpense = 3", "SK703", 2),
        ("[[rul]]\nmatch = 'amount<0'", "SK702", 1),
        ("[[rule]\n", "SK701", 1),
        ("rule = 3", "SK703", None),
    ],
)
def test_a_mistake_in_toml_has_its_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(RuleError) as raised:
        rules_from_toml(text, "rules.toml")
    [finding] = raised.value.diagnostics
    assert (finding.code, finding.line, finding.file) == (code, line, "rules.toml")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "SK701", 1),
        ("category\nx", "SK701", 1),
        ("match,match\na,b", "SK701", 1),
        ("match,categry\na,b", "SK702", None),
        ("match,category\namount<0,x,y", "SK701", 2),
        ('match,category\n"amount<0,x', "SK701", 2),
        ("match,category\namount<0,x\namout<0,x", "SK706", 3),
        ("match,number\namount<0,1.0", "SK703", 2),
        ("match,number,category\namount<0,1,x\namount<1,1,x", "SK703", 3),
        ("match,number,size\n,1,70%", "SK703", 2),
        ("match,category\ndefaults.outcome,x", "SK702", None),
        ("match,priority,category\namount<0,high,x", "SK703", 2),
    ],
)
def test_a_mistake_in_a_table_has_its_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(RuleError) as raised:
        rules_from_csv(text, "rules.csv")
    [finding] = raised.value.diagnostics
    assert (finding.code, finding.line, finding.file) == (code, line, "rules.csv")


def test_all_mistakes_are_told_at_once() -> None:
    text = "[[rule]]\nmatch = 'amout<0, nme=x'\n[[rule]]\nmatch = 'a<0'\n[defaults]\nx = 1"
    with pytest.raises(RuleError) as raised:
        rules_from_toml(text)
    assert [each.code for each in raised.value.diagnostics] == [
        *("SK706", "SK706", "SK708"),
        *("SK706", "SK708"),
        "SK702",
    ]


@pytest.mark.parametrize("name", ["nowhere.toml", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_a_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="SK700 the rules cannot be read"):
        read_rules(str(tmp_path / name))
