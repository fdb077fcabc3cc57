"""How many real files can be read completely with some layout, and which cannot and why.

    python -m benchmarks.coverage [--list] [--only PART-OF-A-NAME]

The files lie in a folder of real files beside the checkout, or where STATEMENTKIT_CORPUS says. A
file is covered when every record of it is read or left out on purpose, and something is read:
with a shipped layout found by the file, with an inferred one where inference decides everything,
or with one of `coverage_layouts/`, which were written by hand for families of files. Each of these
has in its notes the beginnings of the SHA-256 of the files that it is for. Files of one header
are one layout. `unread.tsv` beside them says of the files that no layout can read, why.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from benchmarks.inference import CORPUS, corpus, named, truths, wanted
from statementkit.errors import StatementKitError
from statementkit.inference import infer
from statementkit.layouts import Layout, read_layout
from statementkit.reader import read
from statementkit.reader.recognise import recognise
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
LAYOUTS = HERE / "coverage_layouts"
TARGET = 0.97
READ = ("shipped", "inferred", "by hand")
WAYS = (*READ, "not read", "no movements")
LAYOUT_OF = ("bank", "delimiter", "header row", "date format")
"""Columns of the manifest in which files of one layout agree."""

TRUTHS = truths()


@attrs.frozen
class Outcome:
    """What became of a file: the way it was read or why not, and the layout that tells it."""

    way: str
    why: str = ""


def by_hand() -> dict[str, Layout]:
    """Return the layouts written by hand by the digests of the files that they are for."""
    found = {}
    for path in sorted(LAYOUTS.glob("*.toml")):
        layout = read_layout(path)
        for digest in re.findall(r"\b[0-9a-f]{8}\b", layout.notes or ""):
            found[digest] = layout
    return found


def unreadable() -> dict[str, str]:
    """Return why some files hold nothing to be read, by their digests."""
    path = LAYOUTS / "unread.tsv"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return dict(line.split("\t", 1) for line in lines if line)


def outcome(line: dict[str, str], written: dict[str, Layout]) -> Outcome:
    """Return what becomes of a file: the first way that reads all of it, and reads it right."""
    path = CORPUS / line["file"]
    reasons = []
    for way, layout in ways(path, line["digest"], written):
        if isinstance(layout, str):
            reasons.append(layout)
            continue
        why = fault(path, layout, line)
        if why is None:
            return Outcome(way, layout.name or "")
        reasons.append(f"{way}: {why}")
    return Outcome("not read", "; ".join(reasons))


def ways(path: Path, digest: str, written: dict[str, Layout]) -> Iterator[tuple[str, Layout | str]]:
    """Yield the layouts to try, or why there is none: the one by hand is the last resort."""
    try:
        yield "shipped", recognise(open_source(path))[0]
    except StatementKitError:
        yield "shipped", "no shipped layout fits"
    try:
        found = infer(path)
        yield "inferred", found.layout if found.is_decided and found.layout else "undecided"
    except StatementKitError as error:
        yield "inferred", f"inference: {error.diagnostics[0].message}"
    if digest in written:
        yield "by hand", written[digest]


def fault(path: Path, layout: Layout, line: dict[str, str]) -> str | None:
    """Return why a layout does not read the whole of a file rightly, `None` where it does."""
    try:
        statement = read(path, layout)
    except StatementKitError as error:
        return str(error).splitlines()[0]
    if statement.problems:
        first = str(statement.problems[0]).splitlines()[0]
        return f"{len(statement.problems)} problems, the first {first}"
    if not statement.transactions:
        return "nothing was read"
    truth = TRUTHS.get(line["digest"])
    if truth is None or truth[1] == "none":
        return None
    right = [pair for pair in wanted(line, truth) if pair[1]]
    rows = [(each.booked_on, each.amount) for each in statement.transactions if not each.parent]
    got = [pair for pair in rows if pair[1]]
    if not right or got == right or "damaged" in truth:
        return None
    return (
        f"{len(got)} rows instead of {len(right)}"
        if len(got) != len(right)
        else next(
            f"{mine} instead of {theirs}"
            for mine, theirs in zip(got, right, strict=True)
            if mine != theirs
        )
    )


def main() -> None:
    """Judge every file, print the table and what cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="part of the names of the files to judge")
    parser.add_argument("--list", action="store_true", help="tell the way of every file")
    options = parser.parse_args()
    written, unread = by_hand(), unreadable()
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    layouts: dict[tuple[str, ...], set[str]] = defaultdict(set)
    left = []
    for line in corpus():
        if options.only not in line["file"]:
            continue
        found = outcome(line, written)
        reason = unread.get(line["digest"])
        if found.way == "not read" and reason:
            found = Outcome("no movements" if reason.startswith("no ") else "not read", reason)
        for key in ("all", *named(line)):
            totals[key][found.way] += 1
        layouts[tuple(line[key] for key in LAYOUT_OF)].add(found.way)
        if options.list or found.way == "not read":
            left.append(f"{found.way:9} {line['digest']} {line['file'][-60:]} | {found.why}")
    print("\n".join(left))
    report(totals, layouts)


def report(totals: dict[str, Counter[str]], layouts: dict[tuple[str, ...], set[str]]) -> None:
    """Print the counts by feature, and the share of layouts."""
    print(f"{'':28}{'files':>6}" + "".join(f"{way:>14}" for way in WAYS) + "    read")
    for key, counts in sorted(totals.items()):
        whole = sum(counts.values()) - counts["no movements"]
        cells = "".join(f"{counts[way]:>14}" for way in WAYS)
        done = sum(counts[way] for way in READ)
        print(f"{key:28}{whole:>6}{cells}{done / max(whole, 1):>8.1%}")
    sets = [ways for ways in layouts.values() if ways != {"no movements"}]
    done = sum("not read" not in ways for ways in sets)
    share = done / max(len(sets), 1)
    verdict = "met" if share >= TARGET else "MISSED"
    print(
        f"layouts read completely: {done} of {len(sets)}, {share:.1%} ({verdict}: ≥ {TARGET:.0%})"
    )


if __name__ == "__main__":
    main()
