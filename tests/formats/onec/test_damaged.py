"""The tools on damaged files and on real ones: nothing is lost, and only our exceptions escape."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from statementkit import StatementKitError
from statementkit.cli import main
from statementkit.formats.onec.anonymising import Anonymiser
from statementkit.formats.onec.checking import check_exchange
from statementkit.formats.onec.dialects import recognise
from statementkit.formats.onec.merging import merge
from statementkit.formats.onec.reading import read_exchange
from statementkit.formats.onec.splitting import split
from statementkit.testing.onec import Invention, inventions

if TYPE_CHECKING:
    from statementkit.formats.onec.model import Document

CORPUS = Path(
    os.environ.get("STATEMENTKIT_CORPUS", Path(__file__).parents[4] / "shared" / "corpus")
)
"""A folder of real files beside the checkout."""

REAL = sorted((CORPUS / "1c").glob("*.txt")) if CORPUS.is_dir() else []
READABLE = [each for each in REAL if "\N{REPLACEMENT CHARACTER}".encode() not in each.read_bytes()]
HIDE = Anonymiser(b"a secret")

Damage = list[tuple[float, int, bytes]]


def damaged(content: bytes, damage: Damage) -> bytes:
    for where, less, more in damage:
        place = int(where * len(content))
        content = content[:place] + more + content[place + less :]
    return content


@given(
    inventions(),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 200),
            st.binary(max_size=4) | st.sampled_from([b"\n", b"\r\n\r\n", b"=", "Сумма=".encode()]),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_damaged_files_are_answered_or_read(invention: Invention, damage: Damage) -> None:
    content = damaged(invention.content, damage)
    try:
        exchange = read_exchange(content)
    except StatementKitError:
        return
    recognise(exchange)
    assert check_exchange(content).documents == len(exchange.documents)
    assert len(read_exchange(HIDE.file(content)).documents) == len(exchange.documents)
    try:
        whole = merge([exchange])
        parts = split(exchange)
    except StatementKitError:
        return
    assert whole.documents + len(whole.repeats) == len(exchange.documents)
    assert sum(each.documents for each in parts) >= len(exchange.documents)


def _said(document: Document) -> str:
    return "\n".join(f"{each.key}={each.value}" for each in document.pairs)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name[-40:])
def test_real_files(path: Path) -> None:
    content = path.read_bytes()
    exchange = read_exchange(content)
    said = Counter(map(_said, exchange.documents))
    found: Counter[str] = Counter()
    for part in split(exchange):
        found |= Counter(map(_said, read_exchange(part.content).documents))
    assert found == said
    merged = merge([exchange, exchange])
    assert merged.documents == len(merged.repeats) == len(exchange.documents)
    hidden = read_exchange(HIDE.file(content))
    assert [each.amount for each in hidden.documents] == [
        each.amount for each in exchange.documents
    ]
    balanced = [check_exchange(each).is_balanced for each in (content, HIDE.file(content))]
    assert balanced[0] == balanced[1]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name[-40:])
def test_real_files_on_the_command_line(path: Path) -> None:
    run = CliRunner()
    documents = run.invoke(main, ["1c", "documents", str(path), "--to", "jsonl"])
    check = run.invoke(main, ["1c", "check", str(path), "--to", "json", "--lang", "ru"])
    summary = run.invoke(main, ["1c", "summary", str(path), "--to", "json"])
    if documents.exit_code == 2:
        assert (check.exit_code, summary.exit_code) == (2, 2)
        assert "SK601" in documents.stderr
        return
    number = len(read_exchange(path).documents)
    assert len(documents.stdout.splitlines()) == number
    assert json.loads(check.stdout)["documents"] == number
    assert json.loads(summary.stdout)["documents"] == number
