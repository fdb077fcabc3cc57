"""What a match finds, and what is said about one that means nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from statementkit import RuleError, Transaction
from statementkit.rules.matching import compile_match

RENT: dict[str, Any] = {
    "booked_on": date(2024, 2, 29),
    "amount": Decimal("-1000.00"),
    "currency": "EUR",
    "name": " ООО «Весна» ",
    "tax_id": "7707083893",
    "account": "ee38 2200 2210 2014 5685",
    "description": "Аренда офиса, Straße 4",
    "extra": {"Проект": "Весна", "tax_id": "1", "original_amount": Decimal("5.0")},
}


def finds(match: str, **changes: Any) -> bool:
    payment = Transaction(**{**RENT, **changes})
    return any(each.passes(payment) for each in compile_match(match))


@pytest.mark.parametrize(
    "match",
    [
        "tax_id=7707083893",
        "tax_id = 7707083893 , amount < 0",
        "Tax_ID=7707083893",
        'tax_id="77 07 083893"',
        "name=ООО «Весна»",
        'name=" ООО «Весна»"',
        "name!=ООО «ВЕСНА»",
        'name~"весна"',
        'description~"STRASSE"',
        "description~/^Аренда/",
        "description!~/аренда/",
        'description!~"warehouse"',
        "account=EE382200221020145685",
        'account~"ee38 2200"',
        "amount=-1000",
        'amount={"-1000.0","5"}',
        "amount!=-1000.01",
        "amount>=-1000",
        "amount<=-1000.00",
        "original_amount=5",
        "booked_on=2024-02-29",
        "booked_on>2024-02-28",
        "booked_on<=2024-02-29",
        'currency={"usd","eur"}',
        "direction=out",
        "direction!=in",
        "kind=payment",
        "reference=BLANK",
        "value_on=BLANK",
        "name=NOTBLANK",
        "booked_on=NOTBLANK",
        "[Проект]=Весна",
        "[tax_id]=1",
        "[Other]=BLANK",
        "amount>0; tax_id=7707083893",
        "amount>0; direction=out;",
    ],
)
def test_a_match_finds(match: str) -> None:
    assert finds(match)


@pytest.mark.parametrize(
    "match",
    [
        "tax_id=7707083893, amount>0",
        "tax_id=1",
        "name=ООО «ВЕСНА»",
        "name=BLANK",
        'name="BLANK"',
        "reference=NOTBLANK",
        'reference~"a"',
        "value_on>2000-01-01",
        "value_on<2100-01-01",
        "value_on=2024-02-29",
        "balance<0",
        "balance>=0",
        "amount<-1000",
        "[Проект]=весна",
        "direction=in; kind=transfer",
    ],
)
def test_a_match_does_not_find(match: str) -> None:
    assert not finds(match)


def test_nothing_moves_in_a_payment_of_zero() -> None:
    assert not finds("direction=in; direction=out", amount=Decimal("0.00"))
    assert finds("direction=BLANK", amount=Decimal(0))


@pytest.mark.parametrize(
    ("match", "code", "marked"),
    [
        ("", "SK704", ""),
        (" \n", "SK704", " "),
        ("tax_id", "SK705", ""),
        ("tax_id=", "SK705", ""),
        ("=5", "SK705", "="),
        ("tax_id=1,,amount<0", "SK705", ","),
        ("tax_id=1;;amount<0", "SK705", ";"),
        ("amount<0,5", "SK705", "<0,5"),
        ("amount>1,50,tax_id=1", "SK705", ">1,50"),
        ("[Key=1", "SK705", "["),
        ('name="x', "SK705", '"'),
        ('name="x" y', "SK705", "y"),
        ("name~x", "SK705", "x"),
        ("name~/x", "SK705", "/"),
        ("amount\N{MINUS SIGN}5", "SK705", "\N{MINUS SIGN}"),
        ("na\x00me=x", "SK705", "\x00"),
        ("x" * 20_000, "SK705", "x"),
        ("amout<0", "SK706", "amout"),
        ("iban=EE38", "SK706", "iban"),
        ("инн=7707083893", "SK706", "инн"),
        ("direction=income", "SK707", "income"),
        ("direction>in", "SK707", "direction>in"),
        ('amount~"5"', "SK707", 'amount~"5"'),
        ("amount=BLANK,amount>BLANK", "SK707", "BLANK"),
        ("amount!=BLANK", "SK707", "BLANK"),
        ("amount<1e3", "SK707", "1e3"),
        ("amount<1.2.3", "SK707", "1.2.3"),
        ("amount=2024-01-01", "SK707", "2024-01-01"),
        ("booked_on>20240101", "SK707", "20240101"),
        ("booked_on>2024-02-30", "SK707", "2024-02-30"),
        ("currency=€", "SK707", "€"),
        ('name=" "', "SK707", '" "'),
        ('name={"a"," "}', "SK707", '{"a"," "}'),
        ("name=a and amount<0", "SK707", "a and amount<0"),
        ("name==a", "SK707", "=a"),
        ("name=\u201ca\u201d", "SK707", "\u201ca\u201d"),
        ("amount<\u22125", "SK707", "\u22125"),
        ("name~/(a+)+/", "SK707", "/(a+)+/"),
        ("name~/(/", "SK707", "/(/"),
    ],
)
def test_what_means_nothing_is_refused_at_its_place(match: str, code: str, marked: str) -> None:
    with pytest.raises(RuleError) as raised:
        compile_match(match)
    finding = raised.value.diagnostics[0]
    assert finding.code == code
    assert finding.span is not None
    assert match[finding.span.start : finding.span.end] == marked
    assert finding.hint
    assert str(finding).startswith("match:")


@pytest.mark.parametrize(
    ("word", "field"), [("amout", "amount"), ("iban", "account"), ("remitterId", "tax_id")]
)
def test_the_field_that_was_meant_is_named(word: str, field: str) -> None:
    with pytest.raises(RuleError, match=field):
        compile_match(f"{word}=1")
