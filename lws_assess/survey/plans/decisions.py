"""Decisions: which areas the steering group puts first, and exactly what it saw when it did.

    SeenByDeciders              the ranking as it was printed
      figures   RankedFigure    one an area, first priority first; what cannot be ranked comes last

The ranking does not decide. To take its first areas in its order is to confirm it; anything else departs from
it and needs a reason. Areas of equal score share a rank, so either of them may come first; so may any of those whose
order the figures leave open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.priorities import FIRST_WHICHEVER

LONGEST_REASON = 4000
LONGEST_BODY = 200
LONGEST_NOTE = 1000
EARLIEST = date(2000, 1, 1)

Faults = dict[str, str]  # by field


@dataclass(frozen=True)
class RankedFigure:
    """One area of the ranking, in the words that were printed. Empty where there was nothing to print."""

    area: AreaCode  # code
    name: str
    place: int  # its rank, the best that its figures leave open; 0 where it cannot be ranked
    rank: str
    band: str
    position: str
    target: str
    gap: str
    importance: str
    score: str
    votes: tuple[str, ...]  # in the order of `SeenByDeciders.voters`
    first_three: str  # whether it is there whichever way people are counted
    worst: int = 0  # the last rank that its figures leave open; 0 where it cannot be ranked
    after: tuple[str, ...] = ()  # codes of the areas that rank before it, whatever the figures are


@dataclass(frozen=True)
class SeenByDeciders:
    """Everything that lay before whoever decided."""

    release: str  # digest of the results
    audience: str  # whose ranking it is; empty where nobody was asked how much each area matters
    reading: str  # survey.rounds.EACH_GROUP or EACH_PERSON
    voters: tuple[str, ...]
    figures: tuple[RankedFigure, ...]
    in_classes: bool = False  # whether counts of small groups were printed in classes, as they are today
    in_intervals: bool = False  # whether ranks were as wide as the figures leave them, as they are today
    at_once: bool = False  # whether chance could move ranks so far for all areas at once, as it is told today

    @property
    def as_told_today(self) -> SeenByDeciders:
        """In today’s words, without votes that were printed before counts of small groups stood in classes.

        Such a count could tell what everybody of a group chose. So could the digest of the results then, which was
        one of the counts: whoever tries all that are possible finds those that fit it.
        """
        told = replace(self, figures=tuple(map(_in_words_of_today, self.figures)))
        if self.in_classes:
            return told
        figures = (replace(figure, votes=("",) * len(figure.votes)) for figure in told.figures)
        return replace(told, release="", figures=tuple(figures))

    @property
    def hides_votes(self) -> bool:
        return not self.in_classes and bool(self.voters) and bool(self.ranked)

    def find(self, area: AreaCode) -> RankedFigure | None:
        return next((figure for figure in self.figures if figure.area == area), None)

    @property
    def ranked(self) -> tuple[RankedFigure, ...]:
        return tuple(figure for figure in self.figures if figure.place)

    @property
    def why_no_bands(self) -> str:
        """Why it was not printed how far chance could move a rank; empty where it was."""
        return next((f.band for f in self.ranked if f.band.startswith("Not shown")), "")

    @property
    def has_two_ends(self) -> bool:
        """True if a score or a rank was printed as lying between two ends."""
        return any(" to " in text for figure in self.ranked for text in (figure.score, figure.rank))

    def is_among(self, area: AreaCode, number: int) -> bool:
        """True if it ranks among the first so many whatever the figures are; of equals it is the last."""
        if not (figure := self.find(area)) or not figure.place:
            return False
        return len(self.ranked) - sum(area in other.after for other in self.ranked) <= number

    def may_be_among(self, area: AreaCode, number: int) -> bool:
        """True if some order that the figures leave open puts it among the first so many."""
        figure = self.find(area)
        return bool(figure and 0 < figure.place <= number)

    @property
    def digest(self) -> str:
        """SHA-256 of exactly what was seen."""
        return hashlib.sha256(seen_to_json(self).encode()).hexdigest()


# What was called otherwise before ranks were as wide as the figures leave them: the field, and the word in it.
OLD_FIELD, OLD_WORD = "robust", "robust"


def _in_words_of_today(figure: RankedFigure) -> RankedFigure:
    return replace(figure, first_three=FIRST_WHICHEVER) if figure.first_three == OLD_WORD else figure


def seen_to_json(seen: SeenByDeciders) -> str:
    """As it is kept. What was seen before anything of it was printed as it is today says it as then.

    So it keeps its digest.
    """
    said = asdict(seen)
    if not seen.at_once:
        del said["at_once"]
    if not seen.in_classes:
        del said["in_classes"]
    if not seen.in_intervals:
        del said["in_intervals"]
        said["figures"] = [_figure_as_then(one) for one in said["figures"]]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _figure_as_then(said: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in said.items() if name not in {"first_three", "worst", "after"}}
    return {**kept, OLD_FIELD: said["first_three"]}


def seen_from_json(text: str) -> SeenByDeciders:
    data = json.loads(text)
    known = data.pop("figures")
    figures = tuple(
        _figure(one) if "after" in one else _figure_of_then(one, [other for other in known if other["place"]])
        for one in known
    )
    return SeenByDeciders(**{**data, "voters": tuple(data["voters"])}, figures=figures)


def _figure(said: dict[str, Any]) -> RankedFigure:
    return RankedFigure(**{**said, "votes": tuple(said["votes"]), "after": tuple(said["after"])})


def _figure_of_then(said: dict[str, Any], ranked: Sequence[dict[str, Any]]) -> RankedFigure:
    """Every rank was one place then, and whatever had a smaller one came before it."""
    kept = {name: value for name, value in said.items() if name != OLD_FIELD}
    after = [other["area"] for other in ranked if other["place"] < said["place"]]
    return _figure({**kept, "first_three": said[OLD_FIELD], "worst": said["place"], "after": after})


# --- deciding --------------------------------------------------------------------------------------------


def first_places(seen: SeenByDeciders, number: int) -> tuple[AreaCode, ...]:
    """The areas that the ranking puts in the first `number` places; fewer where fewer can be ranked."""
    return tuple(figure.area for figure in seen.ranked[:number])


def departs_from_ranking(places: Sequence[AreaCode], seen: SeenByDeciders) -> bool:
    """True if these areas in this order are anything but the first ones of the ranking.

    They are those where nothing comes before any of them, whatever the figures are, that was not put before it.
    """
    for number, area in enumerate(places):
        figure = seen.find(area)
        if not figure or not figure.place or not set(figure.after) <= set(places[:number]):
            return True
    return False


def passed_over(places: Sequence[AreaCode], seen: SeenByDeciders) -> tuple[RankedFigure, ...]:
    """Areas whose rank is among as many as were decided, whatever it is, and that were not put among them."""
    return tuple(f for f in seen.ranked if f.worst <= len(places) and f.area not in places)


def filled_places(typed: Sequence[str]) -> tuple[AreaCode, ...]:
    """The places that were filled; those left empty at the end are none.

    >>> filled_places(["a", "", "b", "", ""])
    ('a', '', 'b')
    """
    last = max((number for number, area in enumerate(typed, 1) if area), default=0)
    return tuple(map(AreaCode, typed[:last]))


def field_of_place(number: int) -> str:
    """Returns what the field of a place is called; the first is 1."""
    return f"place{number}"


def faults_of(typed: Sequence[str], reason: str, seen: SeenByDeciders) -> Faults:
    """Returns what is wrong with a decision, by field; nothing where it may stand."""
    places = filled_places(typed)
    faults = dict(_faults_of_places(places, seen))
    if len(reason) > LONGEST_REASON:
        faults["reason"] = f"Use {LONGEST_REASON:,} characters or fewer"
    elif not faults and not reason and departs_from_ranking(places, seen):
        faults["reason"] = (
            "Say why you depart from the ranking"
            if seen.ranked
            else "There is no ranking to confirm, so say why these areas come first"
        )
    return faults


def _faults_of_places(places: Sequence[AreaCode], seen: SeenByDeciders) -> Iterator[tuple[str, str]]:
    if not places or not places[0]:
        yield field_of_place(1), "Choose the area that comes first"
    for number, area in enumerate(places, 1):
        known = seen.find(area)
        if not area and number > 1:
            yield field_of_place(number), "Choose an area here, or leave the places after it empty too"
        elif area and known is None:
            yield field_of_place(number), "Choose an area from the list"
        elif known and area in places[: number - 1]:
            yield field_of_place(number), f"{known.name} has a place already. Choose another area"


def faults_of_approval(body: str, on: date | None, note: str, today: date) -> Faults:
    """Returns what is wrong with an approval, by field."""
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
class AreaSince:
    """One area in the ranking that was seen then and in a later one. `decided` is 0 where it got no place."""

    name: str
    area: AreaCode
    decided: int
    then: RankedFigure | None
    later: RankedFigure | None

    @property
    def moved(self) -> bool:
        """True if it is ranked elsewhere, whatever the figures are, or ranked in one of the two only."""
        then, later = (
            (one.place, one.worst) if one and one.place else None for one in (self.then, self.later)
        )
        if then is None or later is None:
            return then != later
        return then[1] < later[0] or later[1] < then[0]


def since_decision(
    places: Sequence[AreaCode], then: SeenByDeciders, later: SeenByDeciders
) -> tuple[AreaSince, ...]:
    """Every area of either ranking: those decided in their order, then the others as they rank now."""
    known = {figure.area: figure for figure in (*then.figures, *later.figures)}
    order = dict.fromkeys([*places, *(f.area for f in later.figures), *known])
    return tuple(
        AreaSince(
            name=known[area].name if area in known else area,
            area=area,
            decided=places.index(area) + 1 if area in places else 0,
            then=then.find(area),
            later=later.find(area),
        )
        for area in order
    )
