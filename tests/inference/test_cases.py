"""What is inferred from files of every kind: the order, the reasons, or the one question."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

import statementkit as sk
from statementkit.inference import Choice


def text(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


SIGNED = text(
    "Buchungstag;Empfänger;Betrag (EUR);Saldo",
    "13.02.2024;Kohvik Hommik;-3,20;1.096,80",
    "14.02.2024;Palk OÜ;1.500,00;2.596,80",
)


def test_one_signed_column_is_proven_by_balances() -> None:
    found = sk.infer(SIGNED)
    layout = found.layout
    assert layout is not None
    assert layout.order == "date|name|amount|balance"
    assert (layout.delimiter, layout.decimal, layout.thousands) == (";", ",", ".")
    assert (layout.date_format, layout.currency) == ("dd.MM.yyyy", "EUR")
    assert layout.newest_first is False
    amount = found.decision("amount")
    assert amount is not None
    assert amount.confidence == "proven"
    assert "1 of 1 balances" in amount.evidence


ORDERS = {
    "two columns, money out with minus signs": (
        text(
            "Datum;Text;Soll;Haben",
            "01.10.2026;Garage;;60,00",
            "13.10.2026;Strom;-45,00;",
        ),
        "date|description|debitSumdivide-1%|creditSum",
    ),
    "two columns without names, by balances": (
        text(
            "13/01/2024,Kohvik,3.20,,96.80",
            "14/01/2024,Palk,,50.00,146.80",
            "15/01/2024,Kauplus,6.80,,140.00",
        ),
        "date|description|debitSum|creditSum|balance",
    ),
    "a column of directions": (
        text("Datum;Naam;Bedrag;Af Bij", "20240213;Bakker;3,20;Af", "20240214;Jansen;50,00;Bij"),
        'date|name|amount|debit="Af"',
    ),
    "a column of directions that repeats the signs": (
        text("Date,Name,Type,Amount", "2024-02-13,Bakery,DEBIT,-3.20", "2024-02-14,Jo,CREDIT,5.00"),
        "date|name|type|amount",
    ),
    "a plus before what is spent, on a card": (
        text(
            "Date,Description,Amount",
            "13.02.2026,Starbucks,+5.00",
            "14.02.2026,PAYMENT - THANK YOU,-100.00",
            "15.02.2026,Lidl,+7.00",
        ),
        "date|description|amountdivide-1%",
    ),
    "positive is expense, on a card": (
        text(
            "Date,Description,Amount",
            "01/13/2026,NETFLIX.COM,15.49",
            "01/15/2026,ONLINE PAYMENT - THANK YOU,-450.00",
            "01/17/2026,UBER TRIP,9.00",
        ),
        "date|description|amountdivide-1%",
    ),
    "a debt that grows is told by words": (
        text(
            "Date,Description,Amount,Status",
            "2024-01-30,Starbucks,-6.50,COMPLETED",
            "2024-01-30,Uber,-18.20,PENDING",
            "2024-01-29,Amazon,-30.00,REVERTED",
            "2024-01-27,Salary,200.00,COMPLETED",
        ),
        'date|description|amount|status|conditions=4={"PENDING","REVERTED"},skip',
    ),
    "a footer, a header again and lines of text": (
        text(
            "Date,Text,Amount",
            "2024-01-30,Starbucks,-6.50",
            "2024-01-29,Amazon,-30.00",
            "Date,Text,Amount",
            ",and more words,",
            "2024-01-27,Salary,200.00",
            "Downloaded 30 January,,",
        ),
        'date|description|amount|conditions=1=BLANK,3=BLANK,skip;1="Date",skip;1~"Downloaded",skip',
    ),
    "dashes for nothing": (
        text("Date,Text,In,Out", "2024-01-30,Bakery,-,6.50", "2024-01-29,Salary,30.00,-"),
        'date|description|creditSum.sub(/^[-–—]+$/,"")|debitSum.sub(/^[-–—]+$/,"")',
    ),
    "two unknown words, by balances": (
        text(
            "Date,Text,Sum,Kind,Balance",
            "2024-01-13,Aas,5.00,Xo,95.00",
            "2024-01-14,Bell,7.00,Yo,102.00",
            "2024-01-15,Cook,2.00,Xo,100.00",
            "2024-01-16,Dahl,3.00,Yo,103.00",
        ),
        'date|description|amount|debit="Xo"|balance',
    ),
    "no minus, but balances that grow, and a first row that says why": (
        text(
            "Date,Text,Amount,Balance",
            "2024-01-13,Ordinary dividend,5.00,95.00",
            "2024-01-14,Bell,7.00,102.00",
        ),
        "date|description|amount|balance",
    ),
    "no minus beside a column of directions that says so": (
        text(
            "Date,Text,Amount,D/C,Balance",
            "2024-01-13,Ordinary dividend,5.00,C,95.00",
            "2024-01-14,Bell,7.00,C,102.00",
        ),
        'date|description|amount|credit="C"|balance',
    ),
    "balances of a file that lacks rows": (
        text(
            "Date,Text,Amount,Balance",
            "2024-01-13,Aas,-5.00,95.00",
            "2024-01-14,Bell,7.00,102.00",
            "2024-01-15,Cook,2.00,104.00",
            "2024-01-16,Dahl,2.00,204.00",
        ),
        "date|description|amount|balance",
    ),
    "a text that tells only as a whole": (
        text(
            "Date,Libellé,Montant",
            "2024-01-13,DÉPÔT,50.00",
            "2024-01-14,Tuulemaa,-7.00",
        ),
        "date|description|amount",
    ),
    "items that move no balance, beside states that do not tell": (
        text(
            "Date,Text,Amount,Balance,Status,Balance impact",
            "2024-01-13,Aas,50.00,150.00,Done,Credit",
            "2024-01-13,Item,30.00,150.00,Done,Memo",
            "2024-01-14,Bell,-7.00,143.00,Done,Debit",
            "2024-01-14,Request,9.00,143.00,Pending,Memo",
            *(f"2024-01-15,Ek,5.00,{143 + 5 * n}.00,Done,Credit" for n in range(1, 11)),
        ),
        'date|description|amount|balance|status|conditions=6="Memo",skip',
    ),
    "zeros beside money out with minus signs": (
        text(
            "Date,Text,Debit,Credit",
            "2024-02-13,Starbucks,-3.20,0.00",
            "2024-02-14,Salary,0.00,100.00",
        ),
        "date|description|debitSumdivide-1%|creditSum",
    ),
    "an original amount with its currency": (
        text(
            "Date,Text,Original amount,Original currency,Amount,Currency",
            "2024-02-13,Starbucks,-3.50,USD,-3.20,EUR",
            "2024-02-14,Salary,15.00,EUR,15.00,EUR",
        ),
        "date|description|originalAmount|originalCurrency|amount|currency",
    ),
    "a total below the table": (
        text(
            "Date,Text,Amount",
            "2024-01-30,Starbucks,-6.50",
            "2024-01-29,Salary,30.00",
            ",Total,23.50",
        ),
        'date|description|amount|conditions=2="Total",skip',
    ),
    "a balance in the table, below the dates": (
        text(
            "Buchungstag;Wert;Text;Betrag",
            "13.02.2024;14.02.2024;Rewe;-3,20",
            "14.02.2024;14.02.2024;Gehalt;1.500,00",
            "Kontostand;29.02.2024;;1.596,80",
        ),
        'date|valueDate|description|amount|conditions=1="Kontostand",skip',
    ),
    "a fee that makes the net amount": (
        text(
            "Date,Name,Gross,Fee,Net,Balance",
            "2024-01-13,Anna Näidis,84.00,-4.25,79.75,79.75",
            "2024-01-14,Pood OÜ,-20.00,0.00,-20.00,59.75",
            "2024-01-15,Mari Mets,10.00,-0.50,9.50,69.25",
        ),
        "date|name|amount|feedivide-1%|other|balance",
    ),
    "signs that a column of words contradicts in every row": (
        text(
            "Date,Text,Amount,Debit/Credit",
            "2024-01-13,Aas,5.00,Debit",
            "2024-01-14,Bell,-7.00,Credit",
            "2024-01-15,Cook,3.00,Debit",
        ),
        "date|description|amountdivide-1%",
    ),
    "signs that two columns repeat": (
        text(
            "Date,Text,Amount,Paid in,Paid out",
            "2024-01-13,Aas,-5.00,,5.00",
            "2024-01-14,Bell,7.00,7.00,",
            "2024-01-15,Cook,-3.00,,3.00",
        ),
        "date|description|amount",
    ),
}


@pytest.mark.parametrize(("content", "order"), ORDERS.values(), ids=ORDERS)
def test_the_order_is_found(content: bytes, order: str) -> None:
    found = sk.infer(content)
    assert found.layout is not None, found
    assert found.layout.order == order
    assert not sk.read(content, found.layout).problems


QUESTIONS = {
    "day or month": (
        text("Date,Text,Amount", "02/03/2024,Starbucks,-6.50", "03/04/2024,Salary,200.00"),
        "date_format",
    ),
    "thousand or one": (
        text("Date,Text,Amount", "2024-01-30,Bakery,-1.234", "2024-01-29,Salary,2.500"),
        "decimal",
    ),
    "no sign": (
        text("Date,Text,Amount", "2024-01-30,Jo,6.50", "2024-01-29,Al,30.00"),
        "amount",
    ),
    "no minus, and balances that do not reach the first row": (
        text("Date,Text,Amount,Balance", "2024-01-13,Al,5.00,95.00", "2024-01-14,Bo,7.00,102.00"),
        "amount",
    ),
    "no minus, and balances that mostly fall": (
        text(
            "2024-01-13,Supermarket,0.01,999.99",
            "2024-01-13,Salary March,0.01,1000.00",
            *(f"2024-01-13,Aas,0.01,999.{cents}" for cents in range(99, 88, -1)),
        ),
        "amount",
    ),
    "an unknown word that no balance is about": (
        text(
            "Date,Text,Sum,Kind,Balance",
            "2024-01-13,Aas,5.00,Xo,95.00",
            "2024-01-14,Bell,7.00,Yo,102.00",
            "2024-01-15,Cook,2.00,Yo,104.00",
        ),
        "amount",
    ),
    "a purchase that is still open, and something that a shop gave back": (
        text(
            "Date,Text,Amount,Status",
            "2024-01-13,Aas,5.00,Pending",
            "2024-01-14,Supermarket,-7.00,Completed",
        ),
        "amount",
    ),
    "a driver, who is paid by what others pay": (
        text(
            "Date,Text,Amount",
            "2024-01-13,Uber,50.00",
            "2024-01-14,Garage Tamm,-7.00",
            "2024-01-15,Uber,20.00",
        ),
        "amount",
    ),
    "amounts that may be cents": (
        text(
            "Date,Text,Amount (cents),Balance (cents)",
            "2024-01-30,Starbucks,-650,1350",
            "2024-01-31,Salary,30000,31350",
        ),
        "amount",
    ),
    "two columns without names": (
        text("2024-01-30;Jo;6.50;", "2024-01-29;Al;;30.00"),
        "amount",
    ),
    "two dates without names": (
        text(
            "2024-01-30;2024-01-31;Jo;-6.50",
            "2024-01-29;2024-01-28;Al;-3.00",
            "2024-01-27;2024-01-27;Bo;-1.00",
        ),
        "date",
    ),
    "nothing but a payment that is open": (
        text("2024-01-30,Supermarket,-6.50,Pending"),
        "amount",
    ),
    "an unknown state": (
        text(
            "Date,Text,Amount,Status",
            "2024-01-30,Bakery,-6.50,Done",
            "2024-01-29,Salary,30.00,Wobbly",
        ),
        "status",
    ),
    "neither in nor out": (
        text(
            "日期,摘要,金额,收/支",
            "2024-01-30,a,6.50,支出",
            "2024-01-29,b,3.00,收入",
            "2024-01-28,c,1.00,/",
        ),
        "amount",
    ),
    "money in and out in the same row": (
        text("Date,Text,Paid in,Paid out", "2024-01-13,Aas,5.00,2.00", "2024-01-14,Bell,,3.00"),
        "amount",
    ),
    "money in that has both signs": (
        text(
            "Date,Text,Paid in,Paid out",
            "2024-01-13,Aas,5.00,",
            "2024-01-14,Bell,-7.00,",
            "2024-01-15,Cook,,3.00",
        ),
        "amount",
    ),
    "names of columns against what the rows are about": (
        text(
            "Date,Text,Paid in,Paid out",
            "2024-01-13,Supermarket,5.00,",
            "2024-01-14,Starbucks,7.00,",
            "2024-01-15,Salary,,300.00",
        ),
        "amount",
    ),
    "signs that words contradict in some rows": (
        text(
            "Date,Text,Amount,Debit/Credit",
            "2024-01-13,Aas,-5.00,Debit",
            "2024-01-14,Bell,7.00,Credit",
            "2024-01-15,Cook,3.00,Debit",
        ),
        "amount",
    ),
    "a row without a word for its direction": (
        text(
            "Date,Text,Amount,Debit/Credit",
            "2024-01-13,Aas,5.00,",
            *(f"2024-01-{day},Bell,7.00,Debit" for day in range(14, 24)),
            "2024-01-24,Cook,7.00,Credit",
        ),
        "amount",
    ),
    "signs that two columns repeat but in one row": (
        text(
            "Date,Text,Amount,Paid in,Paid out",
            "2024-01-13,Aas,-5.00,,5.00",
            "2024-01-14,Bell,7.00,7.00,",
            "2024-01-15,Cook,-3.00,,4.00",
        ),
        "amount",
    ),
}


@pytest.mark.parametrize(("content", "key"), QUESTIONS.values(), ids=QUESTIONS)
def test_what_the_file_does_not_decide_is_asked(content: bytes, key: str) -> None:
    found = sk.infer(content)
    assert found.layout is None
    assert [each.key for each in found.questions] == [key]
    assert len(found.questions[0].answers) >= (2 if key != "amount" else 1)
    with pytest.raises(sk.FormatError) as caught:
        sk.read(content)
    assert caught.value.code == "SK437"


def test_a_row_that_is_left_out_though_balances_count_it_is_told() -> None:
    found = sk.infer(
        text(
            "Date,Text,Amount,Balance,Status",
            "2024-01-13,Aas,-5.00,95.00,Completed",
            "2024-01-14,Bell,7.00,102.00,Completed",
            "2024-01-15,Cook,50.00,102.00,Pending",
            "2024-01-16,Withdrawal,-20.00,82.00,Pending",
        )
    )
    warning = next(each for each in found.warnings if each.line)
    assert warning.line == 5
    assert warning.message == "rows with 'Pending' are left out, but the balances count lines 5"


def test_an_answer_is_taken() -> None:
    content, _ = QUESTIONS["day or month"]
    [question] = sk.infer(content).questions
    days = [
        sk.read(content, **answer.keys).transactions[0].booked_on for answer in question.answers
    ]
    assert days == [date(2024, 3, 2), date(2024, 2, 3)]


def test_cents_are_divided_where_the_answer_says_so() -> None:
    content, _ = QUESTIONS["amounts that may be cents"]
    [question] = sk.infer(content).questions
    assert [answer.keys["order"] for answer in question.answers] == [
        "date|description|amount|balance",
        "date|description|amountdivide100%|balance.divide(100)",
    ]


def test_the_period_above_the_table_decides_day_and_month() -> None:
    content, _ = QUESTIONS["day or month"]
    period = b"Period,01/03/2024,30/04/2024\n"
    found = sk.infer(period + content)
    assert found.layout is not None
    assert found.layout.date_format == "dd/MM/yyyy"
    assert found.layout.header == ("Date", "Amount", "Text")


DAYS = {
    "a period in another way of writing": (
        text(
            "Period,2024-03-01 - 2024-04-30",
            "Date,Text,Amount",
            "02/03/2024,Starbucks,-6.50",
            "03/04/2024,Salary,200.00",
        ),
        "dd/MM/yyyy",
    ),
    "a period that holds the rows either way": (
        text(
            "From 03/01/2024 to 03/12/2024",
            "Date,Text,Amount",
            "03/02/2024,Starbucks,-6.50",
            "03/05/2024,Salary,200.00",
            "03/03/2024,Starbucks,-6.50",
        ),
        None,
    ),
    "a period that holds the rows in one way only": (
        text(
            "From 03/01/2024 to 03/12/2024",
            "Date,Text,Amount",
            "03/02/2024,Starbucks,-6.50",
            "05/03/2024,Salary,200.00",
        ),
        "dd/MM/yyyy",
    ),
    "days of posting that follow soon": (
        text(
            "Date,Posted,Text,Amount",
            "04/03/2024,04/05/2024,Starbucks,-6.50",
            "04/02/2024,04/03/2024,Salary,200.00",
        ),
        "MM/dd/yyyy",
    ),
    "one day of posting": (
        text("Date,Posted,Text,Amount", "04/03/2024,04/05/2024,Starbucks,-6.50"),
        None,
    ),
    "days of debts, a month later each": (
        text(
            "Date,Due,Text,Amount",
            "03/01/2024,04/01/2024,Starbucks,-6.50",
            "04/01/2024,06/01/2024,Salary,200.00",
        ),
        None,
    ),
    "the day of the export, beside every row": (
        text(
            "Date,Created at,Text,Amount",
            "02/03/2024,2024-03-05,Starbucks,-6.50",
            "03/03/2024,2024-03-05,Salary,5.00",
        ),
        None,
    ),
    "the same day, in a way of its own": (
        text("Date,Created at,Text,Amount", "02-09-2026,2026-09-02T18:28:10,Starbucks,-6.50"),
        "dd-MM-yyyy",
    ),
}


@pytest.mark.parametrize(("content", "pattern"), DAYS.values(), ids=DAYS)
def test_other_days_decide_day_and_month(content: bytes, pattern: str | None) -> None:
    decision = sk.infer(content).decision("date_format")
    assert (decision.value if decision else None) == pattern


def test_rows_below_the_sample_decide_day_and_month() -> None:
    rows = [f"0{1 + i % 9}/0{1 + i % 7}/2024,Bakery,-6.50" for i in range(1500)]
    content = text("Date,Text,Amount", *rows, "25/01/2024,Salary,10.00")
    decision = sk.infer(content).decision("date_format")
    assert decision is not None
    assert (decision.value, decision.lines) == ("dd/MM/yyyy", (1502,))


def test_months_are_read_in_the_language_of_their_names() -> None:
    found = sk.infer(
        text("Datum;Text;Betrag", "3. Mai 2024;Miete;-3,20", "14. Dez 2024;Gehalt;4,00")
    )
    assert found.layout is not None
    assert (found.layout.date_format, found.layout.language) == ("dd. MMM yyyy", "de")


def test_a_file_without_a_layout_is_read_and_says_by_what() -> None:
    statement = sk.read(io.BytesIO(SIGNED))
    assert [each.amount for each in statement.transactions] == [Decimal("-3.20"), Decimal(1500)]
    assert statement.facts[0].value == "inferred"
    assert "proven" in next(each.evidence for each in statement.facts if each.name == "amount")
    assert statement.balance.holds


def test_a_debt_is_no_balance() -> None:
    content = text(
        "Date,Description,Amount,Balance",
        "2026-01-13,NETFLIX,15.00,115.00",
        "2026-01-15,ONLINE PAYMENT - THANK YOU,-50.00,65.00",
        "2026-01-17,UBER TRIP,9.00,74.00",
    )
    found = sk.infer(content)
    assert [each.key for each in found.questions] == ["amount"]
    assert "is the balance a debt?" in found.questions[0].text


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello", b"a,b\n1,2\n", b"%PDF-1.4 x"])
def test_what_is_no_table_of_payments_is_refused(content: bytes) -> None:
    with pytest.raises(sk.ReadError):
        sk.infer(content)


def test_an_inference_is_plain_values_and_a_text() -> None:
    found = sk.infer(SIGNED)
    plain = found.to_dict()
    assert plain["layout"]["order"] == "date|name|amount|balance"
    assert plain["columns"][2]["field"] == "amount"
    assert all(isinstance(each, Choice) for each in found.decisions)
    assert "date_format = dd.MM.yyyy" in str(found)


def test_a_currency_that_most_rows_leave_blank_is_not_that_of_the_amounts() -> None:
    content = text(
        "Date,Payee,Amount,Shop currency",
        "2024-02-13,Kohvik Hommik,-3.20,",
        "2024-02-14,Sklep Rano,-4.70,PLN",
        "2024-02-15,Kohvik Hommik,-3.60,",
    )
    layout = sk.infer(content).layout
    assert layout is not None
    assert layout.order == "date|name|amount"
    assert [each.currency for each in sk.read(content, layout).transactions] == [None, None, None]


def test_the_currency_before_the_exchange_is_known_by_its_name() -> None:
    content = text(
        "Datum;Popis;Částka;Zůstatek;Originální částka;Originální měna",
        "13.02.2024;Kavárna Ráno;-81,50;918,50;-3,20;EUR",
        "14.02.2024;Obchod Dnes;-93,10;825,40;-4,00;USD",
    )
    layout = sk.infer(content, decimal=",").layout
    assert layout is not None
    assert "currency" not in str(layout.order).split("|")
    assert {each.currency for each in sk.read(content, layout).transactions} == {None}
