"""From the text of an order to a mapper: parse, check, plan, generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import OrderCheckError
from statementkit.order.check import check_order
from statementkit.order.mapper import RowMapper
from statementkit.order.plan import Plan, Resolver, Settings, build_plan, by_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.order.nodes import Order


def plan_of(order: Order, settings: Settings, columns: Sequence[str] | None = None) -> Plan:
    """Check a parsed order and return its plan.

    `columns` are the names of the file's columns, for places such as `[Payee]`. Raises
    `OrderCheckError` with every error that the order has.
    """
    findings = check_order(order, format=settings.format, header=columns)
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise OrderCheckError(*errors)
    resolve: Resolver | None = by_header(columns) if columns is not None else None
    return build_plan(order, settings, resolve)


def mapper_of(order: Order, settings: Settings, columns: Sequence[str] | None = None) -> RowMapper:
    """Check a parsed order and return its mapper. Raises `OrderCheckError`."""
    return RowMapper(plan_of(order, settings, columns))
