"""What a release holds: the whole package with its grammar, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def _tracked(folder: str) -> set[str]:
    """Files below `folder` that belong to the project, by their path inside it."""
    base = ROOT / folder
    return {
        path.relative_to(base).as_posix()
        for path in base.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_wheel_holds_the_package_and_the_grammar(dist: Path) -> None:
    [wheel] = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {name for name in _tracked("src") if ".egg-info/" not in name}
    assert names == package | {f"statementkit/grammar/{name}" for name in _tracked("grammar")}
    assert {"statementkit/py.typed", "statementkit/grammar/order.lark"} <= names


def test_the_sdist_holds_all_that_tests_and_docs_need(dist: Path) -> None:
    [sdist] = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("src", "grammar", "tests", "docs", "examples", "benchmarks"):
        assert {f"{folder}/{name}" for name in _tracked(folder)} <= names
    assert {"Makefile", "README.md", "CHANGELOG.md", "LICENSE", "mkdocs.yml"} <= names


def test_the_grammar_has_one_home() -> None:
    """A copy inside the package would shadow the folder that everyone reads and edits."""
    assert not (ROOT / "src" / "statementkit" / "grammar").exists()
    assert (ROOT / "grammar" / "order.lark").is_file()


def test_the_package_is_marked_as_typed() -> None:
    assert (files("statementkit") / "py.typed").is_file()


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## [{PROJECT['version']}]" in changelog
    assert "\n## [Unreleased]" in changelog


def test_the_installed_version_is_that_of_the_checkout() -> None:
    assert version("statementkit") == PROJECT["version"]


def test_all_holds_every_optional_part_but_spark_which_a_cluster_brings_along() -> None:
    extras = PROJECT["optional-dependencies"]
    apart = {"all", "dev", "spark"}
    parts = set().union(*(set(extras[name]) for name in extras if name not in apart), [])
    assert set(extras["all"]) == parts
