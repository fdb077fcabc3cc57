"""Laws that hold for every layout, and the search for the smallest file that breaks one."""

from __future__ import annotations

import warnings
from contextlib import closing, suppress
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import find
from hypothesis.errors import NoSuchExample

from statementkit.errors import ReadError, StatementKitError, WriteError, quoted
from statementkit.layouts import KEYS, Layout
from statementkit.model import Draft
from statementkit.order.columns_needs import has_polars
from statementkit.order.rearrange import rearranged
from statementkit.order.unparse import unparse
from statementkit.reader import read
from statementkit.reviewing import review
from statementkit.store import open_store
from statementkit.testing.branches import column_text, mapped, why_not
from statementkit.testing.files import write_file
from statementkit.testing.forms import Form
from statementkit.testing.misprints import misprints
from statementkit.testing.oddities import LayoutWarning, UntestedBranchWarning, oddities
from statementkit.testing.rendering import rows_of
from statementkit.testing.search import same_each_time
from statementkit.testing.trials import Trial, leaner, trials

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from statementkit.model import Statement, Transaction
    from statementkit.order.cells import Row
    from statementkit.order.plan import Case
    from statementkit.store import Store
    from statementkit.testing.drawing import Sample
    from statementkit.testing.records import Written

_SHOWN = 4_000
"""How many characters of a file are shown."""

_ACCOUNT = "EE382200221020145685"
_FEES = ("fee", "feeIncluded")
_ABOUT_OTHER_RECORDS = ("continuation", "fill_down", "opening_balance", "closing_balance")
"""The keys by which a record may be taken for another kind of record, or for a part of one."""

_LOST = {
    "digit": "it loses a digit of what is printed",
    "sign": "it loses the sign; write .abs to leave that out on purpose",
}
_UNICODE = ("utf-8-sig", "utf-16")


class LawError(AssertionError):
    """A law that does not hold for a layout: `law` names it, `content` is the file that shows it.

    The text of the error shows the file.
    """

    def __init__(self, law: str, layout: Layout, content: bytes, told: str) -> None:
        super().__init__(_explained(law, layout, content, told))
        self.law = law
        self.layout = layout
        self.content = content


def check_layout(layout: str | os.PathLike[str] | Layout, *, examples: int = 20) -> None:
    """Check all laws for a layout, and raise the first that does not hold: an `AssertionError`.

    `layout` is a `Layout`, the name of a shipped one, or the path of a TOML file. `examples` files
    of it are made up, each the same at every call. The laws: a file is read as it was meant,
    whatever stands around its records; every record of any file is accounted for; fees and signs
    come out as they are printed; another number in the file is another number read; columns may
    move with the order; two files read as one after the other; importing twice adds nothing; the
    encoding changes nothing; all engines read alike; and what was read can be rendered and read
    again. Columns are compared only with Polars installed.

    Raises `LawError` with the smallest file found that breaks a law, of which no record can be left
    out, `LayoutError` and `OrderError` for a layout that cannot be used, `WriteError` for one of
    which no file can be made up, `ValueError` for no examples. What is odd and breaks no law is
    warned of, a `LayoutWarning`: money that no row can be, columns behind the header, and, an
    `UntestedBranchWarning`, branches that no row is found for.

    >>> check_layout("swedbank-ee", examples=2)
    """
    if examples < 1:
        raise ValueError(f"examples is how many files are made up, 1 or more, not {examples!r}")
    form = Form.of(layout)
    _try(form)
    cases = mapped(form)
    if error := _broken_law(form, examples):
        raise error
    _warn_of_others(form, cases)
    _warn_of_oddities(form, cases)


def _broken_law(form: Form, examples: int) -> LawError | None:
    """Return a law that does not hold, shown on the smallest file that breaks one."""
    with closing(open_store("sqlite://")) as store:
        laws = _Laws(form, store)
        try:
            found = find(trials(form), laws.are_broken, settings=same_each_time(examples))
        except NoSuchExample:
            return None
        # What is imported once is known from then on: a law may be broken the first time only.
        error = laws.broken(found) or laws.last
        return None if error is None else laws.leanest(found, error)


