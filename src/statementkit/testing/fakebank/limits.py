"""How many requests in a second a bank lets through: a bucket of tokens for each endpoint."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from datetime import datetime


@attrs.define
class Buckets:
    """A bucket for each name: full at first, and filled again as time goes by.

    >>> from datetime import UTC, datetime, timedelta
    >>> buckets, noon = Buckets(), datetime(2024, 3, 5, 9, tzinfo=UTC)
    >>> [buckets.take("statement", 2, noon) for _ in range(3)]
    [True, True, False]
    >>> buckets.take("statement", 2, noon + timedelta(seconds=0.5))
    True
    """

    _left: dict[str, tuple[float, datetime]] = attrs.field(factory=dict, init=False)
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False)

    def take(self, name: str, per_second: int, now: datetime) -> bool:
        """Take a token, if there is one, of a bucket that holds those of a second."""
        with self._lock:
            left, then = self._left.get(name, (float(per_second), now))
            left = min(per_second, left + (now - then).total_seconds() * per_second)
            has_one = left >= 1
            self._left[name] = (left - 1 if has_one else left, now)
            return has_one
