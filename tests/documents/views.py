"""Builders with defaults: view objects made the way a release makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from lws_assess.records.instruments import SHELF, shipped_editions
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.instrument_files import read_edition
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.intervals import Interval, places_from_highest
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import ReleaseCell, release_cell
from lws_assess.survey.releases.scores import count_cell
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.results.priorities import gap_between, printed_interval, whose_voice
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import (
    AreaResult,
    AudienceResults,
    RankedArea,
    RoundFacts,
    RoundResults,
    first_of,
    view_results,
)
from lws_assess.survey.withheld import Withheld

EDITION = shipped_editions()["one-childrens-workforce"]
SMALL_PLACES = Path(__file__).parent.parent / "shelf" / "small_places.yaml"
WITHHELD = Withheld("Not shown: fewer than 5 people answered this.", "It would need 2 more people.")
LOW = Shown(1.5, "below 1.5", "Lowest", 9, exact=False, between=Interval(1, 1.5, open=True))
HIGH = Shown(4.5, "4.5 and over", "Highest", 9, exact=False, between=Interval(4.5, 5))


@dataclass(frozen=True)
class People:
    """People of one group who all answer alike, but for every second one, who rates one level higher."""

    name: str
    count: int = 12
    rating: int = 2
    audience: int = 0
    votes: Sequence[str] = ()
    areas: Mapping[str, int] = field(default_factory=dict)  # 0 leaves an area blank


def three_areas() -> Edition:
    """A questionnaire as unlike the first as the format allows."""
    return read_edition(read_yaml(SMALL_PLACES), "small_places.yaml")


def many_areas(count: int) -> Edition:
    """The shipped questionnaire with its areas repeated, for drawings only: codes repeat."""
    areas = (EDITION.areas * 2)[:count]
    return replace(EDITION, areas=tuple(replace(a, number=i, code=f"a{i}") for i, a in enumerate(areas, 1)))


def shipped_file() -> dict[str, object]:
    content: dict[str, object] = read_yaml(SHELF / "one_childrens_workforce.yaml")
    return content


def _vector(edition: Edition, audience: Audience, them: People, odd: int) -> bytes:
    pages = {}
    for area in edition.areas:
        level = them.areas.get(area.code, them.rating)
        rating = str(min(audience.scale.top, level + odd))
        page = {q.key: rating for q in area.questions(audience)} if level else {}
        if audience.importance and level:
            page["importance"] = str(1 + area.number % audience.importance.scale.top)
        pages[f"areas/{area.code}"] = page
    return encode_answers(edition, audience, {**pages, "priorities": {"top-areas": list(them.votes)}})


def _cell(edition: Edition, them: People, k: int) -> ReleaseCell:
    audience = edition.audiences[them.audience]
    rows = [list(_vector(edition, audience, them, i % 2)) for i in range(them.count)]
    figures = count_cell(edition, audience, np.array(rows, dtype=np.uint8))
    return release_cell(edition, audience, [them.name], figures, k)


def results_of(*groups: People, edition: Edition = EDITION, k: int = 5, **more: object) -> RoundResults:
    """What a round of these groups publishes."""
    facts = RoundFacts(
        edition=edition,
        partnership="Testham",
        title="The round",
        leading="group",
        k=k,
        targets={area.code: 3.5 for area in edition.areas if edition is EDITION},
        made_on="2 March 2026",
        group_names={},
        left_out={},
        unanswered=[],
    )
    return view_results(replace(facts, **more), [_cell(edition, them, k) for them in groups])


@cache
def usual() -> RoundResults:
    """Three groups at work, one of young people, one of parents, all different."""
    codes = [area.code for area in EDITION.areas]
    return results_of(
        People("Teachers", 30, 3, votes=codes[:3], areas={codes[0]: 1, codes[3]: 4}),
        People("Nurses", 12, 2, votes=codes[1:3], areas={codes[5]: 4}),
        People("Clubs", 6, 1, votes=codes[2:4], areas={codes[2]: 3}),
        People("Inspectors", 11, 3, audience=1, votes=codes[4:5], areas={codes[6]: 1}),
        People("Parents", 9, 2, audience=2, votes=codes[5:7]),
    )


def with_bands(results: RoundResults, alone: RankBand, simultaneous: RankBand) -> RoundResults:
    """The same with the same bands for every area of those who rank them.

    People who all answer alike have none: how they differ is what bands are read off.
    """

    def banded(ranked: RankedArea) -> RankedArea:
        return replace(ranked, band=alone, simultaneous_band=simultaneous)

    first, *others = results.audiences
    areas = [replace(a, by_group=banded(a.by_group), by_person=banded(a.by_person)) for a in first.areas]
    return replace(results, audiences=(replace(first, areas=tuple(areas)), *others))


def with_positions(results: AudienceResults, **positions: Shown | Withheld) -> AudienceResults:
    """The same results with some areas' positions replaced, in both readings and in every group."""
    areas = results.areas
    for reading in ("by_group", "by_person"):
        ranked = {a.area.code: _moved_to(a, getattr(a, reading), positions) for a in areas}
        places = places_from_highest({code: r.score for code, r in ranked.items() if r.score})
        areas = tuple(
            replace(a, **{reading: replace(ranked[a.area.code], places=places.get(a.area.code))})
            for a in areas
        )
    cells = tuple(replace(c, positions={**c.positions, **positions}) for c in results.cells)
    return replace(results, areas=areas, cells=cells)


