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

Keys are the attributes of `OrderParty`, `PaymentOrder` and `OrderBudget`. Amounts are read digit by
digit.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from statementkit.errors import WriteError
from statementkit.formats.onec.ordering import OrderBook, OrderBudget, OrderParty, PaymentOrder
from statementkit.formats.onec.problems import Problem, diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

T = TypeVar("T", OrderParty, OrderBudget, PaymentOrder)

_TYPES: Mapping[str, tuple[type, ...]] = {
    "number": (str, int),
    "date": (date,),
    "amount": (Decimal, int),
    "priority": (int,),
    "payee": (dict,),
    "budget": (dict,),
}
"""What a key takes that takes other than text."""


def read_orders(content: bytes, file: str | None = None) -> OrderBook:
    r"""Return the orders of a TOML file.

    Raises `WriteError` for a file that is no TOML, for keys that do not exist or are missing, and
    for values of another kind.

    >>> from statementkit import WriteError
    >>> try:
    ...     read_orders(b"[payer]\nnmae = 'x'\n", "orders.toml")
    ... except WriteError as error:
    ...     print(error)
    orders.toml: SK676 payer: there is no key 'nmae' here
    the keys here, the nearest first: name, ...
    """
    table = _parsed(content, file)
    reader = _Reader(file)
    reader.check_keys(table, ("payer", "payment", "sender", "receiver"), "", ("payer",))
    payer = reader.make(OrderParty, table["payer"], "payer")
    payments = table.get("payment", [])
    if not isinstance(payments, list):
        raise reader.wrong_kind("payment", payments)
    orders = [reader.order(each, f"payment {n}") for n, each in enumerate(payments, 1)]
    about = {key: reader.text(table, key) for key in ("sender", "receiver") if key in table}
    return OrderBook(payer, orders=orders, **about)


_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def _parsed(content: bytes, file: str | None) -> dict[str, Any]:
    """Return the tables of a file; what is wrong with it stands on the line that is told."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        line, reason = content.count(b"\n", 0, error.start) + 1, error.reason
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        place = _TOML_PLACE.search(reason)
        line = int(place[1]) if place and place[1] else max(len(content.splitlines()), 1)
        reason = _TOML_PLACE.sub("", reason)
    problem = Problem(code="SK675", line=line, words={"reason": reason})
    raise WriteError(diagnostic(problem, file=file))


@attrs.frozen
class _Reader:
    """Makes orders of tables, and blames the file for what cannot be."""

    file: str | None

    def order(self, table: Any, place: str) -> PaymentOrder:
        self._check_table(table, place)
        nested: dict[str, Any] = {}
        if "payee" in table:
            nested["payee"] = self.make(OrderParty, table["payee"], f"{place}, payee")
        if "budget" in table:
            nested["budget"] = self.make(OrderBudget, table["budget"], f"{place}, budget")
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
        self._check_type(key, value, "")
        return str(value)

    def check_keys(
        self, table: Mapping[str, Any], known: Sequence[str], place: str, needed: Iterable[str]
    ) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, len(known), cutoff=0)
                raise self._error("SK676", place, name=key, known=", ".join(near))
        for key in needed:
            if key not in table:
                raise self._error("SK677", place, name=key)

    def _check_table(self, table: Any, place: str) -> None:
        if not isinstance(table, dict):
            raise self.wrong_kind(place, table)

    def _check_type(self, key: str, value: Any, place: str) -> None:
        if type(value) not in _TYPES.get(key, (str,)):
            raise self.wrong_kind(f"{place}, {key}" if place else key, value)

    def wrong_kind(self, place: str, value: Any) -> WriteError:
        """Return the error for a value that is, say, a text where a number belongs."""
        return self._error("SK678", place, value=_shown(value))

    def _error(self, code: str, place: str, **words: str) -> WriteError:
        problem = Problem(code=code, key=place or None, words=words)
        return WriteError(diagnostic(problem, file=self.file))


def _shown(value: Any) -> str:
    """Return a value about as it stands in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list) else str(value)
