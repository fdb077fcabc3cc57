"""How a changed book of rules gets into its file: TOML with its comments kept, or a table."""

from __future__ import annotations

from pathlib import Path

from statementkit.cli.output import opened
from statementkit.rules import (
    RuleBook,
    read_rules,
    rules_to_csv,
    rules_to_toml,
    updated_toml,
)
from statementkit.rules.files import is_table, rules_text


def book_in(file: str) -> RuleBook:
    """Return the book of a file, a blank one if there is no such file. Raises `RuleError`."""
    return read_rules(file) if Path(file).exists() else RuleBook()


def save(book: RuleBook, file: str) -> None:
    """Write a book to its file, which appears when it is complete."""
    if is_table(file):
        text = rules_to_csv(book)
    elif Path(file).exists():
        text = updated_toml(rules_text(file), book, file)
    else:
        text = rules_to_toml(book)
    with opened(file, "RULES") as out:
        out.write(text)
