"""The documents are tests: Python and commands in README and docs do what the text says.

A `python` block runs; with `>>>` its output must be the one printed. A `console` block runs its
lines that start with `$ statementkit`, as if at the root of the project, and must print what stands
below them. Blocks of any other language (`sh`, `text`, `toml`) are only shown. So are those below
`<!--- skip: start if(is_missing("ray")) -->` where that package is missing.

A document runs in a folder of its own, with a copy of the files that it names, and an empty store.
"""

from __future__ import annotations

import doctest
import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from unittest import SkipTest

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def run_console(example: Example) -> str | None:
    """Run the commands of a block; return what is wrong, `None` when nothing is."""
    for session in f"\n{example.parsed}".replace("\\\n", "").split("\n$ ")[1:]:
        command, _, expected = session.partition("\n")
        if not command.startswith("statementkit "):
            continue
        printed = run(shlex.split(command))
        if not doctest.OutputChecker().check_output(expected.rstrip() + "\n", printed, OPTIONS):
            return f"$ {command}\nexpected:\n{expected}\nprinted:\n{printed}"
    return None


def run(command: list[str]) -> str:
    """Run a command that is installed beside this Python; return all that it prints."""
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    assert program, f"{command[0]} is not installed beside {sys.executable}"
    done = subprocess.run(
        [program, *command[1:]],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ | TERMINAL,
        stdin=subprocess.DEVNULL,
    )
    lines = (done.stdout + done.stderr).rstrip().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


EXAMPLES = Sybil(
    parsers=[
        CodeBlockParser(language="console", evaluator=run_console),
        PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        SkipParser(),
    ]
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_examples_do_what_they_say(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("docs", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STATEMENTKIT_STORE", "books.db")
    document = EXAMPLES.parse(path)
    document.namespace["is_missing"] = lambda package: find_spec(package) is None
    for example in document.examples():
        with suppress(SkipTest):
            example.evaluate()
