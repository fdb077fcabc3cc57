"""Frames say what statements say: every value, in the order of the file, and every problem."""

from __future__ import annotations

import gzip
import io
import zipfile
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import Findings
from statementkit.layouts.frames import RowBatches
from statementkit.layouts.objects import frames_with_problems
from statementkit.model import Origin
from statementkit.order.columns_frames import COLUMNS, EXTRA, FrameMapper
from statementkit.order.columns_rows import ColumnMapper, batched
from statementkit.order.mapper import RowMapper
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan
from statementkit.reader.scanning import frames_of_file, frames_of_stream, spans_of_file
from statementkit.reader.stream import Stream
from statementkit.testing.drawn_layouts import orders
from tests.formats.onec import files as onec
from tests.reader.files import HEADER, SETTINGS, Record, Writing, records, writings
from tests.strategies import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/statement*"))


def expected(
    transactions: Iterable[sk.Transaction], problems: Sequence[sk.Diagnostic], file: str | None
) -> list[dict[str, Any]]:
    """The rows that stand for transactions and for lines with problems."""
    said = [_row(each, file) for each in transactions]
    findings: dict[int | None, list[str]] = {}
    for each in problems:
        place = f"column {each.column}: " if each.column else ""
        findings.setdefault(each.line, []).append(f"{each.code} {place}{each.message}")
    blank = dict.fromkeys(COLUMNS) | {"file": file}
    bad = [blank | {"line": line, "problem": "; ".join(of)} for line, of in findings.items()]
    return sorted([*said, *bad], key=lambda row: row["line"] or 0)


