"""Without SQLAlchemy, which is an extra: reading works, and what needs a store says a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "paypal" / "statement.csv"

WITHOUT = """
import sys
sys.modules["sqlalchemy"] = None
sys.argv[0] = "statementkit"
"""

CLI = WITHOUT + "from statementkit.cli import main\nmain()\n"


def _run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        "import EXAMPLE --layout paypal --store STORE --yes",
        "review EXAMPLE --layout paypal --store STORE",
        "undo 1 --store STORE --yes",
        "batches --store STORE",
        "edit h1:0#1 --category Coffee --store STORE",
        "counterparties --store STORE",
        "export --store STORE",
        "report cashflow --store STORE",
    ],
)
def test_commands_that_need_a_store_say_how_to_get_one(arguments: str, tmp_path: Path) -> None:
    store = tmp_path / "books.db"
    given = arguments.replace("EXAMPLE", str(EXAMPLE)).replace("STORE", str(store)).split()
    done = _run(CLI, *given)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.rstrip().splitlines() == [
        "SK749 a store needs the package sqlalchemy",
        "pip install 'statementkit[store]'",
    ]
    assert not store.exists()


def test_python_says_the_same() -> None:
    done = _run(WITHOUT + "import statementkit as sk\nsk.open_store('sqlite://')")
    assert done.stderr.splitlines()[-2:] == [
        "statementkit.errors.StoreError: SK749 a store needs the package sqlalchemy",
        "pip install 'statementkit[store]'",
    ]


@pytest.mark.parametrize(
    "arguments",
    ["--help", "read EXAMPLE --layout paypal", "layouts", "rules --help", "rules list --help"],
)
def test_the_rest_works(arguments: str) -> None:
    done = _run(CLI, *arguments.replace("EXAMPLE", str(EXAMPLE)).split())
    assert done.returncode == 0, done.stderr
