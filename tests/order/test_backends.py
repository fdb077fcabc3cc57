"""The generated row function does what the interpreter does: on every order, on every row."""

from __future__ import annotations

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from statementkit.errors import RowError
from statementkit.order.mapper import RowMapper
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan
from tests.strategies import orders, rows

SETTINGS = st.builds(
    Settings,
    date_format=st.just(("yyyy-MM-dd",)),
    currency=st.sampled_from([None, "SEK"]),
    account=st.sampled_from([None, "EE471000001020145685"]),
    negative_sums=st.sampled_from(["error", "linear", "absolute"]),
    sign_conflict=st.sampled_from(["flag", "amount", "error"]),
)


def provenances(transactions):  # type: ignore[no-untyped-def]
    return [(each, each.line, each.branch) for each in transactions]


@given(data=st.data(), text=orders(), settings=SETTINGS)
def test_generated_code_is_the_interpreter(
    data: st.DataObject, text: str, settings: Settings
) -> None:
    order = parse_order(text)
    mapper = RowMapper(build_plan(order, settings))
    note(text)
    note(mapper.source)
    many = data.draw(st.lists(rows(order), min_size=1, max_size=5))
    expected, problems, warnings, skipped = [], [], [], []
    for line, row in enumerate(many, 1):
        outcome = mapper.interpreter.run(row, line)
        event(f"{outcome.result} by {'a branch' if outcome.branch else 'the default'}")
        if outcome.result == "end":
            skipped += range(line, len(many) + 1)
            break
        if outcome.result == "skipped":
            skipped.append(line)
        expected += outcome.transactions
        problems += outcome.problems
        warnings += outcome.warnings
    tally = mapper.tally()
    seen = list(mapper.function(enumerate(many, 1), tally))
    assert provenances(seen) == provenances(expected)
    assert [str(each.amount) for each in seen] == [str(each.amount) for each in expected]
    assert tally.problems == problems
    assert tally.warnings == warnings
    assert tally.skipped == skipped
    assert tally.mapped + len(tally.skipped) + tally.bad == len(many)
    assert tally.transactions == len(seen)


@given(data=st.data(), text=orders(), settings=SETTINGS)
def test_calling_a_mapper_raises_what_the_interpreter_finds(
    data: st.DataObject, text: str, settings: Settings
) -> None:
    order = parse_order(text)
    mapper = RowMapper(build_plan(order, settings))
    row = data.draw(rows(order))
    outcome = mapper.interpreter.run(row)
    if outcome.result == "problem":
        with pytest.raises(RowError) as raised:
            mapper(row)
        assert raised.value.diagnostics == outcome.problems
    else:
        assert tuple(mapper(row)) == outcome.transactions