def _row(transaction: sk.Transaction, file: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {name: (transaction.extra or {}).get(name) for name in EXTRA}
    found |= {"file": file, "problem": None}
    found["parent"] = transaction.parent.line if transaction.parent else None
    return {name: found[name] if name in found else getattr(transaction, name) for name in COLUMNS}


def rows_of(statement: sk.Statement) -> list[dict[str, Any]]:
    assert statement.origin is not None
    return expected(statement.transactions, statement.problems, statement.origin.file)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_is_scanned_as_it_is_read(path: Path) -> None:
    layout = path.parent.name
    frame = sk.scan(path, layout, on_error="collect").collect()
    assert frame.rows(named=True) == rows_of(sk.read(path, layout))


@given(records, writings, st.integers(1, 400))
def test_files_are_scanned_as_they_are_read(rows: list[Record], how: Writing, size: int) -> None:
    content = how.bytes([HEADER, *rows, ["2024-02-01", "x", "1", "Sale", 'torn "'], *rows])
    keys = {**SETTINGS, "delimiter": how.delimiter, "encoding": how.encoding}
    frame = sk.scan(content, on_error="collect", block=size, **keys).collect()
    assert frame.rows(named=True) == rows_of(sk.read(content, engine="rows", **keys))


@given(records, writings)
def test_the_frames_of_a_stream_leave_it_with_what_its_iteration_does(
    rows: list[Record], how: Writing
) -> None:
    content = how.bytes([HEADER, *rows, ["2024-02-01", "x", "1", "Sale", 'torn "'], *rows])
    keys = {**SETTINGS, "delimiter": how.delimiter, "encoding": how.encoding}
    stream, other = (sk.iter_transactions(content, **keys) for _ in range(2))
    assert isinstance(stream, Stream)
    frame = pl.concat(frames_of_stream(stream))
    assert frame.rows(named=True) == expected(list(other), [], other.origin.file)
    for said in ("counts", "problems", "warnings", "skipped", "left_out"):
        assert getattr(stream, said) == getattr(other, said)


@given(
    st.lists(
        st.sampled_from(
            [
                "2024-02-01,5,A,15,",
                "2024-02-02,-5,A,10,",
                "2024-02-02,-5,A,9.5,0.5",
                "2024-02-03,1,B,6,",
                "2024-02-03,1,,,",
                "2024-02-30,1,A,1,",
            ]
        ),
        max_size=9,
    ),
    st.sampled_from([None, True, False]),
)
def test_the_frames_of_a_stream_prove_its_balances(
    lines: list[str], newest_first: bool | None
) -> None:
    content = "\n".join(["day,sum,account,balance,fee", *lines, ""]).encode()
    keys: dict[str, Any] = {"order": "date|amount|ownAccount|balance|fee", "decimal": "."}
    keys |= {"date_format": "yyyy-MM-dd", "newest_first": newest_first, "delimiter": ","}
    stream, other = (sk.iter_transactions(content, **keys) for _ in range(2))
    assert isinstance(stream, Stream)
    assert sum(each.height for each in frames_of_stream(stream)) == len(list(other))
    assert stream.balance == other.balance


class NoReader:
    """Rows that were all cut into cells."""

    def __init__(self) -> None:
        self.problems = Findings()


@given(data=st.data(), text=orders())
def test_frames_of_any_order_say_what_the_interpreter_says(data: st.DataObject, text: str) -> None:
    order = parse_order(text)
    mapper = RowMapper(build_plan(order, Settings(date_format=("yyyy-MM-dd",), currency="SEK")))
    many = list(enumerate(data.draw(st.lists(rows(order), min_size=1, max_size=5)), 1))
    tally = mapper.tally()
    transactions = list(mapper.function(iter(many), tally))
    columns = ColumnMapper(mapper, scale=18)
    found = FrameMapper(columns, mapper.tally(), Origin(), NoReader())
    frame = pl.concat(found.frames(batched(iter(many), columns.columns, 3)))
    assume(not frame["problem"].str.starts_with("SK771").any())
    assert frame.rows(named=True) == expected(transactions, tally.problems, None)


BAD = b"2024-02-01,1\n2024-02-30,2\nx,3\n2024-02-02,4\n"
KEYS: dict[str, Any] = {"order": "date|amount", "date_format": "yyyy-MM-dd", "header": False}


def test_a_bad_row_raises_our_own_error_at_the_collection() -> None:
    frame = sk.scan(BAD, **KEYS)
    with pytest.raises(sk.RowError, match="February 2024 has 29 days"):
        frame.collect()


@pytest.mark.parametrize("scale", [-1, 39, 2.0, "2"])
@pytest.mark.parametrize("scan", [sk.scan, sk.scan_arrow])
def test_a_scale_is_a_number_of_decimals(scan: Any, scale: Any) -> None:
    with pytest.raises(ValueError, match=f"from 0 to 38, not {scale!r}"):
        scan(BAD, scale=scale, **KEYS)


@pytest.mark.parametrize("scan", [sk.scan, sk.scan_arrow])
def test_what_a_bad_row_does_is_one_of_three_things(scan: Any) -> None:
    with pytest.raises(ValueError, match="on_error is 'collect', 'raise' or 'skip', not 'Raise'"):
        scan(BAD, on_error="Raise", **KEYS)


def test_a_torn_record_raises_too() -> None:
    with pytest.raises(sk.RowErrors, match="is not closed"):
        sk.scan(b'2024-02-01,1\n"2024-02-02,2\n', delimiter=",", **KEYS).collect()


def test_bad_rows_may_be_left_out() -> None:
    frame = sk.scan(BAD, on_error="skip", **KEYS).collect()
    assert frame["line"].to_list() == [1, 4]


def test_only_what_is_asked_for_is_handed_out() -> None:
    frame = sk.scan(BAD, on_error="skip", **KEYS)
    assert frame.filter(pl.col("amount") > 1).select("amount", "line").collect().rows() == [(4, 4)]
    assert frame.head(1).collect().height == 1
    assert frame.select(pl.len()).collect().item() == 2


@pytest.mark.parametrize("amount", ["0.0000000000001", "123456789012345678901234567"])
def test_no_number_is_rounded(amount: str) -> None:
    content = f"2024-02-01,{amount}\n2024-02-02,1.50000000000000\n".encode()
    [bad, good] = sk.scan(content, on_error="collect", **KEYS).collect().rows(named=True)
    assert (bad["amount"], bad["line"], bad["problem"][:5]) == (None, 1, "SK771")
    assert good["amount"] == Decimal("1.5")
    with pytest.raises(sk.RowError, match="has more than 12 decimals"):
        sk.scan(content, **KEYS).collect()


def test_more_decimals_can_be_asked_for() -> None:
    frame = sk.scan(b"2024-02-01,0.0000000000001\n", scale=18, **KEYS).collect()
    assert frame["amount"].to_list() == [Decimal("0.0000000000001")]


def test_many_files_are_scanned_one_after_the_other(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.txt"):
        (tmp_path / name).write_text(f"2024-02-01,{len(name)}\n")
    frame = sk.scan([tmp_path / "*.csv", tmp_path / "c.txt"], **KEYS).collect()
    assert [Path(each).name for each in frame["file"]] == ["a.csv", "b.csv", "c.txt"]


def test_a_pattern_without_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sk.ReadError, match="no file matches"):
        sk.scan(tmp_path / "*.csv", **KEYS).collect()


def test_arrow_has_the_same_columns() -> None:
    path = ROOT / "examples" / "paypal-fees" / "statement.csv"
    table = sk.scan_arrow(path, "paypal-fees").read_all()
    assert table.schema.field("amount").type == pa.decimal128(38, 12)
    assert table.to_pylist() == sk.scan(path, "paypal-fees").collect().rows(named=True)


# -- whatever a file is ----------------------------------------------------------------------------

TEXT = "Date,Party,Sum\n" + "".join(
    f"2024-02-{day:02},Jõgi {day},{day}.5{day % 2}\n" for day in range(1, 29)
)
NAMED: dict[str, Any] = {"order": "date|name|amount", "date_format": "yyyy-MM-dd"}


def packed(path: Path, content: bytes) -> Path:
    match path.suffix:
        case ".gz":
            path.write_bytes(gzip.compress(content))
        case ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("statement.csv", content)
        case _:
            path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1257"])
def test_packed_and_encoded_files_are_scanned(tmp_path: Path, name: str, encoding: str) -> None:
    path = packed(tmp_path / name, TEXT.encode(encoding))
    keys = NAMED | {"encoding": encoding.removesuffix("-sig")}
    frame = sk.scan(path, block=100, **keys).collect()
    assert frame.height == 28
    assert frame.rows(named=True) == rows_of(sk.read(path, engine="rows", **keys))


def test_a_stream_that_cannot_go_back_is_scanned(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    frame = sk.scan(Pipe(TEXT.encode()), **NAMED).collect()
    assert frame.rows(named=True) == rows_of(sk.read(Pipe(TEXT.encode()), **NAMED))


EXCHANGE = onec.text(
    onec.section("0", "9", "106", "0"),
    onec.section("0", "1", "0", "0", onec.SECOND),
    onec.paid("1", ПолучательСчет=onec.SECOND, ВидОплаты="01"),
    onec.paid("5", ВидОплаты="17"),
    onec.document(),
    onec.got("x"),
    onec.got("7"),
    onec.paid("2", "31.31.2024", ПолучательСчет=onec.SECOND),
    onec.got("9"),
    accounts=(onec.OWN, onec.SECOND),
).encode("cp1251")
"""A file for 1C with a transfer between two accounts of it, and documents that are problems."""

ORDERS_OF_EXCHANGE: list[dict[str, Any]] = [
    {},
    {"order": "conditions=[ВидОплаты]=17,skip"},
    {"order": "conditions=[ВидОплаты]=17,date@[date],amount@[amount],fee@[amount]"},
    {"order": "date@[date]|amount@[amount]|description@[ВидОплаты]"},
]


@pytest.mark.parametrize("keys", ORDERS_OF_EXCHANGE, ids=str)
def test_files_for_1c_are_scanned_as_they_are_read(keys: dict[str, Any]) -> None:
    for what in (ROOT / "docs" / "samples" / "kl_to_1c.txt", EXCHANGE):
        statement = sk.read(what, **keys)
        frame = sk.scan(what, on_error="collect", **keys).collect()
        assert frame.rows(named=True) == rows_of(statement)
        assert frame["problem"].count() == len(statement.problems)
        good = sk.scan(what, on_error="skip", **keys).collect()
        assert good.rows() == frame.filter(pl.col("problem").is_null()).rows()
    with pytest.raises(sk.ReadError, match="SK630"):
        sk.scan(EXCHANGE, **keys).collect()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_problems_of_documents_stand_between_their_neighbours(size: int) -> None:
    stream = sk.iter_transactions(EXCHANGE)
    assert not isinstance(stream, Stream)

    def found() -> list[sk.Diagnostic]:
        problems = stream.problems
        stream.refusals.clear()
        return problems

    frames = list(frames_with_problems(stream, found, 12, stream.origin.file, size))
    assert len(frames) > 7 // size
    assert pl.concat(frames).rows(named=True) == rows_of(sk.read(EXCHANGE))


STATED: dict[str, Any] = {
    "order": "conditions=1=row,other,date,amount,fee",
    "opening_balance": "conditions=1=open,other,date,amount",
    "closing_balance": "conditions=1=close,other,date,amount",
    "date_format": "yyyy-MM-dd",
    "header": False,
}


@given(
    st.lists(
        st.sampled_from(
            [
                *("row,2024-02-01,5,", "row,2024-02-01,x,", "row,2024-02-01,5,0.0004"),
                *("open,2024-02-01,1", "close,2024-02-01,6", "close,2024-02-31,6"),
                *("other,,", 'row,"'),
            ]
        ),
        max_size=9,
    )
)
def test_files_that_state_balances_are_scanned_as_they_are_read(lines: list[str]) -> None:
    content = "\n".join(["open,2024-02-01,1", *lines, ""]).encode()
    keys = STATED | {"delimiter": ",", "decimal": "."}
    frame = sk.scan(content, on_error="collect", **keys).collect()
    assert frame.rows(named=True) == rows_of(sk.read(content, **keys))


def test_a_number_that_does_not_fit_is_a_problem_of_its_row_with_all_its_fees() -> None:
    many = ["row,2024-02-01,5,"] * 5
    lines = ["open,2024-02-01,0", *many, "row,2024-02-01,5,0.0004", "row,2024-02-01,0.001,1", *many]
    content = "\n".join(lines).encode()
    frame = sk.scan(content, scale=2, on_error="collect", **STATED).collect()
    bad = frame.filter(pl.col("amount").is_null())
    assert bad["line"].to_list() == [7, 8]
    assert bad["problem"].str.starts_with("SK771").all()
    assert frame["line"].to_list() == [*range(2, 14)]
    with pytest.raises(sk.RowError, match=r"<bytes>:7: SK771 .* more than 2 decimals"):
        sk.scan(content, scale=2, **STATED).collect()


def test_problems_stand_in_the_order_of_the_file_however_far_it_is_read_ahead() -> None:
    lines = [*(f"2024-02-01{n:6}" for n in range(30)), "2024-02-01     x", "torn"] * 3
    keys: dict[str, Any] = {"order": "date@1-10|amount@11-16", "date_format": "yyyy-MM-dd"}
    keys |= {"format": "fixed", "header": False, "record": 16, "decimal": "."}
    stream = sk.iter_transactions("\n".join(lines).encode(), **keys)
    assert isinstance(stream, Stream)
    columns = ColumnMapper(stream.mapper, scale=2)
    batches = RowBatches(stream.records, columns.columns, 7)
    frames = list(FrameMapper(columns, stream.tally, stream.origin, batches).frames(batches))
    assert len(frames) > 9
    assert pl.concat(frames)["line"].to_list() == [*range(1, 97)]


FORMS = {
    "delimited": b"Date,Sum\n2024-02-01,1.50\n2024-02-02,x\n",
    "fixed": b"2024-02-01  1.50\n2024-02-02     x\n",
    "xml": b"<s><r><d>2024-02-01</d><a>1.50</a></r><r><d>2024-02-02</d><a>x</a></r></s>",
}
"""Files of two records each; those of XML stand on one line."""

ORDERS = {
    "delimited": "date|amount",
    "fixed": "date@1-10|amount@11-16",
    "xml": "date@/r/d|amount@/r/a",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_format_feeds_the_same_frames(form: str) -> None:
    keys: dict[str, Any] = {"order": ORDERS[form], "date_format": "yyyy-MM-dd", "decimal": "."}
    keys |= {"format": form} | ({"record": "r"} if form == "xml" else {})
    keys |= {"header": False} if form == "fixed" else {}
    good, bad = sk.scan(FORMS[form], on_error="collect", **keys).collect().rows(named=True)
    assert (good["amount"], good["problem"]) == (Decimal("1.5"), None)
    assert (bad["amount"], bad["problem"][:5]) == (None, "SK301")
    assert [good, bad] == rows_of(sk.read(FORMS[form], **keys))


# -- spans -----------------------------------------------------------------------------------------


@given(records, writings, st.integers(1, 300))
def test_spans_are_read_as_the_whole_is(rows: list[Record], how: Writing, size: int) -> None:
    keys = {**SETTINGS, "delimiter": how.delimiter, "encoding": how.encoding}
    content = how.bytes([HEADER, *rows, ["2024-02-01", "x", "1", "Sale", 'torn "'], *rows])
    spans = spans_of_file(content, size=size, **keys)
    parts = [frames_of_file(content, on_error="collect", span=each, **keys) for each in spans]
    frame = pl.concat(chain.from_iterable(parts))
    assert frame.rows(named=True) == rows_of(sk.read(content, engine="rows", **keys))
    if size > len(content) or how.encoding not in ("utf-8", "utf-8-sig"):
        assert len(spans) == 1


def test_an_order_that_ends_the_reading_leaves_a_file_whole() -> None:
    content = b"2024-02-01,1\n" * 100
    order = "date|amount|conditions=1=Total,end"
    keys: dict[str, Any] = {"date_format": "yyyy-MM-dd", "header": False}
    assert len(spans_of_file(content, size=100, order=order, **keys)) == 1
    assert len(spans_of_file(content, size=100, order="date|amount", **keys)) > 9
