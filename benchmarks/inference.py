"""How often inference is right, undecided, refused, or wrong without a warning, on real files.

    python benchmarks/inference.py [--half A|B] [--list OUTCOME]

The files lie in a folder of real files beside the checkout, or where STATEMENTKIT_CORPUS says. What
is right is judged by `inference_truth.tsv`, written by hand from the files, one line for each by
the start of its SHA-256: the column and format of the date, the decimal mark, and where the amount
stands (`3`; `-3`: positive is expense; `5:4`: in and out; `7?6=D`: column 7, out where 6 says D).
It is read here with the csv module alone: nothing of the library takes part in the judgement. `ask`
marks files that do not decide something themselves, `none` those without a table to be read,
`damaged` those whose rows contradict each other, `!3=Pending` rows that count as not booked.

The halves part the banks at random: A was looked at while the words were written, B was not before
it was measured for the first time.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import re
import time
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from statementkit.errors import StatementKitError
from statementkit.inference import infer
from statementkit.reader import read

HERE = Path(__file__).parent
CORPUS = Path(os.environ.get("STATEMENTKIT_CORPUS", HERE.parents[1] / "shared" / "corpus"))
FOLDERS = ("csv/", "csv-derived/")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
FEATURES = {
    "two columns": "two columns",
    "D/C column": "D/C column",
    "positive is expense": "positive = expense",
    "one signed column": "one signed amount",
    "one sign seen": "one sign seen",
    "footer or totals": "footer lines",
    "status or pending": "tatus",
    "rows between": "non-transaction rows",
    "unequal widths": "different width",
    "signed two columns": "signed debit or credit",
}

Row = tuple[date, Decimal]


def corpus() -> list[dict[str, str]]:
    """Return the manifest's lines for the folders, each content once."""
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    seen: dict[str, dict[str, str]] = {}
    for line in lines:
        if line["file"].startswith(FOLDERS):
            content = (CORPUS / line["file"]).read_bytes()
            line["digest"] = hashlib.sha256(content).hexdigest()[:8]
            bank = hashlib.sha256(line["bank"].encode()).digest()[0]
            line["half"] = "A" if bank % 2 == 0 else "B"
            seen.setdefault(line["digest"], line)
    return list(seen.values())


def truths() -> dict[str, list[str]]:
    """Return what was written by hand about each file."""
    lines = (HERE / "inference_truth.tsv").read_text("utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t") for line in lines if line}


