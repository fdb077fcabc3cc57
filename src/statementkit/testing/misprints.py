"""Rows with another number in one cell: what is printed otherwise must not be read alike."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast

import attrs

from statementkit.layouts.bytewise import ByteText
from statementkit.order.cells import cell_at
from statementkit.order.nodes import Characters, ColumnNumber
from statementkit.order.plan import Signed
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.order.cells import Row
    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Place
    from statementkit.order.outcomes import Outcome
    from statementkit.order.plan import Input, Plan, Recipe


@attrs.frozen
class Misprint:
    """A row in which the cell of an input is another number than it was.

    `kind` is what of it is another.
    """

    input: Input
    was: str
    now: str
    row: Row
    kind: Literal["digit", "sign"]


def misprints(outcome: Outcome, interpreter: Interpreter) -> Iterator[Misprint]:
    """Yield what a row might have said in place of the numbers that were read from it.

    A cell is looked at that is a number as it stands, and not one inside of a text. Each of its
    digits counts. Its sign counts where the cell is to carry it: no flag tells the direction, it is
    no sum of a column of its own, and no `.abs` takes the sign away on purpose.
    """
    for each, value in outcome.read:
        if each.place is None or not isinstance(value, Decimal) or not value:
            continue
        was = cell_at(outcome.row, each.place)
        for now, kind in _others(was, has_sign=_has_sign(each, outcome)):
            row = _with(outcome.row, each.place, now)
            if row is not None and _differ(was, now, interpreter):
                yield Misprint(each, was.strip(), now.strip(), row, kind)


def _others(cell: str, *, has_sign: bool) -> Iterator[tuple[str, Literal["digit", "sign"]]]:
    for at, digit in enumerate(cell):
        if digit in "0123456789":
            yield f"{cell[:at]}{(int(digit) + 1) % 10}{cell[at + 1 :]}", "digit"
    if has_sign:
        text = cell.strip()
        yield text.removeprefix("-") if text.startswith("-") else f"-{text}", "sign"


def _has_sign(each: Input, outcome: Outcome) -> bool:
    if any(transform.name == "abs" for transform in each.transforms):
        return False
    return each.word in ("fee", "feeIncluded") or (
        each.word == "amount" and isinstance(_recipe_of(outcome).amount, Signed)
    )


def _recipe_of(outcome: Outcome) -> Recipe:
    """Return by what a row was mapped."""
    plan = cast("Plan", outcome.plan)
    of_branch = (case.result for case in plan.cases if case.number == outcome.branch)
    return plan.recipes[cast("int", next(of_branch, plan.default))]


def _differ(one: str, other: str, interpreter: Interpreter) -> bool:
    """Tell whether two cells are two numbers, before any transform."""
    try:
        numbers = {interpreter.read_amount(text.strip()) for text in (one, other)}
    except CellError:
        return False
    return len(numbers) == 2


def _with(row: Row, place: Place, text: str) -> Row | None:
    """Return a row with another text at a place, `None` where it has no room for it."""
    if isinstance(place, ColumnNumber):
        return [*row[: place.number - 1], text, *row[place.number :]]
    if not isinstance(place, Characters) or isinstance(row, ByteText):
        return None
    width = place.last - place.first + 1
    if len(text) > width:
        return None
    return f"{row[: place.first - 1]}{text.rjust(width)}{row[place.last :]}"
