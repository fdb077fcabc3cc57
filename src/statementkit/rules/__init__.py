"""Rules: which wallet, category and project a payment is booked on, and why.

A `Rule` says something of the payments that pass its match; a `RuleBook` holds rules and defaults,
and decides between them.
"""

from __future__ import annotations

from statementkit.rules.assignment import Assignment, Reason
from statementkit.rules.book import RuleBook
from statementkit.rules.check import check_rules
from statementkit.rules.defaults import AccountDefaults, Default, Defaults
from statementkit.rules.fields import FIELDS
from statementkit.rules.files import read_rules
from statementkit.rules.rule import KEYS, Rule
from statementkit.rules.splits import Part, Posting
from statementkit.rules.table import rules_from_csv, rules_to_csv
from statementkit.rules.toml import rules_from_toml, rules_to_toml, updated_toml

__all__ = [
    "FIELDS",
    "KEYS",
    "AccountDefaults",
    "Assignment",
    "Default",
    "Defaults",
    "Part",
    "Posting",
    "Reason",
    "Rule",
    "RuleBook",
    "check_rules",
    "read_rules",
    "rules_from_csv",
    "rules_from_toml",
    "rules_to_csv",
    "rules_to_toml",
    "updated_toml",
]