def decoded(content: bytes, stated: str) -> str:
    """Return the text of a file as the manifest states its encoding."""
    for name in ("utf-8-sig", stated.split()[0].split("/")[0].replace("windows-", "cp"), "latin-1"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    raise AssertionError


def wanted(line: dict[str, str], truth: list[str]) -> list[Row]:
    """Return the transactions that a file holds, in its order."""
    text = decoded((CORPUS / line["file"]).read_bytes(), line["encoding"])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter = DELIMITERS.get(line["delimiter"], ",")
    _, column, pattern, mark, amount, *rest = truth
    left_out = re.search(r"!(\d+)=(\S+)", rest[0] if rest else "")
    found = []
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        cells = ["", *(cell.strip() for cell in row), *[""] * 60]
        if left_out and cells[int(left_out[1])] in left_out[2].split(","):
            continue
        day, money = day_of(cells[int(column)], pattern), money_of(cells, amount, mark)
        if day is not None and money is not None:
            found.append((day, money))
    return found


def day_of(text: str, pattern: str) -> date | None:
    """Return the day that a cell says in a format of strptime."""
    text = text.strip("' ")
    if "%b" not in pattern:
        text = re.split(r"[ T\[]", text)[0]
        if pattern == "%Y%m%d":
            text = text[:8]
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007
    except ValueError:
        return None


def number(text: str, mark: str) -> Decimal | None:
    """Return the number of a cell, `None` if it is blank or no number."""
    if not re.search(r"\d", text) or re.search(r"[A-Za-z]{4}", text):
        return None
    minus = "-" in text or "\u2212" in text or text.startswith("(")
    digits = re.sub(rf"[^\d{re.escape(mark)}]", "", re.sub(r"(?i)rs\.|kr\.", "", text))
    try:
        size = Decimal(digits.replace(mark, "."))
    except ArithmeticError:
        return None
    return -size if minus and size else size


def money_of(cells: list[str], amount: str, mark: str) -> Decimal | None:
    """Return the signed amount of a row as the rule says."""
    if found := re.fullmatch(r"(-?)(\d+)", amount):
        value = number(cells[int(found[2])], mark)
        return None if value is None else -value if found[1] else value
    if found := re.fullmatch(r"(\d+):(\d+)", amount):
        sides = [number(cells[int(each)], mark) for each in found.groups()]
        if sides == [None, None] or all(sides):
            return None
        return abs(sides[0] or Decimal(0)) - abs(sides[1] or Decimal(0))
    if found := re.fullmatch(r"plus(\d+)", amount):
        cell = cells[int(found[1])]
        value = number(cell, mark)
        return None if value is None else abs(value) if "+" in cell else -abs(value)
    found = re.fullmatch(r"(\d+)\?(\d+)=(.+)", amount)
    assert found, amount
    value = number(cells[int(found[1])], mark)
    if value is None:
        return None
    return -abs(value) if cells[int(found[2])] in found[3].split(",") else abs(value)


def outcome(line: dict[str, str], truth: list[str]) -> tuple[str, str]:
    """Return what became of a file, and a word about it."""
    path = CORPUS / line["file"]
    try:
        found = infer(path)
    except StatementKitError as error:
        return "refused", error.diagnostics[0].message[:110]
    if found.layout is None:
        return "undecided", " / ".join(f"{q.key}: {q.text}" for q in found.questions)[:230]
    statement = read(path, found.layout)
    got = [(each.booked_on, each.amount) for each in statement.transactions if not each.parent]
    if truth[1] == "none":
        return "WRONG", f"there is nothing to read; {found.layout.order}"
    right = wanted(line, truth)
    nonzero = [each for each in right if each[1]]
    if got in (right, nonzero) or [each for each in got if each[1]] == nonzero:
        return "right", f"{found.layout.order}"
    missing = len(right) - len(got)
    if statement.problems and 0 < missing <= len(statement.problems) and set(got) <= set(right):
        return "reported", f"{len(statement.problems)} problems, {missing} missing"
    first = next((pair for pair in zip(got, right, strict=False) if pair[0] != pair[1]), "count")
    kind = "WRONG" if not (statement.problems and "damaged" in truth) else "reported"
    return kind, f"{len(got)}/{len(right)} {first} {found.layout.order}"


def main() -> None:
    """Judge every file and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices="AB")
    parser.add_argument("--list", action="append", default=[])
    options = parser.parse_args()
    known = truths()
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    clock = time.process_time()
    for line in corpus():
        if line["digest"] not in known or options.half not in (None, line["half"]):
            continue
        truth = known[line["digest"]]
        what, why = outcome(line, truth)
        flags = truth[-1] if len(truth) > 2 else truth[1]
        group = "none" if truth[1] == "none" else "ask" if "ask" in flags else "decidable"
        for key in (f"half {line['half']}", f"half {line['half']}, {group}", "all", *named(line)):
            totals[key][what] += 1
            if group == "decidable":
                totals[f"{key} (decidable)"][what] += 1
        if what in options.list or (not options.list and what == "WRONG"):
            print(f"{what:9} {line['digest']} {group:9} {line['file'][-46:]} | {why}")
    report(totals)
    print(f"{time.process_time() - clock:.1f} s of CPU")


def named(line: dict[str, Any]) -> list[str]:
    """Return the features of a file, from its manifest line."""
    found = [name for name, words in FEATURES.items() if words in line["quirks"]]
    if line["header row"].startswith("no"):
        found.append("no header")
    if "line" in line["header row"]:
        found.append("preamble")
    if "ambiguous" in line["date format"]:
        found.append("day or month open")
    if line["number format"].startswith("decimal comma"):
        found.append("decimal comma")
    return found


def report(totals: dict[str, Counter[str]]) -> None:
    """Print the counts and shares."""
    kinds = ("right", "undecided", "refused", "reported", "WRONG")
    print(f"{'':36}{'files':>6}" + "".join(f"{kind:>11}" for kind in kinds) + "   right")
    for key, counts in sorted(totals.items()):
        whole = sum(counts.values())
        row = "".join(f"{counts[kind]:>11}" for kind in kinds)
        print(f"{key:36}{whole:>6}{row}{counts['right'] / whole:>8.0%}")


if __name__ == "__main__":
    main()
