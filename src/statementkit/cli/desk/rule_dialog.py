"""Making a rule of a row: what it asks for, what it says, and which other rows it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from rich.text import Text
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Checkbox, Input, Label, SelectionList, Static
from textual.widgets.selection_list import Selection

from statementkit.cli.desk.dialogs import Dialog, problem
from statementkit.errors import StatementKitError, shorten
from statementkit.export import plain
from statementkit.reviewing.desk import fields_of, match_of, said_by_hand
from statementkit.reviewing.parts import parse_split, split_line
from statementkit.rules import Rule

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from statementkit.reviewing import Desk, Row

_SAYS = ("category", "wallet", "project", "name", "kind", "split")
_SHOWN = 3


@attrs.frozen
class MadeRule:
    """A rule, and whether it is to be kept in the file of rules."""

    rule: Rule
    keep: bool


class RuleDialog(Dialog[MadeRule]):
    """Makes a rule of a row, with a look at what it would do."""

    BINDINGS: ClassVar = [
        Binding("ctrl+s,f2", "apply", "Apply", priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    RuleDialog SelectionList { border: none; height: auto; max-height: 5; padding: 0; }
    RuleDialog SelectionList:focus { border: none; }
    RuleDialog Horizontal { height: 1; }
    RuleDialog Horizontal Label { width: 10; }
    RuleDialog Horizontal Input { width: 1fr; }
    RuleDialog Checkbox { border: none; padding: 0; height: 1; }
    RuleDialog Checkbox:focus { border: none; }
    RuleDialog #preview { height: 5; }
    """

    def __init__(self, desk: Desk, row: Row, rules: str | None) -> None:
        super().__init__()
        self._desk = desk
        self._row = row
        self._rules = rules

    def compose(self) -> ComposeResult:
        """Lay the dialog out: a line for each thing, so that all fit into 24 lines."""
        row = self._row
        assert row.transaction is not None  # noqa: S101 - rules are made of payments
        fields = fields_of(row)
        said = said_by_hand(row)
        with Vertical():
            yield Label(f"A rule made of row {row.number}", markup=False)
            yield SelectionList(
                *(
                    Selection(_shown(match_of(row.transaction, [name])), name, name == fields[0])
                    for name in fields
                ),
                id="fields",
            )
            yield from self._line("match", match_of(row.transaction, fields[:1]))
            for field in _SAYS:
                value = said.get(field, "")
                yield from self._line(field, split_line(value) if field == "split" else value)
            if self._rules is not None:
                yield Checkbox(_shown(f"keep it in {self._rules}"), value=True)
            yield Static("", id="preview")
            hint = "enter: apply · space: choose · tab: next · esc: leave"
            yield Label(hint, classes="hint", markup=False)

    def _line(self, name: str, value: str) -> ComposeResult:
        known = self._desk.known(name) if name not in ("match", "split", "kind") else []
        suggester = SuggestFromList(known, case_sensitive=False) if known else None
        with Horizontal():
            yield Label(name)
            yield Input(value, id=name, suggester=suggester, select_on_focus=False)

    def on_mount(self) -> None:
        """Begin where a person has to say something."""
        blank = [name for name in _SAYS if self._value(name)]
        self.query_one("#match" if blank else "#category", Input).focus()

    def on_selection_list_selected_changed(self, event: SelectionList.SelectedChanged[str]) -> None:
        """Ask for the fields that are chosen."""
        assert self._row.transaction is not None  # noqa: S101 - rules are made of payments
        chosen = [name for name in fields_of(self._row) if name in event.selection_list.selected]
        self.query_one("#match", Input).value = match_of(self._row.transaction, chosen)

    def on_input_changed(self, _: Input.Changed) -> None:
        """Show what the rule would do."""
        try:
            text = self._preview(self._rule())
        except StatementKitError as error:
            text = problem(error)
        self.query_one("#preview", Static).update(text)

    def on_input_submitted(self, _: Input.Submitted) -> None:
        """Apply the rule."""
        self.action_apply()

    def action_apply(self) -> None:
        """Answer with the rule, if it is one."""
        try:
            rule = self._rule()
        except StatementKitError:
            return
        keep = any(box.value for box in self.query(Checkbox))
        self.dismiss(MadeRule(rule, keep))

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _rule(self) -> Rule:
        says: dict[str, Any] = {name: self._value(name) or None for name in _SAYS}
        return Rule(
            match=self._value("match"), **{**says, "split": parse_split(says["split"] or "")}
        )

    def _preview(self, rule: Rule) -> Text:
        preview = self._desk.preview(rule)
        others = [row for row in preview.changed if row.number != self._row.number]
        stays = len(preview.matching) - len(preview.changed)
        said = Text(f"matches {len(preview.matching)}, changes {len(others)} other rows", "bold")
        if stays:
            said.append(f"; {stays} stay, by a person or another rule", "not bold")
        for row in others[:_SHOWN]:
            if it := row.transaction:
                said.append(f"\n{row.number:>4} {it.booked_on} {plain(it.amount):>12} ", "not bold")
                said.append(shorten(it.name or it.description or "", 40), "not bold")
        if len(others) > _SHOWN:
            said.append(f"\n     … and {len(others) - _SHOWN} more", "not bold")
        return said


def _shown(text: str) -> Text:
    return Text(shorten(" ".join(text.split()), 64))
