"""Files about several accounts: one statement for each, and nothing lost between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

import statementkit as sk
from statementkit.testing.onec import Invention, inventions
from tests.formats.onec.files import OTHER, OWN, SECOND, document, got, paid, section, text

if TYPE_CHECKING:
    from collections.abc import Iterable


def of(*blocks: dict[str, str], accounts: tuple[str, ...] = (OWN, SECOND)) -> bytes:
    return text(*blocks, accounts=accounts).encode("cp1251")


TRANSFER = document(Сумма="5", ПлательщикСчет=OWN, ПолучательСчет=SECOND)


def test_each_account_has_its_statement() -> None:
    content = of(
        section("50", "0", "5", "45"),
        section("0", "5", "0", "7", SECOND),
        TRANSFER,
        paid("x"),
        document(ПлательщикСчет=OTHER, ПолучательСчет="40702810400000000004"),
    )
    own, second, rest = sk.read_accounts(content)
    assert (own.account, second.account, rest.account) == (OWN, SECOND, None)
    assert [t.amount for t in own.transactions] == [-5]
    assert [t.amount for t in second.transactions] == [5]
    assert own.balance.holds is True
    assert own.balance.closing == 45
    assert second.balance.holds is False
    assert second.balance.difference == 2
    assert rest.balance.holds is None
    assert {each.code for each in rest.problems} == {"SK615", "SK630"}
    assert rest.counts.problems == 2
    assert (own.currency, second.currency) == ("RUB", "RUB")


def test_a_file_about_one_account_is_one_statement() -> None:
    content = of(paid(), got(), accounts=(OWN,))
    assert sk.read_accounts(content) == (sk.read(content),)


def test_an_account_without_documents_is_there() -> None:
    first, second = sk.read_accounts(of(paid()))
    assert (first.account, second.account) == (OWN, SECOND)
    assert second.transactions == ()


@given(inventions())
def test_together_they_are_the_file(invention: Invention) -> None:
    whole = sk.read(invention.content)
    parts = sk.read_accounts(invention.content)
    assert sum(len(each.transactions) for each in parts) == len(whole.transactions)
    assert _said(parts) == _said([whole])
    for part in parts:
        assert {t.own_account for t in part.transactions} <= {part.account}
        counts = part.counts
        assert counts.records == counts.mapped + counts.skipped + counts.problems


def _said(statements: Iterable[sk.Statement]) -> set[sk.Diagnostic]:
    return {found for each in statements for found in (*each.problems, *each.warnings)}
