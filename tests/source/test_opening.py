"""Sources: one form for a path, bytes or a stream; unpacked; every failure in our own words."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import threading
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.errors import FormatError, ReadError, UnknownFormatError
from statementkit.source import open_source
from statementkit.source.opening import HEAD

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"date;amount\n2024-02-01;-3.20\n"
DIGEST = hashlib.sha256(TEXT).hexdigest()


class Pipe(io.RawIOBase):
    """A stream that cannot go back and gives a few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._content.read(min(7, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


def packed(**members: bytes) -> bytes:
    """Return a zip file of members, called `name.csv`."""
    return zipped({f"{name}.csv": content for name, content in members.items()})


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def content(what: Any) -> bytes:
    with open_source(what).open() as stream:
        return stream.read()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "statement.csv"
    path.write_bytes(TEXT)
    return path


def test_a_path_as_text_or_as_path(path: Path) -> None:
    assert content(path) == content(str(path)) == TEXT
    assert open_source(path).name == str(path)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes(kind: type) -> None:
    assert content(kind(TEXT)) == TEXT
    assert open_source(kind(TEXT)).name == "<bytes>"


def test_a_file_object_is_read_from_where_it_stands_and_left_open(path: Path) -> None:
    with path.open("rb") as file:
        file.read(5)
        source = open_source(file)
        for _ in range(2):
            with source.open() as stream:
                assert stream.read() == TEXT[5:]
        assert not file.closed
        assert source.name == str(path)


def test_a_text_file_object_comes_as_utf_8() -> None:
    source = open_source(io.StringIO("Õis;1\n"))
    assert source.is_text
    with source.open() as stream:
        assert stream.read() == "Õis;1\n".encode()


def test_a_text_file_object_in_a_wrong_encoding(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("Gebühr\n".encode("cp1252"))
    with path.open(encoding="utf-8") as file, pytest.raises(ReadError) as caught:
        content(file)
    assert caught.value.code == "SK401"


def test_a_stream_that_cannot_go_back_is_read_once_but_peeked_at_before() -> None:
    source = open_source(Pipe(TEXT))
    assert source.head() == source.head() == source.sample() == TEXT
    with source.open() as stream:
        assert stream.read() == TEXT
    with pytest.raises(ReadError) as caught:
        source.open()
    assert caught.value.code == "SK401"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Pipe(TEXT))))
    assert open_source("-").name == "<stdin>"
    assert content("-") == TEXT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[TEXT])
    writer.start()
    source = open_source(path)
    assert not source.reopens
    assert source.head() == TEXT
    with source.open() as stream:
        assert stream.read() == TEXT
    writer.join()


class Bare:
    """An object that can be read, and nothing else."""

    def __init__(self, content: Any) -> None:
        self._content = [content]

    def read(self, size: int = -1) -> Any:
        return self._content.pop() if size and self._content else type(TEXT)()


def test_an_object_that_can_only_be_read() -> None:
    source = open_source(Bare(TEXT))  # type: ignore[arg-type]
    with source.open() as stream:
        assert stream.read() == TEXT


def test_a_path_in_bytes_names_a_file(path: Path) -> None:
    class InBytes(os.PathLike[Any]):
        def __fspath__(self) -> Any:
            return os.fsencode(path)

    assert content(InBytes()) == TEXT


def test_a_source_stays_itself() -> None:
    source = open_source(TEXT)
    assert open_source(source) is source


@pytest.mark.parametrize("make", [bytes, gzip.compress, lambda it: packed(march=it)])
def test_a_packed_statement_has_the_bytes_and_the_digest_of_the_plain_one(
    make: Any, tmp_path: Path
) -> None:
    path = tmp_path / "statement"
    path.write_bytes(make(TEXT))
    for what in (path, make(TEXT), io.BytesIO(make(TEXT)), Pipe(make(TEXT))):
        source = open_source(what)
        assert source.head() == TEXT
        assert source.digest is None
        with source.open() as stream:
            assert stream.read() == TEXT
        assert source.digest == DIGEST


def test_several_gzip_members_are_one_statement() -> None:
    assert content(gzip.compress(TEXT) + gzip.compress(TEXT)) == TEXT * 2


