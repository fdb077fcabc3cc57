"""Strategies of Hypothesis for files of 1C."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from hypothesis import strategies as st

from statementkit.testing.onec.inventing import DIALECTS, Invention, invent, known_dialect, written

if TYPE_CHECKING:
    from collections.abc import Sequence


def inventions(
    dialects: Sequence[str] = DIALECTS, *, most: int = 5
) -> st.SearchStrategy[Invention]:
    """Return a strategy of files with up to `most` documents, purposes and amounts of any kind.

    Raises `LayoutError` for a dialect that is none of `DIALECTS`.
    """
    known = [known_dialect(each) for each in dialects]
    return st.sampled_from(known).flatmap(lambda dialect: _any_of(dialect, most))


@st.composite
def _any_of(draw: st.DrawFn, dialect: str, most: int) -> Invention:
    number, accounts = draw(st.integers(0, most)), draw(st.integers(1, 2))
    plain = invent(dialect, documents=number, accounts=accounts, seed=draw(st.integers(0, 9)))
    changed = (
        attrs.evolve(movement, amount=draw(_AMOUNTS), purpose=draw(_PURPOSES))
        for movement in plain.movements
    )
    return written(dialect, plain.owners, tuple(changed))


_AMOUNTS = st.decimals("0.01", "999999999999.99", places=2)
_PURPOSES = st.text(
    st.sampled_from("АБВабвёЁ№«»\"'= 0123456789.,;:{}-/\\abcXYZ"), min_size=1, max_size=60
).filter(lambda text: text == text.strip())
