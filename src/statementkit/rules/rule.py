"""A rule: which payments it is for, and what it says of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import attrs

from statementkit.errors import Diagnostic, RuleError, quoted, shorten
from statementkit.model import Kind
from statementkit.order.words import nearest
from statementkit.rules.matching import Conditions, compile_match
from statementkit.rules.splits import Part, what_is_wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

SETS = ("wallet", "category", "project", "name", "kind", "split")
"""What a rule can say of a payment, each of which is decided by itself."""

_LARGEST = 1_000_000_000


def refuse(field: str, message: str, hint: str, code: str = "SK703") -> RuleError:
    """Return the error that says that a key has a value which does not fit it."""
    return RuleError(Diagnostic(code=code, message=message, hint=hint, field=field))


def text_of(value: Any, field: str) -> str | None:
    """Return a text without white space at its edges. Raises `RuleError` if it is none."""
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        given = "is blank" if value == "" or str(value).isspace() else f"cannot be {value!r}"
        raise refuse(field, f"this {given}", f'write a text, as {field} = "Rent", or leave it out')
    text = value.strip()
    if not (text.isprintable() or all(map(_stands_on_a_line, text))):
        hint = "write it on one line, without control characters"
        raise refuse(field, f"{quoted(text)} is not a line of text", hint)
    return text


def _stands_on_a_line(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")


def _match_of(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse("match", "a rule has no match", "write match = 'tax_id=7707083893'", "SK704")
    return value.strip().replace("\r\n", "\n")


def _kind_of(value: Any) -> Kind | None:
    if value is not None and value not in get_args(Kind):
        hint = f"write one of {', '.join(get_args(Kind))}"
        raise refuse("kind", f"there is no kind {value!r}", hint)
    kind: Kind | None = value
    return kind


def _whole(value: Any, field: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _LARGEST:
        hint = f"write a whole number from {least} to {_LARGEST}"
        raise refuse(field, f"{value!r} does not fit", hint)
    return value


def _number_of(value: Any) -> int | None:
    return None if value is None else _whole(value, "number", 1)


def _parts_of(value: Any) -> tuple[Part, ...]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise _no_split("the parts do not stand in a list")
    parts = tuple(each if isinstance(each, Part) else _part_of(each) for each in value)
    if parts and (wrong := what_is_wrong(parts)):
        raise _no_split(wrong)
    return parts


_PART_KEYS = tuple(field.name for field in attrs.fields(Part))


def _part_of(value: Any) -> Part:
    if not isinstance(value, Mapping):
        raise _no_split(f"{value!r} is no part")
    check_keys(value, _PART_KEYS, "split")
    size = text_of(value.get("size"), "split")
    if size is None:
        raise _no_split("a part has no size")
    return Part(size, *(text_of(value.get(key), f"split.{key}") for key in _PART_KEYS[1:]))


def _no_split(reason: str) -> RuleError:
    hint = 'write the parts as {size = "70%", category = "Rent"}; the size of the last is rest'
    return refuse("split", reason, hint, "SK709")


def check_keys(keys: Mapping[str, Any], known: Sequence[str], field: str | None = None) -> None:
    """Raise `RuleError` with every key that is not known; `field` names the table they stand in."""
    findings = [
        Diagnostic(
            code="SK702",
            message="there is no such key",
            hint=f"did you mean '{found}'?"
            if (found := nearest(str(key), known))
            else f"the keys are {', '.join(known)}",
            field=f"{field}.{shorten(str(key))}" if field else shorten(str(key)),
        )
        for key in keys
        if key not in known
    ]
    if findings:
        raise RuleError(*findings)


_TIDY: Mapping[str, Callable[[Any], Any]] = {
    "match": _match_of,
    **{name: partial(text_of, field=name) for name in ("wallet", "category", "project", "name")},
    "kind": _kind_of,
    "split": _parts_of,
    "priority": partial(_whole, field="priority", least=-_LARGEST),
    "number": _number_of,
}
"""What each value of a rule goes through."""


def _with_tidy_values(_: type, fields: list[Any]) -> list[Any]:
    return [each.evolve(converter=_TIDY.get(each.name)) for each in fields]


@attrs.frozen(kw_only=True, field_transformer=_with_tidy_values)
class Rule:
    """What is to be said of the payments that pass a match.

    `match` holds checks on fields (`tax_id=7707083893, amount<0`): a comma joins those that must
    all hold, a semicolon separates alternatives. A rule says one thing or more: `wallet` (the cash
    account), `category` of income or expense, `project`, `name` (of the other party, as it is to be
    shown), `kind`, or a `split` into parts. The rule with the higher `priority` wins, then the more
    specific one, then the older one: that with the smaller `number`. `sets` names what it says.

    Raises `RuleError` when the match is none, or a value does not fit.

    >>> rent = Rule(match='tax_id=7707083893, amount<0', category="Rent", project="Warehouse")
    >>> rent.priority, rent.alternatives[0].specificity
    (0, (1, 0, 1))
    """

    match: str
    wallet: str | None = None
    category: str | None = None
    project: str | None = None
    name: str | None = None
    kind: Kind | None = None
    split: tuple[Part, ...] = ()
    priority: int = 0
    number: int | None = None
    alternatives: tuple[Conditions, ...] = attrs.field(init=False, eq=False, repr=False)
    sets: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "sets", tuple(name for name in SETS if getattr(self, name)))
        findings: list[Diagnostic] = []
        try:
            object.__setattr__(self, "alternatives", compile_match(self.match))
        except RuleError as error:
            findings += error.diagnostics
        if not self.sets:
            hint = f"give it one of {', '.join(SETS)}"
            message = "the rule says nothing of the payments that it matches"
            findings.append(Diagnostic(code="SK708", message=message, hint=hint))
        if findings:
            raise RuleError(*findings)

    def __reduce__(self) -> tuple[Callable[..., Rule], tuple[Any, ...]]:
        # What a match is compiled to are functions, which do not pickle; its text does.
        return Rule.from_dict, (self.to_dict(),)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as plain values: what it says nothing about is left out.

        >>> Rule(match="amount<0", category="Costs").to_dict()
        {'match': 'amount<0', 'category': 'Costs'}
        """
        found = attrs.asdict(self, filter=lambda field, value: field.init and _says(field, value))
        return {**found, **({"split": list(found["split"])} if self.split else {})}

    @classmethod
    def from_dict(cls, keys: Mapping[str, Any]) -> Rule:
        """Return the rule that plain values describe. Raises `RuleError`.

        >>> Rule.from_dict({"match": "amount<0", "category": "Costs"}).category
        'Costs'
        """
        check_keys(keys, KEYS)
        return cls(**{"match": None, **keys})


def _says(field: attrs.Attribute[Any], value: Any) -> bool:
    return value is not None and value != field.default


KEYS = tuple(field.name for field in attrs.fields(Rule) if field.init)
"""The keys of a rule, in the order in which they are written."""
