"""Text with tags, well-formed or not: elements whose end tags may be missing, as in OFX 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, FormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from statementkit.layouts.elements import Gatherer
    from statementkit.layouts.text import Soundness
    from statementkit.source import Block

_TAG = re.compile(r"(/?)([A-Za-z_][\w.:-]*)\s*((?:[\s\"'].*)?)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0"}

_RAW = {"!--": "-->", "![CDATA[": "]]>"}
"""How pieces begin in which a `<` is text, and how they end."""

_LONGEST = 1 << 22
"""How many characters may stand between a `<` and the next: 4 Mi."""


def read_tags(blocks: Iterable[Block], gatherer: Gatherer, soundness: Soundness) -> Iterator[None]:
    """Hand the elements of a text to a gatherer, and pause after each block.

    An element whose end tag is missing ends at the next tag if it has text, else with the element
    around it. A record must have its end tag. Raises `FormatError` where reading has to stop.
    """
    reader = _Reader(gatherer, soundness)
    pieces = _pieces(blocks)
    for piece in pieces:
        if piece is None:
            gatherer.check()
            yield
        else:
            reader.read(*piece)
    reader.finish()


Piece = tuple[int, str, bool]
"""The line on which a piece begins, what stands between its `<` and the next one, and whether some
of it may be no text."""


def _pieces(blocks: Iterable[Block]) -> Iterator[Piece | None]:
    """Yield the pieces of a text, and `None` after those of each block."""
    line, rest, is_damaged = 1, None, False
    for block in blocks:
        is_damaged = is_damaged or block.is_damaged or "\0" in block.text
        if rest is None:
            above, *pieces = block.text.split("<")
            line = block.line + above.count("\n")
        else:
            gap = "\n" * (block.line - line - rest.count("\n"))
            pieces = f"{rest}{gap}{block.text}".split("<")
        if not pieces:
            continue
        rest = pieces.pop()
        for piece in pieces:
            yield line, piece, is_damaged
            line += piece.count("\n")
        if len(rest) > _LONGEST:
            raise _too_long(line)
        is_damaged = block.is_damaged
        yield None
    if rest is None:
        raise FormatError(
            Diagnostic(
                code="SK450",
                message="the file has no tags",
                hint="check that the file is a statement with tags, such as OFX or XML",
            )
        )
    yield line, rest, is_damaged


class _Reader:
    """Opens and closes elements by the tags that it meets, and those that it misses."""

    def __init__(self, gatherer: Gatherer, soundness: Soundness) -> None:
        self.gatherer = gatherer
        self.soundness = soundness
        self.stack = gatherer.stack
        self.records = gatherer.record_names
        self.has_text = False
        """Whether the open element has text, and so no elements in it."""
        self.raw: list[str] = []
        self.raw_size = 0
        self.raw_end = ""
        self.raw_line = 0

    def read(self, line: int, piece: str, is_damaged: bool) -> None:
        """Take a piece."""
        if self.raw_end or piece.startswith("!"):
            self._raw(line, piece)
            return
        if is_damaged and self.gatherer.in_record and self.soundness.is_unsound(line, piece):
            self.gatherer.give_up()
        tag, is_whole, text = piece.partition(">")
        found = _TAG.fullmatch(tag) if is_whole else None
        if found is None:
            if not piece.startswith("?"):
                self._text(f"<{piece}")
            return
        slash, name, inside = found.groups()
        if slash:
            self._end(name)
            return
        self._start(name, inside, line)
        if inside.endswith("/"):
            self._end(name)
        elif not text.isspace():
            self._text(_decoded(text))

    def finish(self) -> None:
        """End the file."""
        if self.raw_end:
            message = f"what begins here has no end ({self.raw_end})"
            hint = "fetch the file again from the bank; the records above are read"
            raise FormatError(
                Diagnostic(code="SK450", message=message, hint=hint, line=self.raw_line)
            )
        self._abandon("the file ends inside the record")

    def _start(self, name: str, inside: str, line: int) -> None:
        if self.has_text:
            self._leave()
        local = name.rpartition(":")[2]
        if self.gatherer.in_record and local in self.records:
            self._abandon(f"the record has no end tag before the next <{local}>")
            while self.stack[-1].inner:
                self._leave()
        element = self.stack[-1][name]
        self.stack.append(element)
        if not element.is_plain:
            self.gatherer.enter(element, _attributes(inside), line)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self.has_text and self.stack[-1].path[-1] != local:
            self._leave()
        if local not in self.stack[-1].path:
            return
        while (innermost := self.stack[-1]).path[-1] != local:
            if innermost.is_record:
                self._abandon(f"the record has no end tag before </{local}>")
            self._leave()
        self._leave()

    def _leave(self) -> None:
        self.has_text = False
        element = self.stack.pop()
        if not element.is_plain:
            self.gatherer.leave(element)

    def _abandon(self, message: str) -> None:
        if not self.gatherer.in_record:
            return
        self.gatherer.give_up()
        hint = "fetch the file again from the bank; the other records are read"
        self.soundness.report(self.gatherer.line, "SK455", message, hint)

    def _text(self, text: str) -> None:
        is_outside = len(self.stack) == 1
        if text and not is_outside:
            self.has_text = True
            if self.gatherer.parts is not None:
                self.gatherer.parts.append(text)

    def _raw(self, line: int, piece: str) -> None:
        """Take a piece of a comment, of text as it is, or of a declaration."""
        if not self.raw_end:
            begin = next((each for each in _RAW if piece.startswith(each)), None)
            if begin is None:
                return
            self.raw_end, self.raw_line = _RAW[begin], line
            piece = piece[len(begin) :]
        else:
            piece = f"<{piece}"
        content, is_whole, after = piece.partition(self.raw_end)
        if self.raw_end == "]]>":
            self.raw.append(content)
            self.raw_size += len(content)
            if self.raw_size > _LONGEST:
                raise _too_long(self.raw_line)
        if is_whole:
            text = "".join(self.raw)
            self.raw, self.raw_size, self.raw_end = [], 0, ""
            self._text(text + (_decoded(after) if not after.isspace() else ""))


def _attributes(inside: str) -> Mapping[str, str]:
    if "=" not in inside:
        return {}
    return {name: _decoded(a or b) for name, a, b in _ATTRIBUTE.findall(inside)}


def _decoded(text: str) -> str:
    """Return a text with the characters that its references stand for."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000 or number in (9, 10, 13)
    return chr(number) if is_character else found[0]


def _too_long(line: int) -> FormatError:
    message = f"a tag or a text is longer than {_LONGEST:,} characters"
    hint = "this is no statement, or it is damaged: fetch it again from the bank"
    return FormatError(Diagnostic(code="SK452", message=message, hint=hint, line=line))
