"""`statementkit layouts`, `compile` and `fmt`: what is shipped, generated and tidied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import statementkit as sk
from statementkit.layouts import parse_layout

if TYPE_CHECKING:
    from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
UNTIDY = '# ours\ndelimiter=";"\norder = "DATE | amount | conditions= 2 = X ,skip;"  # short\n'
TIDY = '# ours\ndelimiter = ";"\norder = "date|amount|conditions=2=X,skip"  # short\n'


class TestLayouts:
    def test_all_are_listed_with_bank_and_country(self, run: Run) -> None:
        result = run("layouts")
        assert result.exit_code == 0
        head, *lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
        assert head == "name country bank"
        assert [line.split()[0] for line in lines] == list(sk.shipped_layouts())
        assert "swedbank-ee EE Swedbank" in lines

    @pytest.mark.parametrize("name", sk.shipped_layouts())
    def test_one_is_printed_so_that_it_can_be_saved(self, name: str, run: Run) -> None:
        assert parse_layout(run("layouts", name).stdout) == sk.find_layout(name)

    def test_an_unknown_one_is_answered_with_the_nearest(self, run: Run) -> None:
        result = run("layouts", "swedbank")
        assert result.exit_code == 2
        assert "did you mean 'swedbank-ee'?" in result.stderr


class TestCompile:
    def test_the_code_is_that_of_the_library(self, run: Run) -> None:
        result = run("compile", "--order", "date|name|amount", "--date-format", "dd.MM.yyyy")
        mapper = sk.compile_order("date|name|amount", date_format="dd.MM.yyyy")
        assert (result.exit_code, result.stdout) == (0, mapper.source)

    @pytest.mark.parametrize("name", sk.shipped_layouts())
    def test_every_shipped_layout_compiles(self, name: str, run: Run) -> None:
        [statement] = (EXAMPLES / name).glob("statement.*")
        result = run("compile", "--layout", name, "--sample", statement)
        assert result.exit_code == 0
        compile(result.stdout, name, "exec")

    def test_what_only_a_file_decides_needs_a_file(self, run: Run) -> None:
        result = run("compile", "--layout", "paypal")
        assert result.exit_code == 2
        assert "name one with --sample" in result.stderr
        assert run("compile", "-l", "paypal", "--date-format", "dd/MM/yyyy").exit_code == 0

    def test_a_place_by_name_needs_a_sample(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("Sum,Day\n-3.20,2024-02-01\n")
        call = ("compile", "--order", "date@[Day]|amount@[Sum]", "--date-format", "yyyy-MM-dd")
        assert run(*call).exit_code == 2
        result = run(*call, "--sample", "a.csv")
        assert result.exit_code == 0
        assert "dates[cells[1]]" in result.stdout


class TestFmt:
    @pytest.fixture
    def untidy(self, tmp_path: Path) -> str:
        (tmp_path / "bank.toml").write_text(UNTIDY)
        return "bank.toml"

    def test_a_file_is_rewritten_with_its_comments(
        self, untidy: str, run: Run, tmp_path: Path
    ) -> None:
        result = run("fmt", untidy)
        assert (result.exit_code, result.stdout) == (0, "")
        assert (tmp_path / untidy).read_text() == TIDY

    def test_a_second_time_changes_nothing(self, untidy: str, run: Run, tmp_path: Path) -> None:
        run("fmt", untidy)
        written = (tmp_path / untidy).stat().st_mtime_ns
        assert "tidy already" in run("fmt", untidy).stderr
        assert (tmp_path / untidy).stat().st_mtime_ns == written

    def test_check_writes_nothing(self, untidy: str, run: Run, tmp_path: Path) -> None:
        result = run("fmt", untidy, "--check")
        assert result.exit_code == 1
        assert f"{untidy} is not tidy" in result.stderr
        assert (tmp_path / untidy).read_text() == UNTIDY
        run("fmt", untidy)
        assert run("fmt", untidy, "--check").exit_code == 0

    def test_output_leaves_the_file_alone(self, untidy: str, run: Run, tmp_path: Path) -> None:
        assert run("fmt", untidy, "-o", "-").stdout == TIDY
        run("fmt", untidy, "-o", "tidy.toml")
        assert (tmp_path / "tidy.toml").read_text() == TIDY
        assert (tmp_path / untidy).read_text() == UNTIDY

    def test_a_file_that_is_no_layout_stays(self, run: Run, tmp_path: Path) -> None:
        for text in ("order = 'date||amount'", "delimeter = ';'", "order = ", "\xff"):
            (tmp_path / "bank.toml").write_text(text, "latin-1")
            result = run("fmt", "bank.toml")
            assert result.exit_code == 2
            assert "bank.toml" in result.stderr
            assert (tmp_path / "bank.toml").read_text("latin-1") == text
