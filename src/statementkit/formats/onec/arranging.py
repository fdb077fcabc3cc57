"""One file made into several, by account, and several made into one.

Blocks are moved as they are, byte for byte; only the head of a new file is written anew: its
accounts and, where files are merged, its interval.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import attrs

from statementkit.errors import WriteError
from statementkit.formats.onec.dialects import is_for_bank
from statementkit.formats.onec.direction import decide
from statementkit.formats.onec.encoding import decode
from statementkit.formats.onec.identity import Identities
from statementkit.formats.onec.keys import NAMES
from statementkit.formats.onec.model import AccountSection, Rest
from statementkit.formats.onec.owner import accounts_in_all, make_owner
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.formats.onec.writing import write_exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.model import Block, Exchange, Header

T = TypeVar("T")


@attrs.frozen
class Part:
    """A file with what concerns one account; `account` is `None` for documents of none."""

    account: str | None
    content: bytes = attrs.field(repr=False)
    documents: int


def split(exchange: Exchange) -> tuple[Part, ...]:
    """Return a file for each account of a file, and one for documents that belong to none.

    A transfer between two accounts of the file stands in the files of both, so nothing is lost and
    every part comes out with the balances of its account.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> from statementkit.testing.onec import invent
    >>> parts = split(read_exchange(invent("sber", documents=4, accounts=2).content))
    >>> [(part.account, part.documents) for part in parts]
    [('40702810272866116858', 2), ('40702810053626651109', 2)]
    """
    belongs: dict[str | None, list[Block]] = {each: [] for each in exchange.accounts}
    for section in exchange.sections:
        belongs.setdefault(section.account, []).append(section)
    for movement in _movements(exchange):
        for account in _accounts(movement) or (None,):
            belongs.setdefault(account, []).append(movement.document)
    return tuple(
        Part(account, _written(exchange, _head(exchange, account), blocks), _documents(blocks))
        for account, blocks in belongs.items()
    )


def _movements(exchange: Exchange) -> Iterator[Movement]:
    """Yield the documents of a file with their directions; a second print of one counts again."""
    stated = exchange.accounts or accounts_in_all(exchange.documents)
    owner = make_owner(stated, exchange.sections, exchange.header.sender)
    return (decide(document, owner) for document in exchange.documents)


def _accounts(movement: Movement) -> tuple[str | None, ...]:
    return tuple(dict.fromkeys(leg.account for leg in movement.legs))


def _documents(blocks: Sequence[Block]) -> int:
    return sum(not isinstance(each, AccountSection) for each in blocks)


def _head(exchange: Exchange, account: str | None) -> bytes:
    """Return the head of a file without the lines of other accounts."""
    header = exchange.header
    return b"".join(
        line
        for line in _lines(header)
        if _key(line, header) != "РасчСчет" or _value(line, header) == account
    )


@attrs.frozen
class Merged:
    """A file made of several; `repeated` documents stood in more of them, and stand here once."""

    content: bytes = attrs.field(repr=False)
    documents: int
    repeated: int


def merge(exchanges: Sequence[Exchange]) -> Merged:
    """Return one file with the accounts, sections and documents of several.

    A document that stands in several files, because their intervals overlap, stands here once;
    twins within one file stay twins. Raises `WriteError` when orders for a bank are mixed with
    statements, or when a character does not exist in the encoding of the first file.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> from statementkit.testing.onec import invent
    >>> exchange = read_exchange(invent("sber", documents=4).content)
    >>> merge([exchange, exchange])
    Merged(documents=4, repeated=4)
    """
    if len({is_for_bank(each) for each in exchanges}) > 1:
        raise WriteError(diagnostic(Problem(code="SK671")))
    sections = _once((each.sections for each in exchanges), _sections)
    documents = _once(map(_movements, exchanges), _bookings)
    blocks = [*sections, *(each.document for each in documents)]
    total = sum(len(each.documents) for each in exchanges)
    content = _written(exchanges[0], _joint_head(exchanges), blocks)
    return Merged(content, len(documents), total - len(documents))


def _once(files: Iterable[Iterable[T]], identity: Callable[[], Callable[[T], Hashable]]) -> list[T]:
    """Return what several files hold, what more than one of them holds but once.

    `identity` begins anew for each file, so what it tells apart in one file stays apart.
    """
    found: dict[Hashable, T] = {}
    for items in files:
        of_file = identity()
        for item in items:
            found.setdefault(of_file(item), item)
    return list(found.values())


def _sections() -> Callable[[AccountSection], Hashable]:
    return lambda section: (
        *(section.account, section.start, section.end, section.opening, section.received),
        *(section.spent, section.closing),
    )


def _bookings() -> Callable[[Movement], Hashable]:
    """Return what tells documents of a file apart: their legs, else all that they say."""
    identities, seen = Identities(), Counter[object]()

    def identity(movement: Movement) -> Hashable:
        if movement.legs:
            return tuple(map(identities, movement.legs))
        said = tuple((pair.key.strip(), pair.value.strip()) for pair in movement.document.pairs)
        seen[said] += 1
        return said, seen[said]

    return identity


def _joint_head(exchanges: Sequence[Exchange]) -> bytes:
    """Return the head of the first file with the accounts and the interval of all."""
    header = exchanges[0].header
    days = {
        "ДатаНачала": _bound(min, (each.header.start for each in exchanges)),
        "ДатаКонца": _bound(max, (each.header.end for each in exchanges)),
    }
    accounts = dict.fromkeys(each for exchange in exchanges for each in exchange.header.accounts)
    head = [*_changed(header, days)]
    end = _line_end(head)
    named = (f"РасчСчет={account}".encode(header.codec) + end for account in accounts)
    return b"".join((*head, *named))


def _changed(header: Header, values: Mapping[str, date | None]) -> Iterator[bytes]:
    """Yield the lines of a head without its accounts, with other days in some of them."""
    for line in _lines(header):
        key = _key(line, header)
        if day := values.get(key):
            yield f"{key}={day:%d.%m.%Y}".encode(header.codec) + _line_end([line])
        elif key != "РасчСчет":
            yield line


def _bound(choose: Callable[[Iterable[date]], date], days: Iterable[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if known else None


def _lines(header: Header) -> list[bytes]:
    """Return the lines of a head with their ends."""
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", header.raw)


def _key(line: bytes, header: Header) -> str:
    key = decode(line.partition(b"=")[0], header.codec).strip("\ufeff \t\r\n")
    return NAMES.get(key.casefold(), key)


def _value(line: bytes, header: Header) -> str:
    return decode(line.partition(b"=")[2], header.codec).strip()


def _line_end(lines: Sequence[bytes]) -> bytes:
    """Return how the first of some lines ends."""
    line = lines[0] if lines else b""
    return line[len(line.rstrip(b"\r\n")) :] or b"\r\n"


def _written(exchange: Exchange, head: bytes, blocks: Iterable[Block]) -> bytes:
    """Return a file in the encoding of `exchange`: a head, blocks as they are, and the end."""
    codec = exchange.header.codec
    end = _line_end(re.findall(rb".*[\r\n]+", head))
    last = "КонецФайла".encode(codec) + end
    closed = (_closed(_recoded(block, codec), end) for block in blocks)
    parts = (head, *closed, last)
    return write_exchange(
        attrs.evolve(exchange, blocks=tuple(Rest(raw, codec=codec) for raw in parts), rest=b"")
    )


def _closed(raw: bytes, end: bytes) -> bytes:
    """Return the bytes of a block with a line end behind them."""
    return raw if raw.endswith((b"\r", b"\n")) else raw + end


def _recoded(block: Block, codec: str) -> bytes:
    """Return the bytes of a block in an encoding.

    Raises `WriteError` for a character that the encoding lacks.
    """
    if block.codec == codec:
        return block.raw
    text = decode(block.raw, block.codec)
    for place, character in enumerate(text):
        if not character.encode(codec, "ignore"):
            line = block.line + text.count("\n", 0, place)
            words = {"character": character, "codec": codec}
            raise WriteError(diagnostic(Problem(code="SK672", line=line, words=words)))
    return text.encode(codec)
