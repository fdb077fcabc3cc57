"""`statementkit infer`: a layout that can be kept, its reasons, and the question that is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from statementkit.cli import main
from statementkit.layouts import read_layout
from statementkit.reader import read

DECIDED = "Date;Payee;Amount;Balance\n13.02.2024;Kohvik;-3,20;96,80\n14.02.2024;Palk;5,00;101,80\n"
OPEN = "Date,Payee,Amount\n02/03/2024,Kohvik,-3.20\n03/04/2024,Salary,5.00\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "decided.csv").write_text(DECIDED, "utf-8")
    (tmp_path / "open.csv").write_text(OPEN, "utf-8")
    return tmp_path


def test_the_layout_that_is_printed_reads_the_file(folder: Path) -> None:
    file, layout = folder / "decided.csv", folder / "hansa.toml"
    result = CliRunner().invoke(main, ["infer", str(file), "-o", str(layout)])
    assert result.exit_code == 0
    assert "balances of column 4" in layout.read_text("utf-8")
    assert len(read(file, read_layout(layout)).transactions) == 2


def test_a_question_names_the_options_that_answer_it(folder: Path) -> None:
    result = CliRunner().invoke(main, ["infer", str(folder / "open.csv")])
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "--date-format dd/MM/yyyy" in result.stderr
    again = CliRunner().invoke(
        main, ["infer", str(folder / "open.csv"), "--date-format", "dd/MM/yyyy"]
    )
    assert again.exit_code == 0


@pytest.mark.parametrize("option", [["--date-format", "zz"], ["--order", "date|nam"]])
def test_an_answer_that_is_none_ends_with_2(folder: Path, option: list[str]) -> None:
    result = CliRunner().invoke(main, ["infer", str(folder / "decided.csv"), *option])
    assert result.exit_code == 2


def test_a_decimal_mark_that_no_amount_has_is_told(folder: Path) -> None:
    result = CliRunner().invoke(main, ["infer", str(folder / "decided.csv"), "--decimal", "."])
    assert result.exit_code == 3
    assert "is a number with the decimal mark '.'" in result.stderr


def test_json_holds_layout_and_evidence(folder: Path) -> None:
    result = CliRunner().invoke(main, ["infer", str(folder / "decided.csv"), "--json"])
    assert json.loads(result.stdout)["layout"]["order"] == "date|name|amount|balance"


def test_what_cannot_be_read_ends_with_2(folder: Path) -> None:
    assert CliRunner().invoke(main, ["infer", str(folder / "none.csv")]).exit_code == 2


EXAMPLES = Path(__file__).parents[2] / "examples"

POINTED = {
    "camt053/statement.xml": "the shipped layout camt053 reads it",
    "cfonb120-fr/statement.cfo": "the shipped layout cfonb120-fr reads it",
    "ofx/statement.ofx": "the shipped layout ofx reads it",
    "cnab240-br/statement.ret": 'format = "fixed"',
}


@pytest.mark.parametrize(("file", "words"), POINTED.items())
def test_what_reads_a_file_without_inference_is_told(file: str, words: str) -> None:
    result = CliRunner().invoke(main, ["infer", str(EXAMPLES / file)])
    assert result.exit_code == 2
    assert words in result.stderr


EXCHANGE = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nКонецФайла\r\n"


def test_a_file_for_1c_needs_no_layout(tmp_path: Path) -> None:
    file = tmp_path / "kl_to_1c.txt"
    file.write_bytes(EXCHANGE.encode("cp1251"))
    result = CliRunner().invoke(main, ["infer", str(file)])
    assert result.exit_code == 2
    assert "it is a file for 1C, which needs no layout" in result.stderr


@pytest.mark.parametrize("content", ["<a><b>2024-02-01</b></a>", "\ufeff<?xml version='1.0'?><a/>"])
def test_xml_is_told_from_text(tmp_path: Path, content: str) -> None:
    file = tmp_path / "statement.xml"
    file.write_text(content, "utf-8")
    result = CliRunner().invoke(main, ["infer", str(file)])
    assert result.exit_code == 2
    assert "this is XML" in result.stderr


def test_a_header_in_angle_brackets_is_text(tmp_path: Path) -> None:
    file = tmp_path / "statement.csv"
    file.write_text("<DATE>,<PAYEE>,<AMOUNT>\n2024-02-13,Starbucks,-3.20\n", "utf-8")
    assert CliRunner().invoke(main, ["infer", str(file)]).exit_code == 0
