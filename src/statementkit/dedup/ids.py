"""Bank ids that are none: mangled by a spreadsheet, or standing on different rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statementkit.dedup.bookings import Booked

ROUNDED = re.compile(r"[+-]?\d[.,]\d+[Ee]\+?\d+")
"""What a spreadsheet makes of an id that it takes for a long number."""

_HINT = (
    "export the file again and do not save it in a spreadsheet; where the bank's ids are no ids, "
    "tell bookings apart by what they say: --ids ignore"
)


def id_problems(bookings: Iterable[Booked]) -> list[Diagnostic]:
    """Return why the ids of a file cannot tell its bookings apart, an empty list if they can.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> rows = [Transaction(date(2024, 2, 1), Decimal(n), "EUR", bank_id="2,02305E+15", line=n)
    ...         for n in (2, 3)]
    >>> from statementkit.dedup import bookings
    >>> [problem.message for problem in id_problems(bookings(rows, "EE38"))]
    ["the bank id '2,02305E+15' was rounded by a spreadsheet"]
    """
    return list(_problems(bookings))


def _problems(bookings: Iterable[Booked]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Booked] = {}
    told: set[str] = set()
    for booking in bookings:
        bank_id = booking.bank_id
        if not bank_id or bank_id in told:
            continue
        known = first.setdefault((booking.account, bank_id), booking)
        if ROUNDED.fullmatch(bank_id):
            told.add(bank_id)
            message = f"the bank id {quoted(bank_id)} was rounded by a spreadsheet"
            yield _problem("SK730", message, booking)
        elif known.fingerprint != booking.fingerprint:
            told.add(bank_id)
            where = f", the first on line {known.main.line}" if known.main.line else ""
            message = f"the bank id {quoted(bank_id)} stands on different bookings{where}"
            yield _problem("SK731", message, booking)


def _problem(code: str, message: str, booking: Booked) -> Diagnostic:
    origin = booking.main.origin
    file = origin.file if origin else None
    return Diagnostic(
        code=code, message=message, hint=_HINT, file=file, line=booking.main.line, field="id"
    )
