"""What a file of 1CClientBankExchange holds: blocks of its lines, and what they mean.

Every block keeps its bytes, and all blocks together are the file: nothing can be lost. What the
bytes mean is read when it is first asked for, and kept.
"""

from __future__ import annotations

from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

import attrs

from statementkit.formats.onec.editing import changed
from statementkit.formats.onec.encoding import decode, is_sound, own_codec
from statementkit.formats.onec.keys import NAMES, READINGS, names_of
from statementkit.formats.onec.lines import learner, read_lines, split_lines
from statementkit.formats.onec.marks import find_mark
from statementkit.formats.onec.problems import Problem, Problems, Untold
from statementkit.formats.onec.purpose import purpose_of
from statementkit.formats.onec.readings import READERS
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, time
    from decimal import Decimal

    from statementkit.formats.onec.keys import Section, Side
    from statementkit.formats.onec.lines import Content, Found
    from statementkit.formats.onec.problems import Place
    from statementkit.formats.onec.readings import Result
    from statementkit.source import Encoding

_NONE: Result = (None, None)

T = TypeVar("T")
B = TypeVar("B", bound="Block")


class DocumentKind(Enum):
    """Kinds of documents; a file may name others, which are `OTHER` with their text beside."""

    PAYMENT_ORDER = "Платежное поручение"
    LETTER_OF_CREDIT = "Аккредитив"
    PAYMENT_DEMAND = "Платежное требование"
    COLLECTION_ORDER = "Инкассовое поручение"
    BANK_ORDER = "Банковский ордер"
    MEMORIAL_ORDER = "Мемориальный ордер"
    PAYMENT_WARRANT = "Платежный ордер"
    CASH_ORDER = "Кассовый ордер"
    CASH_DEPOSIT = "Объявление на взнос наличными"
    OTHER = "Прочее"

    @classmethod
    def of(cls, text: str | None) -> DocumentKind:
        """Return the kind that a text names, whatever its case, spaces and `ё`.

        >>> DocumentKind.of("ПЛАТЁЖНОЕ  поручение"), DocumentKind.of("СБП")
        (<DocumentKind.PAYMENT_ORDER: 'Платежное поручение'>, <DocumentKind.OTHER: 'Прочее'>)
        """
        return _KIND_OF[text or ""]


def _folded(text: str) -> str:
    return "".join(text.split()).casefold().replace("ё", "е")


_KINDS = {_folded(kind.value): kind for kind in DocumentKind}
_KIND_OF: Cache[str, DocumentKind] = Cache(
    lambda text: _KINDS.get(_folded(text), DocumentKind.OTHER)
)


@attrs.frozen
class Pair:
    """A physical line: its key and value as they are written, and its number in the file.

    A line that is no `Ключ=Значение` has an empty key.
    """

    key: str
    value: str
    line: int


