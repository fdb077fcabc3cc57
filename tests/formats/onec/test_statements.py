"""A file for 1C as transactions: without a layout, with nothing dropped."""

from __future__ import annotations

import io
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import statementkit as sk
from statementkit.model import StatedBalance
from statementkit.reader import explain
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions
from statementkit.testing.onec.shapes import SHAPES
from tests.formats.onec.files import OTHER, OWN, SECOND, codes, document, got, paid, section, text

if TYPE_CHECKING:
    from collections.abc import Callable

BAD = paid("1O0.00")
FULL = got(
    "1 234,50",
    Номер="И-45/2024",
    Дата="29.12.2023",
    Плательщик="ИНН 7707083893 ООО Луч",
    ПлательщикИНН="7707083893",
    ПлательщикКПП="770701001",
    ПлательщикБИК="044525225",
    ПлательщикБанк1="ПАО СБЕРБАНК",
    ВидОплаты="01",
    Код="18810012345678901234",
    НазначениеПлатежа="Оплата = {53=33798.03}",
    КодДебитора="77",
)


def of(*blocks: dict[str, str], **head: tuple[str, ...]) -> bytes:
    return text(*blocks, **head).encode("cp1251")  # type: ignore[arg-type]


def test_a_document_in_the_common_model() -> None:
    statement = sk.read(of(FULL))
    assert (statement.account, statement.currency) == (OWN, "RUB")
    assert statement.coverage == "days"
    assert statement.counts.transactions == statement.counts.records == 1
    [found] = statement.transactions
    assert found.booked_on == date(2024, 1, 9)
    assert found.amount == Decimal("1234.50")
    assert (found.currency, found.own_account, found.account) == ("RUB", OWN, OTHER)
    assert (found.name, found.tax_id, found.bic) == ("ООО Луч", "7707083893", "044525225")
    assert found.description == "Оплата = {53=33798.03}"
    assert found.reference == "18810012345678901234"
    assert (found.kind, found.line) == ("payment", 6)
    assert found.origin is not None
    assert len(found.origin.digest or "") == 64
    assert codes(statement)[0] == "SK616"


def test_the_keys_of_a_document_are_there_by_name() -> None:
    [found] = sk.read(of(FULL)).transactions
    extra = found.extra
    assert extra is not None
    assert extra["ПлательщикИНН"] == extra["плательщикинн"] == "7707083893"
    assert extra["КодДебитора"] == "77"
    assert (extra["kpp"], extra["bank_name"]) == ("770701001", "ПАО СБЕРБАНК")
    assert (extra["number"], extra["type"]) == ("И-45/2024", "Платежное поручение")
    assert (extra["direction_reason"], extra["counterparty_kind"]) == ("account", "company")
    assert {"НазначениеПлатежа", "identity", "ВидОплаты"} <= set(extra)
    assert len(extra) == len(list(extra))
    assert "Код" in extra
    assert "ПолучательКПП" not in extra


def test_transactions_are_values() -> None:
    first, second = (sk.read(of(FULL)).transactions[0] for _ in "12")
    assert first == second
    assert hash(first) == hash(second)
    again = pickle.loads(pickle.dumps(first))  # noqa: S301 - made by the line itself
    assert again == first
    assert again.extra["ПлательщикИНН"] == "7707083893"


@pytest.mark.parametrize(
    ("account", "currency"),
    [
        ("40702840500000000001", "USD"),
        ("40702156500000000001", "CNY"),
        ("40702643500000000001", "RUB"),
        ("40702000500000000001", None),
    ],
)
def test_the_currency_is_that_of_the_account(account: str, currency: str | None) -> None:
    keys = document(ПлательщикСчет=account)
    content = of(keys, accounts=(account,))
    statement = sk.read(content)
    assert statement.transactions[0].currency == currency
    assert ("SK635" in codes(statement)) is (currency is None)
    said = sk.read(content, currency="RUB").transactions[0]
    assert said.currency == currency or said.currency == "RUB"


def test_the_owner_may_be_named() -> None:
    content = of(document(ПлательщикСчет=OWN, ПолучательИНН="7707083893"), accounts=())
    assert sk.read(content).counts.problems == 1
    assert sk.read(content, account=OWN).transactions[0].amount == -100
    assert sk.read(content, account=[OWN, SECOND]).transactions[0].amount == -100
    assert sk.read(content, account=f"{SECOND}, {OWN}").transactions[0].amount == -100
    assert sk.read(content, tax_id="7707083893").transactions[0].amount == 100


