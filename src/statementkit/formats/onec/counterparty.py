"""Who a party is: its name and codes as they are meant, and what its account tells of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import attrs

from statementkit.formats.onec.digits import is_blank, is_kpp
from statementkit.formats.onec.names import split_name

if TYPE_CHECKING:
    from collections.abc import Container

    from statementkit.formats.onec.model import Party

PartyKind = Literal["own", "bank", "budget", "company", "person", "sole_trader"]

_KINDS: tuple[tuple[PartyKind, tuple[str, ...]], ...] = (
    ("sole_trader", ("40802",)),
    ("person", ("40817", "40820", "423", "426")),
    ("budget", ("03", "401", "402", "403", "404")),
    ("company", ("405", "406", "407", "40807")),
    ("bank", ("202", "301", "302", "303", "304", "306", "409", "45", "47", "60", "61", "70")),
)
"""What the first digits of an account tell, by the chart of accounts of Russian banks."""

_SHORTEST_TAX_ID = 5
"""Foreign companies have codes of five digits (КИО); shorter texts are placeholders."""


@attrs.frozen
class Counterparty:
    """The other party of a document; what the file does not say, or says with zeros, is `None`.

    `kind` is told by the account alone. `tax_id` is kept as written even where its check digits are
    wrong; placeholders such as `0` or `4` are none.
    """

    name: str | None = None
    tax_id: str | None = None
    kpp: str | None = None
    account: str | None = None
    bic: str | None = None
    bank_name: str | None = None
    kind: PartyKind | None = None

    @property
    def has_foreign_tax_id(self) -> bool:
        """Whether a company's INN stands at a person's account: some banks write their own there.

        >>> Counterparty(tax_id="7707083893", kind="person").has_foreign_tax_id
        True
        """
        return self.kind in ("person", "sole_trader") and len(self.tax_id or "") == 10

    @property
    def key(self) -> str | None:
        """What tells the party from others: its INN, else its account.

        >>> Counterparty(tax_id="7707083893", account="40702810400000000001").key
        '7707083893'
        >>> Counterparty(tax_id="7707083893", account="40817810…", kind="person").key
        '40817810…'
        """
        return self.account if self.has_foreign_tax_id or not self.tax_id else self.tax_id


def account_of(party: Party) -> str:
    """Return the account that is the party's own: the one at its bank, where that is named.

    With indirect settlement the account of the standard is the bank's; some files tell the party's
    own in the second line of its name alone.
    """
    return party.settlement_account or _in_name(party) or party.account or ""


def _in_name(party: Party) -> str | None:
    """Return the account in the second line of a name, if it is one."""
    text = party.name2
    return text if text and len(text) == 20 and text.isdigit() else None


def counterparty(party: Party, own: Container[str] = ()) -> Counterparty:
    """Return who a party of a document is; `own` are the accounts of the statement's owner."""
    found = _written(party)
    if account_of(party) in own or party.account in own:
        return attrs.evolve(found, kind="own")
    return found


@lru_cache(maxsize=4096)
def _written(party: Party) -> Counterparty:
    account = account_of(party)
    name = split_name(party.name1 or party.name or "")
    written = split_name(party.name or "") if name.tax_id is None else name
    return Counterparty(
        name.text or None,
        _tax_id(party.tax_id) or _tax_id(written.tax_id),
        _kpp(party.kpp) or _kpp(written.kpp),
        None if is_blank(account) else account,
        None if is_blank(party.bic) else party.bic,
        party.bank_name or party.name3 or None,
        kind_of(account),
    )


def kind_of(account: str) -> PartyKind | None:
    """Return what an account tells of its holder, `None` where that is nothing.

    >>> kind_of("40802810000000000001"), kind_of("70601810000000000001"), kind_of("0067")
    ('sole_trader', 'bank', None)
    """
    if len(account) != 20:
        return None
    return next((kind for kind, starts in _KINDS if account.startswith(starts)), None)


def _tax_id(text: str | None) -> str | None:
    return None if text is None or is_blank(text) or len(text) < _SHORTEST_TAX_ID else text


def _kpp(text: str | None) -> str | None:
    return None if text is None or is_blank(text) or not is_kpp(text) else text
