"""The table of keys, and the attributes that it promises."""

from __future__ import annotations

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
VALUES = {
    "date": "29.02.2024",
    "time": "15:36:40",
    "amount": "700.50",
    "days": "5",
    "text": "слово",
}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.section}-{key.name}")
def test_every_attribute_of_the_table_exists(key: Key) -> None:
    part, _, name = key.attribute.partition(".")
    if name:
        assert name in attrs.fields_dict(PARTS[part])
    else:
        numbered = NUMBERED.get(part.rstrip("0123456789"), part) if part[-1].isdigit() else part
        assert hasattr(BLOCKS[key.section], numbered)


def lines_of(section: str) -> str:
    marks = {
        "header": ("1CClientBankExchange", ""),
        "account": ("СекцияРасчСчет", "КонецРасчСчет\n"),
        "document": ("", "КонецДокумента\n"),
    }
    first, last = marks[section]
    lines = [
        f"{key.name}={VALUES[key.reading]}\n"
        for key in KEYS
        if key.section == section and not key.variant
    ]
    return f"{first}\n{''.join(lines)}{last}".lstrip("\n")


@pytest.mark.parametrize("section", BLOCKS)
def test_every_key_of_the_standard_fills_its_attribute(section: str) -> None:
    block = BLOCKS[section](lines_of(section).encode("cp1251"))
    assert block.problems == ()
    assert block.unknown_keys == ()
    for key in KEYS:
        if key.section == section and not key.variant and not key.attribute[-1].isdigit():
            value: object = block
            for name in key.attribute.split("."):
                value = getattr(value, name)
            assert value not in (None, ()), key


def test_keys_of_one_name_are_read_alike_in_every_section() -> None:
    readings = {(key.name, key.reading) for key in KEYS}
    assert len(readings) == len({key.name for key in KEYS})


def test_the_numbered_lines_are_told_apart() -> None:
    lines = "".join(f"НазначениеПлатежа{number}=строка {number}\n" for number in (1, 3, 6))
    document = Document(f"СекцияДокумент=Выписка\n{lines}КонецДокумента\n".encode("cp1251"))
    assert document.purpose_lines == ("строка 1", None, "строка 3", None, None, "строка 6")
