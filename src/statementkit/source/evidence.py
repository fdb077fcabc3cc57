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
_FAR_EAST = "Chinese or Japanese"
_SCRIPTS = {
    "LATIN": "Latin",
    "GREEK": "Greek",
    "CYRILLIC": "Cyrillic",
    "HEBREW": "Hebrew",
    "ARABIC": "Arabic",
    "THAI": "Thai",
    "HANGUL": "Korean",
    "CJK": _FAR_EAST,
    "HIRAGANA": _FAR_EAST,
    "KATAKANA": _FAR_EAST,
}
"""Alphabets by the start of their letters' names."""


_RARE = dict.fromkeys(("cp437", "cp775", "cp850", "cp852", "cp866"), 0.25)
"""Code pages of DOS: fewer files are in them than their statistics alone would say."""


_CLEARLY, _CLEARER = 1.15, 1.5
"""How many times as likely as the next the best guess must be, with many letters and with one."""

_SLIGHT = 0.001
"""A likelihood below which the statistics say nothing."""


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
    it mixes alphabets (capitals as in ATM aside), has a capital after a small letter beside an
    accent, or a drawing inside.

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


def decides(found: list[Guess]) -> bool:
    """Tell whether the best guess stands out: the fewer different letters, the clearer it must.

    >>> decides(guesses("Žaba".encode("cp1250")))
    False
    """
    if not found or found[0].likelihood < _SLIGHT:
        return False
    letters = len({char for char in found[0].text if not char.isascii()})
    clearly = _CLEARLY + _CLEARER / letters
    return len(found) == 1 or found[0].likelihood >= clearly * found[1].likelihood


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
    scripts = {name for char in word if (name := _script(char))}
    if _FAR_EAST in scripts and not any("a" <= char <= "z" for char in word):
        scripts.discard("Latin")
    if len(scripts) > 1 or any(_is_drawing(char) for char in word):
        return True
    return any(
        small.islower() and capital.isupper() and not (small + capital).isascii()
        for small, capital in itertools.pairwise(word)
    )


def _script(char: str) -> str | None:
    if not char.isalpha():
        return None
    name = unicodedata.name(char, "")
    return next((script for start, script in _SCRIPTS.items() if name.startswith(start)), None)


def _is_drawing(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char)[0] in "SNC" and char not in _USUAL
