"""Text to value: amounts, dates, currencies, and exact arithmetic.

A reader is made once from its settings (`amount_reader`, `date_reader`) and then called for every
cell. It returns the value or raises `CellError`; nothing is guessed, and nothing is rounded.

>>> from statementkit.values import NumberFormat, amount_reader
>>> amount_reader(NumberFormat(","))("1.234,50-")
Decimal('-1234.50')
"""

from __future__ import annotations

from statementkit.values.affixes import currencies_beside
from statementkit.values.amounts import amount_reader, exact_decimal
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
from statementkit.values.currencies import is_currency, minor_digits, read_currency
from statementkit.values.date_evidence import DateEvidence
from statementkit.values.date_patterns import lint_pattern
from statementkit.values.date_reader import FAMILIAR_PATTERNS, date_reader
from statementkit.values.dates import DatePattern
from statementkit.values.errors import CellError, SettingError
from statementkit.values.evidence import Decision
from statementkit.values.formulas import guarded, guarded_inside, unguarded, unguarded_inside
from statementkit.values.literals import required_literal
from statementkit.values.number_evidence import NumberEvidence, decide_number_format
from statementkit.values.number_format import NumberFormat
from statementkit.values.overpunch import read_overpunch
from statementkit.values.regexes import compile_regex

__all__ = [
    "FAMILIAR_PATTERNS",
    "Cache",
    "CellError",
    "DateEvidence",
    "DatePattern",
    "Decision",
    "InexactQuotientError",
    "NumberEvidence",
    "NumberFormat",
    "SettingError",
    "absolute",
    "add",
    "amount_reader",
    "compile_regex",
    "currencies_beside",
    "date_reader",
    "decide_number_format",
    "divide",
    "divide_rounded",
    "exact_decimal",
    "guarded",
    "guarded_inside",
    "is_currency",
    "lint_pattern",
    "minor_digits",
    "multiply",
    "negate",
    "read_currency",
    "read_overpunch",
    "reciprocal",
    "required_literal",
    "unguarded",
    "unguarded_inside",
]
