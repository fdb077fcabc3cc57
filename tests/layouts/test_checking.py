"""What can be said about a layout without a file."""

from __future__ import annotations

import pytest

import statementkit as sk
from statementkit.layouts.checking import check_layout

DATES = {"date_format": "yyyy-MM-dd"}


def codes(**keys: object) -> list[str]:
    return [finding.code for finding in check_layout(sk.Layout.from_dict(keys))]


@pytest.mark.parametrize("name", sk.shipped_layouts())
def test_the_shipped_layouts_have_no_errors(name: str) -> None:
    findings = check_layout(sk.find_layout(name))
    assert [each for each in findings if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"order": "date|amount", **DATES}, []),
        ({"order": "date|amount", "date_format": "auto"}, []),
        ({"order": "date@[Day]|amount@[Sum]|name@[ day ]", "date_format": "auto"}, []),
        (DATES, ["SK512"]),
        ({"order": "date|amount"}, ["SK511"]),
        ({"order": "date||amount", **DATES}, ["SK103"]),
        ({"order": "name|name", **DATES}, ["SK204", "SK205"]),
        ({"order": "date|amount", "date_format": "yyyy-QQ-dd"}, ["SK513"]),
        ({"order": "date|amount", **DATES, "timezone": "Europe/Tartu"}, ["SK513"]),
        ({"order": "date|amount", "date_format": "dd.MM.yyyy hh:mm"}, ["SK520"]),
        ({"order": "date|amount|", **DATES}, ["SK250"]),
    ],
    ids=lambda each: "",
)
def test_findings(keys: dict[str, object], expected: list[str]) -> None:
    assert codes(**keys) == expected


def test_a_finding_names_the_layout() -> None:
    layout = sk.Layout(name="hansa", order="date|amount", date_format="dd.MM.yyyy hh:mm")
    assert [str(each).split(":")[0] for each in check_layout(layout)] == ["hansa"]
