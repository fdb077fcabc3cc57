"""Making a rule of a row: what it asks for, what it says, and which other rows it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from rich.text import Text
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from statementkit.cli import report
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
_LONGEST = 64
_KEEP = "keep"


class Choice(Static, can_focus=True):
    """A line that space chooses, with a mark that needs no colour."""

    BINDINGS: ClassVar = [Binding("space", "choose", "Choose")]
    DEFAULT_CSS = """
    Choice { height: 1; }
    Choice:focus { background: $primary 25%; }
    """

    is_chosen: reactive[bool] = reactive(False)

    class Toggled(Message):
        """A line was chosen, or is not any more."""

    def __init__(self, text: str, name: str, *, is_chosen: bool) -> None:
        super().__init__(name=name)
        self._text = shorten(" ".join(text.split()), _LONGEST)
        self.set_reactive(Choice.is_chosen, is_chosen)

    def render(self) -> Text:
        """Draw the line."""
        return Text(f"[{'x' if self.is_chosen else ' '}] {self._text}", no_wrap=True)

    def action_choose(self) -> None:
        """Choose the line, or do not any more."""
        self.is_chosen = not self.is_chosen
        self.post_message(self.Toggled())

    def on_click(self) -> None:
        """Choose with the mouse."""
        self.action_choose()


@attrs.frozen
class MadeRule:
    """A rule, and whether it is to be kept in the file of rules."""

    rule: Rule
    keep: bool


class RuleDialog(Dialog[MadeRule]):
    """Makes a rule of a row, with a look at what it would do."""

    BINDINGS: ClassVar = [
        Binding("enter", "apply", "Apply"),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    RuleDialog #fields { height: auto; max-height: 5; overflow-y: auto; }
    RuleDialog Horizontal { height: 1; }
    RuleDialog Horizontal Label { width: 10; }
    RuleDialog Horizontal Input { width: 1fr; }
    RuleDialog #preview { height: 5; }
    """

    def __init__(self, desk: Desk, row: Row, home: str) -> None:
        super().__init__()
        self._desk = desk
        self._row = row
        self._home = home

    def compose(self) -> ComposeResult:
        """Lay the dialog out: a line for each thing, so that all fit into 24 lines."""
        row = self._row
        assert row.transaction is not None  # noqa: S101 - rules are made of payments
        fields = fields_of(row)
        said = said_by_hand(row)
        with Vertical():
            yield Label(f"A rule made of row {row.number}", markup=False)
            with Vertical(id="fields"):
                for name in fields:
                    check = match_of(row.transaction, [name])
                    yield Choice(check, name, is_chosen=name == fields[0])
            yield from self._line("match", match_of(row.transaction, fields[:1]))
            for field in _SAYS:
                value = said.get(field, "")
                yield from self._line(field, split_line(value) if field == "split" else value)
            yield Choice(f"keep it in {self._home}", _KEEP, is_chosen=True)
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

    def on_choice_toggled(self, _: Choice.Toggled) -> None:
        """Ask for the fields that are chosen."""
        assert self._row.transaction is not None  # noqa: S101 - rules are made of payments
        fields = [name for name in self._chosen() if name != _KEEP]
        self.query_one("#match", Input).value = match_of(self._row.transaction, fields)

    def _chosen(self) -> list[str]:
        return [each.name or "" for each in self.query(Choice) if each.is_chosen]

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
        self.dismiss(MadeRule(rule, _KEEP in self._chosen()))

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
        matching = sum(row.number != self._row.number for row in preview.matching)
        said = Text(f"changes {report.counted(len(others), 'other row')}", "bold")
        if stays := matching - len(others):
            said.append(f"; {stays:,} more match, and you or another rule decide", "not bold")
        for row in others[:_SHOWN]:
            if it := row.transaction:
                said.append(f"\n{row.number:>4} {it.booked_on} {plain(it.amount):>12} ", "not bold")
                said.append(shorten(it.name or it.description or "", 40), "not bold")
        if len(others) > _SHOWN:
            said.append(f"\n     … and {len(others) - _SHOWN} more", "not bold")
        return said
