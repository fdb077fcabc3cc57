"""The compiled form of an order: called with a row or many; what it refuses, what it counts."""

from __future__ import annotations

from typing import Any

import pytest

import statementkit as sk
from statementkit.model import Origin
from statementkit.order.compile import matcher
from statementkit.order.interpret import Interpreter
from statementkit.order.mapper import RowMapper
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan
from statementkit.order.rows import generate_matcher
from tests.order.backends import generated, interpreted

DAY = "2024-02-01"
ROWS = [["2024-02-01", "1"], ["soon", "2"], ["2024-02-03", "x", "y"], ["2024-02-04", "4"]]


def compiled(order: str = "date|amount", **settings: Any) -> RowMapper:
    return sk.compile_order(order, **{"date_format": "yyyy-MM-dd", **settings})


def test_a_name_that_the_header_lacks_is_refused() -> None:
    with pytest.raises(sk.OrderCheckError, match=r"did you mean \[Suma\]") as caught:
        compiled("date@[Day]|amount@[Summa]", columns=["Day", "Suma"])
    assert [each.code for each in caught.value.diagnostics] == ["SK230"]


def test_a_row_becomes_a_list_of_transactions() -> None:
    mapper = compiled("date|amount|fee|conditions=4=x,skip;4=y,end")
    payment, fee = mapper(["2024-02-01", "10", "0.30"], line=7)
    assert (payment.line, fee.line, fee.parent) == (7, 7, payment)
    assert mapper(["2024-02-01", "10", "0.30", "x"]) == []
    assert mapper(["2024-02-01", "10", "0.30", "y"]) == []
    assert mapper(["2024-02-01", "10"])[0].line is None


def test_a_bad_row_raises_all_that_is_wrong_with_it() -> None:
    with pytest.raises(sk.RowError) as caught:
        compiled()(["soon", "much"], line=7)
    assert [(each.code, each.line, each.column) for each in caught.value.diagnostics] == [
        ("SK302", 7, 1), ("SK301", 7, 2),
    ]  # fmt: skip


def test_by_default_many_rows_are_read_up_to_the_first_bad_one() -> None:
    read = compiled().map_rows(ROWS)
    assert str(next(read).amount) == "1"
    with pytest.raises(sk.RowError) as caught:
        next(read)
    assert caught.value.diagnostics[0].line == 2


@pytest.mark.parametrize(("on_error", "told"), [("collect", [2, 3]), ("skip", [])])
def test_bad_rows_are_collected_or_only_counted(on_error: Any, told: list[int]) -> None:
    mapper = compiled()
    tally = mapper.tally(on_error, "march.csv")
    assert [each.line for each in mapper.map_rows(ROWS, tally=tally)] == [1, 4]
    assert [(each.file, each.line) for each in tally.problems] == [
        ("march.csv", line) for line in told
    ]
    assert (tally.mapped, tally.transactions, tally.bad, tally.warned) == (2, 2, 2, 0)
    assert len(list(mapper.map_rows(ROWS, on_error=on_error))) == 2


def test_warned_rows_are_counted() -> None:
    mapper = compiled("date|amount.divide(3)|debit")
    tally = mapper.tally()
    rows = [["2024-02-01", "-1", "C"], ["2024-02-01", "3", "C"], ["2024-02-01", "1", "D"]]
    assert len(list(mapper.map_rows(rows, tally=tally))) == 3
    assert (tally.warned, len(tally.warnings)) == (2, 3)


def test_a_reading_that_is_given_up_counts_what_was_handed_out() -> None:
    mapper = compiled()
    tally = mapper.tally()
    read = mapper.map_rows([["2024-02-01", "1"]] * 9, tally=tally)
    next(read)
    next(read)
    read.close()  # type: ignore[attr-defined]
    assert (tally.mapped, tally.transactions) == (2, 2)


@pytest.mark.parametrize(
    "row",
    [["2024-02-01", 1], ["2024-02-01", None], [b"2024-02-01", "1"], "2024-02-01,1"],
    ids=["number", "None", "bytes", "line"],
)
def test_a_row_of_anything_but_text_is_refused_with_advice(row: Any) -> None:
    mapper = compiled()
    with pytest.raises(sk.RowError) as caught:
        mapper(row)
    (finding,) = caught.value.diagnostics
    assert finding.code == "SK318"
    assert finding.hint is not None
    assert generated(mapper, [row]) == interpreted(mapper, [row])


def test_cells_that_are_not_read_may_be_anything() -> None:
    assert len(compiled()(["2024-02-01", "1", None, 5])) == 1  # type: ignore[list-item]


def test_a_fixed_line_must_be_a_text() -> None:
    with pytest.raises(sk.RowError, match="SK318"):
        compiled("date@1-10|amount@11-20", format="fixed")(["2024-02-01", "1"])


