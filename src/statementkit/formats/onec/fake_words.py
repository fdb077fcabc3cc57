"""Words that stay in an anonymised text since they name nobody, and invented ones for the rest."""

from __future__ import annotations

from itertools import zip_longest

_FORMS = """
    ооо оао зао пао ао нао ип кфх гуп муп фгуп гбу мбу тсж снт тоо нко пк чоу рф россии казначейство
    уфк уфнс ифнс фнс мифнс отделение филиал общество ограниченной ответственностью акционерное
    публичное закрытое открытое индивидуальный предприниматель инн кпп бик бин иин
    quot amp lt gt apos nbsp laquo raquo
    банк банка банку bank сбербанк втб альфабанк тинькофф тбанк tinkoff райффайзенбанк райффайзен
    газпромбанк гпб юникредит модульбанк совкомбанк
"""
_PROGRAMS = """
    клиент онлайн бизнес альфа точка озон oebs
    бухгалтерия бухгалтерский учет предприятие предприятия редакция управление торговлей комплексная
    автоматизация
"""
_PURPOSES = """
    уин кбк октмо окато ндс ндфл рко сбп
    оплата оплату оплаты оплачено предоплата доплата платеж платежа платежи плата за по от на для из
    без том числе сумма сумме сумму включая облагается налога налог налогом ставка руб рублей коп
    счет счета счету счёт счёта счёту счетам договор договора договору договорам контракт контракта
    контракту акт акта акту накладная накладной упд заказ заказа заказу номер дата
    возврат перевод перечисление перечислено зачисление пополнение списание комиссия вознаграждение
    обслуживание ведение расчетный расчетного аренда аренды товар товары товара материалы услуги
    услуг работы работ поставка поставки аванс авансовый зарплата заработная заработной выплата
    страховые взносы взнос заем займа займу процентов проценты собственных средств денежных
    выручка эквайринг терминал карта карты операция операции безналичный наличные договорная
    период год года месяц квартал январь января февраль февраля март марта апрель апреля май мая
    июнь июня июль июля август августа сентябрь сентября октябрь октября ноябрь ноября декабрь
    декабря статус документа внешний исполнен
"""

KEPT_IN_NAMES = frozenset(_FORMS.split())
"""Words in small letters that name nobody in a name: kinds of companies, and banks."""

KEPT_IN_TEXTS = KEPT_IN_NAMES.union(_PURPOSES.split())
"""Those and the words that purposes of payments are made of; a company may be called by one."""

KEPT_IN_PROGRAMS = KEPT_IN_TEXTS.union(_PROGRAMS.split())
"""Those and the words in names of programs, by which a dialect is known."""

_ENDINGS = (
    *("ович", "евич", "овна", "евна", "овой", "ский", "ская", "ского", "скому", "ову", "еву"),
    *("ова", "ева", "ина", "ов", "ев", "ин", "ый", "ий", "ая", "ое", "ого", "ому", "ой", "а"),
)
"""Ends of words that tell names of men, names of women and adjectives apart."""

_SYLLABLES = {
    False: tuple(first + vowel for first in "бвгдзклмнпрст" for vowel in "аеиоу"),
    True: tuple(first + vowel for first in "bcdfgklmnprst" for vowel in "aeiou"),
}
_CLOSINGS = {False: "лмнрт", True: "lmnrt"}


def fake_word(word: str, number: int, more: int = 0) -> str:
    """Return an invented word: the one of this number, in the case and with the end of `word`.

    It is Russian for a Russian word, and has Latin letters of ASCII for any other; `more` says by
    how many syllables it is longer than others.

    >>> fake_word("Иванов", 12345), fake_word("ЛЕСНАЯ", 777), fake_word("Ltd", 5)
    ('Тасубилов', 'ТИГЕБАЛАЯ', 'Cababal')
    """
    small = word.lower()
    is_latin = not any("а" <= letter <= "ё" for letter in small)
    ending = next((end for end in _ENDINGS if small.endswith(end) and len(small) > len(end)), "")
    syllables = _SYLLABLES[is_latin]
    stem = ""
    for _ in range((3 if len(word) < 8 else 4) + more):
        number, index = divmod(number, len(syllables))
        stem += syllables[index]
    closings = _CLOSINGS[is_latin]
    fake = stem + (ending or closings[number % len(closings)])
    if ending[:1] in set("аоиыеу"):
        fake = stem + closings[number % len(closings)] + ending
    return _in_case_of(word, fake)


def _in_case_of(word: str, fake: str) -> str:
    if word.isupper():
        return fake.upper()
    letters = zip_longest(fake, word[: len(fake)], fillvalue="")
    return "".join(new.upper() if old.isupper() else new for new, old in letters)
