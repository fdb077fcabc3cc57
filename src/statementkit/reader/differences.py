"""Where two layouts disagree: a row of which they make different things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.layouts.compiling import ANY_DATE, AUTO, compile_layout, tree_of
from statementkit.layouts.header import normal, searched_names
from statementkit.model import Draft
from statementkit.order.nodes import Header
from statementkit.order.rearrange import places_of
from statementkit.reader.opening import open_stream
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.layouts import Layout
    from statementkit.layouts.records import Row
    from statementkit.model import Transaction
    from statementkit.order.mapper import RowMapper
    from statementkit.order.outcomes import Outcome
    from statementkit.reader.stream import Stream

_ATTRIBUTES = sorted({*Draft.__slots__} - {"branch", "line", "origin", "parent"})
"""What a transaction says, apart from where it was found."""

_ABOUT = ("name", "bank", "country", "notes")
"""Keys of a layout that change nothing about how a file is read."""


@attrs.frozen
class Reading:
    """What a layout makes of a row: `mapped`, `skipped`, `end`, `problem`, or `absent`.

    A row is `absent` where a layout reads no record on its line. `transactions` hold the attributes
    that are set; `problems` are the messages, which take no part in equality.
    """

    result: str
    transactions: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[str, ...] = attrs.field(default=(), eq=False)


@attrs.frozen
class Difference:
    """A row, what each of two layouts makes of it, and its line in the sample if it is from one.

    `columns` are the names of its cells, where they are known.
    """

    row: Sequence[str] | str
    readings: tuple[Reading, Reading]
    line: int | None = None
    columns: Sequence[str] = ()

    @property
    def size(self) -> tuple[int, int]:
        """How much there is to look at: a smaller row shows a difference better."""
        return len("".join(self.row)), self.line or 0


@attrs.frozen
class Compared:
    """What a comparison found: the smallest difference if there is one, among how many rows."""

    rows: int
    differing: int
    difference: Difference | None


def reading(outcome: Outcome) -> Reading:
    """Return what an outcome says, apart from where it was found."""
    return Reading(
        outcome.result,
        tuple(map(_plain, outcome.transactions)),
        tuple(each.message for each in outcome.problems),
    )


def _plain(transaction: Transaction) -> dict[str, Any]:
    values = ((name, getattr(transaction, name)) for name in _ATTRIBUTES)
    return {name: value for name, value in values if value is not None}


def changed_keys(first: Layout, second: Layout) -> list[tuple[str, Any, Any]]:
    """Return the keys by which two layouts read differently, each with both values.

    >>> from statementkit.layouts import Layout
    >>> changed_keys(Layout(name="a", decimal=","), Layout(name="b", decimal="."))
    [('decimal', ',', '.')]
    """
    ours, theirs = first.to_dict(), second.to_dict()
    return [
        (key, ours.get(key), theirs.get(key))
        for key in sorted({*ours, *theirs} - {*_ABOUT})
        if ours.get(key) != theirs.get(key)
    ]


def compare_on(what: Any, first: Layout, second: Layout) -> Compared:
    r"""Compare what two layouts make of every row of a file.

    `what` is anything that `read` takes and can be read twice. Raises what `read` raises for a file
    that one of the layouts cannot be used for.

    >>> from statementkit.layouts import Layout
    >>> layout = Layout(order="date|amount", date_format="d.M.yyyy")
    >>> other = Layout(order="date|amountdivide-1%", date_format="d.M.yyyy")
    >>> found = compare_on(b"day,sum\n1.2.2024,7\n2.2.2024,0\n", layout, other)
    >>> found.differing, found.difference.row
    (1, ['1.2.2024', '7'])
    """
    source = open_source(what)
    if not source.reopens:
        with source.open() as stream:
            source = open_source(stream.read())
    streams = [open_stream(source, layout) for layout in (first, second)]
    rows = differing = 0
    smallest = None
    for line, row, readings in _side_by_side(*streams):
        rows += 1
        if readings[0] != readings[1]:
            differing += 1
            found = Difference(row, readings, line, streams[0].header or ())
            smallest = found if smallest is None else min(smallest, found, key=lambda it: it.size)
    return Compared(rows, differing, smallest)


_ABSENT = Reading("absent")


def _side_by_side(
    first: Stream, second: Stream
) -> Iterator[tuple[int, Sequence[str] | str, tuple[Reading, Reading]]]:
    """Yield what both make of the record on each line, on which one of them may see none."""
    ours, theirs = _read(first), _read(second)
    mine, other = next(ours, None), next(theirs, None)
    while mine is not None or other is not None:
        if other is None or (mine is not None and mine[0][0] < other[0][0]):
            assert mine is not None  # noqa: S101 - told by the condition of the loop
            yield *mine[0], (mine[1], _ABSENT)
            mine = next(ours, None)
        elif mine is None or other[0][0] < mine[0][0]:
            yield *other[0], (_ABSENT, other[1])
            other = next(theirs, None)
        else:
            yield *mine[0], (mine[1], other[1])
            mine, other = next(ours, None), next(theirs, None)


def _read(stream: Stream) -> Iterator[tuple[Row, Reading]]:
    has_ended = False
    for line, row in stream.rows:
        outcome = stream.mapper.interpreter.run(row, line, stream.origin)
        has_ended |= outcome.result == "end"
        yield (line, row), Reading("end") if has_ended else reading(outcome)


@attrs.frozen
class Views:
    """Two layouts on rows that both can read, whatever columns each of them expects.

    A row has all the `columns`; each layout sees those of its own header, in its own sequence.
    Where the header of one is not known, both see the row as it is, and `columns` is empty.
    """

    columns: tuple[str, ...]
    mappers: tuple[RowMapper, RowMapper]
    indexes: tuple[tuple[int, ...], tuple[int, ...]]

    @classmethod
    def of(cls, first: Layout, second: Layout) -> Views:
        """Compile two layouts. What a file would decide is taken from the other, or as ISO."""
        ours, theirs = _names(first, second), _names(second, first)
        keys = list(dict.fromkeys(map(normal, (*ours, *theirs))))
        places = {key: index for index, key in enumerate(keys)}
        written = {normal(name): name for name in (*theirs, *ours)}
        return cls(
            tuple(written[key] for key in keys),
            (_mapper(first, second, ours), _mapper(second, first, theirs)),
            (
                tuple(places[normal(name)] for name in ours),
                tuple(places[normal(name)] for name in theirs),
            ),
        )

    def difference(self, row: Sequence[str]) -> Difference | None:
        """Return how the layouts differ on a row, `None` where they do not."""
        ours, theirs = (
            reading(mapper.interpreter.run([row[index] for index in seen] if seen else row, 1))
            for mapper, seen in zip(self.mappers, self.indexes, strict=True)
        )
        return Difference(row, (ours, theirs), None, self.columns) if ours != theirs else None


def _names(layout: Layout, other: Layout) -> Sequence[str]:
    """Return the columns that a layout expects, none where one of the two does not say."""
    known = layout.header_fingerprint
    if known and other.header_fingerprint and len(set(map(normal, known))) == len(known):
        return known
    names = [*searched_names(layout), *searched_names(other)]
    asked = [
        place.name
        for each in (layout, other)
        for place in places_of(tree_of(each))
        if isinstance(place, Header)
    ]
    return list({normal(name): name for name in (*names, *asked)}.values()) if asked else ()


def _mapper(layout: Layout, other: Layout, columns: Sequence[str]) -> RowMapper:
    keys: dict[str, Any] = {}
    if layout.date_format in (None, AUTO):
        known = other.date_format not in (None, AUTO)
        keys["date_format"] = other.date_format if known else ANY_DATE
    if layout.decimal == AUTO:
        keys["decimal"] = other.decimal if other.decimal != AUTO else "."
    return compile_layout(attrs.evolve(layout, **keys), columns=columns or None)
