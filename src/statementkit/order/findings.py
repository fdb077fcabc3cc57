"""How the checker says what it found: errors and lints, each at a node of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.errors import Span

    Findings = Iterator[Diagnostic]


def error(code: str, span: Span, message: str, hint: str) -> Diagnostic:
    """Return a finding that keeps an order from being used."""
    return Diagnostic(code=code, message=message, hint=hint, span=span)


def lint(code: str, span: Span, message: str, hint: str) -> Diagnostic:
    """Return a finding about an order that can be used but may not say what was meant."""
    return Diagnostic(code=code, message=message, hint=hint, span=span, severity="warning")
