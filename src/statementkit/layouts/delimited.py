"""Delimited files: from a source and a layout to rows, streamed in constant memory."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from statementkit.errors import FormatError
from statementkit.layouts.chunks import Chunks, Span
from statementkit.layouts.dialect import decide_dialect
from statementkit.layouts.header import (
    Header,
    check_header,
    find_header,
    header_facts,
    searched_names,
)
from statementkit.layouts.records import Replayable
from statementkit.layouts.rows import RowReader
from statementkit.layouts.text import below, open_text
from statementkit.source import Source, open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from io import BufferedReader

    from statementkit.errors import Diagnostic, Findings
    from statementkit.layouts.layout import Layout
    from statementkit.layouts.rows import Dialect
    from statementkit.model import Fact
    from statementkit.order.nodes import ColumnNumber, Order, Place


class Records(Replayable):
    """The rows of a delimited file: an iterator of `(line, cells)`, and what was found about it.

    `line` is the line of the file on which the record begins, from 1. `header` holds the names of
    the columns as written and `header_line` their line, `None` without one. `facts` were decided by
    evidence; `warnings` do not stop the reading.

    At the end of the iteration every line is accounted for: its record was handed out or is one of
    `problems`, or it lies above the header (`preamble_lines`), in the footer (`footer_rows`), or is
    counted by `blank_lines`, `comment_lines` or `repeated_headers`. These counts and `problems`
    grow while the rows are read; `problems` may be emptied on the way.
    """

    def __init__(
        self,
        reader: RowReader,
        *,
        source: Source,
        stream: BufferedReader,
        encoding: str,
        header: Header | None,
        preamble_lines: int,
        footer_lines: int,
        facts: list[Fact],
        warnings: list[Diagnostic],
        again: Callable[..., Chunks],
    ) -> None:
        super().__init__(reader.rows(), stream, footer_lines)
        self.source = source
        self.encoding = encoding
        self.delimiter = reader.dialect.delimiter
        self.header: Sequence[str] | None = header.cells if header else None
        self.header_line = header.line if header else None
        self.preamble_lines = preamble_lines
        self.facts = facts
        self.warnings = warnings
        self._reader = reader
        self._again = again
        self.is_in_chunks = not footer_lines and source.reopens and _is_narrow(reader.dialect)
        """Whether the rows can be had in `chunks`: where a footer follows, its end decides."""
        self.has_spans = self.is_in_chunks and encoding == "utf-8" and not source.is_packed
        """Whether some bytes of the file can be read without those before them."""

    def chunks(
        self, *, size: int, width: int, digested: bool = False, span: Span | None = None
    ) -> Chunks:
        """Return the file once more in chunks of some `size` bytes, in place of the iteration.

        `width` columns are named in them; `digested` says whether the source gets its digest. With
        a `span` there are only its bytes.
        """
        self.close()
        chunks = self._again(size=size, width=width, digested=digested, span=span)
        self._reader, self._stream = chunks.reader, chunks.stream
        return chunks

    @property
    def places(self) -> Mapping[Place, ColumnNumber]:
        """Nothing: every place of a delimited file is a column."""
        return {}

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many lines so far are no records, by what they are."""
        return {
            "lines above the header": self.preamble_lines,
            "records in the footer": self.footer_rows,
            "blank lines": self.blank_lines,
            "lines of comment": self.comment_lines,
        }

    @property
    def problems(self) -> Findings:
        """Records that could not be read, each once."""
        return self._reader.problems

    @property
    def blank_lines(self) -> int:
        """How many lines of records without any content were left out so far."""
        return self._reader.blank_lines

    @property
    def repeated_headers(self) -> int:
        """How many records were the header once more, as in joined files."""
        return self._reader.repeated_headers

    @property
    def comment_lines(self) -> int:
        """How many lines of comment were left out so far."""
        return self._reader.comment_lines


def open_records(what: Any, layout: Layout, order: Order | None = None) -> Records:
    r"""Open a delimited file and return its rows, with what was decided about it.

    `what` is anything that `open_source` takes. Only in columns that `order` reads by position
    does a difference from the layout's `header_fingerprint` stop the reading; without an order, in
    all of them.

    Raises `ReadError` (`EncodingError`, `UnknownFormatError`, `FormatError`) when the file cannot
    be read at all; what concerns single records is among the `problems` of the result.

    >>> from statementkit.layouts import Layout
    >>> records = open_records(b"Day;Sum\n1.2.;3,50\n2.2.;4,00\n", Layout())
    >>> records.header, records.delimiter, records.encoding
    (['Day', 'Sum'], ';', 'utf-8')
    >>> list(records)
    [(2, ['1.2.', '3,50']), (3, ['2.2.', '4,00'])]
    """
    source = open_source(what)
    try:
        return _open(source, layout, order)
    except FormatError as error:
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None


def _open(source: Source, layout: Layout, order: Order | None) -> Records:
    text = open_text(source, layout)
    names = searched_names(layout)
    dialect, dialect_facts = decide_dialect(text.first, layout.delimiter, layout.quote, names)
    read = partial(
        RowReader,
        dialect=dialect,
        encoding=text.encoding,
        comment=layout.comment,
        file=source.name,
    )
    header = None if layout.header is False else _header(read(iter([text.first])), layout, names)
    start = header.last_line if header else layout.skip_lines
    below_header = partial(read, header=header.cells if header else None)

    def again(*, size: int, width: int, digested: bool, span: Span | None) -> Chunks:
        stream = source.open(digested=digested, start=span.start if span else 0)
        return Chunks(stream, text.encoding, start, below_header, size=size, width=width, span=span)

    return Records(
        below_header(below(text.blocks, start)),
        source=source,
        stream=text.stream,
        encoding=text.encoding.name,
        header=header,
        preamble_lines=header.line - 1 if header else layout.skip_lines,
        footer_lines=layout.footer_lines,
        facts=[text.fact, *dialect_facts, *header_facts(header, names)],
        warnings=[
            *text.warnings,
            *check_header(header, layout, order),
        ],
        again=again,
    )


def _is_narrow(dialect: Dialect) -> bool:
    """Return whether delimiter and quote are bytes."""
    return f"{dialect.delimiter}{dialect.quote}".isascii()


def _header(top: RowReader, layout: Layout, names: Sequence[str]) -> Header:
    header = find_header(top.rows(), names, exactly=isinstance(layout.header, tuple))
    if top.problems and not names:
        raise FormatError(top.problems[0])
    return header
