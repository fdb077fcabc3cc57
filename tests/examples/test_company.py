"""The life of the invented company goes as its README says, and as its ledger adds up."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import statementkit as sk
from examples.company.bank import OWNER, ledger
from examples.company.life import HERE, LIFE, live
from statementkit.testing.fakebank.clock import midnight

APRIL, MAY = (date(2024, 4, 1), date(2024, 4, 30)), (date(2024, 5, 1), date(2024, 5, 31))
README = (HERE / "README.md").read_text(encoding="utf-8")


def test_the_company_lives_as_its_readme_says() -> None:
    shown = "".join(re.findall(r"^```console\n(.*?)^```$", README, re.M | re.S))
    assert "".join(live()) == shown


def test_the_readme_has_every_command() -> None:
    typed = [command for _, *commands in LIFE for command in commands]
    assert re.findall(r"^\$ (.*)$", README, re.M) == typed


def test_the_file_of_april_tells_what_the_bank_has() -> None:
    told = sk.read(HERE / "april.txt")
    known = list(ledger().operations(OWNER.account, *APRIL))
    assert [(it.booked_on, it.amount, it.tax_id, it.description) for it in told.transactions] == [
        (it.booked_on, it.amount, it.tax_id, it.description) for it in known
    ]
    assert told.balance.holds


def test_the_ledger_ends_with_what_the_readme_works_out() -> None:
    moved = [it.amount for it in ledger().operations(OWNER.account, *MAY)]
    assert sum(moved) == 138_670
    assert ledger().accounts[0].balance(midnight(MAY[0])) == Decimal("466519.50")


def test_nothing_but_invented_files_is_in_the_folder() -> None:
    named = set(re.findall(r"`([\w.]+\.\w+)`", README.split("## ", 1)[0]))
    assert named == {each.name for each in Path(HERE).iterdir() if each.is_file()} - {"README.md"}
