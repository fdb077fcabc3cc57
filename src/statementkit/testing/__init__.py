"""A kit to test layouts with: `pip install 'statementkit[testing]'`.

`check_layout` holds a layout against the laws that every layout obeys; `rows`, `transactions` and
`statements` are Hypothesis strategies of what a layout can hold, `orders` and `layouts` those of
layouts themselves; `render` is the inverse of reading. `rows_for` makes rows that compiled orders
tell apart, and `find_difference` searches among them for the smallest that two layouts read
differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.late import late_names

if TYPE_CHECKING:
    from statementkit.testing.anonymising import anonymise
    from statementkit.testing.drawing import Sample, rows, statements, transactions
    from statementkit.testing.drawn_layouts import layouts, orders
    from statementkit.testing.golden import GoldenError, check_golden, rewrite_golden
    from statementkit.testing.golden_paths import golden_files
    from statementkit.testing.laws import LawError, check_layout
    from statementkit.testing.oddities import LayoutWarning, UntestedBranchWarning
    from statementkit.testing.rendering import render
    from statementkit.testing.search import find_difference
    from statementkit.testing.shrinking import shrink
    from statementkit.testing.trial_rows import rows_for

__all__ = [
    "GoldenError",
    "LawError",
    "LayoutWarning",
    "Sample",
    "UntestedBranchWarning",
    "anonymise",
    "check_golden",
    "check_layout",
    "find_difference",
    "golden_files",
    "layouts",
    "orders",
    "render",
    "rewrite_golden",
    "rows",
    "rows_for",
    "shrink",
    "statements",
    "transactions",
]

_HOMES = {
    "GoldenError": "golden",
    "LawError": "laws",
    "LayoutWarning": "oddities",
    "Sample": "drawing",
    "UntestedBranchWarning": "oddities",
    "anonymise": "anonymising",
    "check_golden": "golden",
    "check_layout": "laws",
    "find_difference": "search",
    "golden_files": "golden_paths",
    "layouts": "drawn_layouts",
    "orders": "drawn_layouts",
    "render": "rendering",
    "rewrite_golden": "golden",
    "rows": "drawing",
    "rows_for": "trial_rows",
    "shrink": "shrinking",
    "statements": "drawing",
    "transactions": "drawing",
}
"""Names whose modules are imported at their first use: some need Hypothesis, some do not."""


__getattr__, __dir__ = late_names(__name__, _HOMES)
