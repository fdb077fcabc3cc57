"""What can go wrong between a feed and its bank: each class is one thing to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, StatementKitError

if TYPE_CHECKING:
    from datetime import datetime


class FeedError(StatementKitError):
    """A bank could not be asked, or its answer cannot be used.

    `bank` is the name of the feed, `status` that of the HTTP answer, `bank_code` and `request_id`
    what the bank calls the error and the request: its support asks for them. All but `bank` are
    `None` where there was no answer. No text of an error holds a token.
    """

    def __init__(
        self,
        *diagnostics: Diagnostic,
        bank: str = "",
        status: int | None = None,
        bank_code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(*diagnostics)
        self.bank = bank
        self.status = status
        self.bank_code = bank_code
        self.request_id = request_id


class AuthError(FeedError):
    """The token is unknown, revoked or expired: a person has to make another one."""


class ScopeError(FeedError):
    """The token is good but may not do this: a permission, a consent or the caller's address."""


class RateLimited(FeedError):  # noqa: N818 - what the bank says, and its name is public
    """The bank wants no more requests before `retry_at`, which is `None` if it did not say."""

    retry_at: datetime | None = None


class TemporaryError(FeedError):
    """The bank cannot be reached, is down or not ready, also after retries: try again later."""


class BadRequest(FeedError):  # noqa: N818 - what the bank says, and its name is public
    """The bank refuses what was asked: an account, a period or a setting that it does not take."""


class ProtocolError(FeedError):
    """The bank's answer is not what its documents say: nothing of it was taken."""


def error_of(
    bank: str, kind: type[FeedError], code: str, message: str, hint: str | None = None
) -> FeedError:
    """Return an error of a bank, to be raised."""
    return kind(Diagnostic(code=code, message=message, hint=hint, source=bank), bank=bank)
