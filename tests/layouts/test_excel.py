"""Workbooks: every cell comes out as its display says, or is a problem with its place."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import attrs
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.layouts import Layout, open_rows
from statementkit.layouts.excel.display import CellWriter
from statementkit.order.parser import parse_order
from statementkit.source import open_source
from tests.layouts.workbooks import WRITERS, Writer, ods, xls, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = ["Booked", "Payee", "Amount", "Reference"]
ROWS: list[list[Any]] = [
    HEADER,
    [date(2024, 2, 1), "Kohvik Hommik", -3.2, "0012"],
    [datetime(2024, 2, 29, 10, 11, 12), "Rent, March", -1234.5, "RF18"],  # noqa: DTZ001
    [date(2024, 12, 31), "Salary", 0.1 + 0.2, None],
]
LAYOUT = Layout(
    format="excel", order="date|name|amount|ref", date_format="dd.MM.yyyy", decimal=",",
    currency="EUR",
)  # fmt: skip

each_kind = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())


def read(content: bytes, **keys: Any) -> sk.Statement:
    return sk.read(content, attrs.evolve(LAYOUT, **keys))


def refusal(content: bytes, **keys: Any) -> sk.Diagnostic:
    with pytest.raises(sk.ReadError) as caught:
        read(content, **keys)
    [finding] = caught.value.diagnostics
    return finding


def problem(content: bytes, **keys: Any) -> sk.Diagnostic:
    statement = read(content, **keys)
    [finding] = statement.problems
    return finding


def facts(statement: sk.Statement) -> dict[str, Any]:
    return {fact.name: fact.value for fact in statement.facts}


@each_kind
@pytest.mark.parametrize("decimal", [",", ".", "auto"])
@pytest.mark.parametrize("pattern", ["dd.MM.yyyy", "yyyy-MM-dd", "M/d/yy", "d MMM yyyy", "auto"])
def test_all_kinds_of_workbooks_give_the_same_transactions(
    write: Writer, decimal: Any, pattern: str
) -> None:
    statement = read(write(ROWS), decimal=decimal, date_format=pattern)
    assert [
        (each.booked_on, each.name, each.amount, each.reference, each.line)
        for each in statement.transactions
    ] == [
        (date(2024, 2, 1), "Kohvik Hommik", Decimal("-3.2"), "0012", 2),
        (date(2024, 2, 29), "Rent, March", Decimal("-1234.5"), "RF18", 3),
        (date(2024, 12, 31), "Salary", Decimal("0.3"), None, 4),
    ]
    assert not statement.problems
    assert not statement.warnings
    assert facts(statement)["sheet"] == "Statement"


def test_a_workbook_is_one_wherever_its_writer_put_its_parts() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Statement")
    for row in ROWS:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        assert archive.namelist()[-1] == "[Content_Types].xml"
    assert len(read(buffer.getvalue()).transactions) == 3


@each_kind
def test_a_delimited_layout_reads_the_same_columns_of_a_workbook(write: Writer) -> None:
    statement = read(write(ROWS), format="delimited")
    assert len(statement.transactions) == 3
    assert facts(statement)["format"] == "excel"


def test_a_text_file_under_the_name_of_a_workbook_is_read_as_text() -> None:
    statement = read(b"Booked;Payee;Amount;Ref\n01.02.2024;Kohvik;-3,20;7\n")
    assert [each.amount for each in statement.transactions] == [Decimal("-3.20")]
    assert facts(statement)["format"] == "delimited"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "a web page"),
        (b"\xef\xbb\xbf\n <TABLE><tr><td>1</td></tr></TABLE>", "a web page"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
    ],
)
def test_what_only_calls_itself_a_workbook_is_told(content: bytes, words: str) -> None:
    finding = refusal(content)
    assert finding.code == "SK404"
    assert words in finding.message


# -- which sheet, which rows --------------------------------------------------------------------


def with_sheet(name: str, rows: list[list[Any]], state: str = "visible") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)

    return change


def test_the_only_sheet_that_holds_anything_is_read() -> None:
    assert len(read(xlsx(ROWS, with_sheet("Empty", []))).transactions) == 3


def test_a_hidden_sheet_is_not_asked() -> None:
    hidden = with_sheet("Lists", [["a"], ["b"]], "hidden")
    assert len(read(xlsx(ROWS, hidden)).transactions) == 3


def test_several_sheets_are_a_question_unless_one_alone_has_the_header() -> None:
    content = xlsx(ROWS, with_sheet("Summary", [["Total", 7]]))
    finding = refusal(content)
    assert (finding.code, finding.hint) == ("SK445", 'say which one: sheet = "Statement"')
    assert len(read(content, header=["Booked", "Amount"]).transactions) == 3
    both = xlsx(ROWS, with_sheet("More", ROWS))
    assert refusal(both, header=["Booked", "Amount"]).code == "SK445"


@pytest.mark.parametrize("sheet", ["summary ", 2])
def test_a_sheet_is_named_by_its_name_or_its_number(sheet: str | int) -> None:
    content = xlsx([["x"]], with_sheet("Summary", ROWS, "hidden"))
    assert len(read(content, sheet=sheet).transactions) == 3


@pytest.mark.parametrize("sheet", ["Nothing", 3])
def test_a_sheet_that_is_not_there_is_told_with_those_that_are(sheet: str | int) -> None:
    finding = refusal(xlsx(ROWS, with_sheet("Other", [])), sheet=sheet)
    assert finding.code == "SK443"
    assert finding.hint == "its sheets are 'Statement', 'Other'"


@each_kind
def test_an_empty_workbook_is_told(write: Writer) -> None:
    assert refusal(write([])).code == "SK444"


@each_kind
def test_preamble_blank_rows_comment_and_footer_are_left_out(write: Writer) -> None:
    rows = [["Statement of", 7], [], *ROWS[:2], [None, None], ["#", "note"], ROWS[2], ["Total", 9]]
    stream = sk.iter_transactions(
        write(rows), attrs.evolve(LAYOUT, header=["Booked"], footer_lines=1, comment="#")
    )
    assert [each.line for each in stream] == [4, 7]
    left_out = stream.records.left_out
    assert left_out["lines above the header"] == 2
    assert left_out["lines of comment"] == 1
    assert left_out["records in the footer"] == 1


@each_kind
def test_a_sheet_without_header(write: Writer) -> None:
    assert len(read(write(ROWS[1:]), header=False).transactions) == 3
    assert len(read(write(ROWS), header=False, skip_lines=1).transactions) == 3


def test_a_moved_column_is_told_with_the_order_for_it() -> None:
    with pytest.raises(sk.FormatError) as caught:
        read(
            xlsx([["Payee", "Booked", "Amount"], ["x", date(2024, 2, 1), 5]]),
            order="date|name|amount",
            header_fingerprint=["Booked", "Payee", "Amount"],
        )
    assert 'order = "name|date|amount"' in str(caught.value)


@pytest.mark.parametrize("name", ["statement.xlsx", "statement-xls.xls"])
def test_a_workbook_is_recognised_by_its_header(name: str) -> None:
    examples = Path(__file__).parents[2] / "examples"
    assert facts(sk.read(examples / "ing-es" / name))["layout"] == "ing-es"


def test_a_workbook_with_the_header_of_a_layout_for_text_is_recognised() -> None:
    example = Path(__file__).parents[2] / "examples" / "n26" / "statement.csv"
    with example.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    saved = sk.read(xlsx(rows))
    assert facts(saved)["layout"] == "n26"
    read_from_text = sk.read(example, "n26").transactions
    assert [(each.booked_on, each.amount) for each in saved.transactions] == [
        (each.booked_on, each.amount) for each in read_from_text
    ]


# -- cells ---------------------------------------------------------------------------------------


def formatted(value: Any, code: str = "General") -> bytes:
    """A workbook whose amount is this value, shown in this number format."""

    def change(book: Any) -> None:
        cell = book.active["C2"]
        cell.value = value
        cell.number_format = code

    return xlsx([HEADER, [date(2024, 2, 1), "x", None, None]], change)


@pytest.mark.parametrize(
    ("value", "code", "amount"),
    [
        (12.5, "General", "12.5"),
        (1.1000000000000001, "General", "1.1"),
        (0.1 + 0.2, "0.00", "0.30"),
        (5.551115123125783e-17, "0.00", "0.00"),
        (-1234.5, '#,##0.00 "kr";[Red]#,##0.00 "kr"', "-1234.50"),
        (999999999999999, "General", "999999999999999"),
        (1e-05, "General", "0.00001"),
        (-0.0, "General", "0"),
        (7, "0000", "7"),
        (12.5, "_-* #,##0.00\\ [$€-425]_-", "12.50"),
        (2.5, '[>=1]0.0;0.00', "2.5"),
        (3, "#,##0", "3"),
    ],
)  # fmt: skip
def test_a_number_is_what_it_shows(value: float, code: str, amount: str) -> None:
    [transaction] = read(formatted(value, code)).transactions
    assert str(transaction.amount) == amount


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (1.005, "0.00", "the cell holds 1.005 and shows 1.01"),
        (0.4, "0", "the cell holds 0.4 and shows 0"),
        (1234567, "#,##0,", "the cell shows thousands in place of its value"),
        (2023050000000000, "General", "Excel keeps 15 digits of a number"),
        (1e300, "General", "Excel keeps 15 digits"),
        ("=1+1", "General", "a formula that was never calculated"),
    ],
)
def test_a_number_that_is_not_what_it_shows_is_a_problem(value: Any, code: str, words: str) -> None:
    finding = problem(formatted(value, code))
    assert (finding.code, finding.line, finding.column) == ("SK446", 2, 3)
    assert words in finding.message
    assert finding.hint


@pytest.mark.parametrize(
    ("value", "code"), [(0.125, "0.0%"), (True, "General"), (0.5, "h:mm"), (45000, "d.m.yyyy")]
)
def test_a_value_of_another_kind_is_no_amount(value: Any, code: str) -> None:
    finding = problem(formatted(value, code))
    assert (finding.code, finding.line, finding.column) == ("SK301", 2, 3)


def test_a_failed_formula_is_a_problem_where_it_is_read_and_nothing_elsewhere() -> None:
    def change(book: Any) -> None:
        book.active["B2"] = "#REF!"
        book.active["B2"].data_type = "e"

    content = xlsx(ROWS, change)
    finding = problem(content)
    assert (finding.code, finding.line, finding.column, finding.cell) == ("SK446", 2, 2, "#REF!")
    assert len(read(content, order="date|other|amount").transactions) == 3
    assert problem(content, order="date@1|name@[Payee]|amount@3").line == 2


def test_a_failed_formula_of_an_old_workbook_is_a_problem() -> None:
    def change(book: Any) -> None:
        book.get_sheet(0).row(4).set_cell_error(2, "#DIV/0!")

    assert problem(xls(ROWS, change)).cell == "#DIV/0!"


def test_a_formula_without_value_in_a_spreadsheet_of_open_document() -> None:
    content = ods(ROWS)
    text = part(content, "content.xml").replace(
        '<table:table-cell office:value-type="float" office:value="-3.2">',
        '<table:table-cell table:formula="of:=1+1">',
    )
    assert problem(with_part(content, "content.xml", text)).column == 3


def dated(serial: float, code: str = "yyyy-mm-dd", epoch: Any = None) -> bytes:
    def change(book: Any) -> None:
        if epoch is not None:
            book.epoch = epoch
        cell = book.active["A2"]
        cell.value = serial
        cell.number_format = code

    return xlsx([HEADER, [None, "x", 5, None]], change)


@pytest.mark.parametrize(
    ("serial", "code", "day"),
    [
        (1, "dd.mm.yyyy", date(1900, 1, 1)),
        (59, "dd.mm.yyyy", date(1900, 2, 28)),
        (61, "dd.mm.yyyy", date(1900, 3, 1)),
        (45351, "m/d/yy", date(2024, 2, 29)),
        (45351.99999, "mmm yyyy", date(2024, 2, 29)),
        (45351.4244444, '[$-F800]dddd, mmmm dd, yyyy', date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_a_serial_number_is_the_day_that_it_shows(serial: float, code: str, day: date) -> None:
    [transaction] = read(dated(serial, code)).transactions
    assert transaction.booked_on == day


@pytest.mark.parametrize("serial", [60, 0, -1, 2958466, 1e300])
def test_a_serial_number_that_is_no_day_is_a_problem(serial: float) -> None:
    finding = problem(dated(serial))
    assert (finding.code, finding.line, finding.column) == ("SK446", 2, 1)


def test_a_workbook_that_counts_from_1904() -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    [transaction] = read(dated(43889, epoch=CALENDAR_MAC_1904)).transactions
    assert transaction.booked_on == date(2024, 2, 29)


def test_days_before_1900_are_problems() -> None:
    content = ods([HEADER, [date(1899, 12, 30), "x", 5, None]])
    assert problem(content).code == "SK446"


def test_times_are_written_as_times() -> None:
    rows: list[list[Any]] = [HEADER, [date(2024, 2, 1), time(9, 5), 5, timedelta(hours=30)]]
    [transaction] = read(xlsx(rows)).transactions
    assert (transaction.name, transaction.reference) == ("09:05:00", "30:00:00")


@given(day=st.dates(date(1900, 3, 1), date(2999, 12, 31)))
def test_every_day_comes_out_as_itself(day: date) -> None:
    writer = CellWriter.of(LAYOUT)
    serial = (day - date(1899, 12, 30)).days
    assert writer.number(str(serial), "dd.mm.yyyy") == f"{day:%d.%m}.{day.year:04}"


@given(cents=st.integers(-(10**14), 10**14))
def test_every_amount_in_cents_comes_out_exactly(cents: int) -> None:
    writer = CellWriter.of(attrs.evolve(LAYOUT, decimal="."))
    for code in ("General", "0.00", "#,##0.00"):
        written = writer.number(repr(cents / 100), code)
        assert isinstance(written, str)
        assert Decimal(written) == Decimal(cents) / 100


@given(code=st.text(max_size=12), value=st.floats().map(repr) | st.text(max_size=6))
def test_no_number_format_and_no_number_leads_astray(code: str, value: str) -> None:
    assert CellWriter.of(LAYOUT).number(value, code) is not None


def test_rich_and_escaped_texts() -> None:
    content = xlsx(ROWS)
    sheet = part(content, "xl/worksheets/sheet1.xml")
    rich = re.sub(
        r"<is><t>Salary</t></is>|<c r=\"B4\"[^>]*><v>\d+</v></c>",
        '<c r="B4" t="inlineStr"><is><r><t>Sal</t></r><r><t>ary_x000A_</t></r>'
        "<rPh><t>x</t></rPh></is></c>",
        sheet,
    )
    rich = rich.replace('<c r="B4" t="inlineStr"><c r="B4"', '<c r="B4"').replace(
        "</c></c>", "</c>"
    )
    statement = read(with_part(content, "xl/worksheets/sheet1.xml", rich))
    assert statement.transactions[2].name == "Salary"


# -- damaged, locked, hostile --------------------------------------------------------------------


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def with_part(content: bytes, name: str, text: str) -> bytes:
    """The same workbook with another text of one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            new.writestr(info, text if info.filename == name else old.read(info))
    return buffer.getvalue()


