"""Splitting and merging: nothing is lost, nothing stands there twice, every part comes out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit import WriteError
from statementkit.formats.onec.checking import check_exchange
from statementkit.formats.onec.merging import merge
from statementkit.formats.onec.reading import read_exchange
from statementkit.formats.onec.splitting import split
from statementkit.formats.onec.writing import write_exchange
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions
from tests.formats.onec.files import (
    OTHER,
    OWN,
    SECOND,
    Keys,
    document,
    got,
    paid,
    section,
    text,
)

if TYPE_CHECKING:
    from statementkit.formats.onec.model import Document, Exchange

STRANGER = "30102810100000000099"
STATEMENTS = [each for each in DIALECTS if each not in ("1c", "oebs")]


def raws(exchange: Exchange) -> Counter[bytes]:
    return Counter(_raw(each) for each in exchange.documents)


def _raw(document: Document) -> bytes:
    return document.raw.strip()


@given(inventions(STATEMENTS))
def test_the_parts_of_a_file_hold_all_of_it_and_come_out(invention: Invention) -> None:
    whole = read_exchange(invention.content)
    parts = split(whole)
    assert {each.account for each in parts} == {each.account for each in invention.owners}
    found: Counter[bytes] = Counter()
    for part in parts:
        exchange = read_exchange(part.content)
        assert exchange.accounts == (part.account,)
        assert len(exchange.documents) == part.documents
        assert check_exchange(part.content).is_balanced is not False
        found |= raws(exchange)
    assert found == raws(whole)


def test_a_transfer_between_accounts_stands_in_both_parts() -> None:
    invention = invent("vtb", documents=14, accounts=2)
    parts = split(read_exchange(invention.content))
    own = {each.account for each in invention.owners}
    transfers = sum({m.payer.account, m.payee.account} == own for m in invention.movements)
    assert transfers > 0
    assert sum(each.documents for each in parts) == 14 + transfers


def test_documents_of_no_account_have_a_part_of_their_own() -> None:
    text = invent("vtb", documents=4).content.decode("cp1251")
    stray = "СекцияДокумент=Чек\r\nНомер=1\r\nДата=09.01.2024\r\nСумма=5\r\nКонецДокумента\r\n"
    parts = split(read_exchange(text.replace("КонецФайла", f"{stray}КонецФайла").encode("cp1251")))
    assert [(each.account is None, each.documents) for each in parts] == [(False, 4), (True, 1)]


@pytest.mark.parametrize(("sender", "account"), [("Банк", OWN), ("Тинькофф", None)])
def test_dates_tell_whose_a_document_is_but_not_where_a_bank_puts_the_wrong_one(
    sender: str, account: str | None
) -> None:
    stranger = document(ПлательщикСчет=OTHER, ПолучательСчет=STRANGER, ДатаСписано="09.01.2024")
    whole = read_exchange(text(stranger, sender=sender).encode("cp1251"))
    assert [each.account for each in split(whole) if each.documents] == [account]


@given(inventions(STATEMENTS))
def test_a_file_merged_with_itself_is_that_file(invention: Invention) -> None:
    exchange = read_exchange(invention.content)
    merged = merge([exchange, exchange])
    again = read_exchange(merged.content)
    assert raws(again) == raws(exchange)
    assert set(again.accounts) == set(exchange.accounts)
    assert len(merged.repeats) == merged.documents == len(exchange.documents)
    assert check_exchange(merged.content).is_balanced is not False


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_merged_file_and_its_parts_are_as_they_were_line_by_line(end: str) -> None:
    def file(days: str, *blocks: Keys, accounts: tuple[str, ...] = (OWN,)) -> bytes:
        start, _, last = days.partition("-")
        interval = f"ДатаНачала={start}{end}ДатаКонца={last}{end}РасчСчет"
        whole = text(*blocks, accounts=accounts).replace("\r\n", end)
        return whole.replace("РасчСчет", interval, 1).encode("cp1251")

    first = section("0", "0", "5", "-5"), paid("5")
    other = section("0", "7", "0", "7", SECOND), got("7", ПолучательСчет=SECOND)
    files = [
        file("10.01.2024-11.01.2024", *first).replace(
            "ДатаНачала=".encode("cp1251"), " ДАТАНАЧАЛА = ".encode("cp1251"), 1
        ),
        file("09.01.2024-10.01.2024", *other, accounts=(SECOND,)),
    ]
    # The last section of a file may lack the end of its line.
    files[1] = files[1][: files[1].rindex("КонецФайла".encode("cp1251")) - len(end)]
    merged = merge([read_exchange(each) for each in files]).content
    sections, documents = zip(first, other, strict=True)
    days = "09.01.2024-11.01.2024"
    assert merged == file(days, *sections, *documents, accounts=(OWN, SECOND))
    assert [each.content for each in split(read_exchange(merged))] == [
        file(days, *first),
        file(days, *other, accounts=(SECOND,)),
    ]


@given(inventions(STATEMENTS), st.integers(0, 9))
def test_files_of_two_owners_are_put_together(invention: Invention, seed: int) -> None:
    other = read_exchange(invent(invention.dialect, seed=seed + 100).content)
    first = read_exchange(invention.content)
    merged = merge([first, other])
    again = read_exchange(merged.content)
    assert set(again.accounts) == {*first.accounts, *other.accounts}
    assert len(again.documents) == merged.documents == len(first.documents) + 5
    assert check_exchange(merged.content).is_balanced is not False


def test_twins_in_one_file_stay_twins() -> None:
    text = invent("vtb", documents=1).content.decode("cp1251")
    first = text.index("СекцияДокумент")
    twin = text[first : text.index("КонецФайла")]
    exchange = read_exchange(text.replace("КонецФайла", f"{twin}КонецФайла").encode("cp1251"))
    assert merge([exchange, exchange]).documents == 2


def test_the_interval_is_that_of_all() -> None:
    exchanges = [read_exchange(invent("sber", documents=n).content) for n in (3, 20)]
    header = read_exchange(merge(exchanges).content).header
    assert header.start == min(each.header.start for each in exchanges if each.header.start)
    assert header.end == max(each.header.end for each in exchanges if each.header.end)


def test_orders_and_statements_do_not_mix() -> None:
    exchanges = [read_exchange(invent(name).content) for name in ("1c", "sber")]
    with pytest.raises(WriteError, match="SK671"):
        merge(exchanges)


@pytest.mark.parametrize("codec", ["cp866", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_that_of_the_first(codec: str) -> None:
    text = invent("1c", documents=9).content.decode("cp1251")
    plain = text.translate(str.maketrans("«»№", '""N'))
    first, other = (read_exchange(plain.encode(each)) for each in (codec, "cp1251"))
    merged = merge([first, other])
    again = read_exchange(merged.content)
    assert again.encoding.codec == first.encoding.codec
    assert len(again.documents) == merged.documents == 9
    assert all(part.content.decode(codec).startswith("1CClient") for part in split(again))


def test_half_a_character_at_the_end_of_a_file_is_not_put_behind_another_end() -> None:
    whole = text(paid()).encode("utf-16")
    exchange = read_exchange(whole + b"\x41")
    assert merge([exchange]).content == split(exchange)[0].content == whole


def test_bytes_that_are_no_text_stay() -> None:
    head = b"1CClientBankExchange\n" + "Отправитель=".encode() + b"\xff\xfe\n"
    whole = read_exchange(head + "РасчСчет=1\nКонецФайла\n".encode())
    assert merge([whole, whole]).content.startswith(head)
    assert split(whole)[0].content.startswith(head)


def test_a_character_that_the_first_encoding_lacks_is_named() -> None:
    content = invent("kz").content.decode().replace("Ласточка", "Құс").encode()
    exchange = read_exchange(content)
    first = read_exchange(invent("kz", seed=4).content.decode().encode("cp1251"))
    with pytest.raises(WriteError, match="SK672 the character 'Қ' does not exist"):
        merge([first, exchange])


def sent(day: str = "09.01.2024", /, **keys: str) -> Keys:
    """Return a transfer from OWN to SECOND as the payer's bank prints it."""
    return paid("100.00", day, **{"ПолучательСчет": SECOND, **keys})


