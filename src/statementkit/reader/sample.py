"""What a layout makes of a sample: widths, branches and rows, for someone who is writing it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.model import Counts, Fact
from statementkit.reader.exchange import is_exchange_source, open_exchange
from statementkit.reader.opening import open_stream
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statementkit.errors import Diagnostic
    from statementkit.layouts import Layout
    from statementkit.order.cells import Row
    from statementkit.order.nodes import Action
    from statementkit.order.outcomes import Result
    from statementkit.order.plan import Plan
    from statementkit.reader.stream import Stream

KEPT = 20
"""How many findings of a sample are kept; the others are counted."""


@attrs.frozen
class Width:
    """How many records have `columns` cells, and the line of the first of them."""

    columns: int
    records: int
    first_line: int


@attrs.frozen
class BranchUse:
    """How many records a branch took, and the line of the first of them (`None`: not one).

    `number` counts the branches of the order from 1; `None` is the default layout. `checks` is what
    the order asks of a record, `action` what it does with it.
    """

    number: int | None
    checks: str
    action: Literal["map", "skip", "end"]
    records: int
    first_line: int | None


@attrs.frozen
class Findings:
    """The first findings of a kind, and how many there are of it."""

    first: tuple[Diagnostic, ...] = ()
    number: int = 0

    def __add__(self, more: Iterable[Diagnostic]) -> Findings:
        """Return these findings and more, of which the first by their lines are kept."""
        new = tuple(more)
        if not new:
            return self
        first = sorted((*self.first, *new), key=lambda each: each.line or 0)[:KEPT]
        return Findings(tuple(first), self.number + len(new))


@attrs.frozen
class Sample:
    """What became of the records of a file under a layout, or of the documents of one for 1C.

    `untaken` counts the records that no branch took where the order has no default: they are among
    the problems. `facts` say what the file decided.
    """

    file: str
    counts: Counts
    widths: tuple[Width, ...]
    branches: tuple[BranchUse, ...]
    untaken: int
    problems: Findings
    warnings: Findings
    facts: tuple[Fact, ...]

    @property
    def unused(self) -> tuple[BranchUse, ...]:
        """The branches that took no record."""
        return tuple(each for each in self.branches if each.number and not each.records)

    def to_dict(self) -> Mapping[str, Any]:
        """Return the sample as plain values."""
        return attrs.asdict(self)


def take_sample(what: Any, layout: Layout) -> Sample:
    r"""Run the records of a file through a layout, one by one, and say what became of them.

    `what` is anything that `read` takes. Raises what `read` raises for a file or a layout that
    cannot be used.

    >>> from statementkit.layouts import Layout
    >>> layout = Layout(order="date|amount|conditions=1=Total,skip", date_format="d.M.yyyy")
    >>> sample = take_sample(b"day,sum\n1.2.2024,-3.20\nTotal,-3.20\n3.2.2024,x\n", layout)
    >>> sample.counts.mapped, sample.counts.skipped, sample.problems.first[0].cell
    (1, 1, 'x')
    >>> [(use.number, use.records) for use in sample.branches]
    [(1, 1), (None, 2)]
    """
    stream = open_stream(what, layout)
    run = _Run(stream)
    for line, row in stream.rows:
        run.add(line, row)
    return run.sample()


def sample_of_exchange(what: Any) -> Sample | None:
    r"""Say what became of the documents of a file for 1C, `None` for any other file.

    >>> text = "1CClientBankExchange\nСекцияДокумент=Чек\nСумма=5\nКонецДокумента\nКонецФайла\n"
    >>> sample_of_exchange(text.encode("cp1251")).counts.problems
    1
    """
    source = open_source(what)
    if not is_exchange_source(source):
        return None
    stream = open_exchange(source, "collect", {})
    statement = stream.statement()
    return Sample(
        file=source.name,
        counts=statement.counts,
        widths=(),
        branches=(),
        untaken=0,
        problems=Findings(statement.problems[:KEPT], stream.refusals.number),
        warnings=Findings(statement.warnings[:KEPT], stream.warning_count),
        facts=statement.facts,
    )


@attrs.define
class _Tally:
    """A count for each key, and the line on which the key was first seen."""

    counts: Counter[int | None] = attrs.Factory(Counter)
    first_lines: dict[int | None, int] = attrs.Factory(dict)

    def add(self, key: int | None, line: int) -> None:
        self.counts[key] += 1
        self.first_lines.setdefault(key, line)


@attrs.define
class _Run:
    """Records on their way through the interpreter, which tells the branch of each."""

    stream: Stream
    widths: _Tally = attrs.Factory(_Tally)
    branches: _Tally = attrs.Factory(_Tally)
    results: Counter[Result] = attrs.Factory(Counter)
    transactions: int = 0
    warned: int = 0
    ended_at: int | None = None
    problems: Findings = Findings()
    warnings: Findings = Findings()

    def add(self, line: int, row: Row) -> None:
        """Count what becomes of a record; below the one that ends the reading, all are skipped."""
        self.widths.add(len(row), line)
        if self.ended_at is not None:
            self.results["skipped"] += 1
            return
        outcome = self.stream.mapper.interpreter.run(row, line, self.stream.origin)
        self.branches.add(outcome.branch, line)
        self.results[outcome.result] += 1
        self.ended_at = line if outcome.result == "end" else None
        self.transactions += len(outcome.transactions)
        self.warned += bool(outcome.warnings)
        self.problems += self._placed(outcome.problems)
        self.warnings += self._placed(outcome.warnings)

    def _placed(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        return (each.at(file=self.stream.origin.file) for each in found)

    def sample(self) -> Sample:
        """Return what was found, with the records that could not even be cut into cells."""
        found = self.stream.records.problems
        above = [each for each in found if self._is_above_end(each.line or 0)]
        untold = sum(map(self._is_above_end, found.beyond))
        below = len(found) + len(found.beyond) - len(above) - untold
        self.results["skipped"] += below
        problems = self.problems + above
        return Sample(
            file=self.stream.origin.file or "",
            counts=self._counts(self.stream.counts.problems - below),
            widths=tuple(
                Width(columns or 0, number, self.widths.first_lines[columns])
                for columns, number in self.widths.counts.most_common()
            ),
            branches=tuple(self._uses(self.stream.mapper.plan)),
            untaken=self.untaken,
            problems=Findings(problems.first, problems.number + untold),
            warnings=self.warnings + self.stream.warnings,
            facts=tuple(self.stream.facts),
        )

    def _is_above_end(self, line: int) -> bool:
        return self.ended_at is None or line < self.ended_at

    def _counts(self, torn: int) -> Counts:
        mapped, bad = self.results["mapped"], self.results["problem"] + torn
        skipped = self.results["skipped"] + self.results["end"] + len(self.stream.skipped)
        return Counts(mapped + skipped + bad, mapped, skipped, bad, self.transactions, self.warned)

    def _uses(self, plan: Plan) -> Iterator[BranchUse]:
        for case in plan.cases:
            first, last = case.checks[0].span, case.checks[-1].span
            yield self._use(case.number, plan.text[first.start : last.end], case.result)
        if plan.default is not None:
            yield self._use(None, "", plan.default)

    def _use(self, number: int | None, checks: str, result: int | Action) -> BranchUse:
        return BranchUse(
            number,
            checks,
            result if isinstance(result, str) else "map",
            self.branches.counts[number],
            self.branches.first_lines.get(number),
        )

    @property
    def untaken(self) -> int:
        """How many records no branch took, where the order has no default."""
        return self.branches.counts[None] if self.stream.mapper.plan.default is None else 0
