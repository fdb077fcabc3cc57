"""Records on standard output or in a file: JSON Lines, CSV, or a table for eyes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from statementkit.cli.grid import grid
from statementkit.cli.output import console, opened
from statementkit.errors import shorten
from statementkit.export import CsvRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CELL = 60


def write_records(
    records: Iterable[Mapping[str, Any]],
    keys: Sequence[str],
    to: str,
    output: str | None = None,
    shown: Sequence[str] = (),
) -> None:
    """Write records under their keys as `jsonl`, `csv`, or a `table` of those that are shown."""
    with opened(output, "--output") as file:
        if to == "jsonl":
            for record in records:
                file.write(
                    json.dumps({key: record[key] for key in keys}, ensure_ascii=False) + "\n"
                )
        elif to == "csv":
            rows = CsvRows(file, keys)
            for record in records:
                rows.write(_plain(record[key]) for key in keys)
        else:
            console(file).print(_table(records, shown or keys))


def _table(records: Iterable[Mapping[str, Any]], shown: Sequence[str]) -> Any:
    rows = [[_cell(record[key.strip(">…")]) for key in shown] for record in records]
    table = grid(*(key.replace("_", " ") for key in shown))
    for row in rows:
        table.add_row(*row)
    return table


def _cell(value: Any) -> Text:
    return Text("" if value is None else shorten(" ".join(str(value).split()), _CELL))


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
