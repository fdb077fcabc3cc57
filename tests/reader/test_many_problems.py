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


NOTHING_ELSE = {
    "no date and no amount": lambda n: "x,y,z",
    "other dates": lambda n: f"{n % 28 + 1}/{n % 12 + 1}/{1990 + n % 60},{n},a",
    "no numbers": lambda n: f"2024-02-01,{n}O,a",
    "short rows": lambda n: "2024-02-01",
    "open quotes": lambda n: '"a,b',
}


@pytest.mark.parametrize("line", NOTHING_ELSE.values(), ids=NOTHING_ELSE)
def test_a_row_that_is_refused_costs_a_bounded_number_of_calls(line: Callable[[int], str]) -> None:
    # Calls do not depend on what else a machine does, as seconds do; a mapped row takes five.
    made = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    number = TOLD + 7_000
    file = "\n".join(["date,amount,name", *map(line, range(number))]).encode()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        sk.read(file, **{**KEYS, "order": "date|amount|name"}, engine="rows")
    finally:
        sys.setprofile(before)
    assert made < 240 * number


def test_only_the_counted_are_known_where_errors_are_skipped() -> None:
    statement = sk.read(f"date,amount\n{UNREADABLE}".encode(), **KEYS, on_error="skip")
    assert (statement.problems, statement.counts.problems) == ((), TOLD + BEYOND)
