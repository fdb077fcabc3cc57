"""Real files of other projects: each opens, under the delimiter that people saw in it.

They lie in a folder beside the checkout, or where STATEMENTKIT_CORPUS says, and are not part of the
project: without them these tests are skipped.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from statementkit.errors import ReadError
from statementkit.layouts import Layout, open_records

BESIDE = Path(__file__).parents[3] / "shared" / "corpus"
CORPUS = Path(os.environ.get("STATEMENTKIT_CORPUS", BESIDE))
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}

ONE_WORD = {
    "hledger__hledger_test_errors_csviftablefieldnames.csv",
    "hledger__hledger_test_errors_csvskipvalue.csv",
}
"""Files of one word, in which no delimiter can be told."""

FEW_LETTERS = {
    "bank2ynab__test_test-data_TH_20180101-20180523_page_1.csv": "windows-1250",
    "hledger__examples_sample.fr.cp1252.csv": "windows-1252",
    "hledger__examples_sample.fr.iso88591.csv": "windows-1252",
    "inline__nl_rabobank.csv": "windows-1252",
}
"""Files with too few accents, or with their letters replaced by X: the encoding is declared."""


def _manifest() -> list[dict[str, str]]:
    path = CORPUS / "manifest.tsv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["format"].startswith("csv")]


FILES = _manifest()
each_file = pytest.mark.parametrize(
    "row", FILES, ids=[Path(row["file"]).name[:60] for row in FILES]
)


@pytest.mark.skipif(not FILES, reason="the folder of real files is not here")
def test_there_are_real_files() -> None:
    assert len(FILES) > 200


@pytest.mark.parametrize("name", FEW_LETTERS)
@pytest.mark.skipif(not FILES, reason="the folder of real files is not here")
def test_a_file_with_few_accents_is_a_question(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        open_records(CORPUS / "csv" / name, Layout(encoding="auto"))
    assert caught.value.code == "SK403"


@each_file
def test_every_line_of_a_real_file_is_accounted_for(row: dict[str, str]) -> None:
    path = CORPUS / row["file"]
    if path.name in ONE_WORD:
        pytest.skip("nothing can be told of one word")
    records = open_records(path, Layout(encoding=FEW_LETTERS.get(path.name, "auto")))
    assert records.delimiter == DELIMITERS.get(row["delimiter"], records.delimiter)
    codec = records.encoding.replace("utf-8", "utf-8-sig")
    with path.open(encoding=codec, errors="replace") as file:
        lines = sum(1 for _ in file)
    spans = sum(1 + "".join(cells).count("\n") for _, cells in records)
    header = "".join(records.header or []).count("\n") + 1
    left_out = records.blank_lines + records.preamble_lines + records.repeated_headers
    assert spans + header + left_out + len(records.problems) == lines


@each_file
def test_a_real_file_gives_what_the_csv_module_gives(row: dict[str, str]) -> None:
    delimiter = DELIMITERS.get(row["delimiter"])
    if delimiter is None or "damaged" in row["encoding"]:
        pytest.skip("the manifest names no delimiter, or the file is damaged")
    path = CORPUS / row["file"]
    encoding = FEW_LETTERS.get(path.name, "auto")
    records = open_records(path, Layout(encoding=encoding, delimiter=delimiter, header=False))
    with path.open(encoding=records.encoding.replace("utf-8", "utf-8-sig")) as file:
        expected = list(csv.reader(file, delimiter=delimiter))
    assert [cells for _, cells in records] == [
        cells for cells in expected if "".join(cells).strip(" \t\n\xa0\ufeff\x1a")
    ]
