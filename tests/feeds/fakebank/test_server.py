"""The server itself: its log, several ledgers, its end, and what it does with nonsense."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlencode

import pytest

from statementkit.testing.fakebank import FakeBank, Ledger
from tests.feeds.fakebank.asking import MARCH, STATEMENT, TOCHKA, ask, tbank_rows

LEDGER = Ledger.invent(operations=20)
NUMBER = LEDGER.accounts[0].number


def test_the_log_shows_what_came_but_no_token() -> None:
    with FakeBank(LEDGER) as bank:
        tbank_rows(bank, NUMBER)
        [seen] = bank.requests
        token = bank.token("tbank")
    assert (seen.bank, seen.method, seen.path) == ("tbank", "GET", STATEMENT)
    assert seen.query["accountNumber"] == [NUMBER]
    assert seen.headers["authorization"] == "Bearer …"
    assert token not in repr(bank.requests)


def test_each_bank_can_have_a_ledger_of_its_own() -> None:
    ledgers = {name: Ledger.invent(bank=name, seed=3) for name in ("tbank", "tochka")}
    with FakeBank(ledgers) as bank:
        [tbank, *_] = ask(bank, "tbank", "/openapi/api/v4/bank-accounts").json
        [tochka, *_] = ask(bank, "tochka", f"{TOCHKA}/accounts").json["Data"]["Account"]
        assert tbank["bankBik"] == "044525974"
        assert tochka["accountId"].endswith("/044525104")
        for method in (bank.token, bank.url):
            with pytest.raises(KeyError):
                method("modulbank")


def test_a_bank_that_the_fake_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="blank"):
        FakeBank({"blank": LEDGER})


def test_a_bank_can_take_operations_back() -> None:
    gone = next(entry.id for entry in LEDGER.accounts[0].entries if not entry.is_cancelled)
    with FakeBank(LEDGER) as bank:
        before = {row["operationId"] for row in tbank_rows(bank, NUMBER)}
        bank.serve(LEDGER.without(NUMBER, gone))
        after = {row["operationId"] for row in tbank_rows(bank, NUMBER)}
    assert before - after == {gone}


def test_many_clients_at_once_get_the_same() -> None:
    with FakeBank(LEDGER) as bank, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: len(tbank_rows(bank, NUMBER, limit=3)), range(16)))
    expected = sum(1 for _ in LEDGER.operations(NUMBER, date(2024, 3, 1), date(2024, 3, 31)))
    assert answers == [expected] * 16


def test_nonsense_is_answered_and_does_no_harm() -> None:
    with FakeBank(LEDGER) as bank:
        host, port = bank.url("tbank").removeprefix("http://").split(":")
        for nonsense in (b"\x16\x03\x01 nonsense", b"GET / HTTP/1.1\r\nContent-Length: many"):
            with socket.create_connection((host, int(port)), timeout=30) as line:
                line.sendall(nonsense + b"\r\n\r\n")
                with line.makefile("rb") as answer:
                    assert b"400" in answer.read()
        query = {"accountNumber": NUMBER, **MARCH}
        assert ask(bank, "tbank", STATEMENT, query).status == 200


def test_a_request_id_comes_back() -> None:
    with FakeBank(LEDGER) as bank:
        reply = ask(bank, "tbank", STATEMENT, headers={"X-Request-Id": "42"})
    assert reply.headers["X-Request-Id"] == "42"


def test_a_closed_bank_answers_nobody() -> None:
    with FakeBank(LEDGER) as bank:
        pass
    with pytest.raises(ConnectionRefusedError):
        ask(bank, "tbank", STATEMENT)


def test_a_closed_bank_answers_nobody_who_is_still_connected() -> None:
    query = f"{STATEMENT}?{urlencode({'accountNumber': NUMBER, **MARCH})}"
    with FakeBank(LEDGER) as bank:
        line = HTTPConnection(bank.url("tbank").removeprefix("http://"), timeout=30)
        line.request("GET", query, headers={"Authorization": f"Bearer {bank.token('tbank')}"})
        assert line.getresponse().read()
    line.request("GET", query)
    with pytest.raises(RemoteDisconnected):
        line.getresponse()
    line.close()


def test_a_bank_that_never_began_can_be_closed_and_closed_again() -> None:
    bank = FakeBank(LEDGER)
    bank.close()
    bank.close()


def test_it_needs_nothing_beside_the_library() -> None:
    code = """
import sys
from statementkit.testing.fakebank import FakeBank, Ledger, as_1c, as_csv
from datetime import date
ledger = Ledger.invent(operations=3)
with FakeBank(ledger):
    days = date(2024, 3, 1), date(2024, 3, 31)
    as_1c(ledger, ledger.accounts[0].number, *days)
    as_csv(ledger, ledger.accounts[0].number, *days)
print(*sorted({"hypothesis", "pytest", "sqlalchemy", "polars", "jsonschema"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
