"""What goes wrong on demand: at the request that was meant, as it was meant, and no more."""

from __future__ import annotations

import time
from http.client import IncompleteRead
from typing import Any, get_args

import pytest

from statementkit.testing.fakebank import Clock, FakeBank, Fault, Ledger
from statementkit.testing.fakebank.faults import FaultKind
from tests.feeds.fakebank.asking import (
    BANK_STATEMENT,
    HISTORY,
    MARCH,
    STATEMENT,
    TOCHKA,
    Reply,
    ask,
    modulbank_rows,
    tbank_pages,
    tbank_rows,
    tochka_fetch,
    tochka_order,
    tochka_statement,
)

LEDGER = Ledger.invent(accounts=1, operations=20)
ACCOUNT = LEDGER.accounts[0]
IDENTIFIER = f"{ACCOUNT.number}/{ACCOUNT.owner.bic}"
QUERY = {"accountNumber": ACCOUNT.number, **MARCH}


def statement(bank: FakeBank) -> Reply:
    """Ask T-Bank for a statement."""
    return ask(bank, "tbank", STATEMENT, QUERY)


def test_a_fault_hits_the_requests_that_were_meant() -> None:
    faults = [Fault("500", after=1, times=2), Fault("429", after=4, on="GET .*/statement$")]
    with FakeBank(LEDGER, faults=faults) as bank:
        ask(bank, "tbank", "/openapi/api/v4/bank-accounts")
        statuses = [statement(bank).status for _ in range(6)]
        assert statuses == [500, 500, 200, 200, 429, 200]
        assert [seen.faults for seen in bank.requests][1:3] == [("500",), ("500",)]


def test_a_fault_can_last() -> None:
    with FakeBank(LEDGER, faults=[Fault("503", times=None)]) as bank:
        assert {statement(bank).status for _ in range(5)} == {503}


@pytest.mark.parametrize("kind", ["401", "403", "404", "422", "429", "500", "scope"])
@pytest.mark.parametrize("name", ["tbank", "tochka", "modulbank"])
def test_errors_have_the_shape_of_their_bank(name: str, kind: FaultKind) -> None:
    path = {"tbank": STATEMENT, "tochka": f"{TOCHKA}/accounts", "modulbank": HISTORY}[name]
    with FakeBank(LEDGER, faults=[Fault(kind)]) as bank:
        reply = ask(bank, name, path, body={})
    assert reply.status == (403 if kind == "scope" else int(kind))
    reply.of(f"{name}-error")


@pytest.mark.parametrize("kind", ["502", "503", "504"])
def test_errors_of_the_edge_are_pages_for_people(kind: FaultKind) -> None:
    with FakeBank(LEDGER, faults=[Fault(kind)]) as bank:
        reply = statement(bank)
    assert reply.status == int(kind)
    assert reply.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [(None, None), (3, "3"), ("Fri, 29 Mar 2024 10:00:00 GMT", "Fri, 29 Mar 2024 10:00:00 GMT")],
)
def test_a_bank_may_say_when_to_come_back(retry_after: float | str, header: str | None) -> None:
    with FakeBank(LEDGER, faults=[Fault("429", retry_after=retry_after)]) as bank:
        assert statement(bank).headers.get("Retry-After") == header


def test_json_may_be_cut_in_a_whole_answer() -> None:
    with FakeBank(LEDGER, faults=[Fault("truncated")]) as bank:
        reply = statement(bank)
    assert reply.status == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|utf-8"):
        _ = reply.json


def test_a_connection_may_end_in_the_middle_of_an_answer() -> None:
    with FakeBank(LEDGER, faults=[Fault("cut")]) as bank:
        with pytest.raises(IncompleteRead):
            statement(bank)
        assert statement(bank).status == 200


def test_a_connection_may_be_reset() -> None:
    with FakeBank(LEDGER, faults=[Fault("reset")]) as bank:
        with pytest.raises(ConnectionResetError):
            statement(bank)
        assert statement(bank).status == 200


def test_an_answer_may_be_late_and_does_not_hold_up_the_end() -> None:
    with FakeBank(
        LEDGER, faults=[Fault("slow", seconds=0.2), Fault("slow", after=1, seconds=60)]
    ) as bank:
        started = time.monotonic()
        assert statement(bank).status == 200
        assert time.monotonic() - started >= 0.2


def test_a_bank_may_send_its_client_elsewhere() -> None:
    with FakeBank(LEDGER, faults=[Fault("redirect")]) as bank:
        reply = statement(bank)
    assert reply.status == 302
    assert "127.0.0.1" not in reply.headers["Location"]


