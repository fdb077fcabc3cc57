"""The reader of amount texts. Their grammar stands in `number_format` and `affixes`."""

from __future__ import annotations

import decimal
import re
from functools import partial
from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.values.affixes import AffixError, is_negative
from statementkit.values.amount_hints import why_not
from statementkit.values.cache import Cache
from statementkit.values.errors import CellError
from statementkit.values.number_format import GROUP_MARKS, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

MAX_DIGITS = 38
"""Digits that an amount may have, those after the mark included."""

exact_decimal = decimal.Context(
    prec=MAX_DIGITS,
    Emin=0,
    Emax=MAX_DIGITS - 1,
    traps=[decimal.InvalidOperation, decimal.Overflow, decimal.Rounded],
).create_decimal
"""Make a Decimal of digits, `-` and `.`, whatever the caller's context is.

Raises an `ArithmeticError` where the text is no number or has more than 38 digits. `Decimal(text)`
would give NaN under a context without traps.
"""


def amount_reader(fmt: NumberFormat) -> Callable[[str], Decimal]:
    """Return a function that reads an amount text of the format `fmt`.

    It raises `CellError`: SK301 for a text that is no amount of this format, SK304 for a blank one
    and SK305 for one of more than 38 digits. It never returns -0.

    >>> read = amount_reader(NumberFormat(","))
    >>> read("1.234,50 EUR"), read("(12,50)"), read("-0,00")
    (Decimal('1234.50'), Decimal('-12.50'), Decimal('0.00'))
    """
    whole, fraction = fmt.whole_pattern, fmt.fraction_pattern
    number = rf"{whole}(?:{fraction})?|(?<![^\W\d_]){fraction}"
    match = re.compile(rf"([^0-9]*?)({number})([^0-9]*)").fullmatch
    negative: Cache[tuple[str, str], bool] = Cache(lambda around: is_negative(*around))
    plain: dict[int, str | None] = {ord(c): None for name in fmt.groups for c in GROUP_MARKS[name]}
    plain[ord(fmt.decimal)] = "."

    def read(text: str) -> Decimal:
        parts = match(text)
        if parts is None:
            raise _refusal(text, fmt)
        before, digits, after = parts.groups()
        try:
            minus = negative[before, after]
            amount = exact_decimal(digits.translate(plain))
        except AffixError as error:
            raise _refusal(text, fmt, str(error)) from None
        except ArithmeticError:
            hint = "a number as long as this is more often an identifier"
            message = f"{quoted(text)} has more than {MAX_DIGITS} digits"
            raise CellError("SK305", message, hint) from None
        return amount.copy_negate() if minus and amount else amount

    return read


def _refusal(text: str, fmt: NumberFormat, reason: str | None = None) -> CellError:
    if not text.strip():
        return CellError("SK304", "the cell of the amount is blank")
    hint = partial(_hint, text, fmt, reason)
    return CellError("SK301", lambda: f"{quoted(text)} is not an amount", hint)


def _hint(text: str, fmt: NumberFormat, reason: str | None) -> str:
    reason = reason or why_not(text, fmt)
    if re.search("[0-9]", text):
        return f"the decimal mark of this layout is '{fmt.decimal}'; {reason}"
    return reason
