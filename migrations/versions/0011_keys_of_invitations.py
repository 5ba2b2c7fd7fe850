"""Lists of invitations have a key, under which the links that still have to be sent lie."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailings", sa.Column("sealing_key", sa.String(), nullable=True))
    op.add_column("mailings", sa.Column("sealing_mark", sa.LargeBinary(32), nullable=True))
    op.add_column("mailings", sa.Column("sealing_key_gone_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("sealing_key_gone_at", "sealing_mark", "sealing_key"):
        op.drop_column("mailings", column)
