"""The screen of a review, as a person works it: the real program, its keys and what it draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from statementkit import Statement
from statementkit.cli.desk.app import KEYS, ReviewApp
from statementkit.cli.desk.books import Books
from statementkit.cli.desk.dialogs import ValueDialog
from statementkit.cli.desk.grid import Grid
from statementkit.cli.rules.home import InFile, InStore
from statementkit.reviewing import Plan, load_edits, review
from statementkit.rules import read_rules
from statementkit.store import Store, open_store
from tests.reviewing.patient import run_patiently
from tests.store.statements import ACCOUNT, row, statement, take

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.pilot import Pilot
    from textual.widgets import Static

    Act = Callable[[Pilot[None]], Awaitable[None]]

LONG = "Общество с ограниченной ответственностью «Северная верфь имени очень длинного названия»"
ROWS = (
    row(0),
    row(1, "250.00", "Saku Puit OÜ", tax_id="10421629"),
    row(2, "-123456.78", LONG, tax_id="7799380540", description="Оплата по договору № 17"),
    row(3, "-100.00", LONG, tax_id="7799380540"),
    row(4, "-12.00", "株式会社きよし"),
    row(5, "-3.20", "[bold]Kohvik[/bold] Hommik"),
)
RULES = """# what we know
[defaults]
wallet = "Bank"

