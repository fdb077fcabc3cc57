"""What became of transactions that were handed to another program: an intent, then an outcome."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, get_args

import attrs
from sqlalchemy import delete, insert, select, update

from statementkit.errors import quoted
from statementkit.store.bulk import chunks
from statementkit.store.database import refuse
from statementkit.store.schema import HAND_OVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement

    from statementkit.store.database import Database

Status = Literal["intended", "taken", "refused", "absent"]

STATUSES: tuple[Status, ...] = get_args(Status)


@attrs.frozen
class HandOver:
    """What became of a transaction in a sink.

    `intended` was written before it left, and no outcome after: whether the sink has it is unknown.
    It is `taken`, perhaps under a `reference` of the sink; `refused`, for which `note` is the
    reason; or `absent`, which somebody who looked has said. `digest` is that of what was handed
    over.
    """

    key: str
    status: Status
    digest: str
    at: str
    reference: str | None = None
    note: str | None = None


@attrs.frozen
class Outcome:
    """How the handing over of a transaction ended."""

    status: Literal["taken", "refused", "absent"]
    reference: str | None = None
    note: str | None = None


class HandOverTable:
    """Who was handed what. Every method but `alone` is one database transaction."""

    def __init__(self, database: Database, now: Callable[[], str]) -> None:
        self._database = database
        self._now = now

    def of(self, sink: str) -> dict[str, HandOver]:
        """Return what became of transactions in a sink, by key."""
        with self._database.reading() as connection:
            query = select(HAND_OVERS).where(HAND_OVERS.c.sink == sink)
            return {row.key: HandOver(*row[1:]) for row in connection.execute(query)}

    @contextmanager
    def alone(self, sink: str) -> Iterator[None]:
        """Keep other processes from handing over to a sink, until the end or one's own death.

        Raises `StoreError` SK784 if another process does it already.
        """
        with self._database.lock(f"hand-over to {sink}") as is_mine:
            if not is_mine:
                hint = "wait until it is done"
                raise refuse("SK784", f"another hand-over to {sink} is under way", hint)
            yield

    def intend(self, sink: str, digests: Mapping[str, str]) -> set[str]:
        """Write the intent to hand over transactions; return the keys of those that may leave now.

        `digests` are those of what is to be handed over, by key. What was taken, and what may have
        been, does not leave again.
        """
        with self._database.writing() as connection:
            known = {
                row.key: row.status
                for keys in chunks(digests)
                for row in connection.execute(select(HAND_OVERS).where(_named(sink, keys)))
            }
            free = {key for key in digests if known.get(key) not in ("intended", "taken")}
            for keys in chunks(sorted(free & known.keys())):
                connection.execute(delete(HAND_OVERS).where(_named(sink, keys)))
            rows = [
                {"sink": sink, "key": key, "status": "intended", "digest": digests[key]}
                | {"at": self._now()}
                for key in sorted(free)
            ]
            if rows:
                connection.execute(insert(HAND_OVERS), rows)
            return free

    def settle(self, sink: str, outcomes: Mapping[str, Outcome]) -> None:
        """Write outcomes by key. Raises `StoreError` SK745 for one that is not unknown."""
        with self._database.writing() as connection:
            for key, outcome in outcomes.items():
                unknown = _named(sink, [key]) & (HAND_OVERS.c.status == "intended")
                settled = update(HAND_OVERS).where(unknown)
                values = {**attrs.asdict(outcome), "at": self._now()}
                if not connection.execute(settled.values(values)).rowcount:
                    message = f"it is not unknown whether {sink} has taken {quoted(key)}"
                    raise refuse("SK745", message, "`statementkit hand-over --list` shows what is")


def _named(sink: str, keys: Sequence[str]) -> ColumnElement[bool]:
    return (HAND_OVERS.c.sink == sink) & HAND_OVERS.c.key.in_(keys)
