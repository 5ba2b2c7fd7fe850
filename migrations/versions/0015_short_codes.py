"""Short codes beside QR codes, and when the lead of a group was last written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("open_links", sa.Column("short_code", sa.String(), nullable=True))
    op.create_index(op.f("ix_open_links_short_code"), "open_links", ["short_code"], unique=True)
    op.add_column("round_groups", sa.Column("lead_written", sa.String(), nullable=True))
    op.add_column("round_groups", sa.Column("lead_written_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("round_groups", "lead_written_at")
    op.drop_column("round_groups", "lead_written")
    op.drop_index(op.f("ix_open_links_short_code"), table_name="open_links")
    op.drop_column("open_links", "short_code")
