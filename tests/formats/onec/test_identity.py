"""The identity of a booking: the same in every export that holds it, and of no other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.formats.onec.identity import FirstLines
from statementkit.formats.onec.statements import ExchangeStream
from statementkit.source import open_source
from statementkit.testing.onec import invent
from tests.formats.onec.files import (
    OTHER,
    OWN,
    SECOND,
    codes,
    document,
    got,
    paid,
    read,
    section,
    text,
)


def identities(*blocks: dict[str, str], **how: Any) -> list[str]:
    found = read(*blocks, **how)
    return [t.extra["identity"] for t in found.transactions if t.extra is not None]


BOOKING = got("100.00", НазначениеПлатежа="Оплата по счету 5")

IN_LINES = {"НазначениеПлатежа1": "Оплата по", "НазначениеПлатежа2": "счету 5"}


STRANGERS = document(ПлательщикСчет=OTHER, ПолучательСчет=SECOND, ДатаСписано="09.01.2024")
TRANSFER = document(ПлательщикСчет=OWN, ПолучательСчет=SECOND)


@pytest.mark.parametrize(
    ("block", "accounts", "hashes"),
    [
        (BOOKING, (OWN,), ["a9822f255dc798e76cd9a0b79c5726aa"]),
        (paid("0.5", НазначениеПлатежа="Оплата"), (OWN,), ["f15dab1221202e56172cc709bbbd15a3"]),
        (STRANGERS, (), ["675f28e888ceb0aff0b2d3717866574c"]),
        (
            TRANSFER,
            (OWN, SECOND),
            ["7d2fa6f0dfa92ef31fd300fc12eaa55d", "18d43c02fe788092993e84f02e345cc0"],
        ),
    ],
)
def test_the_wire_format_of_version_1(
    block: dict[str, str], accounts: tuple[str, ...], hashes: list[str]
) -> None:
    assert identities(block, accounts=accounts) == [f"1c1:{each}" for each in hashes]


def test_a_letter_that_is_no_text_has_an_identity_too() -> None:
    content = text({**BOOKING, "НазначениеПлатежа": "Оплата \ud800"})
    found = ExchangeStream(open_source(content.encode("utf-16-le", "surrogatepass"))).statement()
    assert [t.amount for t in found.transactions] == [100]


@pytest.mark.parametrize(
    "same",
    [
        {**BOOKING, "Сумма": "100"},
        {**BOOKING, "Сумма": "100.0"},
        {**BOOKING, "НазначениеПлатежа": "Оплата  по счету 5 "},
        {
            **BOOKING,
            "НазначениеПлатежа": "",
            "НазначениеПлатежа1": "Оплата по",
            "НазначениеПлатежа2": "счету 5",
        },
        {**BOOKING, "СекцияДокумент": "Платёжное поручение"},
        {**BOOKING, "Плательщик1": "ООО Луч", "ПлательщикИНН": "7707083893"},
        {**BOOKING, "ПолучательБИК": "044525225", "КодДебитора": "7"},
    ],
)
def test_another_way_of_writing_is_the_same_booking(same: dict[str, str]) -> None:
    assert identities(same) == identities(BOOKING)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Сумма", "100.01"),
        ("Номер", "2"),
        ("Дата", "10.01.2024"),
        ("ДатаПоступило", "10.01.2024"),
        ("ПлательщикСчет", SECOND),
        ("НазначениеПлатежа", "Оплата по счету 6"),
        ("СекцияДокумент", "Банковский ордер"),
    ],
)
def test_another_booking_is_another(key: str, value: str) -> None:
    assert identities({**BOOKING, key: value}) != identities(BOOKING)


@pytest.mark.parametrize(("side", "other"), [(got, "ПлательщикСчет"), (paid, "ПолучательСчет")])
def test_another_party_makes_another_booking(side: Any, other: str) -> None:
    assert identities(side(), {**side(), other: SECOND})[1].count(":") == 1


def test_the_zeros_behind_an_amount_are_not_its_own_however_small_it_is() -> None:
    assert identities(got("0.0000001")) == identities(got("0.00000010"))
    assert identities(got("0.0000001")) != identities(got("0.0000002"))
    assert identities(got("100")) != identities(got("10"))


def test_twins_are_counted_and_told() -> None:
    found = read(BOOKING, BOOKING, got("7"), BOOKING)
    first, second, _, third = (t.extra["identity"] for t in found.transactions)  # type: ignore[index]
    assert (second, third) == (f"{first}:2", f"{first}:3")
    assert codes(found).count("SK634") == 2


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_does_not_matter(encoding: str) -> None:
    content = text(section("0", "100", "0", "100"), BOOKING, BOOKING).encode(encoding)
    found = ExchangeStream(open_source(content)).statement()
    assert [t.extra["identity"] for t in found.transactions if t.extra] == identities(
        BOOKING, BOOKING
    )


@given(st.data())
def test_an_export_of_fewer_days_gives_the_same_identities(data: st.DataObject) -> None:
    days = [f"{day:02}.01.2024" for day in range(9, 13)]
    whole = [
        data.draw(st.sampled_from([got, paid]))(data.draw(st.sampled_from(["1", "2"])), day)
        for day in days
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    first, last = sorted(data.draw(st.tuples(st.sampled_from(days), st.sampled_from(days))))
    part = [
        each
        for each in whole
        if first <= (each.get("ДатаСписано") or each["ДатаПоступило"]) <= last
    ]
    assert [each for each in identities(*whole) if each in set(identities(*part))] == [
        *identities(*part)
    ]


@given(st.lists(st.binary(min_size=3, max_size=3), max_size=60))
def test_the_first_line_of_a_digest_is_kept(ends: list[bytes]) -> None:
    # Digests that begin alike lie behind one another, where pieces of two may look like a third.
    first_lines, seen = FirstLines(), dict[bytes, int]()
    for line, end in enumerate(ends, 1):
        digest = end * 5 + b"\0"
        for each in (digest, b"\0" * 16, digest[:2] * 8):
            assert first_lines.of(each, line) == seen.setdefault(each, line)


def test_pieces_of_two_digests_are_no_third() -> None:
    first, second = b"\0\0" + bytes(range(1, 15)), b"\0\0" + bytes(range(21, 35))
    piece = (first + b"\0\0\0\1" + second)[16:32]
    first_lines = FirstLines()
    found = [
        first_lines.of(each, line)
        for line, each in enumerate((first, second, piece, piece, second), 1)
    ]
    assert found == [1, 2, 3, 3, 2]


def test_the_identities_of_a_file_are_all_different() -> None:
    content = invent("sber", documents=200, accounts=2).content
    found = ExchangeStream(open_source(content)).statement()
    seen = [t.extra["identity"] for t in found.transactions if t.extra]
    assert len(set(seen)) == len(seen) == found.counts.transactions
