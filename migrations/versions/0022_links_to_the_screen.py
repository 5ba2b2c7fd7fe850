"""Links to the screen for people away from the hall, and captions: kinds of sealed rows, and a mark of the event."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = ("word", "rating", "action")


def upgrade() -> None:
    op.add_column("events", sa.Column("captions", sa.Boolean(), nullable=False, server_default=sa.false()))
    _may_be((*KINDS, "link", "captions"))


def _may_be(kinds: tuple[str, ...]) -> None:
    """Writes the check of what is sealed anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("event_writings") as batch:
        batch.drop_constraint(op.f("ck_event_writings_what"), type_="check")
        batch.create_check_constraint(op.f("ck_event_writings_what"), f"what IN ({listed})")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM event_writings WHERE what IN ('link', 'captions')"))
    _may_be(KINDS)
    op.drop_column("events", "captions")
