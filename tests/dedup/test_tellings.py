"""Two sources tell one payment in their own words: which of these stories are one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.dedup.tellings import document_number, told_twice

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2024, 3, 5)
RENT = Transaction(
    DAY,
    Decimal("-1250.00"),
    "EUR",
    name="Kivi Kinnisvara OÜ",
    tax_id="10421629",
    account="EE471000001020145685",
    description="Rent, March",
    check_number="118",
)


@attrs.frozen
class Known:
    """A booking as a store keeps it."""

    key: str
    transaction: Transaction
    fingerprint: str = ""


def pairs(
    incoming: Sequence[Transaction], stored: Sequence[Transaction]
) -> list[tuple[int, int, bool]]:
    """Return which incoming are which stored, by their places, and whether that is sure."""
    known = {str(number): Known(str(number), each) for number, each in enumerate(stored)}
    found = told_twice(dict(enumerate(incoming)), known)
    return [(number, int(each.key), is_sure) for number, each, is_sure in found]


def said(**changes: Any) -> Transaction:
    return attrs.evolve(RENT, **changes)


SURE, EQUAL, APART = [(0, 0, True)], [(0, 0, False)], list[tuple[int, int, bool]]()

BARE: dict[str, None] = {
    "name": None, "tax_id": None, "account": None, "description": None, "check_number": None,
}  # fmt: skip
"""What a source does not say that says next to nothing."""

STORIES: list[tuple[str, dict[str, Any], dict[str, Any], list[tuple[int, int, bool]]]] = [
    # Number and text, or number and party: two payments do not have that in common.
    ("the same words", {}, {}, SURE),
    ("another writing", {"description": " RENT,  march"}, {"name": "KIVI"}, SURE),
    ("zeros before the number", {"check_number": "000118"}, {}, SURE),
    ("a number in the extras", {"check_number": None, "extra": {"number": "118"}}, {}, SURE),
    ("number and text, no party", {"tax_id": None, "account": None, "name": "Other"}, {}, SURE),
    ("number and tax id", {"description": "Invoice 7", "account": None}, {}, SURE),
    ("number and account", {"description": None, "tax_id": None}, {}, SURE),
    ("an account with spaces", {"account": "ee47 1000 0010 2014 5685", "tax_id": None}, {}, SURE),
    ("another account of one party", {"account": "EE1", "description": None}, {}, SURE),
    # Without a number on both sides, equal payments of a day may agree in all the rest.
    ("text and tax id", {"check_number": None, "account": None}, {}, EQUAL),
    ("text and account", {"check_number": None, "tax_id": None}, {}, EQUAL),
    ("text and name", {"check_number": None, "tax_id": None, "account": None}, {}, EQUAL),
    ("text alone", {**BARE, "description": "Rent, March"}, {}, EQUAL),
    ("text, names alike", {"check_number": None, "tax_id": None, "account": None,
                           "name": "kivi  kinnisvara oü"}, {}, EQUAL),
    ("neither has a number", {"check_number": None}, {"check_number": ""}, EQUAL),
    # What speaks against it.
    ("another day", {"booked_on": date(2024, 3, 6)}, {}, APART),
    ("another amount", {"amount": Decimal("-1250.01")}, {}, APART),
    ("the other direction", {"amount": Decimal("1250.00")}, {}, APART),
    ("another currency", {"currency": "USD"}, {}, APART),
    ("another number", {"check_number": "119"}, {}, APART),
    ("another number, the same text alone", {**BARE, "description": "Rent, March",
                                             "check_number": "119"}, {}, APART),
    ("other parties", {"tax_id": "10421630", "account": "EE1"}, {}, APART),
    ("other parties, no number", {"tax_id": "10421630", "account": "EE1",
                                  "check_number": None}, {}, APART),
    ("text, another name", {"check_number": None, "tax_id": None, "account": None,
                            "name": "Puit AS"}, {}, APART),
    ("another text, no number", {"check_number": None, "description": "Rent, April"}, {}, APART),
    ("a number and nothing else", {**BARE, "check_number": "118"}, {}, APART),
    ("a number of zeros is none", {**BARE, "check_number": "000"}, {"check_number": "0"}, APART),
    ("nothing at all", BARE, BARE, APART),
]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "expected"), [story[1:] for story in STORIES], ids=[s[0] for s in STORIES]
)
def test_two_tellings(
    now: dict[str, Any], before: dict[str, Any], expected: list[tuple[int, int, bool]]
) -> None:
    assert pairs([said(**now)], [said(**before)]) == expected
    assert pairs([said(**before)], [said(**now)]) == expected


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"check_number": "№ 0118"}, "no 0118"),
        ({"check_number": "00a18", "extra": {"number": "7"}}, "a18"),
        ({"check_number": "", "extra": {"number": "007"}}, "7"),
        ({"check_number": None, "extra": {"number": 7}}, ""),
        ({"check_number": None, "extra": {"purpose": "7"}}, ""),
        ({"check_number": None, "extra": None}, ""),
    ],
)
def test_the_number_of_a_document(changes: dict[str, Any], number: str) -> None:
    assert document_number(said(**changes)) == number


def test_what_is_surer_is_paired_first() -> None:
    """A text that two payments share goes to the one whose number or party is the same too."""
    by_text = said(**{**BARE, "description": "Rent, March"})
    by_party = said(check_number=None)
    assert pairs([by_text, RENT], [RENT, by_text]) == [(1, 0, True), (0, 1, False)]
    assert pairs([by_text, by_party], [by_party, by_text]) == [(1, 0, False), (0, 1, False)]


def test_a_party_is_its_tax_id_before_its_account() -> None:
    """A company pays from the account of another, with a payment of that one on the same day."""
    mine, other = said(description="A"), said(description="B", tax_id="10137319")
    told = said(description="C", tax_id="10137319", account=RENT.account)
    assert pairs([told], [mine, other]) == [(0, 1, True)]


def test_equal_payments_are_each_told_once() -> None:
    assert pairs([RENT, RENT, RENT], [RENT, RENT]) == [(0, 0, True), (1, 1, True)]
    assert pairs([RENT], [RENT, RENT]) == SURE


_one_of = st.sampled_from
_tellings = st.lists(
    st.builds(
        Transaction,
        _one_of([DAY, date(2024, 3, 6)]),
        _one_of([Decimal(1), Decimal("1.0"), Decimal(-1)]),
        _one_of(["EUR", None]),
        name=_one_of([None, "Kivi", "KIVI", "Puit"]),
        tax_id=_one_of([None, "10421629", "10137319"]),
        account=_one_of([None, "EE47", "ee 47", "EE38"]),
        description=_one_of([None, "", "Rent", "RENT", "Invoice 7"]),
        check_number=_one_of([None, "7", "007", "8"]),
    ),
    max_size=6,
)


@given(_tellings, _tellings)
def test_nothing_is_paired_that_something_speaks_against(
    incoming: list[Transaction], stored: list[Transaction]
) -> None:
    found = pairs(incoming, stored)
    assert len({number for number, _, _ in found}) == len({key for _, key, _ in found})
    assert len(found) == len({number for number, _, _ in found})
    for number, key, is_sure in found:
        one, other = incoming[number], stored[key]
        assert (one.booked_on, one.amount, one.currency) == (
            other.booked_on,
            other.amount,
            other.currency,
        )
        numbers = {document_number(one), document_number(other)}
        assert numbers != {""} and len(numbers) == 1 if is_sure else len(numbers - {""}) < 2
        parties, others = _parties(one), _parties(other)
        assert parties & others or not (parties and others)


def _parties(it: Transaction) -> set[str]:
    found = (it.tax_id, (it.account or "").replace(" ", "").upper())
    return {each for each in found if each}


@given(_tellings)
def test_what_is_told_again_word_by_word_is_found_again(rows: list[Transaction]) -> None:
    """Of payments that differ in money, so that each may be itself only."""
    rows = [attrs.evolve(each, amount=Decimal(n)) for n, each in enumerate(rows)]
    known = [n for n, each in enumerate(rows) if _says_enough(each)]
    assert sorted((n, key) for n, key, _ in pairs(rows, rows)) == [(n, n) for n in known]


def _says_enough(it: Transaction) -> bool:
    return bool(it.description or (it.check_number and (it.tax_id or it.account)))
