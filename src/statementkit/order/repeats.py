"""Rows that are refused like others before them, as in a file that is read by a layout of another.

The shorter its rows are, the more of them a file has, and the more of them are alike: what a row
costs that is read by a long order must not count as often as there are lines of one letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from statementkit.model import Origin
    from statementkit.order.cells import Row
    from statementkit.order.interpret import Interpreter
    from statementkit.order.outcomes import Outcome

_SHORT = 16
"""How many characters a row has at most that is remembered."""

_KEPT = 2_000
"""How many rows are remembered, the first ones: to keep others in turn would cost all rows more."""


class Repeats:
    """Runs the rows of one file; of short ones that are alike, only the first that is refused."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._refused: dict[Hashable, Outcome] = {}

    def run(self, row: Row, line: int | None = None, origin: Origin | None = None) -> Outcome:
        """Return what `Interpreter.run` does."""
        key = _key(row)
        known = self._refused.get(key)
        if known is not None:
            return known.at(line)
        outcome = self._interpreter.run(row, line, origin)
        if outcome.result == "problem" and key is not None and len(self._refused) < _KEPT:
            self._refused[key] = outcome
        return outcome


def _key(row: Row) -> Hashable | None:
    """Return what stands for a row, `None` for a long one, or one of a caller that is not text."""
    try:
        is_short = len("".join(row)) <= _SHORT
    except TypeError:
        return None
    return (row if isinstance(row, str) else tuple(row)) if is_short else None
