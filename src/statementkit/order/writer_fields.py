"""The lines that fill the variables of one recipe: its date, its amount, and what stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.order.plan import Flagged, Signed
from statementkit.order.writer_cells import indented, raw

if TYPE_CHECKING:
    from statementkit.order.nodes import Place
    from statementkit.order.plan import Chain, Flag, Recipe, Settings, Sums, Value
    from statementkit.order.writer_cells import Lines, Script

ABSENT = {"currency": "CURRENCY", "own_account": "OWN_ACCOUNT"}
"""What stands for an attribute that a row leaves blank, if it is not `None`."""

FEE = "fee_"
"""How the variables of fees begin; a number follows."""


class FieldWriter:
    """Writes the lines of one recipe; `fields` holds them by the variable that they fill.

    `known` is the place whose number a check may have left in `leading`.
    """

    def __init__(
        self, script: Script, settings: Settings, recipe: Recipe, known: Place | None = None
    ) -> None:
        self._script = script
        self._settings = settings
        self._known = known
        self.fields: dict[str, Lines] = {
            "booked_on": self._booked_on(recipe.booked_on),
            "amount": self._amount(recipe),
        }
        for number, fee in enumerate(recipe.fees, 1):
            self.fields[f"{FEE}{number}"] = self._number(f"{FEE}{number}", fee)
        if recipe.fee_included:
            self._include_fee(recipe.fee_included)
        extra = [value for value in recipe.values if value.field.extra]
        for value in recipe.values:
            if value not in extra:
                self.fields[str(value.field.attribute)] = self._value(value)
        if extra:
            self.fields["extra"] = self._extra(extra)

    # -- the three ways to read a cell ------------------------------------------------------------

    def _date(self, name: str, chain: Chain) -> Lines:
        return self._first(name, chain, "dates[text]")

    def _currency(self, name: str, chain: Chain) -> Lines:
        return self._first(name, chain, "currencies[text]")

    def _first(self, name: str, chain: Chain, reading: str) -> Lines:
        """Write the first of a chain that is not blank."""
        first, *others = (
            f"{reading} if (text := {self._script.text(it)}) else None" for it in chain
        )
        lines = [f"{name} = {first}"]
        for read in others:
            lines += [f"if not {name}:", f"    {name} = {read}"]
        return lines

    def _number(self, name: str, chain: Chain) -> Lines:
        """Write the first of a chain that is neither blank nor zero, else the first zero."""
        first, *others = chain
        lines = [
            f"text = {self._script.text(first)}",
            "if not text:",
            f"    {name} = None",
            *self._script.number_read(
                name, self._settings.number_format, first.transforms, keyword="elif"
            ),
        ]
        for each in others:
            read = self._script.transformed("read_amount(text)", each.transforms, "number")
            read = f"{read} if (text := {self._script.text(each)}) else None"
            lines += [f"if not {name}:", f"    {name} = first_of({name}, {read})"]
        return lines

    # -- date and amount --------------------------------------------------------------------------

    def _booked_on(self, chain: Chain) -> Lines:
        if len(chain) == 1:
            return [f"booked_on = dates[{self._script.untrimmed(chain[0])}]"]
        return [*self._date("booked_on", chain), *_never("booked_on is None")]

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
            return [*self._number("amount", chain), *_never("amount is None")]
        [each] = chain
        text, fmt = self._script.untrimmed(each), self._settings.number_format
        if self._known is None or text != raw(self._known):
            return [f"text = {text}", *self._script.number_read("amount", fmt, each.transforms)]
        return [
            f"text = {text}",
            "if leading:",
            f"    amount = {self._script.transformed('leading', each.transforms, 'number')}",
            *self._script.number_read("amount", fmt, each.transforms, keyword="elif"),
        ]

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
            "elif amount.is_signed():",
            "    raise Unusual",
        ]

    def _sums(self, sums: Sums) -> Lines:
        if not sums.money_out:
            return [*self._required(sums.money_in), *self._size("amount", "amount.is_signed()")]
        if not sums.money_in:
            lines = self._required(sums.money_out)
            return [*lines, *self._size("amount", "amount.is_signed()"), "amount = negate(amount)"]
        return [
            *self._number("money_in", sums.money_in),
            *self._size("money_in", "money_in and money_in.is_signed()"),
            *self._number("money_out", sums.money_out),
            *self._size("money_out", "money_out and money_out.is_signed()"),
            *_never("money_in and money_out"),
            "if money_out:",
            "    amount = negate(money_out)",
            "else:",
            "    amount = money_out if money_in is None else money_in",
            *indented(_never("amount is None")),
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
            *self._number(name, fee),
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
            return [f"{name} = {value.joiner!r}.join(filter(None, ({joined}))) or None"]
        match value.field.reading:
            case "date":
                return self._date(name, value.inputs)
            case "amount" | "number":
                return self._number(name, value.inputs)
            case "currency":
                return self._currencies(name, value.inputs, absent)
        texts = [self._script.text(each) for each in value.inputs]
        if value.inputs[-1].constant is None:
            texts.append(absent)
        return [f"{name} = {' or '.join(texts)}"]

    def _currencies(self, name: str, chain: Chain, absent: str) -> Lines:
        if absent == "None":
            return self._currency(name, chain)
        if len(chain) == 1:
            return [f"{name} = currencies[{self._script.untrimmed(chain[0])}]"]
        lines = self._currency(name, chain)
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
