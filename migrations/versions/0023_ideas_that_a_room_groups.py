"""Ideas that tables put under themes: which are grouped now, and kinds of sealed rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = ("word", "rating", "action", "link", "captions")


def upgrade() -> None:
    op.add_column("events", sa.Column("themes_of", sa.String(), nullable=False, server_default=""))
    _may_be((*KINDS, "placed", "grouped"))


def _may_be(kinds: tuple[str, ...]) -> None:
    """Writes the check of what is sealed anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("event_writings") as batch:
        batch.drop_constraint(op.f("ck_event_writings_what"), type_="check")
        batch.create_check_constraint(op.f("ck_event_writings_what"), f"what IN ({listed})")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM event_writings WHERE what IN ('placed', 'grouped')"))
    _may_be(KINDS)
    op.drop_column("events", "themes_of")
