"""Streams of bytes between a source and its reader."""

from __future__ import annotations

import hashlib
import io
from typing import IO, TYPE_CHECKING, Any

from statementkit.errors import ReadError
from statementkit.source.failures import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer


class Borrowed(io.RawIOBase):
    """The bytes of somebody else's stream: it is never closed, and its text becomes UTF-8."""

    def __init__(self, stream: IO[Any], *, is_text: bool) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._is_text = is_text
        self._rest = b""

    def readable(self) -> bool:
        """Return `True`."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; return how many bytes it took, 0 at the end."""
        target = memoryview(buffer).cast("B")
        if not self._rest:
            piece: Any = self._read(len(target)) or b""
            self._rest = (
                piece.encode("utf-8", "surrogatepass") if piece and self._is_text else piece
            )
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class Content(io.RawIOBase):
    """Unpacked bytes on their way out: digested, and with every failure in our own words.

    The bytes come from the first of the `streams`; the others are closed with it. What could be
    read before a failure is handed out first. `finish` is told the SHA-256 at the end; without it
    there is no digest.
    """

    def __init__(self, name: str, finish: Callable[[str], None] | None, *streams: Any) -> None:
        self._name = name
        self._finish = finish
        self._streams = streams
        self._hash = hashlib.sha256()
        self._failure: ReadError | None = None

    def readable(self) -> bool:
        """Return `True`."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; return how many bytes it took, 0 at the end."""
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and (count := self._next(target[filled:])):
            filled += count
        if self._failure is not None and not filled:
            raise self._failure
        if self._finish is None:
            return filled
        self._hash.update(target[:filled])
        if not filled:
            self._finish(self._hash.hexdigest())
        return filled

    def _next(self, target: memoryview) -> int:
        if self._failure is None:
            try:
                with translated(self._name):
                    return self._streams[0].readinto1(target)  # type: ignore[no-any-return]
            except ReadError as failure:
                self._failure = failure
        return 0

    def close(self) -> None:
        """Close the streams below as well."""
        if not self.closed:
            for stream in self._streams:
                stream.close()
        super().close()
