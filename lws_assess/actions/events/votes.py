"""Votes at an event: starting one, stopping it, which makes its one release, and showing what it came to.

Nothing of a vote is seen before it is closed. Ballots are read by `stop_vote` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.own_votes import is_wiped, question_to_put, wipe_own_vote
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.actions.events.vote_releases import hold_other_meetings, release_vote
from lws_assess.records.events import votes as records
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.events.votes import EventVote
from lws_assess.records.instruments import get_edition
from lws_assess.survey.events.own_questions import question_to_json
from lws_assess.survey.events.rooms import (
    CHOICES,
    OWN,
    PRACTICE,
    RATING,
    EventRefusal,
    VoteState,
    refuse_uncounted,
)
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import (
    NO_AREA,
    NO_EDITION,
    NO_STATEMENT,
    AreaCode,
    EventKey,
    PartnershipKey,
    StatementKey,
)

STARTED = {
    PRACTICE: "started a practice",
    RATING: "started a vote",
    CHOICES: "started choosing priorities",
    OWN: "asked a question",
}


# --- what hosts do ---------------------------------------------------------------------------------------


def start_vote(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    kind: str,
    by: str,
    now: datetime,
    area: AreaCode = NO_AREA,
    statement: StatementKey = NO_STATEMENT,
    ideas_of: str = "",
) -> EventVote:
    """Opens a vote. Raises EventRefusal where one is open, or where there is no such question.

    A question of the room's own is that of the part in which the room is; `ideas_of` names where its ideas come from.
    """
    with act_as_host(session, partnership, key, by, STARTED[kind], now) as event:
        if kind in (PRACTICE, RATING):
            _refuse_question(get_edition(session, event.edition or NO_EDITION), area, statement)
        own = question_to_json(question_to_put(session, event, ideas_of)) if kind == OWN else ""
        return _open(session, event, kind, area, statement, None, own)


def _refuse_question(edition: Edition, area: AreaCode, statement: StatementKey) -> None:
    found = edition.find_area(area)
    if found is None or statement not in {question.key for question in found.statements}:
        raise EventRefusal("Choose a statement to vote on.")


def _refuse_another_look(votes: Sequence[EventVote], kind: str, statement: StatementKey) -> None:
    """A question is put to a room once, and once more as a second vote, which is of those in the first.

    Another vote, or a practice, would differ from what was shown by those who came and went.
    """
    if kind == OWN:
        return  # looked at with its question
    if kind == CHOICES:
        if any(vote.kind == CHOICES and vote.state == VoteState.SHOWN for vote in votes):
            raise EventRefusal("The room has chosen its priorities, and has seen what it chose.")
        return
    for vote in votes:
        if vote.statement == statement and vote.kind == PRACTICE:
            raise EventRefusal("This was practised on. Choose another statement.")
        if vote.statement == statement:
            raise EventRefusal(
                "This has been voted on. Vote on it again, or choose another statement."
                if kind == RATING
                else "This has been voted on. Choose another statement to practise on."
            )


def _open(
    session: Session,
    event: Event,
    kind: str,
    area: AreaCode,
    statement: StatementKey,
    again_of: int | None,
    own: str = "",
) -> EventVote:
    votes = records.list_votes(session, event.partnership, event.key)
    if any(vote.state == VoteState.OPEN for vote in votes):
        raise EventRefusal("A vote is open already. Stop it first.")
    if event.themes_of:
        raise EventRefusal("Tables are grouping ideas. Stop that first.")
    if again_of is None:
        _refuse_another_look(votes, kind, statement)
    vote = EventVote(
        partnership=event.partnership,
        event=event.key,
        number=len(votes) + 1,
        segment=event.segment,
        kind=kind,
        area=area,
        statement=statement,
        question_json=own,
        again_of=again_of,
        state=VoteState.OPEN,
    )
    session.add(vote)
    session.flush()
    event.vote, event.hidden = vote.number, False
    return vote


def vote_again(
    session: Session, partnership: PartnershipKey, key: EventKey, number: int, by: str, now: datetime
) -> EventVote:
    """Opens the second vote on the question of an earlier one. Raises EventRefusal for a third."""
    with act_as_host(session, partnership, key, by, "started the second vote", now) as event:
        first = records.find_vote(session, partnership, key, number)
        if first is None or first.kind not in (RATING, OWN) or first.again_of or is_wiped(first):
            raise EventRefusal(
                "Only a first vote on a statement, or on a question of yours, can be voted on again."
            )
        if first.state == VoteState.OPEN:
            raise EventRefusal("Stop the first vote first.")
        if any(vote.again_of == number for vote in records.list_votes(session, partnership, key)):
            raise EventRefusal("The second vote on this has been held.")
        return _open(session, event, first.kind, first.area, first.statement, number, first.question_json)


def stop_vote(
    session: Session, partnership: PartnershipKey, key: EventKey, number: int, by: str, now: datetime
) -> None:
    """Closes a vote and makes its one release. Nothing is shown yet."""
    with act_as_host(session, partnership, key, by, "stopped the vote", now) as event:
        hold_other_meetings(session, event)
        vote = records.hold_vote(session, partnership, key, number)
        if vote.state != VoteState.OPEN:
            raise EventRefusal("This vote has been stopped already.")
        release_vote(session, event, vote)


def show_vote(
    session: Session, partnership: PartnershipKey, key: EventKey, number: int, by: str, now: datetime
) -> None:
    """Lets the screen show what a closed vote came to. Ballots of what is wiped are gone from then on."""
    with act_as_host(session, partnership, key, by, "showed the vote", now) as event:
        vote = records.hold_vote(session, partnership, key, number)
        if vote.state == VoteState.OPEN:
            raise EventRefusal("Stop the vote first. It is shown once it is closed.")
        if event.group:
            refuse_uncounted(vote.voted, event.hands)
        if vote.kind == CHOICES:
            _refuse_an_earlier_choice(records.list_votes(session, partnership, key), number)
        vote.state = VoteState.SHOWN
        event.vote, event.hidden = number, False
        if is_wiped(vote):
            records.erase_event_ballots_of_vote(session, partnership, key, number)


def _refuse_an_earlier_choice(votes: Sequence[EventVote], number: int) -> None:
    """Of choosing priorities a room sees one result: of two, the difference would tell of those who came or went."""
    if any(vote.kind == CHOICES and vote.number > number for vote in votes):
        raise EventRefusal("The room has chosen its priorities again since then. Show that instead.")


def put_vote_away(
    session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime
) -> None:
    """Takes the vote off the screen; what a practice or an ice-breaker came to is cleared for good."""
    with act_as_host(session, partnership, key, by, "took the vote off the screen", now) as event:
        vote = records.find_vote(session, partnership, key, event.vote) if event.vote else None
        if vote and vote.state == VoteState.OPEN:
            raise EventRefusal("Stop the vote first.")
        event.vote = None
        if vote and is_wiped(vote):
            records.erase_event_ballots_of_vote(session, partnership, key, vote.number)
            if vote.kind == OWN:
                wipe_own_vote(vote)
            else:
                vote.released_json, vote.voted = "", 0
