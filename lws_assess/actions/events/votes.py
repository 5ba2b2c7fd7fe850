"""Votes at an event: starting one, taking ballots, and the one release when it is closed.

Nothing of a vote is seen before it is closed; what may be shown is then made once and kept, and ballots are read by
`stop_vote` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.own_votes import is_wiped, question_to_put, released_tally, wipe_own_vote
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom, room_of_code
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.records.events import votes as records
from lws_assess.records.events.people import find_person_in_room
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.events.votes import CastEventBallot, EventBallotState, EventVote
from lws_assess.records.instruments import get_edition
from lws_assess.survey.events.choices import (
    ReleasedChoices,
    choices_from_json,
    choices_to_json,
    choices_unless_too_near,
    release_choices,
)
from lws_assess.survey.events.own_questions import question_from_json, question_to_json, read_own_ballot
from lws_assess.survey.events.rooms import (
    CHOICES,
    OWN,
    PRACTICE,
    RATING,
    Device,
    EventRefusal,
    VoteRefusal,
    VoteState,
    refuse_uncounted,
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
    release_room,
    room_from_json,
    room_to_json,
    vote_unless_too_near,
)
from lws_assess.survey.instruments import Area, Audience, Edition, Question
from lws_assess.survey.keys import (
    NO_AREA,
    NO_EDITION,
    NO_STATEMENT,
    AreaCode,
    AudienceKey,
    EventKey,
    PartnershipKey,
    StatementKey,
)
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.rounds.repeats import is_soon

Sent = Mapping[str, Sequence[str]]
TOO_LATE = "This vote has been closed. What is on now stands below."
VOTED = "This slip has voted. Its vote is not shown and cannot be changed."
STARTED = {
    PRACTICE: "started a practice",
    RATING: "started a vote",
    CHOICES: "started choosing priorities",
    OWN: "asked a question",
}
ELSEWHERE = "This vote is not on here. What is on now stands below."


def question_of(edition: Edition, audience: Audience, area: AreaCode, statement: StatementKey) -> Question:
    """Returns what a vote asks somebody: one statement of an area, or the area's own question on easy-read forms."""
    found = edition.area(area)
    if audience.easy_read:
        return found.easy_read[audience.key]
    return next(question for question in found.statements if question.key == statement)


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
        vote = records.hold_vote(session, partnership, key, number)
        if vote.state != VoteState.OPEN:
            raise EventRefusal("This vote has been stopped already.")
        _release(session, event, vote)


def _release(session: Session, event: Event, vote: EventVote) -> None:
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


# --- what people in the room do --------------------------------------------------------------------------


def cast_vote(
    session: Session, code: str, device: Device, number: int, sent: Sent, once: bool = False
) -> EventBallotState:
    """Counts somebody's vote, or changes it, while the vote is open; with `once` it is never changed.

    The same answer once more is taken also when the vote was closed since: its sender may not have heard the first
    time. Raises VoteRefusal where it is closed, belongs elsewhere or stands already, EventRefusal for an answer that is
    none, NoSuchRoom and NotInTheRoom.
    """
    standing = records.find_event_ballot_state(session, code, number, device.person)
    if standing is None:
        raise _why_no_vote(session, code, device)
    vote = f"{standing.event}/{standing.number}"
    if standing.state != VoteState.OPEN and (
        once or not _has_counted(session, standing, device.ballot(vote), sent)
    ):
        raise VoteRefusal(TOO_LATE)
    if standing.state != VoteState.OPEN:
        return standing
    answer = read_answer(get_edition(session, standing.edition), standing, sent)
    pair = device.pair(standing.question)
    if not records.keep_event_ballot(session, standing, device.ballot(vote), pair, answer, once):
        raise VoteRefusal(VOTED)
    return standing


def _has_counted(session: Session, standing: EventBallotState, ballot: bytes, sent: Sent) -> bool:
    """True if exactly this vote was kept before: its sender may not have heard so."""
    kept = records.find_answer(session, standing.partnership, standing.event, ballot)
    if kept is None:
        return False
    try:
        return kept == read_answer(get_edition(session, standing.edition), standing, sent)
    except EventRefusal:
        return False


def _why_no_vote(session: Session, code: str, device: Device) -> Exception:
    try:
        room = room_of_code(session, code)
    except NoSuchRoom as none:
        return none
    if find_person_in_room(session, room.event.partnership, room.event.key, device.person) is None:
        return NotInTheRoom()
    return VoteRefusal(ELSEWHERE)


def read_answer(edition: Edition, standing: EventBallotState, sent: Sent) -> bytes:
    """A ballot's answer from a form: one byte; importances and then first areas; or a byte for each option.

    Raises EventRefusal.
    """
    own = question_from_json(standing.question_json)
    if own:
        return read_own_ballot(own, sent)
    audience = edition.audience(standing.audience)
    if standing.kind == CHOICES:
        return _read_choices(edition, audience, sent)
    values = [value for value in sent.get("rating", ()) if value]
    if not values:
        raise EventRefusal("Choose an answer.", "rating")
    scale = question_of(edition, audience, standing.area, standing.statement).scale
    known = {str(level.value): level.value for level in scale.levels} | {"dont-know": DONT_KNOW}
    if len(values) > 1 or values[0] not in known:
        raise EventRefusal("Choose one of the answers shown.", "rating")
    return bytes([known[values[0]]])


def _read_choices(edition: Edition, audience: Audience, sent: Sent) -> bytes:
    codes = {area.code for area in edition.areas}
    first = [code for code in sent.get("top-areas", ()) if code]
    if not set(first) <= codes or len(set(first)) != len(first):
        raise EventRefusal("Choose only from the list.", "top-areas")
    most = audience.top_areas.most
    if len(first) > most:
        raise EventRefusal(f"Choose {most} or fewer. You chose {len(first)}.", "top-areas")
    importances = [_read_importance(audience, area, sent) for area in edition.areas]
    if not first and not any(importances):
        raise EventRefusal("Choose at least one area, or say how important one is.", "top-areas")
    return bytes([*importances, *(area.code in first for area in edition.areas)])


def _read_importance(audience: Audience, area: Area, sent: Sent) -> int:
    values = [value for value in sent.get(f"importance-{area.code}", ()) if value]
    if not values or audience.importance is None:
        return 0
    known = {str(level.value): level.value for level in audience.importance.scale.levels}
    if len(values) > 1 or values[0] not in known:
        raise EventRefusal("Choose one of the answers shown.", "top-areas")
    return known[values[0]]
