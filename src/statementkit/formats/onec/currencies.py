"""The currency of an account: digits 6 to 8 of a Russian account number are its ISO 4217 number."""

from __future__ import annotations

from functools import lru_cache

_TABLE = """
810 RUB  643 RUB  933 BYN  398 KZT  051 AMD  417 KGS  860 UZS  972 TJS  944 AZN  981 GEL  498 MDL
934 TMT  496 MNT  980 UAH  840 USD  978 EUR  826 GBP  756 CHF  392 JPY  156 CNY  344 HKD  356 INR
949 TRY  784 AED  036 AUD  124 CAD  702 SGD  410 KRW  764 THB  704 VND  360 IDR  458 MYR  752 SEK
578 NOK  208 DKK  985 PLN  203 CZK  348 HUF  941 RSD  946 RON  710 ZAR  818 EGP  986 BRL  376 ILS
634 QAR  682 SAR  554 NZD  484 MXN
"""
"""810 is the number of the rouble before 1998, which accounts kept."""

_WORDS = _TABLE.split()
_CODES = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))


@lru_cache(maxsize=4096)
def currency_of(account: str | None) -> str | None:
    """Return the currency of an account, `None` where its number tells none.

    >>> currency_of("40702810900000000001"), currency_of("40702156900000000001")
    ('RUB', 'CNY')
    >>> print(currency_of("40802000000000000007"))
    None
    """
    if account is None or len(account) != 20 or not account.isdigit():
        return None
    return currency_numbered(account[5:8])


def currency_numbered(number: str) -> str | None:
    """Return the currency that has a number in ISO 4217, `None` where it is not in the table.

    >>> currency_numbered("643"), currency_numbered("156"), currency_numbered("RUB")
    ('RUB', 'CNY', None)
    """
    return _CODES.get(number)
