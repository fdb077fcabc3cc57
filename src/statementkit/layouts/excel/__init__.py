"""Workbooks: the sheets of xlsx, ods and xls files as rows of texts, exactly as they are shown.

`xlsx` and `ods` are read from their XML, because what matters most there is hidden by readers that
give bare values: formulas without a value, error cells, and numbers that are shown rounded.
"""

from __future__ import annotations

from statementkit.layouts.excel.rows import Tab, WorkbookRows, open_workbook, tabs

__all__ = ["Tab", "WorkbookRows", "open_workbook", "tabs"]
