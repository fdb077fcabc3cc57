"""What tells a booking from all others: the format has no such number, so it is made.

The identity is a wire format: stored by programs, compared with that of the next export. It may
change only together with its prefix.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from statementkit.formats.onec.counterparty import account_of
from statementkit.formats.onec.purpose import said
from statementkit.values import Cache

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
        self._lines = FirstLines()
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
        first = self._lines.of(digest, leg.document.line)
        identity = f"{VERSION}:{digest.hex()}"
        if first == leg.document.line:
            return identity, None
        self._twins[digest] += 1
        return f"{identity}:{self._twins[digest] + 1}", first


class FirstLines:
    """The line at which each digest of a file was met first.

    A booking may have its twin anywhere behind it, so all digests are held, but packed: in some 25
    bytes each, where a dict needs 170. They lie one behind the other in the stretch of bytes that
    their first bits name, each before its line.
    """

    _DIGEST, _RECORD = 16, 20

    def __init__(self) -> None:
        self._stretches = [bytearray() for _ in range(1 << 12)]

    def of(self, digest: bytes, line: int) -> int:
        """Return the line at which a digest was met first, which may be this one."""
        stretch = self._stretches[digest[0] << 4 | digest[1] >> 4]
        place = stretch.find(digest)
        while place > 0 and place % self._RECORD:
            place = stretch.find(digest, place + 1)
        if place < 0:
            stretch += digest + line.to_bytes(self._RECORD - self._DIGEST, "big")
            return line
        return int.from_bytes(stretch[place + self._DIGEST : place + self._RECORD], "big")


def _parts(leg: Leg) -> tuple[str, ...]:
    document = leg.document
    other = document.payee if leg.side == "payer" else document.payer
    return (
        leg.account or "",
        leg.side,
        _KINDS[document.kind_text],
        said(document.number),
        _DAYS[document.date],
        _DAYS[leg.booked_on],
        _shortest(document.amount),
        account_of(other),
        said(document.full_purpose),
    )


def _shortest(amount: Decimal | None) -> str:
    """Return an amount without the zeros that one export writes and another does not."""
    if amount is None:
        return ""
    text = str(amount)
    if "E" in text:
        text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_KINDS: Cache[str | None, str] = Cache(lambda kind: said(kind).replace("ё", "е"), limit=1_000)
_DAYS: Cache[date | None, str] = Cache(lambda day: "" if day is None else day.isoformat())
