"""All tables, and the triggers that let `entries` and `seals` only grow."""

from uuid import uuid4

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    column,
    insert,
    table,
)

revision = "0001"
down_revision = None

PLACE = BigInteger().with_variant(Integer, "sqlite")

REFUSED = "'entries and seals are only appended to'"

SQLITE = (
    f"CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, {REFUSED}); END",
    f"CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, {REFUSED}); END",
    # A trigger has no parameters; what stands in it is this file's.
    f"""CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries
    WHEN NEW.seq <= (SELECT max(seq) FROM entries) OR EXISTS (
        SELECT 1 FROM entries WHERE (id, kind, branch, case_id) = (NEW.id, NEW.kind, NEW.branch, NEW.case_id))
    BEGIN SELECT RAISE(ABORT, {REFUSED}); END""",  # noqa: S608  of constants
    f"CREATE TRIGGER seals_no_update BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, {REFUSED}); END",
    f"CREATE TRIGGER seals_no_delete BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, {REFUSED}); END",
    f"""CREATE TRIGGER seals_no_replace BEFORE INSERT ON seals WHEN NEW.batch <= (SELECT max(batch) FROM seals)
    BEGIN SELECT RAISE(ABORT, {REFUSED}); END""",  # noqa: S608  of constants
)
"""`INSERT OR REPLACE` deletes without the triggers of deletions."""

POSTGRES = (
    f"CREATE FUNCTION guiju_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION {REFUSED}; END$$",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries EXECUTE FUNCTION guiju_refuse()",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seals EXECUTE FUNCTION guiju_refuse()",
)

TRIGGERS = {"sqlite": SQLITE, "postgresql": POSTGRES}


def upgrade() -> None:
    _ledger()
    _projections()
    _webhooks()
    _access()
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(insert(table("settings", column("name"), column("value"))).values(name="id", value=uuid4().hex))


def _ledger() -> None:
    op.create_table(
        "entries",
        Column("seq", PLACE, autoincrement=False, nullable=False),
        Column("kind", Text, nullable=False),
        Column("branch", Text, nullable=False),
        Column("policy", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("recorded", BigInteger, nullable=False),
        Column("body", Text, nullable=False),
        Column("leaf", LargeBinary, nullable=False),
        PrimaryKeyConstraint("seq"),
        UniqueConstraint("id", "kind", "branch", "case_id", name="entries_once"),
    )
    op.create_index("entries_of_case", "entries", ["case_id", "branch", "kind", "seq"])
    op.create_index("entries_of_kind", "entries", ["kind", "seq"])
    op.create_table(
        "seals",
        Column("batch", PLACE, autoincrement=False, nullable=False),
        Column("first", BigInteger, nullable=False),
        Column("last", BigInteger, nullable=False),
        Column("root", LargeBinary, nullable=False),
        Column("previous", LargeBinary, nullable=False),
        Column("sealed", BigInteger, nullable=False),
        Column("key_id", Text, nullable=False),
        Column("signature", LargeBinary, nullable=False),
        PrimaryKeyConstraint("batch"),
    )


def _projections() -> None:
    op.create_table(
        "cases",
        Column("branch", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("events", Integer, nullable=False),
        Column("bundle", Text, nullable=False),
        Column("read_to", BigInteger, nullable=False),
        Column("look_at", BigInteger),
        Column("problems", Text, nullable=False),
        PrimaryKeyConstraint("branch", "case_id"),
    )
    op.create_index("cases_to_look_at", "cases", ["look_at"])
    op.create_table(
        "clocks",
        Column("branch", Text, nullable=False),
        Column("policy", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("clock", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("started", BigInteger),
        Column("due", BigInteger),
        Column("revision", Text, nullable=False),
        Column("reading", Text, nullable=False),
        PrimaryKeyConstraint("branch", "policy", "case_id", "clock", "key"),
    )
    op.create_index("clocks_by_due", "clocks", ["state", "due"])
    op.create_index("clocks_of_case", "clocks", ["case_id", "branch"])


def _webhooks() -> None:
    op.create_table(
        "endpoints",
        Column("id", Text, nullable=False),
        Column("url", Text, nullable=False),
        Column("types", Text, nullable=False),
        Column("branches", Text, nullable=False),
        Column("secret", Text, nullable=False),
        Column("created", BigInteger, nullable=False),
        Column("disabled", BigInteger),
        PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "deliveries",
        Column("message", Text, nullable=False),
        Column("endpoint", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("state", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("next_at", BigInteger),
        Column("claimed_until", BigInteger, nullable=False),
        Column("status", Integer),
        Column("problem", Text, nullable=False),
        Column("changed", BigInteger, nullable=False),
        PrimaryKeyConstraint("message", "endpoint"),
    )
    op.create_index("deliveries_due", "deliveries", ["endpoint", "state", "next_at", "seq"])
    op.create_index("deliveries_in_order", "deliveries", ["state", "seq"])


def _access() -> None:
    op.create_table(
        "keys",
        Column("id", Text, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        Column("name", Text, nullable=False),
        Column("scopes", Text, nullable=False),
        Column("branches", Text, nullable=False),
        Column("rate", Integer, nullable=False),
        Column("created", BigInteger, nullable=False),
        Column("revoked", BigInteger),
        PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "idempotency",
        Column("key_id", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False),
        Column("media_type", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("created", BigInteger, nullable=False),
        PrimaryKeyConstraint("key_id", "key"),
    )
    op.create_index("idempotency_by_age", "idempotency", ["created"])
    op.create_table(
        "settings",
        Column("name", Text, nullable=False),
        Column("value", Text, nullable=False),
        PrimaryKeyConstraint("name"),
    )
