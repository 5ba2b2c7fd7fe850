"""Moves of a room: how often a host has moved it, so that a press tells at which state it was made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("events", "moves")
