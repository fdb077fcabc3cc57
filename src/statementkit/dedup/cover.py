"""Which days an export is sure to hold."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

CUT, AS_OF_EXPORT, WHOLE = 0, 1, 2
"""How much of a day is held: perhaps a part; all until the export was made; all."""


@attrs.frozen
class Cover:
    """The days between the first and the last row of an export, and how it was cut.

    `whole_days` says that the export holds all rows of each day that it touches (a layout's
    `coverage = "days"`). Otherwise it may begin and end within a day. The last day of an export is
    never sure to be complete: it may have been made before the bank's day was over. With `gaps`
    rows of the export were left out, of whatever day, so that no day is sure.

    >>> from datetime import date
    >>> march = Cover(date(2024, 3, 1), date(2024, 3, 31), whole_days=False)
    >>> [march.of(date(2024, 3, day)) for day in (1, 2, 31)]
    [0, 2, 0]
    """

    first: date
    last: date
    whole_days: bool
    gaps: bool = False

    def of(self, day: date) -> int:
        """Return how much of a day the export holds: `CUT`, `AS_OF_EXPORT` or `WHOLE`."""
        if self.gaps:
            return CUT
        if self.first < day < self.last:
            return WHOLE
        if not self.whole_days or day not in (self.first, self.last):
            return CUT
        return WHOLE if day < self.last else AS_OF_EXPORT


@attrs.frozen
class Window:
    """The days, `first` to `last`, of which a bank was asked for all that it has now.

    What is not among the bookings then is not in the bank's books any more. `is_over` says whether
    the last day was over when the bank was asked; if not, more may follow.

    >>> from datetime import date
    >>> tonight = Window(date(2024, 3, 1), date(2024, 3, 5), is_over=False)
    >>> date(2024, 3, 5) in tonight, tonight.cover().of(date(2024, 3, 5)) == WHOLE
    (True, False)
    """

    first: date
    last: date
    is_over: bool = True

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def cover(self) -> Cover:
        """Return which days are held for sure."""
        if not self.is_over:
            return Cover(self.first, self.last, whole_days=True)
        day = timedelta(1)
        return Cover(self.first - day, self.last + day, whole_days=False)


def is_counted(day: date, here: Cover | None, before: Iterable[Cover]) -> bool:
    """Tell whether an export and those before it show how many equal bookings a day has."""
    now = here.of(day) if here else CUT
    then = max((each.of(day) for each in before), default=CUT)
    return max(now, then) == WHOLE or min(now, then) == AS_OF_EXPORT
