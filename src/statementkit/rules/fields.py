"""The fields of a transaction that a rule can ask for, and how each is compared.

| reading | compared as |
|---|---|
| text | its characters, without white space at the edges |
| code | the same in capitals and without any white space: an IBAN may stand in groups of four |
| word | one of a few words |
| amount | a number: `amount=100` finds 100.00 |
| date | a day |
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, get_args

import attrs

from statementkit import model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statementkit.model import Transaction

Reading = Literal["text", "code", "word", "amount", "date"]
Direction = Literal["in", "out"]


@attrs.frozen(cache_hash=True)
class Field:
    """A field by the `name` that checks give it.

    `read` returns what of a transaction is compared: a text that is empty where there is none, or a
    number or day that is `None` then. It is made by `tidy` of what `get` finds. `identifies` tells
    whether one value of it singles a party or a payment out; `words` are the values of a word.
    """

    name: str
    reading: Reading
    meaning: str
    get: Callable[[Transaction], Any] = attrs.field(eq=False, repr=False)
    tidy: Callable[[Any], Any] = attrs.field(eq=False, repr=False)
    identifies: bool = False
    words: tuple[str, ...] = ()
    read: Callable[[Transaction], Any] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        get, tidy = self.get, self.tidy
        is_tidy = tidy is _as_is
        object.__setattr__(self, "read", get if is_tidy else lambda it: tidy(get(it)))


def direction_of(transaction: Transaction) -> Direction | None:
    """Return whether money came in or went out, `None` for an amount of zero.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> direction_of(model.Transaction(date(2024, 2, 1), Decimal("-3.20")))
    'out'
    """
    amount = transaction.amount
    return ("out" if amount.is_signed() else "in") if amount else None


def compact(text: str) -> str:
    """Return a code as codes are compared: in capitals, without white space.

    >>> compact("ee38 2200 2210 2014 5685")
    'EE382200221020145685'
    """
    return text if text.isdigit() else "".join(text.split()).upper()


def key(name: str) -> Field:
    """Return the field that a key of the file is, which no table knows."""
    return Field(name, "text", "a key of the file", _extra(name), _tidy, identifies=True)


def _tidy(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _compact(value: Any) -> str:
    return "" if value is None else compact(str(value))


def _as_is(value: Any) -> Any:
    return value


_TIDIERS: Mapping[Reading, Callable[[Any], Any]] = {
    "text": _tidy,
    "code": _compact,
    "word": _as_is,
    "amount": _as_is,
    "date": _as_is,
}


def _extra(name: str) -> Callable[[Transaction], Any]:
    def get(transaction: Transaction) -> Any:
        extra = transaction.extra
        return extra.get(name) if extra else None

    return get


_CODES = frozenset(
    {"account", "bic", "currency", "kpp", "original_currency", "own_account", "tax_id"}
)
_IDENTIFYING = frozenset(
    {
        *("account", "account_name", "bank_id", "check_number", "description", "invoice_number"),
        *("name", "reference", "tax_id"),
    }
)


def _of_model(field: model.Field) -> Field:
    name = str(field.attribute)
    reading: Reading = "amount" if field.reading in ("amount", "number") else "text"
    if name in _CODES:
        reading = "code"
    elif field.reading == "date":
        reading = "date"
    get = _extra(name) if field.extra else attrgetter(name)
    return Field(name, reading, field.meaning, get, _TIDIERS[reading], name in _IDENTIFYING)


_FIRST_WORD_OF = {field.attribute: field for field in reversed(model.FIELDS) if field.attribute}

FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(
            "direction",
            "word",
            "in or out: money came in or went out",
            lambda it: direction_of(it) or "",
            _as_is,
            words=get_args(Direction),
        ),
        Field(
            "kind",
            "word",
            "what kind of movement the statement says it is",
            attrgetter("kind"),
            _as_is,
            words=get_args(model.Kind),
        ),
        *(_of_model(field) for field in reversed(_FIRST_WORD_OF.values())),
    )
}
"""Every field by its name; the meanings are those of the words of an order."""
