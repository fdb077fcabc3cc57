"""The dialect of Modulbank: every call is a POST, and Debet is money in.

Sources: api.modulbank.ru, and open clients of its API where the documentation is silent.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import islice
from math import inf, nextafter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import attrs

from statementkit.testing.fakebank.answers import ROWS, Answer, RefusalError, Request, Row
from statementkit.testing.fakebank.clock import MOSCOW, midnight
from statementkit.testing.fakebank.ledger import Account, Ledger, just_after, known_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statementkit.testing.fakebank.entries import Entry

NAME = "modulbank"
SANDBOX_TOKEN = "sandboxtoken"  # noqa: S105 - the bank prints it in its documentation
MOST_ROWS = 50

_COMPANY = "3d3c2f1e-7f0a-4c55-8a53-000000000001"
_HISTORY, _BALANCE = "/v1/operation-history/", "/v1/account-info/balance/"
_KNOWN = ("category", "from", "till", "skip", "records", "statuses")
_CURRENCIES = {"RUB": "RUR"}
_MESSAGES = {
    "401": "Authorization has been denied for this request.",
    "403": "Forbidden",
    "404": "Not found",
    "429": "Too many requests",
}


@attrs.define
class Modulbank:
    """Modulbank, in front of a ledger."""

    ledger: Ledger
    token: str
    page_size: int = MOST_ROWS

    name = NAME
    limits: Mapping[str, int] = attrs.field(factory=dict, init=False)

    @staticmethod
    def owns(path: str) -> bool:
        """Tell whether a path is one of this bank's."""
        return path.startswith("/v1/")

    def answer(self, request: Request) -> Answer:
        """Answer a request."""
        in_sandbox = request.headers.get("sandbox") == "on"
        if request.bearer != (SANDBOX_TOKEN if in_sandbox else self.token):
            return self.refusal("401")
        if request.method != "POST":
            return Answer(status=405, body={"message": "Only POST is supported"})
        if "apierror" in request.faults:
            return Answer(body={"message": "apierror"})
        return self._method(_sandbox() if in_sandbox else self.ledger, request)

    @staticmethod
    def refusal(kind: str) -> Answer:
        """Return an error in the shape that this bank gives it."""
        status = int(kind) if kind.isdigit() else 403
        return Answer(status=status, body={"message": _MESSAGES.get(str(status), "apierror")})

    def _method(self, ledger: Ledger, request: Request) -> Answer:
        path, now = request.path, request.now
        if path == "/v1/account-info":
            return Answer(body=[_company(ledger, now)])
        if path.startswith(_BALANCE):
            return Answer(body=float(_asked(ledger, path).balance(just_after(now))))
        if path.startswith(_HISTORY):
            return self._history(_asked(ledger, path), request)
        return self.refusal("404")

    def _history(self, account: Account, request: Request) -> Answer:
        given = _body(request)
        request.warn_of_unknown(given, _KNOWN)
        skip, records = _number(given, "skip", 0), _number(given, "records", self.page_size)
        if records > MOST_ROWS:
            raise _wrong(f"records must not be more than {MOST_ROWS}")
        page = islice(_page(account, given, skip, request.now), min(records, self.page_size))
        rows = [_operation(account, each, request.now) for each in page]
        if "noise" in request.faults:
            rows = [row | {"amount": nextafter(row["amount"], inf)} for row in rows]
        return Answer(body=[ROWS], rows=rows)


def _wrong(text: str) -> RefusalError:
    """Return the refusal of a wrong request."""
    return RefusalError(Answer(status=400, body={"message": text}))


def _sandbox() -> Ledger:
    """Return the ledger of the sandbox, whose answers are always the same."""
    return Ledger.invent(seed=0, accounts=1, operations=3, days=3, bank=NAME)


def _asked(ledger: Ledger, path: str) -> Account:
    asked = path.rpartition("/")[2]
    for account in ledger.accounts:
        if account.uuid == asked:
            return account
    raise _wrong(f"account {asked} is not found")


def _body(request: Request) -> dict[str, Any]:
    """Return what the request says, as JSON or as a form."""
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(request.body.decode(errors="replace")))
    try:
        given = json.loads(request.body or b"{}")
    except ValueError:
        raise _wrong("the body is no JSON") from None
    if not isinstance(given, dict):
        raise _wrong("the body is no object")
    return given


