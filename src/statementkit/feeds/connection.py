"""The one place that speaks HTTP: a request goes out once, and its answer comes back whole."""

from __future__ import annotations

import json
import logging
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from statementkit.errors import quoted, shorten
from statementkit.feeds.answers import Answer
from statementkit.feeds.errors import FeedError, ProtocolError, TemporaryError, error_of
from statementkit.masking import masked

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import urllib3

    from statementkit.feeds.endpoints import Endpoint
    from statementkit.feeds.protocol import Clock

CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 60.0
"""Seconds to wait for a connection, and for the next bytes of an answer."""

LONGEST_ANSWER = timedelta(minutes=5)
"""How long the whole of an answer may take."""

LARGEST_ANSWER = 64 * 1024 * 1024
"""How many bytes an answer may have when it is unpacked."""

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": "statementkit",
}
_HERE = ("127.0.0.1", "::1", "localhost")


class Connection:
    """Takes requests to a bank.

    `address` is scheme and host; other than on this computer the scheme has to be `https`.
    `ca_file` holds certificates to trust beside those of the system. A redirect is an answer like
    any other: it is never followed, so no token goes where it was not meant to go.

    Raises `FeedError` SK801 if the package for HTTP is missing, and SK802 if the address or the
    certificates cannot be used.
    """

    def __init__(
        self,
        bank: str,
        address: str,
        clock: Clock,
        ca_file: str | os.PathLike[str] | None = None,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        self._bank = bank
        self._clock = clock
        self._address = self._checked(address)
        self._pool = self._new_pool(ca_file, read_timeout)

    def send(
        self,
        endpoint: Endpoint,
        path: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
    ) -> Answer:
        """Return the answer to a request.

        Raises `TemporaryError` SK810 if there is none, `ProtocolError` SK814 if it is too large,
        and `FeedError` SK811 if the certificate of the bank is not trusted.
        """
        from urllib3.exceptions import HTTPError

        try:
            return self._sent(endpoint, path, headers, body)
        except HTTPError as error:
            raise self.failure(error) from None

    def failure(self, error: Exception) -> FeedError:
        """Return what it amounts to that there is no answer."""
        reason = _reason(error)
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            message = f"the certificate of the bank is not trusted: {reason}"
            hint = (
                "if it is of an authority that this computer does not know, as the Russian "
                "national one, name the file of that authority's certificates (ca_file)"
            )
            return error_of(self._bank, FeedError, "SK811", message, hint)
        message = f"the bank cannot be reached: {reason}"
        hint = "look at the connection, or try again later"
        return error_of(self._bank, TemporaryError, "SK810", message, hint)

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.clear()

    def _sent(
        self,
        endpoint: Endpoint,
        path: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None,
    ) -> Answer:
        kind, content = _encoded(endpoint, body)
        response = self._pool.urlopen(
            endpoint.method,
            self._address + path,
            headers={**_HEADERS, **kind, **headers},
            body=content,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            said = b"".join(self._pieces(response))
        except BaseException:
            response.close()
            raise
        response.release_conn()
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, names, said)

    def _pieces(self, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        until = self._clock.now() + LONGEST_ANSWER
        size = 0
        for piece in response.stream(decode_content=True):
            size += len(piece)
            if size > LARGEST_ANSWER:
                message = f"the answer has more than {LARGEST_ANSWER >> 20} MiB"
                hint = "ask for fewer days at once"
                raise error_of(self._bank, ProtocolError, "SK814", message, hint)
            if self._clock.now() > until:
                message = f"the answer takes longer than {LONGEST_ANSWER}"
                raise error_of(self._bank, TemporaryError, "SK810", message, "try again later")
            yield piece

    def _checked(self, address: str) -> str:
        try:
            parts = urlsplit(address)
            is_safe = parts.scheme == "https" or parts.hostname in _HERE
            is_bare = not (parts.query or parts.fragment or parts.username or parts.port == 0)
            if parts.scheme in ("http", "https") and parts.hostname and is_safe and is_bare:
                return address.rstrip("/")
        except ValueError:
            pass
        message = f"{quoted(address)} is no address to take a token to"
        hint = "write https:// and the name of the host; http:// is for this computer alone"
        raise error_of(self._bank, FeedError, "SK802", message, hint)

    def _new_pool(
        self, ca_file: str | os.PathLike[str] | None, read_timeout: float
    ) -> urllib3.PoolManager:
        try:
            import urllib3
        except ModuleNotFoundError:
            message = "asking a bank needs the package urllib3"
            hint = "pip install 'statementkit[feeds]'"
            raise error_of(self._bank, FeedError, "SK801", message, hint) from None
        logging.getLogger("urllib3.connectionpool").addFilter(_mask)
        timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT, read=read_timeout)
        return urllib3.PoolManager(ssl_context=self._trusted(ca_file), timeout=timeout)

    def _trusted(self, ca_file: str | os.PathLike[str] | None) -> ssl.SSLContext | None:
        if ca_file is None and self._address.startswith("http:"):
            return None
        trusted = ssl.create_default_context()
        if ca_file is not None:
            try:
                trusted.load_verify_locations(ca_file)
            except OSError as error:
                message = f"the certificates in {quoted(str(ca_file))} cannot be read"
                hint = f"{error.strerror or error}: it has to be a file of certificates as PEM"
                raise error_of(self._bank, FeedError, "SK802", message, hint) from None
        return trusted


def _mask(record: logging.LogRecord) -> bool:
    """Leave the middle of account numbers out of a log: addresses of requests name them."""
    if isinstance(record.args, tuple):
        record.args = tuple(masked(it) if isinstance(it, str) else it for it in record.args)
    return True


def _encoded(
    endpoint: Endpoint, body: Mapping[str, Any] | None
) -> tuple[dict[str, str], bytes | None]:
    """Return the header and the bytes of a body."""
    if body is None:
        return {}, None
    if endpoint.form:
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(body).encode()
    return {"Content-Type": "application/json"}, json.dumps(body).encode()


def _reason(error: Exception) -> str:
    """Return why there is no answer, without the object that the text of an error begins with."""
    said = str(error.args[0] if error.args else error) or type(error).__name__
    return shorten(said.rpartition("): ")[2], 200)
