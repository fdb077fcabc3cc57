"""Opening: a path, bytes, a file object or standard input, unpacked while it is read."""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import shutil
import struct
import sys
import tempfile
import zipfile
import zlib
from contextlib import ExitStack, contextmanager, suppress
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from statementkit.errors import (
    Diagnostic,
    FormatError,
    ReadError,
    UnknownFormatError,
    quoted,
    shorten,
)
from statementkit.source.binary import describe_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import WriteableBuffer

HEAD = 1 << 16
"""How many bytes at the start of a file are looked at before it is read."""

_BUFFER = 1 << 18
_SPOOL = 1 << 23

_UNPACKING = (
    BadGzipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the packers of the standard library raise for bytes that are not theirs."""

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Source:
    """A statement's bytes, whatever they come from, under a name for messages.

    Bytes that are packed with gzip or zip come out unpacked. `digest` is the SHA-256 of the
    unpacked bytes in hexadecimal, known once a stream of them was read to its end, else `None`: a
    statement and its packed copy have the same digest. `is_text` says that the source was a text
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
    ) -> None:
        self.name = name
        self.digest: str | None = None
        self.is_text = is_text
        self.reopens = reopens
        self._opener = opener
        self._member = member
        self._waiting: io.BufferedReader | None = None
        self._taken = False

    def __repr__(self) -> str:
        return f"<Source {self.name}>"

    def open(self) -> io.BufferedReader:
        """Return a new stream of the unpacked bytes; close it.

        Raises `ReadError` when the source cannot be opened or unpacked, or when it is a stream that
        cannot go back and was read before.
        """
        stream, self._waiting = self._waiting or self._connect(), None
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

    def _connect(self) -> io.BufferedReader:
        if self._taken and not self.reopens:
            raise _unreadable(
                self.name,
                "the stream was read before and cannot go back",
                "save it as a file, or hand in its bytes",
            )
        self._taken = True
        with _translated(self.name):
            streams = _unpack(_buffered(self._opener()), self.name, self._member)
        return io.BufferedReader(_Content(self, *streams), _BUFFER)


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
        return Source("<bytes>", lambda: io.BytesIO(content))
    if hasattr(what, "read"):
        return _stream(what)
    raise TypeError(
        f"a path, bytes, a file object or '-' is wanted, not {type(what).__name__}",
    )


def _standard_input() -> Source:
    return _stream(sys.stdin.buffer, "<stdin>")


def _path(text: str) -> Source:
    if "\n" in text or "\0" in text:
        raise _unreadable(
            quoted(text, 40),
            "this is no path",
            "a text is taken for a path; hand in a statement itself as bytes or as io.StringIO",
        )
    with _translated(text):
        path, member = _split(text)
        if path.is_dir():
            raise _unreadable(text, "it is a folder", "name a file inside it")
        is_pipe = path.exists() and not path.is_file()
    source = Source(
        text,
        lambda: cast("BinaryIO", path.open("rb")),
        member=member,
        reopens=not is_pipe,
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
    with _translated(label):
        is_text = isinstance(stream.read(0), str)
        can_seek = hasattr(stream, "seekable") and stream.seekable()
        start = stream.tell() if can_seek else None

    def opener() -> BinaryIO:
        if can_seek:
            stream.seek(start)
        return cast("BinaryIO", _Borrowed(stream, is_text=is_text))

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


class _Borrowed(io.RawIOBase):
    """The bytes of somebody else's stream: it is never closed, and its text becomes UTF-8."""

    def __init__(self, stream: IO[Any], *, is_text: bool) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._is_text = is_text
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
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


class _Content(io.RawIOBase):
    """Unpacked bytes on their way out: digested, and with every failure in our own words.

    What could be read before a failure is handed out first.
    """

    def __init__(self, source: Source, *streams: Any) -> None:
        self._source = source
        self._streams = streams
        self._hash = hashlib.sha256()
        self._failure: ReadError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and (piece := self._next(len(target) - filled)):
            target[filled : filled + len(piece)] = piece
            filled += len(piece)
        if self._failure is not None and not filled:
            raise self._failure
        self._hash.update(target[:filled])
        if not filled:
            self._source.digest = self._hash.hexdigest()
        return filled

    def _next(self, size: int) -> bytes:
        if self._failure is None:
            try:
                with _translated(self._source.name):
                    return self._streams[0].read1(size)  # type: ignore[no-any-return]
            except ReadError as failure:
                self._failure = failure
        return b""

    def close(self) -> None:
        if not self.closed:
            for stream in self._streams:
                stream.close()
        super().close()


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast("io.RawIOBase", stream), _BUFFER)


