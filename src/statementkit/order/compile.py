"""From the text of an order to a mapper: parse, check, plan, generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import OrderCheckError
from statementkit.order.check import check_order
from statementkit.order.interpret import Interpreter
from statementkit.order.mapper import RowMapper
from statementkit.order.plan import Plan, Settings, build_plan, found_by
from statementkit.order.rows import generate_matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.nodes import ColumnNumber, Order, Place


def plan_of(
    order: Order,
    settings: Settings,
    columns: Sequence[str] | None = None,
    places: Mapping[Place, ColumnNumber] | None = None,
) -> Plan:
    """Check a parsed order and return its plan.

    `columns` are the names of the file's columns, for places such as `[Payee]`; `places` says where
    a reader of records puts markers and paths. Raises
    `OrderCheckError` with every error that the order has.
    """
    refuse_errors(order, settings.format, columns)
    return build_plan(order, settings, found_by(order, columns, places))


def refuse_errors(order: Order, format_: str, columns: Sequence[str] | None = None) -> None:
    """Raise `OrderCheckError` with every error that an order has for files of a format."""
    findings = check_order(order, format=format_, header=columns)
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise OrderCheckError(*errors)


def mapper_of(
    order: Order,
    settings: Settings,
    columns: Sequence[str] | None = None,
    places: Mapping[Place, ColumnNumber] | None = None,
) -> RowMapper:
    """Check a parsed order and return its mapper. Raises `OrderCheckError`."""
    return RowMapper(plan_of(order, settings, columns, places))


def matcher(plan: Plan) -> Callable[[Row], bool]:
    """Return a function that tells whether a row takes any branch of a plan.

    It raises `RowError` where a check cannot tell.
    """
    return generate_matcher(Interpreter(plan))
