"""From a file to a layout: what is found at each step, and what is asked where nothing is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from statementkit.errors import FormatError, StatementKitError
from statementkit.inference.amounts import judge
from statementkit.inference.arithmetic import Rows, counted
from statementkit.inference.columns import Column, columns_of
from statementkit.inference.dating import (
    DateColumns,
    Dating,
    by_order_of_rows,
    choose_date,
    decide_pattern,
    direction,
)
from statementkit.inference.decimals import decide_format
from statementkit.inference.draft import Draft
from statementkit.inference.fees import find_fee
from statementkit.inference.keys import header_of, layout_of
from statementkit.inference.leaving import Leaving, Status, find_status, summaries
from statementkit.inference.ledger import Ledger
from statementkit.inference.money import Numbers
from statementkit.inference.movement import leave_out_still
from statementkit.inference.naming import find_currency, uses
from statementkit.inference.notes import LINES, Notes
from statementkit.inference.result import Inference, Question
from statementkit.inference.sheets import find_in_workbook
from statementkit.inference.text import find_in_text
from statementkit.inference.trial import is_tried
from statementkit.layouts import Layout
from statementkit.layouts.compiling import settings_of
from statementkit.order.parser import parse_order
from statementkit.source import open_source, workbook_kind
from statementkit.values import NumberFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.inference.naming import Fields
    from statementkit.inference.table import Table
    from statementkit.inference.verdict import Verdict


def infer(what: Any, **known: Any) -> Inference:
    r"""Find out how a file is to be read, and say why.

    `what` is anything that `read` takes. `known` are keys of a layout that the caller knows; they
    are believed, and answer what the file leaves open (`date_format="dd/MM/yyyy"`). The first
    1,000 records are looked at; more are only where they leave the order of day and month open.

    Raises `ReadError` when the file cannot be read or holds no table of payments, `LayoutError`
    for keys that no layout has, it or `OrderError` for a setting or an order that cannot be used.

    >>> found = infer(b"Date;Payee;Amount;Balance\n13.02.2024;Kohvik;-3,20;96,80\n"
    ...               b"14.02.2024;Palk;500,00;596,80\n")
    >>> found.layout.order, found.layout.date_format, found.layout.decimal
    ('date|name|amount|balance', 'dd.MM.yyyy', ',')
    >>> found.decision("amount").confidence
    'proven'
    """
    given = Layout.from_dict(known)
    settings_of(given)  # Refuses marks of numbers that cannot be used, before they are believed.
    source = open_source(what)
    find = find_in_text if workbook_kind(source.head()) is None else find_in_workbook
    try:
        return _Run(find(source, known), known, given).inference()
    except FormatError as error:
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None


class _Run:
    """One inference on its way: the table, its columns, and what was noted so far."""

    def __init__(self, table: Table, known: Mapping[str, Any], given: Layout) -> None:
        self.table = table
        self.known = known
        self.given = given
        self.columns = columns_of(table)
        self.notes = Notes(table.source.name, warnings=list(table.warnings))

    def inference(self) -> Inference:
        """Go through all steps."""
        self._say_table()
        dates = choose_date(self.columns)
        if dates is None:
            text = "no column is known to hold the date of a row: what is the order of the file?"
            self.notes.questions.append(Question("date", text))
            return self._result(None, {})
        dating = self._dating(dates)
        dates = by_order_of_rows(dates, dating)
        status = find_status(self.columns)
        rows = self._rows(dates, dating, status)
        ledger = Ledger(self.columns, self.table.header is not None)
        judged = self._judged(ledger, rows)
        if judged is None:
            return self._result(None, {})
        numbers, verdict = judged
        if self._leaves_out_still(dates, dating, rows, numbers, verdict):
            status, rows = None, self._rows(dates, dating, None)
            verdict = judge(ledger, numbers, rows, self._texts)
        draft = self._draft(dates, dating, status, rows, ledger, numbers, verdict)
        return self._finished(draft, rows)

    # -- the table -----------------------------------------------------------------------------

    def _say_table(self) -> None:
        table, notes = self.table, self.notes
        notes.choices += table.choices
        notes.questions += table.questions
        if table.header is None:
            said = "no record names the columns" if table.above else "the first record is data"
            notes.choose("header", False, said, (table.rows[0][0],))
        else:
            line = table.header[0]
            notes.choose(
                "header", header_of(table, self.columns), f"line {line} names the columns", (line,)
            )

    # -- dates and rows ------------------------------------------------------------------------

    def _dating(self, dates: DateColumns) -> Dating:
        others = [each for each in self.columns if each.kind == "date" and each is not dates.date]
        dating = decide_pattern(self.table, [dates.date, *others], self.known)
        if dating.choice:
            self.notes.choices.append(dating.choice)
        if dating.question:
            self.notes.questions.append(dating.question)
        return dating

    def _rows(self, dates: DateColumns, dating: Dating, status: Status | None) -> Rows:
        """Return which rows are payments, and in which groups their balances may follow."""
        left = set(status.left_out) if status else set()
        states = status.column.cells if status else [""] * len(dates.date.cells)
        sums = {line for each in self._sums for line in each.lines}
        keep = [
            bool(text)
            and (dating.pattern is None or dating.read(text) is not None)
            and state not in left
            and line not in sums
            for text, state, line in zip(dates.date.cells, states, dates.date.lines, strict=True)
        ]
        groups = [
            each
            for each in self.columns
            if each.kind == "text"
            and each.fits("currency", "ownAccount", "account")
            and 1 < len(each.values) * 2 <= len(each.cells)
        ]
        days = [dating.read(each) for each in dates.date.cells if each]
        return Rows(keep, dates.date.lines, (None, *groups), direction(days))

    def _leaves_out_still(
        self, dates: DateColumns, dating: Dating, rows: Rows, numbers: Numbers, verdict: Verdict
    ) -> bool:
        """Tell whether rows without movement were found, where the balances do not follow yet."""
        proof, every = verdict.proof, self._rows(dates, dating, None)
        if proof is None:
            return False
        pairs = enumerate(zip(rows.keep, every.keep, strict=True))
        left = [place for place, (keep, is_row) in pairs if is_row and not keep]
        if proof.is_whole and not counted(proof, numbers, rows, left):
            return False
        found = leave_out_still(proof, self._texts, numbers, every)
        self._sums += found
        return bool(found)

    @cached_property
    def _sums(self) -> list[Leaving]:
        texts = [each for each in self._texts if not each.fits("category", "type")]
        return summaries(texts, self.table.below)

    @cached_property
    def _texts(self) -> list[Column]:
        return [each for each in self.columns if each.kind == "text"]

    # -- money ---------------------------------------------------------------------------------

    def _judged(self, ledger: Ledger, rows: Rows) -> tuple[Numbers, Verdict] | None:
        """Return how numbers are written and where amounts are; `None` if the first is open."""
        fmt = self._format(ledger, rows)
        if isinstance(fmt, NumberFormat):
            numbers = Numbers(fmt)
            return numbers, judge(ledger, numbers, rows, self._texts)
        found = []
        for mark in ".,":
            numbers = Numbers(NumberFormat(mark))
            found.append((numbers, judge(ledger, numbers, rows, self._texts)))
        proven = [each for each in found if each[1].proof]
        if len(proven) != 1:
            self.notes.questions.append(fmt)
            return None
        [(numbers, verdict)] = proven
        mark = numbers.format.decimal
        self.notes.choose("decimal", mark, f"only so {verdict.evidence}", (), "proven")
        return numbers, verdict

    def _format(self, ledger: Ledger, rows: Rows) -> NumberFormat | Question:
        thousands = self.given.thousands
        if self.known.get("decimal", "auto") != "auto":
            self.notes.choose("decimal", self.given.decimal, "given", (), "known")
            return NumberFormat(self.given.decimal, thousands)
        return decide_format(ledger.priced(), rows, self.table, thousands, self.notes)

    # -- the order -----------------------------------------------------------------------------

    def _draft(
        self,
        dates: DateColumns,
        dating: Dating,
        status: Status | None,
        rows: Rows,
        ledger: Ledger,
        numbers: Numbers,
        verdict: Verdict,
    ) -> Draft:
        shape = verdict.shape or next(iter(verdict.rivals), None)
        money = [each for each in shape.columns() if each.kind == "number"] if shape else []
        if status is not None and verdict.proof is not None:
            cells = enumerate(status.column.cells)
            left = [place for place, cell in cells if cell in status.left_out]
            if places := counted(verdict.proof, numbers, rows, left):
                said = ", ".join(sorted({repr(status.column.cells[each]) for each in places}))
                lines = [rows.lines[each] for each in places]
                shown = ", ".join(map(str, lines[:LINES]))
                message = f"rows with {said} are left out, but the balances count lines {shown}"
                self.notes.warn(message, lines[0])
        return Draft(
            self.table,
            self.columns,
            dates,
            dating,
            status,
            self._unknown(status, verdict),
            self._sums,
            ledger,
            numbers,
            verdict,
            find_fee(ledger, numbers, verdict, rows, self.notes),
            find_currency(self.columns, money[0] if money else dates.date),
        )

    def _unknown(self, status: Status | None, verdict: Verdict) -> tuple[str, ...]:
        """Return the states that must be asked about: neither known, nor settled by arithmetic."""
        if status is None or not status.unknown:
            return ()
        said = ", ".join(map(repr, status.unknown))
        if verdict.proof is not None:
            evidence = "the balances count these rows"
            self.notes.choose("status", f"{said}: booked", evidence, (), "proven")
            return ()
        if status.column.is_constant:
            line = status.column.lines[0]
            self.notes.warn(
                f"every row says {said} in {status.column.title}: taken as booked", line
            )
            return ()
        return status.unknown

    def _finished(self, draft: Draft, rows: Rows) -> Inference:
        if draft.verdict.warning:
            self.notes.warn(draft.verdict.warning)
        if "order" in self.known:
            order = str(self.given.order)
            fields = _given_fields(order)
            self.notes.choose("order", order, "given", (), "known")
        else:
            fields = draft.fields(draft.dates.date, draft.verdict.shape)
            leavings = draft.leavings(draft.dates.date, draft.verdict.shape)
            order = draft.order(fields, leavings)
            self.notes.questions += draft.questions()
            self._say(draft, leavings)
        layout = layout_of(draft, order, rows, self.known, self.notes)
        if self.notes.questions or not is_tried(layout, self.table, self.known, self.notes):
            return self._result(None, fields)
        return self._result(layout, fields)

    def _say(self, draft: Draft, leavings: list[Leaving]) -> None:
        """Note what was decided about dates, money and rows."""
        notes, dates, verdict = self.notes, draft.dates, draft.verdict
        if not dates.is_open:
            rivals = tuple(each.title for each in dates.rivals if each is not dates.date)
            notes.choose("date", dates.date.title, dates.evidence, (), "decided", rivals)
        if verdict.shape is not None:
            places = " and ".join(each.title for each in verdict.shape.columns())
            notes.choose(
                "amount",
                f"{places}: {verdict.shape.rule}",
                verdict.evidence,
                verdict.lines,
                verdict.confidence,
                tuple(each.rule for each in verdict.rivals),
            )
        if verdict.proof is not None:
            title = verdict.proof.balance.title
            notes.choose("balance", title, str(verdict.proof), (), verdict.confidence)
        for each in leavings:
            notes.choose("rows", each.condition, each.reason, each.lines)

    def _result(self, layout: Layout | None, fields: Fields) -> Inference:
        return Inference(
            self.notes.file,
            layout,
            uses(self.columns, fields),
            tuple(self.notes.choices),
            tuple(self.notes.questions),
            tuple(self.notes.warnings),
        )


def _given_fields(order: str) -> Fields:
    """Return the fields of an order that was given, by the index of their columns."""
    try:
        tree = parse_order(order)
    except StatementKitError:
        return {}
    items = tree.default.columns if tree.default else ()
    return {index: (each.field, "given", "known") for index, each in enumerate(items)}
