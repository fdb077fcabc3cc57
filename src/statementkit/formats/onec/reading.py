"""Reading: whole, document by document in constant memory, or the head and the balances alone."""

from __future__ import annotations

import codecs
from collections import Counter
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, Self

import attrs

from statementkit.errors import FormatError, UnknownFormatError
from statementkit.formats.onec.cutting import Cutter
from statementkit.formats.onec.encoding import CODECS, codec_of, decide_encoding, decode
from statementkit.formats.onec.lines import learner, split_lines
from statementkit.formats.onec.marks import Marks, find_mark
from statementkit.formats.onec.model import (
    AccountSection,
    Block,
    Document,
    Exchange,
    Header,
    Rest,
    unknown_keys,
)
from statementkit.formats.onec.problems import Problem, Problems, diagnostic
from statementkit.source import open_source

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from statementkit.formats.onec.cutting import Kind
    from statementkit.formats.onec.lines import Found
    from statementkit.source import Encoding, Source

    What = str | os.PathLike[str] | bytes | IO[Any] | Source

_BLOCKS: Mapping[Kind, type[Block]] = {
    "file": Header,
    "account": AccountSection,
    "document": Document,
    "rest": Rest,
}

_TAUGHT = 100
"""How many documents are read even where nobody asks what they hold, so that shapes are learnt."""

_ALL_MARKS = Marks(CODECS)

_END_MARKS: Mapping[Kind, str] = {"account": "КонецРасчСчет", "document": "КонецДокумента"}


def is_exchange(head: bytes) -> bool:
    r"""Tell whether bytes are the beginning of a file of this format.

    >>> is_exchange(b"1CClientBankExchange\r\n"), is_exchange(b"date;amount\n")
    (True, False)
    """
    if b"\0" in head[:4]:
        head = head.decode("utf-16-be" if head[:1] == b"\0" else "utf-16", "replace").encode()
    found = _ALL_MARKS.pattern.finditer(b"\n" + head.replace(b"\r", b"\n"))
    return any(_ALL_MARKS.found[match[1]] for match in found)


def read_exchange(what: What, *, strict: bool = False, lazy: bool = False) -> Exchange:
    r"""Return everything that a file holds. `what` is a path, bytes, a file object or `"-"`.

    Nothing is left out, however broken the file is: see `problems`. `strict` raises a `FormatError`
    at the first problem that is an error. `lazy` looks at values only when they are asked for.
    Raises `UnknownFormatError` for a file of another format, `EncodingError` for one whose letters
    are destroyed, and what opening raises.

    >>> text = "1CClientBankExchange\nСекцияДокумент=Аккредитив\nСумма=5\nКонецДокумента\n"
    >>> exchange = read_exchange(text.encode("cp1251"))
    >>> exchange.documents[0].amount, [problem.code for problem in exchange.problems]
    (Decimal('5'), ['SK618', 'SK606'])
    """
    reading = _Reading(open_source(what), strict=strict, lazy=lazy, digested=True)
    blocks = tuple(block.compacted() for block in reading.blocks())
    return Exchange(
        blocks=blocks,
        encoding=reading.encoding,
        structure=tuple(reading.structure.told()),
        name=reading.source.name,
        digest=reading.source.digest,
        rest=reading.stream.rest,
    )


def iter_documents(
    what: What, *, strict: bool = False, lazy: bool = False, digested: bool = False
) -> Documents:
    """Return an iterator of the documents of a file, in constant memory; else as `read_exchange`.

    What has been met so far stands in its `header`, `sections` and `problems`. The `digest` of the
    file is worked out if it is to be `digested`, which costs some of the speed.
    """
    return Documents(_Reading(open_source(what), strict=strict, lazy=lazy, digested=digested))


