"""What the other columns hold: texts and numbers that change no amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.inference.columns import Column, is_iban
from statementkit.inference.result import Confidence, Use
from statementkit.values import is_currency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Fields = dict[int, tuple[str, str, Confidence]]
"""The field of a column, the reason and its confidence, by the index of the column."""

_TEXTS = (
    *("description", "name", "account", "ownAccount", "bic", "bankName", "ref", "id", "check"),
    *("invoiceNumber", "remitterId", "category", "status", "type", "time"),
)
_NUMBERS_TOO = ("account", "ownAccount", "ref", "id", "check", "invoiceNumber", "remitterId")
_REPEATED = {"description": 4, "name": 1}
_LONG_ID = 5


def name_columns(
    columns: Sequence[Column], taken: Mapping[int, str], *, has_header: bool
) -> Fields:
    """Return the field of each column that is not taken, with its reason."""
    free = [each for each in columns if each.index not in taken and each.kind != "blank"]
    blank = [each for each in columns if each.index not in taken and each.kind == "blank"]
    found: Fields = {}
    used: dict[str, int] = dict.fromkeys((_field(each) for each in taken.values()), 9)
    for column in free:
        if _holds_ibans(column) and not has_header:
            field = "ownAccount" if column.is_constant else "iban"
            if not used.get(field):
                found[column.index] = (field, "its check digits are those of IBANs", "decided")
                used[field] = 1
    wishes = sorted(_wishes([*free, *blank]), key=lambda each: (-each[0], each[1].index))
    for _, column, role in wishes:
        field = _word(role, column)
        limit = _REPEATED.get(field, 1)
        if column.index in found or used.get(field, 0) >= limit or not _may_be(field, column):
            continue
        found[column.index] = (field, "by its name", "likely")
        used[field] = used.get(field, 0) + 1
    if not has_header:
        _by_cells(free, found, used)
    return found


def _field(word: str) -> str:
    return word.split("=")[0].split(".")[0].split("divide")[0]


def _wishes(columns: Iterable[Column]) -> Iterable[tuple[float, Column, str]]:
    for column in columns:
        for role in _TEXTS:
            if score := column.fits(role):
                if column.kind == "number" and role not in _NUMBERS_TOO:
                    continue
                if column.kind == "date":
                    continue
                yield score, column, role


def _word(role: str, column: Column) -> str:
    if role == "account" and column.is_constant and len(column.cells) > 1:
        return "ownAccount"
    if role == "account" and column.filled and all(map(is_iban, column.values)):
        return "iban"
    return role


def _may_be(field: str, column: Column) -> bool:
    """Tell whether cells allow a field: ids must tell rows apart, currencies be codes."""
    if field == "id":
        return column.is_unique
    if field == "status":
        return len(column.values) <= 12
    return True


def _holds_ibans(column: Column) -> bool:
    return bool(column.filled) and all(map(is_iban, column.values))


def _by_cells(free: Sequence[Column], found: Fields, used: dict[str, int]) -> None:
    """Name columns without names by what stands in them."""
    texts = [each for each in free if each.kind == "text" and each.index not in found]
    if not texts or used.get("description"):
        return
    longest = max(texts, key=lambda each: sum(map(len, each.filled)) / len(each.filled))
    found[longest.index] = ("description", "its texts are the longest", "likely")


def find_currency(columns: Sequence[Column], near: Column) -> Column | None:
    """Return the column of currencies: by its name, or else the one beside the amount.

    One that is blank in most rows says something about the others: what they were changed from.
    """
    codes = [
        each
        for each in columns
        if each.kind == "text"
        and len(each.filled) * 2 > len(each.cells)
        and all(is_currency(cell.upper()) for cell in each.values)
    ]
    named = [each for each in codes if each.fits("currency") and not each.fits("balance")]
    pool = named or [each for each in codes if not each.roles]
    return min(
        pool,
        key=lambda each: (-each.fits("currency"), abs(each.index - near.index - 0.5)),
        default=None,
    )


def uses(columns: Sequence[Column], fields: Fields) -> tuple[Use, ...]:
    """Return what each column is used for."""
    return tuple(
        Use(
            each.number,
            each.name,
            *fields.get(each.index, ("other", "not used", "likely")),
            next(iter(each.filled), "")[:60],
        )
        for each in columns
    )
