"""Feedback: writing what came of a round, publishing it for everybody, taking it back, and finding it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.comments import CommentSubject, view_published
from lws_assess.actions.results.priorities import RoundPriorities, SignedBy, view_priorities
from lws_assess.actions.results.releases import view_release
from lws_assess.records import feedback as records
from lws_assess.records.feedback import PUBLISHED, TAKEN_BACK, Feedback, FeedbackStep
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, find_round, get_round_for_change, list_rounds
from lws_assess.survey.keys import NO_AREA, PartnershipKey, RoundKey
from lws_assess.survey.plans import feedback as survey
from lws_assess.survey.plans.feedback import (
    ComingRound,
    FeedbackPage,
    FeedbackWords,
    PublishedQuote,
    digest_of_words,
)
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.refusals import ChangedMeanwhile
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.round_timing import NoResultsYet, RoundState

NewCode = Callable[[], str]


CHANGED = (
    "Not saved. Somebody else changed this after you opened the page. What you wrote is still here: if you save "
    "it, it takes the place of theirs."
)
MOVED_ON = (
    "Not published. Something has changed since you opened this page. Look at it again before you publish it."
)


# --- looking ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FeedbackMaterial:
    """All that a page of feedback is made of: view objects, and the words written so far."""

    round: Round
    results: RoundResults
    priorities: RoundPriorities
    plan: ActionPlan
    said: tuple[CommentSubject, ...]
    words: FeedbackWords
    coming: ComingRound | None


@dataclass(frozen=True)
class FeedbackView:
    """Holds what facilitators see: what it is made of, what is public, and who published it."""

    material: FeedbackMaterial
    page: FeedbackPage | None  # what is public
    code: str  # of the public address; empty while it is not public
    published_at: datetime | None
    steps: Sequence[FeedbackStep]


@dataclass(frozen=True)
class PublicFeedback:
    """Holds what anybody sees."""

    partnership: Partnership
    round: Round
    code: str
    page: FeedbackPage
    published_at: datetime


def view_feedback(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, today: date
) -> FeedbackView | None:
    """The feedback of a round as it stands; None while the round has no results."""
    where = (session, partnership, round_key)
    row = records.find_feedback(*where)
    material = view_material(*where, today)
    if material is None:
        return None
    return FeedbackView(
        material=material,
        page=row.page if row else None,
        code=(row.code or "") if row else "",
        published_at=row.published_at if row else None,
        steps=records.steps_of_round(*where),
    )


def view_material(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, today: date
) -> FeedbackMaterial | None:
    """Returns what the feedback of a round can be made of today; None while the round has no results."""
    where = (session, partnership, round_key)
    this, results, priorities = find_round(*where), view_release(*where), view_priorities(*where)
    if this is None or results is None or priorities is None:
        return None
    row = records.find_feedback(*where)
    return FeedbackMaterial(
        round=this,
        results=results,
        priorities=priorities,
        plan=view_plan(session, partnership, today),
        said=tuple(view_published(*where) or ()),
        words=row.words if row else FeedbackWords(),
        coming=_coming(session, this),
    )


def _coming(session: Session, this: Round) -> ComingRound | None:
    """The next round of the partnership that has no results yet and says when it opens."""
    later = [
        one
        for one in list_rounds(session, this.partnership)
        if one.opens_at and not one.closed_at and this.opens_at and one.opens_at > this.opens_at
    ]
    if not later:
        return None
    first = later[-1]
    closes = first.closes_at.isoformat() if first.closes_at else ""
    return ComingRound(
        first.opens_at.isoformat() if first.opens_at else "", closes, first.state == RoundState.OPEN
    )


def quotes_of(said: Iterable[CommentSubject]) -> list[PublishedQuote]:
    """Every published comment that may be chosen; the same words of the same people once."""
    quotes = (
        PublishedQuote(about.title, one.text, one.voice, about.area.code if about.area else NO_AREA)
        for about in said
        for one in about.said
    )
    return list({quote.key: quote for quote in quotes}.values())


def find_public(session: Session, code: str) -> PublicFeedback | None:
    """Returns what a public code leads to; None for every code whose feedback is not public, or is none.

    A comment that moderators have taken back or changed since is left out.
    """
    row = records.find_by_code(session, code)
    page = row.page if row else None
    this = find_round(session, row.partnership, row.round) if row else None
    if row is None or page is None or this is None or row.published_at is None:
        return None
    still = {quote.key for quote in quotes_of(view_published(session, row.partnership, row.round) or ())}
    return PublicFeedback(
        partnership=session.get_one(Partnership, row.partnership),
        round=this,
        code=code,
        page=replace(page, quotes=tuple(quote for quote in page.quotes if quote.key in still)),
        published_at=row.published_at,
    )


def find_newest_public(session: Session, partnership: PartnershipKey) -> PublicFeedback | None:
    """Returns what a partnership has published last; None where nothing is public."""
    found = records.find_newest_code(session, partnership)
    return find_public(session, found[0]) if found else None


def find_public_code(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> str | None:
    """Returns where the feedback of a round can be read; None while it is not public."""
    row = records.find_feedback(session, partnership, round_key)
    return row.code if row and row.page_json else None


# --- writing and publishing ------------------------------------------------------------------------------


def save_feedback_words(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, words: FeedbackWords, seen: str
) -> None:
    """Keeps what was written, which nobody sees before it is published.

    `seen` is the digest of the words that the page showed. Raises NoResultsYet, ChangedMeanwhile, FormRefused.
    """
    row = _hold(session, partnership, round_key)
    words = _with_areas_kept(words, row.words)
    survey.refuse_feedback(words)
    if row.words != words and seen != digest_of_words(row.words):
        raise ChangedMeanwhile(CHANGED)
    row.words = words
    session.flush()


def _with_areas_kept(words: FeedbackWords, before: FeedbackWords) -> FeedbackWords:
    """Words about areas that are not decided any more wait in case they are again."""
    return replace(words, areas={**before.areas, **words.areas})


def publish_feedback(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    page: FeedbackPage,
    seen: str,
    new_code: NewCode,
    signed: SignedBy,
) -> Feedback:
    """Makes a page public as it is now, in place of what was public before.

    `seen` is the digest of the page that somebody looked at. The very same page sent twice is published once.
    Raises NoResultsYet, ChangedMeanwhile.
    """
    row = _hold(session, partnership, round_key)
    if page.digest != seen:
        raise ChangedMeanwhile(MOVED_ON)
    if row.page != page:
        row.code = row.code or new_code()
        row.page_json, row.published_at = survey.page_to_json(page), signed.now
        _trace(session, row, PUBLISHED, signed)
    return row


def take_back(session: Session, partnership: PartnershipKey, round_key: RoundKey, signed: SignedBy) -> None:
    """Makes it private again; its address leads nowhere from then on. Raises NoResultsYet."""
    row = _hold(session, partnership, round_key)
    if row.page_json:
        row.page_json, row.published_at, row.code = "", None, None
        _trace(session, row, TAKEN_BACK, signed)


def _hold(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> Feedback:
    """The feedback of a round, held until the transaction ends. Raises NoResultsYet."""
    if get_round_for_change(session, partnership, round_key).released_at is None:
        raise NoResultsYet
    row = records.find_feedback(session, partnership, round_key)
    if row is None:
        row = Feedback(partnership=partnership, round=round_key, words_json="", page_json="")
        session.add(row)
        session.flush()
    return row


def _trace(session: Session, row: Feedback, kind: str, signed: SignedBy) -> None:
    session.add(
        FeedbackStep(partnership=row.partnership, round=row.round, kind=kind, by=signed.by, at=signed.now)
    )
    session.flush()