class Documents:
    r"""The documents of a file, one after the other.

    `header` is the head of the file, `sections` are the sections of accounts that were met so far,
    and `problems` what was wrong so far. `name` is that of the file, `encoding` what its
    bytes are in; `digest` is known at the end, if it was asked for.

    >>> text = "1CClientBankExchange\nОтправитель=Банк\nСекцияДокумент=Аккредитив\nСумма=5\n"
    >>> documents = iter_documents(text.encode("cp1251"))
    >>> documents.header.sender, [document.amount for document in documents]
    ('Банк', [Decimal('5')])
    >>> [problem.code for problem in documents.problems]
    ['SK607', 'SK618', 'SK606']
    """

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading
        self._blocks = reading.blocks()
        self._waiting: Block | None = next(self._blocks, None)
        found = self._waiting
        self.header = found if isinstance(found, Header) else Header(b"", codec=self.encoding.codec)
        self.sections: list[AccountSection] = []

    def __iter__(self) -> Iterator[Document]:
        """Return the documents that are left."""
        waiting, self._waiting = self._waiting, None
        if isinstance(waiting, AccountSection):
            self.sections.append(waiting)
        elif isinstance(waiting, Document):
            yield waiting
        for block in self._blocks:
            if isinstance(block, Document):
                yield block
            elif isinstance(block, AccountSection):
                self.sections.append(block)

    def close(self) -> None:
        """Close the file before its end."""
        self._blocks.close()

    @property
    def name(self) -> str:
        """The name of the file."""
        return self._reading.source.name

    @property
    def encoding(self) -> Encoding:
        """What the bytes of the file are in."""
        return self._reading.encoding

    @property
    def digest(self) -> str | None:
        """The SHA-256 of the bytes of a file that is `digested`, `None` before its end."""
        return self._reading.source.digest

    @property
    def problems(self) -> list[Problem]:
        """What was wrong so far, as it was met; a last one counts those beyond `TOLD`."""
        return self._reading.problems.told()


@attrs.frozen
class Peek:
    """What a file says about itself: its head, the balances, and how many documents it has."""

    header: Header
    sections: tuple[AccountSection, ...]
    documents: int
    encoding: Encoding
    problems: tuple[Problem, ...]
    headers: tuple[Header, ...] = ()
    """The heads of all exports in the file: one, unless several were put together."""


def peek(what: What) -> Peek:
    r"""Return the head of a file, its sections and the number of its documents, which stay unread.

    Raises what `read_exchange` raises.

    >>> text = "1CClientBankExchange\nСекцияДокумент=Аккредитив\nКонецДокумента\nКонецФайла\n"
    >>> peek(text.encode("cp1251")).documents
    1
    """
    reading = _Reading(open_source(what), strict=False, lazy=True, digested=False)
    kept = list(reading.blocks(skip="document"))
    headers = [block for block in kept if isinstance(block, Header)]
    return Peek(
        header=headers[0] if headers else Header(b"", codec=reading.encoding.codec),
        sections=tuple(block for block in kept if isinstance(block, AccountSection)),
        documents=reading.counts["document"],
        encoding=reading.encoding,
        problems=tuple(reading.structure.told()),
        headers=tuple(headers),
    )


class _Stream:
    """The bytes of a file, those of UTF-16 as UTF-8; `rest` is what is left at the end of these."""

    def __init__(self, source: Source, encoding: Encoding, *, digested: bool) -> None:
        self._stream = source.open(digested=digested)
        self._decoder = (
            codecs.getincrementaldecoder(encoding.codec)("surrogatepass")
            if encoding.is_wide
            else None
        )
        self.rest = b""

    def read(self, size: int) -> bytes:
        """Return some more bytes, none at the end."""
        if self._decoder is None:
            return self._stream.read1(size)
        text = ""
        while not text and (chunk := self._stream.read1(size)):
            text = self._decoder.decode(chunk)
        if not text:
            self.rest, _ = self._decoder.getstate()
        return text.encode("utf-8", "surrogatepass")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


