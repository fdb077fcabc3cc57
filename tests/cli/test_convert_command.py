"""`statementkit convert`: layouts on standard output, in a folder, or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from statementkit.convert import KINDS, convert
from statementkit.layouts import parse_layout
from tests.convert.test_convert import EXAMPLES

if TYPE_CHECKING:
    from tests.cli.conftest import Run

HANSA = "fields date, amount, memo\ndate-format %d.%m.%Y\nif %memo rent\n amount -200\n"
"""Rules that give a row another amount, which no layout can."""


@pytest.fixture(autouse=True)
def files(run: Run) -> None:
    """Put a configuration of each program into the folder, before the command is called there."""
    for kind, text in EXAMPLES.items():
        Path(kind).write_text(text, "utf-8")
    Path("hansa.rules").write_text(HANSA, "utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_printed_is_the_layouts_and_what_is_said_is_beside_them(
    kind: str, run: Run
) -> None:
    found = convert(Path(kind), kind)
    result = run("convert", "--from", kind, kind)
    assert result.exit_code == 0
    assert result.stdout == "\n".join(each.to_toml() for each in found)
    assert all(str(finding) in result.stderr for each in found for finding in each.findings)
    assert f"{kind}: {len(found)} layout" in result.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_gets_a_file_for_each_bank(kind: str, run: Run) -> None:
    result = run("convert", "--from", kind, kind, "-o", "new/layouts")
    assert (result.exit_code, result.stdout) == (0, "")
    written = [parse_layout(each.read_text("utf-8")) for each in Path("new/layouts").iterdir()]
    assert {each.name for each in written} == {
        each.layout.name for each in convert(Path(kind), kind)
    }


def test_banks_of_the_same_name_get_files_of_their_own(run: Run) -> None:
    bank = "[{0}]\nSource Filename Pattern = {0}\nInput Columns = Date,Payee,Inflow\n"
    Path("two.conf").write_text(bank.format("EE Kevad") + bank.format("EE kevad!"), "utf-8")
    assert run("convert", "--from", "bank2ynab", "two.conf", "-o", ".").exit_code == 0
    assert {each.name for each in Path().glob("*.toml")} == {"ee-kevad.toml", "ee-kevad-2.toml"}


def test_json_holds_the_layouts_and_all_that_is_said(run: Run) -> None:
    found = convert(Path("bank2ynab"), "bank2ynab")
    result = run("convert", "--from", "bank2ynab", "bank2ynab", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json.loads(json.dumps([each.to_dict() for each in found]))


def test_a_layout_that_must_be_completed_is_another_end(run: Run) -> None:
    result = run("convert", "--from", "hledger", "hansa.rules")
    assert result.exit_code == 1
    assert "hansa.rules: 1 layout, 1 to be completed by hand" in result.stderr


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("oca", "SK560 this is not such a configuration: it is not JSON"),
        ("nowhere.json", "SK560 the configuration cannot be read: No such file or directory"),
        ("two\nlines.json", "SK560 the configuration cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_configuration_is_refused(file: str, said: str, run: Run) -> None:
    result = run("convert", "--from", "firefly", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_folder_that_cannot_be_made_is_refused(run: Run) -> None:
    result = run("convert", "--from", "oca", "oca", "-o", "oca/layouts")
    assert result.exit_code == 2
    assert "cannot make oca/layouts: Not a directory" in result.stderr
