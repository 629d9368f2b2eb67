"""The tables. `entries` and `seals` are only ever appended to; `cases` and `clocks` can be made anew.

The others say what is still to be done, what was answered, who may call and who is told. Instants are microseconds
since 1970. Texts that stand for "none" are empty, so that keys have no nulls. Whoever changes a table here adds a
migration, in `migrations/versions/`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

PLACE = BigInteger().with_variant(Integer, "sqlite")

entries = Table(
    "entries",
    metadata,
    Column("seq", PLACE, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("branch", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    UniqueConstraint("id", "kind", "branch", "case_id", name="entries_once"),
    Index("entries_of_case", "case_id", "branch", "kind", "seq"),
    Index("entries_of_kind", "kind", "seq"),
)
"""The ledger itself. `leaf`: the hash of everything else in the row, a leaf of the Merkle tree of its batch."""

seals = Table(
    "seals",
    metadata,
    Column("batch", PLACE, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("sealed", BigInteger, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""Batches of entries, `first` to `last`, sealed: the root of each one's Merkle tree, signed with what the seal
before it says."""

cases = Table(
    "cases",
    metadata,
    Column("branch", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("events", Integer, nullable=False),
    Column("bundle", Text, nullable=False),
    Column("read_to", BigInteger, nullable=False),
    Column("look_at", BigInteger),
    Column("problems", Text, nullable=False),
    Index("cases_to_look_at", "look_at"),
)
"""A projection: cases that have events. `events`: how many; `bundle`: by which library its clocks were read, empty
until then; `read_to`: the earliest instant as of which all is so that was counted or reached (0: nothing yet), before
which it is never read again, whatever the clock says; `look_at`: when it must be read again (0: at once; null: nothing
will happen by itself); `problems`: JSON, why a policy can't be decided for it."""

clocks = Table(
    "clocks",
    metadata,
    Column("branch", Text, primary_key=True),
    Column("policy", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("started", BigInteger),
    Column("due", BigInteger),
    Column("revision", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Index("clocks_by_due", "state", "due"),
    Index("clocks_of_case", "case_id", "branch"),
)
"""A projection: every clock of every case as it was last read. `key`: JSON, of clocks kept per something, else empty;
`reading`: JSON, what holds until something happens (state, due, started, target, provisional)."""

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("types", Text, nullable=False),
    Column("branches", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("disabled", BigInteger),
)
"""Receivers of messages. `types`, `branches`: JSON lists, empty for all; `secret`: JSON, a list of pairs, a secret and
until when it signs."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("message", Text, primary_key=True),
    Column("endpoint", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger),
    Column("claimed_until", BigInteger, nullable=False),
    Column("status", Integer),
    Column("problem", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("branch", Text, nullable=False, server_default=""),
    Column("case_id", Text, nullable=False, server_default=""),
    Index("deliveries_due", "endpoint", "state", "next_at", "seq"),
    Index("deliveries_of_case", "endpoint", "state", "case_id", "branch", "seq"),
    Index("deliveries_in_order", "state", "seq"),
)
"""The outbox: a message (`seq` is its place in the ledger) for a receiver. `state`: pending, delivered, dead."""

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("branches", Text, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("revoked", BigInteger),
)
"""API keys: the hash of the secret, never the secret. `scopes`, `branches`: JSON lists, no branches for all; `rate`:
requests a second, 0 for any number."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created", BigInteger, nullable=False),
    Index("idempotency_by_age", "created"),
)
"""Answers by Idempotency-Key, so that a call that is sent again gets the same."""

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What belongs to the database as a whole, such as its own id."""
