"""What came of an event: all that its room saw, and who was there, in one view object.

EventSummary
  scene      the event, its questionnaire and its programme
  content    results of rating alone, votes, words, table ratings and actions, as far as they were shown
  people     how many were there, as the screen said it; below five only "fewer than 5"
  attended   them by group; groups of fewer than five are counted together with another
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.events.scenes import Scene, SceneContent, VoteScene, get_content, get_scene
from lws_assess.actions.results.releases import view_release
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.groups import Group, all_groups
from lws_assess.records.partnerships import Partnership
from lws_assess.survey.events.attendance import count_groups_apart
from lws_assess.survey.events.rooms import CHOICES, RATING, EventRefusal, EventState, ProposalState
from lws_assess.survey.keys import NO_ROUND, AudienceKey, GroupKey
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.rounds.participation import SeenNumber, blurred_number
from lws_assess.survey.smallest_numbers import FEWEST, may_be_shown


@dataclass(frozen=True)
class GroupAttendance:
    """Says how many people of a group were in the room, or of several that are counted together."""

    names: tuple[str, ...]
    audiences: tuple[AudienceKey, ...]
    people: int


@dataclass(frozen=True)
class EventSummary:
    scene: Scene
    content: SceneContent
    results: (
        RoundResults | None
    )  # of rating alone, whether or not the room has seen them; None where nobody rated
    people: SeenNumber
    attended: tuple[GroupAttendance, ...]
    group_names: Mapping[GroupKey, str]
    contact: str  # whom people may ask

    @property
    def event(self) -> Event:
        return self.scene.event

    @property
    def ratings(self) -> tuple[VoteScene, ...]:
        """The last vote that was shown on each question; a second one holds the first."""
        return latest_ratings(self.content.votes)

    @property
    def choices(self) -> VoteScene | None:
        """The last time that the room chose priorities, where that was shown."""
        found = [vote for vote in self.content.votes if vote.kind == CHOICES and vote.choices]
        return found[-1] if found else None

    @property
    def own_votes(self) -> tuple[VoteScene, ...]:
        """The last vote on each question of the room's own; a second one holds the first. Ice-breakers are wiped."""
        mine = [vote for vote in self.content.votes if vote.tally and not vote.tally.question.takes.wiped]
        again = {vote.again_of for vote in mine}
        return tuple(vote for vote in mine if vote.number not in again)

    @property
    def in_plan(self) -> tuple[ProposedAction, ...]:
        """Actions that hosts have taken into the plan, by the date on which they are due."""
        taken = [action for action in self.content.actions if action.state == ProposalState.PLANNED]
        return tuple(
            sorted(taken, key=lambda action: (action.due is None, str(action.due), action.reference))
        )

    @property
    def waiting(self) -> int:
        """Returns how many actions tables proposed that nobody has decided about."""
        return sum(action.state == ProposalState.WAITING for action in self.content.actions)


def latest_ratings(votes: Iterable[VoteScene]) -> tuple[VoteScene, ...]:
    """Of votes that were shown, in order, the last on each question; a second one holds the first."""
    kept: list[VoteScene] = []
    for vote in votes:
        if vote.kind == RATING:
            first = next((one for one in reversed(kept) if _is_first_of(one, vote)), None)
            kept = [one for one in kept if one is not first] + [vote]
    return tuple(kept)


def _is_first_of(one: VoteScene, second: VoteScene) -> bool:
    """True if a vote is the first on the question of a second one."""
    asked, again = ([lens.question for lens in vote.lenses] for vote in (one, second))
    return second.again and not one.again and asked == again


def results_may_be_seen(event: Event) -> bool:
    """Once the room has seen them, or an event is over that is no lead's meeting: that shows nothing uncounted."""
    return event.rating_shown or (event.state == EventState.ENDED and not event.group)


def view_summary(session: Session, event: Event) -> EventSummary:
    """Raises EventRefusal before the event is over."""
    if event.state != EventState.ENDED:
        raise EventRefusal("The summary is there as soon as the event has ended.")
    scene = get_scene(session, event)
    groups = all_groups(session, event.partnership)
    people = sum(event.attended.values())
    return EventSummary(
        scene=scene,
        content=get_content(session, scene),
        results=view_release(session, event.partnership, event.round or NO_ROUND)
        if results_may_be_seen(event)
        else None,
        people=blurred_number(people) if people else SeenNumber(0, 0),
        attended=_attended(event, groups) if may_be_shown(people, FEWEST) else (),
        group_names={group.key: group.name for group in groups},
        contact=session.get_one(Partnership, event.partnership).contact,
    )


def _attended(event: Event, groups: Sequence[Group]) -> tuple[GroupAttendance, ...]:
    """In the order of the partnership's list; by joined groups where one alone would be of fewer than five."""
    known = {group.key: group for group in groups}
    counted = count_groups_apart({key: event.attended.get(key, 0) for key in known})
    return tuple(
        GroupAttendance(
            tuple(known[key].name for key in one.groups),
            tuple(dict.fromkeys(known[key].audience for key in one.groups)),
            one.people,
        )
        for one in counted
    )
