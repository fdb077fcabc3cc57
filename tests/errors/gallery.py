"""The gallery of error messages: an input for every code, and what is said about it.

`gallery.toml` is data: each entry is an order, rows under an order, a layout file or a bank's file,
and `says` is the rendered message, word for word. The reference of errors is made from it too.
`python -m tests.errors.gallery` writes the messages anew; read every change before it is kept.
"""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

import statementkit as sk
from statementkit.layouts import parse_layout
from statementkit.layouts.checking import check_layout
from statementkit.reader import explain
from statementkit.values import CellError, NumberFormat, amount_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATH = Path(__file__).with_name("gallery.toml")
USUAL = {"date_format": "yyyy-MM-dd"}

Entry = dict[str, Any]


def entries() -> list[Entry]:
    """Return the entries of the gallery."""
    found: list[Entry] = tomllib.loads(PATH.read_text("utf-8"))["error"]
    return found


def message(entry: Entry) -> str:
    """Return what is said about the input of an entry: the finding that has its code."""
    found = [each for each in _findings(entry) if each.code == entry["code"]]
    return str(found[0]) if found else "nothing is said with this code"


def _findings(entry: Entry) -> Iterator[sk.Diagnostic]:
    kind = next(each for each in _KINDS if each in entry)
    try:
        yield from _KINDS[kind](entry)
    except sk.StatementKitError as error:
        yield from error.diagnostics


def _of_file(entry: Entry) -> Iterator[sk.Diagnostic]:
    content = (entry["file"] * entry.get("times", 1)).encode(entry.get("encoding", "utf-8"))
    if "line" in entry:
        explain(content, entry["line"], **entry["settings"])
    yield from _read(content, entry)


def _of_hex(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from _read(bytes.fromhex(entry["hex"]), entry)


def _of_zip(entry: Entry) -> Iterator[sk.Diagnostic]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in entry["zip"].items():
            archive.writestr(name, text)
    yield from _read(packed.getvalue(), entry)


def _of_path(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from _read(entry["path"], entry)


def _read(what: Any, entry: Entry) -> Iterator[sk.Diagnostic]:
    statement = sk.read(what, **entry["settings"])
    yield from statement.problems + statement.warnings


def _of_layout(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from check_layout(parse_layout(entry["layout"], source="hansa.toml", name="hansa"))


def _of_rows(entry: Entry) -> Iterator[sk.Diagnostic]:
    settings = USUAL | entry.get("settings", {})
    mapper = sk.compile_order(entry["order"], **settings)
    tally = mapper.tally()
    rows = [[*row[:-1], row[-1] * entry.get("times", 1)] for row in entry["rows"]]
    list(mapper.map_rows(rows, tally=tally))
    yield from tally.problems + tally.warnings


def _of_amount(entry: Entry) -> Iterator[sk.Diagnostic]:
    try:
        amount_reader(NumberFormat())(entry["amount"])
    except CellError as error:
        yield sk.Diagnostic(code=error.code, message=error.message, hint=error.hint)


def _of_order(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from sk.check_order(
        sk.parse_order(entry["order"] * entry.get("times", 1)),
        format=entry.get("format", "delimited"),
        header=entry.get("columns"),
    )


_KINDS: dict[str, Callable[[Entry], Iterator[sk.Diagnostic]]] = {
    "file": _of_file,
    "hex": _of_hex,
    "zip": _of_zip,
    "path": _of_path,
    "layout": _of_layout,
    "rows": _of_rows,
    "amount": _of_amount,
    "order": _of_order,
}


def rewrite() -> None:
    """Write every message of the gallery as it is now."""
    document = tomlkit.parse(PATH.read_text("utf-8"))
    for entry, table in zip(entries(), document["error"], strict=True):
        table["says"] = tomlkit.string(message(entry) + "\n", multiline=True)
    PATH.write_text(tomlkit.dumps(document), "utf-8")


if __name__ == "__main__":
    rewrite()
