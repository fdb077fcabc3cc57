"""Exact arithmetic with amounts, whatever the caller's decimal context is.

Python's operators round to the current context (28 digits, or fewer) without a word. The functions
here never do: sums and products keep every digit, and a quotient that does not end is an exception
unless `divide_rounded` is asked for by name. None of them changes a context, so they are safe in
threads, and none returns -0.

>>> from decimal import Decimal
>>> multiply(Decimal("12345678901234567890.12"), Decimal("98765432109876543210.98"))
Decimal('1219326311370217952261414418287658588617.5176')
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from functools import lru_cache

from statementkit.values.errors import CellError, SettingError

QUOTIENT_DIGITS = 28
"""Significant digits that `divide_rounded` keeps of a quotient that does not end."""

_EXACT = decimal.Context(
    prec=decimal.MAX_PREC,
    Emin=decimal.MIN_EMIN,
    Emax=decimal.MAX_EMAX,
    traps=[decimal.InvalidOperation],
)
_ROUNDED = decimal.Context(prec=QUOTIENT_DIGITS, traps=[decimal.InvalidOperation])


class InexactQuotientError(CellError):
    """A quotient that does not end, as 1 / 3: `divide_rounded` gives its first digits."""


def negate(amount: Decimal) -> Decimal:
    """Return `-amount`; the negative of zero is zero.

    >>> negate(Decimal("12.50")), negate(Decimal("0.00"))
    (Decimal('-12.50'), Decimal('0.00'))
    """
    return amount.copy_negate() if amount else amount


def absolute(amount: Decimal) -> Decimal:
    """Return the size of `amount`.

    >>> absolute(Decimal("-12.50"))
    Decimal('12.50')
    """
    return amount.copy_abs()


def add(left: Decimal, right: Decimal) -> Decimal:
    """Return the exact sum.

    >>> add(Decimal("0.10"), Decimal("0.2"))
    Decimal('0.30')
    """
    return _EXACT.add(left, right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Return the exact product.

    >>> multiply(Decimal("12.50"), Decimal("0.1"))
    Decimal('1.250')
    """
    return _unsigned_zero(_EXACT.multiply(left, right))


def divide(amount: Decimal, divisor: Decimal) -> Decimal:
    """Return the exact quotient.

    A divisor whose reciprocal ends (-1, 100, 0.5, 8) is one exact multiplication, so division by a
    power of ten moves the mark and keeps every digit: cents that are `1250` become `12.50`.

    Raises `InexactQuotientError` (SK306) if the quotient does not end, and `SettingError` if the
    divisor is zero.

    >>> divide(Decimal("1250"), Decimal("100")), divide(Decimal("6"), Decimal("3"))
    (Decimal('12.50'), Decimal('2'))
    """
    factor = reciprocal(divisor)
    if factor is not None:
        return multiply(amount, factor)
    quotient = _quotient(amount, divisor)
    if quotient is None:
        raise InexactQuotientError(
            "SK306",
            f"the quotient {amount} / {divisor} does not end",
            f"it is kept to {QUOTIENT_DIGITS} digits",
        )
    return quotient


def divide_rounded(amount: Decimal, divisor: Decimal) -> Decimal:
    """Return the quotient: exact if it ends, else its first 28 digits, half to even.

    >>> divide_rounded(Decimal("1"), Decimal("3"))
    Decimal('0.3333333333333333333333333333')
    """
    try:
        return divide(amount, divisor)
    except InexactQuotientError:
        return _ROUNDED.divide(amount, divisor)


@lru_cache(maxsize=256)
def reciprocal(divisor: Decimal) -> Decimal | None:
    """Return the exact 1 / divisor, or `None` if it does not end.

    Dividing by `divisor` is multiplying by this. Raises `SettingError` if the divisor is zero.

    >>> reciprocal(Decimal("100")), reciprocal(Decimal("0.01")), reciprocal(Decimal("3"))
    (Decimal('0.01'), Decimal('100'), None)
    """
    if not divisor:
        raise SettingError("an amount cannot be divided by zero")
    quotient = _quotient(Decimal(1), divisor)
    return None if quotient is None else _EXACT.add(quotient, Decimal(0))  # 1E+2 becomes 100


def _quotient(amount: Decimal, divisor: Decimal) -> Decimal | None:
    """Return the quotient if it ends.

    If it does, it has at most the digits of the amount and, for every digit of the divisor, less
    than four more: 1 / 2**n has n digits, and 2**n has more than 0.3 n.
    """
    digits = len(amount.as_tuple().digits) + 4 * len(divisor.as_tuple().digits)
    context = decimal.Context(
        prec=digits,
        Emin=decimal.MIN_EMIN,
        Emax=decimal.MAX_EMAX,
        traps=[decimal.InvalidOperation, decimal.Inexact],
    )
    try:
        return _unsigned_zero(context.divide(amount, divisor))
    except decimal.Inexact:
        return None


def _unsigned_zero(value: Decimal) -> Decimal:
    return value if value else value.copy_abs()
