"""Mistakes that people make in layouts: each is told with what, where and what to do."""

from __future__ import annotations

import warnings
from typing import Any

import attrs
import pytest

import statementkit as sk
from statementkit.layouts import Layout
from statementkit.testing import LawError, LayoutWarning, check_layout

GOOD = Layout(
    name="hansa",
    order="date|name|amount",
    date_format="dd.MM.yyyy",
    decimal=",",
    thousands=".",
    delimiter=";",
    currency="EUR",
)
FIXED = {"format": "fixed", "delimiter": "auto"}
STATED = "conditions=1=NOTBLANK,date,other,amount"

BROKEN: dict[str, tuple[dict[str, Any], list[str]]] = {
    "digits cut off": (
        {"order": "date|name|amount.slice(1,4)"},
        ["amount.slice(1,4) reads '-3,20' and '-3,21' alike: it loses a digit"],
    ),
    "cents taken off": (
        {"order": 'date|name|amount.sub(/,[0-9]+/,"")'},
        ["reads '250,00' and '250,10' alike: it loses a digit"],
    ),
    "sign stripped": (
        {"order": 'date|name|amount.strip("-")'},
        ["reads '3,20' and '-3,20' alike: it loses the sign; write .abs"],
    ),
    "sign not extracted": (
        {"order": "date|name|amount.extract(/([0-9.,]+)/)"},
        ["reads '3,20' and '-3,20' alike: it loses the sign"],
    ),
    "sign of a fee stripped": (
        {"order": 'date|name|amount|fee.strip("-")'},
        ["fee.strip(\"-\") reads '0,30' and '-0,30' alike"],
    ),
    "digits of fixed width cut off": (
        FIXED | {"order": "date@1-10|amount@11-20.slice(1,9).divide(100)"},
        ["alike: it loses a digit"],
    ),
    "a fee counted twice": (
        {"order": "date|name|amount|fee@4|fee@4"},
        ["fee@4 stands there twice: its cost is counted twice"],
    ),
    "days that look like comments": (
        {"comment": "0"},
        ["begins with '0', which makes it a comment", "\n01.03.2024;Kohvik Hommik;-3,20"],
    ),
    "a continuation that takes whole records": (
        {"continuation": "2=BLANK"},
        ["without continuation = '2=BLANK' it is read as it should be"],
    ),
    "a balance that takes all records": (
        {"closing_balance": STATED},
        [f"without closing_balance = '{STATED}' it is read as it should be", "it should say"],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.filterwarnings("ignore::statementkit.testing.LayoutWarning")
def test_a_mistake_breaks_a_law(name: str) -> None:
    keys, told = BROKEN[name]
    with pytest.raises(LawError) as caught:
        check_layout(attrs.evolve(GOOD, **keys))
    for each in told:
        assert each in str(caught.value)


UNUSABLE: dict[str, tuple[dict[str, Any], str]] = {
    "a place too short": (
        FIXED | {"order": "date@1-9|name@11-30|amount@31-40"},
        "no text is found that date@1-9 reads as 2024-02-29 in dd.MM.yyyy",
    ),
    "years of another century": (
        {"date_format": "dd.MM.yy", "pivot": 1924},
        "in dd.MM.yy with the pivot 1924",
    ),
    "the decimal mark taken away": (
        {"order": 'date|name|amount.replace(",","")'},
        'no text is found that amount.replace(",","") reads as -3.20 or 250.00',
    ),
    "a fee in the place of the amount": (
        {"order": "date|name|amount@3|fee@3"},
        "its columns read the same cells, and want different texts there",
    ),
    "everything skipped": (
        {"order": "date|name|amount|conditions=3>=0,skip;3<0,skip"},
        "becomes a transaction\nits rows are taken by branch 2 (3<0,skip), or by others",
    ),
    "nothing mapped": (
        {"order": 'conditions=2="Hold",skip'},
        "becomes a transaction\nthe order leaves every row out",
    ),
    "checks that exclude each other": (
        {"order": 'conditions=1="a",1="b",date,name,amount'},
        "its checks exclude each other",
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_layout_that_reads_nothing_is_told_why(name: str) -> None:
    keys, told = UNUSABLE[name]
    with pytest.raises(sk.WriteError) as caught:
        check_layout(attrs.evolve(GOOD, **keys))
    assert caught.value.code == "SK791"
    assert told in str(caught.value)


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "a branch behind a wider one": (
        {"order": 'date|name|amount|conditions=2~"re",skip;2~"refund",date,description,amount'},
        'its rows are taken by branch 1 (2~"re",skip) before it: put the one that asks for more',
    ),
    "a default that nothing is left for": (
        {"order": "date|name|amount|conditions=2=BLANK,skip;2=NOTBLANK,date,description,amount"},
        "takes the default of the order: it is not tested; its rows are taken by branch 2",
    ),
    "checks that exclude each other": (
        {"order": "date|name|amount|conditions=2=a,2=b,skip"},
        "takes branch 1 of the order: it is not tested; its checks exclude each other",
    ),
    "a branch whose columns cannot be read": (
        {"order": 'date|name|amount|conditions=2=Fee,date,other,amount.replace(",","")'},
        'no text is found that amount.replace(",","") reads as',
    ),
    "money out skipped": (
        {"order": "date|name|amount|conditions=3<0,skip"},
        "no row is found that is read as -3.20, -1234.56",
    ),
    "money out without a column": ({"order": "date|name|creditSum"}, "read as -3.20, -1234.56"),
    "the sign left out": ({"order": "date|name|amount.abs"}, "read as -3.20, -1234.56"),
    "no room for the amount": (
        FIXED | {"order": "date@1-10|name@11-30|amount@31-36"},
        "read as -1234.56, 1000000.00",
    ),
    "a column off by one": (
        FIXED | {"order": "date@1-10|name@11-30|amount@25-40"},
        "amount@25-40 and name@11-30 share the characters 25 to 30",
    ),
    "a check beyond the header": (
        {
            "order": 'date|name|amount|conditions=4="Hold",skip',
            "header_fingerprint": ["Date", "Name", "Amount"],
        },
        "column 4 is read, and the header has 3 names",
    ),
    "a balance that is the amount": (
        {"order": "date|name|amount|balance@3"},
        "amount and balance@3 read the same cell",
    ),
    "money filled down": ({"fill_down": ["3"]}, "fill_down fills the column of amount"),
    "money filled down by name": (
        {"fill_down": ["sum"], "header_fingerprint": ["Date", "Name", "Sum"]},
        "fill_down fills the column of amount",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_warned_of(name: str) -> None:
    keys, told = ODD[name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_layout(attrs.evolve(GOOD, **keys), examples=1)
    assert all(issubclass(each.category, LayoutWarning) for each in caught)
    assert any(told in str(each.message) for each in caught)
    assert {each.filename for each in caught} == {__file__}


FINE: dict[str, dict[str, Any]] = {
    "a sign that a flag tells": {"order": "date|name|debit=Af|amount"},
    "a sign that a flag of its branch tells": {
        "order": 'date|name|amount|conditions=4={"C","D"},date,name,amount,credit'
    },
    "a sign left out on purpose": {
        "order": "date|name|amount|conditions=3<0,date,name,amount.abs.negate"
    },
    "sums without signs": {"order": "date|name|creditSum|debitSum", "negative_sums": "absolute"},
    "an amount inside of a text": {
        "order": "date|description|amount@2.extract(/for ([0-9,.-]+) EUR/)"
    },
    "marks that tell nothing": {"order": 'date|name|amount.strip("*").replace(",00",",0")'},
    "cells within others": FIXED | {"order": "date@1-10|description@11-60|amount@41-60"},
    "days filled down": {"fill_down": ["1"]},
    "comments": {"comment": "#"},
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_no_mistake_is_not_told(name: str) -> None:
    check_layout(attrs.evolve(GOOD, **FINE[name]), examples=5)


@pytest.mark.parametrize("examples", [0, -1])
def test_no_examples_test_nothing(examples: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        check_layout(GOOD, examples=examples)
