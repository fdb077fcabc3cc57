"""Strategies of orders and of layouts: the whole language of columns, in any arrangement.

Choices are drawn from tables that are made once: a draw has a price, and an order has many parts.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from statementkit.layouts import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.layouts.layout import DecimalMark

COMPARED = [
    "Refund", "Fee, monthly", "A|B", "a;b", 'say "no"', "Web Accept", "007", "D", "C", "x",
]  # fmt: skip
"""Texts with which checks compare."""


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
    """Return the ways to write a field; those without transforms as likely as the others."""
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


def _field(column: str) -> str:
    """Return the field of a column, whatever is written behind it."""
    return re.split(r"divide|[^A-Za-z]", column)[0]


_ANY_OTHER: list[Sequence[Group]] = [
    *(_groups(field, ["@3", *TEXT_TRANSFORMS]) for field in TEXT_FIELDS),
    *(_groups(field, NUMBER_TRANSFORMS) for field in AMOUNT_FIELDS),
    *(_groups(field, CODE_TRANSFORMS) for field in CODE_FIELDS),
    [('currency:"EUR"',)],
]
_OTHERS = st.lists(
    st.sampled_from([group for groups in _ANY_OTHER for group in groups]),
    unique_by=lambda group: _field(group[0]),
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
        for text in [*COMPARED, "", " x "]:
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
def _orders(draw: st.DrawFn) -> str:
    default = None if draw(st.integers(0, 5)) == 5 else draw(column_lists())
    branches = [
        ",".join([*draw(_CHECKS), *draw(_RESULTS)])
        for _ in range(draw(st.integers(0 if default else 1, 5)))
    ]
    text = "|".join(default) if default else ""
    if branches:
        text += ("|" if text else "") + "conditions=" + ";".join(branches)
    return text


def orders() -> st.SearchStrategy[str]:
    """Return a strategy of orders that pass their check: any columns, any branches, by number.

    >>> orders().validate()
    """
    return _orders()


# -- layouts ---------------------------------------------------------------------------------------

_MARKS: list[tuple[DecimalMark, str]] = [
    (".", "none"), (".", ","), (",", "."), (",", " "), (".", "'"), (",", "none"),
]  # fmt: skip

_DELIMITERS = [",", ";", "tab", "|"]


@st.composite
def _layouts(draw: st.DrawFn, order: st.SearchStrategy[str] | None) -> Layout:
    decimal, thousands = draw(st.sampled_from(_MARKS))
    quote = draw(st.sampled_from(['"', "'", "none"]))
    delimiters = [
        each for each in _DELIMITERS if quote != "none" or each not in (decimal, thousands)
    ]
    return Layout(
        name="drawn",
        order=draw(orders() if order is None else order),
        decimal=decimal,
        thousands=thousands,
        date_format=draw(st.sampled_from(["yyyy-MM-dd", "dd.MM.yyyy", "d MMM yyyy", "yyyyMMdd"])),
        delimiter=draw(st.sampled_from(delimiters)),
        encoding=draw(st.sampled_from(["utf-8", "windows-1252", "utf-16"])),
        quote=quote,
        header=draw(st.booleans()),
        skip_lines=draw(st.sampled_from([0, 0, 3])),
        footer_lines=draw(st.sampled_from([0, 0, 2])),
        comment=draw(st.sampled_from([None, "#"])),
        currency=draw(st.sampled_from([None, "EUR"])),
        account=draw(st.sampled_from([None, "EE382200221020145685"])),
        negative_sums=draw(st.sampled_from(["error", "linear", "absolute"])),
        sign_conflict=draw(st.sampled_from(["flag", "amount", "error"])),
        coverage=draw(st.sampled_from(["days", "rows", "unknown"])),
    )


def layouts(*, order: str | st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Layout]:
    """Return a strategy of layouts of delimited files around orders, by default any `orders()`.

    Where no quotes are, numbers hold no delimiter: an order that rows can take keeps its rows.

    >>> layouts(order="date|amount").validate()
    """
    return _layouts(st.just(order) if isinstance(order, str) else order)
