"""Money as an integer and its number of decimals."""

from __future__ import annotations

from decimal import Decimal

LARGEST = 2**63 - 1
"""The largest integer that every database keeps."""

MOST_DECIMALS = 100


def to_units(amount: Decimal) -> tuple[int, int] | None:
    """Return an amount as an integer and its decimals, `None` if it has too many digits.

    >>> to_units(Decimal("-3.20")), to_units(Decimal("1E+2")), to_units(Decimal(1) / 3)
    ((-320, 2), (100, 0), None)
    """
    sign, digits, exponent = amount.as_tuple()
    if not isinstance(exponent, int) or not -MOST_DECIMALS <= exponent <= MOST_DECIMALS:
        return None
    units = int("".join(map(str, digits)) or "0") * 10 ** max(exponent, 0)
    if units > LARGEST:
        return None
    return (-units if sign else units), max(-exponent, 0)


def from_units(units: int, decimals: int) -> Decimal:
    """Return the amount that `to_units` was given.

    >>> from_units(-320, 2)
    Decimal('-3.20')
    """
    return Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -decimals))
