"""Bad input on whole files: what is said and where, which rows are kept, that all are counted."""

from __future__ import annotations

import gzip
import io
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

import statementkit as sk

if TYPE_CHECKING:
    from pathlib import Path

ORDER = "date|name|amount|currency"
HEADER = "Date,Name,Amount,Currency\n"
GOOD = "2024-02-01,Kohvik Hommik,-3.20,EUR\n"
ALSO_GOOD = "2024-02-03,Mari Kask,12.50,EUR\n"


def read(what: Any, **settings: Any) -> sk.Statement:
    return sk.read(
        what, **{"order": ORDER, "date_format": "yyyy-MM-dd", "decimal": ".", **settings}
    )


def refused(what: Any, **settings: Any) -> sk.Diagnostic:
    """What is said about a file that cannot be read at all, or a layout that cannot be used."""
    with pytest.raises(sk.StatementKitError) as caught:
        read(what, **settings)
    finding = caught.value.diagnostics[0]
    assert finding.hint
    return finding


def around(bad: str | bytes, **settings: Any) -> sk.Statement:
    """Read a file with bad lines between two good ones, which must be kept."""
    lines = bad.encode() if isinstance(bad, str) else bad
    statement = read((HEADER + GOOD).encode() + lines + ALSO_GOOD.encode(), **settings)
    kept = [(str(each.amount), each.name) for each in statement.transactions]
    assert (kept[0], kept[-1]) == (("-3.20", "Kohvik Hommik"), ("12.50", "Mari Kask"))
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems
    return statement


def problem(bad: str | bytes, **settings: Any) -> sk.Diagnostic:
    """The one problem of a bad line between good ones."""
    statement = around(bad, **settings)
    assert (statement.counts.records, statement.counts.mapped) == (3, 2)
    (finding,) = statement.problems
    assert finding.line == 3
    assert finding.hint
    return finding


# -- nothing to read -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\n\n", b"   \r\n", gzip.compress(b"", mtime=0)]
)
def test_an_empty_file(content: bytes) -> None:
    assert refused(content).code == "SK415"
    assert refused(content, header=False).code == "SK415"


@pytest.mark.parametrize("content", [HEADER, HEADER.strip(), "\n" + HEADER.strip()])
def test_a_file_of_only_a_header_has_no_records(content: str) -> None:
    statement = read(content.encode())
    assert statement.counts == type(statement.counts)()
    assert (statement.transactions, statement.problems) == ((), ())


def test_fewer_lines_than_are_to_be_skipped() -> None:
    assert refused(HEADER.encode(), skip_lines=10).code == "SK415"


# -- no text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "Excel"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\0" * 4096, "no text"),
        (bytes(range(1, 32)) * 100, "no text"),
    ],
)
def test_a_binary_file(content: bytes, what: str) -> None:
    finding = refused(content)
    assert finding.code in ("SK404", "SK413", "SK441")
    assert finding.code != "SK404" or what in finding.message


def test_bytes_of_no_encoding_are_refused() -> None:
    assert refused(bytes(range(256)) * 40).code == "SK402"
    assert refused(bytes(range(256)) * 40, encoding="auto").code in ("SK403", "SK404")


def test_nul_bytes_cost_their_line_alone() -> None:
    assert problem(b"2024-02-02,Mari\0Kask,1.00,EUR\n").code == "SK411"


def test_the_wrong_encoding_is_told_with_the_right_one() -> None:
    text = HEADER + "".join(f"2024-02-01,Õunapuu Jürgen {n},1.00,EUR\n" for n in range(9))
    finding = refused(text.encode("windows-1252"))
    assert (finding.code, finding.line) == ("SK402", 2)
    assert "windows-1252" in (finding.hint or "")
    assert read(text.encode("windows-1252"), encoding="windows-1252").counts.mapped == 9
    wide = refused(text.encode("utf-16-le"))
    assert wide.code in ("SK402", "SK404")
    assert "utf-16" in (wide.hint or "")


