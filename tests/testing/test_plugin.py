"""The plugin of pytest: layouts of a folder and the statements beside them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from statementkit.testing import GoldenError, check_golden, golden_files, rewrite_golden
from statementkit.testing.golden_paths import expected_file, golden_folder
from statementkit.testing.onec import invent

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


def run(
    folder: Path | None, *arguments: str, ci: bool = False, cwd: Path | None = None
) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:cov"]
    if folder is not None:
        command += ["--statementkit-layouts", str(folder), "--statementkit-examples", "1"]
    command += arguments
    cwd = cwd or (folder.parent if folder else None)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    if ci:
        environment["CI"] = "true"
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
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

    code, said = run(folder, "--statementkit-rewrite")
    assert code == 0
    assert "transactions: 1 (-3.20 EUR out); problems: 2; left out: 1" in said
    assert EXPECTED in (folder / "hansa.march.expected.jsonl").read_text("utf-8")
    assert run(folder, ci=True)[0] == 0


def test_faults_are_told_in_the_words_of_the_library(folder: Path) -> None:
    (folder / "odd.toml").write_text('order = "date|amuont"\n', "utf-8")
    (folder / "broken.toml").write_text('order = "date|', "utf-8")
    (folder / "hansa.march.expected.jsonl").write_bytes(b"\xff")
    (folder / "closed.toml").write_text(LAYOUT.replace("2=Hold", "2=a,2=b"), "utf-8")
    (folder / "gone.expected.jsonl").touch()
    (folder / "orphan.csv").touch()
    code, said = run(folder, str(folder), "-W", "error", "-rN")
    assert code == 1
    for told in (
        "unknown field 'amuont'",
        "broken.toml:1: SK501 this is not TOML",
        "hansa.march.expected.jsonl is not UTF-8 text",
        "takes branch 1",
        "gone.expected.jsonl says what is expected of a statement",
        "no layout has the name: orphan.csv",
        "5 failed, 1 passed",
    ):
        assert told in said
    assert "Traceback" not in said
    assert "site-packages" not in said.partition("FAILURES")[2]
    assert said.count("odd.toml: laws") == 1


def test_a_part_of_a_folder_may_be_asked_for(folder: Path) -> None:
    (folder / "odd.toml").write_text('order = "date|amuont"\n', "utf-8")
    rewrite_golden(folder / "hansa.march.csv", folder / "hansa.toml")
    code, said = run(folder, str(folder / "hansa.toml") + "::hansa.march.csv")
    assert "1 passed" in said
    assert code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--statementkit-layouts", "nowhere"], "there is no folder"),
        (["--statementkit-examples", "0"], "takes 1 or more, not 0"),
        (["--statementkit-rewrite"], "nothing says what to rewrite"),
    ],
)
def test_what_cannot_be_done_is_a_mistake_of_the_call(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    code, said = run(None, *arguments, cwd=tmp_path)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert told in said


def test_a_file_for_1c_needs_no_layout(folder: Path) -> None:
    statement = folder / "inner" / "kl_to_1c.txt"
    statement.parent.mkdir()
    statement.write_bytes(invent("tbank").content)
    assert golden_folder(folder)[statement] is None
    rewrite_golden(statement)
    check_golden(statement)
    code, said = run(Path(".."), "-k", "kl_to_1c", cwd=statement.parent)
    assert code == 0
    assert "1 passed" in said


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
        ("-3,20", "-3,30", 'expected.jsonl:1: amount "-3.20" expected, "-3.30" read (line 2)'),
        ("Hold", "Gold", 'expected.jsonl:4: expected, and not read: {"skipped": 3}'),
        ("x;y", "03.02.2024;y", 'expected.jsonl:2: expected, and not read: {"problem": "SK302"'),
        (
            "01.02.",
            "31.01.2024;Kohv;-1,00\n01.02.",
            'read, and not expected: {"booked_on": "2024-01',
        ),
        ("name;amount", "name;amount\n", "expected.jsonl:1: line 2 expected, 3 read (line 3)"),
    ],
)
def test_what_changes_is_told(folder: Path, was: str, now: str, told: str) -> None:
    statement, layout = folder / "hansa.march.csv", folder / "hansa.toml"
    rewrite_golden(statement, layout)
    statement.write_text(STATEMENT.replace(was, now), "utf-8")
    with pytest.raises(GoldenError) as caught:
        check_golden(statement, layout)
    assert told in str(caught.value)


def test_all_that_is_read_is_expected(folder: Path) -> None:
    layout = folder / "all.toml"
    order = "date|amount|balance|category|bic|originalAmount|originalCurrency"
    keys = LAYOUT.replace("date|name|amount|conditions=2=Hold,skip", order)
    stated = "{}_balance = 'conditions=1=\"{}\",other,amount,date@4'\n"
    keys += stated.format("opening", "Begin") + stated.format("closing", "End")
    layout.write_text(keys, "utf-8")
    statement = folder / "all.csv"
    row = "01.02.2024;-3,20;10,00;{};HABAEE2X;-4;USD\n"
    begin, end = "Begin;13,20;;01.02.2024\n", "End;9,00;;01.02.2024\n"
    statement.write_text("a;b;c;d;e;f;g\n" + begin + row.format("Food") * 2 + end, "utf-8")
    told = rewrite_golden(statement, layout)
    assert "the balances do not come out at line 4, 5: look at signs" in told
    said = (folder / "all.expected.jsonl").read_text("utf-8")
    for each in ('"category": "Food"', "HABAEE2X", '"-4"', '{"stated": "closing"', "break"):
        assert each in said
    assert "null" not in said
    for was, now in (("Food", "Coffee"), ("HABAEE2X", "FOREEE2X"), ("End;9", "End;8")):
        text = statement.read_text("utf-8")
        statement.write_text(text.replace(was, now), "utf-8")
        with pytest.raises(GoldenError):
            check_golden(statement, layout)
        statement.write_text(text, "utf-8")


def test_how_json_is_written_makes_no_difference(folder: Path) -> None:
    statement, layout = folder / "hansa.march.csv", folder / "hansa.toml"
    rewrite_golden(statement, layout)
    expected = folder / "hansa.march.expected.jsonl"
    lines = [
        json.loads(line) | {"tax_id": None} for line in expected.read_text("utf-8").split("\n")[:-1]
    ]
    text = "\r\n\r\n".join(
        json.dumps(line, sort_keys=True, separators=(",", ":")) for line in lines
    )
    expected.write_text(text, "utf-8-sig", newline="")
    check_golden(statement, layout)
    for wrong in ("[1]", "oops", "[" * 100_000):
        expected.write_text(f"{text}\n{wrong}", "utf-8")
        with pytest.raises(
            GoldenError, match=r"expected.jsonl:\d+: this line is no object of JSON"
        ):
            check_golden(statement, layout)


def test_no_two_statements_share_what_is_expected(folder: Path) -> None:
    names = ["a.csv", "a.xml", "a.csv.gz", "b.csv", "b.csv.gz", "c.csv", "c.md", "c.csv~"]
    for name in names:
        (folder / name).touch()
    expected = [expected_file(folder / name).name for name in names[:6]]
    assert len({*expected}) == len(expected)
    assert expected[0] == "a.csv.expected.jsonl"
    assert expected[-1] == "c.expected.jsonl"


def test_a_statement_belongs_to_one_layout(folder: Path) -> None:
    (folder / "hansa.eur.toml").write_text(LAYOUT, "utf-8")
    inner = folder / "hansa" / "2024"
    inner.mkdir(parents=True)
    for path in (folder / "hansa.eur.csv", inner / "may.csv", inner / "june.june.csv"):
        path.write_text(STATEMENT, "utf-8")
    (inner / "june.toml").write_text(LAYOUT, "utf-8")
    found = {path.name: layout for path, layout in golden_folder(folder).items()}
    assert found == {
        "hansa.march.csv": folder / "hansa.toml",
        "may.csv": folder / "hansa.toml",
        "hansa.eur.csv": folder / "hansa.eur.toml",
        "june.june.csv": inner / "june.toml",
    }


def test_without_hypothesis_the_statements_are_tested_still(folder: Path) -> None:
    (folder.parent / "conftest.py").write_text(
        "import sys\nsys.modules['hypothesis'] = None\n", "utf-8"
    )
    rewrite_golden(folder / "hansa.march.csv", folder / "hansa.toml")
    code, said = run(folder, "-p", "no:hypothesispytest")
    assert code == 1
    assert "pip install 'statementkit[testing]'" in said
    assert "1 failed, 1 passed" in said
