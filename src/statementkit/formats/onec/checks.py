"""What is doubtful about the codes of a document: check digits, shapes, the budget block, lengths.

Each finding is a warning and changes nothing about what is read. A code that stands in thousands of
documents is reported where it stands first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from statementkit.formats.onec.counterparty import counterparty
from statementkit.formats.onec.digits import (
    account_fits_bic,
    fits_correspondent,
    is_bic,
    is_blank,
    is_kpp,
    is_tax_id,
)
from statementkit.formats.onec.keys import CODES, KEYS, SIDES
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.formats.onec.keys import Side
    from statementkit.formats.onec.lines import Shape
    from statementkit.formats.onec.model import Document, Party
    from statementkit.formats.onec.problems import Problem

_BUDGET = {
    "ПоказательКБК": re.compile(r"\d{20}|0"),
    "ОКАТО": re.compile(r"\d{8}|\d{11}|0"),
    "ПоказательОснования": re.compile(r"[А-ЯЁA-Z\d]{2}|0"),
    "ПоказательПериода": re.compile(r".{10}|\d{8}|0"),
    "ПоказательДаты": re.compile(r"\d{2}\.\d{2}\.\d{4}|0|00"),
}
"""The fields of a payment to a budget that are codes; a blank one says nothing."""

_LENGTHS = {
    key.name: key.length
    for key in KEYS
    if key.section == "document" and key.length and not key.variant
}
_WITH_RULES_OF_THEIR_OWN = re.compile("Счет$|ИНН$|КПП$|БИК$|Корсчет$")
_LONG = {
    name: limit for name, limit in _LENGTHS.items() if not _WITH_RULES_OF_THEIR_OWN.search(name)
}


_TEXTS = {name: limit for name, limit in _LONG.items() if name not in CODES}
"""Limits of keys whose values hardly ever repeat."""

_SIDES: tuple[Side, ...] = ("payer", "payee")

_REMEMBERED = 8_192
"""How many parties are remembered as checked, and how many combinations of codes."""


def _places_of_texts(shape: Shape) -> tuple[tuple[int, int], ...]:
    """Return where the documents of a shape have texts that have a limit, and the limits."""
    return tuple(
        (shape.index[name], limit) for name, limit in _TEXTS.items() if name in shape.index
    )


def _codes_of(shape: Shape, values: re.Match[bytes]) -> bytes | tuple[bytes, ...]:
    """Return the lines of a document's codes; those of one without codes are all of its lines."""
    return values.group(*shape.runs.get("codes", (0,)))


class Checks:
    """Checks the documents of a file, one after another, and says the same thing once."""

    def __init__(self) -> None:
        self._said: set[tuple[str, ...]] = set()
        self._parties: dict[int, Party] = {}
        self._codes: set[bytes | tuple[bytes, ...]] = set()
        self._texts: Cache[Shape, tuple[tuple[int, int], ...]] = Cache(_places_of_texts, 1_000)

    def __call__(self, document: Document) -> Sequence[Problem]:
        """Return what is doubtful about the codes of a document and was not said before."""
        return () if self._is_known(document) else list(self._found(document))

    def _is_known(self, document: Document) -> bool:
        """Tell at a glance whether there is nothing new to check, as in nearly every document."""
        known, payer, payee = self._parties, document.payer, document.payee
        # Documents share the parties that they have in common, so most are the same object.
        if known.get(id(payer)) is not payer or known.get(id(payee)) is not payee:
            return False
        shape, values = document.content
        if isinstance(values, tuple):
            return False
        for place, limit in self._texts[shape]:
            # A text has no more characters than bytes.
            if len(values[place]) > limit:
                return False
        return _codes_of(shape, values) in self._codes

    def _found(self, document: Document) -> Iterator[Problem]:
        for side in _SIDES:
            party: Party = getattr(document, side)
            if self._parties.get(id(party)) is not party:
                yield from self._of_party(document, side, party)
        problems = [*_of_budget(document), *_of_lengths(document)]
        if not problems:
            self._remember_codes(document)
        yield from problems

    def _of_party(self, document: Document, side: Side, party: Party) -> Iterator[Problem]:
        if len(self._parties) >= _REMEMBERED:
            self._parties.clear()
        self._parties[id(party)] = party
        for problem in _of_codes(document, side, party):
            said = (problem.code, *problem.words.values())
            if said not in self._said:
                self._said.add(said)
                yield problem

    def _remember_codes(self, document: Document) -> None:
        shape, values = document.content
        if not isinstance(values, tuple):
            if len(self._codes) >= _REMEMBERED:
                self._codes.clear()
            self._codes.add(_codes_of(shape, values))


def check_document(document: Document) -> tuple[Problem, ...]:
    """Return all that is doubtful about the codes of one document."""
    return tuple(Checks()(document))


def _of_codes(document: Document, side: Side, party: Party) -> Iterator[Problem]:
    """Check the codes of a party; in files of other countries they are other codes."""
    word = SIDES[side]
    tax_id, kpp, bic = (document.get(f"{word}{end}") for end in ("ИНН", "КПП", "БИК"))
    if tax_id and not is_blank(tax_id) and not is_tax_id(tax_id) and len(tax_id) != 5:
        yield document.problem("SK620", f"{word}ИНН", value=tax_id)
    elif tax_id and counterparty(party).has_foreign_tax_id:
        yield document.problem("SK627", f"{word}ИНН", value=tax_id)
    if kpp and not is_blank(kpp) and not is_kpp(kpp):
        yield document.problem("SK621", f"{word}КПП", value=kpp)
    if bic and not is_bic(bic):
        yield document.problem("SK622", f"{word}БИК", value=bic)
    if bic:
        yield from _of_accounts(document, word, bic)


def _of_accounts(document: Document, word: str, bic: str) -> Iterator[Problem]:
    """Check accounts against the BIC; with indirect settlement that is of the РасчСчет's bank."""
    own, account = document.get(f"{word}РасчСчет"), document.get(f"{word}Счет")
    name, number = (f"{word}РасчСчет", own) if own else (f"{word}Счет", account)
    if number and account_fits_bic(number, bic) is False:
        yield document.problem("SK623", name, account=number, bic=bic)
    correspondent = document.get(f"{word}Корсчет")
    if correspondent and fits_correspondent(correspondent, bic) is False:
        yield document.problem("SK624", f"{word}Корсчет", account=correspondent, bic=bic)


def _of_budget(document: Document) -> Iterator[Problem]:
    if (document.text("СтатусСоставителя") or "0") == "0":
        return
    for name, shape in _BUDGET.items():
        value = document.get(name)
        if value and not shape.fullmatch(value):
            yield document.problem("SK625", name, value=value)


def _of_lengths(document: Document) -> Iterator[Problem]:
    shape, values = document.content
    for name, place in shape.index.items():
        limit = _LONG.get(name)
        if limit is not None and len(values[place]) > limit:
            length = len(document.text(name) or "")
            if length > limit:
                yield document.problem("SK626", name, length=str(length), limit=str(limit))
