"""Laws of amount texts: what is written is read back, and nothing else is read at all."""

from __future__ import annotations

import decimal
import pickle
import re
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from statementkit.errors import quoted
from statementkit.values import CellError, NumberFormat, SettingError, amount_reader, exact_decimal
from statementkit.values.number_format import GROUP_MARKS

FORMATS = [
    NumberFormat(mark, thousands)
    for mark in ".,"
    for thousands in ("auto", "none", *GROUP_MARKS)
    if thousands != mark
]
READERS = {fmt: amount_reader(fmt) for fmt in FORMATS}
CONTEXTS = [
    decimal.Context(),
    decimal.Context(prec=1, traps=[]),
    decimal.Context(prec=5, Emax=3, Emin=-3),
    decimal.Context(prec=2, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation]),
]

formats = st.sampled_from(FORMATS)
contexts = st.sampled_from(CONTEXTS)
digits = st.text("0123456789", min_size=1, max_size=19)
marked_texts = st.text("0123456789.,-+ '()\N{NO-BREAK SPACE}\N{MINUS SIGN}€EURCD", max_size=12)
texts = st.one_of(st.text(), marked_texts, st.text("-0123456789.,", max_size=12))


@attrs.frozen
class Written:
    """An amount, a format, and a text that writes the amount in the format."""

    amount: Decimal
    fmt: NumberFormat
    text: str


def grouped(whole: str, mark: str, lakhs: bool) -> str:
    size = 2 if lakhs and mark == "," else 3
    rest, groups = whole[:-3], [whole[-3:]]
    while rest:
        rest, group = rest[:-size], rest[-size:]
        groups.insert(0, group)
    return mark.join(groups)


@st.composite
def written(draw: st.DrawFn) -> Written:
    fmt = draw(formats)
    whole, fraction = str(int(draw(digits))), draw(st.one_of(st.just(""), digits))[:18]
    amount = exact_decimal(f"{whole}.{fraction}" if fraction else whole)
    marks = "".join(GROUP_MARKS[name] for name in fmt.groups)
    if marks and draw(st.booleans()):
        whole = grouped(whole, draw(st.sampled_from(marks)), draw(st.booleans()))
    number = whole + (fmt.decimal + fraction if fraction else "")
    space = draw(st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]))
    unit = draw(st.sampled_from(["", "€", "EUR", "usd", "kr.", "US$"]))
    number = draw(st.sampled_from([f"{unit}{space}{number}", f"{number}{space}{unit}"]))
    plus = draw(st.sampled_from([f"{number}", f"+{number}", f"{number} +", f"{number} CR"]))
    minus = draw(
        st.sampled_from(
            [
                *(f"-{number}", f"- {number}", f"{number}-", f"\N{MINUS SIGN}{number}"),
                *(f"({number})", f"{number} dr", f"-{number} DR"),
            ]
        )
    )
    edge = draw(st.sampled_from(["", " ", "\t"]))
    if draw(st.booleans()):
        return Written(amount, fmt, edge + plus + edge)
    return Written(amount.copy_negate() if amount else amount, fmt, edge + minus + edge)


@given(written(), contexts)
def test_what_is_written_is_read(case: Written, context: decimal.Context) -> None:
    with decimal.localcontext(context):
        read = amount_reader(case.fmt)(case.text)
    assert read.as_tuple() == case.amount.as_tuple()


def outcome(fmt: NumberFormat, text: str) -> Decimal | CellError:
    try:
        return READERS[fmt](text)
    except CellError as error:
        return error


@given(formats, texts)
def test_nothing_but_amounts_and_cell_errors_come_out(fmt: NumberFormat, text: str) -> None:
    amount = outcome(fmt, text)
    if isinstance(amount, CellError):
        assert amount.code in ("SK301", "SK304", "SK305")
        assert (amount.code == "SK304") is (not text.strip())
        assert str(pickle.loads(pickle.dumps(amount))) == str(amount)  # noqa: S301
    else:
        assert amount.is_finite()
        assert amount or not amount.is_signed()
        assert re.search("[0-9]", text)


@given(formats, texts.filter(bool), contexts)
@example(FORMATS[0], "-0.00", CONTEXTS[1])
@example(FORMATS[0], "1-2", CONTEXTS[1])
@example(FORMATS[0], "9" * 39, CONTEXTS[1])
@example(FORMATS[0], "0." + "0" * 38, CONTEXTS[1])
def test_plain_numbers_read_exactly_as_by_the_reader(
    fmt: NumberFormat, text: str, context: decimal.Context
) -> None:
    assume(eval(fmt.plain_test("text"), {"text": text}))  # noqa: S307
    plain = eval(fmt.plain_text("text"), {"text": text})  # noqa: S307
    with decimal.localcontext(context):
        expected = outcome(fmt, text)
        if isinstance(expected, CellError):
            with pytest.raises(ArithmeticError):
                exact_decimal(plain)
        else:
            amount = exact_decimal(plain)
            assert amount == expected
            assert not amount or amount.as_tuple() == expected.as_tuple()


