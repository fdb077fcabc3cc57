"""An accounting service of which tests know what it has; it fails when it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.sinks import Refused, Taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.sinks import Item


class Service:
    """A sink in memory. It refuses what is in `refuses`, and loses the line at `breaks_at`.

    What it is at the moment of breaking is taken if `takes_then`, and nobody is told.
    """

    name = "service"

    def __init__(self, *, at_once: int = 1, can_look: bool = True) -> None:
        self.at_once = at_once
        self.can_look = can_look
        self.has: list[str] = []
        self.refuses: set[str] = set()
        self.breaks_at: int | None = None
        self.takes_then = False

    def take(self, item: Item) -> Taken | Refused:
        if self.breaks_at == len(self.has):
            self.breaks_at = None
            if self.takes_then:
                self.has.append(item.key)
            raise TimeoutError("no answer")
        if item.key in self.refuses:
            return Refused("no such account")
        self.has.append(item.key)
        return Taken(f"no. {len(self.has)}")

    def look_up(self, keys: Sequence[str]) -> Mapping[str, str | None] | None:
        if not self.can_look:
            return None
        return {key: f"no. {self.has.index(key) + 1}" for key in keys if key in self.has}

    def close(self) -> None:
        """Do nothing."""


def opened(address: str) -> Service:
    """Return the service of an address, as the function of an entry point does."""
    assert address
    return Service()
