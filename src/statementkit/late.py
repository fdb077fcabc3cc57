"""Names of a package whose modules are imported when they are first asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EXTRAS = {"hypothesis": "testing", "polars": "columns"}
"""Which extra brings a package along that modules import as they begin."""


def late_names(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the `__getattr__` and the `__dir__` of a package; `homes` are the modules by names.

    >>> find, _ = late_names("statementkit.formats", {"read_exchange": "onec.reading"})
    >>> find("read_exchange").__name__
    'read_exchange'
    """

    def find(name: str) -> object:
        try:
            home = homes[name]
        except KeyError:
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None
        try:
            value = getattr(import_module(f"{package}.{home}"), name)
        except ModuleNotFoundError as error:
            if extra := _EXTRAS.get(error.name or ""):
                error.add_note(f"pip install 'statementkit[{extra}]'")
            raise
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, names
