"""From the bytes of a section to its values by key, with nothing lost on the way.

Documents of one bank repeat the same keys in the same order. So the keys of a section are looked up
together, as one tuple of bytes: what is known about them, a `Shape`, is made once and remembered. A
shape that keeps coming is learnt as a regular expression, which finds all values of a document at
once, and the lines that repeat. Only a section with lines that are no `Ключ=Значение` is gone
through line by line.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import count, groupby
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.errors import First
from statementkit.formats.onec.encoding import CODECS, decode
from statementkit.formats.onec.keys import ATTRIBUTES, CODES, KEYS, NAMES, READINGS, SIDE_OF
from statementkit.formats.onec.marks import find_mark
from statementkit.formats.onec.readings import READERS
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from statementkit.formats.onec.readings import Result

Values = tuple[bytes, ...] | re.Match[bytes]
"""The bytes behind `=`, by their place in the `index` of a shape."""

Content = tuple["Shape", Values]
Found = tuple["Shape", re.Match[bytes]]

Reading = tuple[str, int, "Callable[[bytes], Result]", str]
"""A key, the place of its value, what reads it, and the attribute that it fills alone or none."""

_MARK = "СекцияДокумент"
"""The one mark that is a key as well."""

_REPEATED = {key.name for key in KEYS if key.repeats}
_VARIANT = {key.name for key in KEYS if key.variant}

Run = Literal["payer", "payee", "codes"]
"""Lines that are looked at together, because most of them were met before."""

_RUN_OF: Mapping[str, Run] = {**SIDE_OF, **dict.fromkeys(CODES, "codes")}

_KEY_LIKE = re.compile(r"[^\W\d_]\w*").fullmatch
"""A key that a bank added. A line of text with `=` in it has other characters before that."""

_LEARNT_AFTER = 8
"""How often a shape is seen before it is learnt: learning takes as long as reading a hundred."""

_LEARNT = 8
"""How many learnt shapes are tried on a document."""

_MOST_LEARNT = 100
"""How many shapes are learnt before it is clear that there is nothing to learn."""


@attrs.frozen
class Finding:
    """A problem with lines: its code, how many lines below the first, the key, and its words."""

    code: str
    offset: int
    key: str | None = None
    words: Mapping[str, str] = attrs.field(factory=dict)


class Findings(First[Finding]):
    """The problems with the lines of a section; those that are too many are counted by their codes.

    One section may be the whole file, and each of its lines a problem.
    """

    def __init__(self) -> None:
        super().__init__()
        self.beyond: Counter[str] = Counter()

    def pass_over(self, finding: Finding) -> None:
        """Count a problem that is too many."""
        self.beyond[finding.code] += 1


@attrs.frozen
class Place:
    """Where a key stands: how many lines below the first, and in which encoding."""

    name: str
    offset: int
    codec: str


@attrs.frozen(eq=False)
class Shape:
    """What is known about the keys of a section before its values are read.

    `index` says at which place in the values each key has its own, `offsets` how many lines below
    the first it stands. `readings` are the keys that are read as other than text, each with its
    place, its reader and the attribute that no other key fills; `codecs` the encodings of the keys
    that are not in the section's, `unknown` the keys that the standard does not have. `is_plain`
    says that each line gives one value. If the shape was learnt, `runs` are the groups of a match
    that hold the lines of a run, and `height` how many lines a document has. `untold` counts the
    findings that are too many, by their codes.
    """

    index: Mapping[str, int]
    offsets: Mapping[str, int]
    readings: tuple[Reading, ...]
    codecs: Mapping[str, str]
    unknown: tuple[str, ...]
    is_plain: bool
    findings: tuple[Finding, ...]
    runs: Mapping[Run, tuple[int, ...]] = attrs.field(factory=dict)
    height: int = 0
    untold: Mapping[str, int] = attrs.field(factory=dict)


def _make_shape(
    places: Sequence[Place], codec: str, findings: Findings | None = None, *, is_plain: bool
) -> Shape:
    index = {place.name: number for number, place in enumerate(places, 1)}
    return Shape(
        index=index,
        offsets={place.name: place.offset for place in places},
        readings=tuple(_readings(index)),
        codecs={place.name: place.codec for place in places if place.codec != codec},
        unknown=tuple(name for name in index if name not in READINGS),
        is_plain=is_plain,
        findings=tuple(findings or ()),
        untold=findings.beyond if findings else {},
    )


def _readings(index: Mapping[str, int]) -> Iterator[Reading]:
    attributes = ATTRIBUTES if _VARIANT.isdisjoint(index) else {}
    for name, number in index.items():
        if (reading := READINGS.get(name, "text")) != "text":
            yield name, number, READERS[reading], attributes.get(name, "")


def split_lines(raw: bytes) -> list[bytes]:
    """Return the physical lines without their line ends; a carriage return may be left at them."""
    lines = raw.split(b"\n" if b"\n" in raw else b"\r")
    if not lines[-1]:
        del lines[-1]
    return lines


def read_lines(lines: Sequence[bytes], first: int, codec: str) -> Content:
    """Return what the lines of a section hold, `first` of which were left out before them."""
    try:
        keys, values = zip(*[line.split(b"=", 1) for line in lines], strict=True)
    except ValueError:
        return _read_each(lines, first, codec)
    shape = _SHAPES[keys, first, codec]
    return (shape, (b"", *values)) if shape.is_plain else _read_each(lines, first, codec)


def _shape(keys_first_codec: tuple[tuple[bytes, ...], int, str]) -> Shape:
    keys, first, codec = keys_first_codec
    places = [_place(key, offset, codec) for offset, key in enumerate(keys, first)]
    is_plain = len({place.name for place in places}) == len(places) and all(map(_is_key, places))
    return _make_shape(places, codec, is_plain=is_plain)


_SHAPES: Cache[tuple[tuple[bytes, ...], int, str], Shape] = Cache(_shape, limit=1_000)


class Learner:
    """Reads documents of one encoding, and learns the shapes that keep coming."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._learnt: list[tuple[re.Pattern[bytes], Shape]] = []
        self._seen: Counter[tuple[bytes, ...]] = Counter()
        self._left = _MOST_LEARNT

    def find(self, buffer: bytes, start: int) -> Found | None:
        """Return a document of a learnt shape that begins at a place, and the match that it is."""
        for pattern, shape in self._learnt:
            if (found := pattern.match(buffer, start)) is not None:
                return shape, found
        return None

    def find_all(self, buffer: bytes, start: int) -> list[Found]:
        """Return the documents of learnt shapes that follow one another from a place on."""
        found = []
        while (document := self.find(buffer, start)) is not None:
            found.append(document)
            start = document[1].end()
        return found

    def read(self, raw: bytes) -> Content:
        """Return what the lines of a document hold; the mark of its end is there."""
        found = self.find(raw, 0)
        if found is not None and found[1].end() == len(raw):
            return found
        *lines, end = split_lines(raw)
        content = read_lines(lines, 0, self._codec)
        if self._left and content[0].is_plain and raw.endswith(b"\n"):
            self._learn(tuple(line.partition(b"=")[0] for line in lines), end, content[0])
        return content

    def _learn(self, keys: tuple[bytes, ...], end: bytes, shape: Shape) -> None:
        self._seen[keys] += 1
        if self._seen[keys] == _LEARNT_AFTER:
            self._left -= 1
            self._learnt = [_learnt(shape, keys, end), *self._learnt][:_LEARNT]
        if len(self._seen) > _SHAPES.limit:
            self._seen.clear()


