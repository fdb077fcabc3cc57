"""The text of a row function: from a plan to readable Python.

`rows` runs what is written here. Every literal of an order enters the text through `repr` or as a
named constant, never as code.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from statementkit import values
from statementkit.errors import shorten
from statementkit.model import Transaction
from statementkit.order.nodes import (
    Action,
    Blank,
    Characters,
    Check,
    ColumnNumber,
    Date,
    Number,
    Place,
    Regex,
    Text,
    TextSet,
    Transform,
)
from statementkit.order.plan import (
    Case,
    Chain,
    Flag,
    Flagged,
    Input,
    Plan,
    Recipe,
    Signed,
    Value,
)
from statementkit.order.transforms import TRANSFORMS, arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ATTRIBUTES = tuple(field.name for field in attrs.fields(Transaction))
_FEE_ATTRIBUTES = frozenset(
    ["booked_on", "currency", "description", "value_on", "own_account", "line", "branch", "origin"]
)
_ABSENT = {"currency": "CURRENCY", "own_account": "OWN_ACCOUNT"}
"""What stands for an attribute that a row leaves blank, if it is not `None`."""

_DISPATCH_FROM = 3
"""From so many texts on, a table beats a chain of comparisons."""

SKIP, END, NO_BRANCH, GROUPS = -1, -2, -3, 100

Lines = list[str]


def write(plan: Plan) -> tuple[str, dict[str, Any]]:
    """Return the text of the row function of a bound plan, and the constants that it names."""
    writer = _Writer(plan)
    return "\n".join(writer.function()) + "\n", writer.constants


def _indented(lines: Iterable[str], levels: int = 1) -> Lines:
    return ["    " * levels + line for line in lines]


class _Writer:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.constants: dict[str, Any] = {
            "SKIP": SKIP,
            "END": END,
            "NO_BRANCH": NO_BRANCH,
        }
        self.inlined = plan.settings.number_format.fast_expression(
            "text", "exact_decimal", "read_amount"
        )
        self.recipes = [_RecipeWriter(self, recipe) for recipe in plan.recipes]

    def constant(self, prefix: str, value: Any) -> str:
        """Return the name of a constant, the same one for the same value."""
        for name, known in self.constants.items():
            if name.startswith(prefix) and type(known) is type(value) and known == value:
                return name
        name = f"{prefix}_{sum(each.startswith(prefix) for each in self.constants) + 1}"
        self.constants[name] = value
        return name

    def function(self) -> Lines:
        width = self.plan.width
        body = [
            *self._decision(),
            *self._fields(),
            "mapped += 1",
            *self._results(),
        ]
        loop = [
            "for line, row in records:",
            *(
                [f"    cells = row if len(row) >= {width} else padded(row, {width})"]
                if width
                else []
            ),
            "    try:",
            *_indented(body, 2),
            "    except Exception:",
            "        for transaction in tally.again(line, row, origin):",
            "            transactions += 1",
            "            yield transaction",
        ]
        return [
            "def map_rows(records, tally, origin=None):",
            f"    {f'Rows by {shorten(self.plan.text)}'!r}",
            "    mapped = transactions = 0",
            "    try:",
            *_indented(loop, 2),
            "    finally:",
            "        tally.add(mapped, transactions)",
        ]

    # -- which list of columns ------------------------------------------------------------------

    def _decision(self) -> Lines:
        if not self.plan.cases:
            if isinstance(self.plan.default, int):
                return []
            return [f"branch, use = {self._taken(None, self.plan.default)}", *self._leaving()]
        place, texts = self._most_telling()
        if len(texts) < _DISPATCH_FROM or place is None:
            return [*self._chain(list(self.plan.cases), None, None), *self._leaving()]
        return [*self._dispatch(place, texts), *self._leaving()]

    def _most_telling(self) -> tuple[Place | None, list[str]]:
        """Return the place that the most texts are compared with, and these texts."""
        found: dict[Place, dict[str, None]] = {}
        for case in self.plan.cases:
            for check in case.checks:
                for text in _wanted(check) or ():
                    found.setdefault(check.place, {})[text] = None
        if not found:
            return None, []
        place = max(found, key=lambda each: len(found[each]))
        return place, list(found[place])

    def _dispatch(self, place: Place, texts: list[str]) -> Lines:
        table: dict[str, tuple[int | None, int]] = {}
        groups: dict[tuple[Case, ...], list[str]] = {}
        for text in texts:
            cases = self._candidates(place, text)
            if not cases or not self._left(cases[0], place, text):
                number, result = (
                    (cases[0].number, cases[0].result) if cases else (None, self.plan.default)
                )
                table[text] = (number, _use(result))
            else:
                groups.setdefault(tuple(cases), []).append(text)
        lines: Lines = []
        for index, (group, members) in enumerate(groups.items(), GROUPS):
            table.update((text, (None, index)) for text in members)
            keyword = "if" if index == GROUPS else "elif"
            lines.append(f"{keyword} use == {index}:  # {', '.join(map(repr, members))}")
            lines += _indented(self._chain(list(group), place, members[0]))
        name = self.constant("BRANCHES", table)
        rest = self._candidates(place, None)
        cell = self.raw(place) + ".strip()"
        if not rest:
            return [
                f"branch, use = {name}.get({cell}, ({self._taken(None, self.plan.default)}))",
                *lines,
            ]
        keyword = "elif" if lines else "if"
        return [
            f"branch, use = {name}.get({cell}, {(None, GROUPS - 1)})",
            *lines,
            f"{keyword} use == {GROUPS - 1}:",
            *_indented(self._chain(rest, place, None)),
        ]

    def _candidates(self, place: Place, text: str | None) -> list[Case]:
        """Return the cases that a row with `text` at `place` may still take, in order."""
        found = []
        for case in self.plan.cases:
            wanted = [_wanted(check) for check in case.checks if check.place == place]
            if all(each is None or text in each for each in wanted):
                found.append(case)
        return found

    def _left(self, case: Case, place: Place | None, text: str | None) -> list[Check]:
        """Return the checks of a case that are still open once `place` is known to be `text`."""
        return [
            check
            for check in case.checks
            if check.place != place or text is None or _wanted(check) is None
        ]

    def _chain(self, cases: list[Case], place: Place | None, text: str | None) -> Lines:
        lines: Lines = []
        for case in cases:
            left = self._left(case, place, text)
            taken = f"branch, use = {self._taken(case.number, case.result)}"
            if not left:
                return [*lines, "else:", f"    {taken}"] if lines else [taken]
            keyword = "elif" if lines else "if"
            lines.append(f"{keyword} {' and '.join(map(self._condition, left))}:")
            lines.append(f"    {taken}")
        return [*lines, "else:", f"    branch, use = {self._taken(None, self.plan.default)}"]

    def _taken(self, number: int | None, result: int | Action | None) -> str:
        use = _use(result)
        named = {SKIP: "SKIP", END: "END", NO_BRANCH: "NO_BRANCH"}
        return f"{number}, {named.get(use, use)}"

    def _leaving(self) -> Lines:
        results = {_use(case.result) for case in self.plan.cases} | {_use(self.plan.default)}
        lines: Lines = []
        if SKIP in results:
            lines += ["if use == SKIP:", "    tally.skip(line)", "    continue"]
        if END in results:
            lines += ["if use == END:", "    tally.end(line, records)", "    return"]
        if NO_BRANCH in results:
            lines += ["if use == NO_BRANCH:", "    raise Unusual"]
        return lines

    # -- conditions -----------------------------------------------------------------------------

    def _condition(self, check: Check) -> str:
        positive = self._positive(check)
        return f"not ({positive})" if check.operator.startswith("!") else positive

    def _positive(self, check: Check) -> str:
        raw = self.raw(check.place)
        match check.value:
            case Blank(negated):
                return f"{raw}.strip()" if negated else f"not {raw}.strip()"
            case Text(text):
                if "~" in check.operator:
                    return f"{text.casefold()!r} in {raw}.strip().casefold()"
                return f"{raw}.strip() == {text.strip()!r}"
            case TextSet(texts):
                name = self.constant("TEXTS", frozenset(text.strip() for text in texts))
                return f"{raw}.strip() in {name}"
            case Regex(pattern):
                name = self.constant("PATTERN", values.compile_regex(pattern))
                return f"{name}.search({raw}.strip())"
            case Number(text) if check.operator.strip("!") == "=":
                return f"{raw}.strip() == {text!r}"
            case Number(text):
                name = self.constant("NUMBER", Decimal(text))
                return (
                    f"(seen := number({raw}.strip())) is not None and seen {check.operator} {name}"
                )
            case Date(text):
                name = self.constant("DAY", date.fromisoformat(text))
                return f"(seen := day({raw}.strip())) is not None and seen {check.operator} {name}"

    def raw(self, place: Place | None) -> str:
        match place:
            case ColumnNumber(number):
                return f"cells[{number - 1}]"
            case Characters(first, last):
                return f"row[{first - 1}:{last}]"
        raise TypeError(place)

    def text(self, item: Input) -> str:
        """Return the expression of the trimmed text of an input after its text transforms."""
        if item.place is None:
            expression = repr((item.constant or "").strip())
        else:
            expression = self.raw(item.place) + ".strip()"
        changed = self.transformed(expression, item.transforms, "text")
        return changed if changed == expression else changed + ".strip()"

    def transformed(self, expression: str, transforms: tuple[Transform, ...], stage: str) -> str:
        for transform in transforms:
            kind = TRANSFORMS[transform.name]
            if kind.stage == stage:
                named = [self._argument(each) for each in arguments(transform)]
                expression = kind.python.format(*named, value=expression)
        return expression

    def _argument(self, value: Any) -> str:
        if isinstance(value, str | int):
            return repr(value)
        return self.constant("NUMBER" if isinstance(value, Decimal) else "PATTERN", value)

    # -- fields and results ---------------------------------------------------------------------

    def _fields(self) -> Lines:
        """Write what all lists share once, then what differs, list by list."""
        every = [recipe.fields for recipe in self.recipes]
        names = list(dict.fromkeys(name for fields in every for name in fields))
        shared = [
            name
            for name in names
            if all(fields.get(name) == every[0].get(name) for fields in every)
        ]
        lines = [line for name in shared for line in every[0][name]]
        differing = [name for name in names if name not in shared]
        if not differing:
            return lines
        for index, fields in enumerate(every):
            keyword = "if" if index == 0 else "elif" if index < len(every) - 1 else "else"
            lines.append(f"{keyword} use == {index}:" if keyword != "else" else "else:")
            for name in differing:
                lines += _indented(fields.get(name, [f"{name} = {_ABSENT.get(name, 'None')}"]))
        return lines

    def _results(self) -> Lines:
        known = {name: name for recipe in self.recipes for name in recipe.fields}
        known |= {"line": "line", "origin": "origin"}
        if self.plan.cases:
            known["branch"] = "branch"
        for name, default in (
            ("currency", self.plan.settings.currency),
            ("own_account", self.plan.settings.account),
        ):
            if default is not None:
                known.setdefault(name, _ABSENT[name])
        lines = ["transactions += 1", *_made("transaction", known), "yield transaction"]
        for fee in sorted((name for name in known if name.startswith("fee_")), key=_fee_number):
            values = {name: value for name, value in known.items() if name in _FEE_ATTRIBUTES}
            values |= {"amount": f"negate({fee})", "kind": "'fee'", "parent": "transaction"}
            made = _made("fee", values)
            lines += [f"if {fee}:", *_indented(["transactions += 1", *made, "yield fee"])]
        return lines


def _fee_number(name: str) -> int:
    return int(name.removeprefix("fee_"))


def _use(result: int | Action | None) -> int:
    if isinstance(result, int):
        return result
    return {"skip": SKIP, "end": END, None: NO_BRANCH}[result]


def _wanted(check: Check) -> tuple[str, ...] | None:
    """Return the texts that satisfy an equality check, `None` for checks of another kind."""
    if check.operator != "=":
        return None
    match check.value:
        case Text(text):
            return (text.strip(),)
        case TextSet(texts):
            return tuple(text.strip() for text in texts)
    return None


def _made(target: str, values: Mapping[str, str]) -> Lines:
    """Write the making of a transaction: only the slots that the layout fills are set."""
    return [
        f"{target} = Draft()",
        *(f"{target}.{name} = {values[name]}" for name in _ATTRIBUTES if name in values),
        f"{target}.__class__ = Transaction",
    ]


class _RecipeWriter:
    """Writes the lines that fill the local variables of one recipe, keyed by variable."""

    def __init__(self, writer: _Writer, recipe: Recipe) -> None:
        self.writer = writer
        self.recipe = recipe
        self.fields: dict[str, Lines] = {}
        self.fields["booked_on"] = self._chain("booked_on", recipe.booked_on, self._date)
        self.fields["amount"] = self._amount()
        for value in recipe.values:
            if not value.field.extra:
                self.fields[str(value.field.attribute)] = self._value(value)
        extra = [value for value in recipe.values if value.field.extra]
        if extra:
            self.fields["extra"] = self._extra(extra)
        self._fees()

    # -- amounts --------------------------------------------------------------------------------

    def _amount(self) -> Lines:
        match self.recipe.amount:
            case Signed(chain):
                return self._required(chain)
            case Flagged(chain, flags):
                return [*self._required(chain), *self._direction(flags)]
            case sums:
                return [
                    *self._side("money_in", sums.money_in),
                    *self._side("money_out", sums.money_out),
                    *_SUMMED,
                ]

    def _required(self, chain: Chain) -> Lines:
        if self._is_plain(chain):
            return [f"text = {self.writer.raw(chain[0].place)}", f"amount = {self.writer.inlined}"]
        if len(chain) > 1:
            return [
                *self._chain("amount", chain, self._number),
                "if amount is None:",
                "    raise Unusual",
            ]
        return [f"amount = {self._number(self.writer.text(chain[0]), chain[0])}"]

    def _is_plain(self, chain: Chain) -> bool:
        return len(chain) == 1 and not chain[0].transforms and chain[0].place is not None

    def _direction(self, flags: tuple[Flag, ...]) -> Lines:
        tests = [self._is_out(flag) for flag in flags]
        lines = [f"outgoing = {tests[0]}"]
        for test in tests[1:]:
            lines += [f"if outgoing is not ({test}):", "    raise Unusual"]
        return [
            *lines,
            "if outgoing:",
            "    amount = negate(absolute(amount))",
            "elif amount < 0:",
            "    raise Unusual",
        ]

    def _is_out(self, flag: Flag) -> str:
        texts = tuple(text.strip() for text in flag.texts)
        cell = self.writer.text(flag.input)
        if len(texts) > 1:
            return f"{cell} {'in' if flag.outgoing else 'not in'} {texts!r}"
        return f"{cell} {'==' if flag.outgoing else '!='} {texts[0]!r}"

    def _side(self, name: str, chain: Chain) -> Lines:
        if not chain:
            return [f"{name} = None"]
        lines = self._chain(name, chain, self._number)
        match self.writer.plan.settings.negative_sums:
            case "linear":
                return lines
            case "absolute":
                return [*lines, f"if {name} and {name} < 0:", f"    {name} = absolute({name})"]
        return [*lines, f"if {name} and {name} < 0:", "    raise Unusual"]

    def _fees(self) -> None:
        for number, fee in enumerate(self.recipe.fees, 1):
            self.fields[f"fee_{number}"] = self._chain(f"fee_{number}", fee, self._number)
        if self.recipe.fee_included:
            name = f"fee_{len(self.recipe.fees) + 1}"
            self.fields["amount"] += [
                *self._chain(name, self.recipe.fee_included, self._number),
                f"if {name}:",
                f"    amount = add(amount, {name})",
            ]
            self.fields[name] = []

    # -- other values ---------------------------------------------------------------------------

    def _value(self, value: Value) -> Lines:
        name = str(value.field.attribute)
        if value.joiner is not None and len(value.inputs) > 1:
            texts = ", ".join(self.writer.text(each) for each in value.inputs)
            return [f"{name} = joined({value.joiner!r}, {texts})"]
        return self._chain(name, value.inputs, self._reading(value))

    def _reading(self, value: Value) -> Any:
        return {
            "date": self._date,
            "amount": self._number,
            "number": self._number,
            "currency": self._currency,
        }.get(value.field.reading)

    def _extra(self, extra: list[Value]) -> Lines:
        lines = ["extra = {}"]
        for value in extra:
            name = str(value.field.attribute)
            lines += [
                *self._chain(name, value.inputs, self._reading(value)),
                f"if {name} is not None:",
                f"    extra[{name!r}] = {name}",
            ]
        return [*lines, "extra = extra or None"]

    def _chain(self, name: str, chain: Chain, reading: Any) -> Lines:
        """Write the first of a chain that is neither blank nor zero."""
        lines = [f"{name} = {self._single(name, chain[0], reading, required=name == 'booked_on')}"]
        for each in chain[1:]:
            single = self._single(name, each, reading, required=False)
            lines += [f"if not {name}:", f"    {name} = first_of({name}, {single})"]
        if name == "booked_on" and len(chain) > 1:
            lines += ["if booked_on is None:", "    raise Unusual"]
        return lines

    def _single(self, name: str, each: Input, reading: Any, *, required: bool) -> str:
        text = self.writer.text(each)
        if reading is None:
            return f"{text} or {_ABSENT.get(name, 'None')}"
        if reading == self._currency or (required and len(self.recipe.booked_on) == 1):
            untrimmed = each.place is not None and not each.transforms
            return str(reading(self.writer.raw(each.place) if untrimmed else text, each))
        return f"{reading('text', each)} if (text := {text}) else None"

    def _date(self, text: str, each: Input) -> str:
        return f"dates[{text}]"

    def _currency(self, text: str, each: Input) -> str:
        return f"currencies[{text}]"

    def _number(self, text: str, each: Input) -> str:
        return self.writer.transformed(f"read_amount({text})", each.transforms, "number")


_SUMMED = [
    "if money_in:",
    "    if money_out:",
    "        raise Unusual",
    "    amount = money_in",
    "elif money_out:",
    "    amount = negate(money_out)",
    "elif money_in is not None:",
    "    amount = money_in",
    "elif money_out is not None:",
    "    amount = money_out",
    "else:",
    "    raise Unusual",
]
