"""Tochka: a statement is ordered, made by the bank, and fetched when it is ready.

The number of a statement is kept before anything else is done, so that a run that is cut short, or
has no more patience, leaves it to the next. The bank deletes statements after a day.

Source: the bank's public specification of its API, https://developers.tochka.com.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import quoted
from statementkit.feeds.bank import BankFeed
from statementkit.feeds.days import moscow_day, today
from statementkit.feeds.endpoints import Endpoint, Site
from statementkit.feeds.errors import BadRequest, ProtocolError, TemporaryError
from statementkit.feeds.mapping import Choice, Direction, Key, Table
from statementkit.feeds.readings import amount, code, currency, day
from statementkit.feeds.sums import Sums, sum_at
from statementkit.feeds.windows import HELD, POSTED, Dialect, windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from statementkit.feeds.protocol import FeedAccount, Jobs, Page
    from statementkit.feeds.session import Session
    from statementkit.feeds.windows import Window

_ACCOUNT = "[0-9]{20}(/[0-9]{9})?"
_ID = r"[\w;.-]{1,64}"

ACCOUNTS = Endpoint("GET", "/open-banking/v1.0/accounts")
ORDER = Endpoint("POST", "/open-banking/v1.0/statements")
FETCH = Endpoint(
    "GET",
    "/open-banking/v1.0/accounts/{account}/statements/{statement}",
    names={"account": _ACCOUNT, "statement": _ID},
)
ENDPOINTS = (ACCOUNTS, ORDER, FETCH)

SITE = Site("tochka", "https://enter.tochka.com", "/uapi", ENDPOINTS)
SANDBOX = attrs.evolve(SITE, prefix="/sandbox/v2")

ACCOUNT = {"id": "accountId", "number": "accountId", "currency": "currency", "is_open": "status"}
"""Attributes of an account, and the bank's keys for them: number and BIC share one."""

KEYS = (
    Key("documentProcessDate", "booked_on", day),
    Key("transactionId", "bank_id"),
    Key("Amount.amount", "amount", amount),
    Key("Amount.currency", "currency", currency),
    Key("@Party.name", "name"),
    Key("@Party.inn", "tax_id", code),
    Key("@Account.identification", "account"),
    Key("@Agent.identification", "bic", code),
    Key("description", "description"),
    Key("documentNumber", "extra.number"),
    Key("transactionTypeCode", "extra.type"),
    Key("@Party.kpp", "extra.kpp", code),
    Key("@Agent.name", "extra.bank_name"),
    Key("paymentId", "extra.payment_id"),
    Key("TaxFields.kbk", "extra.kbk", code),
    Key("TaxFields.oktmo", "extra.oktmo", code),
)
"""What each key of the bank fills; `@` is the debtor of money in, the creditor of money out."""

DIALECT = Dialect(
    name="tochka",
    bank="tochka",
    table=Table(KEYS, {"in": "Debtor", "out": "Creditor"}, needs=("booked_on", "amount")),
    state=Choice("status", {"Booked": POSTED, "Pending": HELD}),
    direction=Choice[Direction]("creditDebitIndicator", {"Credit": "in", "Debit": "out"}),
)

WAITS = (2, 4, 8, 16, 30)
"""Seconds between one question and the next whether a statement is ready."""

_LIFE = timedelta(hours=24)
_GONE = (404, 410)


@attrs.frozen
class Job:
    """A statement that the bank makes: its number, and when it was ordered."""

    id: str
    ordered: datetime

    def __str__(self) -> str:
        return f"{self.ordered.isoformat()} {self.id}"

    @classmethod
    def of(cls, kept: str | None) -> Job | None:
        """Return a job as it was kept, `None` if that is nothing."""
        when, _, number = (kept or "").partition(" ")
        try:
            ordered = datetime.fromisoformat(when)
        except ValueError:
            return None
        return cls(number, ordered) if number and ordered.tzinfo else None

    def is_good(self, window: Window, now: datetime) -> bool:
        """Tell whether what the bank has made is still there, and holds all of the days.

        A statement of a day that was not over holds what was there when it was ordered, which is
        good enough on the same day, and not on the next.
        """
        day_of_order = moscow_day(self.ordered)
        holds_all = window.until < day_of_order or day_of_order == moscow_day(now)
        return holds_all and timedelta() <= now - self.ordered < _LIFE


