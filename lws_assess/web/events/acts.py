"""What a host can press while an event runs: one short function for each button, named as its address ends.

Each names what it is about (a part of the programme, a vote), and says how often the room had moved when its page was
made (`moves`). So the same press twice, by two hosts, or late does it once. What cannot be done is refused in words:
EventRefusal and RoundRefusal, which are both NotPossible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events import votes as event_votes
from lws_assess.actions.events.desks import refuse_moved
from lws_assess.actions.events.scenes import get_scene
from lws_assess.records.events.visioning_events import get_event_for_change
from lws_assess.records.events.votes import find_vote
from lws_assess.survey.events.rooms import CHOICES, OWN, PRACTICE, RATING, EventRefusal, RatingState
from lws_assess.survey.keys import AreaCode, EventKey, PartnershipKey, SegmentKey, StatementKey
from lws_assess.web.forms import read_number

GONE_ON = "The room has gone on to another part. Look at what is on now, and choose again."


@dataclass(frozen=True)
class ButtonPress:
    """A button that was pressed: in which event, by whom, when, and what its form held."""

    partnership: PartnershipKey
    event: EventKey
    by: str
    now: datetime
    sent: Mapping[str, str]

    @property
    def where(self) -> tuple[PartnershipKey, EventKey]:
        return self.partnership, self.event

    @property
    def moves(self) -> int | None:
        return read_number(self.sent.get("moves", ""))

    def number(self, name: str, why: str) -> int:
        """A whole number of the form; raises EventRefusal with `why`, at its field, where it is none."""
        found = read_number(self.sent.get(name, ""))
        if found is None:
            raise EventRefusal(why, name)
        return found


Act = Callable[[Session, ButtonPress], object]


def _go(session: Session, press: ButtonPress) -> None:
    step = press.number("step", "There is no such step.") if press.sent.get("step") else 0
    events.go_to(session, *press.where, SegmentKey(press.sent.get("segment", "")), step, press.by, press.now)


def _gather(session: Session, press: ButtonPress) -> None:
    events.gather_phones(session, *press.where, press.by, press.now)


def _hide(session: Session, press: ButtonPress) -> None:
    events.hide_screen(session, *press.where, True, press.by, press.now)


def _unhide(session: Session, press: ButtonPress) -> None:
    events.hide_screen(session, *press.where, False, press.by, press.now)


def _tell(session: Session, press: ButtonPress) -> None:
    events.tell_all(session, *press.where, press.sent.get("message", ""), press.by, press.now)


def _set_timer(session: Session, press: ButtonPress) -> None:
    minutes = press.number("minutes", "Enter whole minutes, such as 10.")
    events.set_timer(session, *press.where, minutes, press.by, press.now)


def _start_minutes(session: Session, press: ButtonPress) -> None:
    """Refused where the room has gone on since the page was made."""
    if get_event_for_change(session, *press.where).segment != press.sent.get("segment"):
        raise EventRefusal(GONE_ON)
    events.start_own_minutes(session, *press.where, press.by, press.now)


def _start_vote(session: Session, press: ButtonPress) -> None:
    """Refused where the room has gone on since the page was made: the question belongs to the part it was for."""
    kind = press.sent.get("kind", "")
    if kind not in (PRACTICE, RATING, CHOICES, OWN):
        raise EventRefusal("Choose what to vote on.")
    if get_event_for_change(session, *press.where).segment != press.sent.get("segment"):
        raise EventRefusal(GONE_ON)
    area, _, statement = press.sent.get("question", "").partition("/")
    asked = AreaCode(area), StatementKey(statement)
    ideas_of = press.sent.get("ideas", "")
    event_votes.start_vote(session, *press.where, kind, press.by, press.now, *asked, ideas_of=ideas_of)


def _vote(press: ButtonPress) -> int:
    return press.number("vote", "There is no such vote.")


def _vote_again(session: Session, press: ButtonPress) -> None:
    event_votes.vote_again(session, *press.where, _vote(press), press.by, press.now)


def _known_vote(session: Session, press: ButtonPress) -> int:
    """The number of a vote of this event. Raises EventRefusal."""
    number = _vote(press)
    if find_vote(session, *press.where, number) is None:
        raise EventRefusal("There is no such vote.")
    return number


def _stop_vote(session: Session, press: ButtonPress) -> None:
    event_votes.stop_vote(session, *press.where, _known_vote(session, press), press.by, press.now)


def _show_vote(session: Session, press: ButtonPress) -> None:
    event_votes.show_vote(session, *press.where, _known_vote(session, press), press.by, press.now)


def _put_away(session: Session, press: ButtonPress) -> None:
    """Takes away the vote that was pressed, and not another that was put on meanwhile."""
    if get_event_for_change(session, *press.where).vote == _vote(press):
        event_votes.put_vote_away(session, *press.where, press.by, press.now)


def _start_rating(session: Session, press: ButtonPress) -> None:
    events.start_rating(session, *press.where, press.by, press.now)


def _stop_rating(session: Session, press: ButtonPress) -> None:
    events.stop_rating(session, *press.where, press.by, press.now)


def _join_again(session: Session, press: ButtonPress) -> None:
    events.let_all_join_again(session, *press.where, press.by, press.now)


def _show_rating(session: Session, press: ButtonPress) -> None:
    """Shows what people rated. Where somebody is still in the middle, only a host who was told so goes on."""
    rating = get_scene(session, get_event_for_change(session, *press.where)).rating
    if rating.state == RatingState.STOPPED and rating.in_the_middle and not press.sent.get("sure"):
        raise EventRefusal(
            "Some people have not sent their answers yet. Look again before you show the results."
        )
    events.show_rating(session, *press.where, press.by, press.now)


def refuse_stale(session: Session, press: ButtonPress) -> None:
    """Raises EventRefusal where the room has moved since the page was made on which somebody pressed."""
    refuse_moved(session, *press.where, press.moves)


ACTS: dict[str, Act] = {
    "go": _go,
    "gather": _gather,
    "hide": _hide,
    "unhide": _unhide,
    "tell": _tell,
    "timer": _set_timer,
    "start-minutes": _start_minutes,
    "start-vote": _start_vote,
    "vote-again": _vote_again,
    "stop-vote": _stop_vote,
    "show-vote": _show_vote,
    "put-away": _put_away,
    "start-rating": _start_rating,
    "stop-rating": _stop_rating,
    "show-rating": _show_rating,
    "join-again": _join_again,
}
# What a desk that had no connection does by itself once it has one, where the room has not moved: nothing of it shows
# the room anything, or opens or ends anything. Every other press is offered to the host again.
DONE_LATER = frozenset({"gather", "hide", "timer", "start-minutes"})
