"""Running once a day, at a time of a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import time, tzinfo

    from statementkit.feeds import Clock

_NAP = 60.0
"""Seconds of sleep at a time: a machine that slept, or a clock that was set, is noticed after."""


def next_run(now: datetime, at: time, zone: tzinfo) -> datetime:
    """Return the first moment after `now` at which clocks of a zone show `at`.

    An hour that a change to summer time leaves out is taken as the clocks went before it.

    >>> from datetime import time
    >>> from zoneinfo import ZoneInfo
    >>> now = datetime(2024, 3, 5, 20, 30, tzinfo=UTC)
    >>> next_run(now, time(23), ZoneInfo("Europe/Moscow")).isoformat()
    '2024-03-06T20:00:00+00:00'
    """
    day = now.astimezone(zone).date()
    for later in range(3):
        due = datetime.combine(day + timedelta(later), at, zone).astimezone(UTC)
        if due > now:
            return due
    raise AssertionError(now)


def daily(at: time, zone: tzinfo, clock: Clock) -> Iterator[datetime]:
    """Yield the moment of each day when it has come; what is done in between may take long.

    A moment that passes meanwhile is left out: runs are never made up for.
    """
    while True:
        due = next_run(clock.now(), at, zone)
        _sleep_until(due, clock)
        yield due


def _sleep_until(due: datetime, clock: Clock) -> None:
    remaining: Callable[[], float] = lambda: (due - clock.now()).total_seconds()  # noqa: E731
    while (seconds := remaining()) > 0:
        clock.sleep(min(seconds, _NAP))
