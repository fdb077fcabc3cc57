"""The compiled form of an order: rows in, transactions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import attrs

from statementkit.errors import Findings, RowError
from statementkit.order.explain import Explanation, explanation
from statementkit.order.interpret import Interpreter
from statementkit.order.repeats import Repeats
from statementkit.order.rows import generate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.model import Origin, Transaction
    from statementkit.order.cells import Row
    from statementkit.order.outcomes import Outcome, Remark
    from statementkit.order.plan import Plan

OnError = Literal["collect", "raise", "skip"]


def check_choice(name: str, value: str, choices: Any) -> None:
    """Raise `ValueError` unless what an argument is given is one of the choices of a `Literal`.

    >>> check_choice("on_error", "stop", OnError)
    Traceback (most recent call last):
    ValueError: on_error is 'collect', 'raise' or 'skip', not 'stop'
    """
    if value not in get_args(choices):
        *others, last = map(repr, get_args(choices))
        raise ValueError(f"{name} is {', '.join(others)} or {last}, not {value!r}")


def _check_choice(_: object, field: attrs.Attribute[OnError], value: OnError) -> None:
    check_choice(field.name, value, OnError)


@attrs.define(on_setattr=attrs.setters.NO_OP)
class Tally:
    """What became of the rows so far: `mapped`, `skipped` and `problems` add up to all of them.

    `on_error` decides about a row that gives nothing: its findings are collected, raised as a
    `RowError`, or only counted.
    """

    interpreter: Interpreter
    on_error: OnError = attrs.field(default="collect", validator=_check_choice)
    file: str | None = None
    mapped: int = 0
    transactions: int = 0
    bad: int = 0
    warned: int = 0
    ended_at: int | None = None
    skipped: list[int] = attrs.Factory(list)
    problems: Findings = attrs.Factory(Findings)
    warnings: Findings = attrs.Factory(Findings)
    _rows: Repeats = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._rows = Repeats(self.interpreter)

    def add(self, mapped: int, fees: int = 0) -> None:
        """Count rows that the generated code mapped, and the fees that were in them."""
        self.mapped += mapped
        self.transactions += mapped + fees

    def skip(self, line: int) -> None:
        """Count a row that the order leaves out on purpose."""
        self.skipped.append(line)

    def end(self, line: int, rest: Iterable[tuple[int, Row]]) -> None:
        """Count the row at which reading stops, and all rows after it, as left out on purpose."""
        self.ended_at = line
        self.skipped.append(line)
        self.skipped.extend(each for each, _ in rest)

    def refuse(self, *outcomes: Outcome) -> None:
        """Count a row that gives nothing, under one order or several."""
        if self.on_error == "raise":
            refusals = ((outcome, each) for outcome in outcomes for each in outcome.refusals)
            raise RowError(*(outcome.told(each, self.file) for outcome, each in refusals))
        self.bad += 1
        if self.on_error == "collect":
            for outcome in outcomes:
                self._note(self.problems, outcome, outcome.refusals)

    def again(
        self, line: int, row: Row, rest: Iterable[tuple[int, Row]], origin: Origin | None
    ) -> tuple[Transaction, ...]:
        """Run a row that the generated code gave up on through the interpreter."""
        return self.take(line, row, rest, origin).transactions

    def take(
        self, line: int, row: Row, rest: Iterable[tuple[int, Row]], origin: Origin | None
    ) -> Outcome:
        """Count what becomes of a row, and return it."""
        outcome = self._rows.run(row, line, origin)
        if outcome.result == "mapped":
            self.mapped += 1
            self.transactions += len(outcome.transactions)
            self.warned += bool(outcome.doubts)
            self._note(self.warnings, outcome, outcome.doubts)
        elif outcome.result == "problem":
            self.refuse(outcome)
        elif outcome.result == "end":
            self.end(line, rest)
        else:
            self.skip(line)
        return outcome

    def _note(self, findings: Findings, outcome: Outcome, remarks: Sequence[Remark]) -> None:
        if findings.is_full:
            findings.count_beyond(outcome.line, len(remarks))
            return
        for each in remarks:
            findings.add(outcome.line, outcome.told, each, self.file)


class RowMapper:
    """A compiled order: call it with a row, or give it many rows at once.

    Made by `compile_order`. Rows are sequences of text (for a fixed-width layout: the text of a
    line). A mapper may be shared by threads and pickled.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.interpreter = Interpreter(plan)
        generated = generate(self.interpreter)
        self.source = generated.source
        """The generated Python, as text."""
        self.function = generated.function
        """The generated function; `inspect.getsource` works on it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return RowMapper, (self.plan,)

    def __repr__(self) -> str:
        return f"RowMapper({self.plan.text!r})"

    def __call__(self, row: Row, line: int | None = None) -> list[Transaction]:
        """Return the transactions of one row: none if the order skips it, two if it has a fee.

        Raises `RowError` with every finding of the row if it cannot be read.
        """
        tally = Tally(self.interpreter, "raise")
        return list(self.function(iter([(line, row)]), tally))

    def map_rows(
        self, rows: Iterable[Row], *, on_error: OnError = "raise", tally: Tally | None = None
    ) -> Iterator[Transaction]:
        """Yield the transactions of many rows, counted from line 1.

        `on_error` says what a bad row does: `raise` a `RowError`; `collect` or `skip` go on. Hand
        in a `Tally` to see the problems and the counts afterwards.
        """
        tally = tally or Tally(self.interpreter, on_error)
        return self.function(enumerate(rows, 1), tally)

    def tally(self, on_error: OnError = "collect", file: str | None = None) -> Tally:
        """Return a new tally for rows of this mapper."""
        return Tally(self.interpreter, on_error, file)

    def explain(
        self,
        row: Row,
        columns: Sequence[str] = (),
        line: int | None = None,
        origin: Origin | None = None,
    ) -> Explanation:
        """Return how a row is read: branch, every check with its cell, every field with its source.

        `columns` are the names of the columns, if they are known.
        """
        return explanation(self.plan, self.interpreter.run(row, line, origin), columns)
