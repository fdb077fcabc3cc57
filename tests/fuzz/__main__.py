"""Coverage-guided fuzzing: `python -m tests.fuzz [--seconds 60] [TARGET …]`, by default all.

An input may cost what `Bounds` allows; what never ends is stopped after thirty seconds. One that
breaks a target is written to the folder of crashes; a small one belongs into `tests/fuzz/found/`,
in the folder of its target, where every run of the tests tries it again.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha1
from importlib.util import find_spec
from pathlib import Path

TARGETS = (
    "anything", "columns", "delimited", "excel", "exchange", "fixed", "layout", "order", "rules",
    "tags",
)  # fmt: skip
_LIMITS = ("-timeout=30", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1")


def main() -> int:
    """Fuzz targets one after the other, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="processor time of each target")
    parser.add_argument("--crashes", type=Path, default=Path("build/crashes"), help="where they go")
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if find_spec("atheris") is None:
        parser.error("fuzzing takes the help of atheris: pip install atheris")
    if unknown := sorted({*given.targets} - {*TARGETS}):
        parser.error(f"there is no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if given.run:
        _fuzz(given.targets[0], given.seconds, given.crashes)
    given.crashes.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz", "--run", "--seconds", str(given.seconds)]
    command += ["--crashes", str(given.crashes)]
    codes = [subprocess.run([*command, each]).returncode for each in given.targets or TARGETS]
    return int(any(codes))


def _fuzz(name: str, seconds: int, crashes: Path) -> None:
    """Fuzz a target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["statementkit"], enable_loader_override=False):
        from tests.fuzz.bounds import Bounds
        from tests.fuzz.seeds import seeds
        from tests.fuzz.targets import TARGETS as FUNCTIONS

    # Code that says which branches it takes is up to three times as slow.
    bounds = Bounds(seconds=3, seconds_a_byte=3 / 100_000)

    def target(data: bytes) -> None:
        try:
            bounds.check(FUNCTIONS[name], data)
        except BaseException:
            # By itself libFuzzer keeps nothing where threads of a target outlive it.
            digest = sha1(data, usedforsecurity=False).hexdigest()
            (crashes / f"{name}-crash-{digest}").write_bytes(data)
            raise
        if time.process_time() > seconds:
            os.kill(os.getpid(), signal.SIGUSR1)  # by which libFuzzer ends in good order

    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, content in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(content)
    where = f"-artifact_prefix={crashes}/{name}-"
    atheris.Setup([sys.argv[0], *_LIMITS, where, str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
