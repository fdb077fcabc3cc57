"""Change a part of the library a little, place by place: which changes do its tests notice?

`python -m tests.mutation PART` runs mutmut over a part of `[tool.mutation]` in `pyproject.toml`;
`python -m tests.mutation PART results` lists what no test noticed, `… PART show NAME` one of it.
A part has a folder of its own below `mutants/`, where the next run goes on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import tomlkit

_ROOT = Path(__file__).parents[1]
_LINKED = ("src", "tests", "grammar", "docs", "examples")


def main(part: str, *arguments: str) -> int:
    """Run mutmut over a part, with the settings that are common to all of them and its own."""
    settings = tomlkit.parse((_ROOT / "pyproject.toml").read_text("utf-8")).unwrap()
    parts = settings["tool"]["mutation"]
    if part not in parts:
        sys.exit(f"there is no part {part!r}; there are {', '.join(parts)}")
    settings["tool"]["mutmut"] |= parts[part]
    folder = _ROOT / "mutants" / part
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(tomlkit.dumps(settings), "utf-8")
    for name in _LINKED:
        if not (folder / name).exists():
            (folder / name).symlink_to(_ROOT / name)
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    surroundings = {"HYPOTHESIS_PROFILE": "fast"} | os.environ
    command = [mutmut, *(arguments or ("run",))]
    return subprocess.run(command, cwd=folder, env=surroundings).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if sys.argv[1:] else __doc__)
