"""Regular expressions: what could take for ever is refused, and what is kept is fast."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import quoted
from statementkit.values import CellError, SettingError, compile_regex
from statementkit.values.ambiguity import Ambiguity

KEPT = [
    ("", 0),
    ("^Web", 0),
    ("Refund|Reversal", 0),
    ("(" * 100 + "a" + ")" * 100, 0),
    ("^a+b", 0),
    ("^[A-Z]{2}[0-9]{2}", 0),
    (r"(?i)\binvoice\b", 0),
    (r"a(?=b)(?!cc)(?<!d)", 0),
    ("(?!)", 0),
    (r"\d+", 1),
    (r"invoice ([0-9]+)", 0),
    (r"\d{1,2}\.\d{1,2}\.\d{2,4}", 1),
    (r"(\d{1,3}\.){3}\d{1,3}", 1),
    (r"(\w+\s)*x", 1),
    (r"[^;]*;[^;]*;[^;]*;", 1),
    ("(a|A)*b", 1),
    ("(?:ab|ac)*", 1),
    ("(?:(ab)|(ac))*", 1),
    ("(?:|a)*", 1),
    (r"^\s+|\s+$", 1),
    ("^.*foo.*bar", 1),
    (r"\A.*foo.*bar", 1),
    ("(?m)^.*foo.*bar", 2),
    (r"(?m)\A.*foo.*bar", 1),
    ("(?m:^).*foo.*bar", 2),
    (".*foo.*bar", 2),
    ("a*+a*", 2),
    (r"(?s:.)*?x\D+", 2),
    ("[^;,]*;[^;,]*;", 1),
    (r"(\W|(é))*", 1),
    ("^a{3}a{3}a{3}", 0),
    ("^.{2}.{2}$", 0),
    ("^[^a]{2}[^b]{2}$", 0),
    ("^[^ab]{2}[^bc]{2}$", 0),
    ("^(?:a?)+$", 0),
    ("\0", 0),
    ("\U0010ffff", 0),
    ("(?:)" * 250, 0),
    ("x" * 300, 0),
    ("^" + "x" * 300, 0),
    ("a?" * 6, 0),
    ("^" + "(?:|)" * 6 + "x", 0),
]

INSIDE = "a repetition inside of another one can match the same text in too many ways"
MANY = "too many repetitions can match the same text: start with ^, or write [^;]* for .*"
CHOICES = "too many optional parts can match the same text"

REFUSED = [
    ("(a+)+", INSIDE),
    ("(a*)*", INSIDE),
    ("(?>a+)+b", INSIDE),
    ("(a?b?)*", INSIDE),
    ("(a|ab|b)*", INSIDE),
    ("(a|aa)+$", INSIDE),
    (r"(\w+\s?)*x", INSIDE),
    ("(?i:(?:b|cB)(?:bC)?)*", INSIDE),
    ("(?:(?:|)a)*", INSIDE),
    ("(?:a|[^b])*", INSIDE),
    ("(?:a|[^bc])*", INSIDE),
    ("([^;,]+)+$", INSIDE),
    ("(.*?,){11}P", INSIDE),
    ("(?i:st|\N{LATIN SMALL LETTER LONG S}t)*", INSIDE),
    (r"(?a:\W|(é))*", INSIDE),
    ("(.*?,){11}P", INSIDE),
    ("(?i:st|\N{LATIN SMALL LETTER LONG S}t)*", INSIDE),
    (
        r"(?a:\W|\N{LATIN SMALL LETTER E WITH ACUTE})*".replace("(?a:", "(?a:(?:").replace(
            ")*", "|zz)*)"
        ),
        INSIDE,
    ),
    (".*a.*b.*c", MANY),
    ("[^;,]*[^;]*[^,]*x", MANY),
    ("a{0,9}a{0,9}a{0,9}", MANY),
    ("a?" * 8, CHOICES),
    ("(?:a|a)" * 8, CHOICES),
    ("^" + "(?:||||)" * 10 + "x", CHOICES),
    ("(?=" + "(?:|)" * 7 + "x)", CHOICES),
    ("^x" + "(?:|)" * 7 + "$", CHOICES),
    ("(a?){30}", "it repeats more than once what may be nothing"),
    ("(a?){2}", "it repeats more than once what may be nothing"),
    (r"(a)\1", "it refers back to a group"),
    ("(?P<x>a)(?P=x)", "it refers back to a group"),
    ("(a)?(?(1)b|c)", "it refers back to a group"),
    ("(?=a*)b", "it repeats inside a look-around"),
    ("(?<!a)(?!b+)c", "it repeats inside a look-around"),
    ("(" * 101 + "a" + ")" * 101, "it is nested too deeply"),
    ("(" * 250 + "a" + ")" * 250, "it is nested too deeply"),
    ("x" * 301, "it is too long"),
    (".{40}a.*b{30}.*(?:NPY|NBE)(.*)x.{90}", "its repetitions are too long to be counted"),
]

NOT_REGULAR = ["(", "a**", "[z-a]", "[[a]", "a{99999999999}", "(?P<1>a)", "\\", "x" * 1001]


@pytest.mark.parametrize(("pattern", "degree"), KEPT)
def test_what_is_kept(pattern: str, degree: int) -> None:
    ambiguity = Ambiguity(pattern)
    assert not ambiguity.is_exponential
    assert ambiguity.degree == degree
    assert compile_regex(pattern).limit == (100_000, 10_000, 1_000)[degree]


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_what_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(SettingError, match="could take for ever") as caught:
        compile_regex(pattern)
    assert caught.value.hint == reason


@pytest.mark.parametrize("pattern", NOT_REGULAR)
def test_what_is_no_expression(pattern: str) -> None:
    with pytest.raises(SettingError, match=r"is not a regular expression|is too long"):
        compile_regex(pattern)


def test_what_is_wrong_with_an_expression_is_said_as_the_engine_says_it() -> None:
    with pytest.raises(SettingError) as caught:
        compile_regex("a(b")
    assert caught.value.message == "'a(b' is not a regular expression"
    assert caught.value.hint == "missing ), unterminated subpattern at position 1"


def test_what_is_nested_too_deeply_is_refused_whatever_the_depth_of_the_stack() -> None:
    with pytest.raises(SettingError):
        compile_regex("(" * 499 + ")" * 499)


ATOMS = ["a", "b", "[ab]", ".", "(?:a|b)", "(?:a|ab)", "(?:|a)", "[^a]"]
PATTERNS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{0,3}", "*?"])),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=2).map(lambda each: f"(?:{'|'.join(each)})"),
    ),
    max_leaves=7,
)
LONG_TEXTS = [each * 60 + "!" for each in ("a", "b", "ab", "aab", "ba")]


@given(PATTERNS)
def test_what_is_kept_is_fast(pattern: str) -> None:
    """An exponential search of sixty characters would not end; a cubic one takes milliseconds."""
    try:
        regex = compile_regex(pattern + "$")
    except SettingError:
        return
    start = time.process_time()
    for text in LONG_TEXTS:
        regex.search(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("pattern", ["(?i)^[\u0100-\uffff]{290}", r"(\w\s){140}"])
def test_the_ways_are_counted_fast(pattern: str) -> None:
    compile_regex.cache_clear()
    start = time.process_time()
    with suppress(SettingError):
        compile_regex(pattern)
    assert time.process_time() - start < 1.5


@given(st.one_of(st.text(max_size=20), st.text("()[]{}|*+?ab^$\\d-,0:=!<P>", max_size=16)))
def test_only_setting_errors_come_out(pattern: str) -> None:
    try:
        regex = compile_regex(pattern)
    except SettingError as error:
        assert error.message  # noqa: PT017
    else:
        assert regex.pattern == pattern
        regex.search("some text, 12.50")


def test_a_text_beyond_the_limit_is_an_error() -> None:
    regex = compile_regex(".*a.*b")
    regex.search("x" * regex.limit)
    for search in (regex.search, lambda text: regex.sub("", text)):
        with pytest.raises(CellError, match="1001 characters") as caught:
            search("x" * (regex.limit + 1))
        assert caught.value.code == "SK309"
        assert caught.value.message == f"{quoted('x' * 1001, 20)} has 1001 characters"
        assert caught.value.hint == ("/.*a.*b/ is searched in at most 1000: slice the text before")


def test_search_and_sub() -> None:
    regex = compile_regex("inv(oice)? ([0-9]+)")
    match = regex.search("our inv 12")
    assert match is not None
    assert (match[2], regex.groups) == ("12", 2)
    assert regex.sub(r"\2", "our invoice 12") == "our 12"


def test_an_expression_is_compiled_once() -> None:
    assert compile_regex("a+b") is compile_regex("a+b")
