"""Options of the commands that keep books: which store, which rules, which file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statementkit.cli import report
from statementkit.cli.options import given, key_options, layout_option
from statementkit.errors import Diagnostic, StoreError
from statementkit.reader import read
from statementkit.rules import RuleBook, read_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from statementkit.model import Statement
    from statementkit.store import Store

C = TypeVar("C", bound=Callable[..., Any])

VARIABLE = "STATEMENTKIT_STORE"


def store_option(command: C) -> C:
    """Add `--store`."""
    return click.option(
        "--store",
        "address",
        metavar="URL",
        envvar=VARIABLE,
        help="The store: sqlite:///books.db, a path, or postgresql://user@host/database. "
        f"[${VARIABLE}, else books.db in the user's data folder]",
    )(command)


def unsure_option(command: C) -> C:
    """Add `--unsure`, which is `wait` where nobody decides."""
    return click.option(
        "--unsure",
        type=click.Choice(["wait", "new", "same"]),
        default="wait",
        show_default=True,
        help="What to do with rows of which nothing tells whether they are stored already.",
    )(command)


def statement_options(command: C) -> C:
    """Add what says how a file is read, what its rows are booked on, and how they are known."""
    options = (
        layout_option,
        click.option(
            "--rules",
            metavar="FILE",
            help="What payments are booked on: a file of rules. [the rules of the store]",
        ),
        click.option(
            "--ids",
            type=click.Choice(["bank", "ignore"]),
            help="Whether the bank's ids tell bookings apart. [as at the first import; bank]",
        ),
        store_option,
        key_options,
    )
    for option in reversed(options):
        command = option(command)
    return command


def yes_option(command: C) -> C:
    """Add `--yes`."""
    return click.option("--yes", "-y", is_flag=True, help="Do it without asking.")(command)


def opened_store(address: str | None, *, create: bool = False) -> Store:
    """Open the store that is meant; `create` makes it where there is none."""
    from statementkit.store import open_store  # which is an extra

    if address is None:
        import platformdirs

        folder = platformdirs.user_data_path("statementkit", appauthor=False)
        _make(folder)
        address = str(folder / "books.db")
    return open_store(address, create=create)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder of the store cannot be made: {error.strerror}"
        finding = Diagnostic(code="SK740", message=message, hint="give --store", file=str(folder))
        raise StoreError(finding) from None


def read_statement(file: str, layout: str | None, options: Mapping[str, Any]) -> Statement:
    """Read a file and say what of it cannot be read."""
    statement = read(file, layout, **given(options))
    report.trouble(statement)
    return statement


def rule_book(path: str | None, store: Store) -> RuleBook:
    """Return the rules of a file or, without one, of the store, and say so."""
    if path is not None:
        return read_rules(path)
    book = store.rules.book()
    if book != RuleBook():
        rules = report.counted(len(book), "rule")
        report.sentence(f"the rules of the store are asked: {rules} and its defaults")
    return book


def agreed(question: str, *, yes: bool) -> bool:
    """Ask whether to write, unless `--yes` says so; without a terminal the answer is no."""
    if yes:
        return True
    if not sys.stdin.isatty():
        report.sentence(f"{question} Nothing was written; add --yes to do it.")
        return False
    return click.confirm(question, err=True)
