"""The page of one group: its radar and rainbow beside everyone's, who answered, what it wrote, and its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, abort, render_template
from markupsafe import Markup

from lws_assess.actions.overview.group_views import GroupResultsView, GroupView, view_group
from lws_assess.documents.overview.group_pages import GroupStory, group_story
from lws_assess.documents.overview.overview_radar import OverviewRadar, overview_radar
from lws_assess.survey.keys import AudienceKey, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import READINGS, CellResult
from lws_assess.web.access import may_run
from lws_assess.web.loading import current_database
from lws_assess.web.name_pages import pages_of_areas, tell_names
from lws_assess.web.overview.looks import (
    LookAtResults,
    asked_for,
    changes_of,
    chapters_of,
    choice_of,
)
from lws_assess.web.page_drawings import linked_drawing, tell_drawn_areas
from lws_assess.web.results.chapters import CHAPTERS
from lws_assess.web.results.choices import ResultChoice
from lws_assess.web.words import now

blueprint = Blueprint("group_pages", __name__, url_prefix="/p/<partnership>/groups")


@dataclass(frozen=True)
class GroupLook(LookAtResults):
    """Holds what the page of one group says of its results, before it is drawn; `cell` is where its answers are."""

    view: GroupView
    found: GroupResultsView
    choice: ResultChoice
    cell: CellResult
    may_choose_audience = False

    @cached_property
    def changes(self) -> AudienceChanges | None:
        """Since the round compared with; None where this cell is not made of the same groups in both."""
        found = changes_of(self.found.changes, self.choice)
        return found if found and any(one.key == self.cell.key for one in found.cells) else None

    @cached_property
    def story(self) -> GroupStory:
        return group_story(self.choice.audience, self.cell, self.choice.reading, self.changes)

    @cached_property
    def radar(self) -> OverviewRadar:
        return overview_radar(self.choice.audience, self.choice.reading, [self.cell], None, with_target=False)

    @property
    def radar_drawing(self) -> Markup:
        return linked_drawing(self.radar.svg, pages_of_areas([one.area for one in self.story.areas]))

    @property
    def groups_shown(self) -> int:
        """Returns how many groups everyone's figures count."""
        return sum(len(cell.groups) for cell in self.choice.audience.cells)

    @property
    def is_whole(self) -> bool:
        """True if nobody else of its audience is shown."""
        return len(self.choice.audience.cells) == 1

    @property
    def joined_with(self) -> list[tuple[GroupKey, str]]:
        """The groups with which it is shown together; none where it is shown by itself."""
        pairs = zip(self.cell.group_keys, self.cell.groups, strict=True)
        return [(key, name) for key, name in pairs if key != self.view.group.key]


@blueprint.get("/<group>/")
def show(partnership: PartnershipKey, group: GroupKey) -> str:
    """One group, whatever there is of it."""
    asked = asked_for()
    with current_database().reading() as session:
        view = view_group(
            session, partnership, group, RoundKey(asked["round"]), RoundKey(asked["since"]), may_run()
        )
    if view is None:
        abort(404)
    return render_template(
        "overview/group.html",
        view=view,
        group=view.group,
        look=_look(view, asked),
        chapters=CHAPTERS,
        address=chapters_of(view.found.round) if view.found else None,
        readings=READINGS,
        may_run=may_run(),
        now=now(),
    )


def _look(view: GroupView, asked: Mapping[str, str]) -> GroupLook | None:
    """Returns what may be said of its answers; None where they are in no figure."""
    found = view.found
    if found is None or found.cell is None:
        return None
    tell_names(found.results.edition, found.results.audiences)
    mine = {**asked, "audience": AudienceKey(found.audience.audience.key)}
    choice = choice_of(found.results, found.changes, found.round, mine)
    tell_drawn_areas(found.results.edition.areas)
    return GroupLook(view, found, choice, found.cell)
