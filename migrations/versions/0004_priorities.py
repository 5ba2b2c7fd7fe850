"""What the steering group decides, and who approved it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
        "decisions",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("places_json", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_json", sa.Text(), nullable=False),
        sa.Column("seen_digest", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_round("decisions"),
        sa.PrimaryKeyConstraint("partnership", "round", "number", name=op.f("pk_decisions")),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by", sa.String(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        _of_round("approvals"),
        sa.ForeignKeyConstraint(
            ["partnership", "round", "decision"],
            ["decisions.partnership", "decisions.round", "decisions.number"],
            name=op.f("fk_approvals_partnership_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index("ix_approvals_decision", "approvals", ["partnership", "round", "decision"])


def downgrade() -> None:
    op.drop_index("ix_approvals_decision", table_name="approvals")
    op.drop_table("approvals")
    op.drop_table("decisions")
