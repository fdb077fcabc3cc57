"""What is known of columns without Polars: the numbers they hold, and the packages they need."""

from __future__ import annotations

from importlib.util import find_spec

from statementkit.errors import Diagnostic, ReadError

DIGITS, SCALE = 38, 12
"""Digits of the numbers in columns, and how many of them stand behind the mark if nobody asks."""

ROWS = 20_000
"""How many rows or transactions are put into columns at once, where they come one by one."""


def has_polars() -> bool:
    """Return whether Polars is installed, without loading it."""
    return find_spec("polars") is not None


def check_installed(*packages: str, extra: str = "columns") -> None:
    """Raise `ReadError` where a package that columns need is not installed: part of an `extra`."""
    for package in packages:
        if find_spec(package) is None:
            raise ReadError(
                Diagnostic(
                    code="SK770",
                    message=f"reading in columns takes the help of {package}, which is not "
                    "installed",
                    hint=f"pip install 'statementkit[{extra}]'",
                )
            )
