"""`statementkit review` as a person calls it: the table, the plan as a file, and the screen."""

from __future__ import annotations

import csv
import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

if TYPE_CHECKING:
    from tests.cli.conftest import Run

MARCH = """date,name,text,amount
2024-03-01,Kohvik Hommik,,-3.20
2024-03-02,Общество с ограниченной ответственностью «Северная верфь»,Аренда,-123456.78
2024-03-03,Saku Puit OÜ,=1+1,250.00
2024-03-04,Saku Puit OÜ,,2x
"""
LATER = """date,name,text,amount
2024-03-03,Saku Puit OÜ,=1+1,250.00
2024-03-05,Saku Puit OÜ,,20.00
"""
LAYOUT = """account = "EE382200221020145685"
currency = "EUR"
date_format = "yyyy-MM-dd"
order = "date|name|description|amount"
"""
RULES = """[defaults]
wallet = "Bank"
[[rule]]
match = 'name~"Kohvik"'
category = "Coffee"
project = "Shop"
"""
CALL = ("--layout", "hansa.toml", "--rules", "rules.toml", "--store", "books.db")


@pytest.fixture(autouse=True)
def files(run: Run) -> None:
    """Lay a statement, a layout and rules into the empty folder."""
    for name, text in {"march.csv": MARCH, "later.csv": LATER, "hansa.toml": LAYOUT,
                       "rules.toml": RULES}.items():  # fmt: skip
        Path(name).write_text(text, "utf-8")


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_table_fits(run: Run, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    result = run("review", "march.csv", *CALL)
    lines = result.stdout.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert len(lines) == 6
    assert "-123456.78" in lines[3]
    assert ("new" in lines[2]) == (width >= 100)
    assert ("rule 1" in lines[2]) == (width >= 100)
    assert result.stderr.endswith("row 4: '2x' is not an amount\nmarch.csv: 3 new, 1 problem\n")


def test_marks_of_a_narrow_table(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    run("import", "march.csv", *CALL, "--yes")
    marks = [line.split()[1] for line in run("review", "later.csv", *CALL).stdout.splitlines()[2:]]
    assert marks == ["?d", "+d"]


def test_reasons_are_said_once(run: Run) -> None:
    run("import", "march.csv", *CALL, "--yes")
    result = run("review", "later.csv", *CALL)
    assert result.stderr.startswith("row 1: an equal booking is stored")


def test_what_is_printed_can_be_edited(run: Run) -> None:
    printed = run("review", "march.csv", *CALL, "--to", "csv").stdout
    Path("plan.csv").write_text(printed.replace(",Bank,,,,,,default,", ",Bank,X,,,,,you,"), "utf-8")
    rows = list(csv.DictReader(printed.splitlines()))
    assert rows[2]["description"] == "'=1+1"
    again = run("review", "march.csv", *CALL, "--plan", "plan.csv", "--to", "jsonl").stdout
    found = [json.loads(line) for line in again.splitlines()]
    assert [(each["category"], each["by"]) for each in found] == [
        ("Coffee", "rule"), ("X", "you"), ("X", "you"), (None, None),
    ]  # fmt: skip
    Path("plan.jsonl").write_text(again, "utf-8")
    assert run("import", "march.csv", *CALL, "--plan", "plan.jsonl", "--yes").exit_code == 1
    lines = run("export", "--store", "books.db").stdout.splitlines()
    assert [json.loads(line)["category"] for line in lines] == ["Coffee", "X", "X"]


@pytest.mark.parametrize(
    ("options", "said"),
    [((), "takes a terminal"), (("--to", "csv"), "prints nothing"), (("--save", "x"), "prints")],
)
def test_a_screen_takes_a_terminal(run: Run, options: tuple[str, ...], said: str) -> None:
    result = run("review", "march.csv", *CALL, "--interactive", *options)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal of Unix")
def test_the_screen_in_a_real_terminal(run: Run) -> None:
    """Walk, set a category, import: by the program as it is installed, in a terminal of its own."""
    import pty  # which Windows lacks

    program = shutil.which("statementkit", path=str(Path(sys.executable).parent))
    assert program, "the command is not installed beside this Python"
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    call = [program, "review", "march.csv", *CALL, "--interactive"]
    with subprocess.Popen(call, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        terminal = _Terminal(ours)
        try:
            terminal.expect("Kohvik")
            for keys, shown in (
                ("\x1b[B", "row 2"), ("c", "category of row"), ("Rent\r", "not saved"),
                ("i", "y: import"), ("y", "enter: close"),
            ):  # fmt: skip
                os.write(ours, keys.encode())
                terminal.expect(shown)
            os.write(ours, b"\r")
            assert "batch 1; 3 added, 0 changed" in terminal.rest()
            assert process.wait(timeout=60) == 1
        finally:
            process.kill()  # which would wait for a key for ever, and this test for it
    os.close(ours)
    lines = run("export", "--store", "books.db").stdout.splitlines()
    assert [json.loads(line)["category"] for line in lines] == ["Coffee", "Rent", None]


class _Terminal:
    """What a program writes to its terminal."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._seen = b""

    def expect(self, text: str) -> None:
        """Read on until a text is written, and no further."""
        while text.encode() not in self._seen:
            assert self._more(), f"{text!r} was not shown: {self._seen[-2000:]!r}"
        self._seen = self._seen.partition(text.encode())[2]

    def rest(self) -> str:
        """Return what is written until the program ends."""
        while self._more():
            pass
        return self._seen.decode()

    def _more(self) -> bool:
        """Wait for more; tell if there was any before the end."""
        is_ready = select.select([self._handle], [], [], 60)[0]
        assert is_ready, f"nothing more is written: {self._seen[-2000:]!r}"
        try:
            piece = os.read(self._handle, 65536)
        except OSError:  # by which Linux says that nobody writes any more
            return False
        self._seen += piece
        return bool(piece)
