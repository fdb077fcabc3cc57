"""The reader of date cells: patterns tried in order, and what to say when none fits."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache, partial
from itertools import chain, combinations
from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.values.dates import DatePattern
from statementkit.values.errors import CellError, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FAMILIAR_PATTERNS = (
    "yyyy-MM-dd",
    "dd.MM.yyyy",
    "dd/MM/yyyy",
    "MM/dd/yyyy",
    "yyyyMMdd",
    "yyyy/MM/dd",
    "dd-MM-yyyy",
    "MM-dd-yyyy",
    "yyyy.MM.dd",
    "dd.MM.yy",
    "dd/MM/yy",
    "MM/dd/yy",
    "dd-MM-yy",
    "yy-MM-dd",
    "ddMMyyyy",
    "MMddyyyy",
    "yyyyMMddHHmmss",
    "yyyy年MM月dd日",
    "dd MMM yyyy",
    "dd-MMM-yyyy",
    "dd/MMM/yyyy",
    "dd. MMM yyyy",
    "dd MMM yy",
    "dd-MMM-yy",
    "MMM dd, yyyy",
    "MMM dd yyyy",
)
"""The patterns that banks use, the commonest first.

Text after a date is ignored, so each stands for time stamps too; `MMM` is any name of a month.
"""

_LONGEST_DATE = 40
_PROBES = (date(2001, 2, 3), date(2012, 11, 10))


def date_reader(
    patterns: Sequence[str],
    language: str = "en",
    pivot: int | None = None,
    timezone: str | None = None,
) -> Callable[[str], date]:
    """Return a function that reads a date text in the first of `patterns` that it is written in.

    The patterns are Java's; see `DatePattern` for what they read and for the other arguments. A
    text that is written in a pattern but says no day is not tried with the next one.

    Raises `SettingError` if a pattern cannot be used, there is none, or two of them cannot be told
    apart. The function raises `CellError`: SK302 for a text in none of the patterns, SK304 for a
    blank one, SK307 and SK308 for a day that is not there.

    >>> read = date_reader(["dd.MM.yyyy", "yyyy-MM-dd"])
    >>> read("1.2.2024 10:30"), read("2024-02-01T10:30:00Z")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 1))
    """
    compiled = [DatePattern.parse(each, language, pivot, timezone) for each in patterns]
    if not compiled:
        raise SettingError("there is no date pattern", "write one, as dd.MM.yyyy")
    for pair in combinations(compiled, 2):
        _check_pair(*pair)
    readers = [each.read for each in compiled]

    def read(text: str) -> date:
        try:
            for reader in readers:
                day = reader(text)
                if day is not None:
                    return day
        except CellError as error:
            hint = partial(_with_rivals, error.hint, text, compiled)
            raise CellError(error.code, error.message, hint) from None
        raise _refusal(text, compiled)

    return read


def _check_pair(first: DatePattern, second: DatePattern) -> None:
    """Raise `SettingError` if `first` takes a text of `second` for another day, or for none."""
    for probe in _PROBES:
        text = second.format(probe)
        try:
            alike = first.read(text) in (None, second.read(text))
        except CellError:
            alike = False
        if not alike:
            raise SettingError(
                f"{first.text} and {second.text} cannot be told apart in {quoted(text)}",
                "keep the one that the bank uses",
            )


def _refusal(text: str, patterns: list[DatePattern]) -> CellError:
    if not text.strip():
        return CellError("SK304", "the cell of the date is blank")
    hint = partial(_hint, text, patterns)
    return CellError("SK302", lambda: f"{quoted(text)} is not a date", hint)


def _hint(text: str, patterns: list[DatePattern]) -> str:
    reason = f"the pattern is {' or '.join(each.text for each in patterns)}"
    if any(_starts_with_date(text, each) for each in patterns):
        reason += ", and more digits or letters follow"
    return _with_rivals(reason, text, patterns)


def _starts_with_date(text: str, pattern: DatePattern) -> bool:
    start = text[:_LONGEST_DATE]
    return any(reads(pattern, start[:end]) is not None for end in range(len(start)))


def _with_rivals(reason: str | None, text: str, patterns: list[DatePattern]) -> str:
    """Return a reason, and the familiar patterns in which the text is a day."""
    rivals = _familiar(text, patterns)
    looks = f"this looks like {' or '.join(rivals)}" if rivals else None
    return "; ".join(filter(None, (reason, looks)))


def _familiar(text: str, patterns: list[DatePattern]) -> list[str]:
    """Return the familiar patterns that read `text`."""
    declared = {each.text for each in patterns}
    languages = dict.fromkeys(["en", *(each.language for each in patterns)])
    return [each for each in _readers(text, *languages) if each not in declared]


# A text that is refused is asked about again by who tells of it, and often stands in many rows.
@lru_cache(maxsize=16)
def _readers(text: str, *languages: str) -> tuple[str, ...]:
    """Return the familiar patterns of some languages that read `text`."""
    patterns = chain.from_iterable(map(familiar_patterns, languages))
    return tuple(dict.fromkeys(each.text for each in patterns if reads(each, text) is not None))


@cache
def familiar_patterns(language: str) -> tuple[DatePattern, ...]:
    """Return `FAMILIAR_PATTERNS`; in another language than English only those with names."""
    patterns = (each for each in FAMILIAR_PATTERNS if language == "en" or "MMM" in each)
    return tuple(DatePattern.parse(each, language) for each in patterns)


def reads(pattern: DatePattern, text: str) -> date | None:
    """Return the day of `text` in `pattern`, `None` also where it is no day."""
    try:
        return pattern.read(text)
    except CellError:
        return None
