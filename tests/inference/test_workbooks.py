"""What is inferred from workbooks: the sheet, the rows on it, and a layout that reads them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import statementkit as sk
from statementkit.cli import main
from tests.layouts.workbooks import WRITERS, Writer, xlsx

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[list[Any]] = [
    ["Konto", "EE382200221020145685"],
    [],
    ["Kuupäev", "Saaja", "Selgitus", "Summa", "Saldo"],
    [date(2024, 2, 1), "Kohvik Hommik", "Kohv", -3.2, 96.8],
    [date(2024, 2, 2), "Põhjala OÜ", "Palk", 1500, 1596.8],
    [date(2024, 2, 3), "Kauplus", "Ost", -20.55, 1576.25],
    ["Kokku", None, None, 1476.25, None],
]

TEXTS = [
    ["Date", "Payee", "Amount"],
    ["13/02/2024", "Bakery", "-3,20"],
    ["14/02/2024", "Salary", "1.500,00"],
    ["15/02/2024", "Netflix", "-10,99"],
]

each_kind = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())


def with_sheet(name: str, rows: list[list[Any]], state: str = "visible") -> Any:
    def change(book: Any) -> None:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)

    return change


@each_kind
def test_the_layout_of_a_workbook_reads_it(write: Writer) -> None:
    content = write(ROWS)
    found = sk.infer(content)
    assert found.layout is not None, found
    assert found.layout.format == "excel"
    assert found.layout.sheet is None
    assert found.layout.account == "EE382200221020145685"
    amount = found.decision("amount")
    assert amount is not None
    assert amount.confidence == "proven"
    statement = sk.read(content, found.layout)
    assert [(each.booked_on.day, each.amount) for each in statement.transactions] == [
        (1, Decimal("-3.2")),
        (2, Decimal(1500)),
        (3, Decimal("-20.55")),
    ]
    assert not statement.problems
    assert statement.counts.skipped == 1
    assert statement.balance.holds


@each_kind
def test_a_workbook_without_a_layout_is_read(write: Writer) -> None:
    statement = sk.read(write(ROWS))
    assert statement.facts[0].value == "inferred"
    assert len(statement.transactions) == 3


def test_cells_of_text_are_decided_like_those_of_a_text_file() -> None:
    content = xlsx(TEXTS)
    found = sk.infer(content)
    assert found.layout is not None
    assert (found.layout.date_format, found.layout.decimal) == ("dd/MM/yyyy", ",")
    amounts = [each.amount for each in sk.read(content, found.layout).transactions]
    assert amounts == [Decimal("-3.20"), Decimal(1500), Decimal("-10.99")]


def test_days_as_text_are_asked_for_where_they_are_open() -> None:
    found = sk.infer(xlsx([TEXTS[0], ["02/03/2024", "Netflix", -3.2]]))
    assert [each.key for each in found.questions] == ["date_format"]


def test_rows_below_the_sample_decide_day_and_month() -> None:
    rows = [[f"0{1 + i % 9}/0{1 + i % 7}/2024", "Bakery", -6.5] for i in range(1200)]
    found = sk.infer(xlsx([TEXTS[0], *rows, ["25/01/2024", "Salary", 10]]))
    decision = found.decision("date_format")
    assert decision is not None
    assert (decision.value, decision.lines) == ("dd/MM/yyyy", (1202,))


def test_the_one_sheet_with_payments_is_named() -> None:
    content = xlsx(ROWS, with_sheet("Notes", [["Hello"]]))
    found = sk.infer(content)
    assert found.layout is not None
    assert found.layout.sheet == "Statement"
    assert len(sk.read(content, found.layout).transactions) == 3


def test_of_several_sheets_with_payments_one_is_asked_for() -> None:
    content = xlsx(ROWS, with_sheet("Savings", TEXTS))
    [question] = sk.infer(content).questions
    assert question.key == "sheet"
    assert [dict(each.keys) for each in question.answers] == [
        {"sheet": "Statement"},
        {"sheet": "Savings"},
    ]
    answered = sk.infer(content, sheet="Savings")
    assert answered.layout is not None
    assert len(sk.read(content, answered.layout).transactions) == 3


def test_a_hidden_sheet_is_not_looked_at() -> None:
    found = sk.infer(xlsx(ROWS, with_sheet("Savings", TEXTS, "hidden")))
    assert found.layout is not None
    assert found.layout.sheet is None


def test_a_cell_that_cannot_be_trusted_is_told() -> None:
    def uncalculated(book: Any) -> None:
        book.active["D5"] = "=1+1"

    content = xlsx(ROWS, uncalculated)
    found = sk.infer(content)
    warning = next(each for each in found.warnings if each.column)
    assert (warning.line, warning.column) == (5, 4)
    assert "formula" in warning.message
    assert found.layout is not None
    assert [each.code for each in sk.read(content, found.layout).problems] == ["SK446"]


def merged(book: Any) -> None:
    book.active.merge_cells("A3:B3")


REFUSED = {
    "nothing on any sheet": (xlsx([]), {}, "SK444"),
    "no payments": (xlsx([["Hello"], ["World", 3]]), {}, "SK436"),
    "no such sheet": (xlsx(ROWS), {"sheet": "Nope"}, "SK443"),
    "a merged header": (xlsx(ROWS, merged), {}, "SK447"),
    "cut short": (xlsx(ROWS)[:3000], {}, "SK413"),
}


@pytest.mark.parametrize(("content", "keys", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused(content: bytes, keys: dict[str, Any], code: str) -> None:
    with pytest.raises(sk.ReadError) as caught:
        sk.infer(content, **keys)
    assert caught.value.code == code
    assert caught.value.diagnostics[0].file == "<bytes>"


def test_a_workbook_that_streams_in_is_inferred_and_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise io.UnsupportedOperation

        tell = seek

    assert len(sk.read(Pipe(xlsx(ROWS))).transactions) == 3


def test_the_command_writes_a_layout_that_reads_the_workbook(tmp_path: Path) -> None:
    file, layout = tmp_path / "book.xlsx", tmp_path / "book.toml"
    file.write_bytes(xlsx(ROWS))
    result = CliRunner().invoke(main, ["infer", str(file), "-o", str(layout)])
    assert result.exit_code == 0
    assert 'format = "excel"' in layout.read_text("utf-8")
    again = CliRunner().invoke(main, ["read", str(file), "--layout", str(layout)])
    assert again.exit_code == 0
    assert "3 transactions" in again.stderr


def test_the_command_asks_for_the_sheet(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(xlsx(ROWS, with_sheet("Savings", TEXTS)))
    result = CliRunner().invoke(main, ["infer", str(file)])
    assert result.exit_code == 3
    assert "--sheet Savings" in result.stderr
