"""The gallery of error messages: an input for every code, and what is said about it.

`gallery.toml` is data: each entry is an order, rows under an order, a layout file or a bank's file,
and `says` is the rendered message, word for word. The reference of errors is made from it too.
`wordings.toml` holds in the same form what codes of orders and rows say in other words elsewhere.
`python -m tests.errors.gallery` writes the messages anew; read every change before it is kept.
"""

from __future__ import annotations

import io
import sys
import tomllib
import zipfile
from datetime import date
from decimal import Decimal
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import openpyxl
import tomlkit

import statementkit as sk
from statementkit.convert import convert
from statementkit.dedup import bookings, id_problems
from statementkit.dedup.columns import add_keys
from statementkit.formats.onec import order_files, ordering
from statementkit.formats.onec.checking import check_exchange
from statementkit.formats.onec.dialects import recognise
from statementkit.formats.onec.merging import merge
from statementkit.formats.onec.problems import diagnostic
from statementkit.formats.onec.reading import read_exchange
from statementkit.layouts import parse_layout, shaping
from statementkit.layouts.checking import check_layout
from statementkit.reader import explain
from statementkit.rules import check_rules, read_rules, rules_from_csv, rules_from_toml
from statementkit.rules.columns import assign
from statementkit.testing.onec import invent
from statementkit.values import CellError, NumberFormat, amount_reader
from tests.errors import feeds, kit, syncs
from tests.errors.ledger import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from statementkit.layouts.records import Row

PATH = Path(__file__).with_name("gallery.toml")
WORDINGS = PATH.with_name("wordings.toml")
USUAL = {"date_format": "yyyy-MM-dd"}

Entry = dict[str, Any]

PAYER = {
    "name": 'ООО "Тихий берег"',
    "account": "40702810100000000017",
    "bic": "044525225",
    "bank_name": "ПАО СБЕРБАНК",
    "correspondent_account": "30101810400000000225",
    "tax_id": "7799000012",
    "kpp": "779901001",
}
PAYMENT = {
    "number": 7,
    "date": date(2024, 2, 1),
    "amount": 1500,
    "purpose": "Оплата по счету № 5",
    "payee": {
        "name": "ИП Орлов",
        "account": "40702810000000000018",
        "bic": "044525593",
        "bank_name": 'АО "АЛЬФА-БАНК"',
    },
}
"""An order without a fault, of which entries change something."""


def entries(path: Path = PATH) -> list[Entry]:
    """Return the entries of the gallery, or of the other wordings."""
    found: list[Entry] = tomllib.loads(path.read_text("utf-8"))["error"]
    return found


def message(entry: Entry) -> str:
    """Return what is said about the input of an entry: the finding that has its code."""
    return str(finding(entry) or "nothing is said with this code")


def finding(entry: Entry) -> sk.Diagnostic | None:
    """Return the first finding about the input of an entry that has its code."""
    return next((each for each in _findings(entry) if each.code == entry["code"]), None)


def _findings(entry: Entry) -> Iterator[sk.Diagnostic]:
    kind = next(each for each in _KINDS if each in entry)
    try:
        yield from _KINDS[kind](entry)
    except sk.StatementKitError as error:
        yield from error.diagnostics


def _of_file(entry: Entry) -> Iterator[sk.Diagnostic]:
    text = entry.get("before", "") + entry["file"] * entry.get("times", 1)
    content = text.encode(entry.get("encoding", "utf-8"))
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


def _of_workbook(entry: Entry) -> Iterator[sk.Diagnostic]:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in entry["workbook"].items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if "merged" in entry:
        book.worksheets[0].merge_cells(entry["merged"])
    packed = io.BytesIO()
    book.save(packed)
    yield from _read(packed.getvalue(), entry)


def _of_scan(entry: Entry) -> Iterator[sk.Diagnostic]:
    what = entry["scan"]
    frame = sk.scan(what if "*" in what else what.encode(), **entry["settings"])
    if "assigned" in entry:
        frame = assign(frame, rules_from_toml(entry["assigned"]))
    if "sorted_by" in entry:
        frame = frame.sort(entry["sorted_by"])
    if "without" in entry:
        frame = frame.drop(entry["without"])
    if "keys_of" in entry:
        frame = add_keys(frame, entry["keys_of"])
    frame.collect()
    yield from ()


