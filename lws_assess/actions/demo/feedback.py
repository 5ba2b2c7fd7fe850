"""What the demo's people are told came of the round that they answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lws_assess.actions.plans.feedback import (
    FeedbackMaterial,
    NewCode,
    publish_feedback,
    quotes_of,
    save_feedback_words,
    view_feedback,
)
from lws_assess.actions.results.priorities import SignedBy
from lws_assess.records.database import Database
from lws_assess.records.demo import marlhaven_demo
from lws_assess.records.demo.feedback import marlhaven_feedback
from lws_assess.records.rounds import get_round_for_change
from lws_assess.survey.days import local_day
from lws_assess.survey.plans.feedback import FeedbackPage, FeedbackWords, digest_of_words

Make = Callable[[FeedbackMaterial], FeedbackPage]


def publish_in_demo(database: Database, make: Make, new_code: NewCode, now: datetime) -> None:
    """Tells it once, all at once or not at all; where anybody has published or taken back, it changes nothing.

    `make` makes the page out of what it is made of, as its pages do.
    """
    told = marlhaven_feedback()
    where = (marlhaven_demo().key, told.round)
    with database.writing() as session:
        get_round_for_change(session, *where)
        view = view_feedback(session, *where, local_day(now))
        if view is None or view.steps or view.material.words != FeedbackWords():
            return
        chosen = tuple(one.key for one in quotes_of(view.material.said) if one.text in told.comments)
        seen = digest_of_words(view.material.words)
        words = replace(told.words, quotes=chosen)
        save_feedback_words(session, *where, words, seen)
        page = make(replace(view.material, words=words))
        publish_feedback(session, *where, page, page.digest, new_code, SignedBy(told.by, told.role, now))
