"""Records of nested elements: what of a file is one, and which of its texts an order wants.

A parser tells where elements begin and end. Each distinct path of elements is looked at once, when
it is met first, and becomes an `Element` that knows all that concerns it; from then on it is found
by a look-up in the element around it. What concerns nothing costs nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, FormatError, LayoutError, ReadError
from statementkit.order.nodes import ColumnNumber, Marker, Path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from statementkit.errors import Findings
    from statementkit.layouts.records import Row
    from statementkit.order.nodes import Place

Steps = tuple[str, ...]

DEEPEST = 250
"""How many elements may stand in one another."""

_KEPT = 20_000
"""How many paths of elements are remembered; a statement has some hundred."""

_LONGEST = 1 << 23
"""How many characters a record may hold that are wanted: 8 Mi."""


@attrs.frozen
class RecordPath:
    """What a record is: an element of these names, in one another; from the root if absolute.

    >>> RecordPath.parse("/Document/Stmt/Ntry").fits(("Document", "Stmt", "Ntry"))
    True
    >>> RecordPath.parse("Ntry").fits(("Document", "Stmt", "Ntry"))
    True
    """

    steps: Steps
    is_absolute: bool

    @classmethod
    def parse(cls, text: str) -> RecordPath:
        """Return the path that a layout names."""
        steps = text.strip().strip("<>")
        return cls(tuple(filter(None, steps.split("/"))), steps.startswith("/"))

    def fits(self, path: Steps) -> bool:
        """Tell whether an element at this path is such a record."""
        return path == self.steps or (not self.is_absolute and _ends_in(path, self.steps))

    def encloses(self, outer: Steps) -> bool:
        """Tell whether an element at this path may stand around such a record."""
        return not self.is_absolute or outer == self.steps[: len(outer)]


def record_paths(text: str) -> tuple[RecordPath, ...]:
    """Return what a layout calls records: paths or start tags with `|` between them."""
    return tuple(RecordPath.parse(each) for each in text.split("|"))


@attrs.frozen
class Wanted:
    """A place whose text is wanted, and the column of a row for it.

    `name` is the element of a marker, `steps` are those of a path, which begin with the record or
    with an element around it; the text may be that of an `attribute`. Where a path leads to several
    elements, the first counts, or their texts are `joined`.
    """

    column: int
    joined: bool = False
    name: str | None = None
    steps: Steps = ()
    attribute: str | None = None


@attrs.frozen
class Wishes:
    """All that an order wants of a file whose records are these."""

    records: tuple[RecordPath, ...]
    wanted: tuple[Wanted, ...]

    @classmethod
    def of(
        cls,
        records: tuple[RecordPath, ...],
        places: Sequence[Marker | Path],
        joined: Collection[Place],
    ) -> Wishes:
        """Return what these places mean; the texts of some are `joined` where there are several.

        Raises `LayoutError` for a place that records cannot have.
        """
        wanted = [
            _wanted(records, place, column, place in joined) for column, place in enumerate(places)
        ]
        return cls(records, tuple(wanted))


def columns_of(places: Sequence[Marker | Path]) -> Mapping[Place, ColumnNumber]:
    """Return the columns of the rows in which the texts at these places stand."""
    return {place: ColumnNumber(number) for number, place in enumerate(places, 1)}


def shown(place: Marker | Path) -> str:
    """Return a place as an order writes it."""
    return f"<{place.name}>" if isinstance(place, Marker) else place.path


def _wanted(
    records: tuple[RecordPath, ...], place: Marker | Path, column: int, joined: bool
) -> Wanted:
    if isinstance(place, Marker):
        return Wanted(column, joined, name=place.name)
    path = place.path
    steps = path.strip("/").split("/")
    attribute = steps.pop()[1:] if steps[-1].startswith("@") else None
    wanted = Wanted(column, joined, steps=tuple(steps), attribute=attribute)
    for record in records:
        if record.is_absolute and wanted.steps[: len(record.steps)] == record.steps:
            return attrs.evolve(wanted, steps=wanted.steps[len(record.steps) - 1 :])
    names = {name for record in records for name in record.steps}
    if all(record.is_absolute for record in records) and not {*wanted.steps[:1]} <= names:
        raise LayoutError(
            Diagnostic(
                code="SK516",
                message=f"{path} begins neither with a record nor with an element around it",
                hint=f"write /{records[0].steps[-1]}{path} for what stands in a record",
            )
        )
    return wanted


class Element(dict[str, "Element"]):
    """An element of a file by its path, and what is done with it; its items are those in it.

    `is_plain`: nothing is; `has_end`: something is at its end; `is_way`: it only leads to texts of
    which the first counts; `is_leaf`: it stands in a record, and only its own text is wanted.
    `cells` and `attributes` say which texts are wanted. `inner` tells that it stands in a record,
    or is one (`is_record`). Outside of records, `forgets` are the columns whose texts end with an
    earlier element of this path, `drops` those that end with this one.
    """

    __slots__ = (
        "attributes", "cells", "drops", "family", "forgets", "has_end", "inner", "is_leaf",
        "is_plain", "is_record", "is_way", "outer", "path", "record_at", "serial", "takes_text",
        "wishes",
    )  # fmt: skip

    def __init__(self, wishes: Wishes, outer: Element | None = None, name: str = "") -> None:
        super().__init__()
        self.wishes = wishes
        self.outer = outer
        self.family: list[Element] = outer.family if outer is not None else []
        self.path: Steps = (*outer.path, name) if outer is not None else ()
        self.serial = 0
        self.record_at: int | None = outer.record_at if outer is not None else None
        self.is_record = self.record_at is None and any(
            each.fits(self.path) for each in wishes.records
        )
        if self.is_record:
            self.record_at = len(self.path) - 1
        self.inner = self.record_at is not None
        self.forgets: list[int] = []
        self.drops: list[int] = []
        found = [each for each in wishes.wanted if self._is_at(each)]
        self.cells = tuple((it.column, it.joined) for it in found if it.attribute is None)
        self.attributes = tuple(
            (it.attribute, it.column, it.joined) for it in found if it.attribute is not None
        )
        if found and not self.inner:
            self._register(found)
        self.takes_text = bool(self.cells) or (outer is not None and bool(outer.cells))
        self.is_leaf = (
            self.inner
            and not (self.is_record or self.attributes)
            and bool(self.cells)
            and not (outer is not None and outer.cells)
        )
        self.has_end = self.is_record or self.takes_text or bool(self.drops)
        is_bare = not (self.is_record or found or self.takes_text)
        self.is_way = is_bare and self._is_on_the_way()
        self.is_plain = is_bare and not self.is_way

    def __missing__(self, name: str) -> Element:
        """Look at an element that stands in this one for the first time."""
        if len(self.path) >= DEEPEST:
            raise FormatError(
                Diagnostic(
                    code="SK451",
                    message=f"more than {DEEPEST} elements stand in one another",
                    hint="this is no statement, or it is damaged: fetch it again from the bank",
                )
            )
        element = Element(self.wishes, self, name.rpartition(":")[2])
        if len(self.family) < _KEPT:
            self.family.append(element)
            self[name] = element
        return element

    def _is_at(self, wanted: Wanted) -> bool:
        """Tell whether a wanted text is that of this element, or of its attributes."""
        if self.record_at is not None:
            if wanted.name is not None:
                return self.path[-1] == wanted.name
            return wanted.steps == self.path[self.record_at :]
        if not wanted.steps or not _ends_in(self.path, wanted.steps):
            return False
        around = self.path[: len(self.path) - len(wanted.steps) + 1]
        return any(each.encloses(around) for each in self.wishes.records)

    def _is_on_the_way(self) -> bool:
        """Tell whether this element of a record may hold wanted texts of which the first counts."""
        if self.record_at is None:
            return False
        inner = self.path[self.record_at :]
        return any(it.steps[: len(inner)] == inner for it in self.wishes.wanted if not it.joined)

    def _register(self, found: Sequence[Wanted]) -> None:
        """Let texts outside of records end with the elements around them."""
        for each in found:
            anchor: Element = self
            _add(anchor.forgets, each.column)
            for _ in each.steps[1:]:
                if anchor.outer is not None:
                    anchor = anchor.outer
                    anchor.is_plain = anchor.is_way = False
                    _add(anchor.forgets, each.column)
            _add(anchor.drops, each.column)
            anchor.has_end = True


def _add(columns: list[int], column: int) -> None:
    if column not in columns:
        columns.append(column)


def _ends_in(path: Steps, steps: Steps) -> bool:
    return path[max(0, len(path) - len(steps)) :] == steps


class Gatherer:
    """Makes rows of the elements that a parser meets.

    The parser puts each element on the `stack` when it begins and takes it off when it ends, and
    for those that are not plain calls `enter` and `leave` (this only where `has_end`, or `repeated`
    tells that elements are passed over of which the first counts). `line` is that of the last
    record, 0 before the first, and `serial` its number; `parts` collects the text of the open
    element, `None` where nobody wants it.
    """

    def __init__(self, wishes: Wishes, joiner: str) -> None:
        self.line = 0
        self.stack = [Element(wishes)]
        self.record_names = {each.steps[-1] for each in wishes.records}
        self.parts: list[str] | None = None
        self._wishes = wishes
        self._joiner = joiner
        self._finished: list[Row] = []
        self._context = [""] * len(wishes.wanted)
        self._row: list[str] | None = None
        self._pieces: dict[int, list[str]] = {}
        self.serial = 0
        self.repeated = 0
        self._waiting: list[list[str] | None] = []

    @property
    def in_record(self) -> bool:
        """Whether a record is open."""
        return self._row is not None

    def rows(self, steps: Iterator[None], problems: Findings, file: str) -> Iterator[Row]:
        """Yield the records that are finished after each step of a parser.

        The error with which it stops is the last of `problems`. Raises `ReadError` if there was no
        record before, or if the file has none because it is another kind of file.
        """
        error = None
        try:
            for _ in steps:
                yield from self._taken()
        except ReadError as found:
            error = found
        yield from self._taken()
        if error is None and not self.line:
            error = self._strange()
        if error is not None:
            placed = [
                each.at(file=file, line=each.line or self.line or None)
                for each in error.diagnostics
            ]
            if not self.line:
                raise type(error)(*placed)
            problems += placed

    def _taken(self) -> list[Row]:
        finished, self._finished = self._finished, []
        return finished

    def _strange(self) -> FormatError | None:
        """Return what is wrong with a file that has nothing around the records which it lacks."""
        around = {each.steps[:-1] for each in self._wishes.records if each.is_absolute}
        met = self.stack[0].family
        if not around or any(each.path in around for each in met):
            return None
        first = "/".join(("", *max((each.path for each in met[:3]), default=())))
        wanted = " or ".join("/".join(("", *each.steps)) for each in self._wishes.records)
        return FormatError(
            Diagnostic(
                code="SK456",
                message=f"the file has no {wanted}: it begins with {first}",
                hint="choose the layout for files of this kind, or correct its record",
            )
        )

    def enter(self, element: Element, attributes: Mapping[str, str], line: int) -> None:
        """Begin an element that is not plain; it is on the stack."""
        if element.is_record:
            self._row, self._pieces, self.line = self._context.copy(), {}, line
            self.serial += 1
            self.repeated = 0
        elif not element.inner:
            for column in element.forgets:
                self._context[column] = ""
        elif element.serial == self.serial and not self.repeated:
            self.repeated = len(self.stack)
        element.serial = self.serial
        if element.takes_text:
            self._waiting.append(self.parts)
            self.parts = []
        for name, column, joined in element.attributes:
            self._put(element, column, joined, _attribute(attributes, name))

    def begin(self, element: Element) -> list[str]:
        """Do what `enter` does of a leaf that is the first of its path in a record."""
        element.serial = self.serial
        self._waiting.append(self.parts)
        parts: list[str] = []
        self.parts = parts
        return parts

    def end(self, element: Element) -> None:
        """Do what `leave` does of a leaf, where nothing is passed over."""
        text = "".join(self.parts or ()).strip()
        self.parts = self._waiting.pop()
        row = self._row
        if text and row is not None:
            for column, joined in element.cells:
                if joined:
                    self._pieces.setdefault(column, []).append(text)
                elif not row[column]:
                    row[column] = text

    def leave(self, element: Element) -> None:
        """End an element that is not plain; it is off the stack."""
        if element.takes_text:
            text = "".join(self.parts or ()).strip()
            self.parts = self._waiting.pop()
            if text or not element.inner:
                for column, joined in element.cells:
                    self._put(element, column, joined, text)
        if element.is_record:
            self._finish()
        elif not element.inner:
            for column in element.drops:
                self._context[column] = ""
        elif self.repeated > len(self.stack):
            self.repeated = 0

    def give_up(self) -> None:
        """Forget the open record."""
        self._row = None

    def check(self) -> None:
        """Raise `FormatError` when the open record holds more text than is kept."""
        texts = [self.parts or (), *self._pieces.values()]
        if sum(len(part) for text in texts for part in text) > _LONGEST:
            raise FormatError(
                Diagnostic(
                    code="SK452",
                    message="a record has more text than can be read",
                    hint="check that the file is a statement, and that record names what is one",
                )
            )

    def _put(self, element: Element, column: int, joined: bool, text: str) -> None:
        if not element.inner:
            self._context[column] = text
        elif self._row is None or not text:
            return
        elif joined:
            self._pieces.setdefault(column, []).append(text)
        elif not self.repeated and not self._row[column]:
            self._row[column] = text

    def _finish(self) -> None:
        if self._row is None:
            return
        for column, texts in self._pieces.items():
            self._row[column] = self._joiner.join(texts)
        self._finished.append((self.line, self._row))
        self._row = None


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    """Return the text of an attribute, whatever the prefix of its name."""
    if name in attributes:
        return attributes[name].strip()
    return next((it for key, it in attributes.items() if key.rpartition(":")[2] == name), "")
