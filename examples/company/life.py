"""Run the commands of README.md, with the bank that they ask: `make demo-company`."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from examples.company.bank import ledger, moscow
from statementkit.testing.fakebank import Clock, FakeBank

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
FILES = ("april.txt", "zaliv.csv", "zaliv.toml", "paypal.csv", "rules.toml")

LIFE = (
    (
        "2024-05-01 09:00",
        "statementkit read april.txt",
        "statementkit review april.txt --rules rules.toml",
        "statementkit rules add rules.toml tax_id=7803883300 --category Sales --project Cafes",
        "statementkit rules import rules.toml --store books.db",
        "statementkit import april.txt --yes",
    ),
    (
        "2024-05-30 10:00",
        "statementkit import zaliv.csv --layout zaliv.toml --yes",
        "statementkit import paypal.csv --account paypal --yes",
        "statementkit transfers",
    ),
    (
        "2024-05-30 23:00",
        "statementkit feeds add lamps --bank tbank --token env:TBANK_TOKEN --base-url $BANK",
        "statementkit feeds test",
        "statementkit sync --since 2024-04-01 --until 2024-05-30",
    ),
    (
        "2024-05-31 23:00",
        "statementkit sync --until 2024-05-31",
        "statementkit sync --until 2024-05-31",
    ),
    (
        "2024-06-01 09:00",
        "statementkit report cashflow",
        "statementkit report pnl",
        "statementkit report pnl --project",
        "statementkit balances",
    ),
)
"""What is typed, and when in Moscow: the bank knows no more at any moment."""


def live() -> Iterator[str]:
    """Yield each command as one types it, with what it prints; all in a folder of its own."""
    clock = Clock(moscow(LIFE[0][0]))
    with tempfile.TemporaryDirectory() as folder, FakeBank(ledger(), clock=clock) as bank:
        for name in FILES:
            shutil.copy(HERE / name, folder)
        surroundings = os.environ | {
            "BANK": bank.url("tbank"),
            "TBANK_TOKEN": bank.token("tbank"),
            "STATEMENTKIT_FEEDS": "feeds.toml",
            "STATEMENTKIT_STORE": "books.db",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
        }
        for moment, *commands in LIFE:
            clock.advance(moscow(moment) - clock.now())
            for command in commands:
                yield f"$ {command}\n{printed(command, folder, surroundings)}"


def printed(command: str, folder: str, surroundings: Mapping[str, str]) -> str:
    """Run a command; return what it prints. Raises `SystemExit` when it fails."""
    name, *words = (surroundings.get(word.removeprefix("$"), word) for word in shlex.split(command))
    program = shutil.which(name, path=str(Path(sys.executable).parent)) or name
    done = subprocess.run(
        [program, *words],
        cwd=folder,
        env=surroundings,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    text = "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).splitlines())
    if done.returncode:
        raise SystemExit(f"$ {command}\n{text}")
    return text


if __name__ == "__main__":
    for text in live():
        print(text, flush=True)
