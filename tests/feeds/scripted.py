"""A server on loopback that gives prepared answers in their order, and keeps what it was asked."""

from __future__ import annotations

import json
import ssl
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.feeds import FeedAccount, open_feed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from statementkit.feeds import Feed, Page

TOKEN = "t.6vEXAMPLEsecret"  # noqa: S105 - invented
ACCOUNT = FeedAccount("40702810432221000013", "40702810432221000013", "RUB", "044525974")
FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
NOON = datetime(2024, 4, 9, 12, tzinfo=UTC)


class StoppedClock:
    """A clock that only sleeping moves, so that no test waits; `naps` are how long it slept."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment
        self.naps: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.moment += timedelta(seconds=seconds)


@attrs.frozen
class Reply:
    """An answer: `body` is sent as JSON unless it is bytes."""

    body: Any = attrs.field(factory=dict)
    status: int = 200
    headers: dict[str, str] = attrs.field(factory=dict)
    claims: int = 0

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@attrs.frozen
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Script(ThreadingHTTPServer):
    """A server that answers as it was told; the last answer is given again and again."""

    daemon_threads = True

    def __init__(self, replies: list[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = replies
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        scheme = "https" if isinstance(self.socket, ssl.SSLSocket) else "http"
        return f"{scheme}://localhost:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: Script
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        server = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
        reply = server.replies[min(len(server.asked), len(server.replies)) - 1]
        content = reply.content()
        self.send_response(reply.status)
        self.send_header("Content-Length", str(len(content) + reply.claims))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = bool(reply.claims)

    def log_message(self, *_: object) -> None:
        """Keep the output of tests clean."""


@contextmanager
def serving(*replies: Reply | Any, certificate: Path | None = None) -> Iterator[Script]:
    """Serve answers; what is no `Reply` is the JSON of one."""
    script = Script([each if isinstance(each, Reply) else Reply(each) for each in replies])
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        script.socket = context.wrap_socket(script.socket, server_side=True)
    thread = Thread(target=script.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.shutdown()
        script.server_close()
        thread.join()


@contextmanager
def asking(script: Script, bank: str = "tbank", **changes: Any) -> Iterator[Feed]:
    """Open the feed of a bank at a server."""
    settings: dict[str, Any] = {"clock": StoppedClock(), "token": TOKEN, **changes}
    with open_feed(bank, base_url=script.url, **settings) as feed:
        yield feed


def pages(
    bank: str,
    *replies: Reply | Any,
    account: FeedAccount = ACCOUNT,
    days: tuple[date, date] = (FIRST, LAST),
    **settings: Any,
) -> list[Page]:
    """Return the pages that a feed makes of some answers."""
    with serving(*replies) as script, asking(script, bank, **settings) as feed:
        return list(feed.operations(account, *days))


def tbank_row(**changes: Any) -> dict[str, Any]:
    """Return an operation of T-Bank, as its documents show one; `None` takes a key away."""
    row: dict[str, Any] = {
        "operationDate": "2024-03-05T09:14:11Z",
        "operationId": "b7f0c0de-0001-4000-8000-000000000001",
        "operationStatus": "Transaction",
        "accountNumber": ACCOUNT.number,
        "typeOfOperation": "Credit",
        "category": "contragentIncome",
        "chargeDate": "2024-03-04T21:00:00Z",
        "documentNumber": "118",
        "vo": "01",
        "operationAmount": 12500.5,
        "operationCurrencyDigitalCode": "643",
        "accountAmount": 12500.5,
        "accountCurrencyDigitalCode": "643",
        "description": "Оплата",
        "payPurpose": "Оплата по счету 118, без НДС",
        "payer": {
            "acct": "40702810400000000018",
            "inn": "7799000012",
            "kpp": "0",
            "name": 'ООО "Тихий берег"',
            "bicRu": "044525225",
            "bankName": "ПАО СБЕРБАНК",
        },
        "receiver": {"acct": ACCOUNT.number, "inn": "7799000037", "name": 'ООО "Своя"'},
        "counterParty": {"account": "40702810400000000018", "name": 'ООО "Тихий берег"'},
    }
    return _changed(row, changes)


def old_tbank_row(**changes: Any) -> dict[str, Any]:
    """Return an operation of T-Bank's older method."""
    row = {
        "operationId": "op-1",
        "id": "118",
        "date": "2024-03-05",
        "amount": 12500.5,
        "drawDate": "2024-03-05",
        "chargeDate": "2024-03-05",
        "operationType": "01",
        "paymentPurpose": "Оплата по счету 118",
        "payerName": 'ООО "Тихий берег"',
        "payerInn": "7799000012",
        "payerKpp": "0",
        "payerAccount": "40702810400000000018",
        "payerBic": "044525225",
        "payerBank": "ПАО СБЕРБАНК",
        "recipient": 'ООО "Своя"',
        "recipientInn": "7799000037",
        "recipientAccount": ACCOUNT.number,
        "recipientBic": "044525974",
    }
    return _changed(row, changes)


