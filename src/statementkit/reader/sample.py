"""What a layout makes of a sample: widths, branches and rows, for someone who is writing it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.reader.exchange import is_exchange_source, open_exchange
from statementkit.reader.opening import open_stream
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statementkit.errors import Diagnostic
    from statementkit.layouts import Layout
    from statementkit.model import Counts, Fact
    from statementkit.order.cells import Row
    from statementkit.order.nodes import Action
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

    def __attrs_post_init__(self) -> None:
        tally = self.stream.tally
        tally.problems.most = tally.warnings.most = KEPT

    def add(self, line: int, row: Row) -> None:
        """Count what becomes of a record; below the one that ends the reading, all are skipped."""
        tally = self.stream.tally
        self.widths.add(len(row), line)
        if tally.ended_at is None:
            self.branches.add(tally.take(line, row, (), self.stream.origin).branch, line)
        else:
            tally.skip(line)

    def sample(self) -> Sample:
        """Return what was found, with the records that could not even be cut into cells."""
        stream, tally, counts = self.stream, self.stream.tally, self.stream.counts
        torn = counts.problems - tally.bad
        above = stream.records.warnings
        return Sample(
            file=stream.origin.file or "",
            counts=counts,
            widths=tuple(
                Width(columns or 0, number, self.widths.first_lines[columns])
                for columns, number in self.widths.counts.most_common()
            ),
            branches=tuple(self._uses(stream.mapper.plan)),
            untaken=self.untaken,
            problems=_first([*tally.problems, *stream.torn], tally.problems.number + torn),
            warnings=_first([*above, *tally.warnings], len(above) + tally.warnings.number),
            facts=tuple(stream.facts),
        )

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


def _first(found: Iterable[Diagnostic], number: int) -> Findings:
    """Return the first findings by their lines, of so many."""
    return Findings(tuple(sorted(found, key=lambda each: each.line or 0)[:KEPT]), number)
