"""Other ways from a file to columns: what is written by hand for one bank, and checks nothing.

Each returns how many rows it gave. A number with too many decimals is rounded here, a bad cell
becomes null or ends the reading, and nothing says on which line: that is what the library adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.workloads import Workload

NUMBER = pl.Decimal(38, 12)

BY_HAND = "Polars by hand, no checks"


def by_hand(workload: Workload, path: Path) -> int:
    """Read a file as a script with Polars for this one bank would."""
    file = pl.scan_csv(path, infer_schema=False, empty_string_is_null=False)
    return PLANS[workload.name](file).collect().height


def _wise(file: pl.LazyFrame) -> pl.LazyFrame:
    names = file.collect_schema().names()
    reference, day, money_in, money_out = names[9:12], names[13], names[14], names[15]
    amount = pl.when(pl.col(money_in) != "").then(money_in).otherwise(money_out)
    texts = [pl.when(pl.col(name) != "").then(name) for name in reference]
    return file.select(
        pl.col(day).str.to_date("%d/%m/%Y"),
        amount=amount.cast(NUMBER),
        currency=pl.col(names[3]),
        description=pl.concat_str(texts, separator=" ", ignore_nulls=True),
    )


def _paypal(file: pl.LazyFrame) -> pl.LazyFrame:
    names = file.collect_schema().names()
    day, kind, currency, gross, code, party, item, option = (
        names[at] for at in (0, 3, 4, 5, 9, 11, 16, 17)
    )
    amount = pl.col(gross).cast(NUMBER)
    sort, bought = pl.col(kind), pl.col(item)
    is_named = (sort == "Express Checkout Payment") & (amount > 0)
    is_hold = sort == "Account Hold for Open Authorization"
    spoken = (
        "Cancellation of Hold for Dispute Resolution",
        "Dispute Fee",
        "General Currency Conversion",
        "Payment Refund",
        "Payment Reversal",
    )
    both = pl.concat_str([sort, pl.col(option)], separator=" ")
    return file.select(
        pl.col(day).str.to_date("%d/%m/%Y"),
        pl.col(currency),
        pl.col(code),
        amount=amount,
        name=pl.when(is_named | is_hold).then(bought).otherwise(pl.col(party)),
        description=pl.when(sort.is_in(spoken))
        .then(both)
        .when(is_hold)
        .then(sort)
        .otherwise(bought),
    )


def _simple(file: pl.LazyFrame) -> pl.LazyFrame:
    return file.with_columns(pl.col("Date").str.to_date("%Y-%m-%d"), pl.col("Amount").cast(NUMBER))


PLANS: dict[str, Callable[[pl.LazyFrame], pl.LazyFrame]] = {
    "wise": _wise,
    "paypal": _paypal,
    "simple": _simple,
}


def pandas_texts(_: Workload, path: Path) -> int:
    """Read the texts of a file with pandas."""
    import pandas as pd

    return len(pd.read_csv(path, dtype=str, keep_default_na=False))


def pyarrow_texts(_: Workload, path: Path) -> int:
    """Read the texts of a file with pyarrow."""
    import pyarrow as pa
    from pyarrow import csv

    with path.open(encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split(",")
    options = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return int(csv.read_csv(path, convert_options=options).num_rows)


def duckdb_texts(_: Workload, path: Path) -> int:
    """Read the texts of a file with DuckDB."""
    import duckdb

    return int(duckdb.read_csv(str(path), all_varchar=True).to_arrow_table().num_rows)


READERS: dict[str, Callable[[Workload, Path], int]] = {
    BY_HAND: by_hand,
    "pandas, texts": pandas_texts,
    "pyarrow, texts": pyarrow_texts,
    "DuckDB, texts": duckdb_texts,
}
