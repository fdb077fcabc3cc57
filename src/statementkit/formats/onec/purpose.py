"""The purpose of a payment: its text from whichever keys carry it, and what can be read in it.

What stands in a purpose was typed by people. The readers below find what is written the usual way
and leave the rest; they never decide a direction, an amount of a transaction, or a date of one.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.formats.onec.model import Document

ReferenceKind = Literal["invoice", "contract", "act", "waybill", "order"]


@attrs.frozen
class Vat:
    """What a purpose says about VAT: its rate in per cent and its amount, or that there is none.

    `rate` and `amount` are `None` where the purpose does not say them; both are zero when it says
    that the payment is free of VAT.
    """

    rate: Decimal | None
    amount: Decimal | None


@attrs.frozen
class Reference:
    """A paper that a purpose names: what kind of, its number, and its date if there is one."""

    kind: ReferenceKind
    number: str
    dated: date | None = None


def purpose_text(full: str, parts: Sequence[str] = ()) -> str:
    """Return the purpose from its full text and from its numbered lines.

    The full text wins. The lines count when it is empty, or when it is only their beginning: some
    programs cut it off. Line breaks become spaces.

    >>> purpose_text("Оплата по счету 5", ["Оплата по", "счету 5"])
    'Оплата по счету 5'
    >>> purpose_text("", ["Оплата по", "", "счету 5"])
    'Оплата по счету 5'
    >>> purpose_text("Оплата по сч", ["Оплата по", "счету 5"])
    'Оплата по счету 5'
    """
    whole = _evenly_spaced(full)
    if not parts:
        return whole
    joined = " ".join(" ".join(parts).split())
    if len(joined) > len(whole) and _bare(joined).startswith(_bare(whole)):
        return joined
    return whole


def _evenly_spaced(text: str) -> str:
    # No blank but the ordinary space is printable, so most texts need no other look.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def _bare(text: str) -> str:
    """Return a text without its spaces: lines are cut in the middle of words, too."""
    return text.replace(" ", "") if text.isprintable() else "".join(text.split())


_AMOUNT = (
    r"(?P<amount>\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+)(?:[.,=-](?P<kopecks>\d{2}))?"
    r"(?![.,=-]?\d)"
)
_NO_VAT = re.compile(r"(?i)\b(?:без\s+(?:налога\s*\(?\s*)?ндс|ндс\s*\)?\s*не\s+облаг)")
_VAT = re.compile(
    r"(?i)\bндс\b\s*(?:по\s+ставке\s*)?"
    r"(?:[(\s]*(?P<rate>\d{1,2}(?:[.,]\d{1,2})?)\s*%[)\s]*|(?=[\s(:=–-]*\d))"
    r"(?:[\s:=–(-]*(?:в\s+сумме\s+|сумма\s+)?" + _AMOUNT + r"(?!\s*%))?"
)


def find_vat(purpose: str) -> tuple[Vat, ...]:
    """Return what a purpose says about VAT, once for every rate that it names.

    >>> find_vat("Оплата по счету 5, в т.ч. НДС(20%) - 1 166-67")
    (Vat(rate=Decimal('20'), amount=Decimal('1166.67')),)
    >>> find_vat("Оплата услуг. НДС не облагается")
    (Vat(rate=Decimal('0'), amount=Decimal('0')),)
    >>> find_vat("Оплата услуг")
    ()
    """
    found = tuple(
        Vat(_rate(match["rate"]), _amount(match["amount"], match["kopecks"]))
        for match in _VAT.finditer(purpose)
        if match["rate"] or match["amount"]
    )
    if not found and _NO_VAT.search(purpose):
        return (Vat(Decimal(0), Decimal(0)),)
    return found


def _rate(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text.replace(",", "."))


def _amount(roubles: str | None, kopecks: str | None) -> Decimal | None:
    if roubles is None:
        return None
    return Decimal(f"{''.join(roubles.split())}.{kopecks or '0'}")


_WORDS: dict[ReferenceKind, str] = {
    "invoice": r"сч(?:[её]т(?:-фактур)?[а-яё]*|\.|/ф)(?:\s*-?\s*факт(?:ур[а-яё]*|\.))?",
    "contract": r"дог(?:овор[а-яё]*|\.)|контракт[а-яё]*",
    "act": r"акт(?:а|у|ом|е|ы|ов|ам)?",
    "waybill": r"накладн[а-яё]*|упд",
    "order": r"заказ(?:а|у|ом|е)?",
}
_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_NUMBER = r"[A-Za-zА-Яа-яЁё]{0,6}[-/]?\d[\w./\\-]*(?<![.\\/-])"
_DATE = (
    r"(?P<day>\d{1,2})(?:\.(?P<month>\d{2})\.|\s+(?P<name>" + "|".join(_MONTHS) + r")\s+)"
    r"(?P<year>\d{4}|\d{2})(?!\d)"
)
_REFERENCES = re.compile(
    r"(?i)\b(?:"
    + "|".join(rf"(?P<{kind}>{words})" for kind, words in _WORDS.items())
    + rf")\s*(?:(?:№|#|N[o°]?\b\.?|номер)\s*)?(?P<number>{_NUMBER})(?:\s*г?\.?\s*от\s*{_DATE})?"
)


def find_references(purpose: str) -> tuple[Reference, ...]:
    """Return the invoices, contracts, acts, waybills and orders that a purpose names by number.

    A year of two digits is one from 1970 to 2069. A date that no calendar has is left out.

    >>> [first, second] = find_references("По счёту №305 от 02.04.24г., договор 14/22-07")
    >>> first
    Reference(kind='invoice', number='305', dated=datetime.date(2024, 4, 2))
    >>> second
    Reference(kind='contract', number='14/22-07', dated=None)
    """
    return tuple(_references(purpose))


def _references(purpose: str) -> Iterator[Reference]:
    for match in _REFERENCES.finditer(purpose):
        kind = next(each for each in _WORDS if match[each])
        if not _looks_like_date(match["number"]):
            yield Reference(kind, match["number"], _date(match))


def _looks_like_date(number: str) -> bool:
    return re.fullmatch(r"\d{2}\.\d{2}\.\d{2,4}г?", number) is not None


def _date(match: re.Match[str]) -> date | None:
    if match["day"] is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 1900 if year >= 70 else 2000
    name = match["name"]
    month = _MONTHS.index(name.lower()) + 1 if name else int(match["month"])
    try:
        return date(year, month, int(match["day"]))
    except ValueError:
        return None


_UIN = re.compile(r"(?i)\bуин[\s:№/-]*(\d{25}|\d{20})(?!\d)")


def find_uin(purpose: str) -> str | None:
    """Return the УИН of a charge, 20 or 25 digits, where the purpose names it.

    >>> find_uin("УИН 18810012345678901234 штраф")
    '18810012345678901234'
    """
    match = _UIN.search(purpose)
    return match[1] if match else None


def said(text: str | None) -> str:
    """Return what programs do not change about a text when they print it anew.

    >>> said("Оплата  по счёту")
    'оплатапосчёту'
    """
    return _bare(text or "").casefold()


def purpose_of(document: Document) -> str:
    """Return the purpose of a document from whichever keys carry it; empty if none does."""
    return purpose_text(document.purpose or "", [line for line in document.purpose_lines if line])
