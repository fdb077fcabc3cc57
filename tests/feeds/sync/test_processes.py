"""Real processes that sync over real sockets, some killed at random moments.

`pytest tests/feeds/sync/test_processes.py --kills 50` kills more often. Everything that they say
and leave behind is searched for the token.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from statementkit.feeds.config import Connection, add_connection
from statementkit.feeds.credentials import Reference
from statementkit.store import open_store
from statementkit.testing.fakebank import FakeBank, Fault, Ledger
from tests.store.databases import KINDS, drop, kill, new_address

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
SINCE, UNTIL = date(2024, 3, 1), date(2024, 5, 31)
PERIOD = ("--since", SINCE.isoformat(), "--until", UNTIL.isoformat())
BANKS = ("tbank", "tochka", "modulbank")


class Office:
    """Where a process syncs: its list of connections, its secrets and its store."""

    def __init__(self, bank: FakeBank, folder: Path, address: str) -> None:
        self.address = address
        self.folder = folder
        self.bank = bank
        self.secrets = {name: bank.token(name) for name in BANKS}
        self.config = folder / "feeds.toml"
        for name in BANKS:
            token = Reference("env", f"TOKEN_OF_{name.upper()}")
            add_connection(
                self.config, Connection(name=name, bank=name, token=token, base_url=bank.url(name))
            )

    def start(self, *arguments: str, name: str = "tbank") -> subprocess.Popen[str]:
        """Start a process that syncs."""
        tokens = {f"TOKEN_OF_{key.upper()}": it for key, it in self.secrets.items()}
        home = {"STATEMENTKIT_FEEDS": str(self.config), "STATEMENTKIT_STORE": self.address}
        program = "from statementkit.cli import main; main()"
        command = [sys.executable, "-c", program, "--debug", "sync", name, *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=pipe, stderr=pipe, env=os.environ | tokens | home
        )

    def run(self, *arguments: str, name: str = "tbank") -> tuple[int, list[dict[str, Any]]]:
        """Sync, and return the exit code and what became of each account."""
        process = self.start(*arguments, "--to", "jsonl", name=name)
        out, said = process.communicate(timeout=300)
        self.search(out + said)
        return process.returncode, [json.loads(line) for line in out.splitlines()]

    def search(self, text: str) -> None:
        """Look for secrets in what was said, and in every file that was left behind."""
        found = [text.encode(), *(each.read_bytes() for each in self.folder.rglob("*.*"))]
        for secret in self.secrets.values():
            assert not any(secret.encode() in each for each in found)

    def books(self) -> Counter[tuple[Any, ...]]:
        """Return what the store holds."""
        with open_store(self.address) as store:
            assert not any(each.vanished for each in store.entries())
            return _content(each.transaction for each in store.entries())


def _content(rows: Iterator[Any]) -> Counter[tuple[Any, ...]]:
    return Counter((it.own_account, it.booked_on, it.amount, it.bank_id) for it in rows)


def _expected(ledger: Ledger) -> Counter[tuple[Any, ...]]:
    numbers = [each.number for each in ledger.accounts]
    return _content(each for number in numbers for each in ledger.operations(number, SINCE, UNTIL))


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database."""
    address = new_address(request.param, tmp_path)
    yield address
    drop(address)


def test_a_killed_run_is_completed_by_the_next(
    address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = request.config.getoption("--kills")
    if not address.startswith("sqlite"):
        kills = kills // 2
    chance = random.Random(kills)  # noqa: S311
    ledger = Ledger.invent(seed=3, accounts=3, days=92, operations=240)
    with FakeBank(ledger, page_size=20) as bank:
        office = Office(bank, tmp_path, address)
        for _ in range(kills):
            asked = len(bank.requests)
            process = office.start(*PERIOD)
            while len(bank.requests) == asked and process.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 1.2))
            kill(process, address)
            office.search("".join(process.communicate()))
            if address.startswith("sqlite") and not Path(address[10:]).exists():
                continue
            assert not office.books() - _expected(ledger)
        code, results = office.run(*PERIOD)
        assert (code, [each["status"] for each in results]) == (0, ["ok"] * 3)
        assert office.books() == _expected(ledger)
        assert office.run(*PERIOD)[1][0]["added"] == 0


@pytest.mark.parametrize("name", BANKS)
def test_faults_end_in_codes_and_never_in_tokens(name: str, tmp_path: Path) -> None:
    """The token is refused, and accepted an hour later."""
    ledger = Ledger.invent(seed=5, accounts=1, days=10, operations=30, bank=name)
    others = dict.fromkeys(set(BANKS) - {name}, ledger)
    with FakeBank({name: ledger} | others, faults=[Fault("401")]) as bank:
        office = Office(bank, tmp_path, new_address("sqlite", tmp_path))
        code, [result] = office.run(*PERIOD, name=name)
        assert (code, result["status"]) == (4, "credentials")
        code, [result] = office.run(*PERIOD, name=name)
        assert (code, result["status"]) == (0, "ok")
        assert office.books() == _expected(ledger)
