"""Cases as data: texts with their settings, and the value or the error that they are."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from statementkit.values import CellError, NumberFormat, amount_reader, date_reader

CASES = Path(__file__).parents[1] / "cases"


def cases(name: str) -> list[Any]:
    found = tomllib.loads((CASES / name).read_text("utf-8"))["case"]
    return [
        pytest.param(case, id=f"{case['text']!a}-{number}") for number, case in enumerate(found)
    ]


def number_format(case: dict[str, Any]) -> NumberFormat:
    return NumberFormat(case.get("decimal", "."), case.get("thousands", "auto"))


def check_error(error: CellError, case: dict[str, Any]) -> None:
    assert error.code == case.get("error"), error
    assert set(_sentences(case.get("hint"))) <= set(_sentences(error.hint))


def _sentences(hint: str | None) -> list[str]:
    return hint.split("; ") if hint else []


@pytest.mark.parametrize("case", cases("amounts.toml"))
def test_amount(case: dict[str, Any]) -> None:
    read = amount_reader(number_format(case))
    if "error" in case:
        with pytest.raises(CellError) as caught:
            read(case["text"])
        check_error(caught.value, case)
    else:
        assert str(read(case["text"])) == case["result"]


@pytest.mark.parametrize("case", cases("dates.toml"))
def test_date(case: dict[str, Any]) -> None:
    read = date_reader(
        [case["pattern"]] if isinstance(case["pattern"], str) else case["pattern"],
        case.get("language", "en"),
        case.get("pivot"),
        case.get("timezone"),
    )
    if "error" in case:
        with pytest.raises(CellError) as caught:
            read(case["text"])
        check_error(caught.value, case)
    else:
        assert read(case["text"]) == date.fromisoformat(case["result"])
