"""How many people there are in a group that a round asks, where somebody knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round_groups", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("round_groups", "size")
