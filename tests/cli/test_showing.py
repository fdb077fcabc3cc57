"""`anonymise` and `shrink`: files that can be shown."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from statementkit.testing.onec import invent

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FILE = "date;name;amount\n01.02.2024;Mari Kask;-3,20\n02.02.2024;Mari Kask;12,5O\n"
KEYS = (
    *("--order", "date|name|amount", "--date-format", "dd.MM.yyyy"),
    *("--decimal", ",", "--delimiter", ";"),
)


def test_a_file_is_printed_without_names(run: Run) -> None:
    result = run("anonymise", "-", *KEYS, "--key", "a secret", given=FILE.encode())
    assert result.exit_code == 0
    assert "Kask" not in result.stdout
    assert result.stdout.count("\n") == 3
    again = run("anonymise", "-", *KEYS, "--key", "a secret", given=FILE.encode())
    assert again.stdout == result.stdout
    other = run("anonymise", "-", *KEYS, given=FILE.encode())
    assert other.stdout != result.stdout


def test_bytes_go_into_a_file_as_they_are(run: Run) -> None:
    content = FILE.replace("\n", "\r\n").encode("utf-16")
    Path("march.csv").write_bytes(content)
    keys = (*KEYS, "--encoding", "utf-16")
    assert run("anonymise", "march.csv", *keys, "-o", "shown.csv").exit_code == 0
    shown = Path("shown.csv").read_bytes()
    assert shown.decode("utf-16").count("\r\n") == 3
    assert shown[:2] == content[:2]


def test_a_shipped_layout_is_recognised_and_1c_needs_none(run: Run) -> None:
    example = Path(__file__).parents[2] / "examples" / "lhv-ee" / "statement.csv"
    assert run("anonymise", example).exit_code == 0
    result = run("anonymise", "-", given=invent("sber").content)
    assert result.stdout_bytes.startswith(b"1CClientBankExchange")


def test_the_smallest_file_that_shows_a_problem(run: Run) -> None:
    result = run("shrink", "-", "sk301", *KEYS, given=FILE.encode())
    assert result.exit_code == 0
    assert result.stdout == "date;name;amount\n;;12,5O\n"


def test_what_cannot_be_done_is_2(run: Run) -> None:
    for arguments, told in (
        (("shrink", "-", "SK302", *KEYS), "SK794"),
        (("shrink", "-", "SK302"), "name a layout, or give an --order"),
        (("anonymise", "nowhere.csv", *KEYS), "SK401"),
        (("anonymise", "-", "--layout", "hansa"), "SK504"),
    ):
        result = run(*arguments, given=FILE.encode())
        assert result.exit_code == 2
        assert told in result.stderr
        assert result.stdout == ""


def test_a_statement_is_not_written_over(run: Run) -> None:
    for call in (("anonymise", "march.csv", *KEYS), ("shrink", "march.csv", "SK301", *KEYS)):
        Path("march.csv").write_text(FILE)
        for same in ("march.csv", "./march.csv"):
            result = run(*call, "-o", same)
            assert result.exit_code == 2
            assert "over itself" in result.stderr
            assert Path("march.csv").read_text() == FILE
    Path("kl.txt").write_bytes(invent("sber").content)
    assert run("1c", "anonymise", "kl.txt", "-o", "kl.txt").exit_code == 2
    assert Path("kl.txt").read_bytes() == invent("sber").content
    with zipfile.ZipFile("all.zip", "w") as archive:
        archive.writestr("march.csv", FILE)
    for file in ("all.zip", "all.zip!march.csv"):
        assert run("anonymise", file, *KEYS, "-o", "all.zip").exit_code == 2
    assert zipfile.is_zipfile("all.zip")


@pytest.mark.parametrize("call", [("anonymise", "-"), ("shrink", "-", "SK301")])
def test_a_key_may_be_anything_but_blank(run: Run, call: tuple[str, ...]) -> None:
    for key in ("", " "):
        result = run(*call, *KEYS, "--key", key, given=FILE.encode())
        assert result.exit_code == 2
        assert "a blank key keeps no secret" in result.stderr
    result = run(*call, *KEYS, "--key", "\udcff", given=FILE.encode())
    assert result.exit_code == 0


def test_a_file_for_1c_is_not_cut(run: Run) -> None:
    result = run("shrink", "-", "SK301", given=invent("sber").content)
    assert result.exit_code == 2
    assert "SK795" in result.stderr


def test_what_was_there_stays_if_nothing_is_written(run: Run) -> None:
    Path("shown.csv").write_text("mine")
    assert run("shrink", "-", "SK302", *KEYS, "-o", "shown.csv", given=b"a;b\n").exit_code == 2
    assert Path("shown.csv").read_text() == "mine"
