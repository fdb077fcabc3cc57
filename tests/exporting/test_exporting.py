"""What other programs make of an export is what the store holds."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings

from statementkit.books import movements
from statementkit.errors import WriteError
from statementkit.exporting import write_beancount, write_hledger, write_ofx
from tests.books.entries import OWN, entries, entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from statementkit.store import Entry

needs_hledger = pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")

Rows = Counter[tuple[str, Any, str, Decimal, str]]


def _rows(found: Iterable[Entry]) -> Rows:
    return Counter(
        (e.key, t.booked_on, t.own_account or "", t.amount, t.currency or "")
        for e in found
        if not e.vanished
        for t in [e.transaction]
    )


def _written(write: Callable[..., None], found: list[Entry]) -> str:
    file = io.StringIO()
    write(movements(found, OWN), file)
    return file.getvalue()


@given(entries())
@settings(deadline=None, max_examples=60)
def test_ofxtools_reads_every_row(found: list[Entry]) -> None:
    parser = pytest.importorskip("ofxtools.Parser")
    tree = parser.OFXTree()
    tree.parse(io.BytesIO(_written(write_ofx, found).encode()))
    statements = tree.convert().statements if any(not e.vanished for e in found) else []
    read = Counter(
        (row.fitid, row.dtposted.date(), each.account.acctid, row.trnamt, each.curdef)
        for each in statements
        for row in each.transactions
    )
    assert read == _rows(found)
    for each in statements:
        assert each.ledgerbal.balamt == sum(row.trnamt for row in each.transactions)


@given(entries())
@settings(deadline=None, max_examples=60)
def test_beancount_reads_every_row(found: list[Entry]) -> None:
    loader = pytest.importorskip("beancount.loader")
    read, errors, _ = loader.load_string(_written(write_beancount, found))
    assert errors == []
    booked = [each for each in read if type(each).__name__ == "Transaction"]
    mine = [(each, each.postings[0]) for each in booked]
    assert Counter(
        (each.meta["key"], each.date, leg.account.rsplit(":")[-1], leg.units.number,
         leg.units.currency)
        for each, leg in mine
    ) == _rows(found)  # fmt: skip
    by_category: dict[str, set[str | None]] = {}
    for each in booked:
        for leg in each.postings[1:]:
            by_category.setdefault(leg.account, set()).add((leg.meta or {}).get("category"))
    assert all(len(categories) == 1 for categories in by_category.values())


@needs_hledger
@given(entries())
@settings(deadline=None, max_examples=20)
def test_hledger_reads_every_row(found: list[Entry]) -> None:
    read = json.loads(_hledger(_written(write_hledger, found), "print", "-O", "json"))
    rows: Rows = Counter()
    for each in read:
        leg = each["tpostings"][0]
        [amount] = leg["pamount"]
        size = amount["aquantity"]
        number = Decimal(size["decimalMantissa"]).scaleb(-size["decimalPlaces"])
        tags = dict(each["ttags"])
        account = leg["paccount"].rsplit(":")[-1]
        rows[tags["key"], each["tdate"], account, number, amount["acommodity"]] += 1
    assert rows == Counter({(k, str(d), *rest): n for (k, d, *rest), n in _rows(found).items()})


def _hledger(journal: str, *args: str) -> str:
    done = subprocess.run(
        ["hledger", "-f", "-", *args],
        input=journal,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/usr/local/bin"},
    )
    assert done.returncode == 0, done.stderr + journal
    return done.stdout


def test_a_transfer_counts_once(tmp_path: Path) -> None:
    there = _transfer(OWN[0], OWN[1], "-50.00", "h1:a#1")
    back = _transfer(OWN[1], OWN[0], "50.00", "h1:b#1")
    journal = _written(write_beancount, [there, back])
    assert "Income" not in journal
    assert "Expenses" not in journal
    assert journal.count("Assets:Transfers  ") == 2
    assert _written(write_ofx, [there, back]).count("<TRNTYPE>XFER</TRNTYPE>") == 2


def _transfer(own: str, other: str, amount: str, key: str) -> Entry:
    one = entry(1, amount)
    moved = attrs.evolve(one.transaction, own_account=own, account=other)
    return attrs.evolve(one, transaction=moved, key=key)


@pytest.mark.parametrize("write", [write_ofx, write_beancount, write_hledger])
def test_a_row_without_a_currency_is_refused(write: Callable[..., None]) -> None:
    one = entry(1, "-3.20")
    bare = attrs.evolve(one, transaction=attrs.evolve(one.transaction, currency=None))
    with pytest.raises(WriteError) as caught:
        _written(write, [bare])
    assert caught.value.code == "SK780"


def test_an_account_that_is_too_long_for_ofx() -> None:
    with pytest.raises(WriteError) as caught:
        _written(write_ofx, [_transfer("X" * 32, OWN[0], "1", "h1:a#1")])
    assert caught.value.code == "SK781"
