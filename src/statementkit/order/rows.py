"""From a plan to a Python function that maps rows as fast as plain Python can.

The generated text is meant to be read: one loop, one branch decision, one line per field, one call
that makes the transaction. It holds only the normal case. Whatever is unusual (a cell that does not
read, a sign conflict, a quotient that does not end) leaves the normal case by an exception, and the
interpreter runs the row again: it finds every error of the row, and it is never on the fast path.
"""

from __future__ import annotations

import linecache
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs

from statementkit import values
from statementkit.model import Draft, Transaction
from statementkit.order.interpret import or_none
from statementkit.order.plan import FILLER
from statementkit.order.transforms import extract, slice_text
from statementkit.order.writer import write, write_maker, write_matcher
from statementkit.order.writer_branches import END, NO_BRANCH, OTHER, SKIP
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from statementkit.order.cells import Row
    from statementkit.order.interpret import Interpreter


class Unusual(Exception):  # noqa: N818 - not an error: the row is handed to the interpreter
    """A row that the generated code leaves to the interpreter."""


@attrs.frozen
class Generated:
    """The generated function and its text."""

    source: str
    function: Callable[..., Iterator[Transaction]]


def generate(interpreter: Interpreter) -> Generated:
    """Return the row function of a bound plan; equal plans give equal text.

    The function takes records (pairs of line and row), a tally and the origin of the file; it
    yields transactions and leaves counts and problems with the tally.
    """
    source = write(interpreter.plan)
    return Generated(source, _run(source, interpreter)["map_rows"])


def generate_matcher(interpreter: Interpreter) -> Callable[[Row], bool]:
    """Return a function that tells whether a row takes any branch of a bound plan."""
    matches: Callable[[Row], bool] = _run(write_matcher(interpreter.plan), interpreter)["matches"]
    return matches


def generate_maker(
    interpreter: Interpreter, names: Sequence[str]
) -> Callable[..., Iterator[Transaction]]:
    """Return a function that makes transactions of values that were read already, by `names`."""
    make: Callable[..., Iterator[Transaction]] = _run(
        write_maker(interpreter.plan, names), interpreter
    )["make"]
    return make


def _run(source: str, interpreter: Interpreter) -> dict[str, Any]:
    name = f"<statementkit order {sha256(source.encode()).hexdigest()[:12]}>"
    namespace = _namespace(interpreter)
    exec(compile(source, name, "exec"), namespace)  # noqa: S102 - our own text, literals by repr
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    return namespace


def _namespace(interpreter: Interpreter) -> dict[str, Any]:
    settings = interpreter.plan.settings

    def currency_of(text: str) -> str | None:
        return values.read_currency(text) if text.strip() else settings.currency

    read_amount = _in_one_currency(interpreter)
    return {
        "CURRENCY": settings.currency,
        "OWN_ACCOUNT": settings.account,
        "SKIP": SKIP,
        "END": END,
        "NO_BRANCH": NO_BRANCH,
        "OTHER": OTHER,
        "FILLER": FILLER,
        "CellError": CellError,
        "Decimal": Decimal,
        "Draft": Draft,
        "Transaction": Transaction,
        "Unusual": Unusual,
        "date": date,
        "compile_regex": values.compile_regex,
        "exact_decimal": values.exact_decimal,
        "read_amount": read_amount,
        "number_or_none": or_none(read_amount),
        "date_or_none": interpreter.date_or_none,
        "dates": values.Cache(interpreter.read_date),
        "currencies": values.Cache(currency_of),
        "absolute": values.absolute,
        "add": values.add,
        "divide": values.divide,
        "multiply": values.multiply,
        "overpunch": values.read_overpunch,
        "negate": values.negate,
        "extract": extract,
        "slice_text": slice_text,
        "takes": interpreter.takes,
        "first_of": first_of,
        "padded": padded,
    }


def _in_one_currency(interpreter: Interpreter) -> Callable[[str], Decimal]:
    """Return a reader of amounts that leaves those in another currency to the interpreter."""
    plan = interpreter.plan
    words = {each.word for recipe in plan.recipes for each in recipe.inputs()}
    expected = None if "currency" in words else plan.settings.currency

    def read(text: str) -> Decimal:
        amount = interpreter.read_amount(text)
        if text.strip(_NO_CURRENCY):
            beside = values.currencies_beside(text)
            if beside and expected not in beside:
                raise Unusual
        return amount

    return read


_NO_CURRENCY = "+-0123456789., '"
"""Characters of amounts without a currency: most need no closer look."""


def padded(row: Row, width: int) -> list[str]:
    """Return a short row with blank cells up to `width`.

    >>> padded(["a"], 3)
    ['a', '', '']
    """
    return [*row, *[""] * (width - len(row))]


def first_of(value: Any, other: Any) -> Any:
    """Return `other` if it says more than a `value` that is blank or zero.

    >>> first_of(None, 0), first_of(0, 5), first_of(0, None)
    (0, 5, 0)
    """
    return other if other or value is None else value
