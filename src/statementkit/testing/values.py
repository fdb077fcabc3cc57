"""Invented values: names, texts, numbers with valid check digits. Nobody has any of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from statementkit.model import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZERO = Decimal(0)

DAYS = (
    date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 1), date(2024, 3, 14), date(2024, 12, 31),
    date(2025, 1, 1), date(2001, 9, 9),
)  # fmt: skip
"""Days on which banks book, the last of them late."""

AMOUNTS = tuple(
    map(
        Decimal,
        ("-3.20", "250.00", "-3.20", "0.01", "-1234.56", "1000000.00", "-0.10", "99.99", "0.00"),
    )
)
"""Amounts, small and large, and one of them twice."""

FEES = tuple(map(Decimal, ("0.30", "-0.30", "12.00")))

NAMES = (
    "Kohvik Hommik", "Mari Kask", "Saku Puit OÜ", "O'Brien & Sons", "SÃO BENTO LDA", "x",
    "Žalgirio g. 5", "A-B",
)  # fmt: skip
TEXTS = (
    "Arve 2024-061", "Fee, monthly", "a;b", "A|B", 'say "no"', "tab\there", "two\nlines", "007",
    "Teenustasu: väljaminev makse", "=1+2", "-", "Invoice 4711 of May, thanks",
)  # fmt: skip
ACCOUNTS = ("EE382200221020145685", "FI2112345600000785", "40702810100000000017", "12345-6")
TAX_IDS = ("7707083893", "10421629", "500100732259")
REFERENCES = ("990001112227", "20240617", "RF18539007547034")

_BY_WORD: Mapping[str, Sequence[Any]] = {
    "name": NAMES,
    "descAndName": NAMES,
    "description": TEXTS,
    "remitterId": TAX_IDS,
    "account": ACCOUNTS,
    "iban": ACCOUNTS[:2],
    "ownAccount": ACCOUNTS[:1],
    "bic": ("HABAEE2X", "044525225"),
    "ref": REFERENCES,
    "invoiceNumber": ("INV-4", "61"),
    "check": ("1001",),
    "id": ("2024060300000017", "RO-1", "5"),
    "time": ("10:15:00", "09:00"),
    "category": ("Coffee", "Sales"),
    "status": ("Booked", "x"),
    "type": ("MK", "Card payment"),
    "kpp": ("770701001",),
    "bankName": ("Hansa", "0800"),
    "accountName": ("Main",),
    "exchangeRate": (Decimal("1.0852"), Decimal("0.5")),
}
_BY_READING: Mapping[str, Sequence[Any]] = {
    "date": DAYS,
    "amount": AMOUNTS[:6],
    "currency": ("EUR", "USD", "SEK"),
}


def values_of(word: str) -> Sequence[Any]:
    """Return invented values for a field of an order.

    >>> values_of("iban")[0]
    'EE382200221020145685'
    """
    return _BY_WORD.get(word) or _BY_READING[_READINGS[word]]


_READINGS = {field.word: field.reading for field in FIELDS}
