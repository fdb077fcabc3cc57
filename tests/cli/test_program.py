"""The command as a process: help, ends, streams, terminals. Never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from statementkit.cli import main
from statementkit.cli.program import COMMANDS

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PROGRAM = shutil.which("statementkit", path=str(Path(sys.executable).parent)) or "statementkit"
AT_ONCE = """
from statementkit.cli import main, progress
class AtOnce(progress.Timer):
    def start(self):
        super().start()
        self.join()
progress._PATIENCE, progress.Timer = 0, AtOnce
main()
"""
IMPATIENT = (sys.executable, "-c", AT_ONCE)
"""The command with a bar that is there before anything is read."""

LAYOUT = ("--order", "date|name|amount", "--date-format", "yyyy-MM-dd", "--decimal", ".")
ROW = "2024-02-01,Õun,-3.20\n"

on_unix = pytest.mark.skipif(os.name != "posix", reason="pipes, signals and terminals of Unix")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    path.write_text("date,name,amount\n" + ROW, "utf-8")
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.csv"
    path.write_text("date,name,amount\n" + ROW * 100_000, "utf-8")
    return path


def start(
    *args: str | Path,
    env: dict[str, str] | None = None,
    program: tuple[str, ...] = (PROGRAM,),
    **how: Any,
) -> Any:
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.Popen([*program, *args], env=os.environ | (env or {}), **how)


def output(*args: str | Path, **how: Any) -> tuple[int, bytes, bytes]:
    with start(*args, **how) as process:
        out, err = process.communicate()
        return process.returncode, out, err


def every_command(group: click.Command = main, path: tuple[str, ...] = ()) -> list[str]:
    if not isinstance(group, click.Group):
        return [" ".join(path)]
    context = click.Context(group)
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return [each for name, it in found if it for each in every_command(it, (*path, name))]


class TestHelp:
    def test_it_lists_the_subcommands(self) -> None:
        code, out, err = output("--help")
        assert (code, err) == (0, b"")
        assert all(f"  {name} " in out.decode() for name in COMMANDS)

    def test_it_loads_nothing_that_it_does_not_need(self) -> None:
        program = (
            "import sys, click.testing; from statementkit.cli import main; "
            "click.testing.CliRunner().invoke(main, ['--help']); print(*sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        loaded = set(done.stdout.decode().split())
        assert "click" in loaded
        heavy = {"babel", "chardet", "lark", "rich", "tomlkit", "statementkit.layouts"}
        assert loaded.isdisjoint(heavy)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_subcommand_explains_itself(self, name: str, run: Run) -> None:
        result = run(name, "-h")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: main {name} ")
        options = click.Context(main).command.get_command(click.Context(main), name)  # type: ignore[attr-defined]
        assert all(each.help for each in options.params if isinstance(each, click.Option))

    @pytest.mark.parametrize("name", every_command())
    def test_its_examples_stand_on_lines_of_their_own(self, name: str, run: Run) -> None:
        shown = run(*name.split(), "--help").stdout
        assert "\\b" not in shown
        for line in (line for line in shown.splitlines() if line.startswith("  statementkit ")):
            assert line.count("statementkit ") == 1

    def test_the_version_is_that_of_the_package(self, run: Run) -> None:
        assert run("--version").stdout.split()[-1][0].isdigit()

    def test_an_unknown_subcommand_is_answered_with_the_nearest(self, run: Run) -> None:
        result = run("raed", "a.csv")
        assert result.exit_code == 2
        assert "Did you mean 'read'?" in result.stderr

    def test_a_missing_file_is_wrong_use(self, run: Run) -> None:
        assert run("read").exit_code == 2


@on_unix
class TestEnds:
    def test_a_closed_pipe_ends_it_quietly(self, large: Path) -> None:
        with start("read", large, *LAYOUT, "--to", "csv") as process:
            assert process.stdout.readline().startswith(b"booked_on")
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 141

    def test_both_streams_may_be_the_closed_pipe(self, large: Path) -> None:
        with start("read", large, *LAYOUT, "--to", "csv", stderr=subprocess.STDOUT) as process:
            process.stdout.readline()
            process.stdout.close()
        assert process.returncode == 141

    def test_ctrl_c_ends_it_quietly_and_leaves_no_half_file(
        self, large: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "out.csv").write_text("old")
        call = ("read", "-", *LAYOUT, "--to", "csv", "-o", tmp_path / "out.csv")
        with start(*call, stdin=subprocess.PIPE) as process:
            process.stdin.write(large.read_bytes())  # and it waits for more
            while process.poll() is None and len(list(tmp_path.iterdir())) == 2:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
        assert (process.returncode, out, err) == (130, b"", b"")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["large.csv", "out.csv"]
        assert (tmp_path / "out.csv").read_text() == "old"

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_full_disk_is_a_sentence(self, small: Path) -> None:
        with Path("/dev/full").open("wb") as full:
            code, _, err = output("read", small, *LAYOUT, stdout=full)
        assert code == 2
        assert b"cannot write the output: No space left on device" in err
        assert b"Traceback" not in err

    def test_a_fault_of_ours_is_a_sentence_too(
        self, run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("statementkit.cli.read.bar", None)
        result = run("read", small, *LAYOUT)
        assert result.exit_code == 2
        assert result.stderr.startswith("statementkit has a fault: TypeError")
        assert "Traceback" not in result.stderr
        with pytest.raises(TypeError):
            run("--debug", "read", small, *LAYOUT)


class TestStreams:
    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
    def test_no_encoding_of_standard_output_is_too_small(self, encoding: str, small: Path) -> None:
        env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
        for form in ("table", "csv", "jsonl"):
            code, out, err = output("read", small, *LAYOUT, "--to", form, env=env)
            assert (code, err.count(b"\n")) == (0, 1)
            assert "Õun" in out.decode("utf-8")

    def test_standard_output_holds_nothing_but_data(self, small: Path) -> None:
        code, out, err = output("read", small, small.parent / "nowhere.csv", *LAYOUT, "-v")
        assert code == 2
        assert out.decode("utf-8").count("\n") == 3
        assert b"nowhere.csv" in err


@on_unix
class TestTerminals:
    @staticmethod
    def screen(
        *args: str | Path,
        env: dict[str, str] | None = None,
        error_too: bool = True,
        program: tuple[str, ...] = (PROGRAM,),
        stdin: Any = subprocess.DEVNULL,
    ) -> str:
        """Return what a terminal of 80 columns shows of a call."""
        import pty
        import termios

        leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (24, 80))
        stderr = follower if error_too else subprocess.DEVNULL
        how = {"stdin": stdin, "stdout": follower, "stderr": stderr}
        env = {"TERM": "xterm-256color", "COLUMNS": "", **(env or {})}
        shown = b""
        with start(*args, env=env, program=program, **how):
            os.close(follower)
            try:
                while piece := os.read(leader, 1 << 16):
                    shown += piece
            except OSError:
                pass
            finally:
                os.close(leader)
        return shown.decode("utf-8")

    def test_a_terminal_is_shown_colours(self, small: Path) -> None:
        assert "\x1b[31m-3.20" in self.screen("read", small, *LAYOUT).replace(" ", "")

    def test_no_color_is_honoured(self, small: Path) -> None:
        shown = self.screen("read", small, *LAYOUT, env={"NO_COLOR": "1"})
        assert "\x1b[3" not in shown
        assert "-3.20" in shown

    def test_a_pipe_is_not(self, small: Path) -> None:
        _, out, err = output("read", small, *LAYOUT, env={"TERM": "xterm-256color"})
        assert b"\x1b" not in out + err

    def test_a_table_fits_the_terminal(self, tmp_path: Path) -> None:
        wide = tmp_path / "wide.csv"
        wide.write_text("date,name,amount\n" + f"2024-02-01,{'Kohvik ' * 30},-3.20\n")
        shown = self.screen("read", wide, *LAYOUT, env={"NO_COLOR": "1"}, error_too=False)
        assert max(map(len, shown.splitlines())) <= 80
        assert "…" in shown

    def test_a_bar_is_drawn_while_a_file_goes_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "rows.csv").write_text("date,name,amount\n" + ROW * 20_000, "utf-8")
        call = ("read", tmp_path / "rows.csv", *LAYOUT, "--to", "jsonl")
        shown = self.screen(*call, "-o", tmp_path / "out", program=IMPATIENT)
        assert "rows.csv \x1b" in shown
        assert "━" in shown
        assert shown.endswith("20,000 transactions\r\n")
        assert "━" not in self.screen(*call, program=IMPATIENT)
        with start(*call, program=IMPATIENT) as process:
            assert "━".encode() not in process.communicate()[1]

    @pytest.mark.parametrize("path", ["nowhere.csv", ".", "x" * 5000])
    def test_the_bar_leaves_it_to_the_reader_to_refuse_a_path(
        self, path: str, tmp_path: Path
    ) -> None:
        shown = self.screen("read", path, *LAYOUT, "-o", tmp_path / "out")
        assert "SK401" in shown

    def test_the_bar_takes_nothing_from_a_pipe(self, small: Path, tmp_path: Path) -> None:
        with (
            small.open("rb") as content,
            subprocess.Popen(["cat"], stdin=content, stdout=subprocess.PIPE) as cat,
        ):
            shown = self.screen(
                "read", "/dev/stdin", *LAYOUT, "-o", tmp_path / "out", stdin=cat.stdout
            )
        assert ": 1 record = 1 read + 0 skipped + 0 problems" in shown

    def test_code_is_highlighted_and_complete(self) -> None:
        shown = self.screen("compile", *LAYOUT, env={"NO_COLOR": "1"})
        _, piped, _ = output("compile", *LAYOUT)
        plain = "".join(part.partition("m")[2] for part in ("m" + shown).split("\x1b["))
        assert plain.replace("\r", "").split() == piped.decode().split()
