"""Utility: which share of what people answered can be seen, beside the plain rule of five people or more.

    python -m tests.soak.utility

Places of 60, 150 and 400 people in 15 groups are drawn: in half of them people answer as usual, in the other half
carefully, leaving more statements without a rating. Each has two rounds of the shipped questionnaire. A figure can be
seen where its mean, or a count, stands on the results: of a group also where a joined cell names it.

"Plain" is what would be seen if groups of five people or more showed whatever five of them rated, and nothing else
were asked of a figure. It protects nobody; it is there to compare with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.scores import Vectors, area_scores
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from tests.attacks.attackers.product import Product, Published, publish
from tests.attacks.attackers.sums import rated
from tests.attacks.attackers.surveys import FIRST, SECOND, Consultation, Survey, SurveyGroup

PEOPLE = (60, 150, 400)
GROUPS = 15
BRANCHES = ("schools", "health", "early years", "social care", "voluntary")
LEFT = (0.08, 0.2)  # of the statements put to people, which share they leave: as usual, and carefully
PLACES = 10  # of each size and way of answering
FIVE = 5

Seen = Counter[str]  # what can be seen, what would be by the plain rule, and how much there is, by kind


# --- places --------------------------------------------------------------------------------------------------


def draw_place(seed: int, people: int, left: float) -> Survey:
    """Two rounds of a place, with the same groups of very unlike sizes, and other people in each."""
    chance = np.random.default_rng([seed, people, round(100 * left)])
    edition = shipped_editions()["one-childrens-workforce"]
    audience = edition.audiences[0]
    groups = tuple(SurveyGroup(f"g{i}", str(chance.choice(BRANCHES)), audience.key) for i in range(GROUPS))
    shares = chance.lognormal(0, 0.7, GROUPS)
    rounds = []
    for name in (FIRST, SECOND):
        ends = np.rint(np.cumsum(shares) / shares.sum() * people).astype(int)
        sizes = np.diff(ends, prepend=0)
        answers = {
            group.key: _answers(chance, edition, audience, int(size), left)
            for group, size in zip(groups, sizes, strict=True)
        }
        rounds.append(Consultation(name, groups, answers))
        shares = shares * chance.lognormal(0, 0.15, GROUPS)
    return Survey(seed, edition, FIVE, tuple(rounds))


def _answers(
    chance: np.random.Generator, edition: Edition, audience: Audience, people: int, left: float
) -> Vectors:
    """People who lean together by group and by person, three in ten of them with the short form."""
    slots = vector_layout(edition, audience)
    of_areas = {area.code: chance.normal(3, 0.5) for area in edition.areas}
    on_short = {q.key for area in edition.areas for q in area.statements if q.short_form}
    rows = []
    for _ in range(people):
        mood, short = chance.normal(0, 0.5), chance.random() < 0.3
        row = []
        for slot in slots:
            if slot.kind == "vote":
                row.append(BLANK)
            elif slot.kind == "profile" or (short and slot.kind == "statement" and slot.key not in on_short):
                row.append(NOT_PUT)
            elif slot.kind == "statement" and chance.random() < left:
                row.append(int(chance.choice([DONT_KNOW, DONT_KNOW, NOT_APPLICABLE, BLANK])))
            else:
                level = of_areas[slot.area] + mood + chance.normal(0, 0.7)
                row.append(int(np.clip(round(level), 1, audience.scale.top)))
        rows.append(row)
    return np.array(rows, dtype=np.uint8).reshape(people, len(slots))


# --- what can be seen ----------------------------------------------------------------------------------------

KINDS = {
    "groups": "Groups that stand in some figure",
    "area_means": "Means of an area, by group",
    "statement_ratings": "Ratings of statements that stand in what everyone together says",
    "statements_by_group": "Statements of an area, by group",
    "dont_knows": "Answers of “don’t know” that are counted",
    "changes": "Changes of an area between two rounds, by group",
    "statement_changes": "Changes of a statement between two rounds, by group",
}


def seen_in(survey: Survey, product: Product) -> tuple[Seen, Seen, Seen]:
    """What can be seen of a place, what would be by the plain rule, and all there is, by kind."""
    published = publish(survey, product)
    seen, plain, every = Seen(), Seen(), Seen()
    now = published.results[SECOND].audiences[0]
    then = published.results[FIRST].audiences[0]
    counts = [_plain_counts(survey, one) for one in survey.rounds]
    for group in (g.key for g in survey.rounds[1].groups):
        mine = counts[1][group]
        if not mine["people"]:
            continue
        every["groups"] += 1
        seen["groups"] += any(group in cell.group_keys for cell in now.cells)
        plain["groups"] += mine["people"] >= FIVE
        for area in now.areas:
            code = area.area.code
            _look_at_area(seen, every, group, now, area)
            plain["area_means"] += mine[code] >= FIVE
            plain["statements_by_group"] += mine[code] >= FIVE
            both = mine[code] >= FIVE and counts[0][group][code] >= FIVE
            plain["changes"] += both
            plain["dont_knows"] += mine[f"{code} unsure"] if mine["people"] >= FIVE else 0
            every["dont_knows"] += mine[f"{code} unsure"]
            for question in area.area.statements:
                n = mine[question.key]
                every["statement_ratings"] += n
                plain["statement_ratings"] += n if n >= FIVE else 0
    _look_at_totals(seen, every, plain, counts, then, now, published)
    return seen, plain, every


def _look_at_area(seen: Seen, every: Seen, group: str, now: AudienceResults, area: AreaResult) -> None:
    """Whether a group is seen in an area: its mean, and its statements by itself or together with others."""
    every["area_means"] += 1
    every["statements_by_group"] += 1
    number = next((i for i, cell in enumerate(now.cells) if group in cell.group_keys), None)
    if number is None:
        return
    cell = now.cells[number]
    seen["area_means"] += isinstance(cell.positions[area.area.code], Shown)
    alone = any(isinstance(one.cells[number].mean, Shown) for one in area.statements)
    seen["statements_by_group"] += alone or area.statements[0].with_cell(cell.key) is not None


def _look_at_totals(
    seen: Seen,
    every: Seen,
    plain: Seen,
    counts: list[dict[str, Counter[str]]],
    then: AudienceResults,
    now: AudienceResults,
    published: Published,
) -> None:
    """What stands in figures of everyone together, and what changed."""
    for area in now.areas:
        for statement in area.statements:
            seen["statement_ratings"] += (
                statement.by_person.n if isinstance(statement.by_person, Shown) else 0
            )
    assert published.compared
    changes = published.compared.changes.audiences[0]
    for area in changes.areas:
        matched = zip(changes.cells, area.cells, strict=True)
        seen["changes"] += sum(
            len(cell.groups)
            for cell, moved in matched
            if isinstance(moved.then, Shown) and isinstance(moved.now, Shown)
        )
        for statement in area.statements:
            key = statement.question.key
            in_both = [g for g in counts[1] if counts[0][g][key] and counts[1][g][key]]
            every["statement_changes"] += len(in_both)
            plain["statement_changes"] += sum(
                counts[0][g][key] >= FIVE and counts[1][g][key] >= FIVE for g in in_both
            )
            seen["statement_changes"] += len(statement.groups)
        in_both = [g for g in counts[1] if counts[0][g][area.area.code] and counts[1][g][area.area.code]]
        every["changes"] += len(in_both)
    for cell in now.cells:
        for area_result in now.areas:
            code = area_result.area.code
            if isinstance(cell.dont_know[code], BoundedCount):
                seen["dont_knows"] += sum(counts[1][g][f"{code} unsure"] for g in cell.group_keys)


def _plain_counts(survey: Survey, one: Consultation) -> dict[str, Counter[str]]:
    """By group: people, people with each area's score, ratings of each statement, and don't-knows of each area."""
    audience = survey.edition.audiences[0]
    slots = vector_layout(survey.edition, audience)
    found: dict[str, Counter[str]] = {}
    for group, vectors in one.people.items():
        counts: Counter[str] = Counter(people=len(vectors))
        for area in survey.edition.areas:
            columns = [i for i, s in enumerate(slots) if (s.kind, s.area) == ("statement", area.code)]
            counts[area.code] = int(area_scores(vectors[:, columns])[1].sum())
            counts[f"{area.code} unsure"] = int((vectors[:, columns] == DONT_KNOW).sum())
            for i in columns:
                counts[slots[i].key] = int(rated(vectors[:, i]).sum())
        found[group] = counts
    return found


# --- the figures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shares:
    """Of places of so many people, the percentage of each kind that can be seen, and what else it stands beside."""

    people: int
    shown: Mapping[str, float]
    not_joined: Mapping[str, float]  # with every cell by itself where statements are concerned
    plain: Mapping[str, float]


def joined_nowhere() -> Product:
    """The product with every cell by itself where statements are concerned."""
    return replace(Product(), join_cells=lambda _survey, _branches, cells, _people, _cuts: list(cells))


@cache
@cache
def shares(people: int, places: int = PLACES) -> Shares:
    """What can be seen in so many places of each way of answering."""
    seen, apart, plain, every = Seen(), Seen(), Seen(), Seen()
    for left in LEFT:
        for seed in range(places):
            place = draw_place(seed, people, left)
            of_place = seen_in(place, Product())
            seen, plain, every = (a + b for a, b in zip((seen, plain, every), of_place, strict=True))
            apart += seen_in(place, joined_nowhere())[0]
    shown, not_joined, by_plain = (
        {kind: 100 * found[kind] / every[kind] for kind in KINDS} for found in (seen, apart, plain)
    )
    return Shares(people, shown, not_joined, by_plain)


def figures() -> Iterator[tuple[str, float, str]]:
    """Name, value and unit of each figure; always the same."""
    for found in map(shares, PEOPLE):
        for kind in KINDS:
            yield f"{kind}_shown_percent_{found.people}", round(found.shown[kind], 1), "%"
            yield f"{kind}_shown_percent_{found.people}_if_five_or_more", round(found.plain[kind], 1), "%"


def tables() -> str:
    """The same in Markdown, with what would be seen if no cells were joined for statements."""
    made = [shares(people) for people in PEOPLE]
    heads = [
        f"{one.people} people: {what}" for one in made for what in ("shown", "not joined", "five or more")
    ]
    rows = [
        f"| {words} | "
        + " | ".join(
            f"{one:.0f}%"
            for found in made
            for one in (found.shown[kind], found.not_joined[kind], found.plain[kind])
        )
        + " |"
        for kind, words in KINDS.items()
    ]
    return "\n".join(
        [
            f"**What can be seen of places of {GROUPS} groups** ({PLACES} places that answer as usual and {PLACES} that"
            " answer carefully, of each size; “not joined” is with every group by itself where statements are"
            " concerned, “five or more” what the plain rule alone would show)",
            "",
            f"| | {' | '.join(heads)} |",
            f"|---|{'---:|' * len(heads)}",
            *rows,
        ]
    )


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name:60} {value:6.1f} {unit}")
