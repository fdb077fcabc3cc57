"""`statementkit 1c …`: as an accountant's engineer calls it, with bad input too."""

from __future__ import annotations

import csv
import gzip
import io
import json
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from statementkit.cli.onec import COMMANDS
from statementkit.export import KEYS
from statementkit.formats.onec.digits import is_tax_id
from statementkit.formats.onec.reading import read_exchange
from statementkit.testing.onec import DIALECTS, invent
from tests.formats.onec.files import OWN, got, section, text

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ORDERS = """
[payer]
name = 'ООО "Тихий берег"'
account = "40702810100000000017"
bic = "044525225"
bank_name = "ПАО СБЕРБАНК"
correspondent_account = "30101810400000000225"
tax_id = "7799000012"
kpp = "779901001"

[[payment]]
number = 7
date = 2024-02-01
amount = 1500.50
purpose = "Оплата по счету № 5. НДС не облагается"
[payment.payee]
name = "ИП Орлов"
account = "40702810000000000018"
bic = "044525593"
bank_name = "АЛЬФА-БАНК"
"""

DOCUMENT = """1CClientBankExchange
Кодировка=Windows
РасчСчет=40702810100000000017
СекцияДокумент=Платежное поручение
Номер=1
Дата=09.01.2024
Сумма={amount}
ПлательщикСчет={payer}
ПолучательСчет=40702810000000000018
Получатель=ООО Ёлка
НазначениеПлатежа=Оплата
КонецДокумента
КонецФайла
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in DIALECTS:
        content = invent(name, documents=14, accounts=2).content
        (tmp_path / f"{name}.txt").write_bytes(content)
    (tmp_path / "orders.toml").write_text(ORDERS, "utf-8")
    (tmp_path / "other.csv").write_text("date;amount\n")
    return tmp_path


def document(amount: str = "5.00", payer: str = "40702810100000000017") -> bytes:
    return DOCUMENT.format(amount=amount, payer=payer).encode("cp1251")


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


class TestRead:
    """Rows of several accounts are told apart; the legs of a transfer share their line."""

    def test_the_legs_of_a_transfer_name_their_accounts(self, files: Path, run: Run) -> None:
        records = lines(run("read", files / "sber.txt", "--to", "jsonl").stdout)
        owners = {each.account for each in invent("sber", documents=14, accounts=2).owners}
        assert {each["own_account"] for each in records} == owners
        assert list(records[0])[:-1] == list(KEYS)
        legs = [each for each in records if each["kind"] == "transfer"]
        by_line = groupby(legs, key=lambda each: str(each["line"]))
        for _, [first, second] in ((line, list(pair)) for line, pair in by_line):
            assert {first["own_account"], second["own_account"]} == owners
            assert (first["account"], first["amount"]) == (
                second["own_account"],
                f"-{second['amount']}".removeprefix("--"),
            )
        assert legs

    def test_csv_and_table_say_the_same(self, files: Path, run: Run) -> None:
        records = lines(run("read", files / "sber.txt", "--to", "jsonl").stdout)
        rows = list(
            csv.DictReader(io.StringIO(run("read", files / "sber.txt", "--to", "csv").stdout))
        )
        assert [row["own_account"] for row in rows] == [each["own_account"] for each in records]
        assert "own account" in run("read", files / "sber.txt").stdout

    def test_conditions_change_nothing_about_it(self, files: Path, run: Run) -> None:
        order = ("--order", "conditions=[ВидОплаты]=17,skip")
        records = lines(run("read", files / "sber.txt", "--to", "jsonl", *order).stdout)
        assert all(each["own_account"] for each in records)

    def test_a_file_about_one_account_has_the_usual_keys(self, run: Run) -> None:
        given = document()
        [record] = lines(run("read", "-", "--to", "jsonl", given=given).stdout)
        assert tuple(record) == KEYS
        assert run("read", "-", "--to", "csv", given=given).stdout.startswith(",".join(KEYS) + "\n")

    def test_one_header_of_csv_cannot_stand_above_both(self, files: Path, run: Run) -> None:
        (files / "one.txt").write_bytes(document())
        order = files / "sber.txt", files / "one.txt"
        both = run("read", *order, "--to", "csv")
        assert both.exit_code == 0
        assert "40702810100000000017" in both.stdout.splitlines()[-1]
        refused = run("read", *order[::-1], "--to", "csv")
        assert refused.exit_code == 2
        assert "name it first, or write jsonl" in refused.stderr


class TestDocuments:
    @pytest.mark.parametrize("name", DIALECTS)
    def test_every_document_is_printed_in_order(self, name: str, files: Path, run: Run) -> None:
        result = run("1c", "documents", files / f"{name}.txt", "--to", "jsonl")
        assert (result.exit_code, result.stderr) == (0, "")
        records = lines(result.stdout)
        invention = invent(name, documents=14, accounts=2)
        own = {each.account for each in invention.owners}
        assert len(records) == 14
        for record, movement in zip(records, invention.movements, strict=True):
            assert record["number"] == movement.number
            assert Decimal(record["amount"]) == movement.amount
            assert record["date"] == record["booked_on"] == movement.day.isoformat()
            assert record["purpose"] == movement.purpose
            is_transfer = movement.other.account in own
            way = "transfer" if is_transfer else "out" if movement.is_out else "in"
            assert record["direction"] == way
            assert record["direction_reason"] == "account"
            if not is_transfer:
                assert record["account"] == movement.own.account
                assert record["counterparty"]["name"] == movement.other.name
                assert record["counterparty"]["account"] == movement.other.account

    def test_the_keys_of_a_record(self, run: Run) -> None:
        result = run("1c", "documents", "-", "--to", "jsonl", given=document())
        assert lines(result.stdout) == [
            {
                "kind": "Платежное поручение",
                "number": "1",
                "date": "2024-01-09",
                "amount": "5.00",
                "direction": "out",
                "direction_reason": "account",
                "booked_on": "2024-01-09",
                "account": "40702810100000000017",
                "counterparty": {
                    "name": "ООО Ёлка",
                    "tax_id": None,
                    "kpp": None,
                    "account": "40702810000000000018",
                    "bic": None,
                },
                "purpose": "Оплата",
                "line": 4,
            }
        ]

    def test_what_cannot_be_read_is_null_and_said(self, run: Run) -> None:
        result = run("1c", "documents", "-", "--to", "jsonl", given=document("12O"))
        [record] = lines(result.stdout)
        assert record["amount"] is None
        assert result.exit_code == 1
        assert "documents without an amount or a date: 1, at line 4" in result.stderr

    def test_an_unknown_direction_stays_unknown(self, run: Run) -> None:
        content = document(payer="40702810000000000099")
        [record] = lines(run("1c", "documents", "-", "--to", "jsonl", given=content).stdout)
        assert (record["direction"], record["direction_reason"]) == ("unknown", None)
        assert record["account"] is record["counterparty"] is None
        assert record["booked_on"] == "2024-01-09"

    def test_the_caller_knows_more(self, run: Run) -> None:
        content = document(payer="40702810000000000099")
        call = ("1c", "documents", "-", "--to", "jsonl", "--account", "40702810000000000099")
        [record] = lines(run(*call, given=content).stdout)
        assert (record["direction"], record["direction_reason"]) == ("out", "caller")

    def test_csv_and_table_hold_the_same_documents(self, files: Path, run: Run) -> None:
        result = run("1c", "documents", files / "vtb.txt", "--to", "csv")
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        assert len(rows) == 14
        assert rows[0]["counterparty_bic"] == "044030723"
        trap = document().replace("ООО Ёлка".encode("cp1251"), b"=1+1")
        [row] = csv.DictReader(
            io.StringIO(run("1c", "documents", "-", "--to", "csv", given=trap).stdout)
        )
        assert row["counterparty_name"] == "'=1+1"
        assert len(run("1c", "documents", files / "vtb.txt").stdout.splitlines()) > 14


class TestCheck:
    @pytest.mark.parametrize("name", [each for each in DIALECTS if each not in ("1c", "oebs")])
    def test_a_whole_statement_comes_out(self, name: str, files: Path, run: Run) -> None:
        result = run("1c", "check", files / f"{name}.txt", "--to", "json")
        assert result.exit_code == 0
        found = json.loads(result.stdout)
        assert found["balanced"] is True
        assert found["encoding"] == ("utf-8" if name == "kz" else "cp1251")
        assert len(found["accounts"]) == 2
        for account in found["accounts"]:
            assert account["closing"] is not None
            assert Decimal(account["closing"]) == Decimal(account["computed"])
            assert Decimal(account["difference"]) == 0
            assert account["sections"] >= 1

    def test_orders_have_nothing_to_check(self, files: Path, run: Run) -> None:
        found = json.loads(run("1c", "check", files / "1c.txt", "--to", "json").stdout)
        assert found["balanced"] is None
        assert found["declared_encoding"] == "Windows"

    def test_a_difference_is_told_with_exit_code_1(self, files: Path, run: Run) -> None:
        content = (files / "vtb.txt").read_bytes().replace(b"1000.00", b"1000.01", 1)
        result = run("1c", "check", "-", "--to", "json", given=content)
        assert result.exit_code == 1
        found = json.loads(result.stdout)
        assert found["balanced"] is False
        assert {"SK640"} <= {each["code"] for each in found["problems"]}
        assert all(set(each) >= {"code", "line", "message"} for each in found["problems"])
        assert "account" in {each["section"] for each in found["problems"]}

    def test_what_does_not_come_out_is_said(self, run: Run) -> None:
        content = text(section("0", "100", "0", "100")).encode("cp1251")
        result = run("1c", "check", "-", given=content)
        assert result.exit_code == 1
        assert "balances do not come out" in result.stdout

    def test_many_findings_are_counted(self, run: Run) -> None:
        content = text(*[got("12O")] * 120).encode("cp1251")
        said = run("1c", "check", "-", "--lang", "ru", given=content).stdout
        assert said.count("SK615") == 100
        assert "… и ещё 20" in said

    def test_days_without_a_section_are_listed(self, run: Run) -> None:
        days = (f"{day:02}.01.2024" for day in range(9, 30, 2))
        sections = (section("1", "0", "0", "1", days=day) for day in days)
        content = text(*sections).encode("cp1251")
        [account] = json.loads(run("1c", "check", "-", "--to", "json", given=content).stdout)[
            "accounts"
        ]
        assert account["gaps"][0] == {"start": "2024-01-10", "end": "2024-01-10"}
        assert len(account["gaps"]) == 10
        said = run("1c", "check", "-", given=content).stdout
        assert f"{OWN}: no section for the days 2024-01-10 - 2024-01-10, 2024-01-12" in said
        assert "2024-01-18 - 2024-01-18, …" in said

    def test_a_finding_names_its_document(self, run: Run) -> None:
        broken = text(got(), got("12O")).encode("cp1251")
        said = run("1c", "check", "-", "--lang", "ru", given=broken).stdout
        assert "строка 17, документ 2: SK615 Сумма: '12O' — не сумма" in said

    def test_problems_speak_russian(self, run: Run) -> None:
        english, russian = (
            run("1c", "check", "-", "--lang", lang, given=document("12O")) for lang in ("en", "ru")
        )
        assert "SK615 Сумма: '12O' is not an amount" in english.stdout
        assert "строка 7, документ 1: SK615 Сумма: '12O' — не сумма" in russian.stdout
        assert "остатков для сверки нет" in russian.stdout
        assert (english.exit_code, russian.exit_code) == (1, 1)

    def test_destroyed_letters_are_said_in_russian_too(self, files: Path, run: Run) -> None:
        lost = (files / "sber.txt").read_bytes().decode("utf-8", "replace").encode()
        result = run("1c", "check", "-", "--lang", "ru", given=lost)
        assert result.exit_code == 2
        assert "русские буквы в файле испорчены" in result.stderr


class TestSummary:
    def test_the_facts_of_a_file(self, files: Path, run: Run) -> None:
        found = json.loads(run("1c", "summary", files / "tbank.txt", "--to", "json").stdout)
        assert (found["dialect"], found["dialect_evidence"]) == ("tbank", "sender")
        assert (found["documents"], found["for_bank"]) == (14, False)
        assert found["accounts"][0]["opening"] == "1000"
        assert "SK669" in {each["code"] for each in found["deviations"]}

    def test_a_file_of_nobody(self, run: Run) -> None:
        said = run("1c", "summary", "-", "--lang", "ru", given=document()).stdout
        assert "не опознан" in said

    def test_several_exports_in_one_file(self, files: Path, run: Run) -> None:
        content = b"".join((files / f"{name}.txt").read_bytes() for name in ("sber", "tbank"))
        found = json.loads(run("1c", "summary", "-", "--to", "json", given=content).stdout)
        assert (found["exports"], found["documents"]) == (2, 28)
        assert "exports put together  2" in run("1c", "summary", "-", given=content).stdout

    @pytest.mark.parametrize("name", DIALECTS)
    def test_every_dialect_has_one(self, name: str, files: Path, run: Run) -> None:
        for lang in ("en", "ru"):
            result = run("1c", "summary", files / f"{name}.txt", "--lang", lang)
            assert (result.exit_code, result.stderr) == (0, "")
            assert "14" in result.stdout


class TestSplitAndMerge:
    def test_the_parts_put_together_come_out(self, files: Path, run: Run) -> None:
        split = run("1c", "split", files / "sber.txt", "--into", files / "parts")
        assert split.exit_code == 0
        parts = split.stdout.splitlines()
        assert len(parts) == 2
        merged = run("1c", "merge", *parts, "-o", files / "merged.txt")
        assert merged.exit_code == 0
        found = json.loads(run("1c", "check", files / "merged.txt", "--to", "json").stdout)
        assert found["balanced"] is True

    def test_the_names_of_parts_cannot_leave_the_folder(self, files: Path, run: Run) -> None:
        text = document().replace(b"40702810100000000017", b"../../evil")
        result = run("1c", "split", "-", "--into", files / "parts", given=text)
        assert [Path(line).name for line in result.stdout.splitlines()] == ["stdin-______evil.txt"]

    def test_a_file_that_holds_nothing_gives_nothing(self, run: Run) -> None:
        result = run("1c", "split", "-", given=b"1CClientBankExchange\n")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "no accounts and no documents" in result.stderr

    def test_a_folder_that_cannot_be_made(self, files: Path, run: Run) -> None:
        result = run("1c", "split", files / "sber.txt", "--into", files / "vtb.txt" / "parts")
        assert result.exit_code == 2
        assert "cannot make the folder" in result.stderr

    def test_documents_of_no_account_are_counted(self, files: Path, run: Run) -> None:
        text = document(payer="40702810000000000099")
        result = run("1c", "split", "-", "--into", files / "parts", given=text)
        assert "documents of no account: 1" in result.stderr
        assert result.stdout.splitlines()[-1].endswith("unknown.txt")

    def test_merging_a_file_with_itself_repeats_nothing(self, files: Path, run: Run) -> None:
        result = run("1c", "merge", files / "vtb.txt", files / "vtb.txt")
        assert "documents: 14; left out as repeated: 14" in result.stderr
        assert len(read_exchange(result.stdout_bytes).documents) == 14

    def test_orders_and_statements_do_not_mix(self, files: Path, run: Run) -> None:
        result = run("1c", "merge", files / "1c.txt", files / "sber.txt", "-o", files / "out.txt")
        assert result.exit_code == 2
        assert "SK671" in result.stderr
        assert not (files / "out.txt").exists()


class TestAnonymise:
    def test_a_file_comes_out_as_before(self, files: Path, run: Run) -> None:
        result = run("1c", "anonymise", files / "sber.txt", "--key", "k", "-o", files / "a.txt")
        assert result.exit_code == 0
        before, after = (
            json.loads(run("1c", "check", files / name, "--to", "json").stdout)
            for name in ("sber.txt", "a.txt")
        )
        assert after["balanced"] is True
        assert [p["code"] for p in after["problems"]] == [p["code"] for p in before["problems"]]
        owners = {each.account for each in invent("sber", documents=14, accounts=2).owners}
        assert not owners & {each["account"] for each in after["accounts"]}

    def test_a_packed_file_comes_out_unpacked(self, files: Path, run: Run) -> None:
        (files / "vtb.txt.gz").write_bytes(gzip.compress((files / "vtb.txt").read_bytes()))
        assert run("1c", "anonymise", files / "vtb.txt.gz", "--into", "new").exit_code == 0
        assert (files / "new" / "vtb.txt").read_bytes().startswith(b"1CClient")

    def test_several_files_agree(self, files: Path, run: Run) -> None:
        call = ("1c", "anonymise", files / "sber.txt", files / "vtb.txt", "--into", files / "new")
        assert run(*call).exit_code == 0
        first, second = (read_exchange(files / "new" / f"{n}.txt") for n in ("sber", "vtb"))
        names = [{party_id(each) for each in x.documents} for x in (first, second)]
        assert names[0] == names[1]
        assert all(is_tax_id(name or "") for name in names[0])

    def test_calls_with_one_key_agree_and_without_do_not(self, files: Path, run: Run) -> None:
        keyed = [run("1c", "anonymise", files / "vtb.txt", "--key", "k") for _ in "12"]
        assert keyed[0].stdout_bytes == keyed[1].stdout_bytes
        free = [run("1c", "anonymise", files / "vtb.txt") for _ in "12"]
        assert free[0].stdout_bytes != free[1].stdout_bytes

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (("sber.txt", "vtb.txt"), "several files need a folder"),
            (("sber.txt", "--into", "."), "would be written over itself"),
            (("sber.txt", "--into", "new", "-o", "x.txt"), "contradict each other"),
            (("sber.txt", "./sber.txt", "--into", "new"), "the same name"),
            (("orders.toml",), "SK600"),
        ],
    )
    def test_calls_that_make_no_sense(
        self, args: tuple[str, ...], said: str, files: Path, run: Run
    ) -> None:
        before = (files / "sber.txt").read_bytes()
        result = run("1c", "anonymise", *args)
        assert result.exit_code == 2
        assert said in result.stderr
        assert (files / "sber.txt").read_bytes() == before


def party_id(document: Any) -> str | None:
    found: str | None = document.payer.tax_id
    return found


class TestOrder:
    def test_the_file_is_written_and_its_sum_is_said(self, files: Path, run: Run) -> None:
        result = run("1c", "order", files / "orders.toml", "-o", files / "1c_to_kl.txt")
        assert (result.exit_code, result.stderr) == (0, "orders: 1; control sum: 1500.50\n")
        [order] = read_exchange(files / "1c_to_kl.txt").documents
        assert (order.amount, order.number, order.payee.name) == (
            Decimal("1500.50"),
            "7",
            "ИП Орлов",
        )

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("1500.50", "1500.505", "SK652 № 1 Сумма"),
            ("№", "₽", "SK657 № 1 НазначениеПлатежа"),
            ("7799000012", "7799000013", "SK653 № 1 ПлательщикИНН"),
            ("1500.50", '"1500.50"', "SK678 payment 1, amount: '\"1500.50\"' cannot"),
            ("1500.50", "true", "SK678 payment 1, amount: 'true' cannot"),
            ("2024-02-01", '"01.02.2024"', "SK678 payment 1, date: '\"01.02.2024\"' cannot"),
            (
                "kpp =",
                "kkp =",
                "SK676 payer: there is no key 'kkp' here\nthe keys here, the nearest first: kpp, ",
            ),
            ('kpp = "779901001"', "kpp = 779901001", "SK678 payer, kpp: '779901001' cannot"),
            ('bic = "044525225"', "", "SK677 payer: the key 'bic' is missing"),
            ("[[payment]]", "[payment]", "SK678 payment: "),
            ("[payment.payee]", "payee = 7\n[x]", "SK676 there is no key 'x' here"),
            ("[payment.payee]", "payee = 7\n[payment.z]", "SK678 payment 1, payee: '7' cannot"),
            ("payment]]", "x]]", "SK676 there is no key 'x' here"),
            ("[payer]", "payer", "-:2: SK675 the file is no TOML in UTF-8 from here on: "),
            ("[payer]", "sender = 5\n[payer]", "SK678 sender: '5' cannot stand here"),
            ("number = 7", "", "SK677 payment 1: the key 'number' is missing"),
        ],
    )
    def test_nothing_is_written_of_what_a_bank_refuses(
        self, old: str, new: str, said: str, files: Path, run: Run
    ) -> None:
        text = ORDERS.replace(old, new, 1)
        result = run("1c", "order", "-", "-o", "out.txt", given=text.encode())
        assert result.exit_code == 2
        assert said in result.stderr
        assert not (files / "out.txt").exists()

    def test_a_file_of_orders_that_is_not_utf_8(self, run: Run) -> None:
        result = run("1c", "order", "-", "--lang", "ru", given=ORDERS.encode("cp1251"))
        assert result.exit_code == 2
        assert "-, строка 3: SK675" in result.stderr or ":3: SK675" in result.stderr
        assert "с этого места файл не читается как TOML в UTF-8" in result.stderr

    def test_who_sends_and_receives_may_be_said(self, files: Path, run: Run) -> None:
        given = ('sender = "Касса"\nreceiver = "Банк"\n' + ORDERS).encode()
        header = read_exchange(run("1c", "order", "-", given=given).stdout_bytes).header
        assert (header.sender, header.receiver) == ("Касса", "Банк")

    def test_amounts_are_read_digit_by_digit(self, run: Run) -> None:
        text = ORDERS.replace("1500.50", "123456789012345.67")
        result = run("1c", "order", "-", given=text.encode())
        assert "control sum: 123456789012345.67" in result.stderr

    def test_a_payer_without_payments(self, run: Run) -> None:
        text = ORDERS[: ORDERS.index("[[payment]]")]
        result = run("1c", "order", "-", "--lang", "ru", given=text.encode())
        assert result.exit_code == 2
        assert "SK661 нет ни одного поручения" in result.stderr


@pytest.mark.parametrize("name", [each for each in COMMANDS if each != "order"])
@pytest.mark.parametrize("file", ["other.csv", "missing.txt", ".", "orders.toml"])
def test_other_files_are_answered_with_a_sentence(
    name: str, file: str, files: Path, run: Run
) -> None:
    result = run("1c", name, file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "SK" in result.stderr


def test_an_unknown_command_is_answered_with_the_nearest(run: Run) -> None:
    result = run("1c", "anonymize")
    assert result.exit_code == 2
    assert "anonymise" in result.stderr


def test_help_lists_the_commands(run: Run) -> None:
    result = run("1c", "--help")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in COMMANDS)
