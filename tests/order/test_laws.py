"""The laws of the order language that hold for every order and every row."""

from __future__ import annotations

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, note, settings
from hypothesis import strategies as st

import statementkit as sk
from statementkit.model import FIELD_BY_WORD
from statementkit.order.mapper import RowMapper
from statementkit.order.nodes import (
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Number,
    Order,
    Transform,
)
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan
from statementkit.order.unparse import unparse
from statementkit.testing.drawn_layouts import column_lists, orders, quote
from tests.order.backends import Reading, generated
from tests.strategies import AMOUNTS, CELLS, orders_and_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SETTINGS = Settings(date_format=("yyyy-MM-dd",), currency="SEK")


def mapper_of(order: Order) -> RowMapper:
    return RowMapper(build_plan(order, SETTINGS))


def read(order: Order, many: Sequence[list[str]]) -> Reading:
    """Read rows by a tree, what is said of places in the order left aside."""
    note(unparse(order))
    reading = generated(mapper_of(order), many)
    return attrs.evolve(
        reading,
        problems=tuple(each.at(span=None, order=None) for each in reading.problems),
        warnings=tuple(each.at(span=None, order=None) for each in reading.warnings),
    )


def rewritten(order: Order, change: Callable[[ColumnList], ColumnList]) -> Order:
    """Return an order with all its lists of columns changed."""
    return attrs.evolve(
        order,
        default=change(order.default) if order.default else None,
        branches=tuple(
            attrs.evolve(branch, result=change(branch.result))
            if isinstance(branch.result, ColumnList)
            else branch
            for branch in order.branches
        ),
    )


# -- what changes nothing --------------------------------------------------------------------------


@given(orders_and_rows(), st.integers(1, 4))
def test_appending_other_changes_nothing(drawn: tuple[Order, list[list[str]]], many: int) -> None:
    order, cells = drawn
    others = (Column("other"),) * many
    longer = rewritten(order, lambda it: attrs.evolve(it, columns=it.columns + others))
    assert read(longer, cells) == read(order, cells)


QUOTED = re.compile(r'("(?:[^"]|"")*"|/(?:[^/\\]|\\.)+/)')
SPACES = st.sampled_from(["", " ", "\N{NO-BREAK SPACE}", "\n", " \t "])


@given(orders_and_rows(), SPACES, SPACES)
def test_white_space_around_separators_changes_nothing(
    drawn: tuple[Order, list[list[str]]], before: str, behind: str
) -> None:
    order, cells = drawn
    parts = QUOTED.split(order.text)
    parts[::2] = [re.sub(r"([|;,=])", rf"{before}\1{behind}", part) for part in parts[::2]]
    parts[::2] = [part.replace(f"!{before}", "!") for part in parts[::2]]
    parts[::2] = [re.sub(rf"([<>]){before}=", r"\1=", part) for part in parts[::2]]
    spaced = parse_order(before + "".join(parts) + behind)
    assert spaced == order
    assert read(spaced, cells) == read(order, cells)


def written_out(order: Order, shuffled: dict[int, int]) -> Order:
    """Give every column its number, and move all numbers as the columns of the file move."""

    def placed(columns: ColumnList) -> ColumnList:
        position = count(1)
        moved = []
        for column in columns.columns:
            number = None if column.constant else next(position)
            if column.field == "other" or number is None:
                moved.append(column)
                continue
            if isinstance(column.place, ColumnNumber):
                number = column.place.number
            moved.append(attrs.evolve(column, place=ColumnNumber(shuffled[number])))
        return attrs.evolve(columns, columns=tuple(moved))

    def checked(check: Check) -> Check:
        assert isinstance(check.place, ColumnNumber)
        return attrs.evolve(check, place=ColumnNumber(shuffled[check.place.number]))

    order = rewritten(order, placed)
    branches = (
        attrs.evolve(branch, checks=tuple(map(checked, branch.checks))) for branch in order.branches
    )
    return attrs.evolve(order, branches=tuple(branches))


def shuffle(row: list[str], numbers: dict[int, int]) -> list[str]:
    padded = row + [""] * (len(numbers) - len(row))
    moved = {numbers[number]: cell for number, cell in enumerate(padded, 1)}
    return [moved[number] for number in sorted(moved)]


