"""What feeds say when something goes wrong: each function of `REFUSED` provokes one sentence."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unittest import mock

from statementkit.feeds import connection, open_feed
from statementkit.feeds.clocks import SystemClock
from statementkit.feeds.connection import Connection
from statementkit.feeds.endpoints import Endpoint
from tests.feeds import scripted
from tests.feeds.scripted import MODULBANK_ACCOUNT, TOCHKA_ACCOUNT, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from statementkit import Diagnostic


def refuse(name: str) -> Iterator[Diagnostic]:
    """Yield what is said; what is an error is raised."""
    yield from REFUSED[name]()


def _opening(bank: str = "tbank", **settings: Any) -> list[Diagnostic]:
    open_feed(bank, **{"token": scripted.TOKEN, **settings}).close()
    return []


def _no_package() -> list[Diagnostic]:
    with mock.patch.dict(sys.modules, {"urllib3": None}):
        return _opening()


def _reading(bank: str, *replies: Any, **settings: Any) -> Iterator[Diagnostic]:
    for page in scripted.pages(bank, *replies, **settings):
        yield from (*page.problems, *page.skipped)


def _tbank(*operations: dict[str, Any], **more: Any) -> Iterator[Diagnostic]:
    yield from _reading("tbank", {"operations": operations, **more})


def _refusal(status: int, code: str, message: str) -> Iterator[Diagnostic]:
    body = {"errorCode": code, "errorId": "0fa9e0c1d2", "errorMessage": message}
    yield from _reading("tbank", Reply(body, status))


def _rate() -> Iterator[Diagnostic]:
    yield from _reading("tbank", Reply(status=429, headers={"Retry-After": "3600"}))


def _certificate() -> list[Diagnostic]:
    error = Exception("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed")
    bank = Connection("tbank", "https://business.tbank.ru", SystemClock())
    raise bank.failure(error)


def _redirect() -> Iterator[Diagnostic]:
    yield from _reading("tbank", Reply(status=302, headers={"Location": "https://example.org/"}))


def _large() -> Iterator[Diagnostic]:
    with mock.patch.object(connection, "LARGEST_ANSWER", 1 << 20):
        yield from _reading("tbank", b" " * (1 << 20) + b"{}")


def _not_listed() -> list[Diagnostic]:
    with scripted.serving({}) as script, scripted.asking(script) as feed:
        feed.session.ask(Endpoint("POST", "/api/v1/payment"))  # type: ignore[attr-defined]
    return []


def _other_account() -> Iterator[Diagnostic]:
    yield from _tbank(scripted.tbank_row(accountNumber="40702810700000000025"))


def _never_ready() -> Iterator[Diagnostic]:
    order = scripted.tochka_order()
    wait = scripted.tochka_statement(status="Processing")
    yield from _reading("tochka", order, wait, account=TOCHKA_ACCOUNT)


def _failed() -> Iterator[Diagnostic]:
    order = scripted.tochka_order()
    failed = scripted.tochka_statement(status="Error")
    yield from _reading("tochka", order, failed, account=TOCHKA_ACCOUNT)


def _cancelled() -> Iterator[Diagnostic]:
    row = scripted.modulbank_row(status="Canceled", category="Credit")
    yield from _reading("modulbank", [row], [row], [], account=MODULBANK_ACCOUNT)


def _moving() -> Iterator[Diagnostic]:
    rows = [scripted.modulbank_row(id=f"a{number}") for number in range(20)]
    parts = [part for pair in pairwise(rows) for part in (list(pair), [], [])]
    yield from _reading("modulbank", *parts, account=MODULBANK_ACCOUNT)


def _sums() -> Iterator[Diagnostic]:
    order = scripted.tochka_order()
    short = scripted.tochka_statement(scripted.tochka_row(), endDateBalance=2900)
    yield from _reading("tochka", order, short, account=TOCHKA_ACCOUNT)


REFUSED: Mapping[str, Callable[[], Iterator[Diagnostic] | list[Diagnostic]]] = {
    "no feed": lambda: _opening("blank"),
    "no package": _no_package,
    "no https": lambda: _opening(base_url="http://business.tbank.ru"),
    "no token": lambda: _opening(token=f"Bearer {scripted.TOKEN}"),
    "unknown token": lambda: _refusal(401, "AUTH_REQUIRED", "Неверный токен"),
    "expired token": lambda: _refusal(401, "UNAUTHORIZED", "Срок действия токена истек"),
    "address": lambda: _refusal(
        403, "FORBIDDEN", "Запрос был отправлен с IP-адреса, который не был указан"
    ),
    "permission": lambda: _refusal(403, "ACCESS_DENIED", "Недостаточно прав"),
    "consent": lambda: _refusal(403, "FORBIDDEN", "Forbidden by consent"),
    "rate": _rate,
    "down": lambda: _refusal(500, "INTERNAL_ERROR", "Сервис временно не доступен"),
    "certificate": _certificate,
    "refused": lambda: _refusal(400, "INVALID_DATA", "Ваш запрос невалиден"),
    "redirect": _redirect,
    "large": _large,
    "no json": lambda: _reading("tbank", Reply(b"<html>", 200)),
    "other shape": lambda: _reading("tbank", {"items": []}),
    "circle": lambda: _reading("tbank", {"operations": [], "nextCursor": "a17"}),
    "not listed": _not_listed,
    "other account": _other_account,
    "never ready": _never_ready,
    "failed": _failed,
    "unreadable": lambda: _tbank(scripted.tbank_row(accountAmount="12,5O")),
    "other day": lambda: _tbank(scripted.tbank_row(operationDate="2024-04-02T09:14:11Z")),
    "one id": lambda: _tbank(scripted.tbank_row(), scripted.tbank_row(accountAmount=1)),
    "sums": _sums,
    "cancelled": _cancelled,
    "moving": _moving,
    "setting": lambda: _opening("tochka", method="statement"),
}
