"""Which encoding the bytes of a file are in: declared, marked, or decided by evidence."""

from __future__ import annotations

import codecs
import re
from itertools import islice

import attrs

from statementkit.errors import Diagnostic, EncodingError, quoted
from statementkit.source.evidence import Guess, decides, guesses
from statementkit.source.names import find_codec, spoken
from statementkit.source.opening import HEAD, Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WIDE = ("utf-16", "utf-32")

_LINE_END = re.compile(rb"\r\n|\r|\n")

_WORD_ENDS = re.compile(r"[\s;,|\"]")

_FAR = 100
"""Odds beyond which the number says no more."""


@attrs.frozen
class Encoding:
    """How bytes become text: the codec, the length of a byte order mark, and what decided.

    `evidence` is one sentence; `doubt` is a warning about a declaration that the file contradicts.

    >>> Encoding("cp1257").name
    'windows-1257'
    """

    codec: str
    bom: int = 0
    evidence: str = "declared"
    lines: tuple[int, ...] = ()
    doubt: Diagnostic | None = None

    @property
    def name(self) -> str:
        """The name by which people know the codec, which a layout understands as well."""
        return spoken(self.codec)

    @property
    def is_wide(self) -> bool:
        """Whether ASCII characters take more than a byte, and hold zero bytes."""
        return self.codec.startswith(_WIDE)


def encoding_of(source: Source, declared: str) -> Encoding:
    """Return the encoding of a source: the declared one, or for `auto` what its bytes tell.

    Raises what `decide_encoding` raises.
    """
    sample = source.sample() if declared == "auto" else source.head()
    named = "utf-8" if source.is_text else declared
    return decide_encoding(sample, named, file=source.name, whole=len(sample) < HEAD)


def decide_encoding(
    sample: bytes, declared: str = "auto", *, file: str | None = None, whole: bool = True
) -> Encoding:
    r"""Return the encoding of a file that is `sample`, or begins with it (not `whole`).

    A byte order mark counts for more than a declaration. Raises `EncodingError` when most of the
    sample's lines with other than ASCII characters cannot be read in the declared encoding, or
    when the evidence does not decide an undeclared one, and `LayoutError` for a name that is no
    encoding.

    >>> decide_encoding("Õis;1\n".encode("utf-16")).codec
    'utf-16-le'
    """
    codec = declared if declared == "auto" else find_codec(declared)
    for mark, marked in _BOMS:
        if sample.startswith(mark):
            return _marked(marked, len(mark), codec, file)
    if codec == "auto":
        return _decided(sample, file, whole=whole)
    if not _is_readable(sample, codec, whole=whole):
        raise _misread(sample, codec, file)
    if codec in _WIDE:
        is_big = _wide(sample) == f"{codec}-be"
        return Encoding(f"{codec}-{'be' if is_big else 'le'}", evidence="declared; it has no BOM")
    return Encoding(codec)


def _marked(codec: str, length: int, declared: str, file: str | None) -> Encoding:
    doubt = None
    if declared != "auto" and not codec.startswith(declared):
        doubt = Diagnostic(
            code="SK414",
            severity="warning",
            message=f"the file says that it is {codec}, the layout that it is {spoken(declared)}",
            hint=f"the file is believed; write encoding = '{codec[:6].rstrip('-')}' in the layout",
            file=file,
        )
    return Encoding(codec, length, "the file begins with its byte order mark", (1,), doubt)


def _decided(sample: bytes, file: str | None, *, whole: bool) -> Encoding:
    if sample.isascii() and b"\0" not in sample:
        return Encoding("utf-8", evidence="all of it is ASCII")
    if (wide := _wide(sample)) is not None:
        return Encoding(wide, evidence="every other byte is zero")
    if _is_readable(sample, "utf-8", whole=whole):
        lines = _lines_beyond_ascii(sample)
        return Encoding("utf-8", evidence="its accents and symbols are UTF-8", lines=lines)
    return _likeliest(sample, file)


