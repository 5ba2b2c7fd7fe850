"""What stays of events: programmes of a partnership's own, and events that are put away out of the list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("put_away", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "own_programmes",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("length", sa.String(), nullable=False),
        sa.Column("segments_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.key"], name=op.f("fk_own_programmes_partnership_partnerships")
        ),
        sa.PrimaryKeyConstraint("partnership", "key", name=op.f("pk_own_programmes")),
    )


def downgrade() -> None:
    op.drop_table("own_programmes")
    op.drop_column("events", "put_away")
