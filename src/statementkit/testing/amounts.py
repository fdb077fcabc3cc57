"""Numbers as banks print them: the inverse of reading an amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from decimal import Decimal

    from statementkit.values import NumberFormat

Negative = Literal["-1", "1-", "(1)", "1 DR"]
"""How a negative number is marked."""


@attrs.frozen(kw_only=True)
class NumberStyle:
    """The habits of a bank that a number format allows.

    `grouped` puts marks between thousands, where the format has any; `plus` a sign before positive
    numbers; `decimals` is how many digits stand after the mark at least.
    """

    grouped: bool = False
    plus: bool = False
    negative: Negative = "-1"
    decimals: int = 2


PLAIN = NumberStyle()


def write_number(number: Decimal, fmt: NumberFormat, style: NumberStyle = PLAIN) -> str:
    """Return a number as a text that reads as it under `fmt`.

    >>> from decimal import Decimal
    >>> from statementkit.values import NumberFormat
    >>> habits = NumberStyle(grouped=True, negative="1-")
    >>> write_number(Decimal("-1234.5"), NumberFormat(",", "."), habits)
    '1.234,50-'
    """
    whole, _, fraction = f"{abs(number):f}".partition(".")
    fraction = fraction.ljust(style.decimals, "0")
    if style.grouped and fmt.groups:
        whole = f"{int(whole):,}".replace(",", fmt.groups[0])
    digits = f"{whole}{fmt.decimal}{fraction}" if fraction else whole
    if number < 0:
        return style.negative.replace("1", digits)
    return f"+{digits}" if style.plus else digits


def write_whole(number: Decimal, width: int) -> str | None:
    """Return a whole number of digits alone that fill a width, `None` for any other.

    >>> from decimal import Decimal
    >>> write_whole(Decimal("1250"), 8)
    '00001250'
    """
    if number < 0 or number != int(number) or len(f"{number:.0f}") > width:
        return None
    return f"{number:.0f}".zfill(width)
