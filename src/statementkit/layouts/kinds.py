"""What the keys of a layout take: each kind of value in words, as a test, and tidied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP_MARKS = (".", ",", " ", "\xa0", "\u202f", "'", "’")


@attrs.frozen
class Kind:
    """A kind of value: what it is in `words`, whether a value `fits`, and the value made tidy."""

    words: str
    fits: Callable[[Any], bool]
    tidy: Callable[[Any], Any] = lambda value: value


def optional(kind: Kind) -> Kind:
    """Return the kind of these values and of `None`, which stands for an absent key."""
    return attrs.evolve(kind, fits=lambda value: value is None or kind.fits(value))


def one_of(*choices: str) -> Kind:
    """Return the kind of these texts.

    >>> one_of("flag", "amount", "error").words
    'flag, amount or error'
    """
    *most, last = (each if each.isalpha() else repr(each) for each in choices)
    return Kind(f"{', '.join(most)} or {last}", lambda value: value in choices)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_some_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_mark(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n"


def _are_names(value: object) -> bool:
    return isinstance(value, tuple) and value != () and all(map(_is_text, value))


def _are_columns(value: object) -> bool:
    return isinstance(value, tuple) and value != () and not {"", "0"}.intersection(value)


def _as_mark(value: object) -> object:
    return "\t" if value in ("tab", "\\t") else value


def _as_code(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_texts(value: object) -> object:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else value


TEXT = Kind("text", _is_text)
SOME_TEXT = Kind("a text of one character or more", _is_some_text)
COUNT = Kind("a number of lines, 0 or more", _is_count)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
YEAR = Kind("a year, such as 1970", lambda value: _is_count(value) and 1900 <= value <= 2900)
NAMES = Kind("a list of header names", _are_names, _as_tuple)
HEADER = Kind(
    "true, false or a list of header names",
    lambda value: isinstance(value, bool) or _are_names(value),
    _as_tuple,
)
ENCODING = Kind("the name of an encoding, or auto", _is_some_text)
DELIMITER = Kind(
    "one character, tab, or auto", lambda value: value == "auto" or _is_mark(value), _as_mark
)
QUOTE = Kind(
    "one character, none, or auto", lambda value: value in ("auto", "none") or _is_mark(value)
)
GROUP_MARK = Kind(
    "a group mark (. , ' or a space), none, or auto",
    lambda value: value in (*GROUP_MARKS, "none", "auto"),
)
PATTERNS = Kind(
    "a pattern such as dd.MM.yyyy, a list of patterns, or auto",
    lambda value: _is_some_text(value) or _are_names(value),
    _as_tuple,
)
CURRENCY = Kind("an ISO 4217 code, such as EUR", _is_some_text, _as_code)
RECORD = Kind(
    "a text, or a number from 1",
    lambda value: _is_some_text(value) or (_is_count(value) and value > 0),
)
CHECKS = Kind('checks as in an order, such as [1-2]="22"', _is_some_text)
COLUMNS = Kind("a list of header names and numbers of columns", _are_columns, _as_texts)
