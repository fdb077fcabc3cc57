"""What an operation of each bank becomes, and what becomes of one that is not as documented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from statementkit import Transaction
from statementkit.feeds import ProtocolError
from tests.feeds.scripted import (
    ACCOUNT,
    MODULBANK_ACCOUNT,
    TOCHKA_ACCOUNT,
    TOKEN,
    asking,
    modulbank_row,
    old_tbank_row,
    pages,
    serving,
    tbank_row,
    tochka_order,
    tochka_row,
    tochka_statement,
)

if TYPE_CHECKING:
    from statementkit.feeds import Page

PARTY: dict[str, Any] = {
    "name": 'ООО "Тихий берег"',
    "tax_id": "7799000012",
    "account": "40702810400000000018",
    "bic": "044525225",
    "own_account": ACCOUNT.number,
}


def of_tbank(*rows: dict[str, Any], **more: Any) -> Page:
    [page] = pages("tbank", {"operations": rows, **more})
    return page


def of_old_tbank(*rows: dict[str, Any], **sums: Any) -> Page:
    [page] = pages("tbank", {"operation": rows, **sums}, method="bank-statement")
    return page


def of_tochka(*rows: dict[str, Any], **changes: Any) -> Page:
    statement = tochka_statement(*rows, **changes)
    [page] = pages("tochka", tochka_order(), statement, account=TOCHKA_ACCOUNT)
    return page


def of_modulbank(*rows: dict[str, Any]) -> list[Page]:
    return pages("modulbank", list(rows), [rows[-1]], [], account=MODULBANK_ACCOUNT)


def test_tbank() -> None:
    [found] = of_tbank(tbank_row()).transactions
    assert found == Transaction(
        date(2024, 3, 5),
        Decimal("12500.50"),
        "RUB",
        description="Оплата по счету 118, без НДС",
        bank_id="b7f0c0de-0001-4000-8000-000000000001",
        value_on=date(2024, 3, 5),
        extra={
            "number": "118",
            "type": "01",
            "category": "contragentIncome",
            "bank_name": "ПАО СБЕРБАНК",
            "moment": "2024-03-05T09:14:11Z",
            "original_amount": Decimal("12500.5"),
            "original_currency": "RUB",
        },
        **PARTY,
    )
    assert (found.line, found.provenance.origin.layout) == (1, "tbank-statement")  # type: ignore[union-attr]
    assert found.origin is not None
    assert found.origin.file == f"tbank:{ACCOUNT.number}"


def test_the_older_method_of_tbank() -> None:
    sums = {"saldoIn": 1000, "income": 12500.5, "outcome": 0, "saldoOut": 13500.5}
    page = of_old_tbank(old_tbank_row(), **sums)
    [found] = page.transactions
    assert page.complete
    assert [(each.day, each.amount) for each in page.stated] == [
        (date(2024, 3, 1), Decimal(1000)),
        (date(2024, 3, 31), Decimal("13500.50")),
    ]
    assert found == Transaction(
        date(2024, 3, 5),
        Decimal("12500.50"),
        "RUB",
        description="Оплата по счету 118",
        bank_id="op-1",
        extra={"number": "118", "type": "01", "bank_name": "ПАО СБЕРБАНК"},
        **PARTY,
    )


def test_tochka() -> None:
    page = of_tochka(tochka_row())
    [found] = page.transactions
    assert page.complete
    assert found == Transaction(
        date(2024, 3, 4),
        Decimal("1200.00"),
        "RUB",
        description="Оплата по договору 17",
        bank_id="cbs-tb;1000000001;1",
        extra={
            "number": "17",
            "type": "Платежное поручение",
            "kpp": "779901001",
            "bank_name": "ПАО СБЕРБАНК",
            "payment_id": "cbs-tb-92-1000000001",
        },
        **PARTY,
    )


def test_modulbank_where_debet_is_money_in() -> None:
    [page] = of_modulbank(modulbank_row())
    [found] = page.transactions
    assert found == Transaction(
        date(2024, 3, 5),
        Decimal("1500.00"),
        "RUB",
        description="Оплата",
        bank_id="00000000-0000-4000-8000-0000000000a1",
        extra={
            "number": "9",
            "kpp": "779901001",
            "bank_name": "ПАО СБЕРБАНК",
            "moment": "2024-03-05T10:11:12.345",
            "status": "Received",
        },
        **PARTY,
    )


def test_money_out_is_negative_and_names_the_receiver() -> None:
    other = {"acct": PARTY["account"], "name": "Иной", "inn": "7799000012", "bicSwift": "SABRRUMM"}
    [found] = of_tbank(
        tbank_row(typeOfOperation="Debit", receiver=other, counterParty=None)
    ).transactions
    assert (found.amount, found.name, found.bic) == (Decimal("-12500.50"), "Иной", "SABRRUMM")
    own, payee = {"payerAccount": ACCOUNT.number}, {"recipientAccount": PARTY["account"]}
    [found] = of_old_tbank(old_tbank_row(**own, **payee)).transactions
    assert (found.amount, found.name) == (Decimal("-12500.50"), 'ООО "Своя"')
    [page] = of_modulbank(modulbank_row(category="Credit", status="Executed"))
    assert page.transactions[0].amount == Decimal("-1500.00")


def test_a_missing_payer_is_taken_from_the_other_key_or_left_out() -> None:
    [found] = of_tbank(tbank_row(payer=None)).transactions
    assert (found.name, found.account) == (PARTY["name"], PARTY["account"])
    [found] = of_tbank(tbank_row(payer=None, counterParty=None)).transactions
    assert (found.name, found.account, found.tax_id, found.bic) == (None, None, None, None)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2024-03-04T21:00:00Z", 5),
        ("2024-03-04T20:59:59.999Z", 4),
        ("2024-03-05T00:00:00+03:00", 5),
        ("2024-02-29T21:00:00Z", 1),
        ("2024-03-31T20:59:59Z", 31),
    ],
)
def test_days_are_those_of_moscow(instant: str, day: int) -> None:
    [found] = of_tbank(tbank_row(operationDate=instant)).transactions
    assert found.booked_on == date(2024, 3, day)


def test_holds_are_apart() -> None:
    page = of_tbank(tbank_row(operationStatus="Authorization"))
    assert (len(page.transactions), len(page.held)) == (0, 1)
    page = of_tochka(tochka_row(status="Pending"), endDateBalance=500)
    assert (len(page.transactions), len(page.held), page.complete) == (0, 1, True)
    [page] = of_modulbank(modulbank_row(status="SendToBank", executed=None, category="Credit"))
    assert [each.booked_on for each in page.held] == [date(2024, 3, 5)]


@pytest.mark.parametrize("status", ["RejectByBank", "Canceled", "UnderControl"])
def test_what_moved_no_money_is_left_out_and_told(status: str) -> None:
    [page] = of_modulbank(modulbank_row(status=status))
    [left_out] = page.skipped
    assert (left_out.code, left_out.severity, page.complete) == ("SK826", "info", True)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (b"0.1", "0.10"),
        (b"0.30000000000000004", "0.30"),
        (b"1500", "1500.00"),
        (b"1.5e3", "1500.00"),
        (b'"12500.50"', "12500.50"),
        (b"123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ],
)
def test_amounts_are_exact(written: bytes, amount: str) -> None:
    body = b'{"operations": [%s]}'
    row = str(tbank_row(accountAmount="@")).replace("'", '"').replace('"@"', written.decode())
    row = row.replace('ООО "Тихий берег"', "Тихий берег").replace('ООО "Своя"', "Своя")
    [page] = pages("tbank", body % row.encode())
    assert [str(each.amount) for each in page.transactions] == [amount]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"accountAmount": None}, "'accountAmount' is missing"),
        ({"operationId": None}, "'operationId' is missing"),
        ({"operationDate": None}, "'operationDate' is missing"),
        ({"operationDate": "2024-03-05T09:14:11"}, "in which zone"),
        ({"operationDate": "0001-01-01T00:00:00+14:00"}, "not a date"),
        ({"operationDate": "05.03.2024"}, "not a date"),
        ({"accountAmount": 12.345}, "more digits"),
        ({"accountAmount": -5}, "below zero"),
        ({"accountAmount": "NaN"}, "not an amount"),
        ({"accountAmount": "1_000"}, "not an amount"),
        ({"accountAmount": True}, "no text"),
        ({"accountAmount": "1e999"}, "too long"),
        ({"accountCurrencyDigitalCode": "840"}, "in USD, the account in RUB"),
        ({"accountCurrencyDigitalCode": "999"}, "not a currency code"),
        ({"typeOfOperation": "Sideways"}, "'Sideways', which is not known"),
        ({"typeOfOperation": None}, "'typeOfOperation' is missing"),
        ({"operationStatus": "Perhaps"}, "not known"),
        ({"payer": "ООО"}, "should stand in an object"),
        ({"payPurpose": {"text": "Оплата"}}, "no text"),
    ],
)
def test_what_is_not_as_documented_is_a_problem(changes: dict[str, Any], message: str) -> None:
    page = of_tbank(tbank_row(**changes), tbank_row(operationId="second"))
    [problem] = page.problems
    assert message in problem.message
    assert (problem.code, problem.line) == ("SK822", 1)
    assert len(page.transactions) == 1, "the other operations are read all the same"
    assert not page.complete


def test_a_problem_shows_the_operation_without_account_numbers() -> None:
    [problem] = of_tbank(tbank_row(accountAmount="?")).problems
    assert problem.cell is not None
    assert '"documentNumber":"118"' in problem.cell
    assert ACCOUNT.number not in problem.cell


def test_operations_that_are_none() -> None:
    page = of_tbank("operation", None, [], 5)  # type: ignore[arg-type]
    assert [each.code for each in page.problems] == ["SK822"] * 4


def test_neither_side_is_the_own_account() -> None:
    page = of_old_tbank(old_tbank_row(recipientAccount=PARTY["account"]))
    assert "neither side" in page.problems[0].message
    page = of_old_tbank(old_tbank_row(payerAccount=ACCOUNT.number))
    assert "both sides" in page.problems[0].message


@pytest.mark.parametrize(
    "sums",
    [
        {"saldoIn": 1000, "income": 12500.5, "outcome": 0, "saldoOut": 13000},
        {"saldoIn": 1000, "income": 13000, "outcome": 0, "saldoOut": 14000},
        {"saldoIn": 1000, "income": 12500.5, "outcome": 1, "saldoOut": 13499.5},
    ],
)
def test_sums_that_do_not_come_out_make_the_days_incomplete(sums: dict[str, float]) -> None:
    page = of_old_tbank(old_tbank_row(), **sums)
    assert {each.code for each in page.problems} == {"SK825"}
    assert {each.severity for each in page.problems} == {"warning"}
    assert len(page.transactions) == 1
    assert not page.complete


def test_balances_whose_meaning_is_not_documented_only_count_if_they_come_out() -> None:
    lenient = of_tbank(tbank_row(), balances={"balanceEnd": 5, "operationsCount": 1})
    odd = {"balanceBegin": 1, "balanceEnd": 5, "credit": 7, "debit": 0}
    wrong = {"balanceBegin": 1, "balanceEnd": 8, "credit": 7, "debit": 0}
    assert lenient.complete
    assert not lenient.stated, "a balance that cannot be proved is none"
    assert of_tbank(tbank_row(), balances=odd).complete
    assert not of_tbank(tbank_row(), balances=wrong).complete


def test_an_answer_about_another_account_is_refused_as_a_whole() -> None:
    other = "40702810700000000025"
    with pytest.raises(ProtocolError, match="SK819"):
        of_tbank(tbank_row(), tbank_row(operationId="2", accountNumber=other))
    with pytest.raises(ProtocolError, match="SK819"):
        of_old_tbank(old_tbank_row(), accountNumber=other)
    with pytest.raises(ProtocolError, match="SK819"):
        of_modulbank(modulbank_row(bankAccountNumber=other))
    with pytest.raises(ProtocolError, match="SK819"):
        of_tochka(tochka_row(), accountId=f"{other}/044525974")


def test_accounts() -> None:
    tbank = {
        "accountNumber": ACCOUNT.number,
        "name": "Расчетный",
        "status": "NORM",
        "currency": "643",
        "bankBik": "044525974",
    }
    tochka = {
        "accountId": TOCHKA_ACCOUNT.id,
        "status": "Enabled",
        "currency": "RUB",
        "accountType": "Business",
    }
    modulbank = {
        "id": MODULBANK_ACCOUNT.id,
        "number": ACCOUNT.number,
        "accountName": "Расчетный",
        "currency": "RUR",
        "bankBic": "044525974",
        "status": "Closed",
    }
    answers: dict[str, Any] = {
        "tbank": [tbank],
        "tochka": {"Data": {"Account": [tochka]}},
        "modulbank": [{"companyId": "c1", "bankAccounts": [modulbank]}],
    }
    expected = {
        "tbank": attrs.evolve(ACCOUNT, name="Расчетный"),
        "tochka": TOCHKA_ACCOUNT,
        "modulbank": attrs.evolve(MODULBANK_ACCOUNT, name="Расчетный", is_open=False),
    }
    for bank, answer in answers.items():
        with serving(answer) as script, asking(script, bank) as feed:
            assert feed.accounts() == [expected[bank]]
            assert script.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("answer", [{}, [{}], [5], ["x"], [{"accountNumber": "4"}]])
def test_accounts_that_are_none(answer: Any) -> None:
    with (
        serving(answer) as script,
        asking(script) as feed,
        pytest.raises(ProtocolError, match="SK816"),
    ):
        feed.accounts()


def test_an_account_in_what_is_no_known_currency_is_shown_and_not_booked() -> None:
    gold = {"accountNumber": ACCOUNT.number, "currency": "A98"}
    with (
        serving([gold], {"operation": [old_tbank_row()]}) as script,
        asking(script, method="bank-statement") as feed,
    ):
        [account] = feed.accounts()
        [page] = feed.operations(account, date(2024, 3, 1), date(2024, 3, 31))
    assert account.currency == "A98"
    assert not page.transactions
    assert "not a currency code" in page.problems[0].message
