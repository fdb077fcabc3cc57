"""What rows say in words about the direction of their money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.inference.words import direction, is_card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from statementkit.inference.arithmetic import Rows
    from statementkit.inference.columns import Column


@attrs.frozen
class Votes:
    """The lines whose texts agree with the signs, and those that say the contrary.

    `of_card` are those among the contrary ones that only the holder of a card reads, `gains` those
    among the others that are money in.
    """

    agreeing: tuple[int, ...]
    against: tuple[int, ...]
    of_card: tuple[int, ...] = ()
    gains: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{len(self.agreeing)} rows say so in words, {len(self.against)} the contrary"


def said_in(texts: Sequence[Column], place: int) -> Literal["in", "out"] | None:
    """Return the one direction that the texts of a row say, `None` if none or both."""
    said = {direction(each.cells[place]) for each in texts} - {None}
    return said.pop() if len(said) == 1 else None


def votes(deltas: Sequence[Decimal | None], texts: Sequence[Column], rows: Rows) -> Votes:
    """Ask the texts of the rows whether the signs of their amounts are right."""
    agreeing: list[int] = []
    against: list[int] = []
    cards: list[int] = []
    gains: list[int] = []
    for place, delta in enumerate(deltas):
        if not delta or not rows.keep[place]:
            continue
        said = said_in(texts, place)
        if said is not None:
            is_right = (said == "in") == (delta > 0)
            (agreeing if is_right else against).append(rows.lines[place])
            if is_right and delta > 0:
                gains.append(rows.lines[place])
            if not is_right and any(is_card(each.cells[place]) for each in texts):
                cards.append(rows.lines[place])
    return Votes(tuple(agreeing), tuple(against), tuple(cards), tuple(gains))
