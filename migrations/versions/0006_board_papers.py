"""Which headings a board paper has, and what the partnership wrote under them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_papers",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("headings_json", sa.Text(), nullable=False),
        sa.Column("words_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_board_papers_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("partnership", "round", name=op.f("pk_board_papers")),
    )


def downgrade() -> None:
    op.drop_table("board_papers")
