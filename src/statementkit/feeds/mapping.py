"""Tables of a bank's keys: where a value stands in its JSON, and what it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import attrs

from statementkit.errors import quoted
from statementkit.feeds.readings import CODE, text
from statementkit.values import CellError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Operation = dict[str, Any]
"""An operation as the bank says it: parsed JSON, numbers as texts."""

Direction = Literal["in", "out"]

T = TypeVar("T")

_EXTRA = "extra."


@attrs.frozen
class Key:
    """One line of a bank's table.

    `path` is the bank's key, with dots between the keys of objects in objects. An `@` in it stands
    for the word by which the bank names the other party: one for money that came in, another for
    money that went out. `fills` is an attribute of `Transaction`, or `extra.NAME`; of lines that
    fill the same the first that says something counts. `only` is for a key that counts in one
    direction of the money.
    """

    path: str
    fills: str
    read: Callable[[object], Any] = text
    only: Direction | None = None


class Table:
    """What a bank's keys fill, ready to be used.

    `sides` are the words for the other party; `needs` are the attributes without which an operation
    is none.

    >>> table = Table([Key("@.inn", "tax_id")], {"in": "payer", "out": "receiver"})
    >>> table.read({"payer": {"inn": "7799000012"}}, "in")
    {'tax_id': '7799000012'}
    """

    def __init__(
        self,
        keys: Iterable[Key],
        sides: Mapping[Direction, str] | None = None,
        needs: Iterable[str] = (),
    ) -> None:
        words: Mapping[Direction, str] = sides or {"in": "", "out": ""}
        self.keys = every = tuple(keys)
        self._lines = {
            direction: [_Line.of(key, word) for key in every if key.only in (None, direction)]
            for direction, word in words.items()
        }
        self._needs = {key.fills: key.path for key in reversed(every) if key.fills in set(needs)}

    def read(self, operation: Operation, direction: Direction) -> dict[str, Any]:
        """Return what an operation says, by attribute; those of `extra` are under `extra`.

        Raises `CellError` if a value is not what its key promises, or a needed one is missing.
        """
        found: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for line in self._lines[direction]:
            into = extra if line.is_extra else found
            if line.name in into:
                continue
            value = line.value(operation)
            if value is not None:
                into[line.name] = value
        for name, path in self._needs.items():
            if name not in found:
                raise CellError(CODE, f"the key {quoted(path)} is missing")
        if extra:
            found["extra"] = extra
        return found


@attrs.frozen
class Choice(Generic[T]):
    """What each word stands for that a bank may say under a key; other words are refused.

    >>> Choice("creditDebitIndicator", {"Credit": "in"})({"creditDebitIndicator": "Credit"})
    'in'
    """

    key: str
    words: Mapping[str, T]

    def __call__(self, operation: Operation, *_: object) -> T:
        """Return what the word of an operation stands for. Raises `CellError` SK822."""
        word = operation.get(self.key)
        if isinstance(word, str) and word in self.words:
            return self.words[word]
        said = "is missing" if word is None else f"says {quoted(str(word))}, which is not known"
        raise CellError(CODE, f"the key {quoted(self.key)} {said}")


@attrs.frozen
class _Line:
    """A line of a table for one direction."""

    steps: tuple[str, ...]
    name: str
    is_extra: bool
    read: Callable[[object], Any]

    @classmethod
    def of(cls, key: Key, word: str) -> _Line:
        steps = tuple(key.path.replace("@", word).split("."))
        return cls(steps, key.fills.removeprefix(_EXTRA), key.fills.startswith(_EXTRA), key.read)

    def value(self, operation: Operation) -> Any:
        found = value_at(operation, self.steps)
        if found is None or found == "":
            return None
        try:
            return self.read(found)
        except CellError as error:
            where = ".".join(self.steps)
            raise CellError(CODE, f"{where}: {error.message}", error.hint) from None


def value_at(operation: Operation, steps: Iterable[str]) -> Any:
    """Return what stands under keys in keys, `None` if one of them is missing or null.

    Raises `CellError` where an object was to be and is none.
    """
    found: Any = operation
    for step in steps:
        if found is None:
            return None
        if not isinstance(found, dict):
            raise CellError(CODE, f"{quoted(step)} should stand in an object, and there is none")
        found = found.get(step)
    return found
