"""Single characters in a sentence."""

from __future__ import annotations

import unicodedata

from statementkit.errors import quoted


def described(character: str) -> str:
    """Return the character so that it cannot be taken for another one.

    >>> described("O"), described(";")
    ('the letter O', "';'")
    >>> described("О")
    'the letter О (U+041E CYRILLIC CAPITAL LETTER O)'
    """
    shown = f"the letter {character}" if character.isalpha() else quoted(character)
    if character.isascii():
        return shown
    name = unicodedata.name(character, "without a name")
    return f"{shown} (U+{ord(character):04X} {name})"
