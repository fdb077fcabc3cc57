"""The proof by totals, and the documents that explain where it fails."""

from __future__ import annotations

from decimal import Decimal

import pytest

from statementkit.formats.onec.reconciliation import Gap
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
)

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


def test_a_section_that_stands_twice_counts_once() -> None:
    assert read(WHOLE, WHOLE, got("100"), paid("30")).balance.holds is True


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
