"""The error of all writers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, WriteError

if TYPE_CHECKING:
    from statementkit.testing.forms import Form


def cannot(form: Form, why: str) -> WriteError:
    """Return the error that says why a layout cannot hold something."""
    return WriteError(
        Diagnostic(
            code="SK790",
            message=f"the layout cannot express this: {why}",
            hint="change the layout, or leave out what it has no room for",
            source=form.layout.name,
        )
    )
