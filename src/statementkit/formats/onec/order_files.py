"""Orders written down by people: a TOML file with a payer and payments, as an order book.

    [payer]
    name = 'ООО "Тихий берег"'
    account = "40702810100000000017"
    …

    [[payment]]
    number = 7
    date = 2024-02-01
    amount = 1500.50
    purpose = "Оплата по счету № 5. НДС не облагается"
    payee = { name = "…", account = "…", … }

Keys are the attributes of `Side`, `PaymentOrder` and `Budget`. Amounts are read digit by digit.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from statementkit.errors import Diagnostic, WriteError, quoted
from statementkit.formats.onec.ordering import Budget, OrderBook, PaymentOrder, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", Side, Budget, PaymentOrder)

_TYPES: Mapping[str, tuple[type, ...]] = {
    "number": (str, int),
    "date": (date,),
    "amount": (Decimal, int),
    "priority": (int,),
    "payee": (dict,),
    "budget": (dict,),
}
"""What a key takes that takes other than text."""

_WORDS = {date: "a date", Decimal: "a number", int: "a number", dict: "a table", str: "a text"}


def read_orders(content: bytes, file: str | None = None) -> OrderBook:
    r"""Return the orders of a TOML file.

    Raises `WriteError` for a file that is no TOML, for keys that do not exist or are missing, and
    for values of another kind.

    >>> from statementkit import WriteError
    >>> try:
    ...     read_orders(b"[payer]\nnmae = 'x'\n", "orders.toml")
    ... except WriteError as error:
    ...     print(error)
    orders.toml: SK676 payer: unknown key 'nmae'
    did you mean 'name'?
    """
    table = _parsed(content, file)
    reader = _Reader(file)
    reader.check_keys(table, ("payer", "payment", "sender", "receiver"), "the file", ("payer",))
    payer = reader.make(Side, table["payer"], "payer")
    payments = table.get("payment", [])
    if not isinstance(payments, list):
        raise reader.error("SK678", "payment", "payments are written as [[payment]]")
    orders = [reader.order(each, f"payment {n}") for n, each in enumerate(payments, 1)]
    about = {key: reader.text(table, key) for key in ("sender", "receiver") if key in table}
    return OrderBook(payer, orders=orders, **about)


def _parsed(content: bytes, file: str | None) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 at byte {error.start + 1}"
        raise _Reader(file).error("SK675", None, message, "save it in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        message = f"the file is no TOML: {error}"
        raise _Reader(file).error("SK675", None, message) from None


@attrs.frozen
class _Reader:
    """Makes orders of tables, and blames the file for what cannot be."""

    file: str | None

    def order(self, table: Any, place: str) -> PaymentOrder:
        self._check_table(table, place)
        nested: dict[str, Any] = {}
        if "payee" in table:
            nested["payee"] = self.make(Side, table["payee"], f"{place}, payee")
        if "budget" in table:
            nested["budget"] = self.make(Budget, table["budget"], f"{place}, budget")
        if isinstance(table.get("amount"), int):
            nested["amount"] = Decimal(table["amount"])
        return self.make(PaymentOrder, table, place, nested)

    def make(
        self, kind: type[T], table: Any, place: str, nested: Mapping[str, Any] | None = None
    ) -> T:
        self._check_table(table, place)
        fields = attrs.fields(kind)
        names = [field.name for field in fields]
        needed = [field.name for field in fields if field.default is attrs.NOTHING]
        self.check_keys(table, names, place, needed)
        for key, value in table.items():
            self._check_type(key, value, place)
        return kind(**{**table, **(nested or {})})

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table[key]
        self._check_type(key, value, "the file")
        return str(value)

    def check_keys(self, table: Mapping[str, Any], known: Any, place: str, needed: Any) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"did you mean {quoted(near[0])}?" if near else f"keys: {', '.join(known)}"
                raise self.error("SK676", place, f"unknown key {quoted(key)}", hint)
        for key in needed:
            if key not in table:
                raise self.error("SK677", place, f"the key {quoted(key)} is missing")

    def _check_table(self, table: Any, place: str) -> None:
        if not isinstance(table, dict):
            raise self.error("SK678", place, "a table of keys and values is wanted here")

    def _check_type(self, key: str, value: Any, place: str) -> None:
        wanted = _TYPES.get(key, (str,))
        if type(value) not in wanted:
            word = _WORDS[wanted[0]]
            raise self.error("SK678", place, f"{key} takes {word}, not {quoted(str(value))}")

    def error(
        self, code: str, place: str | None, message: str, hint: str | None = None
    ) -> WriteError:
        text = message if place is None else f"{place}: {message}"
        return WriteError(Diagnostic(code=code, message=text, hint=hint, source=self.file))
