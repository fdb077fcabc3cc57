"""From the bytes of a value to the value, or to the code of the problem that it has.

Dates repeat and are remembered by their bytes; an amount as the standard writes it is read from its
digits, and only others are looked at twice.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from statementkit.values import Cache, CellError, NumberFormat, amount_reader, exact_decimal
from statementkit.values.dates import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statementkit.formats.onec.keys import Reading

Result = tuple[Any, str | None]
"""A value, `None` where there is none, and the code of the problem with it, if any."""

_PLAIN = re.compile(rb"[ \t]*(-?[0-9]{1,18}(?:\.[0-9]{1,2})?)[ \t\r]*").fullmatch
_WITH_MARKS = re.compile(r"-?[0-9][0-9 \xa0\u202f'.,]*").fullmatch
_KOPECKS = re.compile(r"(-?[0-9][0-9 \xa0\u202f]*)[-=]([0-9]{2})").fullmatch
_OPEN = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}").fullmatch
"""Either a group of three digits or a fraction of three: nobody can tell."""

_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})").fullmatch
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_WITH_TIME = re.compile(r"([0-9.-]+)(?:T|\s+)[0-9]{1,2}:[0-9:.]+").fullmatch
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?").fullmatch
_NO_DATE = {"", "0", "..", "00.00.0000", "01.01.0001"}
"""What programs write for no date; the last is the empty date of 1C."""

_AMOUNTS = {mark: amount_reader(NumberFormat(mark)) for mark in ".,"}


def read_amount(raw: bytes) -> Result:
    """Return the amount that a value holds, exactly as it is written, sign included.

    A comma for the point, groups of three digits and `100-00` are read, with SK616 as a warning;
    SK615 is what is no amount, or may be two: `12.500`.

    >>> read_amount(b"107728.7"), read_amount(b"12 500,00"), read_amount(b"12.500")
    ((Decimal('107728.7'), None), (Decimal('12500.00'), 'SK616'), (None, 'SK615'))
    """
    if plain := _PLAIN(raw):
        amount = exact_decimal(plain[1].decode())
        return amount if amount else abs(amount), None
    text = _text(raw).strip()
    return _lenient_amount(text) if text else (None, None)


def _text(raw: bytes) -> str:
    """Return the text of an amount; beyond ASCII it may have spaces that do not break."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def _lenient_amount(text: str) -> Result:
    if kopecks := _KOPECKS(text):
        text = f"{kopecks[1]}.{kopecks[2]}"
    if not _WITH_MARKS(text) or _OPEN(text):
        return None, "SK615"
    try:
        return _AMOUNTS[_decimal_mark(text)](text), "SK616"
    except CellError:
        return None, "SK615"


def _decimal_mark(text: str) -> str:
    """Return the mark before the fraction: the last one, unless it stands there several times."""
    last = max(".,", key=text.rfind)
    other = "," if last == "." else "."
    return other if text.count(last) > 1 else last


def _read_date(raw: bytes) -> Result:
    text = raw.decode("latin-1").strip()
    if timed := _WITH_TIME(text):
        text = timed[1]
    if text in _NO_DATE:
        return None, None
    if parts := _DATE(text):
        day, month, year = map(int, parts.groups())
    elif parts := _ISO_DATE(text):
        year, month, day = map(int, parts.groups())
    else:
        return None, "SK614"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, "SK614"
    try:
        return date(year, month, day), None
    except ValueError:
        return None, "SK614"


_DATES: Cache[bytes, Result] = Cache(_read_date)


def read_date(raw: bytes) -> Result:
    """Return the day that a value names: `31.12.2024`, also with a time behind it, or ISO 8601.

    >>> read_date(b"16.04.2024"), read_date(b"20.08.201819202122")
    ((datetime.date(2024, 4, 16), None), (None, 'SK614'))
    """
    return _DATES[raw]


def read_time(raw: bytes) -> Result:
    """Return the time of day that a value names.

    >>> read_time(b"15:36:40")
    (datetime.time(15, 36, 40), None)
    """
    text = raw.decode("latin-1").strip()
    if not text:
        return None, None
    if parts := _TIME(text):
        try:
            hour, minute, second = map(int, parts.groups(default="0"))
            return time(hour, minute, second), None
        except ValueError:
            return None, "SK617"
    return None, "SK617"


def read_days(raw: bytes) -> Result:
    """Return a number of days.

    >>> read_days(b"5")
    (5, None)
    """
    text = raw.strip()
    if not text:
        return None, None
    return (int(text), None) if re.fullmatch(rb"[0-9]{1,6}", text) else (None, "SK617")


READERS: Mapping[Reading, Callable[[bytes], Result]] = {
    "amount": read_amount,
    "date": _DATES.__getitem__,
    "time": read_time,
    "days": read_days,
}
"""How each reading but text is read."""
