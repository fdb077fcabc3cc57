"""What is wrong with a text that is no match, in the words of the person who wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, Span, quoted
from statementkit.order.words import LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_MATCH = 10_000
"""Characters that a match may have: some hundred tax numbers."""

_DECIMAL_COMMA = re.compile(r"([<>]=?)\s*([+-]?[0-9]+)\s*,\s*([0-9]+)\s*\Z")
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DECIMALS = re.compile(r"[0-9]+\s*(?:[,;]|\Z)")


def hopeless(text: str) -> Diagnostic | None:
    """Return what is wrong with a text that is not worth parsing."""
    if not text.strip():
        hint = "write for example tax_id=7707083893; what goes for all payments is a default"
        return _finding("SK704", "the match is blank", hint, 0)
    if len(text) > LONGEST_MATCH:
        message = f"the match has {len(text)} characters, more than {LONGEST_MATCH}"
        return _finding("SK705", message, "make several rules of it", 0)
    if unseen := _UNSEEN.search(text):
        message = f"{quoted(unseen[0])} cannot stand in a match"
        return _finding("SK705", message, "delete it: it cannot be seen", unseen.start())
    return None


def complaint(text: str, at: int, expected: frozenset[str]) -> Diagnostic:
    """Return what is wrong at the place where the parser stopped.

    `expected` are the terminals that could have stood at the offset `at` of `text`.
    """
    found = text[at : at + 1]
    if found in LOOKALIKES and found:
        meant = LOOKALIKES[found]
        hint = f"write {meant}" if meant else "delete it: it cannot be seen"
        return _finding("SK705", f"{quoted(found)} means nothing in a match", hint, at)
    if comma := _decimal_comma(text, at):
        return comma
    state = next((state for terminal, state in _STATES if terminal in expected), _after_value)
    return _finding("SK705", *state(found), at)


def _decimal_comma(text: str, at: int) -> Diagnostic | None:
    """Return the complaint about `amount<0,5`, where a field was expected behind the comma."""
    decimals = _DECIMALS.match(text, at)
    end = at + len(decimals[0].rstrip(",; ")) if decimals else at
    comma = _DECIMAL_COMMA.search(text[:end])
    if comma is None:
        return None
    operator, whole, fraction = comma.groups()
    hint = f"a comma separates checks: write {operator}{whole}.{fraction}"
    span = Span(comma.start(), end)
    return Diagnostic(code="SK705", message="a check has a decimal comma", hint=hint, span=span)


def _field(found: str) -> tuple[str, str]:
    if found == "[":
        return "a key of the file does not end", "end it with ]; a ] inside is written twice: ]]"
    if found in ("", ",", ";"):
        return "a check is missing here", "write for example amount<0, or delete the separator"
    return "a check begins with a field", "write for example tax_id=7707083893 or amount<0"


def _comparison(_: str) -> tuple[str, str]:
    return "a check lacks its comparison", 'write for example tax_id=…, amount<0 or name~"…"'


def _value(found: str) -> tuple[str, str]:
    if found == '"':
        return _unclosed('"')
    return "nothing stands after the comparison", "write =BLANK where the field must be empty"


def _part(found: str) -> tuple[str, str]:
    if found in ('"', "/"):
        return _unclosed(found)
    hint = 'write the text in quotes (name~"rent") or a regular expression (name~/^Rent/)'
    return "~ looks for a text in quotes or a regular expression", hint


def _unclosed(mark: str) -> tuple[str, str]:
    if mark == '"':
        return "a quoted text does not end", 'a double quote inside is written twice: ""'
    return "a regular expression does not end", r"a slash inside is written \/"


def _after_value(_: str) -> tuple[str, str]:
    return "something follows the end of a value", "write , before another check, ; before others"


_STATES: tuple[tuple[str, Callable[[str], tuple[str, str]]], ...] = (
    ("NAME", _field),
    ("EQUALITY", _comparison),
    ("SET", _value),
    ("LIMIT", _value),
    ("REGEX", _part),
)
"""The one terminal that tells where the parser stood."""


def _finding(code: str, message: str, hint: str, at: int) -> Diagnostic:
    return Diagnostic(code=code, message=message, hint=hint, span=Span(at, at + 1))
