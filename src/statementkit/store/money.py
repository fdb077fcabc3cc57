"""Money as an integer and its number of decimals."""

from __future__ import annotations

from decimal import Context, Decimal

LARGEST = 2**63 - 1
"""The largest integer that every database keeps."""

MOST_DECIMALS = 100


_EXACT = Context(prec=20)


def to_units(amount: Decimal) -> tuple[int, int] | None:
    """Return an amount as an integer and its decimals, `None` if it has too many digits.

    >>> to_units(Decimal("-3.20")), to_units(Decimal("1E+2")), to_units(Decimal(1) / 3)
    ((-320, 2), (100, 0), None)
    """
    whole, _, fraction = str(amount).partition(".")
    if not (whole.lstrip("-") + fraction).isdecimal():
        return _written_otherwise(amount)
    units = int(whole + fraction)
    if abs(units) > LARGEST or len(fraction) > MOST_DECIMALS:
        return None
    return units, len(fraction)


def _written_otherwise(amount: Decimal) -> tuple[int, int] | None:
    """Return the same of an amount with an exponent, or of what is no number."""
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
    return Decimal(units).scaleb(-decimals, _EXACT)