[[rule]]  # the morning
match = 'name~"Kohvik"'
category = "Coffee"
"""


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store in which there is a coffee, and what may be one."""
    with open_store("sqlite://") as store:
        take(store, statement(row(0), row(9)))
        yield store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a file of rules."""
    monkeypatch.chdir(tmp_path)
    Path("rules.toml").write_text(RULES, "utf-8")
    return tmp_path


class Screen:
    """The program while it runs, and what it shows."""

    def __init__(self, pilot: Pilot[None], app: ReviewApp) -> None:
        self._pilot = pilot
        self.app = app

    @property
    def plan(self) -> Plan:
        return self.app.desk.plan

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def type(self, text: str, *then: str) -> None:
        await self.press(*(_key(each) for each in text), *then)

    async def resize(self, width: int, height: int) -> None:
        await self._pilot.resize_terminal(width, height)
        await self._pilot.pause()

    def lines(self) -> list[str]:
        """Return the lines of the screen as they are drawn."""
        screen = self.app.screen
        strips = [screen._compositor.render_strips()[y] for y in range(screen.size.height)]
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines())

    def rows(self) -> list[str]:
        """Return the rows as they are drawn, wherever they are scrolled to."""
        grid = self.app.screen_stack[0].query_one(Grid)
        lines = [grid.render_line(y).text for y in range(grid.size.height)]
        return [line.rstrip() for line in lines[1:] if line.strip()]

    def preview(self) -> str:
        widget: Static = self.app.screen.query_one("#preview")  # type: ignore[assignment]
        return str(widget.content)


def _key(character: str) -> str:
    return {" ": "space", ";": "semicolon", "%": "percent_sign", ",": "comma", "=": "equals_sign",
            ".": "full_stop", "/": "slash"}.get(character, character)  # fmt: skip


def run(
    act: Callable[[Screen], Awaitable[Any]],
    store: Store,
    *,
    rows: Any = ROWS,
    rules: str | None = "rules.toml",
    size: tuple[int, int] = (80, 24),
) -> ReviewApp:
    """Open the screen over an import of rows, act, and return the program when it has ended."""
    home = InFile(rules) if rules else InStore(store)
    plan = review(Statement(rows, account=ACCOUNT), store, home.book())
    app = ReviewApp(plan, Books(store, "march.csv", home))

    async def main() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await act(Screen(pilot, app))

    run_patiently(main())
    return app


# -- what is drawn ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
@pytest.mark.parametrize("colour", [True, False])
def test_what_is_drawn_fits(
    store: Store, size: tuple[int, int], colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")

    async def act(screen: Screen) -> None:
        assert len(screen.lines()) == size[1]
        assert all(cell_len(line) == size[0] for line in screen.lines())
        await screen.press("end", "pageup", "down", "up", "pagedown", "home")
        assert screen.rows()[0].startswith(">")
        for key in ("?", "r", "c", "s", "i", "enter"):
            await screen.press(key)
            assert all(cell_len(line) == size[0] for line in screen.lines())
            await screen.press("escape")

    run(act, store, size=size)


def test_a_screen_of_80_columns(store: Store) -> None:
    async def act(screen: Screen) -> None:
        lines = screen.lines()
        assert "march.csv" in lines[0]
        assert "5 new, 1 unsure" in lines[0]
        assert lines[1].startswith("all: 6 rows · 1 wait")
        assert lines[3].startswith(">  1 ?r 2024-03-01      -3.20 Kohvik Hommik")
        assert "Общество с" in lines[5]
        assert "株式会社きよし" in lines[7]
        assert "[bold]" in lines[8]
        assert "c Category r Rule" in lines[-1]
        assert "q Quit" in lines[-1]
        assert "rule 1" in screen.text
        await screen.resize(120, 30)
        assert "unsure" in screen.lines()[3]

    run(act, store)


def test_no_rows_at_all(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "c", "r", "x", "=", "enter", "f", "u", "U", "b")
        assert "no rows" in screen.text
        await screen.press("escape", "q")

    assert run(act, store, rows=()).receipt is None


def test_every_row_can_be_scrolled_to(store: Store) -> None:
    many = [row(day, name=f"Kohvik {day}") for day in range(20, 45)]

    async def act(screen: Screen) -> None:
        seen = set()
        for _ in range(25):
            [here] = [line for line in screen.rows() if line.startswith(">")]
            seen.add(int(here[1:].split()[0]))
            await screen.press("down")
        assert seen == set(range(1, 26))

    run(act, store, rows=many)


# -- what the keys do ------------------------------------------------------------------------------


def test_a_category_is_set_with_completion(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "c")
        await screen.type("cof", "tab", "enter")
        assert screen.plan.row(2).assignment.category == "Coffee"
        assert "+y" in screen.rows()[1]
        assert "Coffee" in screen.rows()[1]
        await screen.press("down", "c", "down", "enter")
        assert screen.plan.row(3).assignment.category == "Coffee"
        await screen.press("c")
        await screen.type("New one")
        assert "not in use so far" in screen.text
        await screen.press("escape")
        assert screen.plan.row(3).assignment.category == "Coffee"

    run(act, store)


@pytest.mark.parametrize(
    ("key", "field"), [("c", "category"), ("w", "wallet"), ("p", "project"), ("n", "name")]
)
def test_each_field_has_a_key(store: Store, key: str, field: str) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", key)
        await screen.press(*["backspace"] * 20)
        await screen.type("Shop 2", "enter")
        assert getattr(screen.plan.row(2).assignment, field) == "Shop 2"
        assert "Shop 2" in screen.rows()[1]
        await screen.press(key, *["backspace"] * 20, "enter")
        assert getattr(screen.plan.row(2).assignment, field) is None

    run(act, store)


def test_a_kind_is_one_of_those_there_are(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "k")
        await screen.type("gift", "enter")
        assert isinstance(screen.app.screen, ValueDialog)
        assert "not one of these" in screen.text
        await screen.press(*["backspace"] * 4)
        await screen.type("fee", "enter")
        assert screen.plan.row(2).assignment.kind == "fee"

    run(act, store)


def test_a_row_is_divided(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "down", "down", "s")
        await screen.type("70% Rent; rest")
        assert "-70" in screen.text
        assert "-30" in screen.text
        await screen.type("x", "enter")
        assert "this is no split" in screen.text
        await screen.press("backspace")
        await screen.type(" Water, project=Shop", "enter")
        assert [each.category for each in screen.plan.row(4).assignment.split] == ["Rent", "Water"]
        assert "Rent + W" in screen.rows()[3]

    run(act, store)


def test_unsure_rows_are_decided_and_others_left_out(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("=")
        assert (screen.plan.row(1).decision, screen.rows()[0][4:7]) == ("same", " =r")
        await screen.press("=")
        assert screen.plan.row(1).decision is None
        await screen.press("+")
        assert screen.plan.row(1).decision == "new"
        await screen.press("down", "+", "=", "x")
        assert screen.plan.row(2).decision == "skip"
        assert "xd" in screen.rows()[1]
        await screen.press("x")
        assert screen.plan.row(2).decision is None

    run(act, store)


def test_undo_and_redo(store: Store) -> None:
    async def act(screen: Screen) -> None:
        first = screen.rows()
        await screen.press("x", "down", "x")
        later = screen.rows()
        await screen.press("u", "u", "u")
        assert [line[1:] for line in screen.rows()] == [line[1:] for line in first]
        await screen.press("U", "U", "U")
        assert screen.rows() == later
        await screen.press("u")
        assert screen.plan.row(2).decision is None

    run(act, store)


def test_rows_are_filtered_and_searched(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("f")
        assert len(screen.rows()) == 5
        await screen.press("f")
        assert [line[4:7] for line in screen.rows()] == [" ?r"]
        await screen.press("f")
        assert screen.lines()[1].startswith("white: 4 rows")
        await screen.press("f", "/")
        await screen.type("северная")
        assert "in use" not in screen.text
        await screen.press("enter")
        assert len(screen.rows()) == 2
        assert "search: северная" in screen.lines()[1]
        await screen.press("x", "/", *["backspace"] * 9, "enter")
        assert screen.plan.row(3).is_left_out
        assert len(screen.rows()) == 6

    run(act, store)


def test_space_goes_to_what_is_to_do(store: Store) -> None:
    async def act(screen: Screen) -> None:
        places = []
        for _ in range(5):
            await screen.press("space")
            places += [int(line[1:].split()[0]) for line in screen.rows() if line[0] == ">"]
        assert places == [2, 3, 4, 5, 1]
        await screen.press("=", "space", "x", "space", "c")
        await screen.type("Rent", "enter", "space")
        [here] = [line for line in screen.rows() if line[0] == ">"]
        assert here[1:].split()[0] == "4"

    run(act, store)


def test_keys_of_a_russian_keyboard(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "ч")
        assert screen.plan.row(2).is_left_out
        await screen.press("г", "Г", "с")
        assert isinstance(screen.app.screen, ValueDialog)
        await screen.press("escape", "й", "й")

    assert run(act, store).receipt is None


def test_help_names_every_key(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("?")
        for _, _, what, _ in KEYS:
            assert what in screen.text
        await screen.press("x", "u", "enter")
        assert screen.plan.row(1).decision is None

    run(act, store)


# -- rules -----------------------------------------------------------------------------------------


def test_a_rule_is_made_of_a_row_and_kept(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "down", "c")
        await screen.type("Rent", "enter")
        await screen.press("r")
        assert "changes 1 other row" in screen.preview()
        assert "2024-03-04" in screen.preview()
        await screen.press("enter")
        assert [screen.rows()[place][4:7] for place in (2, 3)] == [" +r", " +r"]
        assert Path("rules.toml").read_text("utf-8") == RULES
        await screen.press("i", "y", "enter")

    app = run(act, store)
    assert app.receipt is not None
    text = Path("rules.toml").read_text("utf-8")
    assert text.startswith(RULES)
    assert [each.match for each in read_rules("rules.toml").rules][1:] == ["tax_id=7799380540"]
    said = {each.transaction.amount: each.assignment for each in store.entries()}
    by_rule = [str(it.reasons["category"]) for it in said.values() if it.category == "Rent"]
    assert by_rule == ["rule 2", "rule 2"]


def test_a_rule_that_is_taken_back_is_not_kept(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "r")
        await screen.type("Sales", "enter")
        assert "+r" in screen.rows()[1]
        await screen.press("u", "i", "y", "enter")

    run(act, store)
    assert Path("rules.toml").read_text("utf-8") == RULES


def test_a_rule_that_is_not_to_be_kept_is_not(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "r")
        await screen.type("Sales", "enter", "u", "r")
        await screen.type("Works")
        await screen.press(*["tab"] * 6, "space", "enter")
        assert screen.plan.row(2).assignment.category == "Works"
        await screen.press("i", "y", "enter")

    run(act, store)
    assert Path("rules.toml").read_text("utf-8") == RULES
    assert {each.assignment.category for each in store.entries()} >= {"Works"}


def test_fields_of_a_rule_are_chosen(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "down", "r")
        assert "the rule says nothing" in screen.preview()
        await screen.press("enter")
        await screen.press(*["shift+tab"] * 7, "space", "down", "space")
        assert "[ ] tax_id=" in screen.text
        assert "[x] name=" in screen.text
        await screen.press(*["tab"] * 6)
        await screen.type("Works")
        await screen.press(*["tab"] * 6, "space", "enter")
        [made] = screen.app.desk.new_rules()
        assert made.match == f'name="{LONG}"'
        await screen.press("i", "y", "enter")

    run(act, store)
    assert Path("rules.toml").read_text("utf-8") == RULES


def test_rules_live_in_the_store_without_a_file(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "r")
        await screen.type("Sales", "enter", "i", "y", "enter")

    run(act, store, rules=None)
    assert [each.category for each in store.rules.book().rules] == ["Sales"]


def test_a_mistake_in_a_rule_is_told(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "r")
        screen.app.screen.query_one("#match").focus()
        await screen.type(", amout<0")
        assert "unknown field 'amout'" in screen.preview()
        await screen.press("enter", "escape")
        assert screen.app.desk.new_rules() == []

    run(act, store)


# -- keeping ---------------------------------------------------------------------------------------


def test_what_is_shown_is_what_is_imported(store: Store) -> None:
    shown: list[Any] = []

    async def act(screen: Screen) -> None:
        await screen.press("=", "down", "c")
        await screen.type("Sales", "enter", "down", "p")
        await screen.type("Shop", "enter", "end", "x", "up", "n")
        await screen.type("Kiyoshi", "enter")
        shown.extend(line[1:].split()[1:] for line in screen.rows())
        await screen.press("i")
        assert "4 added" in screen.text
        assert "1 left out by you" in screen.text
        await screen.press("y")
        assert "batch 2; 4 added" in screen.text
        await screen.press("enter")

    app = run(act, store)
    receipt = app.receipt
    assert receipt is not None
    assert (receipt.added, receipt.known, receipt.waiting) == (4, 1, 0)
    new = [each for each in store.entries() if each.batch == receipt.batch]
    assert [line[1] for line in shown if line[0].startswith("+")] == [
        each.transaction.booked_on.isoformat() for each in new
    ]
    for line, entry in zip((it for it in shown if it[0].startswith("+")), new, strict=True):
        said = (entry.assignment.wallet, entry.assignment.category, entry.assignment.project)
        assert all(each in line for each in filter(None, said))
    assert new[-1].assignment.name == "Kiyoshi"


def test_without_a_yes_nothing_is_imported(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("i", "n", "x", "escape", "q")

    assert run(act, store).receipt is None
    assert len(store.batches()) == 1


def test_a_plan_is_saved_for_later(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "c")
        await screen.type("Продажи", "enter")
        assert "changed, not saved" in screen.lines()[1]
        await screen.press("q")
        assert "Nothing was imported" in screen.text
        await screen.press("s", *["backspace"] * 20)
        await screen.type("later.csv", "enter")
        assert "not saved" not in screen.lines()[1]
        await screen.press("q")

    app = run(act, store)
    assert app.receipt is None
    plan = review(Statement(ROWS, account=ACCOUNT), store, read_rules("rules.toml"))
    assert load_edits(plan, "later.csv").row(2).assignment.category == "Продажи"


def test_what_cannot_be_saved_is_told(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("x", "ctrl+s", *["backspace"] * 20)
        await screen.type("no/where.csv", "enter")
        assert "the plan cannot be saved" in screen.text
        await screen.press("enter", "ctrl+q", "q")

    assert run(act, store).receipt is None


def test_a_store_that_has_moved_on_is_told(store: Store) -> None:
    async def act(screen: Screen) -> None:
        take(store, statement(row(30)))
        await screen.press("i", "y")
        assert "has changed in the store" in screen.text
        await screen.press("enter", "q")

    assert run(act, store).receipt is None


def test_rules_that_somebody_else_has_changed_are_told(store: Store) -> None:
    async def act(screen: Screen) -> None:
        await screen.press("down", "r")
        await screen.type("Sales", "enter")
        Path("rules.toml").write_text(RULES.replace("Coffee", "Cafe"), "utf-8")
        await screen.press("i", "y")
        assert "the rules have changed since the review" in screen.text
        await screen.press("enter", "q", "q")

    assert run(act, store).receipt is None
    assert len(store.batches()) == 1
