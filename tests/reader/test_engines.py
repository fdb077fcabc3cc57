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
from statementkit.layouts.rows import BREAK, CELL, Piece
from statementkit.source import text as source_text
from tests.reader.files import HEADER, SETTINGS, Record, Writing, records, writings
from tests.reader.test_laws import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

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


# -- pieces of text hold the rows ------------------------------------------------------------------


def unpacked(pieces: Iterator[Piece | list[Any]]) -> Iterator[tuple[int, list[str]]]:
    for piece in pieces:
        if isinstance(piece, list):
            yield from piece
            continue
        lines = piece.text.split("\n")
        for number, line in zip(piece.lines, lines, strict=True):
            yield number, [cell.replace(BREAK, "\n") for cell in line.split(piece.delimiter)]


PARTS = [
    *("a", "b,c", "2024-02-01,-3.20,x", ",", '"', '""', '"a,b"', '"a\nb"', 'x"y', '"x"y', " "),
    *("\n", "\n", "\n", "\n\n", "\r\n", "# c\n", "\0", "\x1a", CELL, BREAK, "é", "Day,Sum\n", "€;"),
]


@given(st.lists(st.sampled_from(PARTS), min_size=1).map("".join), st.integers(1, 40), st.integers())
@example("a,b\n" * 4 + '"c\nd",e\nf,g\n', 8, 1)
def test_pieces_hold_the_rows_that_the_iteration_gives(content: str, size: int, seen: int) -> None:
    layout = Layout(delimiter=",", header=False, comment="#", encoding="utf-8")
    with mock.patch.object(source_text, "BLOCK", size), mock.patch.object(text, "_ENOUGH", 1):
        try:
            rows, pieces = (open_records(content.encode(), layout) for _ in range(2))
        except sk.ReadError:
            return
        pieces.head(seen % 4)
        expected = list(rows)
        assert list(unpacked(pieces.pieces())) == expected
    assert pieces.problems == rows.problems
    assert pieces.left_out == rows.left_out


# -- whole files -----------------------------------------------------------------------------------


@given(records, writings, st.integers(1, 200), st.lists(st.sampled_from(["", ",,,,", "# x"])))
def test_engines_read_alike(rows: list[Record], how: Writing, size: int, others: list[str]) -> None:
    parts = [how.text([row]).removesuffix(how.newline) for row in [HEADER, *rows]]
    content = how.newline.join([*parts, *others, *parts[1:]]).encode(how.encoding)
    keys = {**SETTINGS, "delimiter": how.delimiter, "encoding": how.encoding, "comment": "#"}
    with (
        mock.patch.object(source_text, "BLOCK", size),
        mock.patch.object(text, "_ENOUGH", 1),
        mock.patch.object(frames, "SIZE", 100),
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


@pytest.mark.parametrize("size", [0, 1])
def test_only_large_files_are_read_in_columns_by_themselves(size: int) -> None:
    with (
        mock.patch("statementkit.reader.engine.LARGE", len(BAD) + size),
        mock.patch("statementkit.reader.engine.column_mapper", side_effect=ZeroDivisionError),
    ):
        if size:
            assert sk.read(BAD, **KEYS).counts.records == 4
        else:
            with pytest.raises(ZeroDivisionError):
                sk.read(BAD, **KEYS)


def test_a_stream_of_unknown_size_is_read_by_rows() -> None:
    with mock.patch("statementkit.reader.engine.LARGE", 0):
        assert sk.read(io.BytesIO(BAD), **KEYS).counts.records == 4
