"""The dialect of T-Bank: two methods for statements, accounts, and the sandbox.

Sources: developer.tbank.ru, and open clients of its API where the documentation is silent.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from statementkit.testing.fakebank.answers import ROWS, Answer, RefusalError, Request, Row
from statementkit.testing.fakebank.clock import midnight, moscow_day
from statementkit.testing.fakebank.ledger import Account, Ledger
from statementkit.testing.fakebank.tbank_rows import (
    account_row,
    balances,
    category,
    old_operation,
    operation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from statementkit.testing.fakebank.entries import Entry

NAME = "tbank"
SANDBOX_TOKEN = "TBankSandboxToken"  # noqa: S105 - the bank prints it in its documentation
MOST_ROWS, MOST_AT_ONCE = 5000, 50_000
LIMITS = {"statement": 20, "bank-statement": 10, "bank-accounts": 6}
"""Requests per second by the last part of a path."""

_ACCOUNT = re.compile(r"\d{20}")
_OLD_ACCOUNT = re.compile(r"\d{20}|\d{22}")
_STATEMENT = (
    *("accountNumber", "from", "to", "cursor", "limit", "operationStatus", "withBalances"),
    *("categories", "inns"),
)
_STATUSES = ("All", "Authorization", "Transaction")


@attrs.define
class TBank:
    """T-Bank, in front of a ledger."""

    ledger: Ledger
    token: str
    page_size: int = MOST_ROWS
    _cursors: dict[str, tuple[datetime, str]] = attrs.field(factory=dict, init=False, repr=False)

    name = NAME
    limits = LIMITS

    @staticmethod
    def owns(path: str) -> bool:
        """Tell whether a path is one of this bank's."""
        return path.startswith("/openapi/")

    def answer(self, request: Request) -> Answer:
        """Answer a request."""
        path = request.path.removeprefix("/openapi")
        in_sandbox = path.startswith("/sandbox/")
        if request.bearer != (SANDBOX_TOKEN if in_sandbox else self.token):
            return self.refusal("401")
        method = self._methods().get((request.method, path.removeprefix("/sandbox")))
        if method is None:
            return self.refusal("404")
        return method(_sandbox() if in_sandbox else self.ledger, request)

    @staticmethod
    def refusal(kind: str) -> Answer:
        """Return an error in the shape that this bank gives it."""
        status = int(kind) if kind.isdigit() else 403
        return _error(status, *_ERRORS.get(kind, ("INTERNAL_ERROR", "Внутренняя ошибка")))

    def _methods(self) -> Mapping[tuple[str, str], Callable[[Ledger, Request], Answer]]:
        return {
            ("GET", "/api/v2/bank-accounts"): self._accounts,
            ("GET", "/api/v3/bank-accounts"): self._accounts,
            ("GET", "/api/v4/bank-accounts"): self._accounts,
            ("GET", "/api/v1/company"): self._company,
            ("GET", "/api/v1/statement"): self._statement,
            ("GET", "/api/v1/bank-statement"): self._bank_statement,
        }

    def _accounts(self, ledger: Ledger, request: Request) -> Answer:
        request.warn_of_unknown(request.query, ("withInvest",))
        return Answer(
            body=[
                account_row(account, request.now, is_main=not index)
                for index, account in enumerate(ledger.accounts)
            ]
        )

    def _company(self, ledger: Ledger, request: Request) -> Answer:
        owner = ledger.accounts[0].owner
        return Answer(body={"name": owner.name, "inn": owner.tax_id, "kpp": owner.kpp})

    def _statement(self, ledger: Ledger, request: Request) -> Answer:
        request.warn_of_unknown(request.query, _STATEMENT)
        account = _asked(ledger, request, _ACCOUNT)
        since = _moment(request, "from")
        until = _moment(request, "to") if "to" in request.query else request.now
        if since is None or until is None:
            raise _wrong("from", "expected a value, but there was none")
        status = request.one("operationStatus", "All")
        if status not in _STATUSES:
            raise _wrong("operationStatus", f"expected one of {_STATUSES}, but was {status!r}")
        limit = _limit(request, self.page_size)
        page = list(islice(self._rows(account, since, until, status, request), limit + 1))
        body: Row = {"operations": [ROWS]}
        if request.one("withBalances") == "true" and "cursor" not in request.query:
            body["balances"] = balances(account, since, until, request.now)
        if len(page) > limit:
            page.pop()
            body["nextCursor"] = self._cursor(page[-1], request.now)
        if "stuck" in request.faults and "cursor" in request.query:
            body["nextCursor"] = request.one("cursor")
        return Answer(body=body, rows=[operation(account, each, request.now) for each in page])

    def _rows(
        self, account: Account, since: datetime, until: datetime, status: str, request: Request
    ) -> Iterator[Entry]:
        """Yield the entries of a period that come behind the cursor, if there is one."""
        cursor = request.one("cursor")
        if cursor is None:
            return _shown(account, since, until, status, request)
        if cursor not in self._cursors:
            raise _wrong("cursor", f"expected a cursor of this statement, but was {cursor!r}")
        if "withBalances" in request.query:
            request.warnings.append("'withBalances' stands beside a cursor")
        place = self._cursors[cursor]
        rows = _shown(account, max(since, place[0]), until, status, request)
        return (entry for entry in rows if _place(entry, request.now) > place)

    def _cursor(self, last: Entry, now: datetime) -> str:
        """Return the cursor of what comes behind an entry: the id that it is shown with."""
        cursor = last.id_at(now)
        self._cursors[cursor] = _place(last, now)
        return cursor

    def _bank_statement(self, ledger: Ledger, request: Request) -> Answer:
        request.warn_of_unknown(request.query, ("accountNumber", "from", "till"))
        account = _asked(ledger, request, _OLD_ACCOUNT)
        till = _day(request, "till") or moscow_day(request.now)
        since = _day(request, "from") or till - timedelta(days=30)
        first, end = midnight(since), midnight(till + timedelta(days=1))
        entries = list(islice(account.posted(first, end, request.now), MOST_AT_ONCE + 1))
        if len(entries) > MOST_AT_ONCE:
            raise _wrong("value", f"more than {MOST_AT_ONCE} operations")
        sums = balances(account, first, end, request.now)
        body: Row = {
            "accountNumber": account.number,
            "saldoIn": sums["balanceBegin"],
            "income": sums["credit"],
            "outcome": sums["debit"],
            "saldoOut": sums["balanceEnd"],
            "operation": [ROWS],
        }
        return Answer(body=body, rows=[old_operation(account, each) for each in entries])