def test_a_zip_file_may_hold_clutter_beside_the_statement() -> None:
    assert (
        content(zipped({"march.csv": TEXT, "__MACOSX/._march.csv": b"x", "folder/": b""})) == TEXT
    )


def test_a_zip_file_with_a_choice_says_how_to_choose(tmp_path: Path) -> None:
    path = tmp_path / "year.zip"
    path.write_bytes(packed(april=b"no", march=TEXT))
    with pytest.raises(FormatError, match=r"'april\.csv', 'march\.csv'") as caught:
        open_source(path)
    assert caught.value.diagnostics[0].hint == f"choose one of them: {path}!april.csv"
    assert content(f"{path}!march.csv") == TEXT
    with pytest.raises(FormatError, match=r"and no 'may\.csv'"):
        open_source(f"{path}!may.csv")


def test_a_file_that_is_no_zip_has_no_members(path: Path) -> None:
    with pytest.raises(FormatError, match=r"no zip file, and holds no 'march\.csv'"):
        open_source(f"{path}!march.csv")


def test_an_empty_zip_file() -> None:
    with pytest.raises(FormatError, match="holds no file"):
        open_source(packed()).head()


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("word/document.xml", "Word"),
        ("content.xml", "OpenDocument"),
    ],
)
def test_a_document_is_no_parcel(member: str, what: str) -> None:
    with pytest.raises(UnknownFormatError, match=what) as caught:
        open_source(zipped({member: b"<x/>"})).head()
    assert caught.value.code == "SK404"


def test_a_workbook_is_handed_out_as_it_is() -> None:
    content = zipped({"xl/workbook.xml": b"<x/>"})
    with open_source(content).open() as stream:
        assert stream.read() == content


def test_what_was_read_of_a_broken_file_comes_before_its_failure() -> None:
    lines = b"".join(hashlib.sha256(bytes([n])).hexdigest().encode() + b"\n" for n in range(200))
    with open_source(gzip.compress(lines)[:-2000]).open() as stream:
        read = stream.read1(len(lines))
        assert len(read) > 5_000
        assert lines.startswith(read)
        with pytest.raises(ReadError) as caught:
            stream.read1(1)
    assert caught.value.code == "SK413"


def test_a_locked_zip_file() -> None:
    locked = bytearray(packed(march=TEXT))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(header) + flags] |= 1
    with pytest.raises(ReadError, match="password") as caught:
        content(bytes(locked))
    assert caught.value.code == "SK413"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no/such/file.csv", "No such file"),
        (".", "folder"),
        ("date;amount\n2024-02-01;1", "no path"),
        ("a\0b", "no path"),
        ("x" * 5000, "too long"),
        ("\udcff\ud800", "cannot be read"),
    ],
)
def test_a_path_that_leads_nowhere(path: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        open_source(path)
    assert caught.value.code == "SK401"
    assert caught.value.diagnostics[0].message.startswith("the file cannot be read")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(path: Path) -> None:
    path.chmod(0)
    with pytest.raises(ReadError, match="Permission denied"):
        open_source(path)


def test_a_closed_stream() -> None:
    stream = io.BytesIO(TEXT)
    stream.close()
    with pytest.raises(ReadError):
        open_source(stream)


def test_what_is_no_source_at_all() -> None:
    with pytest.raises(TypeError, match="not int"):
        open_source(42)  # type: ignore[arg-type]


def test_a_sample_holds_the_telling_lines_of_a_large_file() -> None:
    plain, telling = b"2024-02-01;3.20\n", "Õis;1\n".encode("cp1257")
    source = open_source(plain * HEAD + telling + plain * HEAD)
    sample = source.sample()
    assert telling in sample
    assert len(sample) < 2 * HEAD


@given(
    st.sampled_from([b"", b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", packed(a=TEXT)[:50]]),
    st.binary(max_size=100),
    st.integers(0, 200),
)
def test_only_our_own_errors_escape(start: bytes, rest: bytes, cut: int) -> None:
    whole = packed(a=TEXT)
    for what in (start + rest, whole[:cut] + rest + whole[cut:], gzip.compress(TEXT)[:cut] + rest):
        with suppress(ReadError):
            content(what)
