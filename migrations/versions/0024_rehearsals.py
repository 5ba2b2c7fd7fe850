"""Rehearsals: which event one is a copy of, who is imagined in it, and that nothing of its round is told elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("rehearses", sa.String(), nullable=True))
    op.add_column("events", sa.Column("rehearsal_json", sa.Text(), nullable=False, server_default=""))
    op.add_column("rounds", sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("rounds", "rehearsal")
    op.drop_column("events", "rehearsal_json")
    op.drop_column("events", "rehearses")
