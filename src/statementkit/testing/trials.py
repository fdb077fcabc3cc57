"""What laws are tried on: files, what is done to them, and ever less of both."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import attrs
from hypothesis import strategies as st

from statementkit.errors import WriteError
from statementkit.order.plan import numbered_columns
from statementkit.testing.drawing import Sample, sample_of, samples
from statementkit.testing.files import Dress
from statementkit.testing.trial_rows import rows_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.order.cells import Row
    from statementkit.testing.forms import Form

T = TypeVar("T")

_PIECES = (b"", b"\0", b'"', b"\r", b",", b";", b"\xc3", b"\xff\xfe", b"<", b"9")


@attrs.frozen
class Trial:
    """A file and what is done to it: its columns moved, its bytes damaged, odd rows beside it."""

    sample: Sample
    moves: Sequence[int]
    damage: Sequence[tuple[int, int, bytes]]
    odd: Sequence[Row]


def trials(form: Form) -> st.SearchStrategy[Trial]:
    """Return a strategy of files of a layout, and of what is done to them."""
    width = max(form.writer.width, *numbered_columns(form.tree), 0)
    damage = st.tuples(st.integers(0, 400), st.integers(0, 3), st.sampled_from(_PIECES))
    is_table = form.layout.format in ("delimited", "excel")
    odd = st.lists(rows_for(form.mapper), max_size=2) if is_table else st.just([])
    return st.builds(
        Trial,
        samples(form),
        st.permutations(range(width)) if is_table else st.just([]),
        st.lists(damage, max_size=2),
        odd,
    )


def leaner(form: Form, trial: Trial) -> Iterator[Trial]:
    """Yield trials with one thing less, what is done to a file before its records.

    A file is left without records only if there are odd rows: an empty one shows nothing.
    """
    for damage in _without_one(trial.damage):
        yield attrs.evolve(trial, damage=damage)
    for odd in _without_one(trial.odd):
        yield attrs.evolve(trial, odd=odd)
    unmoved = sorted(trial.moves)
    if unmoved != list(trial.moves):
        yield attrs.evolve(trial, moves=unmoved)
    sample, plain = trial.sample, Dress.plain(form.layout)
    ways = [(sample.records, plain)] if sample.dress != plain else []
    ways += [(it, sample.dress) for it in _without_one(sample.records) if it or trial.odd]
    for records, dress in ways:
        with suppress(WriteError):
            yield attrs.evolve(trial, sample=sample_of(form, records, dress))


def _without_one(parts: Sequence[T]) -> Iterator[tuple[T, ...]]:
    for at in range(len(parts)):
        yield (*parts[:at], *parts[at + 1 :])
