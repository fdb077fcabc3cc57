"""T-Bank's method `/api/v1/bank-statement`, which it calls outdated: postings, all in one answer.

An operation does not say which way the money went: the account that is the own one does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.feeds.days import today
from statementkit.feeds.endpoints import Endpoint
from statementkit.feeds.mapping import Key, Table
from statementkit.feeds.readings import CODE, amount, code, day
from statementkit.feeds.sums import Sums, sum_at
from statementkit.feeds.windows import POSTED, Dialect
from statementkit.values import CellError

if TYPE_CHECKING:
    from statementkit.feeds.bank import BankFeed
    from statementkit.feeds.mapping import Direction, Operation
    from statementkit.feeds.protocol import Page
    from statementkit.feeds.windows import Window

BANK_STATEMENT = Endpoint("GET", "/api/v1/bank-statement", per_second=10)

KEYS = (
    Key("drawDate", "booked_on", day, only="out"),
    Key("chargeDate", "booked_on", day, only="in"),
    Key("date", "booked_on", day),
    Key("operationId", "bank_id"),
    Key("amount", "amount", amount),
    Key("@Name", "name"),
    Key("@", "name"),
    Key("@Inn", "tax_id", code),
    Key("@Account", "account"),
    Key("@Bic", "bic", code),
    Key("paymentPurpose", "description"),
    Key("uin", "reference", code),
    Key("id", "extra.number"),
    Key("operationType", "extra.type"),
    Key("@Kpp", "extra.kpp", code),
    Key("@Bank", "extra.bank_name"),
    Key("kbk", "extra.kbk", code),
    Key("oktmo", "extra.oktmo", code),
)
"""What each key of the bank fills; `@` is the payer of money in, the recipient of money out.

The name of a recipient stands under `recipient` itself.
"""


def _direction(operation: Operation, own: str) -> Direction:
    is_payer, is_recipient = (
        operation.get(key) == own for key in ("payerAccount", "recipientAccount")
    )
    if is_payer == is_recipient:
        which = "both sides" if is_payer else "neither side"
        raise CellError(CODE, f"{which} of the operation is the account that was asked about")
    return "out" if is_payer else "in"


DIALECT = Dialect(
    name="tbank-bank-statement",
    bank="tbank",
    table=Table(
        KEYS, {"in": "payer", "out": "recipient"}, needs=("booked_on", "bank_id", "amount")
    ),
    state=lambda _: POSTED,
    direction=_direction,
)


def page(feed: BankFeed, window: Window) -> Page:
    """Return all operations of a window, held against the sums that come with them."""
    query = {
        "accountNumber": window.account.id,
        "from": window.since.isoformat(),
        "till": window.until.isoformat(),
    }
    said = feed.session.ask(BANK_STATEMENT, query=query)
    operations = feed.list_at(said, "operation")
    window.check_account(said.get("accountNumber"))
    found = window.page(operations)
    of = window.account.currency
    sums = Sums(
        before=sum_at(said, "saldoIn", of),
        after=sum_at(said, "saldoOut", of),
        came=sum_at(said, "income", of),
        went=sum_at(said, "outcome", of),
    )
    return sums.close(found, window, today(feed.session.clock))