def _likeliest(sample: bytes, file: str | None) -> Encoding:
    found = guesses(sample)
    if not decides(found):
        raise _undecided(found, file)
    evidence = "no other encoding fits"
    if len(found) > 1:
        odds = found[0].likelihood / max(found[1].likelihood, 1e-9)
        times = f"{odds:.1f}" if odds < _FAR else f"over {_FAR}"
        evidence = f"by its letters {times} times likelier than {spoken(found[1].codec)}"
    return Encoding(found[0].codec, 0, evidence, _lines_beyond_ascii(sample))


def _undecided(found: list[Guess], file: str | None) -> EncodingError:
    why = "no encoding that banks use fits its bytes"
    if len(found) == 1:
        why = f"it may be {spoken(found[0].codec)}, but little speaks for it"
    elif found:
        why = "it may be " + " or ".join(
            f"{spoken(each.codec)} ({quoted(_differing(each.text, other.text), 40)})"
            for each, other in zip(found[:2], found[1::-1], strict=True)
        )
    return EncodingError(
        Diagnostic(
            code="SK403",
            message=f"the encoding of the file cannot be told: {why}",
            hint="declare the one in which it reads right, as encoding in the layout",
            file=file,
        )
    )


def _differing(text: str, other: str) -> str:
    """Return the first word of `text` that reads differently in `other`."""
    place = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    return _WORD_ENDS.split(text[:place])[-1] + _WORD_ENDS.split(text[place:])[0]


def _wide(sample: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 in which ASCII characters leave this pattern of zero bytes."""
    if b"\0" not in sample:
        return None
    units = len(sample) // 4
    shares = [sample[place : units * 4 : 4].count(0) / max(1, units) for place in range(4)]
    patterns = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return patterns.get(tuple(share > 0.5 for share in shares))  # type: ignore[arg-type]


def _is_readable(sample: bytes, codec: str, *, whole: bool) -> bool:
    """Tell whether the sample is text in this encoding, a few damaged lines aside."""
    if codec.startswith(_WIDE):
        return not sample or b"\0" in sample
    error = _first_error(sample, codec, whole=whole)
    if error is None:
        return True
    lines = _LINE_END.split(sample)
    is_cut = not whole or error.end == len(sample)
    beyond = [line for line in lines[: -1 if is_cut else None] if not line.isascii()]
    good = sum(_first_error(line, codec, whole=True) is None for line in beyond)
    return good * 2 > len(beyond)


def _first_error(sample: bytes, codec: str, *, whole: bool) -> UnicodeDecodeError | None:
    try:
        codecs.getincrementaldecoder(codec)().decode(sample, whole)
    except UnicodeDecodeError as error:
        return error
    return None


def _misread(sample: bytes, codec: str, file: str | None) -> EncodingError:
    why, line = "it has no zero bytes", 1
    if not codec.startswith(_WIDE) and (error := _first_error(sample, codec, whole=True)):
        wrong = sample[error.start : error.end].hex(" ").upper()
        why = f"byte {error.start + 1} of it ({wrong}) is no text"
        line = len(_LINE_END.split(sample[: error.start]))
    return EncodingError(
        Diagnostic(
            code="SK402",
            message=f"the file is not {spoken(codec)}: {why}",
            hint=likeness(sample),
            file=file,
            line=line,
        )
    )


def likeness(sample: bytes, *, whole: bool = False) -> str:
    """Return a sentence about what bytes are that were taken for something else.

    A sample that is not `whole` may end within a character.
    """
    if (wide := _wide(sample)) is not None:
        return f"its bytes look like {wide[:6]}; write encoding = '{wide[:6]}'"
    if _is_readable(sample, "utf-8", whole=whole):
        return "its bytes are valid utf-8; write encoding = 'utf-8'"
    if not (found := guesses(sample)):
        return "write the encoding that the bank names as encoding in the layout"
    best = found[0]
    word = next((each for each in _WORD_ENDS.split(best.text) if not each.isascii()), "")
    name = spoken(best.codec)
    return f"its bytes are valid {name} ({quoted(word, 40)}); write encoding = '{name}'"


def _lines_beyond_ascii(sample: bytes, limit: int = 5) -> tuple[int, ...]:
    lines = enumerate(_LINE_END.split(sample[:HEAD]), 1)
    return tuple(islice((number for number, line in lines if not line.isascii()), limit))
