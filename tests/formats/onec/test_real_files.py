"""Real files of banks and of other projects: every document is there, and every byte comes back.

They lie in a folder of real files beside the checkout, or where STATEMENTKIT_CORPUS says, and are
not part of the project: without them these tests are skipped.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from statementkit.errors import EncodingError
from statementkit.formats.onec.reading import iter_documents, peek, read_exchange
from statementkit.formats.onec.writing import write_exchange

BESIDE = Path(__file__).parents[4] / "shared" / "corpus"
FOLDER = Path(os.environ.get("STATEMENTKIT_CORPUS", BESIDE)) / "1c"
MARK = "СекцияДокумент="


def _manifest() -> list[dict[str, str]]:
    path = FOLDER / "manifest.tsv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if (FOLDER / row["file"]).is_file()]


ROWS = _manifest()
READABLE = [row for row in ROWS if "MOJIBAKE" not in row["quirks"]]
each_file = pytest.mark.parametrize("row", READABLE, ids=[row["file"][-50:] for row in READABLE])


@each_file
def test_nothing_is_dropped(row: dict[str, str]) -> None:
    content = (FOLDER / row["file"]).read_bytes()
    exchange = read_exchange(content)
    assert len(exchange.documents) == int(row["documents"])
    assert len(exchange.sections) == int(row["account_sections"])
    assert exchange.encoding.name.replace("windows-", "cp") == row["actual"]
    assert exchange.header.declared_encoding == row["declared"]
    assert exchange.header.version == row["version"]
    assert (exchange.header.sender or "") == row["sender"]
    assert all(document.amount is not None for document in exchange.documents)
    assert ("SK606" in {problem.code for problem in exchange.problems}) == (
        row["end_of_file"] == "no"
    )


@each_file
def test_every_byte_comes_back(row: dict[str, str]) -> None:
    content = (FOLDER / row["file"]).read_bytes()
    exchange = read_exchange(content)
    assert write_exchange(exchange) == content
    assert tuple(iter_documents(content)) == exchange.documents
    assert peek(content).documents == content.decode(exchange.encoding.codec).count(MARK)


@pytest.mark.skipif(not ROWS, reason="the folder of real files is not here")
def test_destroyed_files_are_explained() -> None:
    for row in ROWS:
        if row not in READABLE:
            with pytest.raises(EncodingError):
                read_exchange(FOLDER / row["file"])
