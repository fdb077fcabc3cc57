"""Whether an order can be meant: all findings at once, errors and lints.

A rule is a generator of findings over one kind of node: columns and their transforms have theirs
in `check_columns`, checks and branches in `check_branches`, places in `check_places`. Here stand
the rules of a whole list of columns, and the walk over the tree.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from statementkit.order.check_branches import branch_findings, check_findings
from statementkit.order.check_columns import OTHER, column_findings
from statementkit.order.check_places import Places
from statementkit.order.findings import error, lint
from statementkit.order.nodes import ColumnList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.errors import Diagnostic
    from statementkit.order.findings import Findings
    from statementkit.order.nodes import Column, Order

REPEATABLE = frozenset({"name", "description", "descAndName", "fee", "other"})
"""Fields that may stand several times in one list: joined, or a row each."""

SUMS = frozenset({"creditSum", "debitSum"})
FLAGS = frozenset({"debit", "credit"})


def check_order(
    order: Order,
    *,
    format: str = "delimited",  # noqa: A002
    header: Sequence[str] | None = None,
) -> list[Diagnostic]:
    """Return everything that is wrong or doubtful about an order, in the order of its text.

    Findings of severity `error` keep the order from being used; the others are lints. `format` is
    the format of the layout (`delimited`, `fixed`, `xml`, `excel`); `header` holds the names of
    the file's columns where they are known, so that `[Payee]` can be looked up.

    >>> from statementkit.order.parser import parse_order
    >>> [finding.message for finding in check_order(parse_order("date|name"))]
    ['a layout has no amount']
    """
    found = sorted(_findings(order, Places(format, header)), key=_position)
    if not order.text:
        return [finding.at(span=None, source=order.source) for finding in found]
    return [finding.at(order=order.text, source=order.source) for finding in found]


def _position(finding: Diagnostic) -> int:
    return finding.span.start if finding.span else 0


def _findings(order: Order, places: Places) -> Findings:
    if order.default is not None:
        yield from _list_findings(order.default, places, "|")
    for branch in order.branches:
        for check in branch.checks:
            yield from check_findings(check)
            yield from places.of_check(check, order.default or branch.result)
        if isinstance(branch.result, ColumnList):
            yield from _list_findings(branch.result, places, ",")
    yield from branch_findings(order)


def _list_findings(columns: ColumnList, places: Places, separator: str) -> Findings:
    yield from _trailing(columns, separator)
    if maps_nothing(columns):
        return
    by_field: defaultdict[str, list[Column]] = defaultdict(list)
    for column in columns.columns:
        by_field[column.field].append(column)
        yield from column_findings(column)
    yield from places.of_columns(columns)
    yield from _required(columns, by_field)
    yield from chain.from_iterable(
        _repeats(same, separator) for same in by_field.values() if len(same) > 1
    )
    yield from chain.from_iterable(_lonely(same) for same in by_field.values() if len(same) == 1)
    yield from _amounts(by_field)


def maps_nothing(columns: ColumnList) -> bool:
    """Return whether a list is made of bare `other` only: such a row is left out on purpose."""
    return all(column == OTHER for column in columns.columns)


def _trailing(columns: ColumnList, separator: str) -> Findings:
    if columns.trailing is not None:
        yield lint(
            "SK250",
            columns.trailing,
            f"a list of columns ends with {separator}",
            "delete it; columns that are not listed are ignored",
        )


def _required(columns: ColumnList, by_field: dict[str, list[Column]]) -> Findings:
    if "date" not in by_field:
        hint = "every layout needs date; one of only other leaves the row out"
        yield error("SK204", columns.span, "a layout has no date", hint)
    if by_field.keys().isdisjoint(SUMS | {"amount"}):
        hint = "every layout needs amount, creditSum or debitSum"
        yield error("SK205", columns.span, "a layout has no amount", hint)


def _repeats(same: list[Column], separator: str) -> Findings:
    word = same[0].field
    marked = sum(column.first_non_blank for column in same)
    if marked == len(same):
        return
    chained = f"{word}?{separator}{word}?"
    if marked:
        hint = f"mark all of them or none: {chained}"
        odd = next(column for column in same if not column.first_non_blank)
        yield error("SK207", odd.span, f"only some columns of {word} are marked with ?", hint)
    elif word not in REPEATABLE:
        hint = f"write {chained} to take the first that is not blank, or other for one of them"
        for column in same[1:]:
            yield error("SK206", column.span, f"{word} stands twice in one layout", hint)


def _lonely(same: list[Column]) -> Findings:
    if same[0].first_non_blank:
        hint = f"write {same[0].field}, or mark a second column with ? too"
        yield lint("SK253", same[0].span, "a single column is marked with ?", hint)


def _amounts(by_field: dict[str, list[Column]]) -> Findings:
    sums = [column for word in SUMS for column in by_field.get(word, ())]
    flags = [column for word in FLAGS for column in by_field.get(word, ())]
    if "amount" in by_field:
        hint = "keep amount alone, or creditSum and debitSum without it"
        for column in sums:
            yield error("SK208", column.span, f"{column.field} stands next to amount", hint)
    elif sums:
        hint = "creditSum and debitSum already say the direction: write other instead"
        for column in flags:
            yield lint("SK252", column.span, f"{column.field} stands next to sums", hint)
    if by_field.keys() >= FLAGS:
        hint = "one flag is enough: write other instead of the second"
        second = max(flags, key=lambda column: column.span.start)
        yield error("SK209", second.span, "debit and credit stand in one layout", hint)
    if by_field.keys() >= {"fee", "feeIncluded"}:
        hint = "a fee is either beside the amount (fee) or inside it (feeIncluded)"
        column = by_field["feeIncluded"][0]
        yield error("SK210", column.span, "fee and feeIncluded stand in one layout", hint)
