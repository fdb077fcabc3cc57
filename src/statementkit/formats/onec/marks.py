"""The lines that give a file its shape: where it, its sections and its documents begin and end."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Mapping

Word = Literal["file", "account", "document", "end_account", "end_document", "end_file"]

MARKER = "1CClientBankExchange"
"""The first line of every file."""

WORDS: Mapping[str, Word] = MappingProxyType(
    {
        MARKER: "file",
        "СекцияДокумент": "document",
        "КонецДокумента": "end_document",
        "СекцияРасчСчет": "account",
        "КонецРасчСчет": "end_account",
        "КонецФайла": "end_file",
        "КонецВыписки": "end_file",
    }
)
"""What the marks of the standard mean. Alfa-Bank ends files with `КонецВыписки`."""

_FOLDED: Mapping[str, Word] = {text.casefold(): word for text, word in WORDS.items()}
_STARTS = sorted({text[:4] for text in WORDS})


@attrs.frozen
class Mark:
    """What a line of marks says, and the encoding in which it says so."""

    word: Word
    codec: str


class Marks:
    r"""Finds marks in bytes, whatever the case of their letters.

    `pattern` matches lines that may be marks, with the line end before them, and holds what stands
    before `=` as its only group; `found[group]` is the mark, or `None`. The first of the `codecs`
    is that of the file; marks in one of the others show that a file is mixed.

    >>> marks = Marks(("cp1251", "utf-8"))
    >>> [(match.start(), marks.found[match[1]].word)
    ...  for match in marks.pattern.finditer("\nКОНЕЦФАЙЛА\n".encode("cp1251"))]
    [(0, 'end_file')]
    """

    def __init__(self, codecs: tuple[str, ...], line_end: bytes = b"\n") -> None:
        starts = [_either_case(start, codec) for start in _STARTS for codec in codecs]
        first = {
            form[:1] for start in _STARTS for codec in codecs for form in _forms(start[0], codec)
        }
        self.pattern = re.compile(
            re.escape(line_end)
            + rb"(?=[ \t\xef"
            + b"".join(sorted(first))
            + rb"])"  # Most lines fail here already.
            + rb"(?:\xef\xbb\xbf)?[ \t]*((?:"
            + b"|".join(starts)
            + rb")[^=\r\n]*)"
        )
        self.codecs = codecs
        self.found: Cache[bytes, Mark | None] = Cache(self._find, limit=1_000)

    def _find(self, text: bytes) -> Mark | None:
        return find_mark(text, self.codecs)


def find_mark(text: bytes, codecs: tuple[str, ...]) -> Mark | None:
    """Return the mark that the text of a line before `=` is in one of these encodings, if any."""
    for codec in codecs:
        word = _FOLDED.get(text.decode(codec, "replace").strip("\ufeff \t\r\n").casefold())
        if word is not None:
            return Mark(word, codec)
    return None


def _either_case(text: str, codec: str) -> bytes:
    """Return a pattern for `text` in small and capital letters; `(?i)` knows ASCII alone."""
    return b"".join(
        b"[" + b"".join(forms) + b"]" if len(forms[0]) == 1 else b"(?:" + b"|".join(forms) + b")"
        for forms in (_forms(letter, codec) for letter in text)
    )


def _forms(letter: str, codec: str) -> list[bytes]:
    return sorted({letter.upper().encode(codec), letter.lower().encode(codec)})
