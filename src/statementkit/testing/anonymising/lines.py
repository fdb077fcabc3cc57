"""Fixed-width files: every text replaced by one of the same length."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from statementkit.order.nodes import Characters
from statementkit.testing.anonymising.roles import KEEP, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.testing.anonymising.hider import Hider
    from statementkit.testing.anonymising.pieces import Piece
    from statementkit.testing.anonymising.roles import PaperRoles


def hide_lines(roles: PaperRoles, hide: Hider) -> Iterator[str]:
    """Yield the lines of a fixed-width file as they are replaced."""
    return (_line(piece, roles, hide) for piece in roles.paper.pieces)


def _line(piece: Piece, roles: PaperRoles, hide: Hider) -> str:
    text = piece.text.rstrip("\r\n")
    ends = piece.text[len(text) :]
    if not text.strip():
        return piece.text
    owners: list[tuple[int, str]] = [(0, "other")] * len(text)
    for number, (place, role) in enumerate(roles.of_line(text).items(), 1):
        if isinstance(place, Characters):
            last = min(place.last, len(text))
            owners[place.first - 1 : last] = [(number, role)] * max(0, last - place.first + 1)
    parts = []
    for (_, role), group in groupby(range(len(text)), owners.__getitem__):
        places = list(group)
        cell = text[places[0] : places[-1] + 1]
        parts.append(cell if role in (KEEP, WORDS) else hide.as_wide(role, cell))
    return "".join(parts) + ends
