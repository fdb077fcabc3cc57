"""From a plan to columns of results: the second back end, for many rows at once.

`PlanColumns` maps a frame of cells to a frame of outcomes. It answers for the rows that it is sure
of; every other row is marked, and the row functions look at it, so that both back ends say the same
of every row by construction.
"""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

from statementkit import values
from statementkit.order.columns_branches import DEFAULT, BranchColumn
from statementkit.order.columns_cells import (
    NO_DAY,
    REFUSED,
    CellColumns,
    absolute,
    column_of,
    is_zero,
    negated,
)
from statementkit.order.columns_steps import Steps
from statementkit.order.plan import Flagged, Signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.order.interpret import Interpreter
    from statementkit.order.plan import Chain as Inputs
    from statementkit.order.plan import Plan, Recipe, Sums, Value

MAPPED, SKIPPED, END, UNSURE = range(4)
"""What became of a row; one that is unsure is for the row functions."""

FEE = "fee_"
"""How the columns of fees begin; a number follows."""

DAYS = ("booked_on", "value_on")
"""The columns of results that are dates; all others are texts."""

_REQUIRED = {"booked_on": NO_DAY, "amount": ""}
"""What a row must have, and what stands for it where it is blank."""

_NONE = -1
"""Stands for the list of columns of a row that has none."""

Result = int | str | None
"""What a branch leads to: a recipe by its index, `skip`, `end`, or no layout at all."""

Definition = tuple[Hashable, pl.Expr]
"""What a column is made from, by which equal columns are known, and its expression."""


