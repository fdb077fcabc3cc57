"""The text of a row function: from a plan to readable Python.

`rows` runs what is written here: one loop, one decision about the branch (`writer_branches`), a few
lines for each field (`writer_fields`), and the making of the transactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import shorten
from statementkit.model import Transaction
from statementkit.order.writer_branches import BranchWriter
from statementkit.order.writer_cells import Lines, Script, indented
from statementkit.order.writer_fields import ABSENT, FEE, FieldWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from statementkit.order.plan import Plan

_ATTRIBUTES = tuple(field.name for field in attrs.fields(Transaction))
_FEE_ATTRIBUTES = frozenset(
    ["booked_on", "currency", "description", "value_on", "own_account", "line", "branch", "origin"]
)


def write(plan: Plan) -> str:
    """Return the text of the row function of a bound plan; equal plans give equal text."""
    script = Script()
    branches = BranchWriter(script, plan)
    known = branches.leading
    recipes = [FieldWriter(script, plan.settings, recipe, known).fields for recipe in plan.recipes]
    fees = _fees_of(recipes)
    body = [
        *branches.decision(),
        *_whole(plan),
        *_fields(recipes),
        "mapped += 1",
        *_results(plan, recipes, fees),
    ]
    lines = [
        "def map_rows(records, tally, origin=None):",
        f"    {f'Rows by {shorten(plan.text)}'!r}",
        *indented([*script.assignments(), *branches.table()]),
        "    mapped = fees = 0" if fees else "    mapped = 0",
        "    try:",
        *indented(_loop(plan.width, body), 2),
        "    finally:",
        "        tally.add(mapped, fees)" if fees else "        tally.add(mapped)",
    ]
    return "\n".join(lines) + "\n"


def write_matcher(plan: Plan) -> str:
    """Return the text of a function that tells whether a row takes a branch of a bound plan."""
    script = Script()
    body = [
        *_padding(plan.width),
        "try:",
        *indented(BranchWriter(script, plan).taken()),
        "except CellError:",
        "    return takes(row)",
    ]
    lines = [*script.assignments(), "", "def matches(row):", *indented(body)]
    return "\n".join(lines) + "\n"


def write_maker(plan: Plan, names: Sequence[str]) -> str:
    """Return the text of a function that makes transactions of values that were read already.

    It takes rows of values (those of `names`, then branch and line), a tally and the origin of the
    file. Names are those of the variables that a row function fills.
    """
    fields = [value.field for recipe in plan.recipes for value in recipe.values]
    extra = dict.fromkeys(str(each.attribute) for each in fields if each.extra)
    fees = [name for name in names if name.startswith(FEE)]
    known = [name for name in names if name not in extra] + (["extra"] if extra else [])
    body = [
        *_gathered(extra),
        "mapped += 1",
        *_results(plan, [{name: [] for name in known}], fees),
    ]
    lines = [
        "def make(values, tally, origin=None):",
        "    mapped = fees = 0",
        "    try:",
        f"        for {', '.join([*names, 'branch', 'line'])} in values:",
        *indented(body, 3),
        "    finally:",
        "        tally.add(mapped, fees)",
    ]
    return "\n".join(lines) + "\n"


def _gathered(extra: Iterable[str]) -> Lines:
    pairs = "".join(f"({name!r}, {name}), " for name in extra)
    return [f"extra = {{k: v for k, v in ({pairs}) if v is not None}} or None"] if pairs else []


def _whole(plan: Plan) -> Lines:
    """Write the test that no cell is cut that must be whole."""
    reaches = [recipe.reach for recipe in plan.recipes]
    if not any(reaches):
        return []
    reach = reaches[0] if len(set(reaches)) == 1 else f"{tuple(reaches)}[use]"
    return [
        f"reach = {reach}",
        "if len(row) < reach or FILLER in row[:reach]:",
        "    raise Unusual",
    ]


def _loop(width: int, body: Lines) -> Lines:
    return [
        "for line, row in records:",
        *indented(_padding(width)),
        "    try:",
        *indented(body, 2),
        "    except Exception:",
        "        yield from tally.again(line, row, records, origin)",
    ]


def _padding(width: int) -> Lines:
    return [f"cells = row if len(row) >= {width} else padded(row, {width})"] if width else []


def _fields(recipes: list[dict[str, Lines]]) -> Lines:
    """Write what all lists of columns share once, then what differs, list by list."""
    names = list(dict.fromkeys(name for fields in recipes for name in fields))
    shared = [
        name
        for name in names
        if all(fields.get(name) == recipes[0].get(name) for fields in recipes)
    ]
    lines = [line for name in shared for line in recipes[0][name]]
    differing = [name for name in names if name not in shared]
    if not differing:
        return lines
    for index, fields in enumerate(recipes):
        is_last = index == len(recipes) - 1
        lines.append("else:" if is_last else f"{'elif' if index else 'if'} use == {index}:")
        for name in differing:
            lines += indented(fields.get(name, [f"{name} = {ABSENT.get(name, 'None')}"]))
    return lines


def _fees_of(recipes: list[dict[str, Lines]]) -> Lines:
    """Return the variables that hold fees, in order."""
    names = {name for fields in recipes for name in fields if name.startswith(FEE)}
    return sorted(names, key=lambda name: int(name.removeprefix(FEE)))


def _results(plan: Plan, recipes: list[dict[str, Lines]], fees: Lines) -> Lines:
    """Write the making of the transaction, and of its fees."""
    known = {name: name for fields in recipes for name in fields}
    known |= {"line": "line", "origin": "origin"}
    if plan.cases:
        known["branch"] = "branch"
    if plan.settings.currency is not None:
        known.setdefault("currency", ABSENT["currency"])
    if plan.settings.account is not None:
        known.setdefault("own_account", ABSENT["own_account"])
    lines = [*_made("transaction", known), "yield transaction"]
    if not fees:
        return lines
    values = {name: value for name, value in known.items() if name in _FEE_ATTRIBUTES}
    values |= {"kind": "'fee'", "parent": "transaction"}
    if len(fees) == 1:
        values["amount"] = f"negate({fees[0]})"
        return [*lines, f"if {fees[0]}:", *indented(_fee(values))]
    values["amount"] = "negate(cost)"
    loop = ["if cost:", *indented(_fee(values))]
    return [*lines, f"for cost in ({', '.join(fees)}):", *indented(loop)]


def _fee(values: Mapping[str, str]) -> Lines:
    return ["fees += 1", *_made("fee", values), "yield fee"]


def _made(target: str, values: Mapping[str, str]) -> Lines:
    """Write the making of a transaction. All slots are set: one that is not is slow to read."""
    values = {"kind": "'payment'", **values}
    blank = (f"{target}.{name}" for name in _ATTRIBUTES if name not in values)
    return [
        f"{target} = Draft()",
        *(f"{target}.{name} = {values[name]}" for name in _ATTRIBUTES if name in values),
        f"{' = '.join(blank)} = None",
        f"{target}.__class__ = Transaction",
    ]