@pytest.mark.parametrize("place", ["B2:C2", "B1:C1", "A1:A2"])
def test_a_merged_header_is_refused(place: str) -> None:
    content = xlsx(ROWS, lambda book: book.active.merge_cells(place))
    if place == "B2:C2":
        assert read(content).counts.records == 3
    else:
        finding = refusal(content)
        assert (finding.code, finding.line) == ("SK447", 1)


def test_a_merged_title_above_the_header_is_none_of_it() -> None:
    content = xlsx([["Statement"], *ROWS], lambda book: book.active.merge_cells("A1:D1"))
    assert len(read(content, header=["Booked"]).transactions) == 3


def test_a_merged_header_of_an_open_document() -> None:
    text = part(ods(ROWS), "content.xml").replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-spanned="2" ', 1
    )
    assert refusal(with_part(ods(ROWS), "content.xml", text)).code == "SK447"


def test_a_workbook_with_a_password_is_told() -> None:
    import msoffcrypto

    buffer = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(xlsx(ROWS))).encrypt("secret", buffer)
    assert refusal(buffer.getvalue()).code == "SK442"


def test_an_open_document_with_a_password_is_told() -> None:
    content = ods(ROWS)
    manifest = part(content, "META-INF/manifest.xml").replace(
        "</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>"
    )
    assert refusal(with_part(content, "META-INF/manifest.xml", manifest)).code == "SK442"


