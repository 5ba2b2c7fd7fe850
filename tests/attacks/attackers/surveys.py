"""Random surveys for the attacker: groups of every awkward size, and people who answer in every awkward way.

    Survey
      edition     the shipped questionnaire cut down to a few areas, or one unlike it
      rounds      Consultation    the first round, a second one regrouped, and an event beside them
        people      group key -> one vector a person, as a round keeps them

Everything follows from the seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.instrument_files import read_edition
from lws_assess.survey.instruments import SHORT, Area, Audience, Edition, ProfileQuestion
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout

FIRST, SECOND, EVENT = "first", "second", "event"
UNRATED = (BLANK, DONT_KNOW, NOT_APPLICABLE)
SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 19, 20, 21)
LARGE = (3, 12, 19, 20, 24, 30, 41)
BRANCHES = ("schools", "health", "early")
SMALL_PLACES = Path(__file__).parents[2] / "shelf" / "small_places.yaml"


@dataclass(frozen=True)
class SurveyGroup:
    key: str
    branch: str
    audience: str


@dataclass(frozen=True)
class Consultation:
    """One round: its groups, and what each person of them answered."""

    name: str
    groups: tuple[SurveyGroup, ...]
    people: Mapping[str, Vectors]
    cut: str = ""  # the profile question it is cut by: role, sector or none

    def size(self, group: str) -> int:
        return len(self.people[group])


@dataclass(frozen=True)
class Survey:
    seed: int
    edition: Edition
    k: int
    rounds: tuple[Consultation, ...]

    def of(self, name: str) -> Consultation:
        return next(one for one in self.rounds if one.name == name)


@dataclass(frozen=True)
class Habits:
    """How the people of one group answer: the share who use the short form, leave things out, or skip areas."""

    short: float
    leaves_out: float
    skips: float
    kinds: tuple[int, ...]  # which statements those leave out who leave something out, a bit for each
    roles: tuple[float, ...]  # how many chose each answer to the profile question; the last left it blank
    by_role: bool  # most use the form that their role is offered


@cache
def editions() -> tuple[Edition, ...]:
    """Two areas each of the shipped questionnaire and of one as unlike it as the format allows."""
    rainbow = shipped_editions()["one-childrens-workforce"]
    places = read_edition(read_yaml(SMALL_PLACES), "small_places.yaml")
    return (
        _cut_down(rainbow, rainbow.areas[:2]),
        _cut_down(rainbow, rainbow.areas[5:6], local=True),
        _cut_down(places, places.areas[1:], local=True),
        _cut_down(places, [_with_a_short_form_of_most(places.areas[1])]),
    )


def _cut_down(edition: Edition, areas: Sequence[Area], local: bool = False) -> Edition:
    def numbered(number: int, area: Area) -> Area:
        asked = area.statements[0]
        own = replace(asked, key=f"{area.code}-local-1", text="We added this.", short_form=False)
        return replace(area, number=number, local_statements=(own,) if local and number == 1 else ())

    return replace(edition, areas=tuple(numbered(i, area) for i, area in enumerate(areas, 1)))


def _with_a_short_form_of_most(area: Area) -> Area:
    """All statements but the last, so that somebody with the full form who rates just those has a score."""
    *most, last = area.statements
    return replace(area, statements=(*(replace(q, short_form=True) for q in most), last))


@cache
def rainbow(areas: int) -> Edition:
    """The shipped questionnaire with its first areas only."""
    edition = shipped_editions()["one-childrens-workforce"]
    return _cut_down(edition, edition.areas[:areas])


def draw_survey(seed: int) -> Survey:
    """The survey of a seed."""
    chance = np.random.default_rng(seed)
    sizes = SIZES if chance.random() < 0.7 else LARGE
    edition = editions()[chance.choice(len(editions()), p=(0.4, 0.3, 0.2, 0.1))]
    groups = _draw_groups(chance, edition)
    cut = str(chance.choice(["", "role", "sector"], p=(0.2, 0.5, 0.3)))
    k = int(chance.choice([5, 6, 7, 8, 9, 10], p=(0.5, 0.1, 0.1, 0.1, 0.1, 0.1)))
    first = _draw_round(chance, edition, FIRST, groups, cut, sizes)
    rounds = [first]
    if chance.random() < 0.5:
        rounds.append(_draw_round(chance, edition, SECOND, _regrouped(chance, edition, groups), cut, sizes))
    if chance.random() < 0.25:
        rounds.append(_draw_round(chance, edition, EVENT, _draw_groups(chance, edition)[:2], "", sizes))
    return Survey(seed, edition, k, tuple(rounds))


def _draw_groups(chance: np.random.Generator, edition: Edition) -> tuple[SurveyGroup, ...]:
    count = int(chance.integers(1, 8))
    audiences = [audience.key for audience in edition.audiences]
    odds = [3.0] + [0.5] * (len(audiences) - 1)
    return tuple(
        SurveyGroup(
            f"g{i}", str(chance.choice(BRANCHES)), str(chance.choice(audiences, p=np.array(odds) / sum(odds)))
        )
        for i in range(count)
    )


def _regrouped(
    chance: np.random.Generator, edition: Edition, groups: Sequence[SurveyGroup]
) -> tuple[SurveyGroup, ...]:
    """The next round's groups: some gone, some moved to another branch, some new."""
    kept = [g for g in groups if chance.random() < 0.85]
    moved = [replace(g, branch=str(chance.choice(BRANCHES))) if chance.random() < 0.3 else g for g in kept]
    new = SurveyGroup("new", str(chance.choice(BRANCHES)), edition.audiences[0].key)
    return (*moved, new) if chance.random() < 0.5 or not moved else tuple(moved)


