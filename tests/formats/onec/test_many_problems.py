"""More findings than are told one by one: all are counted, wherever in a file they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from statementkit.cli.program import main
from statementkit.errors import First, FormatError
from statementkit.formats.onec.checking import check_exchange
from statementkit.formats.onec.problems import Problems, Untold, diagnostic
from statementkit.formats.onec.reading import iter_documents, peek, read_exchange
from statementkit.formats.onec.statements import ExchangeStream
from statementkit.reader.sample import sample_of_exchange
from statementkit.source import open_source
from tests.formats.onec.files import OWN, document, paid, section, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from statementkit.errors import Severity
    from statementkit.formats.onec.problems import Problem

MANY = 9
TOLD = 3


@pytest.fixture(autouse=True)
def few_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(First, "most", TOLD)


def of_lines(line: str, *, within: bool) -> bytes:
    """Return a file with a payment, and a line many times: within its document, or behind it."""
    whole = text(paid())
    lines = f"{line}\r\n" * MANY
    return whole.replace("КонецДокумента\r\n", f"{lines}КонецДокумента\r\n" if within
                         else f"КонецДокумента\r\n{lines}").encode("cp1251")  # fmt: skip


def of_blocks(block: dict[str, str]) -> bytes:
    return text(*([block] * MANY)).encode("cp1251")


# What is wrong, how often, and of which severity.
FILES: dict[str, tuple[bytes, str, int]] = {
    "behind a document": (of_lines("мусор", within=False), "warning", MANY),
    "marks that close nothing": (of_lines("КонецРасчСчет", within=False), "warning", MANY),
    "marks within": (of_lines("КонецРасчСчет", within=True), "warning", MANY),
    "keys of a bank": (
        text(paid(**{f"Свой{n}": "1" for n in range(MANY)})).encode("cp1251"), "info", MANY,
    ),
    "a value again and again": (
        text(paid()).replace("Номер=1", "\r\n".join(f"Номер={n}" for n in range(MANY + 1)))
        .encode("cp1251"), "warning", MANY,
    ),
    "amounts": (of_blocks(paid("x")), "error", MANY),
    "sections": (of_blocks(section("x", "1", "1", "1")), "error", MANY),
    "not closed": (
        text(*([paid()] * MANY)).replace("КонецДокумента\r\n", "").encode("cp1251"), "error", MANY,
    ),
}  # fmt: skip


def numbers(problems: Iterable[Problem]) -> dict[Severity, int]:
    """Return how many problems there are of each severity, told or not."""
    return dict(Problems(problems).numbers)


@pytest.mark.parametrize("what", FILES)
def test_however_a_file_is_read_the_first_are_told_and_all_are_counted(what: str) -> None:
    content, severity, number = FILES[what]
    documents = iter_documents(content)
    list(documents)
    for found in (documents.problems, read_exchange(content).problems):
        *told, last = found
        assert len(told) == TOLD
        assert isinstance(last, Untold)
        assert last.severity == severity
        assert numbers(found) == {severity: number}
        assert diagnostic(last).message.startswith(f"{number - TOLD} more findings")


@pytest.mark.parametrize("what", ["behind a document", "marks that close nothing"])
def test_the_shape_of_a_file_is_told_and_counted_alike(what: str) -> None:
    content, severity, number = FILES[what]
    assert numbers(peek(content).problems) == {severity: number}
    documents = iter_documents(content, lazy=True)
    list(documents)
    assert numbers(documents.problems) == {severity: number}


def test_problems_stay_in_the_order_of_the_lines_and_the_count_is_last() -> None:
    *told, last = read_exchange(FILES["amounts"][0]).problems
    lines = [each.line or 0 for each in told]
    assert lines == sorted(lines)
    assert last.line is None


def test_told_again_they_are_as_many() -> None:
    found = Problems(read_exchange(FILES["amounts"][0]).problems)
    again = Problems(Problems(found.told()).by_line())
    assert again.numbers == found.numbers == {"error": MANY}


def test_what_is_counted_by_codes_is_counted_by_severity() -> None:
    found = Untold.of_codes({"SK608": 2, "SK611": 3, "SK612": 1})
    assert (found.numbers, found.severity) == ({"warning": 5, "info": 1}, "warning")


def test_strict_reading_tells_of_the_first_however_many_lines_are_wrong_too() -> None:
    content = of_lines("КонецРасчСчет", within=True).replace("Дата=".encode("cp1251"), b"X=", 1)
    with pytest.raises(FormatError) as caught:
        read_exchange(content, strict=True)
    assert caught.value.code == "SK618"


class TestCheck:
    def test_the_findings_of_documents_are_counted(self) -> None:
        found = check_exchange(FILES["amounts"][0])
        assert (found.documents, found.numbers) == (MANY, {"error": MANY})
        assert len(found.problems) == TOLD + 1

    def test_what_is_wrong_with_accounts_is_told_beside_everything_else(self) -> None:
        content = text(section("0", "0", "5", "1"), *([paid("x")] * MANY)).encode("cp1251")
        found = check_exchange(content)
        assert {"SK640", "SK643"} <= {each.code for each in found.problems}
        assert found.problems[-1].code == "SK323"
        assert found.numbers["error"] == MANY

    def test_orders_that_a_bank_has_yet_to_book_are_not_counted(self) -> None:
        order = document(ПлательщикСчет="40702810500000000001")
        for_bank = text(*([order] * MANY)).replace("РасчСчет=", "Документ=Чек\r\nРасчСчет=", 1)
        codes = {each.code for each in check_exchange(for_bank.encode("cp1251")).problems}
        assert not codes & {"SK631", "SK323"}
        booked = check_exchange(text(*([order] * MANY)).encode("cp1251"))
        assert booked.numbers["info"] == MANY

    @pytest.mark.parametrize("lang", ["en", "ru"])
    def test_the_command_prints_exact_numbers(self, lang: str, tmp_path: Path) -> None:
        path = tmp_path / "kl_to_1c.txt"
        path.write_bytes(of_lines("мусор", within=False))
        result = CliRunner().invoke(main, ["1c", "check", str(path), "--lang", lang])
        assert result.exit_code == 0
        assert {"en": f"findings: {MANY}", "ru": f"замечаний: {MANY}"}[lang] in result.stdout
        said = {"en": f"{MANY - TOLD} more findings", "ru": f"ещё {MANY - TOLD} замечаний"}
        assert said[lang] in result.stdout

    def test_an_error_among_those_that_are_not_told_counts(self, tmp_path: Path) -> None:
        path = tmp_path / "kl_to_1c.txt"
        behind = of_lines("мусор", within=False)
        path.write_bytes(
            behind.replace("КонецФайла".encode("cp1251"), "СекцияДокумент=Чек".encode("cp1251"))
        )
        result = CliRunner().invoke(main, ["1c", "check", str(path), "--to", "json"])
        found = json.loads(result.stdout)
        assert result.exit_code == 1
        assert found["findings"]["error"] >= 1
        assert sum(found["findings"].values()) > len(found["problems"])
        assert found["problems"][-1]["code"] == "SK323"


@pytest.mark.parametrize("what", ["behind a document", "marks within"])
def test_a_statement_counts_warnings_that_were_not_told(what: str) -> None:
    content, _, number = FILES[what]
    stream = ExchangeStream(open_source(content))
    warnings = [each for each in stream.statement().warnings if each.code != "SK623"]
    assert len(warnings) == TOLD + 1
    assert warnings[-1].message.startswith(f"{number - TOLD} more warnings ")
    assert stream.warning_count >= number


def warnings(content: bytes) -> int:
    """Return how many warnings a file has."""
    stream = ExchangeStream(open_source(content))
    stream.statement()
    return stream.warning_count


def test_what_was_not_told_of_one_document_hides_nothing_of_the_next() -> None:
    lines = "КонецРасчСчет\r\n" * MANY
    plain = text(paid(), paid("5"))
    broken = plain.replace("КонецДокумента", f"{lines}КонецДокумента")
    assert warnings(broken.encode("cp1251")) == warnings(plain.encode("cp1251")) + 2 * MANY


def test_what_was_not_told_of_a_file_hides_nothing_of_its_accounts() -> None:
    plain = text(section("0", "0", "5", "1"))
    broken = plain.replace("КонецРасчСчет\r\n", "КонецРасчСчет\r\n" + "мусор\r\n" * MANY)
    assert warnings(broken.encode("cp1251")) == warnings(plain.encode("cp1251")) + MANY


@pytest.mark.parametrize(("amount", "day", "key"), [("x", "", "Сумма"), ("5", "x", "Дата")])
def test_a_document_that_cannot_be_booked_says_why_even_behind_what_is_told(
    amount: str, day: str, key: str
) -> None:
    keys = ("КвитанцияДата", "СрокПлатежа", "ДатаОтсылкиДок")
    document = {"СекцияДокумент": "Чек", **dict.fromkeys(keys, "вчера"), "ПлательщикСчет": OWN}
    content = text({**document, "Сумма": amount, "Дата": day or "09.01.2024"}).encode("cp1251")
    statement = ExchangeStream(open_source(content)).statement()
    assert statement.transactions == ()
    assert [(each.code, each.field) for each in statement.problems] == [("SK618", key)]


def test_a_sample_counts_what_was_not_told() -> None:
    content, _, number = FILES["behind a document"]
    found = sample_of_exchange(content)
    assert found is not None
    assert found.warnings.number >= number


def test_a_text_that_goes_on_for_many_lines_is_joined_once() -> None:
    content = text(paid(НазначениеПлатежа="начало"), accounts=())
    going_on = content.replace("начало\r\n", "начало\r\n" + "далее\r\n" * MANY)
    [found] = read_exchange(going_on.encode("cp1251")).documents
    assert found.purpose == "\n".join(["начало", *["далее"] * MANY])


def test_values_that_are_not_taken_keep_one_copy_of_the_one_that_is() -> None:
    content = text(paid(НазначениеПлатежа="x" * 50)).replace(
        "КонецДокумента", "НазначениеПлатежа=y\r\n" * 2 + "КонецДокумента"
    )
    first, second = (
        p for p in read_exchange(content.encode("cp1251")).problems if p.code == "SK613"
    )
    assert first.words["taken"] is second.words["taken"]
