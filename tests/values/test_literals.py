"""A text in which an expression matches has the letters that are said to stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.values import required_literal

LITERALS = {
    "rent": "rent",
    "^Rent [0-9]+$": "Rent ",
    r"\brent\b": "rent",
    "rent|hire": "",
    "(?:rental|rented) cars": " cars",
    "(invoice )?4711": "4711",
    "(invoice ){2,3}[a-z]": "invoice ",
    "(?:rent)+? [0-9]": "rent",
    "(?:rent)++[0-9]": "rent",
    "(?i)rent": "",
    "(?i:rent) car": " car",
    "(?-i:rent)": "rent",
    "a.c": "a",
    "[ab]": "",
    "(?=rent)": "",
    "(?!rent)x": "x",
    "(?>rent)": "rent",
    "x*": "",
    "": "",
    r"a\.b": "a.b",
    "аренд[аы] офиса": " офиса",
}


@pytest.mark.parametrize(("pattern", "literal"), LITERALS.items())
def test_the_longest_literal_is_found(pattern: str, literal: str) -> None:
    assert required_literal(pattern) == literal


@given(st.sampled_from([*LITERALS]).flatmap(lambda it: st.tuples(st.just(it), st.from_regex(it))))
def test_the_literal_stands_in_what_matches(matched: tuple[str, str]) -> None:
    pattern, text = matched
    assert required_literal(pattern) in text
