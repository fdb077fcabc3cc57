"""Imports into both databases: what comes in, what is known, what changes, what is taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest

from statementkit import Diagnostic, ReadError, Statement, StoreError, Transaction
from statementkit.reviewing import review
from statementkit.rules import Defaults, Part, Rule, RuleBook
from statementkit.store import Receipt, Store, open_store
from tests.store.statements import ACCOUNT, books, content, everything, row, statement, take

if TYPE_CHECKING:
    from collections.abc import Callable

MARCH = (row(0), row(0), row(1, "250.00", "Saku Puit OÜ", tax_id="10421629"), row(2))
RULES = RuleBook(
    [Rule(match="tax_id=10421629", category="Sales", project="Shop")],
    Defaults.from_dict({"wallet": "Bank", "expense": {"category": "Other costs"}}),
)


def _refused(code: str, call: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        call()
    assert caught.value.code == code
    return caught.value.diagnostics[0].message


# -- in --------------------------------------------------------------------------------------------


def test_everything_comes_out_as_it_went_in(store: Store) -> None:
    full = Transaction(
        date(2024, 3, 1),
        Decimal("-1234567890123456.10"),
        "EUR",
        "Nimi \N{SNOWMAN}",
        "10421629",
        "EE471000001020145685",
        "EEUHEE2X",
        "Üür; \"veebruar\"\n'24'",
        "20240201",
        "A-1",
        "77",
        "000123",
        "transfer",
        None,
        date(2024, 3, 2),
        Decimal("0.00"),
        ACCOUNT,
        {"rate": Decimal("1.0850"), "status": "booked"},
        7,
        2,
    )
    take(store, statement(full))
    [entry] = store.entries()
    assert entry.transaction == full
    assert str(entry.transaction.amount) == "-1234567890123456.10"
    assert str(entry.transaction.balance) == "0.00"
    assert (entry.transaction.line, entry.transaction.branch) == (7, 2)


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    assert take(store, statement(*MARCH), RULES) == Receipt(1, added=4)
    before = everything(store)
    assert take(store, statement(*MARCH), RULES) == Receipt(None, known=4)
    assert everything(store) == before
    assert len(store.batches()) == 1


def test_rules_and_defaults_are_kept_with_their_reasons(store: Store) -> None:
    take(store, statement(*MARCH), RULES)
    sale, coffee = store.entries(first=date(2024, 3, 2))
    assert sale.assignment == RULES.assign(sale.transaction)
    assert str(sale.assignment.reasons["category"]) == "rule 1"
    assert str(coffee.assignment.reasons["category"]) == "defaults.expense"
    assert (sale.assignment.is_by_rule, coffee.assignment.is_by_rule) == (True, False)


def test_a_split_is_kept(store: Store) -> None:
    parts = (Part("40%", project="Shop"), Part("rest", project="Warehouse"))
    take(store, statement(row(0, "-100.01")), RuleBook([Rule(match="amount<0", split=parts)]))
    [entry] = store.entries()
    amounts = [each.amount for each in entry.assignment.postings(entry.transaction)]
    assert sum(amounts) == Decimal("-100.01")


def test_fees_stay_with_their_parents(store: Store) -> None:
    main = row(0, "-10.00")
    fee = Transaction(main.booked_on, Decimal("-0.30"), "EUR", kind="fee", parent=main)
    take(store, statement(main, fee))
    first, second = sorted(store.entries(), key=lambda entry: entry.key)
    assert (second.key, second.parent) == (f"{first.key}+1", first.key)
    assert review(statement(main, fee), store).counts["duplicate"] == 2


def test_accounts_are_apart(store: Store) -> None:
    other = attrs.evolve(row(0), own_account="EE471000001020145685")
    assert take(store, statement(row(0), other)).added == 2
    assert [each.number for each in store.accounts()] == [ACCOUNT, "EE471000001020145685"]


def test_a_statement_of_nowhere_is_refused(store: Store) -> None:
    nowhere = Statement((row(0),))
    assert "which account" in _refused("SK750", lambda: review(nowhere, store))
    assert review(nowhere, store, account=ACCOUNT).counts["new"] == 1


def test_what_does_not_fit_is_a_problem_and_is_not_lost_silently(store: Store) -> None:
    large, nul = row(0, "99999999999999999999.99"), row(1, name="a\0b")
    plan = review(statement(large, nul, row(2, name="\ud800"), row(3)), store)
    assert [each.status for each in plan.rows] == ["problem", "problem", "problem", "new"]
    assert plan.commit(store).added == 1
    assert store.batches()[0].problems == 3


def test_problems_and_skipped_lines_are_rows_of_the_plan(store: Store) -> None:
    found = Diagnostic(code="SK301", message="'x' is not an amount", line=4)
    what = attrs.evolve(statement(row(0)), problems=(found,), skipped=(9,))
    plan = review(what, store)
    assert plan.counts == {
        "new": 1, "duplicate": 0, "changed": 0, "unsure": 0, "problem": 1, "skipped": 1,
    }  # fmt: skip
    assert [each.line for each in plan.rows] == [None, 4, 9]


def test_mangled_ids_stop_the_file(store: Store) -> None:
    rounded = statement(row(0, bank_id="2,02305E+15"), row(1, bank_id="2,02305E+15"))
    with pytest.raises(ReadError) as caught:
        review(rounded, store)
    assert caught.value.code == "SK730"
    assert review(rounded, store, ids="ignore").commit(store).added == 2


def test_how_ids_count_is_decided_once(store: Store) -> None:
    take(store, statement(row(0, bank_id="1")))
    later = statement(row(1, bank_id="2"))
    assert "told apart" in _refused("SK751", lambda: review(later, store, ids="ignore"))
    assert review(later, store, ids="bank").counts["new"] == 1


# -- unsure ----------------------------------------------------------------------------------------


def test_unsure_rows_wait_and_are_shown_again(store: Store) -> None:
    take(store, statement(row(0), row(1)))
    later = statement(row(1), row(2))
    receipt = take(store, later)
    assert (receipt.added, receipt.waiting) == (1, 1)
    assert [each.status for each in review(later, store).waiting] == ["unsure"]


def test_an_unsure_row_that_is_new_is_added(store: Store) -> None:
    take(store, statement(row(0), row(1)))
    plan = review(statement(row(1), row(2)), store).decide_all("new")
    assert plan.commit(store).added == 2
    assert books(store) == content([row(0), row(1), row(1), row(2)])


def test_an_unsure_row_that_is_the_same_is_not_added(store: Store) -> None:
    take(store, statement(row(0), row(1)))
    later = statement(row(1), row(2))
    assert review(later, store).decide_all("same").commit(store).added == 1
    assert books(store) == content([row(0), row(1), row(2)])
    assert review(later, store).counts["duplicate"] == 2


def test_a_file_knows_what_it_brought_itself(store: Store) -> None:
    """Of two equal bookings the second is that of the second file, which is sure of it alone."""
    take(store, statement(row(0)))
    later = statement(row(0), row(5))
    assert review(later, store).decide_all("new").commit(store).added == 2
    again = review(later, store)
    assert [each.status for each in again.rows] == ["duplicate", "duplicate"]
    assert again.rows[0].key.endswith("#2")


def test_a_hold_that_becomes_a_posting_is_replaced(store: Store) -> None:
    take(store, statement(row(0, "-50.00", "Hotell (hold)", bank_id="1")))
    before = everything(store)
    posted = statement(row(1, "-48.10", "Hotell", bank_id="1"))
    assert review(posted, store).counts["unsure"] == 1
    receipt = review(posted, store).decide_all("same").commit(store)
    assert books(store) == content([row(1, "-48.10", "Hotell")])
    assert review(posted, store).counts["duplicate"] == 1
    assert receipt.batch is not None
    store.undo(receipt.batch)
    assert everything(store) == before


def test_decisions_are_for_rows_that_wait(store: Store) -> None:
    plan = review(statement(row(0)), store)
    _refused("SK752", lambda: plan.decide(1, "new"))
    _refused("SK745", lambda: plan.decide(2, "new"))


def test_a_day_of_a_file_with_an_unreadable_row_is_not_sure(store: Store) -> None:
    """The row that could not be read may be the one that a later file has."""
    found = Diagnostic(code="SK301", message="'x' is not an amount", line=4)
    unreadable = attrs.evolve(statement(row(0), row(1), row(2), days=True), problems=(found,))
    take(store, unreadable)
    assert review(statement(row(1), row(3)), store).counts["unsure"] == 1
    corrected = (row(0), row(1), row(1), row(2), row(4))
    take(store, statement(*corrected, days=True, name="corrected.csv"))
    assert books(store) == content(corrected)
    assert review(statement(row(1), row(3)), store).counts["duplicate"] == 1


def test_a_day_of_which_a_row_waits_is_not_sure(store: Store) -> None:
    take(store, statement(row(0), row(1)))
    later = statement(row(1), row(2), row(3))
    assert take(store, later).waiting == 1
    assert review(statement(row(2), row(9)), store).counts["unsure"] == 1
    review(later, store).decide_all("new").commit(store)
    assert review(statement(row(2), row(9)), store).counts["duplicate"] == 1


def test_nothing_vanishes_from_a_file_with_an_unreadable_row(store: Store) -> None:
    take(store, statement(*MARCH, days=True))
    found = Diagnostic(code="SK301", message="'x' is not an amount", line=4)
    what = attrs.evolve(statement(row(0), row(0), row(2), days=True), problems=(found,))
    assert review(what, store).vanished == ()


# -- changed ---------------------------------------------------------------------------------------


def test_the_bank_may_change_its_text_and_not_what_a_person_set(store: Store) -> None:
    take(store, statement(row(0, name="KOHV", bank_id="1", tax_id="10421629")), RULES)
    [entry] = store.entries()
    store.edit(entry.key, category="Coffee", name="Hommik")
    take(store, statement(row(0, name="Kohvik", bank_id="1", tax_id="10000000")), RULES)
    [after] = store.entries()
    assert (after.transaction.name, after.party) == ("Kohvik", "tax:10000000")
    assert (after.assignment.category, after.assignment.name) == ("Coffee", "Hommik")
    assert [each.field for each in store.history(entry.key)] == [
        "category", "name", "name", "tax_id", "fingerprint", "party",
    ]  # fmt: skip


def test_what_has_vanished_is_flagged_and_stays(store: Store) -> None:
    take(store, statement(*MARCH, days=True))
    take(store, statement(row(0), row(0), row(2), days=True, name="later.csv"))
    assert [each.transaction.name for each in store.entries() if each.vanished] == ["Saku Puit OÜ"]
    take(store, statement(*MARCH, row(3), days=True))
    assert [each for each in store.entries() if each.vanished] == []


# -- undo ------------------------------------------------------------------------------------------


def test_undo_is_the_inverse(store: Store) -> None:
    take(store, statement(row(0), row(1, name="Kohv", bank_id="1")))
    before = everything(store)
    receipt = take(
        store, statement(row(1, name="Kohvik", bank_id="1"), *MARCH[2:], days=True), RULES
    )
    assert receipt.batch == 2
    store.undo(2)
    assert everything(store) == before
    assert [each.status for each in store.batches()] == ["done", "undone"]


def test_an_import_after_an_undo_is_as_the_first(store: Store) -> None:
    take(store, statement(*MARCH), RULES)
    entries = [attrs.evolve(each, batch=0) for each in store.entries()]
    store.undo(1)
    assert everything(store) == [[], [], [], []]
    take(store, statement(*MARCH), RULES)
    assert [attrs.evolve(each, batch=0) for each in store.entries()] == entries


def test_an_undo_leaves_what_a_later_batch_holds_too(store: Store) -> None:
    take(store, statement(row(0), row(1), row(2), days=True))
    take(store, statement(row(1), row(2), row(3), days=True))
    undone = store.undo(1)
    assert (undone.removed, undone.kept) == (1, 2)
    assert books(store) == content([row(1), row(2), row(3)])
    store.undo(2)
    assert books(store) == content([])


def test_what_was_met_again_by_a_batch_that_was_undone_goes_with_the_first(store: Store) -> None:
    take(store, statement(row(0), row(1), row(2), days=True))
    later = statement(row(1), days=True)
    assert take(store, later).batch == 2
    store.undo(2)
    assert take(store, later).batch == 3
    store.undo(3)
    assert store.undo(1).removed == 3
    assert everything(store) == [[], [], [], []]


def test_an_undo_of_what_was_undone_is_refused(store: Store) -> None:
    take(store, statement(*MARCH))
    store.undo(1)
    assert _refused("SK746", lambda: store.undo(1)) == "batch 1 was undone already"
    assert _refused("SK745", lambda: store.undo(7)) == "there is no batch 7"


def test_an_undo_of_what_was_edited_is_refused_with_the_keys(store: Store) -> None:
    take(store, statement(*MARCH))
    key = next(store.entries()).key
    store.edit(key, category="Coffee")
    before = everything(store)
    assert key in _refused("SK747", lambda: store.undo(1))
    assert everything(store) == before
    assert store.undo(1, discard_edits=True).lost_edits == (key,)
    assert books(store) == content([])


def test_an_undo_under_a_later_change_is_refused(store: Store) -> None:
    for name in ("A", "B", "C"):
        take(store, statement(row(0, name=name, bank_id="1")))
    assert "batch 3" in _refused("SK747", lambda: store.undo(2))
    store.undo(3)
    store.undo(2)
    assert books(store) == content([row(0, name="A")])


# -- plans -----------------------------------------------------------------------------------------


def test_a_plan_is_for_the_store_as_it_was(store: Store) -> None:
    plan = review(statement(*MARCH), store)
    take(store, statement(row(9)))
    assert "has changed" in _refused("SK748", lambda: plan.commit(store))
    assert books(store) == content([row(9)])


def test_an_emptied_account_is_another_than_one_that_never_was(store: Store) -> None:
    take(store, statement(row(9)))
    plan = review(statement(*MARCH), store)
    store.undo(1)
    take(store, statement(row(8)))
    _refused("SK748", lambda: plan.commit(store))


def test_a_plan_of_another_account_does_not_matter(store: Store) -> None:
    plan = review(statement(*MARCH), store)
    take(store, statement(attrs.evolve(row(9), own_account="EE471000001020145685")))
    assert plan.commit(store).added == 4


def test_a_rule_made_of_a_row_is_applied_to_the_others(store: Store) -> None:
    plan = review(statement(*MARCH), store, RULES).edit(2, category="Guests", project=None)
    plan = plan.with_rule(Rule(match='name="Kohvik Hommik"', category="Coffee", project="Office"))
    said = [(each.assignment.category, each.assignment.project) for each in plan.rows]
    assert said == [
        ("Coffee", "Office"), ("Guests", None), ("Sales", "Shop"), ("Coffee", "Office"),
    ]  # fmt: skip
    plan.commit(store)
    assert sorted(each.assignment.category or "" for each in store.entries()) == [
        "Coffee", "Coffee", "Guests", "Sales",
    ]  # fmt: skip


def test_edits_are_for_what_is_added(store: Store) -> None:
    take(store, statement(*MARCH, days=True))
    plan = review(statement(*MARCH, row(5), days=True), store)
    _refused("SK752", lambda: plan.edit(1, category="Coffee"))
    _refused("SK752", lambda: plan.edit(5, amount="1"))


# -- edit and counterparties -----------------------------------------------------------------------


def test_edit_has_a_history(store: Store) -> None:
    take(store, statement(row(0)), RULES)
    [entry] = store.entries()
    edited = store.edit(entry.key, wallet="Cash", category=None)
    assert (edited.assignment.wallet, edited.assignment.category) == ("Cash", None)
    assert edited.edited == {"wallet", "category"}
    said = [(each.at, each.field, each.old, each.new) for each in store.history(entry.key)]
    assert said == [
        ("2024-04-01T12:00:00+00:00", "wallet", "Bank", "Cash"),
        ("2024-04-01T12:00:00+00:00", "category", "Other costs", None),
    ]


def test_edits_that_cannot_be(store: Store) -> None:
    take(store, statement(row(0)))
    [entry] = store.entries()
    _refused("SK752", lambda: store.edit(entry.key, amount="1"))
    _refused("SK752", lambda: store.edit(entry.key, kind="gift"))
    _refused("SK752", lambda: store.edit(entry.key, name="\0"))
    _refused("SK745", lambda: store.edit("h1:0#1", name="x"))
    assert store.history(entry.key) == []


def test_counterparties_are_filled_renamed_and_merged(store: Store) -> None:
    account = "EE471000001020145685"
    puit = row(0, name="Saku Puit", tax_id="10421629", account=account)
    take(store, statement(puit, row(1, name="SAKU PUIT OÜ", account=account), row(2, name="X")))
    found = [(each.identifier, each.name) for each in store.counterparties()]
    by_account, by_tax_id = f"account:{account}", "tax:10421629"
    assert found == [(by_account, "SAKU PUIT OÜ"), (by_tax_id, "Saku Puit")]
    store.rename_counterparty(by_tax_id, "Puit")
    store.merge_counterparties(by_account, by_tax_id)
    said = [(each.name, each.merged_into, each.transactions) for each in store.counterparties()]
    assert said == [("SAKU PUIT OÜ", by_tax_id, 1), ("Puit", None, 1)]
    _refused("SK745", lambda: store.merge_counterparties(by_tax_id, by_account))
    _refused("SK745", lambda: store.rename_counterparty("tax:1", "x"))


def test_an_undo_keeps_a_counterparty_that_was_named(store: Store) -> None:
    take(store, statement(row(0, tax_id="10421629"), row(1, tax_id="10000000")))
    store.rename_counterparty("tax:10421629", "Puit")
    store.undo(1)
    assert [each.identifier for each in store.counterparties()] == ["tax:10421629"]


def test_a_store_is_there_when_it_is_opened_again(store: Store, address: str) -> None:
    take(store, statement(*MARCH), RULES)
    with open_store(address) as again:
        assert everything(again) == everything(store)
