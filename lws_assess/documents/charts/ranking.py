"""The ranking of areas as it is printed, each figure with the company it needs.

Gap and priority score are worked out from the figures as printed, so that they tell no more than those do and
anybody can check them by hand. The order and the places are the view object's own. What is said of them is built
from claims: see documents.claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from lws_assess.documents.charts.drawing import (
    ScalePlace,
    either_of_names,
    listed_names,
    numbered_area,
    ordinal_number,
    place_on_scale,
)
from lws_assess.documents.charts.shares import count_text, place_text
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import Interval, RankPlaces
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import (
    DEPENDS,
    FirstThree,
    ends_as_printed,
    first_three,
    gap_between,
    printed_interval,
)
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import READINGS, AreaResult, AudienceResults, RoundResults
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.survey.rounding import decimals_of, printed_target, printed_value
from lws_assess.survey.withheld import Withheld

FORMULA = (
    "Priority score = gap × importance. Gap = target − current position, and 0 where the target is reached."
)
INTERVALS = (
    "A gap, a score or a rank with two ends, such as “2.5 to 3.0”, lies somewhere between them: it rests on a figure "
    "of which only an end of the scale may be named."
)
MOST_DECIMALS = 4  # of a product of two printed figures


@dataclass(frozen=True)
class RankingRow:
    """One area: everything in words, ready for a table."""

    area: Area
    rank: str  # 1st, or 1st or 2nd; empty where it cannot be ranked
    position: ScalePlace
    target: str
    gap: str
    importance: ScalePlace
    score: str
    votes: tuple[str, ...]  # one an audience, in the order of `audiences_with_votes`
    first_three: (
        str  # whether it is there whichever way people are counted; empty where it is in neither reading
    )
    by_group: str
    by_person: str
    not_first: str = ""  # what is said of it where it comes first in neither reading
    band: str = (
        ""  # how far chance could move it, all areas at once, or why that is not shown; empty if unranked
    )


def audiences_with_votes(results: RoundResults) -> tuple[AudienceResults, ...]:
    """The audiences whose first three areas may be shown."""
    return tuple(audience for audience in results.audiences if audience.voters)


def in_priority_order(results: AudienceResults, reading: str) -> list[AreaResult]:
    """First priority first, by the middle of its places and then of its score; what cannot be ranked comes last."""

    def before(found: AreaResult) -> tuple[float, float, int]:
        ranked = found.reading(reading)
        middle = (ranked.places.best + ranked.places.worst) / 2 if ranked.places else len(results.areas) + 1
        return middle, -round(ranked.score.middle, 9) if ranked.score else 0.0, found.area.number

    return sorted(results.areas, key=before)


def area_ranking(results: RoundResults, audience: AudienceResults, reading: str) -> tuple[RankingRow, ...]:
    """The ranking of one audience that rates importance, with what every audience voted for beside it."""
    voters = audiences_with_votes(results)
    scores = score_texts(audience, reading)
    return tuple(
        _row(audience, area, reading, voters, scores) for area in in_priority_order(audience, reading)
    )


def _row(
    results: AudienceResults,
    found: AreaResult,
    reading: str,
    voters: Sequence[AudienceResults],
    scores: Mapping[AreaCode, str],
) -> RankingRow:
    ranked, audience = found.reading(reading), results.audience
    position = place_on_scale(ranked.position, audience.scale)
    return RankingRow(
        area=found.area,
        rank=places_text(ranked.places),
        position=position,
        target=printed_target(found.target),
        gap=gap_text(position, found.target),
        importance=place_on_scale(
            ranked.importance, audience.importance.scale if audience.importance else audience.scale
        ),
        score=scores.get(found.area.code, ""),
        votes=tuple(votes_text(voter, found.area.code) for voter in voters),
        first_three=found.whose_voice,
        by_group=places_text(found.by_group.places),
        by_person=places_text(found.by_person.places),
        not_first=found.not_first,
        band=band_text(ranked.band_at_once),
    )


def intervals_note(results: AudienceResults, reading: str) -> str:
    """Returns what a gap, a score or a rank with two ends means, and of which figures; empty where there is none.

    A gap is as open as its position, and a score as position and importance: either may be open without the other. A
    figure of everyone is printed at one value although groups in it leave it open, so it is named.
    """
    ranked = [(a.area, a.reading(reading)) for a in in_priority_order(results, reading)]
    if not any(one.score and not one.score.is_exact for _, one in ranked):
        return ""
    scored = [(area.short_name, one) for area, one in ranked if one.score]
    of = {
        "position": [name for name, one in scored if _is_left_open(one.position)],
        "importance": [name for name, one in scored if _is_left_open(one.importance)],
    }
    told = [f"the {figure} of {listed_names(names)}" for figure, names in of.items() if names]
    return f"{INTERVALS} Here that is {listed_names(told)}."


def _is_left_open(figure: Shown | Withheld) -> bool:
    """True if a figure lies between two ends as far as it is printed."""
    return isinstance(figure, Shown) and not printed_interval(figure).is_exact


def places_text(found: RankPlaces | None) -> str:
    """A rank where it stands in a table; empty where there is none.

    >>> places_text(RankPlaces(1, 1)), places_text(RankPlaces(1, 2)), places_text(None)
    ('1st', '1st or 2nd', '')
    """
    return place_text(found) if found else ""


def ranked_places(results: AudienceResults, reading: str) -> int:
    """Returns how many areas are ranked."""
    return sum(a.reading(reading).places is not None for a in results.areas)


def band_text(band: RankBand | Withheld | None) -> str:
    """Returns where chance could put an area, or why that is not shown; the same words wherever it stands.

    >>> [band_text(RankBand(*ends)) for ends in ((1, 1), (1, 2), (2, 5))]
    ['1st', '1st or 2nd', '2nd to 5th']
    """
    return place_text(RankPlaces(band.best, band.worst)) if isinstance(band, RankBand) else str(band or "")


def interval_text(interval: Interval, decimals: int) -> str:
    """
    >>> interval_text(Interval(2.5, 3.0), 1), interval_text(Interval(6.04, 6.04), 2)
    ('2.5 to 3.0', '6.04')
    """
    return " to ".join(dict.fromkeys(printed_value(end, decimals) for end in (interval.low, interval.high)))


def gap_text(position: ScalePlace, target: float) -> str:
    """The distance to the target, no more exactly than the position and the target are printed."""
    if position.interval is None:
        return ""
    decimals = decimals_of(position.text) if position.exact else 1
    return interval_text(
        printed_gap(position, position.interval, target), max(decimals, decimals_of(printed_target(target)))
    )


def printed_gap(position: ScalePlace, at: Interval, target: float) -> Interval:
    """Returns the printed gap as an interval; `at` is where the position may lie."""
    printed_at = ends_as_printed(at, decimals_of(position.text)) if position.exact else at
    return gap_between(printed_at, target)


def score_texts(results: AudienceResults, reading: str) -> dict[AreaCode, str]:
    """The priority score of each area that has one, by its code, as it is printed wherever it stands.

    It has one decimal, and as many more as it takes to tell it apart from another that would look like it.
    """
    scores = _scores(results, reading)
    decimals = decimals_that_tell_apart(scores)
    return {code: interval_text(score, decimals[code]) for code, score in scores.items()}


def _scores(results: AudienceResults, reading: str) -> dict[AreaCode, Interval]:
    return {
        a.area.code: score
        for a in in_priority_order(results, reading)
        if (score := a.reading(reading).score) is not None
    }


def decimals_that_tell_apart(scores: Mapping[AreaCode, Interval]) -> dict[AreaCode, int]:
    """With how many decimals each is printed, so that any two stand to each other as their printed texts do.

    >>> from lws_assess.survey.intervals import point
    >>> decimals_that_tell_apart({"a": point(6.04), "b": point(5.96), "c": point(5.2)})
    {'a': 2, 'b': 2, 'c': 1}
    """
    decimals = dict.fromkeys(scores, 1)
    while True:
        seen = {code: ends_as_printed(score, decimals[code]) for code, score in scores.items()}
        blurred = {
            code
            for one, other in combinations(scores, 2)
            if _order(scores[one], scores[other]) != _order(seen[one], seen[other])
            for code in (one, other)
            if decimals[code] < MOST_DECIMALS
        }
        if not blurred:
            return decimals
        decimals = {code: places + (code in blurred) for code, places in decimals.items()}


def _order(one: Interval, other: Interval) -> tuple[bool, bool, bool]:
    return one.is_below(other), one.is_above(other), one.is_same(other)


def votes_text(results: AudienceResults, code: AreaCode) -> str:
    """Returns how many people of an audience put an area in their first three, and their share of those who chose."""
    votes = next((a.votes for a in results.areas if a.area.code == code), None)
    return count_text(votes) if votes and votes.of else ""


# --- what comes first ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FirstAreas:
    """The areas of survey.priorities.FirstThree, in the order of the ranking, and what is said of them.

    `more` speaks of those that could come first as well, since several tie or the figures leave it open; it stands
    by itself where no area is sure.
    """

    sure: tuple[AreaResult, ...]
    tied: tuple[AreaResult, ...]
    open: tuple[AreaResult, ...]
    more: SaidWords


def first_areas(results: AudienceResults, reading: str) -> FirstAreas:
    """Returns which areas come first by the formula: at most three, or it says that more tie or could, or why none
    does.
    """
    if none := no_first(results, reading):
        return FirstAreas((), (), (), none)
    scores = _scores(results, reading)
    found, by_code = first_three(scores), {a.area.code: a for a in results.areas}
    sure, tied, left_open = (
        [by_code[code] for code in codes] for codes in (found.sure, found.tied, found.open)
    )
    return FirstAreas(
        tuple(sure), tuple(tied), tuple(left_open), _more(found, by_code, printed_scores(results, reading))
    )


def printed_scores(results: AudienceResults, reading: str) -> dict[AreaCode, PrintedFigure]:
    """Each area's priority score by its code, as tables print it."""
    texts, scores = score_texts(results, reading), _scores(results, reading)
    areas = {a.area.code: a.area for a in results.areas}
    return {
        code: PrintedFigure(numbered_area(areas[code]), texts[code], score) for code, score in scores.items()
    }


