"""Tools for tests of layouts, built on Hypothesis: `pip install 'statementkit[testing]'`.

`rows_for` makes rows that the orders of layouts tell apart; `find_difference` searches among them
for the smallest that two layouts read differently.
"""

from __future__ import annotations

from statementkit.testing.rows import rows_for
from statementkit.testing.search import find_difference

__all__ = ["find_difference", "rows_for"]
