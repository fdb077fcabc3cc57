"""A loop whose clock goes on only when nothing is left to do.

The pilot of Textual takes a program for idle when a few milliseconds have passed. On a machine that
stops, they have passed before the program could do anything.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine

    Events = list[tuple[selectors.SelectorKey, int]]


class _Selector(selectors.DefaultSelector):
    """Lets no time pass but that of its own clock."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Events:
        """Look what has come; if the loop would have waited, it has done so."""
        found = super().select(None if timeout is None else 0)
        if timeout and not found:
            self.now += timeout
        return found


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        """Return the time of this loop alone."""
        return self._clock.now


def run_patiently(what: Coroutine[object, object, None]) -> None:
    """Run a coroutine, for which every wait is long enough."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(what)