def arrived(day: str = "09.01.2024", /, **keys: str) -> Keys:
    """Return the same transfer as the payee's bank prints it."""
    return got("100.00", day, **{"ПлательщикСчет": OWN, "ПолучательСчет": SECOND, **keys})


def a_file(*blocks: Keys, account: str | None = OWN) -> Exchange:
    accounts = (account,) if account else ()
    return read_exchange(text(*blocks, accounts=accounts).encode("cp1251"))


def legs(content: bytes) -> list[tuple[str, str, str]]:
    """Return account, day and amount of every transaction of a file."""
    found = sk.read(content).transactions
    return sorted((t.own_account or "", f"{t.booked_on:%d.%m.}", str(t.amount)) for t in found)


class TestTransfersBetweenFiles:
    """The statements of two accounts each print a transfer between them."""

    def test_it_stands_in_the_result_once_and_has_two_linked_legs(self) -> None:
        first = a_file(section("500", "0", "100", "400"), sent())
        other = a_file(section("0", "100", "0", "100", SECOND), arrived(), account=SECOND)
        merged = merge([first, other])
        assert merged.documents == 1
        [out, into] = sk.read(merged.content).transactions
        assert (out.own_account, str(out.amount)) == (OWN, "-100.00")
        assert (into.own_account, str(into.amount)) == (SECOND, "100.00")
        assert (out.extra or {})["linked"] == (into.extra or {})["identity"]
        assert check_exchange(merged.content).is_balanced is True

    def test_what_was_left_out_is_told(self) -> None:
        first = read_exchange(text(sent()).encode("cp1251"))
        merged = merge([first, a_file(arrived(), account=SECOND)])
        [repeat] = merged.repeats
        assert repeat.is_transfer
        assert repeat.kept is first.documents[0]
        assert str(repeat.told()).startswith(
            "<bytes>:6: SK674 info: the transfer is printed in '<bytes>' on line 6 too"
        )
        other = a_file(arrived(), account=SECOND)
        told = [each.told().code for each in merge([first, other, first, other]).repeats]
        assert told == ["SK674", "SK673", "SK674"]

    def test_both_days_are_kept(self) -> None:
        files = [a_file(sent("31.01.2024")), a_file(arrived("01.02.2024"), account=SECOND)]
        expected = sorted(leg for each in files for leg in legs(write_exchange(each)))
        assert expected == [(OWN, "31.01.", "-100.00"), (SECOND, "01.02.", "100.00")]
        for order in (files, files[::-1]):
            merged = merge(order)
            assert merged.documents == 1
            assert legs(merged.content) == expected

    def test_a_bank_that_misdates_what_comes_in_changes_no_day(self) -> None:
        misdated = arrived("01.02.2024") | {"ДатаСписано": "01.02.2024", "ДатаПоступило": ""}
        files = [a_file(misdated, account=SECOND), a_file(sent("31.01.2024"))]
        expected = [(OWN, "31.01.", "-100.00"), (SECOND, "01.02.", "100.00")]
        assert legs(merge(files).content) == legs(merge(files[::-1]).content) == expected

    def test_identities_are_those_of_the_files_alone(self) -> None:
        files = [a_file(sent("31.01.2024")), a_file(arrived("01.02.2024"), account=SECOND)]
        apart = {identity for each in files for identity in identities(write_exchange(each))}
        assert identities(merge(files).content) == apart

    @pytest.mark.parametrize("number", ["1", ""])
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_twins_are_as_many_as_before(self, number: str, count: int) -> None:
        files = [
            a_file(*[sent(Номер=number)] * count),
            a_file(*[arrived(Номер=number)] * count, account=SECOND),
        ]
        assert len(legs(merge(files).content)) == 2 * count
        assert len(legs(merge([*files, files[0]]).content)) == 2 * count

    def test_twins_of_two_transfers_are_no_twins_of_each_other(self) -> None:
        twins = [sent()] * 2 + [sent(Номер="2")] * 2
        assert merge([a_file(*twins), a_file(account=SECOND)]).documents == 4

    @pytest.mark.parametrize(
        ("keys", "number"),
        [
            ({"НазначениеПлатежа": "ПЕРЕВОД  собственных средств"}, 1),
            ({"СекцияДокумент": "Платёжное поручение"}, 1),
            ({"Номер": "2"}, 2),
            ({"Дата": "10.01.2024"}, 2),
            ({"Сумма": "100.01"}, 2),
            ({"НазначениеПлатежа": "другой перевод"}, 2),
            ({"ПлательщикСчет": OTHER}, 2),
        ],
    )
    def test_only_prints_of_one_transfer_are_one(self, keys: Keys, number: int) -> None:
        first = a_file(sent(НазначениеПлатежа="перевод собственных средств"))
        usual = {"НазначениеПлатежа": "перевод собственных средств"}
        other = a_file(arrived() | usual | keys, account=SECOND)
        assert merge([first, other]).documents == number

    def test_a_file_about_both_accounts_and_one_about_either(self) -> None:
        both = read_exchange(text(sent(), arrived(), accounts=(OWN, SECOND)).encode("cp1251"))
        for files in ([both, a_file(sent())], [a_file(sent()), both], [both, both]):
            assert len(legs(merge(files).content)) == 2


