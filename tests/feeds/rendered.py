"""An account of the fake bank in the files that banks export: one for 1C, and a table."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.completing import keyed_account
from statementkit.layouts import Layout
from statementkit.testing.fakebank.clock import midnight
from statementkit.testing.onec.movements import Movement
from statementkit.testing.onec.shapes import SHAPES
from statementkit.testing.onec.writing import write_lines

if TYPE_CHECKING:
    from statementkit.testing.fakebank import Account, Entry
    from statementkit.testing.parties import Party

TABLE = Layout(
    name="table",
    order="date|id|name|remitterId|account|description|amount|currency",
    delimiter=";",
    date_format="dd.MM.yyyy",
    decimal=",",
    coverage="days",
)
WITHOUT_IDS = attrs.evolve(
    TABLE,
    name="table-without-ids",
    order="date|other|name|remitterId|account|description|amount|currency",
)
_BANK_ORDERS = ("fee", "card", "cash")


def onec_file(account: Account, since: date, until: date) -> bytes:
    """Return the days of an account as T-Bank writes them for 1C."""
    movements = [_movement(account, entry) for entry in _posted(account, since, until)]
    opening = account.balance(midnight(since))
    lines = write_lines(SHAPES["tbank"], [account.owner], movements, opening, (since, until))
    return "".join(f"{line}\r\n" for line in lines).encode("cp1251")


def table(account: Account, since: date, until: date) -> bytes:
    """Return the days of an account as a table with the bank's ids, for the layout `TABLE`."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Дата", "Код", "Имя", "ИНН", "Счет", "Назначение", "Сумма", "Валюта"])
    for entry in _posted(account, since, until):
        other = entry.other
        party = (other.name, other.tax_id, other.account) if other else ("", "", "")
        amount = f"{entry.amount:.2f}".replace(".", ",")
        row = (f"{entry.day:%d.%m.%Y}", entry.id, *party, entry.purpose, amount, account.currency)
        writer.writerow(row)
    return text.getvalue().encode()


def _posted(account: Account, since: date, until: date) -> list[Entry]:
    return [*account.posted(midnight(since), midnight(until + timedelta(days=1)))]


def _movement(account: Account, entry: Entry) -> Movement:
    """Return an entry as a document; where the bank names nobody, it is itself the other side."""
    kind = "Банковский ордер" if entry.kind in _BANK_ORDERS else "Платежное поручение"
    other = entry.other or _at_the_bank(account.owner)
    amount, number = abs(entry.amount), entry.number
    return Movement(
        kind, number, entry.day, amount, account.owner, other, entry.is_out, entry.purpose
    )


def _at_the_bank(owner: Party) -> Party:
    account = keyed_account("30232810000000000017", owner.bic)
    return attrs.evolve(owner, name=owner.bank, tax_id="", kpp="", account=account)
