"""What the checker finds: every rule, and that a good order is left in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import compile_order
from statementkit.codes import CODES
from statementkit.order.check import check_order
from statementkit.order.nodes import (
    Blank,
    Branch,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Order,
    Regex,
    TextSet,
    Value,
)
from statementkit.order.parser import parse_order
from statementkit.testing.drawn_layouts import orders
from tests.order import trees

if TYPE_CHECKING:
    from statementkit.errors import Diagnostic

D = "date|amount"
BRANCH = f"{D}|conditions="


def findings(text: str, **context: object) -> list[Diagnostic]:
    return check_order(parse_order(text), **context)  # type: ignore[arg-type]


def codes(text: str, **context: object) -> list[str]:
    return [finding.code for finding in findings(text, **context)]


def errors(text: str, **context: object) -> list[str]:
    return [each.code for each in findings(text, **context) if each.severity == "error"]


# -- one finding ----------------------------------------------------------------------------------

ONE = [
    # places
    ("date@0|amount@2", "SK201", "0", "count from 1"),
    (BRANCH + "0=x,skip", "SK201", "0", "count from 1"),
    ("date@16385|amount@2", "SK232", "16385", "the number of the column"),
    (BRANCH + "999999999=x,skip", "SK232", "999999999", "the number of the column"),
    (f"{D}|name@[]", "SK203", "[]", "number of the column"),
    (BRANCH + "[]=x,skip", "SK203", "[]", "number of the column"),
    # what a layout needs
    ("amount|name", "SK204", "amount|name", "every layout needs date"),
    ("date|name", "SK205", "date|name", "creditSum or debitSum"),
    ("date|name|debit", "SK205", "date|name|debit", "creditSum or debitSum"),
    (BRANCH + "4=x,amount", "SK204", "amount", "leaves the row out"),
    (BRANCH + "4=x,date,other", "SK205", "date,other", "every layout needs"),
    # repeats
    (f"{D}|amount", "SK206", "amount", "write amount?|amount? to take the first"),
    (BRANCH + "4=x,date,amount,amount", "SK206", "amount", "write amount?,amount?"),
    (f"{D}|date", "SK206", "date", "date?|date?"),
    (f"{D}|ref|ref", "SK206", "ref", "other for one of them"),
    (f"{D}|currency|currency:\"EUR\"", "SK206", 'currency:"EUR"', "currency?"),
    (f"{D}|amount?", "SK207", "amount", "amount?|amount?"),
    (f"{D}|name?|name", "SK207", "name", "name?|name?"),
    (f"{D}|debit?|debit?", "SK207", "debit?", "write debit once"),
    # amounts
    (f"{D}|creditSum", "SK208", "creditSum", "keep amount alone"),
    (f"{D}|debit|credit", "SK209", "credit", "one flag is enough"),
    (f"{D}|credit|debit", "SK209", "debit", "one flag is enough"),
    (f"{D}|fee|feeIncluded", "SK210", "feeIncluded", "inside it"),
    # literals and arithmetic
    (f"{D}|name=x", "SK211", "x", "write a branch"),
    (f"{D}|namedivide-1%", "SK212", "divide-1%", "other amounts"),
    (f"{D}|debit.negate", "SK212", ".negate", "other amounts"),
    ("date|amountdivide0%", "SK213", "divide0%", "-1"),
    ("date|amountdivide-0.00%", "SK213", "divide-0.00%", "-1"),
    ("date|amount.divide(0)", "SK213", ".divide(0)", "-1"),
    ("date|amount.multiply(0)", "SK213", ".multiply(0)", "-1"),
    # transforms
    (f"{D}|name.uper", "SK214", ".uper", "did you mean .upper?"),
    (f"{D}|name.xxxxxx", "SK214", ".xxxxxx", ".negate, .abs"),
    (f"{D}|name.upper(1)", "SK215", ".upper(1)", "write for example .upper"),
    ("date|amount.divide", "SK215", ".divide", ".divide(100)"),
    (f"{D}|name.replace(/a/,\"b\")", "SK215", '.replace(/a/,"b")', '.replace("EUR","")'),
    (f"{D}|name.slice(0,8)", "SK215", ".slice(0,8)", "count from 1"),
    (f"{D}|name.slice(8,1)", "SK215", ".slice(8,1)", "the smaller one first"),
    (f"{D}|name.slice(1,2000000000)", "SK215", ".slice(1,2000000000)", "count from 1"),
    (f"{D}|name.slice(1.5,2)", "SK215", ".slice(1.5,2)", "two positions"),
    (f"{D}|name.slice(1,-1)", "SK215", ".slice(1,-1)", "two positions"),
    (f'{D}|name.replace("","x")', "SK215", '""', "the text to look for"),
    (f'{D}|name.strip("")', "SK215", '""', "the text to look for"),
    (f'{D}|name.sub(/a/,"\\1")', "SK215", '"\\1"', "the first group"),
    (f'{D}|name.sub(/a/,"\\g<x>")', "SK215", '"\\g<x>"', "the first group"),
    (f'{D}|name.sub(/(/,"")', "SK216", "/(/", ""),
    (BRANCH + "4~/(/,skip", "SK216", "/(/", ""),
    ("date|amount.abs.replace(\"x\",\"\")", "SK217", '.replace("x","")', "before those"),
    # constants
    ('amount|date:"x"', "SK218", '"x"', "only texts and currencies"),
    ('date|amount:"1"', "SK218", '"1"', "only texts and currencies"),
    (f'{D}|name:" "', "SK218", '" "', "leave the column out"),
    (f'{D}|currency:"€"', "SK218", '"€"', "EUR"),
    (f'{D}|currency:"EURO"', "SK218", '"EURO"', ""),
    # other
    (f"{D}|other@6", "SK219", "other@6", "write other alone"),
    (f"{D}|other=x", "SK219", "other=x", "write other alone"),
    # checks
    (BRANCH + "6>x,skip", "SK220", "x", "a number such as -1"),
    (BRANCH + '6>"0",skip', "SK220", '"0"', "a number such as -1"),
    (BRANCH + "6>\N{MINUS SIGN}1,skip", "SK220", "\N{MINUS SIGN}1", "plain characters: -1"),
    (BRANCH + "6<>x,skip", "SK220", ">x", "a number"),
    (BRANCH + "6>BLANK,skip", "SK221", "BLANK", "17=BLANK"),
    (BRANCH + "6<=BLANK,skip", "SK221", "BLANK", "17=BLANK"),
    (BRANCH + "6>=BLANK,skip", "SK221", "BLANK", "17=BLANK"),
    (BRANCH + "6<BLANK,skip", "SK221", "BLANK", "17=BLANK"),
    (BRANCH + "6!=NOTBLANK,skip", "SK221", "NOTBLANK", "17=NOTBLANK"),
    (BRANCH + "1>2024-02-30,skip", "SK222", "2024-02-30", "2024-01-31"),
    (BRANCH + f"6>{'1' * 29},skip", "SK223", "1" * 29, "28 digits"),
    (f"date|amountdivide{'1' * 29}%", "SK223", "1" * 29, "28 digits"),
    # sizes
    (f"date|amount|name{'.lower' * 101}", "SK232", ".lower", "several into one"),
    (
        f"{D}|conditions={';'.join(f'1={n},skip' for n in range(1, 1002))}",
        "SK232",
        "1=1001,skip",
        "rules",
    ),
    # lints
    (f"{D}|", "SK250", "|", "delete it"),
    (BRANCH + "4=x,date,amount,name,", "SK250", ",", "delete it"),
    (BRANCH + "4=1.50,skip", "SK251", "1.50", "> and <"),
    (BRANCH + "4!=-1 000,skip", "SK251", "-1 000", "> and <"),
    (BRANCH + "4=0,skip", "SK251", "0", "> and <"),
    ("date|creditSum|debitSum|debit", "SK252", "debit", "already say the direction"),
    ("date|creditSum|credit", "SK252", "credit", "already say the direction"),
    ("date|amount?", "SK253", "amount?", "mark a second column"),
    (BRANCH + "4=“Refund”,skip", "SK254", "“Refund”", "plain double quotes"),
    (BRANCH + "4=\N{MINUS SIGN}5,skip", "SK254", "\N{MINUS SIGN}5", "plain characters"),
    (f"{D}|debit=D\N{ZERO WIDTH SPACE}", "SK254", "D\N{ZERO WIDTH SPACE}", "plain characters"),
    (BRANCH + "4=Blank,skip", "SK255", "Blank", "write BLANK in capitals"),
    (BRANCH + "4=BLANK,4=NOTBLANK,skip", "SK256", "4=NOTBLANK", "no row can pass"),
    (BRANCH + "4=x,date,amount,name;4=x,skip", "SK257", "4=x,skip", "stricter one first"),
    (BRANCH + "4=x,date,amount", "SK258", "4=x,date,amount", "delete it"),
    (BRANCH + "4=x,date,amount,other,other", "SK258", "4=x,date,amount,other,other", "delete it"),
    ("other|other", "SK259", "other|other", "a layout needs date"),
    ("conditions=4=x,skip", "SK259", "conditions=4=x,skip", "a layout needs date"),
    ("date@1|amount", "SK260", "amount", "write amount@2"),
    (f"{D}|debit=D conditions=4=x,skip", "SK261", "D conditions=4=x,skip", "only | separates"),
    (f"{D}|debit=D;amount", "SK261", "D;amount", "only | separates"),
    (BRANCH + "4=x|date|amount,skip", "SK261", "x|date|amount", "only , and ;"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "marked", "hint"), ONE)
def test_one_finding(text: str, code: str, marked: str, hint: str) -> None:
    order = parse_order(text, source="bank.toml")
    (finding, *more) = check_order(order)
    assert {each.code for each in more} <= {code}
    assert finding.code == code
    assert finding.severity == ("warning" if code >= "SK250" else "error")
    assert finding.span is not None
    assert text[finding.span.start : finding.span.end] == marked
    assert finding.hint is not None
    assert hint in finding.hint
    assert (finding.order, finding.source) == (text, "bank.toml")


def test_every_code_of_meaning_is_shown_here() -> None:
    by_hand = {"SK202", "SK224", "SK225", "SK226", "SK230", "SK231"}
    shown = {code for _, code, _, _ in ONE} | by_hand
    assert shown == {code for code in CODES if code.startswith("SK2")}


def test_an_order_of_too_many_branches_is_told_so_once() -> None:
    (finding,) = findings(f"{D}|conditions={';'.join(['1=x,skip'] * 1_001)}")
    assert finding.message == "an order takes 1,000 branches at most"


@pytest.mark.parametrize(
    "text",
    [
        f"date|amount{'.divide(2)' * 100}|name{'.upper' * 100}",
        f"{D}|conditions={';'.join(f'{n % 2 + 1}={n},skip' for n in range(1000))}",
        f"{D}|conditions={';'.join(f'2>{n},skip' for n in range(1000))}",
        f"{D}|conditions={','.join(f'{n + 1}=x' for n in range(1000))},skip",
    ],
)
def test_the_largest_order_becomes_code_of_a_size_that_can_be_run(text: str) -> None:
    source = compile_order(text, date_format="yyyy-MM-dd").source
    assert len(source) < 20 * len(text)


# -- no finding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "date|amount",
        "date|creditSum|debitSumdivide-1%",
        "date|debitSum",
        "date|amount?|amount?",
        "date?|date?|amount",
        "date|amount|debit=D",
        "date|amount|name|name|description|description|descAndName|descAndName|fee|fee",
        "date|name?|name?|amount",
        "date|amount|feeIncluded",
        "date|amount|account|iban",
        'date|amount|currency:"eur"|name:"Kohvik"',
        f"date|amount|name{'.lower' * 100}",
        f"date|amount|conditions=2>{'1' * 28},skip",
        f"date|amount|conditions={';'.join(f'1={n},skip' for n in range(1, 1001))}",
        "date@1|amount@6divide100%|other|debit@8=D",
        "date@1|amount@16384",
        'date.slice(1,10)|amount.replace("EUR","").divide(100).negate|exchangeRate.divide(10)',
        'date|amount|name.sub(/(a)(b)/,"\\2\\1").extract(/x(.)/).strip("0").lower',
        BRANCH + "6>0,6<=5,date,amount,name",
        BRANCH + "6>0,6>5,6>=5,6<9,6<8,6<=8,date,amount,name",
        BRANCH + "1>=2024-01-01,1<2025-01-01,skip",
        BRANCH + '4={"a","b"},4!=a,4~"b",4!~/c/,skip',
        BRANCH + "4=10,skip;4=007,end",
        BRANCH + '4="1.50",skip;4="blank",skip;4="“x”",skip;4="x|date|amount",skip',
        BRANCH + "4=Ülekanne – tagasi,skip",
        BRANCH + "4=x,5=y,skip;4=x,date,amount,name",
        BRANCH + "4=BLANK,skip;4=NOTBLANK,other,other",
        "conditions=4=x,date,amount",
        "conditions=4=x,other;4=y,date,amount",
        "other|conditions=4=y,date,amount",
    ],
)
def test_a_good_order_is_left_in_peace(text: str) -> None:
    assert findings(text) == []


# -- all findings ---------------------------------------------------------------------------------


def test_all_findings_come_at_once_in_the_order_of_the_text() -> None:
    text = "datedivide2%|amount|amount|name=x|conditions=0=x,6>y,date;4=1.00,skip"
    found = findings(text)
    assert [each.code for each in found] == [
        "SK212", "SK206", "SK211", "SK201", "SK220", "SK205", "SK251",
    ]  # fmt: skip
    starts = [each.span.start for each in found if each.span]
    assert starts == sorted(starts)


def test_a_tree_made_by_hand_has_findings_without_a_place() -> None:
    (finding,) = check_order(Order(ColumnList((Column("date"),)), source="made.py"))
    assert (finding.code, finding.span, finding.order) == ("SK205", None, None)
    assert str(finding).startswith("made.py: SK205")


@pytest.mark.parametrize(
    ("value", "code"), [(Blank(), "SK221"), (Regex("x"), "SK220"), (TextSet(("a", "b")), "SK220")]
)
def test_a_tree_made_by_hand_may_compare_nonsense(value: Value, code: str) -> None:
    branch = Branch((Check(ColumnNumber(1), ">", value),), "end")
    found = check_order(attrs.evolve(parse_order(D), branches=(branch,)))
    assert [each.code for each in found] == [code]


# -- places and the file --------------------------------------------------------------------------

FIXED = "date@1-8|amount@9-20"
XML = "date@<DTPOSTED>|amount@/Amt"


@pytest.mark.parametrize(
    ("text", "format_", "expected"),
    [
        (FIXED, "fixed", []),
        (FIXED, "delimited", ["SK224", "SK224"]),
        (FIXED, "xml", ["SK224", "SK224"]),
        (XML, "xml", []),
        (XML, "fixed", ["SK224", "SK224"]),
        (XML, "excel", ["SK224", "SK224"]),
        ("date@[A]|amount@2", "excel", []),
        ("date@[A]|amount@2", "fixed", ["SK224", "SK224"]),
        ("date@[A]|amount@2", "xml", ["SK224", "SK224"]),
        (D, "fixed", ["SK225", "SK225"]),
        (D, "xml", ["SK225", "SK225"]),
        (FIXED + '|other|currency:"EUR"', "fixed", []),
        ("date@8-1|amount@9-20", "fixed", ["SK202"]),
        ("date@0-8|amount@9-20", "fixed", ["SK201"]),
        (FIXED + "|conditions=2>0,[1-3]=abc,skip", "fixed", []),
        (FIXED + '|currency:"EUR"|conditions=3>0,skip', "fixed", ["SK226"]),
        (FIXED + "|other|conditions=3>0,skip", "fixed", ["SK226"]),
        (FIXED + "|conditions=0>0,skip", "fixed", ["SK201"]),
        ("conditions=1>0,date@1-8,amount@9-20", "fixed", []),
        ("conditions=1>0,skip;1<0,date@1-8,amount@9-20", "fixed", ["SK226"]),
        (XML + "|conditions=[<N>]=x,skip;[/a/@b]=y,skip", "xml", []),
        (D + "|conditions=[<N>]=x,skip", "delimited", ["SK224"]),
    ],
)
def test_places_fit_the_format(text: str, format_: str, expected: list[str]) -> None:
    assert errors(text, format=format_) == expected


@pytest.mark.parametrize("name", ["2023-2024", "<Type>", "/Type"])
def test_a_header_like_another_place_is_named_by_its_number(name: str) -> None:
    (finding,) = findings(f"{D}|conditions=[{name}]=x,skip", header=["Date", name])
    assert finding.code == "SK224"
    assert "by its number (@6)" in (finding.hint or "")
    assert errors(f"date@[Date]|amount@[{name}]", header=["Date", name]) == []


@pytest.mark.parametrize(
    ("format_", "hint"),
    [("fixed", "@11-38"), ("xml", "(@<NAME>)"), ("delimited", "(@6)"), ("excel", "(@6)")],
)
def test_a_place_that_does_not_fit_names_one_that_does(format_: str, hint: str) -> None:
    text = XML if format_ in ("delimited", "excel") else "date@[A]|amount@[B]"
    finding = next(each for each in findings(text, format=format_) if each.code == "SK224")
    assert finding.hint is not None
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("format_", "hint"), [("fixed", "write date@11-38"), ("xml", "date@<NAME> or date@/Ntry/Amt")]
)
def test_a_missing_place_is_shown(format_: str, hint: str) -> None:
    finding = findings(D, format=format_)[0]
    assert finding.hint is not None
    assert hint in finding.hint


HEADER = ["Date", " Gross Amount ", "Payee", "Fee", "fee"]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("Gross amunt", "no column named 'Gross amunt'", "did you mean [ Gross Amount ]?"),
        ("zzz", "no column named 'zzz'", "Date,  Gross Amount , Payee, Fee, fee"),
        ("FEE", "2 columns named 'FEE'", "amount@6"),
    ],
)
def test_a_header_must_have_the_name_once(name: str, message: str, hint: str) -> None:
    for text in (f"date@[date]|amount@[{name}]", f"{D}|conditions=[{name}]=x,skip"):
        (finding,) = findings(text, header=HEADER)
        assert finding.code == "SK230"
        assert message in finding.message
        assert finding.hint is not None
        assert hint in finding.hint


def test_a_header_is_found_trimmed_and_whatever_the_case() -> None:
    assert findings("date@[DATE]|amount@[ gross amount]", header=HEADER) == []


def test_without_a_header_names_are_not_looked_up() -> None:
    assert findings("date@[x]|amount@[y]") == []


def test_a_long_header_is_shown_in_part() -> None:
    (finding,) = findings("date@1|amount@[zzz]", header=[f"name {n}" for n in range(100)])
    assert finding.hint is not None
    assert finding.hint.endswith("name 19, …")


# -- what can never be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "checks",
    [
        "4=a,4=b",
        "4=BLANK,4=NOTBLANK",
        "4=NOTBLANK,4=BLANK",
        "4=a,4=BLANK",
        "4=BLANK,6=x,4=a",
        "4=a,4!=a",
        '4!=a,4="a"',
        '4={"a","b"},4=c',
        '4={"a","b"},4!=a,4!=b',
        '4=" a"',
        "6>0,6<0",
        "6>0,6<=0",
        "6>=0,6<0",
        "6>0,6>5,6<3",
        "6>=5,6<=4.99",
        "6<=5,6<5,6>=5",
        "6=BLANK,6>0",
        "1>2024-01-01,1<2023-01-01",
        "1=BLANK,1>2024-01-01",
        '4~"a",4!~"a"',
        "4!~/a/,4~/a/",
        "[A]=a,[A]=b",
    ],
)
def test_checks_that_no_row_can_pass(checks: str) -> None:
    assert codes(f"{BRANCH}{checks},skip") == ["SK256"]


@pytest.mark.parametrize(
    "checks",
    [
        "4=a,5=b",
        "4=NOTBLANK,4!=a",
        "4!=a,4!=b",
        '4={"a","b"},4={"b","c"}',
        "6>=0,6<=0",
        "6>-1,6<1",
        "6>5",
        "6<5,6<=5,6>=4",
        "6=x,6>0",
        '4~"a",4!~"b"',
        '4=" a",6=y',
    ],
)
def test_checks_that_a_row_can_pass(checks: str) -> None:
    expected = ["SK256"] if '" a"' in checks else []
    assert codes(f"{BRANCH}{checks},skip") == expected


@pytest.mark.parametrize(
    ("branches", "taken"),
    [
        ("4=a,skip;4=a,skip", ["branch 2 is never reached: branch 1 takes its rows"]),
        ('4=a,skip;4="a",skip', ["branch 2 is never reached: branch 1 takes its rows"]),
        ("4=a,skip;5=b,4=a,skip", ["branch 2 is never reached: branch 1 takes its rows"]),
        ("4=a,5=b,skip;5=b,4=a,skip", ["branch 2 is never reached: branch 1 takes its rows"]),
        ("9=z,skip;4=a,skip;4=a,5=c,skip;4=a,end", [
            "branch 3 is never reached: branch 2 takes its rows",
            "branch 4 is never reached: branch 2 takes its rows",
        ]),
        ("4=a,5=b,skip;4=a,skip", []),
        ("4=a,skip;4=b,skip", []),
        ("4=a,skip;5=a,skip", []),
        ("4=BLANK,skip;4=NOTBLANK,skip", []),
        ('4=BLANK,skip;4="BLANK",skip', []),
    ],
)  # fmt: skip
def test_branches_that_are_never_reached(branches: str, taken: list[str]) -> None:
    found = [each.message for each in findings(BRANCH + branches) if each.code == "SK257"]
    assert found == taken


# -- laws -----------------------------------------------------------------------------------------


@given(trees.orders, st.sampled_from(["delimited", "fixed", "xml", "excel"]))
def test_any_tree_can_be_checked(order: Order, format_: str) -> None:
    for header in (None, ["A]B", "Payee", "payee"]):
        for finding in check_order(order, format=format_, header=header):
            assert finding.hint
            assert (finding.severity == "warning") == (finding.code >= "SK250")


@given(orders())
def test_orders_that_are_meant_have_no_errors(text: str) -> None:
    assert errors(text) == []


@given(orders())
def test_appending_other_changes_no_error(text: str) -> None:
    order = parse_order(text)
    if order.default is not None:
        longer = ColumnList((*order.default.columns, Column("other")))
        assert [each.code for each in check_order(Order(longer, order.branches))] == [
            each.code for each in check_order(Order(order.default, order.branches))
        ]
