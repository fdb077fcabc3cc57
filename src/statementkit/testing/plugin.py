"""A plugin for pytest: every layout of a folder is tested, with the statements beside it.

`pytest --statementkit-layouts layouts/` holds each `*.toml` against the laws and each statement
against what is expected of it; `--statementkit-rewrite` writes down what is expected.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


FOLDERS, EXAMPLES, REWRITE = (
    "--statementkit-layouts",
    "--statementkit-examples",
    "--statementkit-rewrite",
)

_WRITTEN = "statementkit_written"
"""The property of a test's report that says what was written."""

_KNOWN = pytest.StashKey[dict[Path, dict[Path, Path | None]]]()
"""The statements of each folder, with their layouts."""

_NAMED = 5
"""How many files are named that no layout reads."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugin."""
    group = parser.getgroup("statementkit", "tests of layouts of bank statements")
    group.addoption(
        FOLDERS,
        action="append",
        default=[],
        metavar="FOLDER",
        help="Test every layout (*.toml) of the folder, and the statements beside it.",
    )
    group.addoption(
        EXAMPLES,
        type=int,
        default=20,
        metavar="NUMBER",
        help="How many files of each layout are made up to test it. [20]",
    )
    group.addoption(
        REWRITE,
        action="store_true",
        help="Write down what the statements become now as what is expected of them.",
    )


# -- what is collected -----------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Collect the folders of layouts, wherever they are, unless a part of them is asked for."""
    folders = _folders(config)
    if config.getoption(REWRITE) and os.environ.get("CI"):
        raise pytest.UsageError(f"{REWRITE} is not for CI: rewrite, look and commit at home")
    if config.getoption(REWRITE) and not folders:
        raise pytest.UsageError(f"{REWRITE} needs {FOLDERS} FOLDER: nothing says what to rewrite")
    if config.getoption(EXAMPLES) < 1:
        raise pytest.UsageError(f"{EXAMPLES} takes 1 or more, not {config.getoption(EXAMPLES)}")
    is_asked = config.args_source is pytest.Config.ArgsSource.ARGS
    asked = [_path(each.split("::")[0]) for each in config.args]
    for folder in folders:
        if not folder.is_dir():
            raise pytest.UsageError(f"{FOLDERS}: there is no folder {folder}")
        is_there = any(folder.is_relative_to(each) for each in asked)
        if not is_there and not (is_asked and any(each.is_relative_to(folder) for each in asked)):
            config.args.append(str(folder))


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which files of the folders nothing reads: they look tested, and are not."""
    if not (folders := _folders(config)):
        return []
    from statementkit.testing.golden_paths import unread_files

    paths = [path for folder in folders for path in unread_files(folder)]
    names = ", ".join(path.name for path in paths[:_NAMED])
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return [f"statementkit: not tested, for no layout has the name: {names}{more}"] * bool(paths)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the layouts of the folders, files for 1C, and what is expected of nothing."""
    folder = next((it for it in _folders(parent.config) if file_path.is_relative_to(it)), None)
    kind = None if folder is None else _kind(file_path, folder, parent.config)
    if kind is None:
        return None
    collected: pytest.Collector = kind.from_parent(parent, path=file_path)
    return collected


def _kind(path: Path, folder: Path, config: pytest.Config) -> type[pytest.File] | None:
    if path.suffix == ".toml":
        return LayoutFile
    from statementkit.testing.golden_paths import EXPECTED, expected_file

    statements = _statements(folder, config)
    if path.name.endswith(EXPECTED):
        return None if path in map(expected_file, statements) else ForgottenFile
    return ExchangeFile if statements.get(path, path) is None else None


def _statements(folder: Path, config: pytest.Config) -> dict[Path, Path | None]:
    """Return the statements of a folder; they are looked for once."""
    from statementkit.testing.golden_paths import golden_folder

    known = config.stash.setdefault(_KNOWN, {})
    if folder not in known:
        known[folder] = golden_folder(folder)
    return known[folder]


def _folders(config: pytest.Config) -> list[Path]:
    return [_path(each) for each in config.getoption(FOLDERS)]


def _path(text: str) -> Path:
    """Return a path as pytest has those of files: absolute, without `..`, links as they stand."""
    return Path(os.path.abspath(text))  # noqa: PTH100 - Path.absolute keeps the dots


class LayoutFile(pytest.File):
    """A layout: a test of its laws, and one for each statement beside it."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the tests."""
        from statementkit.testing.golden_paths import golden_files

        yield LawsItem.from_parent(self, name="laws")
        for path in golden_files(self.path):
            yield StatementItem.from_parent(
                self,
                name=path.relative_to(self.path.parent).as_posix(),
                statement=path,
                layout=self.path,
            )


class ExchangeFile(pytest.File):
    """A file for 1C, which no layout need read."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its only test."""
        yield StatementItem.from_parent(self, name="as it is", statement=self.path, layout=None)


class ForgottenFile(pytest.File):
    """A file that says what is expected of a statement that is not there."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test that fails."""
        yield ForgottenItem.from_parent(self, name="of what")


# -- the tests -------------------------------------------------------------------------------------


class _LayoutItem(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """Show what the library says, and a traceback, its own, only of what it does not say."""
        from statementkit.errors import StatementKitError

        told = (StatementKitError, AssertionError, Warning, pytest.fail.Exception)
        if isinstance(excinfo.value, told):
            return str(excinfo.value)
        excinfo.traceback = excinfo.traceback.cut(path=__file__)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the layout stands, and what is tested."""
        return self.path, None, f"{self.path.name}: {self.name}"


class LawsItem(_LayoutItem):
    """The laws of a layout."""

    def runtest(self) -> None:
        """Check them."""
        try:
            from statementkit.testing.laws import check_layout
        except ModuleNotFoundError as error:
            pytest.fail(f"{error}: pip install 'statementkit[testing]'", pytrace=False)
        check_layout(self.path, examples=self.config.getoption(EXAMPLES))


class StatementItem(_LayoutItem):
    """A statement, and what it must become."""

    def __init__(self, *, statement: Path, layout: Path | None, **others: Any) -> None:
        super().__init__(**others)
        self.statement = statement
        self.layout = layout

    def runtest(self) -> None:
        """Compare it, or write it down."""
        from statementkit.testing.golden import check_golden, rewrite_golden

        if self.config.getoption(REWRITE):
            told = rewrite_golden(self.statement, self.layout)
            self.user_properties.append((_WRITTEN, told))
        else:
            check_golden(self.statement, self.layout)


class ForgottenItem(_LayoutItem):
    """What is expected, and of nothing."""

    def runtest(self) -> None:
        """Fail."""
        pytest.fail(
            f"{self.path.name} says what is expected of a statement, and no layout has that one: "
            "name the statement and its layout alike, or take this file away",
            pytrace=False,
        )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was written down, so that somebody looks at it."""
    reports = terminalreporter.getreports("passed")
    told = [text for each in reports for name, text in each.user_properties if name == _WRITTEN]
    if told:
        terminalreporter.section("written down as expected: look through it before you keep it")
        for text in told:
            terminalreporter.line(text)
