"""`statementkit explain`: the branch, the checks, the fields and the result of one record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ORDER = "date|name|amount|fee|conditions=2=Turg,skip;3>5,date,description,amount.negate"
LAYOUT = ("--order", ORDER, "--date-format", "yyyy-MM-dd", "--decimal", ".")
CONTENT = (
    "Day,Who,Sum,Cost\n"
    "2024-02-01,Kohvik,-3.20,0.10\n"
    "2024-02-02,Turg,-1.00,\n"
    '2024-02-03,"Pood\nKesklinnas",7.00,\n'
    "2024-02-04,Pood,x,\n"
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "a.csv").write_text(CONTENT)
    return "a.csv"


def told(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_record_is_explained(file: str, run: Run) -> None:
    result = run("explain", file, *LAYOUT, "--line", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = told(result.stdout)
    assert lines[0] == "mapped by the default layout"
    for expected in (
        "1 2=Turg column 2 [Who] 'Kohvik' no",
        "2 3>5 column 3 [Sum] '-3.20' no",
        "booked_on 2024-02-01 date column 1 [Day] '2024-02-01'",
        "amount -3.20 amount column 3 [Sum] '-3.20'",
        "name Kohvik name column 2 [Who] 'Kohvik'",
        "2 2024-02-01 -3.20 Kohvik",
        "2 2024-02-01 -0.10 fee",
    ):
        assert expected in lines


def test_any_line_of_a_record_leads_to_it(file: str, run: Run) -> None:
    first, second = (run("explain", file, *LAYOUT, "--line", line).stdout for line in ("4", "5"))
    assert first == second
    assert "mapped by branch 2" in first
    assert "amount .negate" in first
    assert "-7.00" in first


def test_a_skip_and_a_problem_are_explained_too(file: str, run: Run) -> None:
    assert told(run("explain", file, *LAYOUT, "--line", "3").stdout)[0] == "skipped by branch 1"
    result = run("explain", file, *LAYOUT, "--line", "6")
    assert result.exit_code == 0
    assert told(result.stdout)[0] == "problem by the default layout"
    assert "SK301" in result.stdout


def test_json_holds_the_same(file: str, run: Run) -> None:
    result = run("explain", file, *LAYOUT, "--line", "2", "--json")
    explained = json.loads(result.stdout)
    assert (explained["result"], explained["branch"]) == ("mapped", None)
    assert [check["holds"] for check in explained["checks"]] == [False, False]
    assert [made["amount"] for made in explained["transactions"]] == ["-3.20", "-0.10"]


@pytest.mark.parametrize("line", ["1", "7", "999", "0", "-1", "x"])
def test_a_line_without_a_record_is_2(line: str, file: str, run: Run) -> None:
    result = run("explain", file, *LAYOUT, "--line", line)
    assert result.exit_code == 2
    assert "line" in result.stderr


def test_the_line_is_needed(file: str, run: Run) -> None:
    result = run("explain", file, *LAYOUT)
    assert result.exit_code == 2
    assert "--line" in result.stderr
