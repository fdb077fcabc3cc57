"""The lines that fill the variables of one recipe: its date, its amount, and what stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.order.plan import Flagged, Signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.order.plan import Chain, Flag, Input, Recipe, Settings, Sums, Value
    from statementkit.order.writer_cells import Lines, Script

ABSENT = {"currency": "CURRENCY", "own_account": "OWN_ACCOUNT"}
"""What stands for an attribute that a row leaves blank, if it is not `None`."""

FEE = "fee_"
"""How the variables of fees begin; a number follows."""


class FieldWriter:
    """Writes the lines of one recipe; `fields` holds them by the variable that they fill."""

    def __init__(self, script: Script, settings: Settings, recipe: Recipe) -> None:
        self._script = script
        self._settings = settings
        self._plain_number = settings.number_format.fast_expression(
            "text", "exact_decimal", "read_amount"
        )
        self.fields: dict[str, Lines] = {
            "booked_on": self._booked_on(recipe.booked_on),
            "amount": self._amount(recipe),
        }
        for number, fee in enumerate(recipe.fees, 1):
            self.fields[f"{FEE}{number}"] = self._first(f"{FEE}{number}", fee, self._number)
        if recipe.fee_included:
            self._include_fee(recipe.fee_included)
        extra = [value for value in recipe.values if value.field.extra]
        for value in recipe.values:
            if value not in extra:
                self.fields[str(value.field.attribute)] = self._value(value)
        if extra:
            self.fields["extra"] = self._extra(extra)

    # -- the three ways to read a cell ------------------------------------------------------------

    def _date(self, _: Input) -> str:
        return "dates[text]"

    def _currency(self, _: Input) -> str:
        return "currencies[text]"

    def _number(self, each: Input) -> str:
        return self._script.transformed("read_amount(text)", each.transforms, "number")

    def _first(self, name: str, chain: Chain, reading: Callable[[Input], str]) -> Lines:
        """Write the first of a chain that is neither blank nor zero, else the first zero."""
        first, *others = (
            f"{reading(each)} if (text := {self._script.text(each)}) else None" for each in chain
        )
        lines = [f"{name} = {first}"]
        for read in others:
            better = f"first_of({name}, {read})" if reading == self._number else read
            lines += [f"if not {name}:", f"    {name} = {better}"]
        return lines

    # -- date and amount --------------------------------------------------------------------------

    def _booked_on(self, chain: Chain) -> Lines:
        if len(chain) == 1:
            return [f"booked_on = dates[{self._script.untrimmed(chain[0])}]"]
        return [*self._first("booked_on", chain, self._date), *_never("booked_on is None")]

    def _amount(self, recipe: Recipe) -> Lines:
        match recipe.amount:
            case Signed(chain):
                return self._required(chain)
            case Flagged(chain, flag):
                return [*self._required(chain), *self._direction(flag)]
            case sums:
                return self._sums(sums)

    def _required(self, chain: Chain) -> Lines:
        if len(chain) > 1:
            return [*self._first("amount", chain, self._number), *_never("amount is None")]
        [each] = chain
        number = self._script.transformed(self._plain_number, each.transforms, "number")
        return [f"text = {self._script.untrimmed(each)}", f"amount = {number}"]

    def _direction(self, flag: Flag) -> Lines:
        cell = self._script.text(flag.input)
        texts = tuple(text.strip() for text in flag.texts)
        if len(texts) == 1:
            condition = f"{cell} {'==' if flag.outgoing else '!='} {texts[0]!r}"
        else:
            condition = f"{cell} {'in' if flag.outgoing else 'not in'} {texts!r}"
        return [
            f"if {condition}:",
            "    amount = negate(absolute(amount))",
            "elif amount < 0:",
            "    raise Unusual",
        ]

    def _sums(self, sums: Sums) -> Lines:
        if not sums.money_out:
            return [*self._required(sums.money_in), *self._size("amount", "amount < 0")]
        if not sums.money_in:
            lines = [*self._required(sums.money_out), *self._size("amount", "amount < 0")]
            return [*lines, "amount = negate(amount)"]
        return [
            *self._first("money_in", sums.money_in, self._number),
            *self._size("money_in", "money_in and money_in < 0"),
            *self._first("money_out", sums.money_out, self._number),
            *self._size("money_out", "money_out and money_out < 0"),
            *_never("money_in and money_out"),
            "amount = negate(money_out) if money_out else first_of(money_in, money_out)",
            *_never("amount is None"),
        ]

    def _size(self, name: str, is_negative: str) -> Lines:
        match self._settings.negative_sums:
            case "error":
                return _never(is_negative)
            case "absolute":
                return [f"if {is_negative}:", f"    {name} = absolute({name})"]
        return []

    def _include_fee(self, fee: Chain) -> None:
        """Write the fee inside the amount with the amount, which needs it; a fee it is as well."""
        name = f"{FEE}1"
        self.fields["amount"] += [
            *self._first(name, fee, self._number),
            f"if {name}:",
            f"    amount = add(amount, {name})",
        ]
        self.fields[name] = []

    # -- other values -----------------------------------------------------------------------------

    def _value(self, value: Value) -> Lines:
        name = str(value.field.attribute)
        absent = ABSENT.get(name, "None")
        if value.joiner is not None and len(value.inputs) > 1:
            joined = ", ".join(map(self._script.text, value.inputs))
            return [f"{name} = joined({value.joiner!r}, {joined})"]
        match value.field.reading:
            case "date":
                return self._first(name, value.inputs, self._date)
            case "amount" | "number":
                return self._first(name, value.inputs, self._number)
            case "currency":
                return self._currencies(name, value.inputs, absent)
        texts = [self._script.text(each) for each in value.inputs]
        if value.inputs[-1].constant is None:
            texts.append(absent)
        return [f"{name} = {' or '.join(texts)}"]

    def _currencies(self, name: str, chain: Chain, absent: str) -> Lines:
        if absent == "None":
            return self._first(name, chain, self._currency)
        if len(chain) == 1:
            return [f"{name} = currencies[{self._script.untrimmed(chain[0])}]"]
        lines = self._first(name, chain, self._currency)
        return [*lines, f"if {name} is None:", f"    {name} = {absent}"]

    def _extra(self, extra: list[Value]) -> Lines:
        lines = ["extra = {}"]
        for value in extra:
            name = str(value.field.attribute)
            lines += [
                *self._value(value),
                f"if {name} is not None:",
                f"    extra[{name!r}] = {name}",
            ]
        return [*lines, "extra = extra or None"]


def _never(condition: str) -> Lines:
    """Write that a row of this condition is left to the interpreter."""
    return [f"if {condition}:", "    raise Unusual"]
