"""A plan run directly on one row: slow, plain, and right.

It is the oracle of the tests, the explainer of `explain`, and the diagnoser of rows that the
generated code gave up on: it reads every cell of a row and collects every finding.
"""

from __future__ import annotations

import operator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from statementkit import values
from statementkit.errors import RowError, quoted
from statementkit.model import Origin, Transaction
from statementkit.order import signs
from statementkit.order.cells import (
    Row,
    cell_at,
    length_of,
    not_text,
    refuse_cut,
    text_of,
)
from statementkit.order.matching import text_test
from statementkit.order.nodes import (
    Action,
    Characters,
    Check,
    ColumnNumber,
    Date,
    Number,
)
from statementkit.order.outcomes import Outcome, Remark, Result
from statementkit.order.plan import (
    Case,
    Chain,
    Flag,
    Flagged,
    Input,
    Plan,
    Recipe,
    Signed,
    Sums,
    Value,
)
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Test = Callable[[str], bool]
    """Whether a check holds for the trimmed text of its cell."""

    Tried = list[tuple[int, Check, str, bool]]
    """The checks that were tried: the number of a branch, a check, its cell, whether it held."""

_NO_DATES = ("yyyy-MM-dd",)
"""The pattern of an order that reads no date: a reader has to have one."""

_KEPT = 256
"""How many texts are remembered for the checks that compare them."""


class Interpreter:
    """Runs a bound plan on rows, one at a time."""

    def __init__(self, plan: Plan) -> None:
        settings = plan.settings
        self.plan = plan
        self.read_amount = values.amount_reader(settings.number_format)
        self.read_date = values.date_reader(
            settings.date_format or _NO_DATES, settings.language, settings.pivot, settings.timezone
        )
        # Many checks may ask about one text, and many rows hold it.
        self.number_or_none = values.Cache(or_none(self.read_amount), _KEPT).__getitem__
        self.date_or_none = values.Cache(or_none(self.read_date), _KEPT).__getitem__
        self._cases = [
            (case, [(check, self.test_of(check)) for check in case.checks]) for case in plan.cases
        ]

    def run(self, row: Row, line: int | None = None, origin: Origin | None = None) -> Outcome:
        """Return what becomes of `row`, which starts at `line` of the file."""
        about = (line, row, self.plan)
        if found := not_text(row, self.plan):
            return Outcome("problem", *about, refusals=[Remark(*found)])
        tried: Tried = []
        try:
            branch, result = self._choose(row, tried)
        except _UndecidedError as undecided:
            return Outcome("problem", *about, refusals=[undecided.remark], tried=tried)
        if isinstance(result, str):
            left_out: Result = "skipped" if result == "skip" else "end"
            return Outcome(left_out, *about, branch, tried=tried)
        if result is None:
            return Outcome("problem", *about, refusals=[Remark(_no_branch())], tried=tried)
        reading = _RowReading(self, row, self.plan.recipes[result])
        transactions = reading.transactions(line, branch, origin)
        return Outcome(
            "mapped" if transactions else "problem",
            *about,
            branch,
            transactions,
            reading.refusals,
            reading.doubts if transactions else (),
            tried,
            reading.read,
        )

    def takes(self, row: Row) -> bool:
        """Return whether a row takes any branch; raise `RowError` where a check cannot tell."""
        try:
            return self._choose(row, [])[0] is not None
        except _UndecidedError as undecided:
            refused = Outcome("problem", None, row, self.plan, refusals=[undecided.remark])
            raise RowError(*refused.problems) from None

    def texts(self, row: Row) -> Iterator[tuple[Input, str]]:
        """Yield the inputs of a row that is mapped, each with its text; none if that is refused."""
        try:
            _, result = self._choose(row, [])
            if isinstance(result, int):
                for each in self.plan.recipes[result].inputs():
                    yield each, text_of(row, each)
        except (_UndecidedError, CellError):
            return

    def _choose(self, row: Row, tried: Tried) -> tuple[int | None, int | Action | None]:
        """Return the branch of a row and what follows; raise if no check can tell."""
        for case, tests in self._cases:
            if _takes(case, tests, row, tried):
                return case.number, case.result
        return None, self.plan.default

    def holds(self, check: Check, cell: str) -> bool:
        """Return whether a check holds for the raw text of its cell.

        Raises `CellError` if its regular expression may not be searched in so long a text.
        """
        return self.test_of(check)(cell.strip())

    def test_of(self, check: Check) -> Test:
        """Return whether a check holds for trimmed texts; raises what `holds` does."""
        match check.value:
            case Number(number):
                return _comparing(check, self.number_or_none, Decimal(number))
            case Date(day):
                return _comparing(check, self.date_or_none, date.fromisoformat(day))
        return cast("Test", text_test(check))


