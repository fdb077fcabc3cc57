"""Every message is kept word for word, and every code has one."""

from __future__ import annotations

import pytest

from statementkit.codes import CODES
from tests.errors.gallery import WORDINGS, Entry, entries, message

ALL = entries() + entries(WORDINGS)


@pytest.mark.parametrize("entry", ALL, ids=[f"{each['code']}" for each in ALL])
def test_message(entry: Entry) -> None:
    assert message(entry) == entry["says"].rstrip("\n")


def test_every_code_is_shown_and_none_that_does_not_exist() -> None:
    assert {each["code"] for each in entries()} == set(CODES)
