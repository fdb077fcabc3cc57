"""What a layout leaves to the file: date format and number format, decided once, with evidence.

`auto` never means "cell by cell". All cells that the order reads as dates or amounts are looked at
together; either they decide, and the deciding rows are told, or the file is refused with the one
question that it leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from statementkit.errors import Diagnostic, FormatError
from statementkit.layouts import Layout
from statementkit.model import FIELD_BY_WORD, Fact
from statementkit.order.interpret import Row, text_of
from statementkit.order.plan import Input, Plan, Settings
from statementkit.values import DateEvidence, NumberEvidence, NumberFormat

Records = Iterable[tuple[int, Row]]
"""Pairs of a line and its row."""


def decide(
    layout: Layout, plan: Plan, samples: Iterable[Callable[[], Records]], file: str
) -> tuple[Settings, list[Fact]]:
    """Return the settings of a file, `auto` replaced by what its cells prove, and the evidence.

    `samples` are ever larger parts of the file, tried until one decides. Raises `FormatError` if
    the whole file leaves a question open.
    """
    settings, facts = plan.settings, []
    if layout.date_format == "auto":
        fact = _dates(layout, plan, samples, file)
        settings = attrs.evolve(settings, date_format=tuple(fact.value))
        facts.append(fact)
    return settings, facts