_ERRORS = {
    "401": ("AUTH_REQUIRED", "Токен отсутствует или недействителен"),
    "403": (
        "FORBIDDEN",
        "Запрос был отправлен с IP-адреса, который не был указан при выпуске токена",
    ),
    "scope": ("ACCESS_DENIED", "Недостаточно прав для выполнения запроса"),
    "404": ("NOT_FOUND", "Метод не найден"),
    "422": ("INVALID_DATA", "Ваш запрос невалиден"),
    "429": ("TOO_MANY_REQUESTS", "Превышено число запросов, попробуйте позже"),
    "500": ("INTERNAL_ERROR", "Сервис временно не доступен, попробуйте позже"),
}


def _error(status: int, code: str, message: str, details: Row | None = None) -> Answer:
    body: Row = {"errorId": "0fa9e0c1d2", "errorMessage": message, "errorCode": code}
    if details:
        body["errorDetails"] = details
    return Answer(status=status, body=body)


def _wrong(name: str, text: str) -> RefusalError:
    """Return the refusal of a request with a wrong parameter."""
    message = f"Ваш запрос невалиден: {name}"
    return RefusalError(_error(400, "INVALID_DATA", message, {name: text}))


def _sandbox() -> Ledger:
    """Return the ledger of the sandbox, whose answers are always the same."""
    return Ledger.invent(seed=0, accounts=1, operations=3, days=3)


def _asked(ledger: Ledger, request: Request, pattern: re.Pattern[str]) -> Account:
    number = request.one("accountNumber") or ""
    if not pattern.fullmatch(number):
        text = f"expected value to match '^({pattern.pattern})$', but was '{number}'"
        raise _wrong("accountNumber", text)
    try:
        return ledger.account(number[:20])
    except KeyError:
        raise _wrong("accountNumber", f"no account {number} belongs to the token") from None


def _moment(request: Request, name: str) -> datetime | None:
    text = request.one(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(name, f"expected a moment of ISO 8601, but was '{text}'") from None
    if moment.tzinfo is None:
        raise _wrong(name, f"expected a moment with its zone, but was '{text}'")
    return moment


def _day(request: Request, name: str) -> date | None:
    text = request.one(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(name, f"expected a day YYYY-MM-DD, but was '{text}'") from None


def _limit(request: Request, most: int) -> int:
    text = request.one("limit")
    if text is None:
        return most
    if not text.isdecimal() or not 1 <= int(text) <= MOST_ROWS:
        raise _wrong("limit", f"expected a number from 1 to {MOST_ROWS}, but was '{text}'")
    return min(int(text), most)


def _shown(
    account: Account, since: datetime, until: datetime, status: str, request: Request
) -> Iterator[Entry]:
    """Yield the entries of a period in the order of their moments, as far as they are asked for."""
    now = request.now
    posted = account.posted(since, until, now) if status != "Authorization" else iter(())
    waiting = account.held(now) if status != "Transaction" else []
    held = (entry for entry in waiting if since <= entry.known_at < until)
    categories, inns = request.many("categories"), request.many("inns")
    for entry in merge(posted, held, key=lambda each: _place(each, now)):
        of_category = not categories or category(entry) in categories
        of_party = not inns or (entry.other is not None and entry.other.tax_id in inns)
        if of_category and of_party:
            yield entry


def _place(entry: Entry, now: datetime) -> tuple[datetime, str]:
    is_held = entry.state_at(now) == "held"
    return (entry.known_at if is_held else entry.posted_at), entry.id
