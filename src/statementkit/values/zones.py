"""Time zones: from which zone an instant was written, and into which it is to be carried."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.values.errors import CellError, SettingError

if TYPE_CHECKING:
    from datetime import tzinfo

_HOURS = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
}  # fmt: skip
"""Hours ahead of UTC of the names in RFC 5322, and of those of Europe that have one meaning.

BST and IST, for example, have several.
"""

ZONE_REGEX = (
    r"[+\-\N{MINUS SIGN}][0-9]{1,2}(?::?[0-9]{2}){0,2}"
    r"|(?:UTC|GMT|UT)[+\-\N{MINUS SIGN}][0-9]{1,2}(?::?[0-9]{2})?"
    r"|[A-Z]+(?:[/_-][A-Z]+)*"
)
"""A zone in a text: an offset, one from UTC, a name, or an IANA name (letters of any case)."""

_IANA = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_OFFSET = re.compile(
    r"(?:UTC|GMT|UT)?([+\-\N{MINUS SIGN}])([0-9]{1,2}):?([0-9]{2})?:?([0-9]{2})?", re.I
)


def zone_named(name: str) -> tzinfo:
    """Return the zone of an IANA name. Raises `SettingError` if there is none.

    >>> from datetime import datetime
    >>> zone_named("Europe/Tallinn").utcoffset(datetime(2024, 7, 1))
    datetime.timedelta(seconds=10800)
    """
    zone = _find(name)
    if zone is None:
        raise SettingError(
            f"the time zone {quoted(name)} is not known", "write an IANA name as Europe/Tallinn"
        )
    return zone


def zone_written(text: str) -> tzinfo:
    """Return the zone that stands in a cell. Raises `CellError` SK302 if it has no one meaning.

    >>> zone_written("+0330").utcoffset(None), zone_written("pdt").utcoffset(None)
    (datetime.timedelta(seconds=12600), datetime.timedelta(days=-1, seconds=61200))
    """
    offset = _OFFSET.fullmatch(text)
    if offset is not None:
        sign, hours, minutes, seconds = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0), seconds=int(seconds or 0))
        if ahead < timedelta(days=1):
            return timezone(ahead if sign == "+" else -ahead)
    elif text.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[text.upper()]))
    elif (zone := _find(text)) is not None:
        return zone
    raise CellError(
        "SK302",
        f"the time zone {quoted(text)} is not known",
        "without the setting `timezone` the written date counts and the zone is not read",
    )


def _find(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, not what `gettz` makes of paths and rules as EET-2EEST."""
    from dateutil import tz

    zone = tz.gettz(name) if _IANA.fullmatch(name) else None
    return zone if isinstance(zone, (tz.tzfile, tz.tzutc)) else None