def identities(content: bytes) -> set[str]:
    return {(t.extra or {})["identity"] for t in sk.read(content).transactions}


def test_a_transfer_printed_twice_goes_to_the_file_of_its_account() -> None:
    sections = (
        section("500", "0", "100", "400"),
        section("0", "100", "0", "100", SECOND),
    )
    for prints in ((sent(), arrived()), (arrived(), sent())):
        whole = text(*sections, *prints, accounts=(OWN, SECOND)).encode("cp1251")
        parts = split(read_exchange(whole))
        assert [(part.account, part.documents) for part in parts] == [(OWN, 1), (SECOND, 1)]
        assert [legs(part.content) for part in parts] == [
            [(OWN, "09.01.", "-100.00")],
            [(SECOND, "09.01.", "100.00")],
        ]
        assert all(check_exchange(part.content).is_balanced for part in parts)


def test_prints_that_say_the_same_go_to_payer_and_payee() -> None:
    twice = [document(ПлательщикСчет=OWN, ПолучательСчет=SECOND)] * 2
    whole = read_exchange(text(*twice, accounts=(OWN, SECOND)).encode("cp1251"))
    assert [part.documents for part in split(whole)] == [1, 1]


def test_documents_of_no_known_direction_stand_there_once() -> None:
    unknown = document(ПлательщикСчет=OTHER, ПолучательСчет=STRANGER)
    first = a_file(unknown, unknown, paid())
    assert merge([first, a_file(unknown, got())]).documents == 4
    other = unknown | {"Сумма": "5.00"}
    assert merge([first, a_file(other, unknown)]).documents == 4
    assert merge([a_file(unknown), a_file(other, unknown)]).documents == 2


def test_accounts_that_only_sections_name_are_named_by_them_alone() -> None:
    content = text(section("0", "0", "5", "-5"), paid("5"), accounts=()).encode("cp1251")
    assert merge([read_exchange(content)]).content == content


def test_files_that_name_no_account_are_still_about_theirs_when_merged() -> None:
    files = [
        a_file(paid("5"), got("7", ПлательщикСчет=STRANGER), account=None),
        a_file(
            paid("1", ПлательщикСчет=SECOND),
            got("2", ПолучательСчет=SECOND, ПлательщикСчет=STRANGER),
            account=None,
        ),
    ]
    assert len(legs(merge(files).content)) == 4
    [part] = split(files[0])
    assert part.account == OWN
    assert read_exchange(part.content).accounts == (OWN,)


@given(inventions(STATEMENTS, most=15))
def test_what_was_split_is_merged_to_the_same_payments(invention: Invention) -> None:
    parts = [read_exchange(part.content) for part in split(read_exchange(invention.content))]
    merged = merge(parts)
    assert merged.documents == len(invention.movements)
    assert identities(merged.content) == identities(invention.content)
    assert legs(merged.content) == legs(invention.content)
