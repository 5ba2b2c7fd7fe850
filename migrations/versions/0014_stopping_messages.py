"""Addresses that asked for no more messages, as marks under a key; and whom the answer to a message goes to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stopped_addresses",
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"],
            ["partnerships.key"],
            name=op.f("fk_stopped_addresses_partnership_partnerships"),
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_stopped_addresses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stopped_addresses_partnership", "stopped_addresses", ["partnership"])
    op.add_column("mailings", sa.Column("reply_to", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("mailings", "reply_to")
    op.drop_table("stopped_addresses")