def rows_of(bank: FakeBank) -> list[list[Any]]:
    """Return the pages of all banks."""
    return [
        tbank_rows(bank, ACCOUNT.number),
        tochka_statement(bank, IDENTIFIER)["Transaction"],
        modulbank_rows(bank, ACCOUNT.number),
        ask(bank, "tbank", BANK_STATEMENT, {**QUERY, "from": "2024-03-01"} | {"to": []}).json[
            "operation"
        ],
    ]


@pytest.mark.parametrize("kind", ["duplicate", "reorder", "missing"])
def test_rows_may_be_disturbed(kind: FaultKind) -> None:
    with FakeBank(LEDGER, polls=0) as bank:
        right = rows_of(bank)
    pages = "statement$|/statements/|/operation-history/"
    with FakeBank(LEDGER, faults=[Fault(kind, times=None, on=pages)], polls=0) as bank:
        wrong = rows_of(bank)
    for good, bad in zip(right, wrong, strict=True):
        expected = {"duplicate": good + good[:1], "reorder": good[::-1], "missing": good[:-1]}
        assert bad == expected[kind]


def test_an_entry_may_appear_between_pages() -> None:
    newest = max(e.posted_at for e in ACCOUNT.entries if not e.is_cancelled)
    [new] = [entry.id for entry in ACCOUNT.entries if entry.posted_at == newest]
    clock = Clock(LEDGER.settled_at)
    shift = Fault("shift", after=1, on="statement$|/operation-history/")
    with FakeBank(LEDGER, faults=[shift], clock=clock) as bank:
        pages = list(tbank_pages(bank, ACCOUNT.number, limit=5))
        assert new not in {row["operationId"] for row in pages[0]["operations"]}
        assert new in {row["operationId"] for row in pages[-1]["operations"]}
    with FakeBank(LEDGER, faults=[shift], clock=clock) as bank:
        rows = modulbank_rows(bank, ACCOUNT.number, records=5)
    ids = [row["id"] for row in rows]
    assert new not in ids
    assert len(ids) == len(set(ids)) + 1


def test_a_cursor_may_come_again() -> None:
    fault = Fault("stuck", after=1, on="statement$")
    with FakeBank(LEDGER, faults=[fault]) as bank:
        pages = tbank_pages(bank, ACCOUNT.number, limit=5)
        first, second = next(pages), next(pages)
    assert second["nextCursor"] == first["nextCursor"]


def test_tochka_may_lose_a_statement_or_fail_to_make_it() -> None:
    faults = [
        Fault("expired", on="/accounts/.*/statements/"),
        Fault("job-error", on="POST", after=1),
    ]
    with FakeBank(LEDGER, faults=faults, polls=0) as bank:
        number = tochka_order(bank, IDENTIFIER).json["Data"]["Statement"]["statementId"]
        for _ in range(2):
            assert tochka_fetch(bank, IDENTIFIER, number).status == 404
        assert tochka_statement(bank, IDENTIFIER)["status"] == "Error"
        assert tochka_statement(bank, IDENTIFIER)["status"] == "Ready"


def test_modulbank_may_fail_with_status_200() -> None:
    with FakeBank(LEDGER, faults=[Fault("apierror")]) as bank:
        reply = ask(bank, "modulbank", "/v1/account-info", body={})
    assert (reply.status, reply.json) == (200, {"message": "apierror"})


def test_amounts_of_modulbank_may_be_a_little_off() -> None:
    fault = Fault("noise", times=None, on="/operation-history/")
    with FakeBank(LEDGER, faults=[fault]) as bank:
        amounts = [row["amount"] for row in modulbank_rows(bank, ACCOUNT.number)]
    exact = [float(abs(entry.amount)) for entry in ACCOUNT.entries][::-1]
    assert [round(amount, 2) for amount in amounts] == exact
    assert all(amount != right for amount, right in zip(amounts, exact, strict=True))


def test_a_fault_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        Fault("flood")  # type: ignore[arg-type]


def test_a_fault_on_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="no regular expression"):
        Fault("500", on="(")


def test_every_kind_of_fault_is_described() -> None:
    described = (Fault.__doc__ or "").replace(
        "`401` … `504`", " ".join(f"`{n}`" for n in range(401, 505))
    )
    assert [kind for kind in get_args(FaultKind) if f"`{kind}`" not in described] == []
