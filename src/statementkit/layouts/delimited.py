"""Delimited files: from a source and a layout to rows, streamed in constant memory."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, FormatError, UnknownFormatError
from statementkit.layouts.dialect import decide_dialect
from statementkit.layouts.header import Header, absent, compare_header, find_header
from statementkit.layouts.rows import Row, RowReader
from statementkit.model import Fact
from statementkit.source import (
    Block,
    Encoding,
    Source,
    describe_binary,
    encoding_of,
    open_source,
    read_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from io import BufferedReader

    from statementkit.layouts.layout import Layout

_BINARY_SHARE = 0.1
"""The share of control characters from which a file is no text."""

_ENOUGH = 1 << 16
"""How many characters at the top of a file are looked at together at least."""


class Records:
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
    ) -> None:
        self.source = source
        self.encoding = encoding
        self.delimiter = reader.dialect.delimiter
        self.header = header.cells if header else None
        self.header_line = header.line if header else None
        self.preamble_lines = preamble_lines
        self.footer_rows = 0
        self.facts = facts
        self.warnings = warnings
        self._stream = stream
        self._reader = reader
        self._rows = reader.rows()
        if footer_lines:
            self._rows = self._without_footer(self._rows, footer_lines)

    @property
    def problems(self) -> list[Diagnostic]:
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

    def head(self, count: int) -> list[Row]:
        """Return the first rows, which the iteration will give again."""
        first = list(islice(self._rows, count))
        self._rows = chain(first, self._rows)
        return first

    def close(self) -> None:
        """Close the file before its end, at which it is closed anyway."""
        self._stream.close()

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __next__(self) -> Row:
        return next(self._rows)

    def _without_footer(self, rows: Iterator[Row], count: int) -> Iterator[Row]:
        ring: deque[Row] = deque(maxlen=count)
        for row in rows:
            if len(ring) == count:
                yield ring[0]
            ring.append(row)
        self.footer_rows = len(ring)


def open_records(
    what: Any, layout: Layout, columns_needed: Collection[int] | None = None
) -> Records:
    r"""Open a delimited file and return its rows, with what was decided about it.

    `what` is anything that `open_source` takes. `columns_needed` are the numbers of the columns
    that the order reads by position: only there does a difference from the layout's
    `header_fingerprint` stop the reading; `None` stands for all of them.

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
        return _open(source, layout, columns_needed)
    except FormatError as error:
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None


def _open(source: Source, layout: Layout, needed: Collection[int] | None) -> Records:
    encoding = _encoding(source, layout)
    stream = source.open()
    blocks = _below(read_blocks(stream, encoding), layout.skip_lines)
    first = _top(blocks)
    if first is None or not first.text.strip():
        raise FormatError(_EMPTY)
    names = _searched_names(layout)
    dialect, dialect_facts = decide_dialect(first, layout.delimiter, layout.quote, names)
    read = partial(
        RowReader, dialect=dialect, encoding=encoding, comment=layout.comment, file=source.name
    )
    header = None if layout.header is False else _header(read(iter([first])), layout, names)
    start = header.last_line if header else layout.skip_lines
    return Records(
        read(_below(chain([first], blocks), start), header=header.cells if header else None),
        source=source,
        stream=stream,
        encoding=encoding.name,
        header=header,
        preamble_lines=header.line - 1 if header else layout.skip_lines,
        footer_lines=layout.footer_lines,
        facts=[_encoding_fact(encoding), *dialect_facts, *_header_facts(header, names)],
        warnings=_warnings(encoding, header, layout.header_fingerprint, needed),
    )


_EMPTY = Diagnostic(
    code="SK415",
    message="the file is empty",
    hint="export the statement again, for days on which there were payments",
)


def _encoding(source: Source, layout: Layout) -> Encoding:
    """Return the encoding of a source that is text; raise `UnknownFormatError` if it is none."""
    head = source.head()
    if (found := describe_binary(head)) is not None:
        raise _not_text(source, *found)
    encoding = encoding_of(source, layout.encoding)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if not encoding.is_wide and controls > _BINARY_SHARE * len(head):
        raise _not_text(source, "no text", "give the file that the bank calls CSV or text")
    return encoding


_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1a"))


def _not_text(source: Source, what: str, hint: str) -> UnknownFormatError:
    return UnknownFormatError(
        Diagnostic(code="SK404", message=f"this is {what}", hint=hint, file=source.name)
    )


def _searched_names(layout: Layout) -> Sequence[str]:
    """Return the names by which the header is found, none when it is the first record."""
    if isinstance(layout.header, tuple):
        return layout.header
    return (layout.header and layout.header_fingerprint) or ()


def _below(blocks: Iterator[Block], skip: int) -> Iterator[Block]:
    """Yield the blocks without the first `skip` lines of the file."""
    for block in blocks:
        lines = block.text.split("\n", max(0, skip - block.line + 1))
        dropped = len(lines) - 1
        if block.line + dropped > skip:
            yield attrs.evolve(block, line=block.line + dropped, text=lines[-1])


def _top(blocks: Iterator[Block]) -> Block | None:
    """Return enough of a file to decide by: a last line without its end is a block of its own."""
    top = next(blocks, None)
    while top and len(top.text) < _ENOUGH and (more := next(blocks, None)):
        text = f"{top.text}\n{more.text}"
        top = Block(top.line, text, top.is_damaged or more.is_damaged)
    return top


def _header(top: RowReader, layout: Layout, names: Sequence[str]) -> Header:
    header = find_header(top.rows(), names, exactly=isinstance(layout.header, tuple))
    if top.problems and not names:
        raise FormatError(top.problems[0])
    return header


def _encoding_fact(encoding: Encoding) -> Fact:
    return Fact("encoding", encoding.name, encoding.evidence, encoding.lines)


def _header_facts(header: Header | None, names: Sequence[str]) -> list[Fact]:
    if header is None or not names:
        return []
    evidence = f"line {header.line} holds {len(names) - len(absent(header.cells, names))}"
    evidence += f" of the {len(names)} names"
    return [Fact("header", header.line, evidence, (header.line,))]


def _warnings(
    encoding: Encoding,
    header: Header | None,
    expected: Sequence[str] | None,
    needed: Collection[int] | None,
) -> list[Diagnostic]:
    """Return what is odd about a file; raise `FormatError` when columns are not where they were."""
    findings = compare_header(header, expected, needed) if header and expected else []
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise FormatError(*errors)
    return findings if encoding.doubt is None else [encoding.doubt, *findings]
