"""Tokens: refreshed with rotation, kept before they are used, and never to be read anywhere."""

from __future__ import annotations

import traceback
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from statementkit.feeds import (
    AuthError,
    FeedError,
    OAuth,
    ProtocolError,
    Settings,
    TemporaryError,
    open_feed,
)
from tests.feeds.scripted import TOKEN, Reply, Script, StoppedClock, asking, serving

if TYPE_CHECKING:
    from collections.abc import Callable

SECRETS = ("client-secret-17", "refresh-1", "access-1")
NO_ACCOUNTS: dict[str, Any] = {"Data": {"Account": []}}


def issued(number: int, **changes: Any) -> dict[str, Any]:
    """Return the answer to a refresh: the `number`-th pair of tokens."""
    pair = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number + 1}"}
    return {**pair, "expires_in": 86400, "token_type": "bearer", **changes}


def right(keep: Callable[[str], None]) -> OAuth:
    return OAuth("client-17", SECRETS[0], SECRETS[1], keep)


def bearers(script: Script) -> list[str]:
    return [each.headers.get("Authorization", "none") for each in script.asked]


def test_a_refresh_token_is_kept_before_the_access_token_is_used() -> None:
    kept: list[tuple[str, int]] = []
    with serving(issued(1), NO_ACCOUNTS) as script:
        oauth = right(lambda token: kept.append((token, len(script.asked))))
        with asking(script, "tochka", token=oauth) as feed:
            assert feed.accounts() == []
    assert kept == [("refresh-2", 1)], "kept after the first request, before the second"
    assert [each.target for each in script.asked] == [
        "/connect/token",
        "/uapi/open-banking/v1.0/accounts",
    ]
    assert bearers(script) == ["none", "Bearer access-1"]
    assert parse_qs(script.asked[0].body.decode()) == {
        "grant_type": ["refresh_token"],
        "client_id": ["client-17"],
        "client_secret": [SECRETS[0]],
        "refresh_token": ["refresh-1"],
    }


def test_an_access_token_serves_until_it_is_about_to_end() -> None:
    clock = StoppedClock()
    replies = (issued(1), NO_ACCOUNTS, NO_ACCOUNTS, issued(2), NO_ACCOUNTS)
    kept: list[str] = []
    with (
        serving(*replies) as script,
        asking(script, "tochka", token=right(kept.append), clock=clock) as feed,
    ):
        feed.accounts()
        feed.accounts()
        clock.moment += timedelta(hours=23, minutes=56)
        feed.accounts()
    assert kept == ["refresh-2", "refresh-3"]
    assert parse_qs(script.asked[3].body.decode())["refresh_token"] == ["refresh-2"]
    assert bearers(script)[-1] == "Bearer access-2"


def test_a_token_that_is_refused_is_renewed_once() -> None:
    replies = (issued(1), Reply(status=401), issued(2), NO_ACCOUNTS)
    with serving(*replies) as script, asking(script, "tochka", token=right(_forget)) as feed:
        assert feed.accounts() == []
    with (
        serving(issued(1), Reply(status=401), issued(2), Reply(status=401)) as script,
        asking(script, "tochka", token=right(_forget)) as feed,
        pytest.raises(AuthError, match="SK804"),
    ):
        feed.accounts()
    assert len(script.asked) == 4


def test_a_refresh_token_that_does_not_change_is_not_written_again() -> None:
    kept: list[str] = []
    for same in (SECRETS[1], None):
        answer = issued(1, refresh_token=same)
        with (
            serving(answer, NO_ACCOUNTS) as script,
            asking(script, "tochka", token=right(kept.append)) as feed,
        ):
            feed.accounts()
    assert not kept


def test_where_the_new_token_cannot_be_kept_nothing_is_asked_with_it() -> None:
    def fail(token: str) -> None:
        raise FeedError

    with (
        serving(issued(1), NO_ACCOUNTS) as script,
        asking(script, "tochka", token=right(fail)) as feed,
        pytest.raises(FeedError),
    ):
        feed.accounts()
    assert len(script.asked) == 1


@pytest.mark.parametrize("answer", [[], {}, {"access_token": []}, {"access_token": "a b"}])
def test_answers_without_an_access_token(answer: Any) -> None:
    with (
        serving(answer) as script,
        asking(script, "tochka", token=right(_forget)) as feed,
        pytest.raises(ProtocolError, match="SK816"),
    ):
        feed.accounts()


@pytest.mark.parametrize("life", [None, "soon", "-1", "0", "9" * 30, "60"])
def test_a_token_is_used_until_it_is_about_to_end_whatever_is_said_of_it(life: str | None) -> None:
    with (
        serving(issued(1, expires_in=life), NO_ACCOUNTS) as script,
        asking(script, "tochka", token=right(_forget)) as feed,
    ):
        feed.accounts()
        feed.accounts()
    assert len(script.asked) == 3


def test_a_refresh_token_is_kept_whatever_comes_with_it() -> None:
    kept: list[str] = []
    with (
        serving(issued(1, access_token=None)) as script,
        asking(script, "tochka", token=right(kept.append)) as feed,
        pytest.raises(ProtocolError, match="SK816"),
    ):
        feed.accounts()
    assert kept == ["refresh-2"]


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refresh_token_that_is_refused(status: int) -> None:
    refusal = Reply({"error": "invalid_grant"}, status)
    with (
        serving(refusal) as script,
        asking(script, "tochka", token=right(_forget)) as feed,
        pytest.raises(AuthError, match="SK805") as caught,
    ):
        feed.accounts()
    assert (caught.value.status, caught.value.bank_code) == (status, "invalid_grant")


def test_a_refresh_is_asked_for_once() -> None:
    """The bank may have taken the old token, and only the answer was lost."""
    with (
        serving(Reply(status=502)) as script,
        asking(script, "tochka", token=right(_forget)) as feed,
        pytest.raises(TemporaryError),
    ):
        feed.accounts()
    assert len(script.asked) == 1


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("bank", ["tbank", "tochka", "modulbank"])
def test_no_token_is_in_any_text(bank: str, status: int) -> None:
    """Banks that repeat what they were sent must not make errors tell it."""
    echo = {"errorMessage": f"Bearer {TOKEN} {' '.join(SECRETS)}", "message": f"no {TOKEN}"}
    refusals = [Reply(echo, status)]
    tokens: list[str | OAuth] = [TOKEN]
    if bank == "tochka":
        tokens.append(right(_forget))
    for token in tokens:
        with serving(*refusals) as script, asking(script, bank, token=token) as feed:
            with pytest.raises(FeedError) as caught:
                feed.accounts()
            told = [str(caught.value), repr(caught.value), repr(caught.value.__dict__)]
            told += [repr(each.to_dict()) for each in caught.value.diagnostics]
            told += traceback.format_exception(caught.value)
            told += [repr(feed), repr(vars(feed)), repr(token) if token != TOKEN else ""]
            told.append(repr(Settings(bank, token)))
        for secret in SECRETS[:2] if token != TOKEN else (TOKEN,):
            assert not [text for text in told if secret in text]


def test_what_a_bank_does_not_take() -> None:
    for bank in ("tbank", "modulbank"):
        with pytest.raises(FeedError, match="SK828"):
            open_feed(bank, right(_forget))
    with pytest.raises(FeedError, match="SK828"):
        open_feed("modulbank", TOKEN, method="statement")
    with pytest.raises(FeedError, match="SK828"):
        open_feed("tbank", TOKEN, method="excerpt")


def _forget(token: str) -> None:
    """Keep nothing."""
