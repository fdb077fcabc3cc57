"""Java date patterns: what SimpleDateFormat and DateTimeFormatter write, compiled to read cells.

A pattern is a row of fields (a run of one letter) and literal text. It becomes one regular
expression with a named group for each field:

- `yyyy` is four digits, `yy` two; other numbers may be written without leading zeros (`3/1/2022`
  fits `dd/MM/yyyy`), but fields that touch (`yyyyMMdd`) have exactly their width;
- white space stands for any white space; around the text it is ignored;
- text after the date is ignored, but no digit may follow a number, and no letter a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import quoted
from statementkit.values.date_names import names_of
from statementkit.values.errors import SettingError
from statementkit.values.zones import ZONE_REGEX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.values.date_names import NameTable

ROLES = {
    "y": "year",
    "u": "year",
    "M": "month",
    "L": "month",
    "d": "day",
    "D": "day_of_year",
    "E": "weekday",
    "e": "weekday",
    "c": "weekday",
    "a": "half",
    "H": "hour",
    "k": "hour_1_24",
    "K": "half_hour",
    "h": "half_hour_1_12",
    "m": "minute",
    "s": "second",
    "S": "fraction",
    "z": "zone",
    "Z": "zone",
    "X": "zone",
    "x": "zone",
    "O": "zone",
    "V": "zone",
}
"""What each letter of a pattern says."""

HOURS = ("hour", "hour_1_24", "half_hour", "half_hour_1_12")

_NUMBERS = {
    "month": "[0-9]{1,2}",
    "day": "[0-9]{1,2}",
    "day_of_year": "[0-9]{1,3}",
    "weekday": "[1-7]",
    "hour": "2[0-3]|[01]?[0-9]",
    "hour_1_24": "2[0-4]|1[0-9]|0?[1-9]",
    "half_hour": "1[01]|0?[0-9]",
    "half_hour_1_12": "1[0-2]|0?[1-9]",
    "minute": "[0-5]?[0-9]",
    "second": "60|[0-5]?[0-9]",
    "fraction": "[0-9]{1,9}",
}
"""How the number of a field is written where nothing touches it."""

_PART = re.compile(
    r"(?P<letters>([A-Za-z])\2*)|(?P<quoted>'(?:[^']|'')*')|(?P<open>')|(?P<plain>[^A-Za-z']+)"
)


@attrs.frozen
class PatternField:
    """A run of one letter: `MM` is the letter `M` and the width 2."""

    letter: str
    width: int

    @property
    def role(self) -> str:
        """What the field says: a value of `ROLES`."""
        return ROLES[self.letter]

    @property
    def is_number(self) -> bool:
        """Whether digits stand in the field, not a name or a zone."""
        if self.letter in "MLec":
            return self.width <= 2
        return self.role not in ("weekday", "half", "zone")

    def __str__(self) -> str:
        return self.letter * self.width


PatternPart = PatternField | str
"""A field, or literal text."""


def split_pattern(pattern: str) -> tuple[PatternPart, ...]:
    """Return the fields and literal texts of a Java date pattern.

    Raises `SettingError` for a letter without meaning and for a quote without an end.

    >>> [str(part) for part in split_pattern("d. MMM yyyy 'o''clock'")]
    ['d', '. ', 'MMM', ' ', 'yyyy', ' ', "o'clock"]
    """
    return tuple(_parts(pattern))


def _parts(pattern: str) -> Iterator[PatternPart]:
    for found in _PART.finditer(pattern):
        text = found.group()
        if found["letters"]:
            yield _field(text)
        elif found["open"]:
            raise SettingError(f"the date pattern {quoted(pattern)} has a quote without an end")
        elif found["quoted"]:
            yield "'" if text == "''" else text[1:-1].replace("''", "'")
        elif "[" in text or "]" in text:
            raise SettingError("a date pattern has no optional parts", "list several patterns")
        else:
            yield text


def _field(letters: str) -> PatternField:
    field = PatternField(letters[0], len(letters))
    if field.letter == "Y":
        hint = f"write {'y' * field.width}"
        raise SettingError(f"{letters} is the year that a week belongs to", hint)
    if field.letter not in ROLES:
        hint = f"quote literal text: '{letters}'"
        raise SettingError(f"{letters} means nothing in a date pattern", hint)
    if field.role in ("year", "month", "weekday") and field.width > 4:
        raise SettingError(f"{letters} is too long", f"write {letters[:4]}")
    return field


def check_pattern(pattern: str, parts: tuple[PatternPart, ...]) -> None:
    """Raise `SettingError` if the parts of `pattern` do not make exactly one date."""
    roles = [part.role for part in parts if isinstance(part, PatternField)]
    whole = f"the date pattern {quoted(pattern)}"
    if "day_of_year" in roles and ("month" in roles or "day" in roles):
        raise SettingError(f"{whole} has D, the day of the year", "write dd, the day of the month")
    for role in ("year",) if "day_of_year" in roles else ("year", "month", "day"):
        if role not in roles:
            raise SettingError(f"{whole} has no {role}", _missing_hint(role, roles))
    for role in roles:
        if roles.count(role) > 1:
            hint = "minutes are mm" if role == "month" else None
            raise SettingError(f"{whole} has its {role.replace('_', ' ')} twice", hint)
    if sum(role in HOURS for role in roles) > 1:
        raise SettingError(f"{whole} has its hour twice")


def _missing_hint(role: str, roles: list[str]) -> str:
    if role == "month" and "minute" in roles:
        return "mm is minutes: write MM"
    letters = {"year": "yyyy", "month": "MM", "day": "dd"}
    return f"write {letters[role]}"


def pattern_regex(parts: tuple[PatternPart, ...], language: str) -> str:
    """Return the regular expression of a pattern, with a group for each field, by its role."""
    neighbours = zip(("", *parts), parts, (*parts[1:], ""), strict=False)
    pieces = [
        _piece(part, _number(left) or _number(right), language) for left, part, right in neighbours
    ]
    return r"\s*" + "".join(pieces) + _guard(parts[-1])


def _number(part: PatternPart) -> bool:
    return isinstance(part, PatternField) and part.is_number


def _guard(last: PatternPart) -> str:
    if isinstance(last, str):
        return ""
    return "(?![0-9])" if last.is_number or last.role == "zone" else r"(?![^\W_])"


def _piece(part: PatternPart, touched: bool, language: str) -> str:
    if isinstance(part, str):
        return r"\s+".join(map(re.escape, re.split(r"\s+", part)))
    return f"(?P<{part.role}>{_field_regex(part, touched, language)})"


def _field_regex(field: PatternField, touched: bool, language: str) -> str:
    if field.role == "zone":
        return ZONE_REGEX
    if not field.is_number:
        return f"(?:{name_table(field.role, language).regex})" + r"\.?"
    if field.role == "year":
        return "[0-9]{2}" if field.width == 2 else "[0-9]{4}"
    if touched:
        return f"[0-9]{{{field.width}}}"
    return _NUMBERS[field.role]


def name_table(role: str, language: str) -> NameTable:
    """Return the names that a field of letters reads. Raises `SettingError` if there are none."""
    names = names_of(language)
    table = {"month": names.months, "weekday": names.days, "half": names.halves}[role]
    if not table.numbers:
        raise SettingError(f"the names of the {role}s in {quoted(language)} are not known")
    return table


def lint_pattern(pattern: str, timezone: str | None = None) -> list[tuple[str, str]]:
    """Return what in a pattern is most likely not meant, as pairs of a message and a hint.

    `timezone` is the zone that the layout carries times into. Raises `SettingError` where
    `DatePattern.parse` does.

    >>> lint_pattern("dd.MM.yyyy hh:mm")
    [('hh counts the hours of half a day, and the pattern has no a', 'write HH, or add a')]
    """
    parts = split_pattern(pattern)
    check_pattern(pattern, parts)
    fields = [part for part in parts if isinstance(part, PatternField)]
    return [*_lints(fields), *([] if timezone is None else _zone_lints(pattern, fields))]


def _zone_lints(pattern: str, fields: list[PatternField]) -> Iterator[tuple[str, str]]:
    roles = {field.role for field in fields}
    if "zone" not in roles or not roles.intersection(HOURS):
        message = f"{quoted(pattern)} reads no time with its zone, so `timezone` changes nothing"
        yield message, "write the whole time stamp, as yyyy-MM-dd'T'HH:mm:ssX"


def _lints(fields: list[PatternField]) -> Iterator[tuple[str, str]]:
    roles = {field.role for field in fields}
    for field in fields:
        if field.role.startswith("half_hour") and "half" not in roles:
            message = f"{field} counts the hours of half a day, and the pattern has no a"
            yield message, "write HH, or add a"
        elif field.role == "minute" and not roles.intersection(HOURS):
            yield f"{field} is minutes, and the pattern has no hours", "the month is MM"
        elif field.role == "half" and roles.intersection(("hour", "hour_1_24")):
            yield "a stands beside hours that count to 24", "write hh, or drop a"
        elif field.role == "day_of_year":
            yield f"{field} is the day of the year", "the day of the month is dd"
        elif str(field) == "u":
            yield "u is the day of the week in older Java", "the year is yyyy"
