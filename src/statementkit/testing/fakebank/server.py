"""The fake bank itself: a server on loopback that speaks as each of the banks."""

from __future__ import annotations

import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import parse_qs, urlsplit

from statementkit.testing.fakebank.answers import Answer, Request
from statementkit.testing.fakebank.clock import RunningClock, Time
from statementkit.testing.fakebank.faults import Fault, Script, spoiled
from statementkit.testing.fakebank.limits import Buckets
from statementkit.testing.fakebank.log import Seen, masked
from statementkit.testing.fakebank.tbank import TBank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.testing.fakebank.ledger import Ledger


class Dialect(Protocol):
    """A bank in front of a ledger: what it says to a request."""

    ledger: Ledger
    token: str

    @property
    def name(self) -> str:
        """What the bank is called."""

    @property
    def limits(self) -> Mapping[str, int]:
        """Requests per second by the last part of a path."""

    def owns(self, path: str) -> bool:
        """Tell whether a path is one of this bank's."""

    def answer(self, request: Request) -> Answer:
        """Answer a request."""

    def refusal(self, status: int) -> Answer:
        """Return an error in the shape that this bank gives it."""


class FakeBank:
    """A ledger behind real sockets on 127.0.0.1, served as T-Bank, Tochka and Modulbank.

    `faults` go wrong in the order of the requests. `clock` tells the time at the bank; by default
    it starts when all of the ledger is posted, and runs. With `limits` the documented numbers
    of requests per second are kept, by that clock. Nothing leaves this machine.

    >>> from statementkit.testing.fakebank import FakeBank, Ledger
    >>> with FakeBank(Ledger.invent()) as bank:
    ...     bank.url("tbank").startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        faults: Sequence[Fault] = (),
        clock: Time | None = None,
        limits: bool = False,
        port: int = 0,
    ) -> None:
        self.clock = clock or RunningClock(ledger.last_moment)
        self.requests: list[Seen] = []
        self._dialects: dict[str, Dialect] = {"tbank": TBank(ledger, "t.invented-token-of-tbank")}
        self._script = Script(tuple(faults))
        self._buckets = Buckets() if limits else None
        self._closing = Event()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def url(self, bank: str) -> str:
        """Return what stands in place of the bank's scheme and host."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def token(self, bank: str) -> str:
        """Return the token that the bank takes. It is invented, and opens nothing else."""
        return self._dialects[bank].token

    @property
    def warnings(self) -> list[str]:
        """What banks would have let pass, of all requests."""
        return [warning for seen in self.requests for warning in seen.warnings]

    def start(self) -> Self:
        """Begin to answer; the socket listens already."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop answering, and end the answers that are under way."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.close()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request as it came, and keep it in the log."""
        parts = urlsplit(target)
        dialect = next((each for each in self._dialects.values() if each.owns(parts.path)), None)
        request = Request(
            bank=dialect.name if dialect else "",
            method=method,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in headers.items()},
            body=body,
            now=self.clock.now(),
        )
        faults = self._script.due(request)
        if dialect is None:
            answer = Answer(status=404, text="no bank has this path")
        elif self._is_too_much(dialect, request):
            answer = dialect.refusal(429)
        else:
            answer = spoiled(faults, lambda: dialect.answer(request), dialect.refusal)
        self.requests.append(_seen(request, answer, faults))
        return answer

    def wait(self, seconds: float) -> None:
        """Wait as long as a slow answer takes, or until the bank is closed."""
        self._closing.wait(seconds)

    def _is_too_much(self, dialect: Dialect, request: Request) -> bool:
        name = request.path.rpartition("/")[2]
        if self._buckets is None or name not in dialect.limits:
            return False
        return not self._buckets.take(f"{dialect.name} {name}", dialect.limits[name], request.now)


def _seen(request: Request, answer: Answer, faults: Sequence[Fault]) -> Seen:
    return Seen(
        bank=request.bank,
        method=request.method,
        path=request.path,
        query=request.query,
        headers=masked(request.headers),
        body=request.body,
        status=answer.status,
        faults=tuple(fault.kind for fault in faults),
        warnings=tuple(request.warnings),
        at=request.now,
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is no fault of the bank's."""


class _Handler(BaseHTTPRequestHandler):
    """Moves requests and answers between the socket and the bank."""

    bank: FakeBank
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "fakebank", ""
    disable_nagle_algorithm = True

    def _respond(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        answer = self.bank.answer(self.command, self.path, dict(self.headers), body)
        if answer.delay:
            self.bank.wait(answer.delay)
        if answer.wire == "reset":
            self._reset()
        elif answer.rows is None or answer.wire != "whole":
            self._send_at_once(answer)
        else:
            self._send_in_chunks(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _respond  # noqa: N815 - names of the base

    def _send_at_once(self, answer: Answer) -> None:
        body = b"".join(answer.chunks())
        sent = body if answer.wire == "whole" else body[: len(body) // 2]
        self._send_head(answer)
        self.send_header("Content-Length", str(len(body if answer.wire == "cut" else sent)))
        self.end_headers()
        self.wfile.write(sent)
        if answer.wire == "cut":
            self.close_connection = True

    def _send_in_chunks(self, answer: Answer) -> None:
        self._send_head(answer)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in answer.chunks():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def _send_head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        if identifier := self.headers.get("X-Request-Id"):
            self.send_header("X-Request-Id", identifier)
        for name, value in answer.headers.items():
            self.send_header(name, value)

    def _reset(self) -> None:
        """Close the connection so that the client's system calls it reset."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Write nothing: the bank has a log of its own."""


def _handler(bank: FakeBank) -> type[_Handler]:
    return type("Handler", (_Handler,), {"bank": bank})