def _learnt(shape: Shape, keys: Sequence[bytes], end: bytes) -> tuple[re.Pattern[bytes], Shape]:
    """Return what matches the documents of a shape, and the shape with the places of a match.

    Each value is a group, and so are the lines of a run that follow one another.
    """
    pattern, groups = b"", count(1)
    index: dict[str, int] = {}
    runs: dict[Run, tuple[int, ...]] = {}
    named = zip(shape.index, keys, strict=True)
    for run, lines in groupby(named, lambda line: _RUN_OF.get(line[0])):
        if run is not None:
            runs[run] = (*runs.get(run, ()), next(groups))
            pattern += b"("
        for name, key in lines:
            index[name] = next(groups)
            pattern += re.escape(key) + rb"=(.*+)\n"
        if run is not None:
            pattern += b")"
    pattern += re.escape(end) + b"\n"
    readings = tuple(_readings(index))
    learnt = attrs.evolve(shape, index=index, readings=readings, runs=runs, height=len(keys) + 1)
    return re.compile(pattern), learnt


@cache
def learner(codec: str) -> Learner:
    """Return what has learnt the documents of an encoding."""
    return Learner(codec)


def _place(key: bytes, offset: int, codec: str) -> Place:
    """Return where a key stands, under the name that the standard gives it."""
    name, own = _NAMED[key, codec] if len(key) <= _LONGEST else _named((key, codec))
    return Place(name, offset, own)


