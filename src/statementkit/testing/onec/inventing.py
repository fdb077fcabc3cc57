"""Files in the shapes of 1C dialects, made up from a seed."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from random import Random
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import LayoutError
from statementkit.formats.onec.problems import Problem, diagnostic
from statementkit.testing.onec.movements import invent_movements, invent_owners
from statementkit.testing.onec.shapes import SHAPES
from statementkit.testing.onec.writing import write_file

if TYPE_CHECKING:
    from statementkit.testing.onec.movements import Movement
    from statementkit.testing.parties import Party

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
    dialect = known_dialect(dialect)
    shape = SHAPES[dialect]
    owners = invent_owners(shape, accounts, random)
    movements = tuple(invent_movements(shape, owners, documents, random))
    return written(dialect, owners, movements)


def known_dialect(dialect: str) -> str:
    """Return the name of a dialect, whatever its case."""
    name = dialect.strip().casefold()
    if name in SHAPES:
        return name
    near = get_close_matches(name, DIALECTS, len(DIALECTS), cutoff=0)
    words = {"name": dialect, "known": ", ".join(near)}
    raise LayoutError(diagnostic(Problem(code="SK679", words=words)))


def written(dialect: str, owners: tuple[Party, ...], movements: tuple[Movement, ...]) -> Invention:
    """Return the file that holds these payments."""
    content = write_file(SHAPES[dialect], owners, movements, _OPENING)
    return Invention(dialect, content, owners, movements, _OPENING)
