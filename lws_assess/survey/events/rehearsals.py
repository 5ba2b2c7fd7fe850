"""Rehearsals: what is kept with one, as long as it is on, and who is imagined in it.

    RehearsalFacts   how many people of each group, the number that all is drawn from, who has had their turn
      everybody      ->  ImaginaryPerson, in the order in which they join

A rehearsal is a copy of a planned event, with a key and a code of its own. Its imaginary people answer as phones do
(`events.imaginary_people` draws what), and all of it is erased, at the latest after a day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

from lws_assess.survey.events.rooms import Device, EventRefusal
from lws_assess.survey.keys import NO_EDITION, AreaCode, AudienceKey, EditionDigest, GroupKey
from lws_assess.survey.secrets import BYTES, Secret

MOST_IMAGINED = 500
LONGEST_REHEARSAL = timedelta(days=1)
LOWEST_SEED, HIGHEST_SEED = 1, 999_999
AT_ONE_TABLE = 8  # people whom a table is expected to seat, where nobody says how many come
WITHOUT_TABLES = 30
NOBODY_IMAGINED = "Say how many people of at least one group are to be imagined."


@dataclass(frozen=True)
class RehearsalFacts:
    """Holds what a rehearsal is drawn from. `done` counts, by what was asked, who has had their turn.

    `centres` are published positions by "audience/area", where there are any. `edition` and `groups` name what was
    kept for the first time when it began, so that it goes with it.
    """

    seed: int
    people: Mapping[GroupKey, int]
    centres: Mapping[str, float] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    edition: EditionDigest = NO_EDITION
    groups: tuple[GroupKey, ...] = ()

    def find_centre(self, audience: AudienceKey, area: AreaCode) -> float | None:
        return self.centres.get(f"{audience}/{area}")

    def with_done(self, asked: str, people: int) -> RehearsalFacts:
        """Returns the facts once so many had their turn to answer what was asked."""
        return replace(self, done={**self.done, asked: people})


def facts_to_json(facts: RehearsalFacts) -> str:
    return json.dumps(asdict(facts), sort_keys=True)


def facts_from_json(text: str) -> RehearsalFacts:
    data = json.loads(text)
    return RehearsalFacts(**{**data, "groups": tuple(data["groups"])})


def refuse_numbers(people: Mapping[GroupKey, int], seed: int) -> None:
    """Raises EventRefusal where so many people cannot be imagined, or from no such number."""
    if any(number < 0 for number in people.values()) or not sum(people.values()):
        raise EventRefusal(NOBODY_IMAGINED)
    if sum(people.values()) > MOST_IMAGINED:
        raise EventRefusal(
            f"A rehearsal has {MOST_IMAGINED} people at the most. You asked for {sum(people.values()):,}."
        )
    if not LOWEST_SEED <= seed <= HIGHEST_SEED:
        raise EventRefusal(f"Enter a whole number from {LOWEST_SEED} to {HIGHEST_SEED:,}.", "seed")


def expected_people(targets: Mapping[GroupKey, int], tables: int) -> dict[GroupKey, int]:
    """Returns how many of each group to begin with: as many as the tables seat, in proportion to who is hoped for.

    Where nothing is hoped for of any group, all have as many. What is left over goes to the largest remainders.

    >>> expected_people({"teachers": 30, "nurses": 10}, 2), expected_people({"teachers": 0, "nurses": 0}, 0)
    ({'teachers': 12, 'nurses': 4}, {'teachers': 15, 'nurses': 15})
    """
    if not targets:
        return {}
    weights = targets if sum(targets.values()) else dict.fromkeys(targets, 1)
    seats, whole = min(tables * AT_ONE_TABLE or WITHOUT_TABLES, MOST_IMAGINED), sum(weights.values())
    shares = {group: divmod(seats * weight, whole) for group, weight in weights.items()}
    left = seats - sum(share for share, _ in shares.values())
    more = sorted(shares, key=lambda group: -shares[group][1])[:left]
    return {group: share + (group in more) for group, (share, _) in shares.items()}


# --- who is imagined ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImaginaryPerson:
    """Somebody who is imagined. `number` is their place in the order in which they join, from 0."""

    number: int
    group: GroupKey
    audience: AudienceKey
    table: str  # its number; empty in a room without tables
    scribe: bool  # the first at each table


def drawn_number(seed: int, *of: object) -> float:
    """Returns a number from 0 to 1, and never 1: the same each time for the same seed and the same things.

    >>> drawn_number(7, "vote", 1) == drawn_number(7, "vote", 1)
    True
    """
    drawn = hashlib.blake2b("\0".join(map(str, (seed, *of))).encode(), digest_size=6).digest()
    return int.from_bytes(drawn, "big") / 2**48


def list_imaginary_people(
    facts: RehearsalFacts, audiences: Mapping[GroupKey, AudienceKey], tables: int
) -> tuple[ImaginaryPerson, ...]:
    """Everybody in a mixed order, seated round the tables in turn."""
    everybody = [(group, number) for group in sorted(facts.people) for number in range(facts.people[group])]
    everybody.sort(key=lambda one: drawn_number(facts.seed, "joins", *one))
    return tuple(
        ImaginaryPerson(
            place,
            group,
            audiences[group],
            str(place % tables + 1) if tables else "",
            scribe=place < (tables or 1),
        )
        for place, (group, _) in enumerate(everybody)
    )


def people_at_tables(people: int, tables: int) -> dict[int, int]:
    """Returns how many sit at each table when so many are seated in turn.

    >>> people_at_tables(9, 4)
    {1: 3, 2: 2, 3: 2, 4: 2}
    """
    return {table: len(range(table - 1, people, tables)) for table in range(1, tables + 1)}


def imaginary_device(salt: bytes, number: int) -> Device:
    """Returns what stands in for somebody's phone: of this rehearsal alone, since no other has its salt."""
    made = hashlib.blake2b(number.to_bytes(4, "big"), key=salt, digest_size=BYTES, person=b"imaginary phone")
    return Device(Secret(made.digest()))


def find_people_of(people: Sequence[ImaginaryPerson], audience: AudienceKey) -> list[ImaginaryPerson]:
    return [one for one in people if one.audience == audience]
