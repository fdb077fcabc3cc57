"""What can go wrong, said once: diagnostics, the exceptions that carry them, and their renderer.

A `Diagnostic` is a finding in user words with a stable code. It may point into the text of an
order (a `Span`), into a file (line, column, field, cell), or into both. Exceptions of this library
carry diagnostics and nothing else: a program reads fields where a person reads the rendered text.
"""

from __future__ import annotations

import unicodedata
from array import array
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Self, TypeVar

import attrs

from statementkit.masking import LONGEST, hidden, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")

Severity = Literal["error", "warning", "info"]

Language = Literal["order", "match"]
"""What a marked text is written in: the order of a layout, or the match of a rule."""

_CONTEXT = 60
"""How many characters of an order the renderer shows on either side of a marked place."""

_CELL = 80
"""How many characters of a cell a message shows."""

TOLD = 10_000
"""How many problems of a file, and how many warnings, are told one by one; all are counted."""


UNTOLD = "SK323"
"""The code of the finding that counts those that are not told one by one."""


@attrs.frozen
class Span:
    """A half-open range of characters, `start` to `end`, in the text of an order."""

    start: int
    end: int


@attrs.frozen(kw_only=True)
class Diagnostic:
    """One finding: what, where in the order, where in the file, and what to do next.

    `code` is stable for ever and listed in the reference; `message` is one sentence without its
    place; `hint` names the next step. `line` and `column` count from 1; `column` is the column of
    the file, not of the text line. In `cell`, as in messages, the middle of account numbers is left
    out, see `showing_accounts`; `file` is whole, and masked where it is printed. `source` names
    where the order stands (`swedbank.toml`); `language` is `match` where `order` holds the match of
    a rule instead.

    >>> finding = Diagnostic(code="SK104", message="unknown field 'currancy'",
    ...                      hint="did you mean 'currency'?", order="date|currancy|amount",
    ...                      span=Span(5, 13))
    >>> print(finding)
    order:1:6: SK104 unknown field 'currancy'
      | date|currancy|amount
      |      ^^^^^^^^
    did you mean 'currency'?
    """

    code: str
    message: str
    severity: Severity = "error"
    hint: str | None = None
    source: str | None = None
    order: str | None = None
    span: Span | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    cell: str | None = attrs.field(default=None, converter=attrs.converters.optional(masked))
    language: Language = "order"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, `None` where it says nothing."""
        return attrs.asdict(self)

    def at(self, **changes: Any) -> Self:
        """Return the same finding with more of its place known.

        >>> Diagnostic(code="SK301", message="'x' is not an amount").at(line=4).line
        4
        """
        return attrs.evolve(self, **changes)

    def __str__(self) -> str:
        return render(self)


class First(list[T]):
    """The first findings of a file, and of those beyond `most` what a subclass makes of them."""

    most: int | None = TOLD

    @property
    def is_full(self) -> bool:
        """Whether the next finding is too many."""
        return self.most is not None and len(self) >= self.most

    def append(self, finding: T) -> None:
        """Keep a finding, or what is to be known of one that is too many."""
        if self.is_full:
            self.pass_over(finding)
        else:
            super().append(finding)

    def pass_over(self, finding: T) -> None:
        """Note what is to be known of a finding that is too many."""
        raise NotImplementedError

    def extend(self, findings: Iterable[T]) -> None:
        """Append findings, one by one."""
        for each in findings:
            self.append(each)

    def __iadd__(self, findings: Iterable[T]) -> Self:  # type: ignore[override,misc]
        self.extend(findings)
        return self


class Findings(First[Diagnostic]):
    """The first findings of a file; of those beyond `most` only the lines are kept, in `beyond`.

    A file that is read by a layout of another has as many problems as rows, and each would take
    a kilobyte.

    >>> found = Findings(most=1)
    >>> found += [Diagnostic(code="SK304", message="the cell is blank", line=n) for n in (2, 5)]
    >>> [each.line for each in found], list(found.beyond)
    ([2], [5])
    """

    def __init__(self, most: int | None = TOLD) -> None:
        super().__init__()
        self.most = most
        self.beyond = array("q")

    @property
    def number(self) -> int:
        """How many findings there are in all."""
        return len(self) + len(self.beyond)

    def add(
        self, line: int | None, make: Callable[P, Diagnostic], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Keep a finding about a line, which is only made if it is not too many.

        >>> found = Findings(most=0)
        >>> found.add(7, Diagnostic, code="SK304", message="the cell is blank", line=7)
        >>> list(found.beyond)
        [7]
        """
        if self.is_full:
            self.beyond.append(line or 0)
        else:
            super().append(make(*args, **kwargs))

    def count_beyond(self, line: int | None, number: int) -> None:
        """Count findings about a line that are too many, and are not made.

        >>> found = Findings(most=0)
        >>> found.count_beyond(7, 2)
        >>> found.number
        2
        """
        self.beyond.extend([line or 0] * number)

    def pass_over(self, finding: Diagnostic) -> None:
        """Keep the line of a finding that is too many."""
        self.beyond.append(finding.line or 0)


def told(
    findings: Iterable[Diagnostic], untold: int, what: str, file: str | None
) -> list[Diagnostic]:
    """Return findings in the order of their lines, and a last one about those that are not told."""
    found = sorted(findings, key=lambda each: each.line or 0)
    if untold:
        found.append(
            Diagnostic(
                code=UNTOLD,
                severity="warning",
                message=f"{untold:,} more {what} are counted and not told one by one",
                hint="is this the layout for this file? what the first are about is mended first",
                file=file,
            )
        )
    return found