class _Text:
    """An attribute that is the text of the first of its keys that has one."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._first, *self._others = names

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, block: None, owner: type) -> Self: ...
    @overload
    def __get__(self, block: Block, owner: type) -> str | None: ...
    def __get__(self, block: Block | None, owner: type) -> Self | str | None:
        if block is None:
            return self
        shape, values = block.content
        index = shape.index.get(self._first)
        text: str | None = None
        if index is not None:
            codec = shape.codecs.get(self._first, block.codec)
            text = decode(values[index], codec).strip() or None
        if text is None and self._others:
            text = block.first(self._others)
        block.__dict__[self._name] = text
        return text


class _Kept(Generic[T]):
    """An attribute that is worked out when it is first asked for, and kept.

    It is `functools.cached_property` without the lock that costs more than most of these values.
    """

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, block: None, owner: type) -> Self: ...
    @overload
    def __get__(self, block: object, owner: type) -> T: ...
    def __get__(self, block: object | None, owner: type) -> Self | T:
        if block is None:
            return self
        value = block.__dict__[self._name] = self._work_out(block)
        return value


def _text(section: Section, attribute: str) -> _Text:
    return _Text(names_of(section, attribute))


def _typed(section: Section, attribute: str) -> _Kept[Any]:
    names = names_of(section, attribute)

    def read(block: Block) -> Any:
        for name in names:
            value, _ = block.value(name)
            if value is not None:
                return value
        return None

    return _Kept(read)


def _date(section: Section, attribute: str) -> _Kept[date | None]:
    return _typed(section, attribute)


def _time(section: Section, attribute: str) -> _Kept[time | None]:
    return _typed(section, attribute)


def _amount(section: Section, attribute: str) -> _Kept[Decimal | None]:
    return _typed(section, attribute)


def _days(section: Section, attribute: str) -> _Kept[int | None]:
    return _typed(section, attribute)


@attrs.frozen(slots=False)
class Block:
    """Lines of a file that belong together, as bytes, and what they say.

    `raw` are the bytes, line ends included; those of a UTF-16 file stand in UTF-8. `line` is the
    number of the first line, `position` the how-manieth block of its kind this is, `codec` what
    the bytes are in. `is_closed` says that the mark of its end is there.
    """

    place: ClassVar[Place] = "file"

    raw: bytes = attrs.field(repr=False)
    line: int = 1
    position: int = 1
    codec: str = "cp1251"
    is_closed: bool = True

    def get(self, key: str) -> str | None:
        """Return the text of a key of the format, whatever its case: `None` if absent or blank.

        Keys that a bank added are found by the name that they have in the file.
        """
        return self.text(NAMES.get(key.casefold(), key))

    def text(self, name: str) -> str | None:
        """Return the text of a key by its exact name: `None` if absent or blank."""
        shape, values = self.content
        index = shape.index.get(name)
        if index is None:
            return None
        codec = shape.codecs.get(name, self.codec) if shape.codecs else self.codec
        return decode(values[index], codec).strip() or None

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of the block as the standard spells them, those of the bank as they are."""
        shape, _ = self.content
        return tuple(shape.index)

    def first(self, names: Sequence[str]) -> str | None:
        """Return the text of the first of these keys that has one."""
        return next(filter(None, map(self.text, names)), None)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every line between the marks in the order of the file, blank ones left out."""
        return tuple(self._pairs())

    def _pairs(self) -> Iterator[Pair]:
        for number, line in enumerate(self._lines(), self.line + self.marks_before):
            if line.strip():
                text = decode(line, own_codec(line, self.codec)).rstrip("\r")
                key, equals, value = text.partition("=")
                yield Pair(key, value, number) if equals else Pair("", key, number)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """The keys that the standard does not have."""
        shape, _ = self.content
        return shape.unknown

    @property
    def marks_before(self) -> int:
        """How many lines before the first value are marks alone."""
        return 0

    def _lines(self) -> list[bytes]:
        lines = split_lines(self.raw)
        return lines[self.marks_before : len(lines) - self.marks_after]

    @property
    def marks_after(self) -> int:
        """How many lines after the last value are marks."""
        return 0

    @_Kept
    def is_sound(self) -> bool:
        """Whether all bytes of the block are text in its encoding."""
        return is_sound(self.raw, self.codec)

    @_Kept
    def content(self) -> Content:
        """Return what is known about the keys of the block, and the bytes of their values."""
        shape, values = self._content()
        if not self.is_sound:
            own = {name: own_codec(values[at], self.codec) for name, at in shape.index.items()}
            others = {name: codec for name, codec in own.items() if codec != self.codec}
            shape = attrs.evolve(shape, codecs={**shape.codecs, **others})
        return shape, values

    def _content(self) -> Content:
        return read_lines(self._lines(), self.marks_before, self.codec)

    @_Kept
    def flaws(self) -> Sequence[tuple[str, str, Any]]:
        """Read all values that are no texts; return the key, code and value of each problem."""
        return _read_values(self.content, self.__dict__)

    def value(self, name: str) -> Result:
        """Return the value of a key that is no text, and the code of its problem."""
        shape, values = self.content
        index = shape.index.get(name)
        return _NONE if index is None else READERS[READINGS[name]](values[index])

    @_Kept
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the lines and the values of the block, in their order."""
        shape, _ = self.content
        found = Problems(self._in_value(*flaw) for flaw in self.flaws)
        found += self._missing()
        if shape.findings or shape.codecs or not self.is_sound:
            found += self._in_lines()
        return found.by_line()

    def _in_lines(self) -> Iterator[Problem]:
        shape, _ = self.content
        for finding in shape.findings:
            found = self.problem(finding.code, **finding.words)
            yield attrs.evolve(found, line=self.line + finding.offset, key=finding.key)
        if shape.untold:
            yield Untold.of_codes(shape.untold)
        for codec in sorted(set(shape.codecs.values())):
            name = next(name for name, other in shape.codecs.items() if other == codec)
            yield self.problem("SK602", name, codec=self.codec, found=codec)
        if not self.is_sound:
            for name in shape.index:
                text = self.text(name) or ""
                if "\N{REPLACEMENT CHARACTER}" in text:
                    codec = shape.codecs.get(name, self.codec)
                    yield self.problem("SK604", name, value=text, codec=codec)

    def _in_value(self, name: str, code: str, value: Any) -> Problem:
        words = {"value": self.text(name) or ""}
        if value is not None:
            words["read"] = str(value)
        return self.problem(code, name, **words)

    def _missing(self) -> Sequence[Problem]:
        return ()

    def compacted(self) -> Self:
        """Let go of what is found again in the bytes when it is asked for, and return the block."""
        own = self.__dict__
        own.pop("content", None)
        if own.get("problems"):
            del own["problems"]
        return self

    def with_values(self, values: Mapping[str, object] | None = None, /, **more: object) -> Self:
        """Return the block with other values: only their lines change, or are added.

        Values are named by attribute, by a path such as `"payer.tax_id"`, or by key; they are
        texts, dates, times, exact amounts, or `None` for a blank one. Raises `WriteError` for a
        name that does not exist, and for a value that cannot be written.
        """
        return attrs.evolve(self, raw=changed(self, {**(values or {}), **more}))

    def problem(self, code: str, key: str | None = None, /, **words: str) -> Problem:
        """Return a problem of this block, at the line of its key if it has one."""
        offset = self.content[0].offsets.get(key, 0) if key else 0
        return Problem(
            code=code,
            line=self.line + offset,
            place=self.place,
            number=self.position,
            key=key,
            words=words,
        )


