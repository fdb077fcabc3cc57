"""Nothing that may be logged while a bank is asked names a whole account, or a token."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from statementkit.feeds import open_feed
from statementkit.masking import hidden
from statementkit.testing.fakebank import FakeBank, Ledger


@pytest.mark.parametrize("name", ["tbank", "tochka"])
def test_the_addresses_of_requests_are_logged_without_accounts(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = Ledger.invent(seed=7, accounts=1, operations=9, bank=name)
    number = ledger.accounts[0].number
    with caplog.at_level(logging.DEBUG), FakeBank({name: ledger}) as bank:
        token = bank.token(name)
        with open_feed(name, token, base_url=bank.url(name)) as feed:
            for account in feed.accounts():
                list(feed.operations(account, date(2024, 3, 1), date(2024, 3, 31)))
    assert hidden(number) in caplog.text
    assert number not in caplog.text
    assert token not in caplog.text
