"""The pages of an area and of a group over hundreds of places: only released figures, in order, and true sentences."""

from __future__ import annotations

import re

import pytest

from lws_assess.documents.overview.area_boards import BoardGroup, area_boards
from lws_assess.documents.overview.area_pages import AreaStory, area_story
from lws_assess.documents.overview.group_pages import group_story
from lws_assess.documents.overview.overview_radar import overview_radar
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.withheld import Withheld
from lws_assess.web.page_drawings import linked_drawing
from tests.documents.overview.test_headline import PLACES, TOGETHER
from tests.documents.overview.test_ledger import views
from tests.runs.soaking import spread_of

FIRST_SEEDS = spread_of(range(0, PLACES, TOGETHER), 3)


@pytest.mark.parametrize("first", FIRST_SEEDS)
def test_an_area_says_what_was_released_and_nothing_else(first: int) -> None:
    told = withheld = 0
    for audience, changes, others, reading in views(first):
        for found in audience.areas:
            story = area_story(audience, found, reading, changes, "Then", others)
            assert all(claim.holds for claim in story.said.claims), story.said.text
            assert [one.at.spot is None for one in story.groups] == sorted(
                one.at.spot is None for one in story.groups
            ), "what is withheld stands last"
            spots = [one.at.spot for one in story.groups if one.at.spot is not None]
            assert spots == sorted(spots)
            for one in story.groups:
                value = one.cell.positions[found.area.code]
                assert one.at.cell == (value.text if isinstance(value, Shown) else str(value))
            lines = [one.drawn.place.spot for one in story.statements if one.drawn.place.spot is not None]
            assert lines == sorted(lines)
            for line in story.statements:
                assert (not line.here) == (line.drawn.place.interval is None)
                if line.here and line.further:
                    assert line.further.level.value == line.here[-1].level.value + 1
            _says_on_whom_it_rests(story, audience, changes)
            if story.row.rank and not story.row.could_be:
                assert "it could be" not in story.said.text, "nothing is known of chance"
            position = story.row.now
            told += position.interval is not None
            withheld += position.interval is None
            if position.interval is None:
                assert story.said.text == position.why
    assert told


def _says_on_whom_it_rests(
    story: AreaStory, audience: AudienceResults, changes: AudienceChanges | None
) -> None:
    """Every group has a dot here, so dots are never said to be of the compared groups alone."""
    shown = sum(len(cell.groups) for cell in audience.cells)
    is_apart = changes is not None and 0 < changes.groups < shown
    assert ("Then and now: the" in story.basis) == is_apart, story.basis
    assert "now and dots" not in story.basis
    assert "count as one" not in story.basis, "groups that are shown together weigh as many as they are"


@pytest.mark.parametrize("first", FIRST_SEEDS)
def test_each_group_that_is_shown_has_one_dot_that_leads_to_it(first: int) -> None:
    for audience, changes, others, reading in views(first):
        for found in audience.areas[:2]:
            story = area_story(audience, found, reading, changes, "Then", others)
            groups = [BoardGroup(one.cell, one.at) for one in story.groups]
            pages = {one.cell.key: f"/g/{i}" for i, one in enumerate(story.groups)}
            drawn = area_boards(story.row, audience.audience.scale, groups, pages)
            shown = [pages[one.cell.key] for one in groups if one.at.spot is not None]
            assert sorted(re.findall(r'href="([^"]+)"', drawn)) == sorted([*shown, *shown])
            for one in re.findall(r'<circle cx="[^"]*" cy="([^"]*)" r="6"', drawn):
                assert float(one) > 0
            assert "None" not in drawn


@pytest.mark.parametrize("first", FIRST_SEEDS)
def test_a_group_says_what_was_released_and_nothing_else(first: int) -> None:
    told = 0
    for audience, changes, _, reading in views(first):
        for cell in audience.cells:
            story = group_story(audience, cell, reading, changes)
            assert all(claim.holds for claim in story.said.claims), story.said.text
            for row in story.areas:
                value = cell.positions[row.area.code]
                assert row.mine.cell == (value.text if isinstance(value, Shown) else str(value))
                assert not (isinstance(value, Withheld) and (row.apart or row.tone))
                told += isinstance(value, Shown)
            for one in (*story.highest, *story.lowest):
                assert one.mine.interval
                assert one.whole.interval
                assert one.mine.interval.is_above(one.whole.interval) == (one in story.highest)
                assert one.mine.interval.is_below(one.whole.interval) == (one in story.lowest)
    assert told


def test_a_disc_in_a_drawing_becomes_a_link_that_is_named_and_the_rest_is_passed_over() -> None:
    audience, _, _, reading = next(iter(views(0)))
    plain = overview_radar(audience, reading).svg
    areas = [one.area for one in audience.areas]
    drawn = linked_drawing(plain, {area.number: (f"/a/{area.code}", area.short_name) for area in areas})
    assert re.findall(r'href="/a/([^"]+)"', drawn) == [area.code for area in areas]
    assert 'role="img"' not in drawn
    assert drawn.count('<g aria-hidden="true">') == 1
    assert linked_drawing(plain, {}) == plain
