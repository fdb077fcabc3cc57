"""`statementkit 1c documents`: every document of a file, as it stands there, with its direction."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any, TextIO

import click
from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.onec.options import lang_option, output_option, owner_options
from statementkit.cli.onec.telling import say
from statementkit.cli.options import Command
from statementkit.cli.output import console, iso_day, opened, to_option
from statementkit.cli.program import OK, PROBLEMS
from statementkit.export import CsvRows, plain
from statementkit.formats.onec.direction import decide
from statementkit.formats.onec.owner import find_owner
from statementkit.formats.onec.purpose import purpose_of
from statementkit.formats.onec.reading import iter_documents
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from statementkit.formats.onec.counterparty import Counterparty
    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.problems import Language

Record = dict[str, Any]

_PARTY = ("name", "tax_id", "kpp", "account", "bic")
_COLUMNS = (
    *("kind", "number", "date", "amount", "direction", "direction_reason", "booked_on", "account"),
    *(f"counterparty_{name}" for name in _PARTY),
    *("purpose", "line"),
)
_HEADS = ("line", "number", "booked_on", ">amount", "direction", "counterparty…", "purpose…")


@click.command(cls=Command)
@click.argument("file")
@to_option(
    "table",
    "jsonl",
    "csv",
    help="What to print; jsonl and csv hold everything, the table what fits a line. In csv a text "
    "that a spreadsheet would compute gets an apostrophe before it.",
)
@output_option
@owner_options
@lang_option
def command(
    file: str,
    to: str,
    output: str | None,
    accounts: Sequence[str],
    tax_ids: Sequence[str],
    lang: Language,
) -> int:
    """Print every document of FILE in its order, also those that no transaction can be made of.

    The direction is told by the accounts, then by the dates, then by --tax-id; the reason stands
    beside it. Values that cannot be read are null.

    Exits with 0, or with 1 when a document has no amount or no date that can be read.
    """
    source = open_source(file)
    source.keep()
    owner = find_owner(source, accounts, tax_ids)
    movements = (decide(document, owner) for document in iter_documents(source, lazy=True))
    lacking = array("q")
    with opened(output, "--output") as out:
        _WRITERS[to](_records(movements, lacking), out)
    if lacking:
        lines = ", ".join(map(str, lacking[:5])) + (", …" if len(lacking) > 5 else "")
        words = {"count": len(lacking), "lines": lines}
        say("documents without an amount or a date: {count}, at line {lines}", lang, **words)
    return PROBLEMS if lacking else OK


def _records(movements: Iterable[Movement], lacking: array[int]) -> Iterator[Record]:
    """Yield the documents as records; `lacking` gets the lines of those without amount or date."""
    for movement in movements:
        record = to_record(movement)
        if record["amount"] is None or record["date"] is None:
            lacking.append(record["line"])
        yield record


def to_record(movement: Movement) -> Record:
    """Return a document as plain values; what is absent or cannot be read is `None`."""
    document, other = movement.document, movement.counterparty
    return {
        "kind": document.kind_text,
        "number": document.number,
        "date": iso_day(document.date),
        "amount": None if document.amount is None else plain(document.amount),
        "direction": movement.direction,
        "direction_reason": movement.reason,
        "booked_on": iso_day(movement.booked_on),
        "account": movement.account,
        "counterparty": None if other is None else _party(other),
        "purpose": purpose_of(document) or None,
        "line": document.line,
    }


def _party(party: Counterparty) -> Record | None:
    record = {name: getattr(party, name) for name in _PARTY}
    return record if any(record.values()) else None


def _write_lines(records: Iterable[Record], out: TextIO) -> None:
    for record in records:
        out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _write_csv(records: Iterable[Record], out: TextIO) -> None:
    rows = CsvRows(out, _COLUMNS)
    for record in records:
        party = record.pop("counterparty") or {}
        values = record | {f"counterparty_{name}": party.get(name) for name in _PARTY}
        rows.write(values[column] for column in _COLUMNS)


def _write_table(records: Iterable[Record], out: TextIO) -> None:
    table = grid(*_HEADS)
    for record in records:
        party = record["counterparty"] or {}
        record["counterparty"] = party.get("name") or party.get("account")
        cells = (record[head.strip(">…")] for head in _HEADS)
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))
    console(out).print(table)


_WRITERS = {"table": _write_table, "jsonl": _write_lines, "csv": _write_csv}
