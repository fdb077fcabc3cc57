"""Whose file it is, and in what it differs from the standard.

Nothing is read differently because of a dialect: what a file says decides. A dialect is told for
people, and for the reports of what a bank should put right.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, Protocol

import attrs

from statementkit.formats.onec.counterparty import account_of
from statementkit.formats.onec.keys import KEYS, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.formats.onec.model import (
        AccountSection,
        Block,
        Document,
        Exchange,
        Header,
    )
    from statementkit.formats.onec.problems import Problem

Evidence = Literal["sender", "bank", "version", "keys"]
"""By what a dialect is known: `Отправитель`, the bank at which the owner's account is, the version
of the format, or keys that only this dialect has.
"""

Name = Literal[
    "1c", "alfa", "gpb", "kz", "oebs", "raiffeisen", "sber", "tbank", "unicredit", "vtb"
]  # fmt: skip


@attrs.frozen
class Dialect:
    """A bank or a program that writes the format in its own way.

    `names` matches what it calls itself, in small letters. `marks` are keys, or beginnings of
    `Ключ=Значение`, that only its files have.
    """

    name: Name
    title: str
    names: str
    marks: tuple[str, ...] = ()


DIALECTS: Mapping[str, Dialect] = {
    each.name: each
    for each in (
        Dialect("sber", "Сбербанк", r"сбер(?:банк)?\b"),
        Dialect("tbank", "ТБанк", r"tinkoff|тинькофф|\bт-?банк|\bt-?bank"),
        Dialect("vtb", "ВТБ", r"\bвтб\b|\bvtb\b", ("КвитанцияСодержание=статус документа",)),
        Dialect("alfa", "Альфа-Банк", r"альфа-?банк|alfa-?bank", ("КодДебитора",)),
        Dialect("raiffeisen", "Райффайзенбанк", r"райффайзен|raiffeisen"),
        Dialect("gpb", "Газпромбанк", r"газпромбанк|\bгпб\b|gazprombank"),
        Dialect("unicredit", "ЮниКредит Банк", r"юникредит|unicredit"),
        Dialect("oebs", "Oracle E-Business Suite", r"\boebs\b|oracle"),
        Dialect("1c", "1С", r"\b1[сc]\b|бухгалтерия предприятия|бухгалтерский учет"),
    )
}
"""The dialects that are known by names, the more telling first."""

_PROGRAMS = ("1c", "oebs")

KAZAKHSTAN = Dialect("kz", "Казахстан, версия 2.00", "", ("ПлательщикИИК", "ПолучательИИК"))

_LOOK_ALIKE = str.maketrans("acekopxytmbh", "асекорхутмвн")
"""Latin letters that stand in Russian words: `Cистема` begins with one."""


@attrs.frozen
class Recognition:
    """The dialect of a file with the text that tells it; `None` where nothing does.

    `deviations` say in what the file differs from the standard, whoever wrote it.
    """

    dialect: Dialect | None
    evidence: Evidence | None = None
    text: str | None = None
    deviations: tuple[Problem, ...] = ()


def recognise(exchange: Exchange) -> Recognition:
    """Return the dialect of a file, and its deviations from the standard.

    >>> from statementkit.formats.onec.reading import read_exchange
    >>> from statementkit.testing.onec import invent
    >>> found = recognise(read_exchange(invent("sber").content))
    >>> found.dialect.name, found.evidence, found.text
    ('sber', 'sender', 'Сбербанк Бизнес Онлайн')
    """
    told = next(_tellings(exchange), None)
    found = tuple(deviations(exchange))
    return Recognition(*told, found) if told else Recognition(None, deviations=found)


def _tellings(exchange: Exchange) -> Iterator[tuple[Dialect, Evidence, str]]:
    """Yield dialects with their evidence, the surest first."""
    version, documents = exchange.header.version or "", exchange.documents[:1]
    # Ukrainian programs call their files so, too, and have other keys in them.
    if version.startswith("2.") and not any(_FOREIGN.isdisjoint(each.names) for each in documents):
        yield KAZAKHSTAN, "version", version
    yield from _by_marks(documents, (KAZAKHSTAN,))
    if sender := exchange.header.sender:
        yield from ((each, "sender", sender) for each in _named(sender))
    yield from _by_marks(documents, DIALECTS.values())
    if is_for_bank(exchange):
        return  # The bank that the orders are for has not written them.
    for bank in _own_banks(exchange):
        yield from ((each, "bank", bank) for each in _named(bank) if each.name not in _PROGRAMS)


def is_called(text: str | None, dialect: Name) -> bool:
    """Tell whether a sender or a bank is called as a dialect is.

    >>> is_called("ТИНЬКОФФ БАНК", "tbank"), is_called("Кредит-Банк", "tbank")
    (True, False)
    """
    return any(each.name == dialect for each in _named(text or ""))


def _named(text: str) -> Iterator[Dialect]:
    small = text.casefold()
    forms = {small, small.translate(_LOOK_ALIKE)}
    for each in DIALECTS.values():
        if any(re.search(each.names, form) for form in forms):
            yield each


def _by_marks(
    documents: Iterable[Document], dialects: Iterable[Dialect]
) -> Iterator[tuple[Dialect, Evidence, str]]:
    for document in documents:
        lines = [f"{pair.key.strip()}={pair.value}" for pair in document.pairs]
        for each in dialects:
            for mark in each.marks:
                if any(line.startswith((mark, f"{mark}=")) for line in lines):
                    yield each, "keys", mark


def _own_banks(exchange: Exchange) -> Iterator[str]:
    """Yield the names of the banks at which the accounts of the file are."""
    own = set(exchange.accounts)
    for document in exchange.documents:
        for party in (document.payer, document.payee):
            if party.bank_name and account_of(party) in own:
                yield party.bank_name


def deviations(exchange: Exchange) -> Iterator[Problem]:
    """Yield in what a file differs from the standard, each thing once."""
    header, demanded = exchange.header, "to_bank" if is_for_bank(exchange) else "from_bank"
    declared = header.declared_encoding
    if declared and declared not in ("Windows", "DOS"):
        yield header.problem("SK665", "Кодировка", value=declared)
    seen: set[tuple[str, ...]] = set()
    for block in (header, *exchange.sections[:1], *exchange.documents):
        for problem in _of_block(block, demanded):
            said = (problem.code, problem.place, problem.key or "", *problem.words.values())
            if said not in seen:
                seen.add(said)
                yield problem
    yield from _early_dates(exchange)


class Told(Protocol):
    """What a file says of itself: an `Exchange`, `Documents` at their end, or a `Peek`."""

    @property
    def header(self) -> Header:
        """The head of the file."""

    @property
    def sections(self) -> Sequence[AccountSection]:
        """The sections of its accounts."""


def is_for_bank(file: Told) -> bool:
    """Tell whether a file holds orders for a bank rather than a statement of one."""
    return bool(file.header.document_kinds) and not file.sections


def _of_block(block: Block, demanded: str) -> Iterator[Problem]:
    names = [_name(pair.key) for pair in block.pairs if pair.key]
    standard = [key for key in KEYS if key.section == block.place and key.variant is None]
    if _FOREIGN.isdisjoint(names):
        yield from _absent(block, names, [key.name for key in standard if getattr(key, demanded)])
        yield from _disordered(block, names, [key.name for key in standard])
    for pair in block.pairs:
        written = pair.key.strip()
        if (name := _name(written)) != written and name in _COMMON | _FOREIGN:
            yield block.problem("SK668", name, written=written)


_COMMON = {key.name for key in KEYS if key.variant is None}
_FOREIGN = {key.name for key in KEYS} - _COMMON
_OF_BUDGET = {key.name for key in KEYS if key.attribute.startswith("budget.")}


def _name(key: str) -> str:
    return NAMES.get(key.strip().casefold(), key.strip())


def _absent(block: Block, names: Sequence[str], demanded: Sequence[str]) -> Iterator[Problem]:
    """Yield the keys that the standard demands; those of the budget block only where it begins."""
    is_budget = bool(block.get("СтатусСоставителя"))
    for name in demanded:
        if name not in names and (is_budget or name not in _OF_BUDGET | _OPTIONAL):
            yield block.problem("SK666", name)


_OPTIONAL = {"СекцияДокумент", "ДатаСписано", "ДатаПоступило", "ПлательщикКПП", "ПолучательКПП"}
"""Demanded for one direction alone, or for payments to a budget."""


def _disordered(block: Block, names: Sequence[str], standard: Sequence[str]) -> Iterator[Problem]:
    places = [(standard.index(name), name) for name in names if name in standard]
    for (place, name), (following, other) in pairwise(places):
        if following < place:
            yield block.problem("SK667", other, after=name)
            return


def _early_dates(exchange: Exchange) -> Iterator[Problem]:
    """Yield the first document that brings money and has the date on which money left."""
    own = set(exchange.accounts)
    for document in exchange.documents:
        brings = account_of(document.payee) in own and account_of(document.payer) not in own
        if brings and document.debited_on and not document.credited_on:
            yield document.problem("SK669", "ДатаСписано")
            return
