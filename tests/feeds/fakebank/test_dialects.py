"""What each bank says of one ledger: its rows are the ledger's, and its answers fit the schemas."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from statementkit.testing.fakebank import Clock, FakeBank, Ledger
from statementkit.testing.fakebank.clock import midnight
from tests.feeds.fakebank.asking import (
    BANK_STATEMENT,
    HISTORY,
    MARCH,
    SCHEMAS,
    STATEMENT,
    TOCHKA,
    ask,
    modulbank_rows,
    tbank_pages,
    tbank_rows,
    tochka_fetch,
    tochka_order,
    tochka_statement,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = date(2024, 3, 1), date(2024, 3, 31)
COLOUR = "unknown parameter 'colour' of /openapi/api/v1/statement"
SMALL = settings(max_examples=15)


@pytest.fixture(name="ledger", scope="module")
def _ledger() -> Ledger:
    return Ledger.invent()


@pytest.fixture(name="bank", scope="module")
def _bank(ledger: Ledger) -> Iterator[FakeBank]:
    with FakeBank(ledger) as bank:
        yield bank
        assert set(bank.warnings) <= {COLOUR}


def told(ledger: Ledger, number: str) -> dict[str | None, Decimal]:
    """Return what a client should read: amounts by ids."""
    return {each.bank_id: each.amount for each in ledger.operations(number, *DAYS)}


def signed(amount: float, *, is_in: bool) -> Decimal:
    """Return an amount with its sign."""
    return Decimal(str(amount)) * (1 if is_in else -1)


def from_tbank(rows: list[Any]) -> dict[str, Decimal]:
    return {
        row["operationId"]: signed(row["accountAmount"], is_in=row["typeOfOperation"] == "Credit")
        for row in rows
        if row["operationStatus"] == "Transaction"
    }


def from_modulbank(rows: list[Any]) -> dict[str, Decimal]:
    return {
        row["id"]: signed(row["amount"], is_in=row["category"] == "Debet")
        for row in rows
        if row["status"] in ("Executed", "PayReceived", "Received")
    }


def from_tochka(statement: Any) -> dict[str, Decimal]:
    return {
        row["transactionId"]: signed(
            row["Amount"]["amount"], is_in=row["creditDebitIndicator"] == "Credit"
        )
        for row in statement["Transaction"]
    }


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name].schema)


@SMALL
@given(
    seed=st.integers(0, 1000),
    operations=st.integers(0, 70),
    limit=st.sampled_from((1, 7, 50, 5000)),
)
def test_all_banks_tell_the_same_ledger(seed: int, operations: int, limit: int) -> None:
    ledger = Ledger.invent(seed=seed, operations=operations, accounts=1)
    [account] = ledger.accounts
    with FakeBank(ledger, polls=0) as bank:
        expected = told(ledger, account.number)
        assert from_tbank(tbank_rows(bank, account.number, limit=limit)) == expected
        assert from_modulbank(modulbank_rows(bank, account.number, records=min(limit, 50))) == (
            expected
        )
        identifier = f"{account.number}/{account.owner.bic}"
        assert from_tochka(tochka_statement(bank, identifier)) == expected
        assert bank.warnings == []


def test_tbank_pages_in_order_with_balances_on_the_first(bank: FakeBank, ledger: Ledger) -> None:
    account = ledger.accounts[0]
    pages = list(tbank_pages(bank, account.number, limit=30))
    sizes = [len(page["operations"]) for page in pages]
    assert sizes == [30, 30, 30, len(told(ledger, account.number)) - 90]
    dates = [row["operationDate"] for page in pages for row in page["operations"]]
    assert dates == sorted(dates)
    assert [page["nextCursor"] for page in pages[:-1]] == [
        page["operations"][-1]["operationId"] for page in pages[:-1]
    ]
    assert ["balances" in page for page in pages] == [True, False, False, False]
    sums = pages[0]["balances"]
    assert sums["balanceBegin"] == 2_500_000
    assert round(sums["balanceBegin"] + sums["credit"] - sums["debit"] - sums["balanceEnd"], 2) == 0


def test_tbank_leaves_out_the_end_and_takes_in_the_beginning(ledger: Ledger) -> None:
    account = ledger.accounts[0]
    first = next(entry for entry in account.entries if not entry.held_at)
    moment = first.posted_at.isoformat()
    with FakeBank(ledger) as bank:
        including = {"from": moment, "to": "2024-03-31T21:00:00Z"}
        assert first.id in from_tbank(tbank_rows(bank, account.number, **including))
        excluding = {"from": "2024-02-29T21:00:00Z", "to": moment}
        assert first.id not in from_tbank(tbank_rows(bank, account.number, **excluding))


def test_tbank_chooses_by_category_and_party(bank: FakeBank, ledger: Ledger) -> None:
    number = ledger.accounts[0].number
    for categories in (["fee", "tax"], "fee,tax"):
        rows = tbank_rows(bank, number, categories=categories)
        assert {row["category"] for row in rows} == {"fee", "tax"}
    inn = ledger.accounts[0].entries[0].other
    assert inn is not None
    rows = tbank_rows(bank, number, inns=inn.tax_id)
    assert {row["counterParty"]["inn"] for row in rows} == {inn.tax_id}


def test_tbank_writes_moscow_days_as_midnights_in_utc(bank: FakeBank, ledger: Ledger) -> None:
    rows = tbank_rows(bank, ledger.accounts[0].number)
    assert all(row["docDate"].endswith("T21:00:00Z") for row in rows)
    expected = [each.booked_on for each in ledger.operations(ledger.accounts[0].number, *DAYS)]
    days = [date.fromisoformat(row["docDate"][:10]) + timedelta(days=1) for row in rows]
    assert days == expected


def test_tbank_leaves_a_payer_out_and_says_0_for_no_kpp(bank: FakeBank, ledger: Ledger) -> None:
    rows = tbank_rows(bank, ledger.accounts[0].number)
    assert any("payer" not in row and row["typeOfOperation"] == "Credit" for row in rows)
    assert any(row.get("payer", {}).get("kpp") == "0" for row in rows)


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        (STATEMENT, {}, "accountNumber"),
        (STATEMENT, {"accountNumber": "407"}, "accountNumber"),
        (STATEMENT, {"accountNumber": "40702810000000000000", **MARCH}, "accountNumber"),
        (STATEMENT, {"accountNumber": None}, "from"),
        (STATEMENT, {"accountNumber": None, "from": "2024-03-01"}, "from"),
        (STATEMENT, {"accountNumber": None, "from": "in March"}, "from"),
        (STATEMENT, {"accountNumber": None, **MARCH, "limit": "5001"}, "limit"),
        (STATEMENT, {"accountNumber": None, **MARCH, "limit": "0"}, "limit"),
        (STATEMENT, {"accountNumber": None, **MARCH, "operationStatus": "Posted"}, None),
        (STATEMENT, {"accountNumber": None, **MARCH, "cursor": "nothing"}, "cursor"),
        (BANK_STATEMENT, {"accountNumber": None, "from": "01.03.2024"}, "from"),
    ],
)
def test_tbank_refuses_what_the_documents_do_not_allow(
    bank: FakeBank, ledger: Ledger, path: str, query: dict[str, str | None], name: str | None
) -> None:
    number = ledger.accounts[0].number
    reply = ask(bank, "tbank", path, {key: value or number for key, value in query.items()})
    assert reply.status == 400
    body = reply.of("tbank-error")
    assert body["errorCode"] == "INVALID_DATA"
    assert list(body["errorDetails"]) == [name or "operationStatus"]


def test_a_parameter_that_nobody_knows_is_a_warning(bank: FakeBank, ledger: Ledger) -> None:
    tbank_rows(bank, ledger.accounts[0].number)
    reply = ask(
        bank,
        "tbank",
        STATEMENT,
        {"accountNumber": ledger.accounts[0].number, **MARCH, "colour": "red"},
    )
    assert reply.status == 200
    assert bank.requests[-1].warnings == (
        "unknown parameter 'colour' of /openapi/api/v1/statement",
    )


@pytest.mark.parametrize(
    ("query", "warning"),
    [
        ({"limit": ["3", "4"]}, "parameter 'limit' stands there 2 times"),
        ({"limit": "3", "withBalances": "true"}, "'withBalances' stands beside a cursor"),
    ],
)
def test_what_a_bank_would_let_pass_is_a_warning(
    ledger: Ledger, query: dict[str, Any], warning: str
) -> None:
    number = ledger.accounts[0].number
    with FakeBank(ledger) as bank:
        first = ask(bank, "tbank", STATEMENT, {"accountNumber": number, **MARCH, "limit": "2"})
        asked = {"accountNumber": number, **MARCH, "cursor": first.json["nextCursor"], **query}
        assert ask(bank, "tbank", STATEMENT, asked).status == 200
        assert warning in bank.warnings


def test_the_company_of_tbank(bank: FakeBank, ledger: Ledger) -> None:
    owner = ledger.accounts[0].owner
    assert ask(bank, "tbank", "/openapi/api/v1/company").json["inn"] == owner.tax_id


def test_the_old_method_of_tbank_has_sums_and_no_direction(bank: FakeBank, ledger: Ledger) -> None:
    account = ledger.accounts[0]
    query = {"accountNumber": account.number, "from": "2024-03-10", "till": "2024-03-20"}
    body = ask(bank, "tbank", BANK_STATEMENT, query).of("tbank-bank-statement")
    expected = list(ledger.operations(account.number, date(2024, 3, 10), date(2024, 3, 20)))
    amounts = [
        signed(row["amount"], is_in=row.get("recipientAccount") == account.number)
        for row in body["operation"]
    ]
    assert amounts == [each.amount for each in expected]
    moved = sum(amounts, Decimal(0))
    assert Decimal(str(body["saldoIn"])) + moved == Decimal(str(body["saldoOut"]))


def test_the_old_method_of_tbank_takes_the_last_month_by_default(ledger: Ledger) -> None:
    with FakeBank(ledger, clock=Clock(midnight(date(2024, 4, 10)))) as bank:
        query = {"accountNumber": ledger.accounts[0].number}
        body = ask(bank, "tbank", BANK_STATEMENT, query).of("tbank-bank-statement")
    assert min(row["date"] for row in body["operation"]) == "2024-03-11"


def test_the_old_method_of_tbank_gives_50_000_operations_and_no_more() -> None:
    ledger = Ledger.invent(accounts=1, operations=60_000)
    query = {"accountNumber": ledger.accounts[0].number, "from": "2024-03-01"}
    with FakeBank(ledger) as bank:
        reply = ask(bank, "tbank", BANK_STATEMENT, query | {"till": "2024-03-31"})
    assert reply.status == 400
    reply.of("tbank-error")


def test_accounts_of_tbank(bank: FakeBank, ledger: Ledger) -> None:
    rows = ask(bank, "tbank", "/openapi/api/v4/bank-accounts").of("tbank-accounts")
    assert [row["accountNumber"] for row in rows] == [a.number for a in ledger.accounts]
    assert [row["mainFlag"] for row in rows] == ["Y", "N"]
    for version in ("v2", "v3"):
        assert ask(bank, "tbank", f"/openapi/api/{version}/bank-accounts").json == rows


def test_tochka_makes_a_statement_in_its_own_time(ledger: Ledger) -> None:
    account = ledger.accounts[0]
    identifier = f"{account.number}/{account.owner.bic}"
    with FakeBank(ledger, polls=3) as bank:
        ordered = tochka_order(bank, identifier).of("tochka-order")["Data"]["Statement"]
        number = ordered["statementId"]
        states = [
            tochka_fetch(bank, identifier, number).of("tochka-statement")["Data"]["Statement"][0]
            for _ in range(5)
        ]
        assert [state["status"] for state in states] == ["Processing"] * 3 + ["Ready"] * 2
        listed = ask(bank, "tochka", f"{TOCHKA}/statements", {"limit": 1}).of("tochka-statements")
    assert ordered["status"] == "Created"
    assert listed["Data"]["Statement"][0]["statementId"] == number
    moved = sum(from_tochka(states[-1]).values(), Decimal(0))
    begin, end = (Decimal(str(states[-1][f"{each}DateBalance"])) for each in ("start", "end"))
    assert begin + moved == end


def test_tochka_forgets_a_statement_after_a_day(ledger: Ledger) -> None:
    account = ledger.accounts[0]
    identifier = f"{account.number}/{account.owner.bic}"
    clock = Clock(ledger.settled_at)
    with FakeBank(ledger, clock=clock, polls=0) as bank:
        number = tochka_order(bank, identifier).json["Data"]["Statement"]["statementId"]
        clock.advance(timedelta(hours=23, minutes=59))
        assert tochka_fetch(bank, identifier, number).status == 200
        clock.advance(timedelta(minutes=1))
        reply = tochka_fetch(bank, identifier, number)
        other = f"{ledger.accounts[1].number}/{account.owner.bic}"
        assert tochka_fetch(bank, other, number).status == 404
    assert reply.status == 404
    reply.of("tochka-error")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"accountId": "40702810000000000000/044525104"}, 404),
        ({"startDateTime": "2024-03-01T00:00:00"}, 400),
        ({"startDateTime": "2024-04-01"}, 400),
        ({"endDateTime": ""}, 400),
    ],
)
def test_tochka_refuses_wrong_orders(
    bank: FakeBank, ledger: Ledger, changes: dict[str, str], status: int
) -> None:
    account = ledger.accounts[0]
    reply = tochka_order(bank, f"{account.number}/{account.owner.bic}", **changes)
    assert reply.status == status
    reply.of("tochka-error")


@pytest.mark.parametrize("body", ["", "[]", "{", '{"Data": {"Statement": 3}}'])
def test_tochka_refuses_bodies_that_are_no_order(bank: FakeBank, body: str) -> None:
    reply = ask(bank, "tochka", f"{TOCHKA}/statements", body=body)
    assert reply.status == 400
    reply.of("tochka-error")


def test_tochka_lists_as_many_statements_as_are_asked_for(ledger: Ledger) -> None:
    account = ledger.accounts[0]
    with FakeBank(ledger) as bank:
        for _ in range(7):
            tochka_order(bank, f"{account.number}/{account.owner.bic}")
        path = f"{TOCHKA}/statements"
        sizes = [
            len(ask(bank, "tochka", path, query).of("tochka-statements")["Data"]["Statement"])
            for query in ({}, {"limit": 2}, {"limit": 50})
        ]
        assert ask(bank, "tochka", path, {"limit": "all"}).status == 400
    assert sizes == [5, 2, 7]


def test_accounts_balances_and_customers_of_tochka(bank: FakeBank, ledger: Ledger) -> None:
    accounts = ask(bank, "tochka", f"{TOCHKA}/accounts").of("tochka-accounts")["Data"]["Account"]
    assert [each["accountId"][:20] for each in accounts] == [a.number for a in ledger.accounts]
    identifier = accounts[1]["accountId"]
    one = ask(bank, "tochka", f"{TOCHKA}/accounts/{identifier}").of("tochka-accounts")
    assert one["Data"]["Account"] == accounts[1:]
    every = ask(bank, "tochka", f"{TOCHKA}/balances").of("tochka-balances")["Data"]["Balance"]
    path = f"{TOCHKA}/accounts/{identifier}/balances"
    own = ask(bank, "tochka", path).of("tochka-balances")["Data"]["Balance"]
    names = ("accountId", "type", "Amount")
    assert [[each[name] for name in names] for each in every[3:]] == [
        [each[name] for name in names] for each in own
    ]
    assert ask(bank, "tochka", f"{TOCHKA}/customers").json["Data"]["Customer"][0]["kpp"]


def test_modulbank_has_the_newest_first_and_50_at_most(bank: FakeBank, ledger: Ledger) -> None:
    account = ledger.accounts[0]
    rows = modulbank_rows(bank, account.number)
    assert [row["id"] for row in rows] == [entry.id for entry in account.entries][::-1]
    reply = ask(bank, "modulbank", HISTORY + account.uuid, body={"records": 51})
    assert reply.status == 400
    reply.of("modulbank-error")


def test_modulbank_chooses_by_category_and_status(bank: FakeBank, ledger: Ledger) -> None:
    number = ledger.accounts[0].number
    incoming = modulbank_rows(bank, number, category="Debet")
    assert {row["status"] for row in incoming} == {"PayReceived", "Received"}
    assert not any(row["paymentPurpose"].startswith("Комиссия") for row in incoming)
    cancelled = modulbank_rows(bank, number, statuses=["Canceled"])
    assert {row["status"] for row in cancelled} == {"Canceled"}


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"skip": "x"}', '{"records": -1}', '{"from": "March"}']
)
def test_modulbank_refuses_wrong_bodies(bank: FakeBank, ledger: Ledger, body: str) -> None:
    path = HISTORY + ledger.accounts[0].uuid
    headers = {"Content-Type": "application/json"}
    reply = ask(bank, "modulbank", path, body=body, headers=headers)
    assert reply.status == 400
    reply.of("modulbank-error")


def test_modulbank_takes_forms_and_tells_balances(bank: FakeBank, ledger: Ledger) -> None:
    account = ledger.accounts[0]
    path = HISTORY + account.uuid
    form = "from=2024-03-01&till=2024-03-31T00%3A00%3A00Z&records=3"
    rows = ask(bank, "modulbank", path, body=form).of("modulbank-history")
    assert len(rows) == 3
    balance = ask(bank, "modulbank", f"/v1/account-info/balance/{account.uuid}", body={}).json
    assert Decimal(str(balance)) == account.balance(ledger.settled_at + timedelta(seconds=1))
    assert ask(bank, "modulbank", "/v1/account-info").status == 405
    assert ask(bank, "modulbank", HISTORY + "nothing", body={}).status == 400


@pytest.mark.parametrize(
    ("name", "path", "token", "headers"),
    [
        ("tbank", "/openapi/sandbox/api/v4/bank-accounts", "TBankSandboxToken", {}),
        ("tochka", "/sandbox/v2/open-banking/v1.0/accounts", "sandbox.jwt.token", {}),
        ("modulbank", "/v1/account-info", "sandboxtoken", {"sandbox": "on"}),
    ],
)
def test_sandboxes_have_tokens_of_their_own(
    bank: FakeBank, name: str, path: str, token: str, headers: dict[str, str]
) -> None:
    body: Any = {} if name == "modulbank" else None
    good = ask(bank, name, path, body=body, token=token, headers=headers)
    assert good.status == 200
    assert ask(bank, name, path, body=body, token=token, headers=headers).json == good.json
    assert ask(bank, name, path, body=body, headers=headers).status == 401


def test_the_sandbox_of_tochka_makes_statements(bank: FakeBank) -> None:
    token, folder = "sandbox.jwt.token", "/sandbox/v2/open-banking/v1.0"

    def said(path: str, body: Any = None) -> Any:
        return ask(bank, "tochka", folder + path, body=body, token=token).json["Data"]

    [account] = said("/accounts")["Account"]
    identifier = account["accountId"]
    days = {"startDateTime": "2024-03-01", "endDateTime": "2024-03-03"}
    order = {"Data": {"Statement": {"accountId": identifier, **days}}}
    path = f"/accounts/{identifier}/statements/"
    path += said("/statements", order)["Statement"]["statementId"]
    states = [said(path)["Statement"][0] for _ in range(3)]
    assert states[-1]["status"] == "Ready"
    assert states[-1]["Transaction"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tbank", "/openapi/api/v4/bank-accounts"),
        ("tochka", f"{TOCHKA}/accounts"),
        ("modulbank", "/v1/account-info"),
    ],
)
def test_a_wrong_token_opens_nothing(bank: FakeBank, name: str, path: str) -> None:
    body: Any = {} if name == "modulbank" else None
    reply = ask(bank, name, path, body=body, token="wrong")  # noqa: S106 - it is wrong
    assert reply.status == 401
    reply.of(f"{name}-error")
    basic = ask(bank, name, path, body=body, headers={"Authorization": "Basic eDp5"})
    assert basic.status == 401


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tbank", "/openapi/api/v1/payment"),
        ("tochka", f"{TOCHKA}/payments"),
        ("tochka", f"{TOCHKA}/accounts/1/statements"),
        ("tochka", "/uapi/payment/v1.0/for-sign"),
        ("modulbank", "/v1/operation-upload/1c"),
        ("tbank", "/nowhere"),
    ],
)
def test_what_a_bank_does_not_have_is_not_found(bank: FakeBank, name: str, path: str) -> None:
    assert ask(bank, name, path, body={}).status == 404
