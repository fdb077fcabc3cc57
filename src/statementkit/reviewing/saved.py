"""The edits of a saved plan, taken back from whatever a spreadsheet has made of it.

Spreadsheets write other delimiters, encodings, days and decimal marks than they were given. So a
file is read in every way that it can be, and the right one is that in which the bank's cells are
what they were. What is the bank's comes from the statement anyway: another value in such a cell is
a wish that cannot be met, and refused.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, StoreError, quoted
from statementkit.reviewing.parts import parse_split
from statementkit.reviewing.row import decided, edited
from statementkit.reviewing.table import COLUMNS, EDITED, records, unmarked
from statementkit.values import (
    FAMILIAR_PATTERNS,
    CellError,
    NumberFormat,
    amount_reader,
    date_reader,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from statementkit.reviewing.plan import Plan
    from statementkit.reviewing.row import Decision, Row

_NEEDED = ("plan", "row", "decision", *EDITED)
"""The columns that must be there; those of the bank may go."""

_FREE = ("by", "note")
"""Columns that nobody reads again."""

_CODE_PAGES = ("cp1251", "cp1252", "cp1250", "cp1257", "mac_cyrillic", "mac_roman")
"""What a spreadsheet writes when it is not told UTF-8."""

_DELIMITERS = ",;\t"


def load_edits(plan: Plan, path: str | Path) -> Plan:
    """Return a plan with the edits and decisions of a file that `save` wrote of it.

    Columns may stand in any order, and those of the bank may be missing; rows may stand in any
    order, and must all be there: a row is left out by the decision `skip`.

    Raises `StoreError` SK753 if the file is no such table, SK754 if it was saved of another plan:
    of another file, or before the store changed, SK752 for an edit that cannot be.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        hint = "name the file that `statementkit review --save` wrote"
        raise _refusal(f"the edited plan cannot be read: {error.strerror}", hint).at(path) from None
    try:
        if Path(path).suffix.lower() == ".jsonl":
            return _Sheet(list(_json_rows(_decoded(content)[0]))).taken_into(plan)
        return _readings(content, plan).taken_into(plan)
    except _Refusal as error:
        raise error.at(path) from None


class _Refusal(Exception):  # noqa: N818 - it becomes a StoreError when its file is known
    """Findings about a file, before its name is added."""

    def __init__(self, *findings: Diagnostic) -> None:
        super().__init__(*findings)
        self.findings = findings

    def at(self, path: str | Path) -> StoreError:
        """Return the error that names the file."""
        return StoreError(*(each.at(file=str(path)) for each in self.findings))


def _refusal(message: str, hint: str, line: int | None = None, code: str = "SK753") -> _Refusal:
    return _Refusal(Diagnostic(code=code, message=message, hint=hint, line=line))


# -- reading ---------------------------------------------------------------------------------------


def _readings(content: bytes, plan: Plan) -> _Sheet:
    """Return the one reading of a file in CSV in which the bank's cells are what they were."""
    sheets = [_Sheet(list(_csv_rows(text))) for text in _decoded(content)]
    if len(sheets) == 1:
        return sheets[0]
    fitting = [sheet for sheet in sheets if not sheet.differences(plan)]
    if not fitting:
        return min(sheets, key=lambda sheet: len(sheet.differences(plan)))
    if any(sheet != fitting[0] for sheet in fitting):
        hint = "save it as UTF-8; a spreadsheet calls it CSV UTF-8"
        raise _refusal("the encoding of the edited plan cannot be told", hint)
    return fitting[0]


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
        raise _refusal("the edited plan is no text", "save it as CSV UTF-8")
    return list(texts)


def _csv_rows(text: str) -> Iterator[_Line]:
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        while names and not names[-1]:
            names.pop()
        _check_columns(names)
        for cells in reader:
            if any(cells[len(names) :]) or (any(cells) and len(cells) < len(names)):
                message = f"there are {len(cells)} cells, and {len(names)} columns"
                raise _refusal(message, "save the plan anew", reader.line_num)
            if any(cells):
                texts = (unmarked(cell).strip() for cell in cells)
                yield _Line(reader.line_num, dict(zip(names, texts, strict=False)))
    except csv.Error as error:
        raise _refusal(f"the edited plan is no CSV: {error}", "save it as CSV") from None


def _json_rows(text: str) -> Iterator[_Line]:
    for line, each in enumerate(text.split("\n"), 1):
        if not each.strip():
            continue
        try:
            record = json.loads(each)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise _refusal("this line is no JSON object", "save the plan anew", line)
        _check_columns(list(record), line)
        yield _Line(line, {name: _text(value) for name, value in record.items()})


def _check_columns(found: Sequence[str], line: int = 1) -> None:
    unknown = [quoted(name) for name in found if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in found]
    twice = {name for name in found if found.count(name) > 1}
    if unknown:
        hint = f"the columns are {', '.join(COLUMNS)}"
        raise _refusal(f"unknown columns: {', '.join(unknown)}", hint, line)
    if missing:
        hint = f"these columns must be there: {', '.join(_NEEDED)}"
        raise _refusal(f"missing columns: {', '.join(missing)}", hint, line)
    if twice:
        raise _refusal(f"columns that stand twice: {', '.join(sorted(twice))}", "delete one", line)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


# -- comparing -------------------------------------------------------------------------------------


