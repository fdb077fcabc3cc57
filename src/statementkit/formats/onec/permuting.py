"""Numbers put in the place of numbers: the same for the same, and never one for two."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TURNS = 4
"""After so many the outcome of a network of this kind looks like chance."""


def permuted(number: int, size: int, drawn: Callable[[str], int]) -> int:
    """Return what stands in the place of one of the numbers below `size`, itself one of them.

    `drawn` makes a large number of a text, in secret. Both halves of a number change each other by
    turns, which can be taken back; what comes to lie beyond `size` goes on until it does not.

    Source: M. Luby and C. Rackoff, 1988; J. Black and P. Rogaway, "Ciphers with Arbitrary Finite
    Domains", 2002.

    >>> sorted(permuted(number, 7, len) for number in range(7))
    [0, 1, 2, 3, 4, 5, 6]
    """
    side = isqrt(size - 1) + 1
    while True:
        first, second = divmod(number, side)
        for turn in range(_TURNS):
            first, second = second, (first + drawn(f"{size} {turn} {second}")) % side
        number = first * side + second
        if number < size:
            return number
