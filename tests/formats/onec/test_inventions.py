"""Invented files: numbers with valid check digits, balances that come out, shapes as declared."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import LayoutError
from statementkit.formats.onec.digits import account_fits_bic, fits_correspondent, is_tax_id
from statementkit.testing.onec import DIALECTS, Invention, Party, invent, inventions
from statementkit.testing.onec.shapes import SHAPES

RUSSIAN = [name for name in DIALECTS if SHAPES[name].currency == "RUB"]


def lines(invention: Invention) -> list[str]:
    return invention.content.decode(SHAPES[invention.dialect].codec).splitlines()


def parties(invention: Invention) -> set[Party]:
    return {side for each in invention.movements for side in (each.payer, each.payee)}


def moved(invention: Invention, account: str) -> Decimal:
    return sum(
        (
            each.amount * ((each.payee.account == account) - (each.payer.account == account))
            for each in invention.movements
        ),
        Decimal(0),
    )


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_may_be_named_in_any_case(name: str) -> None:
    assert invent(f" {name.upper()}") == invent(name)


@pytest.mark.parametrize("make", [invent, lambda name: inventions(["sber", name])])
def test_another_dialect_is_answered_with_those_that_exist(make: Any) -> None:
    with pytest.raises(LayoutError, match=r"SK679 there is no dialect 'Сбер'\n.*\bsber\b.*\bkz"):
        make("Сбер")


@given(st.sampled_from(DIALECTS), st.integers(0, 20), st.integers(1, 3), st.integers())
def test_the_same_call_gives_the_same_file(name: str, number: int, accounts: int, s: int) -> None:
    first, second = (invent(name, documents=number, accounts=accounts, seed=s) for _ in "12")
    assert first == second
    assert len(first.movements) == number
    assert len({owner.account for owner in first.owners}) == accounts


@given(inventions())
def test_every_section_comes_out_and_follows_the_one_before(invention: Invention) -> None:
    text = "\n".join(lines(invention))
    sections = [
        dict(re.findall(r"^(\w+)=(.*)$", section, re.MULTILINE))
        for section in re.findall(r"(?i)^СекцияРасчСчет\n(.*?)КонецРасчСчет", text, re.S | re.M)
    ]
    for _, chain in groupby(sections, key=lambda each: each["РасчСчет"]):
        closing = invention.opening
        for each in chain:
            assert Decimal(each["НачальныйОстаток"]) == closing
            closing += Decimal(each["ВсегоПоступило"]) - Decimal(each["ВсегоСписано"])
            assert Decimal(each["КонечныйОстаток"]) == closing
        assert closing == invention.opening + moved(invention, each["РасчСчет"])


@pytest.mark.parametrize("name", RUSSIAN)
def test_russian_numbers_have_valid_check_digits(name: str) -> None:
    for party in parties(invent(name, documents=40)):
        assert is_tax_id(party.tax_id)
        assert account_fits_bic(party.account, party.bic)
        assert fits_correspondent(party.correspondent, party.bic)


def test_kazakh_accounts_have_the_check_digits_of_an_iban() -> None:
    for party in parties(invent("kz", documents=40)):
        country, digits = party.account[:2], party.account[2:]
        assert country == "KZ"
        assert int(f"{digits[2:]}2035{digits[:2]}") % 97 == 1
        assert len(party.tax_id) == 12


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_holds_its_documents_in_order(name: str) -> None:
    invention = invent(name, documents=30, accounts=2)
    numbers = [
        line.partition("=")[2]
        for line in lines(invention)
        if line.startswith(("Номер=", "НомерДокумента="))
    ]
    assert numbers == [each.number for each in invention.movements]
    assert all(a.day <= b.day for a, b in pairwise(invention.movements))
