"""Date patterns that are ready to read: a text and its regular expression become a day."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import quoted
from statementkit.values.date_names import locale_of
from statementkit.values.date_patterns import (
    HOURS,
    PatternField,
    PatternPart,
    check_pattern,
    name_table,
    pattern_regex,
    split_pattern,
)
from statementkit.values.errors import CellError, SettingError
from statementkit.values.zones import zone_named, zone_written

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    Numbers = Callable[[re.Match[str]], tuple[int, int, int]]

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years outside are taken for errors of reading."""

DEFAULT_PIVOT = 1970
"""First of the hundred years that a year of two digits means: 70 is 1970, 69 is 2069 (POSIX)."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _reader(pattern: DatePattern) -> Callable[[str], date | None]:
    match = pattern.regex.match
    numbers = _numbers(pattern)
    finish = _finish(pattern)

    def read(text: str) -> date | None:
        found = match(text)
        if found is None:
            return None
        year, month, number = numbers(found)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise _far(text)
        try:
            day = date(year, month, number)
        except ValueError:
            raise _impossible(text, year, month, number) from None
        return day if finish is None else finish(day, found)

    return read


@attrs.frozen
class DatePattern:
    """A Java date pattern, compiled.

    `pivot` is the first of the hundred years that a year of two digits means. With a `zone`, a
    time that is written with its own zone is carried into it and the day is the day there; without
    one, the written day counts.

    `read` takes a text and returns its date, or `None` if it is not written in this pattern. It
    raises `CellError` if it is but says no day: SK307 if the calendar has none, or another day of
    the week, SK308 if its year is before 1900 or after 2999, SK302 if its zone is not known.

    >>> pattern = DatePattern.parse("dd/MM/yyyy")
    >>> pattern.read("3/1/2022 17:45"), pattern.read("2022-01-03")
    (datetime.date(2022, 1, 3), None)
    >>> pattern.read("31/02/2024")
    Traceback (most recent call last):
        ...
    statementkit.values.errors.CellError: '31/02/2024' is not a date: February 2024 has 29 days
    """

    text: str
    language: str
    pivot: int
    zone: tzinfo | None
    parts: tuple[PatternPart, ...] = attrs.field(repr=False, eq=False)
    regex: re.Pattern[str] = attrs.field(repr=False, eq=False)
    read: Callable[[str], date | None] = attrs.field(
        init=False, repr=False, eq=False, default=attrs.Factory(_reader, takes_self=True)
    )

    @classmethod
    def parse(
        cls,
        pattern: str,
        language: str = "en",
        pivot: int | None = None,
        timezone: str | None = None,
    ) -> DatePattern:
        """Compile a pattern; `language` is that of its names, `timezone` an IANA name.

        Raises `SettingError` if the pattern does not say one whole date, or the language, pivot or
        zone is not known.

        >>> DatePattern.parse("d. MMM yy", language="de").read("5. Mai 24")
        datetime.date(2024, 5, 5)
        """
        parts = split_pattern(pattern)
        check_pattern(pattern, parts)
        if language != "en":
            locale_of(language)
        pivot = DEFAULT_PIVOT if pivot is None else pivot
        if not FIRST_YEAR <= pivot <= LAST_YEAR - 99:
            hint = f"write a year from {FIRST_YEAR} to {LAST_YEAR - 99}"
            raise SettingError(f"the pivot {pivot} is not the first of a hundred years", hint)
        zone = None if timezone is None else zone_named(timezone)
        regex = re.compile(pattern_regex(parts, language), re.IGNORECASE)
        return cls(pattern, language, pivot, zone, parts, regex)

    @property
    def fields(self) -> dict[str, PatternField]:
        """The fields of the pattern by what they say."""
        return {part.role: part for part in self.parts if isinstance(part, PatternField)}

    def format(self, day: date) -> str:
        """Return `day` as this pattern writes it, at midnight UTC.

        >>> DatePattern.parse("EEE, d MMM yyyy HH:mm X").format(date(2024, 2, 9))
        'Friday, 9 February 2024 00:00 Z'
        """
        return "".join(
            part if isinstance(part, str) else _written(part, day, self.language)
            for part in self.parts
        )


def _numbers(pattern: DatePattern) -> Numbers:
    """Return the function that takes year, month and day from a match."""
    fields = pattern.fields
    short_year = fields["year"].width == 2
    if "day_of_year" in fields:
        return lambda found: _ordinal(_year(pattern, found["year"]), int(found["day_of_year"]))
    if not short_year and fields["month"].is_number:

        def plain(found: re.Match[str]) -> tuple[int, int, int]:
            year, month, day = found.group("year", "month", "day")
            return int(year), int(month), int(day)

        return plain
    return lambda found: (
        _year(pattern, found["year"]),
        _month(pattern, found["month"]),
        int(found["day"]),
    )


def _year(pattern: DatePattern, digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    year = pattern.pivot - pattern.pivot % 100 + int(digits)
    return year if year >= pattern.pivot else year + 100


def _month(pattern: DatePattern, text: str) -> int:
    if pattern.fields["month"].is_number:
        return int(text)
    return name_table("month", pattern.language).number(text)


def _ordinal(year: int, number: int) -> tuple[int, int, int]:
    """Return the day of the year; a number that the year has not comes out as no day."""
    first = date(2000 if isleap(year) else 2001, 1, 1)
    day = first + timedelta(number - 1)
    return (year, day.month, day.day) if day.year == first.year else (year, 12, number)


def _finish(pattern: DatePattern) -> Callable[[date, re.Match[str]], date] | None:
    """Return what is to be done with the day of a match beyond year, month and day."""
    fields = pattern.fields
    checked = "weekday" in fields and not fields["weekday"].is_number
    carried = pattern.zone is not None and "zone" in fields and bool(set(HOURS) & set(fields))
    if not (checked or carried):
        return None

    def finish(day: date, found: re.Match[str]) -> date:
        if checked:
            _check_weekday(pattern, day, found)
        return _day_in(pattern, day, found) if carried else day

    return finish


def _check_weekday(pattern: DatePattern, day: date, found: re.Match[str]) -> None:
    if name_table("weekday", pattern.language).number(found["weekday"]) != day.weekday():
        raise CellError(
            "SK307",
            f"{quoted(found.string)} is not a date",
            f"{day} is a {_DAYS[day.weekday()]}, not {quoted(found['weekday'])}",
        )


def _day_in(pattern: DatePattern, day: date, found: re.Match[str]) -> date:
    """Return the day in the zone of the pattern at the instant that the match says."""
    parts = found.groupdict()
    instant = datetime(
        day.year,
        day.month,
        day.day,
        _hour(parts, pattern.language),
        int(parts.get("minute", 0)),
        min(int(parts.get("second", 0)), 59),
        tzinfo=zone_written(parts["zone"]),
    )
    carried = instant.astimezone(pattern.zone).date()
    if not FIRST_YEAR <= carried.year <= LAST_YEAR:
        raise _far(found.string)
    return carried


def _hour(parts: dict[str, str], language: str) -> int:
    if "hour" in parts:
        return int(parts["hour"])
    if "hour_1_24" in parts:
        return int(parts["hour_1_24"]) % 24
    hour = int(parts.get("half_hour") or parts["half_hour_1_12"]) % 12
    afternoon = "half" in parts and name_table("half", language).number(parts["half"])
    return hour + 12 * afternoon


def _impossible(text: str, year: int, month: int, day: int) -> CellError:
    if not 1 <= month <= 12:
        reason = f"there is no month {month}"
    elif day == 0:
        reason = "there is no day 0"
    else:
        reason = f"{_MONTHS[month - 1]} {year} has {monthrange(year, month)[1]} days"
    return CellError("SK307", f"{quoted(text)} is not a date", reason)


def _far(text: str) -> CellError:
    hint = "look for digits of another field where the pattern has the year"
    years = f"{FIRST_YEAR} to {LAST_YEAR}"
    return CellError("SK308", f"the year of {quoted(text)} is not one of {years}", hint)


def _written(field: PatternField, day: date, language: str) -> str:
    if field.role == "zone":
        return "Z"
    values = {
        "year": day.year % 100 if field.width == 2 else day.year,
        "month": day.month,
        "day": day.day,
        "day_of_year": day.timetuple().tm_yday,
        "weekday": day.isoweekday() if field.is_number else day.weekday(),
        "hour_1_24": 24,
        "half_hour_1_12": 12,
    }
    value = values.get(field.role, 0)
    if field.is_number:
        return str(value).zfill(field.width)
    return name_table(field.role, language).names[value]
