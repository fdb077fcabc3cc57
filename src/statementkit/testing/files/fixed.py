"""Fixed-width files: rows as lines, with the records around them that their texts came from.

Behind a row's own characters stand those of its section and of the records that continue it, as the
reader appends them. Here each becomes a record of its own again.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from statementkit.layouts.bytewise import ByteText
from statementkit.layouts.compiling import balance_mapper
from statementkit.order.compile import mapper_of
from statementkit.order.nodes import Characters
from statementkit.order.parser import parse_checks
from statementkit.order.plan import Case, Input
from statementkit.testing.demands import Wanted
from statementkit.testing.files.refusal import cannot
from statementkit.testing.forms import told
from statementkit.testing.records import RecordWriter
from statementkit.testing.texts import Reads
from statementkit.testing.values import DAYS, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.nodes import Place
    from statementkit.testing.files.dress import Dress
    from statementkit.testing.forms import Form


@attrs.frozen
class _Parts:
    """The texts of a row: its own, those that its section tells it, and what continues it."""

    own: str
    above: str
    below: str
    rest: tuple[str, ...]


def write_fixed(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    """Return a fixed-width file. Raises `WriteError` where no record can hold a needed text."""
    layout = form.layout
    pen = _Pen(form)
    records = [line for line in pen.records(str(row) for row in rows) if line.strip()]
    lines = [*dress.above, *dress.lines(records, layout.comment), *dress.below]
    text = dress.text(lines)
    if layout.positions == "bytes":
        return text.encode("latin-1")
    return text.encode(dress.encoding)


class _Pen:
    """Takes the texts of rows apart and writes them as records."""

    def __init__(self, form: Form) -> None:
        layout = form.layout
        self._form = form
        self._layout = layout
        self._in_parts = bool(layout.section or layout.section_end or layout.continuation)
        self._width = layout.record if isinstance(layout.record, int) else 0
        self._first = 1 + bool(layout.section) + bool(layout.section_end)
        self._made = form.around

    def records(self, rows: Iterator[str]) -> Iterator[str]:
        """Yield the lines of rows, sections around them."""
        if not self._in_parts:
            yield from (_beneath(row) for row in rows)
            return
        parts = [self._parts(row) for row in rows]
        for (above, below), group in groupby(parts, lambda each: (each.above, each.below)):
            if self._layout.section:
                yield self._around(self._layout.section, above, 1)
            for each in group:
                yield each.own
                for text in each.rest:
                    yield self._continued(text)
            if self._layout.section_end:
                yield self._around(self._layout.section_end, below, self._first - 1)

    def _parts(self, row: str) -> _Parts:
        text, width = _beneath(row), self._width
        blocks = [text[start : start + width] for start in range(0, len(text), width)]
        blocks += [" " * width] * (self._first - len(blocks))
        rest = blocks[self._first :]
        while rest and not rest[-1].strip():
            rest.pop()
        above = blocks[1] if self._layout.section else ""
        below = blocks[self._first - 1] if self._layout.section_end else ""
        return _Parts(blocks[0], above, below, tuple(rest))

    def _continued(self, text: str) -> str:
        """Return the record that continues another by a text."""
        checks = self._layout.continuation or ""
        begin = len(text) - len(text.lstrip())
        known: dict[Place, str] = {Characters(begin + 1, self._width): text.strip()}
        return self._support(checks, text, [], known)

    def _around(self, checks: str, text: str, block: int) -> str:
        """Return the record that tells a text to those of its section."""
        layout = self._layout
        settings = told(layout)
        mappers = [
            balance_mapper(layout, order, settings)
            for order in (layout.opening_balance, layout.closing_balance)
            if order is not None
        ]
        writers = [RecordWriter(each, self._width) for each in mappers]
        start = block * self._width
        known: dict[Place, str] = {
            Characters(place.first - start, place.last - start): text[
                place.first - start - 1 : place.last - start
            ].strip()
            for place in self._form.mapper.plan.places
            if isinstance(place, Characters) and start < place.first <= start + self._width
        }
        return self._support(checks, text, [*writers, self._form.writer], known)

    def _support(
        self,
        checks: str,
        text: str,
        writers: Sequence[RecordWriter],
        known: Mapping[Place, str],
    ) -> str:
        """Return a record that passes checks, holds known texts and is read by one of the orders.

        Without an order, the checks alone decide.
        """
        if (checks, text) in self._made:
            return self._made[checks, text]
        tree = parse_checks(checks, source=self._layout.name)
        plain = RecordWriter(mapper_of(tree, told(self._layout)), self._width)
        asked = plain.plan.cases[0].checks
        cells = {
            place: ((Input("description", place), Reads(text)),)
            for place, text in known.items()
            if text
        }
        for writer in writers or [plain]:
            for case in writer.cases():
                if writer is self._form.writer and isinstance(case.result, int):
                    continue
                both = Case(case.number, (*case.checks, *asked), case.result)
                wanted = Wanted(DAYS[0], ZERO) if isinstance(case.result, int) else None
                if found := writer.approach(both, wanted, also=cells):
                    line = _beneath(str(found.row))[: self._width]
                    return self._made.setdefault((checks, text), line)
        raise cannot(self._form, f"no record of {checks} holds what its section has to tell")


def _beneath(row: str) -> str:
    """Return the characters of a row, each of them a byte where places count those."""
    return row.beneath if isinstance(row, ByteText) else row
