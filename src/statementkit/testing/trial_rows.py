"""Rows for orders: cells that read, cells that nearly do, and the texts that orders ask for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from statementkit.model import FIELD_BY_WORD
from statementkit.order.nodes import ColumnNumber, Number, Text, TextSet
from statementkit.values import DatePattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.order.mapper import RowMapper
    from statementkit.order.nodes import Check
    from statementkit.order.plan import Plan

_AMOUNTS = ("1", "0", "-1", "2.50", "-2.50", "1234.56", "1.234", "1,234", "(3)", "0.00")
_DAYS = (date(2024, 2, 1), date(2024, 12, 31), date(1999, 11, 12))
_TEXTS = ("a", "B", "x y", "007", " z ")
_CURRENCIES = ("EUR", "usd", "€")
_FLAGS = ("D", "C", "d", "c", "x")


def rows_for(
    *mappers: RowMapper, seen: Sequence[Sequence[int]] = ()
) -> st.SearchStrategy[list[str]]:
    """Return a strategy of rows for compiled orders; smaller examples are simpler rows.

    Each column holds what any of the orders may want there: dates in their patterns, amounts in
    their number formats, the texts and numbers of their checks, and blanks. `seen` holds,
    for each mapper, the indexes of the cells that it sees, in its own sequence; by default each
    sees the row as it is.

    >>> from statementkit import compile_order
    >>> strategy = rows_for(compile_order("date|amount", date_format="d.M.yyyy"))
    >>> strategy.validate()
    """
    columns: dict[int, dict[str, None]] = {}
    for place, mapper in enumerate(mappers):
        plan = mapper.plan
        own = (seen[place] if seen else ()) or range(plan.width)
        for number, index in enumerate(own, 1):
            columns.setdefault(index, {}).update(dict.fromkeys(_wanted(plan, number)))
    cells = (columns.get(index, {}) for index in range(max(columns, default=-1) + 1))
    return st.tuples(*(st.sampled_from(["", *each]) for each in cells)).map(list)


def _wanted(plan: Plan, number: int) -> Iterator[str]:
    for recipe in plan.recipes:
        for each in recipe.inputs():
            if isinstance(each.place, ColumnNumber) and each.place.number == number:
                yield from _readable(plan, FIELD_BY_WORD[each.word].reading)
                yield from _texts_of(each.word, plan)
    for case in plan.cases:
        for check in case.checks:
            if isinstance(check.place, ColumnNumber) and check.place.number == number:
                yield from _checked(check)


def _readable(plan: Plan, reading: str) -> Iterator[str]:
    settings = plan.settings
    if reading == "date":
        for pattern in settings.date_format:
            parsed = DatePattern.parse(pattern, settings.language, settings.pivot)
            yield from map(parsed.format, _DAYS)
    elif reading in ("amount", "number"):
        yield from _AMOUNTS
        if settings.number_format.decimal == ",":
            yield from (text.translate(str.maketrans(".,", ",.")) for text in _AMOUNTS)
    elif reading == "currency":
        yield from _CURRENCIES
    elif reading == "flag":
        yield from _FLAGS
    else:
        yield from _TEXTS


def _texts_of(word: str, plan: Plan) -> Iterator[str]:
    """Yield the texts that tell the direction of an amount."""
    for recipe in plan.recipes:
        flag = getattr(recipe.amount, "flag", None)
        if flag is not None and flag.input.word == word:
            yield from flag.texts


def _checked(check: Check) -> Iterator[str]:
    """Yield texts on both sides of what a check asks."""
    value = check.value
    if isinstance(value, Text):
        yield from (value.value, value.value.swapcase(), f"{value.value}x")
    elif isinstance(value, TextSet):
        yield from value.values
    elif isinstance(value, Number):
        yield from (value.text, "-1000000", "1000000")
    else:
        yield from (*_TEXTS, "2000-01-01", "2999-12-31")
