"""An operation on an account as the fake bank has it in its books, and what it is at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.testing.fakebank.clock import MOSCOW, moscow_day

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from statementkit.testing.parties import Party

Kind = Literal["payment", "income", "transfer", "fee", "tax", "card", "cash"]

State = Literal["unknown", "held", "posted", "cancelled"]

_NIGHT_BEGINS, _NIGHT_ENDS = time(22), time(3)
"""Between these, in Moscow, T-Bank may give an operation an id that it changes later."""


@attrs.frozen(kw_only=True)
class Entry:
    """One operation on one account.

    `amount` is signed, + is money in; `original` is what was paid abroad, with its currency.
    `posted_at` and `held_at` are moments with a zone: a hold is known from `held_at` on, and is
    posted, or cancelled, at `posted_at`. `night_id` is the id under which the operation goes until
    the night is over. `other` is missing where the bank names nobody.
    """

    id: str
    posted_at: datetime
    amount: Decimal
    kind: Kind = "payment"
    purpose: str = ""
    number: str = ""
    other: Party | None = None
    card: str | None = None
    original: tuple[Decimal, str] | None = None
    held_at: datetime | None = None
    is_cancelled: bool = False
    night_id: str | None = None

    @property
    def day(self) -> date:
        """The day in Moscow on which the operation is booked."""
        return moscow_day(self.posted_at)

    @property
    def is_out(self) -> bool:
        """Whether money leaves the account."""
        return self.amount < 0

    @property
    def known_at(self) -> datetime:
        """The moment from which on the bank shows the operation."""
        return self.held_at or self.posted_at

    def state_at(self, now: datetime) -> State:
        """Return what the operation is at a moment."""
        if now < self.known_at:
            return "unknown"
        if now < self.posted_at:
            return "held"
        return "cancelled" if self.is_cancelled else "posted"

    def id_at(self, now: datetime) -> str:
        """Return the id that the operation has at a moment."""
        if self.night_id is None or now >= night_end(self.known_at):
            return self.id
        return self.night_id


def is_night(moment: datetime) -> bool:
    """Tell whether ids of this moment may change.

    >>> is_night(datetime(2024, 3, 5, 19, 30, tzinfo=UTC))  # half past ten in Moscow
    True
    """
    local = moment.astimezone(MOSCOW).time()
    return local >= _NIGHT_BEGINS or local < _NIGHT_ENDS


def night_end(moment: datetime) -> datetime:
    """Return the first end of a night after a moment.

    >>> night_end(datetime(2024, 3, 5, 19, 30, tzinfo=UTC)).isoformat()
    '2024-03-06T00:00:00+00:00'
    """
    end = datetime.combine(moscow_day(moment), _NIGHT_ENDS, MOSCOW)
    return (end if moment < end else end + timedelta(days=1)).astimezone(UTC)
