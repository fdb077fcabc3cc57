"""Account numbers, card numbers and tokens are whole in no message, unless that is asked for."""

from __future__ import annotations

import json
import time
import traceback
from typing import Any

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

IBAN = "EE382200221020145685"
KEYS: dict[str, Any] = {"order": "date|amount", "date_format": "yyyy-MM-dd", "decimal": "."}

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
]
OPEN = [
    "20240201123000",
    "2024-02-01_2024-12-31.csv",
    "1 234 567 890 123 456,00",
    "-12345678901234.56",
    "000000000012345",
    "7799000012",
    "a-layout-with-a-name-that-is-rather-long",
    "Internationalisierungsmaßnahmen",
    "550e8400-e29b-41d4-a716-446655440000",
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


@pytest.mark.parametrize("piece", ["1 ", "a", "1234 ", "AB12 ", "-", "aB3-", "\0", "EE38"])
def test_masking_takes_time_that_grows_as_the_text_does(piece: str) -> None:
    start = time.process_time()
    masked(piece * 200_000)
    assert time.process_time() - start < 2
