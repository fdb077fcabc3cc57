"""Formats decided by the whole file: what decides, what does not, and that order is no matter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statementkit.values import (
    CellError,
    DateEvidence,
    Decision,
    NumberEvidence,
    NumberFormat,
    amount_reader,
    date_reader,
    decide_number_format,
)
from statementkit.values.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

amount_texts = st.lists(
    st.one_of(
        st.sampled_from(["1,234", "1.234", "12,5", "12.50", "7", "1 000", "1'000", "", "abc"]),
        st.from_regex(r"-?[1-9][0-9]{0,2}([.,][0-9]{1,3}){0,2}", fullmatch=True),
    ),
    max_size=8,
)
date_texts = st.lists(
    st.one_of(
        st.sampled_from(["", "total", "31.12.2024", "2024-12-31", "01/02/2024", "13/02/2024"]),
        st.sampled_from(["02/13/2024", "02/02/2024", "5 Mai 2024", "5 Jan 2024", "20241231"]),
        st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(lambda day: f"{day:%d/%m/%Y}"),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (["1.234,50"], NumberFormat(",", ".")),
        (["1,234.50"], NumberFormat(".", ",")),
        (["12,5"], NumberFormat(",", "none")),
        (["12.50", "1,234"], NumberFormat(".", ",")),
        (["0,123"], NumberFormat(",", "none")),
        (["1234.567"], NumberFormat(".", "none")),
        (["1,234,567"], NumberFormat(".", ",")),
        (["1,00,000"], NumberFormat(".", ",")),
        (["1 234,5", "7"], NumberFormat(",", " ")),
        (["1 234,5", "1'000"], NumberFormat(",", "auto")),
        (["7", "-8", "100 EUR"], NumberFormat(".", "none")),
        (["1'000"], NumberFormat(".", "'")),
        (["12.50", "total", "5.", ""], NumberFormat(".", "none")),
    ],
)
def test_amounts_that_decide(texts: list[str], value: NumberFormat) -> None:
    decision = decide_number_format(texts)
    assert (decision.status, decision.value) == ("decided", value)


def test_amounts_that_do_not_decide() -> None:
    decision = decide_number_format(["7", "1,234", "5.678"])
    assert decision.status == "undecided"
    assert decision.value is None
    assert decision.rivals == (NumberFormat("."), NumberFormat(","))
    assert decision.lines[0] == 2
    assert decision.evidence == (
        "'1,234' on line 2 is 1234 in a format with the decimal mark '.' and 1.234 in a format "
        "with the decimal mark ',', and no text tells which"
    )


def test_amounts_that_contradict_each_other() -> None:
    decision = decide_number_format(["7", "1.50", "8", "2,50"])
    assert (decision.status, decision.value, decision.lines) == ("contradicted", None, (2, 4))
    assert "'1.50' on line 2" in decision.evidence
    assert "'2,50' on line 4" in decision.evidence


def test_a_declared_group_mark_takes_part() -> None:
    evidence = NumberEvidence(thousands=",")
    evidence.add("1,234", 1)
    assert evidence.result().value == NumberFormat(".", ",")
    evidence = NumberEvidence(thousands="none")
    evidence.add("1,234", 1)
    assert evidence.result().value == NumberFormat(",", "none")


@pytest.mark.parametrize(
    ("texts", "evidence"), [([], "no text"), (["abc", "x"], "'abc' on line 1")]
)
def test_nothing_is_decided_by_nothing(texts: list[str], evidence: str) -> None:
    decision = decide_number_format(texts)
    assert (decision.status, decision.value, decision.seen) == ("undecided", None, 0)
    assert evidence in decision.evidence


@given(amount_texts, st.randoms(use_true_random=False), st.integers(0, 8))
def test_neither_the_order_nor_the_parts_of_amounts_matter(
    texts: list[str], random: Random, cut: int
) -> None:
    whole, shuffled = NumberEvidence(), NumberEvidence()
    left, right = NumberEvidence(), NumberEvidence()
    mixed = random.sample(list(enumerate(texts)), len(texts))
    for line, text in enumerate(texts):
        whole.add(text, line)
        (left if line < cut else right).add(text, line)
    for line, text in mixed:
        shuffled.add(text, line)
    left.merge(right)
    assert outcome(whole) == outcome(shuffled) == outcome(left)


@given(date_texts, st.randoms(use_true_random=False), st.integers(0, 8))
def test_neither_the_order_nor_the_parts_of_dates_matter(
    texts: list[str], random: Random, cut: int
) -> None:
    whole, shuffled = DateEvidence(["de"]), DateEvidence(["de"])
    left, right = DateEvidence(["de"]), DateEvidence(["de"])
    for line, text in random.sample(list(enumerate(texts)), len(texts)):
        shuffled.add(text, line)
    for line, text in enumerate(texts):
        whole.add(text, line)
        (left if line < cut else right).add(text, line)
    left.merge(right)
    assert outcome(whole) == outcome(shuffled) == outcome(left)


def outcome(evidence: DateEvidence | NumberEvidence) -> tuple[str, object, frozenset[object]]:
    decision: Decision[object] = evidence.result()  # type: ignore[assignment]
    return decision.status, decision.value, frozenset(decision.rivals)


@given(amount_texts)
def test_a_decided_format_reads_all_that_any_format_reads(texts: list[str]) -> None:
    decision = decide_number_format(texts)
    if decision.value is not None and "texts, not" not in decision.evidence:
        for text in texts:
            wide = [reads(amount_reader(NumberFormat(mark)), text) for mark in ".,"]
            read = reads(amount_reader(decision.value), text)
            assert (read is None) is (wide == [None, None])
            assert read in wide


@given(date_texts)
def test_a_decided_pattern_reads_all_that_any_pattern_reads(texts: list[str]) -> None:
    evidence = DateEvidence()
    for line, text in enumerate(texts, 1):
        evidence.add(text, line)
    decision = evidence.result()
    if decision.value is not None and "texts, not" not in decision.evidence:
        read = date_reader([decision.value.text])
        assert sum(reads(read, text) is not None for text in texts) == decision.seen
        for other in decision.lines:
            assert reads(read, texts[other - 1]) is not None


def reads(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except CellError:
        return None


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["2024-01-31"], "yyyy-MM-dd"),
        (["2024-01-02T10:30:00Z"], "yyyy-MM-dd"),
        (["01.02.2024"], "dd.MM.yyyy"),
        (["1.2.2024 10:30"], "dd.MM.yyyy"),
        (["02/03/2024", "13/02/2024"], "dd/MM/yyyy"),
        (["02/03/2024", "02/13/2024"], "MM/dd/yyyy"),
        (["20240131"], "yyyyMMdd"),
        (["20240131235959"], "yyyyMMddHHmmss"),
        (["2024/1/5"], "yyyy/MM/dd"),
        (["13-02-2024"], "dd-MM-yyyy"),
        (["31.12.24"], "dd.MM.yy"),
        (["12/31/24"], "MM/dd/yy"),
        (["5 Jan 2024"], "dd MMM yyyy"),
        (["05-JAN-2024"], "dd-MMM-yyyy"),
        (["Jan 5, 2024"], "MMM dd, yyyy"),
        (["5 May 24", "total"], "dd MMM yy"),
    ],
)
def test_dates_that_decide(texts: list[str], pattern: str) -> None:
    evidence = DateEvidence()
    for line, text in enumerate(texts, 1):
        evidence.add(text, line)
    decision = evidence.result()
    assert decision.status == "decided"
    assert decision.value is not None
    assert decision.value.text == pattern


@pytest.mark.parametrize(
    ("texts", "rivals"),
    [
        (["02/03/2024", "04/05/2024"], ["dd/MM/yyyy", "MM/dd/yyyy"]),
        (["02-03-2024"], ["dd-MM-yyyy", "MM-dd-yyyy"]),
        (["01-02-03"], ["dd-MM-yy", "yy-MM-dd"]),
        (["20122011"], ["ddMMyyyy"]),
    ],
)
def test_dates_that_do_not_decide(texts: list[str], rivals: list[str]) -> None:
    evidence = DateEvidence()
    for line, text in enumerate(texts, 1):
        evidence.add(text, line)
    decision = evidence.result()
    found = decision.rivals or (decision.value,)
    assert [each.text for each in found if each] == rivals


def test_dates_that_read_the_same_in_all_patterns_left_need_no_more() -> None:
    evidence = DateEvidence()
    evidence.add("02/02/2024", 2)
    decision = evidence.result()
    assert decision.status == "decided"
    assert decision.evidence == "every text reads the same in dd/MM/yyyy, MM/dd/yyyy"
    assert [each.text for each in decision.rivals] == ["dd/MM/yyyy", "MM/dd/yyyy"]
    assert decision.lines == ()
    evidence.add("02/03/2024", 3)
    assert evidence.result().status == "undecided"


def test_dates_that_contradict_each_other() -> None:
    evidence = DateEvidence()
    for line, text in enumerate(["31.12.2024", "2024-12-31", "01/02/2024"], 1):
        evidence.add(text, line)
    decision = evidence.result()
    assert decision.status == "contradicted"
    assert len(decision.lines) == 2


def test_an_odd_text_among_many_is_a_text_that_does_not_read() -> None:
    evidence = DateEvidence()
    for line, text in enumerate(["2024-12-31", "31.12.2024", "2024-12-30"], 1):
        evidence.add(text, line)
    decision = evidence.result()
    assert (decision.status, decision.lines) == ("decided", (2,))
    assert decision.value is not None
    assert decision.value.text == "yyyy-MM-dd"
    amounts = decide_number_format(["1.50", "2.50", "3,50"])
    assert amounts.value is not None
    assert (amounts.value.decimal, amounts.lines) == (".", (3,))


def test_the_most_read_format_is_not_trusted_with_texts_that_both_read() -> None:
    assert decide_number_format(["1.50", "2.50", "3,50", "1,234"]).status == "contradicted"
    evidence = DateEvidence()
    for line, text in enumerate(["13/02/2024", "14/02/2024", "02/13/2024", "01/02/2024"], 1):
        evidence.add(text, line)
    assert evidence.result().status == "contradicted"


def test_names_of_the_languages_given_and_of_english() -> None:
    evidence = DateEvidence(["et"])
    evidence.add("5 mai 2024", 1)
    evidence.add("5 veebruar 2024", 2)
    value = evidence.result().value
    assert value is not None
    assert (value.text, value.language) == ("dd MMM yyyy", "et")
    assert "no other reads '5 mai 2024' on line 1" in evidence.result().evidence
    english = DateEvidence(["et"])
    english.add("5 Feb 2024", 1)
    assert getattr(english.result().value, "language", None) == "en"
    english.add("5 veebruar 2024", 2)
    assert "dd MMM yyyy (et) does not read" in english.result().evidence


def test_evidence_keeps_only_what_it_needs() -> None:
    evidence: Evidence[str] = Evidence({"int": quiet(int), "float": quiet(float)})
    for line in range(1000):
        evidence.add(str(line), line)
    assert evidence.result().evidence == "every text reads the same in int, float"
    assert len(evidence._splits) == 0
    evidence.add("0.5", 1000)
    assert evidence.result().value == "float"
    assert evidence.result().lines == (1000,)


def test_a_single_answer_needs_no_proof() -> None:
    evidence: Evidence[str] = Evidence({"int": quiet(int)})
    evidence.add("1", 1)
    assert evidence.result() == Decision("decided", "int", "there is no other answer", seen=1)


def quiet(read: Callable[[str], object]) -> Callable[[str], object]:
    def wrapped(text: str) -> object:
        try:
            return read(text)
        except ValueError:
            return None

    return wrapped


def test_answers_that_read_a_text_alike_count_as_one() -> None:
    evidence: Evidence[str] = Evidence({"a": {"x": 1}.get, "b": {"x": 1}.get, "c": {"x": 2}.get})
    evidence.add("x", 4)
    said = "'x' on line 4 is 1 in a and 2 in c, and no text tells which"
    assert evidence.result() == Decision("undecided", None, said, (4,), ("a", "c"), 1)


def test_of_three_rivals_two_are_shown() -> None:
    evidence: Evidence[str] = Evidence({name: {"x": name.upper()}.get for name in "abc"})
    evidence.add("x", 4)
    said = "'x' on line 4 is A in a and B in b, and no text tells which"
    assert evidence.result() == Decision("undecided", None, said, (4,), ("a", "b", "c"), 1)


def test_an_answer_is_not_mistaken_for_one_that_reads_the_same() -> None:
    readers = {"a": dict.fromkeys("xyw", 1), "b": dict.fromkeys("xz", 1), "c": {"x": 2}}
    evidence: Evidence[str] = Evidence({name: texts.get for name, texts in readers.items()})
    for line, text in enumerate("xywz", 1):
        evidence.add(text, line)
    said = "a reads 3 of 4 texts, not 'z' on line 4"
    assert evidence.result() == Decision("decided", "a", said, (4,), seen=4)


readers = st.dictionaries(
    st.sampled_from("abcd"),
    st.dictionaries(st.sampled_from("uvwxyz"), st.integers(1, 2)),
    min_size=1,
)


THREE = {"a": {"u": 1, "z": 1, "w": 1}, "b": {"u": 2, "y": 1}, "c": {"y": 2, "v": 1}}
"""Most texts read in `a`, but `u` may be meant as in `b`, which reads what `a` does not."""


@example(THREE, list("uyvzw"), 0)
@example(THREE, list("uyvzw"), 1)
@example(THREE, list("uyvzw"), 2)
@example(THREE, list("vyuzw"), 1)
@example(THREE, list("vyuzw"), 2)
@given(readers, st.lists(st.sampled_from("uvwxyz?"), max_size=12), st.integers(0, 12))
def test_parts_of_any_evidence_decide_as_the_whole(
    known: dict[str, dict[str, int]], texts: list[str], middle: int
) -> None:
    whole, left, right = (Evidence({it: known[it].get for it in sorted(known)}) for _ in range(3))
    for line, text in enumerate(texts, 1):
        whole.add(text, line)
        (left if line <= middle else right).add(text, line)
    left.merge(right)
    assert left.result() == whole.result()


def test_what_may_be_meant_otherwise_is_remembered_beside_other_doubts() -> None:
    evidence: Evidence[str] = Evidence({name: THREE[name].get for name in THREE})
    for line, text in enumerate("uyvzw", 1):
        evidence.add(text, line)
    assert evidence.result().status == "contradicted"


READERS = {"a": {"x": 1, "y": 1}, "b": {"x": 1, "z": 1, "v": 3}, "c": {"y": 2, "w": 1}}


@pytest.mark.parametrize(
    ("texts", "status", "evidence", "lines", "rivals", "seen"),
    [
        ("", "undecided", "there is no text to decide by", (), "abc", 0),
        (" ?!", "undecided", "nothing known reads '?' on line 2", (), "abc", 0),
        ("x", "decided", "every text reads the same in a, b", (), "ab", 1),
        ("xy", "decided", "no other reads 'x' on line 1 and 'y' on line 2", (1, 2), "", 2),
        ("y", "undecided", "'y' on line 1 is 1 in a and 2 in c, and no text tells which",
         (1,), "ac", 1),
        ("xyzw", "contradicted", "a does not read 'z' on line 3, and b does not read 'y' on line 2",
         (2, 3), "", 4),
    ],
)  # fmt: skip
def test_what_a_decision_says(
    texts: str, status: str, evidence: str, lines: tuple[int, ...], rivals: str, seen: int
) -> None:
    collector: Evidence[str] = Evidence({name: READERS[name].get for name in READERS})
    for line, text in enumerate(texts, 1):
        collector.add(text, line)
    found = collector.result()
    said = (found.status, found.evidence, found.lines, "".join(found.rivals), found.seen)
    assert said == (status, evidence, lines, rivals, seen)
