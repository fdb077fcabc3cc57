"""What is noted on the way: decisions, questions, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic
from statementkit.inference.result import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.inference.result import Confidence, Question

LINES = 5
"""How many lines a decision names at most."""


@attrs.define
class Notes:
    """The notes of one inference about the file of this name."""

    file: str
    choices: list[Choice] = attrs.Factory(list)
    questions: list[Question] = attrs.Factory(list)
    warnings: list[Diagnostic] = attrs.Factory(list)

    def choose(
        self,
        key: str,
        value: Any,
        evidence: str,
        lines: Sequence[int] = (),
        confidence: Confidence = "decided",
        rivals: tuple[str, ...] = (),
    ) -> None:
        """Note a decision."""
        shown = tuple(lines[:LINES])
        self.choices.append(Choice(key, value, evidence, shown, confidence, rivals))

    def warn(self, message: str, line: int | None = None) -> None:
        """Note something that should be looked at."""
        warning = Diagnostic(
            code="SK438", severity="warning", message=message, file=self.file, line=line
        )
        self.warnings.append(warning)