def _more(
    found: FirstThree, areas: Mapping[AreaCode, AreaResult], scores: Mapping[AreaCode, PrintedFigure]
) -> SaidWords:
    if found.tied:
        names = listed_names(areas[code].area.short_name for code in found.tied)
        score = scores[found.tied[0]].text
        return SaidWords(
            f"{names} tie for {ordinal_number(found.place)} place, each with a priority score of {score}.",
            (
                Claim(Relation.ALIKE, tuple(scores[code] for code in found.tied)),
                _claim(Relation.MAY_BE_FIRST, found.tied, scores),
            ),
        )
    if not found.open:
        return SaidWords("")
    names = either_of_names(areas[code].area.short_name for code in found.open)
    claims = (_claim(Relation.MAY_BE_FIRST, found.open, scores),)
    if found.sure:
        return SaidWords(f"{names} could be among the first three too: the figures leave it open.", claims)
    return SaidWords(
        f"No area is sure to be among the first three, since the figures leave it open: {names} could be.",
        claims,
    )


def _claim(relation: Relation, codes: Sequence[AreaCode], scores: Mapping[AreaCode, PrintedFigure]) -> Claim:
    """Of these areas beside all the others that are ranked."""
    others = (printed for code, printed in scores.items() if code not in codes)
    return Claim(relation, tuple(scores[code] for code in codes), tuple(others))


