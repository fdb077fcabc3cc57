"""What the parser makes of a text, and what it says of a text that is no order."""

from __future__ import annotations

import re
import time
from pathlib import Path as FilePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import OrderSyntaxError
from statementkit.model import FIELDS
from statementkit.order.complaints import LONGEST_ORDER
from statementkit.order.grammar import grammar_text
from statementkit.order.nodes import (
    Blank,
    Branch,
    Characters,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Date,
    Header,
    Marker,
    Number,
    Order,
    Path,
    Regex,
    Text,
    TextSet,
    Transform,
)
from statementkit.order.parser import parse_checks, parse_order
from statementkit.testing.drawn_layouts import orders
from tests.order import trees

FIXTURES = FilePath(__file__).parents[1] / "fixtures" / "orders"


def fixture(name: str) -> str:
    """An order as it was published, white space at its end included."""
    return (FIXTURES / f"{name}.txt").read_bytes().decode()


def refusal(text: str) -> OrderSyntaxError | None:
    """What the parser says of a text, if anything; any other exception escapes."""
    try:
        parse_order(text)
    except OrderSyntaxError as error:
        return error
    return None


def columns(text: str) -> tuple[Column, ...]:
    default = parse_order(text).default
    assert default is not None
    return default.columns


def check(text: str) -> Check:
    return parse_order(f"conditions={text},skip").branches[0].checks[0]


# -- the published orders -------------------------------------------------------------------------


def test_the_published_order_of_nineteen_columns() -> None:
    text = fixture("nineteen_columns")
    assert text.endswith("\N{NO-BREAK SPACE}")
    listed = columns(text)
    assert len(listed) == 19
    assert listed[3] == Column("currency")
    assert listed[15] == Column("debitSum", transforms=(divide("-1"),))
    assert listed[18] == Column("other")


def test_the_published_order_of_ten_columns() -> None:
    assert [each.field for each in columns(fixture("ten_columns"))] == [
        "date", "id", "other", "other", "amount", "currency", "other", "other", "other",
    ]  # fmt: skip


def test_the_published_order_with_branches() -> None:
    order = parse_order(fixture("paypal"))
    assert order.default is not None
    lists = [branch.result for branch in order.branches]
    assert len(lists) == 13
    assert {len(each.columns) for each in lists if isinstance(each, ColumnList)} == {18}
    assert len(order.default.columns) == 18
    assert len(set(lists)) == 6
    assert lists[1] == order.default
    assert order.branches[0].checks == (
        Check(ColumnNumber(6), ">", Number("0")),
        Check(ColumnNumber(4), "=", Text("Express Checkout Payment")),
    )
    assert order.branches[4].checks[1] == Check(ColumnNumber(17), "=", Blank())
    assert order.branches[5].checks[1] == Check(ColumnNumber(17), "=", Blank(negated=True))


# -- every construct ------------------------------------------------------------------------------


def divide(number: str) -> Transform:
    return Transform("divide", (Number(number),), old_spelling=True)


COLUMNS = [
    ("amount@6", Column("amount", ColumnNumber(6))),
    ("amount@[Gross amount]", Column("amount", Header("Gross amount"))),
    ("name@[A]]B]", Column("name", Header("A]B"))),
    ("name@11-38", Column("name", Characters(11, 38))),
    ("name@<NAME>", Column("name", Marker("NAME"))),
    ("currency@/Ntry/Amt/@Ccy", Column("currency", Path("/Ntry/Amt/@Ccy"))),
    ("amount@/A/Bdivide100%", Column("amount", Path("/A/B"), (divide("100"),))),
    ("debit@8=D", Column("debit", ColumnNumber(8), literal=Text("D"))),
    ("amount@6divide100%", Column("amount", ColumnNumber(6), (divide("100"),))),
    ("name@[Payee].upper", Column("name", Header("Payee"), (Transform("upper"),))),
    ("amount.absdivide100%", Column("amount", transforms=(Transform("abs"), divide("100")))),
    ("amount.divide(100)", Column("amount", transforms=(Transform("divide", (Number("100"),)),))),
    ("amount?", Column("amount", first_non_blank=True)),
    ("amount?@6", Column("amount", ColumnNumber(6), first_non_blank=True)),
    ('currency:"EUR"', Column("currency", constant=Text("EUR", quoted=True))),
    ('debit="a|""b"""', Column("debit", literal=Text('a|"b"', quoted=True))),
    ("debit=a,b;c", Column("debit", literal=Text("a,b;c"))),
    (
        'name.sub(/a\\/b/,"x|y").slice(1,8)',
        Column(
            "name",
            transforms=(
                Transform("sub", (Regex("a/b"), Text("x|y", quoted=True))),
                Transform("slice", (Number("1"), Number("8"))),
            ),
        ),
    ),
]