@pytest.mark.parametrize("key", ["delimiter", "encoding", "date_format", "acount"])
def test_keys_of_a_layout_that_mean_nothing_here_are_refused(key: str) -> None:
    with pytest.raises(sk.LayoutError, match="has no use"):
        sk.read(of(FULL), **{key: ";"})  # type: ignore[arg-type]


ORDER = "date@[date]|amount@[amount]|name@[Получатель1]"


def test_an_order_may_take_the_keys_by_name() -> None:
    content = of(paid(Получатель1="Жук", ВидОплаты="17"), got(Получатель1="Мы", ВидОплаты="01"))
    found = sk.read(content, order=f"{ORDER}|conditions=[ВидОплаты]=17,skip")
    assert [(str(t.amount), t.name) for t in found.transactions] == [("100.00", "Мы")]
    assert found.counts.skipped == 1


def test_conditions_alone_leave_the_mapping_as_it_is() -> None:
    content = of(FULL, got("7", КодДебитора="78"), paid("8", ПолучательИНН="7707083893"))
    [usual, _, last] = sk.read(content).transactions
    found = sk.read(
        content, order="conditions=[КодДебитора]=78,skip;[ПолучательИНН]=7707083893,[amount]<-8,end"
    )
    assert [t.amount for t in found.transactions] == [usual.amount, last.amount]
    first = found.transactions[0]
    assert (
        first.name,
        first.tax_id,
        first.account,
        first.bic,
        first.currency,
        first.booked_on,
    ) == (
        usual.name,
        usual.tax_id,
        usual.account,
        usual.bic,
        usual.currency,
        usual.booked_on,
    )
    assert (first.description, first.reference) == (usual.description, usual.reference)
    assert first.own_account == OWN


def test_conditions_alone_keep_what_no_order_can_say() -> None:
    sections = (section("500", "0", "105", "395"), section("0", "100", "0", "100", SECOND))
    transfers = [paid("1", ПолучательСчет=SECOND, Номер=str(n)) for n in range(100)]
    blocks = [*sections, *transfers, paid("5", ВидОплаты="17")]
    content = text(*blocks, accounts=(OWN, SECOND)).encode("cp1251")
    usual = sk.read(content)
    order = "conditions=[ВидОплаты]=17,skip;[Номер]=7,date@[date],amount@[amount]"
    found = sk.read(content, order=order)
    left = [t for t in usual.transactions if t.amount != -5]
    assert len(found.transactions) == len(left) == 200
    for kept, as_usual in zip(found.transactions, left, strict=True):
        if kept.branch is None:
            assert (kept, dict(kept.extra or {})) == (as_usual, dict(as_usual.extra or {}))
        else:
            assert (kept.kind, kept.name, kept.amount) == ("payment", None, as_usual.amount)
    assert sum(t.branch is not None for t in found.transactions) == 2
    assert (found.balance, found.account, found.coverage) == (
        usual.balance,
        usual.account,
        usual.coverage,
    )
    assert found.stated == usual.stated


@pytest.mark.parametrize(
    "odd",
    [
        paid(ПолучательСчет=OWN),
        document(ПлательщикСчет=OTHER, ДатаСписано="09.01.2024"),
        got("0"),
    ],
)
def test_odd_documents_are_the_same_under_conditions(odd: dict[str, str]) -> None:
    content = of(odd, paid("7"), odd, accounts=(OWN, SECOND))
    usual = sk.read(content).transactions
    found = sk.read(content, order="conditions=[ВидОплаты]=17,skip").transactions
    assert [(t, dict(t.extra or {})) for t in found] == [(t, dict(t.extra or {})) for t in usual]
    assert len(found) >= 3


@given(inventions())
def test_conditions_that_take_nothing_change_nothing(invention: Invention) -> None:
    usual = sk.read(invention.content)
    found = sk.read(invention.content, order="conditions=[amount]=no amount,skip")
    assert found.transactions == usual.transactions
    assert [dict(t.extra or {}) for t in found.transactions] == [
        dict(t.extra or {}) for t in usual.transactions
    ]
    assert (found.balance, found.account, found.currency) == (
        usual.balance,
        usual.account,
        usual.currency,
    )


