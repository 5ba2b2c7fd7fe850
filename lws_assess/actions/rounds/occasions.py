"""Occasions: at which events and meetings the people of a round may have rated already, or still may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from lws_assess.records.events.visioning_events import Event, list_events, programme_of
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.rounds import Round, groups_of_round, rows_of_round
from lws_assess.survey.events.programme_kinds import RATE
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.keys import NO_ROUND, AudienceKey, GroupKey
from lws_assess.survey.rounds.occasions import RatingOccasion, near_round, where_rated

NEVER_BEGUN_AFTER = timedelta(days=1)  # from the noon of the day for which an event was planned


def occasions_of_round(session: Session, this: Round, now: datetime) -> list[RatingOccasion]:
    """The events and meetings near a round at which people rate by its questionnaire; none for an event's own round.

    One that is planned counts from the day on which its day is set; one that is over, if anybody rated there.
    """
    if this.event:
        return []
    instrument = get_edition(session, this.edition).key
    groups = groups_of_round(session, this.partnership, this.key)
    found = []
    for event in list_events(session, this.partnership):
        if event.instrument == instrument and _people_rate(session, event, now):
            occasion = _occasion(event, groups)
            if occasion and near_round(occasion, this.opens_at or now, this.closes_at):
                found.append(occasion)
    return found


def _occasion(event: Event, groups: Iterable[Group]) -> RatingOccasion | None:
    """Everybody may come to an event, and one group to its meeting."""
    at = event.opened_at or _noon(event)
    if at is None:
        return None
    invited = frozenset(group.key for group in groups if event.group in (None, group.key))
    return RatingOccasion(at, invited, meeting=event.group is not None)


def _noon(event: Event) -> datetime | None:
    return datetime.combine(event.day, time(12), UTC) if event.day else None


def _people_rate(session: Session, event: Event, now: datetime) -> bool:
    if event.state == EventState.ENDED:
        rows = rows_of_round(session, event.partnership, event.round or NO_ROUND)
        return any(row.answered for row in rows.values())
    noon = _noon(event)
    if event.state == EventState.PLANNED and (noon is None or noon + NEVER_BEGUN_AFTER < now):
        return False
    return any(part.kind == RATE for part in programme_of(session, event.partnership, event.key))


def where_group_rated(session: Session, this: Round, group: GroupKey | None, now: datetime) -> str:
    """Such as "the event", for words to a group of a round or to everybody (None); empty where there was none."""
    occasions = occasions_of_round(session, this, now)
    return where_rated(occasions, [group] if group else [key for one in occasions for key in one.groups])


def where_audience_rated(session: Session, this: Round, audience: AudienceKey, now: datetime) -> str:
    """Returns where everybody of an audience may have rated already, such as "the event"; empty where there was no
    occasion.
    """
    groups = groups_of_round(session, this.partnership, this.key)
    mine = [group.key for group in groups if group.audience == audience]
    return where_rated(occasions_of_round(session, this, now), mine)


def where_groups_rated(session: Session, this: Round, now: datetime) -> dict[GroupKey, str]:
    """Returns where each group of a round may have rated already, by the group's key."""
    occasions = occasions_of_round(session, this, now)
    groups = groups_of_round(session, this.partnership, this.key)
    return {group.key: where_rated(occasions, [group.key]) for group in groups}