@pytest.mark.parametrize(("text", "column"), COLUMNS)
def test_a_column(text: str, column: Column) -> None:
    assert columns(f"other|{text}|other") == (Column("other"), column, Column("other"))


@pytest.mark.parametrize(("text", "column"), [pair for pair in COLUMNS if pair[0] != "debit=a,b;c"])
def test_a_column_of_a_branch(text: str, column: Column) -> None:
    (branch,) = parse_order(f"conditions=4=x,other,{text},other").branches
    assert branch.result == ColumnList((Column("other"), column, Column("other")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4=Payment Refund", Check(ColumnNumber(4), "=", Text("Payment Refund"))),
        ("4=BLANK", Check(ColumnNumber(4), "=", Blank())),
        ("4=BLANKET", Check(ColumnNumber(4), "=", Text("BLANKET"))),
        ('4="BLANK"', Check(ColumnNumber(4), "=", Text("BLANK", quoted=True))),
        ("4=5", Check(ColumnNumber(4), "=", Text("5"))),
        ("4!=x", Check(ColumnNumber(4), "!=", Text("x"))),
        ("6>=-1.5", Check(ColumnNumber(6), ">=", Number("-1.5"))),
        ("6<0x", Check(ColumnNumber(6), "<", Text("0x"))),
        ("1<=2024-01-31", Check(ColumnNumber(1), "<=", Date("2024-01-31"))),
        ('4~"refund"', Check(ColumnNumber(4), "~", Text("refund", quoted=True))),
        ("4~/^Web;,|/", Check(ColumnNumber(4), "~", Regex("^Web;,|"))),
        ('4!~"x"', Check(ColumnNumber(4), "!~", Text("x", quoted=True))),
        ('4={"a","b,""c"}', Check(ColumnNumber(4), "=", TextSet(("a", 'b,"c')))),
        ('4={"a"}', Check(ColumnNumber(4), "=", Text('{"a"}'))),
        ("[Type]=Refund", Check(Header("Type"), "=", Text("Refund"))),
        ("[11-38]=x", Check(Characters(11, 38), "=", Text("x"))),
        ("[<TRNTYPE>]=x", Check(Marker("TRNTYPE"), "=", Text("x"))),
        ("[/Ntry/@Ccy]=x", Check(Path("/Ntry/@Ccy"), "=", Text("x"))),
        ("4=a|b", Check(ColumnNumber(4), "=", Text("a|b"))),
    ],
)
def test_a_check(text: str, expected: Check) -> None:
    assert check(text) == expected


def test_branch_ends() -> None:
    order = parse_order('conditions=2=10,SKIP;1="Total",end')
    assert [branch.result for branch in order.branches] == ["skip", "end"]


def test_an_order_may_go_over_several_lines() -> None:
    text = "\ndate |\r\n  amount\n|conditions=\n  4=Fee,\n  skip;\n"
    assert parse_order(text) == parse_order("date|amount|conditions=4=Fee,skip")


def test_nodes_are_plain_texts_and_not_tokens() -> None:
    order = parse_order("debit@/a=D|conditions=4>1,5=x,6>=2024-01-01,name.upper")
    assert order.default is not None
    texts = [
        order.default.columns[0].field,
        order.default.columns[0].place.path,  # type: ignore[union-attr]
        order.default.columns[0].literal.value,  # type: ignore[union-attr]
        *(each.operator for each in order.branches[0].checks),
        order.branches[0].checks[0].value.text,  # type: ignore[union-attr]
        order.branches[0].result.columns[0].transforms[0].name,  # type: ignore[union-attr]
    ]
    assert {type(each) for each in texts} == {str}


