"""Files of rules: TOML, or a table where the name ends in `.csv`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, RuleError
from statementkit.rules.table import rules_from_csv
from statementkit.rules.toml import rules_from_toml

if TYPE_CHECKING:
    from statementkit.rules.book import RuleBook


def read_rules(path: str | os.PathLike[str], *, after: int = 0) -> RuleBook:
    """Return the book of rules in a file: TOML, or a table if its name ends in `.csv`.

    Rules without a number get the next ones, or those `after` the last number of another book.
    Raises `RuleError` when the file cannot be read, or with everything that is wrong with it.
    """
    file = os.fspath(path)
    text = rules_text(file)
    rules_from = rules_from_csv if is_table(file) else rules_from_toml
    return rules_from(text, file, after=after)


def is_table(file: str) -> bool:
    """Tell whether a file is a table by its name.

    >>> is_table("rules.CSV"), is_table("rules.toml")
    (True, False)
    """
    return file.lower().endswith(".csv")


def rules_text(file: str) -> str:
    """Return the text of a file of rules. Raises `RuleError`."""
    try:
        content = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the rules cannot be read: {reason}"
        hint = "name a file of rules; `statementkit rules add` begins one"
        raise RuleError(Diagnostic(code="SK700", message=message, hint=hint, file=file)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "rules are written in UTF-8, and this line is not"
        hint = "save the file as UTF-8; a spreadsheet calls it CSV UTF-8"
        raise RuleError(
            Diagnostic(code="SK701", message=message, hint=hint, file=file, line=line)
        ) from None
