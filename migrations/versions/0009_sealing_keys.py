"""Whatever people send lies under a key of its round, and what stays after the release are other rows.

Rounds under way get their key here: their box, their drafts and the words of their alerts are encrypted. Answers that
are sealed already name their cell from now on, and those in no figure are erased.
Ballots of rounds with results go, once how many answered stands with each group.

Going back erases what lies under a key: earlier shapes have no place for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from lws_assess.records.comments import hash_of_alert_code
from lws_assess.records.sealing import (
    Submission,
    WrittenComment,
    pack_alert,
    pack_submission,
    submission_box,
    wrap_older_draft_answers,
)
from lws_assess.records.sealing_keys import ASK_FOR_A_FOLDER, KeyFolder, KeyNotMade, SealingKey, fresh_row

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NO = sa.text("false")
ROUND: dict[str, Any] = {
    "sealing_key": sa.String(),
    "sealing_mark": sa.LargeBinary(32),
    "sealing_key_gone_at": sa.DateTime(timezone=True),
    "counted_json": sa.Text(),
    "counted_at": sa.DateTime(timezone=True),
    "lost_at": sa.DateTime(timezone=True),
    "cleared_at": sa.DateTime(timezone=True),
}
Of = tuple[str, str]  # partnership and round


def upgrade() -> None:
    for name, kind in ROUND.items():
        op.add_column("rounds", sa.Column(name, kind, nullable=True))
    op.add_column("rounds", sa.Column("counts_stand_still", sa.Boolean(), nullable=False, server_default=NO))
    op.drop_column("rounds", "batches_json")
    for name in ("could_answer", "answered"):
        op.add_column("round_groups", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("alerts", sa.Column("source", sa.LargeBinary(32), nullable=True))
    op.add_column("alerts", sa.Column("ciphertext", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_alerts_source"), "alerts", ["source"], unique=True)
    keys = _give_keys()
    _alerts(keys)
    _box(keys)
    _drafts(keys)
    _sealed()
    _ballots()
    op.drop_column("comments", "risk")


def _rows(statement: str, **values: object) -> list[Any]:
    return list(op.get_bind().execute(sa.text(statement), values))


def _give_keys() -> dict[Of, SealingKey]:
    """A key for every round under way. Raises KeyNotMade before anything is changed where none can be made."""
    under_way = _rows(
        "SELECT rounds.partnership, rounds.key, partnerships.demo FROM rounds"
        " JOIN partnerships ON partnerships.key = rounds.partnership"
        " WHERE state <> 'draft' AND released_at IS NULL ORDER BY rounds.partnership, rounds.key"
    )
    folder: KeyFolder | None = context.config.attributes.get("keys")
    if under_way and folder is None:
        raise KeyNotMade(ASK_FOR_A_FOLDER)
    keys = {}
    for partnership, key, demo in under_way:
        assert folder
        made = keys[partnership, key] = folder.make(bool(demo))
        op.get_bind().execute(
            sa.text(
                "UPDATE rounds SET sealing_key = :name, sealing_mark = :mark"
                " WHERE partnership = :partnership AND key = :key"
            ),
            {"name": made.name, "mark": made.mark, "partnership": partnership, "key": key},
        )
    return keys


def _alerts(keys: dict[Of, SealingKey]) -> None:
    """Words that wait for their alert get one, and all of rounds under way are encrypted."""
    waiting = _rows("SELECT partnership, round, text FROM comments WHERE risk")
    for partnership, key, words in waiting:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO alerts (key, partnership, round, text, code)"
                " VALUES (:row, :partnership, :key, :words, :code)"
            ),
            {
                "row": fresh_row(),
                "partnership": partnership,
                "key": key,
                "words": words,
                "code": _code(fresh_row()),
            },
        )
    for row, partnership, key, words, code in _rows("SELECT key, partnership, round, text, code FROM alerts"):
        if (partnership, key) in keys:
            sealed = keys[partnership, key].box("alert").seal(bytes(row), pack_alert(words, code))
            op.get_bind().execute(
                sa.text("UPDATE alerts SET ciphertext = :sealed, text = '', code = :hash WHERE key = :row"),
                {"sealed": sealed, "hash": hash_of_alert_code(code), "row": row},
            )


def _code(value: bytes) -> str:
    number = int.from_bytes(value, "big")
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> shift & 31] for shift in range(125, -1, -5))


def _box(keys: dict[Of, SealingKey]) -> None:
    """Answers and comments of the box, which nothing joins to each other, as ciphertexts of their own."""
    submissions: dict[Of, list[Submission]] = defaultdict(list)
    for partnership, key, group, answers in _rows(
        'SELECT partnership, round, "group", answers FROM box_responses'
    ):
        submissions[partnership, key].append(Submission(group, bytes(answers)))
    wrote: dict[Of, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for partnership, key, group, *rest in _rows(
        'SELECT partnership, round, "group", question, area, text, risk, counts FROM box_comments'
    ):
        wrote[partnership, key][group].append(rest)
    for of, by_group in wrote.items():
        for group, rows in by_group.items():
            submissions[of] += _as_many_as_wrote(group, rows)
    _drop("box_comments")
    _drop("box_responses")
    table = _make("box_responses", sa.Column("ciphertext", sa.LargeBinary(), nullable=False))
    for (partnership, key), mine in submissions.items():
        if (partnership, key) in keys:
            box = submission_box(keys[partnership, key])
            rows = sorted(((fresh_row(), one) for one in mine), key=itemgetter(0))
            op.bulk_insert(
                table,
                [
                    {
                        "key": row,
                        "partnership": partnership,
                        "round": key,
                        "ciphertext": box.seal(row, pack_submission(one)),
                    }
                    for row, one in rows
                ],
            )


def _as_many_as_wrote(group: str, rows: list[Any]) -> list[Submission]:
    """The comments of a group as of so many people as wrote any; whose is whose nobody knows."""
    people = max(1, sum(bool(counts) for *_, counts in rows))
    return [
        Submission(
            group,
            b"",
            tuple(WrittenComment(question, area, text) for question, area, text, _, _ in mine),
            risk=any(bool(risk) for *_, risk, _ in mine),
        )
        for mine in (rows[start::people] for start in range(people))
    ]


def _drafts(keys: dict[Of, SealingKey]) -> None:
    """Drafts lie under their owners' secrets alone, with which copies made from now on must open nothing."""
    for row, partnership, key, ciphertext in _rows("SELECT id, partnership, round, ciphertext FROM drafts"):
        if (partnership, key) in keys:
            op.get_bind().execute(
                sa.text("UPDATE drafts SET ciphertext = :wrapped WHERE id = :row"),
                {
                    "wrapped": wrap_older_draft_answers(
                        keys[partnership, key], bytes(row), bytes(ciphertext)
                    ),
                    "row": row,
                },
            )