def test_every_node_knows_its_text() -> None:
    text = ' date | name@[A b].sub(/x/, "y") | debit = D | conditions = [ <N> ] = a b , 6>0,skip '
    order = parse_order(text, source="bank.toml")
    assert order.text == text
    assert order.source == "bank.toml"

    def shown(node: object) -> str:
        span = node.span  # type: ignore[attr-defined]
        return text[span.start : span.end]

    assert order.default is not None
    _, name, debit = order.default.columns
    (branch,) = order.branches
    assert shown(order) == text.strip()
    assert shown(order.default) == 'date | name@[A b].sub(/x/, "y") | debit = D'
    assert shown(name) == 'name@[A b].sub(/x/, "y")'
    assert shown(name.place) == "[A b]"
    assert shown(name.transforms[0]) == '.sub(/x/, "y")'
    assert [shown(each) for each in name.transforms[0].arguments] == ["/x/", '"y"']
    assert shown(debit.literal) == "D"
    assert shown(branch) == "[ <N> ] = a b , 6>0,skip"
    assert [shown(each) for each in branch.checks] == ["[ <N> ] = a b", "6>0"]
    assert shown(branch.checks[0].value) == "a b"
    assert shown(branch.checks[0].place) == "<N>"


def test_a_separator_at_the_end_is_remembered() -> None:
    order = parse_order("date|amount||conditions=4=x,date,amount,;")
    assert order.default is not None
    assert order.default.trailing is not None
    assert order.default.trailing.start == 11
    assert isinstance(order.branches[0].result, ColumnList)
    assert order.branches[0].result.trailing is not None


def test_checks_alone_know_where_they_stand() -> None:
    with pytest.raises(OrderSyntaxError) as caught:
        parse_checks("4", "bank.toml")
    assert [(each.code, each.source) for each in caught.value.diagnostics] == [
        ("SK117", "bank.toml")
    ]
    assert parse_checks("4=x", "bank.toml").source == "bank.toml"


# -- the grammar and the field table --------------------------------------------------------------


def test_the_grammar_knows_the_fields_of_the_table_the_longest_first() -> None:
    found = re.search(r"^FIELD\S*: /\(\?:([A-Za-z|]+)\)", grammar_text("order"), re.MULTILINE)
    assert found is not None
    words = found[1].split("|")
    assert sorted(words) == sorted(field.word for field in FIELDS)
    assert words == sorted(words, key=len, reverse=True)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.word)
@pytest.mark.parametrize("ending", ["", "|other", "divide1%", "=x", "?", "@1", ".abs", ':"x"', " "])
def test_every_field_is_known_whatever_the_case(field: object, ending: str) -> None:
    word = field.word  # type: ignore[attr-defined]
    for spelling in (word, word.upper(), word.lower()):
        assert columns(spelling + ending)[0].field == word


def test_no_folder_of_the_package_hides_the_grammar() -> None:
    package = FilePath(parse_order.__code__.co_filename).parents[1]
    assert not (package / "grammar").exists() or "site-packages" in package.parts


# -- texts that are no orders ---------------------------------------------------------------------

BRANCH = "date|amount|conditions="

