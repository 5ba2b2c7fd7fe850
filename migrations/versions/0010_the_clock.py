"""What the clocks said at the last run of what is due, and what later releases are set against."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    clock = op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kept_json", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.bulk_insert(clock, [{"id": 1, "kept_json": "", "doubted": False}])
    op.add_column("releases", sa.Column("people_json", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("releases", sa.Column("near_json", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("releases", "near_json")
    op.drop_column("releases", "people_json")
    op.drop_table("clock")