class _Reading:
    """One pass over a file: its blocks in order, and what is wrong with them.

    `structure` are the problems with the shape of the file, `problems` those and, unless it is
    `lazy`, the ones with lines and values.
    """

    def __init__(self, source: Source, *, strict: bool, lazy: bool, digested: bool) -> None:
        head = source.head()
        if not is_exchange(head):
            raise _unknown(source.name)
        self.source = source
        self.encoding = decide_encoding(head, source.name)
        self.codec = "utf-8" if self.encoding.is_wide else self.encoding.codec
        self.stream = _Stream(source, self.encoding, digested=digested)
        self.structure, self.problems = Problems(), Problems()
        self.counts: Counter[Kind] = Counter()
        self._line_end = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
        self._is_ended = False
        self._seen: set[str] = set()
        self._strict, self._lazy = strict, lazy

    def blocks(self, skip: Kind | None = None) -> Generator[Block]:
        """Yield the blocks of the file; those of the kind to `skip` are counted alone."""
        other = "cp1251" if self.codec == "utf-8" else "utf-8"
        marks = Marks((self.codec, other), self._line_end)
        learnt = learner(self.codec)
        cutter = Cutter(marks, self._line_end, learnt)
        counts, line_end, line = self.counts, self._line_end, 1
        with self.stream:
            for kind, raw, codec, is_closed, documents in cutter.cut(self.stream.read):
                if documents:
                    if kind != skip:
                        yield from self._found(documents, line)
                    counts[kind] += len(documents)
                    line += sum(shape.height for shape, _ in documents)
                    continue
                counts[kind] = position = counts[kind] + 1
                if kind == "document" and is_closed and counts[kind] < _TAUGHT:
                    learnt.read(raw)
                if kind != skip:
                    block = _BLOCKS[kind](raw, line, position, codec, is_closed)
                    self._check(kind, block)
                    yield block
                line += raw.count(line_end)
        if not self._is_ended:
            self._note(Problem(code="SK606", line=line))

    def _found(self, documents: Sequence[Found], line: int) -> Iterator[Document]:
        """Yield documents that were found by their shapes, the first one at a line."""
        codec, lazy = self.codec, self._lazy
        for position, content in enumerate(documents, self.counts["document"] + 1):
            shape, _ = content
            document = Document.found(line, position, codec, content, lazy=lazy)
            if not lazy and (document.problems or shape.unknown):
                self._check_values(document)
            yield document
            line += shape.height

    def _check(self, kind: Kind, block: Block) -> None:
        if kind == "rest":
            self._check_rest(block)
        elif isinstance(block, Header):
            self._check_header(block)
        elif not block.is_closed:
            self._note(block.problem("SK607", mark=_END_MARKS[kind]))
        if block.codec != self.codec:
            self._note(block.problem("SK602", codec=self.codec, found=block.codec))
        self._check_values(block)

    def _check_values(self, block: Block) -> None:
        if not self._lazy and (block.problems or block.unknown_keys):
            for problem in chain(block.problems, unknown_keys(block, self._seen)):
                self._tell(problem)

    def _check_header(self, header: Header) -> None:
        declared = header.declared_encoding
        if declared is not None and codec_of(declared) != self.encoding.codec:
            names = {"declared": declared, "found": self.encoding.name}
            self._note(header.problem("SK603", "Кодировка", **names))
        if header.position > 1:
            self._note(header.problem("SK610"))
        elif not header.is_marked:
            self._note(header.problem("SK605"))

    def _check_rest(self, rest: Block) -> None:
        for number, line in enumerate(split_lines(rest.raw), rest.line):
            if not line.strip():
                continue
            text = decode(line, self.codec).strip()
            mark = find_mark(line.partition(b"=")[0], (self.codec, *CODECS))
            if mark is None:
                self._note(Problem(code="SK609", line=number, words={"line": text}))
            elif mark.word != "end_file":
                self._note(Problem(code="SK608", line=number, words={"mark": text}))
            elif mark.codec != self.codec:
                words = {"codec": self.codec, "found": mark.codec}
                self._note(Problem(code="SK602", line=number, words=words))
            self._is_ended |= mark is not None and mark.word == "end_file"

    def _note(self, problem: Problem) -> None:
        """Keep a problem with the shape of the file."""
        self.structure.append(problem)
        self._tell(problem)

    def _tell(self, problem: Problem) -> None:
        if self._strict and problem.severity == "error":
            raise FormatError(diagnostic(problem, file=self.source.name))
        self.problems.append(problem)


def _unknown(file: str) -> UnknownFormatError:
    return UnknownFormatError(diagnostic(Problem(code="SK600"), file=file))
