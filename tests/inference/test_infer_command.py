"""`statementkit infer`: a layout that can be kept, its reasons, and the question that is open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from statementkit.cli import main
from statementkit.layouts import read_layout
from statementkit.reader import read

if TYPE_CHECKING:
    from pathlib import Path

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


def test_json_holds_layout_and_evidence(folder: Path) -> None:
    result = CliRunner().invoke(main, ["infer", str(folder / "decided.csv"), "--json"])
    assert json.loads(result.stdout)["layout"]["order"] == "date|name|amount|balance"


def test_what_cannot_be_read_ends_with_2(folder: Path) -> None:
    assert CliRunner().invoke(main, ["infer", str(folder / "none.csv")]).exit_code == 2
