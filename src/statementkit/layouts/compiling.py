"""From a layout to a mapper: its keys become the settings of a plan, its order the plan."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, LayoutError
from statementkit.layouts.layout import Layout
from statementkit.order.compile import mapper_of, matcher, plan_of
from statementkit.order.nodes import Date
from statementkit.order.parser import parse_checks, parse_order
from statementkit.order.plan import Settings
from statementkit.values import NumberFormat, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper
    from statementkit.order.nodes import ColumnNumber, Order, Place

AUTO = "auto"

ANY_DATE = ("yyyy-MM-dd",)
"""What stands for the date format while, or where, no date is read."""


def compile_order(
    order: str, *, columns: Sequence[str] | None = None, **settings: Any
) -> RowMapper:
    """Compile the text of an order to a mapper of rows.

    `settings` are the keys of a `Layout` (`date_format`, `decimal`, `currency`, …). `columns` names
    the columns of the rows, for places such as `[Payee]`. There is no file that `auto` could be
    decided by: without `decimal`, the decimal mark is a point and there are no group marks.

    Raises `OrderSyntaxError` or `OrderCheckError` for the order, `LayoutError` for a setting.

    >>> mapper = compile_order("date|name|amount|fee", date_format="dd.MM.yyyy")
    >>> [str(each.amount) for each in mapper(["01.02.2024", "Kohvik Hommik", "12.50", "0.30"])]
    ['12.50', '-0.30']
    """
    layout = Layout.from_dict({"order": order, **settings})
    if layout.date_format == AUTO or settings.get("decimal") == AUTO:
        raise LayoutError(
            Diagnostic(
                code="SK510",
                message="a mapper has no file to decide by",
                hint='say it: date_format="dd.MM.yyyy", decimal=","; or read the file itself',
            )
        )
    return compile_layout(layout, columns=columns)


def compile_layout(
    layout: Layout,
    tree: Order | None = None,
    settings: Settings | None = None,
    columns: Sequence[str] | None = None,
    places: Mapping[Place, ColumnNumber] | None = None,
) -> RowMapper:
    """Compile the order of a layout.

    `tree` is the order if it is parsed already, `settings` what a file decided in place of `auto`.
    Raises `OrderError` and `LayoutError`.
    """
    tree = tree or tree_of(layout)
    settings = settings or settings_of(layout)
    if not settings.date_format and _reads_dates(tree):
        raise LayoutError(
            Diagnostic(
                code="SK511",
                message="the order has a date, and nothing says how dates are written",
                hint='set date_format, as in date_format = "dd.MM.yyyy"; or to "auto" for a file '
                "that has to decide",
                source=layout.name,
            )
        )
    with refused_settings(layout):
        return mapper_of(tree, settings, columns, places)


def matcher_of(
    layout: Layout,
    checks: str,
    columns: Sequence[str] | None = None,
    places: Mapping[Place, ColumnNumber] | None = None,
) -> Callable[[Row], bool]:
    """Return a function that tells whether a row passes checks that a key of the layout holds.

    Numbers and dates in them are read before a file has decided anything. Raises `OrderError`, and
    `LayoutError` for a setting.
    """
    settings = settings_of(layout)
    settings = attrs.evolve(settings, date_format=settings.date_format or ANY_DATE)
    tree = parse_checks(checks, source=layout.name)
    with refused_settings(layout):
        return matcher(plan_of(tree, settings, columns, places))


def balance_mapper(
    layout: Layout,
    order: str,
    settings: Settings,
    columns: Sequence[str] | None = None,
    places: Mapping[Place, ColumnNumber] | None = None,
) -> RowMapper:
    """Compile an order for the records that state a balance: its conditions tell which.

    A balance has a currency only where its record states one. Raises `OrderError`, and
    `LayoutError` for an order of all records.
    """
    tree = parse_order(order, source=layout.name)
    if tree.default is not None:
        raise LayoutError(
            Diagnostic(
                code="SK515",
                message="an order of balances needs conditions that tell their records",
                hint='write conditions=[1-2]="11",date@21-26,amount@34-47',
                source=layout.name,
            )
        )
    with refused_settings(layout):
        return mapper_of(tree, attrs.evolve(settings, currency=None), columns, places)


def tree_of(layout: Layout) -> Order:
    """Parse the order of a layout. Raises `OrderSyntaxError`, or `LayoutError` if it has none."""
    if layout.order is None:
        raise LayoutError(
            Diagnostic(
                code="SK512",
                message="the layout has no order",
                hint='say what stands where, as in order = "date|name|amount"',
                source=layout.name,
            )
        )
    return _parsed(layout.order, layout.name)


@lru_cache(maxsize=32)
def _parsed(order: str, source: str | None) -> Order:
    """Parse an order, which a reading asks for more than once; trees never change."""
    return parse_order(order, source=source)


def settings_of(layout: Layout) -> Settings:
    """Return how the cells of a layout's rows are read.

    A key that is `auto` is left at what holds without a file: no date pattern; a point as decimal
    mark and no group marks.
    """
    with refused_settings(layout):
        return Settings(
            format=layout.format,
            date_format=_patterns(layout),
            language=layout.language,
            pivot=layout.pivot,
            timezone=layout.timezone,
            number_format=_number_format(layout),
            currency=layout.currency,
            account=layout.account,
            join_name=layout.join_name,
            join_description=layout.join_description,
            negative_sums=layout.negative_sums,
            sign_conflict=layout.sign_conflict,
        )


def _patterns(layout: Layout) -> tuple[str, ...]:
    patterns = layout.date_format
    if patterns is None or patterns == AUTO:
        return ()
    return (patterns,) if isinstance(patterns, str) else tuple(patterns)


def _number_format(layout: Layout) -> NumberFormat:
    if layout.decimal == AUTO:
        return NumberFormat(".", "none" if layout.thousands == AUTO else layout.thousands)
    return NumberFormat(layout.decimal, layout.thousands)


def _reads_dates(tree: Order) -> bool:
    checks = (check.value for branch in tree.branches for check in branch.checks)
    if any(isinstance(value, Date) for value in checks):
        return True
    lists = (tree.default, *(branch.result for branch in tree.branches))
    return any(
        column.field in ("date", "valueDate")
        for columns in lists
        if columns is not None and not isinstance(columns, str)
        for column in columns.columns
    )


@contextmanager
def refused_settings(layout: Layout) -> Iterator[None]:
    """Turn a setting that the values refuse into a `LayoutError`."""
    try:
        yield
    except SettingError as error:
        raise LayoutError(
            Diagnostic(code="SK513", message=error.message, hint=error.hint, source=layout.name)
        ) from None
