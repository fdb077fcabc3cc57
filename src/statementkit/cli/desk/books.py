"""What the screen writes: the store, the file of rules, and saved plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.cli.rules.saving import book_in, save
from statementkit.errors import Diagnostic, StoreError
from statementkit.rules import RuleBook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.reviewing import Plan
    from statementkit.rules import Rule
    from statementkit.store import Receipt, Store


class Books:
    """A store and, if there is one, the file of rules that belongs to it."""

    def __init__(self, store: Store, file: str, rules: str | None) -> None:
        self.store = store
        self.file = file
        self.rules = rules
        self._book = None if rules is None else book_in(rules)

    def commit(self, plan: Plan, rules: Sequence[Rule] = ()) -> Receipt:
        """Keep rules, and import what a plan shows.

        Raises `StoreError` if one or the other is not possible; nothing is imported then.
        """
        self.keep(rules)
        return plan.commit(self.store)

    def keep(self, rules: Sequence[Rule]) -> None:
        """Write rules into their file, whose comments are kept, unless they are there already.

        Raises `StoreError` SK766 if the file has changed since it was read.
        """
        if self.rules is None or self._book is None:
            return
        if book_in(self.rules) != self._book:
            message = "the rules have changed since the review, so new ones have other numbers"
            hint = "save the plan, then review the file again with --plan"
            finding = Diagnostic(code="SK766", message=message, hint=hint, file=self.rules)
            raise StoreError(finding)
        known = {rule.number for rule in self._book.rules}
        if new := [rule for rule in rules if rule.number not in known]:
            book = RuleBook([*self._book.rules, *new], self._book.defaults)
            save(book, self.rules)
            self._book = book
