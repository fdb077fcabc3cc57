"""Change a part of the library a little, place by place: which changes do its tests notice?

`python -m tests.mutation PART` runs mutmut over a part of `[tool.mutation]` in `pyproject.toml`;
`python -m tests.mutation PART results` lists what no test noticed, `… PART show NAME` one of it.
A part has a folder of its own below `mutants/`, where the next run goes on.

`python -m tests.mutation PART sample 500` tries so many of the changes, drawn by chance but always
the same, by the plugin `mutation_sample` of pytest: that takes a tenth of the time. The changes
are those of a run of mutmut, which must have begun to try them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import tomlkit

_ROOT = Path(__file__).parents[1]
_LINKED = ("src", "tests", "grammar", "docs", "examples")


def main(part: str, *arguments: str) -> int:
    """Run mutmut over a part, or a sample of what it changes there."""
    parts = _settings()["mutation"]
    if part not in parts:
        sys.exit(f"there is no part {part!r}; there are {', '.join(parts)}")
    own = _settings()["mutmut"] | parts[part]
    folder = _prepared(_ROOT / "mutants" / part, own)
    surroundings = {"HYPOTHESIS_PROFILE": "fast"} | os.environ
    if arguments[:1] != ("sample",):
        command = [str(Path(sys.executable).with_name("mutmut")), *(arguments or ("run",))]
        return subprocess.run(command, cwd=folder, env=surroundings).returncode
    changed = folder / "mutants"
    surroundings["PYTHONPATH"] = f"{changed}{os.pathsep}{changed / 'src'}"
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "tests.mutation_sample"]
    command += [*own["pytest_add_cli_args"], *own["pytest_add_cli_args_test_selection"]]
    command += ["--changes", *arguments[1:]]
    return subprocess.run(command, cwd=changed, env=surroundings).returncode


def _settings() -> Any:
    return tomlkit.parse((_ROOT / "pyproject.toml").read_text("utf-8")).unwrap()["tool"]


def _prepared(folder: Path, settings: Any) -> Path:
    """Return a folder that looks to mutmut like the project, with settings of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    project = {"tool": _settings() | {"mutmut": settings}}
    (folder / "pyproject.toml").write_text(tomlkit.dumps(project), "utf-8")
    for name in _LINKED:
        if not (folder / name).exists():
            (folder / name).symlink_to(_ROOT / name)
    return folder


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if sys.argv[1:] else __doc__)
