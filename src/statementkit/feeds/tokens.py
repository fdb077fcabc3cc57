"""What a bank knows the caller by: a token, or the right to get a new one every day."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.feeds.endpoints import Endpoint
from statementkit.feeds.errors import AuthError, BadRequest, ProtocolError, ScopeError, error_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from statementkit.feeds.session import Session

TOKEN = Endpoint("POST", "/connect/token", form=True, repeats=False)

_MARGIN = timedelta(minutes=5)
_LONGEST_LIFE = timedelta(days=1)
_A_TOKEN = re.compile(r"[\x21-\x7e]+")


@attrs.frozen
class FixedToken:
    """A token that a person has made in the web bank. It is in no representation."""

    _secret: str = attrs.field(repr=False)

    def secret(self) -> str:
        """Return the token."""
        return self._secret

    def renew(self) -> bool:
        """Tell that only a person can make another one."""
        return False

    def close(self) -> None:
        """Do nothing: there are no connections."""


@attrs.frozen
class OAuth:
    """The right to ask a bank for tokens that are good for a day, each with a new right.

    `keep` is called with the new refresh token before anything is asked with the new access token:
    the old one is worth nothing from then on, so it has to be written where the old one stood
    before `keep` returns. No secret is in a representation.
    """

    client_id: str
    client_secret: str = attrs.field(repr=False)
    refresh_token: str = attrs.field(repr=False)
    keep: Callable[[str], None] = attrs.field(repr=False)


class RefreshedToken:
    """An access token, asked for when it is first needed and whenever it is about to end.

    Source: RFC 6749, section 6.
    """

    def __init__(self, right: OAuth, session: Session) -> None:
        self._right = right
        self._session = session
        self._refresh_token = right.refresh_token
        self._access = ""
        self._ends: datetime | None = None

    def secret(self) -> str:
        """Return an access token that is good for a while."""
        if self._ends is None or self._session.clock.now() >= self._ends:
            self.renew()
        return self._access

    def renew(self) -> bool:
        """Get a new access token, and keep the refresh token that comes with it."""
        said = self._asked()
        access, refresh = said.get("access_token"), said.get("refresh_token")
        # First of all: the refresh token that was asked with is worth nothing any more.
        if isinstance(refresh, str) and refresh and refresh != self._refresh_token:
            self._right.keep(refresh)
            self._refresh_token = refresh
        if not isinstance(access, str) or not _A_TOKEN.fullmatch(access):
            message = "the answer should hold an access token, and does not"
            raise self._session.error(ProtocolError, "SK816", message)
        self._access = access
        life = _life(said.get("expires_in"))
        self._ends = self._session.clock.now() + life - min(_MARGIN, life / 2)
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self._session.close()

    def _asked(self) -> dict[str, Any]:
        body = {
            "grant_type": "refresh_token",
            "client_id": self._right.client_id,
            "client_secret": self._right.client_secret,
            "refresh_token": self._refresh_token,
        }
        try:
            said = self._session.ask(TOKEN, body=body)
        except (AuthError, BadRequest, ScopeError) as error:
            message = f"the refresh token is not accepted (status {error.status})"
            hint = "it was used before, or is older than its time: authorise again in the web bank"
            refusal = self._session.error(AuthError, "SK805", message, hint)
            refusal.status, refusal.bank_code = error.status, error.bank_code
            raise refusal from None
        return said if isinstance(said, dict) else {}


def _life(seconds: object) -> timedelta:
    """Return how long a token is good; where that is not said, until it is refused."""
    is_number = isinstance(seconds, str) and seconds.isascii() and seconds.isdigit()
    said = timedelta(seconds=min(int(str(seconds)[:9]), 86_400)) if is_number else timedelta()
    return said or _LONGEST_LIFE


def fixed_token(bank: str, secret: str) -> FixedToken:
    """Return a token. Raises `AuthError` SK803 if no header can hold it.

    >>> fixed_token("tbank", "t.6EXAMPLE")
    FixedToken()
    """
    if not _A_TOKEN.fullmatch(secret):
        hint = "take the token alone, without the blanks and line ends around it"
        message = (
            "the token is empty"
            if not secret
            else "the token holds a blank or a letter beyond ASCII"
        )
        raise error_of(bank, AuthError, "SK803", message, hint)
    return FixedToken(secret)
