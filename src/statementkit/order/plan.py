"""From the tree of an order to one plan that every back end reads.

The plan says, for each list of columns, which place fills which attribute and how; and, for each
branch, which list its rows take. It knows nothing of Python code or of columns in memory: the
interpreter, the row generator and any other back end start from the same plan, which is why they
can be held equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Literal

import attrs

from statementkit.errors import Diagnostic, OrderCheckError, Span
from statementkit.model import FIELD_BY_WORD, FIELDS, Field
from statementkit.order.nodes import (
    Action,
    Branch,
    Characters,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Header,
    Order,
    Place,
    Transform,
)
from statementkit.order.transforms import TRANSFORMS, arguments, stage
from statementkit.values import NumberFormat

FILLER = "\x1f"
"""Stands behind a record of text that is shorter than the place of the next one: white space that
tells that nothing stood there."""

NegativeSums = Literal["error", "linear", "absolute"]
SignConflict = Literal["flag", "amount", "error"]


@attrs.frozen(kw_only=True)
class Settings:
    """What a layout says beside its order: the keys that decide how cells are read.

    `date_format` holds Java patterns, tried in order. `currency` and `account` are the defaults of
    the statement. The meaning of every key is that of the layout's key of the same name.
    """

    format: str = "delimited"
    date_format: tuple[str, ...] = ()
    language: str = "en"
    pivot: int | None = None
    timezone: str | None = None
    number_format: NumberFormat = attrs.field(factory=NumberFormat)
    currency: str | None = None
    account: str | None = None
    join_name: str = "-"
    join_description: str = " "
    negative_sums: NegativeSums = "error"
    sign_conflict: SignConflict = "flag"


@attrs.frozen
class Input:
    """One column of the order that feeds a value: where it stands and what is done to its text.

    `place` is `None` for a constant. `word` is the column's word in the order; `span` its text.
    """

    word: str
    place: Place | None
    transforms: tuple[Transform, ...] = ()
    constant: str | None = None
    span: Span = attrs.field(default=Span(0, 0), eq=False)

    @cached_property
    def reach(self) -> int:
        """The last character of a text that must be there, 0 where a cell may be cut short.

        Programs drop blanks at the ends of lines, so a text may end early; but half an amount is
        another amount, and a missing flag another direction.
        """
        is_whole = FIELD_BY_WORD[self.word].reading in ("date", "amount", "number", "flag")
        return self.place.last if is_whole and isinstance(self.place, Characters) else 0

    @cached_property
    def text_steps(self) -> list[Step]:
        """What is done to the text, in order."""
        return self._steps("text")

    @cached_property
    def number_steps(self) -> list[Step]:
        """What is done to the number that the text says, in order."""
        return self._steps("number")

    def _steps(self, name: str) -> list[Step]:
        return [
            (TRANSFORMS[each.name].apply, arguments(each)) for each in stage(self.transforms, name)
        ]


Step = tuple[Callable[..., Any], list[Any]]
"""A function of a text or a number, and what it takes beside."""

Chain = tuple[Input, ...]
"""Inputs of which the first that is not blank (for amounts: nor zero) counts."""


@attrs.frozen
class Signed:
    """An amount that carries its own sign."""

    amount: Chain


@attrs.frozen
class Flag:
    """A direction flag: `outgoing` tells whether its texts mean money out (`debit`) or in."""

    input: Input
    texts: tuple[str, ...]
    outgoing: bool


@attrs.frozen
class Flagged:
    """An amount whose direction stands in another cell."""

    amount: Chain
    flag: Flag


@attrs.frozen
class Sums:
    """Money in and money out in columns of their own, either of which may be missing."""

    money_in: Chain
    money_out: Chain


AmountRule = Signed | Flagged | Sums


@attrs.frozen
class Value:
    """An attribute filled from the first non-blank input, or from several joined by `joiner`."""

    field: Field
    inputs: Chain
    joiner: str | None = None


@attrs.frozen
class Recipe:
    """How the rows of one list of columns become transactions."""

    booked_on: Chain
    amount: AmountRule
    values: tuple[Value, ...] = ()
    fees: tuple[Chain, ...] = ()
    fee_included: Chain = ()

    @property
    def reach(self) -> int:
        """The last character of a text that a cell needs which may not be cut: not a word's."""
        return max((each.reach for each in self.inputs()), default=0)

    def inputs(self) -> Iterator[Input]:
        """Yield every input, in no particular order."""
        yield from self.booked_on
        match self.amount:
            case Signed(amount):
                yield from amount
            case Flagged(amount, flag):
                yield from amount
                yield flag.input
            case sums:
                yield from sums.money_in
                yield from sums.money_out
        for value in self.values:
            yield from value.inputs
        yield from chain.from_iterable(self.fees)
        yield from self.fee_included


