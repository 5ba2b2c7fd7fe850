"""What running a consultation needs: leads, invitations, ways in, moderation, retention."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = (sa.Text, "''")
LINE = (sa.String, "''")
MAYBE = (sa.String, None)
COUNT = (sa.Integer, "0")
NO = (sa.Boolean, sa.false())
WHEN = (lambda: sa.DateTime(timezone=True), None)

# table -> column -> its type and what rows that are there already get; None means nothing
ADDED = {
    "partnerships": {
        "controller": LINE,
        "data_protection_contact": LINE,
        "privacy_words": WORDS,
        "accessibility_words": WORDS,
        "keeps_months": (sa.Integer, "24"),
        "safeguarding_name": LINE,
        "safeguarding_email": LINE,
        "safeguarding_words": WORDS,
    },
    "groups": {
        "lead_email": LINE,
        "method": LINE,
        "key_dates": WORDS,
        "retired": NO,
        "merged_into": MAYBE,
    },
    "rounds": {
        "support_children": WORDS,
        "welcome": WORDS,
        "welcome_children": WORDS,
        "privacy_words": WORDS,
        "privacy_words_children": WORDS,
        "repeats": MAYBE,
        "practice_code": MAYBE,
        "batches_json": (sa.Text, "'{}'"),
        "answers_announced_at": WHEN,
        "answers_erased_at": WHEN,
        "addresses_announced_at": WHEN,
        "addresses_erased_at": WHEN,
    },
    "round_groups": {
        "lead_code": MAYBE,
        "told": COUNT,
        "invited": COUNT,
        "slips": COUNT,
        "by_helper": COUNT,
        "by_paper": COUNT,
        "commented": COUNT,
    },
    "open_links": {"helper": NO},
    "box_comments": {"risk": NO, "counts": NO},
    "comments": {"state": (sa.String, "'waiting'"), "published": WORDS, "risk": NO},
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, (kind, there) in columns.items():
            default = sa.text(there) if isinstance(there, str) else there
            op.add_column(table, sa.Column(name, kind(), nullable=there is None, server_default=default))
    op.create_index("ix_rounds_practice_code", "rounds", ["practice_code"], unique=True)
    op.create_index("ix_round_groups_lead_code", "round_groups", ["lead_code"], unique=True)
    _invitations()
    _moderation()


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["partnership", "round"],
        ["rounds.partnership", "rounds.key"],
        name=op.f(f"fk_{table}_partnership_rounds"),
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        _of_round("invitations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("partnership", "round", "address", name="uq_invitations_address"),
    )
    op.create_index("ix_invitations_group", "invitations", ["partnership", "round", "group"])
    op.create_table(
        "mailings",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('invitation', 'reminder')", name=op.f("ck_mailings_kind")),
        _of_round("mailings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_index("ix_mailings_round", "mailings", ["partnership", "round"])
    op.create_table(
        "messages",
        sa.Column("mailing", sa.LargeBinary(length=16), nullable=False),
        sa.Column("invitation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'handing over', 'sent', 'refused', 'unknown')",
            name=op.f("ck_messages_state"),
        ),
        sa.ForeignKeyConstraint(["mailing"], ["mailings.id"], name=op.f("fk_messages_mailing_mailings")),
        sa.ForeignKeyConstraint(
            ["invitation"], ["invitations.id"], name=op.f("fk_messages_invitation_invitations")
        ),
        sa.PrimaryKeyConstraint("mailing", "invitation", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_invitation", "messages", ["invitation"])
    op.create_index("ix_messages_state", "messages", ["state"])


def _moderation() -> None:
    op.create_table(
        "comment_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.LargeBinary(length=16), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment"], ["comments.key"], name=op.f("fk_comment_steps_comment_comments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_steps")),
    )
    op.create_index("ix_comment_steps_comment", "comment_steps", ["comment"])
    op.create_table(
        "alerts",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        _of_round("alerts"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_alerts")),
        sa.UniqueConstraint("code", name=op.f("uq_alerts_code")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alerts_round", "alerts", ["partnership", "round"])
    op.create_table(
        "alert_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert", sa.LargeBinary(length=16), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.key"], name=op.f("fk_alert_steps_alert_alerts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_steps")),
    )
    op.create_index("ix_alert_steps_alert", "alert_steps", ["alert"])


def downgrade() -> None:
    for table in ("alert_steps", "alerts", "comment_steps", "messages", "mailings", "invitations"):
        op.drop_table(table)
    op.drop_index("ix_round_groups_lead_code", table_name="round_groups")
    op.drop_index("ix_rounds_practice_code", table_name="rounds")
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)
