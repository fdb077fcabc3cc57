"""Which layout a file is read by, and how one of its records is explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import statementkit as sk
from statementkit.reader import explain

EXAMPLES = Path(__file__).parents[2] / "examples"
PAYPAL = EXAMPLES / "paypal" / "statement.csv"
EXCHANGE = EXAMPLES / "company" / "april.txt"
PLAIN = b'date,amount,note\n2024-02-01,-3.20,"two\nlines"\n\n2024-02-02,x,\n'
SETTINGS: dict[str, Any] = {
    "order": "date|amount|description",
    "date_format": "yyyy-MM-dd",
    "decimal": ".",
}


@pytest.mark.parametrize("open_file", [sk.read, sk.iter_transactions, sk.read_accounts])
@pytest.mark.parametrize("path", [PAYPAL, EXCHANGE])
def test_a_misspelt_choice_is_refused(open_file: Any, path: Path) -> None:
    """Taken for another choice, it would have bad rows pass without a word."""
    with pytest.raises(ValueError, match="on_error is 'collect', 'raise' or 'skip', not 'Raise'"):
        open_file(path, on_error="Raise")
    if open_file is not sk.read_accounts:
        with pytest.raises(ValueError, match="engine is 'auto', 'rows' or 'columns', not 'polars'"):
            open_file(path, engine="polars")


def test_a_file_is_known_by_its_header() -> None:
    statement = sk.read(PAYPAL)
    assert statement.origin is not None
    assert statement.origin.layout == "paypal"
    fact = next(fact for fact in statement.facts if fact.name == "layout")
    assert (fact.value, fact.lines) == ("paypal", (1,))


def test_a_name_a_path_a_layout_and_its_keys_say_the_same(tmp_path: Path) -> None:
    layout = sk.find_layout("paypal")
    path = tmp_path / "own.toml"
    path.write_text(
        (Path(sk.__file__).parent / "layouts/library/paypal.toml").read_text("utf-8"), "utf-8"
    )
    expected = sk.read(PAYPAL).transactions
    assert expected
    for each in ("paypal", layout, path, str(path)):
        assert sk.read(PAYPAL, each).transactions == expected
    assert sk.read(PAYPAL, **layout.to_dict()).transactions == expected


def test_keys_of_the_caller_win_over_those_of_the_layout() -> None:
    found = sk.read(PAYPAL, "paypal", order="date|currency@5|amount@6", account="A")
    assert {each.own_account for each in found.transactions} == {"A"}
    known = sk.read(PAYPAL, account="A")
    assert {each.own_account for each in known.transactions} == {"A"}


def test_an_unknown_header_leaves_the_question_that_the_file_does_not_answer() -> None:
    with pytest.raises(sk.FormatError) as caught:
        sk.read(PLAIN)
    assert caught.value.code == "SK437"


def test_a_file_with_two_headers_asks_which_is_meant() -> None:
    by_width: dict[tuple[int, str, str], list[str]] = {}
    for name, layout in sk.shipped_layouts().items():
        key = (len(layout.header_fingerprint or ()), layout.delimiter, layout.encoding)
        by_width.setdefault(key, []).append(name)
    (_, delimiter, encoding), names = next(
        (key, names) for key, names in by_width.items() if len(names) > 1 and key[0] > 1
    )
    headers = [sk.find_layout(name).header_fingerprint or () for name in names]
    text = "\n".join(delimiter.join(header) for header in headers)
    with pytest.raises(sk.UnknownFormatError) as caught:
        sk.read(text.encode(encoding))
    (finding,) = caught.value.diagnostics
    assert finding.code == "SK420"
    assert all(f"'{name}'" in finding.message for name in names)
    assert finding.hint == f'name the one that is meant: layout="{names[0]}"'


def test_a_header_below_other_lines_is_found() -> None:
    data = b"Statement\n\n" + PAYPAL.read_bytes()
    assert sk.read(data, "paypal").transactions == sk.read(PAYPAL).transactions


def test_a_workbook_layout_reads_text_and_says_so() -> None:
    statement = sk.read(PLAIN, **SETTINGS, format="excel")
    assert statement.transactions == sk.read(PLAIN, **SETTINGS).transactions
    assert "format" in [fact.name for fact in statement.facts]


@pytest.mark.parametrize("line", [2, 3])
def test_any_line_of_a_record_explains_it(line: int) -> None:
    explanation = explain(PLAIN, line, **SETTINGS)
    assert explanation.result == "mapped"
    assert explanation.transactions[0].line == 2
    assert explanation.fields[1].place == "column 2 [amount]"


def test_a_problem_is_explained_with_its_line() -> None:
    explanation = explain(PLAIN, 5, **SETTINGS)
    assert [(each.code, each.line) for each in explanation.problems] == [("SK301", 5)]


@pytest.mark.parametrize(
    ("content", "line", "hint"),
    [
        (PLAIN, 1, "the header stands on line 1, the records follow it"),
        (PLAIN, 4, "the header stands on line 1, the records follow it"),
        (PLAIN, 99, "the header stands on line 1, the records follow it"),
    ],
)
def test_a_line_without_a_record_cannot_be_explained(content: bytes, line: int, hint: str) -> None:
    with pytest.raises(sk.ReadError) as caught:
        explain(content, line, **SETTINGS)
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.hint) == ("SK422", hint)


def test_a_file_without_a_header_has_records_from_its_first_line() -> None:
    with pytest.raises(sk.ReadError) as caught:
        explain(b"2024-02-01,1\n", 7, **SETTINGS, header=False)
    assert caught.value.diagnostics[0].hint == "the records begin on line 1"
    assert explain(b"2024-02-01,1\n", 1, **SETTINGS, header=False).result == "mapped"
