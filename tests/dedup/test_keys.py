"""Golden vectors: keys that are stored in books out there, and may never come out differently."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from unicodedata import normalize

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.dedup import (
    account_number,
    bookings,
    fee_key,
    fingerprint,
    hash_key,
    id_key,
    iter_bookings,
)

ACCOUNT = "EE382200221020145685"
RENT = Transaction(
    date(2024, 2, 1),
    Decimal("-1250.00"),
    "EUR",
    name="Kivi Kinnisvara OÜ",
    account="EE471000001020145685",
    description="Üür, veebruar 2024",
    reference="20240201",
)
FEE = Transaction(date(2024, 2, 1), Decimal("-0.38"), "EUR", kind="fee", parent=RENT)
TAX = Transaction(
    date(2024, 3, 15), Decimal(-104217), "RUB", name="УФК по г. Москве", description="НДС"
)
BARE = Transaction(date(1999, 12, 31), Decimal("0.001"))

GOLDEN = {
    "RENT": "3f483a2eb4a81bc2100d61016a75af9f",
    "RENT+FEE": "3a45ab6690a5c31ecdcb9caf80908375",
    "TAX": "cf2830743fa745c0bc0623e191ace452",
    "BARE": "1410e0965a21369aadbc7c17b56798fe",
}


@pytest.mark.parametrize(
    ("account", "transaction", "expected"),
    [
        (ACCOUNT, RENT, "RENT"),
        ("40702810400000000225", TAX, "TAX"),
        ("", BARE, "BARE"),
    ],
)
def test_fingerprint(account: str, transaction: Transaction, expected: str) -> None:
    assert fingerprint(account, transaction) == GOLDEN[expected]


def test_fees_belong_to_the_fingerprint() -> None:
    assert fingerprint(ACCOUNT, RENT, [FEE]) == GOLDEN["RENT+FEE"]


def test_keys() -> None:
    assert id_key(ACCOUNT, "2024:17#1") == "i1:EE382200221020145685:2024:17#1#1"
    assert id_key("a:b", "c") == "i1:a%3Ab:c#1"
    assert id_key("a%3Ab", "c") == "i1:a%253Ab:c#1"
    assert hash_key("00ff", 3) == "h1:00ff#3"
    assert fee_key("h1:00ff#3", 2) == "h1:00ff#3+2"


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("-1250.0")},
        {"amount": Decimal("-1.25E+3")},
        {"name": " KIVI  kinnisvara oü"},
        {"description": "Üür, veebruar ２０２４"},
        {"bank_id": "17", "balance": Decimal(5), "line": 9, "tax_id": "10421629"},
    ],
)
def test_writings_that_are_the_same_booking(changes: dict[str, object]) -> None:
    changed = attrs.evolve(RENT, **changes)  # type: ignore[arg-type]
    assert fingerprint(ACCOUNT, changed) == GOLDEN["RENT"]


@pytest.mark.parametrize(
    "changes",
    [
        {"booked_on": date(2024, 2, 2)},
        {"amount": Decimal("1250.00")},
        {"currency": "USD"},
        {"name": "Kivi"},
        {"account": None},
        {"description": None},
        {"reference": None},
    ],
)
def test_writings_that_are_another_booking(changes: dict[str, object]) -> None:
    changed = attrs.evolve(RENT, **changes)  # type: ignore[arg-type]
    assert fingerprint(ACCOUNT, changed) != GOLDEN["RENT"]


def test_an_account_is_its_characters() -> None:
    assert account_number("ee38 2200\N{NO-BREAK SPACE}2210 2014 5685\n") == ACCOUNT


def test_fees_go_with_their_parents() -> None:
    alone = attrs.evolve(FEE, parent=None)
    [first, second] = bookings([RENT, FEE, alone], ACCOUNT)
    assert (first.main, first.fees) == (RENT, (FEE,))
    assert (second.main, second.fees) == (alone, ())


def test_fees_find_their_parents_wherever_they_stand() -> None:
    other = attrs.evolve(RENT, name="Puit AS")
    of_other = attrs.evolve(FEE, parent=other)
    found = bookings([RENT, other, FEE, of_other, TAX], ACCOUNT)
    assert [(it.main, it.fees) for it in found] == [
        (RENT, (FEE,)),
        (other, (of_other,)),
        (TAX, ()),
    ]


def test_the_place_of_a_booking_counts_the_fees_before_it() -> None:
    rows = [RENT, FEE, FEE, TAX, BARE, FEE]
    assert [it.place for it in iter_bookings(rows)] == [1, 4, 5, 6]


def test_a_booking_that_names_no_account_is_of_the_given_one_or_none() -> None:
    named = attrs.evolve(RENT, own_account="ee47 1000")
    assert [it.account for it in iter_bookings([named, BARE], "ee38 2")] == ["EE471000", "EE382"]
    assert [it.account for it in iter_bookings([BARE])] == [""]


_texts = st.none() | st.text(max_size=20) | st.sampled_from(["Üür " * 100, "a" * 200, "\udce4"])


@given(
    st.builds(
        Transaction,
        st.dates(),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
        _texts,
        name=_texts,
        account=_texts,
        description=_texts,
        reference=_texts,
    ),
    st.lists(st.sampled_from([Decimal("-0.380"), Decimal("1E+2"), Decimal(0)]), max_size=2),
)
def test_a_fingerprint_is_the_hash_of_a_list(main: Transaction, amounts: list[Decimal]) -> None:
    """What goes in, and how, may never change: stored keys are made of it."""
    said = [main.name, main.account, main.description, main.reference]
    content = [
        ACCOUNT,
        main.booked_on.isoformat(),
        _shortest(main.amount),
        main.currency or "",
        *(" ".join(normalize("NFKC", it or "").casefold().split()) for it in said),
        *map(_shortest, amounts),
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    expected = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    fees = [attrs.evolve(FEE, amount=amount) for amount in amounts]
    assert fingerprint(ACCOUNT, main, fees) == expected


def _shortest(amount: Decimal) -> str:
    digits = f"{amount:f}"
    while "." in digits and digits[-1] in "0.":
        digits = digits[:-1]
    return digits
