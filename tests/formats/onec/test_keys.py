"""The table of keys, and the attributes that it promises."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import product
from operator import attrgetter

import attrs
import pytest

from statementkit.formats.onec.keys import KEYS, Key
from statementkit.formats.onec.model import (
    AccountSection,
    Block,
    Budget,
    Document,
    Header,
    Party,
    Receipt,
)

BLOCKS: dict[str, type[Block]] = {
    "header": Header,
    "account": AccountSection,
    "document": Document,
}
PARTS = {"payer": Party, "payee": Party, "budget": Budget, "receipt": Receipt}
NUMBERED = {"purpose": "purpose_lines", "terms": "terms"}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.section}-{key.name}")
def test_every_attribute_of_the_table_exists(key: Key) -> None:
    part, _, name = key.attribute.partition(".")
    if name:
        assert name in attrs.fields_dict(PARTS[part])
    else:
        assert hasattr(BLOCKS[key.section], NUMBERED.get(part[:-1], part))


MARKS = {
    "header": ("1CClientBankExchange\n", ""),
    "account": ("СекцияРасчСчет\n", "КонецРасчСчет\n"),
    "document": ("", "КонецДокумента\n"),
}


def value_of(key: Key) -> tuple[str, object]:
    """Return a value of a key that no other key has: as it is written, and as it is read."""
    number = KEYS.index(key)
    day = date(2024, 1, 1) + timedelta(days=number)
    return {
        "date": (f"{day:%d.%m.%Y}", day),
        "time": (f"15:36:{number % 60:02}", time(15, 36, number % 60)),
        "amount": (f"{number}.50", Decimal(f"{number}.50")),
        "days": (f"{number}", number),
        "text": (f"слово {number}", f"слово {number}"),
    }[key.reading]


@pytest.mark.parametrize(
    ("section", "variant"), [*((each, None) for each in BLOCKS), ("document", "2.00")]
)
def test_every_key_of_the_standard_fills_its_attribute(section: str, variant: str | None) -> None:
    keys = [key for key in KEYS if (key.section, key.variant) == (section, variant)]
    lines = "".join(f"{key.name}={value_of(key)[0]}\n" for key in keys)
    lazy, eager = (BLOCKS[section](lines.join(MARKS[section]).encode("cp1251")) for _ in "12")
    assert (eager.problems, eager.unknown_keys) == ((), ())
    for block, key in product((lazy, eager), keys):
        found = attrgetter(NUMBERED.get(key.attribute[:-1], key.attribute))(block)
        expected = value_of(key)[1]
        assert expected in found if isinstance(found, tuple) else found == expected, key


@pytest.mark.parametrize(
    ("section", "name", "field", "length", "demanded", "meaning"),
    [
        ("header", "РасчСчет", None, 20, (True, True), "account that the file is about"),
        ("account", "РасчСчет", None, 20, (False, True), "account of the section"),
        ("document", "ПлательщикИНН", 60, 12, (True, True), "INN, the tax number"),
        ("document", "ПолучательБИК", 14, 9, (True, False), "BIC of the bank"),
        ("document", "НазначениеПлатежа2", 24, None, (False, False), "line 2 of the purpose"),
    ],
)
def test_what_the_table_says_of_a_key(
    section: str,
    name: str,
    field: int | None,
    length: int | None,
    demanded: tuple[bool, bool],
    meaning: str,
) -> None:
    [key] = [key for key in KEYS if (key.section, key.name) == (section, name)]
    assert (key.field, key.length, key.meaning) == (field, length, meaning)
    assert (key.to_bank, key.from_bank) == demanded
    assert key.repeats is (section == "header")


def test_keys_of_one_name_are_read_alike_in_every_section() -> None:
    readings = {(key.name, key.reading) for key in KEYS}
    assert len(readings) == len({key.name for key in KEYS})


def test_the_numbered_lines_are_told_apart() -> None:
    lines = "".join(f"НазначениеПлатежа{number}=строка {number}\n" for number in (1, 3, 6))
    document = Document(f"СекцияДокумент=Выписка\n{lines}КонецДокумента\n".encode("cp1251"))
    assert document.purpose_lines == ("строка 1", None, "строка 3", None, None, "строка 6")
