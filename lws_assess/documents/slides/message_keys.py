"""Message keys: whether there is a slide about something, so that a link leads to one that is there; none is made."""

from __future__ import annotations

from lws_assess.documents.charts.ranking import ranked_places
from lws_assess.documents.slides.comparison_messages import groups_of_slide
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import AudienceResults, RoundResults


def has_message(
    key: str, results: RoundResults, audience: AudienceResults, reading: str, changes: RoundChanges | None
) -> bool:
    """True if there is a slide of that key that tells of an audience in a reading, beside those earlier results."""
    if key == "position":
        return _has_position(audience, reading)
    if key == "first":
        return bool(ranked_places(audience, reading)) if audience.ranks_priorities else _has_votes(audience)
    if key == "statements":
        return not audience.audience.easy_read and _has_statement(audience, reading)
    if key == "groups":
        return bool(groups_of_slide(audience, reading)[1])
    if key == "families":
        return sum(_has_position(one, reading) for one in results.audiences) > 1
    if key == "moved":
        found = changes.find_audience(audience.audience.key) if changes else None
        return bool(found and found.cells)
    return True  # the others are there whatever the answers are


def _has_position(audience: AudienceResults, reading: str) -> bool:
    return any(isinstance(one.reading(reading).position, Shown) for one in audience.areas)


def _has_statement(audience: AudienceResults, reading: str) -> bool:
    return any(isinstance(one.reading(reading), Shown) for area in audience.areas for one in area.statements)


def _has_votes(audience: AudienceResults) -> bool:
    return bool(audience.voters) and any(one.votes is not None for one in audience.areas)
