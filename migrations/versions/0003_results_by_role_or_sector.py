"""Results by role or sector, kept beside the cells of a release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("releases", sa.Column("cuts_json", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("releases", "cuts_json")
