"""Date texts: a reader for cells, made from Java patterns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from statementkit.errors import quoted
from statementkit.values.date_names import key, names_of
from statementkit.values.date_patterns import DatePattern
from statementkit.values.errors import CellError

FIRST_YEAR, LAST_YEAR = 1900, 2999


def date_reader(
    patterns: Sequence[str],
    language: str = "en",
    pivot: int | None = None,
    timezone: str | None = None,
) -> Callable[[str], date]:
    """Return a function that reads a date text in the first of `patterns` that fits it."""
    compiled = [DatePattern.parse(each, language, pivot) for each in patterns]

    def read(text: str) -> date:
        for pattern in compiled:
            found = pattern.regex.match(text)
            if found is not None:
                return _build(pattern, found.groupdict(), text)
        if not text.strip():
            raise CellError("SK304", "the cell of the date is blank")
        raise CellError(
            "SK302", f"{quoted(text)} is not a date", f"the pattern is {' or '.join(patterns)}"
        )

    return read


def _build(pattern: DatePattern, parts: dict[str, str], text: str) -> date:
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += pattern.first_year - pattern.first_year % 100
        year += 100 * (year < pattern.first_year)
    try:
        if "day_of_year" in parts:
            day = date(year, 1, 1) + timedelta(int(parts["day_of_year"]) - 1)
        else:
            day = date(year, _month(pattern, parts["month"]), int(parts["day"]))
    except (ValueError, KeyError) as error:
        raise CellError("SK302", f"{quoted(text)} is not a date", str(error)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError("SK302", f"{quoted(text)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _month(pattern: DatePattern, text: str) -> int:
    return int(text) if text.isdigit() else names_of(pattern.language).months[key(text)]
