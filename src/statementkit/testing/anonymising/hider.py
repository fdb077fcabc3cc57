"""Replacements for what names somebody: the same for the same thing, with valid check digits."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from stdnum.iso7064 import mod_97_10

from statementkit.formats.onec.anonymising import CODE, GAPS, Anonymiser
from statementkit.testing.anonymising.roles import KEEP, WORDS
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from statementkit.order.interpret import Interpreter

_IBAN = re.compile(
    rf"\b[A-Z]{{2}}[0-9]{{2}}(?:[{GAPS}]?[A-Z0-9]{{4}}){{2,7}}(?:[{GAPS}]?[A-Z0-9]{{1,3}})?\b"
)
_GAP = re.compile(f"[{GAPS}]")
_ACCOUNT = re.compile(r"[0-9]+|[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_OF_OTHER_SCRIPTS = r"(?:(?=[\u0590-\uffff])[^\W\d_])+"
_RUN = re.compile(rf"{CODE}|[^\W\d_]{{3,}}|{_OF_OTHER_SCRIPTS}|\d{{2,}}")
_LONG_NUMBER = re.compile("[0-9]{4,}")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_TELLING = re.compile(rf"{_LONG_WORD.pattern}|{_OF_OTHER_SCRIPTS}|{_IBAN.pattern}")
_NO_DAY = ("SK307", "SK308")
_AROUND = " \t\r\n\"'"
_ACCOUNTS = ("account", "iban", "ownAccount")


class Hider:
    """Hides texts and cells; one secret gives one replacement for one thing.

    `interpreter` tells numbers and days from other texts; `kept` are words that stay.
    """

    def __init__(self, secret: bytes, interpreter: Interpreter, kept: Iterable[str] = ()) -> None:
        words = frozenset(kept)
        self._of = Anonymiser(secret, frozenset(map(str.lower, words)))
        self._code = _code_before_text(words)
        self._interpreter = interpreter

    def inside(self, text: str, role: str | None) -> str:
        """Return a cell as it is replaced, with the quotes and spaces around it."""
        inner = text.strip(_AROUND)
        if not inner:
            return text
        start = text.index(inner)
        return f"{text[:start]}{self.cell(inner, role)}{text[start + len(inner) :]}"

    def cell(self, text: str, role: str | None) -> str:
        """Return a cell as it is replaced by its role."""
        if role == KEEP:
            return self._money(text)
        if role == WORDS:
            return _LONG_NUMBER.sub(lambda found: self._of.digits(found[0]), text)
        if role in _ACCOUNTS:
            return self.account(text)
        return self._of.tax_id(text) if role == "remitterId" else self.text(text)

    def _money(self, text: str) -> str:
        """Return a cell that carries the money, without the words that it can do without."""
        value = self._value(text)
        if value is None:
            return self.text(text) if _TELLING.search(text) else text
        for found in reversed(list(_LONG_WORD.finditer(text))):
            without = text[: found.start()] + self.text(found[0]) + text[found.end() :]
            text = without if self._value(without) == value else text
        return text

    def _value(self, text: str) -> date | Decimal | str | None:
        """Return the day or the number that a text is, or what is wrong with the day that it is."""
        try:
            return self._interpreter.read_date(text)
        except CellError as error:
            if error.code in _NO_DAY:
                return error.code
        with suppress(CellError):
            return self._interpreter.read_amount(text)
        return None

    def text(self, text: str) -> str:
        """Return a text with other words and numbers; IBANs in it stay valid."""
        parts, place = list[str](), 0
        for found in _IBAN.finditer(text):
            number = _iban_at_the_start(found[0])
            if number:
                parts += self._of.text(text[place : found.start()]), self._of.account(number)
                place = found.start() + len(number)
        return "".join([*parts, self._of.text(text[place:])])

    def account(self, text: str) -> str:
        """Return an account number as it is replaced, with the gaps between its groups."""
        is_one = _ACCOUNT.fullmatch(_GAP.sub("", text)) is not None
        return self._of.account(text) if is_one else self.text(text)

    def as_wide(self, role: str, text: str) -> str:
        """Return a cell replaced by one of the same length."""
        if role in _ACCOUNTS and _ACCOUNT.fullmatch(_GAP.sub("", text)):
            return self._of.account(text)
        # A code stays that the name behind it touches: texts are cut out where it stands.
        codes_and_texts = enumerate(self._code.split(text))
        return "".join(it if at % 2 else _RUN.sub(self._run, it) for at, it in codes_and_texts)

    def _run(self, found: re.Match[str]) -> str:
        run = found[0]
        if any(map(str.isdecimal, run)):
            return self._of.text(run)
        return self._of.word_as_long(run)


def _code_before_text(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of the codes among some words, with the rest of a word behind them."""
    codes = [re.escape(word) for word in words if word.isupper() and len(word) > 2]
    codes.sort(key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(codes)})(?=[^\W\d_])" if codes else "(?!)()")


def _iban_at_the_start(text: str) -> str:
    """Return the valid IBAN that a text begins with, which words in capitals may follow."""
    ends = [len(text), *reversed([gap.start() for gap in _GAP.finditer(text)])]
    return next((text[:end] for end in ends if _is_iban(text[:end])), "")


def _is_iban(text: str) -> bool:
    compact = _GAP.sub("", text)
    is_long = _ACCOUNT.fullmatch(compact) is not None
    return is_long and bool(mod_97_10.is_valid(compact[4:] + compact[:4]))
