"""Reports of the books: cash flow, and profit and loss, as tables and as a page with charts."""

from __future__ import annotations

from statementkit.reports.html import to_html
from statementkit.reports.making import make_report
from statementkit.reports.report import DIMENSIONS, Kind, Line, Report, Section, Sheet, Step

__all__ = [
    "DIMENSIONS",
    "Kind",
    "Line",
    "Report",
    "Section",
    "Sheet",
    "Step",
    "make_report",
    "to_html",
]
