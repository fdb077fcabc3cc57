"""Cases as data: what orders mean, in `tests/cases/orders.toml`, held against every back end."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import statementkit as sk
from statementkit.model import FIELDS, Origin
from statementkit.order.columns_rows import ColumnMapper, batched
from statementkit.order.compile import matcher
from statementkit.order.nodes import ColumnList
from statementkit.order.parser import parse_order
from statementkit.order.transforms import TRANSFORMS
from tests.order.backends import BACKENDS, Backend, columnar, generated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.model import Transaction
    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper, Tally
    from statementkit.order.outcomes import Outcome

CASES = tomllib.loads(Path(__file__).parents[1].joinpath("cases/orders.toml").read_text("utf-8"))

USUAL = {"booked_on": "2024-02-01", "kind": "payment"}
"""What a result leaves out, as the head of the cases says."""

LONG = "x" * 200_000
"""What `@long@` stands for: a cell longer than any regular expression is searched in."""


def unusual(transaction: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in transaction.items() if USUAL.get(name) != value}


def places(found: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    wanted = ({name: getattr(each, name) for name in PLACE} for each in found)
    return [{name: value for name, value in each.items() if value is not None} for each in wanted]


PLACE = ("line", "code", "column", "field")


def compiled(given: Mapping[str, Any]) -> tuple[RowMapper, list[Row]]:
    """The mapper and the rows of a case."""
    settings = {"date_format": "yyyy-MM-dd", **given.get("settings", {})}
    rows: list[Row] = [
        row if isinstance(row, str) else [LONG if cell == "@long@" else cell for cell in row]
        for row in given["rows"]
    ]
    return sk.compile_order(given["order"], columns=given.get("columns"), **settings), rows


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.__name__)
@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_case(case: dict[str, Any], backend: Backend) -> None:
    result = case["result"]
    mapper, rows = compiled(case["given"])
    reading = backend(mapper, rows)
    assert {
        "transactions": [unusual(each) for each in reading.transactions],
        "skipped": list(reading.skipped),
        "problems": places(reading.problems),
        "warnings": places(reading.warnings),
    } == {"transactions": [], "skipped": [], "problems": [], "warnings": []} | result
    lines_of_problems = {each.line for each in reading.problems}
    assert reading.mapped + len(reading.skipped) + len(lines_of_problems) == len(rows)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_rows_are_handed_on_only_where_they_must_be(case: dict[str, Any]) -> None:
    """A fault of generated code would show in no result: the interpreter puts it right."""
    mapper, rows = compiled(case["given"])
    run, function = mapper.interpreter.run, mapper.function
    by_functions: set[int | None] = set()
    by_columns: set[int | None] = set()

    def noted_run(row: Row, line: int | None = None, origin: Origin | None = None) -> Outcome:
        by_functions.add(line)
        return run(row, line, origin)

    def noted_function(
        records: Iterator[tuple[int, Row]], tally: Tally, origin: Origin | None = None
    ) -> Iterator[Transaction]:
        for line, row in records:
            by_columns.add(line)
            yield from function(iter([(line, row)]), tally, origin)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapper.interpreter, "run", noted_run)
        reading = generated(mapper, rows)
        patch.setattr(mapper, "function", noted_function)
        columnar(mapper, rows)
    told = {each.line for each in (*reading.problems, *reading.warnings)}
    handed_on = {"functions": [], "columns": []} | case.get("handed_on", {})
    assert by_functions - told == {*handed_on["functions"]}
    assert by_columns - told == {*handed_on["columns"]}


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_transactions_tell_the_file_that_they_come_from(case: dict[str, Any]) -> None:
    mapper, rows = compiled(case["given"])
    origin = Origin(file="a.csv")
    columns = ColumnMapper(mapper)
    batches = batched(enumerate(rows, 1), columns.columns, 3)
    by_functions = mapper.function(enumerate(rows, 1), mapper.tally(), origin)
    for each in (*by_functions, *columns.map_batches(batches, mapper.tally(), origin)):
        assert each.origin is origin


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_matcher_tells_which_rows_take_a_branch(case: dict[str, Any]) -> None:
    mapper, rows = compiled(case["given"])
    matches = matcher(mapper.plan)
    for row in rows:
        outcome = mapper.interpreter.run(row)
        if (
            outcome.problems
            and not outcome.cells
            and {each.code for each in outcome.problems} - {"SK316"}
        ):
            with pytest.raises(sk.RowError) as raised:
                matches(row)
            assert raised.value.diagnostics == outcome.problems
        else:
            assert matches(row) is (outcome.branch is not None)


def test_every_field_and_every_transform_has_a_case() -> None:
    orders = [parse_order(case["given"]["order"]) for case in CASES["case"]]
    results = [it for each in orders for it in (each.default, *(b.result for b in each.branches))]
    columns = [column for it in results if isinstance(it, ColumnList) for column in it.columns]
    assert {column.field for column in columns} == {each.word for each in FIELDS}
    assert {each.name for column in columns for each in column.transforms} == set(TRANSFORMS)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case["name"] for case in CASES["case"]]
    assert len(set(names)) == len(names)
