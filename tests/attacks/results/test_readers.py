"""What is left to be learnt, as docs/protection.md says it: each test is somebody who has what the page names.

Beside each stands what the same person cannot do once the key has gone, so that the page says neither more nor less.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from lws_assess.actions.answering.responses import begin_by_personal_link
from lws_assess.actions.sealed_alerts import open_alert
from lws_assess.records.comments import Alert
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round
from lws_assess.records.sealing import Submission, submission_box
from lws_assess.records.sealing import unpack_submission as unpack
from lws_assess.records.sealing_keys import CannotOpen, KeyGone, SealingKey, folder_of, key_of
from lws_assess.survey.secrets import Secret
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.client import Client
from tests.runs.waiting import a_quarter_passes
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World, nonce

AREA = shipped_editions()[INSTRUMENT].areas[0]
PAGE = f"areas/{AREA.code}"
STATEMENT = AREA.statements[0].key
UNSAFE = "I do not feel safe at home."


@dataclass(frozen=True)
class Copied:
    """What a copy of an open round's database holds of people: who may answer, and what was sent."""

    ballots: dict[bytes, tuple[str, bool]]  # the group of each, and whether it has been used
    box: dict[bytes, bytes]

    @property
    def used(self) -> set[bytes]:
        return {ballot for ballot, (_group, used) in self.ballots.items() if used}


def copy_of(world: World) -> Copied:
    with world.database.reading() as session:
        ballots = session.execute(text('SELECT id, "group", spent_by FROM ballots')).all()
        box = session.execute(text("SELECT key, ciphertext FROM box_responses")).all()
    return Copied(
        {bytes(one): (group, spent is not None) for one, group, spent in ballots},
        {bytes(key): bytes(ciphertext) for key, ciphertext in box},
    )


def image_of_key(world: World) -> SealingKey:
    """The key as whoever copies the whole machine has it."""
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        (path,) = (
            path
            for folder in folder_of(session).folders
            if (path := Path(folder) / f"{this.sealing_key}.key").exists()
        )
        return SealingKey(str(this.sealing_key), path.read_bytes())


def opened(key: SealingKey, copied: Copied) -> list[Submission]:
    return [unpack(submission_box(key).open(row, ciphertext)) for row, ciphertext in copied.box.items()]


def send(
    world: World, level: str, words: str = "", group: str = "teachers", secret: Secret | None = None
) -> Secret:
    secret = secret or world.begin(group)
    world.save(secret, PAGE, **{STATEMENT: level, "comment": words})
    world.submit(secret)
    return secret


def release(app: Flask, world: World) -> None:
    world.close()
    with app.app_context():
        do_everything_due(world.database)


@pytest.fixture
def asked(either_app: Flask) -> World:
    return World(either_app.config["DATABASE"])


def test_whoever_has_the_key_reads_the_box_and_whoever_lacks_it_never_does(
    either_app: Flask, asked: World
) -> None:
    """The host of the machine while a round is open, and later whoever kept an image with the key in it."""
    for level in "12345":
        send(asked, level, f"Word {level}.")
    copied, image = copy_of(asked), image_of_key(asked)
    told = {comment.text for submission in opened(image, copied) for comment in submission.comments}
    assert told == {f"Word {level}." for level in "12345"}
    assert {submission.group for submission in opened(image, copied)} == {"teachers"}
    release(either_app, asked)
    assert rows(asked.database, "ballots", "box_responses") == {"ballots": 0, "box_responses": 0}
    with asked.database.reading() as session, pytest.raises(KeyGone):
        key_of(session, session.get_one(Round, (asked.partnership, asked.round)))
    other = SealingKey("other", bytes(32))
    with pytest.raises(CannotOpen):
        opened(other, copied)
    assert len(opened(image, copied)) == 5, "the image opens the old copy for good"


def test_a_copy_of_an_open_round_tells_how_many_had_sent_and_whether_a_link_had_been_used(
    either_app: Flask, asked: World
) -> None:
    used, unused = asked.personal_link("nurses"), asked.personal_link("nurses")
    send(asked, "3", group="teachers")
    with asked.database.writing() as session:
        begin_by_personal_link(session, used, nonce(), asked.now)
    send(asked, "4", secret=used)
    copied = copy_of(asked)
    by_group = sorted(group for group, was_used in copied.ballots.values() if was_used)
    assert by_group == ["nurses", "teachers"]
    assert copied.ballots[used.ballot] == ("nurses", True)
    assert copied.ballots[unused.ballot] == ("nurses", False)
    release(either_app, asked)
    assert copy_of(asked) == Copied({}, {})


