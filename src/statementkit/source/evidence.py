"""How likely each encoding is for bytes that say nothing about theirs."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859-1", "iso8859-15", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-13"),
    *("koi8-r", "koi8-u", "cp850", "cp437", "cp852", "cp866", "cp775", "cp874"),
    *("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949"),
)
"""Encodings that banks' programs write, the likelier first; all others can be declared."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
_USUAL = set("€£¥¢§°±´·«»„“”‘’‚‹›–—…№™®©ªº¿¡†•\xa0\xad\u202f")
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "THAI", "HANGUL")


_RARE = {"cp437": 0.6, "cp775": 0.6, "cp850": 0.6, "cp852": 0.6, "cp866": 0.6}
"""Code pages of DOS: fewer files are in them than their statistics alone would say."""


@attrs.frozen
class Guess:
    """An encoding that fits: its codec, how likely it is, and what the bytes say in it.

    `likelihood` is comparable within one list of guesses and means nothing by itself.
    """

    codec: str
    likelihood: float
    text: str


def guesses(sample: bytes) -> list[Guess]:
    """Return the encodings in which the sample is text, the likeliest first.

    Encodings in which it says the same stand as one guess; those that give control characters are
    left out. The statistics are chardet's, weighed by how many words look odd: a word is odd when
    it mixes alphabets, has a capital after a small letter beside an accent, or a drawing inside.

    >>> guesses("Подъезд 7, оплата за май".encode("cp1251"))[0].codec
    'cp1251'
    """
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())
    readings: dict[str, Guess] = {}
    for codec, confidence in _detected(telling):
        text = _text(telling, codec)
        if text is not None and text not in readings:
            likelihood = confidence * _RARE.get(codec, 1) * (1 - _oddness(text)) ** 3
            readings[text] = Guess(codec, likelihood, text)
    return sorted(readings.values(), key=lambda guess: guess.likelihood, reverse=True)


def _detected(sample: bytes) -> Iterable[tuple[str, float]]:
    import chardet

    found = chardet.detect_all(
        sample, ignore_threshold=True, compat_names=False, include_encodings=CANDIDATES
    )
    known = [(str(each["encoding"]), each["confidence"]) for each in found if each["encoding"]]
    rank = {codec: place for place, codec in enumerate(CANDIDATES)}
    return sorted(known, key=lambda each: rank.get(each[0], len(rank)))


def _text(sample: bytes, codec: str) -> str | None:
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _oddness(text: str) -> float:
    """Return the share of words with accents or foreign letters in which no language is written."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    return sum(map(_is_odd, words)) / max(1, len(words))


def _is_odd(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    scripts = {name for char in letters if (name := _script(char))}
    if len(scripts) > 1 or any(_is_drawing(char) for char in word):
        return True
    return any(
        small.islower() and capital.isupper() and not (small + capital).isascii()
        for small, capital in itertools.pairwise(word)
    )


def _script(char: str) -> str | None:
    name = unicodedata.name(char, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), None)


def _is_drawing(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char)[0] in "SNC" and char not in _USUAL