def _draw_round(
    chance: np.random.Generator,
    edition: Edition,
    name: str,
    groups: tuple[SurveyGroup, ...],
    cut: str,
    sizes: Sequence[int],
) -> Consultation:
    people = {}
    for group in groups:
        audience = edition.audience(group.audience)
        habits = _draw_habits(chance, edition, cut)
        people[group.key] = draw_people(chance, edition, audience, habits, int(chance.choice(sizes)), cut)
    return Consultation(name, groups, people, cut)


def _draw_habits(chance: np.random.Generator, edition: Edition, cut: str) -> Habits:
    choices = len(_profile(edition, cut).choices) if cut else 1
    likes = chance.dirichlet(np.full(choices + 1, 0.4))
    return Habits(
        short=float(chance.choice([0, 0.1, 0.4, 1], p=(0.5, 0.2, 0.2, 0.1))),
        leaves_out=float(chance.choice([0, 0.05, 0.2, 0.6], p=(0.4, 0.2, 0.2, 0.2))),
        skips=float(chance.choice([0, 0.05, 0.3], p=(0.6, 0.3, 0.1))),
        kinds=tuple(int(kind) for kind in chance.integers(1, 32, size=2)),
        roles=tuple(likes),
        by_role=bool(chance.random() < 0.5),
    )


def _profile(edition: Edition, cut: str) -> ProfileQuestion:
    return edition.role if cut == "role" else edition.sector


def draw_people(
    chance: np.random.Generator, edition: Edition, audience: Audience, habits: Habits, count: int, cut: str
) -> Vectors:
    width = len(vector_layout(edition, audience))
    rows = [_draw_person(chance, edition, audience, habits, cut) for _ in range(count)]
    return np.array(rows, dtype=np.uint8).reshape(count, width)


