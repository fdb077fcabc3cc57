"""The operations of one account in some days, as a bank gives them: each once, and each checked."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, quoted, quoted_account, shorten
from statementkit.feeds import readings
from statementkit.feeds.days import months
from statementkit.feeds.errors import ProtocolError, error_of
from statementkit.feeds.protocol import Page
from statementkit.masking import hidden, masked
from statementkit.model import Origin, Transaction
from statementkit.values import CellError, add, negate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from statementkit.feeds.mapping import Direction, Operation, Table
    from statementkit.feeds.protocol import FeedAccount

POSTED, HELD = "posted", "held"

_RAW = 600
"""How many characters of an operation a diagnostic keeps."""


@attrs.frozen
class Dialect:
    """How one method of a bank says an operation.

    `name` is the layout that transactions name as theirs, `table` what its keys fill. `state` tells
    `POSTED` from `HELD`; any other word is the reason why an operation moved no money. `direction`
    tells which way the money went, from the operation and the number of the account. Under `own` an
    operation names the account that it is of: an answer about another one is refused. `asks_wider`
    is for banks that do not say by which date they choose: more days are asked for, and what is of
    another day is passed over.
    """

    name: str
    bank: str
    table: Table
    state: Callable[[Operation], str]
    direction: Callable[[Operation, str], Direction]
    own: str | None = None
    asks_wider: bool = False


@attrs.define
class _Found:
    """What is gathered for a page."""

    transactions: list[Transaction] = attrs.Factory(list)
    held: list[Transaction] = attrs.Factory(list)
    skipped: list[Diagnostic] = attrs.Factory(list)
    problems: list[Diagnostic] = attrs.Factory(list)


def windows(dialect: Dialect, account: FeedAccount, since: date, until: date) -> Iterator[Window]:
    """Yield a window for each month of a period: answers stay small, and so does the memory."""
    origin = Origin(file=f"{dialect.bank}:{account.number}", layout=dialect.name)
    numbers = count(1)
    for first, last in months(since, until):
        yield Window(dialect, account, first, last, origin, numbers)


@attrs.define
class Window:
    """Some days of an account: makes pages of what the bank gives, and keeps their sums.

    `came` and `went` are the sums of the posted operations so far.
    """

    dialect: Dialect
    account: FeedAccount
    since: date
    until: date
    _origin: Origin
    _numbers: Iterator[int]
    came: Decimal = Decimal(0)
    went: Decimal = Decimal(0)
    _seen: dict[int, int] = attrs.field(factory=dict, repr=False)

    @property
    def known(self) -> int:
        """How many different operations there were so far."""
        return len(self._seen)

    def page(self, operations: Iterable[Operation]) -> Page:
        """Return operations as a page without those that came before."""
        found = _Found()
        for operation in operations:
            number = next(self._numbers)
            try:
                self._take(operation, number, found)
            except CellError as error:
                if self._is_first(_written(operation), error.code):
                    found.problems.append(self.about(error, number, operation))
        return Page(
            tuple(found.transactions),
            tuple(found.held),
            tuple(found.skipped),
            tuple(found.problems),
            complete=not found.problems,
        )

    def check_account(self, number: object) -> None:
        """Refuse an answer about another account. Raises `ProtocolError` SK819."""
        if number not in (None, "", self.account.number):
            other, asked = quoted_account(str(number)), quoted_account(self.account.number)
            raise self.misplaced(f"the account {other} is in the answer about {asked}")

    def misplaced(self, message: str) -> Exception:
        """Return the error that an answer is about something else than was asked for."""
        hint = "nothing of the answer was taken: try again later, and report it to the bank"
        return error_of(self.dialect.bank, ProtocolError, "SK819", message, hint)

    def about(
        self, error: CellError, number: int | None = None, operation: Operation | None = None
    ) -> Diagnostic:
        """Return a finding about an operation of this window, or about all of it."""
        return Diagnostic(
            code=error.code,
            message=error.message,
            hint=error.hint,
            file=f"{self.dialect.bank}:{hidden(self.account.number)}",
            line=number,
            cell=as_text(operation) if operation is not None else None,
        )

    def doubt(self, code: str, message: str, hint: str) -> Diagnostic:
        """Return a warning about the whole window."""
        return self.about(CellError(code, message, hint)).at(severity="warning")

    def _take(self, operation: Operation, number: int, found: _Found) -> None:
        dialect = self.dialect
        if not isinstance(operation, dict):
            raise CellError(readings.CODE, "an operation should be an object, and this is none")
        self.check_account(operation.get(dialect.own) if dialect.own else None)
        direction = dialect.direction(operation, self.account.number)
        values = dialect.table.read(operation, direction)
        state = dialect.state(operation)
        transaction = self._transaction(values, direction, number)
        if not self._is_new(transaction, state) or not self._is_inside(transaction):
            return
        if state == POSTED:
            found.transactions.append(transaction)
            self._add(transaction.amount)
        elif state == HELD:
            found.held.append(transaction)
        else:
            found.skipped.append(self._left_out(state, transaction))

    def _transaction(
        self, values: dict[str, Any], direction: Direction, number: int
    ) -> Transaction:
        currency = values.setdefault("currency", readings.currency(self.account.currency))
        if currency != self.account.currency:
            message = f"the amount is in {currency}, the account in {self.account.currency}"
            raise CellError(readings.CODE, message)
        amount = readings.in_minor_units(values.pop("amount"), currency)
        return Transaction(
            **values,
            amount=negate(amount) if direction == "out" else amount,
            own_account=self.account.number,
            line=number,
            origin=self._origin,
        )

    def _is_new(self, transaction: Transaction, state: str) -> bool:
        """Tell whether an operation comes for the first time. Raises if its id had other money."""
        if transaction.bank_id is None:
            return True
        money = hash((transaction.booked_on, transaction.amount))
        if self._is_first(transaction.bank_id, state, money):
            return True
        if self._seen[_digest(transaction.bank_id, state)] != money:
            message = f"the id {quoted(transaction.bank_id)} stands on two different operations"
            raise CellError("SK824", message, "only the first of them was taken: ask the bank")
        return False

    def _is_first(self, what: str, state: str, money: int = 0) -> bool:
        key = _digest(what, state)
        if key in self._seen:
            return False
        self._seen[key] = money
        return True

    def _is_inside(self, transaction: Transaction) -> bool:
        day = transaction.booked_on
        if self.since <= day <= self.until:
            return True
        if self.dialect.asks_wider:
            return False
        raise CellError("SK823", f"the operation is of {day}, a day that was not asked for")

    def _add(self, amount: Decimal) -> None:
        if amount < 0:
            self.went = add(self.went, negate(amount))
        else:
            self.came = add(self.came, amount)

    def _left_out(self, reason: str, transaction: Transaction) -> Diagnostic:
        message = (
            f"{transaction.amount} {transaction.currency} of {transaction.booked_on}: {reason}"
        )
        return self.about(CellError("SK826", message), transaction.line).at(severity="info")


def as_text(operation: object) -> str:
    """Return an operation as text for a message: shortened, account and card numbers hidden.

    >>> as_text({"accountNumber": "40702810900000000001", "operationAmount": "12.50"})
    '{"accountNumber":"4070…0001","operationAmount":"12.50"}'
    """
    return shorten(masked(_written(operation)), _RAW)


def _written(operation: object) -> str:
    return json.dumps(operation, ensure_ascii=False, separators=(",", ":"))


def _digest(what: str, state: str) -> int:
    """Return a small number for an id: months of them are kept."""
    said = f"{state}:{what}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest())
