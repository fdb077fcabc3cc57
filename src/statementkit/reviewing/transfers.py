"""What a review says of transfers: which rows are sides of one, and where the other side is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from statementkit.books import find_transfers
from statementkit.books.transfers import REACH
from statementkit.store import Side, side_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.books import Transfer
    from statementkit.reviewing.row import Row
    from statementkit.store import Snapshot


def with_transfers(rows: Sequence[Row], snapshot: Snapshot) -> list[Row]:
    """Return rows with what is known of transfers that they are sides of, once they are stored."""
    new = _new_sides(rows)
    own = snapshot.own_accounts() | {side.account for side in new.values()}
    if len(own) < 2 or not new:
        return list(rows)
    days = [side.day for side in new.values()]
    stored = snapshot.sides(own, _earlier(min(days)), _later(max(days)))
    found = find_transfers([*stored, *new.values()], own, snapshot.decisions()).by_key
    said = {
        number: _said(found[side.key], side) for number, side in new.items() if side.key in found
    }
    return [attrs.evolve(row, transfer=said.get(row.number, "")) for row in rows]


def _new_sides(rows: Sequence[Row]) -> Mapping[int, Side]:
    """Return the sides that the rows will be, by the numbers of rows."""
    found = {
        row.number: side_of(row.key, row.transaction, row.assignment.kind)
        for row in rows
        if row.can_be_edited and row.transaction is not None
    }
    return {number: side for number, side in found.items() if side is not None}


def _said(transfer: Transfer, side: Side) -> str:
    others = [each.account for each in transfer.sides if each.key != side.key]
    other = others[0] if others else side.other
    if transfer.status == "paired":
        return f"a transfer, whose other side is on {other}"
    if transfer.status == "open":
        return f"a transfer, whose other side on {other} is not there yet"
    if transfer.status == "unclear":
        return "a transfer; several movements may be its other side"
    return "perhaps a transfer: see `statementkit transfers` when it is imported"


def _earlier(day: date) -> date:
    return day - REACH if day - date.min > REACH else date.min


def _later(day: date) -> date:
    return day + REACH if date.max - day > REACH else date.max
