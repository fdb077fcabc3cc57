"""Files for 1C among the others: recognised by their marks, and read without a layout.

An order sees such a file as a table: the fields of its transactions under the words of orders, and
the keys of the documents under their own names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from statementkit.errors import LayoutError
from statementkit.layouts import Layout
from statementkit.layouts.compiling import settings_of, tree_of
from statementkit.layouts.records import Replayable
from statementkit.order.nodes import Header
from statementkit.order.plan import build_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.errors import Diagnostic, Findings
    from statementkit.formats.onec.fields import Fields
    from statementkit.formats.onec.statements import ExchangeStream
    from statementkit.layouts.records import Row
    from statementkit.model import Transaction
    from statementkit.order.nodes import ColumnNumber, Place
    from statementkit.source import Source

_WORD = "Документ"
_SIGNS = (
    b"1CClientBankExchange",
    *(_WORD.encode(codec) for codec in ("cp1251", "utf-8", "cp866", "koi8-r")),
    *("1CClientBankExchange".encode(codec) for codec in ("utf-16-le", "utf-16-be")),
)
"""What any file for 1C holds; one that holds it is looked at more closely."""

_SETTINGS = ("account", "tax_id", "currency")

_USEFUL = (
    *("name", "bank", "country", "notes", "order", "date_format", "decimal", "currency", "account"),
    *("tax_id", "join_name", "join_description", "negative_sums", "sign_conflict"),
)
"""The settings that mean something beside an order."""


def is_exchange_source(source: Source) -> bool:
    """Tell whether a source is a file for 1C."""
    head = source.head()
    if not any(sign in head for sign in _SIGNS):
        return False
    # The format is loaded where a file has it.
    from statementkit.formats.onec.reading import is_exchange

    return is_exchange(head)


def open_exchange(source: Source, on_error: str, settings: Mapping[str, Any]) -> ExchangeStream:
    """Open a file for 1C; its settings are the owner's `account` and `tax_id`, and a `currency`.

    Raises `LayoutError` for other settings: the file says itself how it is to be read.
    """
    from statementkit.formats.onec.statements import ExchangeStream

    _refuse_others(source, settings, _SETTINGS)
    return ExchangeStream(
        source,
        accounts=_several(settings.get("account")),
        tax_ids=_several(settings.get("tax_id")),
        currency=settings.get("currency"),
        on_error=on_error,
    )


def _refuse_others(source: Source, settings: Iterable[str], known: Sequence[str]) -> None:
    """Raise `LayoutError` for settings that say how a file is written."""
    from statementkit.formats.onec.problems import Problem, diagnostic

    shown = ", ".join(("order", *_SETTINGS))
    words = [{"name": key, "known": shown} for key in settings if key not in known]
    if words:
        problems = (Problem(code="SK628", words=each) for each in words)
        raise LayoutError(*(diagnostic(each, file=source.name) for each in problems))


def _several(given: Any) -> tuple[str, ...]:
    """Return the texts of a setting that may be one text, several with commas, or a list."""
    texts = [given] if isinstance(given, str) else given or ()
    return tuple(part for text in texts for part in text.replace(",", " ").split())


_WORDS = (
    *("date", "amount", "currency", "name", "remitterId", "account", "bic", "ownAccount"),
    *("description", "ref", "kpp", "bankName", "type"),
)
"""The columns in which the fields of a transaction stand, under the words of orders."""

_USUAL = "|".join(f"{word}@[{word}]" for word in _WORDS)
"""The order that maps a file as it is mapped without one."""

_DATES = "dd.MM.yyyy"


def layout_of(settings: Mapping[str, Any]) -> Layout:
    """Return the layout for an order on a file for 1C; conditions alone follow the usual mapping.

    >>> layout_of({"order": "conditions=[ВидОплаты]=17,skip"}).order
    'date@[date]|...|type@[type]|conditions=[ВидОплаты]=17,skip'
    """
    order = str(settings.get("order") or "").strip()
    if not order or order.startswith("conditions="):
        order = "|".join(filter(None, (_USUAL, order)))
    own = {key: value for key, value in settings.items() if key not in _SETTINGS}
    return Layout.from_dict({"date_format": _DATES, "decimal": ".", **own, "order": order})


class ExchangeRows(Replayable):
    """A file for 1C as rows: one for each transaction, with the columns that an order names.

    `exchange` is the file itself. `is_usual` says that the order is nothing but conditions.
    """

    encoding = "auto"
    header_line: int | None = None

    def __init__(self, stream: ExchangeStream, layout: Layout) -> None:
        self.source = stream.source
        self.header = _columns(stream, layout)
        self.places: Mapping[Place, ColumnNumber] = {}
        self.facts = stream.facts
        self.warnings: list[Diagnostic] = []
        self.exchange = stream
        self.is_usual = (layout.order or "").startswith(_USUAL)
        self._given: list[Transaction] = []
        self._is_ahead = False
        super().__init__(self._cells(), None)

    @classmethod
    def of(cls, source: Source, settings: Mapping[str, Any], layout: Layout) -> Self:
        """Open a file for 1C for an order; `settings` are also those of the owner.

        Raises `LayoutError` for settings that say how a file is written.
        """
        _refuse_others(source, settings, _USEFUL)
        own = {key: settings[key] for key in _SETTINGS if key in settings}
        return cls(open_exchange(source, "collect", own), layout)

    def _cells(self) -> Iterator[Row]:
        for transaction in self.exchange:
            if not self._is_ahead:
                self._given.clear()
            self._given.append(transaction)
            yield transaction.line or 0, [*_fields(transaction), *self._keys(transaction)]
        self.warnings += self.exchange.warnings

    def head(self, count: int) -> list[Row]:
        """Return the first rows, which the iteration will give again."""
        self._is_ahead = True
        first = super().head(count)
        self._is_ahead = False
        return first

    def original(self, mapped: Transaction) -> Transaction:
        """Return the transaction of the file that a row is of which the usual order has mapped."""
        told = _told_apart(mapped)
        return next((each for each in self._given if _told_apart(each) == told), mapped)

    def _keys(self, transaction: Transaction) -> Iterator[str]:
        document = cast("Fields", transaction.extra).document
        return (document.get(name) or "" for name in self.header[len(_WORDS) :])

    @property
    def own_accounts(self) -> tuple[str, ...]:
        """The accounts that the file is about."""
        return self.exchange.own_accounts

    def close(self) -> None:
        """Close the file before its end."""
        self.exchange.close()

    @property
    def problems(self) -> Findings:
        """The documents that are no transactions."""
        return self.exchange.refusals

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many documents print a transfer a second time."""
        return {"second prints of transfers": len(self.exchange.skipped)}


