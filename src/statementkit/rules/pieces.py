"""Which of many pieces stand in a text, without looking for each of them.

The text is cut into blocks of some letters, from its begin on, and each block is looked up: a piece
that is at least two blocks long but for a letter has a whole one in it, wherever it stands. It is
known under the blocks that begin at any of its first places. Where one is found, a piece may begin
so many letters before it; the text from there is looked up in each length that pieces have which
begin like it. Long pieces are found by large blocks, which are few and rarely found by chance:
there is a sieve for each size of blocks.

Sources: R. M. Karp and M. O. Rabin, Efficient randomized pattern-matching algorithms (1987), for
looking letters up; S. Wu and U. Manber, A fast algorithm for multi-pattern searching (1994), for
leaving places out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import compress, pairwise
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_FEW = 16
"""So many pieces are looked for one by one."""

_BLOCKS = (1, 2, 4, 8)
"""The sizes of blocks."""

Places = dict[str, list[int]]
"""Pieces, each with the places of those who ask for it."""


class Pieces:
    """Pieces of text, all with `casefold`, each with the place of who asks for it.

    >>> Pieces([("rent", 3), ("office", 1), ("car", 2)]).found("RENT for the office")
    [3, 1]
    """

    def __init__(self, pieces: Iterable[tuple[str, int]]) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for piece, place in pieces:
            places[piece].append(place)
        self._few: list[tuple[str, list[int]]] = []
        self._sieves: list[_Sieve] = []
        for block, some in _by_block(places):
            if len(some) > _FEW:
                self._sieves.append(_Sieve.of(some, block))
            else:
                self._few += some.items()

    def found(self, text: str) -> list[int]:
        """Return the places of the pieces that stand in a text, in any case of letters.

        A piece that stands in it several times may be named as often.
        """
        text = text.casefold()
        found = [place for piece, places in self._few if piece in text for place in places]
        for sieve in self._sieves:
            found += sieve.found(text)
        return found


def _by_block(places: Places) -> Iterator[tuple[int, Places]]:
    """Yield the pieces of each sieve with the size of its blocks."""
    for block, larger in pairwise((*_BLOCKS, 1 << 30)):
        some = {
            piece: each
            for piece, each in places.items()
            if _least(block) <= len(piece) < _least(larger)
        }
        if some:
            yield block, some


def _least(block: int) -> int:
    """Return the least length of a piece that has a whole block in it wherever it stands."""
    return 2 * block - 1


@attrs.frozen
class _Sieve:
    """Pieces of `least` letters or more, found by blocks.

    `cut` returns the blocks of a text. `before` tells for a block how far before it pieces may
    begin, `lengths` for the first `least` letters of pieces how long these are.
    """

    block: int
    least: int
    cut: Callable[[str], list[str]]
    before: Mapping[str, Sequence[int]]
    lengths: Mapping[str, Sequence[int]]
    places: Places

    @classmethod
    def of(cls, places: Places, block: int) -> _Sieve:
        least = _least(block)
        before: defaultdict[str, set[int]] = defaultdict(set)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for piece in places:
            lengths[piece[:least]].add(len(piece))
            for shift in range(block):
                before[piece[shift : shift + block]].add(shift)
        cut = re.compile("." * block, re.DOTALL).findall
        return cls(block, least, cut, _sorted(before), _sorted(lengths), places)

    def found(self, text: str) -> list[int]:
        """Return the places of the pieces that stand in a text."""
        found: list[int] = []
        is_known = map(self.before.__contains__, self.cut(text))
        for at in compress(range(0, len(text), self.block), is_known):
            for shift in self.before[text[at : at + self.block]]:
                start = at - shift
                for length in self.lengths.get(text[start : start + self.least], ()):
                    found += self.places.get(text[start : start + length], ())
        return found


def _sorted(sets: Mapping[str, set[int]]) -> dict[str, tuple[int, ...]]:
    return {letters: tuple(sorted(each)) for letters, each in sets.items()}
