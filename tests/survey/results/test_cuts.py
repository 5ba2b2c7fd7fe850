"""Results by role or sector: which categories are shown, over whom, and what is withheld and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Edition, ProfileChoice, ProfileQuestion
from lws_assess.survey.releases.privacy import Shown, end_named
from lws_assess.survey.releases.release_cells import ReleaseCell, digest_of_cells, release_cell
from lws_assess.survey.releases.scores import Vectors, count_cell
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.results import cuts
from lws_assess.survey.results.cuts import (
    CutResult,
    ReleasedCut,
    cut_from_json,
    cut_to_json,
    release_cut,
    view_cut,
)
from lws_assess.survey.withheld import Withheld
from tests.survey.kept_texts import is_in_order

EDITION = shipped_editions()["one-childrens-workforce"]
WORKFORCE = EDITION.audiences[0]
FIRST, SECOND = EDITION.areas[:2]
CODES = [area.code for area in EDITION.areas]
K = 5


def person(role: str = "", rating: int = 3, edition: Edition = EDITION, **areas: int) -> bytes:
    """Somebody who rates everything alike, but for the areas named (0 leaves one blank)."""
    pages = {"about": {"role": role, "length": "full"}}
    for area in edition.areas:
        mine = areas.get(area.code, rating)
        pages[f"areas/{area.code}"] = {q.key: str(mine) for q in area.questions(WORKFORCE)} if mine else {}
    return encode_answers(edition, WORKFORCE, pages, ["role"])


def people(edition: Edition = EDITION, **roles: int) -> list[bytes]:
    """So many people of each role; `nobody` gives none."""
    return [
        person("" if role == "nobody" else role.replace("_", "-"), 1 + i % 5, edition)
        for role, count in roles.items()
        for i in range(count)
    ]


def cells_of(groups: Sequence[Sequence[bytes]], edition: Edition = EDITION, k: int = K) -> tuple[list, list]:
    arrays: list[Vectors] = [np.array([list(row) for row in them], dtype=np.uint8) for them in groups]
    cells: list[ReleaseCell] = [
        release_cell(edition, WORKFORCE, [f"g{i}"], count_cell(edition, WORKFORCE, vectors), k)
        for i, vectors in enumerate(arrays)
    ]
    return arrays, cells


def released(*groups: Sequence[bytes], edition: Edition = EDITION, k: int = K) -> ReleasedCut:
    return release_cut(edition, WORKFORCE, "role", *cells_of(groups, edition, k), k)


def shown(cut: ReleasedCut) -> list[tuple[str, int]]:
    return [("+".join(category.choices), category.people) for category in cut.categories]


@pytest.mark.parametrize(
    ("groups", "categories"),
    [
        ([{"direct": 9, "manager": 7}, {"direct": 6, "manager": 8}], ["direct", "manager"]),
        # One strategic person in a group: put with the smaller of the others.
        ([{"direct": 9, "manager": 7, "strategic": 1}], ["direct", "manager+strategic"]),
        # Whoever did not say is in no category, and is not given away by what all categories leave.
        ([{"direct": 9, "manager": 7, "not_say": 5}], ["direct", "manager"]),
        ([{"direct": 9, "manager": 7, "not_say": 2, "nobody": 3}], ["direct", "manager"]),
        ([{"direct": 9, "manager": 7, "not_say": 2, "nobody": 2}], []),
        # A role that fills a group of its own tells no more than the group.
        ([{"direct": 9}, {"manager": 7}], ["direct", "manager"]),
        ([{"direct": 9}, {"manager": 7, "direct": 1}], []),
        # As many categories as may be; then the largest smallest one; then the order of the edition.
        (
            [{"direct": 9, "manager": 7, "strategic": 6, "support": 2}],
            ["direct", "manager", "strategic+support"],
        ),
        (
            [{"direct": 9, "manager": 9, "strategic": 2, "support": 3}],
            ["direct", "manager", "strategic+support"],
        ),
        (
            [{"direct": 9, "manager": 9, "strategic": 9, "support": 2}],
            ["direct+support", "manager", "strategic"],
        ),
    ],
)
def test_roles_are_joined_until_they_may_be_shown(groups: list[dict], categories: list[str]) -> None:
    cut = released(*(people(**group) for group in groups))
    assert [name for name, _ in shown(cut)] == categories
    assert bool(cut.why) is not bool(categories)


def test_a_category_counts_people_and_their_scores_over_all_groups() -> None:
    cut = released(
        [person("direct", 2)] * 6 + [person("manager", 4)] * 6,
        [person("direct", 4)] * 6 + [person("manager", 4)] * 5,
    )
    direct, manager = cut.categories
    assert (direct.people, manager.people) == (12, 11)
    assert (direct.areas[FIRST.code].mean, direct.areas[FIRST.code].n) == (3.0, 12)
    assert (manager.areas[FIRST.code].mean, manager.areas[FIRST.code].variance) == (4.0, 0.0)


def test_only_cells_that_show_an_area_count_in_it() -> None:
    """Four of the second group rated the first area: they are in no total, so in no category either."""
    few = [person("direct", 4)] * 4 + [person("direct", 4, **{FIRST.code: 0})] * 8
    cut = released(people(direct=8, manager=8), few + [person("manager", 4, **{FIRST.code: 0})] * 8)
    direct = cut.categories[0]
    assert direct.people == 20
    assert (direct.areas[FIRST.code].n, direct.areas[SECOND.code].n) == (8, 20)


def test_an_area_that_would_tell_is_withheld_and_the_others_stand() -> None:
    """Of the managers three rated the first area, and whatever joins them leaves one category."""
    group = people(direct=9) + [person("manager", 4)] * 3 + [person("manager", 4, **{FIRST.code: 0})] * 6
    cut = released(group)
    assert shown(cut) == [("direct", 9), ("manager", 9)]
    assert [category.areas[FIRST.code] for category in cut.categories] == [None, None]
    assert all(category.areas[code] for category in cut.categories for code in CODES[1:])
    assert list(cut.areas_withheld) == [FIRST.code]


def test_a_join_that_shows_every_area_goes_before_one_of_more_categories() -> None:
    shy = [person("strategic", 4)] * 2 + [person("strategic", 4, **{FIRST.code: 0})] * 6
    cut = released(people(direct=9, manager=8) + shy)
    assert shown(cut) == [("direct", 9), ("manager+strategic", 16)]
    assert not cut.areas_withheld


def test_a_category_of_which_nobody_rated_an_area_shows_all_the_others() -> None:
    group = people(direct=9), [person("manager", 4, **{FIRST.code: 0})] * 9
    cut = released(*group)
    results = view_cut(EDITION, cut, K)
    assert isinstance(results.categories[0].positions[FIRST.code], Shown)
    assert isinstance(results.categories[1].positions[FIRST.code], Withheld)
    assert isinstance(results.categories[1].positions[SECOND.code], Shown)


@pytest.mark.parametrize(
    ("groups", "why", "remedy"),
    [
        ([], "nobody", "answers"),
        ([{"nobody": 9}], "nobody", "people who do"),
        ([{"not_say": 9}], "nobody", "people who do"),
        ([{"direct": 9}], "the same answer", "another role"),
        ([{"direct": 9, "manager": 3}], "fewer than 5", "more people of each role"),
    ],
)
def test_a_cut_that_is_not_shown_says_why_and_what_it_would_need(
    groups: list[dict], why: str, remedy: str
) -> None:
    cut = released(*(people(**group) for group in groups))
    result = view_cut(EDITION, cut, K)
    assert (cut.categories, result.categories) == ((), ())
    assert isinstance(result.withheld, Withheld)
    assert why in result.withheld.why
    assert remedy in result.withheld.remedy
    assert str(result.withheld) == cut.why


def test_where_nobody_may_be_shown_in_any_area_there_is_no_cut() -> None:
    silent = dict.fromkeys(CODES, 0)
    cut = released([person("direct", **silent)] * 9 + [person("manager", **silent)] * 9)
    assert cut.withheld
    assert "role" in cut.why


def test_more_roles_than_a_picture_can_tell_apart_are_joined_from_the_smallest() -> None:
    choices = tuple(ProfileChoice(f"r{i}", f"Role {i}", "") for i in range(9))
    many = replace(EDITION, role=ProfileQuestion("role", "Which?", choices))
    cut = released(people(many, **{f"r{i}": 10 + i for i in range(9)}), edition=many)
    assert [name for name, _ in shown(cut)] == ["r0+r1", "r2+r3", "r4+r5", "r6", "r7", "r8"]


# --- the ends of the scale -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "groups",
    [
        # A group whose mean is near an end; a role whose mean is.
        [
            people(direct=9, manager=9),
            [person(role, **{FIRST.code: 1}) for role in ("direct", "manager") * 6],
        ],
        [people(direct=9) + [person("manager", **{FIRST.code: 4 + (i > 3)}) for i in range(9)]],
    ],
)
def test_an_area_where_only_an_end_may_be_named_is_withheld_and_the_others_stand(
    groups: list[list[bytes]],
) -> None:
    """The group's mean, or the role's, could be worked out from the others."""
    cut = released(*groups)
    result = view_cut(EDITION, cut, K)
    assert [category.choices for category in cut.categories] == [("direct",), ("manager",)]
    for category in result.categories:
        why = category.positions[FIRST.code]
        assert isinstance(why, Withheld)
        assert "of one of the groups, or for one role, only an end of the scale may be named" in why.why
        assert "a mean further from the end" in why.remedy
        assert all(isinstance(category.positions[code], Shown) for code in CODES[1:])


def test_an_area_that_no_group_shows_is_withheld_by_role_for_that_reason() -> None:
    cut = released([person(role, 3, **{FIRST.code: 0}) for role in ("direct", "manager") for _ in range(9)])
    for category in view_cut(EDITION, cut, K).categories:
        why = category.positions[FIRST.code]
        assert isinstance(why, Withheld)
        assert f"no group that is shown in which {K} people rated" in why.why
        assert all(isinstance(category.positions[code], Shown) for code in CODES[1:])


def test_a_role_near_an_end_is_joined_where_more_areas_are_shown_so() -> None:
    low = [person("strategic", 3, **{FIRST.code: 1})] * 8
    cut = released(people(direct=9, manager=8) + low)
    assert shown(cut) == [("direct", 9), ("manager+strategic", 16)]
    assert not cut.areas_withheld


def test_where_every_area_is_near_an_end_there_is_no_cut_and_that_is_the_reason() -> None:
    cut = released([person("direct", 5)] * 19 + [person("manager", 1)] * 19)
    assert cut.categories == ()
    assert "only an end of the scale may be named" in cut.why


@pytest.mark.parametrize("seed", range(30))
def test_no_mean_that_only_an_end_may_name_lies_behind_what_is_shown_by_role(seed: int) -> None:
    chance = Random(seed)
    groups = [
        [
            person(role, chance.choice(levels))
            for role in ("direct", "manager", "support")
            for levels in chance.choices(([1, 1, 2], [2, 3], [5, 5, 4], [1, 3, 5]), k=1)
            for _ in range(chance.choice([0, 5, 8, 20]))
        ]
        for _ in range(2)
    ]
    arrays, cells = cells_of([group for group in groups if len(group) >= K])
    cut = release_cut(EDITION, WORKFORCE, "role", arrays, cells, K)
    for code in CODES:
        mine = [category.areas[code] for category in cut.categories]
        if any(mine):
            them = [cell.areas[code].score for cell in cells] + mine
            assert not any(end_named(found, WORKFORCE.scale) for found in them if found)


# --- how it is kept and printed ------------------------------------------------------------------------------


def some_cut() -> ReleasedCut:
    group = people(direct=9, support=12) + [person("manager", 4, **{FIRST.code: 0})] * 9
    return released(group, people(direct=8, manager=9, strategic=1))


@pytest.mark.parametrize("cut", [some_cut(), released(people(direct=9))], ids=["shown", "withheld"])
def test_a_cut_reads_back_from_its_json_as_it_was(cut: ReleasedCut) -> None:
    assert cut_from_json(cut_to_json(cut)) == cut
    assert is_in_order(cut_to_json(cut))


def test_the_digest_covers_the_cut_and_is_that_of_the_cells_where_there_is_none() -> None:
    _, cells = cells_of([people(direct=9, manager=9)])
    assert cuts.digest_of_release(cells, []) == digest_of_cells(cells)
    digests = {
        cuts.digest_of_release(cells, mine) for mine in ([], [some_cut()], [released(people(direct=9))])
    }
    assert len(digests) == 3


def test_joined_roles_are_named_together_and_areas_stand_in_the_framework_s_order() -> None:
    result: CutResult = view_cut(EDITION, cut_from_json(cut_to_json(some_cut())), K)
    labels = {choice.key: choice.label for choice in EDITION.role.choices}
    assert result.is_joined
    assert any(c.name == f"Together: {labels['strategic']}; {labels['support']}" for c in result.categories)
    assert all(list(category.positions) == CODES for category in result.categories)


# --- the attacker --------------------------------------------------------------------------------------------


def random_groups(chance: Random) -> list[list[bytes]]:
    """Groups of roles in every awkward number, some of whom leave the first area out."""
    roles = ["direct", "manager", "strategic", "nobody"]
    return [
        [
            person(role, chance.randint(1, 5), **({FIRST.code: 0} if chance.random() < 0.2 else {}))
            for role in roles
            for _ in range(chance.choice([0, 1, 2, 4, 5, 6]))
        ]
        + [person("direct")] * 5
        for _ in range(chance.randint(1, 3))
    ]


def fewest_touched(cut: ReleasedCut, arrays: Sequence[Vectors], cells: Sequence[ReleaseCell]) -> int:
    """The fewest people that any weights from -2 to 2 on cells and categories depend on in the first area.

    Read straight from the vectors: the first column is a statement of the area, the last but one the role.
    """
    keys = [choice.key for choice in EDITION.role.choices]
    named = [[keys.index(key) + 1 for key in c.choices] for c in cut.categories if c.areas[FIRST.code]]
    rows = [
        (cell, next((i for i, codes in enumerate(named) if row[-2] in codes), len(named)))
        for cell, (vectors, kept) in enumerate(zip(arrays, cells, strict=True))
        if kept.areas[FIRST.code].score
        for row in vectors
        if 1 <= row[0] <= 9
    ]
    kinds, counts = np.unique(np.array(rows).reshape(-1, 2), axis=0, return_counts=True)
    weights = np.array(list(product(range(-2, 3), repeat=len(arrays) + len(named))))
    on_categories = np.column_stack([weights[:, len(arrays) :], np.zeros(len(weights), dtype=int)])
    touched = ((weights[:, kinds[:, 0]] + on_categories[:, kinds[:, 1]]) != 0) @ counts
    return int(min(touched[touched > 0], default=99))


@pytest.mark.parametrize("seed", range(40))
def test_no_weights_on_what_is_shown_depend_on_fewer_than_five_people(seed: int) -> None:
    arrays, cells = cells_of(random_groups(Random(seed)))
    cut = release_cut(EDITION, WORKFORCE, "role", arrays, cells, K)
    assert fewest_touched(cut, arrays, cells) >= K


def test_the_attacker_gets_through_where_the_test_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "weak_components", lambda graph, k: frozenset())
    monkeypatch.setattr(cuts.privacy, "cut_may_show", lambda graph, k: True)
    found = []
    for seed in range(40):
        arrays, cells = cells_of(random_groups(Random(seed)))
        cut = release_cut(EDITION, WORKFORCE, "role", arrays, cells, K)
        found.append(fewest_touched(cut, arrays, cells) < K)
    assert sum(found) > 20