def renumbered(reading: Reading, numbers: dict[int, int]) -> Reading:
    def moved(found: Sequence[sk.Diagnostic]) -> tuple[sk.Diagnostic, ...]:
        return tuple(each.at(column=numbers.get(each.column or 0), hint=None) for each in found)

    return attrs.evolve(reading, problems=moved(reading.problems), warnings=moved(reading.warnings))


@given(st.data(), orders_and_rows())
def test_columns_may_move_with_their_numbers(
    data: st.DataObject, drawn: tuple[Order, list[list[str]]]
) -> None:
    order, cells = drawn
    width = max(mapper_of(order).plan.width, *map(len, cells))
    numbers = dict(enumerate(data.draw(st.permutations(range(1, width + 1))), 1))
    moved = read(written_out(order, numbers), [shuffle(row, numbers) for row in cells])
    same = {number: number for number in numbers}
    assert renumbered(moved, same) == renumbered(read(order, cells), numbers)


@st.composite
def plain_lists(draw: st.DrawFn) -> str:
    """A list in which no place but the position and no order of columns matters."""
    columns = [each for each in draw(column_lists()) if not re.search(r"[?@:]", each)]
    by_field = {re.split(r"divide|[.=]", each)[0]: each for each in columns}
    for each in ("descAndName", "feeIncluded"):
        by_field.pop(each, None)
    return "|".join(
        {"date": "date", **({} if _has_amount(by_field) else AMOUNT), **by_field}.values()
    )


AMOUNT = {"amount": "amount"}


def _has_amount(by_field: dict[str, str]) -> bool:
    return not by_field.keys().isdisjoint({"amount", "creditSum", "debitSum"})


@given(st.data(), orders_and_rows(plain_lists()))
def test_columns_may_move_with_the_items_of_the_list(
    data: st.DataObject, drawn: tuple[Order, list[list[str]]]
) -> None:
    order, cells = drawn
    assert order.default is not None
    width = max(len(order.default.columns), *map(len, cells))
    numbers = dict(enumerate(data.draw(st.permutations(range(1, width + 1))), 1))
    items = [*order.default.columns, *[Column("other")] * width][:width]
    moved_items = sorted(enumerate(items, 1), key=lambda pair: numbers[pair[0]])
    moved = Order(ColumnList(tuple(item for _, item in moved_items)))
    found = read(moved, [shuffle(row, numbers) for row in cells])
    assert found.transactions == read(order, cells).transactions


MINUS = Transform("divide", (Number("-1"),), old_spelling=True)


@given(orders_and_rows())
def test_dividing_by_minus_one_twice_changes_nothing(
    drawn: tuple[Order, list[list[str]]],
) -> None:
    order, cells = drawn

    def twice(column: Column) -> Column:
        if FIELD_BY_WORD[column.field].reading not in ("amount", "number"):
            return column
        return attrs.evolve(column, transforms=(*column.transforms, MINUS, MINUS))

    changed = rewritten(order, lambda it: ColumnList(tuple(map(twice, it.columns))))
    assert read(changed, cells) == read(order, cells)


# -- what must add up ------------------------------------------------------------------------------


def number(text: str) -> Decimal:
    """Read one of the amounts of the strategies by hand."""
    negative = text.startswith("(")
    digits = re.sub(r"[^0-9.+-]", "", text)
    return -Decimal(digits) if negative else Decimal(digits or 0)


FEES = ["", "0.00", "1.00", "-0.35", "12.50", "99999999999999999999.99"]
SIMPLE = [each for each in AMOUNTS if not re.search(r"[, ]", each)]


@given(st.sampled_from(SIMPLE), st.lists(st.sampled_from(FEES), max_size=4))
def test_the_rows_of_a_record_add_up_to_its_amount_without_its_fees(
    amount: str, fees: list[str]
) -> None:
    mapper = sk.compile_order(
        "|".join(["date", "amount", *["fee"] * len(fees)]), date_format="yyyy-MM-dd"
    )
    found = mapper(["2024-02-01", amount, *fees])
    assert sum(each.amount for each in found) == number(amount) - sum(map(number, fees))
    assert len(found) == 1 + sum(number(fee) != 0 for fee in fees)
    assert all(fee.kind == "fee" and fee.parent is found[0] for fee in found[1:])


