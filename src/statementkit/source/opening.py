"""Opening: a path, bytes, a file object or standard input, unpacked while it is read."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from statementkit.errors import ReadError, quoted
from statementkit.source.failures import translated, unreadable
from statementkit.source.streams import Borrowed, Content
from statementkit.source.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = 1 << 16
"""How many bytes at the start of a file are looked at before it is read."""

_BUFFER = 1 << 16


class Source:
    """A statement's bytes, whatever they come from, under a name for messages.

    Bytes that are packed with gzip or zip come out unpacked. `digest` is the SHA-256 of the
    unpacked bytes in hexadecimal, known once a stream of them was read to its end, else `None`: a
    statement and its packed copy have the same digest. `size` counts the bytes before they are
    unpacked, `None` where nobody knows. `is_text` says that the source was a text
    file object, whose text is given out as UTF-8.

    >>> source = open_source(b"date;amount")
    >>> with source.open() as stream:
    ...     stream.read()
    b'date;amount'
    >>> source.name, source.digest[:8]
    ('<bytes>', 'fdf62db4')
    """

    def __init__(
        self,
        name: str,
        opener: Callable[[], BinaryIO],
        *,
        member: str | None = None,
        reopens: bool = True,
        is_text: bool = False,
        size: int | None = None,
    ) -> None:
        self.name = name
        self.size = size
        self.digest: str | None = None
        self.is_text = is_text
        self.is_packed = False
        """Whether the bytes were packed, once the source was opened."""
        self.reopens = reopens
        self._opener = opener
        self._member = member
        self._waiting: io.BufferedReader | None = None
        self._taken = False

    def __repr__(self) -> str:
        return f"<Source {self.name}>"

    def open(self, *, digested: bool = True, start: int = 0) -> io.BufferedReader:
        """Return a new stream of the unpacked bytes from `start` on; close it.

        A stream that is not `digested` leaves the `digest` unknown, and is faster.

        Raises `ReadError` when the source cannot be opened or unpacked, or when it is a stream that
        cannot go back and was read before.
        """
        stream = self._waiting or self._connect(digested=digested, start=start)
        self._waiting = None
        return stream

    def head(self) -> bytes:
        """Return the first 64 KiB, or all there is, and leave the source as it was."""
        stream = self._waiting or self._connect()
        start = stream.peek()[:HEAD]
        if self.reopens:
            stream.close()
        else:
            self._waiting = stream
        return start

    def sample(self) -> bytes:
        """Return what tells the encoding: the head, and lines from anywhere that are not ASCII.

        A source that cannot be opened again gives its head alone. A sample shorter than a head is
        all there is.
        """
        head = self.head()
        if not self.reopens or len(head) < HEAD or b"\0" in head:
            return head
        with self.open() as stream:
            sample = stream.read1(HEAD)
            for lines in _foreign_lines(stream):
                sample += lines
                if len(sample) > _BUFFER:
                    break
        return sample

    def keep(self) -> None:
        """Hold the bytes of a stream that cannot go back, so that it can be opened again."""
        if self.reopens:
            return
        with self.open() as stream:
            content = stream.read()
        self._opener, self._member, self.reopens = lambda: io.BytesIO(content), None, True

    def _connect(self, *, digested: bool = True, start: int = 0) -> io.BufferedReader:
        if self._taken and not self.reopens:
            raise unreadable(
                self.name,
                "the stream was read before and cannot go back",
                "save it as a file, or hand in its bytes",
            )
        self._taken = True
        with translated(self.name):
            streams = unpack(_buffered(self._opener()), self.name, self._member)
            if start:
                streams[0].seek(start)
        self.is_packed = len(streams) > 1
        finish = self._finish if digested else None
        return io.BufferedReader(Content(self.name, finish, *streams), _BUFFER)

    def _finish(self, digest: str) -> None:
        self.digest = digest


def open_source(
    what: str | os.PathLike[str] | bytes | IO[Any] | io.IOBase | Source,
) -> Source:
    """Return the source behind a path, bytes, a file object (binary or text) or `"-"` for stdin.

    A gzip file is unpacked, and so is a zip file with one member; a member of a larger one is
    chosen as `statements.zip!march.csv`. File objects are read from where they stand and are not
    closed. Raises `ReadError` when there is nothing to read, `FormatError` when a zip file leaves a
    choice, `UnknownFormatError` when it is a workbook or another document.
    """
    if isinstance(what, Source):
        return what
    if isinstance(what, str | os.PathLike):
        return _standard_input() if what == "-" else _path(os.fsdecode(what))
    if isinstance(what, bytes | bytearray | memoryview):
        content = bytes(what)
        return Source("<bytes>", lambda: io.BytesIO(content), size=len(content))
    if hasattr(what, "read"):
        return _stream(what)
    raise TypeError(
        f"a path, bytes, a file object or '-' is wanted, not {type(what).__name__}",
    )


def _standard_input() -> Source:
    return _stream(getattr(sys.stdin, "buffer", sys.stdin), "<stdin>")


def _path(text: str) -> Source:
    if "\n" in text or "\0" in text:
        raise unreadable(
            quoted(text, 40),
            "this is no path",
            "a text is taken for a path; hand in a statement itself as bytes or as io.StringIO",
        )
    with translated(text):
        path, member = _split(text)
        if path.is_dir():
            raise unreadable(text, "it is a folder", "name a file inside it")
        is_pipe = path.exists() and not path.is_file()
        size = path.stat().st_size if path.is_file() else None
    source = Source(
        text,
        lambda: cast("BinaryIO", path.open("rb")),
        member=member,
        reopens=not is_pipe,
        size=size,
    )
    source.head()
    return source


def _split(text: str) -> tuple[Path, str | None]:
    """Return the path of a file, and the member that is meant of a zip file."""
    path = Path(text)
    archive, mark, member = text.rpartition("!")
    if mark and not path.exists() and Path(archive).is_file():
        return Path(archive), member
    return path, None


def _stream(stream: Any, name: str | None = None) -> Source:
    label = name or _name_of(stream)
    with translated(label):
        is_text = isinstance(stream.read(0), str)
        can_seek = hasattr(stream, "seekable") and stream.seekable()
        start = stream.tell() if can_seek else None

    def opener() -> BinaryIO:
        if can_seek:
            stream.seek(start)
        return cast("BinaryIO", Borrowed(stream, is_text=is_text))

    return Source(label, opener, reopens=can_seek, is_text=is_text)


def _name_of(stream: object) -> str:
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else "<stream>"


def _foreign_lines(stream: io.BufferedReader) -> Iterator[bytes]:
    """Yield the lines with other than ASCII bytes, block by block; the first may be cut."""
    with suppress(ReadError):
        while block := stream.read1(_BUFFER):
            if not block.isascii():
                lines = block.splitlines(keepends=True)
                yield b"".join(line for line in lines if not line.isascii())


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast("io.RawIOBase", stream), _BUFFER)
