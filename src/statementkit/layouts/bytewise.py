"""Texts whose positions are bytes: for files that were printed by programs which count those."""

from __future__ import annotations

from typing import Self, SupportsIndex

from statementkit.errors import quoted
from statementkit.values import CellError


class ByteText(str):
    """A text of which a slice is made of whole characters, found by the positions of their bytes.

    Beneath, each character stands for a byte. A slice that cuts a character raises `CellError`.

    >>> text = ByteText.of("Jõgi 12".encode().decode("latin-1"), "utf-8")
    >>> text[0:5], text[6:8], len(text)
    ('Jõgi', '12', 8)
    """

    __slots__ = ("codec",)

    codec: str

    @classmethod
    def of(cls, text: str, codec: str) -> Self:
        """Return a text of bytes, which `codec` turns into characters."""
        made = cls(text)
        made.codec = codec
        return made

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Return the characters at these bytes."""
        cell = super().__getitem__(key).encode("latin-1")
        try:
            return cell.decode(self.codec)
        except UnicodeDecodeError:
            shown = cell.decode(self.codec, "replace")
            raise CellError(
                "SK322",
                f"the place begins or ends inside a character: {quoted(shown)}",
                "correct the place in the order, or positions in the layout",
            ) from None

    @property
    def beneath(self) -> str:
        """The text of bytes."""
        return str.__getitem__(self, slice(None))


def joined(parts: list[str]) -> str:
    """Return texts one after the other, by bytes if any of them is.

    >>> joined(["ab", "c"])
    'abc'
    """
    text = "".join(parts)
    for part in parts:
        if isinstance(part, ByteText):
            return ByteText.of(text, part.codec)
    return text