@given(st.sampled_from(SIMPLE), st.sampled_from(FEES))
def test_a_fee_inside_the_amount_leaves_the_sum_alone(amount: str, fee: str) -> None:
    mapper = sk.compile_order("date|amount|feeIncluded", date_format="yyyy-MM-dd")
    found = mapper(["2024-02-01", amount, fee])
    assert sum(each.amount for each in found) == number(amount)


@given(orders_and_rows())
def test_every_row_is_mapped_skipped_or_a_problem_and_nothing_else(
    drawn: tuple[Order, list[list[str]]],
) -> None:
    order, cells = drawn
    reading = read(order, cells)
    mapped = {each["line"] for each in reading.transactions}
    bad = {each.line for each in reading.problems}
    assert len(mapped) == reading.mapped
    assert sorted([*mapped, *bad, *reading.skipped]) == list(range(1, len(cells) + 1))
    assert {each.line for each in reading.warnings} <= mapped


# -- mappers as values -----------------------------------------------------------------------------


@given(orders_and_rows())
def test_a_mapper_can_be_pickled(drawn: tuple[Order, list[list[str]]]) -> None:
    order, cells = drawn
    mapper = mapper_of(order)
    again = pickle.loads(pickle.dumps(mapper))  # noqa: S301
    assert (again.source, again.plan) == (mapper.source, mapper.plan)
    assert generated(again, cells) == generated(mapper, cells)


@settings(max_examples=10)
@given(orders_and_rows())
def test_a_mapper_can_be_shared_by_threads(drawn: tuple[Order, list[list[str]]]) -> None:
    order, cells = drawn
    mapper = mapper_of(order)
    expected = generated(mapper, cells * 50)
    with ThreadPoolExecutor(8) as threads:
        readings = list(threads.map(lambda _: generated(mapper, cells * 50), range(8)))
    assert readings == [expected] * 8


# -- only our own errors ---------------------------------------------------------------------------

FRAGMENTS = [
    "date", "amount", "debit", "debitSum", "creditSum", "fee", "name", "other", "currency", "?",
    "divide-1%", "divide3%", "|", ",", ";", "=", "4=", "6>0", "3>=2024-02-30", "|conditions=",
    "conditions=", '"', '""', '"a"', '{"a","b"}', "~", "!", "@", "@2", "@[x]", "@1-3", "@<A>",
    "@/A/B", "[x]", "[1-3]", ".upper", ".slice(1,2)", ".sub(/a/,\"\\9\")", ".extract(/(a+)+$/)",
    ".extract(/a{9999999}/)", ".strip(\"\")", ".replace(\"a\",\"b\")", ".divide(0)", "(", ")", "/",
    "\\", "BLANK", "NOTBLANK", " ", "\N{NO-BREAK SPACE}", "skip", "end", ":", ':"EUR"', "x", "1",
    "99999999999", "-1", "%", "\n", "\0", "\ud800", "Ä", "\N{MINUS SIGN}",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join) | st.text() | orders()


@given(TEXTS, st.lists(st.lists(st.text() | st.sampled_from(CELLS), max_size=6), max_size=3))
def test_only_our_own_errors_escape_for_any_text_and_any_row(
    text: str, cells: list[list[str]]
) -> None:
    with suppress(sk.StatementKitError):
        mapper = sk.compile_order(text, date_format="yyyy-MM-dd", columns=["x", "y"])
        reading = generated(mapper, cells)
        assert all(str(each) for each in reading.problems + reading.warnings)


@given(st.text() | st.text("yMdHhmsSaEzZX'. -/"))
def test_only_our_own_errors_escape_for_any_date_format(pattern: str) -> None:
    with suppress(sk.StatementKitError):
        sk.compile_order("date|amount", date_format=pattern)(["2024-02-01", "1"])


@given(st.text(), st.text())
def test_any_text_can_be_quoted_in_a_check(text: str, cell: str) -> None:
    mapper = sk.compile_order(f"other|conditions=1={quote(text)},end", date_format="yyyy-MM-dd")
    tally = mapper.tally()
    assert list(mapper.map_rows([[cell], ["rest"]], tally=tally)) == []
    assert (tally.ended_at == 1) == (text.strip() == cell.strip())
