"""Statements as bytes: records that a bank might send, written in every way that banks have."""

from __future__ import annotations

import csv
import io
from typing import Any

import attrs
from hypothesis import strategies as st

HEADER = ["Date", "Party", "Amount", "Kind", "Note"]
ORDER = "date|name|amount|other|description|conditions=4=Hold,skip;4=Fee,date,other,amount"
SETTINGS: dict[str, Any] = {"order": ORDER, "date_format": "yyyy-MM-dd", "decimal": "."}

DATES = ["2024-02-01", "2024-02-29", "2023-12-31"]
AMOUNTS = ["12.50", "-3.20", "0.00", "1,234.56", "100", "(7.00)"]
BAD = ["", "x", "2024-02-30", "12,5O"]
NOTES = ["", "gift", "Fee, monthly", 'say "no"', "a;b", "A|B", "tab\there", "two\nlines", "Õhtu ž"]

Record = list[str]

records: st.SearchStrategy[list[Record]] = st.lists(
    st.tuples(
        st.sampled_from([*DATES * 4, *BAD]),
        st.sampled_from(["Kohvik Hommik", "Mari Kask", "Õ", "x,y"]),
        st.sampled_from([*AMOUNTS * 3, *BAD]),
        st.sampled_from(["Sale", "Sale", "Hold", "Fee", ""]),
        st.sampled_from(NOTES),
    ).map(list),
    max_size=8,
)


@attrs.frozen
class Writing:
    """How records become bytes."""

    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    quote_all: bool = False
    last_newline: bool = True

    def text(self, rows: list[Record]) -> str:
        file = io.StringIO()
        csv.writer(
            file,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL,
            lineterminator=self.newline,
        ).writerows(rows)
        text = file.getvalue()
        return text if self.last_newline else text.removesuffix(self.newline)

    def bytes(self, rows: list[Record]) -> bytes:
        return self.text(rows).encode(self.encoding)


writings = st.builds(
    Writing,
    delimiter=st.sampled_from([",", ";", "|", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "windows-1257", "utf-16-be"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quote_all=st.booleans(),
    last_newline=st.booleans(),
).filter(lambda how: how.quote_all or how.newline != "\r")
