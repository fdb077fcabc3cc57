"""From the bytes of a section to its values by key, with nothing lost on the way.

Documents of one bank repeat the same keys in the same order. So the keys of a section are looked up
together, as one tuple of bytes: what is known about them, a `Shape`, is made once and remembered.
Only a section with lines that are no `Ключ=Значение` is gone through line by line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.encoding import CODECS
from statementkit.formats.onec.keys import KEYS, NAMES, READINGS
from statementkit.formats.onec.marks import find_mark
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.formats.onec.keys import Reading

Values = dict[str, bytes]
"""The bytes behind `=`, by key; a text that goes on over several lines has line ends in it."""

_MARK = "СекцияДокумент"
"""The one mark that is a key as well."""

_REPEATED = {key.name for key in KEYS if key.repeats}
_VARIANT = {key.name for key in KEYS if key.variant}
_STANDARD = {key.name for key in KEYS}

_KEY_LIKE = re.compile(r"[^\W\d_]\w*").fullmatch
"""A key that a bank added. A line of text with `=` in it has other characters before that."""


@attrs.frozen
class Finding:
    """A problem with lines: its code, how many lines below the first, the key, and its words."""

    code: str
    offset: int
    key: str | None = None
    words: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Place:
    """Where a key stands: how many lines below the first, and in which encoding."""

    name: str
    offset: int
    codec: str


@attrs.frozen
class Shape:
    """What is known about the keys of a section before its values are read.

    `names` are the keys as the standard spells them. `readings` are those that are read as other
    than text, `codecs` the encodings of those that are not in the section's, and `unknown` those
    that the standard does not have. `is_plain` says that each line gives one value of its own.
    """

    names: tuple[str, ...]
    offsets: Mapping[str, int]
    readings: tuple[tuple[str, Reading], ...]
    codecs: Mapping[str, str]
    unknown: tuple[str, ...]
    is_plain: bool
    is_variant: bool
    findings: tuple[Finding, ...]


def _make_shape(
    places: Sequence[Place], codec: str, findings: Sequence[Finding], *, is_plain: bool
) -> Shape:
    names = tuple(place.name for place in places)
    return Shape(
        names=names,
        offsets={place.name: place.offset for place in reversed(places)},
        readings=tuple(
            (name, READINGS[name])
            for name in dict.fromkeys(names)
            if READINGS.get(name, "text") != "text"
        ),
        codecs={place.name: place.codec for place in places if place.codec != codec},
        unknown=tuple(name for name in dict.fromkeys(names) if name not in _STANDARD),
        is_plain=is_plain,
        is_variant=not _VARIANT.isdisjoint(names),
        findings=tuple(findings),
    )


def split_lines(raw: bytes) -> list[bytes]:
    """Return the physical lines without their line ends; a carriage return may be left at them."""
    lines = raw.split(b"\n" if b"\n" in raw else b"\r")
    if not lines[-1]:
        del lines[-1]
    return lines


def read_lines(lines: Sequence[bytes], first: int, codec: str) -> tuple[Shape, Values]:
    """Return what the lines of a section hold, `first` of which were left out before them."""
    try:
        keys, values = zip(*[line.split(b"=", 1) for line in lines], strict=True)
    except ValueError:
        return _read_each(lines, first, codec)
    shape = _SHAPES[keys, first, codec]
    if not shape.is_plain:
        return _read_each(lines, first, codec)
    return shape, dict(zip(shape.names, values, strict=True))


def _shape(keys_first_codec: tuple[tuple[bytes, ...], int, str]) -> Shape:
    keys, first, codec = keys_first_codec
    places = [_place(key, offset, codec) for offset, key in enumerate(keys, first)]
    is_plain = len({place.name for place in places}) == len(places) and all(map(_is_key, places))
    return _make_shape(places, codec, (), is_plain=is_plain)


_SHAPES: Cache[tuple[tuple[bytes, ...], int, str], Shape] = Cache(_shape, limit=1_000)


def _place(key: bytes, offset: int, codec: str) -> Place:
    """Return where a key stands, under the name that the standard gives it."""
    for each in (codec, *CODECS):
        text = key.decode(each, "replace").strip("\ufeff \t\r")
        if (name := NAMES.get(text.casefold())) is not None:
            return Place(name, offset, each)
    return Place(key.decode(codec, "replace").strip(), offset, codec)


def _is_key(place: Place) -> bool:
    return place.name in _STANDARD or (
        _KEY_LIKE(place.name) is not None and find_mark(place.name.encode(), ("utf-8",)) is None
    )


def _read_each(lines: Sequence[bytes], first: int, codec: str) -> tuple[Shape, Values]:
    """Read line by line: blank lines, texts that go on, keys that stand there several times."""
    section = _Section(codec)
    for offset, line in enumerate(lines, first):
        if line.strip():
            section.add(line, offset)
    shape = _make_shape(section.places, codec, section.findings, is_plain=False)
    return shape, section.values


class _Section:
    """Collects the values of a section from lines that need a second look."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.values: Values = {}
        self.places: list[Place] = []
        self.findings: list[Finding] = []
        self._goes_on: str | None = None

    def add(self, line: bytes, offset: int) -> None:
        """Add the value of a line, or add the line to the value before it."""
        key, equals, value = line.partition(b"=")
        place = _place(key, offset, self.codec)
        if (equals and _is_key(place)) or place.name == _MARK:
            self._set(place, value)
        elif find_mark(key, (self.codec, *CODECS)) is not None:
            self._find("SK608", offset, mark=place.name)
        elif self._goes_on is not None:
            before = self.values[self._goes_on].rstrip(b"\r")
            self.values[self._goes_on] = before + b"\n" + line
        else:
            self._find("SK611", offset, line=line.decode(self.codec, "replace").strip())

    def _set(self, place: Place, value: bytes) -> None:
        name = place.name
        before = self.values.get(name, b"").strip()
        self._goes_on = None
        if not before:
            if name not in self.values:
                self.places.append(place)
            self.values[name] = value
            self._goes_on = name if READINGS.get(name, "text") == "text" else None
        elif value.strip() not in (b"", before) and name not in _REPEATED:
            first, other = (each.decode(self.codec, "replace") for each in (before, value.strip()))
            self._find("SK613", place.offset, name, first=first, other=other)

    def _find(self, code: str, offset: int, key: str | None = None, /, **words: str) -> None:
        self.findings.append(Finding(code, offset, key, words))
