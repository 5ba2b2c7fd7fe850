"""Headings of a partnership's own in its board papers; papers that were kept before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_papers", sa.Column("own_json", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("board_papers", "own_json")
