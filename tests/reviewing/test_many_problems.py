"""More problems than are told one by one: a plan and a receipt count the rows, not what is told."""

from __future__ import annotations

from statementkit import import_stream, iter_transactions
from statementkit.reader.stream import Stream
from statementkit.reviewing import review
from statementkit.store import open_store

TOLD, MANY = 3, 9
GOOD = b"2024-02-01,-3.20\n"
FILE = b"date,amount\n" + GOOD + b"2024-02-01,x\n" * MANY


def _stream(content: bytes = FILE) -> Stream:
    stream = iter_transactions(
        content,
        order="date|amount",
        date_format="yyyy-MM-dd",
        decimal=".",
        account="EE382200221020145685",
        engine="rows",
    )
    assert isinstance(stream, Stream)
    stream.tally.problems.most = TOLD
    return stream


def test_a_plan_lists_what_is_told_and_counts_all() -> None:
    with open_store("sqlite://") as store:
        plan = review(_stream().statement(), store)
        assert plan.counts == {
            "new": 1, "duplicate": 0, "changed": 0, "unsure": 0, "problem": MANY, "skipped": 0,
        }  # fmt: skip
        listed = [row for row in plan.rows if row.status == "problem"]
        assert [row.line for row in listed] == [3, 4, 5]
        assert [row.number for row in plan.rows] == [1, 2, 3, 4]
        assert plan.commit(store).problems == MANY


def test_what_is_imported_in_pieces_counts_all() -> None:
    with open_store("sqlite://") as store:
        receipt = import_stream(_stream(), store)
        assert (receipt.added, receipt.problems) == (1, MANY)


def test_as_many_as_are_told_are_counted_once() -> None:
    content = b"date,amount\n" + GOOD + b"2024-02-01,x\n" * TOLD
    with open_store("sqlite://") as store:
        assert review(_stream(content).statement(), store).counts["problem"] == TOLD
        assert import_stream(_stream(content), store).problems == TOLD
