"""Packed files: gzip and zip, unpacked while they are read."""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any, cast

from statementkit.errors import Diagnostic, FormatError, UnknownFormatError, quoted
from statementkit.source.binary import describe_archive, workbook_kind

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_HEAD = 1 << 16
"""How many bytes tell a workbook from another zip file."""

_IN_MEMORY = 1 << 23
"""How many bytes of a zip file that cannot be searched are kept in memory; more go to disk."""

_PIECE = 1 << 16
"""How many bytes of a zip file are unpacked at once."""

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_SHOWN = 10


class _Member(io.BufferedReader):
    """A member of a zip file, always unpacked in the same pieces.

    One whose checksum is wrong loses the piece in which that shows: the last one, and not as much
    as happens to be asked for.
    """

    def readinto1(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with what is at hand, or a piece at most."""
        return super().readinto1(memoryview(buffer)[:_PIECE])


def unpack(stream: io.BufferedReader, name: str, member: str | None) -> tuple[Any, ...]:
    """Return the stream of unpacked bytes, and those below it that must be closed with it.

    `member` is the one that is meant of a zip file; `name` is for messages.
    """
    magic = stream.peek(4)[:4]
    if magic in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _unzip(stream, name, member)
    if member is not None:
        stream.close()
        raise _no_choice(f"this is no zip file, and holds no {quoted(member)}", None, name)
    if magic.startswith(b"\x1f\x8b"):
        from gzip import GzipFile

        return GzipFile(fileobj=stream), stream
    return (stream,)


def _unzip(stream: io.BufferedReader, name: str, member: str | None) -> tuple[Any, ...]:
    import shutil
    import tempfile
    import zipfile

    with ExitStack() as opened:
        packed: IO[bytes] = opened.enter_context(stream)
        if not stream.seekable():
            packed = opened.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            shutil.copyfileobj(stream, packed)
        start = packed.seek(0) if packed is not stream else packed.tell()
        archive = opened.enter_context(zipfile.ZipFile(packed))
        packed.seek(start)
        if member is None and workbook_kind(packed.read(_HEAD)) is not None:
            packed.seek(start)
            opened.pop_all()
            return packed, stream
        unpacked = archive.open(_choose(archive.namelist(), name, member))
        content = _Member(cast("io.RawIOBase", unpacked), _PIECE)
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
    held = ", ".join(map(quoted, files[:_SHOWN])) + (", …" if len(files) > _SHOWN else "")
    lacking = f", and no {quoted(member)}" if member else ""
    base = archive.removesuffix(f"!{member}") if member else archive
    advice = f"choose one of them: {base}!{files[0]}" if files else None
    raise _no_choice(f"the zip file holds {held or 'no file'}{lacking}", advice, archive)


def _no_choice(message: str, hint: str | None, archive: str) -> FormatError:
    return FormatError(Diagnostic(code="SK405", message=message, hint=hint, file=archive))


def _is_clutter(name: str) -> bool:
    return name.startswith(_CLUTTER) or name.rpartition("/")[2] in _CLUTTER
