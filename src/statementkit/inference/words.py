"""What the words of `words.toml` say about names of columns, cells and descriptions."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from statementkit.values import is_currency

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXACT, WITHOUT_BRACKETS, WITHOUT_CURRENCY, PART = 10.0, 9.0, 8.0, 4.0
"""How well a name of a column fits a word: all of it, all but its brackets, …, a part of it."""

_IN_BRACKETS = {"paid_in", "paid_out", "fee", "balance", "originalAmount"}
"""What brackets may say that outweighs the name before them, as in "Amount (credit)"."""

_LETTERS = str.maketrans("łøđðıæœþ", "lodðiaot") | {0xE6: "ae", 0x153: "oe", 0x131: "i"}
_BRACKETS = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_APART = re.compile(r"[\W_]+")
_SIGNS = "€£$¥₽₴₹₺zł"
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return a text as words are compared: small letters without accents, single spaces.

    >>> plain(" Zůstatek_po  (Kč) "), plain("bookingDate")
    ('zustatek po kc', 'booking date')
    """
    parted = unicodedata.normalize("NFKD", _HUMP.sub(" ", text).casefold().translate(_LETTERS))
    letters = "".join(each for each in parted if not unicodedata.combining(each))
    return _APART.sub(" ", unicodedata.normalize("NFKC", letters)).strip()


@cache
def _data() -> Mapping[str, Any]:
    text = (files("statementkit.inference") / "words.toml").read_text("utf-8")
    return tomllib.loads(text)


def known(kind: Literal["columns", "cells", "texts"]) -> Mapping[str, Mapping[str, list[str]]]:
    """Return the words of a kind: by what they mean, then by language.

    >>> known("columns")["balance"]["et"][0]
    'saldo'
    """
    words: Mapping[str, Mapping[str, list[str]]] = _data()[kind]
    return words


def _words(kind: str, name: str) -> Iterator[str]:
    for words in _data()[kind][name].values():
        yield from words


@cache
def _columns() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """For every word, what it may be the name of; the first of a language counts a bit more."""
    found: dict[str, dict[str, float]] = {}
    for role in _data()["columns"]:
        for words in _data()["columns"][role].values():
            for place, word in enumerate(words):
                weight = 0.0 if place else 0.4
                roles = found.setdefault(plain(word), {})
                roles[role] = max(weight, roles.get(role, 0.0))
    return {word: tuple(roles.items()) for word, roles in found.items()}


@lru_cache(maxsize=4096)
def roles(name: str) -> Mapping[str, float]:
    """Return what the name of a column says that it holds, and how well it fits.

    >>> max(roles("Betrag (EUR)").items(), key=lambda each: each[1])[0]
    'amount'
    """
    found: dict[str, float] = {}
    for inner in _BRACKETS.findall(name):
        for role, more in _columns().get(plain(inner), ()):
            if role in _IN_BRACKETS:
                found[role] = EXACT + more
    for text, weight in _forms(name):
        for role, more in _columns().get(text, ()):
            found[role] = max(found.get(role, 0.0), weight + more)
    if not found and plain(name) and all(is_currency(each.upper()) for each in plain(name).split()):
        found = {"amount": PART}
    if not found:
        found = dict(_parts(plain(name)))
    return found


def _forms(name: str) -> Iterator[tuple[str, float]]:
    whole, bare = plain(name), plain(_BRACKETS.sub(" ", name))
    yield whole, EXACT
    yield bare, WITHOUT_BRACKETS
    words = bare.split()
    kept = [each for each in words if not is_currency(each.upper())]
    if len(kept) < len(words):
        yield " ".join(kept), WITHOUT_CURRENCY


def _parts(text: str) -> Iterator[tuple[str, float]]:
    """Yield the roles of words that are a part of a name, the longest part first."""
    best: dict[str, float] = {}
    for word, meant in _columns().items():
        if _holds(text, word) and (len(word) > 3 or _WIDE.search(word)):
            for role, more in meant:
                score = PART + 3 * len(word) / len(text) + more
                best[role] = max(best.get(role, 0.0), score)
    yield from best.items()


def _holds(text: str, word: str) -> bool:
    return word in text if _WIDE.search(word) else f" {word} " in f" {text} "


CellKind = Literal["out", "in", "neutral", "pending", "failed", "booked", "summary"]


@cache
def cells(kind: CellKind) -> frozenset[str]:
    """Return the cells of a kind, as `plain` writes them; a sign stands for itself."""
    return frozenset(plain(word) or word for word in _words("cells", kind))


def is_cell(text: str, kind: CellKind) -> bool:
    """Tell whether a whole cell is of a kind.

    >>> is_cell("Vorgemerkt", "pending"), is_cell("Af", "out"), is_cell("-", "out")
    (True, True, True)
    """
    said, known = plain(text) or text.strip(), cells(kind)
    return said in known or (" " in said and all(each in known for each in said.split()))


@cache
def _voices(direction: str) -> re.Pattern[str]:
    said = _data()["texts"][direction]["any"]
    words = sorted(set(map(plain, said)), key=len, reverse=True)
    spaced = "|".join(re.escape(each) for each in words if not _WIDE.search(each))
    joined = [re.escape(each) for each in words if _WIDE.search(each)]
    return re.compile("|".join([rf"(?<!\w)(?:{spaced})(?!\w)", *joined]))


@lru_cache(maxsize=1 << 14)
def direction(text: str) -> Literal["in", "out"] | None:
    """Return in which direction a text says that money went, `None` if it does not say.

    >>> direction("ONLINE PAYMENT - THANK YOU"), direction("Netflix.com"), direction("Anna")
    ('in', 'out', None)
    """
    said = plain(text)
    inward = _voices("in").search(said) is not None or said in _whole("in")
    outward = _voices("out").search(said) is not None or said in _whole("out")
    if inward == outward:
        return None
    return "in" if inward else "out"


def is_minor(name: str) -> bool:
    """Tell whether a name says that its column may count cents.

    >>> is_minor("Amount (cents)"), is_minor("Per cent"), is_minor("Amount")
    (True, True, False)
    """
    return _voices("minor").search(plain(name)) is not None


def is_card(text: str) -> bool:
    """Tell whether only the holder of a card reads this: thanks for a payment, a famous shop.

    >>> is_card("AUTOPAY PAYMENT - THANK YOU"), is_card("refund to customer")
    (True, False)
    """
    said = plain(text)
    return any(_voices(kind).search(said) for kind in ("repaid", "consumed"))


@cache
def _whole(kind: Literal["in", "out"]) -> frozenset[str]:
    """Return what tells a direction where it is all of a text: words, not letters."""
    texts = map(plain, _data()["texts"][kind].get("whole", ()))
    return frozenset([*texts, *(each for each in cells(kind) if len(each) > 2)])


@cache
def _summaries() -> re.Pattern[str]:
    words = sorted(cells("summary"), key=len, reverse=True)
    long = "|".join(re.escape(each) for each in words if " " in each)
    return re.compile(rf"(?:{long})(?= |$)|(?:{'|'.join(map(re.escape, words))})$")


@lru_cache(maxsize=1 << 14)
def summary(text: str) -> str | None:
    """Return the words at the start of a text that make it a sum or a balance, `None` if none do.

    A single word has to be the whole text; of several, the text may go on.

    >>> summary("Opening balance as of 1 May"), summary("Total"), summary("Total Fuel Oy")
    ('opening balance', 'total', None)
    """
    found = _summaries().match(plain(text))
    return found[0] if found else None