class PlanColumns:
    """The expressions of a bound plan.

    `columns` are the columns of cells that it reads. `names` are the columns of its results, by the
    attributes of a transaction (or the keys of its `extra`), and `FEE` with a number for its fees.
    """

    def __init__(self, interpreter: Interpreter) -> None:
        plan = interpreter.plan
        # A plan that reads nothing still tells rows from no rows.
        self.columns = tuple(dict.fromkeys(map(column_of, plan.places))) or ("1",)
        self._steps = Steps()
        cells = CellColumns(interpreter, self._steps)
        recipes = [
            RecipeColumns(cells, self._steps, plan, recipe).definitions for recipe in plan.recipes
        ]
        self.names = tuple(dict.fromkeys(chain.from_iterable(recipes)))
        self._results = {DEFAULT: plan.default, **{it.number: it.result for it in plan.cases}}
        self._absent = {"currency": plan.settings.currency, "own_account": plan.settings.account}
        self._steps.put("branch", BranchColumn(interpreter, cells, self._steps).branch())
        self._steps.put("recipe", self._by_branch(_recipe_of))
        for name in self.names:
            self._steps.put(name, _merged(name, recipes))
        self._steps.put("state", self._state())

    def outcomes(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Return what became of each row: its `state`, its `branch`, and the columns of `names`.

        Days are dates, all else is text, numbers as `Decimal` reads them; what is absent is null.
        """
        frame = self._steps.run(cells)
        return frame.select("state", "branch", *map(self._shown, self.names))

    def _by_branch(self, number_of: Callable[[Result], int]) -> pl.Expr:
        """Return a number for the result of each row's branch."""
        numbers = {branch: number_of(result) for branch, result in self._results.items()}
        return pl.col("branch").replace_strict(
            numbers, default=number_of(None), return_dtype=pl.Int16
        )

    def _state(self) -> pl.Expr:
        """Return the states: a row is mapped if nothing of it is refused and nothing missing."""
        is_read = pl.all_horizontal(
            *(pl.col(name).is_not_null() for name in self.names),
            *(pl.col(name) != blank for name, blank in _REQUIRED.items() if name in self.names),
            pl.lit(value=True),
        )
        is_mapped = (pl.col("recipe") != _NONE) & is_read.fill_null(value=False)
        return pl.when(is_mapped).then(MAPPED).otherwise(self._by_branch(_state_of))

    def _shown(self, name: str) -> pl.Expr:
        """Return a column with null, or its default, for what is absent."""
        column = pl.col(name)
        if name in DAYS:
            return pl.when(column != NO_DAY).then(column).alias(name)
        is_said = ~is_zero(column) if name.startswith(FEE) else column != ""
        return pl.when(is_said).then(column).otherwise(pl.lit(self._absent.get(name))).alias(name)


def _recipe_of(result: Result) -> int:
    return result if isinstance(result, int) else _NONE


def _state_of(result: Result) -> int:
    return {"skip": SKIPPED, "end": END}.get(str(result), UNSURE)


def _merged(name: str, recipes: list[dict[str, Definition]]) -> pl.Expr:
    """Return a column of all recipes: each row's by its own, made once where they agree."""
    missing = None, pl.lit(NO_DAY) if name in DAYS else pl.lit("")
    users: dict[Hashable, list[int]] = {}
    expressions: dict[Hashable, pl.Expr] = {}
    for index, definitions in enumerate(recipes):
        key, expressions[key] = definitions.get(name, missing)
        users.setdefault(key, []).append(index)
    *others, last = users
    merged = expressions[last]
    for key in others:
        is_used = pl.col("recipe").is_in(users[key])
        merged = pl.when(is_used).then(expressions[key]).otherwise(merged)
    return merged


class RecipeColumns:
    """The columns of one recipe, by name: each with what it is made from."""

    def __init__(self, cells: CellColumns, steps: Steps, plan: Plan, recipe: Recipe) -> None:
        self._cells = cells
        self._steps = steps
        self._settings = plan.settings
        amount = self._amount(recipe)
        fees = [(fee, cells.numbers(fee)) for fee in recipe.fees]
        if recipe.fee_included:
            included = cells.numbers(recipe.fee_included)
            amount = _sum(self._kept(recipe.amount, amount), included)
            fees.append((recipe.fee_included, included))
        self.definitions: dict[str, Definition] = {
            "booked_on": (recipe.booked_on, cells.days(recipe.booked_on)),
            "amount": ((recipe.amount, recipe.fee_included), amount),
            **{str(each.field.attribute): (each, self._value(each)) for each in recipe.values},
            **{f"{FEE}{number}": fee for number, fee in enumerate(fees, 1)},
        }

    def _value(self, value: Value) -> pl.Expr:
        if value.joiner is not None:
            return self._cells.joined(value.inputs, value.joiner)
        match value.field.reading:
            case "date":
                return self._cells.days(value.inputs)
            case "amount" | "number":
                return self._cells.numbers(value.inputs)
            case "currency":
                return self._cells.currencies(value.inputs)
        return self._cells.texts(value.inputs)

    def _amount(self, recipe: Recipe) -> pl.Expr:
        match recipe.amount:
            case Signed(inputs):
                return self._cells.numbers(inputs)
            case Flagged():
                return self._flagged(recipe.amount)
            case sums:
                return self._summed(sums)

    def _flagged(self, rule: Flagged) -> pl.Expr:
        """Return amounts under their flag; one that contradicts it is refused."""
        amount = self._cells.numbers(rule.amount)
        text = self._cells.text(rule.flag.input)
        is_out = text.is_in(list(rule.flag.texts))
        if not rule.flag.outgoing:
            is_out = ~is_out
        return (
            pl.when(is_out)
            .then(negated(absolute(amount)))
            .when(is_out.is_null() | amount.str.starts_with("-"))
            .then(REFUSED)
            .otherwise(amount)
        )

    def _summed(self, sums: Sums) -> pl.Expr:
        """Return money in or money out; a row with both is refused."""
        money_in, money_out = self._side(sums.money_in), self._side(sums.money_out)
        if money_out is None:
            return money_in if money_in is not None else REFUSED
        if money_in is None:
            return negated(money_out)
        return (
            pl.when(is_zero(money_out) & (money_in != ""))
            .then(money_in)
            .when(is_zero(money_in))
            .then(negated(money_out))
            .otherwise(REFUSED)
        )

    def _side(self, inputs: Inputs) -> pl.Expr | None:
        if not inputs:
            return None
        number = self._cells.numbers(inputs)
        match self._settings.negative_sums:
            case "linear":
                return number
            case "absolute":
                return absolute(number)
        is_negative = number.str.starts_with("-")
        return self._kept(inputs, pl.when(is_negative).then(REFUSED).otherwise(number))

    def _kept(self, key: Hashable, column: pl.Expr) -> pl.Expr:
        return self._steps.keep(("kept", key), lambda: column)


def _sum(amount: pl.Expr, fee: pl.Expr) -> pl.Expr:
    """Return exact sums: with Python's numbers, and only where there is a fee."""

    def add(columns: pl.Series) -> pl.Series:
        pairs = zip(columns.struct[0].to_list(), columns.struct[1].to_list(), strict=True)
        sums = [values.add(Decimal(one), Decimal(other)) for one, other in pairs]
        return pl.Series([format(each, "f") for each in sums], dtype=pl.String)

    is_added = ~is_zero(fee) & (amount != "")
    terms = pl.struct(
        pl.when(is_added).then(amount).otherwise(pl.lit("0")).alias("amount"),
        pl.when(is_added).then(fee).otherwise(pl.lit("0")).alias("fee"),
    )
    total = terms.map_batches(add, return_dtype=pl.String)
    return pl.when(is_added).then(total).when(fee.is_null()).then(REFUSED).otherwise(amount)