WRONG = [
    # blank, long
    ("", "SK101", None, "write for example date|name|amount"),
    (" \N{NO-BREAK SPACE}\n", "SK101", None, "date|name|amount"),
    # empty columns
    ("date||amount", "SK103", "|", "write other"),
    ("|date", "SK103", "|", "write other"),
    (BRANCH + "4=x,date,,amount", "SK103", ",", "write other"),
    # unknown fields
    ("date|other|currancy|amount", "SK104", "currancy", "did you mean 'currency'?"),
    ("date|currancy=EUR", "SK104", "currancy", "did you mean 'currency'?"),
    ("date|AMOUTN", "SK104", "AMOUTN", "did you mean 'amount'?"),
    ("date|debitSums", "SK104", "debitSums", "did you mean 'debitSum'?"),
    ("data|suma|valiuta|kita", "SK104", "data", "English names: write date"),
    ("date|Suma", "SK104", "Suma", "English names: write amount"),
    ("date|valiuta", "SK104", "valiuta", "English names: write currency"),
    ("date|kita", "SK104", "kita", "English names: write other"),
    ("Kuupäev|summa", "SK104", "Kuupäev", "English names: write date"),
    ("date|Сумма", "SK104", "Сумма", "English names: write amount"),
    ("date|Währung", "SK104", "Währung", "English names: write currency"),
    ("date|skip", "SK104", "skip", "write other"),
    ("date|5|amount", "SK104", "5", "write other"),
    ("date|" + "x" * 60, "SK104", "x" * 60, "write other"),
    ('"date"|amount', "SK104", '"', "without quotes"),
    ("=D", "SK104", "=", "amount"),
    # divide
    ("date|amountdivide", "SK105", None, "divide-1%"),
    ("date|amountdivide%", "SK105", "%", "divide-1%"),
    ("date|amountdivide100|name", "SK105", "|", "% only ends the number"),
    ("date|amountdivide1,5%", "SK105", ",", "divide0.5%"),
    ("date|amount-1%", "SK105", "amount-1%", "write amountdivide-1%"),
    # checks out of place
    (BRANCH + "4=x,date,5=y", "SK106", "5=", "before its first column"),
    (BRANCH + "4=x,date,[Type]~", "SK106", "[Type]~", "before its first column"),
    ("date|6>0|amount", "SK107", "6>", "write |conditions="),
    # separators
    ("date,amount", "SK108", ",", "before conditions= write |"),
    ("date;amount", "SK108", ";", "before conditions= write |"),
    ("date@1,amount", "SK108", ",", "before conditions= write |"),
    ("date amount name", "SK108", "date amount name", "write date|amount|name"),
    ("data suma valiuta kita", "SK108", "data suma valiuta kita", "date|amount|currency|other"),
    (BRANCH + "4=x,date amount", "SK108", "date amount", "write date,amount"),
    (BRANCH + "4=x,date|amount", "SK108", "|", "write , between columns"),
    (BRANCH + "4=x|date|amount", "SK108", None, "write , between columns"),
    # conditions
    ("date|amount conditions=4=x,skip", "SK109", "amount conditions=", "write amount|conditions="),
    ("date|amountconditions=4=x,skip", "SK109", "amountconditions=", "write amount|conditions="),
    ("date|amount@2 conditions=4=x,skip", "SK109", "c", "write |conditions="),
    ("date|amount;conditions=4=x,skip", "SK109", ";", "write |conditions="),
    ("|conditions=4=x,skip", "SK109", "|", "begin with conditions="),
    (BRANCH + "conditions=4=x,skip", "SK109", "conditions=", "separate branches with ;"),
    (BRANCH + "4=x,conditions=4=x,skip", "SK109", "conditions=", "separate branches with ;"),
    (BRANCH + "4=x,date|conditions=4=x,skip", "SK109", "|conditions", "separate branches with ;"),
    # decimal commas
    (BRANCH + "6>0,5,date,amount", "SK110", "6>0,5", "write 6>0.5"),
    (BRANCH + "6>=-10,50", "SK110", "6>=-10,50", "write 6>=-10.50"),
    (BRANCH + "[A]>0,5,date", "SK110", ">0,5", "write >0.5"),
    (BRANCH + "6=0,5,date", "SK110", "6=0,5", 'write 6="0,5"'),
    # missing values
    (BRANCH + "4=,date", "SK111", ",", "write =BLANK"),
    (BRANCH + "4>;", "SK111", ";", "6>0"),
    ("date|debit=|amount", "SK111", "|", "debit alone"),
    (BRANCH + "4=x,debit=,amount", "SK111", ",", "debit alone"),
    # unclosed
    (BRANCH + '4="x,date', "SK112", '"', 'end it with "'),
    (BRANCH + '4>"x,date', "SK112", '"', 'end it with "'),
    (BRANCH + "4~/x,date", "SK112", "/", "end it with /"),
    (BRANCH + "4~//,date", "SK112", "/", "end it with /"),
    (BRANCH + "[x=5,date", "SK112", "[", "end it with ]"),
    (BRANCH + "4=x,[x=5,date", "SK112", "[", "end it with ]"),
    ('date|debit="D|amount', "SK112", '"', 'end it with "'),
    ("name@[Payee", "SK112", "[", "]]"),
    ('name.replace("a', "SK112", '"', '""'),
    ('name:"a', "SK112", '"', '""'),
    # after a quote
    (BRANCH + '4="x" y,date', "SK113", "y", '""'),
    (BRANCH + '4={"a","b"} y,date', "SK113", "y", '""'),
    ('date|debit="x"y', "SK113", "y", '""'),
    # branches
    (BRANCH, "SK114", None, "write a branch"),
    ("conditions=", "SK114", None, "write a branch"),
    (BRANCH + "4=x,skip;;5=x,skip", "SK114", ";", "write a branch"),
    (BRANCH + "4=x", "SK115", None, "skip"),
    (BRANCH + "4=x,", "SK115", None, "skip"),
    (BRANCH + "4=x;5=y,skip", "SK115", ";", "skip"),
    (BRANCH + "4=x,;5=y,skip", "SK115", ";", "skip"),
    (BRANCH + "date,amount", "SK116", "d", "begin the branch with a check"),
    (BRANCH + "4=x,skip;date,amount", "SK116", "d", "begin the branch with a check"),
    (BRANCH + "4,date", "SK117", ",", "4=Refund"),
    (BRANCH + "4 Refund,date", "SK117", "R", "4=Refund"),
    ("date|amount>0", "SK117", "amount", "6>0"),
    ("date|amount<0", "SK117", "amount", "6>0"),
    ("date|name~/x/", "SK117", "name", "6>0"),
    ("date|NAME!=x", "SK117", "NAME", "6>0"),
    # places
    ("date|amount@", "SK118", None, "(@6)"),
    ("date|amount@<x", "SK118", "<", "(@<NAME>)"),
    ("date|amount@x", "SK118", "x", "(@6)"),
    (BRANCH + "[/a//b]=x,skip", "SK118", "/", "path"),
    # transforms
    ("date|amount.", "SK119", None, ".abs"),
    ("date|amount.divide(", "SK119", None, "a number"),
    ("date|amount.divide(x)", "SK119", "x", "a number"),
    ("date|amount.divide(1", "SK119", None, "end them with )"),
    ("date|amount.divide(1;2)", "SK119", ";", "comma"),
    (BRANCH + "4~x,date", "SK120", "x", '(4~"refund")'),
    # typographic characters
    ("date|amountdivide\N{MINUS SIGN}1%", "SK121", "\N{MINUS SIGN}", "write -"),
    ("date|amountdivide\N{EN DASH}1%", "SK121", "\N{EN DASH}", "write -"),
    ("date|“amount”", "SK121", "“", 'write "'),
    ("date|amount”", "SK121", "”", 'write "'),
    ("\N{ZERO WIDTH NO-BREAK SPACE}date|amount", "SK121", "\ufeff", "cannot be seen"),
    ("date|am\N{SOFT HYPHEN}ount", "SK121", "\N{SOFT HYPHEN}", "cannot be seen"),
    (BRANCH + "6≥0,date", "SK121", "≥", "write >="),
    # skip and end
    (BRANCH + "4=x,skip,date", "SK122", ",", "separate branches with ;"),
    (BRANCH + "4=x,date,skip", "SK122", "skip", "4=Total,skip"),
    (BRANCH + "4=x,date,END", "SK122", "END", "4=Total,end"),
    # numbers
    (BRANCH + "1234567890=x,date", "SK123", "1234567890", "999999999"),
    ("date|amount@1234567890", "SK123", "1234567890", "999999999"),
    # constants
    ("date|currency:EUR", "SK124", "E", 'currency:"EUR"'),
    # anything else
    ("date|amount??", "SK199", "?", "each of which may be left out"),
    ("date|amount(6)", "SK199", "(", "each of which may be left out"),
    ("date|amount@6!", "SK199", "!", "each of which may be left out"),
    (BRANCH + "4~/x/y,date", "SK113", "y", "separator"),
]


