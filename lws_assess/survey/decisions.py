"""Decisions: which areas the steering group puts first, and exactly what it saw when it did.

    Seen                  the ranking as it was printed
      figures   Figure      one an area, first priority first; what cannot be ranked comes last

The ranking does not decide. To take its first areas in its order is to confirm it; anything else departs from
it and needs a reason. Areas of equal score share a rank, so either of them may come first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

LONGEST_REASON = 4000
LONGEST_BODY = 200
LONGEST_NOTE = 1000
EARLIEST = date(2000, 1, 1)

Faults = dict[str, str]  # by field


class NotSound(Exception):
    """What was entered may not stand. `faults` says what to mend, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Figure:
    """One area of the ranking, in the words that were printed. Empty where there was nothing to print."""

    area: str  # code
    name: str
    place: int  # its rank; 0 where it cannot be ranked
    rank: str
    band: str
    position: str
    target: str
    gap: str
    importance: str
    score: str
    votes: tuple[str, ...]  # in the order of `Seen.voters`
    robust: str


@dataclass(frozen=True)
class Seen:
    """Everything that lay before whoever decided."""

    release: str  # digest of the results
    audience: str  # whose ranking it is; empty where nobody was asked how much each area matters
    reading: str  # survey.rounds.EACH_GROUP or EACH_PERSON
    voters: tuple[str, ...]
    figures: tuple[Figure, ...]
    in_classes: bool = False  # whether counts of small groups were printed in classes, as they are today

    @property
    def as_told_today(self) -> Seen:
        """Without votes that were printed before counts of small groups stood in classes.

        Such a count could tell what everybody of a group chose. So could the digest of the results then, which was
        one of the counts: whoever tries all that are possible finds those that fit it.
        """
        if self.in_classes:
            return self
        figures = (replace(figure, votes=("",) * len(figure.votes)) for figure in self.figures)
        return replace(self, release="", figures=tuple(figures))

    @property
    def hides_votes(self) -> bool:
        return not self.in_classes and bool(self.voters) and bool(self.ranked)

    def find(self, area: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.area == area), None)

    @property
    def ranked(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.place)

    @property
    def digest(self) -> str:
        """SHA-256 of exactly what was seen."""
        return hashlib.sha256(seen_to_json(self).encode()).hexdigest()


def seen_to_json(seen: Seen) -> str:
    """As it is kept. What was seen before counts stood in classes says nothing of them, and keeps its digest."""
    said = asdict(seen)
    if not seen.in_classes:
        del said["in_classes"]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seen_from_json(text: str) -> Seen:
    data = json.loads(text)
    figures = tuple(Figure(**{**one, "votes": tuple(one["votes"])}) for one in data.pop("figures"))
    return Seen(**{**data, "voters": tuple(data["voters"])}, figures=figures)


# --- deciding --------------------------------------------------------------------------------------------


def first_places(seen: Seen, number: int) -> tuple[str, ...]:
    """The areas that the ranking puts in the first `number` places; fewer where fewer can be ranked."""
    return tuple(figure.area for figure in seen.ranked[:number])


def departs(places: Sequence[str], seen: Seen) -> bool:
    """Whether these areas in this order are anything but the first ones of the ranking."""
    ranks = {figure.area: figure.place for figure in seen.ranked}
    first = [figure.place for figure in seen.ranked[: len(places)]]
    return [ranks.get(area) for area in places] != first


def passed_over(places: Sequence[str], seen: Seen) -> tuple[Figure, ...]:
    """Areas that rank among as many as were decided, and were not put among them."""
    return tuple(f for f in seen.ranked if f.place <= len(places) and f.area not in places)


def places_of(typed: Sequence[str]) -> tuple[str, ...]:
    """The places that were filled; those left empty at the end are none.

    >>> places_of(["a", "", "b", "", ""])
    ('a', '', 'b')
    """
    last = max((number for number, area in enumerate(typed, 1) if area), default=0)
    return tuple(typed[:last])


def field_of(number: int) -> str:
    """What the field of a place is called; the first is 1."""
    return f"place{number}"


def faults_of(typed: Sequence[str], reason: str, seen: Seen) -> Faults:
    """What is wrong with a decision, by field; nothing where it may stand."""
    places = places_of(typed)
    faults = dict(_faults_of_places(places, seen))
    if len(reason) > LONGEST_REASON:
        faults["reason"] = f"Use {LONGEST_REASON:,} characters or fewer"
    elif not faults and not reason and departs(places, seen):
        faults["reason"] = (
            "Say why you depart from the ranking"
            if seen.ranked
            else "There is no ranking to confirm, so say why these areas come first"
        )
    return faults


def _faults_of_places(places: Sequence[str], seen: Seen) -> Iterator[tuple[str, str]]:
    if not places or not places[0]:
        yield field_of(1), "Choose the area that comes first"
    for number, area in enumerate(places, 1):
        known = seen.find(area)
        if not area and number > 1:
            yield field_of(number), "Choose an area here, or leave the places after it empty too"
        elif area and known is None:
            yield field_of(number), "Choose an area from the list"
        elif known and area in places[: number - 1]:
            yield field_of(number), f"{known.name} has a place already. Choose another area"


def faults_of_approval(body: str, on: date | None, note: str, today: date) -> Faults:
    """What is wrong with an approval, by field."""
    faults = {}
    if not body:
        faults["body"] = "Enter the name of the body that approved, such as the partnership board"
    elif len(body) > LONGEST_BODY:
        faults["body"] = f"Use {LONGEST_BODY} characters or fewer"
    if on is None:
        faults["on"] = "Enter the day on which it approved"
    elif on > today:
        faults["on"] = "This day has not come yet. Enter the approval once it has been given"
    elif on < EARLIEST:
        faults["on"] = "This day is too long ago. Is the year right?"
    if len(note) > LONGEST_NOTE:
        faults["note"] = f"Use {LONGEST_NOTE:,} characters or fewer"
    return faults


# --- what has moved since --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Since:
    """One area in the ranking that was seen then and in a later one. `decided` is 0 where it got no place."""

    name: str
    area: str
    decided: int
    then: Figure | None
    later: Figure | None

    @property
    def moved(self) -> bool:
        """Whether it is ranked elsewhere, or ranked in one of the two only."""
        return (self.then.place if self.then else 0) != (self.later.place if self.later else 0)


def since(places: Sequence[str], then: Seen, later: Seen) -> tuple[Since, ...]:
    """Every area of either ranking: those decided in their order, then the others as they rank now."""
    known = {figure.area: figure for figure in (*then.figures, *later.figures)}
    order = dict.fromkeys([*places, *(f.area for f in later.figures), *known])
    return tuple(
        Since(
            name=known[area].name if area in known else area,
            area=area,
            decided=places.index(area) + 1 if area in places else 0,
            then=then.find(area),
            later=later.find(area),
        )
        for area in order
    )
