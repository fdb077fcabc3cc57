"""One file made into several: one for each account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.formats.onec.arranging import (
    account_lines,
    key_of,
    lines_of,
    movements,
    value_of,
    written,
)
from statementkit.formats.onec.model import AccountSection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.formats.onec.direction import Movement
    from statementkit.formats.onec.model import Block, Document, Exchange


@attrs.frozen
class Part:
    """A file with what concerns one account; `account` is `None` for documents of none."""

    account: str | None
    content: bytes = attrs.field(repr=False)
    documents: int


def split(exchange: Exchange) -> tuple[Part, ...]:
    """Return a file for each account of a file, and one for documents that belong to none.

    A transfer between two accounts of the file stands in the files of both; where the file prints
    it twice, once for each account, each file gets its own print. So nothing is lost, and every
    part comes out with the balances of its account.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> from statementkit.testing.onec import invent
    >>> parts = split(read_exchange(invent("sber", documents=4, accounts=2).content))
    >>> [(part.account, part.documents) for part in parts]
    [('40702810272866116858', 2), ('40702810053626651109', 2)]
    """
    belongs: dict[str | None, list[Block]] = {each: [] for each in exchange.accounts}
    for section in exchange.sections:
        belongs.setdefault(section.account, []).append(section)
    for document, accounts in _owners(list(movements(exchange))):
        for account in accounts or (None,):
            belongs.setdefault(account, []).append(document)
    return tuple(_part(exchange, account, blocks) for account, blocks in belongs.items())


def _owners(decided: Sequence[Movement]) -> Iterator[tuple[Document, tuple[str | None, ...]]]:
    """Yield the documents, each with the accounts whose files it stands in."""
    others = _other_prints(decided)
    for movement in decided:
        document = movement.document
        accounts = tuple(dict.fromkeys(leg.account for leg in movement.legs))
        if other := others.get(document.line):
            of_payer = _is_of_payer(document, other, is_first=movement.repeats is None)
            accounts = accounts[:1] if of_payer else accounts[1:]
        yield document, accounts


def _other_prints(decided: Sequence[Movement]) -> dict[int, Document]:
    """Return, by the lines of transfers that stand there twice, the other of the two prints."""
    documents = {each.document.line: each.document for each in decided}
    pairs = [(each.repeats, each.document) for each in decided if each.repeats is not None]
    others = {second.line: documents[first] for first, second in pairs}
    return others | dict(pairs)


def _is_of_payer(document: Document, other: Document, *, is_first: bool) -> bool:
    """Tell whether a print of a transfer is the payer's: dates tell, else it is the first one."""
    days = (
        (document.debited_on, other.debited_on),
        (other.credited_on, document.credited_on),
    )
    return next((bool(own) for own, others in days if bool(own) != bool(others)), is_first)


def _part(exchange: Exchange, account: str | None, blocks: Sequence[Block]) -> Part:
    documents = sum(not isinstance(each, AccountSection) for each in blocks)
    head = _head(exchange, account)
    if account is not None and account not in exchange.accounts:
        head += account_lines(head, [account], exchange.header.codec)
    content = written(exchange, head, [(exchange, block) for block in blocks])
    return Part(account, content, documents)


def _head(exchange: Exchange, account: str | None) -> list[bytes]:
    """Return the lines of the head of a file without those of other accounts."""
    header = exchange.header
    return [
        line
        for line in lines_of(header)
        if key_of(line, header) != "РасчСчет" or value_of(line, header) == account
    ]
