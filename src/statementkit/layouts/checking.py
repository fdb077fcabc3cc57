"""Whether a layout can be meant: everything that can be said about it without a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, LayoutError, OrderError
from statementkit.layouts.compiling import (
    ANY_DATE,
    AUTO,
    balance_mapper,
    compile_layout,
    matcher_of,
    refused_settings,
    settings_of,
    tree_of,
)
from statementkit.layouts.elements import columns_of
from statementkit.layouts.xml import wishes_of
from statementkit.order.check import check_order
from statementkit.order.nodes import Header, Order
from statementkit.order.plan import build_plan
from statementkit.values import lint_pattern

if TYPE_CHECKING:
    from statementkit.layouts.layout import Layout


def check_layout(layout: Layout) -> list[Diagnostic]:
    """Return what is wrong or doubtful about a layout: its order, its dates, its numbers.

    Findings of severity `error` keep the layout from being used; the others are lints.

    >>> from statementkit.layouts import Layout
    >>> layout = Layout(order="date|amount", date_format="dd.MM.yyyy hh:mm")
    >>> [finding.message for finding in check_layout(layout)]
    ["date_format 'dd.MM.yyyy hh:mm': hh counts the hours of half a day, and the pattern has no a"]
    """
    findings: list[Diagnostic] = []
    try:
        tree = tree_of(layout)
        findings += check_order(tree, format=layout.format)
        if not any(each.severity == "error" for each in findings):
            _compile(layout, tree)
        findings += _date_findings(layout)
    except (LayoutError, OrderError) as error:
        findings += error.diagnostics
    return findings


def _compile(layout: Layout, tree: Order) -> None:
    """Compile a layout for a file that has exactly the columns that the order names."""
    settings = settings_of(layout)
    if layout.date_format == AUTO:
        settings = attrs.evolve(settings, date_format=ANY_DATE)
    places = build_plan(tree, settings, lambda place: place).places
    names = {each.name.strip().casefold() for each in places if isinstance(each, Header)}
    in_xml = columns_of(wishes_of(layout, tree)[1]) if layout.format == "xml" else None
    compile_layout(layout, tree, settings, sorted(names), in_xml)
    found_by = layout.fingerprint if layout.format == "fixed" else None
    for checks in (found_by, layout.section, layout.section_end, layout.continuation):
        if checks is not None:
            matcher_of(layout, checks)
    for order in (layout.opening_balance, layout.closing_balance):
        if order is not None:
            balance_mapper(layout, order, settings, places=in_xml)


def _date_findings(layout: Layout) -> list[Diagnostic]:
    with refused_settings(layout):
        return [
            Diagnostic(
                code="SK520",
                severity="warning",
                message=f"date_format {pattern!r}: {message}",
                hint=hint,
                source=layout.name,
            )
            for pattern in settings_of(layout).date_format
            for message, hint in lint_pattern(pattern)
        ]
