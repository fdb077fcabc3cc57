"""The texts of one row: the cell at a place, and what an input makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from statementkit.errors import quoted, quoted_account
from statementkit.model import FIELD_BY_WORD
from statementkit.order.nodes import ColumnNumber, Place
from statementkit.order.plan import FILLER, Input, Plan
from statementkit.values import CellError

if TYPE_CHECKING:
    from statementkit.order.nodes import Characters

Row = Sequence[str] | str
"""A row of cells, or the text of a fixed-width line."""


def cell_at(row: Row, place: Place) -> str:
    """Return the raw text at a bound place; blank where the row ends before it."""
    if isinstance(place, ColumnNumber):
        return row[place.number - 1] if place.number <= len(row) else ""
    characters = cast("Characters", place)  # columns and characters are all that is bound
    return row[characters.first - 1 : characters.last]  # type: ignore[return-value]


def raw_text(row: Row, each: Input) -> str:
    """Return the raw text of an input: its cell or its constant."""
    return (each.constant or "") if each.place is None else cell_at(row, each.place)


def shown(row: Row, each: Input) -> str:
    """Return the raw text of an input, blank where its place cuts a character."""
    try:
        return raw_text(row, each).rstrip(FILLER)
    except CellError:
        return ""


def length_of(row: Row) -> int:
    """Return how long the record of a text was before others were appended to it."""
    return len(str(row).split(FILLER, 1)[0])


def refuse_cut(row: Row, each: Input) -> None:
    """Raise `CellError` for a cell that must reach so far, and of which the line holds a part.

    A flag must be there: without it the money would go the other way.
    """
    if len(row) >= each.reach and FILLER not in raw_text(row, each):
        return
    is_flag = FIELD_BY_WORD[each.word].reading == "flag"
    if is_flag or raw_text(row, each).strip():
        where = "before" if is_flag else "inside"
        raise CellError(
            "SK320",
            f"the line has {length_of(row)} characters and ends {where} this place",
            "the file was cut off, or the record is of another kind: choose it by a condition",
        )


def text_of(row: Row, each: Input) -> str:
    """Return the trimmed text of an input after its text transforms."""
    text = raw_text(row, each).strip()
    if not each.text_steps:
        return text
    for apply, operands in each.text_steps:
        text = apply(text, *operands)
    return text.strip()


def not_text(row: Row, plan: Plan) -> tuple[CellError, Place | None] | None:
    """Return what a caller's row holds that is not text where text is read, and where."""
    if isinstance(row, str) and plan.width:
        error = CellError(
            "SK318",
            f"the row is a text, not a list of cells: {quoted(row)}",
            "hand in the cells one by one, as the csv module gives them",
        )
        return error, None
    if isinstance(row, str) or (plan.reads_cells and set(map(type, row)) == {str}):
        return None
    for place in plan.places:
        cell = cell_at(row, place)
        if not isinstance(cell, str):
            quote = quoted_account if _holds_account(plan, place) else quoted
            error = CellError(
                "SK318",
                f"the cell is {type(cell).__name__}, not text: {quote(repr(cell))}",
                "hand in the cells as the file prints them, as text",
            )
            return error, place
    return None


def _holds_account(plan: Plan, place: Place) -> bool:
    return any(
        each.place == place and FIELD_BY_WORD[each.word].is_account
        for recipe in plan.recipes
        for each in recipe.inputs()
    )
