"""Every key of a layout is an option of the same name, and says so in the same words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from statementkit.cli.options import chosen, key_options, layout_option
from statementkit.layouts import KEYS, Layout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

FIXED = ("--format", "fixed", "--record", "80")
BALANCE = 'conditions=1="Opening",date,amount'

GIVEN: dict[str, list[tuple[list[str], Any]]] = {
    "name": [(["--name", "mine"], "mine")],
    "bank": [(["--bank", "Hansa"], "Hansa")],
    "country": [(["--country", "EE"], "EE")],
    "notes": [(["--notes", "from the internet bank"], "from the internet bank")],
    "format": [(["--format", "fixed"], "fixed")],
    "encoding": [
        (["--encoding", "windows-1257"], "windows-1257"),
        (["--encoding", "auto"], "auto"),
    ],
    "delimiter": [
        (["--delimiter", ";"], ";"),
        (["--delimiter", "tab"], "\t"),
        (["--delimiter", "\\t"], "\t"),
        (["--delimiter", "\t"], "\t"),
        (["--delimiter", "auto"], "auto"),
    ],
    "quote": [(["--quote", "'"], "'"), (["--quote", "none"], "none")],
    "skip_lines": [(["--skip-lines", "3"], 3)],
    "header": [
        (["--no-header"], False),
        (["--header", "false"], False),
        (["--header", "true"], True),
        (["--header", "Date,Amount"], ("Date", "Amount")),
        (["--header", 'Date,"Amount, EUR"'], ("Date", "Amount, EUR")),
        (["--header", "Date", "--header", "Amount"], ("Date", "Amount")),
        (["--no-header", "--header", "false"], False),
    ],
    "footer_lines": [(["--footer-lines", "2"], 2)],
    "comment": [(["--comment", "#"], "#")],
    "date_format": [
        (["--date-format", "dd.MM.yyyy"], "dd.MM.yyyy"),
        (["--date-format", "MMM d, yyyy"], "MMM d, yyyy"),
        (
            ["--date-format", "dd.MM.yyyy", "--date-format", "yyyy-MM-dd"],
            ("dd.MM.yyyy", "yyyy-MM-dd"),
        ),
        (["--date-format", "auto"], "auto"),
    ],
    "decimal": [(["--decimal", ","], ",")],
    "thousands": [(["--thousands", "'"], "'"), (["--thousands", " "], " ")],
    "currency": [(["--currency", "EUR"], "EUR"), (["--currency", "eur"], "EUR")],
    "account": [(["--account", "EE232200221088123458"], "EE232200221088123458")],
    "record": [(["--record", "STMTTRN"], "STMTTRN"), (["--record", "80"], 80)],
    "sheet": [(["--sheet", "Movements"], "Movements"), (["--sheet", "2"], 2)],
    "positions": [(["--positions", "bytes"], "bytes")],
    "fingerprint": [(["--fingerprint", '[1-2]="11"'], '[1-2]="11"')],
    "section": [(["--section", '[1-2]="11"'], '[1-2]="11"')],
    "section_end": [(["--section-end", '[1-2]="33"'], '[1-2]="33"')],
    "continuation": [(["--continuation", "1=BLANK"], "1=BLANK")],
    "fill_down": [(["--fill-down", "Date,Amount"], ("Date", "Amount"))],
    "hook": [(["--hook", "tidy"], "tidy")],
    "join_name": [(["--join-name", " / "], " / ")],
    "join_description": [(["--join-description", "; "], "; ")],
    "negative_sums": [(["--negative-sums", "linear"], "linear")],
    "sign_conflict": [(["--sign-conflict", "amount"], "amount")],
    "newest_first": [(["--newest-first"], True), (["--no-newest-first"], False)],
    "timezone": [(["--timezone", "Europe/Tallinn"], "Europe/Tallinn")],
    "coverage": [(["--coverage", "days"], "days")],
    "language": [(["--language", "et"], "et")],
    "pivot": [(["--pivot", "1980"], 1980)],
    "header_fingerprint": [(["--header-fingerprint", "Date,Amount"], ("Date", "Amount"))],
    "opening_balance": [(["--opening-balance", BALANCE], BALANCE)],
    "closing_balance": [(["--closing-balance", BALANCE], BALANCE)],
    "order": [(["--order", "date|name|amount"], "date|name|amount")],
}


def layout_of(*arguments: str) -> Layout:
    """Return the layout that a command with these arguments would use."""
    made: list[Layout] = []

    @click.command()
    @layout_option
    @key_options
    def command(layout: str | None, **options: Any) -> None:
        made.append(chosen(layout, options))

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return made[0]


def test_every_key_is_tried() -> None:
    assert list(GIVEN) == list(KEYS)


@pytest.mark.parametrize(
    ("key", "arguments", "value"),
    [(key, arguments, value) for key, tries in GIVEN.items() for arguments, value in tries],
    ids=lambda each: "-".join(each) if isinstance(each, list) else "",
)
def test_an_option_sets_its_key_and_no_other(key: str, arguments: list[str], value: Any) -> None:
    is_shape = key in ("section", "section_end")
    fixed = {"format": "fixed", "record": 80} if is_shape else {}
    base = Layout.from_dict({"order": "date|amount", "name": "base", **fixed})
    order = () if key == "order" else ("--order", "date|amount")
    name = () if key == "name" else ("--name", "base")
    layout = layout_of(*arguments, *order, *name, *(FIXED if is_shape else ()))
    assert getattr(layout, key) == value
    others = [each for each in KEYS if each != key]
    assert [getattr(layout, each) for each in others] == [getattr(base, each) for each in others]


def test_options_win_over_the_keys_of_the_layout() -> None:
    layout = layout_of("--layout", "paypal", "--currency", "EUR", "--no-header")
    assert (layout.name, layout.currency, layout.header) == ("paypal", "EUR", False)
    assert layout.delimiter == ","


@pytest.mark.parametrize("command", ["read", "check", "explain", "compile"])
def test_the_help_names_every_key_with_its_meaning(command: str, run: Run) -> None:
    text = re.sub(r"\s+", " ", run(command, "--help", "--help").stdout)
    for key in KEYS.values():
        assert f"--{key.name.replace('_', '-')}" in text
        assert key.meaning[1:] in text
        assert key.kind.words in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--header", "Date", "--no-header"], "--header and --no-header contradict each other"),
        (["--skip-lines", "three"], "'three' is not a valid integer"),
        (["--skip-lines", "-1"], "skip_lines: -1 does not fit"),
        (["--decimal", "point"], "decimal: 'point' does not fit"),
        (["--currency", "€"], "currency: '€' is a sign"),
        (["--encoding", "utf-9"], "utf-9"),
        (["--delimiter", ""], "delimiter: '' does not fit"),
        (["--header", ""], "header: () does not fit"),
        (["--to", "xml"], "'xml' is not one of"),
        (["--delimeter", ";"], "--delimiter"),
    ],
    ids=lambda each: "",
)
def test_a_value_that_does_not_fit_is_wrong_use(
    arguments: list[str], says: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("date,amount\n2024-02-01,-3.20\n")
    result = run("read", "a.csv", "--order", "date|amount", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["check", "compile"])
def test_a_layout_or_an_order_is_needed(command: str, run: Run) -> None:
    result = run(command, "--date-format", "dd.MM.yyyy")
    assert result.exit_code == 2
    assert "name a layout, or give an --order" in result.stderr