def tochka_row(**changes: Any) -> dict[str, Any]:
    """Return an operation of Tochka."""
    row = {
        "transactionId": "cbs-tb;1000000001;1",
        "paymentId": "cbs-tb-92-1000000001",
        "creditDebitIndicator": "Credit",
        "status": "Booked",
        "documentNumber": "17",
        "transactionTypeCode": "Платежное поручение",
        "documentProcessDate": "2024-03-04",
        "description": "Оплата по договору 17",
        "Amount": {"amount": 1200.0, "amountNat": 1200.0, "currency": "RUB"},
        "DebtorParty": {"inn": "7799000012", "name": 'ООО "Тихий берег"', "kpp": "779901001"},
        "DebtorAccount": {"schemeName": "RU.CBR.PAN", "identification": "40702810400000000018"},
        "DebtorAgent": {
            "schemeName": "RU.CBR.BIK",
            "identification": "044525225",
            "name": "ПАО СБЕРБАНК",
        },
    }
    return _changed(row, changes)


def tochka_statement(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the answer to a fetch of Tochka: a statement of March."""
    found = {
        "accountId": f"{ACCOUNT.number}/{ACCOUNT.bic}",
        "statementId": "23489",
        "status": "Ready",
        "startDateTime": "2024-03-01",
        "endDateTime": "2024-03-31",
        "startDateBalance": 500.0,
        "endDateBalance": 500 + 1200 * len(rows),
        "Transaction": list(rows),
    }
    return {"Data": {"Statement": [_changed(found, changes)]}}


def tochka_order(**changes: Any) -> dict[str, Any]:
    """Return the answer to an order of a statement of March at Tochka."""
    found = {"statementId": "23489", "status": "Created"}
    return {"Data": {"Statement": _changed(found, changes)}}


TOCHKA_ACCOUNT = attrs.evolve(ACCOUNT, id=f"{ACCOUNT.number}/{ACCOUNT.bic}")


def modulbank_row(**changes: Any) -> dict[str, Any]:
    """Return an operation of Modulbank."""
    row = {
        "id": "00000000-0000-4000-8000-0000000000a1",
        "status": "Received",
        "category": "Debet",
        "contragentName": 'ООО "Тихий берег"',
        "contragentInn": "7799000012",
        "contragentKpp": "779901001",
        "contragentBankAccountNumber": "40702810400000000018",
        "contragentBankName": "ПАО СБЕРБАНК",
        "contragentBankBic": "044525225",
        "currency": "RUR",
        "amount": 1500.0,
        "bankAccountNumber": ACCOUNT.number,
        "paymentPurpose": "Оплата",
        "executed": "2024-03-05T00:00:00",
        "created": "2024-03-05T10:11:12.345",
        "docNumber": "9",
        "kbk": None,
    }
    return _changed(row, changes)


MODULBANK_ACCOUNT = attrs.evolve(ACCOUNT, id="00000000-0000-4000-8000-0000000000b1")


def _changed(row: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**row, **changes}.items() if value is not None}
