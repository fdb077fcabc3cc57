"""The tree of an order.

Every node carries the `span` of text it came from. Spans take no part in equality: two texts that
mean the same have equal trees. Nodes are plain values; nothing here parses, checks or runs.
"""

from __future__ import annotations

from typing import Literal

import attrs

from statementkit.errors import Span


def _span() -> Span:
    return attrs.field(default=Span(0, 0), eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


# -- places: where a value stands ---------------------------------------------------------------


@attrs.frozen
class ColumnNumber:
    """Column `number` of the row, counted from 1: `6`, `amount@6`."""

    number: int
    span: Span = _span()


@attrs.frozen
class Header:
    """The column whose header is `name`: `[Gross amount]`."""

    name: str
    span: Span = _span()


@attrs.frozen
class Characters:
    """Characters `first` to `last` of a fixed-width line, from 1, both included: `11-38`."""

    first: int
    last: int
    span: Span = _span()


@attrs.frozen
class Marker:
    """The text after `<NAME>` up to `</NAME>` inside the record: `<NAME>`."""

    name: str
    span: Span = _span()


@attrs.frozen
class Path:
    """A path in an XML record, namespaces ignored: `/Ntry/Amt/@Ccy`."""

    path: str
    span: Span = _span()


Place = ColumnNumber | Header | Characters | Marker | Path


# -- literals: what stands behind an equals sign or in a transform ------------------------------


@attrs.frozen
class Text:
    """A text to compare with. `quoted` keeps `"BLANK"` apart from `BLANK`, and edge spaces."""

    value: str
    quoted: bool = False
    span: Span = _span()


@attrs.frozen
class Number:
    """A number as written (`0`, `-1`, `0.5`): exact, not yet a Decimal."""

    text: str
    span: Span = _span()


@attrs.frozen
class Date:
    """A date to compare with, ISO 8601: `2024-01-01`."""

    text: str
    span: Span = _span()


@attrs.frozen
class Regex:
    """A regular expression between slashes, as written without them (`\\/` already a slash)."""

    pattern: str
    span: Span = _span()


@attrs.frozen
class TextSet:
    """Two or more quoted texts: `{"Payment Refund","Dispute Fee"}`."""

    values: tuple[str, ...]
    span: Span = _span()


@attrs.frozen
class Blank:
    """`BLANK` (or, with `negated`, `NOTBLANK`)."""

    negated: bool = False
    span: Span = _span()


Value = Text | Number | Date | Regex | TextSet | Blank

# -- columns, checks, branches ------------------------------------------------------------------


@attrs.frozen
class Transform:
    """One change to a cell before it is read: `.divide(100)`, `.upper`; `divideN%` is `divide`.

    `old_spelling` records `divideN%`, so that the canonical text keeps what the writer wrote.
    """

    name: str
    arguments: tuple[Text | Number | Regex, ...] = ()
    old_spelling: bool = False
    span: Span = _span()


@attrs.frozen
class Column:
    """One item of a column list: `debitSumdivide-1%`, `debit@8=D`, `amount?`, `currency:"EUR"`.

    `field` has the spelling of the field table whatever the letters' case was. A column with a
    `constant` takes no position in the list.
    """

    field: str
    place: Place | None = None
    transforms: tuple[Transform, ...] = ()
    literal: Text | None = None
    constant: Text | None = None
    first_non_blank: bool = False
    span: Span = _span()


@attrs.frozen
class ColumnList:
    """The columns of a default layout or of a branch, from left to right."""

    columns: tuple[Column, ...]
    span: Span = _span()


Operator = Literal["=", "!=", ">", "<", ">=", "<=", "~", "!~"]


@attrs.frozen
class Check:
    """What a row must hold for its branch to be taken: `4=Refund`, `6>0`, `[Type]~/^Web/`."""

    place: Place
    operator: Operator
    value: Value
    span: Span = _span()


Action = Literal["skip", "end"]


@attrs.frozen
class Branch:
    """Checks that must all hold, and what is done then: other columns, `skip` or `end`."""

    checks: tuple[Check, ...]
    result: ColumnList | Action
    span: Span = _span()


@attrs.frozen
class Order:
    """A whole order. Without a `default`, a row that no branch takes is a problem."""

    default: ColumnList | None
    branches: tuple[Branch, ...] = ()
    text: str = attrs.field(default="", eq=False, repr=False, kw_only=True)
    span: Span = _span()
