"""What a layout leaves to the file: decided once by all its cells, told, or asked back."""

from __future__ import annotations

import io
from typing import Any

import pytest

import statementkit as sk

HEADER = "Date;Amount;Note\n"


def read(rows: list[str], order: str = "date|amount|description", **settings: Any) -> sk.Statement:
    data = (HEADER + "\n".join(rows) + "\n").encode()
    auto = {"date_format": "auto", "decimal": "auto", "delimiter": ";"}
    return sk.read(data, order=order, **{**auto, **settings})


def asked(rows: list[str], **settings: Any) -> sk.Diagnostic:
    with pytest.raises(sk.FormatError) as caught:
        read(rows, **settings)
    return caught.value.diagnostics[0]


def facts(statement: sk.Statement) -> dict[str, tuple[Any, tuple[int, ...]]]:
    return {fact.name: (fact.value, fact.lines) for fact in statement.facts}


def test_a_single_row_may_decide_for_all() -> None:
    statement = read(["02.03.2024;1.234", "03.03.2024;5", "13.03.2024;12,50"], date_format="auto")
    assert [str(each.amount) for each in statement.transactions] == ["1234", "5", "12.50"]
    found = facts(statement)
    assert found["date_format"][0] == "dd.MM.yyyy"
    assert found["decimal"] == (",", (4,))


def test_the_evidence_is_told_in_a_sentence() -> None:
    statement = read(["13.03.2024;12,50"])
    told = {fact.name: str(fact) for fact in statement.facts}
    assert "12,50" in told["decimal"]
    assert "line 2" in told["decimal"]


def test_what_no_row_decides_is_asked() -> None:
    finding = asked(["2024-02-01;1.234", "2024-02-02;2.345"])
    assert (finding.code, finding.hint) == (
        "SK423",
        'say which mark begins the decimals: decimal = "." or decimal = ","',
    )
    finding = asked(["02/03/2024;1.50"])
    assert finding.code == "SK423"
    assert finding.file == "<bytes>"


def test_rows_that_contradict_each_other_are_told() -> None:
    finding = asked(["2024-02-01;1,50", "2024-02-02;2.25"], date_format="yyyy-MM-dd")
    assert finding.code == "SK424"


def test_a_row_far_down_may_decide() -> None:
    rows = ["01.02.2024;5"] * 3_000 + ["13.02.2024;7,25"]
    statement = read(rows)
    assert facts(statement)["decimal"] == (",", (3_002,))
    assert (str(statement.transactions[-1].amount), statement.counts.mapped) == ("7.25", 3_001)


def test_a_stream_that_is_read_once_may_decide_too() -> None:
    class Once(io.RawIOBase):
        """A stream that cannot go back."""

        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            return self._data.readinto(buffer)

    rows = ["01.02.2024;5"] * 3_000 + ["13.02.2024;7,25"]
    data = (HEADER + "\n".join(rows)).encode()
    settings: dict[str, Any] = {"order": "date|amount", "date_format": "auto", "delimiter": ";"}
    statement = sk.read(Once(data), **settings)
    assert statement.counts.mapped == 3_001
    assert facts(statement)["decimal"] == (",", (3_002,))


def test_only_rows_that_become_transactions_are_asked() -> None:
    order = "date|amount|description|conditions=3=Total,skip;3=Hold,other"
    statement = read(["13.03.2024;12,50", "x;1.50;Total", "12/31/2024;1.50;Hold"], order)
    assert facts(statement)["decimal"][0] == ","
    assert (statement.counts.mapped, statement.counts.skipped) == (1, 2)


def test_what_checks_compare_is_asked_too() -> None:
    rows = ["13.03.2024;5,00;a", "14.03.2024;-7,25;b", "15.03.2024;none;c"]
    order = "conditions=2>0,date,creditSum,name;2<0,date,amount,id;1>=2024-03-15,skip"
    statement = read(rows, order)
    assert [(str(each.amount), each.branch) for each in statement.transactions] == [
        ("5.00", 1), ("-7.25", 2),
    ]  # fmt: skip
    assert (statement.skipped, statement.problems) == ((4,), ())


def test_what_only_checks_compare_must_be_decided_too() -> None:
    finding = asked(["2024-02-01;1.234;a"], order="other|conditions=2>100,skip")
    assert finding.code == "SK423"
    none = read(["2024-02-01;none;a"], "other|conditions=2>100,skip")
    assert none.counts.skipped == 1


def test_texts_are_asked_after_their_transforms() -> None:
    statement = read(["x13.03.2024;*12,50*"], 'date.strip("x")|amount.strip("*")')
    assert str(statement.transactions[0].amount) == "12.50"


def test_a_declared_key_is_not_asked() -> None:
    statement = read(["01.02.2024;1.234"], date_format="dd.MM.yyyy", decimal=",")
    assert str(statement.transactions[0].amount) == "1234"
    assert facts(statement).keys() == {"encoding"}


def test_a_file_without_rows_decides_nothing_and_asks_nothing() -> None:
    statement = read([])
    assert statement.counts.records == 0
    assert facts(statement)["date_format"][0] is None


def test_months_in_words_decide_in_the_language_of_the_layout() -> None:
    statement = read(["1. veebruar 2024;5"], language="et")
    assert str(statement.transactions[0].booked_on) == "2024-02-01"
