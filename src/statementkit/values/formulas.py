"""Texts that a spreadsheet would compute instead of show, and the mark that keeps it from doing so.

A cell that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a line break is a
formula for Excel, LibreOffice and others, and what stands in a payment is written by strangers. An
apostrophe before it makes it a text. Where the list separator of a computer is a semicolon, Excel
begins a new cell at each one of a file that commas separate, and at line breaks; so what follows
these inside of a text gets an apostrophe too. A number keeps its sign: `-12.30` computes to itself.
Source: OWASP, CSV injection.
"""

from __future__ import annotations

import re

_SIGN = r"[=+\-@＝＋－＠]"
_GAP = r"(?:[^\S\t\r\n]|')*"
_NUMBER = rf"{_GAP}[+-]?[0-9]+(?:\.[0-9]+)?{_GAP}"
_FORMULA = re.compile(rf"(?!{_NUMBER}\Z){_GAP}(?:{_SIGN}|[\t\r\n])")
_BEHIND = rf"([;\t\r\n](?!{_NUMBER}(?:[;\t\r\n]|\Z)){_GAP})"
_CELL_INSIDE = re.compile(rf"{_BEHIND}(?={_SIGN})")
_MARKED_INSIDE = re.compile(rf"{_BEHIND}'(?={_SIGN})")


def guarded(text: str) -> str:
    """Return a text as it may stand in a cell: with an apostrophe before what would compute.

    >>> guarded("=1+1"), guarded("-12.30"), guarded("Kohvik"), guarded("'=1+1"), guarded("A;=1+1")
    ("'=1+1", '-12.30', 'Kohvik', "''=1+1", "A;'=1+1")
    """
    cell = guarded_inside(text)
    return f"'{cell}" if _FORMULA.match(text) else cell


def unguarded(text: str) -> str:
    """Return the text that was guarded.

    >>> unguarded(guarded("+372 5550 1234")), unguarded("'t Hoekje")
    ('+372 5550 1234', "'t Hoekje")
    """
    cell = unguarded_inside(text)
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def guarded_inside(text: str) -> str:
    """Return a text with an apostrophe before what would compute behind a semicolon or a break.

    >>> guarded_inside("=1;=1+1; -5")
    "=1;'=1+1; -5"
    """
    return _CELL_INSIDE.sub(r"\1'", text)


def unguarded_inside(text: str) -> str:
    """Return the text that was guarded inside."""
    return _MARKED_INSIDE.sub(r"\1", text)
