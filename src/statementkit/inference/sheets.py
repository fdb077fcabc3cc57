"""The table inside a workbook: on which of its sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, FormatError
from statementkit.inference.notes import LINES
from statementkit.inference.result import Answer, Choice, Question
from statementkit.inference.table import SAMPLE, Table, no_table, parted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from statementkit.inference.table import Parts
    from statementkit.layouts.excel import Tab
    from statementkit.source import Source


def find_in_workbook(source: Source, known: Mapping[str, Any]) -> Table:
    """Return the table of a workbook; `known` may say on which sheet it stands.

    Raises `ReadError` for a workbook that cannot be read or holds no rows with date and amount.
    """
    from statementkit.layouts.excel import tabs

    found = tabs(source, SAMPLE, known.get("sheet"))
    filled = [each for each in found if each.rows]
    if not filled:
        raise FormatError(
            Diagnostic(
                code="SK444",
                message="no sheet of the workbook that can be seen holds anything",
                hint="export the statement again; a hidden sheet is read if it is named, "
                "as in sheet = 2",
                file=source.name,
            )
        )
    fitting = [(tab, parts) for tab in filled if (parts := parted(tab.rows)) is not None]
    if not fitting:
        raise no_table(source.name)
    tab, parts = fitting[0]
    keys: dict[str, Any] = {"format": "excel"}
    choices = [Choice("format", "excel", "the file is a workbook")]
    if len(filled) > 1:
        keys["sheet"] = tab.name
    if len(filled) > len(fitting) == 1:
        choices.append(Choice("sheet", tab.name, "no other sheet holds dates and amounts"))
    return Table(
        source,
        keys,
        tuple(choices),
        parts.above,
        parts.header,
        parts.rows,
        parts.below,
        parts.width,
        tab.is_whole,
        _doubts(tab, parts, source.name),
        _which([tab for tab, _ in fitting]),
    )


def _which(tabs: Sequence[Tab]) -> tuple[Question, ...]:
    if len(tabs) == 1:
        return ()
    answers = tuple(Answer(f"the sheet {each.name!r}", {"sheet": each.name}) for each in tabs)
    text = "which sheet is the statement? Several hold dates and amounts"
    return (Question("sheet", text, answers),)


def _doubts(tab: Tab, parts: Parts, file: str) -> tuple[Diagnostic, ...]:
    """Return a warning for each kind of cell in the table that cannot be trusted."""
    first, last = parts.rows[0][0], parts.rows[-1][0]
    seen: dict[str, Diagnostic] = {}
    for line, column, flaw in tab.flaws:
        if first <= line <= last:
            message = f"{flaw.message}: the row is a problem if its column is read"
            seen.setdefault(
                flaw.message,
                Diagnostic(
                    code="SK438",
                    severity="warning",
                    message=message,
                    hint=flaw.hint,
                    file=file,
                    line=line,
                    column=column,
                ),
            )
    return tuple(seen.values())[:LINES]
