"""Files put together of the blocks of others: what splitting and merging share.

Blocks are moved as they are, byte for byte; only the head of a new file is written anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import WriteError
from statementkit.formats.onec.direction import Directions
from statementkit.formats.onec.encoding import decode
from statementkit.formats.onec.keys import NAMES
from statementkit.formats.onec.model import Rest
from statementkit.formats.onec.owner import accounts_in_all, make_owner
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.formats.onec.writing import write_exchange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.model import Block, Exchange, Header


def accounts_of(exchange: Exchange) -> tuple[str, ...]:
    """Return the accounts that a file is about: those it names, else the one of all documents."""
    return exchange.accounts or accounts_in_all(exchange.documents)


def movements(exchange: Exchange) -> Iterator[Movement]:
    """Yield the documents of a file with their directions."""
    owner = make_owner(accounts_of(exchange), exchange.sections, exchange.header.sender)
    return map(Directions(owner), exchange.documents)


def lines_of(header: Header) -> list[bytes]:
    """Return the lines of a head with their ends."""
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", header.raw)


def key_of(line: bytes, header: Header) -> str:
    """Return the key of a line of a head, as the standard spells it."""
    key = decode(line.partition(b"=")[0], header.codec).strip("\ufeff \t\r\n")
    return NAMES.get(key.casefold(), key)


def value_of(line: bytes, header: Header) -> str:
    """Return the value of a line of a head."""
    return decode(line.partition(b"=")[2], header.codec).strip()


def account_lines(lines: Sequence[bytes], accounts: Iterable[str], codec: str) -> Iterator[bytes]:
    """Yield the lines that tell a head whose accounts it is about."""
    end = line_end(lines)
    yield from (f"РасчСчет={account}".encode(codec) + end for account in accounts)


def line_end(lines: Sequence[bytes]) -> bytes:
    """Return how the first of some lines ends."""
    line = lines[0] if lines else b""
    return line[len(line.rstrip(b"\r\n")) :] or b"\r\n"


def written(
    exchange: Exchange, head: Sequence[bytes], blocks: Iterable[tuple[Exchange, Block]]
) -> bytes:
    """Return a file in the encoding of `exchange`: a head, blocks as they are, and the end.

    Beside each block stands the file that it comes from. Raises `WriteError` for a character that
    the encoding lacks.
    """
    codec = exchange.header.codec
    end = line_end(head)
    last = "КонецФайла".encode(codec) + end
    closed = (_closed(_recoded(block, codec, file.name), end) for file, block in blocks)
    parts = (*head, *closed, last)
    return write_exchange(
        attrs.evolve(exchange, blocks=tuple(Rest(raw, codec=codec) for raw in parts), rest=b"")
    )


def _closed(raw: bytes, end: bytes) -> bytes:
    """Return the bytes of a block with a line end behind them."""
    return raw if raw.endswith((b"\r", b"\n")) else raw + end


def _recoded(block: Block, codec: str, file: str | None) -> bytes:
    """Return the bytes of a block in an encoding."""
    if block.codec == codec:
        return block.raw
    text = decode(block.raw, block.codec)
    for place, character in enumerate(text):
        if not character.encode(codec, "ignore"):
            line = block.line + text.count("\n", 0, place)
            words = {"character": character, "codec": codec}
            raise WriteError(diagnostic(Problem(code="SK672", line=line, words=words), file=file))
    return text.encode(codec)
