"""Every key of the standard, in one table: what it is called here, and how its value is read.

The rows follow the tables of 1C's «Стандарт обмена с системами "Клиент банка"», versions 1.01 to
1.03, in the order in which the standard lists the keys; then those of the variant 2.00 that banks
in Kazakhstan write.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Section = Literal["header", "account", "document"]
"""Where a key stands: at the head of the file, in a `СекцияРасчСчет`, in a `СекцияДокумент`."""

Reading = Literal["text", "date", "time", "amount", "days"]
"""How the text of a value becomes a value."""

Side = Literal["payer", "payee"]

SIDES: Mapping[Side, str] = MappingProxyType({"payer": "Плательщик", "payee": "Получатель"})
"""The two parties of a document, and the word with which their keys begin."""


@attrs.frozen(kw_only=True)
class Key:
    """A key of the standard: `name` in the file, `attribute` in Python (`payer.tax_id`).

    `field` is the number of the field on the paper form 0401060. `to_bank` and `from_bank` say
    whether the standard demands the key in files of that direction; what it demands of the budget
    block counts for payments to a budget alone. `length` is the most characters that a value may
    have. `repeats` marks keys that stand once for each value, `variant` those that only a
    country's own version of the format has.
    """

    section: Section
    name: str
    attribute: str
    reading: Reading
    meaning: str
    field: int | None = None
    to_bank: bool = False
    from_bank: bool = False
    length: int | None = None
    repeats: bool = False
    variant: str | None = None


# Columns: key, attribute, reading, field of the form, demanded in files to the bank (>) and from
# it (<), or repeated (*), length, meaning.

_HEADER = """
ВерсияФормата | version           | text |  | >< |    | label of a version: 1.01 to 1.03, 2.00
Кодировка     | declared_encoding | text |  | >< |    | Windows or DOS; often wrong
Отправитель   | sender            | text |  | >  |    | program that wrote the file, or the bank
Получатель    | receiver          | text |  | <  |    | program or owner that it is for
ДатаСоздания  | created_on        | date |  |    |    | day on which the file was written
ВремяСоздания | created_at        | time |  |    |    | time at which the file was written
ДатаНачала    | start             | date |  | >< |    | first day of the interval
ДатаКонца     | end               | date |  | >< |    | last day of the interval
РасчСчет      | accounts          | text |  | ><*| 20 | account that the file is about
Документ      | document_kinds    | text |  | *  |    | kind of document that was asked for
"""

_ACCOUNT = """
ДатаНачала       | start    | date   |  | < |    | first day of the section
ДатаКонца        | end      | date   |  |   |    | last day of the section
РасчСчет         | account  | text   |  | < | 20 | account of the section
НачальныйОстаток | opening  | amount |  | < |    | balance at the start
ВсегоПоступило   | received | amount |  |   |    | sum of the money in
ВсегоСписано     | spent    | amount |  |   |    | sum of the money out
КонечныйОстаток  | closing  | amount |  |   |    | balance at the end
"""

_DOCUMENT = """
СекцияДокумент      | kind_text    | text   |    | >< |    | kind of the document: an open list
Номер               | number       | text   | 3  | >< |    | number; text, not digits alone
Дата                | date         | date   | 4  | >< |    | date of the document
Сумма               | amount       | amount | 7  | >< |    | amount, always positive
КвитанцияДата       | receipt.date | date   |    |    |    | date of the receipt
КвитанцияВремя      | receipt.time | time   |    |    |    | time of the receipt
КвитанцияСодержание | receipt.text | text   |    |    |    | text of the receipt
"""

_PARTY = """
{}Счет     | {}.account               | text | {account} | >< | 20 | account of the party
{moved}
{}         | {}.name                  | text | {name}    | >  |    | the party, often after its INN
{}ИНН      | {}.tax_id                | text | {tax_id}  | >< | 12 | INN, the tax number
{}1        | {}.name1                 | text | {name}    | >  |    | name, if settled indirectly
{}2        | {}.name2                 | text |           |    |    | account, if settled indirectly
{}3        | {}.name3                 | text |           |    |    | bank, if settled indirectly
{}4        | {}.name4                 | text |           |    |    | city, if settled indirectly
{}РасчСчет | {}.settlement_account    | text | {account} | >  | 20 | account at the bank below
{}Банк1    | {}.bank_name             | text | {bank}    | >  |    | bank of the party
{}Банк2    | {}.bank_city             | text | {bank}    | >  |    | city of the bank
{}БИК      | {}.bic                   | text | {bic}     | >  | 9  | BIC of the bank
{}Корсчет  | {}.correspondent_account | text | {corr}    | >  | 20 | its correspondent account
"""

_PAYMENT = """
ВидПлатежа       | payment_type | text | 5  |   |     | way of sending, such as Электронно
КодНазПлатежа    | purpose_code | text | 20 |   |     | kind of income, 1 to 5; since 1.03
ВидОплаты        | operation    | text | 18 | > | 2   | code of the operation: 01 is a payment order
Код              | payment_id   | text | 22 |   | 25  | УИН, the unique number of a charge
НазначениеПлатежа  | purpose    | text | 24 |   | 210 | purpose of the payment, whole
НазначениеПлатежа1 | purpose1   | text | 24 |   |     | line 1 of the purpose
НазначениеПлатежа2 | purpose2   | text | 24 |   |     | line 2 of the purpose
НазначениеПлатежа3 | purpose3   | text | 24 |   |     | line 3 of the purpose
НазначениеПлатежа4 | purpose4   | text | 24 |   |     | line 4 of the purpose
НазначениеПлатежа5 | purpose5   | text | 24 |   |     | line 5 of the purpose
НазначениеПлатежа6 | purpose6   | text | 24 |   |     | line 6 of the purpose
СтатусСоставителя  | budget.payer_status | text | 101 | >< | 2 | status of the payer
ПлательщикКПП       | payer.kpp           | text | 102 | >< | 9  | KPP of the payer
ПолучательКПП       | payee.kpp           | text | 103 | >< | 9  | KPP of the payee
ПоказательКБК       | budget.kbk          | text | 104 | >< | 20 | КБК, code of the budget income
ОКАТО               | budget.oktmo        | text | 105 | >< | 11 | ОКТМО, the code of the place
ПоказательОснования | budget.basis        | text | 106 | >< | 2  | reason of the payment
ПоказательПериода   | budget.period       | text | 107 | >< | 10 | tax period, or customs code
ПоказательНомера    | budget.number       | text | 108 | >< |    | number of the paper behind it
ПоказательДаты      | budget.date_text    | text | 109 | >< |    | date of that paper, or 0
ПоказательТипа      | budget.type         | text | 110 |    | 2  | type of the payment
Очередность    | priority             | text | 21 | |  2 | order in which a bank pays
СрокАкцепта    | acceptance_days      | days |    | |    | days for accepting a demand
ВидАккредитива | letter_of_credit     | text |    | |    | type of the letter of credit
СрокПлатежа    | due_on               | date | 19 | |    | day by which it is to be paid
УсловиеОплаты1 | terms1               | text |    | |    | line 1 of the terms of payment
УсловиеОплаты2 | terms2               | text |    | |    | line 2 of the terms of payment
УсловиеОплаты3 | terms3               | text |    | |    | line 3 of the terms of payment
ПлатежПоПредст | paid_against         | text |    | |    | papers against which it is paid
ДополнУсловия  | extra_terms          | text |    | |    | further terms of a letter of credit
НомерСчетаПоставщика | supplier_account | text |  | |    | account of the supplier
ДатаОтсылкиДок | papers_sent_on       | date |    | |    | day on which the papers were sent
"""

_KAZAKHSTAN = """
ВидДокумента         | kind_text      | text   | | | | kind of the document
НомерДокумента       | number         | text   | | | | number
ДатаДокумента        | date           | date   | | | | date of the document
ДатаОперации         | booked_on      | date   | | | | day of the booking
ДатаВалютирования    | value_on       | date   | | | | day from which the money counts
СуммаПриход          | amount_in      | amount | | | | amount, if it is money in
СуммаРасход          | amount_out     | amount | | | | amount, if it is money out
Валюта               | currency       | text   | | | | currency, ISO 4217
КодНазначенияПлатежа | purpose_code   | text   | | | | КНП, the code of the purpose
ПлательщикНаименование | payer.name   | text   | | | | name of the payer
ПлательщикБИН_ИИН    | payer.tax_id   | text   | | | | БИН or ИИН of the payer
ПлательщикИИК        | payer.account  | text   | | | | IBAN of the payer
ПлательщикБанкБИК    | payer.bic      | text   | | | | BIC of the payer's bank
ПолучательНаименование | payee.name   | text   | | | | name of the payee
ПолучательБИН_ИИН    | payee.tax_id   | text   | | | | БИН or ИИН of the payee
ПолучательИИК        | payee.account  | text   | | | | IBAN of the payee
ПолучательБанкБИК    | payee.bic      | text   | | | | BIC of the payee's bank
"""

_PAYER = {
    "moved": "ДатаСписано | debited_on | date | | < | | day on which the money left the payer",
    "account": 9,
    "name": 8,
    "tax_id": 60,
    "bank": 10,
    "bic": 11,
    "corr": 12,
}
_PAYEE = {
    "moved": "ДатаПоступило | credited_on | date | | < | | day on which it reached the payee",
    "account": 17,
    "name": 16,
    "tax_id": 61,
    "bank": 13,
    "bic": 14,
    "corr": 15,
}


def _party(side: Side, words: Mapping[str, object]) -> str:
    table = _PARTY.replace("\n{}", f"\n{SIDES[side]}").replace("{}", side)
    return table.format(**words)


def _rows(section: Section, table: str, variant: str | None = None) -> Iterator[Key]:
    for line in table.strip().splitlines():
        name, attribute, reading, field, marks, length, meaning = map(str.strip, line.split("|"))
        yield Key(
            section=section,
            name=name,
            attribute=attribute,
            reading=cast("Reading", reading),
            meaning=meaning,
            field=int(field) if field else None,
            to_bank=">" in marks,
            from_bank="<" in marks,
            length=int(length) if length else None,
            repeats="*" in marks,
            variant=variant,
        )


KEYS: tuple[Key, ...] = (
    *_rows("header", _HEADER),
    *_rows("account", _ACCOUNT),
    *_rows("document", _DOCUMENT),
    *_rows("document", _party("payer", _PAYER)),
    *_rows("document", _party("payee", _PAYEE)),
    *_rows("document", _PAYMENT),
    *_rows("document", _KAZAKHSTAN, variant="2.00"),
)
"""All keys, in the order of the standard."""

NAMES: Mapping[str, str] = MappingProxyType({key.name.casefold(): key.name for key in KEYS})
"""The names of keys by their small letters: `плательщиккорсчет` is `ПлательщикКорсчет`."""

READINGS: Mapping[str, Reading] = MappingProxyType({key.name: key.reading for key in KEYS})
"""How the value of a key is read; keys of one name are read alike in every section."""

SIDE_OF: Mapping[str, Side] = MappingProxyType(
    {key.name: side for key in KEYS for side in SIDES if key.attribute.startswith(f"{side}.")}
)
"""The keys that describe a party, and whose they are."""

CODES = frozenset(
    (
        *("СекцияДокумент", "ВидОплаты", "Очередность", "СтатусСоставителя", "ПоказательКБК"),
        *("ОКАТО", "ПоказательОснования", "ПоказательПериода", "ПоказательДаты", "ПоказательТипа"),
    )
)
"""Keys of documents whose values are codes: a file has few of them, again and again."""

ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {key.name: key.attribute for key in KEYS if "." not in key.attribute}
)
"""The attributes of keys, but for those that are in a part of a document."""


def names_of(section: Section, attribute: str) -> tuple[str, ...]:
    """Return the keys that fill an attribute, that of the standard before those of its variants.

    >>> names_of("document", "payer.tax_id")
    ('ПлательщикИНН', 'ПлательщикБИН_ИИН')
    """
    return tuple(key.name for key in KEYS if (key.section, key.attribute) == (section, attribute))