def test_a_layout_may_hold_the_conditions(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("""order = "conditions=[ВидОплаты]=17,skip"\n""", "utf-8")
    found = sk.read(of(got("7"), paid("8", ВидОплаты="17")), path)
    assert [(str(t.amount), t.own_account) for t in found.transactions] == [("7", OWN)]
    path.write_text('currency = "RUB"\n', "utf-8")
    assert sk.read(of(got("7")), path).account == OWN


@pytest.mark.parametrize("how", [{"order": ORDER, "delimiter": ";"}, {"layout": "swedbank-ee"}])
def test_a_layout_of_another_file_is_refused(how: dict[str, Any]) -> None:
    with pytest.raises(sk.LayoutError, match="SK628 'delimiter' has no use"):
        sk.read(of(paid()), **how)


def test_documents_that_cannot_be_mapped_are_problems_under_an_order_too() -> None:
    found = sk.read(of(BAD, got()), order=ORDER)
    assert [each.code for each in found.problems] == ["SK615"]
    assert (found.counts.records, found.counts.mapped) == (2, 1)


def test_a_key_that_no_document_has_is_an_error() -> None:
    with pytest.raises(sk.OrderError, match="ПлательщикИННН"):
        sk.read(of(paid()), order=f"{ORDER}|conditions=[ПлательщикИННН]=7,skip")


def test_there_is_nothing_to_explain() -> None:
    with pytest.raises(sk.ReadError, match="SK629"):
        explain(of(FULL), 7)


def test_a_bad_document_is_a_problem_and_the_others_are_there() -> None:
    statement = sk.read(of(paid(), BAD, got()))
    assert [t.amount for t in statement.transactions] == [-100, 100]
    [problem] = statement.problems
    assert (problem.code, problem.line, problem.field) == ("SK615", 17, "Сумма")
    assert (statement.counts.records, statement.counts.problems) == (3, 1)


def test_what_is_noticed_of_documents_that_are_read_is_a_warning_that_names_the_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes(of(paid(), got(КвитанцияДата="вчера"), BAD, got("7", СрокПлатежа="?")))
    statement = sk.read(path)
    assert {each.file for each in (*statement.problems, *statement.warnings)} == {str(path)}
    assert [each.severity for each in statement.problems] == ["error"]
    wrong = [each for each in statement.warnings if each.code == "SK614"]
    assert [(each.field, each.severity) for each in wrong] == [
        ("КвитанцияДата", "warning"),
        ("СрокПлатежа", "warning"),
    ]
    assert statement.counts.warnings == 2


def test_what_is_only_for_information_is_said_once_and_hides_nothing_behind_it() -> None:
    order = document(ПлательщикСчет=OWN, ПолучательСчет=OTHER)
    statement = sk.read(
        of(order, {**order, "Номер": "2", "Сумма": "5,00"}, {**order, "Номер": "3"})
    )
    found = [each.code for each in statement.warnings]
    assert (found.count("SK631"), found.count("SK616")) == (1, 1)
    assert statement.counts.warnings == 2


def test_what_is_said_of_one_document_hides_nothing_of_the_next() -> None:
    orders = (document(ПлательщикСчет=OWN, ПолучательСчет=each) for each in (OTHER, OWN))
    statement = sk.read(of(*orders))
    assert [each.code for each in statement.warnings] == ["SK631", "SK632"]


def test_a_document_that_is_refused_says_only_what_it_is_refused_for() -> None:
    statement = sk.read(of(paid("x", Дата="вчера", КвитанцияДата="вчера")))
    assert [(each.code, each.field) for each in statement.problems] == [("SK615", "Сумма")]


def test_a_section_that_cannot_be_read_is_told() -> None:
    statement = sk.read(of(section("x", "100", "0", "100"), got()))
    assert ("SK615", "НачальныйОстаток") in {(w.code, w.field) for w in statement.warnings}


def test_what_the_sections_state_is_there_with_its_places() -> None:
    statement = sk.read(of(section("0", "100", "0", "100", days="09.01.2024-11.01.2024"), got()))
    assert [(each, each.line) for each in statement.stated] == [
        (StatedBalance(date(2024, 1, 9), Decimal(0), False, OWN, "RUB"), 6),
        (StatedBalance(date(2024, 1, 11), Decimal(100), True, OWN, "RUB"), 6),
    ]


def test_a_currency_that_no_account_tells_is_missed_once_for_each() -> None:
    first, second = "40702000500000000001", "40702000500000000002"
    blocks = [document(ПлательщикСчет=each, Номер=n) for n in "12" for each in (first, second)]
    content = of(*blocks, section("0", "0", "100", "-100", first), accounts=(first, second))
    found = [each.line for each in sk.read(content).warnings if each.code == "SK635"]
    assert found == [7, 13]
    said = sk.read(content, currency="RUB")
    assert {each.currency for each in said.transactions} == {"RUB"}
    assert {each.currency for each in said.stated} == {"RUB"}
    alone = of(document(ПлательщикСчет=first), accounts=(first,))
    assert (sk.read(alone).currency, sk.read(alone, currency="RUB").currency) == (None, "RUB")


def test_a_document_of_kazakhstan_has_the_day_from_which_its_money_counts() -> None:
    keys = {
        "СекцияДокумент": "Выписка",
        "НомерДокумента": "5",
        "ДатаОперации": "16.01.2024",
        "ДатаВалютирования": "17.01.2024",
        "СуммаРасход": "700.50",
        "ПлательщикИИК": OWN,
        "ПолучательИИК": OTHER,
        "Валюта": "KZT",
    }
    [found] = sk.read(of(keys)).transactions
    assert (found.booked_on, found.value_on) == (date(2024, 1, 16), date(2024, 1, 17))
    assert (found.amount, found.currency) == (Decimal("-700.50"), "KZT")


def test_a_statement_names_its_file_and_what_it_left_out(tmp_path: Path) -> None:
    path = tmp_path / "kl_to_1c.txt"
    transfer = {"ПлательщикСчет": OWN, "ПолучательСчет": SECOND}
    prints = (
        document(**transfer, ДатаСписано="09.01.2024"),
        document(**transfer, ДатаПоступило="09.01.2024"),
    )
    path.write_bytes(of(*prints, accounts=(OWN, SECOND)))
    statement = sk.read(path)
    assert statement.origin is not None
    assert (statement.origin.file, statement.origin.layout) == (str(path), "1CClientBankExchange")
    assert all(each.origin == statement.origin for each in statement.transactions)
    assert [each.kind for each in statement.transactions] == ["transfer"] * 2
    assert (statement.skipped, statement.counts.skipped) == ((15,), 1)


def test_what_a_bad_document_does_is_said_by_the_caller() -> None:
    with pytest.raises(sk.RowError, match="SK615"):
        sk.read(of(paid(), BAD), on_error="raise")
    skipped = sk.read(of(paid(), BAD), on_error="skip")
    assert skipped.problems == ()
    assert skipped.counts.problems == 1


@pytest.mark.parametrize("cut", ["Сумма=1000.00", "Сумма=1000.0", "Сумма=10"])
def test_an_amount_in_which_the_file_ends_is_not_believed(cut: str) -> None:
    keys = document(ПлательщикСчет=OWN)
    keys["Сумма"] = keys.pop("Сумма")
    content = text(keys)
    content = content[: content.index("Сумма=")] + cut
    statement = sk.read(content.encode("cp1251"))
    assert statement.transactions == ()
    assert "SK639" in codes(statement)
    for end in ("\r\n", "\n", "\r"):
        whole = f"{content}\r\n".replace("\r\n", end)
        assert sk.read(whole.encode("cp1251")).counts.transactions == 1


def test_a_purpose_in_which_the_file_ends_is_read_as_far_as_it_goes() -> None:
    content = text(paid(НазначениеПлатежа="Оплата"))
    [found] = sk.read(content[: content.index("лата")].encode("cp1251")).transactions
    assert (str(found.amount), found.description) == ("-100.00", "Оп")


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO])
def test_a_stream_gives_what_read_gives(wrap: Callable[[bytes], object]) -> None:
    content = of(section("0", "100", "30", "70"), got(), paid("30"))
    stream = sk.iter_transactions(wrap(content))
    transactions = list(stream)
    statement = sk.read(content)
    assert transactions == list(statement.transactions)
    assert next(sk.iter_transactions(wrap(content))) == transactions[0]
    assert (stream.left_out, stream.header_line) == ({}, None)
    assert stream.counts == statement.counts
    assert stream.balance == statement.balance
    assert stream.balance.holds is True


