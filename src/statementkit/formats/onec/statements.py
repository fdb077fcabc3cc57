"""A file for 1C as a stream of transactions, and as statements of its accounts."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from itertools import chain
from typing import TYPE_CHECKING, cast

from statementkit.errors import told
from statementkit.formats.onec.currencies import currency_of
from statementkit.formats.onec.direction import Directions
from statementkit.formats.onec.explaining import differs, explain
from statementkit.formats.onec.findings import of_account, of_sections
from statementkit.formats.onec.mapping import Mapper
from statementkit.formats.onec.owner import find_owner
from statementkit.formats.onec.reading import iter_documents
from statementkit.model import (
    BalanceCheck,
    Counts,
    Fact,
    Origin,
    StatedBalance,
    Statement,
    Transaction,
)
from statementkit.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import BinaryIO

    from statementkit.errors import Diagnostic, Findings
    from statementkit.formats.onec.fields import Fields
    from statementkit.formats.onec.model import AccountSection
    from statementkit.formats.onec.reconciliation import Reconciliation

FORMAT = "1CClientBankExchange"
"""The name of the format, where that of a layout stands for other files."""


class ExchangeStream(Iterator[Transaction]):
    """The transactions of a file for 1C, read while they are asked for.

    Nothing of a document is kept, apart from some 25 bytes by which a twin would be told. The file
    is looked through before, because the accounts that it is about may stand at its end.

    `counts`, `problems`, `warnings`, `skipped` and `balance` grow while transactions are taken and
    are complete at the end. `owner` says whose accounts the file is about; `facts` how that and the
    encoding were found. `header_line` and `left_out` are what other files have.
    """

    header_line: int | None = None
    name = FORMAT

    def __init__(
        self,
        source: Source,
        *,
        accounts: Sequence[str] = (),
        tax_ids: Sequence[str] = (),
        currency: str | None = None,
        on_error: str = "collect",
    ) -> None:
        self.source = _that_reopens(source)
        self.owner = find_owner(self.source, accounts, tax_ids)
        self.origin = Origin(source.name, None, FORMAT)
        self.documents = iter_documents(self.source, lazy=True, digested=True)
        self.left_out: dict[str, int] = {}
        self._mapper = Mapper(self.owner, self.origin, currency, on_error)
        self.refusals: Findings = self._mapper.problems
        """The findings about documents that gave nothing, as they were met."""
        self._currency = currency
        self._explains = False
        self._transactions = self._read()

    def __iter__(self) -> Iterator[Transaction]:
        return self._transactions

    def __next__(self) -> Transaction:
        return next(self._transactions)

    def _read(self) -> Generator[Transaction]:
        for document in self.documents:
            yield from self._mapper.map(document)
        self.origin.digest = self.documents.digest
        sections = self.documents.sections
        accounts = self._explained() if self._explains else self.accounts
        self._mapper.warn(
            chain(
                self.documents.problems,
                (problem for section in sections for problem in section.problems),
                of_sections(sections),
                (problem for account in accounts for problem in of_account(account)),
            )
        )

    def _explained(self) -> tuple[Reconciliation, ...]:
        """Return the accounts with what explains their differences, which takes another reading."""
        accounts = self.accounts
        if not any(map(differs, accounts)):
            return accounts
        movements = map(Directions(self.owner), iter_documents(self.source, lazy=True))
        return explain(accounts, movements, self.documents.sections)

    def close(self) -> None:
        """Close the file before its end."""
        self._transactions.close()
        self.documents.close()

    @property
    def problems(self) -> list[Diagnostic]:
        """The documents that gave nothing, with their places; the first `TOLD` of them."""
        return told(self.refusals, len(self.refusals.beyond), "problems", self.origin.file)

    @property
    def warnings(self) -> list[Diagnostic]:
        """What was noticed about the file and about documents that were read."""
        found = self._mapper.warnings
        return told(found, self.warning_count - len(found), "warnings", self.origin.file)

    @property
    def warning_count(self) -> int:
        """How many warnings there are, told or not."""
        return self._mapper.warnings.number + self._mapper.untold

    @property
    def skipped(self) -> list[int]:
        """The lines of the transfers that are printed a second time, for their other account."""
        return self._mapper.skipped

    @property
    def counts(self) -> Counts:
        """What became of the documents so far."""
        return self._mapper.counts

    @property
    def facts(self) -> list[Fact]:
        """What was found about the file, and how."""
        return list(_facts(self))

    @property
    def accounts(self) -> tuple[Reconciliation, ...]:
        """What the sections say about each account, against the documents so far."""
        return self._mapper.sums.reconcile(self.own_accounts, self.documents.sections)

    @property
    def account(self) -> str | None:
        """The account that the file is about, `None` where there are several, or none is known."""
        return self.owner.only_account

    @property
    def currency(self) -> str | None:
        """The currency of that account."""
        return currency_of(self.account) or self._currency

    @property
    def own_accounts(self) -> tuple[str, ...]:
        """The accounts that the file is about, known before its documents are read."""
        return self.owner.stated or self.owner.given

    @property
    def balance(self) -> BalanceCheck:
        """Whether the balances of all accounts come out, as far as the file was read."""
        return _balance(self.accounts)

    @property
    def balances(self) -> dict[str, BalanceCheck]:
        """The same, account by account."""
        return {each.account: _balance([each]) for each in self.accounts}

    @property
    def stated(self) -> tuple[StatedBalance, ...]:
        """The balances of the sections that were read so far."""
        return tuple(_stated(self.documents.sections, self._currency))

    def unknown_keys(self) -> frozenset[str]:
        """Return the keys of documents that the standard does not have; the file is read for it."""
        documents = iter_documents(self.source, lazy=True)
        return frozenset(key for document in documents for key in document.unknown_keys)

    def statement(self) -> Statement:
        """Read what is left of the file and return it as one value, all accounts together.

        What explains a difference between documents and balances is found here, because it takes
        all documents at once. The standard wants all documents of every day of the interval.
        """
        self._explains = True
        transactions = tuple(map(_compacted, self))
        return Statement(
            transactions,
            tuple(self.problems),
            tuple(self.warnings),
            tuple(self.skipped),
            self.counts,
            tuple(self.facts),
            self.balance,
            self.account,
            self.currency,
            self.origin,
            coverage="days",
            stated=self.stated,
        )


def _compacted(transaction: Transaction) -> Transaction:
    """Make a transaction small: one that is kept takes a third of what it takes to be made."""
    cast("Fields", transaction.extra).compact()
    return transaction


def _that_reopens(source: Source) -> Source:
    """Return a source that can be read again: who owns the accounts may stand at its end."""
    if source.reopens:
        return source
    with source.open() as stream:
        content = stream.read()
    return Source(source.name, lambda: cast("BinaryIO", io.BytesIO(content)))


def _facts(stream: ExchangeStream) -> Iterator[Fact]:
    encoding = stream.documents.encoding
    declared = stream.documents.header.declared_encoding
    yield Fact("format", FORMAT, "the file has its marks")
    yield Fact("encoding", encoding.name, encoding.evidence, encoding.lines)
    if declared:
        yield Fact("declared_encoding", declared, "this is what the file says")
    for account in stream.owner.stated:
        yield Fact("account", account, "the file is about it")


def _balance(accounts: Sequence[Reconciliation]) -> BalanceCheck:
    checked = [each for each in accounts if each.is_balanced is not None]
    if not checked:
        return BalanceCheck(None)
    only = checked[0] if len(accounts) == 1 else None
    wrong = [each for each in checked if not each.is_balanced]
    lines = {line for each in wrong for line in each.breaks or (each.line or 0,)}
    return BalanceCheck(
        not wrong,
        sum(each.sections for each in checked),
        tuple(sorted(lines)),
        only.opening if only else None,
        only.closing if only else None,
        next((each.difference for each in wrong if each.difference), None),
    )


def _stated(sections: Iterable[AccountSection], currency: str | None) -> Iterator[StatedBalance]:
    for each in sections:
        money = currency_of(each.account) or currency
        for day, amount, at_end in (
            (each.start, each.opening, False),
            (each.end, each.closing, True),
        ):
            if day is not None and amount is not None:
                yield StatedBalance(day, amount, at_end, each.account, money, each.line)
