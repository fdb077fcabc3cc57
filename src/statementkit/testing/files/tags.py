"""Files of nested elements: each record with the elements around it that the order reads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import attrs

from statementkit.layouts.elements import RecordPath, record_paths
from statementkit.order.nodes import Marker, Path
from statementkit.testing.files.refusal import cannot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.nodes import Place
    from statementkit.testing.files.dress import Dress
    from statementkit.testing.forms import Form

Steps = tuple[str, ...]


def write_tags(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    """Return a file of elements."""
    records = record_paths(str(form.layout.record))
    root = ET.Element(_root(form, records))
    around: _Around | None = None
    element = root
    for row in rows:
        texts = {place: row[number.number - 1] for place, number in form.places.items()}
        record = _record_of(records, texts)
        try:
            found = _Around.of(root.tag, record, texts)
        except ValueError:
            raise cannot(form, "a record has texts of two kinds of records") from None
        if found != around:
            around = found
            element = around.open(root)
        inner = ET.SubElement(element, record.steps[-1])
        for place, text in texts.items():
            if text and (steps := _inside(record, place)) is not None:
                _put(inner, steps, text)
    if not rows:
        _Around.of(root.tag, records[0], {}).open(root)
    if dress.gaps:
        ET.indent(root)
    text = dress.newline.join(ET.tostring(root, encoding="unicode").split("\n"))
    declared = dress.encoding.removesuffix("-sig")
    head = f'<?xml version="1.0" encoding="{declared}"?>{dress.newline}'
    return f"{head}{text}".encode(dress.encoding)


@attrs.frozen
class _Around:
    """The elements around a record, from below the root, and the texts that stand in them.

    A text stands below the element of its `level`, where 0 is the root.
    """

    chain: Steps
    texts: tuple[tuple[int, Steps, str], ...]

    @classmethod
    def of(cls, root: str, record: RecordPath, texts: Mapping[Place, str]) -> _Around:
        """Return what stands around a record of these texts.

        Raises `ValueError` for a text that stands neither in the record nor around it.
        """
        outer = [
            (_steps(place), text)
            for place, text in texts.items()
            if text and _inside(record, place) is None
        ]
        names = record.steps[1:-1] if record.is_absolute else (steps[0] for steps, _ in outer)
        elements = list(dict.fromkeys([root, *names]))
        return cls(
            tuple(elements[1:]),
            tuple((elements.index(steps[0]), steps[1:], text) for steps, text in outer),
        )

    def open(self, root: ET.Element) -> ET.Element:
        """Put these elements into a file and return the innermost."""
        element = root
        for level, name in enumerate((root.tag, *self.chain)):
            element = ET.SubElement(element, name) if level else root
            for _, steps, text in (each for each in self.texts if each[0] == level):
                _put(element, steps, text)
        return element


def _root(form: Form, records: Sequence[RecordPath]) -> str:
    """Return the name of the outermost element."""
    absolute = next((each.steps[0] for each in records if each.is_absolute), None)
    known = (form.layout.fingerprint or "").strip("/").split("/")[0]
    return absolute or known or "file"


def _record_of(records: Sequence[RecordPath], texts: Mapping[Place, str]) -> RecordPath:
    """Return the kind of record in which most of the texts stand."""
    filled = [place for place, text in texts.items() if text]

    def inside(record: RecordPath) -> int:
        return sum(_inside(record, place) is not None for place in filled)

    return max(records, key=inside)


def _inside(record: RecordPath, place: Place) -> Steps | None:
    """Return the steps from a record to a place, `None` where it does not stand in the record."""
    steps = _steps(place)
    if isinstance(place, Marker):
        return steps
    if record.is_absolute and steps[: len(record.steps)] == record.steps:
        return steps[len(record.steps) :]
    return steps[1:] if steps[0] == record.steps[-1] else None


def _steps(place: Place) -> Steps:
    if isinstance(place, Path):
        return tuple(place.path.strip("/").split("/"))
    return (place.name,) if isinstance(place, Marker) else ()


def _put(element: ET.Element, steps: Steps, text: str) -> None:
    """Put a text into the element, or the attribute, to which steps lead."""
    for step in _elements(steps):
        found = element.find(step)
        element = ET.SubElement(element, step) if found is None else found
    if steps and steps[-1].startswith("@"):
        element.set(steps[-1][1:], text)
    else:
        element.text = text


def _elements(steps: Steps) -> Iterator[str]:
    return (step for step in steps if not step.startswith("@"))
