"""The screen: rows, what is known of the one under the cursor, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, get_args

from rich.text import Text
from textual.app import App
from textual.binding import Binding
from textual.widgets import Footer, Label, Static

from statementkit.cli.desk.detail import detail
from statementkit.cli.desk.dialogs import (
    ON_THE_SAME_KEY,
    SplitDialog,
    TellDialog,
    ValueDialog,
    problem,
)
from statementkit.cli.desk.grid import Grid
from statementkit.cli.desk.rule_dialog import MadeRule, RuleDialog
from statementkit.cli.desk.summary import summary
from statementkit.cli.ledger.receipts import sentence
from statementkit.errors import StatementKitError
from statementkit.model import Kind
from statementkit.reviewing import Desk, View, save
from statementkit.reviewing.parts import parse_split, split_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from textual.app import ComposeResult

    from statementkit.cli.desk.books import Books
    from statementkit.reviewing import Decision, Plan, Row
    from statementkit.rules import Rule
    from statementkit.store import Receipt

KEYS = (
    # key, action, what it does, whether the foot of the screen shows it
    ("c", "set('category')", "Category", True),
    ("w", "set('wallet')", "Wallet", False),
    ("p", "set('project')", "Project", False),
    ("n", "set('name')", "Name", False),
    ("k", "set('kind')", "Kind", False),
    ("s", "split", "Split", False),
    ("r", "rule", "Rule", True),
    ("x", "skip", "Skip", True),
    ("=", "decide('same')", "Same", True),
    ("+", "decide('new')", "New", True),
    ("b", "reset", "Back to the rules", False),
    ("space", "next", "Next row to do", False),
    ("/", "search", "Search", True),
    ("f", "filter", "Filter", True),
    ("u", "undo", "Undo", True),
    ("U", "redo", "Redo", False),
    ("ctrl+s", "save", "Save for later", False),
    ("i", "import", "Import", True),
    ("enter", "detail", "All of a row", False),
    ("?", "help", "Keys", True),
    ("q", "leave", "Quit", True),
)
"""The keys, what they do, and whether the foot of the screen shows it."""

_CYRILLIC = {latin: letter for letter, latin in ON_THE_SAME_KEY.items()}


def _bindings() -> Iterator[Binding]:
    """Yield the keys, each with the one at its place on a Russian keyboard."""
    for key, action, what, is_shown in KEYS:
        other = _CYRILLIC.get(key.lower(), "")
        keys = [key, other.upper() if key.isupper() else other]
        shown = key.replace("ctrl+", "^")
        yield Binding(",".join(filter(None, keys)), action, what, is_shown, key_display=shown)


_SAVED = "plan.csv"


class ReviewApp(App[None]):
    """A plan on the screen. All that it shows and changes is the desk's plan.

    `receipt` tells afterwards what was imported, `None` if nothing was.
    """

    TITLE = "statementkit review"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        *_bindings(),
        Binding("ctrl+c,ctrl+q", "leave", show=False, priority=True),
    ]
    CSS = """
    #title, #view { height: 1; }
    #title { text-style: bold; }
    #view { color: $text-muted; }
    #detail { height: 7; border-top: solid $primary; }
    """

    def __init__(self, plan: Plan, books: Books) -> None:
        super().__init__()
        self.desk = Desk(plan, books.store.values_in_use())
        self.view_of = View()
        self._books = books
        self._kept_rules: set[Rule] = set()
        self._path = _SAVED
        self.receipt: Receipt | None = None

    # -- showing -----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Label(id="title", markup=False)
        yield Label(id="view", markup=False)
        yield Grid()
        yield Static(id="detail")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show all rows."""
        self._show()
        self.query_one(Grid).focus()
        self.call_after_refresh(self.refresh_bindings)

    def _show(self) -> None:
        counts = ((status, number) for status, number in self.desk.plan.counts.items() if number)
        said = ", ".join(f"{number:,} {status}" for status, number in counts)
        self._label("#title", f"{self._books.file} → {self._books.store.name}: {said or 'no rows'}")
        rows = self.desk.rows(self.view_of)
        only, text = self.view_of.only, self.view_of.text
        parts = [f"{only or 'all'}: {len(rows):,} rows"]
        parts += [f"search: {text}"] if text else []
        parts += [f"{len(self.desk.plan.waiting):,} wait"] if self.desk.plan.waiting else []
        parts += ["changed, not saved"] if self.desk.has_changes else []
        self._label("#view", " · ".join(parts))
        self.query_one(Grid).show(rows)

    def _label(self, name: str, text: str) -> None:
        self.query_one(name, Label).update(text)

    def on_grid_moved(self, _: Grid.Moved) -> None:
        """Show what is known of the row, and which keys there are for it."""
        row = self.query_one(Grid).row
        self.query_one("#detail", Static).update(detail(row) if row else Text("no rows"))
        self.refresh_bindings()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        grids: Iterable[Grid] = self.screen_stack[0].query(Grid) if self.screen_stack else ()
        return next((grid.row for grid in grids), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that do something with the row under the cursor."""
        if len(self.screen_stack) > 1:
            return action not in _ACTIONS
        row = self.row
        if action in ("set", "split", "reset", "rule", "skip"):
            return row is not None and row.can_be_edited
        if action == "undo":
            return self.desk.can_undo
        if action == "decide":
            return row is not None and row.status == "unsure"
        return True

    # -- changing ----------------------------------------------------------------------------------

    def _try(self, change: Callable[[], Any]) -> None:
        """Change the plan, or say why not."""
        try:
            change()
        except StatementKitError as error:
            self._refuse(error)
        self._show()

    def _refuse(self, error: StatementKitError) -> None:
        self.push_screen(TellDialog("This cannot be done", problem(error), [("enter", "go on")]))

    def action_set(self, field: str) -> None:
        """Ask for a value of the row, and set it."""
        row = self.row
        if row is None:
            return
        number = row.number

        def known(text: str) -> list[str]:
            if field == "kind":
                return [kind for kind in get_args(Kind) if text.strip() in kind]
            return self.desk.known(field, text)

        def taken(value: str | None) -> None:
            if value is not None:
                self._try(lambda: self.desk.edit(number, **{field: value}))

        value = getattr(row.assignment, field) or ""
        title = f"{field} of row {number}"
        self.push_screen(ValueDialog(title, value, known, only=field == "kind"), taken)

    def action_split(self) -> None:
        """Ask for the parts of the row, and divide it."""
        if (row := self.row) is None:
            return
        number = row.number

        def taken(line: str | None) -> None:
            if line is not None:
                self._try(lambda: self.desk.edit(number, split=parse_split(line)))

        line = split_line(row.assignment.split)
        self.push_screen(SplitDialog(self.desk.plan, number, line), taken)

    def action_rule(self) -> None:
        """Make a rule of the row, and apply it to all rows."""
        if (row := self.row) is None:
            return

        def taken(made: MadeRule | None) -> None:
            if made is not None:
                self._try(lambda: self._add(made, row.number))

        self.push_screen(RuleDialog(self.desk, row, self._books.home.name), taken)

    def _add(self, made: MadeRule, number: int) -> None:
        before = set(self.desk.plan.book.rules)
        self.desk.add_rule(made.rule, made_of=number)
        added = set(self.desk.plan.book.rules) - before
        self._kept_rules = self._kept_rules | added if made.keep else self._kept_rules - added

    def action_skip(self) -> None:
        """Leave the row out, or take it in again."""
        if row := self.row:
            answer: Decision | None = None if row.is_left_out else "skip"
            self._try(lambda: self.desk.decide(row.number, answer))

    def action_decide(self, decision: Decision) -> None:
        """Decide an unsure row; the same key again lets it wait."""
        if row := self.row:
            answer = None if row.decision == decision else decision
            self._try(lambda: self.desk.decide(row.number, answer))

    def action_reset(self) -> None:
        """Give the row back to the rules."""
        if row := self.row:
            self._try(lambda: self.desk.reset(row.number))

    def action_undo(self) -> None:
        """Take the last step back."""
        self._tell_step(self.desk.undo(), "undone", "there is nothing to undo")

    def action_redo(self) -> None:
        """Do the step again that was taken back."""
        self._tell_step(self.desk.redo(), "done again", "there is nothing to do again")

    def _tell_step(self, what: str | None, done: str, nothing: str) -> None:
        self._show()
        self.notify(f"{done}: {what}" if what else nothing, markup=False, timeout=2)

    # -- finding -----------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Show the rows of the next status."""
        filters = self.desk.filters()
        only = self.view_of.only
        place = filters.index(only) + 1 if only in filters else 0
        self.view_of = View(filters[place % len(filters)], self.view_of.text)
        self._show()

    def action_search(self) -> None:
        """Show the rows that hold a text."""

        def taken(text: str | None) -> None:
            if text is not None:
                self.view_of = View(self.view_of.only, text)
                self._show()

        hint = "enter: show the rows with this text · blank: all · esc: leave"
        self.push_screen(ValueDialog("search", self.view_of.text, lambda _: [], hint=hint), taken)

    def action_next(self) -> None:
        """Go to the next row that waits, or of which only defaults say something."""
        found = self.desk.next_to_do(self.view_of, self.row.number if self.row else 0)
        if found is None:
            self.notify("nothing is left to do here", timeout=2)
        else:
            self.query_one(Grid).go_to(found.number)

    def action_detail(self) -> None:
        """Show all that is known of the row."""
        if row := self.row:
            keys = [("enter", "go on")]
            self.push_screen(TellDialog(f"Row {row.number}", detail(row), keys))

    def action_help(self) -> None:
        """Show all keys and marks."""
        lines = [f"{key:>7}  {what}" for key, _, what, _ in KEYS]
        half = (len(lines) + 1) // 2
        keys = [f"{a:<30}{b}" for a, b in zip(lines, [*lines[half:], ""], strict=False)][:half]
        text = Text("\n".join([*keys, "", *_MARKS]))
        self.push_screen(TellDialog("Keys and marks", text, [("enter", "go on")]))

    # -- keeping -----------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Ask for a file, and save the plan there for later, and the rules in theirs."""

        def taken(path: str | None) -> None:
            if path:
                self._try(lambda: self._save(path))

        hint = "enter: save · esc: leave · the name ends in .csv or .jsonl"
        title = "save the plan for later, as a table"
        self.push_screen(ValueDialog(title, self._path, lambda _: [], hint=hint), taken)

    def _save(self, path: str) -> None:
        self._books.keep(self._rules_to_keep())
        save(self.desk.plan, path)
        self._path = path
        self.desk.keep()
        self.notify(f"saved: {path}", markup=False, timeout=2)

    def _rules_to_keep(self) -> list[Rule]:
        return [rule for rule in self.desk.new_rules() if rule in self._kept_rules]

    def action_import(self) -> None:
        """Show what will be written, and write it after a yes."""

        def taken(answer: str | None) -> None:
            if answer:
                self._commit()

        text = summary(self.desk.plan, self._books.store.name, len(self._rules_to_keep()))
        keys = [("y", "import"), ("esc", "leave")]
        self.push_screen(TellDialog("Import exactly what is shown?", text, keys), taken)

    def _commit(self) -> None:
        try:
            receipt = self._books.commit(self.desk.plan, self._rules_to_keep())
        except StatementKitError as error:
            self._refuse(error)
            return
        self.receipt = receipt
        said = Text(sentence(self._books.file, receipt))
        if receipt.batch is not None:
            said.append(f"\nto take it back: statementkit undo {receipt.batch}")
        if receipt.waiting:
            said.append(f"\n{receipt.waiting:,} rows wait, and are shown by the next review")
        dialog = TellDialog("Imported", said, [("enter", "close")])
        self.push_screen(dialog, lambda _: self.exit())

    def action_leave(self) -> None:
        """Close the screen; ask first if something would be lost."""
        if len(self.screen_stack) > 1:
            return
        if not self.desk.has_changes:
            self.exit()
            return
        text = Text("Nothing was imported. What you have changed is not saved.")
        keys = [("s", "save for later"), ("q", "quit without"), ("esc", "stay")]

        def taken(answer: str | None) -> None:
            if answer == "q":
                self.exit()
            elif answer == "s":
                self.action_save()

        self.push_screen(TellDialog("Quit?", text, keys), taken)


_ACTIONS = {action.partition("(")[0] for _, action, _, _ in KEYS}

_MARKS = (
    "+ new  = duplicate  ~ changed  ? unsure  ! problem  - skipped  x left out",
    "r by a rule (green)  y by you (blue)  d by a default (white)",
)
