"""What is fuzzed: functions that take any bytes, and from which only our own errors may escape.

The first bytes of an input choose how the rest is read, so that one corpus reaches many layouts.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from unittest import mock

import statementkit as sk
from statementkit.formats.onec.reading import read_exchange
from statementkit.layouts import Layout, frames, parse_layout, shipped_layouts
from statementkit.layouts.checking import check_layout
from statementkit.rules import check_rules, rules_from_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PLAIN: list[dict[str, Any]] = [
    {"order": "date|name|amount|debit|fee|currency|description|balance"},
    {"order": "date@[Date]|amount@[Amount]|name@[Payee]|conditions=[Payee]=BLANK,skip"},
    {"order": 'date|creditSum|debitSum|conditions=1="Total",end;3<0,skip', "header": False},
    {"order": "date|descAndName|amount", "continuation": "1=BLANK", "footer_lines": 1},
]
DECIDED: list[dict[str, Any]] = [
    {"date_format": "yyyy-MM-dd", "decimal": ".", "delimiter": ","},
    {"date_format": "d/M/yy", "decimal": ",", "thousands": ".", "delimiter": ";", "quote": "'"},
    {"date_format": "auto", "decimal": "auto", "encoding": "auto", "quote": "auto"},
    {"date_format": "EEE, d MMM yyyy HH:mm X", "timezone": "Europe/Tallinn", "encoding": "utf-16"},
]
DELIMITED = [Layout(**plain, **decided) for plain in PLAIN for decided in DECIDED]
CUT: list[dict[str, Any]] = [
    {"order": "date|amount|name|conditions=3=Fee,date,fee,other,amount;2>0,skip", "comment": "#"},
    {"order": "date@[Date]|amount@[Amount]|name@[Payee]", "quote": "'"},
    {"order": 'date|amount|currency|conditions=1="Total",end', "header": False, "skip_lines": 1},
    {"order": "date|creditSum|other", "quote": "none", "encoding": "windows-1257"},
]
COLUMNS = [Layout(**plain, **DECIDED[0]) for plain in CUT]
"""Layouts of which each is cut into columns in a way of its own."""

_MOST_BLOCKS = 32
_LONGEST = 4_000
"""As much as is read of a file that is read four times."""


def shipped(kind: str) -> list[Layout]:
    """Return the shipped layouts of a format."""
    return [layout for layout in shipped_layouts().values() if layout.format == kind]


FIXED = [
    *shipped("fixed"),
    Layout(
        order="date@1-10|name@11-30.upper|amount@31-42divide100%|conditions=[1-1]=BLANK,skip",
        format="fixed", date_format="dd.MM.yyyy", positions="bytes",
    ),
]  # fmt: skip
TAGS = shipped("xml")
EXCEL = shipped("excel")


def _read(layouts: list[Layout], data: bytes) -> None:
    """Read what stands behind the first byte, which chooses the layout."""
    layout = layouts[data[0] % len(layouts)] if data else layouts[0]
    with suppress(sk.StatementKitError):
        statement = sk.read(data[1:], layout)
        counts = statement.counts
        assert counts.records == counts.mapped + counts.skipped + counts.problems
        assert counts.transactions == len(statement.transactions)
        assert "".join(map(str, statement.problems)).count("Traceback") == 0


def delimited(data: bytes) -> None:
    """Read delimited text under one of many layouts."""
    _read(DELIMITED, data)


def columns(data: bytes) -> None:
    """Read text in columns, in as many blocks as the second byte says, and always the same."""
    number, blocks = (*data[:2], 0, 0)[:2]
    layout, content = COLUMNS[number % len(COLUMNS)], data[2:_LONGEST]
    size = 1 + len(content) // (1 + blocks % _MOST_BLOCKS)
    with mock.patch.object(frames, "SIZE", size):
        assert _told(content, layout, "columns") == _told(content, layout, "rows")
    assert _framed(content, layout, size) == _framed(content, layout, 1 << 20)


def _told(data: bytes, layout: Layout, engine: Any) -> str:
    """Return all that an engine says of a file, or why it cannot be read."""
    try:
        return repr(sk.read(data, layout, engine=engine))
    except sk.StatementKitError as error:
        return str(error)


def _framed(data: bytes, layout: Layout, size: int) -> str:
    """Return all that frames of blocks of a size say, or why there are none."""
    try:
        return repr(sk.scan(data, layout, on_error="collect", block=size).collect().rows())
    except sk.StatementKitError as error:
        return str(error)


def fixed(data: bytes) -> None:
    """Read lines of a fixed width."""
    _read(FIXED, data)


def tags(data: bytes) -> None:
    """Read XML, and text with tags that is none."""
    _read(TAGS, data)


def excel(data: bytes) -> None:
    """Read a workbook: xlsx, ods or xls."""
    _read(EXCEL, data)


def anything(data: bytes) -> None:
    """Read a file of which nothing is known."""
    with suppress(sk.StatementKitError):
        sk.read(data)


def exchange(data: bytes) -> None:
    """Read a file for 1C, its documents and its accounts."""
    with suppress(sk.StatementKitError):
        sk.read(b"1CClientBankExchange\r\n" + data)
    with suppress(sk.StatementKitError):
        list(map(str, read_exchange(data).problems))


def order(data: bytes) -> None:
    """Parse an order, compile it and read rows that are made of its own text."""
    text = data.decode("utf-8", "surrogateescape")
    with suppress(sk.StatementKitError):
        tree = sk.parse_order(text)
        assert sk.parse_order(sk.unparse(tree)) == tree
        mapper = sk.compile_order(text, date_format="yyyy-MM-dd", columns=["Date", "Amount"])
        for row in (text.split("|"), text.split(","), ["2024-02-01", "1", ""]):
            mapper.explain(row)
            list(mapper.map_rows([row], on_error="collect"))


def layout(data: bytes) -> None:
    """Parse a layout file, and check it."""
    with suppress(sk.StatementKitError):
        found = parse_layout(data.decode("utf-8", "replace"), source="fuzz.toml", name="fuzz")
        list(map(str, check_layout(found)))
        sk.read(b"Date,Amount\n2024-02-01,1.00\n", found)


def rules(data: bytes) -> None:
    """Parse a file of rules, and check it."""
    with suppress(sk.StatementKitError):
        list(map(str, check_rules(rules_from_toml(data.decode("utf-8", "replace"), "fuzz.toml"))))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        anything, columns, delimited, excel, exchange, fixed, layout, order, rules, tags,
    )
}  # fmt: skip
