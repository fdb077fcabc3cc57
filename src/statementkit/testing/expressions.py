"""Texts that regular expressions match: the plainest one, with a given text as its first group."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

_parser = import_module("re._parser")
"""The parser of the `re` module, as `values.ambiguity` has it."""

_TRIED = "0aA -x.1"
"""What is tried where a class of characters names none."""

_CATEGORIES = {"DIGIT": "0", "SPACE": " ", "WORD": "a"}
_OUTSIDE = {"DIGIT": "x", "SPACE": "x", "WORD": "-"}


class _NoTextError(ValueError):
    """An expression with parts of which no text can be made."""


def matching_text(pattern: str, group: str | None = None) -> str | None:
    """Return a text that an expression matches, `None` where none can be made.

    `group` is what its first group is to hold; whether it fits there is not looked at.

    >>> matching_text("^invoice ([0-9]+)", "4711")
    'invoice 4711'
    >>> matching_text("^[0-9]{3}[+-]$")
    '000+'
    """
    try:
        return _Maker(group).text(_parsed(pattern))
    except (_NoTextError, RecursionError):
        return None


@cache
def _parsed(pattern: str) -> Any:
    return _parser.parse(pattern)


class _Maker:
    def __init__(self, group: str | None) -> None:
        self._group = group

    def text(self, parts: Any) -> str:
        return "".join(self._part(str(kind), value) for kind, value in parts)

    def _part(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL":
                return next(each for each in _TRIED if ord(each) != value)
            case "ANY":
                return " "
            case "IN":
                return _one_of(value)
            case "BRANCH":
                return self.text(value[1][0])
            case "SUBPATTERN":
                number, _, _, parts = value
                return self._group if number == 1 and self._group is not None else self.text(parts)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, _, parts = value
                return self.text(parts) * self._times(least, parts)
            case "ATOMIC_GROUP":
                return self.text(value)
            case "AT":
                return ""
        raise _NoTextError(kind)

    def _times(self, least: int, parts: Any) -> int:
        """Return how often a part stands in the text: once at least if it holds the group."""
        holds_group = any(str(kind) == "SUBPATTERN" and value[0] == 1 for kind, value in parts)
        return max(int(least), 1) if holds_group and self._group is not None else int(least)


def _one_of(items: Any) -> str:
    """Return a character of a class."""
    kinds = [(str(kind), value) for kind, value in items]
    if kinds[0][0] == "NEGATE":
        return next(each for each in _TRIED if not any(_holds(it, each) for it in kinds[1:]))
    kind, value = kinds[0]
    if kind == "LITERAL":
        return chr(value)
    if kind == "RANGE":
        return chr(value[0])
    return _of_category(str(value))


def _holds(item: tuple[str, Any], character: str) -> bool:
    kind, value = item
    if kind == "LITERAL":
        return bool(ord(character) == value)
    if kind == "RANGE":
        return bool(value[0] <= ord(character) <= value[1])
    return character == _of_category(str(value))


def _of_category(name: str) -> str:
    name = name.removeprefix("CATEGORY_")
    return _OUTSIDE[name.removeprefix("NOT_")] if name.startswith("NOT_") else _CATEGORIES[name]
