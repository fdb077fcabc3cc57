"""The laws of reading, on whole files from bytes to statement."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.layouts import KEYS
from statementkit.testing.drawn_layouts import orders
from tests.order.backends import exact
from tests.reader.files import HEADER, ORDER, SETTINGS, Record, Writing, records, writings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PLAIN = Writing()


def read(what: Any, **settings: Any) -> sk.Statement:
    return sk.read(what, **{**SETTINGS, **settings})


def written(rows: list[Record], writing: Writing = PLAIN) -> bytes:
    return writing.bytes([HEADER, *rows])


def said(transaction: sk.Transaction, all_of_them: Sequence[sk.Transaction]) -> dict[str, Any]:
    """What a transaction says, but for where it was found."""
    shown = exact(transaction, all_of_them)
    return {name: value for name, value in shown.items() if name not in ("line", "origin")}


def told(statement: sk.Statement) -> dict[str, Any]:
    """What a statement says, but for where its file and its lines are."""
    return {
        "transactions": [said(each, statement.transactions) for each in statement.transactions],
        "problems": [(each.code, each.column, each.cell) for each in statement.problems],
        "counts": statement.counts,
    }


def everything(statement: sk.Statement) -> tuple[Any, ...]:
    """All that a statement says."""
    lines = [(exact(each, statement.transactions), each.line) for each in statement.transactions]
    found = (statement.problems, statement.warnings, statement.skipped, statement.counts)
    return (lines, *found, statement.facts, statement.balance, statement.origin)


# -- everything is counted -------------------------------------------------------------------------


@given(records, writings)
def test_every_record_is_mapped_skipped_or_a_problem(rows: list[Record], how: Writing) -> None:
    statement = read(written(rows, how), delimiter=how.delimiter, encoding=how.encoding)
    counts = statement.counts
    again = csv.reader(io.StringIO(how.text([HEADER, *rows]), newline=""), delimiter=how.delimiter)
    independent = sum(any(cell.strip() for cell in row) for row in again) - 1
    assert counts.records == independent == len(rows)
    assert counts.records == counts.mapped + counts.skipped + counts.problems
    assert counts.transactions == len(statement.transactions)
    mapped = {each.line for each in statement.transactions}
    bad = {each.line for each in statement.problems}
    assert (len(mapped), len(bad)) == (counts.mapped, counts.problems)
    assert len(mapped | bad | set(statement.skipped)) == counts.records


CELLS = st.text(st.characters(exclude_characters="\0\x1a\ufeff"))
"""Any text but the marks of bytes, of files and of damage: a line of only them counts as blank."""


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6))
def test_records_of_any_text_are_all_counted(rows: list[Record]) -> None:
    text = Writing(quote_all=True).text(rows)
    independent = [
        row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))
    ]
    try:
        statement = read(text.encode("utf-8", "surrogatepass"), header=False, delimiter=",")
    except sk.ReadError:
        return
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems
    assert counts.records == len(independent)


# -- how a file is written changes nothing ---------------------------------------------------------


@given(records, writings)
def test_how_a_file_is_written_changes_nothing(rows: list[Record], how: Writing) -> None:
    statement = read(written(rows, how), delimiter=how.delimiter, encoding=how.encoding)
    assert told(statement) == told(read(written(rows), delimiter=","))


@given(records, writings, st.data())
def test_blank_lines_change_nothing(rows: list[Record], how: Writing, data: st.DataObject) -> None:
    how = attrs.evolve(how, last_newline=True)
    parts = [how.text([row]) for row in [HEADER, *rows]]
    blank = st.sampled_from(["", how.newline, f"  {how.newline}", how.delimiter * 4 + how.newline])
    gaps = [data.draw(blank) for _ in parts]
    text = "".join(gap + part for gap, part in zip(gaps, parts, strict=True))
    statement = read(text.encode(how.encoding), delimiter=how.delimiter, encoding=how.encoding)
    assert told(statement) == told(read(written(rows), delimiter=","))


@given(records, st.permutations(range(len(HEADER))))
def test_columns_that_are_named_may_stand_anywhere(rows: list[Record], places: list[int]) -> None:
    order = (
        "date@[date]|name@[party]|amount@[AMOUNT]|description@[Note]"
        "|conditions=[Kind]=Hold,skip;[Kind]=Fee,date@[Date],amount@[Amount]"
    )
    moved = [[row[place] for place in places] for row in [HEADER, *rows]]
    statement = read(PLAIN.bytes(moved), order=order, delimiter=",")
    expected = told(read(written(rows), order=order, delimiter=","))
    found = told(statement)
    numbers = {None: None} | {places.index(place) + 1: place + 1 for place in places}
    found["problems"] = [(code, numbers[column], cell) for code, column, cell in found["problems"]]
    assert found == expected


@given(records, records)
def test_a_file_and_then_another_are_read_as_one(first: list[Record], second: list[Record]) -> None:
    together = read(written(first + second), delimiter=",")
    alone, rest = (read(written(rows), delimiter=",") for rows in (first, second))
    assert told(together)["transactions"] == (
        told(alone)["transactions"] + told(rest)["transactions"]
    )
    assert told(together)["problems"] == told(alone)["problems"] + told(rest)["problems"]
    for name in ("records", "mapped", "skipped", "problems", "transactions"):
        counts = [getattr(each.counts, name) for each in (alone, rest)]
        assert getattr(together.counts, name) == sum(counts)


@given(records)
def test_what_a_file_decides_is_what_could_be_declared(rows: list[Record]) -> None:
    rows = [["2024-02-28", "Kohvik", "1.50", "Sale", ""], *rows]
    declared = read(written(rows), delimiter=",")
    with suppress(sk.FormatError):  # the bad cells may leave no single answer
        decided = read(written(rows), delimiter="auto", decimal="auto", date_format="auto")
        assert told(decided)["counts"] == told(declared)["counts"]
        assert told(decided)["transactions"] == told(declared)["transactions"]


# -- whatever holds the bytes ----------------------------------------------------------------------


@given(rows=records)
def test_reading_twice_says_the_same(rows: list[Record]) -> None:
    assert everything(read(written(rows))) == everything(read(written(rows)))


@pytest.mark.parametrize("rows", [[["2024-02-01", "Õ", "1", "", "a\nb"]] * 3, []])
def test_a_path_a_stream_and_packed_files_say_the_same(tmp_path: Path, rows: list[Record]) -> None:
    data = written(rows)
    plain = tmp_path / "march.csv"
    plain.write_bytes(data)
    packed = tmp_path / "march.csv.gz"
    packed.write_bytes(gzip.compress(data))
    zipped = tmp_path / "march.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("march.csv", data)
    expected = told(read(data))
    with plain.open("rb") as file:
        assert told(read(file)) == expected
    for path in (plain, str(plain), packed, zipped, f"{zipped}!march.csv"):
        assert told(read(path)) == expected
    assert told(read(io.BytesIO(data))) == expected
    assert told(read(io.StringIO(data.decode()))) == expected


@given(records)
def test_reading_lazily_says_the_same(rows: list[Record]) -> None:
    stream = sk.iter_transactions(written(rows), **SETTINGS)
    transactions = tuple(stream)
    statement = read(written(rows))
    assert [said(each, transactions) for each in transactions] == told(statement)["transactions"]
    assert [each.line for each in transactions] == [each.line for each in statement.transactions]
    assert stream.counts == statement.counts
    assert tuple(stream.problems) == statement.problems
    assert tuple(stream.skipped) == statement.skipped
    assert tuple(stream.facts) == statement.facts


@given(records, st.booleans())
def test_the_ways_to_treat_errors_agree(rows: list[Record], torn: bool) -> None:
    data = written(rows) + (b'2024-02-01,"open,1\n' if torn else b"")
    collected, skipped = (read(data, on_error=each) for each in ("collect", "skip"))
    assert told(skipped)["transactions"] == told(collected)["transactions"]
    assert skipped.counts == collected.counts
    assert skipped.problems == ()
    if collected.counts.problems == 0:
        assert everything(read(data, on_error="raise")) == everything(collected)
        return
    with pytest.raises(sk.ReadError) as caught:
        read(data, on_error="raise")
    first_line = collected.problems[0].line
    assert caught.value.diagnostics == tuple(
        each for each in collected.problems if each.line == first_line
    )


# -- only our own errors ---------------------------------------------------------------------------

VALUES: dict[str, list[Any]] = {
    "format": ["delimited", "fixed", "xml", "excel", "csv"],
    "encoding": ["auto", "utf-8", "utf-16", "windows-1252", "shift_jis", "utf-7", "ascii", "rot13"],
    "delimiter": ["auto", ",", ";", "tab", "|", "x", '"', "0", ""],
    "quote": ["auto", "none", '"', "'", ",", "1"],
    "skip_lines": [0, 1, 3, 10_000, -1, True],
    "header": [True, False, ["Date"], ["Amount", "Note"], ["nowhere"], []],
    "footer_lines": [0, 1, 10_000],
    "comment": ["#", ";", "2024", "", None],
    "date_format": [
        "auto", "yyyy-MM-dd", "dd.MM.yyyy", ["d/M/yy", "yyyy-MM-dd HH:mm:ss"], "y", "'",
        "EEE d MMM yy",
    ],
    "decimal": [".", ",", "auto", "x"],
    "thousands": ["auto", "none", ".", ",", " ", "'"],
    "currency": ["EUR", "eur", "XXX", "€", None],
    "account": ["EE471000001020145685", ""],
    "negative_sums": ["error", "linear", "absolute"],
    "sign_conflict": ["flag", "amount", "error"],
    "newest_first": [True, False, None],
    "timezone": ["Europe/Tallinn", "UTC", "Mars/Base", "../etc"],
    "language": ["en", "et", "xx", "zh_Hant", "../x"],
    "pivot": [1970, 2020, 5],
    "header_fingerprint": [HEADER, ["Date", "Sum"], None],
    "record": ["Ntry", 80],
    "coverage": ["days"],
    "join_name": ["", "-"],
    "sheet": ["Movements", 2],
    "positions": ["characters", "bytes"],
    "fingerprint": ['[1-2]="11"', "1=BLANK", "|"],
    "section": ['[1-2]="11"', "|"],
    "section_end": ['[1-2]="33"'],
    "continuation": ["1=BLANK", "[Date]=BLANK", '[1-2]="22"', "date", ""],
    "fill_down": [["Date"], ["1", "3"], ["nowhere"], ["0"]],
    "hook": ["no-such-hook", "../x"],
    "opening_balance": ['conditions=1="Sale",date,amount', "date|amount", "|"],
    "closing_balance": ['conditions=1="Fee",date,amount', "conditions=9=x,skip"],
}  # fmt: skip

anything = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(values) for key, values in VALUES.items()}
)
texts = (
    st.sampled_from(
        [
            ORDER,
            "date|amount",
            "date|creditSum|debitSum|balance",
            "date@[Date]|amount@[Amount]",
            "|",
        ]
    )
    | orders()
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A statement with some bytes cut out, put in or changed."""
    data = bytearray(written(draw(records), draw(writings)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 3))
        piece = draw(st.sampled_from([b"", b"\0", b'"', b"\xff\xfe", b"\r", b",", b"\xc3"]))
        data[place : place + length] = piece
    return bytes(data)


