"""A split on one line, as it stands in a cell or is typed: `70% Rent, project=Shop; rest Wages`.

Parts are separated by semicolons. Each begins with its size; what follows are the category, with or
without its name, and wallet and project by theirs. Text with a comma, semicolon, quote or equals
sign in it stands in double quotes, which are doubled inside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, StoreError, quoted
from statementkit.rules import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEYS = ("category", "wallet", "project")

_VALUE = r'"(?:[^"]|"")*"|[^",;=]*'
_PIECE = re.compile(rf"\s*(?:(?P<key>[a-z]+)\s*=)?\s*(?P<value>{_VALUE})\s*(?P<end>[,;]|$)")
_SIZE = re.compile(r"\s*(?P<size>rest\b|[0-9.]+\s*%?)\s*,?")
_PLAIN = re.compile(r'[^",;=%\s](?:[^",;=]*[^",;=\s])?')

_HINT = "write parts as 70% Rent, project=Shop; rest Wages"


def split_line(parts: Sequence[Part]) -> str:
    """Return a split as a line, blank for none.

    >>> split_line([Part("70%", category="Rent", project="Shop"), Part("rest", category="Wages")])
    '70% Rent, project=Shop; rest Wages'
    """
    return "; ".join(" ".join((part.size, ", ".join(_said(part)))).strip() for part in parts)


def _said(part: Part) -> Iterator[str]:
    for key in _KEYS:
        value: str | None = getattr(part, key)
        if value is not None:
            name = "" if key == "category" else f"{key}="
            yield name + (value if _PLAIN.fullmatch(value) else _in_quotes(value))


def _in_quotes(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def parse_split(line: str) -> tuple[Part, ...]:
    """Return the parts that a line names, none for a blank one.

    Raises `StoreError` SK752 for a line that names none; whether the parts make a split, and fit a
    payment, is not looked at.

    >>> parse_split('1000.00 Rent; rest wallet="Cash; drawer"')[1]
    Part(size='rest', wallet='Cash; drawer', category=None, project=None)
    """
    parts = []
    place = 0
    while line[place:].strip():
        size = _SIZE.match(line, place)
        if size is None:
            raise _no_split(f"{quoted(line[place:].strip())} does not begin with a size")
        said, place = _values(line, size.end())
        parts.append(Part(re.sub(r"\s", "", size["size"]), **said))
    return tuple(parts)


def _values(line: str, place: int) -> tuple[dict[str, str], int]:
    """Return what is said of one part, and where the next one begins."""
    said: dict[str, str] = {}
    while True:
        piece = _PIECE.match(line, place)
        if piece is None:
            raise _no_split(f"{quoted(line[place:].strip())} cannot be read")
        key = piece["key"] or "category"
        value = piece["value"].strip()
        if value:
            if key in said:
                raise _no_split(f"one part has two values for {key}")
            if key not in _KEYS:
                raise _no_split(f"parts have {', '.join(_KEYS)}, and no {quoted(key)}")
            said[key] = value[1:-1].replace('""', '"') if value[0] == '"' else value
        place = piece.end()
        if piece["end"] != ",":
            return said, place


def _no_split(reason: str) -> StoreError:
    return StoreError(Diagnostic(code="SK752", message=f"this is no split: {reason}", hint=_HINT))
