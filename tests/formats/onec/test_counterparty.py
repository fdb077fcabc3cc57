"""Who the other party is: codes as they are meant, and what the account tells."""

from __future__ import annotations

import pytest

from statementkit.formats.onec.counterparty import Counterparty, counterparty, kind_of
from statementkit.formats.onec.model import Party
from tests.formats.onec.files import OTHER, OWN, codes, got, paid, read


@pytest.mark.parametrize(
    ("account", "kind"),
    [
        ("40702810500000000001", "company"),
        ("40802810500000000001", "sole_trader"),
        ("40817810500000000001", "person"),
        ("42301810500000000001", "person"),
        ("03100643000000017300", "budget"),
        ("40101810600000010102", "budget"),
        ("70601810500000000001", "bank"),
        ("30232810500000000001", "bank"),
        ("47422810500000000001", "bank"),
        ("60309810500000000001", "bank"),
        ("40911810500000000001", "bank"),
        ("006780000008", None),
        ("KZ86125KZT5004100100", None),
        ("99999810500000000001", None),
        ("", None),
    ],
)
def test_an_account_tells_its_holder(account: str, kind: str | None) -> None:
    assert kind_of(account) == kind


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party(), Counterparty()),
        (
            Party(tax_id="0", kpp="0", bic="000000000", account="0" * 20),
            Counterparty(),
        ),
        (Party(tax_id="000000000000", kpp="3"), Counterparty()),
        (Party(tax_id="4", kpp="4"), Counterparty()),
        (Party(kpp="000000000"), Counterparty()),
        (Party(tax_id="98765"), Counterparty(tax_id="98765")),
        (
            Party(name=r"ИНН 7707083893\770701001 АО Луч", name1="АО Луч"),
            Counterparty("АО Луч", "7707083893", "770701001"),
        ),
        (Party(name="7707083893, ООО"), Counterparty("ООО", "7707083893")),
        (Party(name1="&quot;ЛУЧ&quot; АО"), Counterparty('"ЛУЧ" АО')),
        (Party(name="Длинное имя", name1="Имя"), Counterparty("Имя")),
        (
            Party(account="30101810400000000225", settlement_account=OTHER, name3="Банк"),
            Counterparty(account=OTHER, bank_name="Банк", kind="company"),
        ),
    ],
)
def test_codes_are_as_they_are_meant(party: Party, expected: Counterparty) -> None:
    assert counterparty(party) == expected


def test_an_own_account_is_own() -> None:
    assert counterparty(Party(account=OWN), {OWN}).kind == "own"
    assert counterparty(Party(account=OWN, settlement_account=OTHER), {OWN}).kind == "own"
    assert counterparty(Party(account=OTHER, settlement_account=OWN), {OWN}).kind == "own"
    assert counterparty(Party(account=OTHER), {OWN}).kind == "company"


def test_an_inn_of_a_bank_is_shown_and_not_trusted() -> None:
    person = {"ПлательщикСчет": "40817810500000000001", "ПлательщикИНН": "7707083893"}
    found = read(got("1", **person, Плательщик1="Жук Анна"))
    [transaction] = found.transactions
    assert transaction.tax_id == "7707083893"
    assert "SK627" in codes(found)
    party = Counterparty(tax_id="7707083893", account="40817810500000000001", kind="person")
    assert party.key == "40817810500000000001"
    assert Counterparty(tax_id="500100732259", kind="person").key == "500100732259"


def test_the_counterparty_is_the_other_side() -> None:
    sides = {"Плательщик1": "Мы", "Получатель1": "Они", "ПолучательБИК": "044525225"}
    [out] = read(paid("1", **sides)).transactions
    assert (out.name, out.bic, out.account) == ("Они", "044525225", OTHER)
    back = {"Плательщик1": "Они", "Получатель1": "Мы"}
    [into] = read(got("1", **back)).transactions
    assert into.name == "Они"
