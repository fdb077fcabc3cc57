"""The file of an edited plan: its rows, whatever a spreadsheet has made of the file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, ReadError, StoreError, quoted
from statementkit.reviewing.table import COLUMNS, EDITED, unmarked
from statementkit.source import open_source, workbook_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NEEDED = ("plan", "row", "decision", *EDITED)
"""The columns that must be there; those of the bank may go."""

_CODE_PAGES = ("cp1251", "cp1252", "cp1250", "cp1257", "mac_cyrillic", "mac_roman")
"""What a spreadsheet writes when it is not told UTF-8."""

_DELIMITERS = ",;\t"


@attrs.frozen
class Line:
    """A row of the edited table: the line on which it stands, and its cells by column."""

    number: int
    cells: Mapping[str, str] = attrs.field(hash=False)


class Unusable(Exception):  # noqa: N818 - it becomes a StoreError when its file is known
    """Findings about a file, before its name is added."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__(*findings)
        self.findings = findings

    def at(self, path: str | Path) -> StoreError:
        """Return the error that names the file."""
        return StoreError(*(each.at(file=str(path)) for each in self.findings))


def unusable(message: str, hint: str, line: int | None = None, code: str = "SK753") -> Unusable:
    """Return the one finding that makes a file unusable."""
    return Unusable(Diagnostic(code=code, message=message, hint=hint, line=line))


def readings(path: str | Path) -> list[list[Line]]:
    """Return all that a file may say: one list of rows, or one for each code page that fits it.

    Raises `Unusable` for a file that is no table of a plan.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        hint = "name the file that `statementkit review --save` wrote"
        raise unusable(f"the edited plan cannot be read: {error.strerror}", hint) from None
    if workbook_kind(content):
        return [list(_workbook_rows(content))]
    texts = _decoded(content)
    rows_of = _json_rows if Path(path).suffix.lower() == ".jsonl" else _csv_rows
    return [list(rows_of(text)) for text in texts]


def _decoded(content: bytes) -> list[str]:
    """Return what bytes may say: one text if they are Unicode, else one for each code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs: Sequence[str] = ("utf-16",)
    else:
        codecs = ("utf-8-sig", *_CODE_PAGES)
    texts: dict[str, None] = {}
    for codec in codecs:
        try:
            texts[content.decode(codec)] = None
        except UnicodeDecodeError:
            continue
        if codec.startswith("utf"):
            break
    if not texts:
        raise unusable("the edited plan is no text", "save it as CSV UTF-8")
    return list(texts)


def _csv_rows(text: str) -> Iterator[Line]:
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader, [])
        yield from _lines(header, ((reader.line_num, cells) for cells in reader))
    except csv.Error as error:
        raise unusable(f"the edited plan is no CSV: {error}", "save it as CSV") from None


def _workbook_rows(content: bytes) -> Iterator[Line]:
    """Yield the rows of the one sheet that has the columns of a plan."""
    from statementkit.layouts.excel import tabs
    from statementkit.layouts.excel.book import MOST_ROWS

    try:
        found = tabs(open_source(content), MOST_ROWS)
    except ReadError as error:
        raise Unusable(*error.diagnostics) from None
    fitting = [tab for tab in found if tab.rows and {*NEEDED} <= {*_names(tab.rows[0][1])}]
    if len(fitting) != 1:
        hint = "save the sheet with the plan alone, or as CSV UTF-8"
        raise unusable(f"{len(fitting) or 'no'} sheets of the workbook hold a plan", hint)
    [tab] = fitting
    for line, _, flaw in tab.flaws:
        raise unusable(flaw.message, flaw.hint, line)
    (_, header), *rows = tab.rows
    width = len(_names(header))
    yield from _lines(header, ((line, cells + [""] * (width - len(cells))) for line, cells in rows))


def _lines(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Line]:
    names = _names(header)
    _check_columns(names)
    for line, cells in rows:
        if any(cells[len(names) :]) or (any(cells) and len(cells) < len(names)):
            message = f"there are {len(cells)} cells, and {len(names)} columns"
            raise unusable(message, "save the plan anew", line)
        if any(cells):
            texts = (unmarked(cell).strip() for cell in cells)
            yield Line(line, dict(zip(names, texts, strict=False)))


def _names(header: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    return names


def _json_rows(text: str) -> Iterator[Line]:
    for line, each in enumerate(text.split("\n"), 1):
        if not each.strip():
            continue
        try:
            record = json.loads(each)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise unusable("this line is no JSON object", "save the plan anew", line)
        _check_columns(list(record), line)
        yield Line(line, {name: text_of(value) for name, value in record.items()})


def _check_columns(found: Sequence[str], line: int = 1) -> None:
    unknown = [quoted(name) for name in found if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in found]
    twice = {name for name in found if found.count(name) > 1}
    if unknown:
        hint = f"the columns are {', '.join(COLUMNS)}"
        raise unusable(f"unknown columns: {', '.join(unknown)}", hint, line)
    if missing:
        hint = f"these columns must be there: {', '.join(NEEDED)}"
        raise unusable(f"missing columns: {', '.join(missing)}", hint, line)
    if twice:
        raise unusable(f"columns that stand twice: {', '.join(sorted(twice))}", "delete one", line)


def text_of(value: Any) -> str:
    """Return a value as its cell says it: blank for `None`."""
    return "" if value is None else str(value).strip()
