"""What phones get that wait, and that sleep through the end: facts that were ticked, and how their card is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("ticked_facts_json", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("events", sa.Column("card_hash", sa.LargeBinary(32), nullable=True))
    op.create_index("ix_events_card_hash", "events", ["card_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_events_card_hash", "events")
    op.drop_column("events", "card_hash")
    op.drop_column("events", "ticked_facts_json")
