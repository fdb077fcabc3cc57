"""Delimited files: cells replaced one by one, in their quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.order.cells import cell_at
from statementkit.order.nodes import ColumnNumber

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.order.cells import Row
    from statementkit.testing.anonymising.hider import Hider
    from statementkit.testing.anonymising.pieces import Piece
    from statementkit.testing.anonymising.roles import PaperRoles

_CODE = re.compile(r"\d{0,3}(?:(?![\u0590-\uffff])[^\W\d_]){0,2}\d{0,3}")
"""Cells that stay where checks look: two letters of Europe name nobody, nor do three digits."""

_SHORT = 40
"""Longer cells that decide about rows are hidden all the same."""


def hide_table(roles: PaperRoles, hide: Hider) -> Iterator[str]:
    """Yield the records of a delimited file as they are replaced."""
    return (_record(piece, roles, hide) for piece in roles.paper.pieces)


def _record(piece: Piece, roles: PaperRoles, hide: Hider) -> str:
    if piece.kind == "header":
        return piece.text
    if piece.row is None:
        return hide.text(piece.text)
    known = roles.of_row(piece.row) or roles.any[id(roles.mapper)]
    parts, place = [], 0
    for number, (start, end) in enumerate(piece.cells, 1):
        column, cell = ColumnNumber(number), piece.text[start:end]
        hidden = hide.inside(cell, known.get(column))
        keeps = _decides(column, piece.row, hidden, roles)
        parts.append(piece.text[place:start] + (cell if keeps else hidden))
        place = end
    return "".join([*parts, piece.text[place:]])


def _decides(column: ColumnNumber, row: Row, hidden: str, roles: PaperRoles) -> bool:
    """Tell whether a cell is a code where checks look, or would decide otherwise if hidden."""
    cell, now = cell_at(row, column), hidden.strip("\"'")
    checks = (check for case in roles.mapper.plan.cases for check in case.checks)
    here = [check for check in checks if check.place == column]
    if not here or len(cell) > _SHORT:
        return False
    decides = any(roles.holds(check, cell) != roles.holds(check, now) for check in here)
    return decides or _CODE.fullmatch(cell) is not None
