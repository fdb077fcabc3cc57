"""The dialect of Tochka: a statement is ordered, asked after, and fetched when it is ready.

Sources: the specification of enter.tochka.com, and open clients of its API where it is silent.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.testing.fakebank.answers import ROWS, Answer, RefusalError, Request, Row
from statementkit.testing.fakebank.clock import midnight
from statementkit.testing.fakebank.ledger import (
    Account,
    Ledger,
    known_end,
)
from statementkit.testing.fakebank.tochka_rows import (
    account_id,
    account_row,
    balance_rows,
    customer_row,
    hold_row,
    operation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statementkit.testing.fakebank.tochka_tokens import Tokens

NAME = "tochka"
SANDBOX_TOKEN = "sandbox.jwt.token"  # noqa: S105 - the bank prints it in its documentation
LIFE = timedelta(hours=24)
"""How long a statement is kept."""

_PREFIX = "open-banking/v1.0"
_ACCOUNT = r"(?P<account>\d{20}/\d{9})"
_MESSAGES = {
    "400": "Bad request",
    "401": "Unauthorized",
    "403": "Forbidden by consent",
    "scope": "Forbidden by consent",
    "404": "Not found",
    "424": "Failed dependency",
    "429": "Too many requests",
}


@attrs.define
class Job:
    """A statement that was ordered. `polls` counts how often it was asked after."""

    id: str
    account: Account
    since: date
    until: date
    created_at: datetime
    polls: int = 0
    has_failed: bool = False

    def status(self, polls: int) -> str:
        """Return how far it is, where it is ready after so many polls."""
        if self.has_failed:
            return "Error"
        if self.polls == 0:
            return "Created"
        return "Ready" if self.polls > polls else "Processing"


@attrs.define
class Tochka:
    """Tochka, in front of a ledger. A statement is ready after `polls` answers that it is not."""

    ledger: Ledger
    tokens: Tokens
    polls: int = 2
    _jobs: dict[str, Job] = attrs.field(factory=dict, init=False, repr=False)
    _numbers: Iterator[int] = attrs.field(factory=lambda: count(23_489), init=False, repr=False)

    name = NAME
    limits: Mapping[str, int] = attrs.field(factory=dict, init=False)

    @property
    def token(self) -> str:
        """The personal token, which does not expire."""
        return self.tokens.personal

    @staticmethod
    def owns(path: str) -> bool:
        """Tell whether a path is one of this bank's."""
        return path.startswith(("/uapi/", "/sandbox/v2/", "/connect/"))

    def answer(self, request: Request) -> Answer:
        """Answer a request."""
        if request.path == "/connect/token":
            return self.tokens.answer(request)
        in_sandbox = request.path.startswith("/sandbox/v2/")
        if not self._lets_in(request, in_sandbox=in_sandbox):
            return self.refusal("401")
        path = request.path.removeprefix("/sandbox/v2/" if in_sandbox else "/uapi/")
        ledger = _sandbox() if in_sandbox else self.ledger
        return self._method(ledger, path.removeprefix(_PREFIX), request)

    @staticmethod
    def refusal(kind: str) -> Answer:
        """Return an error in the shape that this bank gives it."""
        status = int(kind) if kind.isdigit() else 403
        return _error(status, _MESSAGES.get(kind, "Internal server error"))

    def _lets_in(self, request: Request, *, in_sandbox: bool) -> bool:
        if in_sandbox:
            return request.bearer == SANDBOX_TOKEN
        return self.tokens.opens(request.bearer, request.now)

    def _method(self, ledger: Ledger, path: str, request: Request) -> Answer:
        now = request.now
        if (request.method, path) == ("POST", "/statements"):
            return self._order(ledger, request)
        if request.method != "GET":
            raise _wrong(404, "Not found")
        if path == "/statements":
            return self._list(request)
        if path == "/accounts":
            rows = [account_row(account) for account in ledger.accounts]
            return _data({"Account": [ROWS]}, request, rows)
        if path == "/balances":
            rows = [row for account in ledger.accounts for row in balance_rows(account, now)]
            return _data({"Balance": [ROWS]}, request, rows)
        if path == "/customers":
            return _data({"Customer": [ROWS]}, request, [customer_row(ledger.accounts[0].owner)])
        if found := re.fullmatch(rf"/accounts/{_ACCOUNT}(?P<rest>/.*)?", path):
            return self._of_account(_named(ledger, found["account"]), found["rest"] or "", request)
        raise _wrong(404, "Not found")

    def _of_account(self, account: Account, rest: str, request: Request) -> Answer:
        now = request.now
        if rest == "":
            return _data({"Account": [ROWS]}, request, [account_row(account)])
        if rest == "/balances":
            return _data({"Balance": [ROWS]}, request, balance_rows(account, now))
        if rest == "/authorized-card-transactions":
            rows = [hold_row(account, entry) for entry in account.held(now)]
            return _data({"Transactions": [ROWS]}, request, rows)
        if found := re.fullmatch(r"/statements/(\w+)", rest):
            return self._fetch(account, found[1], request)
        raise _wrong(404, "Not found")

    def _order(self, ledger: Ledger, request: Request) -> Answer:
        """Take the order of a statement; only its number tells it from another of the same days."""
        asked = _asked(request)
        request.warn_of_unknown(asked, ("accountId", "startDateTime", "endDateTime"))
        account = _named(ledger, str(asked.get("accountId")))
        since, until = _day(asked, "startDateTime"), _day(asked, "endDateTime")
        if since > until:
            raise _wrong(400, "startDateTime is later than endDateTime")
        job = Job(str(next(self._numbers)), account, since, until, request.now)
        job.has_failed = "job-error" in request.faults
        self._jobs[job.id] = job
        return _data({"Statement": self._state(job)}, request)

    def _list(self, request: Request) -> Answer:
        request.warn_of_unknown(request.query, ("limit",))
        limit = request.one("limit") or "5"
        if not limit.isdecimal():
            raise _wrong(400, f"limit is not a number: {limit!r}")
        newest = islice(reversed(self._jobs.values()), int(limit))
        return _data({"Statement": [ROWS]}, request, [self._state(job) for job in newest])

    def _fetch(self, account: Account, number: str, request: Request) -> Answer:
        if "expired" in request.faults:
            self._jobs.pop(number, None)
        job = self._jobs.get(number)
        if job is None or account_id(job.account) != account_id(account):
            raise _wrong(404, "Statement not found")
        if request.now - job.created_at >= LIFE:
            raise _wrong(404, "Statement not found")
        job.polls += 1
        state = self._state(job)
        if state["status"] != "Ready":
            return _data({"Statement": [state]}, request)
        first, end = midnight(job.since), midnight(job.until + timedelta(days=1))
        known = known_end(end, job.created_at)
        state |= {
            "startDateBalance": float(account.balance(min(first, known))),
            "endDateBalance": float(account.balance(known)),
            "Transaction": [ROWS],
        }
        posted = account.posted(first, end, job.created_at)
        rows = (operation(account, entry, request.now) for entry in posted)
        return _data({"Statement": [state]}, request, rows)

    def _state(self, job: Job) -> Row:
        return {
            "accountId": account_id(job.account),
            "statementId": job.id,
            "status": job.status(self.polls),
            "startDateTime": job.since.isoformat(),
            "endDateTime": job.until.isoformat(),
            "creationDateTime": job.created_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        }


