"""XML as the standard has it: from bytes to the records of a gatherer, by the expat parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from statementkit.errors import Diagnostic, FormatError, ReadError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import BufferedReader

    from statementkit.layouts.elements import Gatherer

CHUNK = 1 << 18
"""How many bytes the parser is given at once."""

_TOKEN = 1 << 22
"""How many bytes a tag or a comment may have: 4 Mi. The parser reads such a piece again from its
start with each chunk."""

_ONCE_MORE = "fetch the file again from the bank; the records above are read"


def read_xml(stream: BufferedReader, gatherer: Gatherer, encoding: str | None) -> Iterator[None]:
    """Hand the elements of a stream of XML to a gatherer, pause after each chunk, and close it.

    `encoding` wins over what the file declares. Raises `FormatError` where the file breaks off or
    breaks the rules of XML.
    """
    parser = _parser(gatherer, encoding)
    fed = 0
    with stream:
        try:
            while chunk := stream.read1(CHUNK):
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > _TOKEN:
                    raise _too_long(parser.CurrentLineNumber)
                gatherer.check()
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise _broken(error, gatherer) from None
        except (LookupError, ValueError) as error:
            if isinstance(error, ReadError):
                raise
            raise _unknown_encoding(error) from None


def _parser(gatherer: Gatherer, encoding: str | None) -> expat.XMLParserType:
    """Return a parser that hands to the gatherer what is wanted, and refuses all else that XML can.

    Text is asked for only where it is wanted: most of a file is passed over by the parser alone.
    """
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    stack, enter, leave = gatherer.stack, gatherer.enter, gatherer.leave
    begin, finish = gatherer.begin, gatherer.end

    def start(name: str, attributes: Mapping[str, str]) -> None:
        element = stack[-1][name]
        stack.append(element)
        # Most elements are of these three kinds, for which there is a shorter way than `enter`.
        if element.is_plain:
            return
        is_first = element.serial != gatherer.serial
        if element.is_way and is_first:
            element.serial = gatherer.serial
        elif element.is_leaf and is_first:
            parser.CharacterDataHandler = begin(element).append
        else:
            enter(element, attributes, parser.CurrentLineNumber if element.is_record else 0)
            if element.takes_text and gatherer.parts is not None:
                parser.CharacterDataHandler = gatherer.parts.append

    def end(_: str) -> None:
        element = stack.pop()
        if element.is_leaf and not gatherer.repeated:
            finish(element)
            parser.CharacterDataHandler = None
        elif element.has_end or gatherer.repeated:
            leave(element)
            if element.takes_text:
                parts = gatherer.parts
                parser.CharacterDataHandler = None if parts is None else parts.append

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refusal(parser)
    return parser


def _refusal(parser: expat.XMLParserType) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise _document_type(parser.CurrentLineNumber)

    return refuse


def _broken(error: expat.ExpatError, gatherer: Gatherer) -> FormatError:
    reason = expat.ErrorString(error.code)
    if gatherer.in_record:
        message, line = f"the record is broken off on line {error.lineno}: {reason}", gatherer.line
    else:
        message, line = f"this is not XML: {reason}", error.lineno
    return FormatError(Diagnostic(code="SK450", message=message, hint=_ONCE_MORE, line=line))


def _too_long(line: int) -> FormatError:
    message = f"a tag or a comment is longer than {_TOKEN >> 20} MiB"
    hint = "this is no statement, or it is damaged: fetch it again from the bank"
    return FormatError(Diagnostic(code="SK452", message=message, hint=hint, line=line))


def _document_type(line: int) -> FormatError:
    return FormatError(
        Diagnostic(
            code="SK453",
            message="the file declares a document type, which is not read: it can name other files "
            "and grow without end",
            hint="no bank needs it; if you trust the file, take the <!DOCTYPE ...> out of it",
            line=line,
        )
    )


def _unknown_encoding(error: Exception) -> FormatError:
    return FormatError(
        Diagnostic(
            code="SK454",
            message=f"the encoding of the file cannot be read: {quoted(str(error))}",
            hint='save the file as UTF-8, with encoding="UTF-8" in its first line',
            line=1,
        )
    )
