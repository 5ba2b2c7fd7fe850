"""The attacker who asks why: whether all who left something unrated are known to have given one reason.

    draw_survey  ->  leaving_alike  ->  publish  ->  look_at_reasons  ->  KnownReason

How many people of a cell rated a question is printed, and so is how many did not. Whoever knows who those are must not
learn more: of them too it stays open what each said, be it that they don't know, that it does not apply, or nothing.
So it is with areas to work on first: of those who chose, it stays open whether each of them chose an area.

It is tried in two ways. The first counts. From nothing but printed numbers it works out how many answers can have been
left unrated, and whether every way to share them among the reasons is one reason alone. The second looks for other
answers of the same people, in which the same people have a score as far as their number is printed, one of the others
gave another reason, and everything is printed the same. Where there are none, they are taken to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product as every_pair

import numpy as np

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.instruments import SHORT, Area, Audience
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import NOT_PUT, vector_layout
from lws_assess.survey.results.round_results import AudienceResults, CellResult, RoundResults
from tests.attacks.attackers.product import Product, Published, publish
from tests.attacks.attackers.sums import left_unrated, rated
from tests.attacks.attackers.surveys import UNRATED, Survey
from tests.attacks.attackers.unanimity import SMALL


@dataclass(frozen=True)
class Asked:
    """What all who left it unrated gave one reason for: an area's statements, or one of the partnership's own."""

    round: str
    audience: str
    groups: tuple[str, ...]
    area: str
    local: str = ""

    def __str__(self) -> str:
        return f"{self.round} round, {', '.join(self.groups)}: {self.area} {self.local}".strip()


@dataclass(frozen=True)
class KnownReason:
    """What is known of everybody who did not rate, or of everybody who chose."""

    survey: Survey
    asked: Asked
    how: str

    def __str__(self) -> str:
        return f"survey {self.survey.seed}: {self.asked}: {self.how}"


@dataclass(frozen=True)
class Reasons:
    """`looked_at` things were left unrated for one reason, or chosen by all or nobody, and are told of a small cell."""

    looked_at: int
    known: tuple[KnownReason, ...]


def look_at_reasons(survey: Survey, product: Product) -> Reasons:
    published = publish(survey, product)
    known, looked_at = [], 0
    for name, results in published.results.items():
        for asked, told in _told_reasons(survey, name, results):
            if told.is_of_one():
                known.append(KnownReason(survey, asked, "nothing else adds up for those who did not rate"))
        known += [KnownReason(survey, *found) for found in _known_choices(name, results)]
    for asked in _left_alike(survey, published):
        looked_at += 1
        if not _another_reason_prints_the_same(survey, asked, published, product):
            known.append(KnownReason(survey, asked, "no other reason prints the same"))
    return Reasons(looked_at, tuple(known))


# --- counting what is printed ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToldReasons:
    """Both counts as they are printed, and how many answers may have been left unrated by the other numbers."""

    dont_know: BoundedCount
    not_applicable: BoundedCount
    fewest: int
    most: int

    def is_of_one(self) -> bool:
        """True if somebody left something unrated, and all who did surely gave the same reason."""
        ways: set[int | None] = set()
        for unsure, other in every_pair(_values(self.dont_know), _values(self.not_applicable)):
            for unrated in range(max(self.fewest, unsure + other), self.most + 1):
                given = [i for i, n in enumerate((unsure, other, unrated - unsure - other)) if n]
                ways.add(given[0] if len(given) == 1 else None)
        assert ways, "what is printed contradicts itself"
        return len(ways) == 1 and None not in ways


def _values(count: BoundedCount) -> range:
    return range(count.least, count.most + 1)


def _told_reasons(survey: Survey, name: str, results: RoundResults) -> Iterator[tuple[Asked, ToldReasons]]:
    for audience in results.audiences:
        for at, cell in enumerate(audience.cells):
            if cell.people >= SMALL:
                continue
            for found in audience.areas:
                asked = Asked(name, audience.audience.key, cell.group_keys, found.area.code)
                both = _both_of(cell, found.area.code)
                if both:
                    yield (
                        asked,
                        ToldReasons(*both, *_unrated_in_area(audience, cell, at, found.area, survey.k)),
                    )
            for added in audience.additions:
                mine = added.cells[at]
                assert mine.groups == cell.group_keys
                if isinstance(mine.mean, Shown) and isinstance(mine.dont_know, BoundedCount):
                    assert isinstance(mine.not_applicable, BoundedCount)
                    forms = _forms(audience, cell)
                    full = (forms[0], forms[0]) if forms else (mine.mean.n, cell.people)
                    asked = Asked(
                        name, audience.audience.key, cell.group_keys, added.area.code, added.question.key
                    )
                    yield (
                        asked,
                        ToldReasons(
                            mine.dont_know, mine.not_applicable, *(people - mine.mean.n for people in full)
                        ),
                    )


def _both_of(cell: CellResult, code: str) -> tuple[BoundedCount, BoundedCount] | None:
    unsure = cell.dont_know[code]
    other = cell.not_applicable[code] if isinstance(cell.not_applicable, Mapping) else None
    return (unsure, other) if isinstance(unsure, BoundedCount) and isinstance(other, BoundedCount) else None


def _forms(audience: AudienceResults, cell: CellResult) -> tuple[int, int] | None:
    """How many people of a cell had the full form, and how many the short one: how many answers were put tells it.

    None where that is not printed.
    """
    if all(
        long == short for long, short in (_lengths(one.area, audience.audience) for one in audience.areas)
    ):
        return cell.people, 0
    for found in audience.areas:
        long, short = _lengths(found.area, audience.audience)
        told = cell.dont_know[found.area.code]
        if long != short and isinstance(told, BoundedCount):
            full = (told.of - short * cell.people) // (long - short)
            return full, cell.people - full
    return None


def _lengths(area: Area, audience: Audience) -> tuple[int, int]:
    return len(area.questions(audience)), len(area.questions(audience, SHORT)) or len(
        area.questions(audience)
    )


def _unrated_in_area(
    audience: AudienceResults, cell: CellResult, at: int, area: Area, k: int
) -> tuple[int, int]:
    """The fewest and the most answers to an area's statements that were left unrated."""
    told = cell.dont_know[area.code]
    forms = _forms(audience, cell) or (cell.people, 0)  # they are alike here, or told
    assert isinstance(told, BoundedCount)
    put = [
        length
        for length, people in zip(_lengths(area, audience.audience), forms, strict=True)
        for _ in range(people)
    ]
    put.sort()
    position = cell.positions[area.code]
    scored = (position.n, position.n) if isinstance(position, Shown) else (0, k - 1)
    # Whoever has a score rated at least half; whoever has none rated fewer. One of one is all or nothing.
    least = sum(-(-length // 2) for length in put[: scored[0]])
    longest = list(reversed(put))
    unscored = longest[scored[1] :]
    most = sum(longest[: scored[1]]) + sum((length - 1) // 2 for length in unscored)
    statements = next(one.statements for one in audience.areas if one.area is area)
    alone = [one.cells[at].mean for one in statements]
    if alone and all(isinstance(mean, Shown) or not mean for mean in alone):
        rated_ones = sum(mean.n for mean in alone if isinstance(mean, Shown))
        least = max(least, rated_ones)
        most = min(most, rated_ones + sum((length - 1) // 2 for length in unscored))
    return told.of - most, told.of - least


# --- counting what was chosen ------------------------------------------------------------------------------------


def _known_choices(name: str, results: RoundResults) -> Iterator[tuple[Asked, str]]:
    """Areas that surely all or none of those chose who chose at all, where one small cell is all that is told."""
    for audience in results.audiences:
        told = {one.area.code: one.votes for one in audience.areas if one.votes is not None}
        if len(audience.cells) != 1 or audience.people >= SMALL or not audience.voters or not told:
            continue
        most = min(audience.audience.top_areas.most, len(told)) * audience.voters
        for code, count in told.items():
            others = [one for other, one in told.items() if other != code]
            fewest, largest = sum(one.least for one in others), sum(one.most for one in others)
            possible = [
                votes
                for votes in _values(count)
                if votes + fewest <= most and votes + largest >= audience.voters
            ]
            assert possible, "what is printed contradicts itself"
            asked = Asked(name, audience.audience.key, audience.cells[0].group_keys, code)
            if possible == [0]:
                yield asked, "nobody can have chosen it"
            if possible == [audience.voters]:
                yield asked, "all who chose chose it"


# --- other answers that print the same -----------------------------------------------------------------------------


def _left_alike(survey: Survey, published: Published) -> Iterator[Asked]:
    """What a small cell tells reasons of, where all that is unrated was left so for one reason."""
    for name, results in published.results.items():
        for asked, _ in _told_reasons(survey, name, results):
            people = _people(survey, asked)
            columns = _columns(survey, asked)
            codes = people[:, columns]
            if len(set(codes[left_unrated(codes)].tolist())) == 1:
                yield asked


def _people(survey: Survey, asked: Asked) -> Vectors:
    one = survey.of(asked.round)
    return np.concatenate([one.people[key] for key in asked.groups])


def _columns(survey: Survey, asked: Asked) -> list[int]:
    kind = "local" if asked.local else "statement"
    slots = vector_layout(survey.edition, survey.edition.audience(asked.audience))
    return [
        i
        for i, slot in enumerate(slots)
        if (slot.kind, slot.area) == (kind, asked.area) and asked.local in ("", slot.key)
    ]


def _another_reason_prints_the_same(
    survey: Survey, asked: Asked, published: Published, product: Product
) -> bool:
    columns = _columns(survey, asked)
    codes = _people(survey, asked)[:, columns]
    (reason,) = set(codes[left_unrated(codes)].tolist())
    scored_is_told = _tells_who_scored(published, asked)
    for way in (_one_of_them, _whoever_rated_a_little if scored_is_told else _whoever_rated):
        for other in (code for code in UNRATED if code != reason):
            place = way(codes)
            if place is None:
                continue
            found = publish(_with_answer(survey, asked, place[0], columns[place[1]], other), product)
            if (found.results, found.compared) == (published.results, published.compared):
                return True
    return False


def _tells_who_scored(published: Published, asked: Asked) -> bool:
    """True if it is printed how many have a score, or rated what the partnership asked besides."""
    results = published.results[asked.round]
    cells = [cell for one in results.audiences for cell in one.cells if one.audience.key == asked.audience]
    (mine,) = (cell for cell in cells if cell.group_keys == asked.groups)
    return bool(asked.local) or isinstance(mine.positions[asked.area], Shown)


Place = tuple[int, int]  # person and question
WayToChange = Callable[[Vectors], Place | None]


def _one_of_them(codes: Vectors) -> Place | None:
    person, question = np.argwhere(left_unrated(codes))[0].tolist()
    return person, question


def _whoever_rated_a_little(codes: Vectors) -> Place | None:
    """A rating of somebody who rated too little for a score; they may have left it unrated as well."""
    few = 2 * rated(codes).sum(axis=1) < (codes != NOT_PUT).sum(axis=1)
    return _whoever_rated(np.where(few[:, None], codes, NOT_PUT))


def _whoever_rated(codes: Vectors) -> Place | None:
    places = np.argwhere(rated(codes))
    return (int(places[0][0]), int(places[0][1])) if len(places) else None


def _with_answer(survey: Survey, asked: Asked, person: int, column: int, code: int) -> Survey:
    one = survey.of(asked.round)
    people = dict(one.people)
    for key in asked.groups:
        if person < len(people[key]):
            people[key] = people[key].copy()
            people[key][person, column] = code
            break
        person -= len(people[key])
    changed = replace(one, people=people)
    return replace(survey, rounds=tuple(changed if each is one else each for each in survey.rounds))
