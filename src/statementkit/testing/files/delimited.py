"""Delimited files: rows as text between delimiters, under their header."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from statementkit.layouts.compiling import AUTO
from statementkit.testing.forms import delimiter_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.layouts import Layout
    from statementkit.order.cells import Row
    from statementkit.testing.files.dress import Dress
    from statementkit.testing.forms import Form


def write_delimited(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    """Return a delimited file; where it has no quotes, no cell may need them."""
    layout = form.layout
    pen = _Pen(layout, dress)
    records = [pen.line(row) for row in rows]
    header = [] if form.header is None else [pen.line(form.header)]
    if dress.repeats and len(records) > 1:
        records[1:1] = header
    below = (pen.line([each]) for each in dress.below)
    lines = [*dress.above, *header, *dress.lines(records, layout.comment), *below]
    return dress.text(lines).encode(dress.encoding)


class _Pen:
    """Writes rows as lines."""

    def __init__(self, layout: Layout, dress: Dress) -> None:
        self._comment = layout.comment
        self._delimiter = delimiter_of(layout)
        self._quote = '"' if layout.quote == AUTO else layout.quote
        self._quote_all = dress.quote_all

    def line(self, row: Row) -> str:
        """Return a row as a line, which may hold line breaks in quotes."""
        if self._quote == "none":
            return self._delimiter.join(row)
        file = io.StringIO()
        looks_like_a_comment = self._comment is not None and row[0].startswith(self._comment)
        quote_all = self._quote_all or looks_like_a_comment
        csv.writer(
            file,
            delimiter=self._delimiter,
            quotechar=self._quote,
            quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
            lineterminator="\n",
        ).writerow(row)
        return file.getvalue().removesuffix("\n")
