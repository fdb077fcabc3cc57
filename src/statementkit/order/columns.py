"""From a plan to columns of results: the second back end, for many rows at once.

`PlanColumns` maps a frame of cells to a frame of outcomes. It answers for the rows that it is sure
of; every other row is marked, and the row functions look at it, so that both back ends say the same
of every row by construction.
"""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import or_
from typing import TYPE_CHECKING, Any

import polars as pl

from statementkit import values
from statementkit.order.columns_branches import DEFAULT, BranchColumn
from statementkit.order.columns_cells import NO_DAY, CellColumns, column_of
from statementkit.order.columns_needs import SCALE
from statementkit.order.columns_numbers import Number, chosen, decimal_of
from statementkit.order.columns_outcomes import (
    DAYS,
    END,
    FEE,
    MAPPED,
    SKIPPED,
    UNSURE,
    OutcomeColumns,
    gathered,
    name_of_text,
)
from statementkit.order.columns_steps import Steps
from statementkit.order.plan import Flagged, Signed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from statementkit.order.interpret import Interpreter
    from statementkit.order.plan import Chain as Inputs
    from statementkit.order.plan import Plan, Recipe, Sums, Value

_ABSENT, _ABSENT_DAY = pl.lit(""), pl.lit(NO_DAY)

_FEW = 4
"""Up to so many numbers are compared with one by one."""

_NONE = -1
"""Stands for the list of columns of a row that has none."""

Result = int | str | None
"""What a branch leads to: a recipe by its index, `skip`, `end`, or no layout at all."""

Column = pl.Expr | Number

Definition = tuple[Hashable, Column]
"""What a column is made from, by which equal columns are known, and the column."""


class PlanColumns:
    """The expressions of a bound plan.

    `columns` are the columns of cells that it reads. `names` are the columns of its results, by the
    attributes of a transaction (or the keys of its `extra`), and `FEE` with a number for its fees;
    `numbers` are those of them that are numbers. Numbers of frames have `scale` decimals.
    """

    def __init__(self, interpreter: Interpreter, scale: int = SCALE) -> None:
        plan = interpreter.plan
        # A plan that reads nothing still tells rows from no rows.
        self.columns = tuple(dict.fromkeys(map(column_of, plan.places))) or ("1",)
        self._scale = scale
        self._steps = Steps()
        cells = CellColumns(interpreter, self._steps, scale)
        recipes = [RecipeColumns(cells, plan, recipe).definitions for recipe in plan.recipes]
        self.names = tuple(dict.fromkeys(chain.from_iterable(recipes)))
        self.numbers = frozenset(
            name
            for recipe in recipes
            for name, (_, column) in recipe.items()
            if isinstance(column, Number)
        )
        self._results = {DEFAULT: plan.default, **{it.number: it.result for it in plan.cases}}
        absent = {"currency": plan.settings.currency, "own_account": plan.settings.account}
        self._steps.put("branch", BranchColumn(interpreter, cells, self._steps, scale).branch())
        self._steps.put("recipe", gathered(self._by_branch(_recipe_of), _NONE))
        states = self._by_branch(_state_of)
        self._outcomes = OutcomeColumns(self.names, self.numbers, states, absent)
        for name in self.names:
            self._put(name, recipes)
        self._made = [
            "branch",
            *self.names,
            *(name_of_text(name, self.numbers) for name in self.numbers),
        ]

    def outcomes(self, cells: pl.DataFrame, *, as_written: bool) -> pl.DataFrame:
        """Return what became of each row: its `state`, its `branch`, and the columns of `names`.

        Days are dates, numbers decimals or, `as_written`, texts with every digit of the file; all
        else is text, and what is absent is null: the branch of a row that takes the default, too.
        """
        return self._outcomes.outcomes(self._steps.run(cells, self._made), as_written=as_written)

    def _put(self, name: str, recipes: list[dict[str, Definition]]) -> None:
        """Put a column of results: each row's by its recipe, made once where recipes agree."""
        if name not in self.numbers:
            dtype = pl.Date if name in DAYS else pl.String
            self._steps.put(name, self._merged(name, recipes, _text_of, dtype))
            return
        number = decimal_of(self._scale)
        self._steps.put(name, self._merged(name, recipes, _value_of, number))
        self._steps.put(
            name_of_text(name, self.numbers), self._merged(name, recipes, _text_of, pl.String)
        )

    def _merged(
        self,
        name: str,
        recipes: list[dict[str, Definition]],
        part_of: Callable[[Column], pl.Expr],
        dtype: Any,
    ) -> pl.Expr:
        missing: Definition = None, _ABSENT_DAY if name in DAYS else _ABSENT
        users: dict[Hashable, list[int]] = {}
        columns: dict[Hashable, Column] = {}
        for index, definitions in enumerate(recipes):
            key, columns[key] = definitions.get(name, missing)
            users.setdefault(key, []).append(index)
        if len(columns) == 1:
            return part_of(*columns.values())
        parts = [(users[key], part_of(column)) for key, column in columns.items()]
        return _by_recipe(parts, dtype)

    def _by_branch(self, number_of: Callable[[Result], int]) -> pl.Series:
        """Return a number for the result of each branch, by its own number."""
        last = max(self._results)
        return pl.Series(
            [number_of(self._results.get(branch)) for branch in range(last + 1)], dtype=pl.Int16
        )


def _key(value: Value) -> Hashable:
    """Return what tells a value from others: its cells and what is done to them, not its words."""
    cells = tuple((each.place, each.transforms, each.constant) for each in value.inputs)
    return cells, value.joiner if len(cells) > 1 else None


def _recipe_of(result: Result) -> int:
    return result if isinstance(result, int) else _NONE


