"""Changing values in the bytes of a block: the lines of these values change, and no others."""

from __future__ import annotations

import unicodedata
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from statementkit.errors import WriteError
from statementkit.formats.onec.keys import KEYS, NAMES, READINGS
from statementkit.formats.onec.problems import diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statementkit.formats.onec.model import Block

_ORDER = {key.name: number for number, key in enumerate(KEYS)}
_KOPECKS = -2


def changed(block: Block, values: Mapping[str, object]) -> bytes:
    """Return the bytes of a block with other values, by attribute (`payer.tax_id`) or by key.

    Raises `WriteError` for an attribute that does not exist and a value that cannot be written.
    """
    lines = _Lines(block)
    for attribute, value in values.items():
        name = _name(block, attribute)
        lines.set(name, _encoded(block, name, value))
    return lines.joined()


def _name(block: Block, attribute: str) -> str:
    """Return the key of an attribute: the one that the block has, else that of the standard."""
    names = [key.name for key in KEYS if (key.section, key.attribute) == (block.place, attribute)]
    present = [name for name in names if name in block.names]
    if names:
        return (present or names)[0]
    key = NAMES.get(attribute.casefold(), attribute)
    if key not in READINGS and key not in block.names:
        raise _refusal(block, "SK619", None, value=attribute)
    return key


def _encoded(block: Block, name: str, value: object) -> bytes:
    text = _written(block, name, value)
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise _refusal(block, "SK658", name, value=text)
    try:
        return text.encode(block.codec)
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise _refusal(
            block,
            "SK657",
            name,
            character=character,
            name=unicodedata.name(character, f"U+{ord(character):04X}"),
            before=text[: error.start],
        ) from None


def _written(block: Block, name: str, value: object) -> str:
    """Return a value as the standard writes it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        exponent = value.normalize().as_tuple().exponent
        if isinstance(exponent, int) and exponent >= _KOPECKS:
            return f"{value:.2f}"
    raise _refusal(block, "SK619", name, value=str(value))


def _refusal(block: Block, code: str, key: str | None, /, **words: str) -> WriteError:
    return WriteError(diagnostic(block.problem(code, key, **words)))


class _Lines:
    """The physical lines of a block, each with its line end."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._end = b"\n" if b"\n" in block.raw else b"\r"
        self._usual_end = b"\r\n" if b"\r\n" in block.raw else self._end
        self._lines = [line + self._end for line in block.raw.split(self._end)]
        self._lines[-1] = self._lines[-1].removesuffix(self._end)
        shape, _ = block.content
        self._offsets = dict(shape.offsets)

    def joined(self) -> bytes:
        """Return the bytes of all lines."""
        return b"".join(self._lines)

    def set(self, name: str, value: bytes) -> None:
        """Give a key another value; without a line of its own it gets one."""
        if name not in self._offsets:
            self._insert(name, value)
            return
        offset = self._offsets[name]
        key, _, before = self._lines[offset].partition(b"=")
        text = before.rstrip(b"\r\n")
        margin = text[: len(text) - len(text.lstrip())] if text.strip() else b""
        if key.endswith((b"\r", b"\n")):
            key, before = key.rstrip(b"\r\n"), key[len(key.rstrip(b"\r\n")) :]
            text = b""
        self._lines[offset] = key + b"=" + margin + value + before[len(text) :]
        self._drop_after(offset, self._lines_of(name) - 1)

    def _lines_of(self, name: str) -> int:
        shape, values = self._block.content
        return values[shape.index[name]].count(b"\n") + 1

    def _drop_after(self, offset: int, count: int) -> None:
        """Leave out the lines on which a text went on."""
        place = offset + 1
        for _ in range(count):
            while not self._lines[place].strip():
                place += 1
            del self._lines[place]
            self._shift(place, -1)

    def _insert(self, name: str, value: bytes) -> None:
        """Put a line behind those that the standard has before it."""
        order = _ORDER.get(name, len(_ORDER))
        before = [
            offset + self._lines_of(other) - 1
            for other, offset in self._offsets.items()
            if _ORDER.get(other, len(_ORDER)) < order and other in self._block.names
        ]
        place = max(before, default=self._block.marks_before - 1) + 1
        neighbour = self._lines[place - 1] if place else self._lines[0]
        end = neighbour[len(neighbour.rstrip(b"\r\n")) :] or self._usual_end
        if place and not neighbour.endswith((b"\r", b"\n")):
            self._lines[place - 1] += end
        self._lines.insert(place, name.encode(self._block.codec) + b"=" + value + end)
        self._shift(place, 1)
        self._offsets[name] = place

    def _shift(self, place: int, by: int) -> None:
        for name, offset in self._offsets.items():
            if offset >= place:
                self._offsets[name] = offset + by
