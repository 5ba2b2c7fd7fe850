"""A shelf of places of which an overview has to be true, and in which it has to look composed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.database import Database
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.results import Release, ReleasedCell
from lws_assess.records.rounds import Round, RoundGroup
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.responses import encode_answers
from tests.actions.results.test_changes import HALF_A_YEAR, another
from tests.worlds.boxes import put_into_box
from tests.worlds.builders import World, new_code
from tests.worlds.small_round import EDITION, GROUPS, answers

Groups = tuple[tuple[str, str, str, str, int], ...]

ROUNDS = 300
LONG = "A name of exactly eighty characters, as somebody may well give to a group or two"
BRANCHES = ("schools and youth", "health", "social care", "early years")
FEW: Groups = (
    ("teachers", "Teachers", "professional", "schools and youth", 24),
    ("nurses", "Nurses", "professional", "health", 12),
    ("panel", "Young inspectors", "young-people", "children and young people", 11),
)
FORTY: Groups = tuple(
    (f"group-{n}", f"Group number {n}", "professional", BRANCHES[n % 4], 6 + n % 5) for n in range(1, 41)
)
LONG_NAMES: Groups = tuple(
    (f"long-{n}", f"{LONG[:-1]}{n}", audience, BRANCHES[n], 12)
    for n, audience in enumerate(("professional", "professional", "young-people", "parents-carers"))
)

FORTY_LONG: Groups = tuple(
    (f"many-{n}", f"{LONG[:-2]}{n:02}", "professional", BRANCHES[n % 4], 6 + n % 5) for n in range(1, 41)
)


def a_shelf(database: Database) -> dict[str, str]:
    """Every place by what it is: the key of its partnership."""
    return {what: build(database) for what, build in PLACES.items()}


def _answered(database: Database, partnership: str, groups: Groups, unrated: str = "") -> World:
    world = World(database, partnership=partnership, groups=tuple(group[:4] for group in groups))
    _fill(world, groups, unrated, 0.0)
    world.close()
    return world


def open_second(world: World) -> None:
    """A round half a year after the first, which repeats it."""
    another(world, "second", "first", HALF_A_YEAR)
    world.now += timedelta(days=HALF_A_YEAR)


def _again(world: World, groups: Groups) -> None:
    """The same groups half a year later, who see things a little better."""
    open_second(world)
    _fill(world, groups, "", 0.6)
    world.close()


def _fill(world: World, groups: Groups, unrated: str, lean: float) -> None:
    chance = Random(len(groups))
    with world.database.writing() as session:
        places, _, _ = answering.find_entrance(session, world.code(None), world.now)
        at = {place.group: place for place in places}
        for key, _, audience, _, people in groups:
            for _ in range(people):
                pages = answers(chance, audience, lean)
                pages.pop(f"areas/{unrated}", None)
                put_into_box(session, at[key], encode_answers(EDITION, EDITION.audience(audience), pages))


# --- the places ----------------------------------------------------------------------------------------------


def _one_group(database: Database) -> str:
    return _answered(database, "one-group", FEW[:1]).partnership


def _mostly_withheld(database: Database) -> str:
    return _answered(database, "sixty-people", GROUPS).partnership


def _two_rounds(database: Database) -> str:
    world = _answered(database, "two-rounds", FEW)
    _again(world, FEW)
    return world.partnership


def _no_targets(database: Database) -> str:
    world = _answered(database, "no-targets", FEW)
    with world.database.writing() as session:
        session.execute(update(Group).where(Group.partnership == world.partnership).values(target=0))
        session.execute(
            update(RoundGroup).where(RoundGroup.partnership == world.partnership).values(target=0)
        )
    return world.partnership


def _nobody_rated(database: Database) -> str:
    return _answered(database, "nobody-rated", FEW, unrated=EDITION.areas[2].code).partnership


def _long_names(database: Database) -> str:
    world = _answered(database, "long-names", LONG_NAMES)
    _again(world, LONG_NAMES)
    with world.database.writing() as session:
        session.get_one(Partnership, world.partnership).name = LONG
        for key in ("first", "second"):
            session.get_one(Round, (world.partnership, key)).title = f"{LONG[:-1]}{key[0]}"
    return world.partnership


def _forty_groups(database: Database) -> str:
    world = _answered(database, "forty-groups", FORTY)
    _again(world, FORTY)
    return world.partnership


def _open_again(database: Database) -> str:
    """Forty groups with long names, who are asked for the third time, and nothing was decided."""
    world = _answered(database, "open-again", FORTY_LONG)
    _again(world, FORTY_LONG)
    with world.database.writing() as session:
        session.get_one(Partnership, world.partnership).name = f"{LONG[:-1]}!"
        session.get_one(Round, (world.partnership, "second")).title = f"{LONG[:-1]}2"
        world.draft(session, "third")
        this = session.get_one(Round, (world.partnership, "third"))
        this.title, this.repeats = f"{LONG[:-1]}3", "second"
        this.closes_at = datetime.now(UTC) + timedelta(days=30)
        rounds.open_round(session, world.partnership, "third", new_code, datetime.now(UTC))
    return world.partnership


def _a_new_group(database: Database) -> str:
    """Of two groups one was too small the first time, so a comparison rests on the other alone."""
    world = _answered(database, "a-new-group", (*FEW[:1], (*FEW[1][:4], 3), *FEW[2:]))
    _again(world, FEW)
    return world.partnership


def _many_rounds(database: Database) -> str:
    world = _answered(database, "many-rounds", FEW)
    with_copies(world)
    return world.partnership


def with_copies(world: World) -> None:
    """The first round of a world, and copies of it that closed a month apart before it."""
    with world.database.writing() as session:
        for number in range(1, ROUNDS):
            _copy_round(session, PartnershipKey(world.partnership), RoundKey(f"round-{number}"), number)


def _copy_round(session: Session, partnership: PartnershipKey, key: RoundKey, months: int) -> None:
    ago = timedelta(days=30 * months)
    for table, name in ((Round, "key"), (RoundGroup, "round"), (Release, "round"), (ReleasedCell, "round")):
        rows = session.execute(
            select(table.__table__).where(
                table.__table__.c.partnership == partnership, table.__table__.c[name] == "first"
            )
        )
        for row in rows.mappings().all():
            values = dict(row)
            for column, value in values.items():
                if column.endswith("_at") and value is not None:
                    values[column] = value - ago
            values |= {name: key, **dict.fromkeys(UNIQUE & set(values))}
            if "title" in values:
                values["title"] = f"Round {months} months before"
            session.execute(insert(table.__table__).values(values))


UNIQUE = {"practice_code", "lead_code", "sealing_key"}
PLACES: dict[str, Callable[[Database], str]] = {
    "one group": _one_group,
    "sixty people, most of them withheld": _mostly_withheld,
    "two rounds": _two_rounds,
    "no targets": _no_targets,
    "an area that nobody rated": _nobody_rated,
    "names of eighty characters": _long_names,
    "forty groups": _forty_groups,
    "forty groups with long names, asked again": _open_again,
    "a group that is new": _a_new_group,
    "three hundred rounds": _many_rounds,
}
