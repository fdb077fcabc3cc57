"""Rendering is the inverse of reading, in every layout that can say what is to be said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import statementkit as sk
from statementkit.layouts import Layout
from statementkit.testing import Sample, layouts, render, rows, statements, transactions

DAY = date(2024, 2, 1)
COFFEE = sk.Transaction(DAY, Decimal("-3.20"), "EUR", name="Kohvik Hommik")
WITH_FEE = sk.Transaction(DAY, Decimal("-20.00"), "EUR", name="Tartu Raamat")
FEE = sk.Transaction(DAY, Decimal("-0.30"), "EUR", kind="fee", parent=WITH_FEE)
PLAIN: dict[str, Any] = {"date_format": "dd.MM.yyyy", "decimal": ",", "delimiter": ";"}

CASES: dict[str, tuple[dict[str, Any], list[sk.Transaction], str]] = {
    "currency of the layout": (
        {"order": "date|name|amount", "currency": "EUR"},
        [COFFEE],
        "date;name;amount\n01.02.2024;Kohvik Hommik;-3,20\n",
    ),
    "currency beside the amount": (
        {"order": "date|name|amount"},
        [COFFEE],
        "date;name;amount\n01.02.2024;Kohvik Hommik;-3,20 EUR\n",
    ),
    "flag": (
        {"order": "date|name|amount|currency|debit=Af", "header": False},
        [COFFEE, attrs.evolve(COFFEE, amount=Decimal("3.20"))],
        "01.02.2024;Kohvik Hommik;3,20;EUR;Af\n01.02.2024;Kohvik Hommik;3,20;EUR;D\n",
    ),
    "sums": (
        {"order": "date|name|creditSum|debitSumdivide-1%|currency", "header": False},
        [COFFEE],
        "01.02.2024;Kohvik Hommik;;-3,20;EUR\n",
    ),
    "cents": (
        {"order": "date|name|amountdivide100%|currency", "header": False},
        [COFFEE],
        "01.02.2024;Kohvik Hommik;-320,00;EUR\n",
    ),
    "fees": (
        {"order": "date|name|amount|currency|fee", "header": False},
        [COFFEE, WITH_FEE, FEE],
        "01.02.2024;Kohvik Hommik;-3,20;EUR;\n01.02.2024;Tartu Raamat;-20,00;EUR;0,30\n",
    ),
    "fee inside the amount": (
        {"order": "date|name|amount|currency|feeIncluded", "header": False},
        [WITH_FEE, FEE],
        "01.02.2024;Tartu Raamat;-20,30;EUR;0,30\n",
    ),
    "branches": (
        {
            "order": 'date|other|amount|currency|conditions=2="Fee",skip;'
            "3<0,date,name,amount,currency",
            "header": False,
        },
        [COFFEE],
        "01.02.2024;Kohvik Hommik;-3,20;EUR\n",
    ),
    "headers": (
        {"order": "date@[Day]|name@[Payee].upper|amount@[Sum]|currency@[Ccy]"},
        [attrs.evolve(COFFEE, name="KOHVIK")],
        "Day;Payee;Sum;Ccy\n01.02.2024;KOHVIK;-3,20;EUR\n",
    ),
    "names that are joined": (
        {"order": "date|name|descAndName|amount|currency", "header": False},
        [attrs.evolve(COFFEE, name="Kohvik-Hommik", description="Hommik")],
        "01.02.2024;Kohvik;Hommik;-3,20;EUR\n",
    ),
    "lines that are skipped": (
        {"order": "date|name|amount|currency", "skip_lines": 1, "footer_lines": 1},
        [COFFEE],
        "Statement\ndate;name;amount;currency\n01.02.2024;Kohvik Hommik;-3,20;EUR\nTotal\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_written_as_a_bank_would(name: str) -> None:
    keys, wanted, expected = CASES[name]
    layout = Layout(**PLAIN | keys)
    content = render(wanted, layout)
    assert content.decode() == expected
    assert list(sk.read(content, layout).transactions) == wanted


@settings(max_examples=25)
@given(st.data(), layouts())
def test_what_a_layout_can_say_is_read_again(data: st.DataObject, layout: Layout) -> None:
    try:
        wanted = data.draw(transactions(layout))
        content = render(wanted, layout)
    except sk.WriteError as error:
        assert error.code in ("SK790", "SK791")  # noqa: PT017 - the layout says it, or cannot
        return
    assert list(sk.read(content, layout).transactions) == wanted


SAYING_MUCH = Layout(
    **PLAIN,
    order="date|amount|currency|name|remitterId|account|bic|description|ref|invoiceNumber|check|id"
    "|valueDate|balance|ownAccount|time|bankName|accountName|kpp|category|originalAmount"
    "|originalCurrency|exchangeRate|status|type",
)


@given(transactions())
def test_a_layout_with_all_fields_says_any_transaction(wanted: list[sk.Transaction]) -> None:
    assert list(sk.read(render(wanted, SAYING_MUCH), SAYING_MUCH).transactions) == wanted


REFUSED: dict[str, tuple[dict[str, Any], sk.Transaction, str]] = {
    "no column": ({"order": "date|amount"}, COFFEE, "transaction 1: name 'Kohvik Hommik'"),
    "other currency": (
        {"order": "date|name|amount", "currency": "SEK"},
        COFFEE,
        "transaction 1: currency 'EUR'",
    ),
    "no column for money out": ({"order": "date|name|creditSum"}, COFFEE, "amount '-3.20'"),
    "no room": (
        {"order": "date@1-10|name@11-15|amount@16-22", "format": "fixed", "currency": "EUR"},
        COFFEE,
        "name 'Kohvik Hommik'",
    ),
    "no letter": (
        {"order": "date|name|amount", "encoding": "ascii", "currency": "EUR"},
        attrs.evolve(COFFEE, name="Õ"),
        "name 'Õ'",
    ),
    "no quotes": (
        {"order": "date|name|amount", "quote": "none", "currency": "EUR"},
        attrs.evolve(COFFEE, name="a;b"),
        "name 'a;b'",
    ),
    "changed by a transform": (
        {"order": "date|name.upper|amount", "currency": "EUR"},
        COFFEE,
        "name 'Kohvik Hommik'",
    ),
    "taken by a branch": (
        {"order": 'date|name|amount|conditions=2~"Kohvik",skip', "currency": "EUR"},
        COFFEE,
        "SK790",
    ),
    "edges of white space": (
        {"order": "date|name|amount", "currency": "EUR"},
        attrs.evolve(COFFEE, name=" x "),
        "name ' x '",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_layout_cannot_say_is_refused(name: str) -> None:
    keys, wanted, told = REFUSED[name]
    with pytest.raises(sk.WriteError) as caught:
        render([wanted], Layout(**PLAIN | keys))
    assert caught.value.code == "SK790"
    assert told in str(caught.value)


PAYPAL = sk.compile_order(
    str(sk.find_layout("paypal").order), date_format="yyyy-MM-dd", thousands=","
)


@pytest.mark.parametrize("branch", range(14))
@settings(max_examples=3)
@given(data=st.data())
def test_rows_reach_the_branch_that_is_asked_for(branch: int, data: st.DataObject) -> None:
    outcome = PAYPAL.interpreter.run(data.draw(rows("paypal", branch=branch)))
    assert (outcome.branch or 0, outcome.result) == (branch, "mapped")


@settings(max_examples=20)
@given(statements("swedbank-ee"))
def test_statements_say_what_they_mean(sample: Sample) -> None:
    found = sk.read(sample.content, "swedbank-ee")
    assert found.transactions == sample.transactions
    assert found.counts.records == len(sample.rows)


@settings(max_examples=10)
@given(layouts(order="date|name|amount|fee").flatmap(statements))
def test_drawn_layouts_hold_what_an_order_reads(sample: Sample) -> None:
    assert sample.content


CURRENCIES: dict[str, tuple[dict[str, Any], str]] = {
    "a column": ({"order": "date|amount|currency|fee"}, "SEK"),
    "the layout": ({"order": "date|amount|fee", "currency": "SEK"}, "SEK"),
    "beside the amount": ({"order": "date|amount"}, "SEK"),
    "in one branch": ({"order": 'date|amount|currency|conditions=3="EUR",skip'}, "SEK"),
}


@pytest.mark.parametrize("name", CURRENCIES)
@settings(max_examples=5)
@given(data=st.data())
def test_transactions_are_in_the_currency_that_is_asked_for(name: str, data: st.DataObject) -> None:
    keys, currency = CURRENCIES[name]
    layout = Layout(**PLAIN | keys)
    wanted = data.draw(transactions(layout, currency=currency))
    assert {each.currency for each in wanted} <= {currency}
    assert list(sk.read(render(wanted, layout), layout).transactions) == wanted


def test_a_currency_that_no_row_can_have_is_refused() -> None:
    layout = Layout(**PLAIN, order="date|amount", currency="EUR")
    with pytest.raises(sk.WriteError, match="no row is found in SEK"):
        transactions(layout, currency="SEK")
    assert find(transactions(currency="SEK"), bool)[0].currency == "SEK"


@pytest.mark.parametrize("name", ["paypal", "camt053"])
def test_strategies_are_short_when_they_are_told(name: str) -> None:
    """Hypothesis warns of long ones, and that fails where warnings are errors."""
    for strategy in (statements(name), rows(name), transactions(name), rows(name, branch=1)):
        assert len(repr(strategy)) < 5_000