def _try(form: Form) -> None:
    """Read a file without rows, so that a layout that cannot be used is no broken law."""
    content = write_file(form, [])
    with suppress(ReadError):
        read(content, form.layout)


def _warn_of_others(form: Form, cases: Sequence[Case]) -> None:
    """Warn of branches that are not tested."""
    known = [case.number for case in cases]
    for case in form.writer.cases():
        if case.number not in known:
            which = f"branch {case.number}" if case.number else "the default"
            told = f"no row is found that takes {which} of the order: it is not tested"
            _warn(form, f"{told}; {why_not(form, case)}", UntestedBranchWarning)


def _warn_of_oddities(form: Form, cases: Sequence[Case]) -> None:
    for told in oddities(form, cases):
        _warn(form, told, LayoutWarning)


def _warn(form: Form, told: str, kind: type[LayoutWarning]) -> None:
    warnings.warn(f"{form.layout.name or 'the layout'}: {told}", kind, stacklevel=4)


class _Laws:
    """The laws of one layout."""

    def __init__(self, form: Form, store: Store) -> None:
        self.form = form
        self.layout = form.layout
        self.store = store
        self.last: LawError | None = None
        self._laws: Sequence[tuple[str, Callable[[Trial], None]]] = (
            ("a file is read as it was meant", self._meant),
            ("every record is accounted for", self._accounted),
            ("fees and signs come out as they are printed", self._conserved),
            ("another number in the file is another number read", self._printed),
            ("columns may move with the order", self._moved),
            ("a file and then another are read as one", self._joined),
            ("importing again adds nothing", self._imported),
            ("the encoding changes nothing", self._encoded),
            ("all engines read alike", self._engines),
            ("what was read can be rendered and read again", self._rendered),
        )

    def broken(self, trial: Trial) -> LawError | None:
        """Return the first law that a file breaks."""
        for law, holds in self._laws:
            try:
                holds(trial)
            except _BrokenError as error:
                return LawError(law, self.layout, error.content, str(error))
            except StatementKitError as error:
                return LawError(law, self.layout, trial.sample.content, str(error))
            except Exception as error:
                told = f"the library has a fault: {type(error).__name__}: {error}"
                return LawError(law, self.layout, trial.sample.content, told)
        return None

    def are_broken(self, trial: Trial) -> bool:
        """Tell whether a file breaks a law, and keep the `last` that one did."""
        error = self.broken(trial)
        self.last = error or self.last
        return error is not None

    def leanest(self, trial: Trial, error: LawError) -> LawError:
        """Return how a law is broken once nothing more can be left out of what breaks it.

        Hypothesis shrinks what is drawn, but how far is chance: it does not try all there is.
        """
        for less in leaner(self.form, trial):
            found = self.broken(less)
            if found is not None and found.law == error.law:
                return self.leanest(less, found)
        return error

    # -- the laws ---------------------------------------------------------------------------------

    def _meant(self, trial: Trial) -> None:
        sample = trial.sample
        self._no_comments(sample)
        found = self._read(sample.content)
        blamed = self._blamed(sample) if found.transactions != sample.transactions else []
        if found.problems:
            told = [f"it has a problem: {found.problems[0]}", *blamed]
            raise _BrokenError(sample.content, "\n".join(told))
        _same(sample.content, found.transactions, sample.transactions, *blamed)
        _adds_up(sample.content, found)

    def _no_comments(self, sample: Sample) -> None:
        """Raise for a record that is left out without a word."""
        comment = self.layout.comment
        if comment is None or self.layout.format != "delimited":
            return
        if rows := [row for row in sample.rows if row[0].startswith(comment)]:
            told = f"the line of a record begins with {quoted(comment)}, which makes it a comment"
            plain = attrs.evolve(self.form, layout=_evolved(self.layout, comment=None))
            raise _BrokenError(write_file(plain, rows[:1]), f"{told}: it would be left out")

    def _blamed(self, sample: Sample) -> list[str]:
        """Return the keys without which a file is read as it was meant, in words."""
        told = []
        for key in _ABOUT_OTHER_RECORDS:
            value = getattr(self.layout, key)
            with suppress(StatementKitError):
                without = value and read(sample.content, _evolved(self.layout, **{key: None}))
                if without and without.transactions == sample.transactions:
                    told.append(f"without {key} = {value!r} it is read as it should be")
        return told

    def _accounted(self, trial: Trial) -> None:
        content = bytearray(trial.sample.content)
        for place, length, piece in trial.damage:
            content[place : place + length] = piece
        for each in (bytes(content), self._with_odd_rows(trial)):
            with suppress(StatementKitError):
                _adds_up(each, self._read(each))

    def _with_odd_rows(self, trial: Trial) -> bytes:
        try:
            return write_file(self.form, [*trial.sample.rows, *trial.odd])
        except WriteError:
            return trial.sample.content

    def _conserved(self, trial: Trial) -> None:
        for each in trial.sample.records:
            if each.wanted is None:
                continue
            main, *fees = each.outcome.transactions
            self._not_twice(each)
            said = (main.booked_on, main.amount, [-fee.amount for fee in fees])
            wanted = (each.wanted.booked_on, each.wanted.amount, list(each.wanted.fees))
            if said != wanted:
                told = f"a row says {wanted} and is read as {said}"
                raise _BrokenError(write_file(self.form, [each.row]), told)

    def _not_twice(self, written: Written) -> None:
        """Raise for a cell that is charged twice."""
        fees = [it for it, value in written.outcome.read if it.word in _FEES and value]
        places = [each.place for each in fees]
        if twice := next((each for each in fees if places.count(each.place) > 1), None):
            told = f"{column_text(twice, self.form)} stands there twice: its cost is counted twice"
            raise _BrokenError(write_file(self.form, [written.row]), told)

    def _printed(self, trial: Trial) -> None:
        interpreter = self.form.mapper.interpreter
        for each in trial.sample.records:
            if each.outcome.result != "mapped":
                continue
            for other in misprints(each.outcome, interpreter):
                found = interpreter.run(other.row)
                taken = (found.branch, found.transactions)
                if taken == (each.outcome.branch, each.outcome.transactions):
                    column = column_text(other.input, self.form)
                    told = f"{column} reads {quoted(other.was)} and {quoted(other.now)} alike"
                    content = write_file(self.form, [each.row, other.row])
                    raise _BrokenError(content, f"{told}: {_LOST[other.kind]}")

    def _moved(self, trial: Trial) -> None:
        layout = self.layout
        by_number = (layout.continuation, layout.fill_down, layout.opening_balance)
        if not trial.moves or any(by_number) or layout.closing_balance:
            return
        moves = {old + 1: new + 1 for new, old in enumerate(trial.moves)}
        header = None if self.form.header is None else _shuffled(self.form.header, trial.moves)
        order = unparse(rearranged(self.form.tree, moves))
        moved = Form.of(_evolved(layout, order=order, header_fingerprint=header))
        rows = [_shuffled(row, trial.moves) for row in trial.sample.rows]
        content = write_file(moved, rows)
        found = read(content, moved.layout).transactions
        _same(content, found, trial.sample.transactions, f"order = {order!r}")

    def _joined(self, trial: Trial) -> None:
        records = [each for each in trial.sample.records if each.outcome.result != "end"]
        middle = len(records) // 2
        rows = [each.row for each in records]
        if middle == 0:
            return
        parts = [self._read(write_file(self.form, each)) for each in (rows[:middle], rows[middle:])]
        content = write_file(self.form, rows)
        one_after_the_other = [it for part in parts for it in part.transactions]
        _same(content, self._read(content).transactions, one_after_the_other)

    def _imported(self, trial: Trial) -> None:
        statement = self._read(trial.sample.content)
        review(statement, self.store, account=_ACCOUNT, ids="ignore").commit(self.store)
        again = review(statement, self.store, account=_ACCOUNT, ids="ignore").commit(self.store)
        if again.added:
            raise _BrokenError(trial.sample.content, f"{again.added} were added a second time")

    def _encoded(self, trial: Trial) -> None:
        if self.layout.format not in ("delimited", "fixed") or self.layout.positions == "bytes":
            return
        for encoding in _UNICODE:
            layout = _evolved(self.layout, encoding=encoding)
            dress = attrs.evolve(trial.sample.dress, encoding=encoding)
            content = write_file(self.form, trial.sample.rows, dress)
            _same(content, read(content, layout).transactions, trial.sample.transactions, encoding)

    def _engines(self, trial: Trial) -> None:
        rows = [*trial.sample.rows, *trial.odd]
        expected = self._interpreted(rows)
        for engine, found in self._by_engines(rows):
            if found != expected:
                told = f"{engine} say\n{found}\nand the interpreter says\n{expected}"
                raise _BrokenError(write_file(self.form, rows), told)

    def _interpreted(self, rows: Sequence[Row]) -> list[Any]:
        found: list[Any] = []
        for line, row in enumerate(rows, 1):
            outcome = self.form.mapper.interpreter.run(row, line)
            found += map(_exactly, outcome.transactions)
            if outcome.result == "end":
                break
        return found

    def _by_engines(self, rows: Sequence[Row]) -> Iterator[tuple[str, list[Any]]]:
        mapper = self.form.mapper
        yield "row functions", list(map(_exactly, mapper.map_rows(rows, on_error="collect")))
        if self._columns is not None:
            yield "columns", list(map(_exactly, self._columns(rows)))

    @cached_property
    def _columns(self) -> Callable[[Sequence[Row]], Iterable[Transaction]] | None:
        if not has_polars():
            return None
        from statementkit.order.columns_rows import ColumnMapper, batched

        mapper = self.form.mapper
        columns = ColumnMapper(mapper)

        def mapped(rows: Sequence[Row]) -> Iterable[Transaction]:
            batches = batched(enumerate(rows, 1), columns.columns, len(rows) or 1)
            return columns.map_batches(batches, mapper.tally())

        return mapped

    def _rendered(self, trial: Trial) -> None:
        wanted = trial.sample.transactions
        with suppress(WriteError):
            content = write_file(self.form, rows_of(wanted, self.form))
            if wanted:
                _same(content, self._read(content).transactions, wanted)

    def _read(self, content: bytes) -> Statement:
        return read(content, self.layout)


