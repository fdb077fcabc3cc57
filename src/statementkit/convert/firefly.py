"""Configurations of the Firefly III data importer: a role for each column, by position.

Source: `config/csv.php` and the converters of the data importer; the keys of the importer that was
part of Firefly III before (`column-roles`, `date-format`) mean the same. There each cell decides
how its number is written; here the file does.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from statementkit.convert.dates import java_from_php
from statementkit.convert.draft import NAMED_MARKS, Conversion, Draft, transform
from statementkit.convert.text import Configuration, refused
from statementkit.order.nodes import Column, Regex, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = {
    "_ignore": "other",
    "account-iban": "ownAccount",
    "account-number": "ownAccount",
    "amount": "amount",
    "amount_credit": "creditSum",
    "amount_debit": "debitSum",
    "amount_foreign": "originalAmount",
    "amount_negated": "amount",
    "category-name": "category",
    "currency-code": "currency",
    "date_interest": "valueDate",
    "date_transaction": "date",
    "description": "description",
    "external-id": "id",
    "foreign-currency-code": "originalCurrency",
    "internal_reference": "ref",
    "note": "description",
    "opposing-bic": "bic",
    "opposing-iban": "iban",
    "opposing-name": "name",
    "opposing-number": "account",
    "sepa_ct_id": "ref",
}

_FLAGS = ("generic-debit-credit", "ing-debit-credit", "rabo-debit-credit")

_OUT = ("d", "a", "dr", "af", "db", "debet", "debit", "s", "dbit", "charge", r"\(-\)", "out")
"""Words that the importer takes for money out, in lower case."""

_NOT_READ = {
    "budget": "budgets",
    "bill": "bills",
    "tags": "tags",
    "category-id": "categories of Firefly",
    "account": "accounts of Firefly",
    "opposing-id": "accounts of Firefly",
    "external-url": "addresses",
    "original-source": "sources",
}

_SPELLINGS = {
    "column-roles": "roles",
    "date-format": "date",
    "has-headers": "headers",
    "column-mapping-config": "mapping",
}


def read(configuration: Configuration) -> list[Conversion]:
    """Return the one conversion of a configuration."""
    keys = {_SPELLINGS.get(key, key): value for key, value in _parsed(configuration).items()}
    roles = keys.get("roles")
    if isinstance(roles, dict):
        roles = list(roles.values())
    if not isinstance(roles, list) or not all(isinstance(each, str) for each in roles):
        raise refused(configuration, "it has no list of roles")
    draft = Draft(_named(configuration), configuration.file)
    _file(draft, keys)
    _date(draft, keys.get("date"))
    for role in roles:
        _add(draft, _role(role))
    _specifics(draft, keys)
    return [draft.finish()]


def _parsed(configuration: Configuration) -> dict[str, Any]:
    try:
        keys = json.loads(configuration.text)
    except json.JSONDecodeError as error:
        raise refused(configuration, f"it is not JSON: {error.msg}", error.lineno) from None
    except ValueError as error:
        raise refused(configuration, f"it is not JSON: {error}") from None
    if not isinstance(keys, dict):
        raise refused(configuration, "it is no object of keys and values", 1)
    return keys


def _named(configuration: Configuration) -> str:
    """Return a name: most files are called default.json in the folder of the bank."""
    found = re.search(r"([^/\\]+)[/\\]default\.json$", configuration.file or "")
    return found[1] if found else configuration.name


def _file(draft: Draft, keys: Mapping[str, Any]) -> None:
    delimiter = str(keys.get("delimiter", "comma"))
    draft.put("delimiter", NAMED_MARKS.get(delimiter, delimiter))
    draft.put("header", bool(keys.get("headers", False)))
    draft.put("encoding", "auto")


def _date(draft: Draft, pattern: Any) -> None:
    if not isinstance(pattern, str) or not pattern:
        draft.assume(
            "there is no date format, so each file decides how its dates are written",
            "set date_format if you know it",
        )
        return
    language, _, rest = pattern.rpartition(":") if re.match("[a-z]{2}[:_]", pattern) else ("",) * 3
    if language:
        draft.put("language", language)
    try:
        found = java_from_php(rest or pattern)
    except ValueError as error:
        draft.note(str(error), "set date_format by hand")
        return
    draft.put("date_format", found[0] if len(found) == 1 else found)


def _role(role: str) -> str:
    """Return a role in today's spelling: dates had hyphens once."""
    today = role.strip().lower()
    if today.startswith(("date-", "sepa-", "amount-", "internal-")):
        return today.replace("-", "_")
    return today


def _add(draft: Draft, role: str) -> None:
    if role in _FLAGS:
        draft.add(_flag())
    elif role in _FIELDS:
        _add_field(draft, role)
    else:
        draft.add(Column("other"))
        what = next((what for word, what in _NOT_READ.items() if role.startswith(word)), None)
        position = len(draft.columns)
        if what:
            draft.leave_out(f"column {position} is {role!r}: layouts know no {what}")
        elif role.startswith("date_"):
            draft.leave_out(f"column {position} is {role!r}, a date that layouts have no field for")
        elif role.startswith("currency-"):
            hint = 'set currency, or replace the signs: .replace("€","EUR")'
            draft.note(f"column {position} is {role!r}: currencies are ISO 4217 codes", hint)
        else:
            draft.note(f"column {position} is {role!r}, which has no counterpart")


def _add_field(draft: Draft, role: str) -> None:
    changes = (transform("negate"),) if role == "amount_negated" else ()
    added = draft.add(Column(_FIELDS[role], transforms=changes))
    if added and role in ("amount_credit", "amount_debit"):
        draft.keys["negative_sums"] = "absolute"


def _flag() -> Column:
    """Return the flag of the importer, which knows the words of several banks."""
    words = Regex(rf"^(?:{'|'.join(_OUT)})$")
    changes = (transform("lower"), transform("sub", words, Text("out")))
    return Column("debit", transforms=changes, literal=Text("out"))


def _specifics(draft: Draft, keys: Mapping[str, Any]) -> None:
    specifics = keys.get("specifics")
    for each in specifics if isinstance(specifics, list | dict) else ():
        if each != "AppendHash":
            draft.note(f"the specific {each!r} changes the rows before they are read")
    mapping = keys.get("mapping")
    if isinstance(mapping, dict | list) and any(
        mapping.values() if isinstance(mapping, dict) else mapping
    ):
        draft.leave_out("the mapping replaces names by accounts and categories of Firefly")
    if keys.get("default_account") or keys.get("import-account"):
        draft.leave_out(
            "the default account is a number of Firefly", "set account to the bank's number"
        )
