"""What the screen writes: transactions into the store, and rules to where they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, StoreError
from statementkit.rules import RuleBook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.cli.rules.home import Home
    from statementkit.reviewing import Plan
    from statementkit.rules import Rule
    from statementkit.store import Receipt, Store


class Books:
    """The store that a `file` is imported into, and the home of the rules that were asked."""

    def __init__(self, store: Store, file: str, home: Home) -> None:
        self.store = store
        self.file = file
        self.home = home
        self._book = home.book()

    def commit(self, plan: Plan, rules: Sequence[Rule] = ()) -> Receipt:
        """Keep rules, and import what a plan shows.

        Raises `StoreError` if one or the other is not possible; nothing is imported then.
        """
        self.keep(rules)
        if plan.book == self._book:
            plan = attrs.evolve(plan, book=self._book)  # the same rules, where they can be found
        return plan.commit(self.store)

    def keep(self, rules: Sequence[Rule]) -> None:
        """Add rules to those at home, a file's comments kept, unless they are there already.

        Raises `StoreError` SK766 if somebody else has changed the rules since they were read.
        """
        known = {rule.number for rule in self._book.rules}
        if new := [rule for rule in rules if rule.number not in known]:
            _, self._book = self.home.change(lambda book: self._grown(book, new))

    def _grown(self, book: RuleBook, new: Sequence[Rule]) -> RuleBook:
        if book != self._book:
            message = "the rules have changed since the review, so new ones have other numbers"
            hint = "save the plan, then review the file again with --plan"
            finding = Diagnostic(code="SK766", message=message, hint=hint, source=self.home.name)
            raise StoreError(finding)
        return RuleBook([*book.rules, *new], book.defaults, after=book.last_number)
