"""How chunks of a file are judged before they are cut into cells."""

from __future__ import annotations

from itertools import product

import pytest

from statementkit.layouts.frames import ChunkReader
from statementkit.layouts.rows import Dialect, RowReader

NAMES = b"1,2\n"
PLAIN = b"plain cells of a long line,without any quotes\n" * 20


def rows_are_lines(lines: bytes) -> bool:
    reader = RowReader(iter(()), Dialect(",", '"'))
    return ChunkReader(reader, ["1", "2"]).has_rows_as_lines(NAMES + lines)


@pytest.mark.parametrize(
    "line", [b'"a","b"', b'"a,b",c', b'"a""b",', b'"",""', b'""""', b',"a"', b"a"]
)
def test_quotes_around_whole_cells_are_taken(line: bytes) -> None:
    assert rows_are_lines(line + b"\n")
    assert rows_are_lines(PLAIN + line + b"\n" + PLAIN)


@pytest.mark.parametrize(
    "line", [b'a"b', b'"a"b', b'"a', b'a"', b'"', b'"""', b' "a"', b'"a" ', b'"a\nb"', b'a""b']
)
def test_quotes_elsewhere_are_left_to_the_reader_of_rows(line: bytes) -> None:
    assert not rows_are_lines(line + b"\n")
    assert not rows_are_lines(PLAIN + line + b"\n" + PLAIN)


def test_quotes_are_judged_alike_be_they_many_or_few() -> None:
    for size in range(6):
        for each in product(b'",a\n', repeat=size):
            lines = bytes(each) + b"\n"
            assert rows_are_lines(lines) == rows_are_lines(lines + PLAIN), lines
