"""The XML parts of a workbook that is a zip file: streamed, in constant memory, hardened.

No document type is accepted, so there are no entities to expand and nothing to fetch.
"""

from __future__ import annotations

import math
import shutil
import tempfile
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any, cast
from xml.parsers import expat

from statementkit.errors import StatementKitError
from statementkit.layouts.excel.book import damaged

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from statementkit.layouts.excel.book import SheetRow
    from statementkit.source import Source

_SPOOL = 1 << 23
_CHUNK = 1 << 16

_LONGEST = 1 << 10

_MOST_TEXT = 1 << 29
"""How many bytes of XML are held at most, where a part must be held."""

_HARMLESS = 1 << 26
_MOST_TIMES = 150
"""A part of over 64 MiB may be so many times its packed size: statements reach 40, traps 1,000."""

_BROKEN = (
    AttributeError, EOFError, IndexError, KeyError, NotImplementedError, OSError, RuntimeError,
    UnicodeError, ValueError, expat.ExpatError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

Attributes = dict[str, str]


def spooled(source: Source) -> IO[bytes]:
    """Return the bytes of a source as a file in which can be searched; small ones in memory."""
    with ExitStack() as opened:
        file = cast("IO[bytes]", opened.enter_context(tempfile.SpooledTemporaryFile(_SPOOL)))
        with source.open() as stream:
            shutil.copyfileobj(stream, file)
        file.seek(0)
        opened.pop_all()  # whoever called closes it; what fails before, closes it here
    return file


@contextmanager
def sound() -> Iterator[None]:
    """Turn what unpacking and parsing raise into a `FormatError`."""
    try:
        yield
    except StatementKitError:
        raise
    except _BROKEN as error:
        raise damaged(str(error) or type(error).__name__) from None


class Parts:
    """The parts of a zipped workbook by their names."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file)
        self.names = set(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """Return a part that has to be held as a whole."""
        with self._open(name, _MOST_TEXT) as part:
            return part.read()

    def _open(self, name: str, most: float = math.inf) -> IO[bytes]:
        """Open a part, unless it is larger than may be or packed as no statement is."""
        info = self._zip.getinfo(name)
        times = info.file_size / max(info.compress_size, 1)
        if info.file_size > most or (info.file_size > _HARMLESS and times > _MOST_TIMES):
            raise damaged(f"its part {name} unpacks to {info.file_size:,} bytes")
        return self._zip.open(name)

    def parse(self, name: str, handler: Any, most: float = math.inf) -> Iterator[None]:
        """Let `handler` see a part; yield after each chunk of it.

        Its `start(name, attributes)` gets every element by its local name, `end(name)` its end, and
        `text(text)` what stands between. A part of more than `most` bytes is refused.
        """
        parser = _parser(handler)
        with self._open(name, most) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
                yield
        parser.Parse(b"", True)
        yield

    def parse_whole(self, name: str, handler: Any) -> None:
        """Let `handler` see the whole of a part."""
        for _ in self.parse(name, handler, _MOST_TEXT):
            pass

    def find(self, name: str, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
        """Yield the first group of all that a pattern finds in a part; none is longer than 1 KiB.

        What stands behind all rows is found so in a tenth of the time that parsing takes.
        """
        rest = b""
        with sound(), self._open(name) as part:
            while chunk := part.read(_CHUNK):
                text, end = rest + chunk, 0
                for found in pattern.finditer(text):
                    yield found[1]
                    end = found.end()
                rest = text[max(end, len(text) - _LONGEST) :]

    def rows(self, name: str, handler: Any) -> Iterator[SheetRow]:
        """Yield the rows that `handler` makes of a part, those before a damaged place too.

        Its `take()` gives the rows that are complete, once. Raises `FormatError`.
        """
        with sound():
            try:
                for _ in self.parse(name, handler):
                    yield from handler.take()
            except (StatementKitError, *_BROKEN):
                yield from handler.take()
                raise

    def close(self) -> None:
        """Close the zip file."""
        self._zip.close()


class _Locals(dict[str, str]):
    """Names without their prefixes, each cut once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def _parser(handler: Any) -> expat.XMLParserType:
    names = _Locals()
    start: Callable[[str, Attributes], None] = handler.start
    end: Callable[[str], None] = handler.end
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def first(name: str, attributes: Attributes) -> None:
        # A part without prefixes, as nearly all have none, needs no look at each name.
        if ":" not in name:
            parser.StartElementHandler, parser.EndElementHandler = start, end
        else:
            parser.StartElementHandler = lambda name, attributes: start(names[name], attributes)
            parser.EndElementHandler = lambda name: end(names[name])
        start(names[name], attributes)

    parser.StartElementHandler = first
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise damaged("it declares a document type, which no workbook has")
