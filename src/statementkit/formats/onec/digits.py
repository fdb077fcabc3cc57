"""Check digits: tax numbers, bank codes, and account numbers against the bank they are kept at.

Every test answers `True`, `False`, or, where nothing can be told, `None`. Anonymised files fail
them wholesale, so a failure is a warning to a reader and an error only to a writer.
"""

from __future__ import annotations

import re
from functools import lru_cache

_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}")
_BIC = re.compile(r"\d{9}")
_ACCOUNT = re.compile(r"\d{20}")
_WEIGHTS = (7, 1, 3) * 8

_KEPT_AT_CENTRAL_BANK = ("30101", "40102")
"""Balance accounts that a bank or the treasury has at the Bank of Russia, not at itself."""

_TREASURY = "03"
"""The treasury's own accounts have no key under the order."""

_CENTRAL_BANK = ("000", "001", "002")
"""How the BIC of a unit of the Bank of Russia ends."""


def is_blank(code: str | None) -> bool:
    """Tell whether a code says nothing: absent, blank, or nothing but zeros.

    >>> is_blank(None), is_blank("000000000000"), is_blank("7700000001")
    (True, True, False)
    """
    return not (code or "").strip("0 ")


@lru_cache(maxsize=4096)
def is_tax_id(text: str) -> bool:
    """Tell whether a text is an INN with right check digits: 10 of a company, 12 of a person.

    Source: order ММВ-7-6/435@ of the Federal Tax Service, as python-stdnum has it.

    >>> is_tax_id("7707083893"), is_tax_id("7707083894"), is_tax_id("4")
    (True, False, False)
    """
    # Half a tenth of a second, for what the module needs beside check digits.
    from stdnum.ru import inn

    return text.isascii() and text.isdigit() and inn.is_valid(text)


def is_kpp(text: str) -> bool:
    """Tell whether a text has the shape of a KPP, the code of a tax registration.

    >>> is_kpp("770701001"), is_kpp("7707AB001"), is_kpp("3")
    (True, True, False)
    """
    return _KPP.fullmatch(text) is not None


def is_bic(text: str) -> bool:
    """Tell whether a text has the shape of a Russian BIC: nine digits.

    >>> is_bic("044525225"), is_bic("SABRRUMM")
    (True, False)
    """
    return text.isascii() and _BIC.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def account_fits_bic(account: str, bic: str) -> bool | None:
    """Tell whether the ninth digit of an account is the key that this bank's accounts have.

    The key makes the products of the digits and the weights 7, 1, 3 end in zero when three digits
    of the BIC stand before the account. `None` where that cannot be told: no 20 digits, no BIC, or
    an account of the treasury, which follows another rule.

    Source: order 515 of the Bank of Russia, 8 September 1997; the examples are its own.

    >>> account_fits_bic("40602810700000000025", "049805746")
    True
    >>> account_fits_bic("30101810800000000746", "049805000")
    True
    >>> account_fits_bic("40602810800000000025", "049805746")
    False
    >>> print(account_fits_bic("03100643000000017300", "004525988"))
    None
    """
    if not (account.isascii() and _ACCOUNT.fullmatch(account)) or not is_bic(bic):
        return None
    if account.startswith(_TREASURY) or not account.strip("0"):
        return None
    return _remainder(account, bic) == 0


def account_key(account: str, bic: str) -> str:
    """Return the digit that belongs in the ninth place of a 20-digit account at a bank.

    >>> account_key("40602810000000000025", "049805746")
    '7'
    """
    without = f"{account[:8]}0{account[9:]}"
    # The ninth digit stands twelfth behind the three of the bank, where the weight is 3.
    return str(_remainder(without, bic) * 3 % 10)


def fits_correspondent(account: str, bic: str) -> bool | None:
    """Tell whether a correspondent account is one of this bank: its end and its key say so.

    >>> fits_correspondent("30101810400000000225", "044525225")
    True
    >>> fits_correspondent("30101810400000000226", "044525225")
    False
    """
    fits = account_fits_bic(account, bic)
    if fits and account.startswith("30101"):
        return account[-3:] == bic[-3:]
    return fits


def _remainder(account: str, bic: str) -> int:
    digits = _bank_digits(account, bic) + account
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 10


def _bank_digits(account: str, bic: str) -> str:
    """Return the three digits that stand for the bank: of itself, or of its settlement centre."""
    is_central = bic.endswith(_CENTRAL_BANK) or account.startswith(_KEPT_AT_CENTRAL_BANK)
    return f"0{bic[4:6]}" if is_central else bic[6:]