def or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a reader that gives `None` for a text that does not read."""

    def read_or_none(text: str) -> Any:
        try:
            return read(text)
        except CellError:
            return None

    return read_or_none


def _comparing(check: Check, read: Callable[[str], Any], bound: Any) -> Test:
    compare = _COMPARISONS[check.operator]

    def holds(text: str) -> bool:
        value = read(text)
        return value is not None and compare(value, bound)

    return holds


def _takes(case: Case, tests: Sequence[tuple[Check, Test]], row: Row, tried: Tried) -> bool:
    """Return whether all checks hold; one that cannot tell matters only if all others do."""
    unable = None
    for check, holds in tests:
        cell = None
        try:
            cell = cell_at(row, check.place)
            held = holds(cell.strip())
        except CellError as error:
            unable = _UndecidedError(Remark(error, check, cell))
            continue
        tried.append((case.number, check, cell, held))
        if not held:
            return False
    if unable:
        raise unable
    return True


class _UndecidedError(Exception):
    """A row of which no check can tell its branch, and why."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark)
        self.remark = remark


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


_MONEY = frozenset({"amount", "creditSum", "debitSum", "fee", "feeIncluded", "balance"})
"""The words whose amounts are in the currency of the row."""


def _no_branch() -> CellError:
    return CellError(
        "SK316",
        "no branch takes this row, and the order has no default",
        "add a branch for such rows, or skip them on purpose",
    )


def _other_currency(text: str, currency: str) -> CellError:
    return CellError(
        "SK319",
        f"{quoted(text)} is not in {currency}, the currency of the row",
        "map the column of the currency; where there is none, leave the layout's currency out and "
        "the one beside the amount counts",
    )


