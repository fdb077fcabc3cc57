"""Splitting and merging: nothing is lost, nothing stands there twice, every part comes out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import WriteError
from statementkit.formats.onec.arranging import merge, split
from statementkit.formats.onec.reading import read_exchange
from statementkit.formats.onec.review import review
from statementkit.source import open_source
from statementkit.testing.onec import DIALECTS, Invention, invent, inventions

if TYPE_CHECKING:
    from statementkit.formats.onec.model import Document, Exchange

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
        assert review(open_source(part.content)).is_balanced is not False
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


@given(inventions(STATEMENTS))
def test_a_file_merged_with_itself_is_that_file(invention: Invention) -> None:
    exchange = read_exchange(invention.content)
    merged = merge([exchange, exchange])
    again = read_exchange(merged.content)
    assert raws(again) == raws(exchange)
    assert set(again.accounts) == set(exchange.accounts)
    assert merged.repeated == merged.documents == len(exchange.documents)
    assert review(open_source(merged.content)).is_balanced is not False


@given(inventions(STATEMENTS), st.integers(0, 9))
def test_files_of_two_owners_are_put_together(invention: Invention, seed: int) -> None:
    other = read_exchange(invent(invention.dialect, seed=seed + 100).content)
    first = read_exchange(invention.content)
    merged = merge([first, other])
    again = read_exchange(merged.content)
    assert set(again.accounts) == {*first.accounts, *other.accounts}
    assert len(again.documents) == merged.documents == len(first.documents) + 5
    assert review(open_source(merged.content)).is_balanced is not False


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
