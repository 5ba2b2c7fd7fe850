"""What a phone that waits tells of the subject: facts of a page of feedback.

Nothing else is told than what a partnership has published, and what a facilitator ticked for this event. Either says
nothing of the room.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.papers.feedback import how_far_actions_are
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.keys import NO_AREA, AreaCode
from lws_assess.survey.plans.feedback import AreaSaid, FeedbackPage


@dataclass(frozen=True)
class WaitingFact:
    """One sentence or two out of published feedback, and the area that they are about; none for all."""

    text: str
    area: AreaCode = NO_AREA


def facts_of_feedback(page: FeedbackPage, edition: Edition, audience: Audience) -> tuple[WaitingFact, ...]:
    """Returns what somebody of an audience is told while they wait: in easy words for those who have easy forms.

    `edition` is that of the page's round. Figures are those of this audience; what is not shown there is left out.
    """
    named = {area.code: area for area in edition.areas}
    return (*_of_everything(page, named, audience), *_of_areas(page, named, audience))


def _of_everything(
    page: FeedbackPage, named: dict[AreaCode, Area], audience: Audience
) -> Iterator[WaitingFact]:
    if page.chosen:
        names = listed_names(_name(named[code], audience) for code in page.chosen.areas)
        yield WaitingFact(
            f"This comes first now: {names}." if audience.easy_read else f"Decided since: {names}."
        )
    actions = [action for doing in page.doing for action in doing.actions]
    sentences = " ".join(how_far_actions_are(actions))
    if sentences:
        yield WaitingFact(sentences if audience.easy_read else f"What came of it: {sentences}")


def _of_areas(page: FeedbackPage, named: dict[AreaCode, Area], audience: Audience) -> Iterator[WaitingFact]:
    for side in page.sides:
        if side.audience == audience.key:
            for said in side.areas:
                if not said.why:
                    yield WaitingFact(_of_area(said, named[said.area], audience, page.round), said.area)


def _of_area(said: AreaSaid, area: Area, audience: Audience, round_title: str) -> str:
    if audience.easy_read:
        return f"“{area.easy_label}” {said.people:,} people told us: {said.band}."
    return (
        f"{area.short_name}: {said.text}, “{said.band}”. {said.people:,} people said so in “{round_title}”."
    )


def _name(area: Area, audience: Audience) -> str:
    return f"“{area.easy_label}”" if audience.easy_read else area.short_name
