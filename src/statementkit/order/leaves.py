"""What a single terminal of a grammar says: places and values, from the text they stand in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.order.nodes import (
    Blank,
    Characters,
    ColumnNumber,
    Date,
    Header,
    Marker,
    Number,
    Path,
    Place,
    Regex,
    Text,
    TextSet,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statementkit.errors import Span

Leaf = Place | Value

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_ESCAPED_SLASH = re.compile(r"\\(.)")


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"')


def _quoted_text(token: str, span: Span) -> Text:
    return Text(_unquoted(token), quoted=True, span=span)


def _bare_text(token: str, span: Span) -> Text:
    return Text(token, span=span)


def _text_set(token: str, span: Span) -> TextSet:
    return TextSet(tuple(_unquoted(each[0]) for each in _QUOTED.finditer(token)), span=span)


def _regex(token: str, span: Span) -> Regex:
    pattern = _ESCAPED_SLASH.sub(lambda found: found[1] if found[1] == "/" else found[0], token)
    return Regex(pattern[1:-1], span=span)


def _number(token: str, span: Span) -> Number:
    return Number(token, span=span)


def _date(token: str, span: Span) -> Date:
    return Date(token, span=span)


def _blank(token: str, span: Span) -> Blank:
    return Blank(negated=token.startswith("NOT"), span=span)


def _column_number(token: str, span: Span) -> ColumnNumber:
    return ColumnNumber(int(token), span=span)


def _header(token: str, span: Span) -> Header:
    return Header(token[1:-1].replace("]]", "]").strip(), span=span)


def _characters(token: str, span: Span) -> Characters:
    # What is white space to an expression need not be to `int`.
    first, last = map(str.strip, token.split("-"))
    return Characters(int(first), int(last), span=span)


def _marker(token: str, span: Span) -> Marker:
    return Marker(token[1:-1], span=span)


def _path(token: str, span: Span) -> Path:
    return Path(token, span=span)


LEAVES: Mapping[str, Callable[[str, Span], Leaf]] = {
    "QUOTED": _quoted_text,
    "DEFAULT_TEXT": _bare_text,
    "BRANCH_TEXT": _bare_text,
    "SET": _text_set,
    "REGEX": _regex,
    "NUMBER": _number,
    "LIMIT": _number,
    "DAY": _date,
    "BLANK": _blank,
    "COLUMN_NUMBER": _column_number,
    "HEADER": _header,
    "CHARACTERS": _characters,
    "MARKER": _marker,
    "PATH": _path,
}
"""How the texts of terminals become nodes, by the names that the grammars give them."""
