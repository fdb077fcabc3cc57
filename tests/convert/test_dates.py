"""Date patterns of other programs: what they read, the Java pattern reads the same."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.convert.dates import java_from_c, java_from_php
from statementkit.values import date_reader

YEARS = st.sampled_from(["%Y", "%y"])
MONTHS = st.sampled_from(["%m", "%b", "%B"])
MARKS = st.sampled_from([".", "/", "-", " ", ". ", "' '", " o'clock "])
TIMES = st.sampled_from(["", " %H:%M", "T%H:%M:%S", " %I:%M %p", " / %H.%M"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    parts = draw(st.permutations([draw(YEARS), draw(MONTHS), "%d"]))
    return draw(MARKS).join(parts) + draw(TIMES)


@given(patterns(), st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_what_strptime_reads_is_read_the_same(pattern: str, day: date) -> None:
    written = datetime(day.year, day.month, day.day, 15, 4, 5).strftime(pattern)  # noqa: DTZ001
    assert datetime.strptime(written, pattern).date() == day  # noqa: DTZ007
    assert date_reader([java_from_c(pattern)], "en", 1969)(written) == day


@pytest.mark.parametrize(
    ("foreign", "java"),
    [
        ("%d.%m.%Y", "dd.MM.yyyy"),
        ("%-d/%-m/%Y", "dd/MM/yyyy"),
        ("%F", "yyyy-MM-dd"),
        ("%Y-%h-%e", "yyyy-MMM-d"),
        ("%Y%m%d", "yyyyMMdd"),
        ("%Y-%m-%dT%H:%M:%SZ", "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ("the %d'th", "'the' dd'''th'"),
    ],
)
def test_patterns_of_c(foreign: str, java: str) -> None:
    assert java_from_c(foreign) == java


@pytest.mark.parametrize(
    ("foreign", "java"),
    [
        ("Ymd", ("yyyyMMdd",)),
        ("!d.m.Y", ("dd.MM.yyyy",)),
        ("j-n-y H:i:s", ("d-M-yy HH:mm:ss",)),
        (r"Y-m-d\TH:i:s\Z", ("yyyy-MM-dd'T'HH:mm:ss'Z'",)),
        ("d#m#Y", ("dd/MM/yyyy", "dd-MM-yyyy", "dd.MM.yyyy")),
        ("Y-m-d+", ("yyyy-MM-dd",)),
    ],
)
def test_patterns_of_php(foreign: str, java: tuple[str, ...]) -> None:
    assert java_from_php(foreign) == java


@pytest.mark.parametrize("foreign", ["%U", "%d.%q", "%d.%m.%"])
def test_directives_without_a_counterpart_are_refused(foreign: str) -> None:
    with pytest.raises(ValueError, match="no counterpart"):
        java_from_c(foreign)


def test_letters_of_php_without_a_counterpart_are_refused() -> None:
    with pytest.raises(ValueError, match="'U' of the date pattern"):
        java_from_php("U")
