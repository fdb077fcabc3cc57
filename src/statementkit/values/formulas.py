"""Texts that a spreadsheet would compute instead of show, and the mark that keeps it from doing so.

A cell that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a carriage return
is a formula for Excel, LibreOffice and others, and what stands in a payment is written by
strangers. An apostrophe before it makes it a text. A number keeps its sign: `-12.30` computes to
itself. Source: OWASP, CSV injection.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"'*[+-]?[0-9]+(?:\.[0-9]+)?")


def guarded(text: str) -> str:
    """Return a text as it may stand in a cell: with an apostrophe before it, if it would compute.

    >>> guarded("=1+1"), guarded("-12.30"), guarded("Kohvik"), guarded("'=1+1")
    ("'=1+1", '-12.30', 'Kohvik', "''=1+1")
    """
    return f"'{text}" if _computes(text) else text


def unguarded(text: str) -> str:
    """Return the text that was guarded.

    >>> unguarded(guarded("+372 5550 1234")), unguarded("'t Hoekje")
    ('+372 5550 1234', "'t Hoekje")
    """
    return text[1:] if text[:1] == "'" and _computes(text) else text


def _computes(text: str) -> bool:
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