def test_whoever_holds_a_link_and_the_key_reads_what_it_sent_until_the_release_and_not_behind_it(
    either_app: Flask, asked: World
) -> None:
    """Two copies of the open round name the row that came with a link; only an image of the key opens it."""
    for level in "1234":
        send(asked, level)
    link = asked.personal_link()
    with asked.database.writing() as session:
        begin_by_personal_link(session, link, nonce(), asked.now)
    before = copy_of(asked)
    send(asked, "5", "Only mine.", secret=link)
    after, image = copy_of(asked), image_of_key(asked)
    assert after.used - before.used == {link.ballot}
    mine = Copied({}, {row: box for row, box in after.box.items() if row not in before.box})
    assert [comment.text for one in opened(image, mine) for comment in one.comments] == ["Only mine."]
    release(either_app, asked)
    with asked.database.reading() as session:
        kept = {bytes(row[0]) for row in session.execute(text("SELECT key FROM responses"))}
    assert len(kept) == 5
    assert not kept & set(after.box)


def test_sealed_answers_can_be_read_in_the_database_without_a_group_by_whoever_knows_some_of_them(
    either_app: Flask, asked: World
) -> None:
    for level in "12345":
        send(asked, level)
    send(asked, "3", group="nurses")  # in no figure, so not kept
    asked_of = {submission.answers for submission in asked.box() if submission.group == "teachers"}
    release(either_app, asked)
    with asked.database.reading() as session:
        kept = session.execute(text("SELECT cell, answers FROM responses")).all()
        columns = session.execute(text("SELECT * FROM responses")).keys()
    assert set(columns) == {"key", "partnership", "round", "cell", "answers"}
    assert {cell for cell, _ in kept} == {"0"}
    assert {bytes(answers) for _, answers in kept} == asked_of, (
        "each can be told from the others by its answers"
    )


def test_a_comment_keeps_its_group_in_the_database_and_answers_do_not(
    either_app: Flask, asked: World
) -> None:
    for level in "12345":
        send(asked, level)
    send(asked, "3", "The only nurse.", group="nurses")
    release(either_app, asked)
    with asked.database.reading() as session:
        comments = session.execute(text('SELECT "group", text FROM comments')).all()
    assert [tuple(row) for row in comments] == [("nurses", "The only nurse.")]


def test_copies_of_each_quarter_lay_words_of_risk_beside_the_only_one_who_sent_in_it(
    either_app: Flask, asked: World
) -> None:
    """Neither pages nor the e-mail tell it: who copies the database every quarter of an hour is told by rows."""
    for level in "1234":
        send(asked, level)
    with either_app.app_context():
        do_everything_due(asked.database)
    before = copy_of(asked)
    link = send(asked, "5", UNSAFE, group="nurses")
    a_quarter_passes(asked.database)
    with either_app.app_context():
        do_everything_due(asked.database)
    with asked.database.reading() as session:
        (alert,) = session.scalars(select(Alert)).all()
        code = open_alert(session, alert).code
    assert copy_of(asked).used - before.used == {link.ballot}
    assert either_app.test_client().get(f"/alert/{alert.code}").status_code == 404, "a hash opens nothing"
    assert UNSAFE in Client(either_app).get(f"/alert/{code}").text
    release(either_app, asked)
    assert either_app.test_client().get(f"/alert/{code}").status_code == 404


def test_a_large_row_tells_that_somebody_wrote_much_and_the_release_has_no_sizes(
    either_app: Flask, asked: World
) -> None:
    for level in "1234":
        send(asked, level, "Short.")
    assert len({len(box) for box in copy_of(asked).box.values()}) == 1
    secret = asked.begin()
    for area in shipped_editions()[INSTRUMENT].areas:
        asked.save(secret, f"areas/{area.code}", comment="w" * 600)
    asked.submit(secret)
    copied = copy_of(asked)
    largest = max(len(box) for box in copied.box.values())
    assert [len(box) for box in copied.box.values()].count(largest) == 1
    release(either_app, asked)
    with asked.database.reading() as session:
        lengths = {len(row[0]) for row in session.execute(text("SELECT answers FROM responses"))}
    assert len(lengths) == 1