def test_a_few_damaged_bytes_cost_their_lines_alone() -> None:
    many = "".join(f"2024-02-01,Õunapuu {n},1.00,EUR\n" for n in range(9))
    bad = many.encode() + b"2024-02-02,\xd5unapuu,1.00,EUR\n"
    statement = around(bad)
    assert [(each.code, each.line) for each in statement.problems] == [("SK412", 12)]
    assert (statement.counts.records, statement.counts.mapped) == (12, 11)


def test_an_encoding_that_does_not_exist() -> None:
    assert refused(HEADER.encode(), encoding="utf-9").code == "SK503"


# -- lines that are none ---------------------------------------------------------------------------


def test_a_quote_that_is_not_closed_costs_its_line_alone() -> None:
    finding = problem('2024-02-02,"Mari Kask,1.00,EUR\n')
    assert finding.code == "SK409"


def test_a_quote_that_is_not_closed_far_from_the_next() -> None:
    rows = GOOD * 500
    statement = around(f'2024-02-02,"Mari,1.00,EUR\n{rows}2024-02-02,Mari",1.00,EUR\n')
    assert (statement.counts.records, statement.counts.mapped) == (504, 503)
    assert [(each.code, each.line) for each in statement.problems] == [("SK409", 3)]


def test_a_line_of_5_megabytes() -> None:
    long = around(f"2024-02-02,{'x' * 5_000_000},1.00,EUR\n")
    assert (long.counts.mapped, long.problems) == (3, ())
    finding = problem("2024-02-02,Mari,1.00," + "E" * 5_000_000 + "\n")
    assert finding.code == "SK303"
    assert len(finding.message) < 300
    assert problem(f'2024-02-02,"{"x" * 5_000_000}",1.00,EUR\n').code == "SK410"


def test_a_line_longer_than_any_is_left_out_and_reading_goes_on() -> None:
    assert problem("2024-02-02," + "x" * 20_000_000 + ",1.00,EUR\n").code == "SK410"


# -- columns that are not where they were ----------------------------------------------------------

NAMES = ["Date", "Name", "Amount", "Currency"]


def test_a_row_without_its_last_columns() -> None:
    finding = problem("2024-02-02,Mari Kask\n")
    assert (finding.code, finding.column, finding.field) == ("SK311", 3, "amount")
    assert "2 of the 4 columns" in (finding.hint or "")


def test_a_column_that_the_file_does_not_have() -> None:
    data = b"Date,Name,Amount\n2024-02-01,Mari,1.00\n"
    finding = refused(data, header_fingerprint=NAMES)
    assert (finding.code, finding.line) == ("SK408", 1)
    assert "Currency" in finding.message
    finding = refused(data, order="date@[Date]|amount@[Sum]")
    assert (finding.code, finding.span is not None) == ("SK230", True)


def test_columns_that_changed_places() -> None:
    data = b"Date,Amount,Name,Currency\n2024-02-01,1.00,Mari,EUR\n"
    with pytest.raises(sk.FormatError) as caught:
        read(data, header_fingerprint=NAMES)
    assert [each.message for each in caught.value.diagnostics] == [
        "'Name' stands in column 3, not in 2", "'Amount' stands in column 2, not in 3",
    ]  # fmt: skip
    statement = read(data)
    assert [(each.code, each.column, each.cell) for each in statement.problems] == [
        ("SK301", 3, "Mari")
    ]
    named = read(data, order="date@[Date]|name@[Name]|amount@[Amount]")
    assert named.counts.mapped == 1


def test_a_header_that_is_not_there() -> None:
    finding = refused(GOOD.encode(), header=["Date", "Amount"])
    assert finding.code == "SK407"


