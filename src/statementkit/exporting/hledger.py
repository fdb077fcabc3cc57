"""An hledger journal. Source: https://hledger.org/hledger.html#journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from statementkit.export import plain
from statementkit.exporting.legs import AccountNames, currency_of, header_tags, legs, line
from statementkit.exporting.openings import EQUITY, assertions, openings
from statementkit.values import negate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.books import Balance, Movement

_FINE = frozenset(" -_.&'/+%")

_PAYEE = str.maketrans(";|", ",/")
_NOTE = str.maketrans(";", ",")
_VALUE = str.maketrans(",[]", " ()")


def write_hledger(
    movements: Iterable[Movement], file: TextIO, balances: Sequence[Balance] = ()
) -> None:
    """Write movements as transactions of an hledger journal.

    Each own account is below `Assets:Bank`; categories are below `Income` and `Expenses`. Of
    `balances` those that the bank says become opening balances and assertions. Raises `WriteError`
    SK780 for a movement without a currency.

    >>> import sys
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> from statementkit.books import movements
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(
    ...     date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik", own_account="EE38")
    >>> entry = Entry("h1:1#1", "", coffee, Assignment(category="Eating out"), 1)
    >>> write_hledger(movements([entry], ["EE38"]), sys.stdout)
    decimal-mark .
    <BLANKLINE>
    2024-02-01 * Kohvik Hommik
        ; key: h1:1#1
        Assets:Bank:EE38  -3.20 EUR
        Expenses:Eating out  3.20 EUR
        ; category: Eating out
    <BLANKLINE>
    """
    names = AccountNames(_component)
    file.write("decimal-mark .\n\n")
    for level in openings(balances):
        own = names.of("Assets:Bank", level.account)
        file.write(
            f"{level.day} * Opening balance\n"
            f"    {own}  {plain(level.amount)} {level.currency}\n"
            f"    {EQUITY}  {plain(negate(level.amount))} {level.currency}\n\n"
        )
    for movement in movements:
        currency = currency_of(movement)
        lines = [f"{movement.entry.transaction.booked_on} * {_said(movement)}".rstrip()]
        lines += _tags(header_tags(movement))
        for leg in legs(movement, names):
            lines.append(f"    {leg.account}  {plain(leg.amount)} {currency}")
            lines += _tags(leg.tags)
        file.write("\n".join(lines) + "\n\n")
    for level in assertions(balances):
        # It stands behind all of its day, for an assertion is of what stands before it.
        own = names.of("Assets:Bank", level.account)
        amount = f"{plain(level.amount)} {level.currency}"
        file.write(f"{level.day} * Balance\n    {own}  0 {level.currency} = {amount}\n\n")


def _said(movement: Movement) -> str:
    """Return payee and note; a code in parentheses, which they might begin with, is left blank."""
    payee = line(movement.name).translate(_PAYEE)
    note = line(movement.entry.transaction.description).translate(_NOTE)
    text = f"{payee} | {note}" if note else payee
    return f"() {text}" if text.startswith(("(", "*", "!")) else text


def _tags(tags: Mapping[str, str]) -> Iterator[str]:
    for name, text in tags.items():
        yield f"    ; {name}: {line(text.translate(_VALUE))}"


def _component(text: str) -> str:
    """Return a part of an account's name, without the characters that mean something there."""
    fit = "".join(c if c.isalnum() or c in _FINE else "-" for c in text)
    name = line(fit).strip("".join(_FINE))
    return name or "X"
