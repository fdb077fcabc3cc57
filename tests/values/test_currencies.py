"""Currency codes: read in either case, and everything else refused with what to write."""

from __future__ import annotations

import pickle
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from statementkit.values import (
    CellError,
    currencies_beside,
    is_currency,
    minor_digits,
    read_currency,
)
from statementkit.values.currencies import COMMON, is_currency_sign

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = sorted(get_global("all_currencies"))


@pytest.mark.parametrize(
    ("codes", "digits"),
    [
        ("EUR USD RUB CHF", 2),
        ("JPY KRW ISK CLP VND", 0),
        ("BHD IQD JOD KWD LYD OMR TND", 3),
        ("CLF UYW", 4),
    ],
)
def test_minor_units_have_the_digits_of_iso_4217(codes: str, digits: int) -> None:
    assert {minor_digits(code) for code in codes.split()} == {digits}
    assert (minor_digits(None), minor_digits("eur"), minor_digits("?")) == (2, 2, 2)


def test_common_codes_are_codes() -> None:
    assert set(CODES) > COMMON


@given(st.sampled_from(CODES), st.sampled_from([str, str.lower, str.title]))
def test_every_code_is_read_in_any_case(code: str, change: Callable[[str], str]) -> None:
    assert read_currency(f" {change(code)}\N{NO-BREAK SPACE}") == code
    assert is_currency(code)


@given(st.one_of(st.text(), st.text("€$eurEURß ", max_size=4)))
def test_nothing_but_codes_and_cell_errors_come_out(text: str) -> None:
    try:
        code = read_currency(text)
    except CellError as error:
        assert error.code == ("SK303" if text.strip() else "SK304")  # noqa: PT017
    else:
        assert code in CODES
        assert code == text.strip().upper()


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("", "SK304", None),
        (" ", "SK304", None),
        ("€", "SK303", "write EUR"),
        ("$", "SK303", "write USD, CAD, AUD or another dollar"),
        ("Kč", "SK303", "write CZK"),
        ("RS.", "SK303", "write INR, PKR or LKR"),
        ("₫", "SK303", "write the letters of ISO 4217"),
        ("EUE", "SK303", "EUR"),
        ("euro", "SK303", "did you mean EUR"),
        ("978", "SK303", "write the letters of ISO 4217, as EUR"),
        ("12.50", "SK303", "write the letters of ISO 4217, as EUR"),
    ],
)
def test_what_is_refused(text: str, code: str, hint: str | None) -> None:
    with pytest.raises(CellError) as caught:
        read_currency(text)
    assert caught.value.code == code
    assert (hint or "") in (caught.value.hint or "")


@given(st.text("AEUROSDLZNXY1", min_size=1, max_size=9))
def test_the_codes_that_are_proposed_are_those_of_difflib(text: str) -> None:
    if text in CODES or is_currency_sign(text):
        return
    nearest = get_close_matches(text, CODES, n=3, cutoff=0.6)
    with pytest.raises(CellError) as caught:
        read_currency(text)
    expected = f"did you mean {', '.join(nearest)}?" if nearest else "write the letters of ISO 4217"
    assert (caught.value.hint or "").startswith(expected)


def test_a_hint_is_found_once_and_pickled_as_it_reads() -> None:
    asked = []

    def hint() -> str:
        asked.append(1)
        return "it has no digits"

    error = CellError("SK301", "'abc' is not an amount", hint)
    assert (asked, error.message) == ([], "'abc' is not an amount")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.code, again.message, again.hint) == (error.code, error.message, error.hint)
    assert str(again) == str(error) == "'abc' is not an amount: it has no digits"
    assert asked == [1]


def test_historic_codes_are_known() -> None:
    assert [read_currency(code) for code in ("EEK", "DEM", "RUR")] == ["EEK", "DEM", "RUR"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("5.00", ""),
        ("", ""),
        ("(5.00 EUR)", "EUR"),
        ("eur 1 234,50", "EUR"),
        ("-£1,234.50", "GBP"),
        ("12 zł", "PLN"),
        ("C$5", "CAD"),
        ("5 kr", "DKK ISK NOK SEK"),
        ("5 XYZ", ""),
    ],
)
def test_the_currencies_beside_an_amount(text: str, codes: str) -> None:
    assert currencies_beside(text) == set(codes.split())


def test_a_bare_dollar_sign_may_be_any_dollar_and_no_euro() -> None:
    assert {"USD", "CAD", "AUD"} < currencies_beside("$5")
    assert "EUR" not in currencies_beside("$5")
    assert all(map(is_currency, currencies_beside("$5")))


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("", "SK304", "the cell of the currency is blank", None),
        ("€", "SK303", "'€' is a sign, not a currency code", "write EUR"),
        ("EURO", "SK303", "'EURO' is not a currency code", "did you mean EUR?"),
        ("PLZN", "SK303", "'PLZN' is not a currency code", "did you mean PLZ, PLN?"),
        ("CHX", "SK303", "'CHX' is not a currency code", "did you mean CNX, CNH, CHW?"),
        ("?", "SK303", "'?' is not a currency code", "write the letters of ISO 4217, as EUR"),
    ],
)
def test_what_is_said_of_a_cell_that_is_no_code(
    text: str, code: str, message: str, hint: str | None
) -> None:
    with pytest.raises(CellError) as caught:
        read_currency(text)
    error = caught.value
    assert (error.code, error.message, error.hint) == (code, message, hint)
