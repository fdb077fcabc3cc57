"""Frames of rows that are at hand: what is told in them, raised instead of them, or left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import statementkit as sk
from statementkit.errors import Findings
from statementkit.model import Origin
from statementkit.order.columns_frames import FrameMapper, frame_of
from statementkit.order.columns_needs import SCALE
from statementkit.order.columns_rows import ColumnMapper, batched
from tests.order.test_cases import CASES, compiled

if TYPE_CHECKING:
    from statementkit.order.mapper import OnError

DAY = "2024-02-01"
TOO_FINE = "SK771 one of the numbers {} has more than 2 decimals, or 36 digits before them"


class Reader:
    """Rows of which some could not be cut into cells."""

    def __init__(self, *torn: int, most: int | None = None) -> None:
        self.problems = Findings(most)
        for line in torn:
            self.problems.append(sk.Diagnostic(code="SK410", message="torn", line=line))


def frames(
    order: str, rows: list[list[str]], reader: Reader, on_error: OnError, **keys: Any
) -> pl.DataFrame:
    """The frames of rows, in batches of three."""
    mapper = sk.compile_order(order, date_format="yyyy-MM-dd")
    columns = ColumnMapper(mapper, scale=2)
    found = FrameMapper(columns, mapper.tally(on_error), Origin(file="a.csv"), reader, **keys)
    return pl.concat(found.frames(batched(enumerate(rows, 1), columns.columns, 3)))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_the_frames_of_a_case_hold_what_its_transactions_say(case: dict[str, Any]) -> None:
    mapper, rows = compiled(case["given"])
    tally = mapper.tally()
    transactions = list(mapper.map_rows(rows, tally=tally))
    columns = ColumnMapper(mapper, SCALE)
    found = FrameMapper(columns, mapper.tally(), Origin(), Reader())
    frame = pl.concat(found.frames(batched(enumerate(rows, 1), columns.columns, 3)))
    is_beyond = frame["problem"].str.starts_with("SK771").fill_null(value=False)
    beyond = frame.filter(is_beyond)["line"].to_list()
    assert beyond == case.get("beyond_frames", [])
    held = [each for each in transactions if each.line not in beyond]
    assert frame.filter(~is_beyond).equals(frame_of(held, problems=tally.problems))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES["case"] if "beyond_frames" not in case],
    ids=lambda case: case["name"],
)
def test_frames_that_tell_of_no_problems_count_every_row(case: dict[str, Any]) -> None:
    mapper, rows = compiled(case["given"])
    by_functions, by_frames = mapper.tally(), mapper.tally()
    list(mapper.map_rows(rows, tally=by_functions))
    columns = ColumnMapper(mapper, SCALE)
    found = FrameMapper(columns, by_frames, Origin(), Reader(), tells=False)
    list(found.frames(batched(enumerate(rows, 1), columns.columns, 3)))
    for said in ("mapped", "transactions", "skipped", "problems", "warnings", "ended_at"):
        assert getattr(by_frames, said) == getattr(by_functions, said)


def test_all_that_is_wrong_with_a_row_is_told_in_its_place() -> None:
    rows = [[DAY, "1"], ["x", "y"], [DAY, "0.125"]]
    frame = frames("date|amount", rows, Reader(4), "collect")
    dates_and_amounts = "SK302 column 1: 'x' is not a date; SK301 column 2: 'y' is not an amount"
    assert frame.select("line", "amount", "problem", "file").rows() == [
        (1, Decimal("1.00"), None, "a.csv"),
        (2, None, dates_and_amounts, "a.csv"),
        (3, None, TOO_FINE.format("0.125"), "a.csv"),
        (4, None, "SK410 torn", "a.csv"),
    ]


def test_a_row_of_which_several_numbers_fit_no_frame_is_one_problem() -> None:
    frame = frames("date|amount|fee", [[DAY, "0.125", "0.375"]] * 2, Reader(), "collect")
    problem = TOO_FINE.format("0.125")
    assert frame.select("line", "amount", "problem").rows() == [
        (1, None, problem),
        (2, None, problem),
    ]


def test_records_of_one_line_keep_their_fees() -> None:
    mapper = sk.compile_order("date|amount|fee", date_format="yyyy-MM-dd")
    columns = ColumnMapper(mapper, scale=2)
    records = [(1, [DAY, str(number), str(100 + number)]) for number in range(50)]
    found = FrameMapper(columns, mapper.tally(), Origin(), Reader())
    frame = pl.concat(found.frames(batched(iter(records), columns.columns)))
    expected = [each for number in range(50) for each in (number, -100 - number)]
    assert frame["amount"].to_list() == expected


def test_torn_records_below_the_end_of_the_reading_are_not_told() -> None:
    order = "date|amount|conditions=1=Total,end"
    frame = frames(order, [[DAY, "1"], ["Total", ""], [DAY, "2"]], Reader(2, 3), "collect")
    assert frame.select("line", "problem").rows() == [(1, None), (2, "SK410 torn")]


def test_torn_records_may_be_left_out() -> None:
    assert frames("date|amount", [[DAY, "1"]], Reader(2), "skip")["line"].to_list() == [1]


def test_torn_records_may_be_raised() -> None:
    with pytest.raises(sk.RowErrors, match="line 2: SK410 torn"):
        frames("date|amount", [[DAY, "1"]], Reader(2), "raise")


def test_records_that_were_too_many_to_tell_have_their_lines() -> None:
    frame = frames("date|amount", [[DAY, "1"]], Reader(2, 3, most=1), "collect")
    assert frame.select("line", "problem").rows() == [
        (1, None),
        (2, "SK410 torn"),
        (3, "SK323 the record cannot be read; it is one of too many to tell why"),
    ]


def test_what_tells_of_no_problems_leaves_them_to_others() -> None:
    rows = [[DAY, "1"], [DAY, "y"]]
    assert frames("date|amount", rows, Reader(3), "collect", tells=False)["line"].to_list() == [1]
    with pytest.raises(sk.RowError, match=r"1: SK771 one of the numbers -0\.125 has more than 2"):
        frames("date|amount", [[DAY, "(0.125)"]], Reader(), "collect", tells=False)


def test_a_transaction_that_no_frame_can_hold_is_refused() -> None:
    given = sk.Transaction(date(2024, 2, 1), Decimal("0.125"), balance=Decimal(3), line=7)
    with pytest.raises(sk.RowError) as raised:
        frame_of([given], scale=2)
    hint = "ask for more decimals, as scale=8; numbers have 38 digits in all"
    assert str(raised.value) == f"line 7: {TOO_FINE.format('0.125, 3')}\n{hint}"
    assert frame_of([given], scale=3)["amount"].to_list() == [Decimal("0.125")]


@pytest.mark.parametrize(("scale", "number"), [(0, "9" * 38), (38, f"0.{'9' * 38}")])
def test_all_digits_of_a_column_may_stand_on_one_side_of_the_mark(scale: int, number: str) -> None:
    given = sk.Transaction(date(2024, 2, 1), Decimal(number))
    assert frame_of([given], scale=scale)["amount"].to_list() == [Decimal(number)]


def test_transactions_of_one_line_keep_their_order() -> None:
    lines = [number * 7 % 3 for number in range(300)]
    given = [
        sk.Transaction(date(2024, 2, 1), Decimal(number), line=line)
        for number, line in enumerate(lines)
    ]
    expected = [each.amount for each in sorted(given, key=lambda each: each.line or 0)]
    assert frame_of(given)["amount"].to_list() == expected
