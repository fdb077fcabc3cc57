"""Which encoding the bytes of a file are in: declared, marked, or decided by evidence."""

from __future__ import annotations

import codecs
import difflib
import re
from encodings.aliases import aliases
from itertools import islice

import attrs

from statementkit.errors import Diagnostic, EncodingError, LayoutError, quoted
from statementkit.source.opening import HEAD, Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_NOT_FOR_FILES = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}

_LINE_END = re.compile(rb"\r\n|\r|\n")

_CLEARLY = 1.15
"""How many times as likely as its best rival an encoding must be before it is taken."""

_SLIGHT = 0.001
"""A likelihood below which the statistics say nothing."""


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
        return _spoken(self.codec)

    @property
    def is_wide(self) -> bool:
        """Whether ASCII characters take more than a byte, and hold zero bytes."""
        return self.codec.startswith(("utf-16", "utf-32"))


def find_codec(name: str) -> str:
    """Return Python's name of an encoding; raise `LayoutError` when there is none.

    >>> find_codec("Windows-1257")
    'cp1257'
    """
    try:
        b"".decode(name)
        found = codecs.lookup(name).name.replace("_", "-")
    except (LookupError, ValueError, UnicodeError):
        found = "undefined"
    if found in _NOT_FOR_FILES:
        raise LayoutError(
            Diagnostic(
                code="SK503",
                message=f"{quoted(name)} is not the name of an encoding",
                hint=_nearest(name),
            )
        )
    return "utf-8" if found == "utf-8-sig" else found


def _nearest(name: str) -> str:
    known = {each.replace("_", "-") for each in aliases} | {f"windows-125{n}" for n in range(9)}
    near = difflib.get_close_matches(name.lower(), sorted(known), 1)
    return f"did you mean {near[0]!r}?" if near else "write utf-8, windows-1252 …, or auto"


def _spoken(codec: str) -> str:
    if re.fullmatch(r"cp125\d", codec):
        return codec.replace("cp", "windows-")
    return codec.replace("iso8859", "iso-8859")


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
    if codec in {"utf-16", "utf-32"}:
        return Encoding(_wide(sample) or f"{codec}-le", evidence="declared; it has no BOM")
    if not _is_readable(sample, codec, whole=whole):
        raise _misread(sample, codec, file)
    return Encoding(codec)


def _marked(codec: str, length: int, declared: str, file: str | None) -> Encoding:
    doubt = None
    if declared != "auto" and not codec.startswith(declared):
        doubt = Diagnostic(
            code="SK414",
            severity="warning",
            message=f"the file says that it is {codec}, the layout that it is {_spoken(declared)}",
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
    from statementkit.source.evidence import guesses

    found = guesses(sample)
    best = found[0] if found else None
    rival = found[1] if len(found) > 1 else None
    if best is None:
        raise _undecided("no encoding that banks use fits its bytes", file)
    if rival is None:
        return Encoding(best.codec, 0, "no other encoding fits", _lines_beyond_ascii(sample))
    if best.likelihood < max(_SLIGHT, _CLEARLY * rival.likelihood):
        raise _undecided(
            f"it may be {_spoken(best.codec)} ({quoted(_differing(best.text, rival.text))})"
            f" or {_spoken(rival.codec)} ({quoted(_differing(rival.text, best.text))})",
            file,
        )
    odds = best.likelihood / rival.likelihood if rival.likelihood else 100
    evidence = f"by its letters {min(odds, 100):.1f} times likelier than {_spoken(rival.codec)}"
    return Encoding(best.codec, 0, evidence, _lines_beyond_ascii(sample))


def _undecided(why: str, file: str | None) -> EncodingError:
    return EncodingError(
        Diagnostic(
            code="SK403",
            message=f"the encoding of the file cannot be told: {why}",
            hint="declare the one that reads right, as encoding in the layout",
            file=file,
        )
    )


def _differing(text: str, other: str) -> str:
    """Return the first word of `text` that reads differently in `other`."""
    place = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    start = max(text.rfind(mark, 0, place) for mark in ' ;,|\t\n"') + 1
    return re.split(r"[\s;,|\"]", text[start : start + 40])[0]


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
    if _first_error(sample, codec, whole=whole) is None:
        return True
    lines = _LINE_END.split(sample)
    beyond = [line for line in lines[: None if whole else -1] if not line.isascii()]
    good = sum(_first_error(line, codec, whole=True) is None for line in beyond)
    return good * 2 > len(beyond)


def _first_error(sample: bytes, codec: str, *, whole: bool) -> UnicodeDecodeError | None:
    try:
        codecs.getincrementaldecoder(codec)().decode(sample, whole)
    except UnicodeDecodeError as error:
        return error
    return None


def _misread(sample: bytes, codec: str, file: str | None) -> EncodingError:
    error = _first_error(sample, codec, whole=True)
    place = error.start if error else 0
    wrong = sample[place : error.end if error else 1]
    before = _LINE_END.split(sample[:place])
    return EncodingError(
        Diagnostic(
            code="SK402",
            message=f"the file is not {_spoken(codec)}: byte {place + 1} of it"
            f" ({wrong.hex(' ').upper()}) is no text",
            hint=likeness(sample),
            file=file,
            line=len(before),
        )
    )


def likeness(sample: bytes) -> str:
    """Return a sentence about what bytes are that were taken for something else."""
    from statementkit.source.evidence import guesses

    if (wide := _wide(sample)) is not None:
        return f"its bytes look like {wide[:6]}; write encoding = '{wide[:6]}'"
    if not sample.isascii() and _is_readable(sample, "utf-8", whole=False):
        return "its bytes are valid utf-8; write encoding = 'utf-8'"
    if not (found := guesses(sample)):
        return "write the encoding that the bank names, or encoding = 'auto'"
    best = found[0]
    word = next((each for each in best.text.split() if not each.isascii()), "")
    name = _spoken(best.codec)
    return f"its bytes are valid {name} ({quoted(word, 40)}); write encoding = '{name}'"


def _lines_beyond_ascii(sample: bytes, limit: int = 5) -> tuple[int, ...]:
    lines = enumerate(_LINE_END.split(sample), 1)
    return tuple(islice((number for number, line in lines if not line.isascii()), limit))
