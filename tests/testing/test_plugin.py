"""The plugin of pytest: layouts of a folder and the statements beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from statementkit.testing import GoldenError, check_golden, golden_files, rewrite_golden

LAYOUT = """
order = "date|name|amount|conditions=2=Hold,skip"
date_format = "dd.MM.yyyy"
decimal = ","
thousands = "none"
delimiter = ";"
currency = "EUR"
"""
STATEMENT = "date;name;amount\n01.02.2024;Kohvik Hommik;-3,20\n02.02.2024;Hold;1,00\nx;y;z\n"
EXPECTED = '"booked_on": "2024-02-01"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "layouts"
    folder.mkdir()
    (folder / "hansa.toml").write_text(LAYOUT, "utf-8")
    (folder / "hansa.march.csv").write_text(STATEMENT, "utf-8")
    return folder


def run(folder: Path, *arguments: str, ci: bool = False) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:cov"]
    command += ["--statementkit-layouts", str(folder), "--statementkit-examples", "1", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    if ci:
        environment["CI"] = "true"
    done = subprocess.run(
        command, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_folder_is_tested_from_nothing_to_green(folder: Path) -> None:
    code, said = run(folder)
    assert code == 1
    assert "layouts/hansa.toml::hansa.march.csv" in said
    assert "there is no hansa.march.expected.jsonl" in said
    assert "1 failed, 1 passed" in said

    code, said = run(folder, "--statementkit-rewrite", ci=True)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "--statementkit-rewrite is not for CI" in said
    assert not (folder / "hansa.march.expected.jsonl").exists()

    assert run(folder, "--statementkit-rewrite")[0] == 0
    assert EXPECTED in (folder / "hansa.march.expected.jsonl").read_text("utf-8")
    assert run(folder, ci=True)[0] == 0


def test_faults_are_told_in_the_words_of_the_library(folder: Path) -> None:
    (folder / "odd.toml").write_text('order = "date|amuont"\n', "utf-8")
    code, said = run(folder, str(folder))
    assert code == 1
    assert "unknown field 'amuont'" in said
    assert "Traceback" not in said
    assert said.count("odd.toml::laws") == 1


def test_a_folder_that_is_not_there_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    code, said = run(tmp_path / "nowhere")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "there is no folder" in said


def test_statements_stand_beside_their_layout_or_in_its_folder(folder: Path) -> None:
    (folder / "hansa").mkdir()
    (folder / "hansa" / "april.csv").write_text(STATEMENT, "utf-8")
    (folder / "hansa-old.csv").write_text(STATEMENT, "utf-8")
    layout = folder / "hansa.toml"
    rewrite_golden(folder / "hansa.march.csv", layout)
    names = [str(path.relative_to(folder)) for path in golden_files(layout)]
    assert names == [str(Path("hansa") / "april.csv"), "hansa.march.csv"]


def test_a_layout_of_any_name_has_its_statements(folder: Path) -> None:
    for name in ("hansa[eur].toml", "hansa[eur].march.csv", ".DS_Store", "hansae.csv"):
        (folder / name).write_text(STATEMENT, "utf-8")
    (folder / "hansa[eur]").mkdir()
    for name in ("april.csv", ".april.csv.swp"):
        (folder / "hansa[eur]" / name).write_text(STATEMENT, "utf-8")
    names = [path.name for path in golden_files(folder / "hansa[eur].toml")]
    assert sorted(names) == ["april.csv", "hansa[eur].march.csv"]


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\x0b", "\x1c"])
def test_cells_may_hold_what_python_takes_for_the_end_of_a_line(folder: Path, odd: str) -> None:
    statement, layout = folder / "hansa.march.csv", folder / "hansa.toml"
    statement.write_text(STATEMENT.replace("Kohvik Hommik", f"Kohvik{odd}Hommik"), "utf-8")
    rewrite_golden(statement, layout)
    check_golden(statement, layout)


def test_a_statement_may_hold_nothing(folder: Path) -> None:
    statement, layout = folder / "hansa.march.csv", folder / "hansa.toml"
    statement.write_text("date;name;amount\n", "utf-8")
    rewrite_golden(statement, layout)
    check_golden(statement, layout)


def test_golden_files_hold_problems_and_what_was_left_out(folder: Path) -> None:
    statement, layout = folder / "hansa.march.csv", folder / "hansa.toml"
    with pytest.raises(GoldenError, match="there is no"):
        check_golden(statement, layout)
    rewrite_golden(statement, layout)
    check_golden(statement, layout)
    *_, problem, amount, skipped = (
        (folder / "hansa.march.expected.jsonl").read_text("utf-8").splitlines()
    )
    assert problem == '{"problem": "SK302", "line": 4, "column": 1}'
    assert amount == '{"problem": "SK301", "line": 4, "column": 3}'
    assert skipped == '{"skipped": 3}'


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("-3,20", "-3,30", '+{"booked_on": "2024-02-01", "value_on": null, "amount": "-3.30"'),
        ("Hold", "Gold", '-{"skipped": 3}'),
        ("x;y", "03.02.2024;y", '-{"problem": "SK302"'),
    ],
)
def test_what_changes_is_told(folder: Path, was: str, now: str, told: str) -> None:
    statement, layout = folder / "hansa.march.csv", folder / "hansa.toml"
    rewrite_golden(statement, layout)
    statement.write_text(STATEMENT.replace(was, now), "utf-8")
    with pytest.raises(GoldenError) as caught:
        check_golden(statement, layout)
    assert told in str(caught.value)


def test_without_hypothesis_the_statements_are_tested_still(folder: Path) -> None:
    (folder.parent / "conftest.py").write_text(
        "import sys\nsys.modules['hypothesis'] = None\n", "utf-8"
    )
    rewrite_golden(folder / "hansa.march.csv", folder / "hansa.toml")
    code, said = run(folder, "-p", "no:hypothesispytest")
    assert code == 1
    assert "pip install 'statementkit[testing]'" in said
    assert "1 failed, 1 passed" in said
