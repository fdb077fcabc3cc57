"""What a store refuses, and how: each function of `REFUSED` provokes one sentence."""

from __future__ import annotations

import io
import sqlite3
import sys
import tempfile
from contextlib import chdir, closing
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import attrs

from statementkit import Statement, Store, Transaction, WriteError, open_store, review
from statementkit.books import movements
from statementkit.cli.desk import walk
from statementkit.cli.desk.books import Books
from statementkit.cli.rules.home import InFile
from statementkit.exporting import write_hledger, write_ofx
from statementkit.reports import make_report, to_html
from statementkit.reviewing import load_edits, save
from statementkit.rules import Assignment, Rule
from statementkit.sinks import hand_over, items, open_sink
from statementkit.store import Entry
from tests.sinks.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COFFEE = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik", bank_id="17")
ACCOUNT = "EE382200221020145685"
MARCH = Statement((COFFEE,), account=ACCOUNT)


def refuse(name: str) -> None:
    """Provoke a refusal, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder), open_store("sqlite://") as store:
        REFUSED[name](store)


def _not_a_store(_: Store) -> None:
    Path("notes.txt").write_text("Milk, bread, and a few words more than a header has. " * 9)
    open_store("notes.txt")


def _newer(_: Store) -> None:
    open_store("books.db").close()
    with closing(sqlite3.connect("books.db")) as connection, connection:
        connection.execute("UPDATE statementkit_store SET version = 99")
    open_store("books.db")


def _full(store: Store) -> None:
    connection = store._database._engine.raw_connection()
    connection.cursor().execute("PRAGMA max_page_count = 1")
    large = attrs.evolve(COFFEE, description="x" * 1_000_000)
    review(Statement((large,), account=ACCOUNT), store).commit(store)


def _no_driver(_: Store) -> None:
    import_module("sqlalchemy.dialects.postgresql.psycopg")  # the mock forgets what it loads first
    with mock.patch.dict(sys.modules, {"psycopg": None}):
        open_store("postgresql://ada:secret@localhost/books")


def _undone(store: Store) -> None:
    review(MARCH, store).commit(store)
    store.undo(1)
    store.undo(1)


def _edited(store: Store) -> None:
    review(MARCH, store).commit(store)
    store.edit("i1:EE382200221020145685:17#1", category="Coffee")
    store.undo(1)


def _moved_on(store: Store) -> None:
    plan = review(MARCH, store)
    plan.commit(store)
    plan.commit(store)


def _other_ids(store: Store) -> None:
    review(MARCH, store).commit(store)
    review(MARCH, store, ids="ignore")


def _unknown_column(store: Store) -> None:
    plan = review(MARCH, store)
    save(plan, "plan.csv")
    text = Path("plan.csv").read_text("utf-8-sig")
    Path("plan.csv").write_text(text.replace("category", "kategooria"), "utf-8")
    load_edits(plan, "plan.csv")


def _old_plan(store: Store) -> None:
    plan = review(MARCH, store)
    save(plan, "plan.csv")
    plan.commit(store)
    load_edits(review(MARCH, store), "plan.csv")


def _no_transfer(store: Store) -> None:
    for account, amount in ((ACCOUNT, "-50.00"), ("LV80BANK0000435195001", "49.00")):
        moved = attrs.evolve(COFFEE, amount=Decimal(amount))
        review(Statement((moved,), account=account), store).commit(store)
    store.transfers.pair(*(entry.key for entry in store.entries()))


def _no_screen(store: Store) -> None:
    with mock.patch.dict(sys.modules, {"textual": None}):
        walk(review(MARCH, store), store, "march.csv", None)


def _changed_rules(store: Store) -> None:
    Path("rules.toml").write_text("")
    books = Books(store, "march.csv", InFile("rules.toml"))
    Path("rules.toml").write_text('[defaults]\nwallet = "Bank"\n')
    books.keep([Rule(match="amount<0", category="Costs", number=1)])


def _two_hand_overs(_: Store) -> None:
    with (
        open_store("books.db") as one,
        open_store("books.db") as other,
        one.hand_overs.alone("service"),
        other.hand_overs.alone("service"),
    ):
        pass


def _no_answer(store: Store) -> None:
    review(MARCH, store).commit(store)
    service = Service()
    service.breaks_at = 0
    hand_over(store, service, items(movements(store.entries(), [])))


def _other_file(_: Store) -> None:
    Path("notes.txt").write_text("Milk, bread")
    try:
        open_sink("jsonl:notes.txt")
    except WriteError as error:
        # The name of a sink is the same from everywhere, and so its path is whole.
        raise WriteError(error.diagnostics[0].at(file="/home/ada/notes.txt")) from None


def _no_charts(_: Store) -> None:
    entry = Entry("i1:17#1", "", COFFEE, Assignment(), 1)
    with mock.patch.dict(sys.modules, {"pygal": None}):
        to_html(make_report([entry], [], "pnl"))


def _export(write: Callable[..., None], **changes: Any) -> None:
    transaction = attrs.evolve(COFFEE, **changes)
    entry = Entry("i1:17#1", "", transaction, Assignment(), 1)
    write(movements([entry], []), io.StringIO())


REFUSED: Mapping[str, Callable[[Store], object]] = {
    "another database": lambda _: open_store("oracle://localhost/books"),
    "no such folder": lambda _: open_store("nowhere/books.db"),
    "not a store": _not_a_store,
    "newer": _newer,
    "full": _full,
    "no driver": _no_driver,
    "no such batch": lambda store: store.undo(7),
    "undone": _undone,
    "edited": _edited,
    "moved on": _moved_on,
    "no account": lambda store: review(Statement((COFFEE,)), store),
    "other ids": _other_ids,
    "amount": lambda store: review(MARCH, store).edit(1, amount="1"),
    "unknown column": _unknown_column,
    "old plan": _old_plan,
    "no transfer": _no_transfer,
    "no sink": lambda _: open_sink("platform:books"),
    "two hand-overs": _two_hand_overs,
    "no answer": _no_answer,
    "other file": _other_file,
    "no currency": lambda _: _export(write_hledger, currency=None),
    "no charts": _no_charts,
    "no screen": _no_screen,
    "changed rules": _changed_rules,
    "long account": lambda _: _export(write_ofx, own_account=f"{ACCOUNT}-{ACCOUNT}"),
}
