"""Sheet mappings of the statement import of Odoo's OCA: records of XML data, or a CSV export.

Source: `account.statement.import.sheet.mapping` and its parser. A debit is there what it is in the
books of the account's owner: money in.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from xml.parsers import expat

import attrs

from statementkit.convert.dates import java_from_c
from statementkit.convert.draft import NAMED_MARKS, Conversion, Draft, transform
from statementkit.convert.text import Configuration, refused
from statementkit.order.nodes import Column, ColumnNumber, Header, Number, Place, Text, Transform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COLUMNS = {
    "timestamp_column": "date",
    "currency_column": "currency",
    "balance_column": "balance",
    "original_currency_column": "originalCurrency",
    "original_amount_column": "originalAmount",
    "transaction_id_column": "id",
    "description_column": "description",
    "notes_column": "description",
    "reference_column": "ref",
    "partner_name_column": "name",
    "bank_name_column": "bankName",
    "bank_account_column": "account",
}

_MODEL = "sheet.mapping"


def read(configuration: Configuration) -> list[Conversion]:
    """Return a conversion for each mapping."""
    is_xml = configuration.text.lstrip().startswith("<")
    records = _xml_records(configuration) if is_xml else _csv_records(configuration)
    return [
        _Mapping(
            Draft(record.get("name") or configuration.name, configuration.file), record
        ).converted()
        for record in records
        if record.get("timestamp_column")
    ]


def _csv_records(configuration: Configuration) -> list[dict[str, str]]:
    try:
        rows = csv.DictReader(configuration.text.splitlines(), strict=True)
        names = rows.fieldnames or []
        if "timestamp_column" not in names:
            raise refused(configuration, "its header has no timestamp_column", 1)
        return [{key: value or "" for key, value in row.items() if key} for row in rows]
    except csv.Error as error:
        raise refused(configuration, f"it is not CSV: {error}") from None


@attrs.define
class _Reader:
    """What is found while XML is parsed: the fields of each record of the right model."""

    configuration: Configuration
    records: list[dict[str, str]] = attrs.field(factory=list)
    field: str | None = None
    is_inside: bool = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "record":
            self.is_inside = _MODEL in attributes.get("model", "")
            if self.is_inside:
                self.records.append({})
        elif tag == "field" and self.is_inside:
            self.field = attributes.get("name", "")
            value = attributes.get("eval", "").strip("'\"")
            self.records[-1][self.field] = "" if value in ("False", "None") else value

    def end(self, tag: str) -> None:
        self.field = None
        self.is_inside = self.is_inside and tag != "record"

    def text(self, text: str) -> None:
        if self.field is not None:
            self.records[-1][self.field] += text

    def doctype(self, *_: object) -> None:
        raise refused(self.configuration, "it has a DOCTYPE, which data of Odoo never has")


def _xml_records(configuration: Configuration) -> list[dict[str, str]]:
    found = _Reader(configuration)
    parser = expat.ParserCreate()
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = found.doctype
    try:
        parser.Parse(configuration.text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        why = f"it is not XML: {expat.ErrorString(error.code)}"
        raise refused(configuration, why, error.lineno) from None
    if not found.records:
        raise refused(configuration, "it has no record of a sheet mapping")
    return found.records


@attrs.frozen
class _Mapping:
    draft: Draft
    record: Mapping[str, str]

    def converted(self) -> Conversion:
        self._file()
        self._numbers()
        try:
            self.draft.put("date_format", java_from_c(self._get("timestamp_format")))
        except ValueError as error:
            self.draft.note(str(error), "set date_format by hand")
        for key, field in _COLUMNS.items():
            changes = self._inverse() if field in ("originalAmount", "balance") else ()
            for place in self._places(key):
                self.draft.add(Column(field, place, (*self._scale(field), *changes)))
        self._amounts()
        self._rows()
        return self.draft.finish()

    def _get(self, key: str, default: str = "") -> str:
        return self.record.get(key, "").strip() or default

    def _is(self, key: str) -> bool:
        return self._get(key).lower() in ("1", "true", "yes")

    def _file(self) -> None:
        draft = self.draft
        draft.put("encoding", self._get("file_encoding", "auto"))
        delimiter = self._get("delimiter", "comma")
        draft.put("delimiter", NAMED_MARKS.get(delimiter, "auto"))
        draft.put("quote", self._get("quotechar", '"'))
        if self._is("no_header"):
            draft.put("header", False)
            draft.put("skip_lines", self._count("header_lines_skip_count"))
        else:
            names = [place.name for place in self._headers()]
            draft.put("header", names or True)
        draft.put("footer_lines", self._count("footer_lines_skip_count"))

    def _headers(self) -> Iterator[Header]:
        keys = ("timestamp_column", "amount_column", "amount_debit_column", "amount_credit_column")
        for key in keys:
            yield from (place for place in self._places(key) if isinstance(place, Header))

    def _count(self, key: str) -> int:
        value = self._get(key, "0")
        return int(value) if value.isdecimal() and len(value) < 5 else 0

    def _numbers(self) -> None:
        decimal = self._get("float_decimal_sep", "comma")
        self.draft.put("decimal", NAMED_MARKS[decimal] if decimal in ("comma", "dot") else ".")
        thousands = self._get("float_thousands_sep", "dot")
        self.draft.put("thousands", NAMED_MARKS.get(thousands, thousands))
        if decimal == "none":
            self.draft.assume(
                "amounts have no decimal mark, so they are divided by 100",
                "change .divide(100) if the currency has other than two decimals",
            )

    def _scale(self, field: str) -> tuple[Transform, ...]:
        is_money = field in ("amount", "creditSum", "debitSum", "balance", "originalAmount")
        if is_money and self._get("float_decimal_sep") == "none":
            return (transform("divide", Number("100")),)
        return ()

    def _places(self, key: str) -> list[Place]:
        """Return the columns of a key: several are joined there."""
        names = [each for each in self._get(key).split(",") if each.strip()]
        if not self._is("no_header"):
            return [Header(each.strip()) for each in names]
        numbers = [each.strip() for each in names if each.strip().isdecimal()]
        if len(numbers) < len(names):
            self.draft.note(f"{key} is {self._get(key)!r}: without a header columns are numbers")
        return [ColumnNumber(int(each) + 1) for each in numbers if len(each) < 5]

    def _inverse(self) -> tuple[Transform, ...]:
        return (transform("negate"),) if self._is("amount_inverse_sign") else ()

    def _amounts(self) -> None:
        debit, credit = self._places("amount_debit_column"), self._places("amount_credit_column")
        if (debit or credit) and not self._get("amount_column"):
            self._sums(debit, credit)
            return
        for place in self._places("amount_column"):
            self.draft.add(Column("amount", place, (*self._scale("amount"), *self._inverse())))
        for place in self._places("debit_credit_column"):
            self._flag(place)

    def _sums(self, debit: list[Place], credit: list[Place]) -> None:
        fields = ["creditSum", "debitSum"]
        if self._is("amount_inverse_sign"):
            fields.reverse()
        self.draft.keys["negative_sums"] = "absolute"
        for field, places in zip(fields, (debit, credit), strict=True):
            for place in places:
                self.draft.add(Column(field, place, self._scale(field)))
        self.draft.assume(
            "the debit column is money in and the credit column money out, as Odoo reads them",
            "compare a file: banks mean the opposite by these words",
        )

    def _flag(self, place: Place) -> None:
        out = self._get("debit_value", "D")
        field = "credit" if self._is("amount_inverse_sign") else "debit"
        if field == "credit":
            column = self.draft.columns[-1]
            if column.field == "amount":
                self.draft.columns[-1] = attrs.evolve(column, transforms=self._scale("amount"))
        self.draft.add(Column(field, place, literal=Text(out)))

    def _rows(self) -> None:
        if self._count("offset_column"):
            self.draft.note(
                f"offset_column leaves out the first {self._count('offset_column')} columns",
                "column names are found wherever they stand; numbers count from the first",
            )
        if self._get("currency_column"):
            self.draft.leave_out(
                "rows in another currency than the journal's are left out there",
                "to do so here, write a branch: [Currency]!=EUR,skip",
            )
