"""Configurations of other programs that read bank files, turned into layouts.

Each module reads one foreign format. What cannot be said in a layout is never dropped in silence:
every `Conversion` carries findings that say what was left out, taken for something, or is missing.
Nothing of a configuration is ever executed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from statementkit.convert.draft import Conversion
from statementkit.convert.text import Configuration, refused
from statementkit.errors import Diagnostic, LayoutError, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

__all__ = ["KINDS", "Conversion", "convert"]

KINDS: Mapping[str, str] = {
    "bank2ynab": "bank2ynab.conf, sections of Input Columns",
    "csv2ofx": "a mapping of csv2ofx, a Python file",
    "firefly": "a configuration of the Firefly III data importer, JSON",
    "hledger": "CSV rules of hledger",
    "oca": "sheet mappings of Odoo's OCA statement import, XML or CSV",
}
"""The formats that can be converted, and what their files are."""


def convert(what: str | os.PathLike[str], kind: str) -> list[Conversion]:
    r"""Return a layout for each bank that a configuration of another program describes.

    `what` is a path, or the text itself if it has a line break or begins with `{`, `[` or `<`;
    `kind` is a key of `KINDS`. Raises `LayoutError` where the text is no such configuration.

    >>> [found] = convert("[Kevad]\nInput Columns = Date,Payee,Inflow\nDate Format = %d.%m.%Y\n",
    ...                   "bank2ynab")
    >>> found.layout.order, found.layout.date_format
    ('date|name|amount', 'dd.MM.yyyy')
    """
    if kind not in KINDS:
        raise LayoutError(
            Diagnostic(
                code="SK561",
                message=f"there is no converter {quoted(str(kind))}",
                hint=f"the converters are {', '.join(KINDS)}",
            )
        )
    configuration = Configuration.of(what)
    if not configuration.text.strip("\ufeff \t\n"):
        raise refused(configuration, "it is blank", hint=f"give {KINDS[kind]}")
    module = import_module(f"statementkit.convert.{kind}")
    try:
        found: list[Conversion] = module.read(configuration)
    except RecursionError:
        raise refused(configuration, "its brackets are nested too deep") from None
    if not found:
        raise refused(configuration, "no bank is described in it", hint=f"give {KINDS[kind]}")
    return found
