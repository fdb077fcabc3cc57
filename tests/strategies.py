"""Strategies that make orders of the whole language, and rows that reach every branch of them.

Choices are drawn from tables that are made once: a draw has a price, and an order has many parts.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from statementkit.order.nodes import (
    Blank,
    Check,
    ColumnNumber,
    Date,
    Number,
    Order,
    Text,
    TextSet,
)
from statementkit.order.parser import parse_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def quote(text: str) -> str:
    """Write a text as a quoted literal of the language."""
    return '"' + text.replace('"', '""') + '"'


# -- columns ---------------------------------------------------------------------------------------

TEXT_FIELDS = [
    "remitterId", "invoiceNumber", "ref", "check", "id", "account", "iban", "bic", "ownAccount",
    "time", "bankName", "accountName", "kpp", "category", "status", "type",
]  # fmt: skip
AMOUNT_FIELDS = ["balance", "originalAmount", "exchangeRate"]
CODE_FIELDS = ["currency", "originalCurrency", "valueDate"]
TEXT_TRANSFORMS = [
    '.replace("a","b")', ".sub(/[0-9]+/,\"#\")", ".extract(/([a-z]+)/)", ".slice(1,4)",
    '.strip("0")', ".upper", ".lower", '.strip("0").upper',
]  # fmt: skip
NUMBER_TRANSFORMS = [
    "divide-1%", "divide100%", ".negate", ".abs", ".divide(100)", ".divide(-3)", ".multiply(0.5)",
    ".multiply(1)", ".multiply(1.0)", ".divide(0.01)", '.strip("*").negate', "divide-1%.abs",
]  # fmt: skip
CODE_TRANSFORMS = ['.strip("*")', '.replace("US","US")']

Group = tuple[str, ...]
"""Columns that belong together: one, or several of which the first that is not blank counts."""


def _groups(field: str, transforms: Iterable[str]) -> list[Group]:
    """The ways to write a field; those without transforms as likely as the others."""
    changed = [field + transform for transform in transforms]
    marked = [each.replace(field, f"{field}?", 1) for each in [field, *changed]]
    chains: list[Group] = [(f"{field}?", each) for each in marked]
    chains.append((f"{field}?", marked[-1], f"{field}?"))
    once: list[Group] = [(field,)]
    return once * len(changed) + [(each,) for each in changed] + chains


DATE_GROUPS = _groups("date", CODE_TRANSFORMS)
SIGNED_GROUPS = _groups("amount", NUMBER_TRANSFORMS)
FLAGS = ["debit", "debit=D", "debit=Refund", "credit", "credit=C", "debit.upper"]
IN_GROUPS = _groups("creditSum", NUMBER_TRANSFORMS)
OUT_GROUPS = _groups("debitSum", NUMBER_TRANSFORMS)

AMOUNT_RULES: st.SearchStrategy[tuple[Group, ...]] = st.one_of(
    st.tuples(st.sampled_from(SIGNED_GROUPS)),
    st.tuples(st.sampled_from(SIGNED_GROUPS), st.sampled_from([(flag,) for flag in FLAGS])),
    st.tuples(st.sampled_from(IN_GROUPS), st.sampled_from(OUT_GROUPS)),
    st.tuples(st.sampled_from(IN_GROUPS + OUT_GROUPS)),
)

FEES: list[Sequence[Group]] = [
    [], [("fee",)], [("fee",), ("feedivide-1%",)], [("fee?", "fee?.negate")], [("feeIncluded",)],
]  # fmt: skip

JOINED: Sequence[Group] = [
    (word + transform,)
    for word, transform in product(
        ["name", "description", "descAndName"], ["", "", "@3", ".upper", ".slice(1,4)"]
    )
] + [('name:"web"',), ('description:" x "',), ("other",), ("other",)]

_ANY_OTHER: list[Sequence[Group]] = [
    *(_groups(field, ["@3", *TEXT_TRANSFORMS]) for field in TEXT_FIELDS),
    *(_groups(field, NUMBER_TRANSFORMS) for field in AMOUNT_FIELDS),
    *(_groups(field, CODE_TRANSFORMS) for field in CODE_FIELDS),
    [('currency:"EUR"',)],
]
_OTHERS = st.lists(
    st.sampled_from([group for groups in _ANY_OTHER for group in groups]),
    unique_by=lambda group: group[0].split(":")[0].split(".")[0].strip("?@3"),
    max_size=4,
)
_JOINED = st.lists(st.sampled_from(JOINED), max_size=4)


@st.composite
def column_lists(draw: st.DrawFn) -> list[str]:
    """Columns of a list that is complete: a date, an amount rule, and anything beside them."""
    groups = [*draw(_OTHERS), *draw(_JOINED), *draw(st.sampled_from(FEES))]
    for group in [draw(st.sampled_from(DATE_GROUPS)), *draw(AMOUNT_RULES)]:
        groups.insert(draw(st.integers(0, len(groups))), group)
    return [column for group in groups for column in group]


# -- branches --------------------------------------------------------------------------------------


def _checks() -> Iterator[str]:
    for number in (2, 4, 6, 8):
        for text in [*TEXTS, "", " x "]:
            yield f"{number}={quote(text)}"
        for one, other in product(["Refund", "D", ""], ["C", "x", "D"]):
            yield f"{number}={{{quote(one)},{quote(other)}}}"
        for text in ["Refund", "a;b", ""]:
            yield f"{number}!={quote(text)}"
        for operator, limit in product(["<", ">", "<=", ">="], ["0", "12.5", "-1", "+.5"]):
            yield f"{number}{operator}{limit}"
        for other in [
            '!={"C","x"}', "=BLANK", "=NOTBLANK", '~"a"', '!~"0"', "~/^W/", "!~/[0-9]$/",
            ">=2024-01-01", "<2024-03-01",
        ]:  # fmt: skip
            yield f"{number}{other}"


_ANY_CHECK = st.sampled_from([*_checks()])
_CHECKS = st.one_of(st.tuples(_ANY_CHECK).map(list), st.lists(_ANY_CHECK, min_size=1, max_size=3))
_RESULTS = st.one_of(
    column_lists(), column_lists(), st.sampled_from([["skip"], ["end"], ["other"]])
)


@st.composite
def orders(draw: st.DrawFn) -> str:
    """The text of an order that passes its check: any layout, any branches."""
    default = None if draw(st.integers(0, 5)) == 5 else draw(column_lists())
    branches = [
        ",".join([*draw(_CHECKS), *draw(_RESULTS)])
        for _ in range(draw(st.integers(0 if default else 1, 5)))
    ]
    text = "|".join(default) if default else ""
    if branches:
        text += ("|" if text else "") + "conditions=" + ";".join(branches)
    return text


# -- rows ------------------------------------------------------------------------------------------

USUAL = {
    "date": DATES,
    "valueDate": [*DATES, ""],
    "amount": AMOUNTS,
    "creditSum": [*[""] * (len(AMOUNTS) // 2), *AMOUNTS],
    "debitSum": [*[""] * (len(AMOUNTS) // 2), *AMOUNTS],
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

_USUAL = {field: st.sampled_from(usual) for field, usual in USUAL.items()}
_ONE_IN_FOUR = st.integers(0, 3).map(lambda drawn: drawn == 3)
_ONE_IN_FORTY = st.integers(0, 39).map(lambda drawn: drawn == 39)
_ONE_IN_TEN = st.integers(0, 9).map(lambda drawn: drawn == 9)


def cells(order: Order) -> st.SearchStrategy[str]:
    """Cells in which the texts that the order compares with are as likely as all others."""
    wanted = list(_compared_texts(order))
    return st.sampled_from(CELLS + wanted * (len(CELLS) // (len(wanted) or 1)))


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
    results: list[Any] = [order.default, *(branch.result for branch in order.branches)]
    target = draw(st.integers(0, len(results) - 1))
    anything = cells(order)
    row: list[str] = []
    for column in getattr(results[target], "columns", ()):
        if column.constant is None:
            usual = _USUAL.get(column.field, anything)
            blank = column.first_non_blank and draw(_ONE_IN_FOUR)
            row.append("" if blank else draw(anything if draw(_ONE_IN_FORTY) else usual))
    row += draw(st.lists(anything, max_size=4))
    if target and not draw(_ONE_IN_TEN):
        _aim(row, order, target)
    return row[: draw(st.integers(0, len(row)))] if draw(_ONE_IN_TEN) else row


def _aim(row: list[str], order: Order, branch: int) -> None:
    """Put cells into a row by which it passes the checks of a branch."""
    for check in order.branches[branch - 1].checks:
        assert isinstance(check.place, ColumnNumber)
        cell = _passing(check)
        if cell is not None:
            row += [""] * (check.place.number - len(row))
            row[check.place.number - 1] = cell


def _passing(check: Check) -> str | None:
    match check.operator, check.value:
        case "=" | "~", Text(text):
            return text
        case "=", TextSet(texts):
            return texts[-1]
        case "=", Blank(negated):
            return "x" if negated else ""
        case operator, Number():
            return "99.50" if ">" in operator else "-99.50"
        case _, Date():
            return "2024-02-29"
    return None


@st.composite
def orders_and_rows(
    draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None
) -> tuple[Order, list[list[str]]]:
    """An order, and rows for it."""
    order = parse_order(draw(orders() if texts is None else texts))
    return order, draw(st.lists(rows(order), min_size=1, max_size=4))