class Tochka(BankFeed):
    """The accounts of a company at Tochka; `jobs` keeps the numbers of statements to come.

    Types and texts of an operation may change within days, so a week is read again.
    """

    name = "tochka"
    overlap = timedelta(days=7)

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self._jobs = jobs

    def accounts(self) -> list[FeedAccount]:
        """Return the accounts of the company."""
        said = self.session.ask(ACCOUNTS)
        return [self._account(each) for each in self.list_at(said, "Data", "Account")]

    def operations(self, account: FeedAccount, since: date, until: date) -> Iterator[Page]:
        """Yield the operations of some days, month by month, each as soon as it is ready.

        Raises `TemporaryError` SK820 for a statement that takes longer than a minute: the next
        time it is asked for, the bank will have made it.
        """
        for window in windows(DIALECT, account, since, until):
            key = f"tochka {account.id} {window.since} {window.until}"
            try:
                page = self._page(window, key)
            except ProtocolError:
                # The next run is to order another one, not to stumble over this one again.
                self._jobs.drop(key)
                raise
            yield page
            self._jobs.drop(key)

    def _page(self, window: Window, key: str) -> Page:
        statement, of = self._statement(window, key), window.account.currency
        sums = Sums(
            before=sum_at(statement, "startDateBalance", of),
            after=sum_at(statement, "endDateBalance", of),
        )
        operations = self.list_at({"Transaction": []} | statement, "Transaction")
        return sums.close(window.page(operations), window, today(self.session.clock))

    def _account(self, said: Any) -> FeedAccount:
        found = self.account_of(said, ACCOUNT, is_open=lambda status: status == "Enabled")
        number, _, bic = found.id.partition("/")
        return attrs.evolve(found, number=number, bic=bic or None)

    def _statement(self, window: Window, key: str) -> dict[str, Any]:
        """Return the statement of a window, ordered now or by an earlier run."""
        job = Job.of(self._jobs.get(key))
        if job is None or not job.is_good(window, self.session.clock.now()):
            job = self._order(window, key)
        found = self._fetched(window, job, key)
        if found is None:
            found = self._fetched(window, self._order(window, key), key)
        if found is None:
            message = "the statement was gone before it could be fetched, and so was another one"
            raise self.session.error(TemporaryError, "SK821", message, "try again later")
        return found

    def _order(self, window: Window, key: str) -> Job:
        period = {
            "startDateTime": window.since.isoformat(),
            "endDateTime": window.until.isoformat(),
        }
        body = {"Data": {"Statement": {"accountId": window.account.id, **period}}}
        ordered = self.session.clock.now()
        number = self._single(self.session.ask(ORDER, body=body)).get("statementId")
        if not isinstance(number, str) or not number:
            raise self.unexpected("a statement was ordered, and the answer does not number it")
        job = Job(number, ordered)
        self._jobs.put(key, str(job))
        return job

    def _fetched(self, window: Window, job: Job, key: str) -> dict[str, Any] | None:
        """Return a statement as soon as it is ready, `None` if the bank has deleted it."""
        for wait in (*WAITS, 0):
            try:
                said = self.session.ask(FETCH, account=window.account.id, statement=job.id)
            except BadRequest as error:
                if error.status in _GONE:
                    return None
                raise
            found = self._single(said)
            _check(window, found, job)
            if found.get("status") == "Ready":
                return found
            if found.get("status") == "Error":
                self._jobs.drop(key)
                message = f"the bank could not make the statement {quoted(job.id)}"
                raise self.session.error(TemporaryError, "SK821", message, "try again later")
            # Any other word, known or not, says that it is not ready.
            self.session.clock.sleep(wait)
        message = f"the statement {quoted(job.id)} is not ready after {sum(WAITS)} seconds"
        hint = "run again later: the bank goes on with it, and it is fetched then"
        raise self.session.error(TemporaryError, "SK820", message, hint)

    def _single(self, said: Any) -> dict[str, Any]:
        """Return the statement of an answer: an object when ordered, in a list when fetched."""
        data = said.get("Data") if isinstance(said, dict) else None
        found = data.get("Statement") if isinstance(data, dict) else None
        if isinstance(found, list) and len(found) == 1:
            [found] = found
        if isinstance(found, dict):
            return {key: value for key, value in found.items() if value is not None}
        raise self.unexpected("the answer should hold one statement, and does not")


def _check(window: Window, statement: dict[str, Any], job: Job) -> None:
    """Refuse another statement, or one of another account or of other days."""
    number = statement.get("statementId", job.id)
    if number != job.id:
        raise window.misplaced(f"the statement is {quoted(str(number))} instead of {job.id}")
    window.check_account(str(statement.get("accountId", "")).partition("/")[0])
    for key, wanted in (("startDateTime", window.since), ("endDateTime", window.until)):
        said = str(statement.get(key, wanted.isoformat()))
        if said[:10] != wanted.isoformat():
            raise window.misplaced(f"the statement has {key} {quoted(said)} instead of {wanted}")
