"""Which two movements are one transfer: never by chance, and whatever came first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.books import Transfers, find_transfers
from statementkit.books.transfers import DAYS
from statementkit.store import Side

A, B, C = "EE382200221020145685", "LV80BANK0000435195001", "40702810072866116858"
OWN = (A, B, C)


def side(key: str, account: str, day: int, amount: str, other: str = "", **more: Any) -> Side:
    return Side(key, account, date(2024, 3, day), Decimal(amount), "EUR", other, **more)


def _said(found: Transfers) -> list[tuple[str, str | None, str | None]]:
    return [
        (each.status, each.out.key if each.out else None, each.into.key if each.into else None)
        for each in found.found
    ]


OUT, INTO = side("a", A, 1, "-50.00", B), side("b", B, 2, "50", A)


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        pytest.param([OUT, INTO], [("paired", "a", "b")], id="both name the other"),
        pytest.param([OUT, side("b", B, 2, "50")], [("paired", "a", "b")], id="one"),
        pytest.param([side("a", A, 1, "-50"), INTO], [("paired", "a", "b")], id="the other"),
        pytest.param([OUT], [("open", "a", None)], id="the other side is not there"),
        pytest.param([OUT, side("b", B, 2 + DAYS, "50", A)],
                     [("open", "a", None), ("open", None, "b")], id="too far apart"),
        pytest.param([OUT, side("b", B, 2, "50.01", A)],
                     [("open", "a", None), ("open", None, "b")], id="not the same amount"),
        pytest.param([OUT, side("b", B, 2, "-50", A)],
                     [("open", "a", None), ("open", "b", None)], id="the same sign"),
        pytest.param([OUT, side("b", C, 2, "50", A)],
                     [("open", "a", None), ("open", None, "b")], id="another account"),
        pytest.param([OUT, side("b", B, 2, "50", "GB33BUKB20201555555555")],
                     [("open", "a", None)], id="from somebody else"),
        pytest.param([side("a", A, 1, "-50"), side("b", B, 2, "50")],
                     [("suggested", "a", "b")], id="nobody names an account"),
        pytest.param([side("a", A, 1, "-50"), side("b", B, 2, "50"), side("c", C, 2, "50")],
                     [("suggested", "a", None)], id="nobody names one of two"),
        pytest.param([OUT, INTO, side("c", A, 2, "-50", B)],
                     [("unclear", "a", None), ("unclear", None, "b"), ("unclear", "c", None)],
                     id="two may have left"),
        pytest.param([OUT, INTO, side("c", B, 2, "50")],
                     [("paired", "a", "b")], id="who names it comes before who does not"),
        pytest.param([side("a", A, 1, "-50", B, number="7"), side("b", B, 2, "50", A, number="7"),
                      side("c", A, 1, "-50", B, number="8"), side("d", B, 2, "50", A, number="8")],
                     [("paired", "a", "b"), ("paired", "c", "d")], id="references tell them apart"),
        pytest.param([side("a", A, 1, "-0.00", B)], [], id="nothing moved"),
        pytest.param([side("a", A, 1, "-5", A)], [], id="its own account"),
    ],
)  # fmt: skip
def test_pairs(sides: list[Side], expected: list[tuple[str, str | None, str | None]]) -> None:
    assert _said(find_transfers(sides, OWN)) == expected


def test_another_currency_is_no_partner() -> None:
    dollars = Side("b", B, date(2024, 3, 2), Decimal(50), "USD", A)
    assert {each.status for each in find_transfers([OUT, dollars], OWN).found} == {"open"}


def test_a_person_decides() -> None:
    bare, came, other = side("a", A, 1, "-50"), side("b", B, 2, "50"), side("c", C, 2, "50")
    found = find_transfers([bare, came, other], OWN, {("a", "c"): True})
    assert [(each.status, each.by) for each in found.found] == [("paired", "person")]
    assert found.keys == {"a", "c"}
    found = find_transfers([bare, came, other], OWN, {("a", "b"): False})
    assert _said(found) == [("suggested", "a", "c")]
    assert _said(find_transfers([OUT, INTO], OWN, {("a", "b"): False})) == [
        ("open", "a", None), ("open", None, "b"),
    ]  # fmt: skip


def test_a_decision_about_what_is_not_there_waits() -> None:
    assert _said(find_transfers([OUT, INTO], OWN, {("a", "gone"): True})) == [("paired", "a", "b")]


def test_every_movement_is_told_once() -> None:
    found = find_transfers([OUT, INTO, side("c", A, 2, "-7", C)], OWN)
    assert set(found.by_key) == {"a", "b", "c"}
    assert found.by_key["c"].candidates == ()


movements = st.lists(
    st.builds(
        lambda account, day, amount, other, number: (account, day, amount, other, number),
        st.sampled_from(OWN),
        st.integers(1, 12),
        st.sampled_from(["-50", "50", "-7", "7.0"]),
        st.sampled_from(["", *OWN, "GB33BUKB20201555555555"]),
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=10,
).map(
    lambda rows: [
        side(f"k{number}", account, day, amount, other, number=reference)
        for number, (account, day, amount, other, reference) in enumerate(rows)
    ]
)
said = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(5, 9)).map(lambda two: (f"k{two[0]}", f"k{two[1]}")),
    st.booleans(),
    max_size=2,
)


@given(st.data(), movements, said)
def test_the_order_of_movements_does_not_matter(
    data: st.DataObject, sides: list[Side], decisions: dict[tuple[str, str], bool]
) -> None:
    found = find_transfers(sides, OWN, decisions)
    assert find_transfers(data.draw(st.permutations(sides)), OWN, decisions) == found


@given(movements)
def test_pairs_cancel_out_and_are_never_by_chance(sides: list[Side]) -> None:
    found = find_transfers(sides, OWN).found
    told = [each.key for transfer in found for each in transfer.sides]
    assert len(told) == len(set(told))
    for each in found:
        if each.status != "paired":
            continue
        assert each.out is not None
        assert each.into is not None
        assert each.out.amount == -each.into.amount
        assert each.out.account != each.into.account
        assert abs(each.out.day - each.into.day).days <= DAYS
        assert each.out.other == each.into.account or each.into.other == each.out.account


@given(movements)
def test_a_movement_far_away_changes_no_pair(sides: list[Side]) -> None:
    """What a review looks at around the days of a file is enough."""
    far = Side("far", B, date(2024, 6, 1), Decimal(50), "EUR", A)
    assert find_transfers([*sides, far], OWN).keys == find_transfers(sides, OWN).keys
