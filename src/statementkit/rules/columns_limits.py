"""Limits over columns: between which of them the numbers and days of a frame are.

A limit that many rules have is held against all rows. Limits of which each is for few rules would
tell nearly all rows apart, so these count only where the other checks of their rules hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_FLOOR, Context, Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from statementkit.errors import RuleError
from statementkit.rules.columns_fields import read
from statementkit.rules.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.model import Transaction
    from statementkit.rules.conditions import Condition
    from statementkit.rules.fields import Field
    from statementkit.rules.matching import Conditions

_RARE = 16
"""A limit of no more alternatives than these is rare."""

_DIGITS = 38
_EXACT = Context(prec=2 * _DIGITS)


@attrs.frozen
class Limits:
    """The limits of a book: `common` ones by field, and the alternatives that have `rare` ones.

    `index` finds the alternatives of which a transaction passes all but limits.
    """

    common: Mapping[Field, set[Any]]
    rare: Sequence[Conditions]
    index: Index

    @classmethod
    def of(cls, alternatives: Sequence[Conditions]) -> Limits:
        """Return the limits of all alternatives of a book."""
        uses = Counter(limit for each in alternatives for limit in set(_limits(each)))
        common: defaultdict[Field, set[Any]] = defaultdict(set)
        rare: list[Conditions] = []
        for each in alternatives:
            limits, stands_alone = set(_limits(each)), not any(map(_is_other, each.conditions))
            for field, bound in limits:
                if stands_alone or uses[field, bound] > _RARE:
                    common[field].add(bound)
            if not stands_alone and any(uses[limit] <= _RARE for limit in limits):
                rare.append(each)
        others = (tuple(filter(_is_other, each.conditions)) for each in rare)
        loose = [
            attrs.evolve(each, conditions=conditions)
            for each, conditions in zip(rare, others, strict=True)
        ]
        return cls(common, rare, Index(loose))

    @property
    def fields(self) -> set[Field]:
        """What must be known of a transaction to find its rare limits."""
        return {each.field for alternative in self.rare for each in alternative.conditions}

    def of_all(self, frame: pl.DataFrame) -> Iterator[pl.Series]:
        """Yield columns that tell the same of rows between the same common limits."""
        for field, bounds in self.common.items():
            values = read(frame, field)
            known = pl.Series(sorted(_held(bounds, values.dtype)), dtype=values.dtype)
            yield known.search_sorted(values, "left") + known.search_sorted(values, "right")

    def of_groups(
        self, frame: pl.DataFrame, of_rows: pl.Series, firsts: Iterable[Transaction]
    ) -> Iterator[pl.Series]:
        """Yield the same for rare limits, which count in the groups of rows that ask for them.

        `of_rows` is the group of each row, `firsts` are transactions that stand for the groups.
        """
        found: defaultdict[Field, set[tuple[int, Any]]] = defaultdict(set)
        for group, first in enumerate(firsts):
            for place in self._possible(first):
                for field, bound in _limits(self.rare[place]):
                    found[field].add((group, bound))
        for field, asked in found.items():
            values = read(frame, field)
            bounds = {(group, held) for group, it in asked for held in _held([it], values.dtype)}
            below = _nearest_below(values, of_rows, sorted(bounds, key=itemgetter(1)))
            yield below
            yield below == values

    def _possible(self, first: Transaction) -> Iterable[int]:
        """Return the alternatives that rows like this one may pass.

        Where a text is too long to be searched these are all: perhaps no row comes to the search.
        """
        try:
            return self.index.passed(first)
        except RuleError:
            return range(len(self.rare))


def _limits(alternative: Conditions) -> Iterator[tuple[Field, Any]]:
    """Yield what numbers and days are held against, each with its field."""
    for each in alternative.conditions:
        if not _is_other(each):
            bounds = [each.limit] if each.compared is None else each.compared
            yield from ((each.field, bound) for bound in bounds)


def _is_other(condition: Condition) -> bool:
    """Tell whether a condition holds for a whole group of rows or for none of it."""
    is_ordered = condition.field.reading in ("amount", "date")
    return not is_ordered or (condition.limit is None and condition.compared is None)


def _nearest_below(
    values: pl.Series, of_rows: pl.Series, bounds: Sequence[tuple[int, Any]]
) -> pl.Series:
    """Return the largest bound of its group that is not above each value."""
    rows = pl.DataFrame({"value": values, "group": of_rows}).with_row_index("row")
    known = pl.DataFrame(
        [
            pl.Series("group", [group for group, _ in bounds], dtype=of_rows.dtype),
            pl.Series("below", [bound for _, bound in bounds], dtype=values.dtype),
        ]
    )
    found = (
        rows.join(known.select("group").unique(), on="group", how="semi")
        .filter(pl.col("value").is_not_null())
        .sort("value")
        .join_asof(known, left_on="value", right_on="below", by="group", check_sortedness=False)
    )
    return rows.join(found.select("row", "below"), on="row", how="left", maintain_order="left")[
        "below"
    ]


def _held(bounds: Iterable[Any], dtype: pl.DataType) -> set[Any]:
    """Return bounds as a column holds them: the next value below for one that it cannot hold.

    One beyond all that it holds tells no values apart, and is left out.
    """
    if not isinstance(dtype, pl.Decimal):
        return set(bounds)
    finest, largest = Decimal(1).scaleb(-dtype.scale), Decimal(10) ** (_DIGITS - dtype.scale)
    near = (each for each in bounds if abs(each) < largest)
    return {each.quantize(finest, ROUND_FLOOR, _EXACT) for each in near}
