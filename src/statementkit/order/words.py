"""The words of the order language, and what people write instead of them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from statementkit.model import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORDS: Mapping[str, str] = {field.word.lower(): field.word for field in FIELDS}
"""Every field word by its lower-case spelling."""

_LONGEST = 40
"""Longer texts are nobody's misspelt word; comparing them would only cost time."""

_ELSEWHERE: Mapping[str, str] = {
    "date": "data datums datum дата kuupäev päivämäärä fecha bookingdate transactiondate",
    "amount": "suma summa сумма betrag kwota montant importe bedrag total sum value",
    "creditSum": "kreeditsumma kreditsumma поступление приход haben creditamount moneyin deposit",
    "debitSum": "deebetsumma debetsumma списание расход soll debitamount moneyout withdrawal",
    "debit": "deebet debetas debets дебет",
    "credit": "kreedit kreditas kredits кредит",
    "fee": "teenustasu mokestis komisija комиссия gebühr charge commission",
    "currency": "valiuta valūta valuuta valuta валюта währung waluta moneda devise ccy",
    "name": "nimi vardas pavadinimas nosaukums имя название контрагент payee counterparty party",
    "remitterId": "registrikood isikukood инн taxid",
    "description": (
        "kirjeldus selgitus aprašymas paskirtis apraksts описание назначение beschreibung "
        "verwendungszweck memo narrative purpose details desc"
    ),
    "invoiceNumber": "arvenumber rechnungsnummer invoice",
    "ref": "viitenumber viide reference",
    "check": "tšekk чек scheck cheque checknumber",
    "id": "arhiveerimistunnus transactionid",
    "balance": "saldo jääk остаток likutis",
    "account": "konto kontonummer счет счёт sąskaita accountnumber",
    "other": "kita muu cits прочее другое sonstiges sonstige andere ignore skip none",
}

TRANSLATED: Mapping[str, str] = {
    said: word for word, others in _ELSEWHERE.items() for said in others.split()
}
"""Words of other languages and programs, lower-case, and the field that each means."""

_SEEN_AS: Mapping[str, str] = {
    "-": "\u2212\u2013\u2014\u2010\u2011\u2012\u2015\ufe63\uff0d",
    '"': "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02",
    "'": "\u2018\u2019\u201a\u201b",
    "|": "\uff5c\u00a6\u2502\u2223",
    ",": "\uff0c\u3001",
    ";": "\uff1b\u037e",
    "=": "\uff1d",
    ">": "\uff1e",
    "<": "\uff1c",
    ">=": "\u2265",
    "<=": "\u2264",
    "!=": "\u2260",
    "%": "\uff05",
    "": "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad",
}

LOOKALIKES: Mapping[str, str] = {
    character: meant for meant, characters in _SEEN_AS.items() for character in characters
}
"""Characters that word processors and web pages put in, and the plain text that was meant."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that `word` is most likely a misspelling of, whatever the case.

    >>> nearest("currancy", WORDS.values())
    'currency'
    """
    if len(word) > _LONGEST:
        return None
    by_spelling = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold(), by_spelling, n=1)
    return by_spelling[found[0]] if found else None