@pytest.mark.parametrize(("text", "code", "marked", "hint"), WRONG)
def test_a_text_that_is_no_order(text: str, code: str, marked: str | None, hint: str) -> None:
    with pytest.raises(OrderSyntaxError) as caught:
        parse_order(text, source="bank.toml")
    (finding,) = caught.value.diagnostics
    assert finding.code == code
    assert finding.hint is not None
    assert hint in finding.hint
    assert finding.order == text
    assert finding.source == "bank.toml"
    if finding.span is not None:
        shown = text[finding.span.start : finding.span.end]
        assert shown.startswith(marked) if marked else shown == ""
        assert finding.span.start <= len(text)


def test_every_code_of_syntax_is_shown_here() -> None:
    from statementkit.codes import CODES

    shown = {code for _, code, _, _ in WRONG} | {"SK102"}
    assert shown == {code for code in CODES if code.startswith("SK1")}


def test_no_message_speaks_of_the_toolkit() -> None:
    for text, *_ in WRONG:
        with pytest.raises(OrderSyntaxError) as caught:
            parse_order(text)
        assert not re.search(
            r"[Ll]ark|[Tt]oken|[Tt]erminal|[Ee]xpected|VBAR|COMMA", str(caught.value)
        )
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_text_of_a_megabyte_is_refused_at_once() -> None:
    with pytest.raises(OrderSyntaxError, match="SK102"):
        parse_order("date|" * 200_000)


