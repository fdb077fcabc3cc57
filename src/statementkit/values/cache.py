"""A dictionary that fills itself: as fast as a dictionary for what it has seen."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(dict[K, V]):
    """Values by key, each made once by `make`; beyond `limit` entries it starts afresh.

    What `make` raises is not remembered.

    >>> lengths = Cache(len, limit=2)
    >>> lengths["abc"], lengths["abc"], len(lengths)
    (3, 3, 1)
    """

    __slots__ = ("limit", "make")

    def __init__(self, make: Callable[[K], V], limit: int = 10_000) -> None:
        super().__init__()
        self.make = make
        self.limit = limit

    def __missing__(self, key: K) -> V:
        value = self.make(key)
        if len(self) >= self.limit:
            self.clear()
        self[key] = value
        return value
