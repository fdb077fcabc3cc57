"""From sockets to a bank and back: HTTP/1.1 on loopback, and all that can happen to it there."""

from __future__ import annotations

import socket
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from statementkit.testing.fakebank.answers import Answer


class Server(ThreadingHTTPServer):
    """A thread for each connection, which ends with the program."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up: that is no fault of the bank's."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Moves requests and answers between the socket and the bank."""

    answer: Callable[[str, str, Mapping[str, str], bytes], Answer]
    closing: Event
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "fakebank", ""
    disable_nagle_algorithm = True

    def _respond(self) -> None:
        if self.closing.is_set():
            self.close_connection = True
            return
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal():
            self.send_error(400)
            return
        body = self.rfile.read(int(length))
        answer = self.answer(self.command, self.path, dict(self.headers), body)
        if answer.delay:
            self.closing.wait(answer.delay)
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


def handler_for(
    answer: Callable[[str, str, Mapping[str, str], bytes], Answer], closing: Event
) -> type[Handler]:
    """Return a handler that has method, target, headers and body answered, until it closes."""
    return type("BankHandler", (Handler,), {"answer": staticmethod(answer), "closing": closing})