@attrs.frozen
class Case:
    """One branch of the plan: its number in the order (from 1), its checks, and what follows.

    `result` is an index into the plan's recipes, `skip` or `end`.
    """

    number: int
    checks: tuple[Check, ...]
    result: int | Action
    span: Span = attrs.field(default=Span(0, 0), eq=False)


@attrs.frozen
class Plan:
    """What an order means under its settings.

    `default` is an index into `recipes`, `skip` for a list that maps nothing, or `None` where the
    order has no default. Lists that mean the same share one recipe.
    """

    settings: Settings
    recipes: tuple[Recipe, ...]
    cases: tuple[Case, ...]
    default: int | Action | None
    text: str = attrs.field(default="", eq=False, repr=False)
    source: str | None = attrs.field(default=None, eq=False, repr=False)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every distinct place that a recipe or a check reads, in order of first use."""
        seen: dict[Place, None] = {}
        for case in self.cases:
            seen.update((check.place, None) for check in case.checks)
        for recipe in self.recipes:
            seen.update((each.place, None) for each in recipe.inputs() if each.place is not None)
        return tuple(seen)

    @cached_property
    def reads_cells(self) -> bool:
        """Whether every place is a cell of a row, and none a range of characters."""
        return all(isinstance(place, ColumnNumber) for place in self.places)

    @cached_property
    def width(self) -> int:
        """The number of cells that a row must have for every column number to exist."""
        return max((p.number for p in self.places if isinstance(p, ColumnNumber)), default=0)


Resolver = Callable[[Place], Place]
"""Turns a place of the order into one that a row has: a column number or a range of characters."""


def build_plan(order: Order, settings: Settings, resolve: Resolver | None = None) -> Plan:
    """Return the plan of a checked order.

    `resolve` says where header names, markers and paths stand in the rows to come (`found_by` for
    a file with a header line); without it every place must already be a number or a range.
    """
    builder = _Builder(order, settings, resolve or found_by(order))
    return builder.plan()


def found_by(
    order: Order,
    header: Sequence[str] | None = None,
    places: Mapping[Place, ColumnNumber] | None = None,
) -> Resolver:
    """Return a resolver for the rows of one file.

    `[Name]` is looked up in the `header`, trimmed and whatever the case: the check of an order has
    told already which names the header lacks or has twice. A marker or a path is looked up in
    `places`, which the reader of the file has made. Raises `OrderCheckError` for a place that rows
    without a file cannot have.
    """
    numbers = {_folded(name): number for number, name in enumerate(header or (), 1)}

    def resolve(place: Place) -> Place:
        if isinstance(place, ColumnNumber | Characters):
            return place
        if places is not None and place in places:
            return attrs.evolve(places[place], span=place.span)
        if not isinstance(place, Header) or header is None:
            raise OrderCheckError(_not_found(order, place))
        return ColumnNumber(numbers[_folded(place.name)], span=place.span)

    return resolve


def _folded(name: str) -> str:
    return name.strip().casefold()


def _not_found(order: Order, place: Place) -> Diagnostic:
    return Diagnostic(
        code="SK231",
        message="this place needs a file to be found in",
        hint="give the names of the columns: compile_order(..., columns=[...])",
        order=order.text,
        source=order.source,
        span=place.span,
    )


def numbered_columns(order: Order) -> set[int]:
    """Return the numbers of the columns that an order reads by position or by number.

    >>> from statementkit.order.parser import parse_order
    >>> sorted(numbered_columns(parse_order("date|other|amount|conditions=7=Hold,skip")))
    [1, 3, 7]
    """
    places: list[Place] = [check.place for branch in order.branches for check in branch.checks]
    for columns in (order.default, *(branch.result for branch in order.branches)):
        if isinstance(columns, ColumnList):
            places += [
                column.place or ColumnNumber(position)
                for position, column in enumerate(_positioned(columns), 1)
                if column.field != "other"
            ]
    return {place.number for place in places if isinstance(place, ColumnNumber)}


@attrs.frozen
class _Builder:
    order: Order
    settings: Settings
    resolve: Resolver

    def plan(self) -> Plan:
        recipes: dict[Recipe, int] = {}
        default = self._result(self.order.default, recipes) if self.order.default else None
        cases = tuple(
            Case(
                number,
                tuple(self._check(check, branch) for check in branch.checks),
                self._result(branch.result, recipes),
                branch.span,
            )
            for number, branch in enumerate(self.order.branches, 1)
        )
        return Plan(
            self.settings, tuple(recipes), cases, default, self.order.text, self.order.source
        )

    def _result(self, result: ColumnList | Action, recipes: dict[Recipe, int]) -> int | Action:
        if isinstance(result, str):
            return result
        if all(column.field == "other" for column in result.columns):
            return "skip"
        return recipes.setdefault(self._recipe(result), len(recipes))

    def _check(self, check: Check, branch: Branch) -> Check:
        """Resolve the place of a check; where a file has no columns, a number counts the list."""
        place = check.place
        if isinstance(place, ColumnNumber) and self.settings.format in ("fixed", "xml"):
            columns = self.order.default or branch.result
            items = _positioned(columns) if isinstance(columns, ColumnList) else ()
            place = items[place.number - 1].place or place
        return attrs.evolve(check, place=self.resolve(place))

    def _recipe(self, columns: ColumnList) -> Recipe:
        inputs = self._inputs(columns)
        return Recipe(
            booked_on=tuple(inputs.get("date", ())),
            amount=_amount_rule(inputs, columns),
            values=tuple(self._values(inputs, _alternatives(columns))),
            fees=_fees(inputs.get("fee", []), alternatives="fee" in _alternatives(columns)),
            fee_included=tuple(inputs.get("feeIncluded", ())),
        )

    def _inputs(self, columns: ColumnList) -> dict[str, list[Input]]:
        inputs: dict[str, list[Input]] = {}
        position = 0
        for column in columns.columns:
            if column.constant is None:
                position += 1
            if column.field == "other":
                continue
            item = Input(
                column.field,
                self._place(column, position),
                column.transforms,
                column.constant.value if column.constant else None,
                column.span,
            )
            inputs.setdefault(column.field, []).append(item)
        return inputs

    def _place(self, column: Column, position: int) -> Place | None:
        if column.constant is not None:
            return None
        return self.resolve(column.place or ColumnNumber(position, span=column.span))

    def _values(
        self, inputs: dict[str, list[Input]], alternatives: frozenset[str]
    ) -> Iterator[Value]:
        joiners = {"name": self.settings.join_name, "description": self.settings.join_description}
        for attribute, words in _VALUE_WORDS.items():
            chain = sorted(
                (each for word in words for each in inputs.get(word, ())),
                key=lambda each: each.span.start if attribute in joiners else 0,
            )
            if chain:
                joined = any(each.word not in alternatives for each in chain)
                joiner = joiners.get(attribute) if joined else None
                yield Value(FIELD_BY_WORD[words[0]], tuple(chain), joiner)


_VALUE_WORDS: dict[str, tuple[str, ...]] = {
    "currency": ("currency",),
    "name": ("name", "descAndName"),
    "description": ("description", "descAndName"),
    "account": ("iban", "account"),
    **{
        field.attribute: (field.word,)
        for field in FIELDS
        if field.attribute
        not in (None, "booked_on", "amount", "currency", "name", "description", "account")
    },
}
"""The words that fill each attribute, the one that wins first."""


def _alternatives(columns: ColumnList) -> frozenset[str]:
    return frozenset(column.field for column in columns.columns if column.first_non_blank)


def _positioned(columns: ColumnList) -> tuple[Column, ...]:
    return tuple(column for column in columns.columns if column.constant is None)


def _amount_rule(inputs: dict[str, list[Input]], columns: ColumnList) -> AmountRule:
    amount = tuple(inputs.get("amount", ()))
    if not amount:
        return Sums(tuple(inputs.get("creditSum", ())), tuple(inputs.get("debitSum", ())))
    for column in columns.columns:
        if FIELD_BY_WORD[column.field].reading == "flag":
            [each] = inputs[column.field]
            flag = Flag(each, _flag_texts(column), outgoing=column.field == "debit")
            return Flagged(amount, flag)
    return Signed(amount)


def _fees(fees: list[Input], *, alternatives: bool) -> tuple[Chain, ...]:
    """Each fee column is a fee of its own, unless `fee?` says that the first non-blank counts."""
    return (tuple(fees),) if alternatives else tuple((each,) for each in fees)


def _flag_texts(column: Column) -> tuple[str, ...]:
    if column.literal is not None:
        return (column.literal.value,)
    return ("D", "d") if column.field == "debit" else ("C", "c")
