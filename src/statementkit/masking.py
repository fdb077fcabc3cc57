"""What is shown of accounts, cards, tokens and addresses where a message quotes a cell.

Messages are logged, pasted and mailed. Line and column name the place of what is masked here.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LONGEST = 64
"""More characters than an account number has, however it is grouped."""

_SHORTEST = 6
"""Fewer characters than what is masked has: the address of a mailbox."""

_ENDS = 4
"""How many characters of either end are shown."""

_LONG = 15
"""A number of so many digits is masked: cards have them, and most accounts."""

_GAPS = (" ", r"\.", "-")
"""What parts the groups of a number, one of them throughout; as they are in plain texts."""

_NAMED = (
    r"(?i:(?<!\w)(?:(?:bearer|basic) +(?=\S{8})(?=\S*\d)"
    r"|\w*(?:token|secret|password|passwd|api[_-]?key|access_?key)[\"']? ?[=:] ?[\"']?))"
)
"""What says that a secret comes next: in a header, or beside a colon or an equals sign."""

_LOGIN = r"://[^\s/@:]*:(?!\*+@)[^\s/@]+@"

_IBAN = r"(?:[A-Z]{2}\d\d[A-Z\d]{11,30}|[a-z]{2}\d\d[a-z\d]{11,30})"
_CONTIGUOUS = rf"(?<![A-Za-z\d])(?i:iban)?{_IBAN}(?![A-Za-z\d])"
_GROUPED = "|".join(
    rf"[A-Z]{{2}}\d\d{gap}[A-Z\d]{{4}}(?:{gap}[A-Z\d]{{4}}){{1,6}}(?:{gap}[A-Z\d]{{1,3}})?"
    for gap in _GAPS
)
_DIGITS = "|".join(rf"\d(?:{gap}?\d){{{_LONG - 1},}}" for gap in _GAPS)
_NUMBER = (
    rf"(?<!\d)\d{{{_LONG},}}"
    rf"|(?<![A-Za-z\d])(?:{_DIGITS})(?![A-Za-z\d])"
)
_UUID = r"(?<![A-Za-z\d])[\da-fA-F]{8}-(?:[\da-fA-F]{4}-){3}[\da-fA-F]{12}(?![A-Za-z\d])"
_CARD = r"(?<!\d)3\d{3}(?: \d{6} |-\d{6}-)\d{4}(?!\d)"
_PHONE = (
    r"(?<![\w+])\+[1-9](?:[ .()-]{0,2}\d){9,14}(?![.,]?\d)"
    r"|(?<!\d)8(?: ?\(\d{3}\) ?|[ -]\d{3}[ -])\d{3}[ -]\d\d[ -]\d\d(?!\d)"
)
_PERSON = r"(?<![\d-])\d{3}-(?:\d\d-\d{4}|\d{3}-\d{3}[ -]\d\d)(?![\d-])"
_MAIL = r"(?<![\w.+-])[\w.+-]++@(?!\d+\.(?!com|cn))(?:[\w-]+\.)+[^\W\d_]{2,}"

_LIKELY = re.compile(
    r"(?<![A-Za-z\d_-])[A-Za-z\d_-]{15}|\d(?:[ .()-]{0,2}\d){8}|[A-Z]{2}\d\d[ .-][A-Z\d]{4}"
)
_WORDS = ("@", "bearer", "basic", "token", "secret", "passw", "key")
"""What texts hold, or a likely number, if anything of them is masked: most are told by that."""

_THOUSANDS = re.compile(r"\+?\d{1,3}(?:(?: \d{3})+|(?:\.\d{3})+)(?:[.,]\d+)?")
_DECIMAL = re.compile(r"\+?\d+\.\d+")
_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([.-]?)(?:0\d|1[0-2])\1[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?"
    r"|[0-3]\d([.-])(?:0\d|1[0-2])\2(?:19|20)\d\d)(?!\d)"
)
_NO_DIGIT = re.compile(r"[^0-9]")
_NO_DIGIT_OR_LETTER = re.compile(r"[^A-Z0-9]")
_RUN = re.compile(r"[A-Za-z\d]{24,}")

_shown: ContextVar[bool] = ContextVar("accounts are shown", default=False)


class _Plain(dict[int, str]):
    """Characters as ASCII has them: digits of any script, wide letters, spaces, dashes."""

    def __missing__(self, code: int) -> str:
        if len(self) > 10_000:
            self.clear()
        return self.setdefault(code, _plain(chr(code)))


def masked(text: str) -> str:
    """Return `text` without the middle of what has the form of an account, a card or a token.

    That is an IBAN, a number of 15 digits or more, also in groups, and 24 letters and digits or
    more in a row, whatever their check digits; what is called a token, a password or a key; and
    addresses of mailboxes, telephone numbers with their country, and numbers of persons in groups.
    Amounts and days stay.

    >>> masked("EE382200221020145685 to 40702.810.1.0000.0000017, 12.50")
    'EE38…5685 to 4070…0017, 12.50'
    """
    if len(text) < _SHORTEST or _shown.get():
        return text
    plain = text if text.isascii() else text.translate(_PLAIN)
    small = plain.lower()
    if _LIKELY.search(plain) or any(word in small for word in _WORDS):
        return _without(_SUSPECTS, text, plain)
    return text


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


def _plain(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind == "Pd" or letter == "\N{MINUS SIGN}":
        return "-"
    if kind in ("Zs", "Cf"):
        return " "
    wide = unicodedata.normalize("NFKC", letter)
    return wide if len(wide) == 1 and wide.isascii() and kind != "No" else letter


def _without(suspects: re.Pattern[str], text: str, plain: str) -> str:
    """Return a text without what is suspect in what it is in plain characters."""
    parts, place = list[str](), 0
    for found in suspects.finditer(plain):
        start, end = found.span()
        show = _SHOW[found.lastgroup or ""]
        parts += text[place:start], show(text[start:end], found[0])
        place = end
    return "".join([*parts, text[place:]])


def _whole(text: str, plain: str) -> str:
    return text


def _ends(text: str, plain: str) -> str:
    return f"{text[:_ENDS]}…{text[-_ENDS:]}"


def _named(text: str, plain: str) -> str:
    name = re.match(_NAMED, plain)
    return f"{text[: name.end()]}…" if name else text


def _login(text: str, plain: str) -> str:
    return f"{text[: plain.index(':', 1) + 1]}…@"


def _mail(text: str, plain: str) -> str:
    return f"{text[0]}…{text[plain.index('@') :]}"


def _phone(text: str, plain: str) -> str:
    is_short = plain[1:].isdecimal() and len(plain) < 12
    return text if is_short or _is_amount(plain) else _ends(text, plain)


def _person(text: str, plain: str) -> str:
    return f"…{text[-_ENDS:]}"


def _grouped(text: str, plain: str) -> str:
    """Return an IBAN as it is shown; a shorter one with hyphens is the number of an invoice."""
    is_short = len(_NO_DIGIT_OR_LETTER.sub("", plain)) < _LONG
    return text if is_short and plain[_ENDS] != " " else _ends(text, plain)


def _number(text: str, plain: str) -> str:
    """Return digits as they are shown: those of an amount, or of days, stay."""
    if len(_digits(plain)) < _LONG:
        return text
    if plain.isdecimal() or not _is_open(plain):
        return _ends(text, plain)
    return _without(_LONG_RUNS, text, plain)


def _word(text: str, plain: str) -> str:
    """Return letters and digits as they are shown, all but the ends of a token left out."""
    if any(map(_is_token, _RUN.findall(plain))):
        return _ends(text, plain)
    return _without(_ACCOUNTS, text, plain)


def _is_open(plain: str) -> bool:
    """Tell whether groups of digits are an amount, days, or a list of short numbers."""
    is_list = len(plain.split(plain.strip("0123456789")[0])) * 3 > len(_digits(plain))
    return _is_amount(plain) or is_list or len(_digits(_DAY.sub("", plain))) < _LONG


def _is_amount(plain: str) -> bool:
    return bool(_THOUSANDS.fullmatch(plain) or _DECIMAL.fullmatch(plain))


def _digits(plain: str) -> str:
    """Return the digits of a number, without zeros that fill it up."""
    return _NO_DIGIT.sub("", plain).lstrip("0")


def _is_token(run: str) -> bool:
    return not (run.isalpha() or run.isdecimal() or re.fullmatch(_IBAN, run))


_SHOW: Mapping[str, Callable[[str, str], str]] = {
    "named": _named,
    "login": _login,
    "mail": _mail,
    "phone": _phone,
    "person": _person,
    "uuid": _whole,
    "grouped": _grouped,
    "number": _number,
    "word": _word,
    "account": _ends,
}
_FORMS = {
    "named": rf"(?:{_NAMED})[^\s&\"'@,;)]+",
    "login": _LOGIN,
    "mail": _MAIL,
    "phone": _PHONE,
    "person": _PERSON,
    "uuid": _UUID,
    "grouped": rf"(?:{_GROUPED})(?![A-Za-z\d])",
    "account": _CARD,
    "number": _NUMBER,
    "word": r"[A-Za-z\d_-]{15,}",
}


def _any_of(**forms: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{form})" for name, form in forms.items()))


_SUSPECTS = _any_of(**_FORMS)
_ACCOUNTS = _any_of(uuid=_UUID, account=_CONTIGUOUS, number=_NUMBER)
_LONG_RUNS = _any_of(number=rf"\d{{{_LONG},}}")
_PLAIN = _Plain()
