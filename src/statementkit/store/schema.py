"""The tables of a store, their version, and how older ones become newer ones.

Money is an integer and the number of its decimals: exact in every database, and it can be summed.
Days are dates, moments are texts in UTC, what has no columns of its own is JSON.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

VERSION = 3
"""The version of the tables below. A change of them is a new version and an upgrade."""

METADATA = MetaData()


def _where_given(table: Table, column: str) -> Index:
    """Index the rows that refer to others by a column: without it every removal reads them all."""
    given = table.c[column].is_not(None)
    name = f"{table.name}_{column}"
    return Index(name, table.c[column], sqlite_where=given, postgresql_where=given)


STORE = Table(
    "statementkit_store",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
)
"""One row: the version of the tables, and the number of changes so far. Writers lock it."""

ACCOUNTS = Table(
    "account",
    METADATA,
    Column("number", Text, primary_key=True),
    Column("use_ids", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)
"""Own accounts; `revision` is that of the store when something of the account changed last."""

BATCHES = Table(
    "batch",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("status", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("file", Text),
    Column("digest", Text, index=True),
    Column("layout", Text),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("problems", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("revision", Integer),
    Column("reading", Text),
)
"""Imports: of which file, and what became of its rows. `status` is `done` or `undone`.

`reading` is a hash of how the file was read, and stands where each row of it was sure; together
with the `revision` of the store it tells when the same import would change nothing.
"""

COVERS = Table(
    "cover",
    METADATA,
    Column("batch", ForeignKey("batch.id"), primary_key=True),
    Column("account", ForeignKey("account.number"), primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("whole_days", Boolean, nullable=False),
    Column("gaps", Boolean, nullable=False),
)
"""The days of each account that a batch brought."""

TRANSACTIONS = Table(
    "transaction",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("batch", ForeignKey("batch.id"), nullable=False, index=True),
    Column("own_account", ForeignKey("account.number"), nullable=False),
    Column("parent", ForeignKey("transaction.key")),
    Column("booked_on", Date, nullable=False),
    Column("value_on", Date),
    Column("units", BigInteger, nullable=False),
    Column("decimals", SmallInteger, nullable=False),
    Column("currency", Text),
    Column("name", Text),
    Column("tax_id", Text),
    Column("account", Text),
    Column("bic", Text),
    Column("description", Text),
    Column("reference", Text),
    Column("invoice_number", Text),
    Column("check_number", Text),
    Column("bank_id", Text),
    Column("kind", Text, nullable=False),
    Column("balance", Text),
    Column("extra", Text),
    Column("line", Integer),
    Column("branch", Integer),
    Column("vanished", Boolean, nullable=False),
    Column("party", Text, index=True),
    Column("wallet", Text),
    Column("category", Text),
    Column("project", Text),
    Column("own_name", Text),
    Column("own_kind", Text),
    Column("split", Text),
    Column("reasons", Text),
    Column("edited", Text),
    Column("rules", Integer),
    Index("transaction_day", "own_account", "booked_on"),
    Index("transaction_bank_id", "own_account", "bank_id"),
)
_where_given(TRANSACTIONS, "parent")
"""Bookings and their fees: what the bank says, and from `wallet` on what the owner says.

`rules` is the revision of the store's rules that were asked, blank where other rules were.
"""

SIGHTINGS = Table(
    "sighting",
    METADATA,
    Column("batch", ForeignKey("batch.id"), primary_key=True),
    Column("key", ForeignKey("transaction.key"), primary_key=True),
    Index("sighting_key", "key"),
)
"""Bookings that a later batch held too: an undo of the first one leaves them."""

CHANGES = Table(
    "change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", ForeignKey("transaction.key"), nullable=False, index=True),
    Column("batch", ForeignKey("batch.id"), index=True),
    Column("at", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
)
"""The history: what a batch changed or, without a batch, a person. Values are JSON."""

PARTIES = Table(
    "counterparty",
    METADATA,
    Column("identifier", Text, primary_key=True),
    Column("name", Text),
    Column("own_name", Text),
    Column("merged_into", ForeignKey("counterparty.identifier")),
)
_where_given(PARTIES, "merged_into")
"""Other parties by tax id or, without one, by account; `own_name` is what a person calls them."""

STATED = Table(
    "stated_balance",
    METADATA,
    Column("batch", ForeignKey("batch.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("currency", Text),
    Column("day", Date, nullable=False),
    Column("at_end", Boolean, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("decimals", SmallInteger, nullable=False),
    Column("line", Integer),
)
"""Balances that the file of a batch states, before or after (`at_end`) the movements of a day."""

TRANSFERS = Table(
    "transfer",
    METADATA,
    Column("one", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("is_pair", Boolean, nullable=False),
    Column("at", Text, nullable=False),
)
"""What a person says of two movements: that they are one transfer, or are not. `one` < `other`.

Keys name movements for ever, so this outlives an undo and holds again after the next import.
"""

RULES = Table(
    "rule",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("match", Text, nullable=False),
    Column("wallet", Text),
    Column("category", Text),
    Column("project", Text),
    Column("name", Text),
    Column("kind", Text),
    Column("split", Text),
    Column("priority", Integer, nullable=False),
)
"""Rules, as they are and as they were: in force from one revision of the store until another."""

DEFAULTS = Table(
    "rule_default",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("wallet", Text),
    Column("category", Text),
    Column("project", Text),
)
"""What goes where no rule says anything, by names as `defaults.expense`; kept as rules are."""

HAND_OVERS = Table(
    "hand_over",
    METADATA,
    Column("sink", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reference", Text),
    Column("note", Text),
)
"""What became of transactions that were handed to another program; `status` is as `HandOver`'s.

`intended` is written before a transaction leaves, and stands for unknown until there is an outcome.
"""

FEED_ACCOUNTS = Table(
    "feed_account",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("since", Date),
    Column("until", Date),
    Column("read_at", Text),
)
"""How far each account of a feed was read: all of the days `since` to `until` is in the store."""

FEED_JOBS = Table(
    "feed_job",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the bank of a feed is still working on, in words that only the feed understands."""
