"""Strategies that make orders of the whole language, and rows that reach every branch of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from statementkit.order.nodes import ColumnNumber, Order, Text, TextSet

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = ["Refund", "Fee, monthly", "A|B", "a;b", 'say "no"', "Web Accept", "007", "D", "C", "x"]
AMOUNTS = [
    "0", "0.00", "-0.00", "12.50", "-12.50", "+3", "1,234.56", "(5.00)", "5.00 CR", "7 EUR",
    "0.1", ".50", "100", "-100.00", "99999999999999999999.99", "1 000.00",
]  # fmt: skip
BAD_AMOUNTS = ["abc", "12,5O", "1,23,4", "5.", "NaN", "1e5", "--1", "１２"]
DATES = ["2024-02-29", "2024-1-5", "2023-12-31 10:15:00", " 2024-03-01 "]
BAD_DATES = ["2024-02-30", "31.12.2024", "yesterday", "0001-01-01"]
CURRENCIES = ["EUR", "usd", "€", "XXQ"]
CELLS = [
    "", " ", "\N{NO-BREAK SPACE}", *TEXTS, *AMOUNTS, *BAD_AMOUNTS, *DATES, *BAD_DATES, *CURRENCIES,
]  # fmt: skip

TEXT_FIELDS = [
    "remitterId", "invoiceNumber", "ref", "check", "id", "account", "iban", "bic", "ownAccount",
    "time", "bankName", "accountName", "kpp", "category", "status", "type",
]  # fmt: skip
JOINED = ["name", "description", "descAndName"]
OTHERS = [
    *TEXT_FIELDS, "currency", "valueDate", "balance", "originalAmount", "originalCurrency",
    "exchangeRate", "currency", "ownAccount",
]  # fmt: skip
TEXT_TRANSFORMS = [
    '.replace("a","b")', ".sub(/[0-9]+/,\"#\")", ".extract(/([a-z]+)/)", ".slice(1,4)",
    '.strip("0")', ".upper", ".lower",
]  # fmt: skip
NUMBER_TRANSFORMS = [
    "divide-1%", "divide100%", ".negate", ".abs", ".divide(100)", ".divide(-3)", ".multiply(0.5)",
    ".multiply(1)", ".multiply(1.0)", ".divide(0.01)",
]  # fmt: skip


def quote(text: str) -> str:
    """Write a text as a quoted literal of the language."""
    return '"' + text.replace('"', '""') + '"'


@st.composite
def _column(draw: st.DrawFn, field: str) -> str:
    """A field with the transforms that it may have, or a place of its own now and then."""
    is_text = field in JOINED or field in TEXT_FIELDS
    transforms = TEXT_TRANSFORMS if is_text else NUMBER_TRANSFORMS
    if field in ("currency", "originalCurrency", "valueDate", "date", "debit", "credit"):
        transforms = ['.replace("US","US")', '.strip("*")']
    changes = draw(st.lists(st.sampled_from(transforms), max_size=2)) if draw(_ODD) else []
    place = "@3" if is_text and draw(_ODD) else ""
    return field + place + "".join(changes)


_ODD = st.integers(0, 3).map(lambda drawn: drawn == 3)


@st.composite
def _columns(draw: st.DrawFn, field: str) -> list[str]:
    """A field once, or several columns of which the first that is not blank counts."""
    if not draw(_ODD):
        return [draw(_column(field))]
    marked = [draw(_column(field)) for _ in range(draw(st.integers(2, 3)))]
    return [each.replace(field, f"{field}?", 1) for each in marked]


@st.composite
def _amount_rule(draw: st.DrawFn) -> list[str]:
    """The columns that give a row its amount, by every rule that there is."""
    flags = ["debit", "debit=D", "debit=Refund", "credit", "credit=C", "debit.upper"]
    rule = draw(st.sampled_from(["amount", "amount", "flag", "sums", "sums", "in", "out"]))
    columns = {
        "amount": ["amount"],
        "flag": ["amount"],
        "sums": ["creditSum", "debitSum"],
        "in": ["creditSum"],
        "out": ["debitSum"],
    }[rule]
    flag = [draw(st.sampled_from(flags))] if rule == "flag" else []
    return [each for field in columns for each in draw(_columns(field))] + flag


@st.composite
def column_lists(draw: st.DrawFn) -> list[str]:
    """Columns of a list that is complete: a date, an amount rule, and anything beside them."""
    columns = [*draw(_columns("date")), *draw(_amount_rule())]
    for field in draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=4)):
        columns += draw(_columns(field))
    for field in draw(st.lists(st.sampled_from(JOINED), max_size=4)):
        columns.append(draw(_column(field)))
    fees = st.sampled_from([[], [], ["fee"], ["fee", "fee"], ["fee?", "fee?"], ["feeIncluded"]])
    for field in draw(fees):
        columns.append(draw(_column(field)))
    columns += draw(st.lists(st.just("other"), max_size=2))
    columns += draw(st.lists(st.sampled_from(['name:"web"', 'description:" x "']), max_size=1))
    if not any(column.startswith("currency") for column in columns) and draw(_ODD):
        columns.append('currency:"EUR"')
    return draw(st.permutations(columns))


def _checks(number: int) -> st.SearchStrategy[str]:
    texts = st.sampled_from([*TEXTS, "", " x "]).map(quote)
    numbers = st.sampled_from(["0", "12.5", "-1", "+.5"])
    equal = texts.map(lambda text: f"{number}={text}")
    return st.one_of(
        equal,
        equal,
        equal,
        st.sampled_from([f"{number}=BLANK", f"{number}=NOTBLANK"]),
        st.tuples(st.sampled_from(["<", ">", "<=", ">="]), numbers).map(
            lambda pair: f"{number}{pair[0]}{pair[1]}"
        ),
        texts.map(lambda text: f"{number}!={text}"),
        texts.map(lambda text: f"{number}~{text}"),
        st.sampled_from([f"{number}~/^W/", f"{number}!~/[0-9]$/", f"{number}>=2024-01-01"]),
        st.tuples(st.sampled_from(["=", "=", "!="]), st.lists(texts, min_size=2, max_size=3)).map(
            lambda pair: f"{number}{pair[0]}{{{','.join(pair[1])}}}"
        ),
    )


@st.composite
def orders(draw: st.DrawFn) -> str:
    """The text of an order that passes its check: any layout, any branches."""
    default = None if draw(st.integers(0, 5)) == 5 else draw(column_lists())
    branches = []
    for _ in range(draw(st.integers(0 if default else 1, 8))):
        numbers = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
        checks = [draw(_checks(number)) for number in numbers]
        result = draw(st.one_of(column_lists(), st.sampled_from([["skip"], ["end"], ["other"]])))
        branches.append(",".join([*checks, *result]))
    text = "|".join(default) if default else ""
    if branches:
        text += ("|" if text else "") + "conditions=" + ";".join(branches)
    return text


def cells(order: Order) -> st.SearchStrategy[str]:
    """Cells in which the texts that the order compares with are as likely as all others."""
    wanted = list(_compared_texts(order))
    return st.one_of(
        st.sampled_from(CELLS),
        *([st.sampled_from(wanted)] if wanted else []),
    )


def _compared_texts(order: Order) -> Iterator[str]:
    for branch in order.branches:
        for check in branch.checks:
            if isinstance(check.value, Text):
                yield check.value.value
            elif isinstance(check.value, TextSet):
                yield from check.value.values


@st.composite
def rows(draw: st.DrawFn, order: Order) -> list[str]:
    """A row for an order: mostly readable, of any length, aimed at one of its branches."""
    targets: list[Any] = [order.default, *(branch.result for branch in order.branches)]
    target = draw(st.sampled_from([each for each in targets if each is not None]))
    row: list[str] = []
    for column in getattr(target, "columns", ()):
        if column.constant is None:
            blank = column.first_non_blank and draw(st.booleans())
            row.append("" if blank else draw(_cell_for(column.field, order)))
    row += draw(st.lists(cells(order), max_size=6))
    if order.branches and draw(st.integers(0, 2)) == 2:
        for check in draw(st.sampled_from(order.branches)).checks:
            if isinstance(check.value, Text) and isinstance(check.place, ColumnNumber):
                row += [""] * (check.place.number - len(row))
                row[check.place.number - 1] = check.value.value
    return row[: draw(st.integers(0, len(row)))] if draw(st.integers(0, 9)) == 9 else row


USUAL = {
    "date": DATES,
    "valueDate": [*DATES, ""],
    "amount": AMOUNTS,
    "creditSum": ["", "", *AMOUNTS],
    "debitSum": ["", "", *AMOUNTS],
    "fee": ["", "1.00", "-0.35", "0.00"],
    "feeIncluded": ["", "1.00", "0.00"],
    "balance": ["", "100.00", "-12.34"],
    "originalAmount": ["", "10.00"],
    "exchangeRate": ["", "1.0852", "0.5"],
    "currency": ["EUR", "usd", ""],
    "originalCurrency": ["GBP", ""],
    "debit": ["D", "d", "C", "", "Refund"],
    "credit": ["C", "c", "D", ""],
}
"""Cells that read under their field; any other field takes any cell."""


@st.composite
def _cell_for(draw: st.DrawFn, field: str, order: Order) -> str:
    """A cell that suits its field, but for one in twenty."""
    if field in USUAL and draw(st.integers(0, 39)) != 39:
        return draw(st.sampled_from(USUAL[field]))
    return draw(cells(order))
