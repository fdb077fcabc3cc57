"""Where a block of a file ends changes nothing: rows, columns and frames say the same of any file.

The files are broken in every way that text with delimiters can be, and the blocks so small that
each break meets the end of one.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from itertools import chain
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import statementkit as sk
from statementkit.layouts import chunks, frames, text
from statementkit.reader.scanning import frames_of_file, spans_of_file
from statementkit.source import text as source_text
from tests.reader.test_engines import said
from tests.reader.test_scan import rows_of

# -- broken files ----------------------------------------------------------------------------------

_GOOD = ["2024-02-01", "2024-02-29", "-3.20", "1,234.50", "7", "Fee", "Hold", "x", "Kohvik", ""]
_ODD = [
    *('"2024-02-02"', '"-1.00"', '"a;b"', '"a,b"', '""', '"say ""no"""', '"two\nlines"', "'q'"),
    *('"open', "'open", 'q"q', '"a"b', '"', '""x', "2024-02-30", "1.5O", "0.0000000000001", "usd"),
    *("#", "\0", "\x1a", " ", "\xa0", "\u3000w", "\ufeffx", "Ünï", "x" * 300, "Total", '"Total"'),
]
_CELLS = st.sampled_from(_GOOD * 6 + _ODD)

_HEADER = ["Date", "Sum", "Kind", "Note"]
_LINES = st.sampled_from(
    [
        *([], [""], [" ", "", ""], ["# remark"], ["#", '"'], _HEADER, _HEADER, ["Total", "9"]),
        *(["", "1.00", "more"], ["", "", "", 'more "'], ["Date"], ["2024-02-01", "-1"]),
    ]
)
_ROWS = st.tuples(st.sampled_from(_GOOD[:2]), st.sampled_from(_GOOD[2:5]), _CELLS, _CELLS).map(list)
_ANY_ROWS = _ROWS | _ROWS | st.lists(_CELLS, max_size=6) | _LINES

_ENCODINGS = ["utf-8"] * 4 + ["utf-8-sig", "utf-16", "utf-16-be", "windows-1257", "shift_jis"]
_DAMAGE = [b""] * 6 + [b"\xff", b"\xc3", b"\xe2\x82", b"\0", b'"', b"\r", b"\n", b"\xef\xbb\xbf"]


