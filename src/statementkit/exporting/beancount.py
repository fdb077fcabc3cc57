"""A beancount journal. Source: https://beancount.github.io/docs/beancount_language_syntax.html."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TextIO

from statementkit.export import plain
from statementkit.exporting.legs import AccountNames, currency_of, header_tags, legs, line
from statementkit.exporting.openings import EQUITY, assertions, openings
from statementkit.values import negate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from statementkit.books import Balance, Movement


def write_beancount(
    movements: Iterable[Movement], file: TextIO, balances: Sequence[Balance] = ()
) -> None:
    """Write movements as transactions of a beancount journal, and the accounts that they use.

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
    >>> write_beancount(movements([entry], ["EE38"]), sys.stdout)
    2024-02-01 * "Kohvik Hommik" ""
      key: "h1:1#1"
      Assets:Bank:EE38  -3.20 EUR
      Expenses:Eating-out  3.20 EUR
        category: "Eating out"
    <BLANKLINE>
    2024-02-01 open Assets:Bank:EE38
    2024-02-01 open Expenses:Eating-out
    """
    names = AccountNames(_component)
    opened: dict[str, date] = {}
    for level in openings(balances):
        own = names.of("Assets:Bank", level.account)
        for account in (own, EQUITY):
            opened[account] = min(level.day, opened.get(account, level.day))
        file.write(
            f'{level.day} * "Opening balance" ""\n'
            f"  {own}  {plain(level.amount)} {level.currency}\n"
            f"  {EQUITY}  {plain(negate(level.amount))} {level.currency}\n\n"
        )
    for movement in movements:
        day = movement.entry.transaction.booked_on
        currency = currency_of(movement)
        payee, narration = line(movement.name), line(movement.entry.transaction.description)
        lines = [f"{day} * {_string(payee)} {_string(narration)}"]
        lines += _metadata(header_tags(movement), 2)
        for leg in legs(movement, names):
            opened[leg.account] = min(day, opened.get(leg.account, day))
            lines.append(f"  {leg.account}  {plain(leg.amount)} {currency}")
            lines += _metadata(leg.tags, 4)
        file.write("\n".join(lines) + "\n\n")
    for account, day in sorted(opened.items()):
        file.write(f"{day} open {account}\n")
    for level in assertions(balances):
        # A balance of beancount is that of the morning of its day.
        own, morning = names.of("Assets:Bank", level.account), level.day + timedelta(1)
        if own in opened:
            file.write(f"{morning} balance {own}  {plain(level.amount)} {level.currency}\n")


def _metadata(tags: Mapping[str, str], indent: int) -> Iterator[str]:
    for name, text in tags.items():
        yield f"{' ' * indent}{name}: {_string(text)}"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _component(text: str) -> str:
    """Return a part of an account's name: letters, digits and hyphens, a capital or digit first."""
    name = "".join(c if c.isalpha() or c.isdecimal() else "-" for c in text).strip("-")
    first = name[:1].upper()
    if first.isupper() or first.isdecimal():
        return first + name[1:]
    return f"X{name}"
