"""Feedback for tests: rounds with results, what is told of them, and pages with a given text everywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from lws_assess.actions.plans.feedback import (
    FeedbackView,
    publish_feedback,
    save_feedback_words,
    view_feedback,
    view_material,
)
from lws_assess.actions.results.moderation import PUBLISH, ModerationDecision, Moderator, decide_on_comment
from lws_assess.actions.results.priorities import SignedBy
from lws_assess.documents.papers.feedback import make_page
from lws_assess.records.comments import SealedComment
from lws_assess.records.feedback import Feedback
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.comments import CommentState
from lws_assess.survey.plans.feedback import (
    ActionTold,
    AreaActions,
    AreaSaid,
    AudienceSide,
    BothVersions,
    ChosenAreas,
    ComingRound,
    EndOfOrder,
    FeedbackPage,
    FeedbackWords,
    FirstArea,
    PublishedQuote,
    digest_of_words,
    page_to_json,
)
from tests.worlds.builders import INSTRUMENT, World, new_code, new_key

TODAY = date(2026, 3, 2)
EDITION = shipped_editions()[INSTRUMENT]
FIRST = EDITION.areas[0].code


def signed(world: World, name: str = "Ada Lovelace") -> SignedBy:
    return SignedBy(name, "Facilitator", world.now)


def view(world: World) -> FeedbackView:
    with world.database.reading() as session:
        found = view_feedback(session, world.partnership, world.round, TODAY)
    assert found
    return found


def written(world: World, **changes: Any) -> FeedbackWords:
    """Saves words in place of what was written before."""
    words = FeedbackWords(**changes)
    seen = digest_of_words(view(world).material.words)
    with world.database.writing() as session:
        save_feedback_words(session, world.partnership, world.round, words, seen)
    return words


def published(world: World, name: str = "Ada Lovelace") -> str:
    """Publishes what there is today; its public code."""
    with world.database.writing() as session:
        material = view_material(session, world.partnership, world.round, TODAY)
        assert material
        page = make_page(material)
        where = (session, world.partnership, world.round)
        return publish_feedback(*where, page, page.digest, new_code, signed(world, name)).code or ""


def said(world: World, *texts: str, group: str = "teachers") -> list[bytes]:
    """Comments on the first area that moderators have published."""
    keys = [new_key() for _ in texts]
    moderator = Moderator("Mo", world.now)
    with world.database.writing() as session:
        for key, text in zip(keys, texts, strict=True):
            mine = {"partnership": world.partnership, "round": world.round, "group": group}
            comment = {"question": "comment", "area": FIRST, "state": CommentState.WAITING, "published": ""}
            session.add(SealedComment(key=key, text=text, **mine, **comment))
        session.flush()
        for key in keys:
            decide_on_comment(
                session, world.partnership, world.round, key, ModerationDecision(PUBLISH, (), ""), moderator
            )
    return keys


def a_page(text: str = "Theirs.", **changes: Any) -> FeedbackPage:
    """A page on which everything that can be there is there, with a text wherever a text may stand."""
    both, codes = BothVersions(text, text), tuple(area.code for area in EDITION.areas)
    areas = (AreaSaid(FIRST, 2.5, "2.50", "Early", 30), *(AreaSaid(c, why="Too few.") for c in codes[1:]))
    end, action = EndOfOrder(codes[:1], "2.50", "Early"), ActionTold(text, text, True, text, text, text, text)
    usual: dict[str, Any] = {
        "partnership": text,
        "round": text,
        "edition": EDITION.digest,
        "people": 30,
        "k": 5,
        "left_out_people": 4,
        "left_out_groups": 1,
        "opening": both,
        "sides": tuple(AudienceSide(a.key, 30, 2, areas, end, end) for a in EDITION.audiences),
        "first": (FirstArea(FIRST, text, True),),
        "quotes": (PublishedQuote(text, text, text, FIRST), PublishedQuote(text, text, text)),
        "chosen": ChosenAreas(codes[:2], both, "2026-03-02T12:00:00+00:00", ((text, "2026-03-03"),)),
        "doing": (AreaActions(FIRST, both, (action,)), AreaActions(codes[1], BothVersions(), ())),
        "next": both,
        "coming": ComingRound("2026-09-01T00:00:00+00:00", "2026-10-01T00:00:00+00:00", False),
    }
    return FeedbackPage(**{**usual, **changes})


def lay_open(world: World, text: str = "Theirs.") -> str:
    """Puts such a page where everybody finds it, whether the round has results or not; its public code."""
    code = new_code()
    with world.database.writing() as session:
        session.add(
            Feedback(
                partnership=world.partnership,
                round=world.round,
                words_json="",
                code=code,
                page_json=page_to_json(a_page(text)),
                published_at=world.now,
            )
        )
    return code
