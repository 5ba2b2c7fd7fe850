"""Over-caution: which share of the figures of a round is lost because small cells are told with care.

    python -m tests.attacks.attackers.caution

Rounds of 60, 150 and 400 people of the shipped questionnaire, with groups of the sizes that partnerships have, are
released as they are and with every cell told in full. A figure is lost if it is not shown any more, or is a class
or an interval where it was a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lws_assess.documents.data.release_figures import ReleaseFigure, release_figures
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout
from tests.attacks.attackers.product import Product, publish
from tests.attacks.attackers.surveys import FIRST, Consultation, Survey, SurveyGroup

PEOPLE = (60, 150, 400)
ROUNDS = 20  # of each size
FAMILIES = (
    ("young-people", 0.12),
    ("parents-carers", 0.13),
)  # their share of all; the others are professionals
A_GROUP = {60: 8, 150: 12, 400: 18}  # people in a group on average

IN_FULL = Product(patches={"lws_assess.survey.releases.unanimity.is_small": lambda _people: False})


@dataclass(frozen=True)
class Lost:
    """Of `shown` figures, how many are withheld now, and how many are a class where they were a number."""

    shown: int
    withheld: int
    in_classes: int

    @property
    def share(self) -> float:
        return (self.withheld + self.in_classes) / max(1, self.shown)


def draw_round(seed: int, people: int) -> Survey:
    """A round of about so many people, who lean together by group and by person as people do."""
    chance = np.random.default_rng([seed, people])
    edition = shipped_editions()["one-childrens-workforce"]
    sizes = [(key, round(people * share)) for key, share in FAMILIES]
    sizes.insert(0, ("professional", people - sum(count for _, count in sizes)))
    groups, answers = [], {}
    for audience, count in sizes:
        for size in _split(chance, count, max(1, round(count / A_GROUP[people]))):
            key = f"g{len(groups)}"
            groups.append(SurveyGroup(key, str(chance.choice(["schools", "health", "early"])), audience))
            answers[key] = _answers(chance, edition, edition.audience(audience), size)
    return Survey(seed, edition, 5, (Consultation(FIRST, tuple(groups), answers),))


def _split(chance: np.random.Generator, people: int, groups: int) -> list[int]:
    """Groups of very unlike sizes."""
    shares = chance.lognormal(0, 0.7, groups)
    cuts = np.rint(np.cumsum(shares) / shares.sum() * people).astype(int)
    return [int(size) for size in np.diff(cuts, prepend=0) if size]


def _answers(chance: np.random.Generator, edition: Edition, audience: Audience, people: int) -> Vectors:
    slots = vector_layout(edition, audience)
    of_areas = {area.code: chance.normal(3, 0.5) for area in edition.areas}
    rows = []
    for _ in range(people):
        mood, short = chance.normal(0, 0.5), not audience.easy_read and chance.random() < 0.3
        votes = {area.code for area in chance.choice(np.array(edition.areas, dtype=object), 3, replace=False)}
        row = []
        for slot in slots:
            if slot.kind == "vote":
                row.append(1 if slot.area in votes else BLANK)
            elif slot.kind == "profile" or (
                short and slot.kind == "statement" and not _is_short(edition, slot.area, slot.key)
            ):
                row.append(NOT_PUT)
            elif slot.kind == "statement" and chance.random() < 0.08:
                row.append(int(chance.choice([DONT_KNOW, DONT_KNOW, NOT_APPLICABLE, BLANK])))
            else:
                top = audience.scale.top
                if slot.kind == "importance" and audience.importance:
                    top = audience.importance.scale.top
                level = of_areas[slot.area] + mood + chance.normal(0, 0.7)
                row.append(int(np.clip(round(level + (slot.kind == "importance")), 1, top)))
        rows.append(row)
    return np.array(rows, dtype=np.uint8).reshape(people, len(slots))


def _is_short(edition: Edition, area: str, key: str) -> bool:
    return any(q.key == key and q.short_form for q in edition.area(area).statements)


def lost_at(people: int, rounds: int = ROUNDS) -> dict[str, Lost]:
    """What is lost in rounds of so many people, by what is measured; everything together under an empty name."""
    shown: Counter[str] = Counter()
    withheld: Counter[str] = Counter()
    in_classes: Counter[str] = Counter()
    for seed in range(rounds):
        survey = draw_round(seed, people)
        now = dict(_by_address(release_figures(publish(survey, Product()).results[FIRST])))
        for address, before in _by_address(release_figures(publish(survey, IN_FULL).results[FIRST])):
            if before.said.why:
                continue
            said = now[address].said if address in now else None
            for name in ("", before.measure.name):
                shown[name] += 1
                withheld[name] += said is None or bool(said.why)
                in_classes[name] += bool(said and not said.why and said.value is None) and (
                    before.said.value is not None
                )
    return {name: Lost(shown[name], withheld[name], in_classes[name]) for name in shown}


def _by_address(found: Iterator[ReleaseFigure]) -> Iterator[tuple[tuple[object, ...], ReleaseFigure]]:
    """Each figure by what it is of; those of one address are numbered."""
    seen: Counter[tuple[object, ...]] = Counter()
    for figure in found:
        address = (*figure.about.address, figure.measure.name)
        seen[address] += 1
        yield (*address, seen[address]), figure


def table(every: Sequence[tuple[int, dict[str, Lost]]]) -> Iterator[str]:
    yield f"{'people':>7} {'figures':>9} {'withheld':>9} {'in classes':>11} {'lost':>7}  what"
    for people, lost in every:
        for name, one in sorted(lost.items(), key=lambda item: (item[0] != "", -item[1].share)):
            if not name or one.share:
                shares = (
                    f"{one.withheld / one.shown:>9.1%} {one.in_classes / one.shown:>11.1%} {one.share:>7.1%}"
                )
                yield f"{people:>7} {one.shown:>9,} {shares}  {name or 'everything'}"


if __name__ == "__main__":
    print("\n".join(table([(people, lost_at(people)) for people in PEOPLE])))
