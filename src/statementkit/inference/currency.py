"""The currency of a file that has no column for it: in a name, above the table, beside amounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.inference.columns import Column, is_iban
from statementkit.values import is_currency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statementkit.inference.table import Table

_SIGNS = {"€": "EUR", "£": "GBP", "₽": "RUB", "₴": "UAH", "₹": "INR", "₺": "TRY", "₪": "ILS"}
_SIGNS |= {"zł": "PLN", "kč": "CZK", "r$": "BRL", "us$": "USD", "ft": "HUF", "₸": "KZT", "₾": "GEL"}
_WORD = re.compile(r"[A-Za-z]{3}(?![A-Za-z])|[€£₽₴₹₺₪₸₾]|zł|Kč|R\$|US\$|Ft\b")


def say_currency(table: Table, money: Sequence[Column]) -> tuple[str, str, tuple[int, ...]] | None:
    """Return the one currency that a file names, with the evidence and its lines."""
    line = (table.header[0],) if table.header else ()
    for codes, evidence, lines in (
        (_codes(each.name for each in money), "the name of the column says so", line),
        (_codes(cell for each in money for cell in each.filled[:200]), "its cells say so", ()),
        (_above(table), "it stands above the table", tuple(line for line, _ in table.above[:1])),
    ):
        if len(codes) == 1:
            return codes.pop(), evidence, lines
    return None


def _codes(texts: Iterable[str]) -> set[str]:
    found = set()
    for text in texts:
        for word in _WORD.findall(text):
            code = _SIGNS.get(word.lower(), word)
            if code.isupper() and is_currency(code):
                found.add(code)
    return found


def _above(table: Table) -> set[str]:
    cells = [cell.strip() for _, row in table.above for cell in row]
    whole = {each for each in cells if is_currency(each)}
    amounts = (each for each in cells if re.search(r"\d[.,]\d\d\s*\S{1,3}$", each))
    return whole or _codes(amounts)


def find_account(table: Table) -> str | None:
    """Return the one IBAN that stands above the table."""
    found = {
        code
        for _, row in table.above
        for cell in row
        for code in re.findall(r"[A-Z]{2}\d{2}[A-Z0-9 ]{11,34}", cell)
        if is_iban(code)
    }
    return found.pop().replace(" ", "") if len(found) == 1 else None