@pytest.mark.parametrize(
    "piece",
    ['"', "/", "[", "]]", "|", ",", ";", "a", "1", " ", "date|", "4=x,", "4={\"a,", "\\", ".abs",
     "divide", "conditions=", "6>0,5,", "date "],
)  # fmt: skip
@pytest.mark.parametrize(
    "start", ["", "debit=", "name@/a", "conditions=", "conditions=4=", "conditions=4~/", "name.x("]
)
def test_no_text_takes_long(start: str, piece: str) -> None:
    text = start + piece * ((LONGEST_ORDER - len(start)) // len(piece))
    begun = time.process_time()
    str(refusal(text))
    assert time.process_time() - begun < 20


# -- laws -----------------------------------------------------------------------------------------


def _only_our_errors(text: str) -> None:
    error = refusal(text)
    if error is None:
        return
    (finding,) = error.diagnostics
    assert finding.message
    assert finding.hint
    assert str(error)
    if finding.span is not None:
        assert 0 <= finding.span.start <= finding.span.end <= len(text) + 1


@given(st.text())
def test_only_our_errors_escape(text: str) -> None:
    _only_our_errors(text)


PIECES = [
    "date", "amount", "debit", "other", "divide", "100", "-1", "%", "|", ",", ";", "=", "<", ">",
    "!", "~", "?", "@", ".", ":", "(", ")", "[", "]", "{", "}", '"', "/", "\\", "conditions",
    "skip", "end", "BLANK", "upper", " ", "\n", "x", "4", "“", "\N{MINUS SIGN}", "\ufeff",
    "\ud800", "\0",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_only_our_errors_escape_from_scrambled_orders(text: str) -> None:
    _only_our_errors(text)


@given(orders(), st.data())
def test_only_our_errors_escape_from_damaged_orders(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 3)))
    _only_our_errors(text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[stop:])


@given(trees.orders, st.sampled_from([" ", "\N{NO-BREAK SPACE}", "\n", "\t\r\n  "]))
def test_white_space_around_separators_changes_nothing(order: Order, space: str) -> None:
    assert parse_order(spaced(order, space)) == order


def spaced(order: Order, space: str) -> str:
    """Write an order with white space around every separator."""
    from statementkit.order.unparse import unparse

    def list_of(columns: ColumnList, separator: str) -> str:
        alone = (
            Order(ColumnList((each,)), ()) if separator == "|" else branch_with(ColumnList((each,)))
            for each in columns.columns
        )
        texts = (unparse(each).removeprefix("conditions=1=x,") for each in alone)
        return f"{space}{separator}{space}".join(texts)

    def branch_with(columns: ColumnList) -> Order:
        return Order(None, (Branch((Check(ColumnNumber(1), "=", Text("x")),), columns),))

    def branch_of(branch: Branch) -> str:
        checks = [
            unparse(Order(None, (Branch((each,), "skip"),)))
            .removeprefix("conditions=")
            .removesuffix(",skip")
            for each in branch.checks
        ]
        result = branch.result
        written = list_of(result, ",") if isinstance(result, ColumnList) else result
        return f"{space},{space}".join([*checks, written])

    parts = [list_of(order.default, "|")] if order.default else []
    if order.branches:
        branches = f"{space};{space}".join(map(branch_of, order.branches))
        parts.append(f"conditions{space}={space}{branches}")
    return space + f"{space}|{space}".join(parts) + space
