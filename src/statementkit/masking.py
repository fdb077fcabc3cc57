"""What is shown of account numbers, card numbers and tokens where a message quotes a cell.

Messages are logged, pasted and mailed. Line and column name the place of what is masked here.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 64
"""More characters than an account number has, however it is grouped."""

_SHORTEST = 14
"""Fewer characters than what is masked has: an IBAN of two groups."""

_ENDS = 4
"""How many characters of either end are shown."""

_SUSPECTS = re.compile(
    r"[A-Z]{2}\d{2}(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,3})?(?![A-Za-z\d])"  # an IBAN in groups
    r"|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,4})?(?!\d)"  # a card
    r"|(?P<word>[A-Za-z\d_-]{15,})",
    re.ASCII,
)
_IBAN = re.compile(r"[A-Za-z]{2}\d{2}[A-Za-z\d]{11,30}", re.ASCII)
_LONG_NUMBER = re.compile(r"[1-9]\d{14}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z\d]{24,}", re.ASCII)

_shown: ContextVar[bool] = ContextVar("accounts are shown", default=False)


def masked(text: str) -> str:
    """Return `text` without the middle of what has the form of an account, a card or a token.

    That is an IBAN, a number of 15 digits or more, four groups of four digits, and 24 letters and
    digits or more in a row, whatever their check digits.

    >>> masked("EE382200221020145685 to 4070 2810 1000 0000 0017, 12.50")
    'EE38…5685 to 4070…0017, 12.50'
    """
    if len(text) < _SHORTEST or _shown.get():
        return text
    return _SUSPECTS.sub(_ends, text)


def hidden(account: str) -> str:
    """Return the ends of what is known to be an account number, however short it is.

    Of one that `masked` would not recognise the last four characters at most are shown, and never
    more than half.

    >>> hidden("EE382200221020145685"), hidden("12-34567"), hidden("4711")
    ('EE38…5685', '…4567', '…11')
    """
    if _shown.get() or not account:
        return account
    shown = masked(account)
    if shown != account:
        return shown
    return f"…{account[max(len(account) - _ENDS, (len(account) + 1) // 2) :]}"


@contextmanager
def showing_accounts() -> Iterator[None]:
    """Let the messages that are made inside show account numbers as they are written.

    >>> with showing_accounts():
    ...     masked("EE382200221020145685")
    'EE382200221020145685'
    """
    token = _shown.set(True)
    try:
        yield
    finally:
        _shown.reset(token)


def _ends(found: re.Match[str]) -> str:
    text, word = found[0], found["word"]
    return text if word and not _is_secret(word) else f"{text[:_ENDS]}…{text[-_ENDS:]}"


def _is_secret(word: str) -> bool:
    return bool(
        _IBAN.fullmatch(word)
        or _LONG_NUMBER.search(word)
        or any(not (each.isalpha() or each.isdigit()) for each in _TOKEN.findall(word))
    )
