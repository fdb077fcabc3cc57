"""`statementkit fakebank`: started and interrupted as from a terminal."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PROGRAM = shutil.which("statementkit", path=str(Path(sys.executable).parent)) or "statementkit"


def test_it_tells_how_to_ask_and_ends_cleanly() -> None:
    with subprocess.Popen(
        [PROGRAM, "fakebank", "--fault", "500:1"], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        said = []
        for line in program.stdout:
            said.append(line.rstrip())
            if "Ctrl-C" in line:
                break
        address = next(line.split()[1] for line in said if "address" in line)
        request = Request(f"{address}/openapi/api/v4/bank-accounts")  # noqa: S310 - loopback
        request.add_header("Authorization", f"Bearer {token(said, 'tbank')}")
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            accounts = answer.read().decode()
        assert all(number in accounts for number in re.findall(r"account  (\d{20})", said[1]))
        assert program.stdout.readline().endswith("tbank GET /openapi/api/v4/bank-accounts 200\n")
        program.send_signal(signal.SIGINT)
        assert program.stdout.read() == "\nrequests answered: 1\n"
    assert program.returncode == 0


def token(said: list[str], bank: str) -> str:
    """Return the token that is to be exported for a bank."""
    return next(line.partition("=")[2] for line in said if f"FAKE_{bank.upper()}_TOKEN=" in line)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "flood"], "'flood' is none of 401, 403,"),
        (["--fault", "429:soon"], "'soon' is not a number of requests"),
        (["--port", "70000"], "70000 is not in the range"),
        (["--accounts", "0"], "0 is not in the range"),
        (["--days", "0"], "0 is not in the range"),
    ],
)
def test_it_refuses_what_makes_no_sense(run: Run, arguments: list[str], message: str) -> None:
    result = run("fakebank", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_it_says_when_a_port_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("fakebank", "--port", str(port))
    assert result.exit_code == 2
    assert f"cannot listen on port {port}" in result.stderr
