"""From documents to transactions of the common model, one at a time.

Every document ends as a transaction (two for a transfer between accounts of the file), as a counted
repeat, or as a problem: nothing else.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Findings, RowError
from statementkit.formats.onec.checks import Checks
from statementkit.formats.onec.currencies import currency_of
from statementkit.formats.onec.digits import is_blank
from statementkit.formats.onec.direction import Directions
from statementkit.formats.onec.fields import Fields
from statementkit.formats.onec.findings import of_movement
from statementkit.formats.onec.identity import Identities
from statementkit.formats.onec.problems import Untold, diagnostic
from statementkit.formats.onec.reconciliation import Sums
from statementkit.model import Counts, Draft, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from statementkit.errors import Diagnostic
    from statementkit.formats.onec.direction import Leg, Movement, Owner
    from statementkit.formats.onec.model import Document
    from statementkit.formats.onec.problems import Problem
    from statementkit.model import Origin

_AMOUNTS = {"Сумма", "СуммаПриход", "СуммаРасход"}
_DAYS = {"Дата", "ДатаСписано", "ДатаПоступило", "ДатаДокумента", "ДатаОперации"}


@attrs.define
class Mapper:
    """Maps the documents of a file, and keeps what became of each.

    `currency` stands in for that of an account that does not tell its own. `problems` are the
    documents that gave nothing, `warnings` concern the others, `untold` is how many more of these
    were counted where they were found. `skipped` are the lines of second prints of a transfer,
    `sums` are those of the documents by account.
    """

    owner: Owner
    origin: Origin
    currency: str | None = None
    on_error: str = "collect"
    problems: Findings = attrs.Factory(Findings)
    warnings: Findings = attrs.Factory(Findings)
    untold: int = 0
    skipped: list[int] = attrs.Factory(list)
    sums: Sums = attrs.Factory(Sums)
    _mapped: int = 0
    _bad: int = 0
    _transactions: int = 0
    _warned: int = 0
    _said: set[tuple[object, ...]] = attrs.Factory(set)
    _checks: Checks = attrs.Factory(Checks)
    _identities: Identities = attrs.Factory(Identities)
    _directions: Directions = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._directions = Directions(self.owner)

    @property
    def counts(self) -> Counts:
        """What became of the documents so far."""
        skipped = len(self.skipped)
        return Counts(
            self._mapped + skipped + self._bad,
            self._mapped,
            skipped,
            self._bad,
            self._transactions,
            self._warned,
        )

    def map(self, document: Document) -> Sequence[Transaction]:
        """Return the transactions of the next document of the file."""
        problems = document.problems  # All values are read here, at once.
        movement = self._directions(document)
        self.sums.add(movement)
        if movement.repeats is not None:
            self.skipped.append(document.line)
            self.warn(of_movement(movement))
            return ()
        if refusals := _refusals(movement):
            self._refuse(refusals)
            return ()
        self._mapped += 1
        self._transactions += len(movement.legs)
        transactions = self._legs(movement)
        doubtful = (*problems, *self._checks(document), *of_movement(movement))
        if doubtful:
            self._warned += self.warn(doubtful)
        return transactions

    def warn(self, problems: Iterable[Problem]) -> int:
        """Keep findings about what was read; return 1 if there are any, else 0.

        What is only for information is said once in a file.
        """
        is_warned = False
        for problem in problems:
            if isinstance(problem, Untold):
                self.untold += sum(problem.numbers.values())
                continue
            if problem.severity == "info":
                said = (problem.code, problem.key, *problem.words.values())
                if said in self._said:
                    continue
                self._said.add(said)
            self.warnings.add(problem.line, self._told_mildly, problem)
            is_warned = True
        return int(is_warned)

    def _told(self, problem: Problem) -> Diagnostic:
        return diagnostic(problem, file=self.origin.file)

    def _told_mildly(self, problem: Problem) -> Diagnostic:
        found = self._told(problem)
        return found.at(severity="warning") if found.severity == "error" else found

    def _refuse(self, problems: Iterable[Problem]) -> None:
        self._bad += 1
        if self.on_error == "raise":
            raise RowError(*map(self._told, problems))
        if self.on_error == "collect":
            for problem in problems:
                self.problems.add(problem.line, self._told, problem)

    def _legs(self, movement: Movement) -> list[Transaction]:
        if len(movement.legs) == 1:
            [leg] = movement.legs
            return [self._transaction(movement, leg, self._identity(leg), None)]
        identities = [self._identity(leg) for leg in movement.legs]
        others = reversed(identities)
        return [
            self._transaction(movement, leg, identity, other)
            for leg, identity, other in zip(movement.legs, identities, others, strict=True)
        ]

    def _identity(self, leg: Leg) -> str:
        identity, first = self._identities.with_twin(leg)
        if first is not None:
            self.warn([leg.document.problem("SK634", first=str(first))])
        return identity

    def _transaction(
        self, movement: Movement, leg: Leg, identity: str, linked: str | None
    ) -> Transaction:
        document, other = movement.document, leg.other
        payment_id = document.payment_id
        draft: Any = Draft()
        draft.booked_on = leg.booked_on
        draft.amount = leg.amount
        draft.currency = self._currency_of(leg)
        draft.name = other.name
        draft.tax_id = other.tax_id
        draft.account = other.account
        draft.bic = other.bic
        draft.description = document.full_purpose or None
        draft.reference = None if is_blank(payment_id) else payment_id
        draft.kind = "transfer" if movement.direction == "transfer" else "payment"
        draft.value_on = document.value_on
        draft.own_account = leg.account
        draft.extra = Fields(document, partial(_found, movement, leg, identity, linked))
        draft.line = document.line
        draft.origin = self.origin
        draft.__class__ = Transaction
        transaction: Transaction = draft
        return transaction

    def _currency_of(self, leg: Leg) -> str | None:
        currency = leg.document.currency or currency_of(leg.account) or self.currency
        if currency is None and ("SK635", leg.account) not in self._said:
            self._said.add(("SK635", leg.account))
            self.warn([leg.document.problem("SK635", account=leg.account or "")])
        return currency


def _found(movement: Movement, leg: Leg, identity: str, linked: str | None) -> dict[str, str]:
    """Return what stands in the `extra` of a transaction beside the keys of its document."""
    document = movement.document
    found = {
        "identity": identity,
        "linked": linked,
        "number": document.number,
        "type": document.kind_text,
        "kpp": leg.other.kpp,
        "bank_name": leg.other.bank_name,
        "counterparty_kind": leg.other.kind,
        "direction_reason": movement.reason,
    }
    return {key: value for key, value in found.items() if value is not None}


def _refusals(movement: Movement) -> list[Problem]:
    """Return why a document is no transaction, with what is wrong about the values it lacks."""
    document, legs = movement.document, movement.legs
    if not document.is_closed and (cut := _cut_amount(document)) is not None:
        return [document.problem("SK639", cut, value=document.get(cut) or "")]
    days = [leg.booked_on for leg in legs if leg.booked_on is not None]
    if legs and len(days) == len(legs) and document.amount is not None:
        return []
    lacking = _lacking(document, days)
    wrong = [each for each in document.problems if each.key in lacking and each.severity == "error"]
    if not legs:
        return [*wrong, *of_movement(movement)]
    return wrong or [document.problem("SK618", "Дата" if document.amount is not None else "Сумма")]


def _lacking(document: Document, days: Sequence[date]) -> set[str]:
    return (_AMOUNTS if document.amount is None else set()) | (set() if days else _DAYS)


def _cut_amount(document: Document) -> str | None:
    """Return the key of an amount in which the file ends: more digits may have followed."""
    if document.raw.endswith((b"\n", b"\r")):
        return None
    last = document.pairs[-1].key
    return last if last in _AMOUNTS else None