@st.composite
def _files(draw: st.DrawFn, delimiter: str, encoding: str) -> bytes:
    """Return a file of odd lines among good ones, with some bytes put in."""
    lines = [_HEADER, *draw(st.lists(_ANY_ROWS, max_size=12))]
    lines *= draw(st.sampled_from([1, 1, 1, 2, 5]))
    ends = draw(st.sampled_from([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r", "\n\r", "\n\n"]]))
    parts = [f"{delimiter.join(each)}{draw(st.sampled_from(ends))}" for each in lines]
    content = "".join(parts)
    if draw(st.booleans()):
        content = content.rstrip("\r\n")
    data = content.encode(encoding, "replace")
    place = draw(st.integers(0, len(data)))
    return data[:place] + draw(st.sampled_from(_DAMAGE)) + data[place:]


# -- layouts ---------------------------------------------------------------------------------------

_ORDERS = [
    "date|amount|other|description",
    "date@[Date]|amount@[Sum]|name@[Note]|conditions=[Kind]=Fee,skip",
    "date|creditSum|other|balance",
    'date|amount|name|conditions=3=Fee,date,amount,other,other;1="Total",end;2<0,skip',
    "conditions=3=Fee,date,fee,other,amount;3=Hold,skip;2>0,date,amount,name,account",
    "date@4|amount@2",
    "date|amount|currency|conditions=1=BLANK,skip",
]
_OPTIONAL: dict[str, list[Any]] = {
    "comment": ["#", "x", "2024-02-29"],
    "quote": ["'", "none"],
    "header": [False, ["Date", "Sum"]],
    "skip_lines": [1, 3],
    "footer_lines": [1, 3],
    "continuation": ["1=BLANK", "2=BLANK"],
    "fill_down": [["1"], ["3", "1"]],
    "currency": ["EUR"],
    "opening_balance": ['conditions=3="Hold",date,amount'],
}
_LAYOUTS = st.fixed_dictionaries(
    {
        "order": st.sampled_from(_ORDERS),
        "delimiter": st.sampled_from([",", ",", ";", "\t"]),
        "encoding": st.sampled_from(_ENCODINGS),
    },
    optional={key: st.sampled_from(values) for key, values in _OPTIONAL.items()},
)
_SIZES = st.integers(1, 30) | st.sampled_from([40, 64, 100, 200, 1000])


@st.composite
def _cases(draw: st.DrawFn) -> tuple[bytes, dict[str, Any]]:
    keys = draw(_LAYOUTS)
    data = draw(_files(keys["delimiter"], keys["encoding"]))
    keys["encoding"] = keys["encoding"].removesuffix("-sig")
    return data, {**keys, "date_format": "yyyy-MM-dd", "decimal": "."}


# -- the laws --------------------------------------------------------------------------------------


_SCALE = 18
"""Enough decimals for all numbers here: one that has more is a problem of frames alone."""

_fewer = settings(max_examples=settings().max_examples // 4)
"""Each example is read many times."""


def _scanned(data: bytes, keys: dict[str, Any], size: int) -> Any:
    """Return the rows of a frame, or why there is none."""
    try:
        frame = sk.scan(data, on_error="collect", block=size, scale=_SCALE, **keys).collect()
    except sk.StatementKitError as error:
        return str(error)
    return frame.rows(named=True)


def _framed(data: bytes, keys: dict[str, Any]) -> Any:
    """Return what a statement says as rows of a frame, or why there is none."""
    try:
        return rows_of(sk.read(data, engine="rows", **keys))
    except sk.StatementKitError as error:
        return str(error)


@given(_cases(), _SIZES, _SIZES)
def test_any_file_is_read_alike_in_blocks_of_any_size(
    case: tuple[bytes, dict[str, Any]], size: int, read_at_once: int
) -> None:
    data, keys = case
    by_rows, framed = said("rows", data, **keys), _framed(data, keys)
    with (
        mock.patch.object(source_text, "BLOCK", read_at_once),
        mock.patch.object(frames, "SIZE", size),
    ):
        assert said("columns", data, **keys) == by_rows
        assert _scanned(data, keys, size) == framed


@_fewer
@given(_cases(), st.integers(0, 400), _SIZES)
def test_a_file_that_breaks_off_is_read_up_to_there_in_blocks_of_any_size(
    case: tuple[bytes, dict[str, Any]], missing: int, size: int
) -> None:
    data, keys = case
    packed = gzip.compress(data, compresslevel=0)[: -1 - missing]
    with (
        mock.patch.object(source_text, "BLOCK", 32),
        mock.patch.object(text, "_ENOUGH", 1),
        mock.patch.object(frames, "SIZE", size),
    ):
        assert said("columns", packed, **keys) == said("rows", packed, **keys)
        assert _scanned(packed, keys, size) == _framed(packed, keys)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1257"])
def test_no_whole_line_above_a_break_is_lost(encoding: str, end: str) -> None:
    lines = ["Date,Sum", *("2024-02-01,1.00" for _ in range(9_999)), "2024-02-02,2.00"]
    packed = gzip.compress(end.join(lines).encode(encoding), compresslevel=0)[:-20]
    keys: dict[str, Any] = {"order": "date|amount", "date_format": "yyyy-MM-dd"}
    keys["encoding"] = encoding
    statement = sk.read(packed, engine="columns", **keys)
    assert statement.counts.mapped == 9_999
    torn = 20_001 if end == "\n\r" else 10_001
    assert [(each.code, each.line) for each in statement.problems] == [("SK413", torn)]
    for size in (10_000, 1 << 20):
        assert _scanned(packed, keys, size) == rows_of(statement)


def test_a_zip_file_with_a_wrong_checksum_loses_the_same_lines_in_blocks_of_any_size() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "Date,Sum\n" + "2024-02-01,1.00\n" * 20_000)
    data = packed.getvalue()
    data = data[:-1_000] + data[-1_000:].replace(b"1.00", b"7.00", 1)
    keys: dict[str, Any] = {"order": "date|amount", "date_format": "yyyy-MM-dd"}
    statement = sk.read(data, engine="rows", **keys)
    assert [each.code for each in statement.problems] == ["SK413"]
    assert statement.counts.mapped > 10_000
    assert said("columns", data, **keys) == said("rows", data, **keys)
    for size in (10_000, 1 << 20):
        assert _scanned(data, keys, size) == rows_of(statement)


_LONG = st.sampled_from(["x" * 60, "x" * 61, "é" * 60 + ",", "x," * 40, "é" * 700, "1,2,caf\udce9"])


@_fewer
@given(st.lists(_LONG, max_size=6), st.sampled_from(["\n", "\r\n"]), st.integers(1, 60), _SIZES)
def test_no_end_of_a_block_decides_which_line_is_too_long(
    long: list[str], end: str, read_at_once: int, size: int
) -> None:
    lines = ["Date,Sum", *long, "2024-02-01,1.00", *long]
    data = end.join(lines).encode("utf-8", "surrogateescape")
    keys = {"order": "date|amount|name", "date_format": "yyyy-MM-dd", "delimiter": ","}
    with (
        mock.patch.object(source_text, "MAX_LINE", 60),
        mock.patch.object(chunks, "_LONGEST", 4 * 61),
        mock.patch.object(frames, "MAX_CELL", 60),
    ):
        with mock.patch.object(source_text, "BLOCK", 60):
            by_rows, framed = said("rows", data, **keys), _framed(data, keys)
        with (
            mock.patch.object(source_text, "BLOCK", read_at_once),
            mock.patch.object(frames, "SIZE", size),
        ):
            assert said("columns", data, **keys) == said("rows", data, **keys) == by_rows
            assert _scanned(data, keys, size) == framed


@_fewer
@given(_cases(), st.integers(1, 300))
def test_the_spans_of_any_file_are_read_as_the_whole_is(
    case: tuple[bytes, dict[str, Any]], size: int
) -> None:
    data, keys = case
    framed = _framed(data, keys)
    assume(isinstance(framed, list))
    spans = spans_of_file(data, size=size, **keys)
    asked: dict[str, Any] = {"on_error": "collect", "scale": _SCALE, **keys}
    parts = (frames_of_file(data, span=each, **asked) for each in spans)
    assert pl.concat(chain.from_iterable(parts)).rows(named=True) == framed


@pytest.mark.parametrize("size", [0, -1, 2.5, "1 MB", None])
@pytest.mark.parametrize("scan", [sk.scan, sk.scan_arrow])
def test_a_block_is_a_number_of_bytes(scan: Any, size: Any) -> None:
    with pytest.raises(ValueError, match=f"a whole number of bytes from 1, not {size!r}"):
        scan(b"2024-02-01,1\n", block=size, order="date|amount")
