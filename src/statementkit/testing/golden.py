"""Golden files: statements beside a layout, and what must be read from them.

The statements of `hansa.toml` are the files `hansa.*` beside it and those in the folder `hansa`. A
file for 1C says itself how it is read, and needs no layout. What is expected of `hansa.march.csv`
stands in `hansa.march.expected.jsonl`: a line for each transaction, with all that was read and
nothing that is blank, then one for each problem, each warning, each record that is left out, each
balance that is stated, and each line at which the balances do not come out.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from statementkit.export import plain, to_record
from statementkit.reader import read
from statementkit.replacing import replace_file
from statementkit.testing.golden_paths import expected_file
from statementkit.testing.golden_words import differences, summary, write_line

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from statementkit.layouts import Layout
    from statementkit.model import Statement, Transaction
    from statementkit.testing.golden_words import Record

    Which = str | os.PathLike[str] | Layout | None
    """What a statement is read by: nothing, where it is a file for 1C."""

_REWRITE = "the same command of pytest with --statementkit-rewrite"


class GoldenError(AssertionError):
    """A statement is read otherwise than it is expected to be; the text shows the difference."""


def check_golden(statement: Path, layout: Which = None) -> None:
    """Read a statement and compare it with what is expected.

    Without a `layout` it is read as `read` reads it: so are files for 1C. How JSON is written, and
    whether it names what is blank, makes no difference. Raises `GoldenError` with the lines that
    differ, or if nothing says what is expected; `ReadError`, `LayoutError` and `OrderError` for a
    file or a layout that cannot be used.
    """
    expected = expected_file(statement)
    if not expected.exists():
        raise GoldenError(
            f"there is no {expected.name} that says what {statement.name} must become\n"
            f"{_REWRITE} writes it; look through it before you keep it"
        )
    was, now = _expected(expected), list(_records(read(statement, layout)))
    if was != now:
        head = f"{statement.name} is read otherwise than {expected.name} says"
        tail = f"if it is right as it is read, {_REWRITE} writes that down"
        raise GoldenError("\n".join([head, *differences(expected.name, was, now), tail]))


def rewrite_golden(statement: Path, layout: Which = None) -> str:
    """Write down what a statement becomes now, as what is expected of it from now on.

    Return what that is in a line: how much money moved, and what a person should look at. Raises
    what `check_golden` raises, but for `GoldenError`.
    """
    found = read(statement, layout)
    expected = expected_file(statement)
    replace_file(expected, "".join(f"{write_line(record)}\n" for record in _records(found)))
    return f"{expected.name}: {summary(found)}"


def _expected(path: Path) -> list[Record]:
    """Return the records of a golden file. Raises `GoldenError`."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise GoldenError(f"{path.name} is not UTF-8 text: save it as that") from None
    # A line feed alone ends a line of JSON: cells may hold what `splitlines` takes for an end.
    lines = enumerate(text.split("\n"), 1)
    return [_parsed(path.name, number, line) for number, line in lines if line.strip()]


def _parsed(name: str, number: int, line: str) -> Record:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        told = f"{name}:{number}: this line is no object of JSON: mend it, or take the file away"
        raise GoldenError(told)
    return _without_blanks(record)


def _records(statement: Statement) -> Iterator[Record]:
    """Yield all that a statement says."""
    yield from map(_transaction, statement.transactions)
    for kind, found in (("problem", statement.problems), ("warning", statement.warnings)):
        for each in found:
            record = {kind: each.code, "line": each.line, "column": each.column}
            yield _without_blanks(record)
    for line in statement.skipped:
        yield {"skipped": line}
    for balance in statement.stated:
        record = {
            "stated": "closing" if balance.at_end else "opening",
            "day": balance.day.isoformat(),
            "amount": plain(balance.amount),
            "currency": balance.currency,
            "own_account": balance.account,
            "line": balance.line,
        }
        yield _without_blanks(record)
    for line in statement.balance.breaks:
        yield {"balances_break": line}


def _transaction(transaction: Transaction) -> Record:
    record = to_record(transaction, own_account=True) | {"bic": transaction.bic}
    for name, value in sorted((transaction.extra or {}).items()):
        record[name] = plain(value) if isinstance(value, Decimal) else str(value)
    return _without_blanks(record)


def _without_blanks(record: Mapping[str, Any]) -> Record:
    return {name: value for name, value in record.items() if value is not None}
