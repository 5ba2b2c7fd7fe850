"""What is withheld cannot be told from an explored figure: not by a trace, a word, an axis, or a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from lws_assess.documents.explore.chosen_drawings import explored_chart
from lws_assess.documents.explore.chosen_figures import FigureChoice, choose_figures
from lws_assess.documents.explore.interactive_figures import interactive_figure
from lws_assess.documents.explore.measures import ExploredMeasure
from lws_assess.documents.explore.offline_pages import offline_page
from lws_assess.survey.releases.release_cells import ReleaseCell, release_cell
from lws_assess.survey.releases.scores import count_cell
from lws_assess.survey.responses import BLANK, vector_layout
from lws_assess.survey.results.changes import RoundChanges, view_changes
from lws_assess.survey.results.round_results import RoundFacts, RoundResults, view_results
from lws_assess.survey.round_timing import EACH_GROUP
from lws_assess.survey.withheld import Withheld
from tests.documents.explore.explored_choices import choices_of, everything_explored
from tests.documents.views import EDITION, WITHHELD, usual
from tests.runs.soaking import IS_SOAK

AUDIENCE = EDITION.audiences[0]
HIDDEN, SMALL = EDITION.areas[2].code, EDITION.areas[4].code
FACTS = RoundFacts(
    edition=EDITION,
    partnership="Testham",
    title="The round",
    leading="group",
    k=5,
    targets={area.code: 3.5 for area in EDITION.areas},
    made_on="2 March 2026",
    group_names={},
    left_out={},
    unanswered=[],
)


def a_cell(name: str, people: int, raters: int, level: int, alike: bool, mood: int) -> ReleaseCell:
    """A group of whom `raters` rate one area, at `level`; and all but one, or all, rate another as low as can be."""
    slots = vector_layout(EDITION, AUDIENCE)
    rows = np.full((people, len(slots)), BLANK, dtype=np.uint8)
    for at, slot in enumerate(slots):
        if slot.kind == "importance":
            rows[:, at] = 3
        if slot.kind != "statement":
            continue
        rows[:, at] = [1 + (person + at + mood) % 4 for person in range(people)]
        if slot.area == HIDDEN:
            rows[:, at] = [level] * raters + [BLANK] * (people - raters)
        if slot.area == SMALL and people < 20:
            rows[:, at] = 1
            rows[0, at] = 1 if alike else 2
    return release_cell(EDITION, AUDIENCE, [name], count_cell(EDITION, AUDIENCE, rows), FACTS.k)


def a_round(level: int, alike: bool, mood: int = 0) -> tuple[RoundFacts, list[ReleaseCell]]:
    """Three groups. In one of them three people rate an area, and what they say is not shown."""
    return FACTS, [
        a_cell("Teachers", 30, 30, 3, alike, mood),
        a_cell("Nurses", 12, 3, level, alike, mood),
        a_cell("Clubs", 9, 9, 2, alike, mood),
    ]


@cache
def explored(level: int, alike: bool) -> tuple[RoundResults, RoundChanges]:
    then = (replace(FACTS, title="The round before"), a_round(3, False, mood=1)[1])
    now = a_round(level, alike)
    return view_results(*now), view_changes(then, now)


def files_of(choice: FigureChoice) -> tuple[str, ...]:
    """Everything that is made of a choice; the offline page, which holds the library, of a few choices."""
    chosen = choose_figures(choice)
    is_tried = IS_SOAK or (choice.measure == ExploredMeasure.POSITION and choice.reading == EACH_GROUP)
    offline = offline_page(chosen).decode() if is_tried else ""
    return json.dumps(interactive_figure(chosen)), explored_chart(chosen).svg, offline


@pytest.mark.parametrize(("level", "alike"), [(1, True), (5, False)])
def test_answers_that_are_withheld_change_no_byte_of_any_file(level: int, alike: bool) -> None:
    """What three people say of an area, and whether a small group is all of one mind."""
    usual_results, usual_changes = explored(3, False)
    results, changes = explored(level, alike)
    assert isinstance(results.audiences[0].cells[1].positions[HIDDEN], Withheld)
    assert "below" in results.audiences[0].cells[2].positions[SMALL].text  # type: ignore[union-attr]
    tried = 0
    for beside, usually_beside in (((), ()), ((changes,), (usual_changes,))):
        choices = zip(choices_of(results, beside), choices_of(usual_results, usually_beside), strict=True)
        for choice, as_usual in choices:
            if all(audience.people for audience in choice.audiences):
                assert files_of(choice) == files_of(as_usual)
                tried += 1
    assert tried > 20


def test_one_answer_that_is_shown_changes_them() -> None:
    """So that the test above is not blind."""
    one, other = (view_results(*a_round(3, False, mood)) for mood in (0, 2))
    choice, changed = next(choices_of(one)), next(choices_of(other))
    assert files_of(choice) != files_of(changed)


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_a_trace_holds_no_number_but_of_figures_that_are_shown() -> None:
    """Each is a figure, a bound of one, the middle of its bounds, or how long the bar to one of these is."""
    for _, chosen, figure in everything_explored():
        known: set[float] = {board.axis.lowest for board in chosen.boards}
        for one in chosen.series:
            for place in (*one.places, *one.upright):
                if place.value is not None:
                    known |= {round(at, 6) for at in (place.spot or 0.0, *place.span)}
        known |= {round(high - low, 2) for high in known for low in known}
        for trace in figure["data"]:
            found = {
                round(at, 6) for name in ("x", "y", "r", "base") for at in numbers_in(trace.get(name, []))
            }
            assert found <= known, found - known


def test_how_far_an_axis_reaches_does_not_depend_on_the_figures() -> None:
    """The layout of a round is that of the same round with everything withheld."""
    results = usual()
    codes = [area.code for area in EDITION.areas]
    nothing = replace(
        results,
        audiences=tuple(
            replace(
                audience,
                areas=tuple(
                    replace(
                        found,
                        by_group=replace(found.by_group, position=WITHHELD, importance=WITHHELD),
                        by_person=replace(found.by_person, position=WITHHELD, importance=WITHHELD),
                        dont_know=WITHHELD,
                        not_applicable=WITHHELD,
                    )
                    for found in audience.areas
                ),
                cells=tuple(
                    replace(
                        cell,
                        positions=dict.fromkeys(codes, WITHHELD),
                        importances=dict.fromkeys(codes, WITHHELD),
                        dont_know=dict.fromkeys(codes, WITHHELD),
                        not_applicable=dict.fromkeys(codes, WITHHELD),
                    )
                    for cell in audience.cells
                ),
            )
            for audience in results.audiences
        ),
    )
    for choice, hidden in zip(choices_of(results), choices_of(nothing), strict=True):
        one, other = (interactive_figure(choose_figures(each)) for each in (choice, hidden))
        layouts = [
            {name: at for name, at in each["layout"].items() if name != "meta"} for each in (one, other)
        ]
        assert layouts[0] == layouts[1]
        assert str(WITHHELD) in json.dumps(other, ensure_ascii=False)
        of_people = [trace for trace in other["data"] if trace["name"] != "Target"]
        assert not any(list(numbers_in([trace.get(n, []) for n in ("x", "r")])) for trace in of_people)
