"""Which way a document moves money: the account first, and never the likelier side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from statementkit.formats.onec.direction import Owner, decide
from statementkit.formats.onec.statements import ExchangeStream
from statementkit.source import open_source
from tests.formats.onec.files import (
    OTHER,
    OWN,
    SECOND,
    Keys,
    codes,
    document,
    got,
    paid,
    read,
    section,
    stream,
    text,
)

THIRD = "40702810400000000004"


def told(keys: Keys, **how: Any) -> tuple[str, str | None]:
    """Return the direction of the only document of a file, and how it is known."""
    opened = stream(keys, **how)
    [decided] = [opened._mapper._directions(each) for each in opened.documents]
    return decided.direction, decided.reason


STRANGERS = {"ПлательщикСчет": OTHER, "ПолучательСчет": THIRD}


def test_a_movement_says_whose_it_is_and_when() -> None:
    [out, unknown, open_day] = [
        decide(each, Owner((OWN,)))
        for each in stream(
            paid("5", "11.01.2024"),
            document(),
            document(ДатаСписано="08.01.2024", ДатаПоступило="09.01.2024"),
        ).documents
    ]
    assert (out.account, out.booked_on) == (OWN, date(2024, 1, 11))
    assert out.counterparty is not None
    assert out.counterparty.account == OTHER
    assert (unknown.account, unknown.counterparty) == (None, None)
    assert (unknown.booked_on, open_day.booked_on) == (date(2024, 1, 9), None)


@pytest.mark.parametrize(
    ("keys", "how", "direction", "reason"),
    [
        (paid(), {}, "out", "account"),
        (got(), {}, "in", "account"),
        # T-Bank puts ДатаСписано on what comes in.
        (got(ДатаПоступило="", ДатаСписано="09.01.2024"), {}, "in", "account"),
        (got(ДатаСписано="09.01.2024"), {}, "in", "account"),
        # With indirect settlement the account of the party is the РасчСчет.
        (document(ПлательщикСчет=THIRD, ПлательщикРасчСчет=OWN), {}, "out", "account"),
        (document(ПолучательСчет=THIRD, Получатель2=OWN), {}, "in", "account"),
        (paid(), {"accounts": (), "account": (OWN,)}, "out", "caller"),
        (got(), {"accounts": (SECOND,), "account": (OWN,)}, "in", "caller"),
        (document(**STRANGERS, ДатаСписано="09.01.2024"), {}, "out", "dates"),
        (document(**STRANGERS, ДатаПоступило="09.01.2024"), {}, "in", "dates"),
        (document(**STRANGERS, ДатаПоступило="09.01.2024", ДатаСписано=""), {}, "in", "dates"),
        (document(ПолучательИНН="7707083893"), {"tax_id": ("7707083893",)}, "in", "inn"),
        (document(Плательщик="ИНН 7707083893 АО"), {"tax_id": ("7707083893",)}, "out", "inn"),
        (document(СуммаПриход="5"), {}, "in", "amount"),
        (document(СуммаПриход="0", СуммаРасход="5"), {}, "out", "amount"),
        (document(**STRANGERS), {}, "unknown", None),
        (document(), {}, "unknown", None),
        (
            document(**STRANGERS, ДатаСписано="09.01.2024", ДатаПоступило="09.01.2024"),
            {},
            "unknown",
            None,
        ),
    ],
)
def test_how_a_direction_is_known(
    keys: Keys, how: dict[str, Any], direction: str, reason: str | None
) -> None:
    assert told(keys, **how) == (direction, reason)


@pytest.mark.parametrize("sender", ["Tinkoff", "ТБанк", "АО «Т-Банк»", "T-Bank", "Тинькофф"])
def test_dates_tell_nothing_where_a_bank_puts_the_wrong_one(sender: str) -> None:
    keys = document(**STRANGERS, ДатаСписано="09.01.2024")
    assert told(keys, sender=sender) == ("unknown", None)


def test_witnesses_that_disagree_decide_nothing() -> None:
    keys = document(**STRANGERS, ДатаСписано="09.01.2024", ПолучательИНН="7707083893")
    assert told(keys, tax_id=("7707083893",)) == ("unknown", None)
    assert told(keys) == ("out", "dates")


def test_an_account_and_a_sum_that_disagree_decide_nothing() -> None:
    assert told(paid(СуммаПриход="100")) == ("unknown", None)
    [problem] = read(got(), paid(СуммаПриход="100")).problems
    assert (problem.code, problem.line) == ("SK630", 14)


def test_an_account_that_only_received_has_no_other_documents() -> None:
    keys = document(**STRANGERS)
    opened = stream(section("0", "100", "0", "100"), keys)
    [transaction] = opened
    assert transaction.amount == 100
    assert transaction.extra["direction_reason"] == "turnover"  # type: ignore[index]
    # Dates that say otherwise are not believed over it, nor it over them.
    doubtful = read(section("0", "100", "0", "100"), {**keys, "ДатаСписано": "09.01.2024"})
    assert doubtful.transactions == ()
    assert codes(doubtful)[0] == "SK630"


def test_without_named_accounts_the_one_in_all_documents_is_the_owners() -> None:
    found = read(paid(ПолучательСчет=THIRD), got(), got(ПлательщикСчет=THIRD), accounts=())
    assert [t.amount for t in found.transactions] == [-100, 100, 100]
    assert {t.own_account for t in found.transactions} == {OWN}


@pytest.mark.parametrize(("accounts", "own"), [((OWN,), OWN), ((OWN, SECOND), None)])
def test_what_names_no_account_belongs_to_the_only_one(
    accounts: tuple[str, ...], own: str | None
) -> None:
    keys = document(**STRANGERS, ДатаСписано="09.01.2024")
    [transaction] = read(keys, accounts=accounts).transactions
    assert (transaction.own_account, transaction.amount) == (own, Decimal(-100))


@pytest.mark.parametrize(("received", "spent"), [("", "100"), ("100", "")])
def test_a_turnover_that_is_not_stated_decides_nothing(received: str, spent: str) -> None:
    found = read(section("0", received, spent, "0"), document(**STRANGERS))
    assert (found.transactions, found.counts.problems) == ((), 1)


@pytest.mark.parametrize("number", [1, 2])
def test_two_accounts_in_all_documents_are_nobodys(number: int) -> None:
    keys = document(ПлательщикСчет=OWN, ПолучательСчет=OTHER)
    found = read(*[keys] * number, accounts=())
    assert found.transactions == ()
    assert found.counts.problems == number


def test_an_unknown_direction_is_a_problem_with_its_place_and_next_step() -> None:
    found = read(got(), document(**STRANGERS))
    [problem] = found.problems
    assert (problem.code, problem.line) == ("SK630", 14)
    assert "account=" in (problem.hint or "")
    assert found.counts.records == 2


TRANSFER = {"ПлательщикСчет": OWN, "ПолучательСчет": SECOND}


def test_a_transfer_between_accounts_of_the_file_has_a_leg_for_each() -> None:
    dates = {"ДатаСписано": "09.01.2024", "ДатаПоступило": "10.01.2024"}
    found = read(document(**TRANSFER, **dates), accounts=(OWN, SECOND))
    out, into = found.transactions
    assert [(t.own_account, t.account, t.amount, t.kind) for t in (out, into)] == [
        (OWN, SECOND, Decimal("-100.00"), "transfer"),
        (SECOND, OWN, Decimal("100.00"), "transfer"),
    ]
    assert (out.booked_on, into.booked_on) == (date(2024, 1, 9), date(2024, 1, 10))
    assert out.extra is not None
    assert into.extra is not None
    assert (out.extra["linked"], into.extra["linked"]) == (
        into.extra["identity"],
        out.extra["identity"],
    )


@pytest.mark.parametrize("accounts", [(OWN,), (SECOND,)])
def test_a_file_about_one_account_has_that_leg_alone(accounts: tuple[str, ...]) -> None:
    found = read(document(**TRANSFER), accounts=accounts, account=(OWN, SECOND))
    [transaction] = found.transactions
    assert (transaction.own_account, transaction.kind) == (accounts[0], "transfer")
    assert transaction.extra is not None
    assert transaction.extra["direction_reason"] == "account"
    assert transaction.extra["counterparty_kind"] == "own"


def test_a_transfer_between_accounts_that_only_the_caller_knows_has_both_legs() -> None:
    found = read(document(**TRANSFER), accounts=(), account=(OWN, SECOND))
    legs = [(t.own_account, t.amount) for t in found.transactions]
    assert legs == [(OWN, Decimal(-100)), (SECOND, Decimal(100))]
    assert {t.extra["direction_reason"] for t in found.transactions if t.extra} == {"caller"}


def test_a_transfer_that_is_printed_for_each_account_moves_once() -> None:
    first = document(**TRANSFER, ДатаСписано="09.01.2024")
    second = document(**TRANSFER, ДатаПоступило="09.01.2024")
    found = read(first, second, accounts=(OWN, SECOND))
    assert sum(t.amount for t in found.transactions) == 0
    assert found.counts.transactions == 2
    assert len(found.skipped) == 1
    assert "SK633" in codes(found)


@pytest.mark.parametrize("number", ["2", ""])
def test_transfers_with_other_numbers_or_none_are_others(number: str) -> None:
    first = document(**TRANSFER, Номер=number and "1")
    found = read(first, document(**TRANSFER, Номер=number), accounts=(OWN, SECOND))
    assert found.counts.transactions == 4


@pytest.mark.parametrize(
    ("kind", "number"), [("Платёжное  поручение", 2), ("Мемориальный ордер", 4)]
)
def test_a_print_of_another_kind_is_of_another_transfer(kind: str, number: int) -> None:
    found = read(document(**TRANSFER), {**document(kind), **TRANSFER}, accounts=(OWN, SECOND))
    assert found.counts.transactions == number


def test_one_account_on_both_sides_takes_and_brings() -> None:
    found = read(document(ПлательщикСчет=OWN, ПолучательСчет=OWN))
    assert [t.amount for t in found.transactions] == [-100, 100]
    assert "SK632" in codes(found)


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        (paid("1", "10.01.2024"), date(2024, 1, 10)),
        (got("1", "10.01.2024"), date(2024, 1, 10)),
        (got("1", "", ДатаСписано="11.01.2024"), date(2024, 1, 11)),
        (paid("1", "", ДатаПоступило="11.01.2024"), date(2024, 1, 11)),
        (got("1", "10.01.2024", ДатаСписано="11.01.2024"), date(2024, 1, 10)),
        (paid("1", ""), date(2024, 1, 9)),
    ],
)
def test_the_day_of_the_booking_is_that_of_the_own_side(keys: Keys, day: date) -> None:
    [transaction] = read(keys).transactions
    assert transaction.booked_on == day


def test_a_document_that_was_not_booked_says_so_once() -> None:
    found = read(paid("1", ""), paid("2", ""))
    assert codes(found).count("SK631") == 1


def test_a_document_without_any_date_is_a_problem() -> None:
    found = read(paid("1", "", Дата="31.02.2024"), paid("1", "", Дата=""))
    assert [each.code for each in found.problems] == ["SK614", "SK618"]
    assert found.counts.problems == 2


def test_a_document_that_is_cut_off_needs_its_account() -> None:
    whole = text(document(**STRANGERS, ДатаСписано="09.01.2024"))
    assert told_of(whole) == "out"
    assert told_of(whole[: whole.index("КонецДокумента")]) == "unknown"


def told_of(content: str) -> str:
    opened = ExchangeStream(open_source(content.encode("cp1251")))
    return next(opened._mapper._directions(each).direction for each in opened.documents)
