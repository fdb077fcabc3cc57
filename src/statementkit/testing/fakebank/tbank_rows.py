"""Accounts and entries as T-Bank writes them in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from statementkit.testing.fakebank.clock import midnight
from statementkit.testing.fakebank.ledger import Account, just_after, known_end

if TYPE_CHECKING:
    from statementkit.testing.fakebank.answers import Row
    from statementkit.testing.fakebank.entries import Entry
    from statementkit.testing.parties import Party

_NUMBERS = {"RUB": "643", "USD": "840", "EUR": "978", "CNY": "156"}
_CATEGORIES = {
    "payment": "contragentOutcome",
    "income": "contragentIncome",
    "fee": "fee",
    "tax": "tax",
    "card": "cardOperation",
    "cash": "cashIn",
}
_BANK_ORDERS = ("fee", "card", "cash")


def category(entry: Entry) -> str:
    """Return what kind of operation the bank calls an entry."""
    if entry.kind == "transfer":
        return "selfTransferOuter" if entry.is_out else "selfTransferInner"
    return _CATEGORIES[entry.kind]


def balances(account: Account, since: datetime, until: datetime, now: datetime) -> Row:
    """Return what was on an account before and after a period, and what came and went."""
    first, end = known_end(since, now), known_end(until, now)
    before, after = account.turnover(first), account.turnover(end)
    return {
        "balanceBegin": float(account.balance(first)),
        "balanceEnd": float(account.balance(end)),
        "credit": float(after.received - before.received),
        "debit": float(after.spent - before.spent),
    }


def account_row(account: Account, now: datetime, *, is_main: bool) -> Row:
    """Return an account as the list of accounts has it."""
    held, booked = account.blocked(now), account.balance(just_after(now))
    return {
        "accountNumber": account.number,
        "name": f"Расчетный счет {account.number[-4:]}",
        "status": "NORM",
        "tariffName": "Простой",
        "tariffCode": "TRF1.0",
        "currency": _NUMBERS[account.currency],
        "createdOn": "2023-07-03",
        "mainFlag": "Y" if is_main else "N",
        "bankBik": account.owner.bic,
        "accountType": "Current",
        "activationDate": "2023-07-03",
        "balance": {
            "otb": float(booked - held),
            "authorized": float(held),
            "pendingPayments": 0,
            "pendingRequisitions": 0,
        },
    }


def operation(account: Account, entry: Entry, now: datetime) -> Row:
    """Return an entry as the current method shows it; what there is not is left out."""
    is_held = entry.state_at(now) == "held"
    is_order = entry.kind not in _BANK_ORDERS
    amount, number = float(abs(entry.amount)), _NUMBERS[account.currency]
    foreign, currency = entry.original or (abs(entry.amount), account.currency)
    row: Row = {
        "operationDate": _instant(entry.known_at if is_held else entry.posted_at),
        "operationId": entry.id_at(now),
        "operationStatus": "Authorization" if is_held else "Transaction",
        "accountNumber": account.number,
        "bic": account.owner.bic,
        "typeOfOperation": "Debit" if entry.is_out else "Credit",
        "category": category(entry),
        "documentNumber": entry.number or None,
        "payVo": "payment-order" if is_order else "bank-order",
        "vo": "01" if is_order else "17",
        "priority": 5,
        "operationAmount": float(foreign),
        "operationCurrencyDigitalCode": _NUMBERS[currency],
        "accountAmount": amount,
        "accountCurrencyDigitalCode": number,
        "rubleAmount": amount if account.currency == "RUB" else None,
        "description": entry.purpose,
        "payPurpose": entry.purpose,
        "cardNumber": entry.card,
        "authorizationDate": _instant(entry.held_at) if entry.held_at else None,
    }
    if not is_held:
        row |= _dates(entry)
    row |= _sides(account, entry) | _tax(entry)
    return {key: value for key, value in row.items() if value is not None}


def _dates(entry: Entry) -> Row:
    """Return the dates of a posting: days of Moscow are its midnights, written in UTC."""
    day = _instant(midnight(entry.day))
    written = "drawDate" if entry.is_out else "chargeDate"
    return {"trxnPostDate": _instant(entry.posted_at), "docDate": day, written: day}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _sides(account: Account, entry: Entry) -> Row:
    """Return payer, receiver and counterparty: whom the bank does not name is missing."""
    own, other = _side(account.owner), entry.other
    other_side = _side(other) if other else None
    payer, receiver = (own, other_side) if entry.is_out else (other_side, own)
    named = other and {
        "account": other.account,
        "inn": other.tax_id,
        "kpp": other.kpp or "0",
        "name": other.name,
        "bankName": other.bank,
        "bankBic": other.bic,
        "corrAccount": other.correspondent,
    }
    return {"payer": payer, "receiver": receiver, "counterParty": named}


def _side(party: Party) -> Row:
    return {
        "acct": party.account,
        "inn": party.tax_id,
        "kpp": party.kpp or "0",
        "name": party.name,
        "bicRu": party.bic,
        "bankName": party.bank,
        "corAcct": party.correspondent,
    }


def _tax(entry: Entry) -> Row:
    if entry.kind != "tax":
        return {}
    tax = {"kbk": "18201061201010000510", "oktmo": "0", "payerStatus": "01", "uin": "0"}
    return {"tax": tax}


def old_operation(account: Account, entry: Entry) -> Row:
    """Return an entry as the deprecated method has it: only the accounts tell its direction."""
    day = entry.day.isoformat()
    own, other = account.owner, entry.other
    payer, receiver = (own, other) if entry.is_out else (other, own)
    row: dict[str, Any] = {
        "operationId": entry.id,
        "id": entry.number,
        "date": day,
        "amount": float(abs(entry.amount)),
        "drawDate": day,
        "chargeDate": day,
        "operationType": "17" if entry.kind in _BANK_ORDERS else "01",
        "paymentPurpose": entry.purpose,
        "executionOrder": "5",
    }
    if payer:
        row |= {f"payer{key}": value for key, value in _old_side(payer).items()}
    if receiver:
        side = _old_side(receiver)
        row |= {"recipient": side.pop("Name")}
        row |= {f"recipient{key}": value for key, value in side.items()}
    if entry.kind == "tax":
        row |= {"kbk": "18201061201010000510", "oktmo": "0", "uin": "0"}
    return row


def _old_side(party: Party) -> Row:
    return {
        "Name": party.name,
        "Inn": party.tax_id,
        "Kpp": party.kpp or "0",
        "Account": party.account,
        "Bic": party.bic,
        "Bank": party.bank,
        "CorrAccount": party.correspondent,
    }
