"""`statementkit infer`: a layout for a file that nobody described, with the reason for each key."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import click
from rich.syntax import Syntax

from statementkit.cli import report
from statementkit.cli.options import Command, given, key_options
from statementkit.cli.output import console, opened, standard_output
from statementkit.errors import ReadError
from statementkit.inference import infer
from statementkit.layouts import write_layout
from statementkit.reader.exchange import is_exchange_source
from statementkit.reader.recognise import recognise
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.inference import Choice, Inference, Question
    from statementkit.layouts import Layout

DECIDED, UNDECIDED = 0, 3
"""Exit codes: the file decides everything; it leaves a question open."""

_ASIDE = 34
"""Where comments begin that stand beside a key."""

_WIDE = 100


@click.command(cls=Command)
@click.argument("file")
@click.option("--output", "-o", metavar="PATH", help="Write the layout to a file.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@key_options
def command(file: str, output: str | None, as_json: bool, **options: Any) -> int:
    """Find out how FILE is to be read, and print it as a layout.

    Comments tell what each column is and why each key says what it says. What the file cannot
    decide is asked, never guessed: answer with a key, and call again.

    \b
    statementkit infer statement.csv -o hansa.toml
    statementkit infer statement.csv --date-format dd/MM/yyyy

    The exit code is 0 when the file decides everything, 3 when it leaves a question open.
    """
    try:
        found = infer(file, **given(options))
    except ReadError as error:
        raise _pointed(error, file) from None
    if as_json:
        text = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
        standard_output().write(text + "\n")
    elif found.layout is not None:
        _write(commented(found, found.layout), output)
    if not as_json:
        report.findings(found.warnings)
        for question in found.questions:
            report.sentence(_question(question))
    return DECIDED if found.is_decided else UNDECIDED


def _pointed(error: ReadError, file: str) -> ReadError:
    """Return an error with what reads the file without inference, if anything does, as its hint."""
    try:
        source = open_source(file)
        if is_exchange_source(source):
            what = "it is a file for 1C, which needs no layout"
        else:
            what = f"the shipped layout {recognise(source)[0].name} reads it"
    except ReadError:
        return error
    first, *others = error.diagnostics
    return type(error)(first.at(hint=f"{what}: statementkit read {shlex.quote(file)}"), *others)


def _write(text: str, output: str | None) -> None:
    out = console(standard_output())
    if output is None and out.is_terminal:
        out.print(Syntax(text, "toml").highlight(text.rstrip()), soft_wrap=True)
        return
    with opened(output, "--output") as file:
        file.write(text)


def commented(found: Inference, layout: Layout) -> str:
    """Return the layout of an inference as TOML, every key with its reason beside it."""
    lines = []
    for line in write_layout(layout).splitlines():
        key = re.match(r"(\w+) = ", line)
        if key and key[1] == "order":
            lines += ["", *_columns(found), *_notes(found), ""]
        choice = found.decision(key[1]) if key else None
        lines.append(_beside(line, choice) if choice else line)
    return "\n".join(lines).strip("\n") + "\n"


def _beside(line: str, choice: Choice) -> str:
    reason = f"# {choice.evidence} ({choice.confidence})"
    if len(line) > _ASIDE - 2:
        return f"{_cut(reason)}\n{line}"
    return _cut(f"{line:{_ASIDE}}{reason}")


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    shown = text if len(plain) == len(text.strip()) else text.replace("\n", " ")
    return shown if len(shown) <= _WIDE else shown[: _WIDE - 1] + "…"


def _columns(found: Inference) -> Iterator[str]:
    """Yield the columns: number, name, field, and why."""
    name_width = min(28, max((len(each.name) for each in found.columns), default=0))
    field_width = max((len(each.field) for each in found.columns), default=0)
    for each in found.columns:
        name = " ".join(each.name.split())[:name_width]
        field = "-" if each.field == "other" else each.field
        reason = "" if each.field == "other" else f"{each.reason} ({each.confidence})"
        text = f"# {each.number:>3}  {name:{name_width}}  {field:{field_width}}  {reason}"
        yield _cut(text.rstrip())


_KEYS_OF_FILE = (
    *("format", "sheet", "encoding", "delimiter", "header"),
    *("date_format", "decimal", "thousands"),
)


def _notes(found: Inference) -> Iterator[str]:
    """Yield what was decided about dates, money and rows, each with its evidence."""
    keys = found.layout.to_dict() if found.layout else {}
    for each in found.decisions:
        if each.key in _KEYS_OF_FILE or (each.key == "currency" and "currency" in keys):
            continue
        lines = f", lines {', '.join(map(str, each.lines))}" if each.lines else ""
        yield "#"
        yield f"# {each.key}: {each.value}"
        yield f"#   {each.evidence}{lines} ({each.confidence})"
        if each.rivals:
            yield f"#   not: {'; '.join(each.rivals)}"


def _question(question: Question) -> str:
    """Return a question with its answers, and the options that give them."""
    lines = [f"? {question.text}"]
    for answer in question.answers:
        keys = (
            f"--{key.replace('_', '-')} {shlex.quote(str(value))}"
            for key, value in answer.keys.items()
        )
        lines += [f"    {answer.text}", f"      {' '.join(keys)}"]
    return "\n".join(lines)