# -- cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "column", "field"),
    [
        ("2024-02-30,Mari,1.00,EUR", "SK307", 1, "date"),
        ("30.02.2024,Mari,1.00,EUR", "SK302", 1, "date"),
        ("1024-02-01,Mari,1.00,EUR", "SK308", 1, "date"),
        ("2024-02-02,Mari,12.5O,EUR", "SK301", 3, "amount"),
        ('2024-02-02,Mari,"12,50",EUR', "SK301", 3, "amount"),
        ("2024-02-02,Mari,,EUR", "SK311", 3, "amount"),
        (",Mari,1.00,EUR", "SK310", 1, "date"),
        ("2024-02-02,Mari,1.00,€", "SK303", 4, "currency"),
        ("2024-02-02,Mari,1.00,EURO", "SK303", 4, "currency"),
        ("2024-02-02,Mari,$1.00,EUR", "SK319", 3, "amount"),
    ],
)
def test_a_cell_that_does_not_read(row: str, code: str, column: int, field: str) -> None:
    finding = problem(row + "\n")
    assert (finding.code, finding.column, finding.field) == (code, column, field)
    assert finding.order == ORDER
    assert finding.span is not None
    assert ORDER[finding.span.start : finding.span.end] == field


def test_mixed_decimal_marks_are_not_decided() -> None:
    data = HEADER + GOOD + '2024-02-02,Mari,"12,50",EUR\n'
    finding = refused(data.encode(), decimal="auto")
    assert finding.code == "SK424"
    assert finding.line in (2, 3)
    assert "decimal = " in (finding.hint or "")
    assert read(data.encode(), decimal=".").counts.problems == 1


def test_an_amount_that_could_be_two_is_never_guessed() -> None:
    data = HEADER + '2024-02-01,Mari,"1,234",EUR\n'
    assert refused(data.encode(), decimal="auto").code == "SK423"
    assert str(read(data.encode(), decimal=".").transactions[0].amount) == "1234"
    assert str(read(data.encode(), decimal=",").transactions[0].amount) == "1.234"


def test_a_date_that_could_be_two_is_never_guessed() -> None:
    data = HEADER + "02/03/2024,Mari,1.00,EUR\n"
    finding = refused(data.encode(), date_format="auto")
    assert finding.code == "SK423"
    assert "dd/MM/yyyy" in (finding.hint or "")
    assert "MM/dd/yyyy" in (finding.hint or "")


def test_a_negative_sum_and_two_sums() -> None:
    order = "date|creditSum|debitSum"
    data = b"a,b,c\n2024-02-01,5.00,\n2024-02-01,,-5.00\n2024-02-01,5.00,3.00\n2024-02-01,,2.00\n"
    statement = read(data, order=order)
    assert [(each.code, each.line, each.column) for each in statement.problems] == [
        ("SK313", 3, 3), ("SK312", 4, 3),
    ]  # fmt: skip
    assert [str(each.amount) for each in statement.transactions] == ["5.00", "-2.00"]
    assert statement.counts.problems == 2


def test_ten_thousand_bad_rows_are_all_counted_and_cost_little() -> None:
    bad = "2024-02-30,Mari,1.00,EUR\n" * 10_000
    start = time.process_time()
    statement = around(bad)
    assert time.process_time() - start < 60
    assert (statement.counts.records, statement.counts.problems) == (10_002, 10_000)
    assert [each.line for each in statement.problems] == list(range(3, 10_003))
    assert around(bad, on_error="skip").problems == ()


def test_a_bad_row_raises_at_once_where_that_is_asked_for() -> None:
    stream = sk.iter_transactions(
        (HEADER + GOOD + "x,Mari,1.00,EUR\n" + ALSO_GOOD).encode(),
        order=ORDER, date_format="yyyy-MM-dd", decimal=".", on_error="raise",
    )  # fmt: skip
    assert str(next(stream).amount) == "-3.20"
    with pytest.raises(sk.RowError) as caught:
        next(stream)
    assert caught.value.diagnostics[0].line == 3


# -- files that cannot be opened -------------------------------------------------------------------


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    missing = refused(tmp_path / "no.csv")
    assert (missing.code, missing.file) == ("SK401", str(tmp_path / "no.csv"))
    assert refused(tmp_path).code == "SK401"
    assert refused("a\0b.csv").code == "SK401"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text(HEADER + GOOD)
    path.chmod(0)
    assert refused(path).code == "SK401"


