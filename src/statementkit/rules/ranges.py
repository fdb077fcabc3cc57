"""Which of many ranges a number or a day is in, without trying each of them."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING, Any

from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Limit = tuple[str, Any]
"""A comparison and what is compared with: `("<", Decimal(0))`."""


class Ranges:
    """Ranges, each as the limits that a value must keep, with the place of who asks for it.

    The limits cut all values into slots: each limit, and what lies between two. Over the slots
    stands a tree, and a range is noted at the fewest nodes below which are its slots and no others;
    on the way up nodes are left out at which nothing is noted. What was found on the way up from a
    slot is remembered.

    >>> ranges = Ranges([([(">", 0), ("<=", 5)], 7), ([("<", 3)], 8)])
    >>> ranges.found(2), ranges.found(5), ranges.found(0)
    ([7, 8], [7], [8])
    """

    def __init__(self, ranges: Iterable[tuple[Sequence[Limit], int]]) -> None:
        asked = list(ranges)
        self._bounds = sorted({bound for limits, _ in asked for _, bound in limits})
        self._near = [_near(bound) for bound in self._bounds]
        self._leaves = 2 * len(self._bounds) + 1
        self._nodes: list[list[int]] = [[] for _ in range(2 * self._leaves)]
        for limits, place in asked:
            self._note(limits, place)
        self._above = [0] * len(self._nodes)
        for node in range(2, len(self._nodes)):
            above = node >> 1
            self._above[node] = above if self._nodes[above] else self._above[above]
        self._found = _Slots(self._upwards)

    def found(self, value: Any) -> list[int]:
        """Return the places of the ranges that a value is in; `None` is in none."""
        return [] if value is None else self._found[self._slot(value)]

    def _upwards(self, slot: int) -> list[int]:
        """Return what is noted at a slot and at all nodes above it."""
        found: list[int] = []
        node = slot + self._leaves
        while node:
            found += self._nodes[node]
            node = self._above[node]
        return found

    def _slot(self, value: Any) -> int:
        """Return the slot of a value: by its float first, which compares much faster."""
        near = _near(value)
        at, end = bisect_left(self._near, near), len(self._near)
        while at < end and self._near[at] == near:
            if self._bounds[at] >= value:
                return 2 * at + int(self._bounds[at] == value)
            at += 1
        return 2 * at

    def _note(self, limits: Sequence[Limit], place: int) -> None:
        first, end = self._leaves, 2 * self._leaves
        for operator, bound in limits:
            slot = self._slot(bound) + self._leaves
            if operator in (">", ">="):
                first = max(first, slot + (operator == ">"))
            else:
                end = min(end, slot + (operator == "<="))
        while first < end:
            if first & 1:
                self._nodes[first].append(place)
                first += 1
            if end & 1:
                end -= 1
                self._nodes[end].append(place)
            first >>= 1
            end >>= 1


class _Slots(Cache[int, list[int]]):
    """What was found for slots, but for long lists: they would take much room."""

    def __missing__(self, key: int) -> list[int]:
        found = self.make(key)
        return found if len(found) > _FEW else super().__missing__(key)


_FEW = 16


def _near(value: Any) -> float:
    """Return a float that is never larger for a smaller number or day."""
    return value.toordinal() if isinstance(value, date) else float(value)
