"""Feeds by name: the shipped ones, their sandboxes, and those that packages install."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any

import pytest

from statementkit.feeds import FeedError, Settings, clocks, open_feed
from statementkit.feeds.bank import BankFeed
from statementkit.feeds.opening import ENTRY_POINTS, JobsInMemory
from tests.feeds.scripted import TOKEN, asking, serving


class Hansa(BankFeed):
    """A feed that a package brings."""

    name = "hansa"
    overlap = timedelta(days=3)


def open_hansa(settings: Settings) -> Hansa:
    """Open a feed as an entry point does."""
    from statementkit.feeds.endpoints import Site

    assert settings.token == TOKEN
    return Hansa(settings.session(Site("hansa", "https://hansa.example", "/api", ())))


def _installed(**which: Any) -> EntryPoints:
    point = EntryPoint("hansa", f"{__name__}:open_hansa", ENTRY_POINTS)
    return EntryPoints([point]).select(**which)


def test_a_package_brings_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", _installed)
    with open_feed("hansa", TOKEN) as feed:
        assert feed.name == "hansa"
    with pytest.raises(FeedError, match="there are hansa, modulbank, tbank, tochka"):
        open_feed("blank", TOKEN)


@pytest.mark.parametrize(
    ("bank", "answer", "path", "header"),
    [
        ("tbank", [], "/openapi/sandbox/api/v4/bank-accounts", None),
        ("tochka", {"Data": {"Account": []}}, "/sandbox/v2/open-banking/v1.0/accounts", None),
        ("modulbank", [], "/v1/account-info", "on"),
    ],
)
def test_a_sandbox_is_asked_where_it_is(
    bank: str, answer: Any, path: str, header: str | None
) -> None:
    with serving(answer) as script:
        with asking(script, bank, sandbox=True) as feed:
            assert feed.accounts() == []
        [asked] = script.asked
    assert (asked.target, asked.headers.get("sandbox")) == (path, header)


def test_an_address_may_have_a_path_of_its_own() -> None:
    with serving([]) as script:
        address = f"{script.url}/gateway/"
        with open_feed("tbank", TOKEN, base_url=address) as feed:
            feed.accounts()
        assert script.asked[0].target == "/gateway/openapi/api/v4/bank-accounts"


def test_jobs_are_forgotten_with_the_program() -> None:
    jobs = JobsInMemory()
    jobs.put("a", "1")
    jobs.drop("a")
    jobs.drop("a")
    assert jobs.get("a") is None


def test_the_clock_of_this_computer_goes() -> None:
    clock = clocks.SystemClock()
    before = clock.now()
    clock.sleep(0.001)
    assert datetime(2024, 1, 1, tzinfo=UTC) < before < clock.now()
