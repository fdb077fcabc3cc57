"""Text to value: amounts, dates, currencies, and exact arithmetic.

A reader is made once from its settings (`amount_reader`, `date_reader`) and then called for every
cell. It returns the value or raises `CellError`; nothing is guessed, and nothing is rounded.

>>> from statementkit.values import NumberFormat, amount_reader
>>> amount_reader(NumberFormat(","))("1.234,50-")
Decimal('-1234.50')
"""

from __future__ import annotations

from statementkit.values.amounts import NumberFormat, amount_reader, exact_decimal
from statementkit.values.arithmetic import (
    InexactQuotientError,
    absolute,
    add,
    divide,
    divide_rounded,
    multiply,
    negate,
    reciprocal,
)
from statementkit.values.cache import Cache
from statementkit.values.currencies import is_currency, read_currency
from statementkit.values.date_patterns import DatePattern
from statementkit.values.dates import date_reader
from statementkit.values.errors import CellError, SettingError
from statementkit.values.regexes import compile_regex

__all__ = [
    "Cache",
    "CellError",
    "DatePattern",
    "InexactQuotientError",
    "NumberFormat",
    "SettingError",
    "absolute",
    "add",
    "amount_reader",
    "compile_regex",
    "date_reader",
    "divide",
    "divide_rounded",
    "exact_decimal",
    "is_currency",
    "multiply",
    "negate",
    "read_currency",
    "reciprocal",
]
