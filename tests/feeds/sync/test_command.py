"""`statementkit feeds` and `statementkit sync`, over a fake bank with real sockets."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from statementkit import open_store
from statementkit.cli.program import main
from statementkit.testing.fakebank import FakeBank, Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

PERIOD = ("--since", "2024-03-01", "--until", "2024-03-31")


class Desk:
    """A person at a desk with a folder, and a token in the environment."""

    def __init__(self, folder: Path, bank: FakeBank) -> None:
        self.folder = folder
        self.bank = bank
        self.environ = {
            "STATEMENTKIT_FEEDS": str(folder / "feeds.toml"),
            "STATEMENTKIT_STORE": str(folder / "books.db"),
            "TOKEN": bank.token("tbank"),
        }

    def __call__(self, *arguments: str, typed: str = "") -> Result:
        """Call the program."""
        result = CliRunner().invoke(main, arguments, input=typed, env=self.environ)
        assert self.bank.token("tbank") not in result.output
        return result

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """Call the program, and return the records that it prints."""
        return [json.loads(line) for line in self(*arguments, "--to", "jsonl").stdout.splitlines()]

    def add(self, *more: str, typed: str = "") -> Result:
        """Add a connection."""
        url = self.bank.url("tbank")
        fixed = ("feeds", "add", "main", "--bank", "tbank", "--base-url", url)
        return self(*fixed, *more, typed=typed)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk."""
    with FakeBank(Ledger.invent(seed=2, accounts=2, days=31, operations=40)) as bank:
        yield Desk(tmp_path, bank)


def test_from_nothing_to_books(desk: Desk) -> None:
    assert desk("sync").exit_code == 2
    assert "SK841" in desk("feeds", "list").stderr
    assert desk.add("--token", "env:TOKEN").exit_code == 0
    assert desk.add("--token", "env:TOKEN").exit_code == 2
    [listed] = desk.lines("feeds", "list")
    assert (listed["token"], listed["account"]) == ("env:TOKEN", None)
    shown = desk.lines("feeds", "test")
    assert [each["name"] for each in shown] == ["main", "main"]

    planned = desk.lines("sync", "--dry-run", *PERIOD)
    assert [(each["first"], each["last"]) for each in planned] == [("2024-03-01", "2024-03-31")] * 2
    assert all(each["added"] > 0 and each["until"] is None for each in planned)
    assert not (desk.folder / "books.db").exists()

    done = desk("sync", *PERIOD)
    assert (done.exit_code, done.stdout.count(" ok ")) == (0, 2)
    with open_store(desk.environ["STATEMENTKIT_STORE"]) as store:
        assert [each.added for each in store.batches()] == [each["added"] for each in planned]
    again = desk.lines("sync", *PERIOD)
    assert [each["added"] for each in again] == [0, 0]
    assert [each["until"] for each in desk.lines("feeds", "list")] == ["2024-03-31"] * 2
    with open_store(desk.environ["STATEMENTKIT_STORE"]) as store:
        assert len(list(store.entries())) == sum(each["known"] for each in again)
        assert {each.layout for each in store.batches()} == {"tbank-statement"}


def test_a_trial_leaves_the_store_as_it_was(desk: Desk) -> None:
    desk.add("--token", "env:TOKEN")
    desk("sync", "--since", "2024-03-01", "--until", "2024-03-15")
    before = (desk.folder / "books.db").read_bytes()
    planned = desk.lines("sync", "--dry-run", *PERIOD)
    assert (desk.folder / "books.db").read_bytes() == before
    assert [each["until"] for each in planned] == ["2024-03-15"] * 2
    done = desk.lines("sync", *PERIOD)
    for count in ("first", "last", "added", "changed", "known"):
        assert [each[count] for each in planned] == [each[count] for each in done]


def test_one_account_and_one_connection(desk: Desk) -> None:
    desk.add("--token", "env:TOKEN")
    number = desk.lines("feeds", "test")[1]["number"]
    assert [each["account"] for each in desk.lines("sync", "--account", number, *PERIOD)] == [
        number
    ]
    assert desk("sync", "--account", "40702810500000000001", *PERIOD).exit_code == 3
    assert "there are main" in desk("sync", "second").stderr


def test_a_token_that_is_typed_goes_where_it_belongs(desk: Desk) -> None:
    typed = f"{desk.bank.token('tbank')}\n"
    assert desk.add("--token", "file:token", "--ask", typed=typed).exit_code == 0
    assert (desk.folder / "token").read_text() == typed
    assert len(desk.lines("feeds", "test")) == 2
    assert desk.bank.token("tbank") not in (desk.folder / "feeds.toml").read_text()


def test_a_token_on_the_command_line_is_refused_and_not_repeated(desk: Desk) -> None:
    result = desk.add("--token", "t.6EXAMPLE")
    assert (result.exit_code, "t.6EXAMPLE" in result.output) == (2, False)


@pytest.mark.parametrize("more", [("--bank", "blank"), ("--method", "other")])
def test_what_no_bank_takes_is_not_listed(desk: Desk, more: tuple[str, ...]) -> None:
    assert desk.add("--token", "env:TOKEN", *more).exit_code == 2
    assert not (desk.folder / "feeds.toml").exists()


def test_codes_tell_credentials_from_the_rest(desk: Desk) -> None:
    desk.add("--token", "env:TOKEN")
    del desk.environ["TOKEN"]
    assert desk("feeds", "test").exit_code == 4
    result = desk("sync", *PERIOD)
    assert (result.exit_code, "SK844" in result.stderr) == (4, True)
    desk.environ["TOKEN"] = desk.bank.token("tbank")[::-1]
    assert desk("sync", *PERIOD).exit_code == 4
    assert desk("feeds", "test").exit_code == 4


def test_two_runs_at_once(desk: Desk) -> None:
    desk.add("--token", "env:TOKEN")
    with open_store(desk.environ["STATEMENTKIT_STORE"]) as store, store.feeds.alone():
        result = desk("sync", *PERIOD)
    assert (result.exit_code, "SK840" in result.stderr) == (2, True)


MISTAKES = [
    (("--daily", "25:00"), "write a time as 23:00"),
    (("--daily", "23:00", "--tz", "Mars/Phobos"), "is no zone"),
    (("--daily", "23:00", "--since", "2024-03-01"), "reads on from"),
    (("--since", "2024-03-02", "--until", "2024-03-01"), "later than"),
    (("--since", "9999-12-31"), "has not come yet"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES)
def test_calls_that_make_no_sense(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    desk.add("--token", "env:TOKEN")
    result = desk("sync", *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_daily_run_goes_on_after_a_bad_night(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three nights: in the second the list of connections is broken; then somebody ends it."""
    from statementkit.cli.feeds import syncing

    desk.add("--token", "env:TOKEN")
    good = (desk.folder / "feeds.toml").read_text()

    def nights(*_: object) -> Iterator[date]:
        for text in (good, "[", good):
            (desk.folder / "feeds.toml").write_text(text)
            yield date(2024, 4, 1)
        raise KeyboardInterrupt

    monkeypatch.setattr(syncing, "daily", nights)
    result = desk("sync", "--daily", "23:00", "--to", "jsonl")
    assert result.exit_code == 130
    assert len(result.stdout.splitlines()) == 4
    assert "SK841" in result.stderr
    assert result.stderr.count("the next run is at") == 3
