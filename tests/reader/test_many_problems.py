"""More problems than are told one by one: all are counted, whatever reads the file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

import statementkit as sk
from statementkit.errors import TOLD
from statementkit.layouts import Layout
from statementkit.reader.sample import take_sample
from statementkit.testing.onec import DIALECTS, invent

if TYPE_CHECKING:
    from collections.abc import Callable

BEYOND = 7
KEYS: dict[str, Any] = {"order": "date|amount", "date_format": "yyyy-MM-dd", "decimal": "."}
END = {**KEYS, "order": 'date|amount|conditions=1="End",end'}
GOOD = "2024-02-01,-3.20\n"
UNREADABLE = "2024-02-01,x\n" * (TOLD + BEYOND)
TORN = b"2024-02-01,\0\n" * (TOLD + BEYOND)


def _fixed() -> sk.Statement:
    settings = {**KEYS, "format": "fixed", "order": "date@1-10|amount@11-20"}
    bad = "2024-02-01       x.x\n" * (TOLD + BEYOND)
    return sk.read(f"2024-02-01     -3.20\n{bad}".encode(), **settings)


def _xml() -> sk.Statement:
    settings = {**KEYS, "format": "xml", "record": "row", "order": "date@<d>|amount@<a>"}
    row = "<row><d>2024-02-01</d><a>{}</a></row>\n"
    bad = row.format("x") * (TOLD + BEYOND)
    return sk.read(f"<doc>{row.format('-3.20')}{bad}</doc>".encode(), **settings)


def _exchange() -> sk.Statement:
    head, mark, rest = (
        invent(DIALECTS[0], documents=1).content.decode("cp1251").partition("СекцияДокумент")
    )
    document, end, _ = rest.partition("КонецДокумента")
    bad = "СекцияДокумент=Чек\nСумма=?\nКонецДокумента\n" * (TOLD + BEYOND)
    return sk.read(f"{head}{mark}{document}{end}\n{bad}КонецФайла\n".encode("cp1251"))


READ: dict[str, Callable[[], sk.Statement]] = {
    "rows": lambda: sk.read(f"date,amount\n{GOOD}{UNREADABLE}".encode(), **KEYS, engine="rows"),
    "columns": lambda: sk.read(
        f"date,amount\n{GOOD}{UNREADABLE}".encode(), **KEYS, engine="columns"
    ),
    "torn": lambda: sk.read(f"date,amount\n{GOOD}".encode() + TORN, **KEYS),
    "fixed": _fixed,
    "xml": _xml,
    "1C": _exchange,
}


@pytest.mark.parametrize("what", READ)
def test_the_first_are_told_and_all_are_counted(what: str) -> None:
    statement = READ[what]()
    counts = statement.counts
    assert (counts.mapped, counts.problems) == (1, TOLD + BEYOND)
    assert counts.records == counts.mapped + counts.skipped + counts.problems
    *told, last = statement.problems
    assert len(told) == TOLD
    lines = [each.line or 0 for each in told]
    assert lines == sorted(lines)
    assert (last.code, last.line) == ("SK323", None)
    findings = counts.problems * (2 if what == "1C" else 1)  # no direction, and no amount
    assert last.message.startswith(f"{findings - TOLD:,} more problems ")


def test_warnings_are_told_and_counted_like_problems() -> None:
    rows = b"2024-02-01,-1,C\n" * (TOLD + BEYOND)
    statement = sk.read(b"date,amount,way\n" + rows, **{**KEYS, "order": "date|amount|debit"})
    assert statement.counts.mapped == statement.counts.warnings == TOLD + BEYOND
    assert [each.code for each in statement.warnings[-2:]] == ["SK314", "SK323"]
    assert len(statement.warnings) == TOLD + 1


def test_what_stands_below_the_end_is_skipped_however_much_it_is() -> None:
    file = f"date,amount\n{GOOD}".encode() + TORN + b"End,\n" + TORN
    counts = sk.read(file, **END).counts
    assert (counts.problems, counts.skipped) == (TOLD + BEYOND, TOLD + BEYOND + 1)
    sample = take_sample(file, Layout(**END))
    assert sample.counts == counts
    assert sample.problems.number == TOLD + BEYOND


@pytest.mark.parametrize("bad", [UNREADABLE.encode(), TORN], ids=["unreadable", "torn"])
def test_frames_tell_of_every_row(bad: bytes) -> None:
    frame = sk.scan(f"date,amount\n{GOOD}".encode() + bad, **KEYS, on_error="collect").collect()
    assert frame["problem"].drop_nulls().len() == TOLD + BEYOND


MAPPED: dict[str, Any] = {**KEYS, "order": "date|amount|name"}
LONG: dict[str, Any] = {
    **KEYS,
    "order": "date|amount|name|currency|id|ref|fee|balance|description|description|conditions="
    + ";".join(f'11="kind {n}",{n + 2}=BLANK,date,amount,name' for n in range(10)),
}

NOTHING_ELSE: dict[str, tuple[Callable[[int], str], dict[str, Any], int, int]] = {
    # How many calls a row takes that is told, and one that is only counted.
    "no date and no amount": (lambda n: "x,y,z", MAPPED, 80, 30),
    "other dates": (lambda n: f"{n % 28 + 1}/{n % 12 + 1}/{1990 + n % 60},{n},a", MAPPED, 340, 120),
    "no numbers": (lambda n: f"2024-02-01,{n}O,a", MAPPED, 200, 160),
    "short rows": (lambda n: "2024-02-01", MAPPED, 50, 25),
    "open quotes": (lambda n: '"a,b', MAPPED, 210, 180),
    "one letter": (lambda n: "abc"[n % 3], LONG, 90, 35),
    "two letters": (lambda n: f"{n:x}", LONG, 450, 270),
    "a cell of many checks": (
        lambda n: f"1,{n}x",
        {**KEYS, "order": "conditions=" + ";".join(f"2>{n},date,amount" for n in range(13))},
        230,
        220,
    ),
}


def _calls(read: Callable[..., object], line: Callable[[int], str], number: int) -> int:
    """Count calls: they do not depend on what else a machine does, as seconds do."""
    made = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    file = "\n".join(["date,amount,name", *map(line, range(number))]).encode()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(file)
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize(
    ("line", "keys", "told", "counted"), NOTHING_ELSE.values(), ids=NOTHING_ELSE
)
def test_a_row_that_is_refused_costs_a_bounded_number_of_calls(
    line: Callable[[int], str], keys: dict[str, Any], told: int, counted: int
) -> None:
    # A row that is mapped takes five. A file of 100 kB has 50,000 rows of a letter.
    def read(file: bytes) -> sk.Statement:
        return sk.read(file, **keys, engine="rows")

    few, some, all_told, many = (
        _calls(read, line, number) for number in (1_000, 3_000, TOLD + 1_000, TOLD + 3_000)
    )
    assert some - few < told * 2_000
    assert many - all_told < counted * 2_000


def test_a_sample_words_only_what_it_keeps() -> None:
    def sample(file: bytes) -> object:
        return take_sample(file, Layout(**MAPPED))

    few, many = (_calls(sample, lambda n: f"2024-02-01,{n}O,a", n) for n in (1_000, 3_000))
    assert many - few < 130 * 2_000


def test_only_the_counted_are_known_where_errors_are_skipped() -> None:
    statement = sk.read(f"date,amount\n{UNREADABLE}".encode(), **KEYS, on_error="skip")
    assert (statement.problems, statement.counts.problems) == ((), TOLD + BEYOND)
