"""Clocks of a programme: whether parts start their own minutes by themselves, and where each part is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "events", sa.Column("timed_segments", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("event_segments", sa.Column("place", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("event_segments", "place")
    op.drop_column("events", "timed_segments")