def _unpack(stream: io.BufferedReader, name: str, member: str | None) -> tuple[Any, ...]:
    """Return the stream of unpacked bytes, and those below it that must be closed with it."""
    magic = stream.peek(4)[:4]
    if magic.startswith(b"\x1f\x8b"):
        return GzipFile(fileobj=stream), stream
    if magic in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _unzip(stream, name, member)
    return (stream,)


def _unzip(stream: io.BufferedReader, name: str, member: str | None) -> tuple[Any, ...]:
    with ExitStack() as opened:
        packed: IO[bytes] = opened.enter_context(stream)
        if not stream.seekable():
            packed = opened.enter_context(tempfile.SpooledTemporaryFile(_SPOOL))
            shutil.copyfileobj(stream, packed)
        archive = opened.enter_context(zipfile.ZipFile(packed))
        content = archive.open(_choose(archive.namelist(), name, member))
        opened.pop_all()
    return content, archive, packed, stream


def _choose(names: list[str], archive: str, member: str | None) -> str:
    if (document := describe_archive(names)) is not None:
        what, hint = document
        raise UnknownFormatError(
            Diagnostic(code="SK404", message=f"this is {what}", hint=hint, file=archive)
        )
    files = [each for each in names if not each.endswith("/") and not _is_clutter(each)]
    chosen = files if member is None else [each for each in files if each == member]
    if len(chosen) == 1:
        return chosen[0]
    held = ", ".join(quoted(each) for each in files[:10]) + (", …" if len(files) > 10 else "")
    base = archive.removesuffix(f"!{member}") if member else archive
    raise FormatError(
        Diagnostic(
            code="SK405",
            message=f"the zip file holds {held or 'no file'}"
            + (f", and no {quoted(member)}" if member else ""),
            hint=f"choose one of them: {base}!{files[0]}" if files else None,
            file=archive,
        )
    )


def _is_clutter(name: str) -> bool:
    return name.startswith(_CLUTTER) or name.rpartition("/")[2] in _CLUTTER


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Turn the failures of files and packers into a `ReadError` that names the file."""
    try:
        yield
    except ReadError:
        raise
    except UnicodeError as error:
        raise _unreadable(
            name, "the text cannot be read", "open the file in binary: its encoding is found here"
        ) from error
    except OSError as error:
        if isinstance(error, BadGzipFile):
            raise _broken(name, error) from error
        raise _unreadable(name, error.strerror or str(error), _advice(error)) from error
    except _UNPACKING as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> ReadError:
    return ReadError(
        Diagnostic(
            code="SK413",
            message=f"the file cannot be read on: {_reason(error)}",
            hint="it was cut short, damaged, closed or locked with a password; fetch it again",
            file=name,
        )
    )


def _reason(error: Exception) -> str:
    return shorten(str(error) or type(error).__name__)


def _unreadable(name: str, message: str, hint: str | None) -> ReadError:
    return ReadError(
        Diagnostic(
            code="SK401", message=f"the file cannot be read: {message}", hint=hint, file=name
        )
    )


def _advice(error: OSError) -> str | None:
    if isinstance(error, FileNotFoundError):
        return "check the spelling of the path, and from which folder it is counted"
    if isinstance(error, PermissionError):
        return "allow this user to read the file"
    return None
