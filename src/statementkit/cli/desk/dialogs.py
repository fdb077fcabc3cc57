"""The questions that are asked above the rows: a value, the parts of a split, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.text import Text
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static

from statementkit.errors import StatementKitError
from statementkit.export import plain
from statementkit.reviewing.parts import parse_split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from statementkit.reviewing import Plan

R = TypeVar("R")

ON_THE_SAME_KEY = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
                           strict=True))  # fmt: skip
"""The Latin letters beside the Cyrillic ones on a Russian keyboard, by which keys are known."""


def problem(error: StatementKitError) -> Text:
    """Return what is wrong, as it is shown in a dialog."""
    finding = error.diagnostics[0]
    hint = f"\n{finding.hint}" if finding.hint else ""
    return Text.assemble((finding.message, "bold red"), hint)


class Dialog(ModalScreen[R], Generic[R]):
    """A box above the rows, which escape closes without an answer."""

    BINDINGS: ClassVar = [Binding("escape", "leave", "Leave")]
    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1; overflow-y: auto;
    }
    Dialog .hint { color: $text-muted; }
    Dialog Input { border: none; height: 1; padding: 0; background: $boost; }
    Dialog Input:focus { border: none; background: $primary 25%; }
    Dialog OptionList { border: none; height: auto; max-height: 10; padding: 0; }
    Dialog OptionList:focus { border: none; }
    Dialog VerticalScroll { height: auto; max-height: 16; }
    """

    def action_leave(self) -> None:
        """Close the dialog without an answer."""
        self.dismiss(None)


class ValueDialog(Dialog[str]):
    """Asks for a text, and offers those that are in use; `only` takes no others."""

    BINDINGS: ClassVar = [
        Binding("down", "list", "To the list", show=False),
        Binding("tab", "complete", "Complete", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        value: str,
        known: Callable[[str], Sequence[str]],
        *,
        only: bool = False,
        hint: str = "enter: set · tab: complete · esc: leave · blank: none",
    ) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._known = known
        self._only = only
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical():
            yield Label(self._title, markup=False)
            yield Input(self._value, id="value")
            yield OptionList(id="known", markup=False)
            yield Label("", id="said", markup=False)
            yield Label(self._hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Offer everything at first, whatever stands there already."""
        self._offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what holds the text."""
        self._offer("" if event.value == self._value else event.value)

    def _offer(self, text: str) -> None:
        found = self._known(text)
        self.query_one(OptionList).set_options(found)
        self.query_one(OptionList).display = bool(found)
        typed = self.query_one(Input).value.strip()
        is_new = typed and self._known("") and typed not in self._known(typed)
        said = ("not one of these" if self._only else "not in use so far") if is_new else ""
        self.query_one("#said", Label).update(said)
        self.query_one("#said", Label).display = bool(said)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with what was typed."""
        value = event.value.strip()
        if not self._only or not value or value in self._known(value):
            self.dismiss(value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with what was chosen."""
        self.dismiss(str(event.option.prompt))

    def action_list(self) -> None:
        """Go from the text to the list."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.focus()
            options.highlighted = 0

    def action_complete(self) -> None:
        """Take the first text of the list."""
        options = self.query_one(OptionList)
        if options.option_count:
            place = options.highlighted or 0
            field = self.query_one(Input)
            field.value = str(options.get_option_at_index(place).prompt)
            field.cursor_position = len(field.value)
            field.focus()


class SplitDialog(Dialog[str]):
    """Asks for the parts of a split, and shows what they come to."""

    def __init__(self, plan: Plan, number: int, line: str) -> None:
        super().__init__()
        self._plan = plan
        self._number = number
        self._line = line

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical():
            yield Label(f"Split row {self._number} into parts", markup=False)
            yield Input(self._line, placeholder="70% Rent, project=Shop; rest Wages")
            yield Static("", id="said")
            yield Label("enter: set · esc: leave · blank: no split", classes="hint", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the amounts, or what is wrong."""
        try:
            self.query_one("#said", Static).update(self._amounts(event.value))
        except StatementKitError as error:
            self.query_one("#said", Static).update(problem(error))

    def _amounts(self, line: str) -> Text:
        row = self._plan.edit(self._number, split=parse_split(line)).row(self._number)
        assert row.transaction is not None  # noqa: S101 - only payments can be edited
        return Text("\n").join(
            Text("  ".join(filter(None, (f"{plain(it.amount):>14}", it.category, it.project,
                                         it.wallet))))
            for it in row.assignment.postings(row.transaction)
        )  # fmt: skip

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with a split that fits."""
        try:
            self._amounts(event.value)
        except StatementKitError:
            return
        self.dismiss(event.value)


class TellDialog(Dialog[str]):
    """Tells something, and waits for one of some keys; `escape` answers nothing."""

    def __init__(self, title: str, text: Text, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._keys = dict(keys)

    def compose(self) -> ComposeResult:
        """Lay the dialog out."""
        with Vertical():
            yield Label(self._title, markup=False)
            with VerticalScroll():
                yield Static(self._text)
            hint = " · ".join(f"{key}: {what}" for key, what in self._keys.items())
            yield Label(hint, classes="hint", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Answer with one of the keys; no other key does anything below the dialog."""
        if event.key != "escape":
            event.stop()
        key = ON_THE_SAME_KEY.get(event.key, event.key)
        if key in self._keys:
            self.dismiss(key)
