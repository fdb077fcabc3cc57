"""The tree of an order.

Every node carries the `span` of text it came from. Spans take no part in equality: two texts that
mean the same have equal trees. Nodes are plain values; nothing here parses, checks or runs.
"""

from __future__ import annotations

from typing import Literal

import attrs

from statementkit.errors import Span


@attrs.frozen
class Node:
    """What all nodes share: the `span` of text that they came from."""

    span: Span = attrs.field(default=Span(0, 0), eq=False, repr=False, kw_only=True)


# -- places: where a value stands ---------------------------------------------------------------


@attrs.frozen
class ColumnNumber(Node):
    """Column `number` of the row, counted from 1: `6`, `amount@6`."""

    number: int


@attrs.frozen
class Header(Node):
    """The column whose header is `name`: `[Gross amount]`."""

    name: str


@attrs.frozen
class Characters(Node):
    """Characters `first` to `last` of a fixed-width line, from 1, both included: `11-38`."""

    first: int
    last: int


@attrs.frozen
class Marker(Node):
    """The text after `<NAME>` up to `</NAME>` inside the record: `<NAME>`."""

    name: str


@attrs.frozen
class Path(Node):
    """A path in an XML record, namespaces ignored: `/Ntry/Amt/@Ccy`."""

    path: str


Place = ColumnNumber | Header | Characters | Marker | Path


# -- literals: what stands behind an equals sign or in a transform ------------------------------


@attrs.frozen
class Text(Node):
    """A text to compare with. `quoted` keeps `"BLANK"` apart from `BLANK`, and edge spaces."""

    value: str
    quoted: bool = False


@attrs.frozen
class Number(Node):
    """A number as written (`0`, `-1`, `0.5`): exact, not yet a Decimal."""

    text: str


@attrs.frozen
class Date(Node):
    """A date to compare with, ISO 8601: `2024-01-01`."""

    text: str


@attrs.frozen
class Regex(Node):
    r"""A regular expression between slashes, as written without them (`\/` already a slash)."""

    pattern: str


@attrs.frozen
class TextSet(Node):
    """Two or more quoted texts: `{"Payment Refund","Dispute Fee"}`."""

    values: tuple[str, ...]


@attrs.frozen
class Blank(Node):
    """`BLANK` (or, with `negated`, `NOTBLANK`)."""

    negated: bool = False


Value = Text | Number | Date | Regex | TextSet | Blank

# -- columns, checks, branches ------------------------------------------------------------------


@attrs.frozen
class Transform(Node):
    """One change to a cell before it is read: `.divide(100)`, `.upper`; `divideN%` is `divide`.

    `old_spelling` records `divideN%`, so that the canonical text keeps what the writer wrote.
    """

    name: str
    arguments: tuple[Text | Number | Regex, ...] = ()
    old_spelling: bool = False


@attrs.frozen
class Column(Node):
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


@attrs.frozen
class ColumnList(Node):
    """The columns of a default layout or of a branch, from left to right.

    `trailing` is the place of a separator with nothing behind it, which means nothing.
    """

    columns: tuple[Column, ...]
    trailing: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)


Operator = Literal["=", "!=", ">", "<", ">=", "<=", "~", "!~"]


@attrs.frozen
class Check(Node):
    """What a row must hold for its branch to be taken: `4=Refund`, `6>0`, `[Type]~/^Web/`."""

    place: Place
    operator: Operator
    value: Value


Action = Literal["skip", "end"]


@attrs.frozen
class Branch(Node):
    """Checks that must all hold, and what is done then: other columns, `skip` or `end`."""

    checks: tuple[Check, ...]
    result: ColumnList | Action


@attrs.frozen
class Order(Node):
    """A whole order. Without a `default`, a row that no branch takes is a problem.

    `text` is what the order was read from, and `source` names where that stands.
    """

    default: ColumnList | None
    branches: tuple[Branch, ...] = ()
    text: str = attrs.field(default="", eq=False, repr=False, kw_only=True)
    source: str | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)
