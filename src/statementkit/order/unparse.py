"""From the tree of an order to its canonical text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from statementkit.order.nodes import (
    Blank,
    Branch,
    Characters,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Date,
    Header,
    Marker,
    Node,
    Number,
    Order,
    Path,
    Place,
    Regex,
    Text,
    TextSet,
    Transform,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def unparse(order: Order) -> str:
    """Return the canonical text of an order: no white space, fields as the reference spells them.

    The text parses to the same tree, and its own canonical text is itself. A tree made by hand may
    hold a bare text that would not be read back as such (`a;b` in a branch): it is quoted.

    >>> from statementkit.order.parser import parse_order
    >>> unparse(parse_order("DATE | amount divide 100 % | conditions = 2 = Total, skip;"))
    'date|amountdivide100%|conditions=2=Total,skip'
    """
    parts = []
    if order.default is not None:
        parts.append(_columns(order.default, "|"))
    if order.branches:
        parts.append("conditions=" + ";".join(map(_branch, order.branches)))
    return "|".join(parts)


def _branch(branch: Branch) -> str:
    checks = ",".join(map(_check, branch.checks))
    result = branch.result
    return f"{checks},{_columns(result, ',') if isinstance(result, ColumnList) else result}"


def _columns(columns: ColumnList, separator: str) -> str:
    return separator.join(_column(column, separator) for column in columns.columns)


def _column(column: Column, separator: str) -> str:
    if column.constant is not None:
        return f"{column.field}:{_quoted(column.constant.value)}"
    return "".join(
        (
            column.field,
            "?" if column.first_non_blank else "",
            f"@{_leaf(column.place)}" if column.place else "",
            *map(_transform, column.transforms),
            f"={_text(column.literal, separator)}" if column.literal else "",
        )
    )


def _transform(transform: Transform) -> str:
    arguments = ",".join(
        _quoted(each.value) if isinstance(each, Text) else _leaf(each)
        for each in transform.arguments
    )
    if transform.old_spelling:
        return f"divide{arguments}%"
    return f".{transform.name}({arguments})" if arguments else f".{transform.name}"


def _check(check: Check) -> str:
    value = check.value
    if isinstance(value, Text) and "~" in check.operator:
        written = _quoted(value.value)
    elif isinstance(value, Text):
        reserved = ("BLANK", "NOTBLANK") if check.operator in ("=", "!=") else ()
        written = _text(value, ",;", reserved)
    else:
        written = _leaf(value)
    return f"{_checked(check.place)}{check.operator}{written}"


def _checked(place: Place) -> str:
    written = _leaf(place)
    return written if isinstance(place, ColumnNumber | Header) else f"[{written}]"


def _text(text: Text, separators: str, reserved: tuple[str, ...] = ()) -> str:
    value = text.value
    needs_quotes = (
        value != value.strip()
        or value in ("", *reserved)
        or value.startswith('"')
        or any(separator in value for separator in separators)
    )
    return _quoted(value) if text.quoted or needs_quotes else value


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


_SLASH = re.compile(r"\\.|/", re.DOTALL)


def _slashed(pattern: str) -> str:
    return "/" + _SLASH.sub(lambda found: r"\/" if found[0] == "/" else found[0], pattern) + "/"


def _leaf(node: Node) -> str:
    return _LEAVES[type(node)](node)


_LEAVES: dict[type[Node], Callable[[Any], str]] = {
    ColumnNumber: lambda place: str(place.number),
    Header: lambda place: f"[{place.name.replace(']', ']]')}]",
    Characters: lambda place: f"{place.first}-{place.last}",
    Marker: lambda place: f"<{place.name}>",
    Path: lambda place: place.path,
    Number: lambda number: number.text,
    Date: lambda date: date.text,
    Regex: lambda regex: _slashed(regex.pattern),
    TextSet: lambda texts: "{" + ",".join(map(_quoted, texts.values)) + "}",
    Blank: lambda blank: "NOTBLANK" if blank.negated else "BLANK",
}
