"""The proof by arithmetic: the columns and signs under which every balance follows from the last.

Each way in which rows may say their amounts is tried with each column that may be a balance, in
both directions of time. What makes the steps come out is proof, as long as no other way that means
other amounts does so too.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.inference.money import ZERO, Numbers, Shape
from statementkit.values import add

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from statementkit.inference.columns import Column

Side = Literal["", "off", "on"]
"""What a fee does beside the amount: nothing, come off, or come on top."""

_SIDES: tuple[Side, Side] = ("off", "on")

_TRIED = 20
"""How many broken steps are tried before a way is given up."""

_BROKEN = 0.125
"""The share of steps that may be broken where many hold: rows of other accounts, for instance."""


@attrs.frozen
class Steps:
    """How many balances follow from the one before, how many do not, and on which lines.

    `unproven` are the places of rows that no step is about: down to the first balance, and behind
    the last one.
    """

    held: int
    broken: int
    breaks: tuple[int, ...]
    unproven: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.held} of {self.held + self.broken}"


@attrs.frozen
class Proof:
    """A way to read amounts that makes balances follow, and the steps from one to the next."""

    balance: Column
    shape: Shape
    newest_first: bool
    deltas: tuple[Decimal | None, ...]
    steps: Steps
    fee: Column | None = None
    side: Side = ""
    key: Column | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every step holds."""
        return not self.steps.broken

    def __str__(self) -> str:
        time = "newest row first" if self.newest_first else "oldest row first"
        by = f", for each {self.key.title} by itself" if self.key else ""
        return (
            f"{self.steps} balances of {self.balance.title} follow from the one before, {time}{by}"
        )


@attrs.frozen
class Rows:
    """Which rows take part, and in which groups balances follow each other."""

    keep: Sequence[bool]
    lines: Sequence[int]
    groups: tuple[Column | None, ...] = (None,)
    newest_first: bool | None = None


def find_proofs(
    balances: Sequence[Column],
    shapes: Sequence[Shape],
    fees: Sequence[Column],
    numbers: Numbers,
    rows: Rows,
) -> list[Proof]:
    """Return the ways under which balances follow, the best first; they agree about amounts."""
    gross = [each for each in shapes if not each.is_net]
    found = list(_holding(balances, gross, (), numbers, rows))
    for more, costs in ((gross, fees), (shapes, ())):
        if not any(each.is_whole for each in found) and (costs or more is shapes):
            found += _holding(balances, more, costs, numbers, rows)
    known = rows.newest_first
    found = [each for each in found if known in (None, each.newest_first)] or found
    whole = [each for each in found if each.is_whole]
    return sorted(
        whole or found,
        key=lambda each: (
            each.steps.broken,
            each.shape.is_unsigned(numbers),
            -each.steps.held,
        ),
    )


def most_steps(
    balances: Sequence[Column], shape: Shape, numbers: Numbers, rows: Rows
) -> tuple[Steps, Column] | None:
    """Return the steps under a shape where most hold, and the column of balances."""
    tries = [
        (
            _follow(numbers.of(balance), shape.deltas(numbers), rows, key, newest_first=first),
            balance,
        )
        for balance in balances
        if balance not in shape.columns()
        for key in rows.groups
        for first in ((False, True) if rows.newest_first is None else (rows.newest_first,))
    ]
    return max(tries, key=lambda each: each[0].held, default=None)


def counted(proof: Proof, numbers: Numbers, rows: Rows, places: Sequence[int]) -> list[int]:
    """Return those of the rows left out that the balances count: with one more step follows."""

    def is_counted(more: Sequence[int]) -> bool:
        keep = [keep or place in more for place, keep in enumerate(rows.keep)]
        steps = _follow(
            numbers.of(proof.balance),
            proof.deltas,
            attrs.evolve(rows, keep=keep),
            proof.key,
            newest_first=proof.newest_first,
        )
        return steps.held > proof.steps.held and steps.broken <= proof.steps.broken

    if is_counted(places):
        return list(places)
    return [each for each in places[:_TRIED] if is_counted([each])]


def _holding(
    balances: Sequence[Column],
    shapes: Sequence[Shape],
    fees: Sequence[Column],
    numbers: Numbers,
    rows: Rows,
) -> Iterator[Proof]:
    for shape in shapes:
        for fee, side, deltas in _deltas(shape, fees, numbers):
            for balance in balances:
                if balance in shape.columns():
                    continue
                for key in rows.groups:
                    for newest_first in (False, True):
                        steps = _follow(
                            numbers.of(balance), deltas, rows, key, newest_first=newest_first
                        )
                        if _is_enough(steps):
                            known = tuple(deltas)
                            yield Proof(balance, shape, newest_first, known, steps, fee, side, key)


def _is_enough(steps: Steps) -> bool:
    return bool(steps.held) and steps.broken <= (_BROKEN * steps.held if steps.held >= 5 else 0)


def _deltas(
    shape: Shape, fees: Sequence[Column], numbers: Numbers
) -> Iterator[tuple[Column | None, Side, list[Decimal | None]]]:
    plain = shape.deltas(numbers)
    if not fees:
        yield None, "", plain
    for fee in fees:
        if fee in shape.columns():
            continue
        costs = numbers.of(fee)
        for side in _SIDES:
            pairs = zip(plain, costs, strict=True)
            yield fee, side, [each and add(each, _turned(cost, side)) for each, cost in pairs]


def _turned(cost: Decimal | None, side: Side) -> Decimal:
    if cost is None:
        return ZERO
    return -cost if side == "off" else cost


def _follow(
    balances: Sequence[Decimal | None],
    deltas: Sequence[Decimal | None],
    rows: Rows,
    key: Column | None,
    *,
    newest_first: bool,
) -> Steps:
    """Go from balance to balance, in each group by itself."""
    order = range(len(deltas) - 1, -1, -1) if newest_first else range(len(deltas))
    last: dict[str, Decimal] = {}
    since: dict[str, list[int]] = {}
    held = broken = 0
    breaks: list[int] = []
    unproven: list[int] = []
    for place in order:
        delta = deltas[place]
        if delta is None or not rows.keep[place]:
            continue
        group = key.cells[place] if key else ""
        waiting = since.setdefault(group, [])
        waiting.append(place)
        balance = balances[place]
        if balance is None:
            continue
        if group not in last:
            unproven += waiting
        else:
            total = reduce(add, (deltas[each] or ZERO for each in waiting))
            if add(last[group], total) == balance:
                held += total != ZERO
            else:
                broken += 1
                breaks.append(rows.lines[place])
                if broken > max(held, _TRIED):
                    break
        last[group], since[group] = balance, []
    unproven += (place for waiting in since.values() for place in waiting)
    return Steps(held, broken, tuple(breaks[:10]), tuple(unproven))
