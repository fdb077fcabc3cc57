"""Other programs that read bank files, each doing its usual work on a file of ours.

Run by the Python that the peers are installed in: `python peers.py beangulp wise FILE` prints how
many rows were read and how many seconds that took, imports not counted. Peers map the plain
columns of a file (date, amount, currency, name, description, id) and take no branches, which is
less than the order asks of the library.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from shutil import which
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Columns = dict[str, list[int]]

COLUMNS: dict[str, tuple[str, Columns]] = {
    "wise": (
        "%d/%m/%Y",
        {"date": [13], "amount": [14, 15], "currency": [3], "description": [9, 10, 11]},
    ),
    "paypal": (
        "%d/%m/%Y",
        {"date": [0], "amount": [5], "currency": [4], "id": [9], "name": [11], "description": [16]},
    ),
    "simple": (
        "%Y-%m-%d",
        {"date": [0], "amount": [2], "currency": [3], "id": [4], "name": [5], "description": [1]},
    ),
}
"""How each workload writes dates, and which cells (counted from 0) hold what."""


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """Return how many rows the work gave, and its seconds."""
    start = perf_counter()
    rows = work()
    return rows, perf_counter() - start


def hledger(name: str, path: Path) -> tuple[int, float]:
    """Print a file as a journal, by CSV rules."""
    date_format, columns = COLUMNS[name]
    cells = {field: [f"%{index + 1}" for index in at] for field, at in columns.items()}
    rules = [
        "skip 1",
        f"date-format {date_format}",
        f"date {cells['date'][0]}",
        f"currency {cells['currency'][0]}",
        f"description {' '.join(cells['description'])}",
        "account1 assets:bank",
    ]
    if len(cells["amount"]) == 1:
        rules.append(f"amount {cells['amount'][0]}")
    else:
        rules += [f"amount-in {cells['amount'][0]}", f"amount-out {cells['amount'][1]}"]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "bank.rules"
        written.write_text("\n".join(rules) + "\n")
        command = ["hledger", "print", "-f", f"csv:{path}", "--rules-file", str(written)]

        def work() -> int:
            done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
            return done.stdout.count("\n\n")

        return timed(work)


def csv2ofx(name: str, path: Path) -> tuple[int, float]:
    """Turn a file into the text of an OFX file."""
    ofx = import_module("csv2ofx.ofx")
    utils = import_module("csv2ofx.utils")
    read_csv = import_module("meza.io").read_csv
    date_format, columns = COLUMNS[name]
    mapping: dict[str, Any] = {
        "has_header": True,
        "account": "bank",
        "date": lambda row: row[_key(columns["date"][0])],
        "amount": lambda row: next(filter(None, (row[_key(at)] for at in columns["amount"]))),
        "currency": lambda row: row[_key(columns["currency"][0])],
        "desc": lambda row: " ".join(row[_key(at)] for at in columns["description"]),
    }
    for field, word in {"name": "payee", "id": "id"}.items():
        if field in columns:
            mapping[word] = lambda row, at=columns[field][0]: row[_key(at)]

    def work() -> int:
        converter = ofx.OFX(mapping, parse_fmt=date_format)
        header = [_key(at) for at in range(path.open(encoding="utf-8").readline().count(",") + 1)]
        records = read_csv(str(path), custom_header=header, first_row=1, has_header=False)
        groups = converter.gen_groups(records, 2**14)
        cleaned = converter.clean_trxns(converter.gen_trxns(groups, collapse=False))
        return sum(text.count("<STMTTRN>") for text in converter.gen_body(utils.gen_data(cleaned)))

    return timed(work)


def _key(column: int) -> str:
    return f"column_{column + 1}"


def ofxstatement(name: str, path: Path) -> tuple[int, float]:
    """Turn a file into the text of an OFX file, with a plugin as the project's guide has them."""
    writer = import_module("ofxstatement.ofx").OfxWriter
    parser: Any = import_module("ofxstatement.parser").CsvStatementParser
    line: Any = import_module("ofxstatement.statement").StatementLine
    form, columns = COLUMNS[name]

    class Plugin(parser):  # type: ignore[misc]
        date_format = form

        def parse_record(self, row: list[str]) -> Any:
            amount = next(filter(None, (row[at] for at in columns["amount"])))
            found = line(
                id=row[columns["id"][0]] if "id" in columns else str(self.cur_record),
                date=self.parse_datetime(row[columns["date"][0]]),
                amount=self.parse_decimal(amount),
            )
            found.memo = " ".join(row[at] for at in columns["description"])
            found.payee = row[columns["name"][0]] if "name" in columns else None
            return found

    def work() -> int:
        with path.open(encoding="utf-8", newline="") as file:
            next(file)
            read = Plugin(file).parse()
        read.bank_id, read.account_id, read.currency = "BANK", "ACCOUNT", "EUR"
        return int(writer(read).toxml().count("<STMTTRN>"))

    return timed(work)


def beangulp(name: str, path: Path) -> tuple[int, float]:
    """Extract the entries of a file with an importer made of columns."""
    base: Any = import_module("beangulp.importers.csvbase")
    several: Any = base.Columns
    csv_importer: Any = base.Importer
    date_format, columns = COLUMNS[name]

    class Amount(several):  # type: ignore[misc]
        def parse(self, *texts: str) -> Any:
            return base.decimal.Decimal(next(filter(None, texts)))

    class Importer(csv_importer):  # type: ignore[misc]
        date = base.Date(columns["date"][0], date_format)
        amount = Amount(*columns["amount"])
        currency = base.Column(columns["currency"][0])
        narration = base.Columns(*columns["description"])
        if "name" in columns:
            payee = base.Column(columns["name"][0])

        def identify(self, filepath: str) -> bool:
            return filepath.endswith(".csv")

    return timed(lambda: len(Importer("Assets:Bank", "EUR").extract(str(path), [])))


def bankstatementparser(name: str, path: Path) -> tuple[int, float]:
    """Parse a file of well-known column names; it reads no other."""
    parsers = import_module("bankstatementparser.additional_parsers")
    if name != "simple":
        raise SystemExit(f"it has no way to say what the columns of {name} mean")
    return timed(lambda: len(parsers.CsvStatementParser(str(path)).parse()))


PEERS: dict[str, Callable[[str, Path], tuple[int, float]]] = {
    "hledger": hledger,
    "csv2ofx": csv2ofx,
    "ofxstatement": ofxstatement,
    "beangulp": beangulp,
    "bankstatementparser": bankstatementparser,
}


def main(peer: str, name: str, path: str) -> None:
    """Print the rows and seconds of one run, or say why the peer cannot run and exit with 1."""
    try:
        if peer == "hledger" and which("hledger") is None:
            raise SystemExit("hledger is not on the path")
        rows, seconds = PEERS[peer](name, Path(path))
    except ModuleNotFoundError as error:
        raise SystemExit(f"{error.name} is not installed in {sys.prefix}") from None
    print(json.dumps({"rows": rows, "seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
