"""Check digits, against the examples of the order and against python-stdnum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ru import inn

from statementkit.formats.onec.digits import (
    account_fits_bic,
    account_key,
    fits_correspondent,
    is_bic,
    is_blank,
    is_kpp,
    is_tax_id,
)

digits = st.text("0123456789", min_size=20, max_size=20).filter(lambda text: text.strip("0"))
bics = st.text("0123456789", min_size=9, max_size=9)


@given(digits, bics)
def test_a_key_that_is_set_fits_and_no_other_does(account: str, bic: str) -> None:
    if account.startswith("03"):
        assert account_fits_bic(account, bic) is None
        return
    key = account_key(account, bic)
    for digit in "0123456789":
        changed = account[:8] + digit + account[9:]
        if changed.strip("0"):
            assert account_fits_bic(changed, bic) is (digit == key)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_a_company_has_one_check_digit(first: str) -> None:
    right = inn.calc_company_check_digit(first)
    assert [d for d in "0123456789" if is_tax_id(first + d)] == [right]


@pytest.mark.parametrize(
    ("account", "bic"),
    [
        ("", "044525225"),
        ("40702810000000000001", ""),
        ("40702A10000000000001", "044525225"),
        ("006780000008", "044525225"),
        ("KZ86125KZT5004100100", "044525225"),
        ("00000000000000000000", "044525225"),
        ("٤٠٧٠٢٨١٠٠٠٠٠٠٠٠٠٠٠٠١", "044525225"),
    ],
)
def test_what_is_no_account_at_a_bank_is_left_open(account: str, bic: str) -> None:
    assert account_fits_bic(account, bic) is None
    assert fits_correspondent(account, bic) is None


def test_the_account_of_the_treasury_at_the_central_bank_has_a_key() -> None:
    account = "40102810545370000003"
    assert account_fits_bic(account, "004525988") is True
    assert account_fits_bic("40102810145370000003", "004525988") is False


def test_a_correspondent_account_needs_its_key_and_the_end_of_its_bic() -> None:
    assert fits_correspondent("30101810400000000225", "044525225") is True
    assert fits_correspondent("30101810500000000225", "044525225") is False
    assert fits_correspondent("30101810400000000226", "044525225") is False


@pytest.mark.parametrize("text", ["X", "X0", "10"])
def test_other_texts_are_no_placeholders(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize("text", ["", None, "0", "000000000000", " 0 "])
def test_placeholders_say_nothing(text: str | None) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["4", "77070838930", "٧٧٠٧٠٨٣٨٩٣", "770708389X", "7707083893 "])
def test_what_is_no_tax_number(text: str) -> None:
    assert not is_tax_id(text)


def test_shapes_are_those_of_the_whole_text() -> None:
    assert not is_kpp("7707010010")
    assert not is_kpp("77070100\n")
    assert not is_bic("0445252255")
    assert not is_bic("04452522٥")