def _named(key_codec: tuple[bytes, str]) -> tuple[str, str]:
    """Return the name that the standard gives a key, and the encoding in which it has it."""
    key, codec = key_codec
    for each in (codec, *CODECS):
        text = decode(key, each).strip("\ufeff \t\r")
        if (name := NAMES.get(text.casefold())) is not None:
            return name, each
    return decode(key, codec).strip(), codec


_NAMED: Cache[tuple[bytes, str], tuple[str, str]] = Cache(_named, limit=1_000)

_LONGEST = 100
"""How many bytes a key has at most that is remembered: more than any key of the standard."""


def _is_key(place: Place) -> bool:
    return place.name in READINGS or (
        _KEY_LIKE(place.name) is not None and find_mark(place.name.encode(), ("utf-8",)) is None
    )


def _read_each(lines: Iterable[bytes], first: int, codec: str) -> Content:
    """Read line by line: blank lines, texts that go on, keys that stand there several times."""
    section = _Section(codec)
    for offset, line in enumerate(lines, first):
        if line.strip():
            section.add(line, offset)
    places = list(section.places.values())
    shape = _make_shape(places, codec, section.findings, is_plain=False)
    return shape, (b"", *(section.value(place.name) for place in places))


class _Section:
    """Collects the values of a section, line by line, from lines that need a second look."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.places: dict[str, Place] = {}
        self.findings = Findings()
        self._lines: dict[str, list[bytes]] = {}
        self._taken: dict[str, tuple[bytes, str]] = {}
        self._goes_on: list[bytes] | None = None

    def value(self, name: str) -> bytes:
        """Return the value of a key, which may have gone on for several lines."""
        *before, last = self._lines[name]
        return b"\n".join((*(line.rstrip(b"\r") for line in before), last))

    def add(self, line: bytes, offset: int) -> None:
        """Add the value of a line, or add the line to the value before it."""
        key, equals, value = line.partition(b"=")
        place = _place(key, offset, self.codec)
        if (equals and _is_key(place)) or place.name == _MARK:
            self._set(place, value)
        elif find_mark(key, (self.codec, *CODECS)) is not None:
            self._find("SK608", offset, mark=place.name)
        elif self._goes_on is not None:
            self._goes_on.append(line)
        else:
            self._find("SK611", offset, line=decode(line, self.codec).strip())

    def _set(self, place: Place, value: bytes) -> None:
        name = place.name
        self._goes_on = None
        if not any(map(bytes.strip, self._lines.get(name, ()))):
            self.places[name] = place
            self._lines[name] = lines = [value]
            self._goes_on = lines if READINGS.get(name, "text") == "text" else None
        elif name not in _REPEATED:
            self._compare(place, value.strip())

    def _compare(self, place: Place, value: bytes) -> None:
        """Note a value of a key that has another one already."""
        name = place.name
        if name not in self._taken:
            taken = self.value(name).strip()
            self._taken[name] = taken, decode(taken, self.codec)
        before, text = self._taken[name]
        if value not in (b"", before):
            self._find("SK613", place.offset, name, taken=text, other=decode(value, self.codec))

    def _find(self, code: str, offset: int, key: str | None = None, /, **words: str) -> None:
        self.findings.append(Finding(code, offset, key, words))