def _told_apart(transaction: Transaction) -> tuple[object, ...]:
    """Return what tells a leg from all others: both may be of one line, and of one account."""
    return transaction.line, transaction.own_account or None, transaction.amount


def _columns(stream: ExchangeStream, layout: Layout) -> Sequence[str]:
    """Return the names of the columns: the fields, and the keys that the order names."""
    from statementkit.formats.onec.keys import NAMES

    places = build_plan(tree_of(layout), settings_of(layout), lambda place: place).places
    named = {each.name.strip().casefold() for each in places if isinstance(each, Header)}
    keys = dict(NAMES)
    if named - keys.keys() - {word.casefold() for word in _WORDS}:
        keys |= {key.casefold(): key for key in stream.unknown_keys()}
    return (*_WORDS, *(keys[name] for name in sorted(named & keys.keys())))


def _fields(transaction: Transaction) -> Iterator[str]:
    t, extra = transaction, transaction.extra or {}
    yield f"{t.booked_on:%d.%m.%Y}"
    yield format(t.amount, "f")
    texts = (t.currency, t.name, t.tax_id, t.account, t.bic, t.own_account, t.description)
    yield from (text or "" for text in (*texts, t.reference))
    yield from (extra.get(key) or "" for key in ("kpp", "bank_name", "type"))
