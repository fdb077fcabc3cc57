"""The time of a fake bank: a moment in UTC, and the calendar of Moscow that its days belong to."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Protocol
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")


class Time(Protocol):
    """What a fake bank asks for the time."""

    def now(self) -> datetime:
        """Return the moment, with its zone."""


class Clock:
    """A clock that stands until someone moves it or sleeps by it: give it to both sides of a test.

    >>> clock = Clock(datetime(2024, 3, 31, 20, 0, tzinfo=UTC))
    >>> clock.sleep(90)
    >>> clock.now().isoformat()
    '2024-03-31T20:01:30+00:00'
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._moment

    def sleep(self, seconds: float) -> None:
        """Let time pass, without waiting."""
        self.advance(timedelta(seconds=seconds))

    def advance(self, span: timedelta) -> None:
        """Move the clock."""
        with self._lock:
            self._moment += span


class RunningClock:
    """A clock that starts at a moment of your choice and goes as fast as any other."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._started = time.monotonic()

    def now(self) -> datetime:
        """Return the moment that the clock has reached."""
        return self._moment + timedelta(seconds=time.monotonic() - self._started)


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Moscow.

    >>> midnight(date(2024, 3, 5)).isoformat()
    '2024-03-04T21:00:00+00:00'
    """
    return datetime(day.year, day.month, day.day, tzinfo=MOSCOW).astimezone(UTC)


def moscow_day(moment: datetime) -> date:
    """Return the day that a moment belongs to in Moscow.

    >>> moscow_day(datetime(2024, 3, 4, 21, tzinfo=UTC)).isoformat()
    '2024-03-05'
    """
    return moment.astimezone(MOSCOW).date()