def what_comes_first(results: AudienceResults, reading: str) -> SaidWords:
    """Says what comes first by the formula, in a sentence or two; why none does where that is so."""
    if not ranked_places(results, reading):
        return SaidWords("No area can be ranked: a position or an importance may not be shown.")
    found = first_areas(results, reading)
    if not found.sure:
        return found.more
    codes = [a.area.code for a in found.sure]
    scores = printed_scores(results, reading)
    names = listed_names(a.area.short_name for a in found.sure)
    return said_together(
        (
            SaidWords(f"What comes first by the formula: {names}.", (_claim(Relation.FIRST, codes, scores),)),
            found.more,
        )
    )


def all_alike(results: AudienceResults, reading: str) -> bool:
    """True if every area that is ranked has the same priority score, so that none comes first."""
    scores = list(_scores(results, reading).values())
    return len(scores) > 1 and all(score.is_same(scores[0]) for score in scores)


def no_first(results: AudienceResults, reading: str) -> SaidWords:
    """Why no area comes first: none has a gap, or all are equal; empty where one does or may."""
    scores = _scores(results, reading).values()
    if scores and all(score.high == 0 for score in scores):
        why = "Every area that can be ranked has reached its target, so none comes first."
    elif all_alike(results, reading):
        why = "Every area that can be ranked has the same priority score, so none comes first."
    else:
        return SaidWords("")
    return SaidWords(why, (Claim(Relation.ALIKE, tuple(printed_scores(results, reading).values())),))


