"""What goes for payments of which no rule says anything: by direction, and by account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.rules.fields import compact
from statementkit.rules.rule import check_keys, refuse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.rules.fields import Direction

SETS = ("wallet", "category", "project")
"""What a default can say."""

_DIRECTIONS: Mapping[Direction, str] = {"in": "income", "out": "expense"}

_ROOT = "defaults"
_OF_ACCOUNT = f"{_ROOT}.account."


@attrs.frozen
class Default:
    """What goes for some payments unless a rule says otherwise."""

    wallet: str | None = None
    category: str | None = None
    project: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what it says, as plain values."""
        return attrs.asdict(self, filter=lambda _, value: value is not None)


@attrs.frozen
class AccountDefaults:
    """The defaults of one account: whatever the direction, of income, of expense."""

    always: Default = Default()
    income: Default = Default()
    expense: Default = Default()

    def to_dict(self) -> dict[str, Any]:
        """Return what they say, as plain values."""
        tables = {"income": self.income.to_dict(), "expense": self.expense.to_dict()}
        return {**self.always.to_dict(), **{name: it for name, it in tables.items() if it}}


@attrs.frozen
class Defaults(AccountDefaults):
    """The defaults of a book: those for all payments, and those of single accounts.

    The keys of `accounts` are numbers of one's own accounts, without spaces and in capitals. For
    each thing by itself the nearest default counts: of account and direction, of the account, of
    the direction, of all.

    >>> defaults = Defaults.from_dict({
    ...     "expense": {"category": "Other costs"},
    ...     "account": {"EE382200221020145685": {"wallet": "Current account"}},
    ... })
    >>> for name, each in defaults.nearest("out", "EE382200221020145685"):
    ...     print(name, each.to_dict())
    defaults.account.EE382200221020145685 {'wallet': 'Current account'}
    defaults.expense {'category': 'Other costs'}
    """

    accounts: Mapping[str, AccountDefaults] = attrs.field(factory=dict, hash=False)

    def nearest(
        self, direction: Direction | None, account: str | None
    ) -> Iterator[tuple[str, Default]]:
        """Yield the defaults that go for a payment with their names, the nearest first."""
        own = self.accounts.get(account) if account else None
        for name, group in ((f"defaults.account.{account}", own), ("defaults", self)):
            if group is None:
                continue
            if direction is not None:
                word = _DIRECTIONS[direction]
                yield from _unless_blank(f"{name}.{word}", getattr(group, word))
            yield from _unless_blank(name, group.always)

    def named(self) -> dict[str, Default]:
        """Return the defaults that say something by their names.

        >>> list(Defaults.from_dict({"expense": {"category": "Other costs"}}).named())
        ['defaults.expense']
        """
        groups = {_ROOT: self, **{f"{_OF_ACCOUNT}{it}": each for it, each in self.accounts.items()}}
        found = {
            f"{name}.{word}" if word else name: default
            for name, group in groups.items()
            for word, default in (("", group.always), *_by_direction(group))
        }
        return {name: default for name, default in found.items() if default != Default()}

    @classmethod
    def from_named(cls, named: Mapping[str, Mapping[str, Any]]) -> Defaults:
        """Return the defaults that are said under their names. Raises `RuleError`.

        >>> Defaults.from_named({"defaults.account.EE38.income": {"category": "Sales"}}).to_dict()
        {'account': {'EE38': {'income': {'category': 'Sales'}}}}
        """
        keys: dict[str, Any] = {}
        for name, said in named.items():
            table = keys
            for key in _path(name):
                table = table.setdefault(key, {})
            table.update(said)
        return cls.from_dict(keys)

    def to_dict(self) -> dict[str, Any]:
        """Return what they say, as plain values."""
        accounts = {number: each.to_dict() for number, each in self.accounts.items()}
        return {**super().to_dict(), **({"account": accounts} if accounts else {})}

    @classmethod
    def from_dict(cls, keys: Mapping[str, Any]) -> Defaults:
        """Return the defaults that plain values describe. Raises `RuleError`."""
        check_keys(keys, (*SETS, *_DIRECTIONS.values(), "account"), "defaults")
        accounts: dict[str, AccountDefaults] = {}
        for number, table in _table(keys.get("account"), "defaults.account").items():
            field = f"defaults.account.{number}"
            if compact(number) in accounts:
                raise refuse(field, "this account stands here twice", "leave one of them out")
            accounts[compact(number)] = _group(table, field)
        group = _group({key: keys[key] for key in keys if key != "account"}, "defaults")
        return cls(group.always, group.income, group.expense, accounts)


def _by_direction(group: AccountDefaults) -> Iterator[tuple[str, Default]]:
    return ((word, getattr(group, word)) for word in _DIRECTIONS.values())


def _path(name: str) -> list[str]:
    """Return the keys of nested tables that the name of a default stands for."""
    if not name.startswith(_OF_ACCOUNT):
        return name.split(".")[1:]
    account, dot, word = name.removeprefix(_OF_ACCOUNT).rpartition(".")
    if dot and word in _DIRECTIONS.values():
        return ["account", account, word]
    return ["account", name.removeprefix(_OF_ACCOUNT)]


def _unless_blank(name: str, default: Default) -> Iterator[tuple[str, Default]]:
    if default != Default():
        yield name, default


def _table(value: Any, field: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise refuse(field, "this is no table", f"write [{field}] and what goes for it below")
    return value


def _group(value: Any, field: str) -> AccountDefaults:
    keys = _table(value, field)
    check_keys(keys, (*SETS, *_DIRECTIONS.values()), field)
    income, expense = (
        _default(_table(keys.get(word), f"{field}.{word}"), f"{field}.{word}")
        for word in _DIRECTIONS.values()
    )
    own = {key: keys[key] for key in SETS if key in keys}
    return AccountDefaults(_default(own, field), income, expense)


def _default(keys: Mapping[str, Any], field: str) -> Default:
    check_keys(keys, SETS, field)
    return Default(**{key: text_of(value, f"{field}.{key}") for key, value in keys.items()})
