"""The time as it is, and what keeps requests apart in it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Hashable

    from statementkit.feeds.protocol import Clock


class SystemClock:
    """The clock of this computer."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@attrs.define
class Pacer:
    """Lets each thing that is asked for be asked so many times a second, and no more."""

    clock: Clock
    _free: dict[Hashable, datetime] = attrs.Factory(dict)

    def wait(self, what: Hashable, per_second: float) -> None:
        """Wait until `what` may be asked for again."""
        apart = timedelta(seconds=1 / per_second)
        now = self.clock.now()
        # A clock that was set back must not make anybody wait for hours.
        free = min(self._free.get(what, now), now + apart)
        if free > now:
            self.clock.sleep((free - now).total_seconds())
        self._free[what] = max(free, now) + apart
