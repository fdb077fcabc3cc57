"""Signs in the last digit: every number comes back, and nothing else is taken for one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import quoted
from statementkit.values import CellError, read_overpunch
from statementkit.values.overpunch import write_overpunch


@given(st.integers(-(10**14), 10**14), st.integers(1, 16))
def test_every_number_comes_back(number: int, width: int) -> None:
    digits = str(abs(number)).zfill(width)
    letters = "}JKLMNOPQR" if number < 0 else "{ABCDEFGHI"
    assert Decimal(read_overpunch(digits[:-1] + letters[int(digits[-1])])) == number


@given(st.integers(-(10**14), 10**14))
def test_what_is_written_is_read(number: int) -> None:
    text = write_overpunch(number)
    assert Decimal(read_overpunch(text)) == number
    assert len(text) == len(str(abs(number)))
    assert not text.isdigit()


def test_zero_has_no_sign() -> None:
    assert (write_overpunch(0), read_overpunch("{"), read_overpunch("00{")) == ("{", "0", "000")


@pytest.mark.parametrize(
    "text", ["A1", "-1A", "1.2A", "12S", "1 A", "x", "1a", "²A", "12}}", "１A"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        read_overpunch(text)
    error = caught.value
    assert error.code == "SK321"
    assert error.message == f"{quoted(text)} is no number with the sign in its last digit"
    assert error.hint == (
        "digits stand there, and last one of 0-9 { A-I (positive) or } J-R (negative); if the "
        "amount is another one, leave out .overpunch"
    )


@given(st.text(max_size=5))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        read = read_overpunch(text)
    except CellError:
        return
    assert read == "" if not text else read.removeprefix("-").isdigit()


def test_it_stands_before_arithmetic() -> None:
    mapper = sk.compile_order("date|amount.overpunch.divide(100)", date_format="yyyy-MM-dd")
    assert [each.amount for each in mapper(["2024-02-01", "0000315}"])] == [Decimal("-31.5")]
    with pytest.raises(sk.RowError, match="no number with the sign in its last digit"):
        mapper(["2024-02-01", "31.50"])
