"""What a bank says changes as time goes by: holds, ids of the night, tokens, kinds of orders."""

from __future__ import annotations

from datetime import date, timedelta

from statementkit.testing.fakebank import Clock, FakeBank, Ledger
from statementkit.testing.fakebank.entries import Entry, night_end
from tests.feeds.fakebank.asking import (
    STATEMENT,
    TOCHKA,
    ask,
    modulbank_rows,
    tbank_rows,
    tochka_statement,
)

LEDGER = Ledger.invent(accounts=1, operations=600)
ACCOUNT = LEDGER.accounts[0]
IDENTIFIER = f"{ACCOUNT.number}/{ACCOUNT.owner.bic}"
DAYS = date(2024, 3, 1), date(2024, 3, 31)


def hold(*, is_cancelled: bool) -> Entry:
    """Return a payment by card of the middle of the month, and not of a night."""
    return next(
        entry
        for entry in ACCOUNT.entries[200:]
        if entry.held_at and entry.is_cancelled is is_cancelled and not entry.night_id
    )


def test_a_hold_is_posted_later() -> None:
    entry = hold(is_cancelled=False)
    clock = Clock(entry.known_at - timedelta(seconds=1))
    states = []
    with FakeBank(LEDGER, clock=clock, polls=0) as bank:
        for moment in (entry.known_at, entry.posted_at):
            clock.advance(moment - clock.now())
            [row] = [r for r in tbank_rows(bank, ACCOUNT.number) if r["operationId"] == entry.id]
            [other] = [r for r in modulbank_rows(bank, ACCOUNT.number) if r["id"] == entry.id]
            ids = [r["transactionId"] for r in tochka_statement(bank, IDENTIFIER)["Transaction"]]
            states.append((row["operationStatus"], other["status"], entry.id in ids))
    assert states == [("Authorization", "SendToBank", False), ("Transaction", "Executed", True)]


def test_nothing_is_known_before_its_time() -> None:
    entry = hold(is_cancelled=False)
    with FakeBank(LEDGER, clock=Clock(entry.known_at - timedelta(seconds=1))) as bank:
        assert entry.id not in {r["operationId"] for r in tbank_rows(bank, ACCOUNT.number)}
        assert entry.id not in {r["id"] for r in modulbank_rows(bank, ACCOUNT.number)}


def test_a_cancelled_hold_is_gone_or_called_so() -> None:
    entry = hold(is_cancelled=True)
    clock = Clock(entry.known_at)
    with FakeBank(LEDGER, clock=clock) as bank:
        assert entry.id in {r["operationId"] for r in tbank_rows(bank, ACCOUNT.number)}
        clock.advance(entry.posted_at - clock.now())
        assert entry.id not in {r["operationId"] for r in tbank_rows(bank, ACCOUNT.number)}
        [row] = [r for r in modulbank_rows(bank, ACCOUNT.number) if r["id"] == entry.id]
    assert row["status"] == "Canceled"


def test_holds_are_chosen_by_status_and_blocked() -> None:
    entry = hold(is_cancelled=False)
    held = list(LEDGER.holds(ACCOUNT.number, entry.known_at))
    with FakeBank(LEDGER, clock=Clock(entry.known_at)) as bank:
        rows = tbank_rows(bank, ACCOUNT.number, operationStatus="Authorization")
        assert [row["operationId"] for row in rows] == [each.bank_id for each in held]
        assert all("docDate" not in row for row in rows)
        posted = tbank_rows(bank, ACCOUNT.number, operationStatus="Transaction")
        assert {row["operationStatus"] for row in posted} == {"Transaction"}
        path = f"{TOCHKA}/accounts/{IDENTIFIER}/authorized-card-transactions"
        cards = ask(bank, "tochka", path).of("tochka-holds")["Data"]["Transactions"]
        [account] = ask(bank, "tbank", "/openapi/api/v4/bank-accounts").of("tbank-accounts")
    assert len(cards) == len(held)
    assert account["balance"]["authorized"] == float(-sum(each.amount for each in held))


