"""Rules of checks, and of branches among each other: what can never be, or never be reached."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import quoted
from statementkit.order.check_columns import OTHER, argument_findings, text_findings
from statementkit.order.demands import Demand
from statementkit.order.findings import error, lint
from statementkit.order.nodes import (
    Blank,
    Branch,
    Check,
    Column,
    ColumnList,
    Date,
    Number,
    Order,
    Place,
    Text,
)
from statementkit.order.words import LOOKALIKES

if TYPE_CHECKING:
    from statementkit.errors import Diagnostic
    from statementkit.order.findings import Findings
    from statementkit.order.nodes import Action

# -- a single check -------------------------------------------------------------------------------

_AMOUNT = re.compile(r"[+-]?(?:0|[0-9][0-9  '.,]*[.,][0-9]{1,2}|[0-9]{1,3}(?:[  ][0-9]{3})+)\Z")
_BLANKS = {"blank": "BLANK", "notblank": "NOTBLANK"}


def check_findings(check: Check) -> Findings:
    """Yield what is wrong with the value of a check."""
    yield from argument_findings(check.value)
    if check.operator in ("<", ">", "<=", ">="):
        yield from _limit(check)
    elif check.operator in ("=", "!="):
        yield from _equality(check)


def _limit(check: Check) -> Findings:
    value = check.value
    written = value.value if isinstance(value, Text) else ""
    if isinstance(value, Date):
        yield from _day(check, value.text)
    elif isinstance(value, Blank) or written.lower() in _BLANKS:
        yield _blank_misused(check)
    elif not isinstance(value, Number):
        message = f"{check.operator} compares numbers and dates, not {quoted(written)}"
        plain = "".join(LOOKALIKES.get(character, character) for character in written)
        hint = f"write it with plain characters: {plain}"
        if plain == written:
            hint = "write a number such as -1 or 0.5, or a date such as 2024-01-31"
        yield error("SK220", value.span, message, hint)


def _day(check: Check, text: str) -> Findings:
    try:
        date.fromisoformat(text)
    except ValueError:
        message = f"there is no day {text}"
        yield error("SK222", check.value.span, message, "write year-month-day: 2024-01-31")


def _blank_misused(check: Check) -> Diagnostic:
    hint = "write 17=BLANK for an empty cell, 17=NOTBLANK for one that is not"
    return error("SK221", check.value.span, f"BLANK does not go with {check.operator}", hint)


def _equality(check: Check) -> Findings:
    value = check.value
    if isinstance(value, Blank) and check.operator == "!=":
        yield _blank_misused(check)
    if not isinstance(value, Text):
        return
    yield from text_findings(value)
    if value.quoted:
        return
    if _AMOUNT.match(value.value):
        message = f"{check.operator} compares texts: 1.50 differs from 1.5"
        hint = 'compare numbers with > and <, or write ="…" if the text is meant'
        yield lint("SK251", value.span, message, hint)
    if word := _BLANKS.get(value.value.lower()):
        hint = f'write {word} in capitals, or ="{value.value}" if the text is meant'
        yield lint("SK255", value.span, f"this compares with the text {value.value}", hint)


_MOST_BRANCHES = 1_000
"""Branches that an order may have: real ones reach a few dozen."""


# -- the branches together ------------------------------------------------------------------------


def branch_findings(order: Order) -> Findings:
    """Yield what is doubtful about the branches together, and about the order as a whole."""
    if len(order.branches) > _MOST_BRANCHES:
        message = f"an order takes {_MOST_BRANCHES:,} branches at most"
        hint = "an order says how rows are read; what they are booked as is for rules"
        yield error("SK232", order.branches[_MOST_BRANCHES].span, message, hint)
        return
    for branch in order.branches:
        yield from _impossible(branch)
    yield from _unreachable(order)
    yield from _same_as_default(order)
    yield from _reads_nothing(order)


def _impossible(branch: Branch) -> Findings:
    demands: defaultdict[Place, Demand] = defaultdict(Demand)
    for check in branch.checks:
        demand = demands[check.place]
        demand.add(check.operator, check.value)
        if demand.contradictory:
            hint = "no row can pass all the checks of this branch: correct or delete one"
            yield lint("SK256", check.span, "this check contradicts those before it", hint)
            return


def _unreachable(order: Order) -> Findings:
    """Yield branches whose rows an earlier one takes: its checks are among theirs."""
    wanted = [frozenset(map(_bare, branch.checks)) for branch in order.branches]
    uses = Counter(chain.from_iterable(wanted))
    takers: defaultdict[Check, list[tuple[int, frozenset[Check]]]] = defaultdict(list)
    for number, (branch, checks) in enumerate(zip(order.branches, wanted, strict=True), 1):
        candidates = chain.from_iterable(takers.get(check, ()) for check in checks)
        taker = min((first for first, fewer in candidates if fewer <= checks), default=None)
        if taker is None:
            rarest = min(checks, key=uses.__getitem__)
            takers[rarest].append((number, checks))
        else:
            message = f"branch {number} is never reached: branch {taker} takes its rows"
            hint = "the first branch that matches wins: put the stricter one first"
            yield lint("SK257", branch.span, message, hint)


def _bare(check: Check) -> Check:
    if isinstance(check.value, Text):
        return attrs.evolve(check, value=Text(check.value.value))
    return check


def _same_as_default(order: Order) -> Findings:
    default = _useful(order.default)
    for number, branch in enumerate(order.branches, 1):
        if _useful(branch.result) == default is not None:
            message = f"branch {number} has the columns of the default layout"
            hint = "it only keeps its rows from later branches: delete it if none would take them"
            yield lint("SK258", branch.span, message, hint)


def _useful(result: ColumnList | Action | None) -> tuple[Column, ...] | None:
    """Return the columns without the `other` at the end, which say nothing."""
    if not isinstance(result, ColumnList):
        return None
    columns = list(result.columns)
    while columns and columns[-1] == OTHER:
        columns.pop()
    return tuple(columns)


def _reads_nothing(order: Order) -> Findings:
    results = (order.default, *(branch.result for branch in order.branches))
    if not any(map(_useful, results)):
        hint = "a layout needs date and amount, creditSum or debitSum"
        yield lint("SK259", order.span, "this order leaves every row out", hint)
