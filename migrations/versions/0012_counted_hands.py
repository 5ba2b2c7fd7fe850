"""Hands that a second person counted, slips that were handed out, and scribes' codes that follow from the salt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_EVENTS = sa.table("events", sa.column("partnership"), sa.column("key"), sa.column("state"))
_RATINGS = sa.table(
    "event_table_ratings", *map(sa.column, ("partnership", "event", "table", "area", "level", "evidence"))
)
_ACTIONS = sa.table("event_actions", *map(sa.column, ("partnership", "event", "table")))


def upgrade() -> None:
    op.add_column("events", sa.Column("handed_out_json", sa.Text(), server_default="{}", nullable=False))
    op.add_column("events", sa.Column("hands", sa.Integer(), nullable=True))
    op.drop_column("events", "scribe_code")
    for event in op.get_bind().execute(sa.select(_EVENTS).where(_EVENTS.c.state == "ended")).all():
        _name_no_table(event.partnership, event.key)


def _name_no_table(partnership: str, event: str) -> None:
    """Of an event that is over nobody knows any more how many people sat at a table, so none is named."""
    connection = op.get_bind()
    connection.execute(
        sa.update(_ACTIONS)
        .where(_ACTIONS.c.partnership == partnership, _ACTIONS.c.event == event)
        .values(table=0)
    )
    mine = (_RATINGS.c.partnership == partnership, _RATINGS.c.event == event, _RATINGS.c.table > 0)
    order = (_RATINGS.c.area, _RATINGS.c.level, _RATINGS.c.evidence)
    rows = connection.execute(sa.select(_RATINGS).where(*mine).order_by(*order)).all()
    for number, row in enumerate(rows, 1):
        connection.execute(
            sa.update(_RATINGS)
            .where(*mine, _RATINGS.c.table == row.table, _RATINGS.c.area == row.area)
            .values(table=-number)
        )


def downgrade() -> None:
    op.add_column("events", sa.Column("scribe_code", sa.String(), nullable=True))
    op.drop_column("events", "hands")
    op.drop_column("events", "handed_out_json")
