"""The books of a fake bank as its customers download them: a file for 1C, and a CSV."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from statementkit.layouts import Layout
from statementkit.testing.fakebank.clock import midnight
from statementkit.testing.onec.inventing import known_dialect
from statementkit.testing.onec.movements import Movement
from statementkit.testing.onec.shapes import SHAPES
from statementkit.testing.onec.writing import write_file
from statementkit.testing.parties import Party
from statementkit.testing.rendering import render

if TYPE_CHECKING:
    from datetime import date, datetime

    from statementkit.testing.fakebank.entries import Entry
    from statementkit.testing.fakebank.ledger import Ledger

CSV_LAYOUT = Layout(
    name="fakebank",
    order="date|id|ownAccount|amount|currency|name|remitterId|account|bic|description",
    date_format="dd.MM.yyyy",
    decimal=",",
    delimiter=";",
    coverage="days",
)
"""The layout of `as_csv`."""

_NOBODY = Party("", "", "", "", "", "", "", "")
_BANK_ORDERS = ("fee", "card", "cash")


def as_1c(
    ledger: Ledger,
    number: str,
    since: date,
    until: date,
    *,
    dialect: str = "tbank",
    now: datetime | None = None,
) -> bytes:
    """Return what is posted on an account, as a file for 1C in the shape of a dialect.

    The arguments are those of `Ledger.operations`; `dialect` is one of
    `statementkit.testing.onec.DIALECTS`. Raises `KeyError` for an account that there is not,
    `LayoutError` SK679 for a dialect.

    >>> from datetime import date
    >>> from statementkit.testing.fakebank import Ledger
    >>> ledger = Ledger.invent(operations=3)
    >>> number = ledger.accounts[0].number
    >>> file = as_1c(ledger, number, date(2024, 3, 1), date(2024, 3, 31))
    >>> file.decode("cp1251").splitlines()[:2]
    ['1CClientBankExchange', 'ВерсияФормата=1.02']
    """
    account = ledger.account(number)
    first, end = midnight(since), midnight(until + timedelta(days=1))
    movements = [_movement(account.owner, entry) for entry in account.posted(first, end, now)]
    opening = account.balance(first)
    shape = SHAPES[known_dialect(dialect)]
    return write_file(shape, [account.owner], movements, opening, (since, until))


def _movement(owner: Party, entry: Entry) -> Movement:
    is_bank_order = entry.kind in _BANK_ORDERS
    return Movement(
        "Банковский ордер" if is_bank_order else "Платежное поручение",
        entry.number,
        entry.day,
        abs(entry.amount),
        owner,
        entry.other or _NOBODY,
        entry.is_out,
        entry.purpose,
    )


def as_csv(
    ledger: Ledger, number: str, since: date, until: date, *, now: datetime | None = None
) -> bytes:
    """Return what is posted on an account, as a CSV of `CSV_LAYOUT`; arguments as for `as_1c`.

    >>> from datetime import date
    >>> from statementkit.testing.fakebank import Ledger
    >>> ledger = Ledger.invent(operations=3)
    >>> file = as_csv(ledger, ledger.accounts[0].number, date(2024, 3, 1), date(2024, 3, 31))
    >>> file.decode().splitlines()[0]
    'date;id;ownAccount;amount;currency;name;remitterId;account;bic;description'
    """
    operations = ledger.operations(number, since, until, now)
    return render((attrs.evolve(each, extra=None) for each in operations), CSV_LAYOUT)
