"""Currency codes: the letters of ISO 4217, current and historic, as CLDR lists them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from difflib import get_close_matches
from functools import cache, partial
from itertools import combinations
from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.values.errors import CellError

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "€": "EUR",
    "$": "USD, CAD, AUD or another dollar",
    "£": "GBP",
    "¥": "JPY or CNY",
    "元": "CNY",
    "円": "JPY",
    "₽": "RUB",
    "₴": "UAH",
    "₹": "INR",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "₸": "KZT",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "hk$": "HKD",
    "mx$": "MXN",
    "nt$": "TWD",
    "nz$": "NZD",
    "r$": "BRL",
    "s$": "SGD",
    "fr": "CHF",
    "sfr": "CHF",
    "ft": "HUF",
    "kr": "SEK, NOK, DKK or ISK",
    "kč": "CZK",
    "lei": "RON or MDL",
    "r": "ZAR",
    "rm": "MYR",
    "rp": "IDR",
    "rs": "INR, PKR or LKR",
    "zł": "PLN",
    "грн": "UAH",
    "лв": "BGN",
    "р": "RUB",
    "руб": "RUB",
}
"""What banks print instead of a code, and the codes that it may stand for.

Words are in lower case and without a dot at their end.
"""


# fmt: off
DOLLARS = frozenset({
    "USD", "ARS", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP",
    "COP", "DOP", "FJD", "GYD", "HKD", "JMD", "KYD", "LRD", "MXN", "NAD",
    "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "UYU", "XCD",
})
"""The currencies that are written with a bare dollar sign at home."""

COMMON = frozenset({
    "AED", "AUD", "BGN", "BRL", "BYN", "CAD", "CHF", "CNY", "CZK", "DKK",
    "EUR", "GBP", "GEL", "HKD", "HUF", "ILS", "INR", "ISK", "JPY", "KRW",
    "KZT", "MDL", "MXN", "NOK", "NZD", "PLN", "RON", "RSD", "RUB", "SEK",
    "SGD", "THB", "TRY", "UAH", "USD", "ZAR",
})
"""The codes of nearly all files: for these, Babel need not be loaded."""
# fmt: on

# fmt: off
_WITHOUT_CENTS = frozenset((
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
))
# fmt: on
_OF_THOUSANDS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_OF_TEN_THOUSANDS = frozenset(("CLF", "UYW"))


def minor_digits(currency: str | None) -> int:
    """Return how many digits the minor unit of a currency has; two where nothing is known.

    Source: ISO 4217, column "minor unit".

    >>> minor_digits("EUR"), minor_digits("JPY"), minor_digits("KWD"), minor_digits(None)
    (2, 0, 3, 2)
    """
    if currency in _WITHOUT_CENTS:
        return 0
    if currency in _OF_THOUSANDS:
        return 3
    return 4 if currency in _OF_TEN_THOUSANDS else 2


def read_currency(text: str) -> str:
    """Return the ISO 4217 code that `text` is, in upper case.

    Raises `CellError` SK304 for a blank cell and SK303 for anything but a code; a sign is refused
    because it names no currency for sure, and the hint says which codes it may stand for.

    >>> read_currency(" eur ")
    'EUR'
    >>> read_currency("€")
    Traceback (most recent call last):
        ...
    statementkit.values.errors.CellError: '€' is a sign, not a currency code: write EUR
    """
    code = text.strip().upper()
    if is_currency(code):
        return code
    raise _refusal(text.strip())


def is_currency(code: str) -> bool:
    """Return whether `code` is an ISO 4217 code, current or historic, in upper case.

    >>> is_currency("EEK"), is_currency("eur"), is_currency("TSD")
    (True, False, False)
    """
    return code in COMMON or (len(code) == 3 and code in _codes())


def is_currency_sign(text: str) -> bool:
    """Return whether `text` is a currency sign of Unicode, or one of `SIGNS` in any case.

    >>> [is_currency_sign(each) for each in ("₫", "Kč", "Rs.", "EUR")]
    [True, True, True, False]
    """
    return _sign(text) in SIGNS or (len(text) == 1 and unicodedata.category(text) == "Sc")


def codes_of_sign(text: str) -> frozenset[str]:
    """Return the codes that a sign may stand for, none if it is no sign.

    >>> sorted(codes_of_sign("€")), sorted(codes_of_sign("kr")), codes_of_sign("EUR")
    (['EUR'], ['DKK', 'ISK', 'NOK', 'SEK'], frozenset())
    """
    if text == "$":
        return DOLLARS
    return frozenset(re.findall("[A-Z]{3}", SIGNS.get(_sign(text), "")))


def _sign(text: str) -> str:
    return text.rstrip(".").casefold()


@cache
def _codes() -> frozenset[str]:
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


def _refusal(text: str) -> CellError:
    if not text:
        return CellError("SK304", "the cell of the currency is blank")
    if is_currency_sign(text):
        hint = f"write {SIGNS.get(_sign(text), 'the letters of ISO 4217')}"
        return CellError("SK303", f"{quoted(text)} is a sign, not a currency code", hint)
    hint_later = partial(_hint, text.upper())
    return CellError("SK303", lambda: f"{quoted(text)} is not a currency code", hint_later)


def _hint(text: str) -> str:
    nearest = get_close_matches(text, _similar(text), n=3, cutoff=_ALIKE)
    if nearest:
        return f"did you mean {', '.join(nearest)}?"
    return "write the letters of ISO 4217, as EUR"


_ALIKE = 0.6
"""The ratio of difflib from which a text is taken for a misspelt code."""

_LONGEST_ALIKE = 7
"""How many letters a text has at most that is so much like the three of a code."""


def _similar(text: str) -> set[str]:
    """Return the codes that share so many letters with a text, in their order, as alike ones do."""
    if len(text) > _LONGEST_ALIKE:
        return set()
    shared = combinations(text, 2 if len(text) <= 3 else 3)
    return set().union(*(_by_letters().get(letters, ()) for letters in shared))


@cache
def _by_letters() -> Mapping[tuple[str, ...], set[str]]:
    """Return the codes by any two and all three of their letters."""
    found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for code in _codes():
        for letters in (*combinations(code, 2), *combinations(code, 3)):
            found[letters].add(code)
    return found
