"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_editions")),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index("ix_failed_sign_ins_last_at", "failed_sign_ins", ["last_at"], unique=False)

    op.create_table(
        "partnerships",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("codes_for_administrators", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_partnerships")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("code_secret", sa.String(), nullable=True),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "groups",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("this_is_you_if", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("catch_all", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.key"], name=op.f("fk_groups_partnership_partnerships")
        ),
        sa.PrimaryKeyConstraint("partnership", "key", name=op.f("pk_groups")),
    )
    op.create_table(
        "memberships",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'facilitator', 'steering')", name=op.f("ck_memberships_role")
        ),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.key"], name=op.f("fk_memberships_partnership_partnerships")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_memberships_person_people")),
        sa.PrimaryKeyConstraint("partnership", "person", name=op.f("pk_memberships")),
    )
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_one_time_links_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
    )
    op.create_index("ix_one_time_links_person", "one_time_links", ["person"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("smallest_number", sa.Integer(), nullable=False),
        sa.Column("leading_reading", sa.String(), nullable=False),
        sa.Column("second_cut", sa.String(), nullable=False),
        sa.Column("targets_json", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.CheckConstraint("leading_reading IN ('group', 'person')", name=op.f("ck_rounds_leading_reading")),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_rounds_state")),
        sa.CheckConstraint("smallest_number >= 5", name=op.f("ck_rounds_smallest_number")),
        sa.ForeignKeyConstraint(["edition"], ["editions.digest"], name=op.f("fk_rounds_edition_editions")),
        sa.ForeignKeyConstraint(
            ["partnership"], ["partnerships.key"], name=op.f("fk_rounds_partnership_partnerships")
        ),
        sa.PrimaryKeyConstraint("partnership", "key", name=op.f("pk_rounds")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awaiting_code", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sessions_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)

    op.create_table(
        "ballots",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("spent_by", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_ballots_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballots_group", "ballots", ["partnership", "round", "group"], unique=False)

    op.create_table(
        "box_comments",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_box_comments_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_box_comments")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_box_comments_round", "box_comments", ["partnership", "round"], unique=False)

    op.create_table(
        "box_responses",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_box_responses_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_box_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_box_responses_round", "box_responses", ["partnership", "round"], unique=False)

    op.create_table(
        "comments",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_comments_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_comments")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comments_round", "comments", ["partnership", "round"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_drafts_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_drafts_round", "drafts", ["partnership", "round"], unique=False)

    op.create_table(
        "open_links",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_open_links_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_open_links")),
    )
    op.create_index("ix_open_links_round", "open_links", ["partnership", "round"], unique=False)

    op.create_table(
        "releases",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("left_out_json", sa.Text(), nullable=False),
        sa.Column("unanswered_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_releases_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("partnership", "round", name=op.f("pk_releases")),
    )
    op.create_table(
        "responses",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_responses_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_responses_round", "responses", ["partnership", "round"], unique=False)

    op.create_table(
        "round_groups",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "group"],
            ["groups.partnership", "groups.key"],
            name=op.f("fk_round_groups_partnership_groups"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f("fk_round_groups_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "group", name=op.f("pk_round_groups")),
    )
    op.create_table(
        "cells",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("groups_json", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("figures_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["releases.partnership", "releases.round"],
            name=op.f("fk_cells_partnership_releases"),
        ),
        sa.PrimaryKeyConstraint("partnership", "round", "number", name=op.f("pk_cells")),
    )


def downgrade() -> None:
    op.drop_table("cells")
    op.drop_table("round_groups")
    op.drop_index("ix_responses_round", table_name="responses")

    op.drop_table("responses")
    op.drop_table("releases")
    op.drop_index("ix_open_links_round", table_name="open_links")

    op.drop_table("open_links")
    op.drop_index("ix_drafts_round", table_name="drafts")

    op.drop_table("drafts")
    op.drop_index("ix_comments_round", table_name="comments")

    op.drop_table("comments")
    op.drop_index("ix_box_responses_round", table_name="box_responses")

    op.drop_table("box_responses")
    op.drop_index("ix_box_comments_round", table_name="box_comments")

    op.drop_table("box_comments")
    op.drop_index("ix_ballots_group", table_name="ballots")

    op.drop_table("ballots")
    op.drop_index("ix_sessions_person", table_name="sessions")

    op.drop_table("sessions")
    op.drop_table("rounds")
    op.drop_index("ix_one_time_links_person", table_name="one_time_links")

    op.drop_table("one_time_links")
    op.drop_table("memberships")
    op.drop_table("groups")
    op.drop_table("people")
    op.drop_table("partnerships")
    op.drop_index("ix_failed_sign_ins_last_at", table_name="failed_sign_ins")

    op.drop_table("failed_sign_ins")
    op.drop_table("editions")
