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


def pytest_configure(config: pytest.Config) -> None:
    """Collect the folders of layouts, wherever they are."""
    folders = _folders(config)
    if config.getoption(REWRITE) and os.environ.get("CI"):
        raise pytest.UsageError(f"{REWRITE} is not for CI: rewrite, look and commit at home")
    for folder in folders:
        if not folder.is_dir():
            raise pytest.UsageError(f"{FOLDERS}: there is no folder {folder}")
        arguments = [Path(each.split("::")[0]).absolute() for each in config.args]
        if not any(folder.is_relative_to(each) for each in arguments):
            config.args.append(str(folder))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the layouts of the folders."""
    if file_path.suffix == ".toml" and any(
        file_path.is_relative_to(folder) for folder in _folders(parent.config)
    ):
        layout: pytest.Collector = LayoutFile.from_parent(parent, path=file_path)
        return layout
    return None


def _folders(config: pytest.Config) -> list[Path]:
    return [Path(each).absolute() for each in config.getoption(FOLDERS)]


class LayoutFile(pytest.File):
    """A layout: a test of its laws, and one for each statement beside it."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the tests."""
        from statementkit.testing.golden import golden_files

        yield LawsItem.from_parent(self, name="laws")
        for path in golden_files(self.path):
            yield StatementItem.from_parent(
                self, name=str(path.relative_to(self.path.parent)), statement=path
            )


class _LayoutItem(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """Show what the library says, and a traceback only of what it does not."""
        from statementkit.errors import StatementKitError

        if isinstance(excinfo.value, StatementKitError | AssertionError | pytest.fail.Exception):
            return str(excinfo.value)
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

    def __init__(self, *, statement: Path, **others: Any) -> None:
        super().__init__(**others)
        self.statement = statement

    def runtest(self) -> None:
        """Compare it, or write it down."""
        from statementkit.testing.golden import check_golden, rewrite_golden

        run = rewrite_golden if self.config.getoption(REWRITE) else check_golden
        run(self.statement, self.path)
