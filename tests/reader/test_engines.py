"""Both engines say the same of every file: rows, places, problems, counts, and lines left out."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.layouts import Layout, frames, text
from statementkit.layouts.delimited import open_records
from statementkit.source import text as source_text
from tests.reader.files import HEADER, SETTINGS, Record, Writing, records, writings
from tests.reader.test_laws import everything

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

    from statementkit.order.columns_rows import Batch, Part
    from statementkit.reader.engine import Engine

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/statement*"))
CORPUS = Path(os.environ.get("STATEMENTKIT_CORPUS") or ROOT.parent / "shared" / "corpus")
FILES = sorted((CORPUS / "csv").glob("*")) + sorted((CORPUS / "csv-edge").glob("*"))


def said(engine: Engine, what: Any, layout: Any = None, **settings: Any) -> Any:
    """All that is said of a file, or why it cannot be read."""
    try:
        stream = sk.iter_transactions(what, layout, engine=engine, **settings)
        return *everything(stream.statement()), stream.left_out
    except sk.StatementKitError as error:
        return str(error)


# -- chunks hold the rows --------------------------------------------------------------------------


PARTS = [
    *("a", "b,c", "2024-02-01,-3.20,x", ",", '"', '""', '"a,b"', '"a\nb"', 'x"y', '"x"y', " "),
    *(
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "# c\n",
        "\0",
        "\x1a",
        "é",
        "Day,Sum\n",
        "€;",
        "\ufeff",
    ),
]


@given(st.lists(st.sampled_from(PARTS), min_size=1).map("".join), st.integers(1, 40), st.booleans())
@example("a,b\n" * 4 + '"c\nd",e\nf,g\n', 8, False)
@example('a\n"b\n\n\nc",d\n' * 2, 3, False)
def test_chunks_hold_the_rows_that_the_iteration_gives(
    content: str, size: int, has_header: bool
) -> None:
    layout = Layout(delimiter=",", header=has_header, comment="#", encoding="utf-8")
    try:
        rows = open_records(content.encode(), layout)
        again = open_records(content.encode(), layout)
    except sk.ReadError:
        return
    expected = [(line, _padded(row)) for line, row in rows]
    batches = frames.batches_of(again, ["1", "3"], size=size)
    found = []
    for part, frame in _frames(batches):
        for index, cells in enumerate(frame.rows()):
            if record := part.record(index):
                row = _padded(record[1])
                assert cells == (row[0], row[2])
                found.append((record[0], row))
    assert found == expected
    assert again.problems == rows.problems
    assert again.left_out == rows.left_out


def _frames(batches: Iterable[Batch]) -> Iterator[tuple[Part, pl.DataFrame]]:
    for each in batches:
        cells = each.cells()
        for part in each.parts(is_cut=cells is not None):
            frame = cells if part is each else part.cells()
            assert frame is not None
            yield part, frame


def _padded(row: Any) -> list[str]:
    return [*row, "", ""]


# -- whole files -----------------------------------------------------------------------------------


@given(records, writings, st.integers(1, 200), st.lists(st.sampled_from(["", ",,,,", "# x"])))
def test_engines_read_alike(rows: list[Record], how: Writing, size: int, others: list[str]) -> None:
    parts = [how.text([row]).removesuffix(how.newline) for row in [HEADER, *rows]]
    content = how.newline.join([*parts, *others, *parts[1:]]).encode(how.encoding)
    keys = {**SETTINGS, "delimiter": how.delimiter, "encoding": how.encoding, "comment": "#"}
    with (
        mock.patch.object(source_text, "BLOCK", size),
        mock.patch.object(text, "_ENOUGH", 1),
        mock.patch.object(frames, "SIZE", size * 3),
    ):
        assert said("columns", content, **keys) == said("rows", content, **keys)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_engines_read_the_examples_alike(path: Path) -> None:
    layout = path.parent.name
    assert said("columns", path, layout) == said("rows", path, layout)


@pytest.mark.skipif(not FILES, reason="no folder of real files here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_engines_read_real_files_alike(path: Path) -> None:
    assert said("columns", path) == said("rows", path)


BAD = b"2024-02-01,1\n2024-02-30,2\nx,3\n2024-02-02,4\n"
KEYS: dict[str, Any] = {"order": "date|amount", "date_format": "yyyy-MM-dd", "header": False}


def test_a_bad_row_raises_after_the_rows_before_it() -> None:
    stream = sk.iter_transactions(BAD, engine="columns", on_error="raise", **KEYS)
    assert next(stream).line == 1
    with pytest.raises(sk.RowError, match="February 2024 has 29 days"):
        next(stream)


def test_bad_rows_may_be_counted_only() -> None:
    stream = sk.iter_transactions(BAD, engine="columns", on_error="skip", **KEYS)
    assert [each.line for each in stream] == [1, 4]
    assert (stream.counts.problems, stream.problems) == (2, [])


def test_balances_are_held_against_the_rows_before_them() -> None:
    path = ROOT / "examples" / "norma43-es" / "statement.n43"
    stream = sk.iter_transactions(path, "norma43-es", engine="columns")
    assert stream.statement().balance.holds


def _streamed(content: bytes, **keys: Any) -> sk.Statement:
    statement: sk.Statement = sk.iter_transactions(content, **keys).statement()
    return statement


@pytest.mark.parametrize("read", [sk.read, _streamed])
@pytest.mark.parametrize("size", [0, 1])
def test_only_large_files_are_read_in_columns_by_themselves(size: int, read: Any) -> None:
    with (
        mock.patch("statementkit.reader.engine.LARGE", len(BAD) + size),
        mock.patch("statementkit.reader.engine.column_mapper", side_effect=ZeroDivisionError),
    ):
        if size:
            assert read(BAD, **KEYS).counts.records == 4
        else:
            with pytest.raises(ZeroDivisionError):
                read(BAD, **KEYS)


def test_a_stream_of_unknown_size_is_read_by_rows() -> None:
    with mock.patch("statementkit.reader.engine.LARGE", 0):
        assert sk.read(io.BytesIO(BAD), **KEYS).counts.records == 4


@pytest.mark.parametrize("block", [16, 40, 100, 250])
@pytest.mark.parametrize("odd", ["", "2024-02-02,-2,\0", "#2024-02-02,-2,x", "date,amount,name"])
def test_lines_behind_an_open_quote_are_the_same_wherever_a_block_ends(
    odd: str, block: int
) -> None:
    plain = [f"2024-02-{day:02},-{day},x" for day in range(1, 29)]
    lines = ["date,amount,name", '2024-02-01,-1,"open', odd, "2024-02-03,-3,y", *plain]
    file = "\n".join([*lines, '2024-02-01,-1,"x"', ""]).encode()
    keys: dict[str, Any] = {"order": "date|amount|name", "date_format": "yyyy-MM-dd"}
    keys |= {"decimal": ".", "delimiter": ",", "comment": "#", "on_error": "collect"}
    at_once, in_blocks = (sk.scan(file, block=size, **keys).collect() for size in (1 << 20, block))
    assert in_blocks.equals(at_once)
    assert at_once["amount"].drop_nulls().len() == len(plain) + 2