def _state_of(result: Result) -> int:
    if isinstance(result, int):
        return MAPPED
    return {"skip": SKIPPED, "end": END}.get(str(result), UNSURE)


def _text_of(column: Column) -> pl.Expr:
    return column.text if isinstance(column, Number) else column


def _value_of(column: Column) -> pl.Expr:
    return column.value if isinstance(column, Number) else pl.lit(None)


def _by_recipe(parts: Sequence[tuple[list[int], pl.Expr]], dtype: Any) -> pl.Expr:
    """Return a column of many recipes: each row's by its own.

    Columns that stand there are chosen from; any other is made for the rows alone that take it.
    """
    standing = [each for each in parts if each[1].meta.is_column()]
    made = [each for each in parts if not each[1].meta.is_column()]
    rest = standing[0][1] if standing else pl.repeat(None, pl.len(), dtype=dtype)
    for users, column in standing[1:]:
        rest = pl.when(_takes(users)).then(column).otherwise(rest)
    return _with_made(rest, made, dtype) if made else rest


def _with_made(whole: pl.Expr, parts: Sequence[tuple[list[int], pl.Expr]], dtype: Any) -> pl.Expr:
    """Return a column with parts that are made and put into it."""
    users = [_takes(users) for users, _ in parts]
    cells = list(dict.fromkeys(chain.from_iterable(it.meta.root_names() for _, it in parts)))

    def merge(columns: Sequence[pl.Series]) -> pl.Series:
        merged, *masks = columns[: 1 + len(parts)]
        made = []
        for is_used, (_, part) in zip(masks, parts, strict=True):
            own = [each.filter(is_used) for each in (is_used, *columns[1 + len(parts) :])]
            made.append(pl.DataFrame(own).select_seq(part.alias("").cast(dtype), pl.first())[""])
        places = pl.concat([each.arg_true() for each in masks])
        return merged.clone().scatter(places, pl.concat(made))

    return pl.map_batches([whole, *users, *cells], merge, return_dtype=dtype)


def _takes(recipes: Sequence[int]) -> pl.Expr:
    """Return which rows take one of some recipes; to look a few up costs more than to compare."""
    recipe = pl.col("recipe")
    if len(recipes) > _FEW:
        return recipe.is_in(recipes)
    return reduce(or_, (recipe == each for each in recipes))


class RecipeColumns:
    """The columns of one recipe, by name: each with what it is made from."""

    def __init__(self, cells: CellColumns, plan: Plan, recipe: Recipe) -> None:
        self._cells = cells
        self._settings = plan.settings
        amount = self._amount(recipe)
        fees = [(fee, cells.numbers(fee)) for fee in recipe.fees]
        if recipe.fee_included:
            included = cells.numbers(recipe.fee_included)
            amount = _sum(amount, included)
            fees.append((recipe.fee_included, included))
        self.definitions: dict[str, Definition] = {
            "booked_on": (recipe.booked_on, cells.days(recipe.booked_on)),
            "amount": ((recipe.amount, recipe.fee_included), amount),
            **{
                str(each.field.attribute): (_key(each), self._value(each)) for each in recipe.values
            },
            **{f"{FEE}{number}": fee for number, fee in enumerate(fees, 1)},
        }

    def _value(self, value: Value) -> Column:
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

    def _amount(self, recipe: Recipe) -> Number:
        match recipe.amount:
            case Signed(inputs):
                return self._cells.numbers(inputs)
            case Flagged():
                return self._flagged(recipe.amount)
            case sums:
                return self._summed(sums)

    def _flagged(self, rule: Flagged) -> Number:
        """Return amounts under their flag; one that contradicts it is refused."""
        amount = self._cells.numbers(rule.amount)
        is_flag = self._cells.looked_up(
            str(rule.flag.texts),
            rule.flag.input,
            lambda text: text.strip() in rule.flag.texts,
            pl.Boolean,
        )
        is_out = is_flag if rule.flag.outgoing else ~is_flag
        outgoing = Number(amount.text, -amount.value.abs())
        incoming = amount.refused_where(amount.value < 0)
        return chosen(is_out, outgoing, incoming).refused_where(is_out.is_null())

    def _summed(self, sums: Sums) -> Number:
        """Return money in or money out; a row with both is refused."""
        if not sums.money_out:
            return self._side(sums.money_in)
        money_out = self._side(sums.money_out)
        outgoing = Number(money_out.text, -money_out.value)
        if not sums.money_in:
            return outgoing
        money_in = self._side(sums.money_in)
        is_in = money_out.is_nothing & ~money_in.is_blank
        found = chosen(is_in, money_in, outgoing)
        return found.refused_where(~(is_in | money_in.is_nothing))

    def _side(self, inputs: Inputs) -> Number:
        number = self._cells.numbers(inputs)
        match self._settings.negative_sums:
            case "linear":
                return number
            case "absolute":
                return Number(number.text, number.value.abs())
        return number.refused_where((number.value < 0).fill_null(value=False))


def _sum(amount: Number, fee: Number) -> Number:
    """Return exact sums; Python adds the texts, only where there is a fee."""
    is_known = amount.text.is_not_null() & amount.value.is_not_null()
    is_added = ((fee.value != 0) & is_known).fill_null(value=False)
    text = pl.map_batches([is_added, amount.said, fee.said], _added, return_dtype=pl.String)
    total = Number(text, amount.value + fee.value.fill_null(0))
    return total.refused_where(fee.text.is_null())


def _added(columns: Sequence[pl.Series]) -> pl.Series:
    is_added, one, other = columns
    texts = zip(one.filter(is_added).to_list(), other.filter(is_added).to_list(), strict=True)
    sums = [format(values.add(Decimal(a), Decimal(b)), "f") for a, b in texts]
    return one.clone().scatter(is_added.arg_true(), pl.Series(sums, dtype=pl.String))
