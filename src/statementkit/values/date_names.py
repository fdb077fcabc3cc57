"""Names of months, days and halves of a day in a language, from CLDR by way of Babel."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import quoted
from statementkit.values.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_WORD = re.compile(r"[^.\s]+")
_PREFIXES = (3, 4)
"""Lengths at which a full name is also read when cut off: banks write Sept, CLDR may say Sep."""


@attrs.frozen
class NameTable:
    """Names of one kind and what they stand for.

    `numbers` has them by the form in which they are looked up, `names` as CLDR writes them, and
    `regex` finds any of them in a text.
    """

    numbers: Mapping[str, int]
    names: Mapping[int, str]
    regex: str

    def number(self, name: str) -> int:
        """Return what `name` stands for. Raises `KeyError` if it is not in the table."""
        return self.numbers[_key(name)]


@attrs.frozen
class Names:
    """The names of one language.

    `months` are 1 to 12, `days` 0 (Monday) to 6 as `date.weekday` counts, `halves` 0 (am) and 1.
    """

    months: NameTable
    days: NameTable
    halves: NameTable


@cache
def names_of(language: str) -> Names:
    """Return the names of `language`, a code as `en`, `et` or `pt-BR`.

    Full and short names are read, as they stand in a date and alone, and full names cut off after
    three or four letters where only one name starts so. A name that two months share is left out.
    Case, dots and blanks do not matter. A table is empty where CLDR has no names.

    Raises `SettingError` for an unknown language.

    >>> names_of("et").months.number("Veebr."), names_of("de").days.number("montag")
    (2, 0)
    """
    locale = locale_of(language)
    halves = [("AM", 0), ("PM", 1), ("a.m.", 0), ("p.m.", 1), *_halves(locale)]
    return Names(_table(_forms(locale, "months")), _table(_forms(locale, "days")), _table(halves))


def locale_of(language: str) -> str:
    """Return the name of Babel's data for `language`. Raises `SettingError` if there is none."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        raise SettingError(
            f"the language {quoted(language)} is not known", "write a code as en, et or pt-BR"
        ) from None


def _forms(locale: str, kind: str) -> Iterator[tuple[str, int]]:
    """Yield the names that the language itself has, the full ones first.

    What it does not have is skipped, not inherited: Babel leaves the names of whichever language
    was used first in the part that all languages share (python-babel issue 1234), and a Croatian
    listopad is October where a Polish one is November.
    """
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            own, shared = (_entry(name, kind, context, width) for name in (locale, "root"))
            if own is not shared:
                yield from ((name, number) for number, name in _items(own))


def _halves(locale: str) -> Iterator[tuple[str, int]]:
    for width in ("wide", "abbreviated"):
        for half, name in _items(_entry(locale, "day_periods", "format", width)):
            if half in ("am", "pm"):
                yield name, int(half == "pm")


def _entry(locale: str, *path: str) -> Any:
    """Return what CLDR has at `path`, aliases not followed: the same object where inherited."""
    from babel import localedata

    found: Any = localedata.load(locale)
    for step in path:
        found = _bare(found).get(step, {})
    return found


def _bare(entry: Any) -> Any:
    """Return the dictionary in an entry of Babel: it may be wrapped, or a pair with an alias."""
    from babel.localedata import Alias, LocaleDataDict

    if isinstance(entry, Alias):
        return {}
    if isinstance(entry, tuple):
        return entry[1]
    return entry._data if isinstance(entry, LocaleDataDict) else entry


def _items(entry: Any) -> Iterable[tuple[Any, str]]:
    return _bare(entry).items()  # type: ignore[no-any-return]


def _table(forms: Iterable[tuple[str, int]]) -> NameTable:
    known = list(forms)
    cut = _unique((name[:length], number) for name, number in known for length in _PREFIXES)
    numbers = cut | _unique(known)
    names = [name for name, _ in known] + list(cut)
    longest_first = sorted((each for each in names if _key(each) in numbers), key=len, reverse=True)
    return NameTable(
        numbers,
        {number: name for name, number in reversed(known) if _key(name) in numbers},
        "|".join(dict.fromkeys(_regex(name) for name in longest_first)),
    )


def _unique(forms: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the numbers by what is looked up, where a name stands for one only."""
    found: dict[str, set[int]] = {}
    for name, number in forms:
        found.setdefault(_key(name), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _key(name: str) -> str:
    """Return the form by which a name is looked up: without case, dots, blanks and Turkish i."""
    folded = name.casefold().replace("\N{COMBINING DOT ABOVE}", "").replace("ı", "i")
    return "".join(_WORD.findall(folded))


def _regex(name: str) -> str:
    return r"[.\s]*".join(map(re.escape, _WORD.findall(name)))
