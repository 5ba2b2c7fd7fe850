"""Choosing priorities at an event: what a room says matters, and the ranking that follows from it.

    ballots  ->  release_choices  ->  ReleasedChoices (one audience)  ->  view_choices  ->  ChoicesResult
      audiences   AudienceChoices    importance and votes, area by area
      rankings    ChoiceRanking      of each audience that says importance: gap x importance, votes beside it

Everything speaks of all of one audience who chose, and of no group. Importance of an area is shown where ten people
gave it, votes where ten people voted. Each area's answers are sums over all who gave them, so nothing is left to take
away. All is printed as `events.figures` says, and what follows from it, scores, places and who comes first, lies
between the bounds of what is printed.

A ballot holds a byte for each area in the framework's order: its importance, or 0 where it was left blank. As many
bytes follow, with 1 for an area among the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from lws_assess.survey.counts import BoundedCount, places_of_shares
from lws_assess.survey.events.figures import Counts, RatingSpread, mean_in_room, shown_count, spread_in_room
from lws_assess.survey.instruments import Area, Audience, Edition, Scale
from lws_assess.survey.intervals import Interval, RankPlaces, exact_interval, places_from_highest
from lws_assess.survey.keys import AreaCode, AudienceKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import gap_between, printed_interval
from lws_assess.survey.results.round_results import AreaResult, RoundResults
from lws_assess.survey.rounding import exact_decimal, rounded_outward, rounded_value
from lws_assess.survey.smallest_numbers import is_too_near, room_may_be_shown
from lws_assess.survey.withheld import (
    Withheld,
    room_withheld_for_too_few,
    withheld_as_nearly_before,
    withheld_until_rating_is_shown,
)

PLACES = 1  # decimals of a score


class NotAChoice(ValueError):
    """A ballot that does not hold what is asked about each area."""


@dataclass(frozen=True)
class ReleasedChoices:
    """Holds what may be shown of one audience's choices. None is withheld."""

    audience: AudienceKey
    voters: int | None  # people who chose any first areas
    votes: dict[AreaCode, int] | None  # by area code
    importance: dict[AreaCode, Counts | None]  # by area code: ratings by level, lowest first
    too_near: bool = False  # nothing is shown beside an earlier meeting of nearly the same people


def release_choices(
    edition: Edition, audience: Audience, ballots: Sequence[bytes], k: int
) -> ReleasedChoices:
    """The choices with everything taken out that may not be shown. Raises NotAChoice."""
    areas = len(edition.areas)
    if any(len(ballot) != 2 * areas for ballot in ballots):
        raise NotAChoice(f"a ballot about {areas} areas holds {2 * areas} bytes")
    voters = sum(any(ballot[areas:]) for ballot in ballots)
    votes_may_show = room_may_be_shown(voters, k)
    votes = {area.code: sum(ballot[areas + i] for ballot in ballots) for i, area in enumerate(edition.areas)}
    asked = audience.importance
    counts = (
        {
            area.code: _by_level([ballot[i] for ballot in ballots], asked.scale)
            for i, area in enumerate(edition.areas)
        }
        if asked
        else {}
    )
    return ReleasedChoices(
        audience=audience.key,
        voters=voters if votes_may_show else None,
        votes=votes if votes_may_show else None,
        importance={
            code: levels if room_may_be_shown(sum(levels), k) else None for code, levels in counts.items()
        },
    )


def choices_unless_too_near(
    choices: ReleasedChoices, earlier: Iterable[ReleasedChoices], k: int
) -> ReleasedChoices:
    """The choices, or nothing of them where a figure and that of an earlier release differ by 1 to k - 1 people."""
    for before in earlier:
        numbers = [(choices.voters or 0, before.voters or 0)]
        numbers += [
            (sum(levels or ()), sum(before.importance.get(code) or ()))
            for code, levels in choices.importance.items()
        ]
        if any(is_too_near(now, then, k) for now, then in numbers):
            return ReleasedChoices(
                choices.audience, None, None, dict.fromkeys(choices.importance), too_near=True
            )
    return choices


def _by_level(codes: Sequence[int], scale: Scale) -> Counts:
    if any(code > scale.top for code in codes):
        raise NotAChoice(f"an importance is above the scale's {scale.top} levels")
    return tuple(codes.count(level) for level in range(1, scale.top + 1))


def choices_to_json(choices: ReleasedChoices) -> str:
    return json.dumps(asdict(choices), sort_keys=True, separators=(",", ":"))


def choices_from_json(text: str) -> ReleasedChoices:
    data: dict[str, Any] = json.loads(text)
    return ReleasedChoices(
        audience=data["audience"],
        voters=data["voters"],
        votes=data["votes"],
        importance={
            code: None if levels is None else tuple(levels) for code, levels in data["importance"].items()
        },
        too_near=data.get("too_near", False),
    )


# --- the view ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaChoice:
    """Holds what one audience chose about one area."""

    area: Area
    votes: BoundedCount | Withheld
    importance: Shown | Withheld | None  # None where this audience is not asked
    spread: RatingSpread | Withheld | None


@dataclass(frozen=True)
class AudienceChoices:
    audience: Audience
    voters: int | Withheld
    areas: tuple[AreaChoice, ...]  # in the framework's order

    @property
    def counted(self) -> dict[AreaCode, BoundedCount]:
        """The votes of each area by its code, where they are shown."""
        return {one.area.code: one.votes for one in self.areas if isinstance(one.votes, BoundedCount)}

    @property
    def most_chosen(self) -> tuple[AreaChoice, ...]:
        """Areas by their places, most votes first, in the framework's order where that is open; () where withheld."""
        held = places_of_shares(self.counted)
        found = [(held[one.area.code], one) for one in self.areas if one.area.code in held]
        return tuple(one for place, one in sorted(found, key=lambda pair: (pair[0].best, pair[0].worst)))


