"""Releases of votes: what may be shown of one, made once when it closes, and read again.

What was shown of the same question before to nearly the same people, here or at another meeting, is looked at too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from lws_assess.actions.events.own_votes import released_tally
from lws_assess.records.events import votes as records
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.events.votes import CastEventBallot, EventVote
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import hold_partnership
from lws_assess.survey.events.choices import (
    ReleasedChoices,
    choices_from_json,
    choices_to_json,
    choices_unless_too_near,
    release_choices,
)
from lws_assess.survey.events.rooms import (
    CHOICES,
    OWN,
    PRACTICE,
    VoteState,
)
from lws_assess.survey.events.shifts import (
    NOT_BOTH,
    ReleasedShift,
    release_again,
    shift_from_json,
    shift_to_json,
)
from lws_assess.survey.events.votes import (
    PUT_BEFORE,
    TELLS_TOO_MUCH,
    Ballot,
    ReleasedRoom,
    nothing_of,
    question_of,
    release_room,
    room_from_json,
    room_to_json,
    vote_unless_too_near,
)
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import (
    NO_EDITION,
    AudienceKey,
)
from lws_assess.survey.rounds.repeats import is_soon


def hold_other_meetings(session: Session, event: Event) -> None:
    """Lets no other meeting of the same group release a vote until the transaction ends.

    Each release looks at what the others show; of two at the same moment neither would see what the other shows.
    Called before the vote is held, so that nobody who votes waits for another meeting.
    """
    if event.group:
        hold_partnership(session, event.partnership)


def release_vote(session: Session, event: Event, vote: EventVote) -> None:
    """Closes a vote and keeps what may be shown of it. Other meetings of the same group are held still already."""
    edition = get_edition(session, event.edition or NO_EDITION)
    cast = records.read_event_ballots(session, event.partnership, event.key, vote.number)
    vote.state, vote.voted = VoteState.CLOSED, len(cast)
    shortly_before = _votes_shortly_before(session, event)
    if vote.kind == OWN:
        vote.released_json = released_tally(session, event, vote, cast, shortly_before)
    elif vote.kind == CHOICES:
        before = [one for other in shortly_before if other.kind == CHOICES for one in room_choices(other)]
        vote.released_json = _listed(
            choices_to_json(
                choices_unless_too_near(
                    one, [b for b in before if b.audience == one.audience], event.smallest_number
                )
            )
            for one in _choices(edition, cast, event)
        )
    else:
        first = records.find_vote(session, event.partnership, event.key, vote.again_of or 0)
        if first is None:
            rooms = _rooms(edition, event, vote, cast)
        else:
            earlier = records.read_event_ballots(session, event.partnership, event.key, first.number)
            both = list(_again(edition, event, vote, rooms_of(first), (earlier, cast)))
            rooms = [room for room, _ in both]
            vote.shift_json = _listed(shift_to_json(shift) for _, shift in both if shift)
        done = _put_before(records.list_votes(session, event.partnership, event.key), vote, edition)
        rooms = [
            nothing_of(one.audience, one.hidden_groups + len(one.groups), PUT_BEFORE)
            if one.audience in done
            else vote_unless_too_near(
                one, _asked_alike(shortly_before, vote, edition, one.audience), event.smallest_number
            )
            for one in rooms
        ]
        vote.released_json = _listed(map(room_to_json, rooms))
    session.flush()


def _listed(released: Iterable[str]) -> str:
    """Releases of several audiences as one text of JSON."""
    return f"[{','.join(released)}]"


def rooms_of(vote: EventVote) -> dict[AudienceKey, ReleasedRoom]:
    """Returns what may be shown of a vote on a statement, by audience."""
    rooms = [room_from_json(json.dumps(one)) for one in json.loads(vote.released_json or "[]")]
    shifts = shifts_of(vote)
    return {room.audience: _as_told_today(room, shifts.get(room.audience)) for room in rooms}


def _as_told_today(room: ReleasedRoom, shift: ReleasedShift | None) -> ReleasedRoom:
    """A second vote that was released when it was of all who voted then.

    Where no shift could be shown, few people may have been in one of the votes only, and the two would tell what
    these chose.
    """
    if room.again or shift is None or shift.room or room.counts is None or shift.why == NOT_BOTH:
        return room
    return nothing_of(room.audience, room.hidden_groups + len(room.groups), TELLS_TOO_MUCH)


def shifts_of(vote: EventVote) -> dict[AudienceKey, ReleasedShift]:
    """Returns how people moved towards a second vote, by audience, as far as it may be shown."""
    shifts = [shift_from_json(json.dumps(one)) for one in json.loads(vote.shift_json or "[]")]
    return {shift.audience: shift for shift in shifts}


def room_choices(vote: EventVote) -> list[ReleasedChoices]:
    """Returns what may be shown of choosing priorities, an audience each."""
    return [choices_from_json(json.dumps(one)) for one in json.loads(vote.released_json or "[]")]


def _of(cast: Sequence[CastEventBallot], audience: Audience) -> list[CastEventBallot]:
    return [ballot for ballot in cast if ballot.audience == audience.key]


def _rooms(
    edition: Edition, event: Event, vote: EventVote, cast: Sequence[CastEventBallot]
) -> list[ReleasedRoom]:
    """A practice shows no group: nobody learns more from it than how voting goes."""
    return [
        release_room(
            audience.key,
            [(ballot.group, ballot.answer[0]) for ballot in mine],
            question_of(edition, audience, vote.area, vote.statement).scale,
            event.smallest_number,
            with_groups=vote.kind != PRACTICE,
        )
        for audience in edition.audiences
        if (mine := _of(cast, audience))
    ]


def _again(
    edition: Edition,
    event: Event,
    vote: EventVote,
    before: Mapping[AudienceKey, ReleasedRoom],
    cast: tuple[Sequence[CastEventBallot], Sequence[CastEventBallot]],
) -> Iterator[tuple[ReleasedRoom, ReleasedShift | None]]:
    """The second vote of each audience, and how it moved where it took part in the first."""
    for audience in edition.audiences:
        first, second = (_of(one, audience) for one in cast)
        scale = question_of(edition, audience, vote.area, vote.statement).scale
        k = event.smallest_number
        if audience.key in before:
            yield release_again(before[audience.key], _turn(first), _turn(second), scale, k)
        elif second:
            yield release_room(audience.key, list(_turn(second).values()), scale, k), None


def _votes_shortly_before(session: Session, event: Event) -> list[EventVote]:
    """Votes of other meetings of the same group from the three months before this one, or from after it began.

    Those are nearly the same people. An event of a whole hall knows nothing of who else was at another. What was closed
    and is not shown yet may still be.
    """
    if not event.group or event.opened_at is None:
        return []
    return [
        vote
        for other in list_events(session, event.partnership)
        if other.key != event.key and other.group == event.group and other.opened_at
        if is_soon(other.opened_at, event.opened_at)
        for vote in records.list_votes(session, other.partnership, other.key)
        if vote.state != VoteState.OPEN
    ]


def _asked_alike(
    earlier: Sequence[EventVote], vote: EventVote, edition: Edition, audience: AudienceKey
) -> Iterator[ReleasedRoom]:
    """Returns what those showed of the question that a vote asks this audience."""
    easy_read = edition.audience(audience).easy_read
    for other in earlier:
        if (
            other.kind not in (CHOICES, OWN)
            and other.area == vote.area
            and (easy_read or other.statement == vote.statement)
        ):
            room = rooms_of(other).get(audience)
            if room is not None:
                yield room


def _put_before(votes: Sequence[EventVote], vote: EventVote, edition: Edition) -> set[AudienceKey]:
    """Keys of audiences to whom another vote has put the same question, and shows or showed what came of it.

    Easy-read forms have one question an area, whichever of its statements is voted on.
    """
    others = [
        one for one in votes if one.area == vote.area and one.number not in (vote.number, vote.again_of)
    ]
    return {
        audience.key
        for audience in edition.audiences
        if audience.easy_read
        for one in others
        if (one.kind == PRACTICE and not one.released_json) or _shows(one, audience)
    }


def _shows(vote: EventVote, audience: Audience) -> bool:
    room = rooms_of(vote).get(audience.key)
    return room is not None and room.counts is not None


def _turn(cast: Sequence[CastEventBallot]) -> dict[bytes, Ballot]:
    return {ballot.pair: (ballot.group, ballot.answer[0]) for ballot in cast}


def _choices(edition: Edition, cast: Sequence[CastEventBallot], event: Event) -> Iterator[ReleasedChoices]:
    for audience in edition.audiences:
        if mine := _of(cast, audience):
            ballots = [ballot.answer for ballot in mine]
            yield release_choices(edition, audience, ballots, event.smallest_number)
