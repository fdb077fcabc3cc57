"""How banks are asked: only for what is listed, patiently, within limits, and without a leak."""

from __future__ import annotations

import gzip
import pickle
import socket
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

import pytest

from statementkit.feeds import (
    AuthError,
    BadRequest,
    FeedError,
    ProtocolError,
    RateLimited,
    ScopeError,
    TemporaryError,
    connection,
    modulbank,
    open_feed,
    tbank,
    tochka,
)
from statementkit.feeds.clocks import Pacer
from statementkit.feeds.endpoints import Endpoint, Site
from statementkit.feeds.session import Session
from statementkit.feeds.tokens import FixedToken
from tests.feeds.scripted import NOON, TOKEN, Reply, Script, StoppedClock, asking, serving

if TYPE_CHECKING:
    from pathlib import Path

THINGS = Endpoint("GET", "/things")
ONCE = Endpoint("POST", "/once", repeats=False)
ONE = Endpoint("GET", "/things/{thing}", names={"thing": "[a-z]+"})
SITE = Site("hansa", "https://hansa.example", "/api", (THINGS, ONCE, ONE))


def session(script: Script, clock: StoppedClock | None = None, **options: Any) -> Session:
    """Return a session whose waits are as long as they may be."""
    return Session(
        SITE,
        FixedToken(TOKEN),
        address=script.url,
        clock=clock or StoppedClock(),
        random=lambda: 1.0,
        **options,
    )


def ask(*replies: Reply | Any, clock: StoppedClock | None = None, **options: Any) -> Any:
    """Return what a session makes of some answers."""
    with serving(*replies) as script:
        bank = session(script, clock, **options)
        try:
            return bank.ask(THINGS)
        finally:
            bank.close()


def test_feeds_ask_only_for_these() -> None:
    listed = {
        (site.bank, each.method, site.prefix + each.path)
        for site in (tbank.SITE, tochka.SITE, modulbank.SITE)
        for each in site.endpoints
    }
    assert listed == {
        ("tbank", "GET", "/openapi/api/v4/bank-accounts"),
        ("tbank", "GET", "/openapi/api/v1/statement"),
        ("tbank", "GET", "/openapi/api/v1/bank-statement"),
        ("tochka", "GET", "/uapi/open-banking/v1.0/accounts"),
        ("tochka", "POST", "/uapi/open-banking/v1.0/statements"),
        ("tochka", "GET", "/uapi/open-banking/v1.0/accounts/{account}/statements/{statement}"),
        ("modulbank", "POST", "/v1/account-info"),
        ("modulbank", "POST", "/v1/operation-history/{account}"),
    }


@pytest.mark.parametrize("thing", ["../payments", "a/b", "a?b=c", "", "a b", "A", "a\n"])
def test_nothing_can_be_smuggled_into_a_path(thing: str) -> None:
    with serving({}) as script:
        bank = session(script)
        with pytest.raises(ProtocolError, match="SK818"):
            bank.ask(ONE, thing=thing)
        with pytest.raises(ProtocolError, match="SK818"):
            bank.ask(Endpoint("GET", "/payments"))
        bank.close()
        assert not script.asked


def test_numbers_stay_as_they_are_written() -> None:
    said = ask(Reply(b'{"amount": 0.10000000000000000001, "count": 12345678901234567890123}'))
    assert said == {"amount": "0.10000000000000000001", "count": "12345678901234567890123"}


def test_packed_answers_are_unpacked() -> None:
    packed = Reply(gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})
    assert ask(packed) == {"a": "1"}


@pytest.mark.parametrize("status", [408, 423, 424, 429, 500, 502, 503, 504])
def test_what_passes_is_asked_again(status: int) -> None:
    clock = StoppedClock()
    assert ask(Reply(b"<html>", status), Reply(b"<html>", status), {"a": 1}, clock=clock)
    assert [nap for nap in clock.naps if nap > 0.1] == [1.0, 2.0]


@pytest.mark.parametrize(
    "spoiled",
    [
        Reply(b'{"a": '),
        Reply(b"<html>"),
        Reply(b'{"a": NaN}'),
        Reply(b"[" * 100_000),
        Reply(b"\xff\xfe\xfd"),
        Reply({"a": 1}, claims=5),
        Reply(b"no gzip", headers={"Content-Encoding": "gzip"}),
        Reply({"message": "apierror"}),
        Reply({"message": "apierror"}, 400),
        Reply({"errorMessage": "Сервис временно не доступен"}, 422),
    ],
)
def test_what_comes_spoiled_is_asked_for_again(spoiled: Reply) -> None:
    assert ask(spoiled, {"a": 1}) == {"a": "1"}
    with pytest.raises(TemporaryError):
        ask(spoiled)


def test_patience_ends_after_five_tries() -> None:
    clock = StoppedClock()
    with serving(Reply(status=500)) as script:
        bank = session(script, clock)
        with pytest.raises(TemporaryError, match="SK810"):
            bank.ask(THINGS)
        assert len(script.asked) == 5
        assert [nap for nap in clock.naps if nap > 0.1] == [1.0, 2.0, 4.0, 8.0]
        with pytest.raises(TemporaryError):
            bank.ask(ONCE)
        assert len(script.asked) == 6, "what is not the same twice is asked for once"
        bank.close()


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, BadRequest, "SK812"),
        (401, AuthError, "SK804"),
        (403, ScopeError, "SK807"),
        (404, BadRequest, "SK812"),
        (422, BadRequest, "SK812"),
        (302, ProtocolError, "SK813"),
        (307, ProtocolError, "SK813"),
    ],
)
def test_what_stays_is_not_asked_again(status: int, kind: type[FeedError], code: str) -> None:
    clock = StoppedClock()
    refusal = Reply({"code": "X17", "id": "r-1"}, status, {"Location": "http://localhost:9/"})
    with pytest.raises(kind) as caught:
        ask(refusal, {}, clock=clock)
    error = caught.value
    assert not clock.naps
    assert (error.code, error.bank, error.status) == (code, "hansa", status)
    assert (error.bank_code, error.request_id) == ("X17", "r-1")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(again), again.status, again.bank) == (str(error), status, "hansa")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Запрос был отправлен с IP-адреса, который не был указан", "SK806"),
        ("Forbidden by consent", "SK808"),
        ("Нет прав", "SK807"),
    ],
)
def test_a_refusal_says_what_to_do(message: str, code: str) -> None:
    with pytest.raises(ScopeError, match=code):
        ask(Reply({"errorMessage": message}, 403))


