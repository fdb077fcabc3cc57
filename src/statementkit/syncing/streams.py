"""One window of a feed on its way into a store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from statementkit.dedup import account_number
from statementkit.errors import Diagnostic, quoted_account
from statementkit.feeds import ProtocolError
from statementkit.masking import hidden
from statementkit.model import Counts, Origin, Statement
from statementkit.store import feed_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.dedup import Window
    from statementkit.feeds import Feed, FeedAccount, Page
    from statementkit.model import StatedBalance, Transaction


class WindowStream(Iterator["Transaction"]):
    """The posted operations of some days, asked for while they are taken.

    `held`, `skipped`, `problems`, `warnings` and `stated` grow meanwhile. `is_whole` tells whether
    the bank has shown all that it has, as far as its own sums tell.
    """

    def __init__(
        self,
        feed: Feed,
        account: FeedAccount,
        window: Window,
        watch: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.account = account
        self.window = window
        self.number = account_number(account.number)
        self.origin = Origin(feed_file(feed.name, self.number))
        self._place = feed_file(feed.name, hidden(self.number))
        self.held = 0
        self.is_whole = True
        self.skipped: list[int] = []
        self.problems: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.stated: list[StatedBalance] = []
        self._feed = feed
        self._watch = watch
        self._transactions = self._read()

    def __next__(self) -> Transaction:
        return next(self._transactions)

    def _read(self) -> Iterator[Transaction]:
        pages = self._feed.operations(self.account, self.window.first, self.window.last)
        for page in pages:
            self._note(page)
            for transaction in page.transactions:
                self._check(transaction)
                if transaction.origin:
                    self.origin.layout = transaction.origin.layout
                yield transaction
            self._watch(len(page.transactions))

    def _note(self, page: Page) -> None:
        self.held += len(page.held)
        self.skipped += (each.line or 0 for each in page.skipped)
        for each in page.problems:
            (self.problems if each.severity == "error" else self.warnings).append(each)
        self.stated += filter(self._is_final, page.stated)
        if not page.complete:
            self.is_whole = False

    def _is_final(self, balance: StatedBalance) -> bool:
        """Tell whether a balance is that of a moment that no later operation can come before."""
        is_today = balance.day >= self.window.last and not self.window.is_over
        return not (balance.at_end and is_today)

    def _check(self, transaction: Transaction) -> None:
        if account_number(transaction.own_account or "") == self.number:
            return
        number = quoted_account(self.number)
        message = f"an operation of the account {number} is said to be of another one"
        hint = "nothing of it was taken; tell the developers of the feed"
        finding = Diagnostic(code="SK848", message=message, hint=hint, file=self._place)
        raise ProtocolError(finding, bank=self._feed.name)

    def statement(self) -> Statement:
        """Return all that there is to say beside the transactions, which have been taken."""
        problems = [*self.problems]
        if not self.is_whole and not problems:
            problems.append(self._doubt())
        return Statement(
            (),
            problems=tuple(problems),
            warnings=tuple(self.warnings),
            skipped=tuple(self.skipped),
            counts=Counts(problems=len(problems)),
            account=self.number,
            currency=self.account.currency,
            origin=self.origin,
            coverage="days",
            stated=tuple(self.stated),
        )

    def _doubt(self) -> Diagnostic:
        message = "something may be missing of these days: sums of the bank do not come out"
        hint = "the next sync reads these days again"
        return Diagnostic(code="SK847", message=message, hint=hint, file=self._place)
