"""Whose statement a file is: found in its head and its sections before its documents are decided.

Sections may stand behind the documents that need them, so the file is looked through for them
first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.formats.onec.dialects import is_called
from statementkit.formats.onec.direction import Owner, Turnover
from statementkit.formats.onec.reading import iter_documents, peek
from statementkit.formats.onec.reconciliation import by_account, chain
from statementkit.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statementkit.formats.onec.dialects import Name
    from statementkit.formats.onec.model import AccountSection, Document
    from statementkit.formats.onec.reading import What

_MISDATES: Name = "tbank"
"""The dialect whose ДатаСписано says nothing: it stands on money that comes in, too."""


def find_owner(what: What, accounts: Sequence[str] = (), tax_ids: Iterable[str] = ()) -> Owner:
    """Return whose statement a file is; `accounts` and `tax_ids` are what the caller knows of it.

    A file that names no account is about the one that stands in all of its documents, if there is
    just one. Raises what `peek` raises.

    >>> from statementkit.testing.onec import invent
    >>> find_owner(invent("sber", accounts=2).content).stated
    ('40702810272866116858', '40702810053626651109')
    """
    source = open_source(what)
    source.keep()
    seen = peek(source)
    named = [account for header in seen.headers for account in header.accounts]
    named += [section.account for section in seen.sections if section.account]
    stated = tuple(dict.fromkeys(named))
    if not stated and not accounts:
        stated = accounts_in_all(iter_documents(source, lazy=True))
    senders = " ".join(header.sender or "" for header in seen.headers)
    return make_owner(stated, seen.sections, senders, accounts, tax_ids)


def make_owner(
    stated: Sequence[str],
    sections: Iterable[AccountSection],
    sender: str | None = None,
    accounts: Sequence[str] = (),
    tax_ids: Iterable[str] = (),
) -> Owner:
    """Return the owner of a file with these accounts and sections."""
    listed = by_account(sections)
    chains = (chain(listed.get(account, ()), account) for account in stated)
    return Owner(
        tuple(stated),
        tuple(accounts),
        frozenset(tax_ids),
        {each.account: Turnover(each.received, each.spent) for each in chains},
        trusts_dates=not is_called(sender, _MISDATES),
    )


def accounts_in_all(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the account that stands in all of several documents, if there is just one."""
    common: set[str] = set()
    number = 0
    for document in documents:
        named = _accounts(document)
        common = common & named if number else named
        number += 1
        if not common:
            break
    return tuple(common) if number > 1 and len(common) == 1 else ()


def _accounts(document: Document) -> set[str]:
    parties = (document.payer, document.payee)
    return {each for p in parties for each in (p.account, p.settlement_account) if each}
