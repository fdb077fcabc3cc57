"""The layouts that come with the library, found by name or by the header of a file."""

from __future__ import annotations

import difflib
import os
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, LayoutError, quoted
from statementkit.layouts.header import normal, normals
from statementkit.layouts.layout import Layout
from statementkit.layouts.toml import parse_layout, read_layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def find_layout(which: str | os.PathLike[str] | Layout) -> Layout:
    """Return the layout of this name, the one in this TOML file, or the one given.

    A text is a path when it ends in `.toml` or holds a path separator, else the name of a shipped
    layout. Raises `LayoutError` when there is no such layout, or it has a mistake.

    >>> find_layout("paypal").delimiter
    ','
    """
    if isinstance(which, Layout):
        return which
    if not isinstance(which, str) or _is_path(which):
        return read_layout(which)
    try:
        return shipped_layouts()[which]
    except KeyError:
        raise _unknown(which) from None


def _is_path(text: str) -> bool:
    separators = {"/", os.sep, os.altsep} - {None}
    return text.endswith(".toml") or any(each in text for each in separators if each)


@cache
def shipped_layouts() -> Mapping[str, Layout]:
    """Return the layouts that come with the library by their names, sorted.

    >>> shipped_layouts()["paypal"].bank
    'PayPal'
    """
    folder = files("statementkit.layouts") / "library"
    found = {
        entry.name.removesuffix(".toml"): entry
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return MappingProxyType(
        {
            name: parse_layout(found[name].read_text("utf-8"), source=f"{name}.toml", name=name)
            for name in sorted(found)
        }
    )


def match_layouts(header: Sequence[str]) -> list[str]:
    """Return the names of the shipped layouts that were written for this header, the best first.

    A layout fits when every name of its `header_fingerprint` is in the header; of several, the one
    with more names fits better.

    >>> match_layouts(["no", "such", "header"])
    []
    """
    there = frozenset(map(normal, header))
    fitting = [
        (-len(layout.header_fingerprint), name)
        for name, layout in shipped_layouts().items()
        if layout.header_fingerprint and normals(layout.header_fingerprint) <= there
    ]
    return [name for _, name in sorted(fitting)]


def _unknown(name: str) -> LayoutError:
    names = list(shipped_layouts())
    near = difflib.get_close_matches(name.lower(), names, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return LayoutError(
        Diagnostic(
            code="SK504",
            message=f"there is no layout {quoted(name)}",
            hint=f"{hint}the shipped ones are {', '.join(names)};"
            " the path of your own ends in .toml",
        )
    )
