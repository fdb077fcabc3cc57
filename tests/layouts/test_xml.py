"""XML and files with tags: every record is read, or is a problem with its place."""

from __future__ import annotations

import gzip
import os
import re
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import LayoutError, ReadError, StatementKitError

BESIDE = Path(__file__).parents[3] / "shared" / "corpus"
CORPUS = Path(os.environ.get("STATEMENTKIT_CORPUS", BESIDE))
EXAMPLES = Path(__file__).parents[2] / "examples"

BY_PATH: dict[str, Any] = {
    "format": "xml",
    "record": "/doc/list/row",
    "order": "date@/row/day|amount@/row/sum|currency?@/row/sum/@ccy|currency?@/list/ccy"
    "|name@/row/who/name|description@/row/text|ownAccount@/list/account",
    "date_format": "yyyy-MM-dd",
    "decimal": ".",
}
BY_TAG: dict[str, Any] = {
    **BY_PATH,
    "record": "row",
    "order": "date@<day>|amount@<sum>|currency?@/row/sum/@ccy|currency?@/list/ccy"
    "|name@/row/who/name|description@<text>|ownAccount@/list/account",
}
either = pytest.mark.parametrize("layout", [BY_PATH, BY_TAG], ids=["path", "tag"])

ROW = "<row><day>2024-02-01</day><sum>1.50</sum></row>"


def document(inside: str) -> bytes:
    return f"<doc><list><ccy>EUR</ccy>{inside}</list></doc>".encode()


# -- what a record holds --------------------------------------------------------------------------


@either
def test_places_in_a_record_and_around_it(layout: dict[str, Any]) -> None:
    text = """<?xml version="1.0"?>
<x:doc xmlns:x="urn:x">
 <x:list>
  <x:ccy>EUR</x:ccy><x:account>EE471000001020145685</x:account>
  <x:row><x:day>2024-02-01</x:day><x:sum ccy="USD">-1.50</x:sum>
   <x:who><x:name>A &amp; B<!-- no > text --></x:name></x:who>
   <x:text><![CDATA[<one>]]></x:text><x:text> two&#33;
   </x:text></x:row>
  <x:row><x:day>2024-02-02</x:day><x:sum>2</x:sum></x:row>
 </x:list>
 <x:list><x:row><x:day>2024-02-03</x:day><x:sum ccy="SEK">3</x:sum></x:row></x:list>
</x:doc>"""
    first, second, third = sk.read(text.encode(), **layout).transactions
    assert (first.line, second.line, third.line) == (5, 9, 11)
    assert (first.amount, first.currency, first.name) == (Decimal("-1.50"), "USD", "A & B")
    assert first.description == ("<one> two!")
    assert first.own_account == second.own_account == "EE471000001020145685"
    assert (second.currency, second.name, second.description) == ("EUR", None, None)
    assert third.own_account is None


def test_a_part_of_an_entry_is_a_record_with_the_entry_around_it() -> None:
    order = "date@/row/day|amount?@/part/sum|amount?@/row/sum"
    parts = "<part><sum>1</sum></part><part/>"
    layout = {**BY_PATH, "record": "/doc/list/row/part", "order": order}
    statement = sk.read(document(ROW.replace("</row>", f"{parts}</row>") + ROW), **layout)
    assert [each.amount for each in statement.transactions] == [Decimal(1), Decimal("1.50")]


def test_of_a_repeated_part_the_first_counts_as_a_whole() -> None:
    parts = "<who/><who><name>second</name></who><text>a</text><text>b</text>"
    record = ROW.replace("</row>", f"{parts}</row>")
    [found] = sk.read(document(record), **BY_PATH).transactions
    assert (found.name, found.description) == (None, "a b")


def test_the_text_of_an_element_is_not_that_of_those_in_it() -> None:
    record = ROW.replace("</row>", "<text> \n<deep>PDNG</deep></text></row>")
    [found] = sk.read(document(record), **BY_PATH).transactions
    assert found.description is None


