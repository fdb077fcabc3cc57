"""How a row is read, in words: branch, every check with its cell, every field with its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.order.mapper import RowMapper
from statementkit.order.plan import Settings, build_plan
from tests.order.backends import exact
from tests.strategies import orders_and_rows

if TYPE_CHECKING:
    from statementkit.order.explain import Explanation
    from statementkit.order.nodes import Order

COLUMNS = ["Day", "Payee", "Sum", "Type", "Fee"]
ORDER = (
    'date|name@[Payee].upper|amountdivide-1%|type:"card"|other|conditions='
    "[Type]=Fee,2~/^x/,skip;4>0,date,other,amount,other,fee;1=Total,end"
)


def explain(row: list[str], order: str = ORDER, **settings: Any) -> Explanation:
    given = {"date_format": "dd.MM.yyyy", "columns": COLUMNS, "currency": "EUR", **settings}
    return sk.compile_order(order, **given).explain(row, given["columns"] or (), line=7)


def test_an_explanation_as_plain_values() -> None:
    order = "date|amount.divide(3)|ref|conditions=3=Fee,date,amount"
    explained = explain(["01.02.2024", "1", ""], order, columns=None).to_dict()
    assert [each["code"] for each in explained["warnings"]] == ["SK306"]
    check = {"branch": 1, "check": "3=Fee", "place": "column 3", "cell": "", "holds": False}
    names = ("word", "attribute", "place", "column", "cell", "transforms", "value")
    fields: list[tuple[Any, ...]] = [
        ("date", "booked_on", "column 1", 1, "01.02.2024", (), "2024-02-01"),
        ("amount", "amount", "column 2", 2, "1", (".divide(3)",), f"0.{'3' * 28}"),
        ("ref", "reference", "column 3", 3, "", (), None),
    ]
    assert explained == {
        "result": "mapped",
        "branch": None,
        "checks": [check],
        "fields": [dict(zip(names, each, strict=True)) for each in fields],
        "problems": [],
        "warnings": explained["warnings"],
    }
    explained = explain(["01.02.2024", "x", "Fee"], order, columns=None).to_dict()
    assert (explained["result"], explained["branch"], explained["warnings"]) == ("problem", 1, [])
    assert [each["code"] for each in explained["problems"]] == ["SK301"]


def test_a_row_by_the_default_layout() -> None:
    explanation = explain(["01.02.2024", "Kohvik Hommik", "3.20", "card"])
    assert (explanation.result, explanation.branch) == ("mapped", None)
    assert [(each.check, each.place, each.cell, each.holds) for each in explanation.checks] == [
        ("[Type]=Fee", "column 4 [Type]", "card", False),
        ("4>0", "column 4 [Type]", "card", False),
        ("1=Total", "column 1 [Day]", "01.02.2024", False),
    ]
    fields = {each.word: each for each in explanation.fields}
    assert fields["name"].column == 2
    assert fields["name"].transforms == (".upper",)
    assert (fields["name"].cell, fields["name"].value) == ("Kohvik Hommik", "KOHVIK HOMMIK")
    assert (fields["amount"].transforms, str(fields["amount"].value)) == (("divide-1%",), "-3.20")
    assert (fields["type"].column, fields["type"].place) == (None, "the order itself")
    assert str(explanation) == (
        "mapped by the default layout\n"
        "  branch 1: [Type]=Fee does not hold: column 4 [Type] is 'card'\n"
        "  branch 2: 4>0 does not hold: column 4 [Type] is 'card'\n"
        "  branch 3: 1=Total does not hold: column 1 [Day] is '01.02.2024'\n"
        "  booked_on = 2024-02-01 from column 1 [Day] (date): '01.02.2024'\n"
        "  amount = -3.20 from column 3 [Sum] (amount) divide-1%: '3.20'\n"
        "  name = KOHVIK HOMMIK from column 2 [Payee] (name) .upper: 'Kohvik Hommik'\n"
        "  type = card from the order itself (type): 'card'\n"
        "  payment of -3.20 EUR on 2024-02-01"
    )


def test_a_row_by_a_branch_with_its_fee() -> None:
    explanation = explain(["01.02.2024", "xa", "3.20", "1", "0.10"])
    assert str(explanation) == (
        "mapped by branch 2\n"
        "  branch 1: [Type]=Fee does not hold: column 4 [Type] is '1'\n"
        "  branch 2: 4>0 holds: column 4 [Type] is '1'\n"
        "  booked_on = 2024-02-01 from column 1 [Day] (date): '01.02.2024'\n"
        "  amount = 3.20 from column 3 [Sum] (amount): '3.20'\n"
        "  fee = 0.10 from column 5 [Fee] (fee): '0.10'\n"
        "  payment of 3.20 EUR on 2024-02-01\n"
        "  fee of -0.10 EUR on 2024-02-01"
    )


def test_the_checks_of_a_branch_are_told_up_to_the_first_that_fails() -> None:
    explanation = explain(["01.02.2024", "y", "3.20", "Fee"])
    assert [(each.branch, each.holds) for each in explanation.checks] == [
        (1, True), (1, False), (2, False), (3, False),
    ]  # fmt: skip


def test_skipped_and_ending_rows() -> None:
    skipped = explain(["01.02.2024", "xa", "no", "Fee"])
    assert (skipped.result, skipped.taken, skipped.fields) == ("skipped", "branch 1", ())
    assert explain(["Total"]).result == "end"
    assert explain(["x"], "other|other").taken == "the default layout"


def test_a_problem_shows_what_could_be_read() -> None:
    explanation = explain(["01.02.2024", "y", "3,2O", "card"])
    assert explanation.result == "problem"
    assert {each.word: each.value for each in explanation.fields}["amount"] is None
    assert [each.code for each in explanation.problems] == ["SK301"]
    assert str(explanation).endswith(str(explanation.problems[0]))


def test_a_row_that_nothing_takes() -> None:
    explanation = explain(["01.02.2024", "3.20"], "conditions=3=x,date,amount", columns=None)
    assert str(explanation).splitlines()[:3] == [
        "problem",
        "  branch 1: 3=x does not hold: column 3 is ''",
        "line 7: SK316 no branch takes this row, and the order has no default",
    ]


def test_a_warning_is_told() -> None:
    explanation = explain(["01.02.2024", "-3", "C"], "date|amount|debit", columns=None)
    assert [each.code for each in explanation.warnings] == ["SK314"]
    assert "payment of 3 EUR on 2024-02-01" in str(explanation)


def test_a_fixed_line() -> None:
    mapper = sk.compile_order(
        "date@1-10|amount@11-18|conditions=[19-20]=XX,skip",
        format="fixed",
        date_format="yyyy-MM-dd",
    )
    explanation = mapper.explain("2024-02-01    3.20")
    assert explanation.checks[0].place == "characters 19-20"
    assert [(each.column, each.place) for each in explanation.fields] == [
        (None, "characters 1-10"), (None, "characters 11-18"),
    ]  # fmt: skip
    assert str(explanation).splitlines()[-1] == "  payment of 3.20 on 2024-02-01"


@given(orders_and_rows())
def test_an_explanation_tells_what_is_done(drawn: tuple[Order, list[list[str]]]) -> None:
    order, rows = drawn
    mapper = RowMapper(build_plan(order, Settings(date_format=("yyyy-MM-dd",))))
    for row in rows:
        explanation = mapper.explain(row)
        assert explanation.result in ("mapped", "skipped", "end", "problem")
        assert bool(explanation.transactions) == (explanation.result == "mapped")
        assert bool(explanation.problems) == (explanation.result == "problem")
        if explanation.result != "problem":
            made = mapper(row)
            assert [exact(each, made) for each in made] == [
                exact(each, explanation.transactions) for each in explanation.transactions
            ]
        taken = [each for each in explanation.checks if each.branch == explanation.branch]
        assert all(each.holds for each in taken)
        assert json.loads(json.dumps(explanation.to_dict()))["result"] == explanation.result
        assert str(explanation)


@pytest.mark.parametrize("number", range(1, 5))
@given(cell=st.text())
def test_a_check_tells_the_raw_cell(number: int, cell: str) -> None:
    row = ["01.02.2024", "1", "", ""]
    row[number - 1] = cell
    explanation = explain(row, f"date|amount|conditions={number}=BLANK,skip")
    assert explanation.checks[0].cell == cell