def _sealed() -> None:
    """Sealed answers name the cell that they are counted in, under fresh keys; the others are erased."""
    cells: dict[Of, dict[str, int]] = defaultdict(dict)
    for partnership, key, number, groups in _rows(
        "SELECT partnership, round, number, groups_json FROM cells"
    ):
        cells[partnership, key] |= dict.fromkeys(json.loads(groups), number)
    kept = sorted(
        (fresh_row(), partnership, key, str(cells[partnership, key][group]), bytes(answers))
        for partnership, key, group, answers in _rows(
            'SELECT partnership, round, "group", answers FROM responses'
        )
        if group in cells[partnership, key]
    )
    _drop("responses")
    table = _make(
        "responses",
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
    )
    names = ("key", "partnership", "round", "cell", "answers")
    if kept:
        op.bulk_insert(table, [dict(zip(names, row, strict=True)) for row in kept])


def _ballots() -> None:
    """How many answered stands with each group of a round with results, and its ballots go."""
    released = (
        "SELECT 1 FROM rounds WHERE rounds.partnership = {0}.partnership AND rounds.key = {0}.round AND "
    )
    released += "rounds.released_at IS NOT NULL AND rounds.answers_erased_at IS NULL"
    mine = (
        "SELECT count({}) FROM ballots WHERE ballots.partnership = round_groups.partnership"
        ' AND ballots.round = round_groups.round AND ballots."group" = round_groups."group"'
    )
    op.execute(
        f"UPDATE round_groups SET could_answer = ({mine.format('*')}), answered = ({mine.format('spent_by')})"  # noqa: S608
        f" WHERE EXISTS ({released.format('round_groups')})"
    )
    op.execute(f"DELETE FROM ballots WHERE EXISTS ({released.format('ballots')})")  # noqa: S608


def _drop(table: str) -> None:
    op.drop_index(f"ix_{table}_round", table_name=table)
    op.drop_table(table)


def _make(table: str, *columns: sa.Column[Any]) -> sa.Table:
    made = op.create_table(
        table,
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["partnership", "round"],
            ["rounds.partnership", "rounds.key"],
            name=op.f(f"fk_{table}_partnership_rounds"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_round", table, ["partnership", "round"])
    return made


def downgrade() -> None:
    op.add_column("comments", sa.Column("risk", sa.Boolean(), nullable=False, server_default=NO))
    group = sa.Column("group", sa.String(), nullable=False)
    answers = sa.Column("answers", sa.LargeBinary(), nullable=False)
    for table in ("responses", "box_responses"):
        _drop(table)
        _make(table, group.copy(), answers.copy())
    _make(
        "box_comments",
        group.copy(),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("risk", sa.Boolean(), nullable=False, server_default=NO),
        sa.Column("counts", sa.Boolean(), nullable=False, server_default=NO),
    )
    op.drop_index(op.f("ix_alerts_source"), table_name="alerts")
    for name in ("source", "ciphertext"):
        op.drop_column("alerts", name)
    for name in ("could_answer", "answered"):
        op.drop_column("round_groups", name)
    op.add_column("rounds", sa.Column("batches_json", sa.Text(), nullable=False, server_default="{}"))
    for name in ("counts_stand_still", *ROUND):
        op.drop_column("rounds", name)
