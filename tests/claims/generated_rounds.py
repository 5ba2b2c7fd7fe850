"""Generated rounds: places of every size and mood, made out of raw answers by the product's own steps.

    seed  ->  draw_place  ->  GeneratedPlace
                rounds    GeneratedRound, the earliest first: raw answers, and what a release of them shows

Everything follows from the seed. The kinds take turns, so that any run of as many seeds holds one of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.instrument_files import read_edition
from lws_assess.survey.instruments import SHORT, Audience, Edition
from lws_assess.survey.releases.privacy import SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import ReleaseCell, release_cell
from lws_assess.survey.releases.scores import CellFigures, Vectors, count_cell
from lws_assess.survey.releases.statement_joins import join_statements
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout
from lws_assess.survey.results.changes import RoundChanges, view_changes
from lws_assess.survey.results.cuts import ReleasedCut, cuts_stand, release_cut
from lws_assess.survey.results.histories import RoundHistory, view_history
from lws_assess.survey.results.round_results import RoundFacts, RoundResults, view_results
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from tests.runs.keeping import keep_for_a_file

SMALL_PLACES = Path(__file__).parent.parent / "shelf" / "small_places.yaml"
TITLES = ("The baseline", "The second round", "The third round", "The fourth round")
NAMES = ("Teachers", "Nurses", "Clubs", "Scouts", "Sport", "Carers", "Helpers", "Wardens", "Tutors", "Guides")


@dataclass(frozen=True)
class Habits:
    """How people answer: `spread` in levels; the others are the shares of people who do so."""

    spread: float = 0.9
    short: float = 0.0  # answer the short form
    unsure: float = 0.05  # of the questions put, answered by don't know
    blank: float = 0.0  # of the questions put, left blank
    skips: float = 0.0  # of the areas, left blank as a whole
    chooses: float = 0.9


@dataclass(frozen=True)
class DrawnGroup:
    key: str
    name: str
    branch: str
    audience: str
    people: int
    levels: Mapping[str, float]  # where it sees each area, by code


@dataclass(frozen=True)
class Plan:
    """What a round is drawn from."""

    edition: Edition
    groups: tuple[DrawnGroup, ...]
    targets: Mapping[str, float]
    habits: Habits = Habits()
    k: int = 5
    leading: str = EACH_GROUP
    cut: str = ""
    patterned: bool = False  # everybody of a group rates every area in the same few ways, so that areas tie


@dataclass(frozen=True)
class GeneratedRound:
    """Raw answers by group, and what is released of them."""

    facts: RoundFacts
    cells: tuple[ReleaseCell, ...]
    answers: Mapping[str, Vectors]

    @property
    def kept(self) -> tuple[RoundFacts, Sequence[ReleaseCell]]:
        return self.facts, self.cells


@dataclass(frozen=True)
class GeneratedPlace:
    seed: int
    kind: str
    rounds: tuple[GeneratedRound, ...]
    viewed: dict[int, RoundResults] = field(default_factory=dict, repr=False)

    @property
    def now(self) -> GeneratedRound:
        return self.rounds[-1]

    @property
    def results(self) -> RoundResults:
        return self.results_of(len(self.rounds) - 1)

    def results_of(self, number: int) -> RoundResults:
        if number not in self.viewed:
            self.viewed[number] = view_results(*self.rounds[number].kept)
        return self.viewed[number]

    @cached_property
    def changes(self) -> RoundChanges | None:
        """The last round beside the one before it."""
        return view_changes(self.rounds[-2].kept, self.rounds[-1].kept) if len(self.rounds) > 1 else None

    @cached_property
    def history(self) -> RoundHistory | None:
        return view_history([one.kept for one in self.rounds]) if len(self.rounds) > 2 else None


# --- questionnaires --------------------------------------------------------------------------------------


@cache
def editions() -> tuple[Edition, ...]:
    """The shipped questionnaire, parts of it, and one as unlike it as the format allows."""
    whole = shipped_editions()["one-childrens-workforce"]
    return (
        whole,
        replace(whole, areas=whole.areas[:4]),
        replace(whole, areas=whole.areas[:2]),
        read_edition(read_yaml(SMALL_PLACES), "small_places.yaml"),
    )


# --- answers ---------------------------------------------------------------------------------------------


def draw_answers(chance: np.random.Generator, plan: Plan, group: DrawnGroup) -> Vectors:
    """One vector a person of the group."""
    edition, habits, people = plan.edition, plan.habits, group.people
    audience = edition.audience(group.audience)
    slots = vector_layout(edition, audience)
    rows = np.full((people, len(slots)), BLANK, dtype=np.uint8)
    at = {(slot.kind, slot.area, slot.key): i for i, slot in enumerate(slots)}
    short = (chance.random(people) < habits.short) & (not audience.easy_read)
    moods = chance.normal(0, habits.spread / 2, people)
    for area in edition.areas:
        brief = {question.key for question in area.questions(audience, SHORT)}
        skipped = chance.random(people) < habits.skips
        for question in area.questions(audience):
            column = at["statement", area.code, question.key]
            rows[:, column] = _ratings(chance, plan, group, area.code, audience, moods)
            rows[chance.random(people) < habits.unsure, column] = DONT_KNOW
            rows[chance.random(people) < habits.blank, column] = BLANK
            rows[chance.random(people) < habits.blank / 3, column] = NOT_APPLICABLE
            rows[skipped, column] = BLANK
            if question.key not in brief:
                rows[short, column] = NOT_PUT
        if audience.importance:
            column = at["importance", area.code, "importance"]
            top = audience.importance.scale.top
            matters = 1 + (top - 1) * (0.5 + 0.4 * np.sin(area.number))
            rows[:, column] = (
                np.full(people, max(1, top - 1))
                if plan.patterned
                else np.clip(np.rint(chance.normal(matters, 0.8, people)), 1, top)
            )
            rows[chance.random(people) < habits.blank, column] = BLANK
    _vote(chance, plan, audience, rows, at, group)
    for name, asked in (("role", edition.role), ("sector", edition.sector)):
        column = at["profile", "", name]
        kept = chance.integers(1, 1 + min(3, len(asked.choices)), people)
        rows[:, column] = kept if plan.cut == name else NOT_PUT
    return rows


def _ratings(
    chance: np.random.Generator,
    plan: Plan,
    group: DrawnGroup,
    area: str,
    audience: Audience,
    moods: np.ndarray,
) -> np.ndarray:
    level, top = group.levels[area], audience.scale.top
    if plan.patterned:
        low = np.floor(level)
        higher = np.arange(group.people) < round((level - low) * group.people)
        return np.clip(low + higher, 1, top)
    noise = chance.normal(0, plan.habits.spread / 2, group.people)
    return np.clip(np.rint(level + moods + noise), 1, top)


def _vote(
    chance: np.random.Generator,
    plan: Plan,
    audience: Audience,
    rows: Vectors,
    at: Mapping[tuple[str, str, str], int],
    group: DrawnGroup,
) -> None:
    codes = [area.code for area in plan.edition.areas]
    most = min(audience.top_areas.most, len(codes))
    lowest = sorted(codes, key=lambda code: group.levels[code])
    for person in range(group.people):
        if chance.random() > plan.habits.chooses:
            continue
        likes = lowest if plan.patterned else list(chance.permutation(codes))
        for code in likes[:most]:
            rows[person, at["vote", code, "top-areas"]] = 1


def draw_round(chance: np.random.Generator, plan: Plan, title: str) -> GeneratedRound:
    """A round as its release would keep it: groups below k are joined, or left out."""
    edition, k = plan.edition, plan.k
    answers = {group.key: draw_answers(chance, plan, group) for group in plan.groups}
    small = [SmallGroup(one.key, one.branch, one.audience, one.people) for one in plan.groups]
    joining = join_small_groups(small, k)
    of = {one.key: edition.audience(one.audience) for one in plan.groups}
    cells: list[ReleaseCell] = []
    counted: list[Vectors] = []
    figures: list[CellFigures] = []
    for members in joining.cells:
        counted.append(np.concatenate([answers[member] for member in members]))
        figures.append(count_cell(edition, of[members[0]], counted[-1]))
        cells.append(release_cell(edition, of[members[0]], members, figures[-1], k))
    cuts = _cuts(plan, cells, counted)
    branches = {one.key: one.branch for one in plan.groups}
    cells = join_statements(
        edition, cells, figures, branches, k, lambda joined: cuts_stand(edition, cuts, counted, joined, k)
    )
    facts = RoundFacts(
        edition=edition,
        partnership="Testham",
        title=title,
        leading=plan.leading,
        k=k,
        targets=plan.targets,
        made_on="2 March 2026",
        group_names={one.key: one.name for one in plan.groups},
        left_out={key: len(answers[key]) for key in joining.left_out},
        unanswered=[one.key for one in plan.groups if not one.people],
        cuts=cuts,
    )
    return GeneratedRound(facts, tuple(cells), answers)


def _cuts(plan: Plan, cells: Sequence[ReleaseCell], counted: Sequence[Vectors]) -> list[ReleasedCut]:
    if not plan.cut:
        return []
    mine = [i for i, cell in enumerate(cells) if cell.audience == plan.edition.audiences[0].key]
    if not mine:
        return []
    of_mine = [counted[i] for i in mine], [cells[i] for i in mine]
    return [release_cut(plan.edition, plan.edition.audiences[0], plan.cut, *of_mine, plan.k)]


# --- places ----------------------------------------------------------------------------------------------


def draw_groups(
    chance: np.random.Generator,
    edition: Edition,
    sizes: Sequence[int],
    levels: Callable[[str, Audience], float],
    audiences: Sequence[int] = (0,),
) -> tuple[DrawnGroup, ...]:
    """Groups of these sizes, the audiences by turns; `levels` says where a group sees an area."""
    groups = []
    for i, people in enumerate(sizes):
        audience = edition.audiences[audiences[i % len(audiences)] % len(edition.audiences)]
        where = {area.code: levels(area.code, audience) for area in edition.areas}
        groups.append(
            DrawnGroup(f"g{i}", NAMES[i], str(chance.choice(["one", "two"])), audience.key, people, where)
        )
    return tuple(groups)


def _anywhere(chance: np.random.Generator) -> Callable[[str, Audience], float]:
    """Areas differ in what everybody sees, and groups a little from each other."""
    usual: dict[tuple[str, str], float] = {}

    def level(code: str, audience: Audience) -> float:
        key = (code, audience.key)
        if key not in usual:
            usual[key] = chance.uniform(1.4, audience.scale.top - 0.4)
        return float(usual[key] + chance.normal(0, 0.4))

    return level


def _at_the_ends(chance: np.random.Generator) -> Callable[[str, Audience], float]:
    """Most groups see most areas at one end of the scale, and some just inside it."""

    def level(_code: str, audience: Audience) -> float:
        top = audience.scale.top
        return float(chance.choice([1.0, 1.0, 1.2, 1.5, 1.6, 2.0, 3.0, top - 0.5, top - 0.2, top]))

    return level


def _in_steps(chance: np.random.Generator, step: float) -> Callable[[str, Audience], float]:
    """Levels that fall together often."""

    def level(_code: str, audience: Audience) -> float:
        return float(min(audience.scale.top, max(1, 2 + step * chance.integers(-3, 4))))

    return level


def _sizes(chance: np.random.Generator, least: int, most: int, groups: int) -> list[int]:
    return [int(size) for size in chance.integers(least, most + 1, groups)]


def _targets(chance: np.random.Generator, edition: Edition) -> dict[str, float]:
    """None, low ones that are reached, high ones, and one by itself for each area."""
    kind = chance.integers(4)
    if kind == 0:
        return {}
    if kind < 3:
        height = 2.0 if kind == 1 else float(edition.audiences[0].scale.top)
        return {area.code: height for area in edition.areas}
    return {area.code: float(chance.choice([1.5, 2.0, 2.75, 3.0, 3.25, 4.0])) for area in edition.areas}


def _careful(chance: np.random.Generator) -> Habits:
    return Habits(
        spread=float(chance.choice([0.0, 0.5, 0.9, 1.4])),
        short=float(chance.choice([0, 0, 0.3, 1.0])),
        unsure=float(chance.choice([0, 0.02, 0.1, 0.3])),
        blank=float(chance.choice([0, 0, 0.05])),
        chooses=float(chance.choice([0.0, 0.7, 1.0])),
    )


def _tiny(chance: np.random.Generator) -> list[Plan]:
    edition = editions()[chance.integers(4)]
    groups = draw_groups(chance, edition, _sizes(chance, 5, 12, 1 + chance.integers(2)), _anywhere(chance))
    return [Plan(edition, groups, _targets(chance, edition), _careful(chance))]


def _large(chance: np.random.Generator) -> list[Plan]:
    edition = editions()[chance.integers(2)]
    groups = draw_groups(chance, edition, _sizes(chance, 15, 60, 3 + chance.integers(4)), _anywhere(chance))
    return [Plan(edition, groups, _targets(chance, edition), _careful(chance), cut=_cut(chance))]


def _cut(chance: np.random.Generator) -> str:
    return str(chance.choice(["", "role", "sector"]))


def _ties(chance: np.random.Generator) -> list[Plan]:
    """Patterned answers: means, halves such as 2.95 and shares such as 23 of 40 by construction."""
    edition = editions()[chance.integers(4)]
    step = float(chance.choice([0.5, 0.25, 0.1, 0.05, 1 / 6]))
    sizes = [int(chance.choice([6, 8, 10, 12, 20, 40])) for _ in range(1 + chance.integers(4))]
    groups = draw_groups(chance, edition, sizes, _in_steps(chance, step))
    habits = Habits(
        spread=0, unsure=float(chance.choice([0, 0, 0.1])), chooses=float(chance.choice([0.6, 1]))
    )
    return [Plan(edition, groups, _targets(chance, edition), habits, patterned=True)]


def _ends(chance: np.random.Generator) -> list[Plan]:
    edition = editions()[chance.integers(4)]
    sizes = [int(chance.choice([5, 8, 8, 12, 19, 20, 24])) for _ in range(1 + chance.integers(4))]
    audiences = (0,) if chance.random() < 0.5 else (0, 1)
    groups = draw_groups(chance, edition, sizes, _at_the_ends(chance), audiences)
    habits = replace(_careful(chance), spread=float(chance.choice([0.0, 0.3])))
    return [Plan(edition, groups, _targets(chance, edition), habits)]


def _withheld(chance: np.random.Generator) -> list[Plan]:
    edition = editions()[chance.integers(4)]
    groups = draw_groups(chance, edition, _sizes(chance, 0, 12, 3 + chance.integers(5)), _anywhere(chance))
    habits = replace(
        _careful(chance),
        unsure=float(chance.choice([0.1, 0.3])),
        blank=float(chance.choice([0.1, 0.25])),
        skips=float(chance.choice([0, 0.2, 0.6])),
    )
    return [Plan(edition, groups, _targets(chance, edition), habits, k=int(chance.choice([5, 5, 8])))]


def _families(chance: np.random.Generator) -> list[Plan]:
    """Two and three audiences that see much the same."""
    edition = editions()[chance.choice([0, 1, 3])]
    audiences = tuple(range(2 + chance.integers(2)))
    sizes = _sizes(chance, 5, 30, len(audiences) * (1 + int(chance.integers(2))))
    levels = _anywhere(chance) if chance.random() < 0.6 else _in_steps(chance, 0.5)
    groups = draw_groups(chance, edition, sizes, levels, audiences)
    return [Plan(edition, groups, _targets(chance, edition), _careful(chance))]


def _easy(chance: np.random.Generator) -> list[Plan]:
    """Nobody but those who answered the easy form."""
    edition = editions()[chance.choice([0, 3])]
    sizes = _sizes(chance, 4, 26, 1 + chance.integers(3))
    groups = draw_groups(chance, edition, sizes, _anywhere(chance), (1,))
    return [Plan(edition, groups, _targets(chance, edition), _careful(chance))]


def _joined(chance: np.random.Generator) -> list[Plan]:
    """Groups too small by themselves, beside others that are not."""
    edition = editions()[chance.integers(3)]
    sizes = [*_sizes(chance, 1, 4, 2 + chance.integers(4)), *_sizes(chance, 8, 30, 1 + chance.integers(3))]
    groups = draw_groups(chance, edition, sizes, _anywhere(chance))
    return [Plan(edition, groups, _targets(chance, edition), _careful(chance))]


def _forms(chance: np.random.Generator) -> list[Plan]:
    """Short and full forms in one cell, and careful people who leave single statements out."""
    edition = editions()[chance.choice([0, 1, 3])]
    sizes = _sizes(chance, 10, 45, 2 + chance.integers(3))
    groups = draw_groups(chance, edition, sizes, _anywhere(chance))
    habits = Habits(short=0.4, unsure=float(chance.choice([0, 0.02, 0.15])), blank=0.02)
    return [Plan(edition, groups, _targets(chance, edition), habits)]


def _unchanged(chance: np.random.Generator) -> list[Plan]:
    """Two rounds of one population: whatever differs is chance."""
    edition = editions()[chance.choice([0, 1, 3])]
    sizes = _sizes(chance, 8, 40, 1 + chance.integers(4))
    groups = draw_groups(chance, edition, sizes, _anywhere(chance))
    plan = Plan(edition, groups, _targets(chance, edition), replace(_careful(chance), spread=0.9))
    return [plan, plan]


def _moving(chance: np.random.Generator) -> list[Plan]:
    """Two to four rounds: groups come and go, and areas move, some from an end of the scale."""
    edition = editions()[chance.choice([0, 1, 3])]
    levels = _anywhere(chance) if chance.random() < 0.6 else _at_the_ends(chance)
    sizes = _sizes(chance, 5, 40, 1 + chance.integers(4))
    groups = draw_groups(chance, edition, sizes, levels, (0,) if chance.random() < 0.7 else (0, 1))
    plans = [Plan(edition, groups, _targets(chance, edition), _careful(chance))]
    for _ in range(1 + chance.integers(3)):
        plans.append(replace(plans[-1], groups=tuple(_moved(chance, edition, one) for one in groups)))
    return plans


def _moved(chance: np.random.Generator, edition: Edition, group: DrawnGroup) -> DrawnGroup:
    top = edition.audience(group.audience).scale.top
    steps = chance.choice([0, 0, 0, 0.4, -0.4, 1.5], len(group.levels))
    levels = {
        code: float(np.clip(level + step, 1, top))
        for (code, level), step in zip(group.levels.items(), steps, strict=True)
    }
    people = max(0, group.people + int(chance.integers(-4, 5)))
    return replace(group, levels=levels, people=people)


def _empty(chance: np.random.Generator) -> list[Plan]:
    """Nothing at all may be shown, or hardly anything."""
    edition = editions()[chance.integers(4)]
    groups = draw_groups(chance, edition, _sizes(chance, 0, 4, 1 + chance.integers(3)), _anywhere(chance))
    return [Plan(edition, groups, _targets(chance, edition), _careful(chance))]


KINDS: dict[str, Callable[[np.random.Generator], list[Plan]]] = {
    "tiny": _tiny,
    "ties": _ties,
    "ends": _ends,
    "large": _large,
    "moving": _moving,
    "withheld": _withheld,
    "families": _families,
    "forms": _forms,
    "unchanged": _unchanged,
    "joined": _joined,
    "easy": _easy,
    "empty": _empty,
}


def draw_place(seed: int) -> GeneratedPlace:
    """The place of a seed."""
    kind = list(KINDS)[seed % len(KINDS)]
    chance = np.random.default_rng([13, seed])
    plans = KINDS[kind](chance)
    leading = EACH_GROUP if chance.random() < 0.6 else EACH_PERSON
    rounds = tuple(
        draw_round(chance, replace(plan, leading=leading), title)
        for plan, title in zip(plans, TITLES, strict=False)
    )
    return GeneratedPlace(seed, kind, rounds)


@keep_for_a_file
def kept_place(seed: int) -> GeneratedPlace:
    """The place of a seed as all tests of a file look at it."""
    return draw_place(seed)
