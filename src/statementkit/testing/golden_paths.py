"""Which files of a folder are statements, and where it stands what is expected of them."""

from __future__ import annotations

import glob
from contextlib import suppress
from typing import TYPE_CHECKING

from statementkit.errors import ReadError
from statementkit.reader.exchange import is_exchange_source
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXPECTED = ".expected.jsonl"
"""How the names of files end that say what is expected."""

_NO_STATEMENTS = (".toml", ".md", ".py", "~", EXPECTED)
"""How the names of files end that stand beside layouts and are no statements."""


def golden_files(layout: Path) -> list[Path]:
    """Return the statements that stand beside a layout, sorted.

    A file beside two layouts is that of the longer name: `hansa.eur.csv` of `hansa.eur.toml`.

    >>> from pathlib import Path
    >>> golden_files(Path("no/such.toml"))
    []
    """
    name = glob.escape(layout.stem)
    longer = tuple(f"{other.stem}." for other in layout.parent.glob(f"{name}.*.toml"))
    beside = layout.parent.glob(f"{name}.*")
    own = [path for path in beside if _is_statement(path) and not path.name.startswith(longer)]
    folder = layout.parent / layout.stem
    others = {path for inner in folder.rglob("*.toml") for path in golden_files(inner)}
    return sorted({*own, *_statements(folder)} - others)


def golden_folder(folder: Path) -> dict[Path, Path | None]:
    """Return the statements of a folder, each with its layout: `None` for a file for 1C.

    >>> from pathlib import Path
    >>> golden_folder(Path("no/such"))
    {}
    """
    found: dict[Path, Path | None] = {
        statement: layout
        for layout in sorted(folder.rglob("*.toml"))
        for statement in golden_files(layout)
    }
    others = (path for path in _statements(folder) if path not in found)
    return found | dict.fromkeys(filter(_is_exchange, others))


def unread_files(folder: Path) -> list[Path]:
    """Return the files of a folder that may be statements and that no layout reads."""
    found = golden_folder(folder)
    return sorted(path for path in _statements(folder) if path not in found)


def _statements(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that may be statements; what is hidden stays so."""
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        if not any(part.startswith(".") for part in inner) and _is_statement(path):
            yield path


def _is_statement(path: Path) -> bool:
    name = path.name
    return path.is_file() and not name.startswith((".", "~")) and not name.endswith(_NO_STATEMENTS)


def _is_exchange(path: Path) -> bool:
    with suppress(ReadError, OSError):
        return path.suffix.lower() == ".txt" and is_exchange_source(open_source(path))
    return False


def expected_file(statement: Path) -> Path:
    """Return where it stands what is expected of a statement.

    Where another statement differs in nothing but its suffix, the names of both are whole:
    `hansa.march.csv.expected.jsonl`.

    >>> from pathlib import Path
    >>> expected_file(Path("hansa.march.csv")).name
    'hansa.march.expected.jsonl'
    """
    beside = filter(_is_statement, statement.parent.glob(f"{glob.escape(statement.stem)}*"))
    names = [name for path in beside if path != statement for name in (path.stem, path.name)]
    short = statement.name if statement.stem in names else statement.stem
    return statement.with_name(short + EXPECTED)
