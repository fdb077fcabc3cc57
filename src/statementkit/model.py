"""The common model: one small form of a bank transaction for every format and back end.

The words are those of camt, MT940 and OFX users. `FIELDS` is the one table that says which word of
an order fills which attribute; the reference of fields is made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from statementkit.errors import Diagnostic

Kind = Literal["payment", "fee", "transfer"]


@attrs.frozen
class Counterparty:
    """The other party of a transaction, as the statement names it.

    `tax_id` is a registry or personal code (INN, registrikood); `account` an account number or
    IBAN; `bic` the code of the party's bank. All are text, leading zeros kept.
    """

    name: str | None = None
    tax_id: str | None = None
    account: str | None = None
    bic: str | None = None


@attrs.define
class Origin:
    """Where transactions came from: shared by all the transactions of one file.

    `digest` is the SHA-256 of the file's unpacked bytes in hexadecimal, `None` until the file was
    read to its end.
    """

    file: str | None = None
    digest: str | None = None
    layout: str | None = None


@attrs.frozen
class Provenance:
    """Where one transaction came from: file, first line of its record, branch that mapped it.

    `line` counts physical lines of the file from 1. `branch` counts the branches of the order from
    1; `None` stands for the default layout.
    """

    origin: Origin | None
    line: int | None
    branch: int | None


class Draft:
    """The slots of a transaction while it is filled, before it is frozen.

    Making a frozen object costs three times a plain one, and filling twenty slots with `None` twice
    the rest. So generated code makes a draft, sets what a row has, and then sets `__class__` to
    `Transaction`, which adds no slots: a frozen object comes out at the price of the fields that
    its layout maps. A slot that was never set reads as its default.
    """

    __slots__ = (
        "account",
        "amount",
        "balance",
        "bank_id",
        "bic",
        "booked_on",
        "branch",
        "check_number",
        "currency",
        "description",
        "extra",
        "invoice_number",
        "kind",
        "line",
        "name",
        "origin",
        "own_account",
        "parent",
        "reference",
        "tax_id",
        "value_on",
    )

    def __getattr__(self, name: str) -> Any:
        try:
            return _DEFAULTS[name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}") from None


_DEFAULTS: Mapping[str, Any] = {**dict.fromkeys(Draft.__slots__), "kind": "payment"}


@attrs.frozen(weakref_slot=False)
class Transaction(Draft):
    """One movement of money on one account.

    `amount` is exact and signed: + is money in. `currency` is an ISO 4217 code. `name`, `tax_id`,
    `account` and `bic` describe the other party; `own_account` is the account of the statement.
    `reference` is a payment reference (viitenumber, KID, VCS), `bank_id` the bank's archive id.
    A `fee` names the transaction it belongs to as `parent`. `extra` holds the fields of the order
    that have no attribute of their own, under the names of the field table. Absent is `None`.

    Where a transaction was found (`line`, `branch`, `origin`) takes no part in equality.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik")
    >>> coffee.counterparty.name
    'Kohvik Hommik'
    """

    booked_on: date
    amount: Decimal
    currency: str | None = None
    name: str | None = None
    tax_id: str | None = None
    account: str | None = None
    bic: str | None = None
    description: str | None = None
    reference: str | None = None
    invoice_number: str | None = None
    check_number: str | None = None
    bank_id: str | None = None
    kind: Kind = "payment"
    parent: Transaction | None = None
    value_on: date | None = None
    balance: Decimal | None = None
    own_account: str | None = None
    extra: Mapping[str, Any] | None = attrs.field(default=None, hash=False)
    line: int | None = attrs.field(default=None, eq=False)
    branch: int | None = attrs.field(default=None, eq=False)
    origin: Origin | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def counterparty(self) -> Counterparty:
        """The other party, as one value."""
        return Counterparty(self.name, self.tax_id, self.account, self.bic)

    @property
    def provenance(self) -> Provenance:
        """Where the transaction was found, as one value."""
        return Provenance(self.origin, self.line, self.branch)


Reading = Literal["date", "time", "amount", "text", "currency", "number", "flag", "none"]
"""How the text of a cell becomes a value."""


@attrs.frozen
class Field:
    """A word of the order language: what it fills, how its cell is read, what it means.

    `attribute` names the attribute of `Transaction` (or, with `extra`, the key of its `extra`);
    it is `None` for words that only steer others (`debit`, `other`). `seed` marks the words of the
    first dialect.
    """

    word: str
    attribute: str | None
    reading: Reading
    meaning: str
    seed: bool = False
    extra: bool = False

    @property
    def is_account(self) -> bool:
        """Whether it holds an account number, of which messages quote the end alone."""
        return self.attribute in ACCOUNTS


ACCOUNTS = frozenset({"account", "own_account"})
"""The attributes that hold account numbers."""

FIELDS: tuple[Field, ...] = (
    Field("date", "booked_on", "date", "booking date", seed=True),
    Field("amount", "amount", "amount", "signed amount; with a direction flag its size", seed=True),
    Field("creditSum", "amount", "amount", "money in, never negative", seed=True),
    Field("debitSum", "amount", "amount", "money out, never negative", seed=True),
    Field("debit", None, "flag", "direction: D, d or the given text is money out", seed=True),
    Field("credit", None, "flag", "direction: C, c or the given text is money in"),
    Field("fee", None, "amount", "cost beside the amount: a transaction of its own", seed=True),
    Field("feeIncluded", None, "amount", "cost inside the amount: taken out of it, and its own"),
    Field("currency", "currency", "currency", "ISO 4217 letters", seed=True),
    Field("name", "name", "text", "name of the other party", seed=True),
    Field("remitterId", "tax_id", "text", "registry or personal code of the party", seed=True),
    Field("account", "account", "text", "account number of the other party"),
    Field("iban", "account", "text", "IBAN of the other party"),
    Field("bic", "bic", "text", "BIC of the other party's bank"),
    Field("ownAccount", "own_account", "text", "account that the statement is of"),
    Field("description", "description", "text", "purpose of the payment", seed=True),
    Field("descAndName", "description", "text", "purpose and name at once", seed=True),
    Field("invoiceNumber", "invoice_number", "text", "invoice number", seed=True),
    Field("ref", "reference", "text", "payment reference", seed=True),
    Field("check", "check_number", "text", "cheque number", seed=True),
    Field("id", "bank_id", "text", "the bank's archive id: text, never a number", seed=True),
    Field("valueDate", "value_on", "date", "date from which the money counts"),
    Field("balance", "balance", "amount", "running balance after the row: checked, never identity"),
    Field("time", "time", "text", "time of day, as written", extra=True),
    Field("bankName", "bank_name", "text", "name of the other party's bank", extra=True),
    Field("accountName", "account_name", "text", "name of the other party's account", extra=True),
    Field("kpp", "kpp", "text", "KPP, the Russian code of a tax registration", extra=True),
    Field("category", "category", "text", "the bank's own category", extra=True),
    Field("originalAmount", "original_amount", "amount", "amount before exchange", extra=True),
    Field("originalCurrency", "original_currency", "currency", "its currency", extra=True),
    Field("exchangeRate", "exchange_rate", "number", "rate of the exchange", extra=True),
    Field("status", "status", "text", "state of the booking, as written", extra=True),
    Field("type", "type", "text", "kind of the booking, as written", extra=True),
    Field("other", None, "none", "ignored", seed=True),
)

FIELD_BY_WORD: Mapping[str, Field] = {field.word: field for field in FIELDS}


@attrs.frozen
class Fact:
    """Something about a file that was found, not declared: `delimiter` is `;`, and why.

    `evidence` is one sentence with the rows or counts that decided; `lines` are those rows.

    >>> str(Fact("delimiter", ";", "18 of 18 lines have 4 of them"))
    "delimiter = ';': 18 of 18 lines have 4 of them"
    """

    name: str
    value: Any
    evidence: str
    lines: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} = {self.value!r}: {self.evidence}"


@attrs.frozen
class Counts:
    """What became of the records of a file: `records == mapped + skipped + problems`, always.

    `transactions` is larger than `mapped` by the fees; `warnings` are rows among `mapped`.
    """

    records: int = 0
    mapped: int = 0
    skipped: int = 0
    problems: int = 0
    transactions: int = 0
    warnings: int = 0


@attrs.frozen
class BalanceCheck:
    """The proof by arithmetic: each balance is the one before plus the amounts between them.

    Balances stand on the rows, or in records of their own at the start and the end of an account.
    `holds` is `None` where nothing could be checked. `breaks` are the lines at which the sum does
    not come out, `checked` counts the steps that were tried. `difference` is what the first closing
    balance that does not come out has more than the sum.
    """

    holds: bool | None
    checked: int = 0
    breaks: tuple[int, ...] = ()
    opening: Decimal | None = None
    closing: Decimal | None = None
    difference: Decimal | None = None


@attrs.frozen
class StatedBalance:
    """What a statement says was on an account: before the movements of a day, or (`at_end`) after.

    `line` is that of its record. What a record does not name is `None`: an account that all of the
    file is about, and the currency of an account that has only one.
    """

    day: date
    amount: Decimal
    at_end: bool
    account: str | None = None
    currency: str | None = None
    line: int | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Statement:
    """What a file says: its transactions, and what became of everything else in it.

    `problems` are the rows that gave nothing, each with its place; `warnings` concern rows that
    were read. `skipped` are the lines that the order leaves out on purpose. `facts` say what was
    decided about the file and by which evidence. `coverage` is what the file is sure to hold: all
    rows of each of its days, or rows cut anywhere. `stated` are the balances that stand in records
    of their own.
    """

    transactions: tuple[Transaction, ...]
    problems: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    skipped: tuple[int, ...] = ()
    counts: Counts = Counts()
    facts: tuple[Fact, ...] = ()
    balance: BalanceCheck = BalanceCheck(None)
    account: str | None = None
    currency: str | None = None
    origin: Origin | None = None
    coverage: Literal["days", "rows", "unknown"] = "unknown"
    stated: tuple[StatedBalance, ...] = ()
