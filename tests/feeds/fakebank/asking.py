"""A client of the fake bank with nothing clever in it: one request, one answer."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import attrs
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from statementkit.testing.fakebank import FakeBank

SCHEMAS = {
    path.stem: Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    for path in (Path(__file__).parent / "schemas").glob("*.json")
}
STATEMENT, BANK_STATEMENT = "/openapi/api/v1/statement", "/openapi/api/v1/bank-statement"
TOCHKA, HISTORY = "/uapi/open-banking/v1.0", "/v1/operation-history/"
MARCH = {"from": "2024-02-29T21:00:00Z", "to": "2024-03-31T21:00:00Z"}


@attrs.frozen
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.content)

    def of(self, schema: str) -> Any:
        """Return the body, which must fit a schema."""
        SCHEMAS[schema].validate(self.json)
        return self.json


def ask(
    bank: FakeBank,
    name: str,
    path: str,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    *,
    method: str | None = None,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Return the answer to a request: a POST if it has a body."""
    address = bank.url(name).removeprefix("http://")
    connection = HTTPConnection(address, timeout=30)
    sent = {"Authorization": f"Bearer {token or bank.token(name)}", **(headers or {})}
    data = None
    if isinstance(body, str):
        data = body.encode()
    elif body is not None:
        data = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    target = path + (f"?{urlencode(query, doseq=True)}" if query else "")
    try:
        connection.request(method or ("GET" if data is None else "POST"), target, data, sent)
        response = connection.getresponse()
        return Reply(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def tbank_pages(bank: FakeBank, number: str, **query: Any) -> Iterator[Any]:
    """Yield the pages of March in the current method of T-Bank."""
    asked: dict[str, Any] = {"accountNumber": number, "operationStatus": "All", **MARCH, **query}
    page = ask(bank, "tbank", STATEMENT, asked | {"withBalances": "true"}).of("tbank-statement")
    yield page
    while "nextCursor" in page:
        asked["cursor"] = page["nextCursor"]
        page = ask(bank, "tbank", STATEMENT, asked).of("tbank-statement")
        yield page


def tbank_rows(bank: FakeBank, number: str, **query: Any) -> list[Any]:
    """Return the operations of March at T-Bank."""
    return [row for page in tbank_pages(bank, number, **query) for row in page["operations"]]


def modulbank_rows(bank: FakeBank, number: str, **given: Any) -> list[Any]:
    """Return the operations of March at Modulbank."""
    [company] = ask(bank, "modulbank", "/v1/account-info", body={}).of("modulbank-accounts")
    [uuid] = [each["id"] for each in company["bankAccounts"] if each["number"] == number]
    asked = {"from": "2024-03-01", "till": "2024-03-31", "records": 50, **given}
    rows: list[Any] = []
    while True:
        body = asked | {"skip": len(rows)}
        page = ask(bank, "modulbank", HISTORY + uuid, body=body).of("modulbank-history")
        if not page:
            return rows
        rows += page


def tochka_order(bank: FakeBank, account: str, **changes: str) -> Reply:
    """Order the statement of March at Tochka."""
    asked = {"accountId": account, "startDateTime": "2024-03-01", "endDateTime": "2024-03-31"}
    body = {"Data": {"Statement": asked | changes}}
    return ask(bank, "tochka", f"{TOCHKA}/statements", body=body)


def tochka_fetch(bank: FakeBank, account: str, number: str) -> Reply:
    """Ask after a statement at Tochka."""
    return ask(bank, "tochka", f"{TOCHKA}/accounts/{account}/statements/{number}")


def tochka_statement(bank: FakeBank, account: str) -> Any:
    """Return the statement of March at Tochka, when it is ready."""
    ordered = tochka_order(bank, account).of("tochka-order")["Data"]["Statement"]
    while True:
        fetched = tochka_fetch(bank, account, ordered["statementId"]).of("tochka-statement")
        [statement] = fetched["Data"]["Statement"]
        if statement["status"] not in ("Created", "Processing"):
            return statement
