"""Which days are asked of a bank."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from statementkit.dedup import Window
from statementkit.feeds.days import months

if TYPE_CHECKING:
    from statementkit.store import FeedState

AT_FIRST = timedelta(days=90)
"""How far back an account is read that was never read before."""

EARLIEST = date(2000, 1, 1)
"""The first day that is ever asked for: no interface of a bank reaches back so far."""

_AT_ONCE = timedelta(days=31)
"""How many days are asked for at once, and written in one database transaction."""


def windows(
    state: FeedState,
    today: date,
    overlap: timedelta,
    since: date | None = None,
    until: date | None = None,
) -> list[Window]:
    """Return the days to ask for, oldest first; a long time is cut where months begin.

    Without `since` they begin so much before the last sure day as the bank's `overlap` says, but
    not before the first: until the day after, banks change what they said. The present day is never
    over, so it is never sure.

    >>> from datetime import date
    >>> from statementkit.store import FeedState
    >>> known = FeedState("tbank", "40702…", date(2024, 1, 1), date(2024, 3, 9))
    >>> [window] = windows(known, date(2024, 3, 11), timedelta(3))
    >>> window.first.isoformat(), window.last.isoformat(), window.is_over
    ('2024-03-06', '2024-03-11', False)
    """
    last = today if until is None else min(until, today)
    first = max(since or _resumed(state, overlap) or today - AT_FIRST, EARLIEST)
    is_short = last - first <= _AT_ONCE
    spans = [(first, last)] if is_short else months(first, last)
    return [Window(start, end, is_over=end < today) for start, end in spans if start <= end]


def _resumed(state: FeedState, overlap: timedelta) -> date | None:
    if state.since is None or state.until is None:
        return None
    return max(state.since, state.until - overlap)