@dataclass(frozen=True)
class RankedChoice:
    """One row of a ranking; `gap`, `score` and `places` are None where position or importance is withheld.

    `score` has one decimal, as it is printed, so that scores printed alike share a place.
    """

    area: Area
    position: Shown | Withheld  # of the event's own round, in its leading reading
    target: float
    importance: Shown | Withheld
    gap: Interval | None
    score: Interval | None
    places: RankPlaces | None
    votes: Mapping[AudienceKey, BoundedCount | Withheld]  # by key of each audience that chose


@dataclass(frozen=True)
class ChoiceRanking:
    audience: Audience
    rows: tuple[
        RankedChoice, ...
    ]  # by place, then those without; in the framework's order where that is open


@dataclass(frozen=True)
class ChoicesResult:
    edition: Edition
    audiences: tuple[AudienceChoices, ...]  # those of whom somebody chose
    rankings: tuple[ChoiceRanking, ...]  # one for each of them that says importance

    def find_audience(self, key: AudienceKey) -> AudienceChoices | None:
        return next((one for one in self.audiences if one.audience.key == key), None)


def view_choices(
    released: Sequence[ReleasedChoices], edition: Edition, results: RoundResults | None, k: int
) -> ChoicesResult:
    """The view object of choosing. `results` are those of the event's own round; None before they are shown."""
    by_key = {one.audience: one for one in released}
    audiences = tuple(
        _view_audience(by_key[audience.key], audience, edition, k)
        for audience in edition.audiences
        if audience.key in by_key
    )
    return ChoicesResult(
        edition=edition,
        audiences=audiences,
        rankings=tuple(
            _ranking(one, audiences, edition, results) for one in audiences if one.audience.importance
        ),
    )


def _view_audience(
    released: ReleasedChoices, audience: Audience, edition: Edition, k: int
) -> AudienceChoices:
    return AudienceChoices(
        audience=audience,
        voters=_why_not(released, "chose their first areas", k)
        if released.voters is None
        else released.voters,
        areas=tuple(_view_area(released, audience, area, k) for area in edition.areas),
    )


def _view_area(released: ReleasedChoices, audience: Audience, area: Area, k: int) -> AreaChoice:
    votes: BoundedCount | Withheld = _why_not(released, "chose their first areas", k)
    if released.votes is not None and released.voters is not None:
        votes = shown_count(released.votes[area.code], released.voters)
    if audience.importance is None:
        return AreaChoice(area, votes, None, None)
    counts = released.importance[area.code]
    if counts is None:
        withheld = _why_not(released, "said how important this is", k)
        return AreaChoice(area, votes, withheld, withheld)
    return AreaChoice(area, votes, mean_in_room(counts, audience.importance.scale, k), spread_in_room(counts))


def _why_not(released: ReleasedChoices, did: str, k: int) -> Withheld:
    if released.too_near:
        return withheld_as_nearly_before(k)
    return room_withheld_for_too_few(k, did)


# --- the ranking ---------------------------------------------------------------------------------------------


def _ranking(
    mine: AudienceChoices,
    audiences: Sequence[AudienceChoices],
    edition: Edition,
    results: RoundResults | None,
) -> ChoiceRanking:
    found = results.find_audience(mine.audience.key) if results else None
    rated = {one.area.code: one for one in found.areas} if found else {}
    rows = [
        _row(
            choice,
            rated.get(choice.area.code),
            results.leading if results else "",
            edition.default_target,
            {one.audience.key: one.areas[i].votes for one in audiences},
        )
        for i, choice in enumerate(mine.areas)
    ]
    return ChoiceRanking(mine.audience, _in_order(rows))


def _row(
    choice: AreaChoice,
    rated: AreaResult | None,
    leading: str,
    default_target: float,
    votes: Mapping[AudienceKey, BoundedCount | Withheld],
) -> RankedChoice:
    position = rated.reading(leading).position if rated else withheld_until_rating_is_shown()
    target = rated.target if rated else default_target
    importance = choice.importance
    assert importance is not None
    if isinstance(position, Withheld) or isinstance(importance, Withheld):
        return RankedChoice(choice.area, position, target, importance, None, None, None, votes)
    # From the printed figures, so that no product gives back what their rounding holds.
    far = gap_between(printed_interval(position), target)
    return RankedChoice(choice.area, position, target, importance, far, _score(far, importance), None, votes)


def _score(far: Interval, importance: Shown) -> Interval:
    product = far.times(importance.interval)
    if product.is_exact:
        return exact_interval(
            float(rounded_value(exact_decimal(far.low) * exact_decimal(importance.value), PLACES))
        )
    low, high = rounded_outward(product.low, product.high, PLACES)
    return Interval(float(low), float(high))


def _in_order(rows: Sequence[RankedChoice]) -> tuple[RankedChoice, ...]:
    held = places_from_highest({row.area.code: row.score for row in rows if row.score is not None})
    placed = [replace(row, places=held.get(row.area.code)) for row in rows]
    last = len(rows) + 1
    return tuple(
        sorted(placed, key=lambda row: (row.places.best, row.places.worst) if row.places else (last, last))
    )
