"""The proof by totals, and the documents that explain where it fails."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from statementkit.formats.onec.checking import check_exchange
from statementkit.formats.onec.reading import read_exchange
from statementkit.formats.onec.reconciliation import Explanation, Gap, in_order
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
    stream,
    text,
)

if TYPE_CHECKING:
    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.reconciliation import Cause, Reconciliation

WHOLE = section("50.00", "100.00", "30.00", "120.00")


def test_a_whole_file_comes_out() -> None:
    opened = stream(WHOLE, got("100"), paid("30.00"))
    found = opened.statement()
    [account] = opened.accounts
    assert account.computed == Decimal(120)
    assert account.difference == 0
    assert account.is_balanced is True
    assert found.balance.holds is True
    assert found.balance.opening == 50
    assert found.balance.closing == 120
    assert codes(found) == []


def test_without_sections_nothing_can_be_checked() -> None:
    found = read(got(), paid())
    assert found.balance.holds is None
    assert codes(found) == []


def test_a_section_without_a_number_checks_the_others() -> None:
    bare = {**WHOLE, "КонечныйОстаток": "", "ВсегоПоступило": ""}
    assert read(bare, got("999"), paid("30")).balance.holds is True
    assert read(bare, got("999"), paid("31")).balance.holds is False


def explained(*blocks: dict[str, str], **how: tuple[str, ...]) -> dict[str, list[int | None]]:
    """Return the lines of what explains the differences of a file, by code."""
    found = read(*blocks, **how)
    assert found.balance.holds is False
    lines: dict[str, list[int | None]] = {}
    for each in found.warnings:
        if "SK642" <= each.code <= "SK649":
            lines.setdefault(each.code, []).append(each.line)
    return lines


# The head has 5 lines, a section 9, `paid` and `got` 8.


def test_a_missing_document_is_missed_in_its_section() -> None:
    assert explained(WHOLE, got("100")) == {"SK643": [6], "SK649": [6]}
    assert read(WHOLE, got("100")).balance.difference == -30


def test_a_day_that_lacks_a_document_is_named() -> None:
    days = (
        section("0", "5", "0", "5", days="09.01.2024"),
        section("5", "7", "0", "12", days="10.01.2024"),
    )
    assert explained(*days, got("5")) == {"SK642": [6], "SK649": [15]}


def test_a_doubled_document_is_named() -> None:
    twice = got("100")
    assert explained(WHOLE, paid("30"), twice, twice) == {"SK642": [6], "SK644": [31]}


def test_a_document_on_the_wrong_side_is_named() -> None:
    wrong = (got("100"), got("30"))
    assert explained(WHOLE, *wrong) == {"SK642": [6], "SK643": [6], "SK645": [23]}


def test_a_document_without_an_amount_is_named() -> None:
    assert explained(WHOLE, got("100"), paid("3O.00")) == {"SK643": [6], "SK646": [23]}


def test_a_document_without_a_direction_is_named() -> None:
    unknown = document(Сумма="30", ПлательщикСчет=OTHER, ПолучательСчет=SECOND)
    assert explained(WHOLE, got("100"), unknown) == {"SK643": [6], "SK646": [23]}


def test_a_document_of_another_day_is_named() -> None:
    late = paid("7", "03.04.2024")
    assert explained(WHOLE, got("100"), paid("30"), late) == {"SK643": [6], "SK647": [31]}


def test_a_second_print_that_is_no_repeat_is_named() -> None:
    transfer = document(Сумма="5", ПлательщикСчет=OWN, ПолучательСчет=SECOND)
    sections = (section("50", "0", "10", "40"), section("0", "10", "0", "10", SECOND))
    found = explained(*sections, transfer, transfer, accounts=(OWN, SECOND))
    assert found == {"SK642": [16], "SK643": [7], "SK648": [32, 32]}


def test_documents_outside_of_the_interval_count() -> None:
    found = read(
        section("110978.00", "0.00", "108159.12", "2818.88"), paid("108159.12", "03.04.2024")
    )
    assert found.balance.holds is True


def test_daily_sections_are_chained_and_their_gaps_listed() -> None:
    opened = stream(
        section("0", "5", "0", "5", days="09.01.2024"),
        got("5"),
        section("5", "0", "0", "5", days="10.01.2024"),
        section("5", "0", "2", "3", days="13.01.2024"),
        paid("2", "13.01.2024"),
    )
    assert opened.statement().balance.holds is True
    [account] = opened.accounts
    stated = [account.opening, account.received, account.spent, account.closing]
    assert stated == [Decimal(each) for each in (0, 5, 2, 3)]
    assert account.sections == 3
    [gap] = account.gaps
    assert isinstance(gap, Gap)
    assert (gap.start.day, gap.end.day) == (11, 12)


def test_sections_in_any_order_are_chained_by_their_days() -> None:
    found = read(
        section("5", "0", "2", "3", days="13.01.2024"),
        section("0", "5", "0", "5", days="09.01.2024"),
        got("5"),
        paid("2", "13.01.2024"),
    )
    assert found.balance.holds is True


def test_a_section_that_opens_with_something_else_is_named() -> None:
    found = read(
        section("0", "5", "0", "5", days="09.01.2024"),
        got("5"),
        section("6", "0", "2", "4", days="10.01.2024"),
        paid("2", "10.01.2024"),
    )
    assert found.balance.holds is False
    assert found.balance.breaks == (23,)
    assert "SK641" in codes(found)


def test_a_section_that_is_wrong_in_itself_is_named() -> None:
    found = read(section("0", "5", "0", "6"), got("5"))
    assert found.balance.holds is False
    assert found.balance.breaks == (6,)
    assert found.balance.difference == 1
    assert "SK640" in codes(found)


def test_the_balances_of_a_file_are_told_with_the_places_that_do_not_come_out() -> None:
    second = section("0", "7", "0", "7", SECOND)
    both = read(WHOLE, got("100"), paid("30"), second, accounts=(OWN, SECOND)).balance
    assert (both.holds, both.checked, both.breaks) == (False, 2, (32,))
    assert both.difference == 7
    assert (both.opening, both.closing) == (None, None)
    [alone] = [stream(WHOLE, got("100"), paid("31")).statement().balance]
    assert (alone.holds, alone.checked, alone.breaks) == (False, 1, (6,))
    assert [alone.opening, alone.closing, alone.difference] == [Decimal(n) for n in (50, 120, 1)]


def test_a_section_that_stands_twice_counts_once() -> None:
    assert read(WHOLE, WHOLE, got("100"), paid("30")).balance.holds is True


def test_sections_of_one_first_day_are_in_the_order_of_their_last() -> None:
    days = ("09.01.2024-11.01.2024", "09.01.2024-10.01.2024", "09.01.2024")
    blocks = [section("0", "0", "0", "0", days=each) for each in days]
    sections = read_exchange(text(*blocks).encode("cp1251")).sections
    for listed in permutations(sections):
        assert [each.end.day for each in in_order(listed) if each.end] == [9, 10, 11]


def test_exports_that_overlap_are_no_chain() -> None:
    found = read(
        section("0", "5", "0", "5", days="09.01.2024-11.01.2024"),
        section("5", "7", "0", "12", days="10.01.2024-15.01.2024"),
        got("5"),
        got("7", "12.01.2024"),
    )
    assert found.balance.holds is True
    overlapping = read(
        section("0", "5", "0", "5", days="09.01.2024-11.01.2024"),
        section("2", "10", "0", "12", days="10.01.2024-15.01.2024"),
        got("5"),
        got("7", "12.01.2024"),
    )
    assert overlapping.balance.holds is False
    assert codes(overlapping) == ["SK641"]


def accounts(*blocks: dict[str, str]) -> tuple[Reconciliation, ...]:
    """Return the accounts of a file that was read to its end."""
    opened = stream(*blocks)
    list(opened)
    return opened.accounts


def test_the_turnovers_of_exports_that_overlap_are_not_known() -> None:
    overlapping = (
        section("0", "5", "1", "4", days="09.01.2024-11.01.2024"),
        section("2", "10", "3", "9", days="11.01.2024-15.01.2024"),
    )
    [account] = accounts(*overlapping)
    assert account.opening == 0
    assert (account.received, account.spent) == (None, None)
    following = (overlapping[0], section("4", "10", "3", "11", days="11.01.2024-15.01.2024"))
    [account] = accounts(*following, got("15"), paid("4"))
    assert [account.received, account.spent] == [Decimal(15), Decimal(4)]


def test_the_turnovers_of_sections_between_which_one_is_missing_are_summed() -> None:
    apart = (
        section("0", "5", "1", "4", days="09.01.2024"),
        section("6", "10", "3", "13", days="11.01.2024"),
    )
    [account] = accounts(*apart)
    assert [account.received, account.spent] == [Decimal(15), Decimal(4)]
    assert account.is_balanced is False


def test_sections_without_days_are_chained_as_they_stand() -> None:
    days = [section("5", "0", "2", "3", days="-"), section("3", "4", "0", "7", days="-")]
    [account] = accounts(*days)
    stated = [account.opening, account.received, account.spent, account.closing]
    assert stated == [Decimal(each) for each in (5, 4, 2, 7)]
    assert (account.gaps, account.breaks) == ((), ())


def test_a_gap_is_told_between_days_that_are_known() -> None:
    first = {**section("0", "5", "0", "5", days="09.01.2024"), "ДатаКонца": ""}
    [account] = accounts(first, section("5", "0", "0", "5", days="12.01.2024"))
    assert [(each.start.day, each.end.day) for each in account.gaps] == [(10, 11)]
    undated = section("0", "5", "0", "5", days="-")
    [account] = accounts(undated, section("5", "0", "0", "5", days="12.01.2024"))
    assert account.gaps == ()


def test_a_break_between_sections_does_not_hide_one_within() -> None:
    found = read(
        section("0", "5", "0", "6", days="09.01.2024"),
        section("7", "0", "0", "7", days="10.01.2024"),
    )
    assert found.balance.breaks == (6, 15)


@pytest.mark.parametrize("lacking", ["НачальныйОстаток", "КонечныйОстаток", "ВсегоСписано"])
def test_a_section_that_leaves_a_number_out_is_not_wrong(lacking: str) -> None:
    [account] = accounts({**WHOLE, lacking: ""}, got("100"), paid("30"))
    assert account.breaks == ()


# -- what explains a difference, to the side and the kopeck ----------------------------------------


def explanations(*blocks: dict[str, str]) -> list[Explanation]:
    """Return what explains the differences of the only account of a file."""
    [account] = check_exchange(text(*blocks).encode("cp1251")).accounts
    return list(account.explanations)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((got("100"),), [("missing", "payer", "30", (6,))]),
        ((got("99.99"), paid("30")), [("missing", "payee", "0.01", (6,))]),
        ((got("100"), paid("30.01")), [("surplus", "payer", "-0.01", (6,))]),
        ((got("100"), paid("1"), paid("1", Номер="2")), [("missing", "payer", "28", (6,))]),
        ((got("100"), paid("30"), paid("30")), [("duplicated", "payer", "-30", (31,))]),
        (
            (got("100"), paid("30"), paid("30"), paid("30")),
            [("duplicated", "payer", "-60", (31, 39))],
        ),
        ((got("100"), got("30")), [("reversed", "payee", "-30", (23,))]),
        ((paid("100"), paid("30")), [("reversed", "payer", "-100", (15,))]),
        ((got("100"), paid("0.5"), paid("?")), [("unreadable", "payer", "29.5", (31,))]),
        ((got("100"), paid("29.5"), paid("?")), [("unreadable", "payer", "0.5", (31,))]),
        ((got("100"), paid("31"), paid("?")), [("surplus", "payer", "-1", (6,))]),
        ((got("100"), paid("30"), paid("7", "08.01.2024")), [("outside", "payer", "-7", (31,))]),
        ((got("100"), paid("30", "10.01.2024"), paid("7", "11.01.2024")),
         [("outside", "payer", "-7", (31,))]),
        ((got("100"), paid("37"), paid("?", "11.01.2024")), [("surplus", "payer", "-7", (6,))]),
        ((got("100"), paid("31"), paid("?"), paid("?")), [("surplus", "payer", "-1", (6,))]),
    ],
)  # fmt: skip
def test_a_difference_is_explained_to_the_side_and_the_kopeck(
    blocks: tuple[dict[str, str], ...], expected: list[tuple[Cause, Side, str, tuple[int, ...]]]
) -> None:
    assert explanations(WHOLE, *blocks) == [
        Explanation(cause, side, Decimal(amount), lines) for cause, side, amount, lines in expected
    ]


def test_several_that_only_together_make_a_difference_are_all_named() -> None:
    blocks = (got("100"), paid("30"), paid("4", "08.01.2024"), paid("3", "07.01.2024"))
    assert explanations(WHOLE, *blocks) == [Explanation("outside", "payer", Decimal(-7), (31, 39))]


def test_the_days_that_lack_documents_are_told_on_their_side() -> None:
    days = (
        section("0", "5", "0", "5", days="09.01.2024"),
        {**section("5", "1", "0", "6", days="10.01.2024"), "ВсегоПоступило": ""},
        section("5", "7", "2", "10", days="11.01.2024"),
        section("10", "0", "3", "7", days="12.01.2024"),
    )
    documents = (got("5"), got("7", "11.01.2024"), paid("2", "11.01.2024"))
    [found] = explanations(*days, *documents)
    assert found == Explanation("missing", "payer", Decimal(3), (33,))


def test_a_document_within_a_later_section_is_not_outside() -> None:
    days = (
        section("0", "5", "0", "5", days="09.01.2024"),
        section("5", "7", "0", "12", days="10.01.2024"),
    )
    within, outside = got("7", "10.01.2024"), got("7", "12.01.2024", Номер="2")
    [found] = explanations(*days, got("5"), within, outside)
    assert found == Explanation("outside", "payee", Decimal(-7), (40,))


def test_a_section_of_several_days_has_the_documents_of_all_of_them() -> None:
    days = (
        section("0", "12", "0", "12", days="09.01.2024-11.01.2024"),
        section("12", "3", "0", "15", days="12.01.2024"),
    )
    [found] = explanations(*days, got("5"), got("7", "11.01.2024"))
    assert found == Explanation("missing", "payee", Decimal(3), (15,))


def test_a_difference_below_one_rouble_has_its_side_too() -> None:
    [found] = explanations(section("0", "0.50", "0", "0.50"), paid("0.50"))
    assert found == Explanation("reversed", "payer", Decimal("-0.50"), (15,))


def test_only_the_days_that_differ_are_named() -> None:
    days = [
        section("0", "5", "0", "5", days="09.01.2024"),
        section("5", "6", "0", "11", days="10.01.2024"),
        section("11", "7", "0", "18", days="11.01.2024"),
    ]
    documents = [got("2"), got("3", Номер="2"), got("1", "10.01.2024"), got("7", "11.01.2024")]
    [found] = explanations(*days, *documents)
    assert found == Explanation("missing", "payee", Decimal(5), (15,))
    # A section without days cannot be held against them.
    undated = section("0", "5", "0", "5", days="-")
    [found] = explanations(undated, *days[1:], *documents)
    assert found == Explanation("missing", "payee", Decimal(5), (15,))


def test_every_account_is_explained_by_its_own_documents() -> None:
    second = section("0", "100", "0", "100", SECOND)
    other = document(ПлательщикСчет=OTHER, ПолучательСчет=SECOND, ДатаПоступило="09.01.2024")
    content = text(WHOLE, second, got("100"), {**other, "Сумма": "99"}, accounts=(OWN, SECOND))
    first, of_second = check_exchange(content.encode("cp1251")).accounts
    assert first.explanations == (Explanation("missing", "payer", Decimal(30), (7,)),)
    assert of_second.explanations == (Explanation("missing", "payee", Decimal(1), (16,)),)


def test_every_account_comes_out_on_its_own() -> None:
    transfer = document(Сумма="5", ПлательщикСчет=OWN, ПолучательСчет=SECOND)
    opened = stream(
        section("50", "0", "5", "45"),
        section("0", "5", "0", "6", SECOND),
        transfer,
        accounts=(OWN, SECOND),
    )
    found = opened.statement()
    assert {account: each.holds for account, each in opened.balances.items()} == {
        OWN: True,
        SECOND: False,
    }
    assert found.balance.holds is False
    assert found.account is None


@pytest.mark.parametrize("amount", ["-30.00", "-0.01"])
def test_a_negative_amount_is_a_payment_the_other_way(amount: str) -> None:
    found = read(paid(amount))
    assert [t.amount for t in found.transactions] == [-Decimal(amount)]
    assert "SK638" in codes(found)
