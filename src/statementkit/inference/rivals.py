"""Which of several date patterns is meant, by what else the file holds."""

from __future__ import annotations

import re
from contextlib import closing
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from statementkit.layouts import Layout, open_rows
from statementkit.order.parser import parse_order
from statementkit.values import CellError, DateEvidence, DatePattern

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from statementkit.inference.columns import Column
    from statementkit.inference.table import Table
    from statementkit.values import Decision

ORDERED = 4
"""How many different days must stand in one order before their order says anything."""

_NEAR, _FAR = 7, 20
"""How many days lie between two days of one payment, and how many do not."""

_PREAMBLE_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


def reading(pattern: str, language: str, text: str) -> date | None:
    """Return the day that a text says under a pattern, `None` if it does not read so."""
    try:
        return _parsed(pattern, language).read(text)
    except CellError:
        return None


@cache
def _parsed(pattern: str, language: str) -> DatePattern:
    return DatePattern.parse(pattern, language)


def decision_of(column: Column, languages: Sequence[str]) -> Decision[DatePattern]:
    """Return what the cells of a column say about their pattern, each text once."""
    evidence = DateEvidence(languages)
    first: dict[str, int] = {}
    for text, line in zip(column.cells, column.lines, strict=True):
        first.setdefault(text, line)
    for text, line in first.items():
        evidence.add(text, line)
    return evidence.result()


def decide_between(
    decision: Decision[DatePattern], table: Table, columns: Sequence[Column]
) -> Decision[DatePattern]:
    """Decide between rivals by other dates, by more rows, by their order: the first that tells."""
    for find in RULES:
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
            if reading(pattern.text, pattern.language, text) is None:
                is_left = is_left and all(
                    reading(each.text, each.language, text) is None for each in others
                )
            elif all(reading(each.text, each.language, text) is None for each in others):
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
            readers = [each for each in rivals if reading(each.text, each.language, text)]
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
            if (day := reading(pattern.text, pattern.language, text)) is not None
        ]
        if len(set(days)) >= ORDERED and is_ordered(days):
            fitting.append(pattern)
    if len(fitting) != 1:
        return None
    lines = columns[0].lines
    evidence = "only so the rows of the file follow each other day by day"
    return fitting[0], evidence, (lines[0], lines[-1])


def _by_nearness(rivals: Sequence[DatePattern], table: Table, columns: Sequence[Column]) -> _Found:
    """Decide by another day of each row: days away under one reading, months under the others."""
    main, *others = columns
    for other in others:
        own = decision_of(other, ("en",)).value
        if own is None and not other.fits("booked", "dated", "valued"):
            continue
        gaps = {each: _gaps(main, other, each, own or each) for each in rivals}
        near = [each for each in rivals if gaps[each] and max(gaps[each]) <= _NEAR]
        far = [each for each in rivals if gaps[each] and max(gaps[each]) > _FAR]
        if len(near) == 1 and len(far) == len(rivals) - 1 and _tells(other, gaps[near[0]], own):
            evidence = f"only so the days of {other.title} lie near to it"
            return near[0], evidence, (main.lines[0],)
    return None


def _tells(other: Column, gaps: Sequence[int], own: DatePattern | None) -> bool:
    """Tell whether nearness is no accident: gaps of two sizes, or the same day, said otherwise.

    One day beside all rows, as that of an export, is near to some months in any reading.
    """
    if own is not None and not any(gaps):
        return True
    return not other.is_constant and len(set(gaps) - {0}) > 1


def _gaps(main: Column, other: Column, pattern: DatePattern, theirs: DatePattern) -> list[int]:
    """Return how many days lie between the two days of each row."""
    return [
        abs((day - near).days)
        for one, two in zip(main.cells, other.cells, strict=True)
        if (day := reading(pattern.text, pattern.language, one))
        and (near := reading(theirs.text, theirs.language, two))
    ]


def _by_period(rivals: Sequence[DatePattern], table: Table, columns: Sequence[Column]) -> _Found:
    """Decide by a period beside the table, two days in one record, that holds all rows."""
    for line, row in (*table.above, *table.below):
        ends = _PREAMBLE_DATE.findall(" ".join(row))
        if len(ends) != 2:
            continue
        fitting = [each for each in rivals if _holds(ends, each, columns[0].filled)]
        if len(fitting) == 1:
            return fitting[0], f"only so all rows lie in the period of line {line}", (line,)
    return None


def _holds(ends: Sequence[str], pattern: DatePattern, texts: Sequence[str]) -> bool:
    """Tell whether the period between two days holds the days of all texts."""
    first, last = (_day(each, pattern) for each in ends)
    if first is None or last is None or first >= last:
        return False
    days = (reading(pattern.text, pattern.language, each) for each in texts)
    return all(first <= day <= last for day in days if day is not None)


def _day(text: str, pattern: DatePattern) -> date | None:
    """Return the day of a text that is written in one way only, or else like the rows."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return reading("yyyy-MM-dd", "en", text)
    return reading(pattern.text, pattern.language, text)


def is_ordered(days: Sequence[date]) -> bool:
    """Tell whether days rise, or fall, all along."""
    pairs = list(pairwise(days))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)


RULES = (_by_columns, _by_preamble, _by_rest, _by_order, _by_nearness, _by_period)
"""What is asked where cells leave several patterns, in turn."""
