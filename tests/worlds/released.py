"""Builders with defaults: small rounds as their releases show them, and questionnaires that differ a little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Area, Audience, Edition
from lws_assess.survey.releases.privacy import SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import release_cell
from lws_assess.survey.releases.scores import count_cell
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.results.matching import Released
from lws_assess.survey.results.round_results import RoundFacts

EDITION = shipped_editions()["one-childrens-workforce"]
WORKFORCE, YOUNG, PARENTS = EDITION.audiences
CODES = [area.code for area in EDITION.areas]
FIRST, SECOND = CODES[:2]
NAMES = {
    "teachers": "Teachers",
    "nurses": "Nurses",
    "clubs": "Clubs",
    "scouts": "Scouts",
    "youth": "Inspectors",
}
AUDIENCE_OF = {"youth": "young-people"}


def facts(title: str = "Now", edition: Edition = EDITION, **more: object) -> RoundFacts:
    usual = RoundFacts(
        edition=edition,
        partnership="Testham",
        title=title,
        leading="group",
        k=5,
        targets={},
        made_on="2 March 2026",
        group_names={},
        left_out={},
        unanswered=[],
    )
    return replace(usual, **more)


def vector(edition: Edition, audience: Audience, ratings: Mapping[str, int]) -> list[int]:
    """Somebody who gives all statements of an area the same rating; 0 leaves the area blank."""
    pages = {
        f"areas/{code}": {q.key: str(rating) for q in edition.area(code).questions(audience)}
        for code, rating in ratings.items()
        if rating
    }
    return list(encode_answers(edition, audience, pages))


Person = Mapping[str, int]


def everybody(count: int, rating: int, edition: Edition = EDITION, **areas: int) -> list[Person]:
    """People who rate alike, but for every second one, who rates one level higher."""
    codes = [area.code for area in edition.areas]
    levels = [{code: areas.get(code, rating) for code in codes} for _ in range(count)]
    return [{c: v and min(5, v + i % 2) for c, v in one.items()} for i, one in enumerate(levels)]


def a_round(
    title: str = "Now",
    edition: Edition = EDITION,
    k: int = 5,
    branches: Mapping[str, str] = {},
    names: Mapping[str, str] = NAMES,
    audiences: Mapping[str, str] = AUDIENCE_OF,
    **people: Sequence[Person],
) -> Released:
    """A round as its release would show it: groups below k are joined, or left out."""
    of = {group: edition.audience(audiences.get(group, edition.audiences[0].key)) for group in people}
    joining = join_small_groups(
        [SmallGroup(g, branches.get(g, g), of[g].key, len(them)) for g, them in people.items()], k
    )
    cells = []
    for members in joining.cells:
        audience = of[members[0]]
        rows = [vector(edition, audience, person) for member in members for person in people[member]]
        figures = count_cell(edition, audience, np.array(rows, dtype=np.uint8))
        cells.append(release_cell(edition, audience, members, figures, k))
    known = {group: names.get(group, group) for group in people}
    left_out = {group: len(people[group]) for group in joining.left_out}
    unanswered = [group for group, them in people.items() if not them]
    more = {"k": k, "group_names": known, "left_out": left_out, "unanswered": unanswered}
    return facts(title, edition, **more), cells


# --- questionnaires that differ ------------------------------------------------------------------------------


def with_area(edition: Edition, code: str, **changes: object) -> Edition:
    areas = tuple(replace(a, **changes) if a.code == code else a for a in edition.areas)
    return replace(edition, areas=areas)


def with_statement(edition: Edition, code: str, **changes: object) -> Edition:
    """The first statement of an area changed."""
    first, *rest = edition.area(code).statements
    return with_area(edition, code, statements=(replace(first, **changes), *rest))


def with_level(edition: Edition, **changes: object) -> Edition:
    """The lowest level of the first audience's scale changed."""
    scale = edition.audiences[0].scale
    scale = replace(scale, levels=(replace(scale.levels[0], **changes), *scale.levels[1:]))
    audience = replace(edition.audiences[0], scale=scale)

    def on_it(area: Area) -> Area:
        return replace(area, statements=tuple(replace(q, scale=scale) for q in area.statements))

    return replace(
        edition, audiences=(audience, *edition.audiences[1:]), areas=tuple(map(on_it, edition.areas))
    )
