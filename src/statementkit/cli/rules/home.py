"""Where a book of rules lives, a file or a store, and how it is changed there."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol, TypeVar

import attrs
import click

from statementkit.cli.ledger.options import opened_store
from statementkit.cli.rules.saving import book_in, save
from statementkit.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.model import Transaction
    from statementkit.rules import RuleBook
    from statementkit.store import Store

C = TypeVar("C", bound="Callable[..., object]")


class Home(Protocol):
    """A file or a store that holds a book of rules."""

    @property
    def name(self) -> str:
        """What the home is called."""

    def book(self) -> RuleBook:
        """Return the book. Raises `RuleError` if there is none."""

    def change(self, change: Callable[[RuleBook], RuleBook]) -> tuple[RuleBook, RuleBook]:
        """Replace the book, a blank one if there is none, by what `change` makes of it.

        Returns the book before and the book after.
        """

    def payments(self) -> Iterator[Transaction]:
        """Yield the payments that are kept beside the rules."""


@attrs.frozen
class InFile:
    """A file of rules."""

    name: str

    def book(self) -> RuleBook:
        """Return the book of the file."""
        return read_rules(self.name)

    def change(self, change: Callable[[RuleBook], RuleBook]) -> tuple[RuleBook, RuleBook]:
        """Change the book of the file, and leave a file alone whose book stays as it is."""
        before = book_in(self.name)
        after = change(before)
        if after != before:
            save(after, self.name)
        return before, after

    def payments(self) -> Iterator[Transaction]:
        """Yield nothing: there are only rules in the file."""
        yield from ()


@attrs.frozen
class InStore:
    """The rules of a store, beside its transactions."""

    store: Store

    @property
    def name(self) -> str:
        """The address of the store."""
        return self.store.name

    def book(self) -> RuleBook:
        """Return the book of the store."""
        return self.store.rules.book()

    def change(self, change: Callable[[RuleBook], RuleBook]) -> tuple[RuleBook, RuleBook]:
        """Change the book of the store."""
        return self.store.rules.change(change)

    def payments(self) -> Iterator[Transaction]:
        """Yield the transactions of the store."""
        return (entry.transaction for entry in self.store.entries() if not entry.vanished)


def home_option(command: C) -> C:
    """Add `--store`, which stands for RULES."""
    help_text = "Take the rules of this store in the place of RULES: sqlite:///books.db, a path, …"
    return click.option("--store", "address", metavar="URL", help=help_text)(command)


def home_and_rest(
    given: Sequence[str], address: str | None, *, create: bool = False
) -> tuple[Home, Sequence[str]]:
    """Return the home that a call means, and what else it names: RULES comes first.

    Raises `click.UsageError` if neither RULES nor a store is named.
    """
    if address is not None:
        store = opened_store(address, create=create)
        click.get_current_context().with_resource(closing(store))
        return InStore(store), given
    if not given:
        raise click.UsageError("name a file of RULES, or give --store")
    return InFile(given[0]), given[1:]


def only_home(given: Sequence[str], address: str | None) -> Home:
    """Return the home that a call means, which names nothing else."""
    home, rest = home_and_rest(given, address)
    nothing_more(rest)
    return home


def nothing_more(rest: Sequence[str]) -> None:
    """Raise `click.UsageError` if a call names more than it should."""
    if rest:
        raise click.UsageError(f"what is {rest[0]} for? A file and --store exclude each other")


def named(findings: Sequence[Diagnostic], home: Home) -> list[Diagnostic]:
    """Return findings about rules with the name of their home."""
    return [each.at(source=home.name) for each in findings]
