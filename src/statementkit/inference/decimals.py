"""How a file writes numbers: its decimal mark and the mark between groups of digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.inference.result import Answer, Question
from statementkit.inference.table import looks_like_number
from statementkit.values import NumberEvidence, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.inference.arithmetic import Rows
    from statementkit.inference.columns import Column
    from statementkit.inference.notes import Notes
    from statementkit.inference.table import Table

_DIGIT, _REST = re.compile("[1-9]"), re.compile(r"(?<=\d)\d")


def decide_format(
    columns: Sequence[Column], rows: Rows, table: Table, thousands: str, notes: Notes
) -> NumberFormat | Question:
    """Return the number format that the amounts decide, or the question that they leave.

    A group mark that was not seen is left open: it reads in one way only, whatever it is.
    """
    evidence = NumberEvidence(thousands)
    alike: dict[tuple[str, bool], str] = {}
    for column in columns:
        for keep, text, line in zip(rows.keep, column.cells, column.lines, strict=True):
            if keep and looks_like_number(text):
                evidence.add(alike.setdefault(_form(text), text), line)
    decision = evidence.result()
    if decision.status == "undecided" and decision.seen:
        _add_sums(evidence, table)
        decision = evidence.result()
    if decision.status == "decided" and decision.value is not None:
        fmt = decision.value
        notes.choose("decimal", fmt.decimal, decision.evidence, decision.lines)
        if fmt.thousands in ("none", "auto"):
            return NumberFormat(fmt.decimal, thousands)
        notes.choose("thousands", fmt.thousands, "the only mark between groups of three digits")
        return fmt
    if not decision.seen:
        return NumberFormat("," if thousands == "." else ".", thousands)
    marks = [mark for mark in ".," if mark != thousands]
    answers = tuple(Answer(f'decimal = "{mark}"', {"decimal": mark}) for mark in marks)
    text = f"which mark begins the decimals? {decision.evidence}"
    return Question("decimal", text, answers, decision.lines[:5])


def _form(text: str) -> tuple[str, bool]:
    """Return what formats look at: marks and lengths, zeros that begin digits, and whether it is 0.

    Numbers of one form read in the same formats, so that one of them stands for all.

    >>> _form("-1,204.50") == _form("-7,891.36"), _form("0,204") == _form("1,204")
    (True, False)
    """
    return _REST.sub("9", _DIGIT.sub("9", text)), _DIGIT.search(text) is not None


def _add_sums(evidence: NumberEvidence, table: Table) -> None:
    """Ask the numbers above and below the table too: balances, written by the same bank."""
    for line, row in (*table.above, *table.below):
        for cell in row:
            if looks_like_number(cell) and not cell.strip().isdecimal():
                evidence.add(cell.strip(), line)
