"""Account numbers, card numbers and tokens are whole in no message, unless that is asked for."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
import traceback
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.cli import main
from statementkit.errors import quoted, quoted_account
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.masking import hidden, masked
from statementkit.store import moved_on

if TYPE_CHECKING:
    from pathlib import Path

IBAN = "EE382200221020145685"
LAYOUT: dict[str, Any] = {"date_format": "yyyy-MM-dd", "decimal": "."}
KEYS: dict[str, Any] = {"order": "date|amount", **LAYOUT}

SECRETS = [
    (IBAN, "EE38…5685"),
    (IBAN.lower(), "ee38…5685"),
    ("EE38 2200 2210 2014 5685", "EE38…5685"),
    ("GB82 WEST 1234 5698 7654 32", "GB82…4 32"),
    ("NL91ABNA0417164300", "NL91…4300"),
    ("40702810100000000017", "4070…0017"),
    ("4111111111111111", "4111…1111"),
    ("4111-1111-1111-1111", "4111…1111"),
    ("4111 1111 1111 1111", "4111…1111"),
    ("378282246310005", "3782…0005"),
    ("t.aB3dE5gH7jK9mN1pQ3sT5vW7yZ_xY", "t.aB3d…Z_xY"),
    ("eyJhbGciOiJIUzI1NiIsInR5cCI6.c2VjcmV0czEyMzQ1Njc4OTAxMjM0", "eyJh…cCI6.c2Vj…MjM0"),
    ("EE38\u00a02200\u00a02210\u00a02014\u00a05685", "EE38…5685"),
    ("EE38\u202f2200\u202f2210\u202f2014\u202f5685", "EE38…5685"),
    ("EE38\u200b2200\u200b2210\u200b2014\u200b5685", "EE38…5685"),
    ("EE38.2200.2210.2014.5685", "EE38…5685"),
    ("EE38-2200-2210-2014-5685", "EE38…5685"),
    ("EE38\u20132200\u20132210\u20132014\u20135685", "EE38…5685"),
    ("NO93-8601-1117-947", "NO93…-947"),
    ("IBANNL91ABNA0417164300", "IBAN…4300"),
    ("statement_NL91ABNA0417164300_2024", "statement_NL91…4300_2024"),
    ("statement_FR7630006000011234567890189_2024", "statement_FR76…0189_2024"),
    ("ＥＥ３８２２００２２１０２０１４５６８５", "ＥＥ３８…５６８５"),
    ("４０７０２８１０１００００００００００１", "４０７０…０００１"),
    ("٤٠٧٠٢٨١٠١٠٠٠٠٠٠٠٠٠١٧", "٤٠٧٠…٠٠١٧"),
    ("40702.810.1.0000.0000001", "4070…0001"),
    ("40702 810 1 0000 0000001", "4070…0001"),
    ("abc_40702810100000000017_x", "abc_4070…0017_x"),
    ("11773016-11111018-00000000", "1177…0000"),
    ("61 1090 1014 0000 0712 1981 2874", "61 1…2874"),
    ("3782 822463 10005", "3782…0005"),
    ("3782-822463-10005", "3782…0005"),
    ("3056 930902 5904", "3056…5904"),
    ("ee91_sk_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9x_0017", "ee91…0017"),
    ("access_token=a1&x=1", "access_token=…&x=1"),
    ("api-key: XYZ", "api-key: …"),
    ('{"password": "hunter"}', '{"password": "…"}'),
    ("Bearer 550e8400-e29b-41d4-a716-446655440000", "Bearer …"),
    ("https://mari:p:w@bank.example/v1", "https://mari:…@bank.example/v1"),
    ("mari.kask@kask.example", "m…@kask.example"),
    ("õun@163.com", "õ…@163.com"),
    ("+372 5123 4567", "+372…4567"),
    ("+37251234567", "+372…4567"),
    ("+7 (916) 123-45-67", "+7 (…5-67"),
    ("8 (916) 123-45-67", "8 (9…5-67"),
    ("8-916-123-45-67", "8-91…5-67"),
    ("078-05-1120", "…1120"),
    ("112-233-445 95", "…5 95"),
]
OPEN = [
    "20240201123000",
    "2024-02-01_2024-12-31.csv",
    "1 234 567 890 123 456,00",
    "1.234.567.890.123.456,00",
    "-12345678901234.56",
    "1234.567890123456",
    "0.00000000000000012345",
    "+1234567890",
    "+1 234 567 890",
    "+12345678901.50",
    "+1 234 567 890.50",
    "+1 234 567 890,50",
    "2024-02-01-2024-12-31",
    "20240201-20240228.csv",
    "export-20240201123000-20240228235959.csv",
    "01.02.2024 31.12.2024 100.00 200.00",
    "12 13 14 15 16 17 18 19 20 21",
    "RE24-2024-0001",
    "4276 12** **** 1234",
    "name@6.upper|amount@/Ntry/Amt",
    "Bearer of the card 4711",
    "postgresql://me:***@host/books",
    "000000000012345",
    "7799000012",
    "a-layout-with-a-name-that-is-rather-long",
    "Internationalisierungsmaßnahmen",
    "550e8400-e29b-41d4-a716-446655440000",
    "op_00c0de00-0001-4000-8000-000000000001",
    "",
]


@pytest.mark.parametrize(("text", "shown"), SECRETS)
def test_what_has_the_form_of_a_secret_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(f"from {text}, to ({text})") == f"from {shown}, to ({shown})"
    assert masked(masked(text)) == masked(text)


def test_the_shortest_that_is_masked_is_an_iban_of_two_groups() -> None:
    assert masked("EE38 2200 2210") == "EE38…2210"


@pytest.mark.parametrize("text", OPEN)
def test_other_texts_stay(text: str) -> None:
    assert masked(text) == text


ACCOUNTS = [
    ("", ""),
    ("4", "…"),
    ("4711", "…11"),
    ("12345678", "…5678"),
    ("12-3456 78", "…6 78"),
    ("00000000012345", "…2345"),
    ("000000000012345", "…2345"),
    (IBAN, "EE38…5685"),
]


@pytest.mark.parametrize(("number", "shown"), ACCOUNTS)
def test_of_an_account_the_end_is_shown_however_short_it_is(number: str, shown: str) -> None:
    assert hidden(number) == shown
    assert quoted_account(number) == f"'{shown}'"
    with sk.showing_accounts():
        assert hidden(number) == number


@given(st.text(st.characters(categories=["Lu", "Nd"]), min_size=1))
def test_half_of_an_account_is_never_shown(number: str) -> None:
    shown = hidden(number)
    assert number not in shown
    assert len(shown.replace("…", "")) <= max(8, len(number) // 2) < len(number) + 8


@given(st.text(), st.sampled_from([text for text, _ in SECRETS]), st.integers(0, 300))
def test_no_quoted_cell_holds_a_whole_one(text: str, secret: str, length: int) -> None:
    cell = f"{text}; {secret} {'x' * length}"
    assert secret not in quoted(cell)
    assert secret not in quoted(f"{'x' * length} {secret}")
    with sk.showing_accounts():
        assert quoted(cell[:60]) == f"'{cell[:60]}'" or not cell[:60].isprintable()


def test_no_place_of_a_problem_holds_a_whole_one() -> None:
    [problem] = sk.read(f"date,amount\n2024-02-01,{IBAN}\n".encode(), **KEYS).problems
    assert (problem.line, problem.column, problem.cell) == (2, 2, "EE38…5685")
    with pytest.raises(sk.RowError) as caught:
        sk.compile_order(**KEYS)(["2024-02-01", IBAN])
    said = [str(problem), repr(problem), json.dumps(problem.to_dict())]
    said += traceback.format_exception(caught.value)
    assert not any(IBAN in each for each in said)
    assert all("EE38…5685" in each for each in said[:2])


SHORT = "12345678"


@pytest.mark.parametrize("word", ["account", "iban", "ownAccount"])
def test_a_cell_of_a_column_of_accounts_is_known_to_be_one(word: str) -> None:
    mapper = sk.compile_order(f"date|amount|{word}", date_format="yyyy-MM-dd", decimal=".")
    row: list[Any] = ["2024-02-01", "1.00", int(SHORT)]
    with pytest.raises(sk.RowError) as caught:
        mapper(row)
    assert "'…5678'" in str(caught.value)
    assert SHORT not in repr(caught.value)


def test_other_cells_of_nine_digits_stay() -> None:
    [problem] = sk.read(b"date,amount\n123456789,1\n", **KEYS).problems
    assert problem.cell == "123456789"


@pytest.mark.parametrize(
    ("code", "key", "words"),
    [
        ("SK623", "ПлательщикСчет", {"account": SHORT, "bic": "044525225"}),
        ("SK625", "ПолучательРасчСчет", {"value": SHORT}),
        ("SK625", "получателькорсчет", {"value": SHORT}),
        ("SK678", "order 1, payee, account", {"value": SHORT}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_value_of_a_key_of_accounts_is_known_to_be_one(
    code: str, key: str, words: dict[str, str], lang: Any
) -> None:
    said = str(diagnostic(Problem(code=code, key=key, words=words), lang))
    assert "'…5678'" in said
    assert SHORT not in said
    assert ("'044525225'" in said) is ("bic" in words)


def test_a_value_of_another_key_stays() -> None:
    assert SHORT in str(diagnostic(Problem(code="SK625", key="Код", words={"value": SHORT})))


def test_no_name_of_a_file_is_told_with_a_whole_one() -> None:
    finding = sk.Diagnostic(code="SK301", message="no amount", file=f"/in/{IBAN}_2024.csv", line=3)
    assert str(finding).startswith("/in/EE38…5685_2024.csv:3: SK301")
    assert finding.file == f"/in/{IBAN}_2024.csv"
    with sk.showing_accounts():
        assert str(finding).startswith(f"/in/{IBAN}_2024.csv:3: SK301")


def test_a_fault_is_told_without_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise KeyError(IBAN)

    monkeypatch.setattr("statementkit.cli.check.command.callback", fail)
    result = CliRunner().invoke(main, ["check", "march.csv"])
    assert "KeyError: 'EE38…5685'" in result.output
    assert IBAN not in result.output


def test_a_key_of_a_layout_is_refused_without_a_whole_one() -> None:
    with pytest.raises(sk.LayoutError, match="4070…0017 does not fit") as caught:
        sk.Layout(order="date|amount", account=40702810100000000017)  # type: ignore[arg-type]
    assert "40702810100000000017" not in repr(caught.value)


def test_neither_log_nor_traceback_of_a_store_holds_what_is_stored(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    logger = logging.getLogger("sqlalchemy")
    caplog.set_level(logging.DEBUG, logger.name)
    layout = sk.Layout(order="date|amount|ownAccount|name", header=False, **LAYOUT)
    with sk.open_store(str(tmp_path / "books.db")) as store:
        for day in (1, 2):
            row = f"2024-02-0{day},1.50,{IBAN},Mari Kask\n".encode()
            plan = sk.review(sk.read(row, layout), store)
            if day == 1:
                plan.commit(store)
        assert [each.transaction.name for each in store.entries()] == ["Mari Kask"]
        with closing(sqlite3.connect(tmp_path / "books.db")) as books:
            books.execute(
                'CREATE TRIGGER no BEFORE INSERT ON "transaction" '
                "BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        with pytest.raises(sk.StoreError, match="no room") as caught:
            plan.commit(store)
    said = "".join(traceback.format_exception(caught.value))
    assert "SELECT" in caplog.text
    for text in (said, caplog.text):
        assert IBAN not in text
        assert "Mari" not in text


def test_a_store_tells_of_accounts_that_they_are_some() -> None:
    assert "'…5678'" in str(moved_on(SHORT))


def test_they_are_shown_where_that_is_asked_for() -> None:
    with sk.showing_accounts():
        [problem] = sk.read(f"date,amount\n2024-02-01,{IBAN}\n".encode(), **KEYS).problems
    assert problem.cell == IBAN
    assert f"'{IBAN}' is not an amount" in str(problem)


def test_the_command_line_shows_them_when_asked(tmp_path: Any) -> None:
    file, listing = tmp_path / "bank.csv", tmp_path / "problems.jsonl"
    file.write_text(f"date,amount\n2024-02-01,{IBAN}\n")
    call = ["read", str(file), "--order", "date|amount", "--date-format", "yyyy-MM-dd"]
    call += ["--decimal", ".", "--problems", str(listing)]
    for asked, whole in (([], False), (["--show-accounts"], True)):
        result = CliRunner().invoke(main, [*asked, *call])
        assert result.exit_code == 1
        assert (IBAN in result.output) is whole
        assert (IBAN in listing.read_text("utf-8")) is whole


@pytest.mark.parametrize(
    "piece",
    [
        *("1 ", "a", "1234 ", "AB12 ", "-", "aB3-", "\0", "EE38", "1.", "12-", "+1 ", "é１ "),
        *("token", "bearer a1 ", "://a:", "a@", "a.", "x@y.", "8 (916) ", "123-45-", "2024-01-01-"),
    ],
)
def test_masking_takes_time_that_grows_as_the_text_does(piece: str) -> None:
    start = time.process_time()
    masked(piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < 2
