"""What a converter fills: the keys of a layout, the columns of its order, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.errors import Diagnostic, LayoutError, Severity, shorten
from statementkit.layouts import Layout, write_layout
from statementkit.layouts.checking import check_layout
from statementkit.order.nodes import (
    Branch,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Header,
    Node,
    Order,
    Place,
    Transform,
)
from statementkit.order.unparse import unparse

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED_MARKS = {
    "comma": ",",
    "dot": ".",
    "none": "none",
    "quote": "'",
    "semicolon": ";",
    "space": " ",
    "tab": "\t",
}
"""Marks by the names that configurations give them."""

_REPEATED = ("other", "name", "description", "descAndName", "fee")


@attrs.frozen
class Conversion:
    """A layout made of a foreign configuration, and what it does not say that the other did.

    A finding of severity `error` keeps the layout from being used before somebody completes it;
    `warning` says that something is not expressed or was taken for something, `info` that it was
    left out because a layout has no business with it.
    """

    layout: Layout
    findings: tuple[Diagnostic, ...] = ()

    def to_toml(self) -> str:
        """Return the layout as TOML, the findings above it as comments."""
        comments = (line for each in self.findings for line in _comment(each))
        return "".join(f"# {line}\n" for line in comments) + write_layout(self.layout)

    def to_dict(self) -> dict[str, Any]:
        """Return the layout and the findings as plain values."""
        findings = [each.to_dict() for each in self.findings]
        return {"layout": self.layout.to_dict(), "findings": findings}


def _comment(finding: Diagnostic) -> Iterator[str]:
    for line in str(finding).splitlines():
        yield shorten(line, limit=500)


def transform(name: str, *arguments: Node) -> Transform:
    """Return a change to a cell: `transform("negate")`."""
    return Transform(name, arguments)  # type: ignore[arg-type]


@attrs.define
class Draft:
    """A layout in the making."""

    name: str
    file: str | None = None
    keys: dict[str, Any] = attrs.field(factory=dict)
    columns: list[Column] = attrs.field(factory=list)
    branches: list[Branch] = attrs.field(factory=list)
    findings: list[Diagnostic] = attrs.field(factory=list)

    def put(self, key: str, value: Any) -> None:
        """Set a key of the layout, or report that it takes no such value."""
        try:
            Layout(**{key: value})
        except LayoutError as error:
            reason = error.diagnostics[0].message
            self.note(f"{key} stays open: {reason}", severity="warning")
        else:
            self.keys[key] = value

    def add(self, column: Column) -> bool:
        """Add a column; a field that is there already is left out and reported."""
        fields = [each.field for each in self.columns]
        if column.field in fields and column.field not in _REPEATED:
            self.note(
                f"{_where(column.place, len(fields) + 1)} is a second {column.field}, left out",
                hint="a field has one column; map this one by hand if it is the better",
            )
            if column.place is None:
                self.columns.append(Column("other"))
            return False
        self.columns.append(column)
        return True

    def note(
        self,
        message: str,
        hint: str | None = None,
        *,
        severity: Severity = "warning",
        code: Literal["SK562", "SK563", "SK564"] = "SK562",
        line: int | None = None,
    ) -> None:
        """Report something of the configuration that the layout does not say."""
        finding = Diagnostic(
            code=code, message=message, hint=hint, severity=severity, file=self.file, line=line
        )
        self.findings.append(finding)

    def leave_out(self, message: str, hint: str | None = None, *, line: int | None = None) -> None:
        """Report something that a layout has no business with."""
        self.note(message, hint, severity="info", code="SK564", line=line)

    def assume(self, message: str, hint: str, *, line: int | None = None) -> None:
        """Report what something was taken for."""
        self.note(message, hint, code="SK563", line=line)

    def skip_when(self, *checks: Check) -> None:
        """Leave out the rows that pass the checks."""
        self.branches.append(Branch(checks, "skip"))

    def finish(self) -> Conversion:
        """Return the layout with its order, and every finding: those of its own check too."""
        if any(each.field in ("creditSum", "debitSum") for each in self.columns):
            self.keys.setdefault("negative_sums", "linear")
        self.keys.setdefault("date_format", "auto")
        columns = list(self.columns)
        while columns and columns[-1] == Column("other"):
            columns.pop()
        layout = Layout(name=self.name, **self.keys)
        if columns or self.branches:
            default = ColumnList(tuple(columns)) if columns else None
            layout = attrs.evolve(layout, order=unparse(Order(default, tuple(self.branches))))
        errors = (each for each in check_layout(layout) if each.severity == "error")
        return Conversion(layout, (*self.findings, *errors))


def _where(place: Place | None, position: int) -> str:
    if isinstance(place, Header):
        return f"column {place.name!r}"
    return f"column {place.number if isinstance(place, ColumnNumber) else position}"