def _draw_person(
    chance: np.random.Generator, edition: Edition, audience: Audience, habits: Habits, cut: str
) -> list[int]:
    role = int(chance.choice(len(habits.roles), p=habits.roles))
    short = not audience.easy_read and chance.random() < _likes_short(edition, habits, cut, role)
    whole = chance.random() < 0.95
    only = chance.choice([area.code for area in edition.areas])
    skipped = {
        a.code for a in edition.areas if chance.random() < habits.skips or not (whole or a.code == only)
    }
    out = {a.code: _leaves_out(chance, habits) for a in edition.areas}
    votes = _draw_votes(chance, edition, audience)
    row = []
    place = dict.fromkeys(skipped | set(out), 0)
    for slot in vector_layout(edition, audience):
        if slot.kind == "statement":
            left_out = slot.area in skipped or bool(out[slot.area] >> place[slot.area] & 1)
            place[slot.area] += 1
            put = not short or slot.key in _short_keys(edition, audience, slot.area)
            row.append(_draw_answer(chance, audience.scale.top, left_out) if put else NOT_PUT)
        elif slot.kind == "local":
            row.append(NOT_PUT if short else _draw_answer(chance, audience.scale.top, chance.random() < 0.2))
        elif slot.kind == "importance":
            assert audience.importance
            said = slot.area not in skipped and chance.random() < 0.9
            row.append(_rating(chance, audience.importance.scale.top) if said else BLANK)
        elif slot.kind == "vote":
            row.append(1 if slot.area in votes else BLANK)
        else:
            asked = slot.key == cut and not audience.easy_read
            row.append((role + 1 if role < len(habits.roles) - 1 else BLANK) if asked else NOT_PUT)
    return row


def _likes_short(edition: Edition, habits: Habits, cut: str, role: int) -> float:
    if not (habits.by_role and cut == "role" and role < len(edition.role.choices)):
        return habits.short
    return 0.9 if edition.role.choices[role].offers == SHORT else 0.05


def _leaves_out(chance: np.random.Generator, habits: Habits) -> int:
    return int(chance.choice(habits.kinds)) if chance.random() < habits.leaves_out else 0


def _draw_votes(chance: np.random.Generator, edition: Edition, audience: Audience) -> set[str]:
    most = min(audience.top_areas.most, len(edition.areas))
    count = int(chance.integers(1, most + 1)) if chance.random() < 0.8 else 0
    return {str(code) for code in chance.choice([a.code for a in edition.areas], size=count, replace=False)}


@cache
def _short_keys(edition: Edition, audience: Audience, area: str) -> frozenset[str]:
    return frozenset(question.key for question in edition.area(area).questions(audience, SHORT))


def _draw_answer(chance: np.random.Generator, top: int, left_out: bool) -> int:
    return int(chance.choice(UNRATED)) if left_out else _rating(chance, top)


def _rating(chance: np.random.Generator, top: int) -> int:
    return int(chance.integers(1, top + 1))


# --- the same people with other answers ----------------------------------------------------------------------


def answered_anew(survey: Survey, chance: np.random.Generator) -> Survey:
    """Everybody rates the same questions otherwise, leaves the same unrated for other reasons, and votes anew.

    What may be shown depends on who answered what, so everything that was published stays published; how
    each figure moves tells whose answers are in it.
    """
    return replace(
        survey,
        rounds=tuple(
            replace(
                one,
                people={
                    g.key: _others(
                        chance, survey.edition, survey.edition.audience(g.audience), one.people[g.key]
                    )
                    for g in one.groups
                },
            )
            for one in survey.rounds
        ),
    )


def _others(chance: np.random.Generator, edition: Edition, audience: Audience, vectors: Vectors) -> Vectors:
    new = vectors.copy()
    slots = vector_layout(edition, audience)
    for i, slot in enumerate(slots):
        if slot.kind in ("statement", "local", "importance"):
            top = audience.scale.top
            if slot.kind == "importance" and audience.importance:
                top = audience.importance.scale.top
            rated = (new[:, i] >= 1) & (new[:, i] <= top)
            new[rated, i] = chance.integers(1, top + 1, size=int(rated.sum()))
            if slot.kind != "importance":
                unrated = new[:, i] >= BLANK
                new[unrated, i] = chance.choice(UNRATED, size=int(unrated.sum()))
    votes = [i for i, slot in enumerate(slots) if slot.kind == "vote"]
    for row in new:
        if (row[votes] == 1).any():
            row[votes] = BLANK
            row[chance.choice(votes, size=int(chance.integers(1, len(votes) + 1)), replace=False)] = 1
    return new
