"""A layout ready to be written by: its order compiled for the file that will be written."""

from __future__ import annotations

from itertools import islice, repeat
from typing import TYPE_CHECKING

import attrs

from statementkit.layouts import Layout, find_layout
from statementkit.layouts.compiling import AUTO, compile_layout, settings_of, tree_of
from statementkit.order.nodes import ColumnList, ColumnNumber, Header
from statementkit.order.plan import numbered_columns
from statementkit.order.rearrange import places_of
from statementkit.testing.records import RecordWriter
from statementkit.values import NumberFormat

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.order.mapper import RowMapper
    from statementkit.order.nodes import Order, Place
    from statementkit.order.plan import Settings

DATE_PATTERN = "yyyy-MM-dd"
"""How dates are written where the file is to tell: no other pattern reads them."""


@attrs.frozen
class Form:
    """A layout, its order compiled, and what a file of it has around the rows.

    `header` holds the names of the columns, `None` without a header; `places` say in which columns
    of a row the tags and paths of an order stand. `around` remembers the records that were written
    around rows: to find one takes long, and another file asks for the same.
    """

    layout: Layout
    tree: Order
    mapper: RowMapper
    header: tuple[str, ...] | None
    places: Mapping[Place, ColumnNumber] = attrs.field(factory=dict)
    around: dict[tuple[str, str], str] = attrs.field(factory=dict, eq=False, init=False)

    @classmethod
    def of(cls, which: str | os.PathLike[str] | Layout) -> Form:
        """Compile a layout. Raises `LayoutError` and `OrderError`."""
        layout = find_layout(which)
        tree = tree_of(layout)
        header = _header(layout, tree)
        places = _places(layout, tree)
        mapper = compile_layout(layout, tree, told(layout), header, places)
        return cls(layout, tree, mapper, header, places)

    @property
    def writer(self) -> RecordWriter:
        """What writes rows of the layout."""
        layout = self.layout
        encoding = written_encoding(layout)
        if layout.format == "fixed":
            width = layout.record if isinstance(layout.record, int) else 0
            return RecordWriter(self.mapper, width, encoding, layout.positions == "bytes", "\n")
        width = len(self.header or self.places)
        is_bare = layout.format == "delimited" and layout.quote == "none"
        banned = f"{delimiter_of(layout)}\n" if is_bare else ""
        return RecordWriter(self.mapper, width, encoding, banned=banned)


def written_encoding(layout: Layout) -> str:
    """Return the encoding of written files: UTF-8 where the file is to tell."""
    return "utf-8" if layout.encoding == AUTO else layout.encoding


def delimiter_of(layout: Layout) -> str:
    """Return the delimiter of written files: one that numbers do not hold, where none is named."""
    if layout.delimiter != AUTO:
        return layout.delimiter
    return ";" if layout.decimal == "," else ","


def told(layout: Layout) -> Settings:
    """Return how the cells of a written file are read: `auto` is what the file will decide."""
    settings = settings_of(layout)
    if layout.date_format == AUTO:
        settings = attrs.evolve(settings, date_format=(DATE_PATTERN,))
    if layout.decimal == AUTO:
        settings = attrs.evolve(settings, number_format=NumberFormat(".", "none"))
    return settings


def _places(layout: Layout, tree: Order) -> Mapping[Place, ColumnNumber]:
    if layout.format != "xml":
        return {}
    from statementkit.layouts.elements import columns_of
    from statementkit.layouts.xml import wishes_of

    return columns_of(wishes_of(layout, tree)[1])


def _header(layout: Layout, tree: Order) -> tuple[str, ...] | None:
    """Return the header of a file: the known one, or one that holds all the names that are asked.

    Columns of which nobody knows a name are called after what the order reads there.
    """
    if layout.format in ("fixed", "xml") or layout.header is False:
        return None
    if layout.header_fingerprint:
        return tuple(layout.header_fingerprint)
    asked = [place.name for place in places_of(tree) if isinstance(place, Header)]
    searched = layout.header if isinstance(layout.header, tuple) else ()
    filled = layout.fill_down or ()
    known = _distinct([*searched, *asked, *(name for name in filled if not name.isdecimal())])
    width = max(numbered_columns(tree), default=0)
    words = list(islice(_words(tree), len(known), width))
    return (*known, *_numbered(words, known)) or ("Date",)


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names without those that differ in case alone."""
    return list({name.strip().casefold(): name for name in reversed(names)}.values())[::-1]


def _words(tree: Order) -> Iterator[str]:
    """Yield what the order reads in each column, by position."""
    lists = [tree.default, *(branch.result for branch in tree.branches)]
    columns = next((each for each in lists if isinstance(each, ColumnList)), None)
    for column in columns.columns if columns else ():
        if column.constant is None:
            yield column.field
    yield from repeat("other")


def _numbered(words: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    taken = {name.casefold() for name in known}
    for number, word in enumerate(words, len(known) + 1):
        is_free = words.count(word) == 1 and word.casefold() not in taken
        yield word if is_free else f"{word} {number}"
