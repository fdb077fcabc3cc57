"""Numbers in columns: as they are written, for transactions, and as exact decimals, to reckon with.

Where a text is plain (digits, a mark, a minus sign) an expression reads it; every other text is
read by the reader of amounts, once for each that differs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import polars as pl

from statementkit import values
from statementkit.order.columns_lookup import Lookup
from statementkit.order.columns_needs import DIGITS
from statementkit.order.transforms import TRANSFORMS, arguments
from statementkit.values.number_format import GROUP_MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Transform

_MINUS, _ABOVE_MINUS = "-", "."
"""A plain number is negative if its text is less than the character that follows the minus sign."""


def decimal_of(scale: int) -> pl.Decimal:
    """Return the type of columns of numbers with so many decimals.

    Raises `ValueError` for more of them than such a number has digits.
    """
    if not isinstance(scale, int) or scale not in range(DIGITS + 1):
        raise ValueError(f"scale is a whole number from 0 to {DIGITS}, not {scale!r}")
    return pl.Decimal(DIGITS, scale)


def fits(number: Decimal, scale: int) -> bool:
    """Return whether a column of numbers with so many decimals can hold a number.

    >>> from decimal import Decimal
    >>> fits(Decimal("0.125"), 2), fits(Decimal("0.25"), 2), fits(Decimal("1E30"), 12)
    (False, True, False)
    """
    return number.adjusted() < DIGITS - scale - 1 and -int(number.as_tuple().exponent) <= scale


@attrs.frozen
class Number:
    """A column of numbers: the `text` of each, as `Decimal` reads it, and its `value`.

    What is done to the sign of a number is done to its value alone; `said` tells the whole. A text
    is empty for a blank cell and null for one that the row functions must look at; in both cases
    there is no value.
    """

    text: pl.Expr
    value: pl.Expr

    @classmethod
    def of(cls, pair: pl.Expr) -> Number:
        """Return the number of a column of pairs."""
        return cls(pair.struct.field("text"), pair.struct.field("value"))

    @property
    def is_blank(self) -> pl.Expr:
        """Where nothing stands."""
        return self.text == ""

    @property
    def is_nothing(self) -> pl.Expr:
        """Where nothing stands, or a zero; null where nobody knows."""
        return self.is_blank | (self.value == 0)

    @property
    def said(self) -> pl.Expr:
        """The texts with the signs of the values."""
        return pl.map_batches([self.text, self.value], signed, return_dtype=pl.String)

    def refused_where(self, condition: pl.Expr) -> Number:
        """Leave numbers to the row functions where a condition holds, or cannot be told."""
        return Number(pl.when(~condition).then(self.text), self.value)


def chosen(condition: pl.Expr, one: Number, other: Number) -> Number:
    """Return one number where a condition holds, and the other elsewhere."""
    return Number(
        pl.when(condition).then(one.text).otherwise(other.text),
        pl.when(condition).then(one.value).otherwise(other.value),
    )


def with_sign(number: Number, changes: Sequence[Transform]) -> Number:
    """Return a number after changes that touch nothing but its sign."""
    value = number.value
    for change in changes:
        if change.name == "abs":
            value = value.abs()
        elif change.name == "negate" or str(arguments(change)[0]) == "-1":
            value = -value
    return Number(number.text, value)


def changes_sign_only(change: Transform) -> bool:
    """Return whether a number keeps its digits."""
    if change.name in ("divide", "multiply"):
        return str(arguments(change)[0]) in ("1", "-1")
    return True


def signed(columns: Sequence[pl.Series]) -> pl.Series:
    """Return texts of numbers with the signs of their values."""
    text, value = columns
    is_turned = ((text < _ABOVE_MINUS) != (value < 0)).fill_null(value=False)
    if not is_turned.any():
        return text
    turned = text.filter(is_turned)
    signed = (_MINUS + turned).str.strip_prefix("--")
    return text.clone().scatter(is_turned.arg_true(), signed)


class NumberReader:
    """Reads columns of texts as numbers, and changes them on the way.

    `currency` is that of amounts that name none. A number that has more decimals than `scale`, or
    too many digits before them, is left to the row functions.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        currency: str | None,
        scale: int,
        changes: Sequence[Transform] = (),
    ) -> None:
        fmt = interpreter.plan.settings.number_format
        self._interpreter = interpreter
        self._currency = currency
        self._changes = [(TRANSFORMS[each.name].apply, arguments(each)) for each in changes]
        self._mark = fmt.decimal
        self._groups = "".join(GROUP_MARKS[name] for name in fmt.groups)
        self._dtype = decimal_of(scale)
        mark = re.escape(fmt.decimal)
        whole_digits = max(0, DIGITS - scale - 1)
        self._plain = rf"^-?(?:[0-9]+(?:{mark}[0-9]+)?|{mark}[0-9]+)$"
        self._uncommon = rf"[^-0-9{mark}\n]|{mark}(?:\n|$)"
        self._grouped = rf"^-?{fmt.whole_pattern}(?:{fmt.fraction_pattern})?$"
        self._fitting = rf"^-?[0-9]{{0,{whole_digits}}}(?:\.[0-9]{{0,{scale}}})?$"
        self._short = min(scale, whole_digits)
        self._asked = Lookup(self._read, pl.String)

    def __call__(self, texts: pl.Series) -> pl.Series:
        """Return a column of pairs, a `text` and a `value`."""
        text = self._pointed(texts)
        value = self._valued(text)
        if self._changes or self._is_odd(texts, value):
            text = self._written(texts)
            value = self._valued(text)
        is_zero = value == 0
        if is_zero.any() and (is_minus_zero := is_zero & (text < _ABOVE_MINUS)).any():
            plain = text.filter(is_minus_zero).str.strip_prefix(_MINUS)
            text = text.clone().scatter(is_minus_zero.arg_true(), plain)
        return pl.DataFrame({"text": text, "value": value}).to_struct()

    def _is_odd(self, texts: pl.Series, value: pl.Series) -> bool:
        """Return whether any number is long or no plain one.

        Polars reads all plain numbers, and of others none but those with an uncommon character or a
        mark at the end: one search in the texts of a whole column finds that it has none.
        """
        text = pl.first()
        longest, blanks, is_uncommon = (
            texts.to_frame()
            .select_seq(
                text.str.len_bytes().max().alias("longest"),
                (text == "").sum().alias("blanks"),
                text.str.join("\n").str.contains(self._uncommon).alias("uncommon"),
            )
            .row(0)
        )
        return bool(
            is_uncommon
            or (longest or 0) > self._short
            or value.null_count() > texts.null_count() + blanks
        )

    def _valued(self, text: pl.Series) -> pl.Series:
        return text.cast(self._dtype, strict=False)

    def _written(self, texts: pl.Series) -> pl.Series:
        if self._changes:
            return self._fitted(self._asked(texts))
        length = texts.str.len_bytes()
        is_short = (length <= self._short) & texts.str.contains(self._plain)
        is_odd = ~(is_short | (length == 0))
        text = self._pointed(texts)
        return text.clone().scatter(is_odd.arg_true(), self._odd(texts.filter(is_odd)))

    def _odd(self, texts: pl.Series) -> pl.Series:
        """Return numbers that are long or hold more than digits and a mark."""
        is_grouped = texts.str.contains(self._grouped)
        found = texts.filter(is_grouped)
        for mark in self._groups:
            found = found.str.replace_all(mark, "", literal=True)
        text = self._asked(texts.set(is_grouped, ""))
        return self._fitted(text.scatter(is_grouped.arg_true(), self._pointed(found)))

    def _fitted(self, texts: pl.Series) -> pl.Series:
        return texts.set(~texts.str.contains(self._fitting), None)

    def _pointed(self, texts: pl.Series) -> pl.Series:
        if self._mark == ".":
            return texts
        return texts.str.replace(self._mark, ".", literal=True)

    def _read(self, text: str) -> str | None:
        text = text.strip()
        if not text:
            return ""
        number = self._interpreter.read_amount(text)
        beside = values.currencies_beside(text)
        if beside and self._currency not in beside:
            return None
        for apply, operands in self._changes:
            number = apply(number, *operands)
        return _plain(number)


def _plain(number: Decimal) -> str | None:
    """Return a number as a plain text that reads as the same number with the same digits."""
    text = format(number, "f")
    return text if str(values.exact_decimal(text)) == str(number) else None
