"""What tells a booking from all others: the format has no such number, so it is made.

The identity is a wire format: stored by programs, compared with that of the next export. It may
change only together with its prefix.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from statementkit.formats.onec.counterparty import account_of
from statementkit.formats.onec.purpose import purpose_of, said

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from statementkit.formats.onec.direction import Leg

VERSION = "1c1"
"""The prefix of identities that are made as this module makes them."""

_SEPARATOR = "\x1f"


class Identities:
    """Gives every leg of a file its identity, and twins theirs by counting.

    The identity is a hash of account, side, kind, number, day of the document, day of the booking,
    amount, other account and purpose, and the number of the leg among those that agree in all of
    these. Days are whole in every export, so a booking keeps its identity when it is exported again
    for another interval, in another encoding, or by another way of writing amounts and spaces.
    """

    def __init__(self) -> None:
        self._lines: dict[bytes, int] = {}
        self._twins: Counter[bytes] = Counter()

    def __call__(self, leg: Leg) -> str:
        """Return the identity of the next leg of a file.

        The text is the version, a hash of 32 hexadecimal digits, and for twins from the second on
        their number: `1c1:0123…cdef` and `1c1:0123…cdef:2`.
        """
        return self.with_twin(leg)[0]

    def with_twin(self, leg: Leg) -> tuple[str, int | None]:
        """Return the identity of the next leg, and the line of the first of its twins, if any."""
        digest = sha256(_SEPARATOR.join(_parts(leg)).encode("utf-8", "replace")).digest()[:16]
        first = self._lines.setdefault(digest, leg.document.line)
        identity = f"{VERSION}:{digest.hex()}"
        if first == leg.document.line:
            return identity, None
        self._twins[digest] += 1
        return f"{identity}:{self._twins[digest] + 1}", first


def _parts(leg: Leg) -> tuple[str, ...]:
    document = leg.document
    other = document.payee if leg.side == "payer" else document.payer
    return (
        leg.account or "",
        leg.side,
        said(document.kind_text).replace("ё", "е"),
        said(document.number),
        _day(document.date),
        _day(leg.booked_on),
        _shortest(document.amount),
        account_of(other),
        said(purpose_of(document)),
    )


def _shortest(amount: Decimal | None) -> str:
    """Return an amount without the zeros that one export writes and another does not."""
    if amount is None:
        return ""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
