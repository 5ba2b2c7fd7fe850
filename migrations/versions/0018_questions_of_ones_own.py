"""Questions of a room's own: in the parts of a programme, in votes, and in what people write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS_OF_VOTES = ("practice", "rating", "choices")
KINDS_OF_WORDS = ("helps", "hinders", "vision", "missing")


def upgrade() -> None:
    for table in ("event_segments", "event_votes"):
        op.add_column(table, sa.Column("question_json", sa.Text(), nullable=False, server_default=""))
    op.add_column("event_words", sa.Column("segment", sa.String(), nullable=False, server_default=""))
    op.add_column("event_words", sa.Column("parked", sa.Boolean(), nullable=False, server_default=sa.false()))
    _may_be("event_votes", (*KINDS_OF_VOTES, "own"))
    _may_be("event_words", (*KINDS_OF_WORDS, "answer", "asked"))


def _may_be(table: str, kinds: tuple[str, ...]) -> None:
    """Writes the check of a table's kind anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN ({listed})")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM event_votes WHERE kind = 'own'"))
    op.execute(sa.text("DELETE FROM event_words WHERE kind IN ('answer', 'asked')"))
    _may_be("event_votes", KINDS_OF_VOTES)
    _may_be("event_words", KINDS_OF_WORDS)
    for table, column in (
        ("event_words", "parked"),
        ("event_words", "segment"),
        ("event_votes", "question_json"),
        ("event_segments", "question_json"),
    ):
        op.drop_column(table, column)