class StatementKitError(Exception):
    """Base of every exception that this library lets out. Its arguments are its diagnostics."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings, in the order in which they were made."""
        return self.args

    @property
    def code(self) -> str:
        """The code of the first finding."""
        return self.diagnostics[0].code

    def __str__(self) -> str:
        return "\n\n".join(render(each) for each in self.diagnostics)


class OrderError(StatementKitError, ValueError):
    """The text of an order cannot be used."""


class OrderSyntaxError(OrderError):
    """The text is not an order."""


class OrderCheckError(OrderError):
    """The text is an order, but what it says cannot be meant. Carries every finding."""


class LayoutError(StatementKitError, ValueError):
    """A layout has an unknown key, a value that does not fit its key, or cannot be found."""


class ReadError(StatementKitError, ValueError):
    """A file, or a part of it, cannot be read."""


class UnknownFormatError(ReadError):
    """Nothing says how this file is to be read."""


class EncodingError(ReadError):
    """The bytes of the file are not text in the encoding that was declared or found."""


class FormatError(ReadError):
    """The file does not have the shape that its layout or format says."""


class RowError(ReadError):
    """A single row cannot become transactions."""


class RowErrors(ReadError):  # noqa: N818 - several, and its name is public
    """Rows of a file that cannot become transactions, raised together."""


class StoreError(StatementKitError, ValueError):
    """A store cannot be opened, or cannot do what was asked; what it holds is as before."""


class RuleError(StatementKitError, ValueError):
    """A rule, or a file of rules, cannot be used, or does not fit what it is used on."""


class WriteError(StatementKitError, ValueError):
    """What is to be written cannot stand in a file of that format, or would be refused there."""


def shorten(text: str, limit: int = _CELL) -> str:
    r"""Return `text` fit for a message: control characters escaped, the middle left out if long.

    >>> print(shorten("a\tb"))
    a\tb
    >>> shorten("x" * 100, limit=9)
    'xxxx…xxxx'
    """
    if len(text) > limit:
        half = (limit - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(text: str, limit: int = _CELL) -> str:
    """Return `text` in single quotes, fit for a message, with account numbers masked.

    >>> quoted("12,5O"), quoted("EE382200221020145685")
    ("'12,5O'", "'EE38…5685'")
    """
    if len(text) > limit + 2 * LONGEST:
        half = limit // 2 + LONGEST
        text = f"{masked(text[:half])}…{masked(text[-half:])}"
    else:
        text = masked(text)
    return f"'{shorten(text, limit)}'"


def quoted_account(number: str) -> str:
    """Return what is known to be an account number in single quotes, its end alone.

    >>> quoted_account("12-34567")
    "'…4567'"
    """
    return f"'{shorten(hidden(number))}'"


def render(diagnostic: Diagnostic) -> str:
    """Return a finding as a person reads it: place, code, message, marked excerpt, next step."""
    lines = [_headline(diagnostic)]
    if diagnostic.order is not None and diagnostic.span is not None:
        lines += _excerpt(diagnostic.order, diagnostic.span)
    if diagnostic.hint:
        lines.append(diagnostic.hint)
    return "\n".join(lines)


def _headline(diagnostic: Diagnostic) -> str:
    place = _place(diagnostic)
    what = _cell_place(diagnostic) + diagnostic.message
    prefix = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    return f"{place}{diagnostic.code} {prefix}{what}"


def _place(diagnostic: Diagnostic) -> str:
    if diagnostic.file is not None or diagnostic.line is not None:
        parts = [masked(diagnostic.file or "line")]
        if diagnostic.line is not None:
            parts.append(str(diagnostic.line))
        separator = ":" if diagnostic.file is not None else " "
        return separator.join(parts) + ": "
    if diagnostic.span is not None and diagnostic.order is not None:
        row, column = _row_and_column(diagnostic.order, diagnostic.span.start)
        source = f"{diagnostic.source} " if diagnostic.source else ""
        return f"{source}{diagnostic.language}:{row}:{column}: "
    return f"{diagnostic.source}: " if diagnostic.source else ""


def _cell_place(diagnostic: Diagnostic) -> str:
    field = f"({diagnostic.field})" if diagnostic.field else ""
    if diagnostic.column is not None:
        return f"column {diagnostic.column}{' ' if field else ''}{field}: "
    return f"{diagnostic.field}: " if diagnostic.field else ""


def _row_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _excerpt(order: str, span: Span) -> list[str]:
    start = order.rfind("\n", 0, span.start) + 1
    stop = order.find("\n", span.start)
    stop = len(order) if stop < 0 else stop
    end = min(span.end, span.start + 2 * _CONTEXT, stop)
    first = max(start, span.start - _CONTEXT)
    last = min(stop, end + _CONTEXT)
    left = "…" if first > start else ""
    right = "…" if last < stop else ""
    indent = _width(left + _visible(order[first : span.start]))
    marked = _width(_visible(order[span.start : end]))
    shown = f"  | {left}{_visible(order[first:last])}{right}".rstrip()
    return [shown, "  | " + " " * indent + "^" * max(1, marked)]


def _visible(text: str) -> str:
    """Return `text` with a character of its own for everything that would show as none."""
    return "".join(
        c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _width(text: str) -> int:
    """Return how many cells of a terminal `text` takes: wide characters two, marks none."""
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )
