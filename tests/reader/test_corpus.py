"""Real files of other projects under orders that were not made for them: counted, or refused."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest

import statementkit as sk

CORPUS = Path(
    os.environ.get("STATEMENTKIT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus"
)
FILES = sorted(path for folder in CORPUS.glob("csv*") for path in folder.rglob("*.*sv"))
AUTO = {"encoding": "auto", "delimiter": "auto", "decimal": "auto"}
ORDERS: dict[str, dict[str, Any]] = {
    "decided": {"order": "date|amount", "date_format": "auto"},
    "declared": {"order": "date|name|amount|id", "date_format": "yyyy-MM-dd", "decimal": "."},
    "sums": {
        "order": "date|creditSum|debitSum|balance|conditions=2=BLANK,3=BLANK,skip;1~/^[A-Z]/,end",
        "date_format": ["dd.MM.yyyy", "MM/dd/yyyy"],
        "decimal": ",",
    },
    "without a header": {"order": "other|other", "header": False},
}  # fmt: skip

pytestmark = pytest.mark.skipif(not FILES, reason="no folder of real files here")


def outcome(
    path: Path, settings: dict[str, Any]
) -> tuple[sk.Statement | None, tuple[sk.Diagnostic, ...]]:
    try:
        return sk.read(path, **{**AUTO, **settings}), ()
    except sk.ReadError as error:
        return None, error.diagnostics


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:60])
def test_any_real_file_is_counted_or_refused(path: Path, name: str) -> None:
    statement, refusal = outcome(path, ORDERS[name])
    if statement is None:
        assert all(each.file and each.message and each.hint for each in refusal)
        return
    counts = statement.counts
    assert counts.records == counts.mapped + counts.skipped + counts.problems
    assert counts.transactions == len(statement.transactions)
    assert {each.line for each in statement.problems}.isdisjoint(statement.skipped)
    facts = {fact.name: fact.value for fact in statement.facts}
    if name == "without a header" and not statement.problems:
        text = path.read_bytes().decode(facts["encoding"])
        rows = csv.reader(
            io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=facts["delimiter"]
        )
        assert counts.records == sum(any(map(str.strip, row)) for row in rows)
