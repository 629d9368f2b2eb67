"""Deliveries know their case, so that what a message waits for is found without going through the ledger."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("branch", "case_id"):
        op.add_column("deliveries", Column(name, Text, nullable=False, server_default=""))
    op.execute(
        "UPDATE deliveries SET branch = entries.branch, case_id = entries.case_id"
        " FROM entries WHERE entries.seq = deliveries.seq"
    )
    op.create_index("deliveries_of_case", "deliveries", ["endpoint", "state", "case_id", "branch", "seq"])
