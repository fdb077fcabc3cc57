"""T-Bank's method `/api/v1/statement`: holds and postings, page by page.

Instants are written in UTC, so the days of Moscow begin at 21:00 of the day before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.feeds.bank import MOST_PAGES
from statementkit.feeds.days import ONE_DAY, today, utc_midnight
from statementkit.feeds.endpoints import Endpoint
from statementkit.feeds.mapping import Choice, Direction, Key, Table
from statementkit.feeds.readings import amount, code, currency, instant_day
from statementkit.feeds.sums import Sums, sum_at
from statementkit.feeds.windows import HELD, POSTED, Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from statementkit.feeds.bank import BankFeed
    from statementkit.feeds.protocol import Page
    from statementkit.feeds.windows import Window

STATEMENT = Endpoint("GET", "/api/v1/statement", per_second=20)

KEYS = (
    Key("operationDate", "booked_on", instant_day),
    Key("drawDate", "value_on", instant_day, only="out"),
    Key("chargeDate", "value_on", instant_day, only="in"),
    Key("operationId", "bank_id"),
    Key("accountAmount", "amount", amount),
    Key("accountCurrencyDigitalCode", "currency", currency),
    Key("@.name", "name"),
    Key("counterParty.name", "name"),
    Key("@.inn", "tax_id", code),
    Key("counterParty.inn", "tax_id", code),
    Key("@.acct", "account"),
    Key("counterParty.account", "account"),
    Key("@.bicRu", "bic", code),
    Key("counterParty.bankBic", "bic", code),
    Key("@.bicSwift", "bic"),
    Key("counterParty.bankSwiftCode", "bic"),
    Key("payPurpose", "description"),
    Key("description", "description"),
    Key("tax.uin", "reference", code),
    Key("documentNumber", "extra.number"),
    Key("vo", "extra.type"),
    Key("category", "extra.category"),
    Key("@.kpp", "extra.kpp", code),
    Key("counterParty.kpp", "extra.kpp", code),
    Key("@.bankName", "extra.bank_name"),
    Key("counterParty.bankName", "extra.bank_name"),
    Key("operationDate", "extra.moment"),
    Key("operationAmount", "extra.original_amount", amount),
    Key("operationCurrencyDigitalCode", "extra.original_currency", currency),
    Key("cardNumber", "extra.card"),
    Key("mcc", "extra.mcc"),
    Key("merch.name", "extra.merchant"),
    Key("tax.kbk", "extra.kbk", code),
    Key("tax.oktmo", "extra.oktmo", code),
)
"""What each key of the bank fills; `@` is the payer of money in, the receiver of money out."""

DIALECT = Dialect(
    name="tbank-statement",
    bank="tbank",
    table=Table(KEYS, {"in": "payer", "out": "receiver"}, needs=("booked_on", "bank_id", "amount")),
    state=Choice("operationStatus", {"Transaction": POSTED, "Authorization": HELD}),
    direction=Choice[Direction]("typeOfOperation", {"Credit": "in", "Debit": "out"}),
    own="accountNumber",
)


def pages(feed: BankFeed, window: Window, size: int) -> Iterator[Page]:
    """Yield the pages of a window: each answer names the cursor of the next, the last one none."""
    cursor, sums = "", Sums()
    known: set[str] = set()
    while cursor not in known:
        known.add(cursor)
        said = feed.session.ask(STATEMENT, query=_query(window, size, cursor))
        page = window.page(feed.list_at(said, "operations"))
        if not cursor:
            sums = _sums(said, window.account.currency)
        cursor = _next(feed, said)
        if not cursor:
            yield sums.close(page, window, today(feed.session.clock))
            return
        yield page
        if len(known) == MOST_PAGES:
            raise feed.circle(f"there are more than {MOST_PAGES} pages")
    raise feed.circle(f"the cursor {quoted(cursor)} came twice")


def _query(window: Window, size: int, cursor: str) -> dict[str, str]:
    query = {
        "accountNumber": window.account.id,
        "from": utc_midnight(window.since),
        "to": utc_midnight(window.until + ONE_DAY),
        "operationStatus": "All",
        "limit": str(size),
    }
    return query | ({"cursor": cursor} if cursor else {"withBalances": "true"})


def _next(feed: BankFeed, said: Any) -> str:
    cursor = said.get("nextCursor") or ""
    if isinstance(cursor, str):
        return cursor
    raise feed.unexpected("the cursor of the next page is no text")


def _sums(said: Any, of: str) -> Sums:
    """Return the balances of the first page; what they are is not documented in full."""
    found = said.get("balances")
    return Sums(
        before=sum_at(found, "balanceBegin", of),
        after=sum_at(found, "balanceEnd", of),
        came=sum_at(found, "credit", of),
        went=sum_at(found, "debit", of),
        are_sure=False,
    )
