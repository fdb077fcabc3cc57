"""What a feed must be able to do, and what it gives: accounts, and their operations in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, timedelta

    from statementkit.errors import Diagnostic
    from statementkit.model import StatedBalance, Transaction


@attrs.frozen
class FeedAccount:
    """An account that a bank shows to the holder of a token.

    `id` is what the bank wants to be asked with, `number` what people and other banks call the
    account, `currency` a code of ISO 4217. One that is not open has operations all the same.
    """

    id: str
    number: str
    currency: str
    bic: str | None = None
    name: str | None = None
    is_open: bool = True


@attrs.frozen
class Page:
    """A part of an account's operations, in the bank's order.

    `transactions` are posted; `held` ones are authorised and may yet be changed or cancelled: they
    belong in no books. `skipped` are operations that moved no money, each with its reason, and
    `problems` those that could not be read. `stated` are balances that the bank names. `complete`
    is false where a sum of the bank's own does not come out: what is here was read right, but
    something may be missing, and the days must be read again.
    """

    transactions: tuple[Transaction, ...] = ()
    held: tuple[Transaction, ...] = ()
    skipped: tuple[Diagnostic, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    stated: tuple[StatedBalance, ...] = ()
    complete: bool = True


class Feed(Protocol):
    """A bank that is asked for the operations of its accounts, and for nothing else.

    `name` says which bank it is; `overlap` is how far back each run has to read again, because the
    bank may still change what it said of these days.
    """

    @property
    def name(self) -> str:
        """What the bank is called: the first part of a transaction's `origin.file`."""

    @property
    def overlap(self) -> timedelta:
        """How far back every run reads again."""

    def accounts(self) -> list[FeedAccount]:
        """Return the accounts that the token may see. Raises `FeedError`."""

    def operations(self, account: FeedAccount, since: date, until: date) -> Iterator[Page]:
        """Yield the operations of the days `since` to `until`, both included.

        Days are those of the bank's calendar (Moscow). No operation comes twice. Raises `FeedError`
        at whatever page the bank stops answering; the pages before it are good.
        """

    def close(self) -> None:
        """Let go of the connections."""

    def __enter__(self) -> Self:
        """Return the feed, which is closed at the end of the block."""

    def __exit__(self, *error: object) -> None:
        """Close the feed."""


class Clock(Protocol):
    """What a feed knows of the time: replaced in tests, so that nothing waits."""

    def now(self) -> datetime:
        """Return the time, with its zone."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Jobs(Protocol):
    """Where a feed keeps what a bank is still working on, so that the next run can fetch it.

    Keys and values are short texts that only the feed understands. No token is among them.
    """

    def get(self, key: str) -> str | None:
        """Return what was put under a key, or `None`."""

    def put(self, key: str, value: str) -> None:
        """Keep a value before anything else is done: the run may be killed at any moment."""

    def drop(self, key: str) -> None:
        """Forget a key, if it is there."""
