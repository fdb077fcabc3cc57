"""Regular expressions of orders, which run on other people's data."""

from __future__ import annotations

import re

from statementkit.values.errors import SettingError


def compile_regex(pattern: str) -> re.Pattern[str]:
    """Compile `pattern`; raise `SettingError` if it is no regular expression or could blow up."""
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise SettingError("this is not a regular expression", str(error)) from None
