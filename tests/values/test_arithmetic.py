"""Laws of the arithmetic: exact against fractions, whatever the caller's decimal context is."""

from __future__ import annotations

import decimal
import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.values import (
    InexactQuotientError,
    SettingError,
    absolute,
    add,
    divide,
    divide_rounded,
    multiply,
    negate,
    reciprocal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTEXTS = [
    decimal.Context(),
    decimal.Context(prec=5, traps=[]),
    decimal.Context(prec=1, Emax=1, Emin=-1, traps=[decimal.Inexact, decimal.Rounded]),
]


def amounts(largest: int = 38) -> st.SearchStrategy[Decimal]:
    return st.builds(
        lambda number, places: Decimal(number).scaleb(-places, WIDE),
        st.integers(-(10**largest) + 1, 10**largest - 1),
        st.integers(0, largest),
    ).map(lambda each: each if each else each.copy_abs())


WIDE = decimal.Context(prec=200)
divisors = st.one_of(
    amounts(6).filter(bool),
    st.sampled_from(["-1", "100", "0.01", "3", "8", "-0.125", "7", "1E+2", "65536"]).map(Decimal),
)


@pytest.fixture(params=CONTEXTS, autouse=True)
def _context(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run every law under each context, and see that none of them is touched."""
    with decimal.localcontext(request.param) as context:
        before = repr(context)
        yield
        assert repr(context) == before


def exact(value: Decimal) -> Fraction:
    assert value.is_finite()
    assert value or not value.is_signed()
    return Fraction(value)


@given(amounts(), amounts())
def test_sums_and_products_are_exact(left: Decimal, right: Decimal) -> None:
    assert exact(add(left, right)) == Fraction(left) + Fraction(right)
    assert exact(multiply(left, right)) == Fraction(left) * Fraction(right)


@given(amounts())
def test_signs(amount: Decimal) -> None:
    assert exact(negate(amount)) == -Fraction(amount)
    assert negate(negate(amount)).as_tuple() == amount.as_tuple()
    assert exact(absolute(amount)) == abs(Fraction(amount))


def ends(quotient: Fraction) -> bool:
    rest = quotient.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


@given(amounts(), divisors)
def test_a_quotient_is_exact_or_says_that_it_is_not(amount: Decimal, divisor: Decimal) -> None:
    expected = Fraction(amount) / Fraction(divisor)
    if ends(expected):
        assert exact(divide(amount, divisor)) == expected
        assert divide_rounded(amount, divisor) == divide(amount, divisor)
    else:
        with pytest.raises(InexactQuotientError) as caught:
            divide(amount, divisor)
        assert caught.value.code == "SK306"
        assert caught.value.message == f"the quotient {amount} / {divisor} does not end"
        assert caught.value.hint == "it is kept to 28 digits"
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301
        rounded = divide_rounded(amount, divisor)
        assert len(rounded.as_tuple().digits) == 28
        assert abs(exact(rounded) - expected) <= abs(expected) * Fraction(5, 10**28)


@given(amounts(), st.integers(0, 20))
def test_a_power_of_ten_moves_the_mark_and_keeps_the_digits(amount: Decimal, power: int) -> None:
    moved = divide(amount, Decimal(10**power))
    assert moved.as_tuple().digits == amount.as_tuple().digits
    assert moved.as_tuple().exponent == int(amount.as_tuple().exponent) - power
    assert multiply(moved, Decimal(10**power)) == amount


@given(amounts())
def test_division_by_minus_one_twice_is_the_identity(amount: Decimal) -> None:
    one = Decimal(-1)
    assert divide(divide(amount, one), one).as_tuple() == amount.as_tuple()
    assert divide(amount, one).as_tuple() == negate(amount).as_tuple()


@given(divisors)
def test_reciprocals(divisor: Decimal) -> None:
    found = reciprocal(divisor)
    assert (found is not None) is ends(1 / Fraction(divisor))
    if found is not None:
        assert exact(found) * Fraction(divisor) == 1
        assert int(found.as_tuple().exponent) <= 0


def test_long_quotients_that_end_are_exact() -> None:
    amount, divisor = Decimal("9" * 38), Decimal(2**126)
    assert Fraction(divide(amount, divisor)) == Fraction(10**38 - 1, 2**126)


@pytest.mark.parametrize("function", [divide, divide_rounded])
def test_zero_divides_nothing(function: object) -> None:
    with pytest.raises(SettingError, match=r"^an amount cannot be divided by zero$"):
        function(Decimal(1), Decimal("0.00"))  # type: ignore[operator]


def test_threads_do_not_disturb_each_other() -> None:
    def work(number: int) -> bool:
        divisor = Decimal(3 + 2 * (number % 7))
        try:
            return Fraction(divide(Decimal(number), divisor)) == Fraction(number, int(divisor))
        except InexactQuotientError:
            return number % int(divisor) != 0

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(2000)))