def is_grouped(text: str, mark: str) -> bool:
    """Return whether digits stand in groups, without a regular expression: the law's own idea."""
    first, *others = text.split(mark)
    if not others or not first or first.startswith("0"):
        return False
    western = len(first) <= 3 and all(len(each) == 3 for each in others)
    lakhs = len(first) <= 2 and all(len(each) == 2 for each in others[:-1]) and len(others) > 1
    return western or (mark == "," and lakhs and len(others[-1]) == 3)


@given(
    st.lists(st.text("0123456789", max_size=4), min_size=2, max_size=5),
    st.sampled_from([".", ",", " ", "'", "\N{NO-BREAK SPACE}"]),
    formats,
)
def test_marks_stand_only_in_valid_groups(groups: list[str], mark: str, fmt: NumberFormat) -> None:
    text = mark.join(groups)
    assume(mark != fmt.decimal and text.strip() == text)
    allowed = any(mark in GROUP_MARKS[name] for name in fmt.groups)
    if allowed and is_grouped(text, mark):
        assert READERS[fmt](text) == int("".join(groups))
    else:
        with pytest.raises(CellError):
            READERS[fmt](text)


@given(formats, digits, digits, st.characters(exclude_characters="0123456789.,' \u00a0\u202f’"))
def test_a_foreign_character_inside_is_refused(
    fmt: NumberFormat, left: str, right: str, character: str
) -> None:
    with pytest.raises(CellError):
        READERS[fmt](left + character + right)


@given(digits, digits)
def test_a_fraction_never_reads_under_the_other_mark_as_another_fraction(
    whole: str, fraction: str
) -> None:
    point, comma = (amount_reader(NumberFormat(mark)) for mark in ".,")
    assume(len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"))
    assert point(f"{whole}.{fraction}") == comma(f"{whole},{fraction}")
    with pytest.raises(CellError):
        point(f"{whole},{fraction}")
    with pytest.raises(CellError):
        comma(f"{whole}.{fraction}")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2), st.integers(1, 10**6))
def test_reading_is_monotone(amount: Decimal, step: int) -> None:
    assume(abs(amount) < 10**25)
    read = READERS[NumberFormat()]
    more = amount + Decimal(step).scaleb(-2)
    assert read(f"{amount:.2f}") < read(f"{more:.2f}")


@pytest.mark.parametrize("fmt", FORMATS)
def test_patterns_are_portable(fmt: NumberFormat) -> None:
    for pattern in (fmt.whole_pattern, fmt.fraction_pattern):
        assert not re.search(r"\(\?[^:]|\\[0-9]", pattern)
        re.compile(pattern)


def test_long_texts_are_refused_fast() -> None:
    read = READERS[NumberFormat()]
    for text in ("9" * 10**6, "1,234" * 10**5, " " * 10**6 + "x", "-" * 10**6, ".1" * 10**5):
        with pytest.raises(CellError) as caught:
            read(text)
        assert len(str(caught.value)) < 400


GROUPS_ARE = "write 'auto', 'none', '.', ',', ' ' or \"'\""


@pytest.mark.parametrize(
    ("decimal_mark", "thousands", "message", "hint"),
    [
        (";", "auto", "';' is not a decimal mark", "write '.' or ','"),
        ("", "auto", "'' is not a decimal mark", "write '.' or ','"),
        (".", "x", "'x' is not a mark between groups of digits", GROUPS_ARE),
        (".", "", "'' is not a mark between groups of digits", GROUPS_ARE),
        (",", ",", "',' cannot be the decimal mark and the group mark", None),
    ],
)
def test_formats_that_are_refused(
    decimal_mark: str, thousands: str, message: str, hint: str | None
) -> None:
    with pytest.raises(SettingError) as caught:
        NumberFormat(decimal_mark, thousands)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_no_break_space_is_a_space() -> None:
    for space in GROUP_MARKS[" "]:
        assert NumberFormat(",", space) == NumberFormat(",", " ")


def test_what_is_said_of_a_number_that_is_too_long() -> None:
    with pytest.raises(CellError) as caught:
        amount_reader(NumberFormat("."))("1.5" + "0" * 37)
    error = caught.value
    assert (error.code, error.hint) == (
        "SK305",
        "a number as long as this is more often an identifier",
    )
    assert error.message.endswith(" has more than 38 digits")


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("", "SK304", "the cell of the amount is blank", None),
        (" \t", "SK304", "the cell of the amount is blank", None),
        ("abc", "SK301", "'abc' is not an amount", "it has no digits"),
        (
            "5%",
            "SK301",
            "'5%' is not an amount",
            "the decimal mark of this layout is '.'; the last character is '%'",
        ),
        (
            "1" * 39,
            "SK305",
            f"{quoted('1' * 39)} has more than 38 digits",
            "a number as long as this is more often an identifier",
        ),
    ],
)
def test_what_is_said_of_a_cell_that_is_no_amount(
    text: str, code: str, message: str, hint: str | None
) -> None:
    with pytest.raises(CellError) as caught:
        amount_reader(NumberFormat())(text)
    error = caught.value
    assert (error.code, error.message, error.hint) == (code, message, hint)


@pytest.mark.parametrize("error", [CellError("SK301", "no", "why"), SettingError("no", "why")])
def test_errors_come_back_from_other_processes_whole(error: CellError | SettingError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == "no: why"


def test_an_error_without_a_hint_is_its_message() -> None:
    assert str(CellError("SK304", "blank")) == str(SettingError("blank")) == "blank"
