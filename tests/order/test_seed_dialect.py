"""An order that the first dialect accepts keeps its tree for ever.

The reference below reads the first dialect by splitting, knows nothing of the grammar, and refuses
everything else. The one exception to the law is a literal that begins with a double quote.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statementkit.model import FIELDS
from statementkit.order.nodes import (
    Blank,
    Branch,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Number,
    Operator,
    Order,
    Text,
    Transform,
)
from statementkit.order.parser import parse_order

SEED_WORDS = sorted((field.word for field in FIELDS if field.seed), key=len, reverse=True)
OPERATORS: dict[str, Operator] = {"=": "=", ">": ">", "<": "<"}


class Refused(Exception):  # noqa: N818
    """The first dialect does not accept this text."""


class Excepted(Exception):  # noqa: N818
    """A literal begins with a double quote."""


# -- the first dialect, by splitting --------------------------------------------------------------


def seed_order(text: str) -> Order:
    head, *tail = re.split(r"\|\s*conditions\s*=", text, maxsplit=1, flags=re.IGNORECASE)
    if found := re.match(r"\s*conditions\s*=", text, re.IGNORECASE):
        return Order(None, seed_branches(text[found.end() :]))
    return Order(seed_columns(head, "|"), seed_branches(tail[0]) if tail else ())


def seed_branches(text: str) -> tuple[Branch, ...]:
    parts = text.split(";")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return tuple(map(seed_branch, parts))


def seed_branch(text: str) -> Branch:
    items = text.split(",")
    checks = []
    while items and re.match(r"\s*[0-9]", items[0]):
        checks.append(seed_check(items.pop(0).strip()))
    if not checks:
        raise Refused
    return Branch(tuple(checks), seed_columns(",".join(items), ","))


def seed_check(text: str) -> Check:
    number, operator, value = re.fullmatch(r"([0-9]+)\s*(.?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    value = seed_literal(value)
    if operator not in OPERATORS or len(number) > 9:
        raise Refused
    place = ColumnNumber(int(number))
    if operator == "=" and value in ("BLANK", "NOTBLANK"):
        return Check(place, "=", Blank(value == "NOTBLANK"))
    if operator == "=":
        return Check(place, "=", Text(value))
    return Check(place, OPERATORS[operator], seed_number(value))


def seed_columns(text: str, separator: str) -> ColumnList:
    parts = text.split(separator)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return ColumnList(tuple(seed_column(part.strip()) for part in parts))


def seed_column(text: str) -> Column:
    for word in SEED_WORDS:
        rest = text[len(word) :].strip()
        if text.lower().startswith(word.lower()) and re.match(r"divide|=|\Z", rest, re.IGNORECASE):
            return seed_rest(word, rest)
    raise Refused


def seed_rest(word: str, rest: str) -> Column:
    transforms: tuple[Transform, ...] = ()
    if rest.lower().startswith("divide"):
        number, percent, rest = rest[len("divide") :].partition("%")
        rest = rest.strip()
        if not percent:
            raise Refused
        transforms = (Transform("divide", (seed_number(number.strip()),), old_spelling=True),)
    if not rest:
        return Column(word, transforms=transforms)
    if not rest.startswith("="):
        raise Refused
    return Column(word, transforms=transforms, literal=Text(seed_literal(rest[1:])))


def seed_literal(text: str) -> str:
    value = text.strip()
    if not value:
        raise Refused
    if value.startswith('"'):
        raise Excepted
    return value


def seed_number(text: str) -> Number:
    whole, _, fraction = text.removeprefix("-").removeprefix("+").partition(".")
    plain = (whole or fraction) and set(whole + fraction) <= set("0123456789")
    if not plain or text.endswith(".") or text.startswith(("-+", "+-")):
        raise Refused
    return Number(text)


# -- generated orders of the first dialect --------------------------------------------------------

SPACE = st.sampled_from(["", "", "", " ", "\N{NO-BREAK SPACE}", "\n", "\t\N{EM SPACE}"])
NASTY = [
    "D", "a~b", "{x}", "/x/", "D@8", "<x>", '{"a"}', '{"a', "skip", "end", "[x]", "a.upper", "x?",
    "a\N{NO-BREAK SPACE}b", "=x", "~x", "~/x/", ">=5", "!=x", 'x"y"', "a:b", "(1)", "0.00", "@6",
    "conditions=4", "2024-01-01", "blank", "date", "Ä€", "\N{MINUS SIGN}1", "a  b", "11-38", "!~x",
]  # fmt: skip
NUMBERS = st.sampled_from(["0", "-1", "100", "0.5", ".5", "+3"])


def literals(plain: str) -> st.SearchStrategy[str]:
    """Texts of the first dialect, with the characters that are plain where they stand."""
    extra = [f"a{mark}b" for mark in plain] + list(plain)
    return st.sampled_from(NASTY + extra) | st.text(
        st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4
    ).filter(lambda text: not set(text) & (set("|;,") - set(plain))).filter(
        lambda text: text.strip() and not text.strip().startswith('"')
    )


def columns(plain: str) -> st.SearchStrategy[str]:
    def written(parts: tuple[str, str, str | None, str | None]) -> str:
        word, space, divisor, literal = parts
        divide = f"{space}divide{space}{divisor}{space}%" if divisor is not None else ""
        return word + divide + (f"{space}={space}{literal}" if literal is not None else "")

    words = st.sampled_from(SEED_WORDS + [word.upper() for word in SEED_WORDS])
    return st.tuples(words, SPACE, st.none() | NUMBERS, st.none() | literals(plain)).map(written)


def spaced(parts: list[str], separator: str, space: str) -> str:
    return f"{space}{separator}{space}".join(parts)


@st.composite
def seed_orders(draw: st.DrawFn) -> str:
    space = draw(SPACE)
    checks = st.one_of(
        st.tuples(st.integers(0, 99), st.just("="), literals("|")),
        st.tuples(st.integers(0, 99), st.sampled_from("<>"), NUMBERS),
        st.tuples(st.integers(0, 99), st.just("="), st.sampled_from(["BLANK", "NOTBLANK"])),
    ).map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]}")
    branches = []
    for _ in range(draw(st.integers(0, 3))):
        items = draw(st.lists(checks, min_size=1, max_size=3))
        items += draw(st.lists(columns("|"), min_size=1, max_size=4))
        branches.append(spaced(items, ",", space) + draw(st.sampled_from(["", ","])))
    default = spaced(draw(st.lists(columns(",;"), min_size=1, max_size=4)), "|", space)
    if not branches:
        return space + default + draw(st.sampled_from(["", "|"])) + space
    text = "conditions=" + spaced(branches, ";", space) + draw(st.sampled_from(["", ";"]))
    return draw(st.sampled_from(["", f"{default}{space}|"])) + text + space


@given(seed_orders())
def test_an_order_of_the_first_dialect_keeps_its_tree(text: str) -> None:
    assert parse_order(text) == seed_order(text)


FRAGMENTS = [
    "date", "amount", "debit", "debitSum", "debit=", "divide-1%", "|", ",", ";", "=", "4=", "6>0",
    "conditions=", "|conditions=", '"', '""', '{"', '"}', "{", "}", "~", "!", "@", "[", "]", "<",
    ">", ".upper", "(", ")", "/", "\\", "BLANK", "NOTBLANK", " ", "\N{NO-BREAK SPACE}", "skip",
    "end", "?", ":", "x", "4", "5", "-1", "%", "\n",
]  # fmt: skip


ROOMY = [
    "debit=a long literal",
    "conditions=4=a long literal,date",
    "debit=one more|conditions=14=a long literal,5=a second,date,debit=a third one;6>0,amount;",
]
"""Orders in which most places lie inside a literal, where the first dialect accepts most pieces."""


@st.composite
def scrambled(draw: st.DrawFn) -> str:
    """An order of the first dialect into which pieces of the whole language have fallen."""
    text = draw(st.sampled_from(ROOMY))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(FRAGMENTS)) + text[at:]
    return text


@settings(max_examples=500)
@example('4={"a","b"},skip')
@example('conditions=4={"a",date;4="b"},date')
@example('debit=a"|conditions=4=b"|c,date')
@given(scrambled())
def test_no_text_that_the_first_dialect_accepts_means_anything_else(text: str) -> None:
    try:
        expected = seed_order(text)
    except (Refused, Excepted):
        return
    assert parse_order(text) == expected


@pytest.mark.parametrize("literal", NASTY)
def test_a_nasty_literal_is_a_plain_text(literal: str) -> None:
    order = parse_order(f"debit={literal}|conditions=4={literal},debit={literal}")
    assert order == seed_order(f"debit={literal}|conditions=4={literal},debit={literal}")
    assert order.default is not None
    assert order.default.columns[0].literal == Text(literal)
    assert order.branches[0].checks[0].value == Text(literal)


def test_the_exception_is_a_literal_that_begins_with_a_double_quote() -> None:
    order = parse_order('debit="D"')
    assert order.default == ColumnList((Column("debit", literal=Text("D", quoted=True)),))
