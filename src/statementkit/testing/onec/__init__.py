"""Invented files in the shapes that banks and programs give 1CClientBankExchange.

`invent` makes one, and says what it holds; `inventions` is a strategy of them for Hypothesis.
Every name and amount in them is made up, every number of a taxpayer and of an account has valid
check digits, and opening + received - spent = closing holds in every section.
"""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from random import Random
from typing import TYPE_CHECKING

import attrs
from hypothesis import strategies as st

from statementkit.errors import LayoutError
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.testing.onec.movements import Movement, invent_movements, invent_owners
from statementkit.testing.onec.shapes import SHAPES, Shape
from statementkit.testing.onec.writing import write_lines
from statementkit.testing.parties import Party

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DIALECTS", "Invention", "Movement", "Party", "invent", "inventions"]

DIALECTS = tuple(SHAPES)
"""The names of the dialects."""

_OPENING = Decimal("1000.00")


@attrs.frozen
class Invention:
    """An invented file: its bytes, and what a reader must find in them.

    `owners` are the own accounts, `movements` the documents in the order of the file. Every account
    begins with `opening`.
    """

    dialect: str
    content: bytes = attrs.field(repr=False)
    owners: tuple[Party, ...]
    movements: tuple[Movement, ...]
    opening: Decimal


def invent(dialect: str, *, documents: int = 5, accounts: int = 1, seed: int = 0) -> Invention:
    """Return an invented file of a dialect; the same arguments give the same file.

    `dialect` is one of `DIALECTS`, in small or capital letters. Raises `LayoutError` for another.

    >>> invention = invent("tbank", documents=2)
    >>> invention.content.decode("cp1251").splitlines()[:4]
    ['1CClientBankExchange', 'ВерсияФормата=1.02', 'Кодировка=Windows', 'Отправитель=Tinkoff']
    >>> [movement.number for movement in invention.movements]
    ['481000', '481001']
    """
    random = Random(seed)  # noqa: S311 - invented data, no secret
    dialect = _known(dialect)
    shape = SHAPES[dialect]
    owners = invent_owners(shape, accounts, random)
    movements = tuple(invent_movements(shape, owners, documents, random))
    return _written(dialect, owners, movements)


def _known(dialect: str) -> str:
    """Return the name of a dialect, whatever its case."""
    name = dialect.strip().casefold()
    if name in SHAPES:
        return name
    near = get_close_matches(name, DIALECTS, len(DIALECTS), cutoff=0)
    words = {"name": dialect, "known": ", ".join(near)}
    raise LayoutError(diagnostic(Problem(code="SK679", words=words)))


def inventions(
    dialects: Sequence[str] = DIALECTS, *, most: int = 5
) -> st.SearchStrategy[Invention]:
    """Return a strategy of files with up to `most` documents, purposes and amounts of any kind.

    Raises `LayoutError` for a dialect that is none of `DIALECTS`.
    """
    known = [_known(each) for each in dialects]
    return st.sampled_from(known).flatmap(lambda dialect: _any_of(dialect, most))


@st.composite
def _any_of(draw: st.DrawFn, dialect: str, most: int) -> Invention:
    number, accounts = draw(st.integers(0, most)), draw(st.integers(1, 2))
    plain = invent(dialect, documents=number, accounts=accounts, seed=draw(st.integers(0, 9)))
    changed = (
        attrs.evolve(movement, amount=draw(_AMOUNTS), purpose=draw(_PURPOSES))
        for movement in plain.movements
    )
    return _written(dialect, plain.owners, tuple(changed))


_AMOUNTS = st.decimals("0.01", "999999999999.99", places=2)
_PURPOSES = st.text(
    st.sampled_from("АБВабвёЁ№«»\"'= 0123456789.,;:{}-/\\abcXYZ"), min_size=1, max_size=60
).filter(lambda text: text == text.strip())


def _written(dialect: str, owners: tuple[Party, ...], movements: tuple[Movement, ...]) -> Invention:
    shape = SHAPES[dialect]
    lines = list(write_lines(shape, owners, movements, _OPENING))
    text = shape.newline.join(lines) + (shape.newline if _ends_with_a_line(shape) else "")
    return Invention(dialect, text.encode(shape.codec), owners, movements, _OPENING)


def _ends_with_a_line(shape: Shape) -> bool:
    """Return whether the last line of the files of a dialect has an end."""
    return shape.end.endswith("\n") or not shape.end