def test_tuples_are_rows_too() -> None:
    assert compiled()(("2024-02-01", "1")) == compiled()(["2024-02-01", "1"])
    assert compiled("date|amount|name")(("2024-02-01", "1"))[0].name is None


def test_a_mapper_is_called_by_its_order() -> None:
    assert repr(compiled()) == "RowMapper('date|amount')"


def test_a_header_needs_the_names_of_the_columns() -> None:
    with pytest.raises(sk.OrderCheckError, match="SK231"):
        compiled("date|amount@[Sum]")


def test_a_plan_without_a_text_has_findings_without_an_excerpt() -> None:
    tree = parse_order("date|amount")
    mapper = RowMapper(build_plan(type(tree)(tree.default), Settings(date_format=("d.M.y",))))
    with pytest.raises(sk.RowError) as caught:
        mapper(["x", "1"])
    (finding,) = caught.value.diagnostics
    assert (finding.order, finding.span) == (None, None)
    assert str(finding).splitlines()[0].startswith("SK302 column 1 (date): ")


def test_a_text_longer_than_any_regular_expression_takes_gets_no_table() -> None:
    long = "x" * 2_000
    order = f'date|amount|name|conditions=3~/x+y+z/,skip;3="{long}",end;3=a,skip;3=b,skip'
    mapper = compiled(order)
    assert "branches" not in mapper.source
    rows = [["2024-02-01", "1", each] for each in ("a", long, "c")]
    assert generated(mapper, rows) == interpreted(mapper, rows)


def test_as_many_lists_of_columns_as_anyone_writes() -> None:
    branches = [f"3=t{n},date,amount,name,{'other,' * n}description" for n in range(150)]
    branches += [f"3=t{n},2>0,date,amount" for n in range(150, 160)]
    mapper = compiled("date|amount|conditions=" + ";".join(branches))
    rows = [["2024-02-01", "1", f"t{n}", *map(str, range(200))] for n in range(161)]
    reading = generated(mapper, rows)
    assert reading == interpreted(mapper, rows)
    assert [each.get("branch") for each in reading.transactions] == [*range(1, 161), None]
    assert [each["description"] for each in reading.transactions[:150]] == [
        str(n) for n in range(150)
    ]


def test_the_texts_of_a_row_are_those_of_the_branch_that_takes_it() -> None:
    interpreter = compiled(
        'date|amount.strip("*")|conditions=3=x,date,other,other,amount;3=y,skip;3~/(a|b)+c/,skip'
    ).interpreter

    def texts(*row: str) -> list[tuple[str, str]]:
        return [(each.word, text) for each, text in interpreter.texts(row)]

    assert texts("1.2.", "*5*") == [("date", "1.2."), ("amount", "5")]
    assert texts("1.2.", "5", "x", "7") == [("date", "1.2."), ("amount", "7")]
    assert texts("1.2.", "5", "y") == []
    assert texts("1.2.", "5", "ab" * 100_000) == []


def test_a_matcher_reports_a_text_that_its_checks_cannot_search() -> None:
    plan = build_plan(parse_order("conditions=1~/a+b/,skip"), Settings())
    matches = generate_matcher(Interpreter(plan))
    assert (matches(["xaab"]), matches(["ba"]), matches([])) == (True, False, False)
    with pytest.raises(sk.RowError):
        matches(["a" * 2_000_000])


def test_findings_tell_the_file_the_layout_and_the_cell() -> None:
    order = parse_order("date|amount.divide(3)|other|conditions=3~/a+/,skip", source="bank.toml")
    mapper = RowMapper(build_plan(order, Settings(date_format=("yyyy-MM-dd",))))
    tally = mapper.tally(file="a.csv")
    long = "a" * 200_000
    list(mapper.map_rows([["2024-02-01", "1", ""], ["2024-02-02", "3", long]], tally=tally))
    found = [(each.code, each.file, each.source, each.cell) for each in tally.warnings]
    assert found == [("SK306", "a.csv", "bank.toml", "1")]
    found = [(each.code, each.file, each.source, each.cell) for each in tally.problems]
    assert found == [("SK309", "a.csv", "bank.toml", long)]
    origin = Origin("a.csv")
    [usual, odd] = mapper.function(iter([(1, [DAY, "3", ""]), (2, [DAY, "1", ""])]), tally, origin)
    assert usual.origin is odd.origin is origin
    with pytest.raises(sk.OrderCheckError) as caught:
        build_plan(parse_order("date@[Day]|amount", source="bank.toml"), Settings())
    assert [(each.code, each.source) for each in caught.value.diagnostics] == [
        ("SK231", "bank.toml")
    ]


def test_a_matcher_takes_no_row_that_another_check_leaves_out() -> None:
    order = parse_order("date|amount|other|conditions=3~/a+/,2=9,skip")
    matches = matcher(build_plan(order, Settings(date_format=("yyyy-MM-dd",))))
    assert matches([DAY, "1", "a" * 200_000]) is False