def test_an_id_of_the_night_changes_in_the_morning() -> None:
    entry = next(e for e in ACCOUNT.entries if e.night_id and not e.held_at)
    clock = Clock(entry.posted_at)
    with FakeBank(LEDGER, clock=clock) as bank:
        at_night = {row["operationId"] for row in tbank_rows(bank, ACCOUNT.number)}
        clock.advance(night_end(entry.posted_at) - clock.now())
        later = {row["operationId"] for row in tbank_rows(bank, ACCOUNT.number)}
    assert (entry.id in at_night, entry.night_id in at_night) == (False, True)
    assert (entry.id in later, entry.night_id in later) == (True, False)
    told = {each.bank_id for each in LEDGER.operations(ACCOUNT.number, *DAYS, now=entry.posted_at)}
    assert entry.night_id in told


def test_tochka_calls_an_order_a_memo_order_at_first() -> None:
    entry = next(e for e in ACCOUNT.entries[300:] if e.kind == "income")
    clock = Clock(entry.posted_at)
    with FakeBank(LEDGER, clock=clock, polls=0) as bank:
        kinds = []
        for _ in range(2):
            rows = tochka_statement(bank, IDENTIFIER)["Transaction"]
            kinds.append(next(r for r in rows if r["transactionId"] == entry.id))
            clock.advance(timedelta(minutes=1))
    assert [row["transactionTypeCode"] for row in kinds] == [
        "Мемориальный ордер",
        "Платежное поручение",
    ]


def refresh(bank: FakeBank, token: str, **changes: str) -> tuple[int, dict[str, str]]:
    """Ask Tochka for new tokens."""
    given = {
        "grant_type": "refresh_token",
        "client_id": bank.tokens.client_id,
        "client_secret": bank.tokens.client_secret,
        "refresh_token": token,
    }
    form = "&".join(f"{name}={value}" for name, value in (given | changes).items())
    reply = ask(bank, "tochka", "/connect/token", body=form)
    return reply.status, reply.of("tochka-token") if reply.status == 200 else reply.json


def test_a_refresh_token_is_good_once_and_an_access_token_for_a_day() -> None:
    clock = Clock(LEDGER.settled_at)
    with FakeBank(LEDGER, clock=clock) as bank:
        first = bank.tokens.refresh
        _, tokens = refresh(bank, first)
        access = tokens["access_token"]
        assert ask(bank, "tochka", f"{TOCHKA}/accounts", token=access).status == 200
        assert refresh(bank, first) == (400, {"error": "invalid_grant"})
        clock.advance(timedelta(hours=24))
        assert ask(bank, "tochka", f"{TOCHKA}/accounts", token=access).status == 401
        status, tokens = refresh(bank, tokens["refresh_token"])
        assert status == 200
        clock.advance(timedelta(days=30))
        assert refresh(bank, tokens["refresh_token"])[0] == 400


def test_tokens_are_given_to_the_client_alone() -> None:
    with FakeBank(LEDGER) as bank:
        token = bank.tokens.refresh
        assert refresh(bank, token, client_id="x") == (401, {"error": "invalid_client"})
        other = refresh(bank, token, grant_type="password")
        assert other == (400, {"error": "unsupported_grant_type"})


def test_limits_are_kept_by_the_clock_of_the_bank() -> None:
    clock = Clock(LEDGER.settled_at)
    query = {"accountNumber": ACCOUNT.number, "from": "2024-03-30T00:00:00Z", "limit": 1}
    with FakeBank(LEDGER, clock=clock, limits=True) as bank:
        statuses = [ask(bank, "tbank", STATEMENT, query).status for _ in range(21)]
        assert statuses == [200] * 20 + [429]
        clock.sleep(0.05)
        assert ask(bank, "tbank", STATEMENT, query).status == 200
        refused = ask(bank, "tbank", STATEMENT, query)
        assert refused.status == 429
        refused.of("tbank-error")
        accounts = [ask(bank, "tbank", "/openapi/api/v4/bank-accounts").status for _ in range(7)]
        assert accounts == [200] * 6 + [429]
