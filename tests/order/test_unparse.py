"""An order and its canonical text say the same thing, and the text says it once and for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import OrderSyntaxError
from statementkit.order.nodes import (
    Branch,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Order,
    Regex,
    Text,
)
from statementkit.order.parser import parse_order
from statementkit.order.unparse import unparse
from statementkit.testing.drawn_layouts import orders
from tests.order import trees

CANONICAL = [
    ("DATE | Amount DIVIDE -1 %", "date|amountdivide-1%"),
    ("date|amount||CONDITIONS = 4 = Fee , SKIP ; ", "date|amount|conditions=4=Fee,skip"),
    ("date|amount@06divide100%.abs", "date|amount@6divide100%.abs"),
    ("amount . divide ( 100 )", "amount.divide(100)"),
    ("name . Replace( \"a\" , \"b\" )", 'name.replace("a","b")'),
    ('currency : "EUR"', 'currency:"EUR"'),
    ("name@[ A]]B ]", "name@[A]]B]"),
    ("name@11 - 38", "name@11-38"),
    (
        "conditions=[ 11-38 ]=x,[ <NAME> ]=y,[ /a/@b ]=z,end",
        "conditions=[11-38]=x,[<NAME>]=y,[/a/@b]=z,end",
    ),
    ('conditions=4={ "a" , "b""" },skip', 'conditions=4={"a","b"""},skip'),
    ("conditions=4~/a\\/b/,skip", "conditions=4~/a\\/b/,skip"),
    ("conditions=4 = BLANK, 5=NOTBLANK ,skip", "conditions=4=BLANK,5=NOTBLANK,skip"),
    ("debit = D\N{NO-BREAK SPACE}", "debit=D"),
    ('debit = " D "', 'debit=" D "'),
]  # fmt: skip


@pytest.mark.parametrize(("written", "canonical"), CANONICAL)
def test_the_canonical_text(written: str, canonical: str) -> None:
    assert unparse(parse_order(written)) == canonical


@given(trees.orders)
def test_every_tree_is_what_its_text_parses_to(order: Order) -> None:
    assert parse_order(unparse(order)) == order


@given(trees.orders.map(unparse) | orders())
def test_the_canonical_text_is_a_fixed_point(text: str) -> None:
    order = parse_order(text)
    canonical = unparse(order)
    assert parse_order(canonical) == order
    assert unparse(parse_order(canonical)) == canonical


@given(st.text(st.sampled_from('date|=D,;"\n '), max_size=12).map(lambda text: f"debit={text}"))
def test_whatever_parses_has_a_canonical_text(text: str) -> None:
    try:
        order = parse_order(text)
    except OrderSyntaxError:
        return
    assert parse_order(unparse(order)) == order


@pytest.mark.parametrize("value", ["a,b", "a;b", "", " x", '"', "BLANK", "NOTBLANK"])
def test_a_bare_text_that_would_not_be_read_back_is_quoted(value: str) -> None:
    checks = tuple(Check(ColumnNumber(4), operator, Text(value)) for operator in ("=", "!="))
    (read,) = parse_order(unparse(Order(None, (Branch(checks, "skip"),)))).branches
    assert [each.value for each in read.checks] == [Text(value, quoted=True)] * 2


def test_a_bare_bar_is_quoted_in_the_default_layout_only() -> None:
    flag = ColumnList((Column("debit", literal=Text("a|b")),))
    branch = Branch((Check(ColumnNumber(4), "=", Text("a|b")),), flag)
    assert unparse(Order(flag, (branch,))) == 'debit="a|b"|conditions=4=a|b,debit=a|b'


def test_a_slash_is_escaped_once() -> None:
    branch = Branch((Check(ColumnNumber(4), "~", Regex(r"a/b\/c\d\\/")),), "skip")
    assert unparse(Order(None, (branch,))) == r"conditions=4~/a\/b\/c\d\\\//,skip"


def test_a_text_to_look_for_is_always_quoted() -> None:
    checks = (Check(ColumnNumber(4), "~", Text("fee")), Check(ColumnNumber(4), "!~", Text("a")))
    text = unparse(Order(None, (Branch(checks, "skip"),)))
    assert text == 'conditions=4~"fee",4!~"a",skip'
