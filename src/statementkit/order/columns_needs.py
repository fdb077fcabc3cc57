"""What columns need beside the library: packages that are optional parts of it."""

from __future__ import annotations

from importlib.util import find_spec

from statementkit.errors import Diagnostic, ReadError


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