@given(inventions())
def test_a_stream_of_any_file_gives_what_read_gives(invention: Invention) -> None:
    stream, statement = sk.iter_transactions(invention.content), sk.read(invention.content)
    assert list(stream) == list(statement.transactions)
    assert stream.counts == statement.counts


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_remembered_changes_no_transaction(dialect: str) -> None:
    # With these line ends no shape is learnt, and each document is read on its own.
    content = invent(dialect, documents=60, accounts=2).content
    plain = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    found, alone = sk.read(content), sk.read(plain)
    assert len(found.transactions) >= 60
    assert found.transactions == alone.transactions
    assert codes(found) == codes(alone)


class Pipe(io.RawIOBase):
    """Bytes that come once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._content.readinto(buffer)


def test_sections_behind_the_documents_count_also_in_a_pipe() -> None:
    transfer = document(ПлательщикСчет=OWN, ПолучательСчет=SECOND)
    content = of(transfer, section("0", "100", "0", "100", SECOND))
    for what in (content, Pipe(content)):
        statement = sk.read(what)
        assert [t.own_account for t in statement.transactions] == [OWN, SECOND]


def test_facts_say_what_was_found() -> None:
    facts = [(each.name, each.value, each.evidence, each.lines) for each in sk.read(of(FULL)).facts]
    keys = "21 of 22 keys are known in it"
    assert facts == [
        ("format", "1CClientBankExchange", "the file has its marks", ()),
        ("encoding", "windows-1251", keys, (2, 3, 4, 5, 6)),
        ("declared_encoding", "Windows", "this is what the file says", ()),
        ("account", OWN, "the file is about it", ()),
    ]
    assert [each.name for each in sk.read(of(FULL, accounts=())).facts].count("account") == 0


@given(inventions())
def test_every_invented_file_comes_out_as_it_was_invented(invention: Invention) -> None:
    statement = sk.read(invention.content)
    assert statement.problems == ()
    owners = {owner.account for owner in invention.owners}
    expected = []
    for each in invention.movements:
        for party, sign in ((each.payer, -1), (each.payee, 1)):
            if party.account in owners:
                expected.append((party.account, sign * each.amount, each.number, each.day))
    found = [
        (t.own_account, t.amount, t.extra and t.extra["number"], t.booked_on)
        for t in statement.transactions
    ]
    assert found == expected
    assert statement.balance.holds is not False
    has_sections = invention.movements and not SHAPES[invention.dialect].to_bank
    assert statement.balance.holds is True or not has_sections
    assert {t.currency for t in statement.transactions} <= {SHAPES[invention.dialect].currency}
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=20)
@given(cut=...)
def test_any_part_of_a_file_loses_no_document(dialect: str, cut: int) -> None:
    content = invent(dialect, documents=4).content
    part = content[: 200 + cut % len(content)]
    try:
        statement = sk.read(part)
    except sk.StatementKitError:
        return
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems
    whole = {t.extra["identity"]: t.amount for t in sk.read(content).transactions if t.extra}
    for found in statement.transactions:
        assert found.extra is not None
        amount = whole.get(found.extra["identity"])
        assert amount in (None, found.amount)


CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "1c"
FILES = sorted(CORPUS.glob("*.txt"))


@pytest.mark.skipif(not FILES, reason="no folder of real files beside the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_real_files_lose_no_document(path: Path) -> None:
    content = path.read_bytes()
    if content.count("\N{REPLACEMENT CHARACTER}".encode()) > 10:
        with pytest.raises(sk.EncodingError, match="destroyed"):
            sk.read(path)
        return
    marks = [content.count(f"\n{mark}".encode(codec)) for mark, codec in MARKS]
    statement = sk.read(path)
    assert statement.counts.records == max(marks)
    assert statement.counts.problems == 0
    assert len(statement.transactions) >= statement.counts.mapped
    if statement.balance.holds is False:
        assert {"SK642", "SK643"} & set(codes(statement))
        assert {"SK644", "SK645", "SK646", "SK647", "SK648", "SK649"} & set(codes(statement))


MARKS = [("СекцияДокумент=", "cp1251"), ("СекцияДокумент=", "utf-8")]