def test_places_that_no_sheet_has_are_refused() -> None:
    content = xlsx(ROWS)
    sheet = part(content, "xl/worksheets/sheet1.xml")
    for wrong in ("ZZZ3", "A9999999", "A0", "3"):
        text = sheet.replace('r="A3"', f'r="{wrong}"')
        statement = read(with_part(content, "xl/worksheets/sheet1.xml", text), header=False)
        assert any(each.code == "SK441" for each in statement.problems), wrong


def test_the_last_cell_of_a_sheet_costs_nothing() -> None:
    statement = read(xlsx(ROWS, lambda book: book.active.__setitem__("XFD1048576", 1)))
    assert len(statement.transactions) == 3


def test_rows_that_are_blank_up_to_the_last_column_end_the_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("statementkit.layouts.excel.xlsx._BLANKS", 100_000)
    content = xlsx(ROWS)
    sheet = part(content, "xl/worksheets/sheet1.xml")
    far = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(9, 3_000))
    text = sheet.replace("</sheetData>", f"{far}</sheetData>")
    statement = read(with_part(content, "xl/worksheets/sheet1.xml", text))
    assert len(statement.transactions) == 3
    assert statement.counts.problems < 20
    [told] = [each for each in statement.problems if each.code == "SK441"]
    assert "nearly all of its cells are blank" in told.message


