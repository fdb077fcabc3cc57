"""The law of inference: it reads what was written, or says that it cannot tell. Never a third."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from hypothesis import event, given, settings
from hypothesis import strategies as st

import statementkit as sk
from tests.inference.statements import Written, written
from tests.layouts.workbooks import xlsx


@given(written())
def test_inference_never_silently_disagrees_with_what_was_written(statement: Written) -> None:
    found = sk.infer(statement.content)
    event(statement.style["sign"] + (": decided" if found.is_decided else ": asked"))
    if found.layout is None:
        assert found.questions
        return
    got = sk.read(statement.content, found.layout)
    amounts = [(each.booked_on, each.amount) for each in got.transactions if not each.parent]
    assert (
        amounts == statement.payments
        or len(got.problems) >= len(statement.payments) - len(amounts) > 0
    ), found.layout.order


@given(written())
def test_an_inferred_layout_is_explicit(statement: Written) -> None:
    found = sk.infer(statement.content)
    if found.layout is not None:
        layout = found.layout
        assert "auto" not in (layout.encoding, layout.delimiter, layout.decimal, layout.date_format)
        assert all(each.evidence for each in found.decisions)


@given(written())
def test_every_answer_to_a_question_is_accepted(statement: Written) -> None:
    found = sk.infer(statement.content)
    for question in found.questions:
        for answer in question.answers:
            again = sk.infer(statement.content, **answer.keys)
            asked = {each.key for each in again.questions}
            assert question.key not in asked, answer


@settings(max_examples=25)
@given(written())
def test_a_workbook_of_the_same_texts_says_the_same(statement: Written) -> None:
    text = statement.content.decode(statement.style["encoding"])
    rows = csv.reader(io.StringIO(text), delimiter=statement.style["delimiter"])
    of_text, of_book = sk.infer(statement.content), sk.infer(xlsx(list(rows)))
    assert [each.key for each in of_book.questions] == [each.key for each in of_text.questions]
    if of_text.layout and of_book.layout:
        assert of_book.layout.order == of_text.layout.order
        assert of_book.layout.date_format == of_text.layout.date_format


@given(st.binary(max_size=400))
def test_only_errors_of_the_library_escape(content: bytes) -> None:
    try:
        found = sk.infer(content)
        assert str(found)
        assert found.to_dict()
    except sk.StatementKitError:
        return


@given(st.text(alphabet='0123456789.,;/-+"\n\t DatumAmount€', max_size=300))
def test_only_errors_of_the_library_escape_from_what_looks_like_statements(text: str) -> None:
    try:
        found = sk.infer(text.encode())
    except sk.StatementKitError:
        return
    if found.layout is not None:
        statement = sk.read(text.encode(), found.layout)
        assert all(isinstance(each.amount, Decimal) for each in statement.transactions)
