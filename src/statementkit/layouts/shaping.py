"""Records over several rows: what a layout says about them, done to the rows of any format.

The steps, each only where its key is set: `hook`, then `section` and `continuation`, then
`fill_down`. Each takes rows and gives rows, and accounts for those that it takes in.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, cast

from statementkit.errors import Diagnostic, LayoutError, ReadError, quoted
from statementkit.layouts.bytewise import ByteText, joined
from statementkit.layouts.compiling import matcher_of
from statementkit.layouts.records import Replayable
from statementkit.masking import masked
from statementkit.order.plan import FILLER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from statementkit.errors import Findings
    from statementkit.layouts.layout import Layout
    from statementkit.layouts.records import Row, Rows
    from statementkit.order.nodes import ColumnNumber, Place

    Cells = Sequence[str] | str
    Group = tuple[int, list[Cells]]
    Texts = tuple[int, list[str]]
    Hook = Callable[[Iterator[Row], Layout], Iterable[Row]]
    Matcher = Callable[[Cells], bool]

HOOKS = "statementkit.hooks"
"""The group of entry points in which hooks are found, and nowhere else."""

_DIGITS = 5
"""From so many digits on, a text is no number of a column."""

_HOOKED = "records that the hook took away"
_CONTINUED = "records that continue another"


def shaped(rows: Rows, layout: Layout) -> Rows:
    """Return rows in the shape that the layout describes: the same if it says nothing."""
    keys = (layout.hook, layout.section, layout.section_end, layout.continuation, layout.fill_down)
    return ShapedRows(rows, layout) if any(keys) else rows


class ShapedRows(Replayable):
    """Rows made of the rows of a file; what was found about the file stays as it is."""

    def __init__(self, rows: Rows, layout: Layout) -> None:
        self.source = rows.source
        self.encoding = rows.encoding
        self.facts = rows.facts
        self.warnings = rows.warnings
        self.header_line = rows.header_line
        self._inner = rows
        self._counts: dict[str, int] = {}
        super().__init__(self._steps(layout), None)

    @property
    def header(self) -> Sequence[str] | None:
        """The names of the columns, `None` where the file has none."""
        return self._inner.header

    @property
    def places(self) -> Mapping[Place, ColumnNumber]:
        """The columns of a row in which the order's places stand that are none themselves."""
        return self._inner.places

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many lines or records so far are none by themselves, by what they are."""
        return {**self._inner.left_out, **self._counts}

    @property
    def problems(self) -> Findings:
        """The records that could not be read, each once."""
        return self._inner.problems

    def close(self) -> None:
        """Close the file before its end, at which it is closed anyway."""
        self._inner.close()

    def _steps(self, layout: Layout) -> Iterator[Row]:
        rows: Iterator[Row] = iter(self._inner)
        if layout.hook:
            rows = self._hooked(rows, layout, layout.hook)
        if layout.section or layout.section_end or layout.continuation:
            groups = self._grouped(rows, self._matcher(layout, layout.continuation))
            rows = (
                self._appended(groups, layout)
                if layout.format == "fixed"
                else _merged(groups, layout.join_description)
            )
        if layout.fill_down:
            rows = _filled(rows, _indexes(layout.fill_down, self.header or (), layout))
        return rows

    def _matcher(self, layout: Layout, checks: str | None) -> Matcher:
        if checks is None:
            return lambda _: False
        return matcher_of(layout, checks, self.header, self.places)

    def _hooked(self, rows: Iterator[Row], layout: Layout, name: str) -> Iterator[Row]:
        counts = self._counts
        counts[_HOOKED] = 0

        def counted() -> Iterator[Row]:
            for row in rows:
                counts[_HOOKED] += 1
                yield row

        hook = _find_hook(name, layout)
        try:
            for line, row in hook(counted(), layout):
                counts[_HOOKED] -= 1
                yield int(line), row if isinstance(row, str) else list(map(str, row))
        except ReadError:
            raise
        except Exception as error:
            said = f"{type(error).__name__}: {masked(str(error))}"
            raise ReadError(
                Diagnostic(
                    code="SK433",
                    message=f"the hook {quoted(name)} failed: {said}",
                    hint="tell the author of the hook",
                    file=self.source.name,
                )
            ) from error
        counts[_HOOKED] = max(0, counts[_HOOKED])

    def _grouped(self, rows: Iterator[Row], continues: Matcher) -> Iterator[Group]:
        """Yield each record with those that continue it."""
        line = 0
        group: list[Cells] = []
        for number, row in rows:
            if not continues(row):
                if group:
                    yield line, group
                line, group = number, [row]
            elif group:
                group.append(row)
                self._counts[_CONTINUED] = self._counts.get(_CONTINUED, 0) + 1
            else:
                message = "the record continues another, and there is none above it"
                self._report(number, "SK431", message, "look at the start of the file")
        if group:
            yield line, group

    def _appended(self, groups: Iterator[Group], layout: Layout) -> Iterator[Row]:
        """Put what its section says behind each record of text, and then what continues it."""
        width = cast("int", layout.record)
        in_section = layout.section is not None or layout.section_end is not None
        texts = self._filled_up(groups, width, whole=in_section)
        if layout.section_end is not None:
            texts = _told_below(texts, self._matcher(layout, layout.section_end), FILLER * width)
        if layout.section is not None:
            texts = _told_above(texts, self._matcher(layout, layout.section), FILLER * width)
        return ((line, joined(parts)) for line, parts in texts)

    def _filled_up(self, groups: Iterator[Group], width: int, *, whole: bool) -> Iterator[Texts]:
        """Fill up the texts behind which others will stand: all but the last, or the `whole`."""
        for line, group in groups:
            texts = cast("list[str]", group)
            if whole or len(texts) > 1:
                texts = [_filled_up(text, width) for text in texts]
            if max(map(len, texts)) > width:
                message = f"a record is longer than the {width} characters of the layout"
                self._report(line, "SK432", message, "set record to the length of the longest")
            else:
                yield line, texts

    def _report(self, line: int, code: str, message: str, hint: str) -> None:
        file = self.source.name
        self.problems.append(
            Diagnostic(code=code, message=message, hint=hint, file=file, line=line)
        )


def _filled_up(text: str, width: int) -> str:
    """Return a text of that width, by characters that tell that nothing stood there."""
    if len(text) == width:
        return text
    if isinstance(text, ByteText):
        return ByteText.of(_filled_up(text.beneath, width), text.codec)
    return (text[:width] + text[width:].rstrip()).ljust(width, FILLER)


def _told_above(rows: Iterator[Texts], begins: Matcher, section: str) -> Iterator[Texts]:
    """Put the record that began the section behind each record of it, its own included."""
    for line, texts in rows:
        if begins(texts[0]):
            section = texts[0]
        yield line, [texts[0], section, *texts[1:]]


def _told_below(rows: Iterator[Texts], ends: Matcher, nothing: str) -> Iterator[Texts]:
    """Put the record that ends the section behind each record of it, which wait for it."""
    waiting: list[Texts] = []
    for line, texts in rows:
        waiting.append((line, texts))
        if ends(texts[0]):
            yield from ((line, [each[0], texts[0], *each[1:]]) for line, each in waiting)
            waiting = []
    yield from ((line, [each[0], nothing, *each[1:]]) for line, each in waiting)


def _merged(groups: Iterator[Group], joiner: str) -> Iterator[Row]:
    """Join the cells of rows that continue another to the cells above them."""
    for line, group in groups:
        columns = zip_longest(*group, fillvalue="")
        yield (
            line,
            group[0]
            if len(group) == 1
            else [joiner.join(filter(str.strip, cells)) for cells in columns],
        )


def _filled(rows: Iterator[Row], indexes: Sequence[int]) -> Iterator[Row]:
    """Let blank cells take the value that stood above them last."""
    above: dict[int, str] = {}
    for line, row in rows:
        cells = [*row, *[""] * (max(indexes) + 1 - len(row))]
        for index in indexes:
            if cells[index].strip():
                above[index] = cells[index]
            else:
                cells[index] = above.get(index, "")
        yield line, cells


def _indexes(columns: Sequence[str], header: Sequence[str], layout: Layout) -> Sequence[int]:
    """Return where the columns stand that have these names or, failing that, numbers."""
    names = [name.strip().casefold() for name in header]
    indexes = []
    for column in columns:
        name = column.strip().casefold()
        if names.count(name) == 1:
            indexes.append(names.index(name))
        elif name.isdecimal() and len(name) < _DIGITS:
            indexes.append(int(name) - 1)
        else:
            raise LayoutError(
                Diagnostic(
                    code="SK503",
                    field="fill_down",
                    message=f"the header has no single column named {quoted(column)}",
                    hint="name the column by its number",
                    source=layout.name,
                )
            )
    return indexes


def _find_hook(name: str, layout: Layout) -> Hook:
    """Return the installed function of this name; a layout cannot name any other code."""
    from importlib.metadata import entry_points

    found = entry_points(group=HOOKS, name=name)
    try:
        [entry] = found
        hook: Hook = entry.load()
    except Exception as error:
        reason = f": {error}" if found else ""
        known = sorted(entry_points(group=HOOKS).names)
        raise LayoutError(
            Diagnostic(
                code="SK514",
                field="hook",
                message=f"there is no usable hook {quoted(name)}{reason}",
                hint=f"the installed ones are {', '.join(known)}" if known else "none is installed",
                source=layout.name,
            )
        ) from None
    return hook