class _BrokenError(Exception):
    """A law does not hold for a file."""

    def __init__(self, content: bytes, told: str) -> None:
        super().__init__(told)
        self.content = content


def _same(
    content: bytes, found: Sequence[Transaction], wanted: Sequence[Transaction], *told: str
) -> None:
    """Raise unless transactions are the same."""
    if list(found) != list(wanted):
        lines = [
            *told,
            "it should say",
            *map(_shown, wanted),
            "and is read as",
            *map(_shown, found),
        ]
        raise _BrokenError(content, "\n".join(lines))


def _adds_up(content: bytes, found: Statement) -> None:
    """Raise unless every record is counted once."""
    counts = found.counts
    if counts.records != counts.mapped + counts.skipped + counts.problems:
        raise _BrokenError(content, f"its records do not add up: {counts}")
    if counts.transactions != len(found.transactions):
        raise _BrokenError(content, f"its transactions do not add up: {counts}")


def _shuffled(cells: Sequence[str], moves: Sequence[int]) -> list[str]:
    padded = [*cells, *[""] * (len(moves) - len(cells))]
    return [padded[old] for old in moves]


def _evolved(layout: Layout, **changes: Any) -> Layout:
    return Layout(**{**{key: getattr(layout, key) for key in KEYS}, **changes})


_SAID = sorted({*Draft.__slots__} - {"branch", "line", "origin", "parent"})


def _exactly(transaction: Transaction) -> dict[str, Any]:
    """Return what a transaction says, 1.5 and 1.50 apart."""
    values = ((name, getattr(transaction, name)) for name in _SAID)
    said = {name: value for name, value in values if value is not None}
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in said.items()
    }


def _shown(transaction: Transaction) -> str:
    said = _exactly(transaction).items()
    return "  " + ", ".join(f"{name} {value}" for name, value in said)


def _explained(law: str, layout: Layout, content: bytes, told: str) -> str:
    name = layout.name or "the layout"
    if content.startswith(b"PK"):
        shown = f"a workbook of {len(content)} bytes"
    else:
        encoding = "utf-8" if layout.encoding == "auto" else layout.encoding
        shown = content.decode(encoding, "backslashreplace")[:_SHOWN]
    return f"{name}: this law is broken: {law}\n{told}\nthe smallest file that shows it:\n{shown}"
