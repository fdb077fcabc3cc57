"""White space around texts, taken off as Python does it.

Few texts of a file have any. To look at the first and the last byte of each costs less than half of
what it costs to write all of them anew.
"""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What Python's `str.strip` removes: Polars would leave some of it."""

_PRINTED = 0x21
"""From this byte on, characters of one byte are no spaces."""

_FIRST, _FIRSTS = 0xC2, (0xE1, 0xE3)
"""The bytes with which the spaces of more than one byte begin: few letters do."""

_LASTS = (0x80, 0x8A), (0x9F, 0xA0), (0xA8, 0xAF)
"""The bytes with which they end, and some more."""

_BEGIN, _END = "begin of ", "end of "


def trimmed(columns: Sequence[pl.Series]) -> list[pl.Series]:
    r"""Return texts without white space around them; where few of a column have any, most are kept.

    >>> [each.to_list() for each in trimmed([pl.Series([" a b", "\u3000c\xa0", "", None])])]
    [['a b', 'c', '', None]]
    """
    ends, is_spaced = _looks(len(columns))
    texts = pl.DataFrame({str(number): each for number, each in enumerate(columns)}).lazy()
    # One query for all columns: to ask for each thing by itself makes threads wait for one another.
    found = texts.select_seq(ends).select_seq(is_spaced).collect(engine="in-memory")
    return list(map(_without, columns, found))


def _without(texts: pl.Series, is_spaced: pl.Series) -> pl.Series:
    spaced = is_spaced.sum()
    if not spaced:
        return texts
    if spaced * 2 > len(texts):
        return texts.str.strip_chars(SPACES)
    found = texts.filter(is_spaced).str.strip_chars(SPACES)
    return texts.clone().scatter(is_spaced.arg_true(), found)


@cache
def _looks(count: int) -> tuple[list[pl.Expr], list[pl.Expr]]:
    """Return what takes the ends of the texts of so many columns, and what looks at them."""
    names = list(map(str, range(count)))
    octets = pl.all().cast(pl.Binary).bin
    first, last = (octets.get(index, null_on_oob=True) for index in (0, -1))
    ends = [first.name.prefix(_BEGIN), last.name.prefix(_END)]
    return ends, [_may_be_spaced(name).alias(name) for name in names]


def _may_be_spaced(name: str) -> pl.Expr:
    """Return where the first or the last byte may be that of a space; null for blank texts."""
    first, last = pl.col(_BEGIN + name), pl.col(_END + name)
    begins = (first < _PRINTED) | (first == _FIRST) | first.is_between(*_FIRSTS)
    ends = (last.is_between(*each) for each in _LASTS)
    return reduce(or_, ends, begins | (last < _PRINTED))