def _read_values(content: Content, own: dict[str, Any]) -> Sequence[tuple[str, str, Any]]:
    """Read all values that are no texts into the attributes that they fill; return the flaws."""
    shape, values = content
    flaws = []
    for name, place, read, attribute in shape.readings:
        value, code = read(values[place])
        if code is not None:
            flaws.append((name, code, value))
        if attribute:
            own[attribute] = value
    return flaws


class Rest(Block):
    """Lines outside of any section: blank ones, the mark of the end, and what a bank put there.

    What is wrong with them is a matter of the file, not of theirs.
    """

    problems = _Kept(lambda _: ())
    unknown_keys = _Kept(lambda _: ())


class Header(Block):
    """The head of a file: everything before its first section."""

    place = "header"

    version = _text("header", "version")
    declared_encoding = _text("header", "declared_encoding")
    sender = _text("header", "sender")
    receiver = _text("header", "receiver")
    created_on = _date("header", "created_on")
    created_at = _time("header", "created_at")
    start = _date("header", "start")
    end = _date("header", "end")

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that the file says it is about."""
        return self._all("РасчСчет")

    @property
    def document_kinds(self) -> tuple[str, ...]:
        """The kinds of documents that a file to the bank says it holds."""
        return self._all("Документ")

    def _all(self, name: str) -> tuple[str, ...]:
        found = (p.value.strip() for p in self.pairs if NAMES.get(p.key.strip().casefold()) == name)
        return tuple(value for value in found if value)

    @property
    def is_marked(self) -> bool:
        """Whether it begins with the mark of the format."""
        return self.marks_before > 0

    @_Kept
    def marks_before(self) -> int:
        """Return how many lines there are up to the mark of the format, itself included."""
        lines = enumerate(split_lines(self.raw), 1)
        return next((number for number, line in lines if find_mark(line, ("utf-8",))), 0)


class AccountSection(Block):
    """A `СекцияРасчСчет`: the balances of an account for some days."""

    place = "account"

    account = _text("account", "account")
    start = _date("account", "start")
    end = _date("account", "end")
    opening = _amount("account", "opening")
    received = _amount("account", "received")
    spent = _amount("account", "spent")
    closing = _amount("account", "closing")

    @property
    def marks_before(self) -> int:
        """One: the mark of the section."""
        return 1

    @property
    def marks_after(self) -> int:
        """One, if the mark of the end is there."""
        return int(self.is_closed)


@attrs.frozen(cache_hash=True)
class Party:
    """One side of a document, as it is written; `name` often begins with an INN.

    `name1` to `name4` are the name, account, bank and city where the bank settles through another;
    most programs write the name alone into `name1` as well.
    """

    account: str | None = None
    name: str | None = None
    tax_id: str | None = None
    name1: str | None = None
    name2: str | None = None
    name3: str | None = None
    name4: str | None = None
    settlement_account: str | None = None
    bank_name: str | None = None
    bank_city: str | None = None
    bic: str | None = None
    correspondent_account: str | None = None
    kpp: str | None = None


@attrs.frozen
class Budget:
    """The block of a payment to a budget; `date_text` may be `0`."""

    payer_status: str | None = None
    kbk: str | None = None
    oktmo: str | None = None
    basis: str | None = None
    period: str | None = None
    number: str | None = None
    date_text: str | None = None
    type: str | None = None


@attrs.frozen
class Receipt:
    """What a bank wrote about the arrival of a document."""

    date: date | None = None
    time: time | None = None
    text: str | None = None


def _parts(kind: type, prefix: str) -> tuple[tuple[str, ...], ...]:
    """Return for each attribute of a part of a document the keys that fill it."""
    return tuple(names_of("document", f"{prefix}.{each.name}") for each in attrs.fields(kind))


class _PartyOf:
    """An attribute that is one party of a document.

    One of the two is in nearly every document of a file. So a party is remembered by its lines,
    keys and all, where a shape was learnt that tells which these are.
    """

    def __init__(self, side: Side) -> None:
        self._side = side
        self._keys = _parts(Party, side)
        self._known: dict[bytes | tuple[bytes, ...], Party] = {}

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, document: None, owner: type) -> Self: ...
    @overload
    def __get__(self, document: Block, owner: type) -> Party: ...
    def __get__(self, document: Block | None, owner: type) -> Self | Party:
        if document is None:
            return self
        shape, values = document.content
        runs = shape.runs.get(self._side)
        if runs is None or shape.codecs or isinstance(values, tuple):
            party = self._read(document)
        else:
            lines = values.group(*runs)
            party = self._known.get(lines) or self._remember(lines, document)
        document.__dict__[self._name] = party
        return party

    def _read(self, document: Block) -> Party:
        return Party(*map(document.first, self._keys))

    def _remember(self, lines: bytes | tuple[bytes, ...], document: Block) -> Party:
        if len(self._known) >= _PARTIES:
            self._known.clear()
        return self._known.setdefault(lines, self._read(document))


_PARTIES = 5_000
"""How many parties are remembered."""


class _Draft:
    """A document while it is filled: freezing it then costs a third of making a frozen one."""


_KIND, _KIND_OF_ITS_OWN = "СекцияДокумент", "ВидДокумента"
_KIND_OF_RAW: Cache[tuple[str, bytes], DocumentKind] = Cache(
    lambda key: DocumentKind.of(decode(key[1], key[0])), limit=1_000
)


class Document(Block):
    r"""A `СекцияДокумент`: one payment, as the bank or the program wrote it.

    A value that is not there, or cannot be read, is `None`; `problems` tell the two apart.

    >>> raw = "СекцияДокумент=Банковский ордер\nНомер=7\nСумма=12.50\nКонецДокумента\n"
    >>> document = Document(raw.encode("cp1251"))
    >>> document.kind.name, document.number, document.amount, document.date
    ('BANK_ORDER', '7', Decimal('12.50'), None)
    >>> document.get("номер"), document.pairs[1]
    ('7', Pair(key='Номер', value='7', line=2))
    """

    place = "document"

    kind_text = _text("document", "kind_text")
    number = _text("document", "number")
    date = _date("document", "date")
    debited_on = _date("document", "debited_on")
    credited_on = _date("document", "credited_on")
    booked_on = _date("document", "booked_on")
    value_on = _date("document", "value_on")
    amount_in = _amount("document", "amount_in")
    amount_out = _amount("document", "amount_out")
    currency = _text("document", "currency")
    payment_type = _text("document", "payment_type")
    purpose_code = _text("document", "purpose_code")
    operation = _text("document", "operation")
    payment_id = _text("document", "payment_id")
    purpose = _text("document", "purpose")
    priority = _text("document", "priority")
    acceptance_days = _days("document", "acceptance_days")
    letter_of_credit = _text("document", "letter_of_credit")
    due_on = _date("document", "due_on")
    paid_against = _text("document", "paid_against")
    extra_terms = _text("document", "extra_terms")
    supplier_account = _text("document", "supplier_account")
    papers_sent_on = _date("document", "papers_sent_on")

    payer = _PartyOf("payer")
    payee = _PartyOf("payee")

    @_Kept
    def amount(self) -> Decimal | None:
        """Return the amount, as it is written: the direction is not in its sign."""
        amount: Decimal | None = self.value("Сумма")[0]
        if amount is not None:
            return amount
        sides = [side for side in (self.amount_in, self.amount_out) if side is not None]
        return next(filter(None, sides), sides[0] if sides else None)

    @_Kept
    def kind(self) -> DocumentKind:
        """Return the kind, `OTHER` for one that the standard does not know: see `kind_text`.

        Files of Kazakhstan say with the mark that it is a `Выписка`, and the kind in a key.
        """
        shape, values = self.content
        if _KIND_OF_ITS_OWN in shape.index and (text := self.text(_KIND_OF_ITS_OWN)) is not None:
            return DocumentKind.of(text)
        if shape.index.get(_KIND) == 1 and shape.is_plain:
            return _KIND_OF_RAW[self.codec, values[1]]
        return DocumentKind.of(self.kind_text)

    @_Kept
    def purpose_lines(self) -> tuple[str | None, ...]:
        """Return the six numbered lines of the purpose, `None` where one is absent or blank."""
        shape, _ = self.content
        if shape.index.keys().isdisjoint(_PURPOSE_LINES):
            return _NO_LINES
        return tuple(map(self.text, _PURPOSE_LINES))

    full_purpose = _Kept(purpose_of)

    @_Kept
    def terms(self) -> tuple[str | None, ...]:
        """Return the three lines of the terms of payment of a letter of credit."""
        return tuple(map(self.text, _TERMS))

    @_Kept
    def budget(self) -> Budget | None:
        """Return the block of a payment to a budget, if the payer's status marks it as one."""
        if self.text("СтатусСоставителя") is None:
            return None
        return Budget(*map(self.first, _BUDGET))

    @_Kept
    def receipt(self) -> Receipt | None:
        """Return the receipt of the bank, if there is one."""
        day, at = (self.value(name)[0] for name in ("КвитанцияДата", "КвитанцияВремя"))
        text = self.text("КвитанцияСодержание")
        return None if day is at is text is None else Receipt(day, at, text)

    @property
    def marks_after(self) -> int:
        """One, if the mark of the end is there."""
        return int(self.is_closed)

    def _content(self) -> Content:
        if self.is_closed:
            return learner(self.codec).read(self.raw)
        return super()._content()

    @classmethod
    def found(cls, line: int, position: int, codec: str, content: Found, *, lazy: bool) -> Self:
        """Return a closed document of sound bytes that was found by its shape.

        Unless it is `lazy`, its values are read at once, and so is whether they have problems.
        """
        document: Any = _Draft()
        own = document.__dict__ = {
            "raw": content[1][0],
            "line": line,
            "position": position,
            "codec": codec,
            "is_closed": True,
            "is_sound": True,
            "content": content,
        }
        document.__class__ = cls
        found: Self = document
        if not lazy:
            own["flaws"] = _read_values(content, own)
            is_whole = own.get("amount") is not None and own.get("date") is not None
            if is_whole and not own["flaws"] and not content[0].codecs:
                own["problems"] = ()
        return found

    def _missing(self) -> Sequence[Problem]:
        if self.amount is not None and self.date is not None:
            return ()
        found = (("Сумма", self.amount), ("Дата", self.date))
        missing = (key for key, value in found if value is None and self.value(key) == _NONE)
        return [self.problem("SK618", key) for key in missing]


