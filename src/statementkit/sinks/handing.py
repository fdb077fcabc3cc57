"""Handing transactions to a sink, each once at most.

The intent is written before a transaction leaves, its outcome after. A crash in between leaves the
intent alone: whether the sink has the transaction is unknown, and it does not leave again until the
sink's own look-up, or a person, has said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, WriteError, quoted
from statementkit.masking import masked
from statementkit.sinks.protocol import Taken
from statementkit.store import Outcome
from statementkit.store.bulk import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statementkit.sinks.items import Item
    from statementkit.sinks.protocol import Sink
    from statementkit.store import Store


@attrs.frozen
class Summary:
    """What became of transactions that were to be handed over, by their keys.

    `known` are those that the sink had taken before, `unknown` those of which nobody knows.
    `changed` are known ones of which something else is said by now: the sink has the old state.
    """

    taken: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def hand_over(store: Store, sink: Sink, items: Iterable[Item]) -> Summary:
    """Hand transactions over that the sink does not have, and return what became of all.

    Nobody else hands over to the sink meanwhile. Raises `StoreError` SK784 if somebody does, and
    `WriteError` SK785 if the sink gives up: the outcome of one transaction is unknown then, those
    before it are settled, and those after it have not left.
    """
    with store.hand_overs.alone(sink.name):
        _settle(store, sink)
        before = store.hand_overs.of(sink.name)
        every = list(items)
        wanted = [
            each
            for each in every
            if each.key not in before or before[each.key].status not in ("intended", "taken")
        ]
        for some in chunks(wanted, max(sink.at_once, 1)):
            _hand_some(store, sink, some)
    after = store.hand_overs.of(sink.name)
    new = {each.key for each in wanted}
    status = {each.key: after[each.key].status for each in every if each.key in after}
    return Summary(
        tuple(key for key, it in status.items() if it == "taken" and key in new),
        tuple(key for key, it in status.items() if it == "refused"),
        tuple(key for key, it in status.items() if it == "taken" and key not in new),
        tuple(key for key, it in status.items() if it == "intended"),
        tuple(
            each.key
            for each in every
            if each.key not in new
            and status[each.key] == "taken"
            and after[each.key].digest != each.digest
        ),
    )


def settle_by_look(store: Store, sink: Sink) -> None:
    """Ask the sink about transactions of which it is unknown whether it has them.

    Raises `StoreError` SK784 if somebody is handing over to it.
    """
    with store.hand_overs.alone(sink.name):
        _settle(store, sink)


def _settle(store: Store, sink: Sink) -> None:
    unknown = [key for key, it in store.hand_overs.of(sink.name).items() if it.status == "intended"]
    found = sink.look_up(unknown) if unknown else None
    if found is not None:
        outcomes = {
            key: Outcome("taken", found[key]) if key in found else Outcome("absent")
            for key in unknown
        }
        store.hand_overs.settle(sink.name, outcomes)


def _hand_some(store: Store, sink: Sink, some: Sequence[Item]) -> None:
    """Write the intent for some transactions, let them leave, and write what became of them."""
    free = store.hand_overs.intend(sink.name, {each.key: each.digest for each in some})
    outcomes = {key: Outcome("absent") for key in free}
    under_way = ""
    try:
        for item in some:
            if item.key in free:
                under_way = item.key
                del outcomes[item.key]
                outcomes[item.key] = _outcome(sink, item)
    except WriteError:
        raise
    except Exception as error:
        raise _gave_up(sink, under_way, error) from error
    finally:
        store.hand_overs.settle(sink.name, outcomes)


def _outcome(sink: Sink, item: Item) -> Outcome:
    said = sink.take(item)
    if isinstance(said, Taken):
        return Outcome("taken", said.reference)
    return Outcome("refused", note=said.reason)


def _gave_up(sink: Sink, key: str, error: Exception) -> WriteError:
    message = f"{sink.name} gave up at {quoted(key)}: {masked(str(error)) or type(error).__name__}"
    hint = "what is before it was taken; `statementkit hand-over --list` shows what is unknown"
    return WriteError(Diagnostic(code="SK785", message=message, hint=hint))
