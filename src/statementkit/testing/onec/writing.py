"""Payments in the shape of a dialect: the text of a file, written line by line."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.testing.onec.movements import FIRST_DAY, Movement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from statementkit.testing.onec.shapes import Shape
    from statementkit.testing.parties import Party

_ZERO = Decimal(0)


@attrs.frozen
class Balances:
    """What a file says about an account for the days from `start` to `end`."""

    account: str
    start: date
    end: date
    opening: Decimal
    received: Decimal
    spent: Decimal

    @property
    def closing(self) -> Decimal:
        """What is left at the end."""
        return self.opening + self.received - self.spent


def write_file(
    shape: Shape,
    owners: Sequence[Party],
    movements: Sequence[Movement],
    opening: Decimal,
    days: tuple[date, date] | None = None,
) -> bytes:
    """Return a file; every account begins with `opening` on the first of the `days`."""
    text = shape.newline.join(write_lines(shape, owners, movements, opening, days))
    return (text + (shape.newline if _ends_with_a_line(shape) else "")).encode(shape.codec)


def _ends_with_a_line(shape: Shape) -> bool:
    """Return whether the last line of the files of a dialect has an end."""
    return shape.end.endswith("\n") or not shape.end


def write_lines(
    shape: Shape,
    owners: Sequence[Party],
    movements: Sequence[Movement],
    opening: Decimal,
    period: tuple[date, date] | None = None,
) -> Iterator[str]:
    """Yield the lines of a file, without their ends; every account begins with `opening`.

    `period` are the first and the last day that the file is of, by default up to its last payment.
    """
    start, end = period or (FIRST_DAY, max((each.day for each in movements), default=FIRST_DAY))
    yield "1CClientBankExchange"
    yield from _header(shape, owners, start, end)
    for owner in owners:
        for balances in sections_of(shape, owner, movements, opening, start, end):
            yield _mark(shape, "СекцияРасчСчет")
            yield from _fill(shape.section, _balances(shape, balances))
            yield "КонецРасчСчет"
    for movement in movements:
        yield from _document(shape, movement)
    if shape.end:
        yield shape.end.rstrip("\n")


def sections_of(
    shape: Shape,
    owner: Party,
    movements: Sequence[Movement],
    opening: Decimal,
    start: date,
    end: date,
) -> Iterator[Balances]:
    """Yield the balances of an account, for the days for which the dialect has sections."""
    account = owner.account
    own = [m for m in movements if account in (m.payer.account, m.payee.account)]
    for first, last in _spans(shape, own, start, end):
        moved = [each for each in own if first <= each.day <= last]
        received = sum((m.amount for m in moved if m.payee.account == account), _ZERO)
        spent = sum((m.amount for m in moved if m.payer.account == account), _ZERO)
        balances = Balances(account, first, last, opening, received, spent)
        yield balances
        opening = balances.closing


def _spans(
    shape: Shape, movements: Sequence[Movement], start: date, end: date
) -> Iterator[tuple[date, date]]:
    if shape.sections == "period":
        yield start, end
    elif shape.sections == "daily":
        days = (end - start).days + 1
        yield from ((day, day) for day in (start + timedelta(days=n) for n in range(days)))
    elif shape.sections == "moved":
        yield from ((day, day) for day in sorted({each.day for each in movements}))


def _header(shape: Shape, owners: Sequence[Party], start: date, end: date) -> Iterator[str]:
    values = {
        "ВерсияФормата": shape.version,
        "Кодировка": shape.declared,
        "Отправитель": shape.sender,
        "Получатель": shape.receiver,
        "ДатаСоздания": _day(end + timedelta(days=1)),
        "ВремяСоздания": "10:42:04",
        "ДатаНачала": _day(start),
        "ДатаКонца": _day(end),
        "Документ": "Платежное поручение",
    }
    for key in shape.header.split():
        if key == "РасчСчет":
            yield from (f"{key}={owner.account}" for owner in owners)
        else:
            yield "" if key == "-" else f"{key}={values[key]}"


def _balances(shape: Shape, balances: Balances) -> dict[str, str]:
    return {
        "ДатаНачала": _day(balances.start),
        "ДатаКонца": _day(balances.end),
        "РасчСчет": balances.account,
        "НачальныйОстаток": _amount(shape, balances.opening),
        "ВсегоПоступило": _amount(shape, balances.received),
        "ВсегоСписано": _amount(shape, balances.spent),
        "КонечныйОстаток": _amount(shape, balances.closing),
    }


def _document(shape: Shape, movement: Movement) -> Iterator[str]:
    kind = "Выписка" if shape.currency == "KZT" else movement.kind
    yield f"{_mark(shape, 'СекцияДокумент')}={kind}"
    yield from _fill(shape.document, _values(shape, movement))
    yield "КонецДокумента"
    yield from [""] * shape.spacing


def _values(shape: Shape, movement: Movement) -> dict[str, str]:
    amount, day = _amount(shape, movement.amount), _day(movement.day)
    values = {
        "Номер": movement.number,
        "Дата": day,
        "Сумма": amount,
        "КвитанцияДата": day,
        "КвитанцияВремя": "00:00:00",
        "КвитанцияСодержание": "статус документа: Внешний",
        "ВидПлатежа": "электронно",
        "ВидОплаты": "17" if movement.kind == "Банковский ордер" else "01",
        "Код": "0",
        "Очередность": "5",
        "НазначениеПлатежа": movement.purpose,
        "НазначениеПлатежа1": movement.purpose,
        "ВидДокумента": "ПлатежноеПоручение",
        "ДатаОперации": day,
        "НомерДокумента": movement.number,
        "ДатаДокумента": day,
        "ДатаВалютирования": day,
        "КодНазначенияПлатежа": "710",
        "Валюта": shape.currency,
        "СуммаРасход" if movement.is_out else "СуммаПриход": amount,
    }
    if (shape.late_orders and movement.kind == "Банковский ордер") or movement.is_out:
        values["ДатаСписано"] = day
    else:
        values["ДатаПоступило"] = day
    values |= _party(shape, "Плательщик", movement.payer)
    values |= _party(shape, "Получатель", movement.payee)
    return values | dict(movement.budget)


def _party(shape: Shape, side: str, party: Party) -> dict[str, str]:
    name = shape.name_line.format(name=party.name, tax_id=party.tax_id)
    bank = shape.bank_line.format(bank=party.bank, city=party.city)
    values = {
        "": name,
        "1": party.name,
        "Счет": party.account,
        "РасчСчет": party.account,
        "ИНН": party.tax_id,
        "КПП": party.kpp,
        "Банк1": bank,
        "Банк2": party.city,
        "БИК": party.bic,
        "Корсчет": party.correspondent,
        "КорСчет": party.correspondent,
        "Наименование": party.name,
        "БИН_ИИН": party.tax_id,
        "КБЕ": "17",
        "ИИК": party.account,
        "БанкНаименование": party.bank,
        "БанкБИК": party.bic,
    }
    return {f"{side}{key}": value for key, value in values.items()}


def _fill(keys: str, values: Mapping[str, str]) -> Iterator[str]:
    for key in keys.split():
        value = values.get(key.rstrip("?"), "")
        if value or not key.endswith("?"):
            yield f"{key.rstrip('?')}={value}"


def _mark(shape: Shape, mark: str) -> str:
    return mark.upper() if shape.upper_marks else mark


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _amount(shape: Shape, amount: Decimal) -> str:
    text = f"{amount:.2f}"
    return text.rstrip("0").rstrip(".") if shape.plain else text
