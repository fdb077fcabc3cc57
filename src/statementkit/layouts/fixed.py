"""Fixed-width files: from a source and a layout to records, each the text of its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, FormatError, LayoutError
from statementkit.layouts.bytewise import ByteText
from statementkit.layouts.records import Replayable
from statementkit.layouts.text import SPACE, Soundness, open_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.errors import Findings
    from statementkit.layouts.layout import Layout
    from statementkit.layouts.records import Row
    from statementkit.layouts.text import Text
    from statementkit.order.nodes import ColumnNumber, Place
    from statementkit.source import Source

Line = tuple[int, str]


class FixedRecords(Replayable):
    """The records of a fixed-width file: an iterator of `(line, text)`, and what was found.

    Every line ends as a record, or among `problems`, or is counted by `left_out`.
    """

    header: Sequence[str] | None = None
    header_line: int | None = None

    def __init__(self, source: Source, text: Text, layout: Layout) -> None:
        self.source = source
        self.encoding = text.encoding.name
        self.facts = [text.fact]
        self.warnings = text.warnings
        self._codec = text.encoding.codec if layout.positions == "bytes" else None
        self._soundness = Soundness(text.encoding, source.name)
        self._comment = layout.comment
        self._counts = {"lines above the data": layout.skip_lines, "blank lines": 0}
        lines = self._lines(text)
        match layout.record:
            case int(length):
                lines = self._cut(lines, length, _is_endless(source.head()))
            case str(mark):
                lines = self._marked(lines, mark)
        rows = self._bytewise(lines, self._codec) if self._codec else lines
        super().__init__(rows, text.stream, layout.footer_lines)

    @property
    def places(self) -> Mapping[Place, ColumnNumber]:
        """Nothing: every place of a fixed-width record is a range of characters."""
        return {}

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many lines so far are no records, by what they are."""
        return {**self._counts, "records in the footer": self.footer_rows}

    @property
    def problems(self) -> Findings:
        """Records that could not be read, each once."""
        return self._soundness.problems

    def _lines(self, text: Text) -> Iterator[Line]:
        """Yield the lines that hold something and are text."""
        comment, counts, is_unsound = self._comment, self._counts, self._soundness.is_unsound
        for block in text.unbroken(self.problems):
            is_suspect = block.is_damaged or "\0" in block.text
            for number, line in enumerate(block.lines, block.line):
                if not line.lstrip(SPACE):
                    counts["blank lines"] += 1
                elif comment is not None and line.startswith(comment):
                    counts["lines of comment"] = counts.get("lines of comment", 0) + 1
                elif not (is_suspect and is_unsound(number, line)):
                    yield number, line

    def _marked(self, lines: Iterator[Line], mark: str) -> Iterator[Line]:
        """Yield the lines that begin with the mark of records."""
        what = f"lines that do not begin with {mark}"
        self._counts[what] = 0
        for number, line in lines:
            if line.startswith(mark):
                yield number, line
            else:
                self._counts[what] += 1

    def _cut(self, lines: Iterator[Line], length: int, endless: bool) -> Iterator[Line]:
        """Yield records of so many characters; what is left of a line of several is a problem.

        A line by itself may be shorter: programs drop the blanks at its end. In an `endless` file,
        which is all one line, records are counted in place of lines.
        """
        count = before = 0
        for number, line in lines:
            is_alone = len(line) <= length and number != before and not endless
            before = number
            for start in range(0, len(line), length):
                record = line[start : start + length]
                count += 1
                if len(record) == length or is_alone:
                    yield count if endless else number, record
                elif record.strip(SPACE):
                    self._wrong_length(count if endless else number, len(record), length)

    def _wrong_length(self, line: int, found: int, length: int) -> None:
        message = f"the record has {found} characters where the layout says {length}"
        hint = (
            "if it is the last one, the file was cut off: fetch it again; if not, correct record in"
            " the layout"
        )
        self._soundness.report(line, "SK430", message, hint)

    def _bytewise(self, lines: Iterator[Line], codec: str) -> Iterator[Row]:
        """Yield the lines as texts whose positions are bytes."""
        for number, line in lines:
            if line.isascii():
                yield number, line
                continue
            data = line.encode("latin-1")
            try:
                data.decode(codec)
            except UnicodeDecodeError as error:
                wrong = data[error.start : error.end]
                self._soundness.report_damage(number, wrong, line)
            else:
                yield number, ByteText.of(line, codec)


def _is_endless(head: bytes) -> bool:
    """Return whether a file has no line ends but perhaps a last one."""
    return not _LINE_END.search(head.rstrip(b"\r\n\x1a "))


_LINE_END = re.compile(rb"[\r\n]")


def open_fixed(source: Source, layout: Layout) -> FixedRecords:
    """Open a fixed-width file. Raises `ReadError` when it cannot be read at all."""
    width = layout.record if isinstance(layout.record, int) else None
    bytewise = layout.positions == "bytes"
    try:
        text = open_text(source, layout, bytewise=bytewise, width=width)
    except FormatError as error:
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None
    if bytewise and text.encoding.is_wide:
        raise LayoutError(
            Diagnostic(
                code="SK513",
                field="positions",
                message=f"bytes cannot be counted in {text.encoding.name}",
                hint='leave out positions = "bytes": the places are characters then',
                source=layout.name,
            )
        )
    return FixedRecords(source, text, layout)