def test_repeated_rows_of_an_open_document_are_bounded() -> None:
    content = ods([*ROWS, [None]])
    text = part(content, "content.xml")
    last = text.rindex("<table:table-row>")
    text = text[:last] + text[last:].replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="999999999">', 1
    )
    assert len(read(with_part(content, "content.xml", text)).transactions) == 3


def test_a_document_type_is_refused() -> None:
    content = xlsx(ROWS)
    text = '<!DOCTYPE x [<!ENTITY a "b">]>' + part(content, "xl/workbook.xml")
    finding = refusal(with_part(content, "xl/workbook.xml", text))
    assert finding.code == "SK441"
    assert "document type" in finding.message


@pytest.mark.parametrize(
    ("write", "name"), [(xlsx, "xl/worksheets/sheet1.xml"), (ods, "content.xml")]
)
def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_a_trap(
    write: Writer, name: str
) -> None:
    content = write(ROWS)
    text = part(content, name) + " " * 70_000_000
    finding = refusal(with_part(content, name, text))
    assert finding.code == "SK441"
    assert "unpacks to 70,00" in finding.message


@cache
def written_once(write: Writer) -> bytes:
    """The same bytes each time: workbooks hold the time of their writing."""
    return write(ROWS)


@each_kind
@given(data=st.data())
def test_only_our_own_errors_escape_from_damaged_workbooks(write: Writer, data: Any) -> None:
    content = bytearray(written_once(write))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(sk.StatementKitError):
        read(bytes(content))


def test_xlrd_is_asked_for_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlrd", None)
    finding = refusal(xls(ROWS))
    assert (finding.code, finding.hint) == ("SK440", "pip install 'statementkit[excel]'")


def test_xlrd_is_imported_for_old_workbooks_alone() -> None:
    program = (
        "import sys, statementkit as sk; sk.read(sys.argv[1], 'n26'); print('xlrd' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "examples/n26/statement.csv"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def test_rows_can_be_taken_again() -> None:
    tree = parse_order("date|name|amount")
    source = open_source(xlsx(ROWS))
    for _ in range(2):
        rows = open_rows(source, LAYOUT, tree)
        assert len(list(rows)) == 3
    assert source.digest


def test_blank_cells_of_a_wide_and_long_sheet_cost_nothing() -> None:
    def mark_the_end(book: Any) -> None:
        book.get_sheet(0).write(65_535, 255, "the last cell that there is")

    content = xls([["Date", "Amount"], [date(2024, 2, 1), -3.2]], mark_the_end)
    start = process_time()
    statement = sk.read(content, order="date|amount", format="excel", date_format="dd.MM.yyyy")
    assert process_time() - start < 5
    assert (statement.counts.mapped, statement.counts.problems) == (1, 1)
