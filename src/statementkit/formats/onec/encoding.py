"""Which encoding a file is in: told by the bytes of its keys, whatever it says about itself."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from statementkit.errors import EncodingError, LayoutError
from statementkit.formats.onec.keys import NAMES
from statementkit.formats.onec.marks import WORDS
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.source import Encoding, find_codec

if TYPE_CHECKING:
    from collections.abc import Mapping

CODECS = ("cp1251", "utf-8", "cp866", "koi8-r", "iso8859-5", "mac-cyrillic")
"""Encodings in which keys are looked for, the likelier first."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED: Mapping[str, str] = {"windows": "cp1251", "dos": "cp866"}
"""What the standard calls the encodings."""

_KNOWN = {*NAMES, *(word.casefold() for word in WORDS)}
_LINES = re.compile(rb"[\r\n]+")
_REPLACED = re.compile(rb"(?:\xef\xbf\xbd){4}|^\?{4,}=", re.MULTILINE)
_SHOWN = 5


def decide_encoding(sample: bytes, file: str | None = None) -> Encoding:
    r"""Return the encoding of a file that begins with `sample`, by the keys it makes readable.

    The evidence names the lines that decided. Raises `EncodingError` when the Cyrillic letters were
    lost before, so that no encoding brings them back.

    >>> head = "1CClientBankExchange\nВерсияФормата=1.03\nКодировка=Windows\n"
    >>> found = decide_encoding(head.encode("cp866"))
    >>> found.name, found.evidence
    ('cp866', '2 of 2 keys are known in it')
    """
    for bom, codec in _BOMS:
        if sample.startswith(bom):
            return Encoding(codec, len(bom), "the file begins with its byte order mark", (1,))
    if sample[:2].count(0) == 1:
        return Encoding("utf-16-le" if sample[1] == 0 else "utf-16-be", 0, "every other byte is 0")
    return _by_keys(sample, file)


def _by_keys(sample: bytes, file: str | None) -> Encoding:
    keys = [line.partition(b"=")[0].strip() for line in _LINES.split(sample)]
    foreign = [(number, key) for number, key in enumerate(keys, 1) if not key.isascii()]
    distinct = {key for _, key in foreign}
    known = {codec: {key for key in distinct if _is_known(key, codec)} for codec in CODECS}
    found = {codec: [number for number, key in foreign if key in known[codec]] for codec in CODECS}
    best = max(CODECS, key=lambda codec: len(found[codec]))
    if not found[best]:
        if _REPLACED.search(sample) or _is_twice_encoded(sample):
            raise _destroyed(file)
        return Encoding("cp1251", 0, "no key is known in any encoding; this is the usual one")
    evidence = f"{len(found[best])} of {len(foreign)} keys are known in it"
    return Encoding(best, 0, evidence, tuple(found[best][:_SHOWN]))


def _is_known(key: bytes, codec: str) -> bool:
    try:
        return key.decode(codec).casefold() in _KNOWN
    except UnicodeDecodeError:
        return False


def _is_twice_encoded(sample: bytes) -> bool:
    """Tell whether the file was read in a wrong encoding once, and saved in UTF-8."""
    text = sample.decode("utf-8", "replace")
    words = ("Версия", "Кодировка", "Секция")
    return any(
        word.encode("utf-8").decode("cp1251", "ignore") in text
        or word.encode("cp1251").decode("latin-1") in text
        for word in words
    )


def _destroyed(file: str | None) -> EncodingError:
    return EncodingError(diagnostic(Problem(code="SK601"), file=file))


_TABLES = {
    codec: bytes(range(256)).decode(codec, "replace") for codec in CODECS if codec != "utf-8"
}
"""The letters of all bytes: looking them up is thrice as fast as asking the codec by its name."""


def decode(raw: bytes, codec: str) -> str:
    """Return the text of bytes; where they are none, replacement characters stand."""
    if codec == "utf-8":
        return raw.decode("utf-8", "replace")
    text, _ = codecs.charmap_decode(raw, "strict", _TABLES[codec])
    return text


def is_sound(raw: bytes, codec: str) -> bool:
    """Tell whether bytes are text in an encoding, and do not look like one saved through another.

    >>> is_sound("Оплата".encode("cp1251"), "cp1251"), is_sound("Оплата".encode(), "cp1251")
    (True, False)
    """
    # Single bytes are looked for first: most are in no text, and found absent at once.
    if b"\xbf" in raw and _LOST in raw:
        return False
    if codec != "utf-8":
        is_utf8 = any(end in raw for end in _ENDS) and _UTF8(raw) is not None
        return not is_utf8 and (b"\x98" not in raw or codec != "cp1251")
    try:
        raw.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


_LOST = "\N{REPLACEMENT CHARACTER}".encode()
_ENDS = (b"\xb0", b"\xb5", b"\xbe")
_UTF8 = re.compile(rb"\xd0[\xb0\xb5\xbe]").search
"""The letters а, е and о in UTF-8; in an encoding of single bytes nobody writes such a pair."""


def own_codec(raw: bytes, codec: str) -> str:
    """Return the encoding of one value in a section that is not sound as a whole.

    >>> own_codec("Оплата".encode(), "cp1251"), own_codec("Оплата".encode("cp1251"), "utf-8")
    ('utf-8', 'cp1251')
    """
    if raw.isascii():
        return codec
    text = raw.decode("utf-8", "replace")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    letters = sum(not letter.isascii() for letter in text) - lost
    is_utf8 = letters > lost
    if codec == "utf-8":
        return codec if is_utf8 else CODECS[0]
    return "utf-8" if is_utf8 else codec


def codec_of(declared: str | None) -> str | None:
    """Return the codec that a file declares, `None` where it names none that exists.

    >>> codec_of("Windows"), codec_of("windows-1251"), codec_of("DOS"), codec_of("Wirdows")
    ('cp1251', 'cp1251', 'cp866', None)
    """
    if declared is None:
        return None
    try:
        return _DECLARED.get(declared.casefold()) or find_codec(declared)
    except LayoutError:
        return None