@attrs.frozen
class _Line:
    """A row of the edited table: the line on which it stands, and its cells by column."""

    number: int
    cells: Mapping[str, str] = attrs.field(hash=False)


@attrs.frozen
class _Sheet:
    """An edited table in one reading."""

    lines: Sequence[_Line]

    def taken_into(self, plan: Plan) -> Plan:
        """Return the plan with what the table says differently."""
        self._check_rows(plan)
        if found := self.differences(plan):
            raise _Refusal(*found)
        was = list(records(plan))
        changed: list[Row] = []
        decisions: dict[int, Decision | None] = {}
        for line in self.lines:
            row = plan.row(int(line.cells["row"]))
            with _located(line):
                changed.append(_edited(row, line, was[row.number - 1]))
                answer: Any = line.cells["decision"].lower() or None
                if answer != was[row.number - 1]["decision"]:
                    decisions[row.number] = decided(row, answer).decision
        with _located():
            return plan.with_rows(changed).decide_each(decisions)

    def _check_rows(self, plan: Plan) -> None:
        token = plan.token
        seen: dict[str, int] = {}
        for line in self.lines:
            number = line.cells["row"]
            if line.cells["plan"] != token:
                message = "this plan was saved of another file, or before the store changed"
                hint = "review the file again; nothing was written"
                raise _refusal(message, hint, line.number, "SK754")
            if not _is_row(number, plan):
                hint = "a table of a plan gets no rows; make rules for what is to come"
                raise _refusal(f"the plan has no row {quoted(number)}", hint, line.number)
            if number in seen:
                message = f"row {number} stands on line {seen[number]} already"
                raise _refusal(message, "delete one of them", line.number)
            seen[number] = line.number
        if missing := [each.number for each in plan.rows if str(each.number) not in seen]:
            shown = ", ".join(map(str, missing[:10])) + (", …" if len(missing) > 10 else "")
            what = f"row {shown} is" if len(missing) == 1 else f"rows {shown} are"
            hint = "keep every row; write skip into decision to leave one out"
            raise _refusal(f"{what} missing in the edited plan", hint)

    def differences(self, plan: Plan) -> list[Diagnostic]:
        """Return where a cell of the bank is not what it was."""
        was = {str(record["row"]): record for record in records(plan)}
        pairs = [(line, was[line.cells["row"]]) for line in self.lines if line.cells["row"] in was]
        found: list[Diagnostic] = []
        for column in COLUMNS:
            if column not in (*_NEEDED, *_FREE) and all(column in line.cells for line, _ in pairs):
                found += _different(column, [(line, _text(old[column])) for line, old in pairs])
        return sorted(found, key=lambda each: each.line or 0)


_BANKS = "what the bank says cannot be edited: write it back, or delete the whole column"
_LOST = "the letters were lost when the file was saved: save it as CSV UTF-8"


def _is_row(text: str, plan: Plan) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= len(plan.rows)


def _different(column: str, cells: Sequence[tuple[_Line, str]]) -> Iterable[Diagnostic]:
    """Return the cells of a column that differ in the way of writing in which fewest do."""
    ways = _WAYS.get(column, (_same_text,))
    odd = ([each for each in cells if not _same(way, each, column)] for way in ways)
    for line, old in min(odd, key=len):
        now = quoted(line.cells[column]) if line.cells[column] else "blank"
        lost_letters = now.count("?") > old.count("?")
        yield Diagnostic(
            code="SK753",
            message=f"{column} is {quoted(old) if old else 'blank'} and cannot be made {now}",
            hint=_LOST if lost_letters else _BANKS,
            line=line.number,
        )


def _same(way: Callable[[str, str], bool], cell: tuple[_Line, str], column: str) -> bool:
    line, old = cell
    now = line.cells[column]
    try:
        return now == old or way(now, old)
    except CellError:
        return False


def _same_text(now: str, old: str) -> bool:
    return " ".join(now.split()) == " ".join(old.split())


def _same_amount(mark: str) -> Callable[[str, str], bool]:
    read, plain = amount_reader(NumberFormat(mark)), amount_reader(NumberFormat("."))
    return lambda now, old: read(now) == plain(old)


def _same_day(pattern: str) -> Callable[[str, str], bool]:
    read = date_reader([pattern])
    return lambda now, old: read(now).isoformat() == old


_WAYS: Mapping[str, Sequence[Callable[[str, str], bool]]] = {
    "amount": [_same_amount(mark) for mark in ".,"],
    "booked_on": [_same_day(pattern) for pattern in FAMILIAR_PATTERNS],
}
"""The ways in which a spreadsheet may have written a column, one for all of its cells."""


# -- editing ---------------------------------------------------------------------------------------


@contextmanager
def _located(line: _Line | None = None) -> Iterator[None]:
    """Say on which line of the file stands what cannot be done."""
    try:
        yield
    except StoreError as error:
        number = None if line is None else line.number
        raise _Refusal(*(each.at(line=number) for each in error.diagnostics)) from None


def _edited(row: Row, line: _Line, was: Mapping[str, Any]) -> Row:
    """Return a row with what its line says differently."""
    edits: dict[str, Any] = {
        field: line.cells[column]
        for column, field in EDITED.items()
        if line.cells[column] != _text(was[column])
    }
    if "split" in edits:
        edits["split"] = parse_split(edits["split"])
    return edited(row, edits) if edits else row
