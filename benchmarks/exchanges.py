"""Files for 1C of any number of documents, the same ones at every run: a year of one company.

Each document is a payment to or from one of a few thousand others, by the keys that large banks
write. All names are invented; the digits of accounts and INN are those that checks accept.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from benchmarks.workloads import CACHE, SEED
from statementkit.testing.onec import invent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from statementkit.testing.parties import Party

OTHERS = 3_000
DAYS = 366
PURPOSES = (
    "Оплата по счету {number} от {day}. В том числе НДС 20% {tax} руб.",
    "Предоплата по договору поставки {number}/24 от {day}. НДС не облагается.",
    "Возврат излишне уплаченной суммы по письму {number} от {day}",
    "Комиссия за перевод согласно тарифам банка, документ {number} от {day}",
)

HEAD = """\
1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
Отправитель=Банк
Получатель=
ДатаСоздания=01.01.2025
ВремяСоздания=10:00:00
ДатаНачала=01.01.2024
ДатаКонца=31.12.2024
РасчСчет={account}
СекцияРасчСчет
ДатаНачала=01.01.2024
ДатаКонца=31.12.2024
РасчСчет={account}
НачальныйОстаток=0.00
ВсегоПоступило=0.00
ВсегоСписано=0.00
КонечныйОстаток=0.00
КонецРасчСчет
"""

DOCUMENT = """\
СекцияДокумент={kind}
Номер={number}
Дата={day}
Сумма={amount}
{payer}
{payee}
ВидПлатежа=Электронно
ВидОплаты=01
Код=
НазначениеПлатежа={purpose}
СтатусСоставителя=
ПоказательКБК=
ОКАТО=
ПоказательОснования=
ПоказательПериода=
ПоказательНомера=
ПоказательДаты=
ПоказательТипа=
Очередность=5
КонецДокумента
"""

SIDE = """\
{word}Счет={account}
{moved}
{word}={name}
{word}ИНН={tax_id}
{word}КПП={kpp}
{word}1={name}
{word}РасчСчет={account}
{word}Банк1={bank}
{word}БИК={bic}
{word}Корсчет={correspondent}"""


def exchange(documents: int) -> Path:
    """Return a file of so many documents in cp1251 with Windows line ends, written anew."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"kl_to_1c-{documents}-{os.getpid()}.txt"
    with path.open("w", encoding="cp1251", newline="\r\n") as file:
        file.writelines(_parts(documents))
    return path


def _parts(documents: int) -> Iterator[str]:
    """Yield the parts of a file; its days come in no order, which is the hardest case."""
    random = Random(SEED)
    invention = invent("vtb", documents=OTHERS, seed=SEED)
    own, others = invention.owners[0], [movement.other for movement in invention.movements]
    yield HEAD.format(account=own.account)
    for number in range(documents):
        # Of the others, the first ones come again and again, and the last hardly ever.
        other = others[int(OTHERS * random.random() ** 3)]
        yield _document(number, own, other, random)
    yield "КонецФайла\n"


def _document(number: int, own: Party, other: Party, random: Random) -> str:
    day = date(2024, 1, 1) + timedelta(days=random.randrange(DAYS))
    is_out = random.random() < 0.4
    kopecks = random.randrange(1, 50_000_000)
    said = {"number": number, "day": f"{day:%d.%m.%Y}", "tax": kopecks // 600}
    payer, payee = (own, other) if is_out else (other, own)
    return DOCUMENT.format(
        kind="Платежное поручение" if is_out else "Банковский ордер",
        amount=f"{kopecks // 100}.{kopecks % 100:02}",
        purpose=random.choice(PURPOSES).format(**said),
        payer=_side("Плательщик", "ДатаСписано", payer, said["day"] if is_out else ""),
        payee=_side("Получатель", "ДатаПоступило", payee, "" if is_out else said["day"]),
        **{name: said[name] for name in ("number", "day")},
    )


def _side(word: str, moved: str, party: Party, day: object) -> str:
    return SIDE.format(
        word=word,
        moved=f"{moved}={day}",
        account=party.account,
        name=party.name,
        tax_id=party.tax_id,
        kpp=party.kpp,
        bank=party.bank,
        bic=party.bic,
        correspondent=party.correspondent,
    )
