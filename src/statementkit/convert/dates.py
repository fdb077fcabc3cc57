"""Date patterns of C (`strptime`) and PHP as the Java patterns of layouts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

_C: Mapping[str, str] = {
    "a": "EEE",
    "A": "EEEE",
    "b": "MMM",
    "B": "MMMM",
    "d": "dd",
    "D": "MM/dd/yy",
    "e": "d",
    "f": "SSSSSS",
    "F": "yyyy-MM-dd",
    "h": "MMM",
    "H": "HH",
    "I": "hh",
    "j": "DDD",
    "m": "MM",
    "M": "mm",
    "p": "a",
    "R": "HH:mm",
    "S": "ss",
    "T": "HH:mm:ss",
    "y": "yy",
    "Y": "yyyy",
    "z": "Z",
    "Z": "z",
    "%": "%",
}

_PHP: Mapping[str, str] = {
    "a": "a",
    "A": "a",
    "d": "dd",
    "D": "EEE",
    "e": "z",
    "F": "MMMM",
    "g": "h",
    "G": "H",
    "h": "hh",
    "H": "HH",
    "i": "mm",
    "j": "d",
    "l": "EEEE",
    "m": "MM",
    "M": "MMM",
    "n": "M",
    "O": "Z",
    "P": "XXX",
    "s": "ss",
    "T": "z",
    "u": "SSSSSS",
    "v": "SSS",
    "y": "yy",
    "Y": "yyyy",
}

_SEPARATORS = ("/", "-", ".")
"""What `#` of PHP stands for in dates of banks."""

_C_PART = re.compile(r"%[-_0^#]?(?P<letter>.?)|(?P<plain>[^%]+)", re.DOTALL)
_PHP_PART = re.compile(r"(?P<plain>(?:\\.|[^A-Za-z\\])+)|(?P<letter>[A-Za-z])", re.DOTALL)


def java_from_c(pattern: str) -> str:
    """Return a pattern of `strptime` as a Java pattern.

    Raises `ValueError` for a directive that Java patterns do not have.

    >>> java_from_c("%d.%m.%Y"), java_from_c("%Y-%m-%dT%H:%M")
    ('dd.MM.yyyy', "yyyy-MM-dd'T'HH:mm")
    """
    return "".join(
        _literal(found["plain"]) if found["plain"] else _meaning(_C, found["letter"], pattern)
        for found in _C_PART.finditer(pattern)
    )


def java_from_php(pattern: str) -> tuple[str, ...]:
    r"""Return a pattern of PHP's `createFromFormat` as Java patterns, of which one fits.

    Raises `ValueError` for a letter that Java patterns do not have.

    >>> java_from_php("Y-m-d\\TH:i"), java_from_php("m#d#Y")
    (("yyyy-MM-dd'T'HH:mm",), ('MM/dd/yyyy', 'MM-dd-yyyy', 'MM.dd.yyyy'))
    """
    marks = _SEPARATORS if "#" in pattern else ("#",)
    return tuple(_from_php(pattern, mark) for mark in marks)


def _from_php(pattern: str, mark: str) -> str:
    plain = pattern.replace("!", "").replace("|", "").rstrip("+").replace("#", mark)
    return "".join(
        _meaning(_PHP, found["letter"], pattern)
        if found["letter"]
        else _literal(re.sub(r"\\(.)", r"\1", found["plain"]))
        for found in _PHP_PART.finditer(plain)
    )


def _meaning(letters: Mapping[str, str], letter: str, pattern: str) -> str:
    try:
        return letters[letter]
    except KeyError:
        raise ValueError(
            f"{quoted(letter)} of the date pattern {quoted(pattern)} has no counterpart"
        ) from None


def _literal(text: str) -> str:
    """Return literal text as Java patterns write it: letters and brackets in single quotes."""
    return re.sub(r"[A-Za-z\[\]']+", _quoted, text)


def _quoted(found: re.Match[str]) -> str:
    doubled = found[0].replace("'", "''")
    return doubled if not found[0].strip("'") else f"'{doubled}'"
