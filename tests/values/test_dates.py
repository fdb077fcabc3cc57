"""Laws of date texts and patterns."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest
from babel.localedata import Alias, locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from statementkit.values import (
    FAMILIAR_PATTERNS,
    CellError,
    DatePattern,
    SettingError,
    date_reader,
    lint_pattern,
)
from statementkit.values.date_names import _items, names_of
from statementkit.values.date_patterns import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

PATTERNS = [
    *FAMILIAR_PATTERNS,
    "yyyy-MM-dd HH:mm:ss.SSS",
    "EEE, d MMM yyyy h:mm:ss a z",
    "EEEE 'the' d. MMMM uuuu",
    "yyyyDDD",
    "yyyyMMdd'T'HHmmssX",
    "kk:mm dd.MM.yy",
    "K a, e dd/MM/yyyy",
    "yyyy年M月d日",
    "LLLL d, y",
]
LANGUAGES = [
    *("en", "en_GB", "de", "de-AT", "et", "fi", "lv", "lt", "pl", "cs", "sk", "hr", "sr_Latn"),
    *("ru", "uk", "bg", "tr", "el", "he", "ar", "fa", "hi", "th", "vi", "zh", "zh_TW", "ja", "ko"),
    *("fr", "it", "es", "pt-BR", "nl", "sv", "nb", "da", "is", "hu", "ro", "ca", "eu", "ga", "ka"),
]
days = st.dates(date(1971, 1, 1), date(2068, 12, 31))
patterns = st.sampled_from(PATTERNS)
compiled = st.builds(DatePattern.parse, patterns, st.sampled_from(LANGUAGES))
letters = st.text("".join(ROLES) + "Yq'[] .-/:", max_size=14)
texts = st.one_of(
    st.text(max_size=20),
    st.text("0123456789./-: TZJanMay+", max_size=20),
    st.builds(lambda pattern, day: pattern.format(day), compiled, st.dates()),
)


@given(compiled, days)
def test_what_is_written_is_read(pattern: DatePattern, day: date) -> None:
    text = pattern.format(day)
    assert pattern.read(text) == day
    if text.upper().casefold() == text.casefold():  # not so for the Greek letter in Μαΐου
        assert pattern.read(text.upper()) == day
    assert pattern.read(f"\N{NO-BREAK SPACE} {text}\t") == day


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["d MMM yyyy", "MMMM-d-yyyy", "EEEE d.M.yyyy h a"])
def test_all_names_of_a_language(language: str, text: str) -> None:
    pattern = DatePattern.parse(text, language)
    for month in range(1, 13):
        day = date(2024, month, month)
        assert pattern.read(pattern.format(day)) == day


def test_every_language_of_cldr_has_names_or_says_that_it_has_none() -> None:
    for language in locale_identifiers():
        try:
            pattern = DatePattern.parse("d MMMM yyyy", language)
        except SettingError as error:
            assert "are not known" in error.message  # noqa: PT017
        else:
            assert all(
                pattern.read(pattern.format(date(2024, month, 1))) == date(2024, month, 1)
                for month in range(1, 13)
            )


@pytest.mark.parametrize("kind", ["months", "days"])
def test_names_do_not_depend_on_languages_used_before(kind: str) -> None:
    """Babel mixes up languages in one process; a Croatian listopad is a Polish October else."""
    program = (
        "from babel import Locale, localedata\n"
        "localedata.load('pl')\n"
        "for each in {before!r}:\n"
        "    for names in getattr(Locale(each), {kind!r}).values():\n"
        "        [dict(widths) for widths in names.values()]\n"
        "from statementkit.values.date_names import names_of\n"
        "print([sorted(names_of(each).{kind}.numbers.items()) for each in {then!r}])\n"
    )
    said = [
        subprocess.run(
            [
                sys.executable,
                "-c",
                program.format(before=before, kind=kind, then=["pl", "et", "fr"]),
            ],
            capture_output=True,
            check=True,
        ).stdout
        for before in ([], ["he", "hr", "zh"])
    ]
    assert said[0] == said[1]


@given(compiled, days, st.sampled_from([" 10:30", " and more", "/x", ", late"]))
def test_text_after_the_date_is_ignored(pattern: DatePattern, day: date, after: str) -> None:
    assert pattern.read(pattern.format(day) + after) == day


@given(patterns, days, st.sampled_from("0123456789"))
def test_a_digit_right_after_a_number_is_a_problem(text: str, day: date, digit: str) -> None:
    pattern = DatePattern.parse(text)
    last = pattern.parts[-1]
    if not isinstance(last, str) and last.is_number and last.role != "fraction":
        assert pattern.read(pattern.format(day) + digit) is None


@given(days)
def test_numbers_may_be_written_without_zeros(day: date) -> None:
    assert date_reader(["dd.MM.yyyy"])(f"{day.day}.{day.month}.{day.year}") == day
    assert date_reader(["d.M.yyyy"])(f"{day:%d.%m.%Y}") == day


@given(st.lists(patterns, min_size=1, max_size=3), st.sampled_from(LANGUAGES), texts)
def test_nothing_but_days_and_cell_errors_come_out(
    chosen: list[str], language: str, text: str
) -> None:
    try:
        read = date_reader(chosen, language, timezone="Europe/Tallinn")
    except SettingError as error:
        assert "told apart" in error.message  # noqa: PT017
        return
    day = outcome(read, text)
    if isinstance(day, CellError):
        assert day.code in ("SK302", "SK304", "SK307", "SK308")
        assert (day.code == "SK304") is (not text.strip())
        assert str(pickle.loads(pickle.dumps(day))) == str(day)  # noqa: S301
    else:
        assert type(day) is date
        assert 1900 <= day.year <= 2999


def outcome(read: Callable[[str], date | None], text: str) -> date | CellError | None:
    try:
        return read(text)
    except CellError as error:
        return error


@given(st.one_of(letters, st.text()))
def test_any_pattern_compiles_or_is_refused(text: str) -> None:
    try:
        lints = lint_pattern(text)
        pattern = DatePattern.parse(text)
    except SettingError as error:
        assert error.message  # noqa: PT017
    else:
        assert all(message and hint for message, hint in lints)
        assert pattern.read("") is None


@given(st.text(max_size=12))
def test_any_language_or_zone_is_known_or_refused(text: str) -> None:
    for settings in ({"language": text}, {"timezone": text}):
        try:
            DatePattern.parse("dd MMM yyyy HH:mm z", **settings)  # type: ignore[arg-type]
        except SettingError as error:
            assert "known" in error.message  # noqa: PT017


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.integers(1900, 2900))
def test_a_pivot_is_the_first_of_a_hundred_years(day: date, pivot: int) -> None:
    read = DatePattern.parse("dd.MM.yy", pivot=pivot).read
    found = outcome(read, f"{day:%d.%m.%y}")
    assert found is not None
    if not isinstance(found, CellError):
        assert pivot <= found.year <= pivot + 99
        assert found.year % 100 == day.year % 100


@given(days, st.integers(0, 23), st.integers(-11, 12))
def test_a_zone_shifts_the_day_as_its_hours_say(day: date, hour: int, offset: int) -> None:
    pattern = DatePattern.parse("yyyy-MM-dd HH:mm X", timezone="UTC")
    shifted = day + timedelta(days=(hour - offset) // 24)
    assert pattern.read(f"{day} {hour:02}:15 {offset:+03}") == shifted


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        ("", "the date pattern '' has no year", "write yyyy"),
        ("MM-dd", "the date pattern 'MM-dd' has no year", "write yyyy"),
        ("yyyy-MM", "the date pattern 'yyyy-MM' has no day", "write dd"),
        ("yyyy-MM mm", "the date pattern 'yyyy-MM mm' has no day", "write dd"),
        ("yyyy-dd", "the date pattern 'yyyy-dd' has no month", "write MM"),
        ("dd.mm.yyyy", "the date pattern 'dd.mm.yyyy' has no month", "mm is minutes: write MM"),
        ("dd.MM.YYYY", "YYYY is the year that a week belongs to", "write yyyy"),
        (
            "yyyy-MM-DD",
            "the date pattern 'yyyy-MM-DD' has D, the day of the year",
            "write dd, the day of the month",
        ),
        (
            "yyyy-DDD-dd",
            "the date pattern 'yyyy-DDD-dd' has D, the day of the year",
            "write dd, the day of the month",
        ),
        (
            "yyyy-MM-dd HH:MM",
            "the date pattern 'yyyy-MM-dd HH:MM' has its month twice",
            "minutes are mm",
        ),
        ("yyyy-MM-dd yyyy", "the date pattern 'yyyy-MM-dd yyyy' has its year twice", None),
        ("yyyy-D D", "the date pattern 'yyyy-D D' has its day of year twice", None),
        ("yyyy-MM-dd HH KK", "the date pattern 'yyyy-MM-dd HH KK' has its hour twice", None),
        ("yyyy-MM-dd q", "q means nothing in a date pattern", "quote literal text: 'q'"),
        ("yyyy-MM-ddTHH", "T means nothing in a date pattern", "quote literal text: 'T'"),
        ("yyyy-MM-dd'T", "the date pattern 'yyyy-MM-dd'T' has a quote without an end", None),
        ("yyyy-MM-dd[ HH]", "a date pattern has no optional parts", "list several patterns"),
        ("yyyy-MM-dd[", "a date pattern has no optional parts", "list several patterns"),
        ("yyyy-MM-dd]", "a date pattern has no optional parts", "list several patterns"),
        ("yyyyy-MM-dd", "yyyyy is too long", "write yyyy"),
        ("yyyy-MMMMM-dd", "MMMMM is too long", "write MMMM"),
        ("EEEEE yyyy-MM-dd", "EEEEE is too long", "write EEEE"),
    ],
)
def test_patterns_that_are_refused(pattern: str, message: str, hint: str | None) -> None:
    for check in (DatePattern.parse, lint_pattern):
        with pytest.raises(SettingError) as caught:
            check(pattern)
        assert (caught.value.message, caught.value.hint) == (message, hint)


HALF = ("counts the hours of half a day, and the pattern has no a", "write HH, or add a")
NO_ZONE = (
    "reads no time with its zone, so `timezone` changes nothing",
    "write the whole time stamp, as yyyy-MM-dd'T'HH:mm:ssX",
)


@pytest.mark.parametrize(
    ("pattern", "timezone", "messages"),
    [
        ("dd.MM.yyyy", None, []),
        ("dd.MM.yyyy hh:mm a", None, []),
        ("dd.MM.yyyy hh:mm", None, [(f"hh {HALF[0]}", HALF[1])]),
        ("dd.MM.yyyy KK", None, [(f"KK {HALF[0]}", HALF[1])]),
        (
            "dd.MM.yyyy HH:mm a",
            None,
            [("a stands beside hours that count to 24", "write hh, or drop a")],
        ),
        (
            "dd.MM.yyyy kk:mm a",
            None,
            [("a stands beside hours that count to 24", "write hh, or drop a")],
        ),
        (
            "dd.MM.yyyy mm",
            None,
            [("mm is minutes, and the pattern has no hours", "the month is MM")],
        ),
        ("yyyy-DDD", None, [("DDD is the day of the year", "the day of the month is dd")]),
        ("dd.MM.u", None, [("u is the day of the week in older Java", "the year is yyyy")]),
        ("dd.MM.uuuu", None, []),
        ("dd.MM.yyyy", "UTC", [(f"'dd.MM.yyyy' {NO_ZONE[0]}", NO_ZONE[1])]),
        ("dd.MM.yyyy HH:mm", "UTC", [(f"'dd.MM.yyyy HH:mm' {NO_ZONE[0]}", NO_ZONE[1])]),
        ("dd.MM.yyyy X", "UTC", [(f"'dd.MM.yyyy X' {NO_ZONE[0]}", NO_ZONE[1])]),
        ("dd.MM.yyyy HH:mm X", "UTC", []),
    ],
)
def test_lints(pattern: str, timezone: str | None, messages: list[tuple[str, str]]) -> None:
    assert lint_pattern(pattern, timezone) == messages


PIVOT = "write a year from 1900 to 2900"
IANA = "write an IANA name as Europe/Tallinn"


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        (
            {"language": "xx"},
            "the language 'xx' is not known",
            "write a code as en, et or pt-BR",
        ),
        ({"language": "jbo"}, "the names of the months in 'jbo' are not known", None),
        ({"timezone": "Mars/Base"}, "the time zone 'Mars/Base' is not known", IANA),
        ({"timezone": "/etc/localtime"}, "the time zone '/etc/localtime' is not known", IANA),
        ({"timezone": "../zoneinfo/UTC"}, "the time zone '../zoneinfo/UTC' is not known", IANA),
        ({"timezone": "EET-2EEST"}, "the time zone 'EET-2EEST' is not known", IANA),
        ({"pivot": 24}, "the pivot 24 is not the first of a hundred years", PIVOT),
        ({"pivot": 1899}, "the pivot 1899 is not the first of a hundred years", PIVOT),
        ({"pivot": 2901}, "the pivot 2901 is not the first of a hundred years", PIVOT),
    ],
)
def test_settings_that_are_refused(
    settings: dict[str, object], message: str, hint: str | None
) -> None:
    with pytest.raises(SettingError) as caught:
        date_reader(["dd MMM yy"], **settings)  # type: ignore[arg-type]
    assert (caught.value.message, caught.value.hint) == (message, hint)


ALIKE = "this looks like yyyy-MM-dd"
NO_ZONE_READ = "without the setting `timezone` the written date counts and the zone is not read"
FAR = "look for digits of another field where the pattern has the year"


@pytest.mark.parametrize(
    ("pattern", "text", "code", "message", "hint"),
    [
        ("dd.MM.yyyy", "", "SK304", "the cell of the date is blank", None),
        ("dd.MM.yyyy", "x", "SK302", "'x' is not a date", "the pattern is dd.MM.yyyy"),
        (
            "dd.MM.yyyy",
            "1.13.2024",
            "SK307",
            "'1.13.2024' is not a date",
            "there is no month 13",
        ),
        ("dd.MM.yyyy", "1.0.2024", "SK307", "'1.0.2024' is not a date", "there is no month 0"),
        ("dd.MM.yyyy", "0.1.2024", "SK307", "'0.1.2024' is not a date", "there is no day 0"),
        (
            "dd.MM.yyyy",
            "32.12.2024",
            "SK307",
            "'32.12.2024' is not a date",
            "December 2024 has 31 days",
        ),
        (
            "dd.MM.yyyy",
            "32.1.2024",
            "SK307",
            "'32.1.2024' is not a date",
            "January 2024 has 31 days",
        ),
        (
            "dd.MM.yyyy",
            "30.2.2023",
            "SK307",
            "'30.2.2023' is not a date",
            "February 2023 has 28 days",
        ),
        (
            "yyyy-DDD",
            "2023-366",
            "SK307",
            "'2023-366' is not a date",
            "December 2023 has 31 days",
        ),
        (
            "EEE dd.MM.yyyy",
            "Fri 1.2.2024",
            "SK307",
            "'Fri 1.2.2024' is not a date",
            "2024-02-01 is a Thursday, not 'Fri'",
        ),
        (
            "dd.MM.yyyy",
            "1.1.1899",
            "SK308",
            "the year of '1.1.1899' is not one of 1900 to 2999",
            FAR,
        ),
        (
            "yyyy-MM-dd'T'HH:mmX",
            "1900-01-01T00:00+12",
            "SK308",
            "the year of '1900-01-01T00:00+12' is not one of 1900 to 2999",
            f"{FAR}; {ALIKE}",
        ),
        (
            "yyyy-MM-dd'T'HH:mmX",
            "2999-12-31T20:00Z",
            "SK308",
            "the year of '2999-12-31T20:00Z' is not one of 1900 to 2999",
            f"{FAR}; {ALIKE}",
        ),
        (
            "yyyy-MM-dd HH:mm z",
            "2024-07-01 10:30 +24:00",
            "SK302",
            "the time zone '+24:00' is not known",
            f"{NO_ZONE_READ}; {ALIKE}",
        ),
        (
            "yyyy-MM-dd HH:mm z",
            "2024-07-01 10:30 -25",
            "SK302",
            "the time zone '-25' is not known",
            f"{NO_ZONE_READ}; {ALIKE}",
        ),
        (
            "yyyy-MM-dd HH:mm z",
            "2024-07-01 10:30 IST",
            "SK302",
            "the time zone 'IST' is not known",
            f"{NO_ZONE_READ}; {ALIKE}",
        ),
    ],
)
def test_what_is_said_of_a_cell_that_is_no_day(
    pattern: str, text: str, code: str, message: str, hint: str | None
) -> None:
    error = outcome(date_reader([pattern], timezone="Asia/Kolkata"), text)
    assert isinstance(error, CellError)
    assert (error.code, error.message, error.hint) == (code, message, hint)


def test_an_unknown_language_is_refused_where_no_names_stand() -> None:
    with pytest.raises(SettingError, match="the language 'xx' is not known"):
        date_reader(["dd.MM.yyyy"], language="xx")


def test_no_pattern_is_refused() -> None:
    with pytest.raises(SettingError) as caught:
        date_reader([])
    assert str(caught.value) == "there is no date pattern: write one, as dd.MM.yyyy"


@pytest.mark.parametrize(
    "rivals", [("dd/MM/yyyy", "MM/dd/yyyy"), ("dd.MM.yy", "yy.MM.dd"), ("yyyyMMdd", "ddMMyyyy")]
)
def test_patterns_that_contradict_each_other_are_refused(rivals: tuple[str, str]) -> None:
    with pytest.raises(SettingError, match="cannot be told apart") as caught:
        date_reader(rivals)
    assert caught.value.message.startswith(f"{rivals[0]} and {rivals[1]} cannot be told apart in '")
    assert caught.value.hint == "keep the one that the bank uses"


def test_days_of_the_week_are_written_from_monday_on() -> None:
    pattern = DatePattern.parse("e dd.MM.yyyy")
    written = [pattern.format(date(2024, 2, day)) for day in (5, 11)]
    assert written == ["1 05.02.2024", "7 11.02.2024"]


def test_patterns_are_values() -> None:
    first, second = DatePattern.parse("dd.MM.yyyy"), DatePattern.parse("dd.MM.yyyy")
    assert first == second
    assert hash(first) == hash(second)
    assert first != DatePattern.parse("dd.MM.yyyy", "de")
    assert attrs.asdict(first, recurse=False)["text"] == "dd.MM.yyyy"


def test_an_alias_of_babel_has_no_names() -> None:
    assert list(_items(Alias(("months",)))) == []
    assert list(_items((Alias(("months",)), {1: "Jan"}))) == [(1, "Jan")]


def test_months_have_names_within_a_date_and_alone_and_short_ones() -> None:
    """Russian is января within a date, январь alone; Estonian shortens veebruar to veebr."""
    names = names_of("ru").months
    assert [names.number(each) for each in ("января", "ЯНВАРЬ", "янв.", "нояб.")] == [1, 1, 1, 11]
    assert names_of("et").months.number("Veebr.") == 2
    assert names_of("fi").months.names[5] == "toukokuuta"


def test_halves_of_a_day_have_the_names_of_the_language_and_of_english() -> None:
    for language, names in {
        "ko": ("오전", "오후"),
        "el": ("π.μ.", "μ.μ."),
        "et": ("am", "P.M."),
    }.items():
        assert [names_of(language).halves.number(each) for each in names] == [0, 1]


def test_a_name_that_two_months_share_is_left_out() -> None:
    """Estonian juuni and juuli begin alike."""
    months = names_of("et").months
    assert "juu" not in months.numbers
    assert (months.number("juun"), months.number("juul")) == (6, 7)


@pytest.mark.parametrize(
    ("pattern", "text", "day"),
    [
        ("yyyy-MM-dd'T'HH:mm:ssX", "2024-01-31T18:29:59Z", date(2024, 1, 31)),
        ("yyyy-MM-dd'T'HH:mm:ssX", "2024-01-31T18:30:00Z", date(2024, 2, 1)),
        ("yyyy-MM-dd'T'HH:mm:ssX", "2024-01-31T18:29:60Z", date(2024, 1, 31)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-12-31T18:29Z", date(2024, 12, 31)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-12-31T18:30Z", date(2025, 1, 1)),
        ("yyyy-MM-dd'T'HHX", "2024-02-29T18Z", date(2024, 2, 29)),
        ("yyyy-MM-dd'T'HHX", "2024-02-29T19Z", date(2024, 3, 1)),
        ("yyyy-MM-dd hh:mm a X", "2024-02-01 06:29 PM Z", date(2024, 2, 1)),
        ("yyyy-MM-dd hh:mm a X", "2024-02-01 06:30 PM Z", date(2024, 2, 2)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-02-01T00:00+05", date(2024, 2, 1)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-02-01T00:15+06", date(2024, 1, 31)),
        ("yyyy-MM-dd'T'HHX", "2024-01-31T19+00:31", date(2024, 1, 31)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-02-02T00:00+23:59", date(2024, 2, 1)),
        ("yyyy-MM-dd'T'HH:mm:ssX", "2024-01-31T18:30:40+00:00:20", date(2024, 2, 1)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-01-31T18:30+00:00:01", date(2024, 1, 31)),
        ("yyyy-MM-dd'T'HH:mmX", "1900-01-01T12:00Z", date(1900, 1, 1)),
        ("yyyy-MM-dd'T'HH:mmX", "2999-12-31T12:00Z", date(2999, 12, 31)),
        ("yyyy-MM-dd'T'kk:mmX", "2024-02-01T24:10Z", date(2024, 2, 1)),
        ("yyyy-MM-dd hh:mm a X", "2024-02-01 12:10 AM Z", date(2024, 2, 1)),
        ("yyyy-MM-dd hh:mm X", "2024-02-01 06:30 Z", date(2024, 2, 1)),
        ("yyyy-MM-dd hh:mm a X", "2024-02-01 12:10 AM -07", date(2024, 2, 1)),
        ("yyyy-MM-dd'T'HH:mmX", "2024-01-31T18:30+00", date(2024, 2, 1)),
        ("yyyy-MM-dd KK:mm a X", "2024-02-01 00:10 PM Z", date(2024, 2, 1)),
    ],
)
def test_the_day_in_another_zone_turns_at_its_midnight_to_the_minute(
    pattern: str, text: str, day: date
) -> None:
    assert date_reader([pattern], timezone="Asia/Kolkata")(text) == day
