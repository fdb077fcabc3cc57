"""The fake bank itself: a server on loopback that speaks as each of the banks."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Thread
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from statementkit.testing.fakebank.answers import Answer, RefusalError, Request
from statementkit.testing.fakebank.clock import RunningClock, Time
from statementkit.testing.fakebank.dialects import Dialect, dialect_of
from statementkit.testing.fakebank.faults import Fault, Script, spoiled
from statementkit.testing.fakebank.ledger import BANKS, Ledger
from statementkit.testing.fakebank.limits import Buckets
from statementkit.testing.fakebank.log import Seen, without_secrets
from statementkit.testing.fakebank.sockets import Server, handler_for
from statementkit.testing.fakebank.tochka_tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence


class FakeBank:
    """A ledger behind real sockets on 127.0.0.1, served as T-Bank, Tochka and Modulbank.

    `ledger` may be one for each bank, by the banks' names. `faults` go wrong in the order of the
    requests. `clock` tells the time at the bank; by default it starts when all of the ledger is
    posted, and runs. With `limits` the documented numbers of requests per second are kept, by that
    clock. `page_size` is the most that a page holds, and `polls` how often Tochka says that a
    statement is not ready yet. Nothing leaves this machine.

    `requests` are the requests so far, each a `Seen`; `tokens` holds what Tochka gives out.

    >>> from statementkit.testing.fakebank import FakeBank, Ledger
    >>> with FakeBank(Ledger.invent()) as bank:
    ...     bank.url("tbank").startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        ledger: Ledger | Mapping[str, Ledger],
        *,
        faults: Sequence[Fault] = (),
        clock: Time | None = None,
        limits: bool = False,
        page_size: int | None = None,
        polls: int = 2,
        port: int = 0,
    ) -> None:
        ledgers = ledger if isinstance(ledger, Mapping) else dict.fromkeys(BANKS, ledger)
        self.clock = clock or RunningClock(max(each.settled_at for each in ledgers.values()))
        self.requests: list[Seen] = []
        self.tokens = Tokens()
        self._dialects = {
            name: dialect_of(name, each, self.tokens, page_size, polls)
            for name, each in ledgers.items()
        }
        self._script = Script(tuple(faults))
        self._buckets = Buckets() if limits else None
        self._closing = Event()
        self._server = Server(("127.0.0.1", port), handler_for(self._answer, self._closing))
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def serve(self, ledger: Ledger, *banks: str) -> None:
        """Go on with another ledger, at some banks or at all of them."""
        for bank in banks or self._dialects:
            self._dialects[bank].ledger = ledger

    def url(self, bank: str) -> str:
        """Return what stands in place of the bank's scheme and host.

        Raises `KeyError` for a bank that has no ledger.
        """
        _ = self._dialects[bank]
        return f"http://127.0.0.1:{self._server.server_port}"

    def token(self, bank: str) -> str:
        """Return the token that the bank takes: it is invented, and opens nothing else.

        Raises `KeyError` for a bank that has no ledger.
        """
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
        """Stop answering, and end the answers that are under way; a second time does nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.close()

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
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
        request.faults = tuple(fault.kind for fault in faults)
        if dialect and self._script.is_awaited("shift"):
            request.now = dialect.ledger.before_newest(request.now)
        if dialect is None:
            answer = Answer(status=404, text="no bank has this path")
        elif self._is_too_much(dialect, request):
            answer = dialect.refusal("429")
        else:
            answer = spoiled(faults, lambda: _said(dialect, request), dialect.refusal)
        self.requests.append(_seen(request, answer))
        return answer

    def _is_too_much(self, dialect: Dialect, request: Request) -> bool:
        name = request.path.rpartition("/")[2]
        if self._buckets is None or name not in dialect.limits:
            return False
        return not self._buckets.take(f"{dialect.name} {name}", dialect.limits[name], request.now)


def _said(dialect: Dialect, request: Request) -> Answer:
    try:
        return dialect.answer(request)
    except RefusalError as error:
        return error.answer


def _seen(request: Request, answer: Answer) -> Seen:
    return Seen(
        bank=request.bank,
        method=request.method,
        path=request.path,
        query=request.query,
        headers=without_secrets(request.headers),
        body=request.body,
        status=answer.status,
        faults=request.faults,
        warnings=tuple(request.warnings),
        at=request.now,
    )