def test_an_absolute_path_in_a_record_is_the_same_as_from_the_record() -> None:
    order = "date@/doc/list/row/day|amount@/row/sum"
    [found] = sk.read(document(ROW), **{**BY_PATH, "order": order}).transactions
    assert found.amount == Decimal("1.50")


def test_several_kinds_of_records() -> None:
    layout = {
        **BY_PATH,
        "record": "/doc/list/row|/doc/list/start|/doc/list/stop",
        "opening_balance": "conditions=[/start/sum]=NOTBLANK,date@/start/day,amount@/start/sum",
        "closing_balance": "conditions=[/stop/sum]=NOTBLANK,date@/stop/day,amount@/stop/sum",
        "order": "date@/row/day|amount@/row/sum",
    }
    start = ROW.replace("row", "start").replace("1.50", "10.00")
    stop = ROW.replace("row", "stop").replace("1.50", "13.00")
    for text, holds in ((start + ROW + ROW + stop, True), (start + stop + ROW + ROW, True),
                        (start + stop + ROW, False), (start + ROW + stop, False)):  # fmt: skip
        statement = sk.read(document(text), **layout)
        assert statement.balance.holds is holds
        assert statement.counts.skipped == 2


def test_a_path_that_begins_outside_of_records_is_refused() -> None:
    with pytest.raises(LayoutError) as caught:
        sk.read(document(ROW), **{**BY_PATH, "order": "date@/row/day|amount@/sum"})
    assert caught.value.code == "SK516"


@pytest.mark.parametrize("record", [None, 12, "", "/", "<>", "row||/doc", "row|\t"])
def test_a_layout_of_xml_names_its_records(record: str | int | None) -> None:
    with pytest.raises(LayoutError) as caught:
        sk.read(document(ROW), **{**BY_PATH, "record": record})
    assert caught.value.code == "SK503"


# -- tags without ends ----------------------------------------------------------------------------


def test_end_tags_of_values_may_be_missing() -> None:
    text = "HEAD:1\n\n<doc><list><ccy>EUR\n<row>\n<day>2024-02-01\n<sum>-1.50\n<text>\n<who><name>A\
&amp;B</who></row></list></doc>"
    [found] = sk.read(text.encode(), **BY_TAG).transactions
    assert (found.line, found.amount, found.currency) == (4, Decimal("-1.50"), "EUR")
    assert (found.name, found.description) == (None, None)
    [found] = sk.read(text.replace("<text>\n", "").encode(), **BY_TAG).transactions
    assert found.name == "A&B"


@pytest.mark.parametrize(
    "text", [f"{ROW[:-6]}{ROW}", f"{ROW}{ROW[:-6]}", f"{ROW}</list><list>{ROW[:-6]}"]
)
def test_a_record_without_its_end_tag_is_a_problem(text: str) -> None:
    statement = sk.read(document(text), **BY_TAG)
    assert statement.counts.mapped == 1
    assert [each.code for each in statement.problems] == ["SK455"]


def test_damaged_bytes_spoil_their_record_alone() -> None:
    text = document(ROW + ROW.replace("1.50", "1.5\xff0") + ROW)
    statement = sk.read(text.decode().replace("\xff", "\0").encode(), **BY_TAG)
    assert (statement.counts.mapped, statement.counts.problems) == (2, 1)


# -- what is refused ------------------------------------------------------------------------------

BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE doc [<!ENTITY a "aaaaaaaaaa">%s]><doc>&z;</doc>"""
    % b"".join(b'<!ENTITY %c "%s">' % (96 + n, b"&%c;" % (95 + n) * 10) for n in range(2, 27))
)
OUTSIDE = b'<!DOCTYPE doc [<!ENTITY x SYSTEM "file:///etc/passwd">]><doc>&x;</doc>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "SK453"),
        (OUTSIDE, "SK453"),
        (b'<!DOCTYPE doc SYSTEM "http://example.com/a.dtd"><doc/>', "SK453"),
        (b"<doc>" + b"<a>" * 100_000, "SK451"),
        (b"<doc><list><row><text>" + b"x" * 9_000_000, "SK452"),
        (b'<doc a="' + b"x" * 9_000_000, "SK452"),
        (b'<?xml version="1.0" encoding="nonsense"?><doc/>', "SK454"),
        (b"<other><list/></other>", "SK456"),
        (b"no tags at all", "SK450"),
        (b"<doc><list></doc>", "SK450"),
        (b"", "SK450"),
    ],
)
def test_what_cannot_be_read_is_refused_in_bounded_time(data: bytes, code: str) -> None:
    assert refusal(data, BY_PATH) == code


def refusal(data: bytes, layout: dict[str, Any]) -> str:
    """Return the code of the only finding about a file, which must come soon and have its place."""
    start = time.process_time()
    try:
        [found] = sk.read(data, **layout).problems
    except ReadError as error:
        [found] = error.diagnostics
    assert time.process_time() - start < 10
    assert found.file == "<bytes>"
    return found.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<doc>" + b"<a>" * 100_000, "SK451"),
        (b"<doc><list><row><text>" + b"x" * 9_000_000, "SK452"),
        (b"<doc><!-- " + b"<" * 1_000_000, "SK450"),
        (b"no tags at all", "SK450"),
    ],
)
def test_tags_without_end_are_refused_in_bounded_time(data: bytes, code: str) -> None:
    assert refusal(data, BY_TAG) == code


def test_entities_of_a_document_type_are_not_expanded_among_tags() -> None:
    data = OUTSIDE.replace(b"<doc>&x;</doc>", document(ROW.replace("1.50", "&x;")))
    statement = sk.read(data, **BY_TAG)
    assert statement.counts.problems == 1


# -- encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1257", "iso-8859-15"])
@either
def test_the_file_says_its_encoding(layout: dict[str, Any], codec: str) -> None:
    declared = codec.removesuffix("-sig")
    row = ROW.replace("</row>", "<text>Õunapuu</text></row>")
    text = f'<?xml version="1.0" encoding="{declared}"?><doc><list><ccy>EUR</ccy>{row}</list></doc>'
    statement = sk.read(text.encode(codec), **layout)
    assert statement.transactions[0].description == "Õunapuu"


def test_the_layout_says_it_where_the_file_does_not() -> None:
    data = document(ROW.replace("</row>", "<text>Õun</text></row>")).decode().encode("cp1257")
    [found] = sk.read(data, **BY_PATH, encoding="windows-1257").transactions
    assert found.description == "Õun"


def test_packed_files_are_unpacked() -> None:
    assert sk.read(gzip.compress(document(ROW)), **BY_PATH).counts.mapped == 1


# -- laws -----------------------------------------------------------------------------------------

texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Cf"]
    ),
    max_size=12,
).map(lambda text: " ".join(text.split()))
records = st.lists(
    st.tuples(st.dates(date(1950, 1, 1), date(2899, 12, 31)),
              st.decimals(-10**9, 10**9, places=2, allow_nan=False), texts, texts),
    max_size=8,
)  # fmt: skip


def rendered(items: list[Any], *, ends: bool) -> bytes:
    def value(name: str, text: str) -> str:
        return f"<{name}>{escape(text)}{f'</{name}>' if ends or not text else ''}\n"

    rows = [
        f"<row>\n{value('day', day.isoformat())}{value('sum', f'{amount:f}')}"
        f"<who>{value('name', name)}</who>{value('text', text)}</row>\n"
        for day, amount, name, text in items
    ]
    return document("".join(rows))


def read_back(data: bytes, layout: dict[str, Any]) -> list[Any]:
    return [
        (each.booked_on, each.amount, each.name or "", each.description or "")
        for each in sk.read(data, **layout).transactions
    ]


@given(records)
def test_records_are_read_back_from_xml(items: list[Any]) -> None:
    assert read_back(rendered(items, ends=True), BY_PATH) == items


@given(records, st.booleans())
def test_records_are_read_back_from_tags(items: list[Any], ends: bool) -> None:
    assert read_back(rendered(items, ends=ends), BY_TAG) == items


@given(records, st.integers(0, 3_000), st.sampled_from([BY_PATH, BY_TAG]))
@example(
    [(date(2000, 1, 1), Decimal(-1000), "", "\U00010000"), (date(2000, 1, 1), Decimal(0), "¡", "")],
    179,
    BY_PATH,
)
def test_a_file_that_is_cut_off_keeps_its_complete_records(
    items: list[Any], length: int, layout: dict[str, Any]
) -> None:
    data = rendered(items, ends=True)[:length]
    complete = data.count(b"</row>")
    begun = data.count(b"<row>")
    try:
        statement = sk.read(data, **layout)
    except ReadError:
        assert not begun
        return
    assert statement.counts.mapped == complete
    assert statement.counts.records in (complete, complete + 1)
    assert begun == complete or statement.problems


@given(st.binary(max_size=200), st.sampled_from([BY_PATH, BY_TAG]), st.booleans())
def test_only_our_own_errors_escape(data: bytes, layout: dict[str, Any], inside: bool) -> None:
    try:
        statement = sk.read(document(ROW)[:-13] + data if inside else data, **layout)
    except StatementKitError:
        return
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems


PIECES = """<row> </row> <day> </day> 2024-02-01 <sum> 1.50 </sum> < > & <!-- --> <![CDATA[ ]]>
<?x?> <list> </list> &#0; &lt; <sum="""
pieces = st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=30)


