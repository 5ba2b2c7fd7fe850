"""What people who answered are told came of it, and who published it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership", "round"],
        ["rounds.partnership", "rounds.key"],
        name=op.f(f"fk_{table}_partnership_rounds"),
    )


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("words_json", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("page_json", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        _of_round("feedback"),
        sa.PrimaryKeyConstraint("partnership", "round", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_code"), "feedback", ["code"], unique=True)
    op.create_table(
        "feedback_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_round("feedback_steps"),
        sa.CheckConstraint("kind IN ('published', 'taken back')", name=op.f("ck_feedback_steps_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_steps")),
    )
    op.create_index("ix_feedback_steps_round", "feedback_steps", ["partnership", "round"])


def downgrade() -> None:
    op.drop_index("ix_feedback_steps_round", table_name="feedback_steps")
    op.drop_table("feedback_steps")
    op.drop_index(op.f("ix_feedback_code"), table_name="feedback")
    op.drop_table("feedback")
