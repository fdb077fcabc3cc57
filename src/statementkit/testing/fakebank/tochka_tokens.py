"""The tokens of Tochka: a personal one, and those of OAuth, which expire and rotate."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import attrs

from statementkit.testing.fakebank.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from statementkit.testing.fakebank.answers import Request

ACCESS_LIVES, REFRESH_LIVES = timedelta(hours=24), timedelta(days=30)


@attrs.define
class Tokens:
    """What opens the bank: `personal`, or what `/connect/token` gives for `refresh`.

    A refresh token is good for one use: the answer has the next one.
    """

    personal: str = "invented.jwt.of-tochka"
    client_id: str = "invented-client"
    client_secret: str = "invented-secret-of-tochka"  # noqa: S105 - it opens nothing
    refresh: str = "invented-refresh-0"
    _number: int = 0
    _access: dict[str, datetime] = attrs.field(factory=dict, init=False, repr=False)
    _refresh_ends: datetime | None = None
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False)

    def opens(self, token: str, now: datetime) -> bool:
        """Tell whether a token is good."""
        ends = self._access.get(token)
        return token == self.personal or (ends is not None and now < ends)

    def answer(self, request: Request) -> Answer:
        """Answer a request for tokens."""
        given = dict(parse_qsl(request.body.decode(errors="replace")))
        known = ("grant_type", "client_id", "client_secret", "refresh_token", "scope")
        request.warn_of_unknown(given, known)
        if request.method != "POST":
            return _refusal("invalid_request")
        client = given.get("client_id"), given.get("client_secret")
        if client != (self.client_id, self.client_secret):
            return _refusal("invalid_client")
        if given.get("grant_type") != "refresh_token":
            return _refusal("unsupported_grant_type")
        with self._lock:
            return self._refreshed(given, request.now)

    def _refreshed(self, given: Mapping[str, str], now: datetime) -> Answer:
        has_ended = self._refresh_ends is not None and now >= self._refresh_ends
        if given.get("refresh_token") != self.refresh or has_ended:
            return _refusal("invalid_grant")
        self._number += 1
        access = f"invented-access-{self._number}"
        self.refresh = f"invented-refresh-{self._number}"
        self._refresh_ends = now + REFRESH_LIVES
        self._access[access] = now + ACCESS_LIVES
        return Answer(
            body={
                "access_token": access,
                "refresh_token": self.refresh,
                "token_type": "bearer",
                "expires_in": int(ACCESS_LIVES.total_seconds()),
            }
        )


def _refusal(code: str) -> Answer:
    return Answer(status=401 if code == "invalid_client" else 400, body={"error": code})
