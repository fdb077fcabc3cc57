"""Golden files: statements beside a layout, and what must be read from them.

The statements of `hansa.toml` are the files `hansa.*` beside it and those in the folder `hansa`.
What is expected of `hansa.march.csv` stands in `hansa.march.expected.jsonl`: a line for each
transaction, as `statementkit read --to jsonl` prints it with the own account, then one for each
problem and for each record that is left out.
"""

from __future__ import annotations

import glob
import json
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from statementkit.export import to_record
from statementkit.reader import read
from statementkit.replacing import replace_file

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from statementkit.layouts import Layout

EXPECTED = ".expected.jsonl"
"""How the names of files end that say what is expected."""


class GoldenError(AssertionError):
    """A statement is read otherwise than it is expected to be; the text shows the difference."""


def golden_files(layout: Path) -> list[Path]:
    """Return the statements that stand beside a layout, sorted.

    >>> from pathlib import Path
    >>> golden_files(Path("no/such.toml"))
    []
    """
    beside = layout.parent.glob(f"{glob.escape(layout.stem)}.*")
    inside = (layout.parent / layout.stem).glob("*")
    return sorted(
        path
        for path in (*beside, *inside)
        if path.is_file() and not path.name.startswith(".") and not _is_of_the_kit(path)
    )


def _is_of_the_kit(path: Path) -> bool:
    return path.suffix == ".toml" or path.name.endswith(EXPECTED)


def expected_file(statement: Path) -> Path:
    """Return where it stands what is expected of a statement.

    >>> from pathlib import Path
    >>> expected_file(Path("hansa.march.csv")).name
    'hansa.march.expected.jsonl'
    """
    return statement.with_name(statement.stem + EXPECTED)


def check_golden(statement: Path, layout: str | os.PathLike[str] | Layout) -> None:
    """Read a statement and compare it with what is expected.

    Raises `GoldenError` with the lines that differ, or if nothing says what is expected;
    `ReadError`, `LayoutError` and `OrderError` for a file or a layout that cannot be used.
    """
    expected = expected_file(statement)
    if not expected.exists():
        raise GoldenError(
            f"there is no {expected.name} that says what {statement.name} must become\n"
            "pytest --statementkit-rewrite writes it; look through it before you keep it"
        )
    # A line feed alone ends a line of JSON: cells may hold what `splitlines` takes for an end.
    was = [line for line in expected.read_text("utf-8").split("\n") if line]
    now = list(_lines(statement, layout))
    if was != now:
        difference = unified_diff(was, now, expected.name, f"{statement.name}, as it is read", n=0)
        raise GoldenError("\n".join(line.rstrip("\n") for line in difference))


def rewrite_golden(statement: Path, layout: str | os.PathLike[str] | Layout) -> None:
    """Write down what a statement becomes now, as what is expected of it from now on."""
    text = "".join(f"{line}\n" for line in _lines(statement, layout))
    replace_file(expected_file(statement), text)


def _lines(path: Path, layout: str | os.PathLike[str] | Layout) -> Iterator[str]:
    statement = read(path, layout)
    for transaction in statement.transactions:
        yield _line(to_record(transaction, own_account=True))
    for problem in statement.problems:
        yield _line({"problem": problem.code, "line": problem.line, "column": problem.column})
    for line in statement.skipped:
        yield _line({"skipped": line})


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
