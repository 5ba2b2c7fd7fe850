"""A round of sixty people over fifteen groups: what most small partnerships have."""

from __future__ import annotations

from random import Random

from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from tests.worlds.builders import INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]

# Key, name, audience, branch, and how many people answered: sixty in all, most groups below five.
GROUPS = (
    ("teachers", "Teachers", "professional", "schools and youth", 9),
    ("heads", "Head teachers", "professional", "schools and youth", 4),
    ("youth", "Youth workers", "professional", "schools and youth", 3),
    ("social-care", "Social care", "professional", "social care", 7),
    ("health-visitors", "Health visitors", "professional", "health", 6),
    ("school-nurses", "School nurses", "professional", "health", 2),
    ("wellbeing", "Wellbeing team", "professional", "health", 4),
    ("nurseries", "Nurseries", "professional", "early years", 5),
    ("childminders", "Childminders", "professional", "early years", 3),
    ("playgroups", "Playgroups", "professional", "early years", 1),
    ("charities", "Charities", "professional", "voluntary", 4),
    ("volunteers", "Volunteers", "professional", "voluntary", 2),
    ("police", "Police", "professional", "police and justice", 2),
    ("inspectors", "Young inspectors", "young-people", "children and young people", 6),
    ("parents", "Parent panel", "parents-carers", "families", 2),
)
PEOPLE = sum(group[-1] for group in GROUPS)


def a_small_round(database: Database, **more: object) -> World:
    """The round, answered and closed. The same seed gives the same answers."""
    chance = Random(60)
    world = World(database, groups=tuple(group[:4] for group in GROUPS), **more)
    for key, _, audience, _, people in GROUPS:
        lean = chance.uniform(-0.6, 0.6)
        for _ in range(people):
            world.answer(key, answers(chance, audience, lean))
    world.close()
    return world


def answers(chance: Random, audience_key: str, lean: float) -> dict[str, dict[str, str | list[str]]]:
    """Somebody's whole form: areas differ, people differ, and some things are not known or left out."""
    audience = EDITION.audience(audience_key)
    pages: dict[str, dict[str, str | list[str]]] = {}
    for area in EDITION.areas:
        middle = 2.2 + 0.25 * (area.number % 4) + lean
        page: dict[str, str | list[str]] = {}
        for question in area.questions(audience):
            if chance.random() < 0.1:
                page[question.key] = "dont-know"
            elif chance.random() > 0.02:
                page[question.key] = str(min(5, max(1, round(chance.gauss(middle, 0.9)))))
        if audience.importance:
            page["importance"] = str(min(5, max(1, round(chance.gauss(2.5 + area.number % 3, 0.8)))))
        pages[f"areas/{area.code}"] = page
    votes = chance.sample([area.code for area in EDITION.areas], audience.top_areas.most)
    return {**pages, "priorities": {"top-areas": votes}}
