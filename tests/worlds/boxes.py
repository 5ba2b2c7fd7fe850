"""The ballot box of an open round, as somebody who has its key sees it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lws_assess.actions.answering.responses import sealing_key_of
from lws_assess.records.database import Database
from lws_assess.records.places import QuestionnairePlace
from lws_assess.records.responses import add_to_box, open_box
from lws_assess.records.rounds import Round
from lws_assess.records.sealing import Submission
from lws_assess.records.sealing_keys import SealingKey, key_of
from tests.worlds.builders import new_key


def put_into_box(session: Session, place: QuestionnairePlace, *answers: bytes) -> None:
    """Stores vectors of a place's group as a submission does."""
    submissions = [(new_key(), Submission(place.group, one)) for one in answers]
    add_to_box(session, place, sealing_key_of(session, place), submissions)


def what_was_sent(
    database: Database, partnership: str = "testham", round_key: str = "first"
) -> list[Submission]:
    """Every submission in the box of a round."""
    with database.writing() as session:
        key = key_of(session, session.get_one(Round, (partnership, round_key)))
        return [submission for _, submission in open_box(session, partnership, round_key, key)]


def key_of_round(database: Database, partnership: str = "testham", round_key: str = "first") -> SealingKey:
    with database.reading() as session:
        return key_of(session, session.get_one(Round, (partnership, round_key)))
