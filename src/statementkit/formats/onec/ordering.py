"""Payment orders for a bank: `1c_to_kl.txt`, checked before it is written.

An `OrderBook` takes the orders of one company to one bank. What a bank would refuse, or what would
send money elsewhere, is an error here: wrong check digits, a budget payment without its block,
characters that the encoding of the format lacks.
"""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import WriteError
from statementkit.formats.onec.keys import KEYS
from statementkit.formats.onec.order_rules import ENCODING, check_orders
from statementkit.formats.onec.problems import diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from statementkit.errors import Diagnostic
    from statementkit.formats.onec.problems import Language, Problem

PURPOSE_LINES = 6
"""How many numbered keys the standard has for a purpose."""

_KEYS = tuple(key for key in KEYS if key.section == "document" and key.variant is None)

_FORM_WIDTH = 35
"""How long the lines of a purpose are that has room for six of them: 6 x 35 = 210."""


def _trimmed(text: str | int) -> str:
    """Return a text without the spaces around it, which say nothing."""
    return str(text).strip()


@attrs.frozen
class OrderParty:
    """The payer or the receiver of an order, with the account and its bank.

    `tax_id` is the INN (10 digits of a company, 12 of a person), `kpp` the code of a company's
    registration. `correspondent_account` is that of the bank at the Bank of Russia.
    """

    name: str = attrs.field(converter=_trimmed)
    account: str = attrs.field(converter=_trimmed)
    bic: str = attrs.field(converter=_trimmed)
    bank_name: str = attrs.field(default="", converter=_trimmed)
    bank_city: str = attrs.field(default="", converter=_trimmed)
    correspondent_account: str = attrs.field(default="", converter=_trimmed)
    tax_id: str = attrs.field(default="", converter=_trimmed)
    kpp: str = attrs.field(default="", converter=_trimmed)


@attrs.frozen
class OrderBudget:
    """What a payment to the state says beside its purpose: fields 101 and 104-110 of the form.

    `"0"` stands in a field that has nothing to say.

    Source: order 107н of the Ministry of Finance, 12 November 2013.
    """

    payer_status: str = attrs.field(converter=_trimmed)
    kbk: str = attrs.field(converter=_trimmed)
    oktmo: str = attrs.field(converter=_trimmed)
    basis: str = attrs.field(default="0", converter=_trimmed)
    period: str = attrs.field(default="0", converter=_trimmed)
    number: str = attrs.field(default="0", converter=_trimmed)
    date_text: str = attrs.field(default="0", converter=_trimmed)
    type: str = attrs.field(default="", converter=_trimmed)


@attrs.frozen(kw_only=True)
class PaymentOrder:
    """One order to pay `amount` roubles to `payee`; with `budget` a payment to the state.

    `priority` is the turn in which a bank pays (1 to 5), `payment_id` the number that the payee
    gave the payment (УИН), `purpose_code` the kind of income of a payment to a person,
    `payment_type` the way of sending.
    """

    number: str = attrs.field(converter=_trimmed)
    date: date
    amount: Decimal
    payee: OrderParty
    purpose: str = attrs.field(converter=_trimmed)
    priority: int = 5
    payment_id: str = attrs.field(default="0", converter=_trimmed)
    purpose_code: str = attrs.field(default="", converter=_trimmed)
    payment_type: str = attrs.field(default="", converter=_trimmed)
    budget: OrderBudget | None = None


@attrs.frozen
class OrderFile:
    """A file for the bank, with what to compare in its window: how many orders, and their sum."""

    content: bytes = attrs.field(repr=False)
    count: int
    total: Decimal


