"""Rows that stand in a statement and move no money, as the balances prove: items, memos, requests.

Their balance is that of the row before. The column that tells them from all others by its words
becomes a condition; it is believed before a column of states, which may say "pending" of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.inference.leaving import Leaving, quoted
from statementkit.values import add

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from statementkit.inference.arithmetic import Proof, Rows
    from statementkit.inference.columns import Column
    from statementkit.inference.money import Numbers

_WORDS = 12
"""How many different words such a column has at most."""


def leave_out_still(
    proof: Proof, columns: Sequence[Column], numbers: Numbers, rows: Rows
) -> list[Leaving]:
    """Return conditions for the rows without movement; none where words do not tell them apart."""
    places = _parted(proof, numbers, rows)
    if places is None:
        return []
    still, moved = places
    for column in sorted(columns, key=lambda each: -each.fits("flag")):
        words = {column.cells[place] for place in still}
        others = {column.cells[place] for place in moved}
        is_named = column.fits("flag", "status", "type")
        if is_named and not words & others and len(words | others) <= _WORDS:
            return [_leaving(column, word) for word in sorted(words)]
    return []


def _parted(proof: Proof, numbers: Numbers, rows: Rows) -> tuple[list[int], list[int]] | None:
    """Return the rows without movement and those with it, `None` if a balance says neither."""
    balances, order = numbers.of(proof.balance), range(len(proof.deltas))
    last: dict[str, Decimal | None] = {}
    still: list[int] = []
    moved: list[int] = []
    for place in reversed(order) if proof.newest_first else order:
        delta, balance = proof.deltas[place], balances[place]
        if not delta or not rows.keep[place]:
            continue
        group = proof.key.cells[place] if proof.key else ""
        before, last[group] = last.get(group), balance
        if balance is None:
            return None
        if before is None:
            continue
        if balance == before:
            still.append(place)
        elif add(before, delta) == balance:
            moved.append(place)
        else:
            return None
    return (still, moved) if still else None


def _leaving(column: Column, word: str) -> Leaving:
    lines = (line for line, cell in zip(column.lines, column.cells, strict=True) if cell == word)
    said = f"{word!r} in {column.title}" if word else f"rows without {column.title}"
    value = quoted(word) if word else "BLANK"
    return Leaving(
        f"{column.number}={value},skip", f"{said}: the balances stand still", tuple(lines)
    )
