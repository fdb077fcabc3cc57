"""T-Bank (T-API): its accounts, and the choice between its two methods for statements.

Source: the bank's public documentation of T-API, https://developer.tbank.ru.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from statementkit.feeds import tbank_old, tbank_statement
from statementkit.feeds.bank import BankFeed
from statementkit.feeds.endpoints import Endpoint, Site
from statementkit.feeds.windows import windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from statementkit.feeds.protocol import FeedAccount, Page
    from statementkit.feeds.session import Session

ACCOUNTS = Endpoint("GET", "/api/v4/bank-accounts", per_second=6)
ENDPOINTS = (ACCOUNTS, tbank_statement.STATEMENT, tbank_old.BANK_STATEMENT)

SITE = Site("tbank", "https://business.tbank.ru", "/openapi", ENDPOINTS)
SANDBOX = Site("tbank", "https://business.tbank.ru", "/openapi/sandbox", ENDPOINTS)

ACCOUNT = {
    "id": "accountNumber",
    "number": "accountNumber",
    "currency": "currency",
    "bic": "bankBik",
    "name": "name",
    "is_open": "status",
}
"""Attributes of an account, and the bank's keys for them."""


class TBank(BankFeed):
    """The accounts of a company at T-Bank.

    `method` is `statement`, or `bank-statement`, which the bank calls outdated and still serves.
    Operations made at night may get another id, so three days are read again.
    """

    name = "tbank"
    overlap = timedelta(days=3)

    def __init__(self, session: Session, method: str = "statement", page_size: int = 1000) -> None:
        super().__init__(session)
        self._method = method
        self._page_size = page_size

    def accounts(self) -> list[FeedAccount]:
        """Return the accounts of the company."""
        return [
            self.account_of(each, ACCOUNT, is_open=lambda status: status in (None, "NORM"))
            for each in self.list_at(self.session.ask(ACCOUNTS))
        ]

    def operations(self, account: FeedAccount, since: date, until: date) -> Iterator[Page]:
        """Yield the operations of some days, month by month."""
        if self._method == "bank-statement":
            for window in windows(tbank_old.DIALECT, account, since, until):
                yield tbank_old.page(self, window)
        else:
            for window in windows(tbank_statement.DIALECT, account, since, until):
                yield from tbank_statement.pages(self, window, self._page_size)
