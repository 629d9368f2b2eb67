"""What Alembic runs a migration in: the connection that it is given, and the transaction that it is in."""

from alembic import context

from adapters.ledger.migrations import VERSION_TABLE
from adapters.ledger.tables import metadata

context.configure(
    context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
