"""All tables, and the triggers that let `entries` and `seals` only grow."""

from uuid import uuid4

from alembic import op
from sqlalchemy import insert

from adapters.ledger.tables import metadata, settings

revision = "0001"
down_revision = None

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
    metadata.create_all(op.get_bind())
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(insert(settings).values(name="id", value=uuid4().hex))
