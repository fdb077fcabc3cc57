"""What is around the library changes nothing: locale, time zone, contexts, threads, memory."""

from __future__ import annotations

import decimal
import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import statementkit as sk

ROOT = Path(__file__).parents[2]
FILE = ROOT / "examples" / "paypal" / "statement.csv"
RUN = ["-c", "from statementkit.cli import main; main()", "read", str(FILE)]
RUN += ["--layout", "paypal", "--to", "jsonl"]

SURROUNDINGS: dict[str, tuple[list[str], dict[str, str]]] = {
    "optimised": (["-O"], {}),
    "without docstrings": (["-OO"], {}),
    "Turkish": ([], {"LC_ALL": "tr_TR.UTF-8"}),
    "no locale": ([], {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "west of all": ([], {"TZ": "Etc/GMT+12"}),
    "east of all": ([], {"TZ": "Pacific/Kiritimati"}),
    "hashes by chance": ([], {"PYTHONHASHSEED": "4711"}),
}


def _read(*flags: str, **around: str) -> str:
    done = subprocess.run(
        [sys.executable, *flags, *RUN],
        capture_output=True, check=True, env={**os.environ, **around},
    )  # fmt: skip
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_a_call_says_the_same_whatever_is_around_it(name: str) -> None:
    flags, around = SURROUNDINGS[name]
    said = _read(*flags, **around)
    assert said == _read()
    assert said.count("\n") > 5


MAPPER = sk.compile_order(
    "date|name|amountdivide3%|fee.multiply(1.1)|balance",
    date_format="d MMM yyyy", decimal=",", thousands=".", language="de",
)  # fmt: skip
ROWS = [
    [f"{1 + n % 28} Mai 2024", f"Kauf {n}", f"{n * 3}.000.000.003,75", "1,50", "0,01"]
    for n in range(1, 60)
]


def _mapped(_: int = 0) -> list[sk.Transaction]:
    return list(MAPPER.map_rows(ROWS))


@pytest.mark.parametrize("precision", [1, 3, 28, 100])
@pytest.mark.parametrize("rounding", [decimal.ROUND_UP, decimal.ROUND_HALF_EVEN])
def test_no_decimal_context_reaches_an_amount(precision: int, rounding: str) -> None:
    expected = _mapped()
    with decimal.localcontext(prec=precision, rounding=rounding, Emax=99, Emin=-99) as context:
        context.traps[decimal.Inexact] = True
        found = _mapped()
    assert [repr(each) for each in found] == [repr(each) for each in expected]


def test_one_mapper_serves_eight_threads() -> None:
    expected = _mapped()
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(_mapped, range(40)))


def test_a_mapper_and_what_it_makes_cross_processes() -> None:
    mapper = pickle.loads(pickle.dumps(MAPPER))  # noqa: S301 - our own
    assert list(mapper.map_rows(ROWS)) == _mapped()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        assert list(pool.map(_length_of, [MAPPER, MAPPER])) == [len(_mapped())] * 2


def _length_of(mapper: Any) -> int:
    return len(list(mapper.map_rows(ROWS)))


def test_little_memory_is_enough_for_much() -> None:
    program = (
        "import io, resource, statementkit as sk\n"
        "resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))\n"
        "file = io.BytesIO(b'2024-02-01,Kohvik Hommik,-3.20\\n' * 400_000)\n"
        "stream = sk.iter_transactions(file, order='date|name|amount', header=False,\n"
        "                              date_format='yyyy-MM-dd', decimal='.', delimiter=',')\n"
        "print(sum(1 for _ in stream))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "400000\n", done.stderr
