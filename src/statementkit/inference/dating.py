"""Which column is the date of a row, and in which pattern dates are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.inference.result import Answer, Choice, Question
from statementkit.inference.rivals import (
    ORDERED,
    decide_between,
    decision_of,
    is_ordered,
    reading,
)
from statementkit.values import SettingError, date_reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from statementkit.inference.columns import Column
    from statementkit.inference.table import Table
    from statementkit.values import DatePattern, Decision

LANGUAGES = (
    *("de", "fr", "es", "it", "nl", "pl", "cs", "et", "lv", "lt", "fi", "sv", "da", "nb", "ru"),
    *("uk", "pt", "hu", "ro", "tr", "el", "zh", "ja", "sk", "sl", "hr", "bg", "ca", "id"),
)
"""Languages whose names of months are tried, after English."""


@attrs.frozen
class Dating:
    """The pattern of a file's dates and their language, or the question that is open."""

    pattern: str | None
    language: str = "en"
    choice: Choice | None = None
    question: Question | None = None

    def read(self, text: str) -> date | None:
        """Return the day that a cell says, `None` if it says none."""
        return None if self.pattern is None else reading(self.pattern, self.language, text)


def decide_pattern(table: Table, columns: Sequence[Column], known: Mapping[str, Any]) -> Dating:
    """Return how the dates of these columns are written: the first is the date of the row."""
    if isinstance(known.get("date_format"), str | tuple | list):
        return _known(known)
    main = columns[0]
    decision = _by_cells(main)
    if decision.status == "undecided" and decision.rivals and decision.seen:
        decision = decide_between(decision, table, columns)
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


def _by_cells(column: Column) -> Decision[DatePattern]:
    decision = decision_of(column, ("en",))
    if decision.seen * 2 >= len(column.values) or not any(map(_has_name, column.filled)):
        return decision
    for language in LANGUAGES:
        other = decision_of(column, (language,))
        if other.seen > decision.seen and other.status == "decided":
            return other
    return decision


def _has_name(text: str) -> bool:
    return re.search(r"[^\W\d_]{3}", text) is not None


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
    if len(fitting) != 1 or fitting[0][1] < ORDERED:
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
