"""Strategies that make trees of orders: everything that the syntax allows, meant or not."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from statementkit.model import FIELDS
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
    Operator,
    Order,
    Path,
    Place,
    Regex,
    Text,
    TextSet,
    Transform,
)

WORDS = [field.word for field in FIELDS]
NUMBERS = ["0", "-1", "+5", "100", "0.5", ".25", "007"]
DATES = ["2024-01-31", "2024-02-31", "0000-00-00"]
BARE = [
    "D", "Refund", "a~b", "{x}", "/x/", "D@8", "<x>", '{"a"}', '{"a', "skip", "end", "a b", "[x]",
    "a\N{NO-BREAK SPACE}b", "=x", "~x", ">5", "!x", "date", "5", "2024-01-31", "BLANKET", "blank",
    "conditions=", "x\ny", "(", ".upper", "\N{MINUS SIGN}1", 'say "no"', "a.divide(1)", "?", ":",
]  # fmt: skip
QUOTED = [*BARE, "", " ", " a ", "A|B", "a;b", "a,b", '"', '""', "|conditions=", "BLANK"]
REGEXES = ["^Web", "a/b", r"\d+", r"\\/", r"[/]", r"a\.b", '"', ";|,", r"\|"]

_quoted = st.sampled_from(QUOTED) | st.text(max_size=8)
quoted_texts = _quoted.map(lambda value: Text(value, quoted=True))
numbers = st.sampled_from(NUMBERS).map(Number)
regexes = st.sampled_from(REGEXES).map(Regex)


def bare_texts(separators: str) -> st.SearchStrategy[Text]:
    """Texts without quotes that may stand where only `separators` end a text."""
    readable = (
        (st.sampled_from(QUOTED) | st.text(max_size=8))
        .map(str.strip)
        .filter(lambda value: value and not value.startswith('"'))
        .filter(lambda value: not any(separator in value for separator in separators))
    )
    return readable.map(Text)


_columns_and_headers: list[st.SearchStrategy[Place]] = [
    st.integers(0, 10**9 - 1).map(ColumnNumber),
    (st.sampled_from(["Payee", "A]B", "]", "", "a|b;c,d", "[x"]) | st.text(max_size=5))
    .map(str.strip)
    .map(Header),
]
_others: list[st.SearchStrategy[Place]] = [
    st.builds(Characters, st.integers(0, 99), st.integers(0, 99)),
    st.sampled_from(["NAME", "INTU.BID", "a-b", "ns:x"]).map(Marker),
    st.sampled_from(["/Ntry/Amt", "/Ntry/Amt/@Ccy", "/@Ccy", "/a-b", "/divide", "/Täpne"]).map(
        Path
    ),
]
places = st.one_of(_columns_and_headers + _others)

LIKE_A_PLACE = re.compile(r"[0-9]+\s*-\s*[0-9]+|<[\w.:-]+>|/[\w@/-]+")
checked_places = places.filter(
    lambda place: not (isinstance(place, Header) and LIKE_A_PLACE.fullmatch(place.name))
)
"""In a check a header cannot be named like a place of another kind."""

NEW_TRANSFORM = st.builds(
    Transform,
    st.sampled_from(["upper", "divide", "replace", "nonsense", "skip", "end", "date"]),
    st.lists(quoted_texts | numbers | regexes, max_size=3).map(tuple),
)
OLD_TRANSFORM = numbers.map(lambda number: Transform("divide", (number,), old_spelling=True))


def columns(separators: str) -> st.SearchStrategy[Column]:
    """Columns of a list in which `separators` end a bare text."""
    literals = st.none() | quoted_texts | bare_texts(separators)
    plain = st.builds(
        Column,
        st.sampled_from(WORDS),
        place=st.none() | places,
        transforms=st.lists(NEW_TRANSFORM | OLD_TRANSFORM, max_size=2).map(tuple),
        literal=literals,
        first_non_blank=st.booleans(),
    )
    simple = st.sampled_from(WORDS).map(Column)
    constant = st.builds(Column, st.sampled_from(WORDS), constant=quoted_texts)
    return simple | plain | constant


def column_lists(separators: str) -> st.SearchStrategy[ColumnList]:
    """Lists of columns in which `separators` end a bare text."""
    return st.lists(columns(separators), min_size=1, max_size=4).map(tuple).map(ColumnList)


_texts = bare_texts(",;").filter(lambda text: text.value not in ("BLANK", "NOTBLANK"))
_limits = bare_texts(",;").filter(lambda text: not _reads_as_limit(text.value))


def _reads_as_limit(value: str) -> bool:
    return value[0] in "+-.0123456789=" or value in DATES


def _checks(*operators: Operator) -> st.SearchStrategy[Operator]:
    return st.sampled_from(operators)


checks: st.SearchStrategy[Check] = st.one_of(
    st.builds(
        Check,
        checked_places,
        _checks("=", "!="),
        st.one_of(
            quoted_texts,
            _texts,
            st.builds(Blank, st.booleans()),
            st.lists(_quoted, min_size=2, max_size=3).map(tuple).map(TextSet),
        ),
    ),
    st.builds(
        Check,
        checked_places,
        _checks("<", ">", "<=", ">="),
        st.one_of(numbers, st.sampled_from(DATES).map(Date), quoted_texts, _limits),
    ),
    st.builds(Check, checked_places, _checks("~", "!~"), quoted_texts | regexes),
)

branches = st.builds(
    Branch,
    st.lists(checks, min_size=1, max_size=3).map(tuple),
    column_lists(",;") | st.sampled_from(["skip", "end"]),
)

orders: st.SearchStrategy[Order] = st.one_of(
    st.builds(Order, column_lists("|"), st.lists(branches, max_size=3).map(tuple)),
    st.builds(Order, st.none(), st.lists(branches, min_size=1, max_size=3).map(tuple)),
)
