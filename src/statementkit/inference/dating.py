"""Which column is the date of a row, and in which pattern dates are written."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.inference.result import Answer, Choice, Question
from statementkit.layouts import Layout, open_rows
from statementkit.order.parser import parse_order
from statementkit.values import CellError, DateEvidence, DatePattern, SettingError, date_reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from statementkit.inference.columns import Column
    from statementkit.inference.table import Table
    from statementkit.values import Decision

LANGUAGES = (
    *("de", "fr", "es", "it", "nl", "pl", "cs", "et", "lv", "lt", "fi", "sv", "da", "nb", "ru"),
    *("uk", "pt", "hu", "ro", "tr", "el", "zh", "ja", "sk", "sl", "hr", "bg", "ca", "id"),
)
"""Languages whose names of months are tried, after English."""

_ORDERED = 4
"""How many different days must stand in one order before their order says anything."""

_PREAMBLE_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


@attrs.frozen
class Dating:
    """The pattern of a file's dates and their language, or the question that is open."""

    pattern: str | None
    language: str = "en"
    choice: Choice | None = None
    question: Question | None = None

    def read(self, text: str) -> date | None:
        """Return the day that a cell says, `None` if it says none."""
        return None if self.pattern is None else _reading(self.pattern, self.language, text)


def _reading(pattern: str, language: str, text: str) -> date | None:
    try:
        return _parsed(pattern, language).read(text)
    except CellError:
        return None


_PATTERNS: dict[tuple[str, str], DatePattern] = {}


def _parsed(pattern: str, language: str) -> DatePattern:
    key = pattern, language
    if key not in _PATTERNS:
        _PATTERNS[key] = DatePattern.parse(pattern, language)
    return _PATTERNS[key]


def decide_pattern(table: Table, columns: Sequence[Column], known: Mapping[str, Any]) -> Dating:
    """Return how the dates of these columns are written: the first is the date of the row."""
    if isinstance(known.get("date_format"), str | tuple | list):
        return _known(known)
    main = columns[0]
    decision, language = _by_cells(main)
    if decision.status == "undecided" and decision.rivals and decision.seen:
        decision = _by_others(decision, language, table, columns)
    if decision.status == "decided" and decision.value is not None:
        value = decision.value
        sure = decision.evidence
        choice = Choice("date_format", value.text, sure, decision.lines[:5])
        return Dating(value.text, value.language, choice)
    return _undecided(decision, main)


def _known(known: Mapping[str, Any]) -> Dating:
    value = known["date_format"]
    pattern = value if isinstance(value, str) else value[0]
    language = known.get("language", "en")
    try:
        date_reader([pattern], language)
    except SettingError:
        return Dating(None)
    return Dating(pattern, language, Choice("date_format", pattern, "given", (), "known"))


def _by_cells(column: Column) -> tuple[Decision[DatePattern], str]:
    decision = _decision(column, ("en",))
    if decision.seen * 2 >= len(column.filled) or not any(map(_has_name, column.filled)):
        return decision, "en"
    for language in LANGUAGES:
        other = _decision(column, (language,))
        if other.seen > decision.seen and other.status == "decided":
            return other, language
    return decision, "en"


def _has_name(text: str) -> bool:
    return re.search(r"[^\W\d_]{3}", text) is not None


def _decision(column: Column, languages: Sequence[str]) -> Decision[DatePattern]:
    evidence = DateEvidence(languages)
    for text, line in zip(column.cells, column.lines, strict=True):
        if text:
            evidence.add(text, line)
    return evidence.result()


def _by_others(
    decision: Decision[DatePattern], language: str, table: Table, columns: Sequence[Column]
) -> Decision[DatePattern]:
    """Decide between rivals by what else the file holds: other dates, more rows, their order."""
    for find in (_by_columns, _by_preamble, _by_rest, _by_order):
        found = find(decision.rivals, table, columns)
        if found is not None:
            pattern, evidence, lines = found
            return attrs.evolve(
                decision, status="decided", value=pattern, evidence=evidence, lines=lines
            )
    return decision


_Found = tuple[DatePattern, str, tuple[int, ...]] | None


def _only(rivals: Sequence[DatePattern], texts: list[tuple[int, str]]) -> _Found:
    """Return the rival that reads texts which every other rival fails to read."""
    for pattern in rivals:
        others = [each for each in rivals if each != pattern]
        proof = None
        is_left = bool(texts)
        for line, text in texts:
            if _reading(pattern.text, pattern.language, text) is None:
                is_left = is_left and all(
                    _reading(each.text, each.language, text) is None for each in others
                )
            elif all(_reading(each.text, each.language, text) is None for each in others):
                proof = proof or (line, text)
        if is_left and proof:
            line, text = proof
            return pattern, f"no other reads '{text}' on line {line}", (line,)
    return None


def _shape(text: str) -> str:
    return re.sub(r"\d+", "9", text.strip())[:6]


def _by_columns(rivals: Sequence[DatePattern], table: Table, columns: Sequence[Column]) -> _Found:
    """Decide by other columns of dates that are written alike."""
    shape = _shape(columns[0].filled[0])
    texts = [
        (line, text)
        for column in columns[1:]
        for text, line in zip(column.cells, column.lines, strict=True)
        if text and _shape(text) == shape
    ]
    return _only(rivals, texts)


