"""An invented ledger: deterministic, in order, with valid numbers, as large as you like."""

from __future__ import annotations

import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statementkit import LayoutError, read
from statementkit.formats.onec import account_fits_bic, is_bic, is_tax_id
from statementkit.testing.fakebank import CSV_LAYOUT, Entry, Ledger, as_1c, as_csv
from statementkit.testing.fakebank.clock import midnight

MARCH = date(2024, 3, 1), date(2024, 3, 31)

ledgers = st.builds(
    Ledger.invent,
    seed=st.integers(0, 10**6),
    accounts=st.integers(1, 4),
    days=st.integers(1, 40),
    operations=st.integers(0, 60),
    bank=st.sampled_from(("tbank", "tochka", "modulbank")),
    currencies=st.sampled_from((("RUB",), ("RUB", "USD"), ("CNY", "RUB", "RUB"))),
)


@given(ledgers)
def test_entries_are_in_order_and_have_ids_of_their_own(ledger: Ledger) -> None:
    for account in ledger.accounts:
        moments = [entry.posted_at for entry in account.entries]
        assert moments == sorted(set(moments))
        ids = {entry.id for entry in account.entries}
        nights = {entry.night_id for entry in account.entries} - {None}
        assert len(ids) == len(account.entries)
        assert not ids & nights


@given(ledgers)
def test_every_number_has_its_check_digits(ledger: Ledger) -> None:
    entries = [entry for account in ledger.accounts for entry in account.entries]
    owners = [account.owner for account in ledger.accounts]
    for party in [*owners, *(entry.other for entry in entries if entry.other)]:
        assert is_bic(party.bic)
        assert is_tax_id(party.tax_id)
        assert account_fits_bic(party.account, party.bic) is not False


@given(ledgers, st.integers(0, 40))
def test_a_balance_is_the_sum_of_what_was_posted_before(ledger: Ledger, days: int) -> None:
    moment = midnight(MARCH[0] + timedelta(days=days))
    for account in ledger.accounts:
        before = [entry for entry in account.entries if entry.posted_at < moment]
        posted = sum((e.amount for e in before if not e.is_cancelled), Decimal(0))
        assert account.balance(moment) == account.opening + posted
        assert account.position(moment) == len(before)


@given(ledgers, st.integers(0, 40 * 24))
def test_holds_are_all_that_is_neither_posted_nor_cancelled(ledger: Ledger, hours: int) -> None:
    now = midnight(MARCH[0]) + timedelta(hours=hours)
    number = ledger.accounts[0].number
    posted = now + timedelta(days=20)
    long = Entry(id="long", posted_at=posted, amount=Decimal(-1), held_at=now, kind="card")
    for each in (ledger, ledger.with_entries(number, long)):
        [account, *_] = each.accounts
        held = [entry.id for entry in account.entries if entry.state_at(now) == "held"]
        assert sorted(entry.id for entry in account.held(now)) == sorted(held)
        assert account.blocked(now) == -sum((e.amount for e in account.held(now)), Decimal(0))


@given(ledgers)
def test_transfers_have_two_sides(ledger: Ledger) -> None:
    own = {account.number for account in ledger.accounts}
    sides: list[tuple[Any, ...]] = [
        (entry.posted_at, entry.amount, *sorted((account.number, entry.other.account)))
        for account in ledger.accounts
        for entry in account.entries
        if entry.kind == "transfer" and entry.other is not None
    ]
    assert {number for _, _, *numbers in sides for number in numbers} <= own
    assert sorted(sides) == sorted((moment, -amount, *rest) for moment, amount, *rest in sides)


def test_the_same_seed_gives_the_same_ledger_and_another_one_another() -> None:
    first, same, other = (list(Ledger.invent(seed=n).accounts[0].entries) for n in (1, 1, 2))
    assert first == same
    assert first != other


def test_a_ledger_has_everything_that_clients_stumble_over() -> None:
    [account] = Ledger.invent(accounts=1, operations=600).accounts
    entries = list(account.entries)
    assert any(entry.is_cancelled for entry in entries)
    assert any(entry.held_at and not entry.is_cancelled for entry in entries)
    assert any(entry.night_id for entry in entries)
    assert any(entry.original for entry in entries)
    assert any(entry.other and not entry.other.kpp for entry in entries)
    assert any(entry.other is None and not entry.is_out for entry in entries)
    twins = [(entry.day, entry.amount, entry.purpose) for entry in entries]
    assert len(twins) > len(set(twins))


def test_a_million_entries_take_no_memory() -> None:
    tracemalloc.start()
    try:
        [account] = Ledger.invent(accounts=1, operations=1_000_000, days=365).accounts
        last = account.entries[-1]
        assert account.position(last.posted_at) == 999_999
        seen = sum(
            1 for _ in account.posted(midnight(date(2024, 9, 1)), midnight(date(2024, 9, 2)))
        )
        assert 2500 < seen < 2800
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"bank": "blank"}, "no bank 'blank' can be invented, only tbank, tochka, modulbank"),
        ({"currencies": ["RUB", "XXX"]}, "accounts can be invented in RUB, USD, EUR, CNY"),
        ({"currencies": []}, "accounts can be invented in RUB"),
        ({"days": 0}, "too few days"),
        ({"operations": -1}, "too few operations"),
        ({"accounts": -1}, "too few accounts"),
    ],
)
def test_what_cannot_be_invented_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Ledger.invent(**wrong)


def test_a_thousand_accounts_have_numbers_of_their_own() -> None:
    ledger = Ledger.invent(accounts=1000, operations=10)
    assert len({account.number for account in ledger.accounts}) == 1000


def test_a_file_of_no_dialect_is_refused() -> None:
    ledger = Ledger.invent(operations=3)
    with pytest.raises(LayoutError, match="SK679"):
        as_1c(ledger, ledger.accounts[0].number, *MARCH, dialect="blank")


def test_entries_can_be_added_and_taken_back() -> None:
    ledger = Ledger.invent(accounts=2, operations=5)
    number = ledger.accounts[0].number
    late = Entry(id="late", posted_at=midnight(date(2024, 3, 2)), amount=Decimal("-3.20"))
    more = ledger.with_entries(number, late)
    assert [each.bank_id for each in more.operations(number, *MARCH)].count("late") == 1
    assert more.accounts[1] == ledger.accounts[1]
    again = more.without(number, "late")
    assert list(again.operations(number, *MARCH)) == list(ledger.operations(number, *MARCH))
    with pytest.raises(KeyError):
        ledger.account("40702810000000000000")


@settings(max_examples=15)
@given(ledgers.filter(lambda ledger: ledger.accounts[0].currency == "RUB"))
def test_files_hold_what_a_feed_gives(ledger: Ledger) -> None:
    number = ledger.accounts[0].number
    told = list(ledger.operations(number, *MARCH))
    table = read(as_csv(ledger, number, *MARCH), layout=CSV_LAYOUT)
    assert [(t.booked_on, t.amount, t.bank_id, t.account) for t in table.transactions] == [
        (t.booked_on, t.amount, t.bank_id, t.account) for t in told
    ]
    exchange = read(as_1c(ledger, number, *MARCH))
    assert [(t.booked_on, t.amount, t.tax_id, t.description) for t in exchange.transactions] == [
        (t.booked_on, t.amount, t.tax_id, t.description) for t in told
    ]
    assert exchange.balance.breaks == ()
