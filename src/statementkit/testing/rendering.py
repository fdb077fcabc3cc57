"""The inverse of reading: a file that says given transactions, in any layout that can say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, ReadError, WriteError, quoted, quoted_account
from statementkit.model import ACCOUNTS
from statementkit.reader import read
from statementkit.testing.demands import Wanted
from statementkit.testing.files import cannot, write_file
from statementkit.testing.forms import Form
from statementkit.testing.records import CannotSayError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from statementkit.layouts import Layout
    from statementkit.model import Transaction
    from statementkit.order.cells import Row


def render(transactions: Iterable[Transaction], layout: str | os.PathLike[str] | Layout) -> bytes:
    """Return a file that reads as these transactions, a fee behind the one that it belongs to.

    `layout` is a `Layout`, the name of a shipped one, or the path of a TOML file. What is written
    was read again before it is returned: `read(render(transactions, layout), layout)` gives equal
    transactions. Raises `WriteError` SK790 where no file of the layout says them, `LayoutError` and
    `OrderError` for the layout itself.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Layout, Transaction
    >>> layout = Layout(order="date|name|amount", date_format="dd.MM.yyyy", decimal=",",
    ...                 delimiter=";", currency="EUR")
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> print(render([coffee], layout).decode())
    date;name;amount
    01.02.2024;Kohvik Hommik;-3,20
    <BLANKLINE>
    """
    form = Form.of(layout)
    wanted = list(transactions)
    content = write_file(form, rows_of(wanted, form))
    _prove(content, wanted, form)
    return content


def rows_of(transactions: Sequence[Transaction], form: Form) -> list[Row]:
    """Return the rows that say these transactions. Raises `WriteError`."""
    rows: list[Row] = []
    for number, (main, fees) in enumerate(_with_fees(transactions), 1):
        try:
            rows.append(form.writer.say(Wanted.of(main, fees)).row)
        except CannotSayError as error:
            raise WriteError(_unsaid(main, error.attribute, number, form)) from None
    return rows


def _with_fees(
    transactions: Iterable[Transaction],
) -> list[tuple[Transaction, list[Transaction]]]:
    """Return each transaction with the fees behind it."""
    groups: list[tuple[Transaction, list[Transaction]]] = []
    for each in transactions:
        if each.parent is not None and groups and each.parent == groups[-1][0]:
            groups[-1][1].append(each)
        else:
            groups.append((each, []))
    return groups


def _unsaid(main: Transaction, attribute: str, number: int, form: Form) -> Diagnostic:
    value = getattr(main, attribute, None) or (main.extra or {}).get(attribute)
    quote = quoted_account if attribute in ACCOUNTS else quoted
    return Diagnostic(
        code="SK790",
        message=f"the layout cannot express transaction {number}: {attribute} {quote(str(value))}",
        hint=f"map a column that can hold this {attribute}, or leave it out of the transaction",
        source=form.layout.name,
    )


def _prove(content: bytes, wanted: Sequence[Transaction], form: Form) -> None:
    """Raise `WriteError` unless a file reads as it was meant."""
    try:
        found = read(content, form.layout)
    except ReadError as error:
        raise cannot(form, error.diagnostics[0].message) from None
    if list(found.transactions) == list(wanted):
        return
    if found.problems:
        raise cannot(form, str(found.problems[0].message))
    pairs = zip(found.transactions, wanted, strict=False)
    number = next((n for n, (it, other) in enumerate(pairs, 1) if it != other), len(wanted))
    raise cannot(form, f"transaction {number} would be read as another one")
