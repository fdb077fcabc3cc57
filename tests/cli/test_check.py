"""`statementkit check`: a layout alone and against a sample, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import statementkit as sk
from statementkit.testing.onec import invent

if TYPE_CHECKING:
    from tests.cli.conftest import Run

DATES = ("--date-format", "yyyy-MM-dd")
ORDER = "date|name|amount|conditions=2=Turg,skip;2=Kino,date,description,amount;2=Total,end"
SAMPLE = (
    "date,name,amount\n"
    "2024-02-01,Kohvik,-3.20\n"
    "2024-02-02,Turg,-1.00\n"
    "2024-02-03,Pood,x\n"
    "2024-02-04,Pood\n"
    "2024-02-05,Pood,-4.00,more\n"
    "2024-02-06,Total,-9.00\n"
    "2024-02-07,Pood,-5.00\n"
)


@pytest.fixture
def sample(tmp_path: Path) -> str:
    (tmp_path / "sample.csv").write_text(SAMPLE)
    return "sample.csv"


@pytest.mark.parametrize("name", sk.shipped_layouts())
def test_the_shipped_layouts_can_be_used(name: str, run: Run) -> None:
    assert run("check", name).exit_code == 0


def test_a_good_order_is_0(run: Run) -> None:
    result = run("check", "--order", "date|name|amount", *DATES)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "nothing is wrong with the layout\n"


def test_all_errors_are_told_at_once_and_are_2(run: Run) -> None:
    result = run("check", "--order", "name|name|currency|id|id", *DATES)
    assert result.exit_code == 2
    assert {"SK204", "SK205", "SK206"} <= set(result.stdout.split())


def test_lints_do_not_fail(run: Run) -> None:
    result = run("check", "--order", "date|amount|", "--date-format", "dd.MM.yyyy hh:mm")
    assert result.exit_code == 0
    assert "SK250 warning: " in result.stdout
    assert "SK520 warning: " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--order", "date||amount"], "SK1"),
        (["--order", "date|amount"], "SK511"),
        (["--order", "date|amount", "--date-format", "yyyy-QQ-dd"], "SK513"),
        (["--order", "date|amount", *DATES, "--decimal", ",", "--thousands", ","], "SK513"),
        (["nowhere.toml"], "SK505"),
        (["paypall"], "SK504"),
        (["paypal", "--sample", "nowhere.csv"], "SK401"),
    ],
    ids=lambda each: "",
)
def test_what_cannot_be_used_is_2(arguments: list[str], code: str, run: Run) -> None:
    for form in ([], ["--json"]):
        result = run("check", *arguments, *form)
        assert result.exit_code == 2
        assert code in result.stdout


def test_what_a_file_will_decide_is_no_error(run: Run) -> None:
    order = "date@[Day]|amount@[Sum]|name@[day]|conditions=[Type]=x,skip"
    assert run("check", "--order", order, "--date-format", "auto").exit_code == 0


def test_a_sample_shows_widths_branches_and_what_does_not_read(sample: str, run: Run) -> None:
    result = run("check", "--order", ORDER, *DATES, "--decimal", ".", "--sample", sample)
    assert result.exit_code == 1
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    for expected in (
        "sample.csv: 7 records = 2 read + 3 skipped + 2 problems",
        "columns records first line",
        "3 5 2",
        "2 1 5",
        "4 1 6",
        "branch records first line takes",
        "1 1 3 2=Turg → skip",
        "2 never 2=Kino",
        "3 1 7 2=Total → end",
        "default 4 2 all others",
        "sample.csv:4: SK301 column 3 (amount): 'x' is not an amount",
        "sample.csv:5: SK311 column 3 (amount): the row has no amount",
    ):
        assert expected in lines


@pytest.mark.parametrize("call", [["kl_to_1c"], ["./kl_to_1c"], ["--sample", "kl_to_1c"]])
def test_a_file_for_1c_stands_alone(call: list[str], tmp_path: Path, run: Run) -> None:
    content = invent("sber", documents=3).content
    (tmp_path / "kl_to_1c").write_bytes(content)
    assert "kl_to_1c: 3 records = 3 read" in run("check", *call).stdout
    (tmp_path / "kl_to_1c").write_bytes(content.replace("Сумма=".encode("cp1251"), b"X="))
    assert run("check", *call).exit_code == 1
    assert "layout" in run("check", "kl_to_1c", "--decimal", ".").stdout


def test_json_holds_the_same(sample: str, run: Run) -> None:
    call = ("check", "--order", ORDER, *DATES, "--decimal", ".", "--sample", sample, "--json")
    result = run(*call)
    assert result.exit_code == 1
    told: dict[str, Any] = json.loads(result.stdout)
    assert told["findings"] == []
    found = told["sample"]
    assert found["file"] == sample
    assert found["counts"]["records"] == 7
    assert [(use["number"], use["records"]) for use in found["branches"]] == [
        (1, 1),
        (2, 0),
        (3, 1),
        (None, 4),
    ]
    assert found["untaken"] == 0
    assert [problem["line"] for problem in found["problems"]["first"]] == [4, 5]


def test_records_that_no_branch_takes_are_counted(sample: str, run: Run) -> None:
    order = "conditions=2=Kohvik,date,name,amount"
    result = run("check", "--order", order, *DATES, "--decimal", ".", "--sample", sample)
    assert result.exit_code == 1
    assert "no branch took 6 of the records" in result.stdout


def test_a_clean_sample_is_0(run: Run) -> None:
    statement = Path(__file__).parents[2] / "examples" / "chase" / "statement.csv"
    result = run("check", "chase", "--sample", statement)
    assert result.exit_code == 0
