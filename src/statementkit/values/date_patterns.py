"""Java date patterns: the letters of SimpleDateFormat and DateTimeFormatter, as a reader needs them.

A pattern is cut into fields (a run of one letter) and literal text once, and becomes one regular
expression with a named group per field.
"""

from __future__ import annotations

import re
from itertools import groupby

import attrs

from statementkit.errors import quoted
from statementkit.values.errors import SettingError

ROLES = {
    "y": "year", "u": "year", "M": "month", "L": "month", "d": "day", "D": "day_of_year",
    "E": "weekday", "e": "weekday", "c": "weekday", "a": "half",
    "H": "hour", "k": "hour_from_1", "K": "half_hour", "h": "half_hour_from_1",
    "m": "minute", "s": "second", "S": "fraction",
    "z": "zone", "Z": "zone", "X": "zone", "x": "zone", "O": "zone", "V": "zone",
}  # fmt: skip
"""What each pattern letter says."""

_DIGITS = {
    "day": "[0-9]{1,2}",
    "month": "[0-9]{1,2}",
    "day_of_year": "[0-9]{1,3}",
    "hour": "(?:2[0-3]|[01]?[0-9])",
    "hour_from_1": "(?:2[0-4]|1[0-9]|0?[1-9])",
    "half_hour": "(?:1[01]|0?[0-9])",
    "half_hour_from_1": "(?:1[0-2]|0?[1-9])",
    "minute": "[0-5]?[0-9]",
    "second": "(?:60|[0-5]?[0-9])",
    "fraction": "[0-9]{1,9}",
    "weekday": "[1-7]",
}

_ZONE = r"(?:[+\-\N{MINUS SIGN}][0-9]{1,2}(?::?[0-9]{2}){0,2}|[A-Za-z][A-Za-z_/+\-]*(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?)"


@attrs.frozen
class PatternField:
    """A run of one letter: `MM` is the letter `M`, `width` 2."""

    letter: str
    width: int

    @property
    def role(self) -> str:
        """What the field says, a value of `ROLES`."""
        return ROLES[self.letter]

    @property
    def is_text(self) -> bool:
        """Whether names stand in the field, or a zone, not digits."""
        if self.letter in "ELMec" and self.letter != "E":
            return self.width > 2
        return self.role in ("weekday", "half", "zone")

    def __str__(self) -> str:
        return self.letter * self.width


@attrs.frozen
class PatternText:
    """Literal text of a pattern."""

    text: str


PatternPart = PatternField | PatternText


def split_pattern(pattern: str) -> tuple[PatternPart, ...]:
    """Return the fields and texts of a Java date pattern.

    Raises `SettingError` for a letter that means nothing, or a quote that does not end.

    >>> [str(part) if isinstance(part, PatternField) else part.text
    ...  for part in split_pattern("dd. MMM yyyy 'o''clock'")]
    ['dd', '. ', 'MMM', ' ', 'yyyy', " o'clock"]
    """
    parts: list[PatternPart] = []
    for found in _PATTERN_PART.finditer(pattern):
        kind, text = found.lastgroup, found.group()
        if kind == "field":
            parts.append(_field(text))
        elif kind == "bad":
            raise SettingError(f"the date pattern {quoted(pattern)} has a quote that does not end")
        else:
            literal = _unquote(text) if kind == "quoted" else text
            if parts and isinstance(parts[-1], PatternText):
                literal = parts.pop().text + literal
            parts.append(PatternText(literal))
    return tuple(parts)


_PATTERN_PART = re.compile(
    r"(?P<field>(?P<letter>[A-Za-z])(?P=letter)*)|(?P<quoted>'(?:[^']|'')*')|(?P<bad>')|(?P<text>[^A-Za-z']+)"
)


def _unquote(text: str) -> str:
    return "'" if text == "''" else text[1:-1].replace("''", "'")


def _field(letters: str) -> PatternField:
    letter = letters[0]
    if letter == "Y":
        raise SettingError(f"{letters} is the year of the week", f"write {'y' * len(letters)}")
    if letter not in ROLES:
        raise SettingError(f"{letters} means nothing in a date pattern", "quote text: 'text'")
    return PatternField(letter, len(letters))


@attrs.frozen
class DatePattern:
    """A compiled pattern: its `text`, its `parts`, and a regular expression that finds the fields.

    `first_year` is the first of the hundred years that a year of two digits may mean.
    """

    text: str
    parts: tuple[PatternPart, ...]
    language: str
    first_year: int
    regex: re.Pattern[str] = attrs.field(repr=False, eq=False)

    @classmethod
    def parse(cls, pattern: str, language: str = "en", pivot: int | None = None) -> DatePattern:
        """Compile a Java date pattern.

        `language` is that of the names in it. `pivot` is the first of the hundred years that a
        year of two digits may mean; without it that is 1970, so 69 is 2069 and 70 is 1970.

        Raises `SettingError` if the pattern says no date or the language is not known.
        """
        parts = split_pattern(pattern)
        _check_roles(pattern, parts)
        return cls(pattern, parts, language, 1970 if pivot is None else pivot,
                   re.compile(_regex(parts, language), re.IGNORECASE))  # fmt: skip


def _check_roles(pattern: str, parts: tuple[PatternPart, ...]) -> None:
    roles = [part.role for part in parts if isinstance(part, PatternField)]
    needed = ("year",) if "day_of_year" in roles else ("year", "month", "day")
    for role in needed:
        if role not in roles:
            raise SettingError(f"the date pattern {quoted(pattern)} has no {role}")
    for role, same in groupby(sorted(roles)):
        if len(list(same)) > 1:
            raise SettingError(f"the date pattern {quoted(pattern)} has its {role} twice")


def _regex(parts: tuple[PatternPart, ...], language: str) -> str:
    pieces = []
    for before, part, after in zip((None, *parts), parts, (*parts[1:], None), strict=False):
        if isinstance(part, PatternText):
            pieces.append(re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(part.text)))
        else:
            fixed = _is_number(before) or _is_number(after)
            pieces.append(f"(?P<{part.role}>{_field_regex(part, fixed, language)})")
    last = parts[-1]
    guard = "(?![0-9])" if not isinstance(last, PatternText) else ""
    return r"\s*" + "".join(pieces) + guard


def _is_number(part: PatternPart | None) -> bool:
    return isinstance(part, PatternField) and not part.is_text


def _field_regex(field: PatternField, fixed: bool, language: str) -> str:
    if field.role == "zone":
        return _ZONE
    if field.is_text:
        return r"[^\W\d_][^\W_]*\.?"
    if field.role == "year":
        return "[0-9]{2}" if field.width == 2 else "[0-9]{4}"
    return f"[0-9]{{{field.width}}}" if fixed else _DIGITS[field.role]
