"""Several files made into one: of other days, or of other accounts.

What stands in more than one of them stands in the result once. That is a document of a day that two
exports share, and a transfer between two accounts, which the statement of each of them prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import WriteError
from statementkit.formats.onec.arranging import (
    account_lines,
    accounts_of,
    key_of,
    line_end,
    lines_of,
    movements,
    written,
)
from statementkit.formats.onec.dialects import is_for_bank
from statementkit.formats.onec.direction import Owner, booking_date, decide, print_of
from statementkit.formats.onec.identity import Identities
from statementkit.formats.onec.problems import Problem, diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from statementkit.formats.onec.direction import Movement, Print
    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.model import AccountSection, Document, Exchange, Header
    from statementkit.formats.onec.problems import Language, Told


@attrs.frozen
class Repeat:
    """A document that is not in a merged file, and the one of another file that stands for it.

    `is_transfer` says that both are prints of a transfer, each from the statement of one account.
    """

    file: str | None
    document: Document
    kept_file: str | None
    kept: Document
    is_transfer: bool

    def told(self, lang: Language = "en") -> Told:
        """Return the finding that says so, in the words of a language."""
        words = {"file": self.kept_file or "", "first": str(self.kept.line)}
        code = "SK674" if self.is_transfer else "SK673"
        return diagnostic(self.document.problem(code, **words), lang, self.file)


@attrs.frozen
class Merged:
    """A file made of several: how many `documents` it has, and the `repeats` that it has not."""

    content: bytes = attrs.field(repr=False)
    documents: int
    repeats: tuple[Repeat, ...] = attrs.field(repr=False)


def merge(exchanges: Sequence[Exchange]) -> Merged:
    """Return one file with the accounts, sections and documents of several.

    A document that stands in several files, because their days overlap, stands here once; twins
    within one file stay twins. A transfer that the statements of both its accounts print stands
    here once too, with the days of both, so that reading makes two linked transactions of it. The
    encoding is that of the first file. Raises `WriteError` when orders for a bank are mixed with
    statements, or when a character does not exist in that encoding.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> from statementkit.testing.onec import invent
    >>> exchange = read_exchange(invent("sber", documents=4).content)
    >>> merged = merge([exchange, exchange])
    >>> merged.documents, len(merged.repeats)
    (4, 4)
    """
    if len({is_for_bank(each) for each in exchanges}) > 1:
        raise WriteError(diagnostic(Problem(code="SK671")))
    documents = _Documents(exchanges)
    blocks = (*_sections(exchanges), *documents.kept)
    content = written(exchanges[0], _joint_head(exchanges), blocks)
    return Merged(content, len(documents.kept), tuple(documents.repeats))


def _sections(exchanges: Iterable[Exchange]) -> Iterable[tuple[Exchange, AccountSection]]:
    """Return the sections of all files; what two of them say alike stands there once."""
    once: dict[Hashable, tuple[Exchange, AccountSection]] = {}
    for exchange in exchanges:
        for s in exchange.sections:
            said = (s.account, s.start, s.end, s.opening, s.received, s.spent, s.closing)
            once.setdefault(said, (exchange, s))
    return once.values()


@attrs.frozen
class _Kept:
    """A document that stands in the result, with its file and the accounts which that is about."""

    file: Exchange
    own: frozenset[str]
    movement: Movement

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.movement.document


class _Documents:
    """The documents of several files: those that are `kept`, and the `repeats` of them."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self.repeats: list[Repeat] = []
        self._kept: dict[Hashable, _Kept] = {}
        owned = [(each, frozenset(accounts_of(each))) for each in exchanges]
        every = frozenset[str]().union(*(own for _, own in owned))
        for exchange, own in owned:
            key = _Keys(every, own)
            for movement in movements(exchange):
                self._add(key(movement), _Kept(exchange, own, movement))

    def _add(self, key: Hashable, found: _Kept) -> None:
        kept = self._kept.setdefault(key, found)
        if kept is found:
            return
        is_transfer = kept.own.isdisjoint(found.own)
        names = found.file.name, found.document, kept.file.name, kept.document
        self.repeats.append(Repeat(*names, is_transfer))
        if is_transfer:
            self._kept[key] = attrs.evolve(kept, movement=_with_days(kept.movement, found.movement))

    @property
    def kept(self) -> list[tuple[Exchange, Document]]:
        """The documents that stand in the result, each with its file."""
        return [(each.file, each.document) for each in self._kept.values()]


_DAYS: Mapping[Side, str] = {"payer": "debited_on", "payee": "credited_on"}


def _with_days(kept: Movement, found: Movement) -> Movement:
    """Return a print of a transfer with the day of each account, as its own statement has it."""
    days = {leg.side: leg.booked_on for leg in (*found.legs, *kept.legs) if leg.booked_on}
    if all(booking_date(kept.document, side) == day for side, day in days.items()):
        return kept
    values = {_DAYS[side]: day for side, day in days.items()}
    return attrs.evolve(kept, document=kept.document.with_values(values))


@attrs.frozen
class _Transfer:
    """A transfer between accounts of the files; `twin` tells apart those with the same prints."""

    print: Print
    twin: int
    views: frozenset[str] = frozenset()


class _Keys:
    """Tells the documents of a file apart: the same booking in another file has the same key.

    `every` are the accounts of all files, `own` those of this one.
    """

    def __init__(self, every: frozenset[str], own: frozenset[str]) -> None:
        self._owner = Owner(tuple(every))
        self._own = own
        self._identities = Identities()
        self._seen = Counter[Hashable]()

    def __call__(self, movement: Movement) -> Hashable:
        """Return the key of the next document of the file."""
        if common := print_of(decide(movement.document, self._owner)):
            return self._transfer(common)
        if movement.legs:
            return tuple(map(self._identities, movement.legs))
        said = tuple((pair.key.strip(), pair.value.strip()) for pair in movement.document.pairs)
        return said, self._count(said)

    def _transfer(self, common: Print) -> _Transfer:
        """Return the key of a print of a transfer.

        Reading takes the second of two prints with one number for a repeat. So where the statement
        of one account has several, which are several transfers, those of both accounts stay.
        """
        twin = self._count(common)
        if twin == 1 or common.number is None:
            return _Transfer(common, twin)
        return _Transfer(common, twin, self._own.intersection(common.accounts))

    def _count(self, said: Hashable) -> int:
        self._seen[said] += 1
        return self._seen[said]


def _joint_head(exchanges: Sequence[Exchange]) -> list[bytes]:
    """Return the head of the first file with the accounts and the interval of all.

    An account that only the sections of a file name is named by them in the result, too.
    """
    header = exchanges[0].header
    days = {
        "ДатаНачала": _bound(min, (each.header.start for each in exchanges)),
        "ДатаКонца": _bound(max, (each.header.end for each in exchanges)),
    }
    named = (each.header.accounts if each.sections else accounts_of(each) for each in exchanges)
    accounts = dict.fromkeys(account for accounts in named for account in accounts)
    head = [*_changed(header, days)]
    return [*head, *account_lines(head, accounts, header.codec)]


def _changed(header: Header, values: Mapping[str, date | None]) -> Iterator[bytes]:
    """Yield the lines of a head without its accounts, with other days in some of them."""
    for line in lines_of(header):
        key = key_of(line, header)
        if day := values.get(key):
            yield f"{key}={day:%d.%m.%Y}".encode(header.codec) + line_end([line])
        elif key != "РасчСчет":
            yield line


def _bound(choose: Callable[[Iterable[date]], date], days: Iterable[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if known else None
