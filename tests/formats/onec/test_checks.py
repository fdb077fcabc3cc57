"""Doubtful codes: a warning each, said once in a file, and nothing read otherwise for it."""

from __future__ import annotations

import pytest

from statementkit.formats.onec.checks import Checks, check_document
from statementkit.formats.onec.completing import company_tax_id, keyed_account
from statementkit.formats.onec.model import Document
from statementkit.formats.onec.reading import iter_documents
from tests.formats.onec.files import OTHER, Keys, document, got, read, text

BIC = "044525225"
RIGHT: Keys = {
    "ПлательщикИНН": company_tax_id("770000000"),
    "ПлательщикКПП": "770001001",
    "ПлательщикСчет": keyed_account("40702810000000000003", BIC),
    "ПлательщикБИК": BIC,
    "ПлательщикКорсчет": "30101810400000000225",
}
BUDGET = {
    "СтатусСоставителя": "01",
    "ПоказательКБК": "18201061201010000510",
    "ОКАТО": "45000000",
    "ПоказательОснования": "ТП",
    "ПоказательПериода": "МС.05.2018",
    "ПоказательДаты": "0",
}


def check(**keys: str) -> list[tuple[str, str | None]]:
    """Return the codes and the keys of what is doubtful about a document."""
    lines = (f"{key}={value}" for key, value in document(**keys).items())
    made = Document("\n".join([*lines, "КонецДокумента"]).encode("cp1251"))
    return [(each.code, each.key) for each in check_document(made)]


def test_right_codes_say_nothing() -> None:
    assert check(**RIGHT) == []
    assert check(**RIGHT, **BUDGET) == []


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("ПлательщикИНН", "7700000000", "SK620"),
        ("ПлательщикИНН", "4", "SK620"),
        ("ПлательщикИНН", "770000000A", "SK620"),
        ("ПлательщикКПП", "3", "SK621"),
        ("ПлательщикБИК", "04452522", "SK622"),
        ("ПлательщикСчет", "40702810000000000003", "SK623"),
        ("ПлательщикРасчСчет", "40702810000000000003", "SK623"),
        ("ПлательщикКорсчет", "30101810400000000226", "SK624"),
        ("НазначениеПлатежа", "х" * 211, "SK626"),
        ("Очередность", "005", "SK626"),
    ],
)
def test_wrong_codes_are_named(key: str, value: str, code: str) -> None:
    assert (code, key) in check(**{**RIGHT, key: value})


@pytest.mark.parametrize("value", ["", "0", "000000000000", "12345"])
def test_placeholders_and_codes_of_foreigners_are_no_wrong_inn(value: str) -> None:
    assert check(**{**RIGHT, "ПлательщикИНН": value}) == []


def test_with_indirect_settlement_the_bic_is_that_of_the_other_account() -> None:
    transit = {
        "ПлательщикСчет": "30101810100000000716",
        "ПлательщикРасчСчет": RIGHT["ПлательщикСчет"],
    }
    assert check(**{**RIGHT, **transit}) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ПоказательКБК", "123"),
        ("ОКАТО", "450000000"),
        ("ПоказательОснования", "??"),
        ("ПоказательПериода", "май 2018"),
        ("ПоказательДаты", "31.12"),
    ],
)
def test_the_budget_block_is_checked_where_it_is_one(key: str, value: str) -> None:
    assert check(**{**BUDGET, key: value}) == [("SK625", key)]
    assert check(**{**BUDGET, key: value, "СтатусСоставителя": ""}) == []
    assert check(**{**BUDGET, key: "0"}) == []


def test_a_long_text_is_counted_in_characters() -> None:
    assert check(НазначениеПлатежа="х" * 210) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_what_is_remembered_of_codes_hides_no_wrong_one(end: str) -> None:
    # With a carriage return alone no shape is learnt, and nothing is remembered.
    right = got(**{**RIGHT, **BUDGET, "Очередность": "5", "НазначениеПлатежа": "Оплата"})
    wrong = [
        {**right, key: value}
        for key, value in (
            ("ПоказательКБК", "123"),
            ("ПоказательДаты", "31.12"),
            ("Очередность", "005"),
            ("НазначениеПлатежа", "х" * 211),
        )
    ]
    documents = [right] * 20 + [*wrong, right] * 2
    content = text(*documents).replace("\r\n", end).encode("cp1251")
    checks = Checks()
    found = [[each.key for each in checks(one)] for one in iter_documents(content)]
    keys: list[list[str]] = [["ПоказательКБК"], ["ПоказательДаты"], ["Очередность"]]
    assert found == [[]] * 20 + [*keys, ["НазначениеПлатежа"], []] * 2


@pytest.mark.parametrize(("key", "code"), [("ПлательщикИНН", "SK620"), ("ПолучательИНН", "SK620")])
def test_a_party_that_is_known_hides_no_wrong_one_on_the_other_side(key: str, code: str) -> None:
    right = got(**RIGHT, ПолучательИНН=company_tax_id("771000000"))
    content = text(*[right] * 20, {**right, key: "7700000000"}, right).encode("cp1251")
    checks = Checks()
    found = [[(each.code, each.key) for each in checks(one)] for one in iter_documents(content)]
    assert found == [[]] * 20 + [[(code, key)], []]


def test_the_same_thing_is_said_once_in_a_file() -> None:
    wrong = {"ПлательщикИНН": "7700000000"}
    found = read(got("1", **wrong), got("2", **wrong, Номер="2"))
    assert [each.code for each in found.warnings].count("SK620") == 1
    assert {each.severity for each in found.warnings} == {"warning"}
    assert len(found.transactions) == 2
    assert found.transactions[0].account == OTHER


def test_everything_that_is_wrong_with_a_party_is_said_and_with_each_party() -> None:
    wrong = {"ПлательщикИНН": "7700000000", "ПлательщикКПП": "3", "ПлательщикБИК": "04452522"}
    found = read(got(**wrong), got(Номер="2", **{**wrong, "ПлательщикКПП": "4"}))
    said = [(each.code, each.line) for each in found.warnings if each.code < "SK623"]
    assert said == [("SK620", 13), ("SK621", 14), ("SK622", 15), ("SK621", 25)]


def test_documents_that_a_program_made_without_a_mark_are_checked_as_well() -> None:
    checks, raw = Checks(), "Номер={}\nСумма=5.00\nКонецДокумента\n"
    for number in range(30):
        assert not checks(Document(raw.format(number).encode("cp1251")))
