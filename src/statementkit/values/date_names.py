"""Names of months, days and halves of a day in a language, from CLDR by way of Babel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from statementkit.errors import quoted
from statementkit.values.errors import SettingError

_SHORTEST_PREFIX = 3


@attrs.frozen
class Names:
    """The names of one language by their keys: months 1-12, days 0 (Monday) to 6, halves 0 and 1.

    A text is looked up by `key(text)`.
    """

    months: Mapping[str, int]
    days: Mapping[str, int]
    halves: Mapping[str, int]


def key(name: str) -> str:
    """Return the form by which a name is looked up: no case, no dots, no dotted or dotless i.

    >>> key("Sept."), key("KASIM") == key("Kasım")
    ('sept', True)
    """
    folded = name.casefold().replace("\N{COMBINING DOT ABOVE}", "").replace("ı", "i")
    return " ".join(folded.replace(".", "").split())


@cache
def names_of(language: str) -> Names:
    """Return the names of `language`, a code as `en`, `et` or `pt-BR`.

    Raises `SettingError` for an unknown language.

    >>> names_of("et").months["veebr"], names_of("de").days["montag"]
    (2, 0)
    """
    locale = _locale(language)
    return Names(
        _lookup(_forms(locale, "months")),
        _lookup(_forms(locale, "days")),
        {"am": 0, "pm": 1} | _halves(locale),
    )


def _locale(language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise SettingError(
            f"the language {quoted(language)} is not known", "write a code as en, et or pt-BR"
        ) from None


def _forms(locale: str, kind: str) -> Iterator[tuple[str, int]]:
    """Yield the names of CLDR, full and short, in dates and alone, that the language itself has.

    What the language does not have is skipped, not inherited: Babel leaves the names of whichever
    language was used first in the part that languages share (python-babel issue 1234).
    """
    from babel import localedata

    own, shared = localedata.load(locale)[kind], localedata.load("root")[kind]
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = own.get(context, {}).get(width)
            if names is not shared[context].get(width):
                yield from _plain(names)


def _plain(names: Any) -> Iterator[tuple[str, int]]:
    if isinstance(names, tuple):  # an alias, and what differs from it
        names = names[1]
    if hasattr(names, "items"):
        for number, name in names.items():
            yield name, number


def _halves(locale: str) -> dict[str, int]:
    from babel import localedata

    found: dict[str, int] = {}
    for widths in localedata.load(locale)["day_periods"].values():
        for names in getattr(widths, "values", tuple)():
            for number, half in enumerate(("am", "pm")):
                if hasattr(names, "get") and names.get(half):
                    found[key(names[half])] = number
    return found


def _lookup(forms: Iterator[tuple[str, int]]) -> dict[str, int]:
    """Return the numbers by key, with the prefixes that only one of them has."""
    found: dict[str, set[int]] = {}
    full: dict[str, set[int]] = {}
    for name, number in forms:
        whole = key(name)
        full.setdefault(whole, set()).add(number)
        for end in range(_SHORTEST_PREFIX, len(whole)):
            found.setdefault(whole[:end].rstrip(), set()).add(number)
    found |= full
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