def _of_inference(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from sk.infer(entry["infer"].encode()).warnings


def _of_conversion(entry: Entry) -> Iterator[sk.Diagnostic]:
    for conversion in convert(entry["convert"], entry["from"]):
        yield from conversion.findings


def _of_path(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from _read(entry["path"], entry)


def _read(what: Any, entry: Entry) -> Iterator[sk.Diagnostic]:
    with _missing(entry.get("missing")), mock.patch("importlib.metadata.entry_points", _hooks):
        statement = sk.read(what, **entry["settings"])
    yield from statement.problems + statement.warnings


def _missing(what: str | None) -> Any:
    """Let a package be missing for a while."""
    return mock.patch.dict(sys.modules, {what: None} if what else {})


def _hooks(**which: Any) -> EntryPoints:
    """Return the installed hooks, as if the functions below came with a package."""
    names = {"join-details": "join_details", "add-remarks": "add_remarks"}
    hooks = (
        EntryPoint(name, f"{__name__}:{function}", shaping.HOOKS)
        for name, function in names.items()
    )
    return EntryPoints(hooks).select(**which)


def join_details(rows: Iterator[Row], layout: sk.Layout) -> Iterator[Row]:
    """Fail, as a hook does that expects more columns than the file has."""
    for line, row in rows:
        yield line, [row[0], row[7]]


def add_remarks(rows: Iterator[Row], layout: sk.Layout) -> Iterator[Row]:
    """Make records longer than the layout says."""
    for line, row in rows:
        yield line, f"{row}, and a remark"


def _of_ids(entry: Entry) -> Iterator[sk.Diagnostic]:
    rows = enumerate(entry["ids"], start=2)
    day = date(2024, 2, 1)
    yield from id_problems(
        bookings(
            sk.Transaction(day, Decimal(line), "EUR", bank_id=bank_id, line=line)
            for line, bank_id in rows
        )
    )


def _of_ledger(entry: Entry) -> Iterator[sk.Diagnostic]:
    refuse(entry["ledger"])
    yield from ()


def _of_kit(entry: Entry) -> Iterator[sk.Diagnostic]:
    kit.refuse(entry["kit"])
    yield from ()


def _of_feed(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from feeds.refuse(entry["feed"])


def _of_sync(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from syncs.refuse(entry["sync"])


def _of_layout(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from check_layout(parse_layout(entry["layout"], source="hansa.toml", name="hansa"))


def _of_rows(entry: Entry) -> Iterator[sk.Diagnostic]:
    settings = USUAL | entry.get("settings", {})
    mapper = sk.compile_order(entry["order"], **settings)
    tally = mapper.tally()
    rows = entry["rows"]
    if "times" in entry:
        rows = [[*row[:-1], row[-1] * entry["times"]] for row in rows]
    list(mapper.map_rows(rows, tally=tally))
    yield from tally.problems + tally.warnings


def _of_amount(entry: Entry) -> Iterator[sk.Diagnostic]:
    try:
        amount_reader(NumberFormat())(entry["amount"])
    except CellError as error:
        yield sk.Diagnostic(code=error.code, message=error.message, hint=error.hint)


def _of_payments(entry: Entry) -> Iterator[sk.Diagnostic]:
    payer, extra = entry.get("payer", PAYER), entry.get("changes", {})
    payments = [{**PAYMENT, **extra, **each} for each in entry["payments"]]
    book = order_files.read_orders(
        tomlkit.dumps({"payer": payer, "payment": payments}).encode(), "orders.toml"
    )
    yield from map(ordering.told, book.problems())


def _of_payment_file(entry: Entry) -> Iterator[sk.Diagnostic]:
    order_files.read_orders(entry["orders"].encode(), "orders.toml")
    yield from ()


def _of_exchange(entry: Entry) -> Iterator[sk.Diagnostic]:
    exchange = read_exchange(entry["exchange"].encode(entry.get("encoding", "cp1251")))
    yield from map(diagnostic, (*exchange.problems, *recognise(exchange).deviations))
    if "values" in entry:
        exchange.documents[0].with_values(entry["values"])


def _of_check(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from map(diagnostic, check_exchange(entry["check"].encode("cp1251")).problems)


def _of_invention(entry: Entry) -> Iterator[sk.Diagnostic]:
    invent(entry["invent"])
    yield from ()


def _of_merge(entry: Entry) -> Iterator[sk.Diagnostic]:
    codecs = entry.get("encodings", ["cp1251", "cp1251"])
    pairs = zip(entry["merge"], codecs, strict=True)
    merged = merge([read_exchange(text.encode(codec)) for text, codec in pairs])
    yield from (each.told() for each in merged.repeats)


def _of_order(entry: Entry) -> Iterator[sk.Diagnostic]:
    yield from sk.check_order(
        sk.parse_order(entry["order"] * entry.get("times", 1)),
        format=entry.get("format", "delimited"),
        header=entry.get("columns"),
    )


def _of_rules(entry: Entry) -> Iterator[sk.Diagnostic]:
    rules_from = rules_from_csv if entry.get("as") == "csv" else rules_from_toml
    book = rules_from(entry["rules"], f"rules.{entry.get('as', 'toml')}")
    booked = [_booked(each) for each in entry.get("booked", ())]
    yield from check_rules(book, booked)
    for transaction in booked:
        book.assign(transaction).postings(transaction)


def _booked(keys: Entry) -> sk.Transaction:
    texts = {name: text * keys.get("times", 1) for name, text in keys.items() if name != "times"}
    amount = Decimal(texts.pop("amount", "-10.00"))
    return sk.Transaction(date(2024, 2, 1), amount, "EUR", **texts)


def _of_rule_file(entry: Entry) -> Iterator[sk.Diagnostic]:
    read_rules(entry["rule_file"])
    yield from ()


_KINDS: dict[str, Callable[[Entry], Iterator[sk.Diagnostic]]] = {
    "file": _of_file,
    "hex": _of_hex,
    "zip": _of_zip,
    "workbook": _of_workbook,
    "scan": _of_scan,
    "infer": _of_inference,
    "convert": _of_conversion,
    "path": _of_path,
    "layout": _of_layout,
    "rows": _of_rows,
    "amount": _of_amount,
    "order": _of_order,
    "payments": _of_payments,
    "orders": _of_payment_file,
    "exchange": _of_exchange,
    "check": _of_check,
    "invent": _of_invention,
    "merge": _of_merge,
    "ids": _of_ids,
    "feed": _of_feed,
    "kit": _of_kit,
    "ledger": _of_ledger,
    "rules": _of_rules,
    "rule_file": _of_rule_file,
    "sync": _of_sync,
}


def rewrite() -> None:
    """Write every message as it is now."""
    for path in (PATH, WORDINGS):
        document = tomlkit.parse(path.read_text("utf-8"))
        for entry, table in zip(entries(path), document["error"], strict=True):
            table["says"] = tomlkit.string(message(entry) + "\n", multiline=True)
        path.write_text(tomlkit.dumps(document), "utf-8")


if __name__ == "__main__":
    rewrite()