def test_a_stream_that_is_closed() -> None:
    file = io.BytesIO((HEADER + GOOD).encode())
    file.close()
    assert refused(file).code in ("SK401", "SK413")


def test_a_packed_file_that_was_cut_short() -> None:
    rows = "".join(f"2024-02-01,Mari {n},{n}.00,EUR\n" for n in range(50_000))
    packed = gzip.compress((HEADER + rows).encode())
    statement = read(packed[: len(packed) // 2])
    counts = statement.counts
    assert counts.mapped > 1_000
    assert [(each.code, each.line) for each in statement.problems] == [("SK413", counts.mapped + 2)]
    assert [each.line for each in statement.transactions] == list(range(2, 2 + counts.mapped))
    with pytest.raises(sk.ReadError, match="SK413"):
        read(packed[: len(packed) // 2], on_error="raise")


def test_things_that_are_no_files() -> None:
    for what in (None, 5, object(), ["a"]):
        with pytest.raises((sk.ReadError, TypeError)):
            read(what)


# -- layouts and orders ----------------------------------------------------------------------------


def test_a_layout_with_a_misspelt_key(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(f'delimeter = ";"\ndate_format = "yyyy-MM-dd"\norder = "{ORDER}"\n')
    with pytest.raises(sk.LayoutError) as caught:
        sk.read((HEADER + GOOD).encode(), path)
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.line, finding.hint) == ("SK502", 1, "did you mean 'delimiter'?")
    assert refused(GOOD.encode(), delimeter=";").code == "SK502"


def test_an_order_that_is_wrong_is_told_even_where_the_file_decides() -> None:
    for settings in ({}, {"decimal": "auto", "date_format": "auto"}):
        finding = refused((HEADER + GOOD).encode(), order="date|name|debit", **settings)
        assert finding.code == "SK205"
        finding = refused((HEADER + GOOD).encode(), order='date|amount.sub(/(/,"")', **settings)
        assert finding.code == "SK216"


def test_nothing_says_how_a_file_is_to_be_read() -> None:
    with pytest.raises(sk.UnknownFormatError) as caught:
        sk.read(b"foo,bar\n1,2\n")
    assert caught.value.code == "SK436"


def test_what_stands_below_the_end_is_left_out_whatever_it_is() -> None:
    data = HEADER + GOOD + "Total,,-3.20,EUR\n" + 'printed "on,Monday\n' + '"open\n' + GOOD
    order = ORDER + "|conditions=1=Total,end"
    statement = read(data.encode(), order=order)
    assert (len(statement.transactions), statement.problems) == (1, ())
    assert statement.skipped == (3, 4, 5, 6)
    assert statement.counts.records == 5


@pytest.mark.parametrize(
    "about", [{}, {"continuation": "2=BLANK,1>2024-01-01"}, {"decimal": "auto"}]
)
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"date_format": "dyy"}, "the date pattern 'dyy' has no month"),
        ({"language": "xx"}, "the language 'xx' is not known"),
        ({"timezone": "Mars", "date_format": "yyyy-MM-dd HH:mm X"}, "the time zone 'Mars'"),
        ({"timezone": "Mars", "date_format": "auto"}, "the time zone 'Mars'"),
    ],
)
def test_a_setting_that_cannot_be_used(about: dict[str, Any], setting: Any, said: str) -> None:
    finding = refused((HEADER + GOOD).encode(), **{**about, **setting})
    assert (finding.code, finding.message[: len(said)]) == ("SK513", said)


def test_marks_of_numbers_that_cannot_be_used_are_refused_by_inference_too() -> None:
    with pytest.raises(sk.LayoutError, match="SK513 ',' cannot be the decimal mark and the group"):
        sk.infer((HEADER + GOOD + ALSO_GOOD).encode(), decimal=",", thousands=",")
