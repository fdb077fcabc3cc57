"""Blocks of text: every character of the file, on its line, in the encoding it is in."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import ReadError
from statementkit.source import CUT, Block, Encoding, open_source, read_blocks, text, unmark

lines = st.text(alphabet='ab;"é€日\r\n', max_size=80)
codecs = st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030"])


class Trickle(io.RawIOBase):
    """A stream that gives as many bytes at a time as it is told to."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content = io.BytesIO(content)
        self._size = size

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1) -> bytes:
        return self._content.read(self._size)

    def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


def blocks(content: bytes, encoding: Encoding, size: int = 5) -> list[Block]:
    return list(read_blocks(Trickle(content, size), encoding))  # type: ignore[arg-type]


def universal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(lines, codecs, st.integers(1, 9))
def test_blocks_are_the_text_with_its_lines_counted(whole: str, codec: str, size: int) -> None:
    found = blocks(whole.encode(codec), Encoding(codec), size)
    expected = universal(whole).removesuffix("\n")
    assert "\n".join(block.text for block in found) == expected
    line = 1
    for block in found:
        assert block.line == line
        assert not block.is_damaged
        line += block.text.count("\n") + 1


@given(st.binary(max_size=60), codecs, st.integers(1, 9))
def test_damage_is_marked_exactly_where_there_is_some(
    content: bytes, codec: str, size: int
) -> None:
    found = blocks(content, Encoding(codec), size)
    marks = any("\udc00" <= char <= "\udcff" for block in found for char in block.text)
    assert marks <= any(block.is_damaged for block in found)
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        assert marks
    else:
        assert not marks


@given(st.binary(max_size=60), st.integers(1, 9))
def test_marks_turn_back_into_the_bytes_they_stand_for(content: bytes, size: int) -> None:
    encoding = Encoding("utf-8")
    found = blocks(content, encoding, size)
    back = "\n".join(block.text for block in found)
    kept = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\xef\xbb\xbf", b"")
    assert unmark(back, encoding).replace(b"\xef\xbb\xbf", b"") == kept.removesuffix(b"\n")


def test_only_the_damaged_block_is_marked() -> None:
    found = blocks(b"aaaa\nb\xffbb\ncccc\n", Encoding("utf-8"))
    assert [block.is_damaged for block in found[:2]] == [False, True]
    assert [block.text for block in found] == ["aaaa", "b\udcffbb", "cccc"]


def test_byte_order_marks_of_joined_files_are_left_out() -> None:
    found = blocks("\ufeffa\n\ufeffb\nc\ufeffd\n".encode(), Encoding("utf-8"), 100)
    assert found == [Block(1, "a\nb\nc\ufeffd")]


def test_the_mark_at_the_start_is_skipped() -> None:
    content = "é".encode("utf-16")
    assert blocks(content, Encoding("utf-16-le", bom=2), 1) == [Block(1, "é")]


def test_a_line_too_long_is_given_up_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_LINE", 20)
    found = blocks(b"a\n" + b"x" * 300 + b"\nb\nc\n" + b"y" * 30, Encoding("utf-8"))
    assert [(block.line, block.is_damaged) for block in found] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
        (5, True),
    ]
    assert found[1].text.strip("x") == CUT


@pytest.mark.parametrize("size", [7, 13, 20, 100])
def test_what_is_read_behind_a_line_too_long_keeps_its_damage(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(text, "MAX_LINE", 20)
    found = blocks(b"x" * 21 + b"\nb\xff\n" + b"y" * 20 + b"\nz\n", Encoding("utf-8"), size)
    lines = [(block.line, block.lines) for block in found]
    assert [line for _, some in lines for line in some][1:] == ["b\udcff", "y" * 20, "z"]
    assert all(block.is_damaged for block in found if block.line <= 2)


def test_a_stream_that_fails_says_at_which_line() -> None:
    whole = b"".join(b"%d;%d\n" % (n * n, n * 7919 % 1009) for n in range(20_000))
    source = open_source(gzip.compress(whole)[:-5000])
    found: list[Block] = []
    with pytest.raises(ReadError) as caught:
        found += read_blocks(source.open(), Encoding("utf-8"))
    assert caught.value.diagnostics[0].line is not None
    assert caught.value.diagnostics[0].line > 1000
