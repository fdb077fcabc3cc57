"""Orders for files whose columns stand elsewhere than they did."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING

import attrs

from statementkit.order.nodes import Column, ColumnList, ColumnNumber

if TYPE_CHECKING:
    from statementkit.order.nodes import Branch, Order, Place

Moves = Mapping[int, int]
"""Where each column of the file stands now: its new number by its old one, both from 1."""


def rearranged(order: Order, moves: Moves) -> Order:
    """Return the order that reads from the moved columns what `order` read from the old ones.

    `moves` must hold every column that the order reads by position or number (`numbered_columns`).
    Names of headers are left as they are. Where several columns of one field change their sequence,
    which decides how they are joined, the columns get places (`name@5`).

    >>> from statementkit.order.parser import parse_order
    >>> from statementkit.order.unparse import unparse
    >>> order = parse_order("date|name|amount|conditions=2=Hold,skip")
    >>> unparse(rearranged(order, {1: 1, 2: 4, 3: 2}))
    'date|amount|other|name|conditions=4=Hold,skip'
    """
    default = None if order.default is None else _columns(order.default, moves)
    return attrs.evolve(
        order,
        default=default,
        branches=tuple(_branch(branch, moves) for branch in order.branches),
    )


def places_of(order: Order) -> list[Place]:
    """Return every place that an order writes down, in columns and in checks."""
    lists = (order.default, *(branch.result for branch in order.branches))
    columns = [column for each in lists if isinstance(each, ColumnList) for column in each.columns]
    checked = [check.place for branch in order.branches for check in branch.checks]
    return [*(column.place for column in columns if column.place is not None), *checked]


def _branch(branch: Branch, moves: Moves) -> Branch:
    checks = tuple(
        attrs.evolve(check, place=ColumnNumber(moves[check.place.number]))
        if isinstance(check.place, ColumnNumber)
        else check
        for check in branch.checks
    )
    result = branch.result
    if isinstance(result, ColumnList):
        result = _columns(result, moves)
    return attrs.evolve(branch, checks=checks, result=result)


def _columns(columns: ColumnList, moves: Moves) -> ColumnList:
    placed = _with_places(columns, moves)
    if any(column.place is not None for column in columns.columns):
        return placed
    return _in_positions(columns, moves) if _keeps_sequences(placed) else placed


def _with_places(columns: ColumnList, moves: Moves) -> ColumnList:
    """Return the same columns in the same sequence, each with the place where it stands now."""
    positions = count(1)
    placed = []
    for column in columns.columns:
        if column.constant is not None:
            placed.append(column)
            continue
        position = next(positions)
        if column.place is None and column.field != "other":
            placed.append(attrs.evolve(column, place=ColumnNumber(moves[position])))
        elif isinstance(column.place, ColumnNumber):
            placed.append(attrs.evolve(column, place=ColumnNumber(moves[column.place.number])))
        elif column.place is not None:
            placed.append(column)
    return attrs.evolve(columns, columns=tuple(placed), trailing=None)


def _keeps_sequences(placed: ColumnList) -> bool:
    """Tell whether columns of one field stand in the file as they stand in the list.

    A constant has no position: beside columns of its field its sequence would be lost.
    """
    numbers: dict[str, list[int]] = {}
    for column in placed.columns:
        place = column.place
        number = place.number if isinstance(place, ColumnNumber) else 0
        numbers.setdefault(_joined_with(column.field), []).append(number)
    return all(each == sorted(each) and (len(each) == 1 or all(each)) for each in numbers.values())


def _joined_with(field: str) -> str:
    """Return what a field is joined in: `descAndName` is joined with names and descriptions."""
    return "text" if field in ("name", "description", "descAndName") else field


def _in_positions(columns: ColumnList, moves: Moves) -> ColumnList:
    """Return the columns at their new positions, the ones between them ignored."""
    constants = [column for column in columns.columns if column.constant is not None]
    listed = [column for column in columns.columns if column.constant is None]
    slots = {
        moves[position]: column
        for position, column in enumerate(listed, 1)
        if column.field != "other"
    }
    width = max(slots, default=1)
    row = [slots.get(number, Column("other")) for number in range(1, width + 1)]
    return attrs.evolve(columns, columns=(*row, *constants), trailing=None)
