"""What other programs make of an export is what the store holds."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unittest import mock

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statementkit.books import balances, from_day, movements
from statementkit.errors import WriteError
from statementkit.exporting import (
    KEYS,
    to_record,
    write_beancount,
    write_hledger,
    write_ofx,
    write_parquet,
)
from statementkit.model import StatedBalance
from statementkit.store import Stated
from tests.books.entries import OWN, entries, entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from statementkit.books import Balance
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


def _written(
    write: Callable[..., None], found: list[Entry], levels: Sequence[Balance] | None = None
) -> str:
    file = io.StringIO()
    write(movements(found, OWN), file, *([] if levels is None else [levels]))
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


# -- what the bank says was there ------------------------------------------------------------------


@st.composite
def with_balances(draw: st.DrawFn) -> list[Entry]:
    """Draw entries of two accounts whose rows say balances, some of them wrong or missing."""
    found = []
    for account in OWN[:2]:
        balance = draw(st.decimals(-1000, 1000, places=2))
        days = sorted(draw(st.lists(st.integers(1, 28), max_size=6)))
        for number, day in enumerate(days):
            amount = draw(st.decimals(-99, 99, places=2)) + 0
            balance += amount
            said = draw(st.sampled_from([balance, balance, balance, balance + 1, None]))
            one = entry(day, str(amount), None if said is None else str(said))
            moved = attrs.evolve(one.transaction, own_account=account)
            found.append(attrs.evolve(one, transaction=moved, key=f"h1:{account}{number}#1"))
    return sorted(found, key=lambda each: each.transaction.booked_on)


def _closings(found: list[Balance]) -> dict[tuple[str, str], Decimal]:
    return {
        (each.account, each.currency): each.movements if each.closing is None else each.closing
        for each in found
    }


@given(with_balances(), st.integers(1, 28))
@settings(deadline=None, max_examples=60)
def test_beancount_agrees_with_the_bank(found: list[Entry], first: int) -> None:
    loader = pytest.importorskip("beancount.loader")
    realization = pytest.importorskip("beancount.core.realization")
    day = date(2024, 3, first)
    levels = [
        from_day(each, day, [it for it in found if it.transaction.booked_on < day])
        for each in balances(found)
    ]
    rest = [each for each in found if each.transaction.booked_on >= day]
    read, errors, _ = loader.load_string(_written(write_beancount, rest, levels))
    assert errors == []
    root = realization.realize(read)
    for (account, currency), closing in _closings(levels).items():
        leaf = realization.get(root, f"Assets:Bank:{account}")
        if leaf is None:
            assert closing in (0, None) or not any(_is_of(it, account) for it in rest)
        else:
            assert leaf.balance.get_currency_units(currency).number == closing
    proved = sum(len(each.proved) for each in levels)
    assert any(type(each).__name__ == "Balance" for each in read) <= (proved > 0)


def _is_of(found: Entry, account: str) -> bool:
    return found.transaction.own_account == account


@needs_hledger
@given(with_balances())
@settings(deadline=None, max_examples=20)
def test_hledger_agrees_with_the_bank(found: list[Entry]) -> None:
    levels = balances(found)
    journal = _written(write_hledger, found, levels)
    rows = json.loads(_hledger(journal, "balance", "Assets:Bank", "--flat", "-E", "-O", "json"))[0]
    read = {name.rpartition(":")[2]: amounts for name, *_, amounts in rows}
    for (account, _), closing in _closings(levels).items():
        total = sum(
            Decimal(each["aquantity"]["decimalMantissa"]).scaleb(
                -each["aquantity"]["decimalPlaces"]
            )
            for each in read.get(account, [])
        )
        assert total == closing


def test_journals_open_with_what_the_bank_says() -> None:
    found = [entry(2, "10", "110"), entry(4, "-3", "107")]
    said = StatedBalance(date(2024, 3, 31), Decimal(107), at_end=True, account=OWN[0])
    levels = balances(found, [Stated(1, said)])
    journal = _written(write_beancount, found, levels)
    assert f'2024-03-01 * "Opening balance" ""\n  Assets:Bank:{OWN[0]}  100 EUR\n' in journal
    assert f"2024-04-01 balance Assets:Bank:{OWN[0]}  107 EUR\n" in journal
    assert journal.count(" balance ") == 1
    journal = _written(write_hledger, found, levels)
    assert f"2024-03-31 * Balance\n    Assets:Bank:{OWN[0]}  0 EUR = 107 EUR\n" in journal


@needs_hledger
def test_hledger_would_notice_a_wrong_balance() -> None:
    """The assertions are no ornament: with a row less the journal is refused."""
    found = [entry(2, "10", "110"), entry(4, "-3", "107")]
    journal = _written(write_hledger, found[:1], balances(found))
    done = subprocess.run(
        ["hledger", "-f", "-", "check"], input=journal, capture_output=True, check=False, text=True
    )
    assert done.returncode != 0
    assert "assertion" in done.stderr


def test_no_balance_is_asserted_behind_a_break() -> None:
    found = [entry(2, "10", "110"), entry(4, "-3", "99"), entry(5, "1", "100")]
    [level] = balances(found)
    assert level.breaks
    journal = _written(write_beancount, found, [level])
    assert f"2024-03-03 balance Assets:Bank:{OWN[0]}  110 EUR\n" in journal
    assert journal.count(" balance ") == 1


# -- Parquet ---------------------------------------------------------------------------------------


@given(entries())
@settings(deadline=None, max_examples=30)
def test_parquet_holds_what_json_lines_hold(found: list[Entry]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    write_parquet(found, file)
    read = parquet.read_table(io.BytesIO(file.getvalue())).to_pylist()
    expected = [to_record(each) for each in found]
    assert [list(each) for each in read] == [list(KEYS)] * len(expected)
    for row, record in zip(read, expected, strict=True):
        assert Decimal(record["amount"]) == row["amount"]
        assert date.fromisoformat(record["booked_on"]) == row["booked_on"]
        assert record["split"] == (row["split"] and json.loads(row["split"]))
        typed = {"amount", "balance", "booked_on", "value_on", "split"}
        assert {key: row[key] for key in KEYS if key not in typed} == {
            key: record[key] for key in KEYS if key not in typed
        }


@pytest.mark.parametrize("amount", ["0.0000000000001", "1e26", "-123456789012345678901234567.00"])
def test_parquet_rounds_nothing(amount: str) -> None:
    with pytest.raises(WriteError) as caught:
        write_parquet([entry(1, amount)], io.BytesIO())
    assert caught.value.code == "SK771"


def test_the_longest_amount_of_parquet() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file, longest = io.BytesIO(), "-12345678901234567890123456.123456789012"
    write_parquet([entry(1, longest, longest)], file)
    [row] = parquet.read_table(io.BytesIO(file.getvalue())).to_pylist()
    assert (row["amount"], row["balance"]) == (Decimal(longest), Decimal(longest))


def test_parquet_without_pyarrow() -> None:
    with (
        mock.patch("statementkit.exporting.parquet.find_spec", return_value=None),
        pytest.raises(WriteError) as caught,
    ):
        write_parquet([], io.BytesIO())
    assert caught.value.code == "SK770"


# -- transfers, and what is refused ----------------------------------------------------------------


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