class _RowReading:
    """Reads one row under one recipe, collecting values, refusals and doubts."""

    def __init__(self, interpreter: Interpreter, row: Row, recipe: Recipe) -> None:
        self.interpreter = interpreter
        self.settings = interpreter.plan.settings
        self._read_amount = interpreter.read_amount
        self._read_date = interpreter.read_date
        self.row = row
        self.recipe = recipe
        self.refusals: list[Remark] = []
        self.doubts: list[Remark] = []
        self.read: list[tuple[Input, Any]] = []

    def transactions(
        self, line: int | None, branch: int | None, origin: Origin | None
    ) -> tuple[Transaction, ...]:
        """Return the transactions of the row, or none if any cell was refused."""
        booked_on = self._first(self.recipe.booked_on, self._read_date)
        if booked_on is None and not self.refusals:
            self._missing(self.recipe.booked_on, "SK310", "date")
        amount = self._amount()
        attributes, extra = self._attributes()
        included = self._first(self.recipe.fee_included, self._read_amount)
        fees = [self._first(fee, self._read_amount) for fee in self.recipe.fees]
        self._agree_on_currency(attributes)
        if self.refusals or amount is None or booked_on is None:
            return ()
        if included:
            amount = values.add(amount, included)
            fees.append(included)
        where: dict[str, Any] = {"line": line, "branch": branch, "origin": origin}
        main = Transaction(booked_on, amount, **attributes, extra=extra or None, **where)
        shared: dict[str, Any] = {
            name: getattr(main, name)
            for name in ("booked_on", "currency", "description", "value_on", "own_account")
        }
        return (
            main,
            *(
                Transaction(amount=values.negate(fee), kind="fee", parent=main, **shared, **where)
                for fee in fees
                if fee
            ),
        )

    # -- amounts --------------------------------------------------------------------------------

    def _amount(self) -> Decimal | None:
        refusals = len(self.refusals)
        amount: Decimal | None
        match self.recipe.amount:
            case Signed(chain):
                amount = self._first(chain, self._read_amount)
            case Flagged(chain, flag):
                amount = self._flagged(chain, flag)
            case sums:
                chain = sums.money_in + sums.money_out
                amount = self._summed(sums)
        if amount is None and len(self.refusals) == refusals:
            self._missing(chain, "SK311", "amount")
        return amount

    def _flagged(self, chain: Chain, flag: Flag) -> Decimal | None:
        found = self._found(chain, self._read_amount)
        is_out = (self._text(flag.input) in flag.texts) is flag.outgoing
        if found is None:
            return None
        amount: Decimal = found.value
        if is_out:
            return signs.outgoing(amount)
        return self._conflicting(amount, found.input) if amount < 0 else amount

    def _conflicting(self, amount: Decimal, each: Input) -> Decimal | None:
        try:
            result = signs.conflicting(amount, self.settings.sign_conflict)
        except CellError as error:
            self._refuse(error, each)
            return None
        doubt = CellError(
            "SK314",
            f"{amount} is negative, but the direction flag says money in",
            f"read as {result}, by sign_conflict = {self.settings.sign_conflict!r}",
        )
        self._doubt(doubt, each)
        return result

    def _summed(self, sums: Sums) -> Decimal | None:
        credit, debit = self._side(sums.money_in), self._side(sums.money_out)
        try:
            return signs.signed_sum(credit, debit)
        except CellError as error:
            self._refuse(error, sums.money_out[0])
            return None

    def _side(self, chain: Chain) -> Decimal | None:
        found = self._found(chain, self._read_amount)
        if found is None:
            return None
        try:
            return signs.side(found.value, self.settings.negative_sums, found.input.word)
        except CellError as error:
            self._refuse(error, found.input)
            return None

    def _agree_on_currency(self, attributes: dict[str, Any]) -> None:
        """Hold the currency beside an amount against the row's, which it stands for if absent."""
        for each, value in self.read:
            if each.word not in _MONEY or not isinstance(value, Decimal):
                continue
            text = text_of(self.row, each)
            beside = values.currencies_beside(text)
            currency = attributes["currency"]
            if currency is None and len(beside) == 1:
                [attributes["currency"]] = beside
            elif currency is not None and beside and currency not in beside:
                self._refuse(_other_currency(text, currency), each)

    # -- single cells ---------------------------------------------------------------------------

    def _attributes(self) -> tuple[dict[str, Any], dict[str, Any]]:
        attributes: dict[str, Any] = {
            "currency": self.settings.currency,
            "own_account": self.settings.account,
        }
        extra: dict[str, Any] = {}
        for value in self.recipe.values:
            read = self._value(value)
            if read is not None:
                (extra if value.field.extra else attributes)[str(value.field.attribute)] = read
        return attributes, extra

    def _value(self, value: Value) -> Any:
        if value.joiner is not None:
            texts = [text for each in value.inputs if (text := self._text(each))]
            return value.joiner.join(texts) or None
        match value.field.reading:
            case "date":
                return self._first(value.inputs, self._read_date)
            case "amount" | "number":
                return self._first(value.inputs, self._read_amount)
            case "currency":
                return self._first(value.inputs, values.read_currency)
            case _:
                return self._first(value.inputs, str)

    def _first(self, chain: Chain, read: Callable[[str], Any]) -> Any:
        found = self._found(chain, read)
        return found.value if found else None

    def _found(self, chain: Chain, read: Callable[[str], Any]) -> _Found | None:
        """Return the first value that is neither blank nor zero, else the first that is zero."""
        fallback = None
        for each in chain:
            value = self._read(each, read)
            if value:
                return _Found(value, each)
            if value is not None:
                fallback = fallback or _Found(value, each)
        return fallback

    def _read(self, each: Input, read: Callable[[str], Any]) -> Any:
        value = None
        if text := self._text_of(each):
            try:
                value = read(text)
                for apply, operands in each.number_steps:
                    value = self._changed(value, apply, operands, each)
            except CellError as error:
                self._refuse(error, each)
        self.read.append((each, value))
        return value

    def _text(self, each: Input) -> str:
        text = self._text_of(each)
        self.read.append((each, text or None))
        return text

    def _text_of(self, each: Input) -> str:
        try:
            if each.reach:
                refuse_cut(self.row, each)
            return text_of(self.row, each)
        except CellError as error:
            self._refuse(error, each)
            return ""

    def _changed(
        self, value: Decimal, apply: Callable[..., Decimal], operands: list[Any], each: Input
    ) -> Decimal:
        try:
            return apply(value, *operands)
        except values.InexactQuotientError as inexact:
            self._doubt(inexact, each)
            return values.divide_rounded(value, *operands)

    # -- findings -------------------------------------------------------------------------------

    def _missing(self, chain: Chain, code: str, what: str) -> None:
        hint = partial(_why_missing, chain, self.row, self.interpreter.plan)
        self._refuse(CellError(code, f"the row has no {what}", hint), chain[0])

    def _refuse(self, error: CellError, each: Input) -> None:
        self.refusals.append(Remark(_without_frames(error), each))

    def _doubt(self, error: CellError, each: Input) -> None:
        self.doubts.append(Remark(_without_frames(error), each))


def _without_frames(error: CellError) -> CellError:
    """Return an error without its frames: they hold the reading, which is to hold the error."""
    error.__traceback__ = error.__context__ = None
    return error


def _why_missing(chain: Chain, row: Row, plan: Plan) -> str:
    place = chain[0].place
    if isinstance(place, ColumnNumber) and place.number > len(row):
        return f"the row has {len(row)} of the {plan.width} columns that the order reads"
    if isinstance(place, Characters) and place.first > (length := length_of(row)):
        return f"the line has {length} characters, so this place is missing"
    checks = ",".join(dict.fromkeys(f"{_checked(each)}=BLANK" for each in chain))
    return f"if such rows are no bookings, leave them out by a branch: {checks},skip"


def _checked(each: Input) -> str:
    """Return how a check names the place of an input that is no constant."""
    if isinstance(each.place, Characters):
        return f"[{each.place.first}-{each.place.last}]"
    return str(cast("ColumnNumber", each.place).number)


class _Found(NamedTuple):
    """A value and the input that it was read from."""

    value: Any
    input: Input
