"""Asking a bank: only what its site lists, within its limits, and again where that may help."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from statementkit.feeds.clocks import Pacer, SystemClock
from statementkit.feeds.connection import READ_TIMEOUT, Connection
from statementkit.feeds.errors import (
    AuthError,
    ProtocolError,
    RateLimited,
    TemporaryError,
    error_of,
)
from statementkit.feeds.refusals import result

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from statementkit.feeds.endpoints import Endpoint, Site
    from statementkit.feeds.errors import FeedError
    from statementkit.feeds.protocol import Clock

TRIES = 5
"""How often a request is made before its error is taken for an answer."""

LONGEST_WAIT = 60.0
"""Seconds that are waited at most when a bank asks to wait; longer is for the next run."""

_FIRST_WAIT, _LAST_WAIT = 0.5, 30.0
_RANDOM = SystemRandom().random


class Token(Protocol):
    """Gives the secret for the next request."""

    def secret(self) -> str:
        """Return what stands after `Bearer`. Raises `FeedError`."""

    def renew(self) -> bool:
        """Get another secret after one was refused; return whether there is one."""

    def close(self) -> None:
        """Let go of all connections."""


class Session:
    """Asks one bank, and returns what it says as JSON.

    `address` takes the place of the bank's own, as that of a gateway; `ca_file` and `read_timeout`
    are those of `Connection`. `random` returns numbers from 0 to 1: by them callers who were
    refused together do not come back together.
    """

    def __init__(
        self,
        site: Site,
        token: Token | None,
        *,
        address: str | None = None,
        clock: Clock | None = None,
        random: Callable[[], float] = _RANDOM,
        ca_file: str | os.PathLike[str] | None = None,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        self.clock = clock or SystemClock()
        self._site = site
        self._token = token
        self._random = random
        self._pacer = Pacer(self.clock)
        self._connection = Connection(
            site.bank, address or site.address, self.clock, ca_file, read_timeout
        )

    def ask(
        self,
        endpoint: Endpoint,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        **names: str,
    ) -> Any:
        """Return the JSON that an endpoint of the site answers; numbers in it are texts.

        `names` fill the path. Raises the `FeedError` that the answer amounts to, once trying again
        is of no use, and `ProtocolError` SK818 for anything that the site does not list.
        """
        path = endpoint.filled(names) if endpoint in self._site.endpoints else None
        if path is None:
            message = f"{endpoint.method} {endpoint.path} is nothing that this feed may ask for"
            raise self.error(ProtocolError, "SK818", message, "report it: feeds only read")
        whole = f"{self._site.prefix}{path}{'?' if query else ''}{urlencode(query or {})}"
        may_renew, attempt = True, 1
        while True:
            secret = self._token.secret() if self._token else ""
            self._pacer.wait(endpoint, endpoint.per_second)
            try:
                return self._once(endpoint, whole, body, secret)
            except AuthError:
                if not (may_renew and self._token and self._token.renew()):
                    raise
                may_renew = False
            except (TemporaryError, RateLimited) as error:
                wait = self._wait(error, attempt)
                if attempt == TRIES or not endpoint.repeats or wait > LONGEST_WAIT:
                    raise
                self.clock.sleep(wait)
                attempt += 1

    def error(
        self, kind: type[FeedError], code: str, message: str, hint: str | None = None
    ) -> FeedError:
        """Return an error of this bank, to be raised."""
        return error_of(self._site.bank, kind, code, message, hint)

    def close(self) -> None:
        """Let go of all connections."""
        self._connection.close()
        if self._token:
            self._token.close()

    def _once(
        self, endpoint: Endpoint, path: str, body: Mapping[str, Any] | None, secret: str
    ) -> Any:
        headers = dict(self._site.headers)
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
        answer = self._connection.send(endpoint, path, headers, body).without(secret)
        if endpoint.form and answer.status >= 300:
            # The secrets of such a request stand in its body.
            answer = answer.without(*map(str, (body or {}).values()))
        return result(self._site.bank, answer, self.clock.now())

    def _wait(self, error: TemporaryError | RateLimited, attempt: int) -> float:
        """Return for how many seconds to wait: what the bank says, or a while that grows."""
        when = error.retry_at if isinstance(error, RateLimited) else None
        if when is not None:
            return max((when - self.clock.now()).total_seconds(), 0.0)
        return self._random() * min(_FIRST_WAIT * 2.0**attempt, _LAST_WAIT)