@attrs.define
class OrderBook:
    """Orders of one company to its bank, collected one by one and written at once.

    >>> from datetime import date, datetime
    >>> from decimal import Decimal
    >>> company = OrderParty(
    ...     'ООО "Тихий берег"', "40702810100000000017", "044525225", "ПАО СБЕРБАНК",
    ...     correspondent_account="30101810400000000225", tax_id="7799000012", kpp="779901001",
    ... )
    >>> supplier = OrderParty(
    ...     'ООО "Ёлка и Ко"', "40702810000000000018", "044525593", 'АО "АЛЬФА-БАНК"',
    ...     correspondent_account="30101810200000000593", tax_id="7799000020", kpp="779901001",
    ... )
    >>> book = OrderBook(company)
    >>> book.pay(supplier, Decimal("1500.50"), number=7, date=date(2024, 2, 1),
    ...          purpose="Оплата по счету № 5. НДС не облагается")
    >>> file = book.write(datetime(2024, 2, 1, 9, 30))
    >>> file.count, file.total
    (1, Decimal('1500.50'))
    >>> file.content.decode("cp1251").splitlines()[12:15]
    ['Номер=7', 'Дата=01.02.2024', 'Сумма=1500.50']
    """

    payer: OrderParty
    sender: str = "statementkit"
    receiver: str = ""
    orders: list[PaymentOrder] = attrs.field(factory=list)

    def pay(self, payee: OrderParty, amount: Decimal, **about: Any) -> None:
        """Add an order; nothing is checked before `problems` or `write`.

        `about` takes the other attributes of `PaymentOrder`, of which `number`, `date` and
        `purpose` are needed.
        """
        self.orders.append(PaymentOrder(payee=payee, amount=amount, **about))

    def problems(self) -> list[Problem]:
        """Return everything for which a bank would refuse the orders, or some of them."""
        return list(check_orders([document(self.payer, each) for each in self.orders]))

    def write(self, created: datetime) -> OrderFile:
        """Return the file, created at the time that is given.

        Raises `WriteError` with every problem of every order.
        """
        if problems := self.problems():
            raise WriteError(*map(told, problems))
        text = "".join(f"{line}\r\n" for line in self._lines(created))
        total = sum((each.amount for each in self.orders), Decimal(0))
        return OrderFile(text.encode(ENCODING), len(self.orders), total)

    def _lines(self, created: datetime) -> Iterator[str]:
        yield "1CClientBankExchange"
        yield from (f"{key}={value}" for key, value in self._header(created))
        for each in self.orders:
            yield "СекцияДокумент=Платежное поручение"
            yield from (f"{key}={value}" for key, value in document(self.payer, each).items())
            yield "КонецДокумента"
        yield "КонецФайла"

    def _header(self, created: datetime) -> Iterator[tuple[str, str]]:
        days = [each.date for each in self.orders]
        yield "ВерсияФормата", "1.03"
        yield "Кодировка", "Windows"
        yield "Отправитель", self.sender
        yield "Получатель", self.receiver
        yield "ДатаСоздания", f"{created:%d.%m.%Y}"
        yield "ВремяСоздания", f"{created:%H:%M:%S}"
        yield "ДатаНачала", f"{min(days):%d.%m.%Y}"
        yield "ДатаКонца", f"{max(days):%d.%m.%Y}"
        yield "РасчСчет", self.payer.account
        yield "Документ", "Платежное поручение"


def told(problem: Problem, lang: Language = "en") -> Diagnostic:
    """Return a problem in words that name the order: `№ 2` is the second."""
    finding = diagnostic(problem, lang)
    return (
        finding if problem.number is None else finding.at(field=f"№ {problem.number} {problem.key}")
    )


def document(payer: OrderParty, order: PaymentOrder) -> dict[str, str]:
    """Return the values of an order by the keys of the standard, in its order."""
    values = dict(_values(payer, order))
    return {key.name: values[key.attribute] for key in _KEYS if key.attribute in values}


def _values(payer: OrderParty, order: PaymentOrder) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a document that an order fills."""
    yield "number", order.number
    yield "date", f"{order.date:%d.%m.%Y}"
    yield "amount", f"{order.amount:f}"
    yield from _side("payer", payer)
    yield from _side("payee", order.payee)
    yield "payment_type", order.payment_type
    yield "purpose_code", order.purpose_code
    yield "operation", "01"
    yield "payment_id", order.payment_id
    yield "purpose", order.purpose
    for number, line in enumerate(purpose_lines(order.purpose), 1):
        yield f"purpose{number}", line
    if order.budget is not None:
        for name, value in attrs.asdict(order.budget).items():
            yield f"budget.{name}", value
    yield "priority", str(order.priority)


def _side(role: str, side: OrderParty) -> Iterator[tuple[str, str]]:
    for name, value in attrs.asdict(side).items():
        yield f"{role}.{name}", value
    yield f"{role}.name", f"ИНН {side.tax_id} {side.name}" if side.tax_id else side.name
    yield f"{role}.name1", side.name
    yield f"{role}.settlement_account", side.account


def purpose_lines(purpose: str) -> list[str]:
    """Return a purpose in at most six lines, cut between words; joined by spaces they are it.

    >>> purpose_lines("Оплата по договору поставки № 14/22 от 01.02.2024, без НДС")
    ['Оплата по договору поставки № 14/22', 'от 01.02.2024, без НДС']
    """
    width = _FORM_WIDTH
    words = " ".join(purpose.split())
    while len(lines := _wrapped(words, width)) > PURPOSE_LINES:
        width += _FORM_WIDTH
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
