"""What a sink must be able to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.sinks.items import Item


@attrs.frozen
class Taken:
    """The sink has taken a transaction, perhaps under a `reference` of its own."""

    reference: str | None = None


@attrs.frozen
class Refused:
    """The sink has surely not taken a transaction, for a `reason`; it may be tried again."""

    reason: str


class Sink(Protocol):
    """Another program, or a file of one, that is handed the books.

    `name` says which it is: outcomes are kept under it, so it must be the same at every call, and
    another one for another place. `at_once` is for how many transactions an intent is written at
    once: after a crash the outcome of that many is unknown.
    """

    @property
    def name(self) -> str:
        """What the sink is called."""

    @property
    def at_once(self) -> int:
        """For how many transactions an intent is written at once."""

    def take(self, item: Item) -> Taken | Refused:
        """Hand over one transaction.

        Whatever is raised stands for an unknown outcome: the transaction may have been taken.
        """

    def look_up(self, keys: Sequence[str]) -> Mapping[str, str | None] | None:
        """Return which of these transactions the sink has, with its references.

        `None` says that the sink cannot tell; a person has to look then.
        """

    def close(self) -> None:
        """Let go of what the sink holds."""
