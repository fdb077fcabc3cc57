"""Review: what an import will do, shown and changed before anything is written."""

from __future__ import annotations

from statementkit.reviewing.desk import Desk, Preview, View
from statementkit.reviewing.making import Ids, review
from statementkit.reviewing.plan import Plan
from statementkit.reviewing.row import STATUSES, Decision, Row, RowStatus
from statementkit.reviewing.saved import load_edits
from statementkit.reviewing.streaming import import_spool, import_stream
from statementkit.reviewing.table import COLUMNS, records, save

__all__ = [
    "COLUMNS",
    "STATUSES",
    "Decision",
    "Desk",
    "Ids",
    "Plan",
    "Preview",
    "Row",
    "RowStatus",
    "View",
    "import_spool",
    "import_stream",
    "load_edits",
    "records",
    "review",
    "save",
]