Point = (
    tuple[float | Shown | Withheld, float | Shown | Withheld] | None
)  # position and importance; None is withheld


def placed(*points: Point, by_person: Sequence[Point] = (), target: float = 4.0) -> AudienceResults:
    """The usual professionals, with position and importance as given; in both readings alike unless said."""
    results = usual().audiences[0]
    by_group = _ranked_at(results, points, target)
    others = _ranked_at(results, by_person, target) if by_person else by_group
    whose = whose_voice(first_of(by_group), first_of(others), by_group)
    areas = tuple(
        replace(
            a,
            target=target,
            by_group=by_group[a.area.code],
            by_person=others[a.area.code],
            first_three=whose.get(a.area.code, ""),
        )
        for a in results.areas
    )
    return replace(results, areas=areas)


def _ranked_at(results: AudienceResults, points: Sequence[Point], target: float) -> dict[str, RankedArea]:
    found = {}
    for area, point in zip(results.areas, points, strict=True):
        position, matters = (_printed(value) for value in point or (None, None))
        gap = score = None
        if isinstance(position, Shown) and isinstance(matters, Shown):
            gap = gap_between(printed_interval(position), target)
            score = gap.times(printed_interval(matters))
        found[area.area.code] = RankedArea(position, matters, gap, score, None)
    places = places_from_highest({code: r.score for code, r in found.items() if r.score})
    return {code: replace(r, places=places.get(code)) for code, r in found.items()}


def _printed(value: float | Shown | Withheld | None) -> Shown | Withheld:
    if isinstance(value, Shown | Withheld):
        return value
    return WITHHELD if value is None else Shown(value, f"{value:.2f}", "", 30)


def _moved_to(found: AreaResult, ranked: RankedArea, positions: Mapping[str, Shown | Withheld]) -> RankedArea:
    """The same with another position, and what follows from it."""
    position = positions.get(found.area.code)
    if position is None:
        return ranked
    if isinstance(position, Withheld) or not isinstance(ranked.importance, Shown):
        return replace(ranked, position=position, gap=None, score=None, places=None)
    gap = gap_between(printed_interval(position), found.target)
    return replace(ranked, position=position, gap=gap, score=gap.times(printed_interval(ranked.importance)))


# --- reading a drawing back ----------------------------------------------------------------------------------


def drawing(svg: str) -> ElementTree.Element:
    """The drawing as a browser reads it; fails where it is not well formed."""
    return ElementTree.fromstring(re.sub(r' xmlns="[^"]+"', "", svg))


def words(svg: str) -> list[str]:
    """Every line of type in it."""
    return ["".join(e.itertext()) for e in drawing(svg).iter("text")]
