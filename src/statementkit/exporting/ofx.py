"""An OFX 2.2 file of bank statements. Source: OFX 2.2 specification, sections 2 and 11."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, TextIO
from xml.etree.ElementTree import Element, SubElement, tostring

import attrs

from statementkit.errors import Diagnostic, WriteError, quoted_account
from statementkit.export import plain
from statementkit.exporting.legs import currency_of, line
from statementkit.values import add

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statementkit.books import Movement

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
_ACCOUNT, _BANK = 22, 9
"""The most characters of the number of an account and of a bank."""


def write_ofx(
    movements: Iterable[Movement],
    file: TextIO,
    closings: Mapping[tuple[str, str], Decimal] | None = None,
) -> None:
    """Write movements as an OFX file: a statement for each account and currency.

    `closings` are the balances after the last movement by account and currency. OFX demands one:
    where nothing is known, it is the sum of the movements. Names of more than 32 characters stand
    whole in EXTDNAME up to 100, texts up to 255. Raises `WriteError` SK780 for a movement without a
    currency, SK781 for a number of an account of more than 31 characters.

    >>> import sys
    >>> from statementkit import Transaction
    >>> from statementkit.books import movements
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(
    ...     date(2024, 2, 1), Decimal("-3.20"), "EUR", name="Kohvik Hommik", own_account="EE38")
    >>> write_ofx(movements([Entry("h1:1#1", "", coffee, Assignment(), 1)], ["EE38"]), sys.stdout)
    <?xml version="1.0" encoding="UTF-8" standalone="no"?>
    <?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
    <OFX>
    ...
    <STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20240201</DTPOSTED><TRNAMT>-3.20</TRNAMT>...
    """
    statements: dict[tuple[str, str], _Statement] = {}
    for movement in movements:
        account = movement.account, currency_of(movement)
        if account not in statements:
            statements[account] = _Statement(*account)
        statements[account].take(movement)
    last = max((each.last for each in statements.values()), default=date(1970, 1, 1))
    file.write(_HEAD + "<OFX>\n")
    file.write(_text(_sign_on(last)))
    if statements:
        file.write("<BANKMSGSRSV1>\n")
        for number, (account, statement) in enumerate(sorted(statements.items()), 1):
            closing = (closings or {}).get(account, statement.total)
            statement.write(file, number, closing)
        file.write("</BANKMSGSRSV1>\n")
    file.write("</OFX>\n")


@attrs.define
class _Statement:
    """The statement of one account in one currency, its rows rendered as they come."""

    account: str
    currency: str
    total: Decimal = Decimal(0)
    first: date = date.max
    last: date = date.min
    rows: list[str] = attrs.field(factory=list)

    def take(self, movement: Movement) -> None:
        day = movement.entry.transaction.booked_on
        self.first, self.last = min(self.first, day), max(self.last, day)
        self.total = add(self.total, movement.amount)
        self.rows.append(_text(_row(movement)))

    def write(self, file: TextIO, number: int, closing: Decimal) -> None:
        status = _text(_status())
        file.write(f"<STMTTRNRS>\n<TRNUID>{number}</TRNUID>\n{status}<STMTRS>\n")
        file.write(f"<CURDEF>{self.currency}</CURDEF>\n")
        file.write(_text(_bank_account("BANKACCTFROM", self.account)))
        file.write(f"<BANKTRANLIST>\n<DTSTART>{_day(self.first)}</DTSTART>\n")
        file.write(f"<DTEND>{_day(self.last)}</DTEND>\n")
        file.writelines(self.rows)
        file.write("</BANKTRANLIST>\n")
        balance = _element("LEDGERBAL", {"BALAMT": plain(closing), "DTASOF": _day(self.last)})
        file.write(_text(balance) + "</STMTRS>\n</STMTTRNRS>\n")


def _sign_on(day: date) -> Element:
    messages = Element("SIGNONMSGSRSV1")
    answer = SubElement(messages, "SONRS")
    answer.append(_status())
    SubElement(answer, "DTSERVER").text = _day(day)
    SubElement(answer, "LANGUAGE").text = "ENG"
    return messages


def _status() -> Element:
    return _element("STATUS", {"CODE": "0", "SEVERITY": "INFO"})


def _bank_account(tag: str, number: str) -> Element:
    """Return an account; of a number that is too long for one field, the start is the bank's."""
    if not number or len(number) > _BANK + _ACCOUNT:
        raise WriteError(
            Diagnostic(
                code="SK781",
                message=f"the account {quoted_account(number)} is longer than OFX allows",
                hint="export to beancount, hledger, csv or jsonl",
            )
        )
    bank = number[:-_ACCOUNT] or "0"
    return _element(tag, {"BANKID": bank, "ACCTID": number[-_ACCOUNT:], "ACCTTYPE": "CHECKING"})


def _row(movement: Movement) -> Element:
    transaction = movement.entry.transaction
    name = line(movement.name)
    check = line(transaction.check_number)
    fields = {
        "TRNTYPE": _type(movement),
        "DTPOSTED": _day(transaction.booked_on),
        "TRNAMT": plain(transaction.amount),
        "FITID": _id(movement.entry.key),
        "CHECKNUM": check if len(check) <= 12 else "",
        "REFNUM": line(transaction.reference)[:32],
        "NAME": name[:32].rstrip(),
        "EXTDNAME": name[:100].rstrip() if len(name) > 32 else "",
        "MEMO": line(transaction.description)[:255].rstrip(),
    }
    return _element("STMTTRN", {tag: text for tag, text in fields.items() if text})


def _type(movement: Movement) -> str:
    if movement.is_transfer:
        return "XFER"
    kind = movement.entry.assignment.kind or movement.entry.transaction.kind
    if kind == "fee":
        return "FEE"
    return "DEBIT" if movement.amount < 0 else "CREDIT"


def _id(key: str) -> str:
    """Return the key as an id of at most 255 characters."""
    text = line(key)
    return text if text == key and len(key) <= 255 else sha256(key.encode()).hexdigest()


def _element(tag: str, fields: Mapping[str, str]) -> Element:
    element = Element(tag)
    for name, text in fields.items():
        SubElement(element, name).text = text
    return element


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(element: Element) -> str:
    return tostring(element, encoding="unicode") + "\n"
