"""Purposes: the text from whichever keys carry it, and what is read in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.formats.onec.purpose import (
    Reference,
    Vat,
    find_references,
    find_uin,
    find_vat,
    purpose_text,
    said,
)

TEXTS = st.text(st.sampled_from("Оплатаßİ5 \t\n\xa0\u2003\u200b\x1f")) | st.text()


@given(TEXTS)
def test_spaces_of_any_kind_are_one_space_or_none(text: str) -> None:
    assert purpose_text(text) == " ".join(text.split())
    assert said(text) == "".join(text.split()).casefold()


@pytest.mark.parametrize(
    ("full", "parts", "text"),
    [
        ("Оплата по счету 5", [], "Оплата по счету 5"),
        ("", ["Оплата", "по счету 5", "", ""], "Оплата по счету 5"),
        ("Оплата по счету 5", ["Оплата по счету", "5"], "Оплата по счету 5"),
        ("Оплата по сче", ["Оплата по сче", "ту 5"], "Оплата по сче ту 5"),
        ("Оплата по счету 5", ["совсем другое"], "Оплата по счету 5"),
        ("строка\nВ том числе НДС", [], "строка В том числе НДС"),
        ("k=v {53=33798.03}", [], "k=v {53=33798.03}"),
        ("", [], ""),
    ],
)
def test_the_full_text_wins_where_it_is_whole(full: str, parts: list[str], text: str) -> None:
    assert purpose_text(full, parts) == text


@given(st.text(), st.lists(st.text(), max_size=6))
def test_no_word_of_the_full_text_is_lost(full: str, parts: list[str]) -> None:
    bare = "".join(full.split())
    assert "".join(purpose_text(full, parts).split()).startswith(bare)


@pytest.mark.parametrize(
    ("purpose", "found"),
    [
        ("в т.ч. НДС(18%) - 2593-22.", [("18", "2593.22")]),
        ("В том числе НДС 20 % - 166.67 руб.", [("20", "166.67")]),
        ("НДС 20% 1 166,67", [("20", "1166.67")]),
        ("В т.ч. НДС 10% - 100-00, НДС 20% - 33=33", [("10", "100.00"), ("20", "33.33")]),
        ("включая НДС 7%", [("7", None)]),
        ("НДС - 15000", [(None, "15000")]),
        ("НДС: 15000.50", [(None, "15000.50")]),
        ("НДС по ставке 20% в сумме 20.00", [("20", "20.00")]),
        ("Без НДС", [("0", "0")]),
        ("Без налога (НДС)", [("0", "0")]),
        ("НДС не облагается.", [("0", "0")]),
        ("НДС 16,67% - 5.00", [("16.67", "5.00")]),
        ("Аренда", []),
        ("Бандсервис 20%", []),
        ("НДС 20% - 1.000.00", [("20", None)]),
        ("в т.ч. НДС", []),
    ],
)
def test_vat(purpose: str, found: list[tuple[str | None, str | None]]) -> None:
    expected = tuple(
        Vat(rate and Decimal(rate), amount and Decimal(amount))  # type: ignore[arg-type]
        for rate, amount in found
    )
    assert find_vat(purpose) == expected


@pytest.mark.parametrize(
    ("purpose", "found"),
    [
        ("Оплата по счету N 1024 от 01.01.23г", [Reference("invoice", "1024", date(2023, 1, 1))]),
        ("Оплата по счёту №1 за услуги", [Reference("invoice", "1")]),
        ("по договору 7 от 01.06.2026", [Reference("contract", "7", date(2026, 6, 1))]),
        ("на основании договора №1441-22/07 Cумма", [Reference("contract", "1441-22/07")]),
        ("дог. А-15 от 3 марта 2024", [Reference("contract", "А-15", date(2024, 3, 3))]),
        ("счет-фактура 12 от 31.02.2024", [Reference("invoice", "12")]),
        ("акт №5, УПД 18", [Reference("act", "5"), Reference("waybill", "18")]),
        ("по счету от 01.01.2024", []),
        ("контракт 01.02.2024", []),
        ("контракт 01.02.24г", []),
        ("договор 5 от 05.06.98", [Reference("contract", "5", date(1998, 6, 5))]),
        ("договор 5 от 05.06.70", [Reference("contract", "5", date(1970, 6, 5))]),
        ("договор 5 от 05.06.69", [Reference("contract", "5", date(2069, 6, 5))]),
        ("тактика 5", []),
        ("Оплата по договору", []),
    ],
)
def test_references(purpose: str, found: list[Reference]) -> None:
    assert find_references(purpose) == tuple(found)


@pytest.mark.parametrize("purpose", ["УИН 123", "УИН 188100123456789012345", "0"])
def test_a_charge_has_a_number_of_20_or_25_digits(purpose: str) -> None:
    assert find_uin(purpose) is None


@given(st.text(alphabet="счетдоговорНДС №%0123456789.,-= (от)г\n"))
def test_nothing_that_people_type_is_an_error(text: str) -> None:
    find_vat(text)
    find_references(text)
    find_uin(text)