@given(damaged() | st.binary(max_size=200), texts, anything)
@example(b"", ORDER, {})
@example(b"\xef\xbb\xbf", ORDER, {})
@example(b"\0" * 100, ORDER, {"encoding": "auto"})
@example(b"PK\x03\x04", ORDER, {})
@example(b"\x1f\x8b\x08", ORDER, {})
def test_only_our_own_errors_escape_for_any_bytes(
    data: bytes, order: str, settings: dict[str, Any]
) -> None:
    try:
        statement = sk.read(data, **{"order": order, "date_format": "yyyy-MM-dd", **settings})
    except sk.StatementKitError as error:
        text = str(error)
    else:
        counts = statement.counts
        assert counts.records == counts.mapped + counts.skipped + counts.problems
        assert len({each.line for each in statement.problems}) <= counts.problems
        text = "".join(map(str, statement.problems + statement.warnings))
    assert "Traceback" not in text


def test_every_key_of_a_layout_is_tried() -> None:
    assert KEYS.keys() - VALUES.keys() == {
        "name", "bank", "country", "notes", "join_description", "order",
    }  # fmt: skip


@given(st.text(max_size=30) | st.binary(max_size=30))
def test_only_our_own_errors_escape_for_any_name_of_a_layout(name: Any) -> None:
    with pytest.raises((sk.StatementKitError, TypeError)):
        sk.read(b"a,b\n1,2\n", name)
