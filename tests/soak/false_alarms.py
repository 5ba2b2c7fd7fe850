"""False alarms: how often pages name a change though nothing changed, and how often they name one that is there.

    python -m tests.soak.false_alarms

Each round is a sample of a population of its own groups; where nothing changed, the next is another, independent
sample of the same. Both are released, compared and put on pages by the product itself. A page is mistaken where it
says of anything that it rose or fell: an area, a group, in any audience.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from lws_assess.documents.charts.changes import changes_of_groups, dumbbell_chart
from lws_assess.documents.charts.headlines import area_moves
from lws_assess.documents.charts.history import history_chart
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Audience
from lws_assess.survey.releases.privacy import SmallGroup, join_small_groups
from lws_assess.survey.releases.release_cells import release_cell
from lws_assess.survey.releases.scores import Vectors, count_cell
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_PUT, vector_layout
from lws_assess.survey.results.changes import RoundChanges, view_changes
from lws_assess.survey.results.histories import view_history
from lws_assess.survey.results.matching import Kept
from lws_assess.survey.results.round_results import RoundFacts
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON

EDITION = shipped_editions()["one-childrens-workforce"]
STAFF, YOUNG, PARENTS = (audience.key for audience in EDITION.audiences)
ROUNDS, ROUNDS_WITH_A_CHANGE = 100, 25  # of each setting
HALF, WHOLE = 0.5, 1.0  # levels that the first area rises by where there is a change
NAMES_A_CHANGE = re.compile(r"\b(?:rose|fell|went up|went down|[Uu]p most|[Dd]own most|furthest step)\b")


@dataclass(frozen=True)
class Setting:
    """A place: its groups by audience, and how people answer there."""

    name: str
    groups: tuple[tuple[str, int], ...]  # audience and people of each
    middle: float = 2.8  # where its areas lie on average
    unsure: float = 0.05  # of the questions, answered by don't know
    skips: float = 0.0  # of the areas, left blank
    rounds: int = 2


def of(audience: str, *sizes: int) -> tuple[tuple[str, int], ...]:
    return tuple((audience, size) for size in sizes)


SETTINGS = (
    Setting("2 groups of 30", of(STAFF, 30, 30)),
    Setting("6 groups of 25", of(STAFF, *[25] * 6)),
    Setting("15 groups of 5 to 50", of(STAFF, *range(5, 51, 3))),
    Setting("1 group of 200", of(STAFF, 200)),
    Setting("1 group of 20", of(STAFF, 20)),
    Setting("1 group of 24, 8 of 9", of(STAFF, 24, *[9] * 8)),
    Setting("3 groups of 20", of(STAFF, 20, 20, 20)),
    Setting("1 group of 40, 10 of 4 that are joined", of(STAFF, 40, *[4] * 10)),
    Setting("40 groups of 10 to 40", of(STAFF, *[10, 20, 30, 40] * 10)),
    Setting("5 groups of 40, near the lowest level", of(STAFF, *[40] * 5), middle=1.3),
    Setting("5 groups of 40, near the highest level", of(STAFF, *[40] * 5), middle=4.7),
    Setting("6 groups of 30 who leave much out", of(STAFF, *[30] * 6), unsure=0.25, skips=0.25),
    Setting("Young people: 3 groups of 30", of(YOUNG, 30, 30, 30)),
    Setting(
        "3 audiences of 3 groups of 25", of(STAFF, *[25] * 3) + of(YOUNG, *[25] * 3) + of(PARENTS, *[25] * 3)
    ),
    Setting("3 rounds of 4 groups of 30", of(STAFF, *[30] * 4), rounds=3),
    Setting("12 groups of 12, of which nothing is known", of(STAFF, *[12] * 12)),
)


# --- a population and its samples ------------------------------------------------------------------------


def draw_rounds(setting: Setting, seed: int, rise: float = 0.0) -> list[Kept]:
    """Independent samples of one population; in the last the first area of every audience lies higher by `rise`."""
    population = np.random.default_rng([seed, 1])
    levels = [
        setting.middle + population.normal(0, 0.3, len(EDITION.areas)) + population.normal(0, 0.35)
        for _ in setting.groups
    ]
    chance = np.random.default_rng([seed, 2])
    return [
        _release(
            setting, chance, levels, rise if number == setting.rounds - 1 else 0.0, f"Round {number + 1}"
        )
        for number in range(setting.rounds)
    ]


def _release(
    setting: Setting,
    chance: np.random.Generator,
    levels: Sequence[np.ndarray],
    rise: float,
    title: str,
) -> Kept:
    people: dict[str, Vectors] = {}
    groups = []
    for number, ((audience, size), mine) in enumerate(zip(setting.groups, levels, strict=True)):
        key = f"g{number}"
        groups.append(SmallGroup(key, f"branch {number % 2}", audience, size))
        raised = mine + np.array([rise, *[0.0] * (len(mine) - 1)])
        people[key] = _answers(setting, chance, EDITION.audience(audience), raised, size)
    facts = _facts(title)
    cells = []
    for members in join_small_groups(groups, facts.k).cells:
        asked = EDITION.audience(next(g.audience for g in groups if g.key == members[0]))
        figures = count_cell(EDITION, asked, np.concatenate([people[key] for key in members]))
        cells.append(release_cell(EDITION, asked, members, figures, facts.k))
    return facts, cells


def _answers(
    setting: Setting, chance: np.random.Generator, audience: Audience, levels: np.ndarray, size: int
) -> Vectors:
    """People lean together over all areas, by area, and by question."""
    slots = vector_layout(EDITION, audience)
    codes = [area.code for area in EDITION.areas]
    leaning = chance.normal(0, 0.5, size)[:, None] + chance.normal(0, 0.5, (size, len(codes)))
    skipped = chance.random((size, len(codes))) < setting.skips
    vectors = np.full((size, len(slots)), NOT_PUT, dtype=np.uint8)
    for column, slot in enumerate(slots):
        if slot.kind == "statement":
            area = codes.index(slot.area)
            drawn = levels[area] + leaning[:, area] + chance.normal(0, 0.7, size)
            rated = np.clip(np.rint(drawn), 1, audience.scale.top)
            rated = np.where(chance.random(size) < setting.unsure, DONT_KNOW, rated)
            vectors[:, column] = np.where(skipped[:, area], BLANK, rated)
        elif slot.kind == "importance":
            vectors[:, column] = chance.integers(2, 6, size)
        elif slot.kind == "vote":
            vectors[:, column] = BLANK
    return vectors


def _facts(title: str) -> RoundFacts:
    return RoundFacts(
        edition=EDITION,
        partnership="Testham",
        title=title,
        leading=EACH_GROUP,
        k=5,
        targets={},
        made_on="2 March 2026",
        group_names={},
        left_out={},
        unanswered=[],
    )


# --- what its pages say ----------------------------------------------------------------------------------


READINGS = (EACH_GROUP, EACH_PERSON)


def pages_of(rounds: Sequence[Kept], readings: Sequence[str] = READINGS) -> list[list[str]]:
    """For each way of counting, all that the pages of the last round say of what moved, over all audiences."""
    changes = view_changes(rounds[-2], rounds[-1])
    return [[*_of_changes(changes, reading), *_of_history(rounds, reading)] for reading in readings]


def _of_history(rounds: Sequence[Kept], reading: str) -> list[str]:
    """It stands on the page where there are more rounds than two."""
    if len(rounds) < 3:
        return []
    before = view_history(rounds)
    return [history_chart(before, one.audience, reading).sentence for one in before.audiences]


def _of_changes(changes: RoundChanges, reading: str) -> Iterator[str]:
    for found in changes.audiences:
        if found.cells:
            yield dumbbell_chart(
                found, reading, then_title=changes.then_title, now_title=changes.now_title
            ).sentence
            yield changes_of_groups(found, reading).sentence
            told = area_moves(found, reading)
            yield from (f"{step.area.short_name} rose: {step.words}" for step in told.up)
            yield from (f"{step.area.short_name} fell: {step.words}" for step in told.down)


def names_a_change(said: Sequence[str]) -> bool:
    return any(NAMES_A_CHANGE.search(sentence) for sentence in said)


def names_the_rise(said: Sequence[str]) -> bool:
    """Whether it is said of the area that rose."""
    return any(sentence.startswith(f"{EDITION.areas[0].short_name} rose") for sentence in said)


@dataclass(frozen=True)
class Alarms:
    """Of a setting, the share of pages that name a change where there is none, and where one area rose."""

    setting: Setting
    pages: int
    false: int
    half: float
    whole: float

    @property
    def share(self) -> float:
        return self.false / self.pages


def false_alarms(setting: Setting, rounds: int, first: int = 1) -> tuple[int, int]:
    """How many pages there were, one for each way of counting, and how many of them name a change."""
    said = [
        names_a_change(page)
        for seed in range(first, first + rounds)
        for page in pages_of(draw_rounds(setting, seed))
    ]
    return len(said), sum(said)


def power(setting: Setting, rise: float, rounds: int, first: int = 1) -> float:
    """The share of pages that name the area that rose by so much in every group."""
    found = [
        names_the_rise(page)
        for seed in range(first, first + rounds)
        for page in pages_of(draw_rounds(setting, seed, rise), [EACH_GROUP])
    ]
    return sum(found) / len(found)


@cache
def measured() -> tuple[Alarms, ...]:
    return tuple(
        Alarms(
            setting,
            *false_alarms(setting, ROUNDS),
            power(setting, HALF, ROUNDS_WITH_A_CHANGE),
            power(setting, WHOLE, ROUNDS_WITH_A_CHANGE),
        )
        for setting in SETTINGS
    )


def figures() -> Iterator[tuple[str, float, str]]:
    """Over all settings, and in the one where it is most."""
    found = measured()
    pages, false = sum(one.pages for one in found), sum(one.false for one in found)
    yield "false_alarm_pages_percent", round(100 * false / pages, 2), "%"
    yield "false_alarm_pages_highest_setting_percent", round(100 * max(one.share for one in found), 2), "%"


def tables() -> str:
    """Every setting, for docs/method.md."""
    rows = [
        f"| {one.setting.name} | {one.pages} | {100 * one.share:.1f} | {100 * one.half:.0f} | {100 * one.whole:.0f} |"
        for one in measured()
    ]
    return "\n".join(
        (
            "| Groups in both rounds | Pages where nothing changed | of 100 name a change | "
            "of 100 name a rise of half a level | of 100 name a rise of a whole level |",
            "|---|---:|---:|---:|---:|",
            *rows,
        )
    )


def main() -> None:
    for name, value, unit in figures():
        print(f"{name}: {value} {unit}")
    print(tables())


if __name__ == "__main__":
    main()
