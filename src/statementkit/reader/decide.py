"""What a layout leaves to the file: date format and number format, decided once, with evidence.

`auto` never means "cell by cell". All cells that the order reads as dates or amounts are looked at
together; either they decide, and the deciding rows are told, or the file is refused with the one
question that it leaves open.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, FormatError
from statementkit.layouts import Layout, open_rows
from statementkit.layouts.compiling import ANY_DATE, AUTO, refused_settings
from statementkit.model import FIELD_BY_WORD, Fact
from statementkit.order.cells import Row, cell_at
from statementkit.order.compile import plan_of
from statementkit.order.interpret import Interpreter
from statementkit.order.nodes import Date, Number
from statementkit.values import CellError, DateEvidence, Decision, NumberEvidence, NumberFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from statementkit.layouts import Rows
    from statementkit.order.nodes import Order
    from statementkit.order.plan import Settings

_FIRST = 1_000
"""How many rows are asked first; they decide for nearly every file."""

_MOST = 50_000
"""How many rows of a stream that cannot be read twice are held back at most."""


@attrs.define
class _Question:
    """A key that is `auto`: which cells answer it, and what is asked when they do not."""

    key: str
    evidence: Any
    readings: tuple[str, ...]
    hint: Callable[[Decision[Any]], str]
    asked: int = 0

    def add(self, text: str, line: int) -> None:
        """Take the text of a cell into account, unless it is blank."""
        if text:
            self.asked += 1
            self.evidence.add(text, line)


def decide(
    layout: Layout, tree: Order, records: Rows, settings: Settings
) -> tuple[Settings, list[Fact]]:
    """Return the settings of a file, `auto` replaced by what its cells prove, and the evidence.

    The first rows are asked; if they leave a question open, all rows are. Raises `FormatError` if
    the file does not decide, and `LayoutError` for a setting that cannot be used.
    """
    with refused_settings(layout):
        questions = _questions(layout)
        if not questions:
            return settings, []
        asked = _Asked(tree, settings, records)
    for rows in _samples(layout, tree, records):
        asked.add(questions, rows)
        if all(_is_settled(each.evidence.result()) for each in questions):
            break
    facts = [_fact(each, records.source.name) for each in questions]
    return attrs.evolve(settings, **_answers(questions, layout)), facts


def _questions(layout: Layout) -> list[_Question]:
    questions = []
    if layout.date_format == AUTO:
        languages = (layout.language,)
        questions.append(_Question("date_format", DateEvidence(languages), ("date",), _ask_dates))
    if layout.decimal == AUTO:
        readings = ("amount", "number")
        evidence = NumberEvidence(layout.thousands)
        questions.append(_Question("decimal", evidence, readings, _ask_decimal))
    return questions


def _samples(layout: Layout, tree: Order, records: Rows) -> Iterator[Iterable[tuple[int, Row]]]:
    first = records.head(_FIRST)
    yield first
    if len(first) < _FIRST:
        return
    if records.source.reopens:
        yield open_rows(records.source, layout, tree)
    else:
        yield records.head(_MOST)


class _Asked:
    """Finds the texts of a row that a question is about."""

    def __init__(self, tree: Order, settings: Settings, records: Rows) -> None:
        readable = attrs.evolve(settings, date_format=settings.date_format or ANY_DATE)
        plan = plan_of(tree, readable, records.header, records.places)
        self.interpreter = Interpreter(plan)
        # Cells that checks compare are evidence too, though they need not read at all.
        self.compared = {
            ("date" if isinstance(check.value, Date) else "amount", check.place)
            for case in plan.cases
            for check in case.checks
            if isinstance(check.value, Date | Number)
        }

    def add(self, questions: list[_Question], rows: Iterable[tuple[int, Row]]) -> None:
        """Give the texts of rows to the questions that they concern."""
        for line, row in rows:
            texts = list(self.interpreter.texts(row))
            for question in questions:
                for each, text in texts:
                    if FIELD_BY_WORD[each.word].reading in question.readings:
                        question.add(text, line)
                for reading, place in self.compared:
                    if reading in question.readings:
                        with suppress(CellError):
                            question.evidence.add(cell_at(row, place), line)


def _is_settled(decision: Decision[Any]) -> bool:
    """Tell whether more rows could not change what is known: another answer was ruled out."""
    return decision.status == "contradicted" or (
        decision.status == "decided" and bool(decision.lines)
    )


def _fact(question: _Question, file: str) -> Fact:
    decision = question.evidence.result()
    if (question.asked or decision.seen) and decision.status != "decided":
        raise FormatError(
            Diagnostic(
                code="SK423" if decision.status == "undecided" else "SK424",
                message=f"the file does not decide {question.key}: {decision.evidence}",
                hint=question.hint(decision),
                file=file,
                line=decision.lines[0] if decision.lines else None,
            )
        )
    value = decision.value
    shown = getattr(value, "text", getattr(value, "decimal", None))
    return Fact(question.key, shown, decision.evidence, decision.lines)


def _answers(questions: list[_Question], layout: Layout) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in questions:
        value = question.evidence.result().value
        if question.key == "date_format":
            answers["date_format"] = (value.text,) if value else ANY_DATE
            if value:
                answers["language"] = value.language
        elif value:
            # Any group mark that is not the decimal mark reads in one way only: later rows may
            # have one where the rows that decided had none.
            answers["number_format"] = NumberFormat(value.decimal, layout.thousands)
    return answers


def _ask_dates(decision: Decision[Any]) -> str:
    rivals = [f'date_format = "{each.text}"' for each in decision.rivals[:4]]
    return "say how dates are written: " + (" or ".join(rivals) or 'date_format = "dd.MM.yyyy"')


def _ask_decimal(decision: Decision[Any]) -> str:
    return 'say which mark begins the decimals: decimal = "." or decimal = ","'
