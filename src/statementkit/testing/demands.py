"""What a record is to say, and the ways in which the columns of an order can say it."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import attrs

from statementkit import values
from statementkit.model import Draft
from statementkit.order.plan import Flagged, Signed
from statementkit.testing.texts import Reads, Says, Want

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from statementkit.model import Transaction
    from statementkit.order.plan import AmountRule, Chain, Input, Recipe, Settings, Value

Way = tuple[tuple["Input", Want], ...]
"""One way to say something: what each of some inputs is to make of its cell."""

_FOUND = {"line", "branch", "origin", "parent", "kind", "extra"}
_ATTRIBUTES = sorted({*Draft.__slots__} - {*_FOUND, "booked_on", "amount"})

_SPLITS = 24
"""How many ways to split a joined text are tried."""


@attrs.frozen
class Wanted:
    """What a record is to say: one transaction and what its fees cost.

    `amount` is that of the transaction, `fees` are positive for money out. `said` holds the other
    attributes and extra fields that are not absent, by their names.
    """

    booked_on: date
    amount: Decimal
    said: Mapping[str, Any] = attrs.field(factory=dict)
    fees: tuple[Decimal, ...] = ()

    @classmethod
    def of(cls, main: Transaction, fees: Sequence[Transaction] = ()) -> Wanted:
        """Return what a record of these transactions says."""
        said = {name: getattr(main, name) for name in _ATTRIBUTES} | dict(main.extra or {})
        return cls(
            main.booked_on,
            main.amount,
            {name: value for name, value in said.items() if value is not None},
            tuple(values.negate(fee.amount) for fee in fees),
        )


def demands(recipe: Recipe, wanted: Wanted, settings: Settings) -> Iterator[tuple[str, list[Way]]]:
    """Yield what a recipe fills, each with the ways to say what is wanted of it: none if it cannot.

    The fees are part of the amount: a cost that is inside of it changes what its cell says.
    """
    yield "booked_on", list(_first_of(recipe.booked_on, Reads(wanted.booked_on)))
    yield "amount", list(_money(recipe, wanted, settings))
    defaults = {"currency": settings.currency, "own_account": settings.account}
    for value in recipe.values:
        name = str(value.field.attribute)
        yield name, list(_said(value, wanted.said.get(name), defaults.get(name)))


def unsayable(recipe: Recipe, wanted: Wanted, settings: Settings) -> str | None:
    """Return the first attribute that is wanted and that no column of a recipe fills."""
    filled = {str(value.field.attribute) for value in recipe.values}
    defaults = {"currency": settings.currency, "own_account": settings.account}
    for name, value in wanted.said.items():
        beside = name == "currency" and settings.currency is None
        if name not in filled and not beside and defaults.get(name) != value:
            return name
    return None


def _first_of(chain: Chain, want: Want) -> Iterator[Way]:
    """Yield the ways to say something in the first of several inputs that is not blank."""
    if isinstance(want, Reads) and want.value is None:
        yield _blank(chain)
        return
    for chosen in range(len(chain)):
        yield tuple(
            (each, want if number == chosen else Reads(None)) for number, each in enumerate(chain)
        )


def _blank(chain: Chain) -> Way:
    return tuple((each, Reads(None)) for each in chain)


# -- texts and other values ------------------------------------------------------------------------


def _said(value: Value, wanted: Any, default: Any) -> Iterator[Way]:
    if value.joiner is not None and wanted is not None:
        yield from _joined(value.inputs, wanted, value.joiner)
        return
    yield from _first_of(value.inputs, Reads(wanted))
    if wanted is not None and wanted == default:
        yield _blank(value.inputs)


def _joined(inputs: Chain, text: str, joiner: str) -> Iterator[Way]:
    """Yield the ways to write a text into cells that are joined: in one of them, or in several."""
    yield from _first_of(inputs, Reads(text))
    parts = text.split(joiner) if joiner else [text]
    tried = 0
    for count in range(2, min(len(inputs), len(parts)) + 1):
        for cells in combinations(range(len(inputs)), count):
            for cuts in combinations(range(1, len(parts)), count - 1):
                tried += 1
                if tried > _SPLITS:
                    return
                edges = [0, *cuts, len(parts)]
                pieces = [joiner.join(parts[a:b]) for a, b in pairwise(edges)]
                written = dict(zip(cells, pieces, strict=True))
                yield tuple(
                    (each, Reads(written.get(number))) for number, each in enumerate(inputs)
                )


# -- money -----------------------------------------------------------------------------------------


def _money(recipe: Recipe, wanted: Wanted, settings: Settings) -> Iterator[Way]:
    """Yield the ways to say an amount and its fees."""
    currency = wanted.said.get("currency")
    has_column = any(value.field.word == "currency" for value in recipe.values)
    shows = currency is not None and not has_column and settings.currency is None
    for included, fees in _fees(recipe, wanted.fees):
        amount = wanted.amount if included is None else values.add(wanted.amount, -included)
        for signed in _signed(recipe.amount, amount, settings):
            sums = tuple(
                (each, attrs.evolve(want, beside=currency, shows=shows and want.value is not None))
                if isinstance(want, Reads)
                else (each, want)
                for each, want in signed
            )
            yield (*sums, *fees)


def _fees(recipe: Recipe, fees: Sequence[Decimal]) -> Iterator[tuple[Decimal | None, Way]]:
    """Yield the ways to say the fees in their columns, with the one that is inside the amount."""
    slots = [*recipe.fees, *([recipe.fee_included] if recipe.fee_included else [])]
    for chosen in combinations(range(len(slots)), len(fees)):
        cost = dict(zip(chosen, fees, strict=True))
        included = cost.get(len(recipe.fees))
        ways: list[Way] = [()]
        for number, chain in enumerate(slots):
            each_way = list(_first_of(chain, Reads(cost.get(number))))
            ways = [(*way, *more) for way in ways for more in each_way]
        for way in ways:
            yield included, way


def _signed(rule: AmountRule, amount: Decimal, settings: Settings) -> Iterator[Way]:
    match rule:
        case Signed(chain):
            yield from _first_of(chain, Reads(amount))
        case Flagged(chain, flag):
            flagged = (flag.input, Says(flag.texts, (amount < 0) is flag.outgoing))
            sizes = [abs(amount), amount] if amount < 0 else [amount]
            for size in sizes:
                for way in _first_of(chain, Reads(size)):
                    yield (*way, flagged)
        case sums:
            yield from _summed(sums.money_in, sums.money_out, amount, settings)


def _summed(
    money_in: Chain, money_out: Chain, amount: Decimal, settings: Settings
) -> Iterator[Way]:
    """Yield the ways to say an amount in two columns; a sum may be negative where that is told."""
    is_linear = settings.negative_sums == "linear"
    if money_in and (amount >= 0 or is_linear):
        for way in _first_of(money_in, Reads(amount)):
            yield (*way, *_blank(money_out))
    if money_out and (amount <= 0 or is_linear):
        for way in _first_of(money_out, Reads(values.negate(amount))):
            yield (*way, *_blank(money_in))
