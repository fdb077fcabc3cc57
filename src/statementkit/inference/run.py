"""From a file to a layout: what is found at each step, and what is asked where nothing is."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, FormatError, LayoutError, OrderError, StatementKitError
from statementkit.inference.amounts import Ledger, Verdict, judge
from statementkit.inference.arithmetic import Rows
from statementkit.inference.columns import Column, columns_of
from statementkit.inference.currency import find_account, say_currency
from statementkit.inference.dating import (
    DateColumns,
    Dating,
    choose_date,
    decide_pattern,
    direction,
    is_ordered,
)
from statementkit.inference.leaving import (
    Leaving,
    Status,
    find_status,
    leave_out,
    strangers,
    summaries,
)
from statementkit.inference.money import Flagged, Numbers, Shape
from statementkit.inference.naming import find_currency, name_columns, uses
from statementkit.inference.result import Answer, Choice, Confidence, Inference, Question
from statementkit.inference.table import Table, find_table, looks_like_number
from statementkit.inference.words import is_cell
from statementkit.layouts import Layout
from statementkit.layouts.compiling import compile_layout
from statementkit.order.parser import parse_order
from statementkit.source import open_source
from statementkit.values import NumberEvidence, NumberFormat, add

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.values import Decision

_ANSWERS = 6
"""How many whole orders are offered as answers at most."""

Fields = dict[int, tuple[str, str, Confidence]]


def infer(what: Any, **known: Any) -> Inference:
    r"""Find out how a file is to be read, and say why.

    `what` is anything that `read` takes. `known` are keys of a layout that the caller knows; they
    are believed, and answer what the file leaves open (`date_format="dd/MM/yyyy"`). The first
    1,000 records are looked at; more are only where they leave the order of day and month open.

    Raises `ReadError` when the file cannot be read or holds no table of payments, `LayoutError`
    for keys that no layout has.

    >>> found = infer(b"Date;Payee;Amount;Balance\n13.02.2024;Kohvik;-3,20;96,80\n"
    ...               b"14.02.2024;Palk;500,00;596,80\n")
    >>> found.layout.order, found.layout.date_format, found.layout.decimal
    ('date|name|amount|balance', 'dd.MM.yyyy', ',')
    >>> found.decision("amount").confidence
    'proven'
    """
    checked = Layout.from_dict(known)
    source = open_source(what)
    try:
        return _Run(find_table(source, known), known, checked).inference()
    except FormatError as error:
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None


class _Run:
    """One inference on its way: what was found so far."""

    def __init__(self, table: Table, known: Mapping[str, Any], layout: Layout) -> None:
        self.table = table
        self.known = known
        self.given = layout
        self.columns = columns_of(table)
        self.choices: list[Choice] = []
        self.questions: list[Question] = []
        self.warnings: list[Diagnostic] = list(table.warnings)

    def inference(self) -> Inference:
        """Go through all steps."""
        self._say_table()
        dates = choose_date(self.columns)
        if dates is None:
            return self._give_up("date", "no column of the file is known to hold the date of a row")
        dating = self._dating(dates)
        dates = self._ordered(dates, dating)
        status = find_status(self.columns)
        rows = self._rows(dates, dating, status)
        ledger = Ledger(self.columns, self.table.header is not None)
        numbers, verdict = self._money(ledger, rows, dates)
        if numbers is None:
            return self._result(None, ())
        return self._assembled(dates, dating, status, rows, ledger, numbers, verdict)

    # -- what surrounds the rows ---------------------------------------------------------------

    def _say_table(self) -> None:
        table = self.table
        self.choices.append(
            Choice("encoding", table.encoding.name, table.encoding.evidence, table.encoding.lines)
        )
        facts = [each for each in table.facts if each.name == "delimiter"]
        evidence = facts[0].evidence if facts else "the rows hold dates and amounts under it"
        lines = facts[0].lines if facts else ()
        self.choices.append(Choice("delimiter", table.dialect.delimiter, evidence, lines))
        if table.header is None:
            said = "the first record is data" if not table.above else "no record names the columns"
            self.choices.append(Choice("header", False, said, (table.rows[0][0],)))
        else:
            line = table.header[0]
            below = f", below {len(table.above)} records" if table.above else ""
            said = f"line {line} names the columns{below}"
            self.choices.append(Choice("header", self._header(), said, (line,)))

    def _header(self) -> bool | tuple[str, ...]:
        """Return how the header is found: it is the first record, or by its names."""
        if "header" in self.known:
            return self.given.header
        if self.table.header is None:
            return False
        if not self.table.above:
            return True
        named = [each for each in self.columns if each.name and each.kind != "blank"]
        named.sort(key=lambda each: each.kind == "text")
        return tuple(dict.fromkeys(each.name for each in named[:4])) or True

    # -- dates ---------------------------------------------------------------------------------

    def _dating(self, dates: DateColumns) -> Dating:
        others = [each for each in self.columns if each.kind == "date" and each is not dates.date]
        dating = decide_pattern(self.table, [dates.date, *others], self.known)
        if dating.choice:
            self.choices.append(dating.choice)
        if dating.question:
            self.questions.append(dating.question)
        return dating

    def _ordered(self, dates: DateColumns, dating: Dating) -> DateColumns:
        """Decide between columns of dates of equal standing by the order of the rows."""
        if not dates.is_open or dating.pattern is None:
            return dates
        fitting = []
        for column in dates.rivals:
            days = [day for each in column.filled if (day := dating.read(each)) is not None]
            if len(set(days)) >= 3 and is_ordered(days):
                fitting.append(column)
        if len(fitting) != 1:
            return dates
        evidence = "the rows follow each other by its days, and by those of no other column"
        return attrs.evolve(dates, date=fitting[0], evidence=evidence, is_open=False)

    # -- rows ----------------------------------------------------------------------------------

    def _rows(self, dates: DateColumns, dating: Dating, status: Status | None) -> Rows:
        left = set(status.left_out) if status else set()
        sums = {line for each in self._summaries() for line in each.lines}
        keep = []
        for place, text in enumerate(dates.date.cells):
            is_day = bool(text) and (dating.pattern is None or dating.read(text) is not None)
            is_left = status is not None and status.column.cells[place] in left
            keep.append(is_day and not is_left and dates.date.lines[place] not in sums)
        groups: list[Column | None] = [None]
        groups += [
            each
            for each in self.columns
            if each.kind == "text"
            and each.fits("currency", "ownAccount", "account")
            and 1 < len(each.values) * 2 <= len(each.cells)
        ]
        days = [dating.read(each) for each in dates.date.cells if each]
        return Rows(keep, dates.date.lines, tuple(groups), direction(days))

    def _texts(self) -> list[Column]:
        return [each for each in self.columns if each.kind == "text"]

    def _summaries(self) -> list[Leaving]:
        texts = [each for each in self._texts() if not each.fits("category", "type")]
        return summaries(self.columns, texts)

    # -- money ---------------------------------------------------------------------------------

    def _money(
        self, ledger: Ledger, rows: Rows, dates: DateColumns
    ) -> tuple[Numbers | None, Verdict]:
        fmt, question = self._format(ledger, rows)
        if fmt is not None:
            numbers = Numbers(fmt)
            return numbers, judge(ledger, numbers, rows, self._texts())
        for mark in ".,":
            numbers = Numbers(NumberFormat(mark))
            verdict = judge(ledger, numbers, rows, self._texts())
            other = Numbers(NumberFormat("," if mark == "." else "."))
            if verdict.proof and not judge(ledger, other, rows, self._texts()).proof:
                evidence = f"only so {verdict.evidence}"
                self.choices.append(Choice("decimal", mark, evidence, (), "proven"))
                return numbers, verdict
        if question is not None:
            self.questions.append(question)
        return None, Verdict(None, "")

    def _format(self, ledger: Ledger, rows: Rows) -> tuple[NumberFormat | None, Question | None]:
        thousands = self.given.thousands
        if self.known.get("decimal", "auto") != "auto":
            self.choices.append(Choice("decimal", self.given.decimal, "given", (), "known"))
            return NumberFormat(self.given.decimal, thousands), None
        evidence = NumberEvidence(thousands)
        named = ledger.named("amount", "net", "paid_in", "paid_out", "balance") or ledger.money()
        for column in named:
            for place, text in enumerate(column.cells):
                if rows.keep[place] and looks_like_number(text):
                    evidence.add(text, column.lines[place])
        decision = evidence.result()
        if decision.status == "undecided" and decision.seen:
            decision = self._with_sums(evidence)
        if decision.status == "decided" and decision.value is not None:
            value = decision.value
            lines = decision.lines[:5]
            self.choices.append(Choice("decimal", value.decimal, decision.evidence, lines))
            if value.thousands not in ("none", "auto"):
                said = "the only mark between groups of three digits"
                self.choices.append(Choice("thousands", value.thousands, said))
                return value, None
            return NumberFormat(value.decimal, thousands), None
        if not decision.seen:
            return NumberFormat(".", thousands), None
        answers = tuple(
            Answer(f'decimal = "{mark}"', {"decimal": mark}) for mark in ".," if mark != thousands
        )
        text = f"which mark begins the decimals? {decision.evidence}"
        return None, Question("decimal", text, answers, decision.lines[:5])

    def _with_sums(self, evidence: NumberEvidence) -> Decision[NumberFormat]:
        """Ask the numbers above and below the table too: balances of the same bank."""
        for line, row in (*self.table.above, *self.table.below):
            for cell in row:
                if looks_like_number(cell) and not cell.strip().isdecimal():
                    evidence.add(cell.strip(), line)
        return evidence.result()

    # -- the layout ----------------------------------------------------------------------------

    def _assembled(
        self,
        dates: DateColumns,
        dating: Dating,
        status: Status | None,
        rows: Rows,
        ledger: Ledger,
        numbers: Numbers,
        verdict: Verdict,
    ) -> Inference:
        draft = _Draft(self, dates, dating, status, ledger, numbers, verdict, rows)
        order, fields = draft.order(dates.date, verdict.shape)
        if "order" in self.known:
            order = str(self.given.order)
            fields = _fields_of(order)
            self._say_order()
        else:
            self._ask_order(draft)
            self._say(draft)
        if verdict.warning:
            self._warn(verdict.warning)
        layout = self._layout(draft, order)
        columns = uses(self.columns, fields)
        if self.questions:
            return self._result(None, columns)
        return self._result(self._tried(layout), columns)

    def _say_order(self) -> None:
        self.choices.append(Choice("order", self.given.order, "given", (), "known"))

    def _say(self, draft: _Draft) -> None:
        """Note what was decided about dates, money and rows."""
        dates, verdict = draft.dates, draft.verdict
        rivals = tuple(each.title for each in dates.rivals if each is not dates.date)
        if not dates.is_open:
            self.choices.append(
                Choice("date", dates.date.title, dates.evidence, (), "decided", rivals)
            )
        if verdict.shape is not None:
            places = " and ".join(each.title for each in verdict.shape.columns())
            self.choices.append(
                Choice(
                    "amount",
                    f"{places}: {verdict.shape.rule}",
                    verdict.evidence,
                    verdict.lines[:5],
                    verdict.confidence,
                    tuple(each.rule for each in verdict.rivals),
                )
            )
        if verdict.proof is not None:
            self.choices.append(
                Choice("balance", verdict.proof.balance.title, str(verdict.proof), (), "proven")
            )
        self.choices += draft.notes
        self.choices += [
            Choice("rows", each.condition, each.reason, each.lines[:5]) for each in draft.leavings
        ]

    def _ask_order(self, draft: _Draft) -> None:
        """Ask what an order would answer: which date, which amount, which states."""
        dates, verdict, status = draft.dates, draft.verdict, draft.status
        days = dates.rivals if dates.is_open else (dates.date,)
        shapes: Sequence[Shape | None] = verdict.rivals if verdict.shape is None else [verdict.shape]
        unknown = draft.unknown
        answers = [
            Answer(_said(day, shape, choice), {"order": draft.order(day, shape, choice)[0]})
            for day, shape, choice in product(days, shapes, (None,) if not unknown else ("", "skip"))
            if shape is not None
        ][:_ANSWERS]
        if dates.is_open:
            names = " or ".join(each.title for each in days)
            text = f"which is the booking date: {names}?"
            self.questions.append(Question("date", text, tuple(answers)))
        if verdict.shape is None:
            text = f"where are the amounts, and which sign is money out? {verdict.evidence}"
            self.questions.append(Question("amount", text, tuple(answers), verdict.lines[:5]))
        if unknown and status is not None:
            said = ", ".join(map(repr, unknown))
            text = f"do rows with {said} in {status.column.title} count as booked?"
            self.questions.append(Question("status", text, tuple(answers)))

    def _layout(self, draft: _Draft, order: str) -> Layout:
        table = self.table
        header = self._header()
        names = table.names
        while names and not names[-1]:
            names.pop()
        skip = table.rows[0][0] - 1 if table.header is None and table.above else 0
        fmt = draft.numbers.format
        keys: dict[str, Any] = {
            "encoding": table.encoding.name,
            "delimiter": table.dialect.delimiter,
            "header": header,
            "skip_lines": skip,
            "date_format": draft.dating.pattern,
            "language": draft.dating.language,
            "decimal": fmt.decimal,
            "thousands": fmt.thousands,
            "currency": draft.currency,
            "account": draft.account,
            "newest_first": draft.newest_first,
            "header_fingerprint": tuple(names) if table.header is not None and names else None,
            "order": order,
        }
        given = {key: value for key, value in self.known.items() if value != "auto"}
        return Layout.from_dict({**keys, **given})

    def _tried(self, layout: Layout) -> Layout | None:
        """Return the layout if its order reads most rows of the sample, else ask."""
        names = self.table.header[1] if self.table.header else None
        try:
            mapper = compile_layout(layout, columns=names)
        except (OrderError, LayoutError) as error:
            text = f"what is the order of this file? {error.diagnostics[0].message}"
            self.questions.append(Question("order", text))
            return None
        tally = mapper.tally("collect", self.table.source.name)
        rows = [*self.table.rows, *self.table.below]
        mapped = sum(1 for _ in mapper.function(rows, tally))
        if not mapped or tally.bad > tally.mapped:
            first = tally.problems[0] if tally.problems else None
            said = f" (line {first.line}: {first.message})" if first else ""
            text = f"most rows cannot be read by what was found{said}: what is the order?"
            self.questions.append(Question("order", text))
            return None
        if tally.bad:
            first = tally.problems[0]
            count = "1 record" if tally.bad == 1 else f"{tally.bad} records"
            self._warn(
                f"{count} of the sample cannot be read and will be problems; the first: "
                f"{first.message}",
                first.line,
            )
        if tally.warned:
            self._warn(f"{tally.warned} rows have a sign that their direction contradicts")
        return layout

    def _warn(self, message: str, line: int | None = None) -> None:
        self.warnings.append(
            Diagnostic(
                code="SK432",
                severity="warning",
                message=message,
                file=self.table.source.name,
                line=line,
            )
        )

    def _give_up(self, key: str, text: str) -> Inference:
        self.questions.append(Question(key, text))
        return self._result(None, ())

    def _result(self, layout: Layout | None, columns: tuple[Any, ...]) -> Inference:
        return Inference(
            self.table.source.name,
            layout,
            columns,
            tuple(self.choices),
            tuple(self.questions),
            tuple(self.warnings),
        )


def _said(day: Column, shape: Shape, choice: str | None) -> str:
    states = {None: "", "": ", all states are booked", "skip": ", unknown states are left out"}
    return f"date in {day.title}; {shape.rule}{states[choice]}"


def _fields_of(order: str) -> Fields:
    """Return the fields of an order that was given, by the index of their columns."""
    try:
        tree = parse_order(order)
    except StatementKitError:
        return {}
    items = tree.default.columns if tree.default else ()
    return {index: (each.field, "given", "known") for index, each in enumerate(items)}


class _Draft:
    """The parts of an order, put together for each answer that is possible."""

    def __init__(
        self,
        run: _Run,
        dates: DateColumns,
        dating: Dating,
        status: Status | None,
        ledger: Ledger,
        numbers: Numbers,
        verdict: Verdict,
        rows: Rows,
    ) -> None:
        self.run = run
        self.dates = dates
        self.dating = dating
        self.status = status
        self.ledger = ledger
        self.numbers = numbers
        self.verdict = verdict
        self.rows = rows
        self.notes: list[Choice] = []
        self.leavings: list[Leaving] = []
        self.currency: str | None = None
        self.account = find_account(run.table)
        self._sums = run._summaries()
        self._fees = list(self._fee_words())
        self._find_currency()
        self.unknown = self._unknown_states()
        self.newest_first = self._direction()

    def order(
        self, date: Column, shape: Shape | None, unknown: str | None = None
    ) -> tuple[str, Fields]:
        """Return the order for a date and a shape of amounts, and what each column is used for."""
        fields: Fields = {}
        said = "by arithmetic" if self.verdict.proof else "see amount"
        if shape is not None:
            fields |= {
                index: (word, said, self.verdict.confidence)
                for index, word in shape.words().items()
            }
        self._add_numbers(fields, date)
        taken = {index: word for index, (word, *_) in fields.items()}
        more = name_columns(
            self.run.columns, taken, has_header=self.run.table.header is not None
        )
        fields |= {index: each for index, each in more.items() if index not in fields}
        last = max(fields, default=-1)
        words = [fields[index][0] if index in fields else "other" for index in range(last + 1)]
        self.leavings = list(self._leavings(date, shape, unknown))
        conditions = ";".join(each.condition for each in self.leavings)
        order = "|".join(words) + (f"|conditions={conditions}" if conditions else "")
        return order, fields

    def _add_numbers(self, fields: Fields, date: Column) -> None:
        fields[date.index] = ("date", self.dates.evidence or "asked", "decided")
        value = self.dates.value
        if value is not None and value is not date and self._is_read(value):
            fields.setdefault(value.index, ("valueDate", "by its name", "decided"))
        proof = self.verdict.proof
        balance = proof.balance if proof else next(iter(self.ledger.named("balance")), None)
        if balance is not None and self._are_numbers(balance):
            sure: Confidence = "proven" if proof else "likely"
            fields.setdefault(balance.index, ("balance", "by arithmetic" if proof else "by its name", sure))
        for column, word in self._fees:
            fields.setdefault(column.index, (word, "by arithmetic", "proven"))
        if self._currency_column is not None:
            fields.setdefault(
                self._currency_column.index, ("currency", "its cells are codes", "decided")
            )
        for word in ("originalAmount", "exchangeRate"):
            for column in self.ledger.named(word)[:1]:
                if self._are_numbers(column):
                    fields.setdefault(column.index, (word, "by its name", "likely"))

    def _is_read(self, column: Column) -> bool:
        return all(self.dating.read(each) is not None for each in column.filled)

    def _are_numbers(self, column: Column) -> bool:
        return not column.has_dashes and len(column.filled) == sum(
            each is not None for each in self.numbers.of(column)
        )

    # -- fees ----------------------------------------------------------------------------------

    def _fee_words(self) -> Iterator[tuple[Column, str]]:
        proof, shape = self.verdict.proof, self.verdict.shape
        if proof is not None and proof.fee is not None:
            yield proof.fee, "fee" if proof.side == "off" else "feedivide-1%"
            return
        for column in self.ledger.named("fee"):
            costs = [cost or 0 for cost in self.numbers.of(column)]
            charged = [
                line
                for line, cost, keep in zip(column.lines, costs, self.rows.keep, strict=True)
                if cost and keep
            ]
            if shape is None or not charged or column in shape.columns():
                continue
            side = self._net_side(shape, costs)
            if side is not None:
                yield column, side
                return
            if proof is not None:
                said = f"{column.title} is inside the amount: balances follow without it"
                self.notes.append(Choice("fee", "not used", said, tuple(charged[:5]), "proven"))
            else:
                self.run._warn(
                    f"{column.title} is not 0 in {len(charged)} rows, and nothing tells whether "
                    "it is inside the amount or on top of it; it is not used",
                    charged[0],
                )

    def _net_side(self, shape: Shape, costs: Sequence[Any]) -> str | None:
        """Return the word under which amount and fee make the net amount of every row."""
        deltas = shape.deltas(self.numbers)
        for net in self.ledger.named("net"):
            if net in shape.columns():
                continue
            wanted = self.numbers.of(net)
            rows = [
                (delta, cost, total)
                for delta, cost, total in zip(deltas, costs, wanted, strict=True)
                if delta is not None and total is not None
            ]
            for word, sign in (("feedivide-1%", 1), ("fee", -1)):
                if rows and all(add(d, c * sign) == t for d, c, t in rows):
                    said = f"the amount and it make {net.title} in every row"
                    self.notes.append(Choice("fee", word, said, (), "proven"))
                    return word
        return None

    # -- currency, states, time ----------------------------------------------------------------

    def _find_currency(self) -> None:
        shape = self.verdict.shape
        shapes = [shape] if shape else list(self.verdict.rivals[:1])
        money = [each for one in shapes for each in one.columns() if each.kind == "number"]
        near = money[0] if money else self.dates.date
        self._currency_column, _ = find_currency(self.run.columns, near)
        if "currency" in self.run.known:
            self.currency = self.run.given.currency
            return
        if self._currency_column is not None:
            title = self._currency_column.title
            self.notes.append(Choice("currency", title, "its cells are codes of currencies"))
            return
        said = say_currency(self.run.table, money)
        if said is None:
            self.run._warn("the file does not say its currency: give it, as currency = \"EUR\"")
            return
        self.currency, evidence, lines = said
        self.notes.append(Choice("currency", self.currency, evidence, lines))

    def _unknown_states(self) -> tuple[str, ...]:
        """Return the words of states that must be asked about: arithmetic does not settle them."""
        status = self.status
        if status is None or not status.unknown:
            return ()
        if self.verdict.proof is not None:
            said = ", ".join(map(repr, status.unknown))
            self.notes.append(
                Choice("status", f"{said}: booked", "the balances count these rows", (), "proven")
            )
            return ()
        if status.column.is_constant:
            self.run._warn(
                f"every row says {status.unknown[0]!r} in {status.column.title}: taken as booked",
                status.column.lines[0],
            )
            return ()
        return status.unknown

    def _direction(self) -> bool | None:
        if self.verdict.proof is not None:
            return self.verdict.proof.newest_first
        return direction([self.dating.read(each) for each in self.dates.date.cells if each])

    # -- rows that are left out ----------------------------------------------------------------

    def _leavings(
        self, date: Column, shape: Shape | None, unknown: str | None
    ) -> Iterator[Leaving]:
        status = self.status
        if status is not None:
            words = (*status.left_out, *(self.unknown if unknown == "skip" else ()))
            if leaving := leave_out(status.column, words):
                yield leaving
        yield from self._sums
        if shape is None:
            return
        money = [each for each in shape.columns() if not _is_flag(shape, each)]
        yield from self._blank(date, money)
        yield from self._strangers(date, money)

    def _blank(self, date: Column, money: Sequence[Column]) -> Iterator[Leaving]:
        """Leave out lines that have neither a date nor an amount."""
        places = [date, *money]
        lines = tuple(
            line
            for line, row in (*self.run.table.rows, *self.run.table.below)
            if all(each.index >= len(row) or not row[each.index].strip() for each in places)
        )
        if lines:
            checks = ",".join(f"{each.number}=BLANK" for each in places)
            yield Leaving(f"{checks},skip", "they have neither a date nor an amount", lines)

    def _strangers(self, date: Column, money: Sequence[Column]) -> Iterator[Leaving]:
        def is_left_out(row: Sequence[str]) -> bool:
            cell = row[date.index].strip() if date.index < len(row) else ""
            if not cell or self.dating.pattern is None or self.dating.read(cell) is not None:
                return False
            amounts = [row[each.index] for each in money if each.index < len(row)]
            return is_cell(cell, "pending") or not any(map(looks_like_number, amounts))

        table = self.run.table
        inside = [(line, row) for line, row in table.rows if is_left_out(row)]
        below = [(line, row) for line, row in table.below if is_left_out(row)]
        yield from strangers(date, inside, below)


def _is_flag(shape: Shape, column: Column) -> bool:
    return isinstance(shape, Flagged) and column is shape.flag


__all__: Iterable[str] = ["infer"]
