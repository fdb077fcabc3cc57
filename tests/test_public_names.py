"""The public names: complete, sorted, honest to type checkers, and light to import."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import statementkit as sk
from statementkit import errors
from statementkit.formats import onec

if TYPE_CHECKING:
    from types import ModuleType

PACKAGES = {"statementkit": sk, "statementkit.formats.onec": onec}
each_package = pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)

LATE = ("statementkit.model", "statementkit.reader", "statementkit.formats.onec.model")
HEAVY = ("babel", "chardet", "click", "lark", "polars", "rich", "sqlalchemy", "tomlkit")


@each_package
def test_names_are_sorted_and_said_once(package: ModuleType) -> None:
    constants_first = sorted(set(package.__all__), key=lambda name: (not name.isupper(), name))
    assert package.__all__ == constants_first


@pytest.mark.parametrize(
    ("package", "name"), [(each, name) for each in PACKAGES.values() for name in each.__all__]
)
def test_every_name_exists_and_is_described(package: ModuleType, name: str) -> None:
    assert inspect.getdoc(getattr(package, name))
    assert name in dir(package)


def test_every_exception_is_public() -> None:
    exceptions = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    assert exceptions <= set(sk.__all__)


@each_package
def test_an_unknown_name_is_an_attribute_error(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no attribute 'raed'"):
        getattr(package, "raed")  # noqa: B009


def _imported(package: ModuleType) -> dict[str, str | None]:
    """Names that the text of a package imports for type checkers, and from which modules."""
    text = Path(package.__file__ or "").read_text("utf-8")
    return {
        alias.name: node.module
        for block in ast.parse(text).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@each_package
def test_type_checkers_see_every_name(package: ModuleType) -> None:
    assert set(_imported(package)) == set(package.__all__)


@each_package
def test_late_names_come_from_where_type_checkers_look(package: ModuleType) -> None:
    late = {name: f"{package.__name__}.{home}" for name, home in package._HOMES.items()}
    assert late == _imported(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_import_is_light(package: str) -> None:
    modules = _output_of(f"import sys, {package}; print(*sys.modules)").split()
    assert {name.partition(".")[0] for name in modules}.isdisjoint(HEAVY)
    assert not [each for each in modules if each.startswith(f"{package}.") and each in LATE]


def _output_of(program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
