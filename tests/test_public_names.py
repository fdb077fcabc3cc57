"""The public names: complete, sorted, honest to type checkers, and light to import."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import statementkit as sk
from statementkit import errors

HEAVY = ("babel", "chardet", "click", "lark", "polars", "rich", "sqlalchemy", "tomlkit")


def test_names_are_sorted_and_said_once() -> None:
    assert sk.__all__ == sorted(set(sk.__all__))


@pytest.mark.parametrize("name", sk.__all__)
def test_every_name_exists_and_is_described(name: str) -> None:
    assert inspect.getdoc(getattr(sk, name))
    assert name in dir(sk)


def test_every_exception_is_public() -> None:
    exceptions = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    assert exceptions <= set(sk.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'raed'"):
        getattr(sk, "raed")  # noqa: B009


def _imported() -> dict[str, str | None]:
    """Names that the text of the package imports from its modules, and from which."""
    return {
        alias.name: node.module
        for node in ast.walk(ast.parse(Path(sk.__file__).read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("statementkit.")
        for alias in node.names
    }


def test_type_checkers_see_every_name() -> None:
    assert set(_imported()) == set(sk.__all__)


def test_late_names_come_from_where_type_checkers_look() -> None:
    late = {name: f"statementkit.{home}" for name, home in sk._HOMES.items()}
    assert late.items() <= _imported().items()


def test_the_import_is_light() -> None:
    program = "import sys, statementkit; print(*sys.modules)"
    loaded = {name.partition(".")[0] for name in _output_of(program).split()}
    assert loaded.isdisjoint(HEAVY)


def _output_of(program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