_PURPOSE_LINES = tuple(f"НазначениеПлатежа{number}" for number in range(1, 7))
_NO_LINES = (None,) * len(_PURPOSE_LINES)
_TERMS = tuple(f"УсловиеОплаты{number}" for number in range(1, 4))
_BUDGET = _parts(Budget, "budget")


@attrs.frozen(slots=False)
class Exchange:
    """A whole file: its blocks in their order, which together are its bytes.

    `encoding` is what the bytes are in, whatever `header.declared_encoding` says. `structure` are
    the problems with the shape of the file. `name` is that of the file, `digest` the SHA-256 of its
    bytes. `rest` are bytes at the end that are no text: half a character of a UTF-16 file.
    """

    blocks: tuple[Block, ...] = attrs.field(repr=False)
    encoding: Encoding
    structure: tuple[Problem, ...] = ()
    name: str | None = None
    digest: str | None = None
    rest: bytes = b""

    @_Kept
    def headers(self) -> tuple[Header, ...]:
        """Return the heads of all exports in the file: one, unless several are put together."""
        return self._of(Header)

    @property
    def header(self) -> Header:
        """The head of the file: an empty one if the file has none."""
        return self.headers[0] if self.headers else Header(b"", codec=self.encoding.codec)

    @_Kept
    def sections(self) -> tuple[AccountSection, ...]:
        """Return the sections of the accounts, in the order of the file."""
        return self._of(AccountSection)

    @_Kept
    def documents(self) -> tuple[Document, ...]:
        """Return the documents, in the order of the file: all of them."""
        return self._of(Document)

    @_Kept
    def accounts(self) -> tuple[str, ...]:
        """Return the accounts that the heads and the sections name, each once."""
        named = [account for header in self.headers for account in header.accounts]
        named += [section.account for section in self.sections if section.account]
        return tuple(dict.fromkeys(named))

    @_Kept
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong by the lines of the file; a last one counts those beyond `TOLD`."""
        found, seen = Problems(self.structure), set[str]()
        for block in self.blocks:
            found += chain(block.problems, unknown_keys(block, seen))
            block.compacted()
        return found.by_line()

    def replaced(self, block: Block, other: Block) -> Exchange:
        """Return the file with another block in the place of one of its own.

        Lines keep the numbers under which they were read. Raises `ValueError` for a block that is
        not of the file.
        """
        if not any(each is block for each in self.blocks):
            raise ValueError("the block is not one of this file")
        blocks = tuple(other if each is block else each for each in self.blocks)
        return attrs.evolve(self, blocks=blocks, digest=None)

    def _of(self, kind: type[B]) -> tuple[B, ...]:
        return tuple(block for block in self.blocks if isinstance(block, kind))


def unknown_keys(block: Block, seen: set[str]) -> Iterator[Problem]:
    """Yield a problem for each key of a bank's own that was not `seen` before in the file."""
    for key in block.unknown_keys:
        if key not in seen:
            seen.add(key)
            yield block.problem("SK612", key)
