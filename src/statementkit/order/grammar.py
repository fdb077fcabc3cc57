"""Where the formal grammars are: inside an installed package, beside `src` in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def grammar_text(name: str) -> str:
    """Return the text of the grammar `name` as the Lark toolkit reads it.

    >>> grammar_text("order").splitlines()[0]
    "// The order language: what stands where in a bank's file, in one line."
    """
    return (_folder() / f"{name}.lark").read_text(encoding="utf-8")


def _folder() -> Traversable:
    installed = files("statementkit") / "grammar"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "grammar"
