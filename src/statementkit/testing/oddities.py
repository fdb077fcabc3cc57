"""What no law forbids in a layout, and hardly any bank prints: whoever wrote it should look."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations
from typing import TYPE_CHECKING

from statementkit.order.nodes import Characters, ColumnNumber
from statementkit.testing.branches import column_text
from statementkit.testing.demands import Wanted
from statementkit.testing.values import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.order.plan import Case, Recipe
    from statementkit.testing.forms import Form

_USUAL = tuple(map(Decimal, ("-3.20", "250.00", "-1234.56", "1000000.00")))
"""Amounts that any statement may hold."""

_MONEY = ("amount", "creditSum", "debitSum", "fee", "feeIncluded", "balance")


class LayoutWarning(UserWarning):
    """Something in a layout that breaks no law, and that is a mistake more often than not."""


class UntestedBranchWarning(LayoutWarning):
    """A branch of an order for which the kit finds no row."""


def oddities(form: Form, cases: Sequence[Case]) -> Iterator[str]:
    """Yield what is odd about a layout, of which rows take some branches, in words."""
    yield from _unsaid(form, cases)
    yield from _beyond_header(form)
    yield from _filled_down(form)
    for recipe in form.mapper.plan.recipes:
        yield from _read_twice(recipe, form)
        yield from _cut_by_another(recipe, form)


def _unsaid(form: Form, cases: Sequence[Case]) -> Iterator[str]:
    """Tell of usual amounts that nothing is read as: money goes one way alone, or has no room."""
    unsaid = [f"{amount}" for amount in _USUAL if not any(_says(form, it, amount) for it in cases)]
    if unsaid:
        yield (
            f"no row is found that is read as {', '.join(unsaid)}: look whether such amounts are "
            "left out, have no room, or lose their sign or digits"
        )


def _says(form: Form, case: Case, amount: Decimal) -> bool:
    if not isinstance(case.result, int):
        return False
    found = form.writer.approach(case, Wanted(DAYS[0], amount))
    return found is not None and found.outcome.transactions[0].amount == amount


def _beyond_header(form: Form) -> Iterator[str]:
    names = form.layout.header_fingerprint
    numbers = [it.number for it in form.mapper.plan.places if isinstance(it, ColumnNumber)]
    beyond = sorted({number for number in numbers if names and number > len(names)})
    if names and beyond:
        columns = ", ".join(map(str, beyond))
        yield (
            f"column {columns} is read, and the header has {len(names)} names: it is blank in "
            "every row, unless rows are longer than their header"
        )


def _filled_down(form: Form) -> Iterator[str]:
    """Tell of money that is taken from the row above where its cell is blank."""
    filled = [each.strip().casefold() for each in form.layout.fill_down or ()]
    header = [name.strip().casefold() for name in form.header or ()]
    for each in dict.fromkeys(chain.from_iterable(it.inputs() for it in form.mapper.plan.recipes)):
        if each.word in _MONEY and isinstance(each.place, ColumnNumber):
            number = each.place.number
            if {str(number), *header[number - 1 : number]} & {*filled}:
                yield (
                    f"fill_down fills the column of {column_text(each, form)}: where that is "
                    "blank, the money of the row above counts again"
                )


def _read_twice(recipe: Recipe, form: Form) -> Iterator[str]:
    """Tell of cells that are two kinds of money at once."""
    money = (it for it in recipe.inputs() if it.word in _MONEY and it.place is not None)
    for one, other in combinations(dict.fromkeys(money), 2):
        if one.place == other.place:
            yield f"{column_text(one, form)} and {column_text(other, form)} read the same cell"


def _cut_by_another(recipe: Recipe, form: Form) -> Iterator[str]:
    """Tell of places that share some of their characters, and neither holds the other."""
    places = {it.place: it for it in recipe.inputs() if isinstance(it.place, Characters)}
    for one, other in combinations(places, 2):
        first, last = max(one.first, other.first), min(one.last, other.last)
        shared = (first, last)
        if first <= last and shared not in ((one.first, one.last), (other.first, other.last)):
            columns = f"{column_text(places[one], form)} and {column_text(places[other], form)}"
            yield f"{columns} share the characters {first} to {last}"
