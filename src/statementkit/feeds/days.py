"""The calendar of the banks: Moscow's days, whatever zone an answer is written in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.feeds.protocol import Clock

MOSCOW = timezone(timedelta(hours=3), "MSK")
"""Moscow time since 26 October 2014, when Russia left summer time; no API reaches further back."""

ONE_DAY = timedelta(days=1)


def moscow_day(instant: datetime) -> date:
    """Return the day in Moscow of an instant.

    >>> moscow_day(datetime(2024, 3, 4, 21, tzinfo=UTC))
    datetime.date(2024, 3, 5)
    """
    return instant.astimezone(MOSCOW).date()


def today(clock: Clock) -> date:
    """Return the day that it is in Moscow."""
    return moscow_day(clock.now())


def utc_midnight(day: date) -> str:
    """Return the beginning of a day in Moscow, as an instant of UTC is written.

    >>> utc_midnight(date(2024, 3, 5))
    '2024-03-04T21:00:00Z'
    """
    return datetime.combine(day, time(), MOSCOW).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield the days from `since` to `until`, both included, cut where months begin.

    >>> [(first.isoformat(), last.isoformat())
    ...  for first, last in months(date(2024, 1, 30), date(2024, 3, 1))]
    [('2024-01-30', '2024-01-31'), ('2024-02-01', '2024-02-29'), ('2024-03-01', '2024-03-01')]
    """
    first = since
    while first <= until:
        next_month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(next_month - ONE_DAY, until)
        first = next_month