def _number(given: Mapping[str, Any], name: str, default: int) -> int:
    value = str(given.get(name, default))
    if not value.isdecimal():
        raise _wrong(f"{name} is not a number: {value!r}")
    return int(value)


def _day(given: Mapping[str, Any], name: str) -> date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(str(text)).date()
    except ValueError:
        raise _wrong(f"{name} is not a date: {text!r}") from None


def _page(account: Account, given: Mapping[str, Any], skip: int, now: datetime) -> Iterator[Entry]:
    """Yield the entries of a period from the newest on, without the first `skip` of them."""
    since = _day(given, "from") or date(2000, 1, 1)
    until = _day(given, "till") or date(2100, 1, 1)
    category, statuses = given.get("category"), given.get("statuses")
    if category is None and statuses is None:
        return _newest_first(account, since, until, skip, now)
    wanted = (
        entry
        for entry in _newest_first(account, since, until, 0, now)
        if category in (None, _category(entry)) and _status(entry, now) in (statuses or _STATUSES)
    )
    return islice(wanted, skip, None)


def _newest_first(
    account: Account, since: date, until: date, skip: int, now: datetime
) -> Iterator[Entry]:
    """Yield holds, then what was posted or cancelled; entries that are skipped are not made."""
    first, end = midnight(since), midnight(until + timedelta(days=1))
    held = [entry for entry in account.held(now)[::-1] if first <= entry.known_at < end]
    yield from held[skip:]
    last = account.position(known_end(end, now)) - max(0, skip - len(held))
    for index in range(last - 1, account.position(first) - 1, -1):
        yield account.entries[index]


def _category(entry: Entry) -> str:
    """Return the bank's word for the direction: it is that of the bank's own books."""
    return "Credit" if entry.is_out else "Debet"


_STATUSES = ("SendToBank", "Canceled", "Executed", "PayReceived", "Received")


def _status(entry: Entry, now: datetime) -> str:
    state = entry.state_at(now)
    if state == "held":
        return "SendToBank"
    if state == "cancelled":
        return "Canceled"
    if entry.is_out:
        return "Executed"
    return "PayReceived" if entry.kind == "cash" else "Received"


def _company(ledger: Ledger, now: datetime) -> Row:
    owner = ledger.accounts[0].owner
    return {
        "companyId": _COMPANY,
        "companyName": owner.name,
        "inn": owner.tax_id,
        "bankAccounts": [_account(account, now) for account in ledger.accounts],
    }


def _account(account: Account, now: datetime) -> Row:
    owner = account.owner
    return {
        "id": account.uuid,
        "accountName": f"Расчетный счет {account.number[-4:]}",
        "balance": float(account.balance(just_after(now))),
        "bankBic": owner.bic,
        "bankCorrespondentAccount": owner.correspondent,
        "bankInn": "7799000000",
        "bankKpp": "779901001",
        "bankName": owner.bank,
        "beginDate": "2018-08-31T00:00:00",
        "category": "CheckingAccount",
        "currency": _CURRENCIES.get(account.currency, account.currency),
        "number": account.number,
        "status": "New",
    }


def _operation(account: Account, entry: Entry, now: datetime) -> Row:
    other, status = entry.other, _status(entry, now)
    created = entry.posted_at if status == "Canceled" else entry.known_at
    row: Row = {
        "id": entry.id,
        "companyId": _COMPANY,
        "status": status,
        "category": _category(entry),
        "currency": _CURRENCIES.get(account.currency, account.currency),
        "amount": float(abs(entry.amount)),
        "amountWithCommission": float(abs(entry.amount)),
        "bankAccountNumber": account.number,
        "paymentPurpose": entry.purpose,
        "created": created.astimezone(MOSCOW).replace(tzinfo=None).isoformat("T", "milliseconds"),
        "docNumber": entry.number,
        "absId": entry.id[-12:].lstrip("0") or "0",
        "kbk": "18201061201010000510" if entry.kind == "tax" else None,
    }
    if entry.state_at(now) == "posted":
        row["executed"] = f"{entry.day}T00:00:00"
    if other is not None:
        row |= {
            "contragentName": other.name,
            "contragentInn": other.tax_id,
            "contragentKpp": other.kpp,
            "contragentBankAccountNumber": other.account,
            "contragentBankName": other.bank,
            "contragentBankBic": other.bic,
            "contragentBankCorrAccount": other.correspondent,
        }
    return row
