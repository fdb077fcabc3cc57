"""Modulbank: operations in lists of fifty at most, the newest first.

Money in is `Debet` here, and money out `Credit`: the words of the bank's own books, the other way
round than at other banks. The documents do not say by which date `from` and `till` choose, nor
whether `till` itself belongs to the period; so more days are asked for, and what is of other days
is passed over.

Source: the bank's public documentation, https://api.modulbank.ru.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from statementkit.feeds.bank import BankFeed
from statementkit.feeds.days import ONE_DAY
from statementkit.feeds.endpoints import Endpoint, Site
from statementkit.feeds.mapping import Choice, Direction, Key, Table
from statementkit.feeds.protocol import Page
from statementkit.feeds.readings import amount, code, currency, day
from statementkit.feeds.windows import HELD, POSTED, Dialect, windows

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import date
    from typing import Any

    from statementkit.feeds.protocol import FeedAccount
    from statementkit.feeds.session import Session
    from statementkit.feeds.windows import Window

_UUID = "[0-9A-Za-z-]{1,64}"

ACCOUNTS = Endpoint("POST", "/account-info")
HISTORY = Endpoint("POST", "/operation-history/{account}", names={"account": _UUID})
ENDPOINTS = (ACCOUNTS, HISTORY)

SITE = Site("modulbank", "https://api.modulbank.ru", "/v1", ENDPOINTS)
SANDBOX = attrs.evolve(SITE, headers={"sandbox": "on"})

ACCOUNT = {
    "id": "id",
    "number": "number",
    "currency": "currency",
    "bic": "bankBic",
    "name": "accountName",
    "is_open": "status",
}
"""Attributes of an account, and the bank's keys for them."""

KEYS = (
    Key("executed", "booked_on", day),
    Key("created", "booked_on", day),
    Key("id", "bank_id"),
    Key("amount", "amount", amount),
    Key("currency", "currency", currency),
    Key("contragentName", "name"),
    Key("contragentInn", "tax_id", code),
    Key("contragentBankAccountNumber", "account"),
    Key("contragentBankBic", "bic", code),
    Key("paymentPurpose", "description"),
    Key("uin", "reference", code),
    Key("docNumber", "extra.number"),
    Key("contragentKpp", "extra.kpp", code),
    Key("contragentBankName", "extra.bank_name"),
    Key("created", "extra.moment"),
    Key("status", "extra.status"),
    Key("kbk", "extra.kbk", code),
    Key("oktmo", "extra.oktmo", code),
)
"""What each key of the bank fills."""

STATES = {
    "Executed": POSTED,
    "Received": POSTED,
    "PayReceived": POSTED,
    "SendToBank": HELD,
    "RejectByBank": "rejected by the bank",
    "RejectByBeneficiary": "rejected by the payee",
    "Canceled": "cancelled",
    "ClarifyRequiredOutcome": "waits for the payer to make something clear",
    "UnderControl": "is being checked by the bank",
}
"""What the bank's states are: in the books, to come, or the reason why no money moved."""

DIALECT = Dialect(
    name="modulbank",
    bank="modulbank",
    table=Table(KEYS, needs=("booked_on", "bank_id", "amount")),
    state=Choice("status", STATES),
    direction=Choice[Direction]("category", {"Debet": "in", "Credit": "out"}),
    own="bankAccountNumber",
    asks_wider=True,
)

_LAG = timedelta(days=7)
"""How long an operation may be on its way from the day it was made to the day it is executed."""

_READINGS = 5
"""How often a list is read that moves while it is read."""

_SHIFTS = 1000
"""How many operations may come again, because the list moved, before it is a circle."""


class Modulbank(BankFeed):
    """The accounts of all companies of a user at Modulbank."""

    name = "modulbank"
    overlap = timedelta(days=7)

    def __init__(self, session: Session, page_size: int = 50) -> None:
        super().__init__(session)
        self._page_size = page_size

    def accounts(self) -> list[FeedAccount]:
        """Return the accounts of all companies."""
        return [
            self.account_of(each, ACCOUNT, is_open=lambda it: it not in ("Closed", "Deleted"))
            for company in self.list_at(self.session.ask(ACCOUNTS, body={}))
            for each in self.list_at(company, "bankAccounts")
        ]

    def operations(self, account: FeedAccount, since: date, until: date) -> Iterator[Page]:
        """Yield the operations of some days, month by month."""
        for window in windows(DIALECT, account, since, until):
            for _ in range(_READINGS):
                if not (yield from self._read(window)):
                    break
            else:
                message = "the list of operations changes faster than it can be read"
                doubt = window.doubt("SK827", message, "read these days again when it is quiet")
                yield Page(problems=(doubt,), complete=False)

    def _read(self, window: Window) -> Generator[Page, None, bool]:
        """Yield what is new in a list, read once, and return whether it moved meanwhile.

        Operations may come in above what was read, and move the rest down, or go, and move it up.
        So each part begins with the last operation of the one before: another one there has moved.
        """
        read, last, moved = 0, None, False
        while True:
            part = self._part(window, max(read - 1, 0))
            moved = moved or (last is not None and part[:1] != [last])
            again = last is not None
            if again and len(part) <= 1:
                # Nothing behind what was read; only an empty part is the end of the list.
                part, again = self._part(window, read), False
            if not part:
                return moved
            page = window.page(part)
            if page != Page():
                yield page
            read, last = read + len(part) - again, part[-1]
            if read > window.known + _SHIFTS:
                raise self.circle("the same operations come again and again")

    def _part(self, window: Window, skip: int) -> list[Any]:
        body = {
            "from": (window.since - _LAG).isoformat(),
            "till": (window.until + ONE_DAY).isoformat(),
            "skip": skip,
            "records": self._page_size,
        }
        return self.list_at(self.session.ask(HISTORY, body=body, account=window.account.id))
