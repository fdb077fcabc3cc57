"""Files of text: the way from a source to its lines that every reader of text takes."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, Findings, FormatError, ReadError, UnknownFormatError
from statementkit.model import Fact
from statementkit.source import (
    CUT,
    Block,
    Encoding,
    Source,
    describe_binary,
    encoding_of,
    likeness,
    read_blocks,
    unmark,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

    from statementkit.layouts.layout import Layout

SPACE = " \t\n\xa0\x1a\ufeff"
"""What lines without content hold: white space, and the end mark of DOS files."""

TOO_LONG = (
    "SK410",
    "the line is too long to be read",
    "check that the file is a statement, and that every record stands on its own line",
)

_BINARY_SHARE = 0.1
"""The share of control characters from which a file is no text."""

_ENOUGH = 1 << 16
"""How many characters at the top of a file are looked at together at least."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1a"))

_UNREADABLE = re.compile("\0|[\ud800-\udfff]+")

_EMPTY = Diagnostic(
    code="SK415",
    message="the file is empty",
    hint="export the statement again, for days on which there were payments",
)


@attrs.frozen
class Text:
    """An open file of text, at the first line that is not skipped."""

    encoding: Encoding
    stream: BufferedReader
    first: Block
    rest: Iterator[Block]

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks of the file; taken once."""
        return chain([self.first], self.rest)

    def unbroken(self, problems: Findings) -> Iterator[Block]:
        """Yield all blocks; where the file breaks off, that is the last of its problems."""
        try:
            yield from self.blocks
        except ReadError as error:
            problems += error.diagnostics

    @property
    def fact(self) -> Fact:
        """What decided the encoding."""
        encoding = self.encoding
        return Fact("encoding", encoding.name, encoding.evidence, encoding.lines)

    @property
    def warnings(self) -> list[Diagnostic]:
        """The doubt about the encoding, if there is one."""
        return [] if self.encoding.doubt is None else [self.encoding.doubt]


def open_text(
    source: Source, layout: Layout, *, bytewise: bool = False, width: int | None = None
) -> Text:
    """Open a file of text under the encoding of its layout, below the lines that this one skips.

    `bytewise`: a character of the blocks stands for a byte. `width`: an endless line is broken at
    records of so many characters. Raises `ReadError` for a file that is no text or has none.
    """
    encoding = _encoding(source, layout)
    stream = source.open()
    codec = attrs.evolve(encoding, codec="latin-1") if bytewise else encoding
    blocks = below(read_blocks(stream, codec, width), layout.skip_lines)
    first = _top(blocks)
    if first is None or not first.text.strip():
        raise FormatError(_EMPTY)
    return Text(encoding, stream, first, blocks)


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


def _not_text(source: Source, what: str, hint: str) -> UnknownFormatError:
    return UnknownFormatError(
        Diagnostic(code="SK404", message=f"this is {what}", hint=hint, file=source.name)
    )


def _top(blocks: Iterator[Block]) -> Block | None:
    """Return enough of a file to decide by: a last line without its end is a block of its own."""
    top = next(blocks, None)
    while top and len(top.text) < _ENOUGH and (more := next(blocks, None)):
        text = f"{top.text}\n{more.text}"
        top = Block(top.line, text, top.is_damaged or more.is_damaged)
    return top


def below(blocks: Iterator[Block], skip: int) -> Iterator[Block]:
    """Yield the blocks without the first `skip` lines of the file."""
    for block in blocks:
        if block.line > skip:
            yield block
            continue
        lines = block.text.split("\n", skip - block.line + 1)
        dropped = len(lines) - 1
        if block.line + dropped > skip:
            yield attrs.evolve(block, line=block.line + dropped, text=lines[-1])


class Soundness:
    """Tells lines that are damaged, and keeps what is wrong with them: each once."""

    def __init__(self, encoding: Encoding, file: str | None) -> None:
        self.problems = Findings()
        self._encoding = encoding
        self._file = file
        self._likeness: str | None = None

    def is_unsound(self, line: int, text: str) -> bool:
        """Return whether a line holds what is no text, and report it."""
        if not (found := _UNREADABLE.search(text)):
            return False
        if found[0] == "\0":
            hint = "the file is damaged; fetch it again from the bank"
            self.report(line, "SK411", "the line holds NUL bytes", hint)
        elif found[0].endswith(CUT):
            self.report(line, *TOO_LONG)
        else:
            self.report_damage(line, unmark(found[0], self._encoding), text)
        return True

    def report_damage(self, line: int, wrong: bytes, text: str) -> None:
        """Report bytes that are no text in the encoding of the file."""
        if self._likeness is None:
            self._likeness = likeness(unmark(text, self._encoding), whole=True)
        shown = wrong.hex(" ").upper()
        message = f"bytes {shown} are no text in {self._encoding.name}"
        self.report(line, "SK412", message, self._likeness)

    def report(self, line: int, code: str, message: str, hint: str) -> None:
        """Report what is wrong with a line."""
        self.problems.add(
            line,
            Diagnostic,
            code=code,
            message=message,
            hint=hint,
            file=self._file,
            line=line,
        )
