"""Visioning events: their programmes, who is in the room, votes, words, and what tables agree on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("event", sa.String(), nullable=True))
    _events()
    _people_and_votes()
    _words_and_tables()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("length", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("smallest_number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("round", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("scribe_code", sa.String(), nullable=True),
        sa.Column("salt", sa.LargeBinary(16), nullable=True),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gathered", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=True),
        sa.Column("rating_shown", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acted_by", sa.String(), nullable=False),
        sa.Column("acted", sa.String(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.digest"], name=op.f("fk_events_edition_editions")),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.key"], name=op.f("fk_events_partnership_partnerships")
        ),
        sa.ForeignKeyConstraint(
            ["partnership", "group"],
            ["groups.partnership", "groups.key"],
            name=op.f("fk_events_partnership_groups"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_events_partnership_rounds"),
        ),
        sa.CheckConstraint("state IN ('planned', 'running', 'ended')", name=op.f("ck_events_state")),
        sa.CheckConstraint("smallest_number >= 5", name=op.f("ck_events_smallest_number")),
        sa.PrimaryKeyConstraint("partnership", "key", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_code"), "events", ["code"], unique=True)
    op.create_table(
        "event_segments",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("led_by", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_segments_partnership_events"),
        ),
        sa.PrimaryKeyConstraint("partnership", "event", "key", name=op.f("pk_event_segments")),
    )


def _people_and_votes() -> None:
    op.create_table(
        "event_people",
        sa.Column("id", sa.LargeBinary(32), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("scribe", sa.Boolean(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_people_partnership_events"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_people")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_people_event", "event_people", ["partnership", "event", "group"], unique=False)
    op.create_table(
        "event_votes",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("again_of", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("released_json", sa.Text(), nullable=False),
        sa.Column("shift_json", sa.Text(), nullable=False),
        sa.Column("voted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_votes_partnership_events"),
        ),
        sa.CheckConstraint("kind IN ('practice', 'rating', 'choices')", name=op.f("ck_event_votes_kind")),
        sa.CheckConstraint("state IN ('open', 'closed', 'shown')", name=op.f("ck_event_votes_state")),
        sa.PrimaryKeyConstraint("partnership", "event", "number", name=op.f("pk_event_votes")),
    )
    op.create_table(
        "event_ballots",
        sa.Column("id", sa.LargeBinary(32), nullable=False),
        sa.Column("pair", sa.LargeBinary(32), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("vote", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_ballots_partnership_events"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_ballots_vote", "event_ballots", ["partnership", "event", "vote"], unique=False)


def _words_and_tables() -> None:
    op.create_table(
        "event_words",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("risk", sa.Boolean(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_words_partnership_events"),
        ),
        sa.CheckConstraint(
            "kind IN ('helps', 'hinders', 'vision', 'missing')", name=op.f("ck_event_words_kind")
        ),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'put aside')", name=op.f("ck_event_words_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_words_event", "event_words", ["partnership", "event", "kind"], unique=False)
    op.create_table(
        "event_table_ratings",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("table", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_table_ratings_partnership_events"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'shown', 'put aside')", name=op.f("ck_event_table_ratings_state")
        ),
        sa.PrimaryKeyConstraint("partnership", "event", "table", "area", name=op.f("pk_event_table_ratings")),
    )
    op.create_table(
        "event_actions",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("quick_win", sa.Boolean(), nullable=False),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "event"],
            ["events.partnership", "events.key"],
            name=op.f("fk_event_actions_partnership_events"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'planned', 'put aside')", name=op.f("ck_event_actions_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_actions")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_actions_event", "event_actions", ["partnership", "event"], unique=False)


def downgrade() -> None:
    for table in (
        "event_actions",
        "event_table_ratings",
        "event_words",
        "event_ballots",
        "event_votes",
        "event_people",
        "event_segments",
        "events",
    ):
        op.drop_table(table)
    op.execute(sa.text("DELETE FROM rounds WHERE event IS NOT NULL"))
    op.drop_column("rounds", "event")