def compare_readings(results: AudienceResults) -> SaidWords:
    """Returns whether the first three hold whichever way people are counted."""
    readings = (EACH_GROUP, EACH_PERSON)
    if not ranked_places(results, EACH_GROUP):
        return SaidWords("")
    none = [no_first(results, reading) for reading in readings]
    if none[0] and none[0].text == none[1].text:
        if all_alike(results, EACH_GROUP):
            return SaidWords(
                "Both ways of counting give every area the same priority score.",
                none[0].claims + none[1].claims,
            )
        return none[0]
    found = [first_areas(results, reading) for reading in readings]
    claims = tuple(claim for reading in readings for claim in what_comes_first(results, reading).claims)
    sets = [({a.area.code for a in one.sure}, {a.area.code for a in one.tied}) for one in found]
    if not any(one.open for one in found) and sets[0] == sets[1] and not any(none):
        names = listed_names(a.area.short_name for a in found[0].sure) if found[0].sure else ""
        if found[0].tied:
            tie = f"{listed_names(a.area.short_name for a in found[0].tied)} tie"
            same = f"{names}; then {tie}" if names else tie
            return SaidWords(f"Both ways of counting put the same areas first: {same}.", claims)
        return SaidWords(f"Both ways of counting put the same areas first: {names}.", claims)
    said = [f"If {READINGS[reading]}: {_firsts(one)}" for reading, one in zip(readings, found, strict=True)]
    head = (
        "The first areas depend on whose voice counts."
        if any(a.first_three == DEPENDS for a in results.areas)
        else "Whether the first areas depend on whose voice counts is left open by a tie or by figures with two ends."
    )
    return SaidWords(" ".join((head, *said)), claims)


def _firsts(found: FirstAreas) -> str:
    """Returns which areas come first in one way of counting, and which might; that figures leave it open is said
    elsewhere.
    """
    sure, tied = (
        listed_names(a.area.short_name for a in some) if some else "" for some in (found.sure, found.tied)
    )
    if found.open:
        might = f"perhaps {either_of_names(a.area.short_name for a in found.open)}"
        return f"{sure}, and {might}." if sure else f"{might}."
    if tied:
        return f"{sure}; then {tied} tie." if sure else f"{tied} tie."
    return f"{sure}." if sure else found.more.text
