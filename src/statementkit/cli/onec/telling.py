"""Findings and phrases in the language of the reader, and results as bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from rich.console import Console
from rich.text import Text

from statementkit.cli.output import opened
from statementkit.formats.onec.problems import Told, phrase
from statementkit.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.formats.onec.problems import Language

T = TypeVar("T")

SHOWN = 100
"""How many findings are written out; the rest is counted."""

_COLOURS = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}


def findings(
    found: Sequence[T],
    number: int,
    tell: Callable[[T], Diagnostic],
    lang: Language,
    out: Console,
) -> None:
    """Write out the first of a number of findings, as `tell` says them, and count the others."""
    for each in found[:SHOWN]:
        out.print(styled(tell(each), lang), end="\n\n", soft_wrap=True)
    if number > SHOWN:
        out.print(phrase("… and {number} more", lang, number=number - SHOWN), end="\n\n")


def styled(finding: Diagnostic, lang: Language) -> Text:
    """Return a finding in the words of a language: line, code, what is wrong, what to do."""
    place = _place(finding, lang)
    kind = {"error": "", "warning": phrase("warning: ", lang), "info": phrase("note: ", lang)}
    field = f"{finding.field}: " if finding.field else ""
    head = (place, "bold"), (finding.code, _COLOURS[finding.severity])
    text = Text.assemble(*head, f" {kind[finding.severity]}{field}{finding.message}")
    if finding.hint:
        text.append(f"\n{finding.hint}", "italic")
    return text


def _place(finding: Diagnostic, lang: Language) -> str:
    """Return where a finding is: in which file, on which line, in the how-manieth document."""
    file = f"{masked(finding.file)}, " if finding.file else ""
    if finding.line is None:
        return ""
    problem = finding.problem if isinstance(finding, Told) else None
    words = {"line": finding.line, "number": problem.number if problem else None}
    if problem is not None and problem.number is not None and problem.place == "document":
        return file + phrase("line {line}, document {number}: ", lang, **words)
    if problem is not None and problem.number is not None and problem.place == "account":
        return file + phrase("line {line}, account section {number}: ", lang, **words)
    return file + phrase("line {line}: ", lang, **words)


def amount_heads(lang: Language) -> dict[str, str]:
    """Return the heads of columns with amounts, by the attributes of an account."""
    return {
        "opening": phrase("opening", lang),
        "received": phrase("received", lang),
        "spent": phrase("spent", lang),
        "closing": phrase("closing", lang),
        "computed": phrase("computed", lang),
        "difference": phrase("difference", lang),
    }


def aside() -> Console:
    """Return a console on standard error that breaks no line of its own accord."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def write_bytes(pieces: Iterable[bytes], path: str | None, option: str = "--output") -> None:
    """Write a file of the format to standard output, or to the path that `option` names."""
    with opened(path, option) as file:
        file.flush()
        file.buffer.writelines(pieces)
        file.buffer.flush()


def file_name(file: str) -> str:
    """Return the name of what is made of a file: of standard input, of one that is packed.

    >>> file_name("-"), file_name("bank/march.txt.gz"), file_name("all.zip!march.txt")
    ('stdin.txt', 'march.txt', 'march.txt')
    """
    if file == "-":
        return "stdin.txt"
    path = Path(file.rpartition("!")[2])
    if path.suffix.lower() not in (".gz", ".zip"):
        return path.name
    return f"{path.stem.removesuffix('.txt')}.txt"


def folder_for(path: str, option: str) -> Path:
    """Return the folder that an option names, made if it does not exist."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.BadParameter(
            f"cannot make the folder {path}: {error.strerror or error}", param_hint=option
        ) from error
    return folder


def say(text: str, lang: Language, **words: object) -> None:
    """Say one thing on standard error."""
    aside().print(Text(phrase(text, lang, **words)))