def _by_preamble(rivals: Sequence[DatePattern], table: Table, columns: Sequence[Column]) -> _Found:
    """Decide by dates above and below the table, as in its period."""
    shape = _shape(columns[0].filled[0])
    texts = [
        (line, found)
        for line, row in (*table.above, *table.below)
        for cell in row
        for found in _PREAMBLE_DATE.findall(cell)
        if _shape(found) == shape
    ]
    return _only(rivals, texts)


def _by_rest(rivals: Sequence[DatePattern], table: Table, columns: Sequence[Column]) -> _Found:
    """Decide by the rows below the sample: the first date that only one rival reads."""
    if table.is_whole or not table.source.reopens:
        return None
    index = columns[0].index
    layout = Layout(**table.keys, header=False)
    last = columns[0].lines[-1]
    with closing(open_rows(table.source, layout, parse_order("other"))) as rows:
        for line, row in rows:
            if line <= last or index >= len(row):
                continue
            text = row[index].strip()
            readers = [each for each in rivals if _reading(each.text, each.language, text)]
            if len(readers) == 1:
                return readers[0], f"no other reads '{text}' on line {line}", (line,)
    return None


def _by_order(rivals: Sequence[DatePattern], table: Table, columns: Sequence[Column]) -> _Found:
    """Decide by the order of the rows: under one reading they follow each other, under no other."""
    fitting = []
    for pattern in rivals:
        days = [
            day
            for text in columns[0].filled
            if (day := _reading(pattern.text, pattern.language, text)) is not None
        ]
        if len(set(days)) >= _ORDERED and is_ordered(days):
            fitting.append(pattern)
    if len(fitting) != 1:
        return None
    lines = columns[0].lines
    evidence = "only so the rows of the file follow each other day by day"
    return fitting[0], evidence, (lines[0], lines[-1])


def is_ordered(days: Sequence[date]) -> bool:
    """Tell whether days rise, or fall, all along."""
    pairs = list(pairwise(days))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)


def direction(days: Sequence[date | None]) -> bool | None:
    """Return whether the newest day comes first; `None` if the days do not tell."""
    told = [day for day in days if day is not None]
    if not is_ordered(told) or told[:1] == told[-1:]:
        return None
    return told[0] > told[-1]


def _undecided(decision: Decision[DatePattern], column: Column) -> Dating:
    rivals = decision.rivals if decision.seen else ()
    answers = tuple(
        Answer(f'date_format = "{each.text}"', {"date_format": each.text}) for each in rivals[:4]
    )
    text = f"how are the dates of {column.title} written? {decision.evidence}"
    return Dating(None, question=Question("date_format", text, answers, decision.lines[:5]))


@attrs.frozen
class DateColumns:
    """Which column is the date of a row, and which the value date."""

    date: Column
    value: Column | None
    evidence: str
    rivals: tuple[Column, ...] = ()
    is_open: bool = False


def choose_date(columns: Sequence[Column]) -> DateColumns | None:
    """Return which column of dates is the booking date, by name and by the order of rows."""
    dates = [each for each in columns if each.kind == "date"]
    if not dates:
        return None
    values = [each for each in dates if each.fits("valued") and not each.fits("booked", "dated")]
    others = [each for each in dates if each not in values and not _is_foreign(each)]
    if not others:
        others, values = (values[:1] or dates[:1]), values[1:]
    value = values[0] if values else None
    most = max(len(each.filled) for each in others)
    full = [each for each in others if len(each.filled) * 2 >= most]
    if len(full) == 1:
        return DateColumns(full[0], value, _alone(full[0]))
    for role in ("booked", "dated"):
        named = sorted(
            (each for each in full if each.fits(role)), key=lambda each: -each.fits(role)
        )
        if named and (len(named) == 1 or named[0].fits(role) > named[1].fits(role)):
            evidence = f"its name says that it is the {_MEANING[role]}"
            return DateColumns(named[0], value, evidence, tuple(full))
        if named:
            return _among(named, value)
    return _among(full, value)


def by_order_of_rows(dates: DateColumns, dating: Dating) -> DateColumns:
    """Decide between columns of dates of equal standing by the one that the rows follow."""
    if not dates.is_open or dating.pattern is None:
        return dates
    fitting = []
    for column in dates.rivals:
        days = [day for each in column.filled if (day := dating.read(each)) is not None]
        if is_ordered(days):
            fitting.append((column, len(set(days))))
    if len(fitting) != 1 or fitting[0][1] < _ORDERED:
        return dates
    evidence = "the rows follow each other by its days, and by those of no other column"
    return attrs.evolve(dates, date=fitting[0][0], evidence=evidence, is_open=False)


_MEANING = {"booked": "booking date", "dated": "date"}


def _alone(column: Column) -> str:
    return "its name and its cells say so" if column.name else "no other column holds dates"


def _is_foreign(column: Column) -> bool:
    """Tell whether a name is known to be something else, such as a reference."""
    return bool(column.roles) and not column.fits("booked", "dated", "valued")


def _among(columns: list[Column], value: Column | None) -> DateColumns:
    first, *others = columns
    if all(each.cells == first.cells for each in others):
        return DateColumns(first, value, "all columns of dates say the same", tuple(columns))
    return DateColumns(first, value, "", tuple(columns), is_open=True)