@given(pieces)
def test_no_mixture_of_tags_raises_anything_else(parts: list[str]) -> None:
    try:
        statement = sk.read(document("".join(parts)), **BY_TAG)
    except ReadError:
        return
    assert statement.counts.mapped <= parts.count("<row>")


# -- shipped layouts and real files ---------------------------------------------------------------


@pytest.mark.parametrize("version", range(1, 13))
def test_every_version_of_camt_is_recognised(version: int) -> None:
    data = (EXAMPLES / "camt053" / "statement.xml").read_bytes()
    data = data.replace(b"camt.053.001.02", b"camt.053.001.%02d" % version)
    origin = sk.read(data).origin
    assert origin is not None
    assert origin.layout == "camt053"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_layout_is_recognised_whatever_the_encoding(codec: str) -> None:
    text = (EXAMPLES / "fidavista" / "statement.xml").read_text("utf-8")
    data = text.replace("UTF-8", codec.removesuffix("-sig")).encode(codec)
    assert sk.read(data).counts.mapped == 8


REAL = sorted([*CORPUS.glob("xml/*camt*"), *CORPUS.glob("ofx/*")])


def counted(path: Path) -> tuple[int, Decimal | None]:
    """Return how many entries a file has and their sum, by other means."""
    data = path.read_bytes()
    if path.parent.name == "ofx":
        return len(re.findall(rb"<STMTTRN>", data)), None
    total, number = Decimal(0), 0
    for entry in ElementTree.fromstring(data).iterfind(".//{*}Ntry"):  # noqa: S314
        status = "".join(entry.find("{*}Sts").itertext()).strip()  # type: ignore[union-attr]
        number += 1
        if status == "BOOK":
            sign = -1 if entry.findtext("{*}CdtDbtInd") == "DBIT" else 1
            try:
                total += sign * Decimal(entry.findtext("{*}Amt") or "0")
            except ArithmeticError:
                return number, None
    return number, total


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name[-60:])
def test_every_entry_of_a_real_file_is_read_or_a_problem(path: Path) -> None:
    statement = sk.read(path)
    assert statement.origin is not None
    assert statement.origin.layout in ("camt052", "camt053", "camt054", "ofx")
    number, total = counted(path)
    counts = statement.counts
    assert counts.records >= number
    if path.parent.name == "ofx":
        assert counts.records == number
    if total is not None and not counts.problems:
        assert sum((each.amount for each in statement.transactions), Decimal(0)) == total
