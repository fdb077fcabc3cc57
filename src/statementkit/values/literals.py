"""What must stand in a text, letter by letter, for a regular expression to match in it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_parser = import_module("re._parser")
"""The parser of the `re` module, which has no public name. `ambiguity` knows its trees as well."""


@lru_cache(maxsize=256)
def required_literal(pattern: str) -> str:
    """Return the longest text found that stands in whatever an expression matches; blank if none.

    The expression must be one that `re` accepts.

    >>> required_literal("^(?:Rent|Hire) (office )+[0-9]+ m2$"), required_literal("(?i)rent")
    ('office ', '')
    """
    tree = _parser.parse(pattern)
    return "" if tree.state.flags & re.IGNORECASE else max(_runs(tree), key=len, default="")


def _runs(items: Any) -> Iterator[str]:
    """Yield texts that stand in whatever matches all items one after the other."""
    run = ""
    for operation, value in items:
        if str(operation) == "LITERAL":
            run += chr(value)
            continue
        yield run
        run = ""
        yield from _runs(_repeated(str(operation), value))
    yield run


def _repeated(operation: str, value: Any) -> Any:
    """Return the items of a part that every match has at least once."""
    match operation:
        case "SUBPATTERN":
            _, added_flags, _, items = value
            return () if added_flags & re.IGNORECASE else items
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, items = value
            return items if least else ()
        case "ATOMIC_GROUP":
            return value
        case _:
            return ()
