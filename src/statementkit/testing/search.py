"""The search for a row that two layouts read differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from statementkit.reader.differences import Compared, Views
from statementkit.testing.trial_rows import rows_for

if TYPE_CHECKING:
    from statementkit.layouts import Layout


def same_each_time(examples: int) -> settings:
    """Return settings of a search that tries so many examples, the same at every call."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def find_difference(first: Layout, second: Layout, *, examples: int = 1_000) -> Compared:
    """Search for the smallest row that two layouts read differently.

    A row that both make transactions of is looked for first: it shows more than one which one of
    them refuses. `examples` is how many rows are tried for each. The search is the same each time.
    Raises `LayoutError` and `OrderError` for a layout that cannot be used.

    >>> from statementkit.layouts import Layout
    >>> first = Layout(order="date|amount|fee", date_format="d.M.yyyy", decimal=".")
    >>> second = Layout(order="date|amount|other", date_format="d.M.yyyy", decimal=".")
    >>> find_difference(first, second).difference.row
    ['1.2.2024', '1', '1']
    """
    views = Views.of(first, second)
    rows = rows_for(*views.mappers, seen=views.indexes)
    limits = same_each_time(examples)
    tried = 0

    def differs(row: list[str]) -> bool:
        nonlocal tried
        tried += 1
        return views.difference(row) is not None

    def differs_when_mapped(row: list[str]) -> bool:
        nonlocal tried
        tried += 1
        found = views.difference(row)
        return found is not None and all(each.result == "mapped" for each in found.readings)

    for condition in (differs_when_mapped, differs):
        try:
            row = find(rows, condition, settings=limits)
        except NoSuchExample:
            continue
        return Compared(tried, 1, views.difference(row))
    return Compared(tried, 0, None)
