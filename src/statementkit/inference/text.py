"""The table inside a delimited text: under which delimiter, in which encoding."""

from __future__ import annotations

import io
import re
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

import attrs

from statementkit.errors import Diagnostic, EncodingError, FormatError, UnknownFormatError
from statementkit.inference.notes import LINES
from statementkit.inference.result import Choice
from statementkit.inference.table import SAMPLE, Table, is_data, no_table, parted
from statementkit.layouts.dialect import decide_dialect
from statementkit.layouts.rows import Dialect, RowReader
from statementkit.source import Encoding, describe_binary, encoding_of, read_blocks
from statementkit.source.evidence import guesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from statementkit.model import Fact
    from statementkit.source import Block, Source

_PLACES = (
    'if what stands where is counted in characters, give format = "fixed" and an order with '
    "places, such as date@1-8; if not, name the delimiter"
)
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(?:\?xml|!|[\w:.-]+(?:\s[^<>]*)?>\s*<)")
_DELIMITERS = (",", ";", "\t", "|")


def find_in_text(source: Source, known: Mapping[str, Any]) -> Table:
    """Return the table of a delimited text; `known` are keys of a layout that need not be found.

    Raises `ReadError` for a file that is no delimited text or holds no rows with date and amount.
    """
    encoding, blocks, is_cut = _blocks(source, known.get("encoding", "auto"))
    first = next(blocks, None)
    if first is None:
        raise FormatError(
            Diagnostic(
                code="SK415",
                message="the file is empty",
                hint="export the statement again, for days on which there were payments",
                file=source.name,
            )
        )
    more = next(blocks, None)
    dialect, facts = _dialect(_joined(first, more), known, source.name)
    start = [first, more] if more else [first]
    reader = RowReader(chain(start, blocks), dialect, encoding, file=source.name)
    rows = list(islice(reader.rows(), SAMPLE + 1))
    is_whole = len(rows) <= SAMPLE and not is_cut
    parts = parted(rows[:SAMPLE])
    if parts is None:
        raise no_table(source.name)
    keys = {
        "encoding": encoding.name,
        "delimiter": dialect.delimiter,
        "quote": dialect.quote or "none",
    }
    return Table(
        source,
        keys,
        (
            Choice("encoding", encoding.name, encoding.evidence, encoding.lines),
            _separator(dialect, facts),
        ),
        parts.above,
        parts.header,
        parts.rows,
        parts.below,
        parts.width,
        is_whole,
        (*((encoding.doubt,) if encoding.doubt else ()), *reader.problems),
    )


def _separator(dialect: Dialect, facts: Sequence[Fact]) -> Choice:
    fact = next((each for each in facts if each.name == "delimiter"), None)
    evidence = fact.evidence if fact else "the rows hold dates and amounts under it"
    return Choice("delimiter", dialect.delimiter, evidence, (fact.lines if fact else ())[:LINES])


def _joined(first: Block, more: Block | None) -> Block:
    """Return two blocks as one: a last line without an end is a block by itself."""
    if more is None:
        return first
    text = f"{first.text}\n{more.text}"
    return attrs.evolve(first, text=text, is_damaged=first.is_damaged or more.is_damaged)


def _blocks(source: Source, declared: str) -> tuple[Encoding, Iterator[Block], bool]:
    head = source.head()
    if (found := describe_binary(head)) is not None:
        what, hint = found
        raise UnknownFormatError(
            Diagnostic(code="SK404", message=f"this is {what}", hint=hint, file=source.name)
        )
    if _XML.match(head[:200].replace(b"\0", b"")):
        raise UnknownFormatError(
            Diagnostic(
                code="SK436",
                message="this is XML: inference looks for columns",
                hint='give format = "xml", a record and an order; `statementkit layouts` lists '
                "what is shipped for XML",
                file=source.name,
            )
        )
    encoding = _encoding(source, declared)
    if source.reopens:
        return encoding, read_blocks(source.open(), encoding), False
    whole = head[: head.rfind(b"\n") + 1] or head
    stream = cast("io.BufferedReader", io.BufferedReader(io.BytesIO(whole)))
    return encoding, read_blocks(stream, encoding), len(whole) < len(head)


def _encoding(source: Source, declared: str) -> Encoding:
    """Return the encoding; of several that are nearly as likely, the likeliest with a doubt.

    Dates and amounts read the same in all of them, so it is no question: names are in doubt.
    """
    try:
        return encoding_of(source, declared)
    except EncodingError as error:
        if declared != "auto":
            raise
        found = guesses(source.sample())
        if not found:
            raise
        best = Encoding(found[0].codec)
        doubt = error.diagnostics[0].at(
            code="SK438", severity="warning", message=f"letters are in doubt: {error_text(error)}"
        )
        evidence = "the likeliest, though another may be meant"
        return attrs.evolve(best, evidence=evidence, doubt=doubt)


def error_text(error: EncodingError) -> str:
    """Return the message of the first finding."""
    return error.diagnostics[0].message


def _dialect(block: Block, known: Mapping[str, Any], name: str) -> tuple[Dialect, list[Fact]]:
    quote = known.get("quote", '"')
    declared = known.get("delimiter", "auto")
    failure = None
    try:
        dialect, facts = decide_dialect(block, declared, quote)
    except FormatError as error:
        if declared != "auto":
            raise
        failure = error
    else:
        if declared != "auto" or _data_rows(block, dialect):
            return dialect, facts
    counts = {
        mark: found
        for mark in _DELIMITERS
        if (found := _data_rows(block, Dialect(mark, None if quote == "none" else quote)))
    }
    if not counts:
        if failure is not None:
            raise FormatError(*(each.at(file=name, hint=_PLACES) for each in failure.diagnostics))
        raise no_table(name)
    most = max(counts, key=lambda each: counts[each])
    return decide_dialect(block, most, quote)[0], []


def _data_rows(block: Block, dialect: Dialect) -> int:
    rows = islice(RowReader(iter([block]), dialect).rows(), 200)
    return sum(is_data(row) for _, row in rows)
