"""What lacks a package that an extra brings along says which; all else works without it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT = "import sys\nsys.modules[{package!r}] = None\n"
CLI = "sys.argv[0] = 'statementkit'\nfrom statementkit.cli import main\nmain()\n"


def _run(package: str, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT.format(package=package) + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("package", "name", "extra"),
    [
        ("hypothesis", "statementkit.testing.check_layout", "testing"),
        ("hypothesis", "statementkit.testing.rows", "testing"),
        ("polars", "statementkit.add_keys", "columns"),
        ("polars", "statementkit.assign", "columns"),
    ],
)
def test_a_name_that_needs_a_package_says_which_extra_brings_it(
    package: str, name: str, extra: str
) -> None:
    module, _, it = name.rpartition(".")
    done = _run(package, f"from {module} import {it}")
    told, hint = done.stderr.splitlines()[-2:]
    assert told.startswith(f"ModuleNotFoundError: import of {package} halted")
    assert hint == f"pip install 'statementkit[{extra}]'"


@pytest.mark.parametrize("name", ["anonymise", "shrink", "render", "check_golden"])
def test_the_kit_needs_hypothesis_only_where_it_draws(name: str) -> None:
    done = _run("hypothesis", f"from statementkit.testing import {name}")
    assert done.returncode == 0, done.stderr


def test_connections_are_made_and_tried_without_a_store(tmp_path: Path) -> None:
    config = str(tmp_path / "feeds.toml")
    added = ["add", "mine", "--bank", "tochka", "--token", "env:NO_SUCH_TOKEN", "--config", config]
    done = _run("sqlalchemy", CLI, "feeds", *added)
    assert done.returncode == 0, done.stderr
    done = _run("sqlalchemy", CLI, "feeds", "test", "--config", config)
    assert "NO_SUCH_TOKEN" in done.stderr
    assert "SK749" not in done.stderr
