"""Checks of whole files: they come out, and when they do not, it is said why."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from statementkit.formats.onec import checking
from statementkit.formats.onec.checking import ExchangeCheck, check_exchange, reconcile
from statementkit.formats.onec.reading import Documents, iter_documents
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions
from statementkit.testing.onec.shapes import SHAPES
from tests.formats.onec.files import OWN, SECOND, document, got, paid, section, text

if TYPE_CHECKING:
    from pathlib import Path

STATEMENTS = [each for each in DIALECTS if each not in ("1c", "oebs")]


class Pipe(io.RawIOBase):
    """Bytes that can be read once."""

    def __init__(self, content: bytes) -> None:
        self._stream = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._stream.readinto(buffer)


def errors(found: ExchangeCheck) -> list[str]:
    return [each.code for each in found.problems if each.severity == "error"]


@given(inventions(STATEMENTS))
def test_every_invented_statement_comes_out(invention: Invention) -> None:
    found = check_exchange(invention.content)
    assert found.is_balanced is (None if _has_no_sections(invention) else True)
    assert found.documents == len(invention.movements)
    assert not errors(found)
    for account in found.accounts:
        assert not account.difference


def _has_no_sections(invention: Invention) -> bool:
    return SHAPES[invention.dialect].sections == "moved" and not invention.movements


@pytest.mark.parametrize("name", ["1c", "oebs"])
def test_orders_have_nothing_to_come_out_at(name: str) -> None:
    found = check_exchange(invent(name).content)
    assert found.is_balanced is None
    assert found.problems == ()


def test_the_owner_of_an_account_may_be_known_by_its_tax_number() -> None:
    to_owner = document(ПолучательИНН="7707083893")
    content = text(section("0", "100", "30", "70"), to_owner, paid("30")).encode("cp1251")
    for tax_ids, number in (((), 0), (("7707083893",), 1)):
        [account] = reconcile(content, tax_ids=tax_ids)
        assert account.documents_in == 100 * number
        assert check_exchange(content, tax_ids=tax_ids).is_balanced is bool(number)


def test_the_owner_of_an_account_may_be_named() -> None:
    content = text(section("0", "0", "100", "-100"), paid(), accounts=()).encode("cp1251")
    bare = text(paid(), paid(ПлательщикСчет=SECOND), accounts=()).encode("cp1251")
    assert [each.account for each in reconcile(content)] == [OWN]
    assert [each.account for each in reconcile(bare, (SECOND,))] == [SECOND]
    assert [each.account for each in check_exchange(bare, (OWN,)).accounts] == [OWN]


def test_what_is_odd_about_an_order_for_a_bank_is_told_though_nothing_is_booked(
    tmp_path: Path,
) -> None:
    order = document(Сумма="-5.00", ПлательщикСчет=OWN)
    path = tmp_path / "1c_to_kl.txt"
    path.write_bytes(
        text(order).replace("РасчСчет=", "Документ=Чек\r\nРасчСчет=", 1).encode("cp1251")
    )
    found = check_exchange(path)
    assert [each.code for each in found.problems] == ["SK638"]
    assert found.name == str(path)


def test_a_missing_document_is_a_difference() -> None:
    lines = invent("vtb", documents=4).content.decode("cp1251").split("\r\n")
    first = lines.index("СекцияДокумент=Платежное поручение")
    last = lines.index("КонецДокумента", first)
    found = check_exchange("\r\n".join(lines[:first] + lines[last + 1 :]).encode("cp1251"))
    assert found.is_balanced is False
    assert {"SK642", "SK643"} & {each.code for each in found.problems}


def test_a_document_twice_is_named_by_its_line() -> None:
    lines = invent("vtb", documents=4).content.decode("cp1251").split("\r\n")
    first = lines.index("СекцияДокумент=Платежное поручение")
    last = lines.index("КонецДокумента", first) + 1
    found = check_exchange("\r\n".join(lines[:last] + lines[first:]).encode("cp1251"))
    assert found.is_balanced is False
    assert ("SK644", last + 1) in {(each.code, each.line) for each in found.problems}


def test_however_many_accounts_differ_the_file_is_read_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts = [f"407028105000000000{number:02}" for number in range(20)]
    content = text(*(section("0", "5", "0", "5", each) for each in accounts)).encode("cp1251")
    readings: list[object] = []

    def counted(*what: Any, **how: Any) -> Documents:
        readings.append(what)
        return iter_documents(*what, **how)

    monkeypatch.setattr(checking, "iter_documents", counted)
    found = check_exchange(content)
    assert sum(bool(each.explanations) for each in found.accounts) == 20
    assert len(readings) == 2


def test_a_stream_that_cannot_go_back_is_read_all_the_same() -> None:
    content = invent("sber", documents=3).content
    pipe = io.BufferedReader(Pipe(content))  # type: ignore[type-var]
    assert check_exchange(pipe).accounts == check_exchange(content).accounts


def test_problems_stand_in_the_order_of_the_lines() -> None:
    lines = [
        each.line or 0 for each in check_exchange(invent("alfa", documents=9).content).problems
    ]
    assert lines
    assert lines == sorted(lines)


def test_a_section_that_differs_on_both_sides_is_told_once() -> None:
    content = text(section("0", "70", "20", "50")).encode("cp1251")
    found = [(each.code, each.line) for each in check_exchange(content).problems]
    assert found == [("SK642", 6), ("SK643", 6), ("SK649", 6)]


def test_a_document_outside_of_the_interval_is_told_and_counted() -> None:
    content = invent("alfa", documents=2).content.decode("cp1251")
    [day] = {line for line in content.splitlines() if line.startswith("ДатаКонца=")}
    early = content.replace(day, "ДатаКонца=01.01.2000").replace(
        "ДатаНачала=", "ДатаНачала=01.01.1999\r\nX="
    )
    found = check_exchange(early.encode("cp1251"))
    assert [each.code for each in found.problems].count("SK636") == 2
    assert found.documents == 2
    assert "SK636" not in {each.code for each in check_exchange(content.encode("cp1251")).problems}


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("ДатаНачала=09.01.2024\r\nДатаКонца=09.01.2024", {10}),
        ("ДатаНачала=08.01.2024\r\nДатаКонца=10.01.2024", set()),
        ("ДатаНачала=10.01.2024\r\nДатаКонца=11.01.2024", {9}),
        ("ДатаНачала=10.01.2024\r\nДатаКонца=09.01.2024", set()),
        ("ДатаНачала=10.01.2024", set()),
        ("ДатаКонца=08.01.2024", set()),
    ],
)
def test_days_are_held_against_an_interval_that_is_one(head: str, told: set[int]) -> None:
    content = text(got("1", "09.01.2024"), got("2", "10.01.2024"))
    found = check_exchange(
        content.replace("Отправитель", f"{head}\r\nОтправитель").encode("cp1251")
    )
    days = {each.words["day"] for each in found.problems if each.code == "SK636"}
    assert days == {f"2024-01-{day:02}" for day in told}


@pytest.mark.parametrize(("amount", "is_told"), [("0", False), ("0.50", False), ("-0.50", True)])
def test_only_an_amount_below_zero_is_told_of(amount: str, is_told: bool) -> None:
    for day in ("09.01.2024", ""):
        found = check_exchange(text(got(amount, day)).encode("cp1251"))
        assert ("SK638" in {each.code for each in found.problems}) is is_told


def test_a_finding_says_in_which_part_of_the_file_it_is() -> None:
    content = text(section("0", "5", "0", "5"), got("5"), got("5")).encode("cp1251")
    places = {each.code: each.place for each in check_exchange(content).problems}
    assert (places["SK642"], places["SK644"]) == ("account", "document")
    lacking = check_exchange(text(section("0", "5", "0", "5")).encode("cp1251"))
    assert {"SK649": "account"}.items() <= {p.code: p.place for p in lacking.problems}.items()
