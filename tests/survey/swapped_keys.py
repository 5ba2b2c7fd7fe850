"""Calls with two keys side by side, on each floor; the type checker reads them, and nothing runs them.

Each line that is to be ignored has them the wrong way round. Where that were no error of types any more, `make test`
would fail: the checker says which of what it is to ignore is no error.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from lws_assess.actions.results.releases import view_release
from lws_assess.documents.charts.ranking import votes_text
from lws_assess.records.rounds import find_round_group
from lws_assess.survey.keys import AreaCode, AudienceKey, EventKey, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.releases.unanimity import ShownCell
from lws_assess.survey.results.matching import same_units
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.web.events.event_pages import get_event
from lws_assess.web.rounds.handouts import get_handout

here = PartnershipKey("marlhaven")
autumn = RoundKey("autumn")
nurses = GroupKey("school-nurses")
families = AreaCode("families")
adults = AudienceKey("professionals")
launch = EventKey("launch")


def swap(session: Session, cells: list[list[ShownCell]], results: AudienceResults) -> None:
    same_units(families, adults, cells)
    same_units(adults, families, cells)  # type: ignore[arg-type]
    find_round_group(session, here, autumn, nurses)
    find_round_group(session, here, nurses, autumn)  # type: ignore[arg-type]
    find_round_group(session, autumn, here, nurses)  # type: ignore[arg-type]
    find_round_group(session, here, autumn, "school-nurses")  # type: ignore[arg-type]
    view_release(session, here, autumn)
    view_release(session, autumn, here)  # type: ignore[arg-type]
    votes_text(results, families)
    votes_text(results, adults)  # type: ignore[arg-type]
    get_handout(session, here, autumn, nurses)
    get_handout(session, here, nurses, autumn)  # type: ignore[arg-type]
    get_event(session, here, launch)
    get_event(session, launch, here)  # type: ignore[arg-type]
