"""Every message is kept word for word, and every code has one."""

from __future__ import annotations

import pytest

from statementkit.codes import CODES
from tests.errors.gallery import Entry, entries, message


@pytest.mark.parametrize("entry", entries(), ids=[f"{each['code']}" for each in entries()])
def test_message(entry: Entry) -> None:
    assert message(entry) == entry["says"].rstrip("\n")


def test_every_code_is_shown_and_none_that_does_not_exist() -> None:
    assert {each["code"] for each in entries()} == set(CODES)
