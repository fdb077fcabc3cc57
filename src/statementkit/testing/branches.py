"""The branches of an order that rows can take, and why no row takes another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, WriteError
from statementkit.layouts.compiling import compile_layout
from statementkit.testing.demands import Wanted, demands
from statementkit.testing.forms import told
from statementkit.testing.texts import CellWriter
from statementkit.testing.values import AMOUNTS, DAYS, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.order.cells import Row
    from statementkit.order.nodes import Order
    from statementkit.order.plan import Case, Input
    from statementkit.testing.demands import Way
    from statementkit.testing.forms import Form


def reached(form: Form) -> list[Case]:
    """Return the branches for which rows are found, the default first.

    Raises `WriteError` SK791 if there are none.
    """
    cases = form.writer.cases()
    found = [case for case in cases if _row(form, case) is not None]
    if not found:
        why = why_not(form, cases[0]) if cases else "the order reads nothing"
        raise untaken(form, "no row is found that the order takes", why)
    return found


def mapped(form: Form) -> list[Case]:
    """Return the branches for which rows are found, the default first.

    Raises `WriteError` SK791 if none of them makes transactions.
    """
    found = reached(form)
    if not any(isinstance(case.result, int) for case in found):
        lost = next((it for it in form.writer.cases() if isinstance(it.result, int)), None)
        why = why_not(form, lost) if lost else "the order leaves every row out"
        raise untaken(form, "no row is found that becomes a transaction", why)
    return found


def branch_of(form: Form, number: int) -> Case:
    """Return a branch by its number. Raises `WriteError` SK791 if no row takes it."""
    cases = {case.number: case for case in form.writer.cases()}
    if number not in cases:
        hint = f"choose one of {', '.join(map(str, cases))}; 0 is the default"
        raise untaken(form, f"the order has no branch {number}", hint)
    if _row(form, cases[number]) is None:
        message = f"no row is found that takes branch {number}"
        raise untaken(form, message, why_not(form, cases[number]))
    return cases[number]


def untaken(form: Form, message: str, hint: str) -> WriteError:
    """Return the error that says that no row takes a branch, and why."""
    source = form.layout.name
    return WriteError(Diagnostic(code="SK791", message=message, hint=hint, source=source))


def _row(form: Form, case: Case) -> Row | None:
    """Return a row that takes a branch, if one is found."""
    wishes = [None] if not isinstance(case.result, int) else _wishes(form, case.result)
    found = (form.writer.approach(case, each) for each in wishes)
    return next((each.row for each in found if each is not None), None)


def _wishes(form: Form, recipe: int) -> Iterator[Wanted]:
    attributes = [it.field for it in form.mapper.plan.recipes[recipe].values]
    full = {str(field.attribute): values_of(field.word)[0] for field in attributes}
    for amount in AMOUNTS[:2]:
        for said in (full, {}):
            yield Wanted(DAYS[0], amount, said)


def says_currency(form: Form, case: Case, currency: str) -> bool:
    """Tell whether a row of a branch can be in a currency; one that is left out is in none."""
    if not isinstance(case.result, int):
        return False
    wishes = (Wanted(DAYS[0], amount, {"currency": currency}) for amount in AMOUNTS[:2])
    found = (form.writer.approach(case, each) for each in wishes)
    return any(each and each.outcome.transactions[0].currency == currency for each in found)


# -- why no row is found ---------------------------------------------------------------------------


def why_not(form: Form, case: Case) -> str:
    """Return why no row is found that takes a branch, in words that say what to change."""
    alone = _alone(form, case)
    row = _row(alone, alone.writer.cases()[0])
    if row is not None:
        return _taken_before(form, case, row)
    if case.checks:
        unread = _alone(form, case, leaves_out=True)
        if _row(unread, unread.writer.cases()[0]) is None:
            return "its checks exclude each other, or no text is found that passes them"
    return _unreadable(form, case)


def _alone(form: Form, case: Case, *, leaves_out: bool = False) -> Form:
    """Return a form whose order is a branch alone, or one that leaves its rows out."""
    tree: Order = attrs.evolve(form.tree, branches=())
    if case.number:
        only = form.tree.branches[case.number - 1]
        only = attrs.evolve(only, result="skip") if leaves_out else only
        tree = attrs.evolve(form.tree, default=None, branches=(only,))
    mapper = compile_layout(form.layout, tree, told(form.layout), form.header, form.places)
    return attrs.evolve(form, tree=tree, mapper=mapper)


def _taken_before(form: Form, case: Case, row: Row) -> str:
    """Return which branch takes a row that another one would take without it."""
    plan = form.mapper.plan
    taker = plan.cases[(form.mapper.interpreter.run(row).branch or 1) - 1]
    text = plan.text[taker.span.start : taker.span.end].strip()
    told = f"its rows are taken by branch {taker.number} ({text})"
    if case.number == 0:
        return f"{told}, or by others: leave the default out, or ask for more in a branch"
    return f"{told} before it: put the one that asks for more first, or leave one out"


def _unreadable(form: Form, case: Case) -> str:
    """Return which columns of a branch nothing can be written for."""
    if not isinstance(case.result, int):
        return "look at its conditions"
    recipe, settings = form.mapper.plan.recipes[case.result], form.mapper.plan.settings
    wishes = [Wanted(DAYS[0], amount) for amount in AMOUNTS[:2]]
    asked = [dict(demands(recipe, wish, settings)) for wish in wishes]
    day = f"{DAYS[0]} in {' or '.join(settings.date_format)}"
    day += f" with the pivot {settings.pivot}" if settings.pivot else ""
    for name, value in (("booked_on", day), ("amount", f"{AMOUNTS[0]} or {AMOUNTS[1]}")):
        ways = [way for each in asked for way in each[name]]
        if not any(_can_be_written(way, form) for way in ways):
            columns = dict.fromkeys(column_text(each, form) for way in ways for each, _ in way)
            return f"no text is found that {' or '.join(columns)} reads as {value}"
    return "its columns read the same cells, and want different texts there"


def _can_be_written(way: Way, form: Form) -> bool:
    """Tell whether each of some cells, for itself, has a text that says what is wanted of it."""
    cells, writer = CellWriter(form.mapper.interpreter), form.writer
    return all(
        each.place is None or any(writer.fits(each.place, it) for it in cells.texts(each, want))
        for each, want in way
    )


def column_text(each: Input, form: Form) -> str:
    """Return a column as the order has it."""
    return form.mapper.plan.text[each.span.start : each.span.end] or each.word
