"""Handing over: once at most, whatever breaks in between."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import uuid
from collections import Counter
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statementkit import RuleBook, StoreError, WriteError
from statementkit.books import movements
from statementkit.reviewing import review
from statementkit.rules import Part, Rule
from statementkit.sinks import JsonLinesSink, hand_over, items, open_sink, settle_by_look
from statementkit.store import Outcome, open_store
from tests.sinks.service import Service
from tests.store.databases import connections, kill
from tests.store.statements import row, statement, take

if TYPE_CHECKING:
    from statementkit.sinks import Item
    from statementkit.store import Store

ROOT = Path(__file__).parents[2]
MARCH = statement(*(row(day, f"-{day + 1}.00") for day in range(5)))


def _items(store: Store) -> list[Item]:
    return list(items(movements(store.entries(), [])))


def test_each_is_handed_over_once(store: Store) -> None:
    take(store, MARCH)
    service = Service(at_once=2)
    first = hand_over(store, service, _items(store))
    assert (len(first.taken), first.known, first.unknown) == (5, (), ())
    again = hand_over(store, service, _items(store))
    assert (again.taken, len(again.known)) == ((), 5)
    assert max(Counter(service.has).values()) == 1
    states = store.hand_overs.of("service")
    assert sorted(each.reference or "" for each in states.values()) == [
        f"no. {number}" for number in range(1, 6)
    ]
    assert store.hand_overs.of("another service") == {}


def test_a_row_that_is_refused_may_come_again(store: Store) -> None:
    take(store, MARCH)
    service = Service()
    key = _items(store)[2].key
    service.refuses = {key}
    assert hand_over(store, service, _items(store)).refused == (key,)
    assert store.hand_overs.of("service")[key].note == "no such account"
    service.refuses = set()
    assert hand_over(store, service, _items(store)).taken == (key,)


@pytest.mark.parametrize("takes_then", [False, True])
def test_an_outcome_that_is_unknown_is_looked_up(store: Store, takes_then: bool) -> None:
    take(store, MARCH)
    service = Service(at_once=3)
    service.breaks_at, service.takes_then = 1, takes_then
    with pytest.raises(WriteError) as caught:
        hand_over(store, service, _items(store))
    assert caught.value.code == "SK785"
    statuses = Counter(each.status for each in store.hand_overs.of("service").values())
    assert statuses == {"taken": 1, "intended": 1, "absent": 1}
    settle_by_look(store, service)
    statuses = Counter(each.status for each in store.hand_overs.of("service").values())
    assert statuses["intended"] == 0
    hand_over(store, service, _items(store))
    assert Counter(service.has) == dict.fromkeys((each.key for each in _items(store)), 1)


def test_an_outcome_that_only_a_person_can_know(store: Store) -> None:
    take(store, MARCH)
    service = Service(can_look=False)
    service.breaks_at = 1
    with pytest.raises(WriteError):
        hand_over(store, service, _items(store))
    done = hand_over(store, service, _items(store))
    [unknown] = done.unknown
    assert len(done.taken) == 3
    assert unknown not in service.has
    store.hand_overs.settle("service", {unknown: Outcome("absent")})
    assert hand_over(store, service, _items(store)).taken == (unknown,)
    for key in (unknown, "h1:0#1"):
        with pytest.raises(StoreError) as caught:
            store.hand_overs.settle("service", {key: Outcome("taken")})
        assert caught.value.code == "SK745"


def test_what_was_changed_since_is_told_and_not_sent_again(store: Store) -> None:
    take(store, MARCH)
    service = Service()
    hand_over(store, service, _items(store))
    key = _items(store)[0].key
    store.edit(key, category="Coffee")
    done = hand_over(store, service, _items(store))
    assert (done.taken, done.changed) == ((), (key,))
    assert service.has.count(key) == 1


def test_an_undo_and_a_new_import_hand_nothing_over_again(store: Store) -> None:
    batch = take(store, MARCH).batch
    assert batch is not None
    service = Service()
    hand_over(store, service, _items(store))
    assert set(store.undo(batch).handed_over) == set(service.has)
    take(store, MARCH)
    assert hand_over(store, service, _items(store)).taken == ()


def test_a_row_that_cannot_be_divided_stays(store: Store) -> None:
    parts = (Part("2.50", category="Rent"), Part("rest", category="Heating"))
    key = _stored_with_split(store, parts)
    found = list(movements(store.entries(), []))
    assert [each.entry.key for each in found if each.misfit] == [key]
    assert key not in {each.key for each in _items(store)}


def _stored_with_split(store: Store, parts: tuple[Part, ...]) -> str:
    """Store bookings that are split, of which the bank makes one too small for that."""
    book = RuleBook([Rule(match="amount<0", split=parts)])
    what = statement(row(0, "-4.00", bank_id="a"), row(1, "-9.00", bank_id="b"))
    take(store, what, book)
    later = statement(row(0, "-1.00", bank_id="a"), name="later.csv")
    review(later, store, book).decide_all("same").commit(store)
    return next(each.key for each in store.entries() if each.transaction.amount == -1)


@given(st.data())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_never_twice_wherever_it_breaks(store: Store, data: st.DataObject) -> None:
    take(store, MARCH)
    name = uuid.uuid4().hex  # of each example its own, in the same store
    service = Service(at_once=data.draw(st.integers(1, 6)), can_look=data.draw(st.booleans()))
    service.name = name
    for _ in range(data.draw(st.integers(1, 4))):
        service.breaks_at = data.draw(st.integers(0, 5))
        service.takes_then = data.draw(st.booleans())
        try:
            done = hand_over(store, service, _items(store))
        except WriteError:
            continue
        assert set(done.taken) | set(done.known) | set(done.unknown) == {
            each.key for each in _items(store)
        }
    assert all(times == 1 for times in Counter(service.has).values())
    taken = {key for key, it in store.hand_overs.of(name).items() if it.status == "taken"}
    assert taken <= set(service.has)


# -- the reference sink ----------------------------------------------------------------------------


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_file_of_json_lines(store: Store, tmp_path: Path) -> None:
    take(store, MARCH)
    sink = open_sink(f"jsonl:{tmp_path / 'out.jsonl'}")
    hand_over(store, sink, _items(store))
    sink.close()
    lines = _lines(tmp_path / "out.jsonl")
    assert [each["key"] for each in lines] == [each.key for each in _items(store)]
    assert [each["postings"][0]["amount"] for each in lines][:2] == ["-1.00", "-2.00"]


@pytest.mark.parametrize("torn", [b'{"key": "h1:a', b"{", b'{"ke'])
def test_a_torn_line_goes(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"key": "h1:1#1"}\nnot ours\n' + torn)
    sink = JsonLinesSink(path)
    assert sink.look_up(["h1:1#1", "h1:a"]) == {"h1:1#1": None}
    sink.close()
    assert path.read_bytes() == b'{"key": "h1:1#1"}\nnot ours\n'


def test_a_sink_that_takes_nothing_leaves_nothing(tmp_path: Path) -> None:
    sink = JsonLinesSink(tmp_path / "out.jsonl")
    assert sink.look_up(["h1:1#1"]) == {}
    sink.close()
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Milk, bread")
    for each in (path, tmp_path):
        with pytest.raises(WriteError) as caught:
            JsonLinesSink(each)
        assert caught.value.code == "SK786"
    assert path.read_bytes() == b"Milk, bread"


def test_sinks_by_name() -> None:
    for target in ("books.jsonl", "nothing:x"):
        with pytest.raises(WriteError) as caught:
            open_sink(target)
        assert caught.value.code == "SK783"
    point = EntryPoint("service", "tests.sinks.service:opened", "statementkit.sinks")
    with mock.patch("importlib.metadata.entry_points", return_value=EntryPoints([point])):
        assert isinstance(open_sink("service:x"), Service)


# -- real processes --------------------------------------------------------------------------------


def _start(address: str, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.sinks.handing", address, str(path)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def test_a_killed_hand_over_hands_nothing_over_twice(
    store: Store, address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Processes are killed when they have written some more, and the last one finishes the rest."""
    rows = [row(number % 28, f"-{number + 1}.20") for number in range(400)]
    take(store, statement(*rows))
    path = tmp_path / "out.jsonl"
    chance = random.Random(7)  # noqa: S311
    for _ in range(request.config.getoption("--kills")):
        ours = connections(address)
        process = _start(address, path)
        assert process.stdout is not None
        assert process.stderr is not None
        with process.stdout, process.stderr:
            process.stdout.readline()
            enough = path.stat().st_size + chance.randint(1, 20_000)
            while process.poll() is None and path.stat().st_size < enough:
                pass
            kill(process, address, ours)
        states = store.hand_overs.of(f"jsonl:{path}")
        keys = [each["key"] for each in _lines(path)]
        assert len(keys) == len(set(keys))
        assert {key for key, it in states.items() if it.status == "taken"} <= set(keys)
        assert set(keys) <= states.keys()
    last = _start(address, path)
    out, said = last.communicate(timeout=120)
    assert out.split() == ["ready", "done"], said
    keys = [each["key"] for each in _lines(path)]
    assert sorted(keys) == sorted(each.key for each in store.entries())


def test_only_one_hands_over_at_a_time(store: Store, address: str) -> None:
    with store.hand_overs.alone("service"):
        code = (
            "import sys\n"
            "from statementkit import StoreError\n"
            "from statementkit.store import open_store\n"
            "with open_store(sys.argv[1]) as store:\n"
            "    with store.hand_overs.alone('another'): print('free')\n"
            "    try:\n"
            "        with store.hand_overs.alone('service'): print('free')\n"
            "    except StoreError as error: print(error.code)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, address], capture_output=True, text=True, check=True
        )
    assert done.stdout.split() == ["free", "SK784"]
    with store.hand_overs.alone("service"):
        pass


def test_a_store_in_memory_is_alone(tmp_path: Path) -> None:
    with open_store("sqlite://") as store, store.hand_overs.alone("service"):
        assert list(tmp_path.iterdir()) == []
