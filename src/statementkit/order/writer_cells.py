"""Single cells as Python expressions, and the constants that the lines of one function share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from statementkit import values
from statementkit.order.nodes import Characters, ColumnNumber, Number, Place, Regex, Transform
from statementkit.order.transforms import TRANSFORMS, arguments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statementkit.order.plan import Input
    from statementkit.values import NumberFormat

Lines = list[str]


def indented(lines: Iterable[str], levels: int = 1) -> Lines:
    """Return lines of code further in.

    >>> indented(["pass"])
    ['    pass']
    """
    return ["    " * levels + line for line in lines]


def raw(place: Place) -> str:
    """Return the expression of the raw text at a place of a row.

    >>> raw(ColumnNumber(1)), raw(Characters(11, 38))
    ('cells[0]', 'row[10:38]')
    """
    if isinstance(place, Characters):
        return f"row[{place.first - 1}:{place.last}]"
    return f"cells[{cast('ColumnNumber', place).number - 1}]"


def trimmed(place: Place) -> str:
    """Return the expression of the trimmed text at a place of a row."""
    return f"{raw(place)}.strip()"


class Script:
    """Writes expressions; what they need made beforehand becomes a named constant.

    Every text of an order enters the code through `repr`, never as code.

    >>> script = Script()
    >>> script.number("0.5"), script.pattern("^Web"), script.number("0.5")
    ('number_1', 'pattern_1', 'number_1')
    >>> script.assignments()
    ["number_1 = Decimal('0.5')", "pattern_1 = compile_regex('^Web')"]
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def number(self, text: str) -> str:
        """Return the name of a number that stands in an order."""
        return self._constant("number", f"Decimal({text!r})")

    def day(self, text: str) -> str:
        """Return the name of a day that stands in an order."""
        return self._constant("day", f"date.fromisoformat({text!r})")

    def pattern(self, text: str) -> str:
        """Return the name of a regular expression that stands in an order."""
        return self._constant("pattern", f"compile_regex({text!r})")

    def _constant(self, prefix: str, expression: str) -> str:
        alike = sum(name.startswith(prefix) for name in self._names.values())
        return self._names.setdefault(expression, f"{prefix}_{alike + 1}")

    def assignments(self) -> Lines:
        """Return the lines that make the constants."""
        return [f"{name} = {expression}" for expression, name in self._names.items()]

    def text(self, each: Input) -> str:
        """Return the expression of the trimmed text of an input after its text transforms."""
        if each.place is None:
            expression = repr((each.constant or "").strip())
        else:
            expression = trimmed(each.place)
        changed = self.transformed(expression, each.transforms, "text")
        return changed if changed == expression else f"{changed}.strip()"

    def untrimmed(self, each: Input) -> str:
        """Return the cheapest expression of a text for a reader that trims it itself."""
        has_text_transforms = any(TRANSFORMS[it.name].stage == "text" for it in each.transforms)
        if each.place is None or has_text_transforms:
            return self.text(each)
        return raw(each.place)

    def number_read(
        self,
        name: str,
        fmt: NumberFormat,
        transforms: tuple[Transform, ...] = (),
        *,
        keyword: str = "if",
        read: str = "read_amount",
    ) -> Lines:
        """Write the reading of the number in `text`: a plain one at the cost of a C function.

        All else is left to the function that `read` names. A plain zero is read once more, because
        it may be -0.
        """

        def filled(value: str) -> str:
            return f"    {name} = {self.transformed(value, transforms, 'number')}"

        return [
            f"{keyword} {fmt.plain_test('text')}:",
            filled(f"exact_decimal({fmt.plain_text('text')}) or {read}(text)"),
            "else:",
            filled(f"{read}(text)"),
        ]

    def transformed(self, expression: str, transforms: tuple[Transform, ...], stage: str) -> str:
        """Return the expression of a value after the transforms of one stage."""
        for transform in transforms:
            if TRANSFORMS[transform.name].stage == stage:
                template, operands = self._step(transform)
                expression = template.format(*operands, value=expression)
        return expression

    def _step(self, transform: Transform) -> tuple[str, Lines]:
        if transform.name == "divide":
            return self._division(*arguments(transform))
        return TRANSFORMS[transform.name].python, self._operands(transform)

    def _operands(self, transform: Transform) -> Lines:
        return [
            self._operand(node, value)
            for node, value in zip(transform.arguments, arguments(transform), strict=True)
        ]

    def _operand(self, node: object, value: Any) -> str:
        if isinstance(node, Regex):
            return self.pattern(node.pattern)
        if isinstance(node, Number) and isinstance(value, Decimal):
            return self.number(node.text)
        return repr(value)

    def _division(self, divisor: Decimal) -> tuple[str, Lines]:
        """Return the cheapest exact form of a division: where the quotient ends, a product."""
        factor = values.reciprocal(divisor)
        if factor is None:
            return "divide({value}, {0})", [self.number(str(divisor))]
        if str(factor) == "-1":
            return "negate({value})", []
        return "multiply({value}, {0})", [self.number(str(factor))]