def _sandbox() -> Ledger:
    """Return the ledger of the sandbox, whose answers are always the same."""
    return Ledger.invent(seed=0, accounts=1, operations=3, days=3, bank=NAME)


def _data(data: Row, request: Request, rows: Any = None) -> Answer:
    """Return an answer in the envelope that all of them have."""
    body = {"Data": data, "Links": {"self": request.path}, "Meta": {"totalPages": 1}}
    return Answer(body=body, rows=rows)


def _error(status: int, message: str) -> Answer:
    code = f"HTTP.{status}"
    each = {"errorCode": code, "message": message, "url": "https://example.org/errors"}
    body = {"code": str(status), "id": "6f1c7a52", "message": message, "Errors": [each]}
    return Answer(status=status, body=body)


def _wrong(status: int, message: str) -> RefusalError:
    """Return the refusal of a wrong request."""
    return RefusalError(_error(status, message))


def _named(ledger: Ledger, identifier: str) -> Account:
    for account in ledger.accounts:
        if account_id(account) == identifier:
            return account
    raise _wrong(404, f"account {identifier} is not found")


def _asked(request: Request) -> dict[str, Any]:
    """Return what an order of a statement says."""
    try:
        asked = json.loads(request.body)["Data"]["Statement"]
    except (ValueError, KeyError, TypeError):
        raise _wrong(400, "the body must be an object with Data.Statement") from None
    if not isinstance(asked, dict):
        raise _wrong(400, "Data.Statement must be an object")
    return asked


def _day(asked: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(asked.get(name)))
    except ValueError:
        raise _wrong(400, f"{name} must be a date YYYY-MM-DD") from None
