"""Files that can be shown: names, numbers and texts are replaced, what a reader checks stays true.

Every replacement follows from what it replaces and a key. So a party is the same party in all files
that are anonymised with one key, and nobody without the key can find a number by trying them all.
Two numbers stay two, however short they are, and so do two words in one file.
Amounts, dates, kinds, banks and the numbers of documents stay: they carry the arithmetic.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING

from statementkit.errors import UnknownFormatError
from statementkit.formats.onec.completing import company_tax_id, person_tax_id
from statementkit.formats.onec.digits import is_blank, is_kpp, is_tax_id
from statementkit.formats.onec.encoding import CODECS, decide_encoding
from statementkit.formats.onec.fake_words import (
    KEPT_IN_NAMES,
    KEPT_IN_PROGRAMS,
    KEPT_IN_TEXTS,
    fake_word,
)
from statementkit.formats.onec.keys import KEYS, NAMES
from statementkit.formats.onec.marks import find_mark
from statementkit.formats.onec.permuting import permuted
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.formats.onec.reading import is_exchange
from statementkit.source import open_source
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from statementkit.formats.onec.reading import What

_SHORTEST = 5
"""Shorter numbers in place of an INN or an account are placeholders, such as 0 and 4."""

_ACCOUNT_WEIGHTS = (7, 1, 3)
_FREE = 9
"""From here on the digits of an account tell nothing but whose it is."""

_AT_ONCE = 60
"""So many digits, or letters of a code, are replaced together; longer ones part by part."""

_TIRED = 1_000
"""After so many tries for a word of a given length two words may become one."""

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")

_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

_FIRST_REGISTRATION = "01001"
"""How the KPP of nearly every company ends."""

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")

GAPS = " \xa0\u202f.-"
"""What may part the groups of an account number."""

_SUM = r"(?:\d{1,3}(?:[ \xa0]\d{3}){1,3}|\d{1,9})(?:[.,=-]\d{2})?(?!\d)"
"""An amount: an account, an INN or a telephone number is longer."""

_TO_THE_SUM = r"(?:[\W_]|\b(?i:в|т|ч|том|числе|по|ставке|ставка|ндс|платежа|налога)\b){0,25}"

CODE = r"(?:\d(?!\d)|[^\W\d_]{1,2}(?![^\W\d_])){3,}"
"""Letters and digits by turns: a number of a booking, a car or a passport."""

_TOKENS = re.compile(
    r"(?P<entity>&(?:\#\w+|amp|lt|gt|quot|apos|nbsp|laquo|raquo);)"
    rf"|(?P<account>(?<!\d)\d{{5}}(?P<gap>[{GAPS}])\d{{3}}(?P=gap)\d(?P=gap)\d{{4}}(?P=gap)\d{{7}}(?!\d))"
    r"|(?P<kept>\b(?i:альфа)(?=-(?i:банк))"
    r"|\b[0-3]?\d\.[01]\d\.(?:\d{4}|\d{2})\b|\b\d{1,2}(?:[.,]\d{1,2})?\s?%|\b(?:19|20)\d{2}\b"
    rf"|(?i:ндс|сумм[^\W\d_]{{0,9}}){_TO_THE_SUM}(?:\d{{1,2}}\s?%{_TO_THE_SUM})?{_SUM}"
    rf"|(?<!\d)(?<!\d ){_SUM}(?=\s?(?i:руб)))"
    rf"|(?P<code>{CODE})"
    r"|(?P<digits>\d+)"
    # Marks over and under letters belong to their word; from Hebrew on they are many.
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|(?=[\u0590-\u109f])[^\w\s])*)"
)

_TOGETHER = dict.fromkeys(map(ord, GAPS))
_SOME_DIGITS = re.compile(r"\d+")
_CHECKS = range(2, 99)
"""The check digits that an IBAN may have."""

_WORDS_OF_ONE_LETTER = "\u0590"
"""From here on scripts have names of one letter or two; before, these are `OÜ`, `AS` and `и`."""


def secret_of(key: str | None) -> bytes:
    """Return the secret that a key is; without one, or of a blank one, another each time.

    >>> secret_of("a secret"), secret_of("") == secret_of(None)
    (b'a secret', False)
    """
    return key.encode("utf-8", "surrogatepass") if key else secrets.token_bytes(32)


class Anonymiser:
    """Replaces what names somebody; one object, or one key, gives one replacement for one thing.

    Words that are `kept` stay in texts, besides those that every payment has.

    >>> hide = Anonymiser(b"a secret")
    >>> hide.account("40702810100000000017")[:9]
    '407028101'
    >>> hide.tax_id("7707083893") == Anonymiser(b"a secret").tax_id("7707083893")
    True
    """

    def __init__(self, secret: bytes, kept: Iterable[str] = ()) -> None:
        self._secret = blake2b(secret).digest()
        self._kept = KEPT_IN_TEXTS.union(word.lower() for word in kept)
        self._of: dict[str, Callable[[str], str]] = {
            "account": Cache(self.account).__getitem__,
            "tax_id": Cache(self.tax_id).__getitem__,
            "kpp": self.kpp,
            "digits": self.digits,
            "name": Cache(self.name).__getitem__,
            "program": Cache(self.program).__getitem__,
            "text": Cache(self.text).__getitem__,
        }
        self._word = Cache(self._fake_word).__getitem__
        self._taken: dict[str, str] = {}

    def file(self, what: What) -> bytes:
        """Return a file with everything replaced; lines, keys, spaces and encoding stay.

        Raises what `pieces` raises.
        """
        return b"".join(self.pieces(what))

    def pieces(self, what: What) -> Iterator[bytes]:
        """Yield the file line by line, so that it need not fit into memory; UTF-16 comes whole.

        `what` is a path, bytes, a file object or `"-"`. Raises `UnknownFormatError` for a file of
        another format, `EncodingError` where its letters are destroyed already.
        """
        source = open_source(what)
        head = source.head()
        if not is_exchange(head):
            raise UnknownFormatError(diagnostic(Problem(code="SK600"), file=source.name))
        found = decide_encoding(head, source.name)
        with source.open() as stream:
            if found.is_wide:
                yield self._wide(stream.read(), found.codec)
            else:
                yield from self._lines(stream, found.codec)

    def _wide(self, content: bytes, codec: str) -> bytes:
        whole = len(content) - len(content) % 2
        text = content[:whole].decode(codec, "surrogatepass").encode("utf-8", "surrogatepass")
        hidden = b"".join(self._lines([text], "utf-8")).decode("utf-8", "surrogatepass")
        return hidden.encode(codec, "surrogatepass") + content[whole:]

    def _lines(self, chunks: Iterable[bytes], codec: str) -> Iterator[bytes]:
        """Yield the lines of chunks that end with lines."""
        keys: Cache[bytes, tuple[str, str]] = Cache(lambda key: _place(key, codec))
        for line in (match[0] for chunk in chunks for match in _LINES.finditer(chunk)):
            key, equals, value = line.partition(b"=")
            own, how = keys[key]
            if how == "keep":
                yield line
            elif equals:
                yield key + b"=" + self._value(value, own, how)
            else:
                yield self._value(key, own, "text")

    def _value(self, value: bytes, codec: str, how: str) -> bytes:
        """Return a value as it is replaced, with the spaces and the line end around it."""
        inner = value.strip()
        if not inner:
            return value
        start = value.index(inner)
        new = self._of[how](inner.decode(codec, "surrogateescape"))
        return value[:start] + new.encode(codec, "surrogateescape") + value[start + len(inner) :]

    def account(self, text: str) -> str:
        """Return another account of the same kind, currency and key, in the same groups.

        The last digit is chosen so that the weighted sum stays: an account that fits its bank's
        BIC still does, one that does not, does not.
        """
        compact = text.translate(_TOGETHER)
        if _IBAN.fullmatch(compact):
            return _in_groups_of(text, self._iban(compact))
        if not (compact.isascii() and compact.isdigit()):
            return self._number_or_text(text)
        if len(compact) != 20:
            return _in_groups_of(text, self.digits(compact))
        kind, known, free = compact[:_FREE], _weighed(compact[_FREE:]), compact[_FREE:-1]
        number = self._permuted(f"account {kind} {known % 10}", int(free), 10 ** len(free))
        fake = f"{number:0{len(free)}}"
        return _in_groups_of(text, f"{kind}{fake}{(known - _weighed(fake)) % 10}")

    def _iban(self, text: str) -> str:
        """Return another IBAN: its number modulo 97 stays what it is, which is 1 if it is valid."""
        body, check = text[4:8] + self.digits(text[8:]), int(text[2:4])
        if check in _CHECKS:
            moved = _check_digits(text[:2], body) - _check_digits(text[:2], text[4:])
            check = _CHECKS[(check - _CHECKS[0] + moved) % len(_CHECKS)]
        return f"{text[:2]}{check:02}{body}"

    def tax_id(self, text: str) -> str:
        """Return another INN: valid if this one is; a placeholder stays as it is."""
        if is_blank(text) or len(text) < _SHORTEST:
            return text
        if not is_tax_id(text):
            return self._number_or_text(text)
        if len(text) == 10:
            return company_tax_id(self._run("tax_id", text[:9]))
        return person_tax_id(self._run("tax_id", text[:10]))

    def kpp(self, text: str) -> str:
        """Return another KPP: the tax office is replaced, the reason and the number stay."""
        if not is_kpp(text):
            return text if len(text) < _SHORTEST else self._number_or_text(text)
        return self.digits(text[:4]) + text[4:]

    def digits(self, text: str) -> str:
        """Return a text with other digits in the place of its digits; zeros alone stay.

        What begins with a zero still does, a year is a year, and an INN with a slip has one.
        """
        found = [each for each in text if each.isdecimal()]
        digits = "".join(str(unicodedata.decimal(each)) for each in found)
        if not digits.strip("0"):
            return text
        kind, fake = f"digits {_SOME_DIGITS.sub(_zeros, text)}", digits
        while True:
            fake = self._run(kind, fake)
            if len(found) < len(text) or _sort(fake) == _sort(digits):
                break
        new = iter(fake)
        return "".join(_as_digit(next(new), each) if each.isdecimal() else each for each in text)

    def _run(self, kind: str, digits: str) -> str:
        """Return as many digits, no two for the same; the first is a zero only for a zero."""
        if len(digits) > _AT_ONCE:
            head, rest = digits[:_AT_ONCE], digits[_AT_ONCE:]
            return self._run(kind, head) + self._run(f"{kind} {len(rest)}", rest)
        if not digits.strip("0"):
            return digits
        first = 10 ** (len(digits) - 1)
        low, end = (1, first) if digits[0] == "0" else (first, 10 * first)
        number = low + self._permuted(kind, int(digits) - low, end - low)
        return f"{number:0{len(digits)}}"

    def _permuted(self, kind: str, number: int, size: int) -> int:
        return permuted(number, size, lambda text: self._hash(kind, text))

    def _number_or_text(self, text: str) -> str:
        """Return what stands in place of a number, and may be a name."""
        return self.digits(text) if not any(map(str.isalpha, text)) else self.text(text)

    def text(self, text: str) -> str:
        """Return a text with invented words and numbers; words of payments, dates and VAT stay.

        >>> print(Anonymiser(b"1").text("Оплата по счету № 305 от 02.04.2024, без НДС"))
        Оплата по счету № 678 от 02.04.2024, без НДС
        """
        return self._replaced(text, self._kept)

    def name(self, text: str) -> str:
        """Return the name of a party with invented words; kinds of companies and banks stay.

        A company may be called by any other word, also by one that stays in purposes.

        >>> print(Anonymiser(b"1").name('ООО "Аренда"'))
        ООО "Тавумира"
        """
        return self._replaced(text, KEPT_IN_NAMES)

    def program(self, text: str) -> str:
        """Return the name of a program or a bank, by which a dialect is known; others are replaced.

        >>> Anonymiser(b"1").program("Бухгалтерия предприятия, редакция 3.0")
        'Бухгалтерия предприятия, редакция 3.0'
        """
        return self._replaced(text, KEPT_IN_PROGRAMS)

    def _replaced(self, text: str, kept: AbstractSet[str]) -> str:
        return _TOKENS.sub(lambda match: self._token(match, kept), text)

    def _token(self, match: re.Match[str], kept: AbstractSet[str]) -> str:
        token = match[0]
        if match["account"]:
            return self._of["account"](token)
        if match["word"]:
            is_short = len(token) < 3 and token < _WORDS_OF_ONE_LETTER
            return token if is_short or token.lower() in kept else self._word(token)
        if match["code"]:
            return token if token.lower() in kept else self._code(token)
        return self._number(token) if match["digits"] else token

    def _number(self, token: str) -> str:
        """Return a number in a text as it is replaced elsewhere; a single digit tells nothing."""
        if len(token) in (10, 12):
            return self._of["tax_id"](token)
        if len(token) == 20:
            return self._of["account"](token)
        if _is_first_kpp(token):
            return self.kpp(token)
        return self.digits(token) if len(token) > 1 else token

    def _code(self, token: str) -> str:
        """Return letters and digits in the place of letters and digits, no two for the same.

        Letters that are neither of English nor of Russian may fall together.
        """
        parts = (token[at : at + _AT_ONCE] for at in range(0, len(token), _AT_ONCE))
        return "".join(self._part_of_a_code(f"code {at}", part) for at, part in enumerate(parts))

    def _part_of_a_code(self, kind: str, part: str) -> str:
        letters = [each.lower()[0] for each in part]
        wheels = [_wheel(each) for each in letters]
        number, size = 0, 1
        for letter, wheel in zip(letters, wheels, strict=True):
            number, size = number * len(wheel) + _place_on(wheel, letter), size * len(wheel)
        number, fake = self._permuted(kind, number, size), ""
        for each, wheel in zip(reversed(part), reversed(wheels), strict=True):
            number, place = divmod(number, len(wheel))
            fake += _in_case(wheel[place], each)
        return fake[::-1]

    def _fake_word(self, word: str) -> str:
        """Return a word that stands for no other one."""
        small = word.lower().replace("ё", "е")
        for turn in count():
            fake = fake_word(word, self._hash("word", f"{small}{turn or ''}"), turn)
            if self._is_free(fake.lower(), small):
                break
        return fake

    def word_as_long(self, word: str) -> str:
        """Return an invented word of the same length, for no other one while there are enough."""
        if word.lower() in self._kept:
            return word
        small, fake = word.lower(), ""
        for turn in range(_TIRED):
            number = self._hash("word", f"{small}{turn or ''}")
            fake = fake_word(word, number, len(word) // 2)[: len(word)]
            if self._is_free(fake.lower(), small):
                break
        return fake

    def _is_free(self, fake: str, word: str) -> bool:
        return fake not in self._kept and self._taken.setdefault(fake, word) == word

    def _hash(self, kind: str, text: str) -> int:
        said = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(said, digest_size=32, key=self._secret).digest())


def anonymise(what: What, secret: bytes) -> bytes:
    """Return a file with everything replaced that names somebody; for several, use `Anonymiser`.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> from statementkit.testing.onec import invent
    >>> hidden = read_exchange(anonymise(invent("sber", documents=1).content, b"a secret"))
    >>> hidden.documents[0].amount, hidden.header.sender
    (Decimal('176017.81'), 'Сбербанк Бизнес Онлайн')
    """
    return Anonymiser(secret).file(what)


def _sort(digits: str) -> tuple[bool, ...]:
    """Return what a number of digits is taken for where it stands in a text."""
    is_year = len(digits) == 4 and digits[:2] in ("19", "20")
    return is_year, len(digits) in (10, 12) and is_tax_id(digits), _is_first_kpp(digits)


def _is_first_kpp(digits: str) -> bool:
    return len(digits) == 9 and digits.endswith(_FIRST_REGISTRATION)


def _in_groups_of(text: str, compact: str) -> str:
    """Return letters and digits with the gaps that a text has."""
    new = iter(compact)
    return "".join(each if each in GAPS else next(new) for each in text)


def _zeros(found: re.Match[str]) -> str:
    return "0" * len(found[0])


def _as_digit(digit: str, pattern: str) -> str:
    """Return a digit in the script of another."""
    return chr(ord(pattern) - unicodedata.decimal(pattern) + int(digit))


def _wheel(letter: str) -> str:
    """Return the letters or digits among which one is replaced."""
    if letter.isdecimal():
        zero = ord(letter) - unicodedata.decimal(letter)
        return "".join(chr(zero + digit) for digit in range(10))
    return next((each for each in _ALPHABETS if letter in each), _ALPHABETS[0])


def _place_on(wheel: str, letter: str) -> int:
    return wheel.index(letter) if letter in wheel else ord(letter) % len(wheel)


def _in_case(letter: str, pattern: str) -> str:
    return letter.upper() if pattern.isupper() else letter


_HOW = {
    **dict.fromkeys(("account", "settlement_account", "supplier_account", "accounts"), "account"),
    **dict.fromkeys(("name", "name1", "name2"), "name"),
    **dict.fromkeys(("sender", "receiver"), "program"),
    **dict.fromkeys(("purpose", *(f"purpose{n}" for n in range(1, 7))), "text"),
    **dict.fromkeys(("terms1", "terms2", "terms3", "extra_terms", "paid_against"), "text"),
    **dict.fromkeys(("payment_id", "oktmo"), "digits"),
    "tax_id": "tax_id",
    "kpp": "kpp",
}
_KEYS = {key.name: _HOW.get(key.attribute.rpartition(".")[2], "keep") for key in KEYS} | {
    "КвитанцияСодержание": "text",
    "ПоказательНомера": "digits",
}
"""How the value of each key of the standard is replaced; an unknown key holds text."""


def _place(key: bytes, codec: str) -> tuple[str, str]:
    """Return the encoding of a line and how its value is replaced, by what stands before `=`."""
    for each in (codec, *CODECS):
        name = NAMES.get(key.decode(each, "replace").strip("\ufeff \t\r\n").casefold())
        if name is not None:
            return each, _KEYS[name]
        if find_mark(key, (each,)):
            return each, "keep"
    return codec, "text"


def _weighed(digits: str) -> int:
    """Return the weighted sum of free digits of an account."""
    places = enumerate(digits, _FREE)
    return sum(int(digit) * _ACCOUNT_WEIGHTS[place % 3] for place, digit in places)


def _check_digits(country: str, body: str) -> int:
    """Return the check digits of an IBAN, by ISO 13616: letters are 10 to 35, modulo 97."""
    return 98 - int("".join(str(int(each, 36)) for each in f"{body}{country}00")) % 97