def test_an_expired_token_is_told_from_an_unknown_one() -> None:
    with pytest.raises(AuthError, match="SK805"):
        ask(Reply({"message": "TOKEN_EXPIRED"}, 401))


@pytest.mark.parametrize(
    ("header", "nap"),
    [
        ("7", 7.0),
        ("60", 60.0),
        ("Tue, 09 Apr 2024 12:00:30 GMT", 30.0),
        ("Tue, 09 Apr 2024 11:00:00 GMT", 0.0),
        ("soon", 1.0),
        ("-5", 1.0),
        ("9" * 30, 1.0),
    ],
)
def test_a_bank_says_how_long_to_wait(header: str, nap: float) -> None:
    clock = StoppedClock()
    assert ask(Reply(status=429, headers={"Retry-After": header}), {"a": 1}, clock=clock)
    assert clock.naps[0] == pytest.approx(nap)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("header", ["61", "Tue, 09 Apr 2024 13:00:00 GMT"])
def test_long_waits_are_for_the_next_run(status: int, header: str) -> None:
    clock = StoppedClock()
    with pytest.raises(RateLimited) as caught:
        ask(Reply(status=status, headers={"Retry-After": header}), {"a": 1}, clock=clock)
    assert not clock.naps
    assert caught.value.retry_at is not None
    assert caught.value.retry_at > NOON + timedelta(seconds=60)


def test_a_bank_that_says_no_time() -> None:
    with pytest.raises(RateLimited) as caught:
        ask(Reply(status=429))
    assert caught.value.retry_at is None


def test_redirects_are_not_followed() -> None:
    with serving({"stolen": True}) as elsewhere:
        for place in (f"{elsewhere.url}/api/things", "/api/other"):
            with pytest.raises(ProtocolError, match="SK813"):
                ask(Reply(status=302, headers={"Location": place}))
        assert not elsewhere.asked


def test_large_answers_are_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LARGEST_ANSWER", 1 << 20)
    bomb = gzip.compress(b" " * (8 << 20) + b"{}")
    with pytest.raises(ProtocolError, match="SK814"):
        ask(Reply(bomb, headers={"Content-Encoding": "gzip"}))


def test_slow_answers_are_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        clock = StoppedClock()
        bank = Session(
            SITE, None, address=address, clock=clock, random=lambda: 0.0, read_timeout=0.05
        )
        with pytest.raises(TemporaryError, match="Read timed out"):
            bank.ask(THINGS)
        bank.close()


def test_nobody_answers() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # so that nobody else listens there meanwhile
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        feed = open_feed("tbank", TOKEN, base_url=address, clock=StoppedClock())
        with feed, pytest.raises(TemporaryError, match="Connection refused"):
            feed.accounts()


@pytest.mark.parametrize(
    "address",
    [
        "http://bank.example",
        "ftp://localhost",
        "bank.example",
        "https://",
        "https://user:secret@bank.example",
        "https://bank.example?x=1",
        "https://bank.example:99999",
        "https://[bank",
    ],
)
def test_addresses_that_no_token_is_taken_to(address: str) -> None:
    with pytest.raises(FeedError, match="SK802"):
        open_feed("tbank", TOKEN, base_url=address)


@pytest.mark.parametrize("token", ["", " ", "t.6 x", "t.6x\n", "ключ", "t.6x\x00"])
def test_tokens_that_are_none(token: str) -> None:
    with pytest.raises(AuthError, match="SK803") as caught:
        open_feed("tbank", token)
    assert not token.strip() or token not in str(caught.value)


def test_requests_of_one_kind_keep_apart() -> None:
    clock = StoppedClock()
    with serving([]) as script, asking(script, clock=clock) as feed:
        for _ in range(7):
            feed.accounts()
    assert (clock.moment - NOON).total_seconds() == pytest.approx(1, abs=0.001)


def test_a_clock_that_is_set_back_makes_nobody_wait() -> None:
    clock = StoppedClock()
    pacer = Pacer(clock)
    pacer.wait("statement", 20)
    clock.moment -= timedelta(hours=1)
    pacer.wait("statement", 20)
    assert clock.naps == [pytest.approx(0.05)]


def certificate(folder: Path) -> Path:
    """Write a certificate of localhost that signs itself, and its key."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(17)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2080, 1, 1, tzinfo=UTC))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "authority.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


def test_certificates_are_trusted_if_they_are_named(tmp_path: Path) -> None:
    authority = certificate(tmp_path)
    with serving([], certificate=authority) as script:
        with asking(script) as feed, pytest.raises(FeedError, match="SK811") as caught:
            feed.accounts()
        assert "ca_file" in str(caught.value)
        with asking(script, ca_file=authority) as feed:
            assert feed.accounts() == []


def test_files_that_are_no_certificates(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for name in ("missing.pem", "empty.pem"):
        with pytest.raises(FeedError, match="SK802"):
            open_feed("tbank", TOKEN, ca_file=tmp_path / name)
