"""The dictionary that fills itself."""

from __future__ import annotations

import pytest

from statementkit.values import Cache, CellError, date_reader


def test_a_value_is_made_once() -> None:
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(key)

    cache: Cache[str, int] = Cache(make)
    assert [cache["abc"], cache["ab"], cache["abc"]] == [3, 2, 3]
    assert made == ["abc", "ab"]


def test_the_size_is_bounded() -> None:
    cache: Cache[int, int] = Cache(lambda key: key, limit=10)
    for key in range(1000):
        assert cache[key] == key
        assert len(cache) <= 10


def test_errors_are_not_kept() -> None:
    cache = Cache(date_reader(["dd.MM.yyyy"]))
    for _ in range(2):
        with pytest.raises(CellError):
            cache["31.02.2024"]
    assert len(cache) == 0
