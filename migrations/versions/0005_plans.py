"""What is planned, by whom and for how much; local lists; workforce figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("workforce_figures", "plan_money", "grouping_items", "groupings", "action_steps", "planned_actions")


def _of_partnership(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership"], ["partnerships.key"], name=op.f(f"fk_{table}_partnership_partnerships")
    )


def upgrade() -> None:
    _actions()
    _steps()
    _lists()
    _numbers()


def _actions() -> None:
    op.create_table(
        "planned_actions",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("areas_json", sa.Text(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("baseline", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("latest", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("lead_email", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("pooled", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("year_1", sa.Boolean(), nullable=False),
        sa.Column("quick_win", sa.Boolean(), nullable=False),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("learning_question", sa.Text(), nullable=False),
        sa.Column("pilot_ends", sa.Date(), nullable=True),
        sa.Column("items_json", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lead_standing", sa.String(), nullable=False),
        sa.Column("lead_words", sa.Text(), nullable=False),
        sa.Column("lead_code", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wants_none", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('not started', 'under way', 'complete', 'missed', 'stopped')",
            name=op.f("ck_planned_actions_state"),
        ),
        sa.CheckConstraint(
            "lead_standing IN ('not asked', 'asked', 'accepted', 'declined')",
            name=op.f("ck_planned_actions_lead_standing"),
        ),
        _of_partnership("planned_actions"),
        sa.PrimaryKeyConstraint("partnership", "reference", name=op.f("pk_planned_actions")),
    )
    op.create_index("ix_planned_actions_lead_code", "planned_actions", ["lead_code"], unique=True)


def _steps() -> None:
    op.create_table(
        "action_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        _of_partnership("action_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_steps")),
    )
    op.create_index("ix_action_steps_action", "action_steps", ["partnership", "reference"])


def _lists() -> None:
    op.create_table(
        "groupings",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        _of_partnership("groupings"),
        sa.PrimaryKeyConstraint("partnership", "key", name=op.f("pk_groupings")),
    )
    op.create_table(
        "grouping_items",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("grouping", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("areas_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership", "grouping"],
            ["groupings.partnership", "groupings.key"],
            name=op.f("fk_grouping_items_partnership_groupings"),
        ),
        sa.PrimaryKeyConstraint("partnership", "grouping", "key", name=op.f("pk_grouping_items")),
    )


def _numbers() -> None:
    op.create_table(
        "plan_money",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("pounds", sa.Integer(), nullable=False),
        sa.Column("pooled", sa.Integer(), nullable=False),
        _of_partnership("plan_money"),
        sa.PrimaryKeyConstraint("partnership", "year", name=op.f("pk_plan_money")),
    )
    op.create_table(
        "workforce_figures",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("vacancies", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("gap", sa.Text(), nullable=False),
        _of_partnership("workforce_figures"),
        sa.PrimaryKeyConstraint("partnership", "key", name=op.f("pk_workforce_figures")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
