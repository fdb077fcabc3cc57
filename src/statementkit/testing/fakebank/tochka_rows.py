"""Accounts and entries as Tochka writes them in JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from statementkit.testing.fakebank.clock import MOSCOW
from statementkit.testing.fakebank.ledger import Account, just_after

if TYPE_CHECKING:
    from statementkit.testing.fakebank.answers import Row
    from statementkit.testing.fakebank.entries import Entry
    from statementkit.testing.parties import Party

_CUSTOMER = "300000092"
_MEMO, _ORDER, _BANK_ORDER = "Мемориальный ордер", "Платежное поручение", "Банковский ордер"
_TYPES = {
    "payment": _ORDER,
    "income": _ORDER,
    "transfer": _ORDER,
    "tax": _ORDER,
    "fee": _BANK_ORDER,
    "card": "Банковские карты",
    "cash": "Объявление на взнос наличными, ПКО",
}
_SETTLED = timedelta(minutes=1)
"""How long after its posting a payment order is called something else."""


def account_id(account: Account) -> str:
    """Return what the bank calls an account: number and BIC, with a slash between."""
    return f"{account.number}/{account.owner.bic}"


def account_row(account: Account) -> Row:
    """Return an account as the list of accounts has it."""
    return {
        "customerCode": _CUSTOMER,
        "accountId": account_id(account),
        "status": "Enabled",
        "statusUpdateDateTime": "2023-07-03T00:00:00+00:00",
        "currency": account.currency,
        "accountType": "Business",
        "accountSubType": "CurrentAccount",
        "registrationDate": "2023-07-03",
        "accountDetails": [
            {
                "schemeName": "RU.CBR.PAN",
                "identification": account.number,
                "name": f"Расчетный счет {account.number[-4:]}",
            }
        ],
    }


def balance_rows(account: Account, now: datetime) -> list[Row]:
    """Return the balances of an account: at the start, available now, and blocked."""
    booked = account.balance(just_after(now))
    blocked = account.blocked(now)
    kinds = {
        "OpeningAvailable": account.opening,
        "ClosingAvailable": booked - blocked,
        "Expected": blocked,
    }
    return [
        {
            "accountId": account_id(account),
            "creditDebitIndicator": "Credit" if amount >= 0 else "Debit",
            "type": kind,
            "dateTime": now.astimezone(UTC).isoformat(timespec="seconds"),
            "Amount": {"amount": float(abs(amount)), "currency": account.currency},
        }
        for kind, amount in kinds.items()
    ]


def customer_row(owner: Party) -> Row:
    """Return the company as the list of customers has it."""
    return {
        "customerCode": _CUSTOMER,
        "customerType": "Business",
        "isResident": True,
        "taxCode": owner.tax_id,
        "fullName": owner.name,
        "shortName": owner.name,
        "kpp": owner.kpp,
    }


def hold_row(account: Account, entry: Entry) -> Row:
    """Return a hold, which has no id."""
    local = entry.known_at.astimezone(MOSCOW)
    amount, currency = entry.original or (abs(entry.amount), account.currency)
    return {
        "accountId": account_id(account),
        "pan": entry.card or "",
        "dateTime": local.isoformat(timespec="seconds"),
        "Amount": {"amount": float(abs(amount)), "currency": currency},
        "AccountAmount": {"amount": float(abs(entry.amount)), "currency": account.currency},
        "TerminalData": {"city": "Москва", "location": "RU", "owner": entry.purpose},
    }


def operation(account: Account, entry: Entry, now: datetime) -> Row:
    """Return an entry of a statement; only the other side of it is named."""
    amount = float(abs(entry.amount))
    sums = {"amount": amount, "currency": account.currency}
    row: Row = {
        "transactionId": entry.id,
        "paymentId": f"cbs-tb-92-{entry.id[-12:]}",
        "creditDebitIndicator": "Debit" if entry.is_out else "Credit",
        "status": "Booked",
        "documentNumber": entry.number,
        "transactionTypeCode": _type(entry, now),
        "documentProcessDate": entry.day.isoformat(),
        "description": entry.purpose,
        "Amount": sums | ({"amountNat": amount} if account.currency == "RUB" else {}),
    }
    if entry.other is not None:
        row |= _party("Creditor" if entry.is_out else "Debtor", entry.other)
    if entry.kind == "tax":
        row["TaxFields"] = {
            "originatorStatus": "01",
            "kbk": "18201061201010000510",
            "oktmo": "0",
            "base": "0",
            "documentNumber": "0",
            "documentDate": 0,
            "field107": "0",
        }
    return row


def _type(entry: Entry, now: datetime) -> str:
    """Return what kind of document it is: an order is called a memo order at first."""
    kind = _TYPES[entry.kind]
    return _MEMO if kind == _ORDER and now < entry.posted_at + _SETTLED else kind


def _party(side: str, party: Party) -> Row:
    named = {"inn": party.tax_id, "name": party.name}
    return {
        f"{side}Party": named | ({"kpp": party.kpp} if party.kpp else {}),
        f"{side}Account": {"schemeName": "RU.CBR.PAN", "identification": party.account},
        f"{side}Agent": {
            "schemeName": "RU.CBR.BIK",
            "identification": party.bic,
            "accountIdentification": party.correspondent,
            "name": party.bank,
        },
    }
