"""A file for 1C on its way through an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.reader.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.model import BalanceCheck, StatedBalance, Statement, Transaction
    from statementkit.reader.exchange import ExchangeRows


class OrderedExchange(Stream):
    """The transactions that an order makes of a file for 1C; what the file proves, it still proves.

    Where the order is nothing but conditions, what none of them takes is as it is without them: the
    legs of a transfer stay linked, and every key is there by its name.
    """

    records: ExchangeRows

    def __init__(self, records: ExchangeRows, *about: Any) -> None:
        super().__init__(records, *about)
        if records.is_usual:
            self._transactions = self._restored(self._transactions)

    @property
    def has_independent_rows(self) -> bool:
        """Whether no transaction is taken as it is without the order."""
        return not self.records.is_usual

    def _restored(self, mapped: Iterator[Transaction]) -> Iterator[Transaction]:
        for each in mapped:
            yield self.records.original(each) if each.branch is None else each

    @property
    def balance(self) -> BalanceCheck:
        """Whether the balances of all accounts come out with all documents of the file."""
        return self.records.exchange.balance

    @property
    def stated(self) -> tuple[StatedBalance, ...]:
        """The balances of the sections that were read so far."""
        return self.records.exchange.stated

    def statement(self) -> Statement:
        """Read what is left of the file and return it as one value, all accounts together."""
        statement, exchange = super().statement(), self.records.exchange
        return attrs.evolve(
            statement, account=exchange.account, currency=exchange.currency, coverage="days"
        )
