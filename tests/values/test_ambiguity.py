"""How the ways of an expression are counted, held against what they are by other means."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from statementkit.values.ambiguity import Ambiguity

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen
class Expression:
    """An expression without repetitions, and the texts that it matches, each with its ways."""

    pattern: str
    ways: Counter[str]


def joined(parts: list[Expression]) -> Expression:
    ways = Counter({"": 1})
    for part in parts:
        longer = Counter[str]()
        for text, count in ways.items():
            longer.update({text + more: count * others for more, others in part.ways.items()})
        ways = longer
    return Expression("".join(part.pattern for part in parts), ways)


def one_of(parts: list[Expression]) -> Expression:
    ways = sum((part.ways for part in parts), Counter[str]())
    return Expression(f"(?:{'|'.join(part.pattern for part in parts)})", ways)


def optional(part: Expression) -> Expression:
    return Expression(f"(?:{part.pattern})?", part.ways + Counter({"": 1}))


# Groups keep the engine from making one class of two, which it searches in one way.
LEAVES = {"(a)": "a", "(b)": "b", "([ab])": "ab", "((?i:A))": "aA"}
_leaves = [*(Expression(each, Counter(texts)) for each, texts in LEAVES.items()), joined([])]
EXPRESSIONS = st.recursive(
    st.sampled_from(_leaves),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(joined),
        st.lists(inner, min_size=2, max_size=3).map(one_of),
        inner.map(optional),
    ),
    max_leaves=7,
)


def is_code(words: Iterable[str]) -> bool:
    """Tell whether no text is made of these words in two ways: Sardinas and Patterson, 1953."""
    known = set(words)
    rests = {it[len(each) :] for each in known for it in known - {each} if it.startswith(each)}
    seen: set[str] = set()
    while rests:
        if "" in rests:
            return False
        seen |= rests
        pairs = [pair for one in rests for other in known for pair in ((one, other), (other, one))]
        rests = {long[len(short) :] for short, long in pairs if long.startswith(short)} - seen
    return True


@given(EXPRESSIONS)
def test_a_loop_is_ambiguous_if_its_texts_can_be_parted_in_two_ways(inner: Expression) -> None:
    words = {text: ways for text, ways in inner.ways.items() if text}
    expected = max(words.values(), default=1) > 1 or not is_code(words)
    for pattern in (f"^(?:{inner.pattern})+$", f"(?:{inner.pattern})*x"):
        assert Ambiguity(pattern).is_exponential == expected


@example(joined([one_of([optional(_leaves[0])] * 2)] * 3))
@example(one_of([joined([])] * 4))
@given(EXPRESSIONS)
def test_there_are_never_more_ways_than_are_counted(expression: Expression) -> None:
    most = max(expression.ways.values())
    for pattern in ("^{}$", "^{}x", "^x{}$", "{}", "(?={})", "(?!{})x", r"\A(?:{})"):
        assert Ambiguity(pattern.format(expression.pattern)).choices >= most


_members = [
    "a",
    "b-f",
    "A-Z",
    "0-9",
    "%-+",
    "_",
    "~",
    "é",
    r"\d",
    r"\D",
    r"\s",
    r"\S",
    r"\w",
    r"\W",
]
_sets = st.lists(st.sampled_from(_members), min_size=1, max_size=3).map("".join)
_plain = st.one_of(
    st.sampled_from([".", "(?s:.)", "a", "Q", "é", "\0", r"\d", r"\W", r"\xa0"]),
    st.builds("[{}{}]".format, st.sampled_from(["", "^"]), _sets),
)
CLASSES = st.one_of(
    _plain, st.builds("(?{}:{})".format, st.sampled_from(["i", "a", "ai", "-i"]), _plain)
)
CHARACTERS = [*map(chr, range(0x700)), "\N{EURO SIGN}"]


@example(r"[\x80-\x9f]", r"\s", "")
@example("(?i:q)", "[^q]", "")
@example("(?i:q)", "(?a:[^a])", "")
@example("(?a:q)", "Q", "(?i)")
@given(CLASSES, CLASSES, st.sampled_from(["", "(?i)", "(?a)"]))
def test_classes_share_the_characters_that_the_engine_says(
    one: str, other: str, flags: str
) -> None:
    takes = [re.compile(flags + each).fullmatch for each in (one, other)]
    expected = any(all(take(each) for take in takes) for each in CHARACTERS)
    assert Ambiguity(f"{flags}^(?:({one})|({other}))*").is_exponential == expected
