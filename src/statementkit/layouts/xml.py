"""XML files: from a source and a layout to records, streamed in constant memory.

Records that a layout names by a path from the root are read from XML as the standard has it. A
start tag alone reads any file that has tags, well-formed or not, such as those of OFX 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Findings, LayoutError
from statementkit.layouts.declarations import declared_encoding, is_known, is_marked
from statementkit.layouts.elements import Gatherer, Wishes, columns_of, record_paths, shown
from statementkit.layouts.records import Replayable
from statementkit.layouts.strict import read_xml
from statementkit.layouts.tags import read_tags
from statementkit.layouts.text import Soundness, open_text
from statementkit.model import FIELD_BY_WORD, Fact
from statementkit.order.compile import refuse_errors
from statementkit.order.nodes import Marker, Path
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan
from statementkit.source import find_codec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from io import BufferedReader

    from statementkit.errors import Diagnostic
    from statementkit.layouts.layout import Layout
    from statementkit.order.nodes import Order, Place
    from statementkit.source import Source


class XmlRecords(Replayable):
    """The records of an XML file: an iterator of `(line, cells)`, and what was found.

    Every record is handed out or is one of `problems`; what stands in none is not counted.
    """

    header_line: int | None = None

    def __init__(
        self,
        opened: Opened,
        gatherer: Gatherer,
        source: Source,
        layout: Layout,
        places: Sequence[Marker | Path],
    ) -> None:
        self.source = source
        self.encoding = str(opened.encoding.value)
        self.facts = [opened.encoding]
        self.warnings = opened.warnings
        self.problems = opened.problems
        self.header: Sequence[str] | None = [shown(place) for place in places]
        self.places = columns_of(places)
        rows = gatherer.rows(opened.steps, opened.problems, source.name)
        super().__init__(rows, opened.stream, layout.footer_lines)

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many records so far were left out, by what they are."""
        return {"records in the footer": self.footer_rows}


@attrs.frozen
class Opened:
    """A stream that a parser reads step by step, its encoding, and what is odd about it."""

    stream: BufferedReader
    steps: Iterator[None]
    encoding: Fact
    problems: Findings
    warnings: list[Diagnostic]


def open_xml(source: Source, layout: Layout, order: Order) -> XmlRecords:
    """Open an XML file, or one with tags, and return its records.

    Raises `ReadError` when it cannot be read at all, `LayoutError` for places that its records
    cannot have; what concerns single records is among the `problems` of the result.
    """
    wishes, places = wishes_of(layout, order)
    gatherer = Gatherer(wishes, layout.join_description)
    is_strict = any(each.is_absolute for each in wishes.records)
    opened = (_strictly if is_strict else _by_tags)(source, layout, gatherer)
    records = XmlRecords(opened, gatherer, source, layout, places)
    records.head(1)
    return records


def _strictly(source: Source, layout: Layout, gatherer: Gatherer) -> Opened:
    head = source.head()
    declared = declared_encoding(head)
    encoding = None
    if source.is_text:
        encoding = "utf-8"
    elif declared is None and layout.encoding != "auto" and not is_marked(head):
        encoding = find_codec(layout.encoding)
    evidence = "declared in the file" if declared and not encoding else "the file declares none"
    fact = Fact("encoding", encoding or declared or "utf-8", evidence, (1,))
    stream = source.open()
    return Opened(stream, read_xml(stream, gatherer, encoding), fact, Findings(), [])


def _by_tags(source: Source, layout: Layout, gatherer: Gatherer) -> Opened:
    declared = declared_encoding(source.head())
    if declared and is_known(declared) and not source.is_text:
        layout = attrs.evolve(layout, encoding=declared)
    text = open_text(source, layout, width=1)
    soundness = Soundness(text.encoding, source.name)
    steps = read_tags(text.blocks, gatherer, soundness)
    return Opened(text.stream, steps, text.fact, soundness.problems, text.warnings)


def wishes_of(layout: Layout, order: Order) -> tuple[Wishes, list[Marker | Path]]:
    """Return what the orders of a layout want of a record, and the places in these orders.

    Raises `LayoutError` for places that records of the layout cannot have, `OrderCheckError` for an
    order that has errors.
    """
    places: dict[Marker | Path, None] = {}
    joined: set[Place] = set()
    for tree in _orders(layout, order):
        refuse_errors(tree, "xml")
        plan = build_plan(tree, Settings(format="xml"), lambda place: place)
        places.update((each, None) for each in plan.places if isinstance(each, Marker | Path))
        joined |= {
            each.place
            for recipe in plan.recipes
            for each in recipe.inputs()
            if each.place is not None and FIELD_BY_WORD[each.word].attribute == "description"
        }
    try:
        wishes = Wishes.of(record_paths(str(layout.record)), list(places), joined)
    except LayoutError as error:
        raise LayoutError(*(each.at(source=layout.name) for each in error.diagnostics)) from None
    return wishes, list(places)


def _orders(layout: Layout, order: Order) -> Iterator[Order]:
    yield order
    for balances in (layout.opening_balance, layout.closing_balance):
        if balances is not None:
            yield parse_order(balances, source=layout.name)
