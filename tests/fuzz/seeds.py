"""Where fuzzing starts: the examples, and small inputs that once showed a fault."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from statementkit.layouts import shipped_layouts
from statementkit.testing.onec import DIALECTS, invent
from tests.fuzz import targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.layouts import Layout

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "src" / "statementkit" / "layouts" / "library"
FOUND = Path(__file__).with_name("found")
"""A folder for each target, with the inputs that once broke it."""

_LONGEST = 4_000
_HEAD = b'Date,Amount,Payee\n2024-02-01,-3.20,Kohvik Hommik\n2024-02-02,"1,5",\n'

_BROKEN = _HEAD + b'#a\r\n"open,1\rDate,Amount,Payee\n\n2024-02-03,1,"x\ny"\n2024-02-04,2,\xff\n\0'
_BLOCKS = (0, 3, 31)
"""Bytes that say into how many blocks a file is cut, less one."""


def seeds(target: str) -> Iterator[bytes]:
    """Yield the inputs with which the fuzzing of a target begins."""
    yield b""
    yield from (path.read_bytes() for path in sorted((FOUND / target).glob("*")))
    match target:
        case "order":
            yield from (str(each.order).encode() for each in shipped_layouts().values())
        case "layout":
            yield from (path.read_bytes() for path in sorted(LIBRARY.glob("*.toml")))
        case "rules":
            yield (ROOT / "docs" / "samples" / "rules.toml").read_bytes()
        case "exchange":
            yield from (invent(each, documents=1).content for each in DIALECTS)
        case "delimited":
            yield from (bytes([number]) + _HEAD for number in range(len(targets.DELIMITED)))
        case "columns":
            choices = product(range(len(targets.COLUMNS)), _BLOCKS, (_HEAD, _BROKEN))
            yield from (bytes([number, blocks]) + content for number, blocks, content in choices)
        case "fixed" | "tags" | "excel":
            yield from _examples(getattr(targets, target.upper()))
        case "anything":
            yield _HEAD


def _examples(layouts: list[Layout]) -> Iterator[bytes]:
    """Yield the examples of layouts, behind the byte that chooses the layout."""
    for number, layout in enumerate(layouts):
        for path in sorted((ROOT / "examples" / str(layout.name)).glob("statement*")):
            content = path.read_bytes()
            is_text = not content.startswith((b"PK", b"\xd0\xcf"))
            yield bytes([number]) + (content[:_LONGEST] if is_text else content)
