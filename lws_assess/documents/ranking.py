"""The ranking of areas as it is printed, each figure with the company it needs.

Gap and priority score are worked out from the figures as printed, so that they tell no more than those do and
anybody can check them by hand. The order is the view object's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.drawing import Place, listed, ordinal, place
from lws_assess.documents.shares import count_text
from lws_assess.survey.instruments import Area
from lws_assess.survey.priorities import FIRST_THREE, gap
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.rank_bands import RankBand
from lws_assess.survey.results import READINGS, AreaResult, AudienceResults, RoundResults
from lws_assess.survey.rounds import EACH_GROUP, EACH_PERSON

FORMULA = (
    "Priority score = gap × importance. Gap = target − current position, and 0 where the target is reached."
)


@dataclass(frozen=True)
class RankingRow:
    """One area: everything in words, ready for a table."""

    area: Area
    rank: str  # 1st; empty where it cannot be ranked
    position: Place
    target: str
    gap: str
    importance: Place
    score: str
    votes: tuple[str, ...]  # one an audience, in the order of `voting`
    robust: str
    by_group: str
    by_person: str
    band: str = ""  # how far chance could move it, or why that is not shown; empty where it cannot be ranked


def voting(results: RoundResults) -> tuple[AudienceResults, ...]:
    """The audiences whose first three areas may be shown."""
    return tuple(audience for audience in results.audiences if audience.voters)


def in_order(results: AudienceResults, reading: str) -> list[AreaResult]:
    """First priority first; what cannot be ranked comes last, in the framework's order."""
    return sorted(
        results.areas, key=lambda a: (a.reading(reading).rank or len(results.areas) + 1, a.area.number)
    )


def ranking(results: RoundResults, audience: AudienceResults, reading: str) -> tuple[RankingRow, ...]:
    """The ranking of one audience that rates importance, with what every audience voted for beside it."""
    voters = voting(results)
    return tuple(_row(audience, area, reading, voters) for area in in_order(audience, reading))


def _row(
    results: AudienceResults, found: AreaResult, reading: str, voters: Sequence[AudienceResults]
) -> RankingRow:
    ranked, audience = found.reading(reading), results.audience
    position = place(ranked.position, audience.scale)
    importance = place(
        ranked.importance, audience.importance.scale if audience.importance else audience.scale
    )
    return RankingRow(
        area=found.area,
        rank=ordinal(ranked.rank) if ranked.rank else "",
        position=position,
        target=f"{found.target:.1f}",
        gap=gap_text(position, found.target),
        importance=importance,
        score=score_text(position, importance, found.target),
        votes=tuple(votes_text(voter, found.area.code) for voter in voters),
        robust="" if all_alike(results, reading) else found.robust,
        by_group=ordinal(found.by_group.rank) if found.by_group.rank else "",
        by_person=ordinal(found.by_person.rank) if found.by_person.rank else "",
        band=band_text(ranked.band, places(results, reading)),
    )


def places(results: AudienceResults, reading: str) -> int:
    """How many areas are ranked."""
    return sum(a.reading(reading).rank is not None for a in results.areas)


def band_text(band: RankBand | Withheld | None, of: int) -> str:
    """A rank band where it stands in a table."""
    return band_words(band, of) if isinstance(band, RankBand) else str(band or "")


def band_words(band: RankBand, of: int) -> str:
    """Where among `of` places an area may come, in words.

    >>> [band_words(RankBand(*ends), 8) for ends in ((1, 1), (1, 2), (2, 5), (1, 8))]
    ['1st', '1st or 2nd', 'somewhere from 2nd to 5th', 'anywhere from 1st to 8th']
    """
    if band.best == band.worst:
        return ordinal(band.best)
    if band.best + 1 == band.worst:
        return f"{ordinal(band.best)} or {ordinal(band.worst)}"
    everywhere = band.best == 1 and band.worst == of
    return f"{'any' if everywhere else 'some'}where from {ordinal(band.best)} to {ordinal(band.worst)}"


def gap_text(position: Place, target: float) -> str:
    """The distance to the target, no more exactly than the position is printed."""
    if position.value is None:
        return ""
    least, most = gap(position.reach, target), gap(position.sure, target)
    if least == most:
        places = len(position.text.partition(".")[2]) if position.exact else 1
        return f"{least:.{places}f}"
    return f"over {least:.1f}" if position.sure == 1 else f"up to {most:.1f}"


def score_text(position: Place, importance: Place, target: float) -> str:
    if position.value is None or importance.value is None:
        return ""
    least = gap(position.reach, target) * importance.sure
    most = gap(position.sure, target) * importance.reach
    return f"{most:.1f}" if f"{least:.1f}" == f"{most:.1f}" else f"{least:.1f} to {most:.1f}"


def votes_text(results: AudienceResults, code: str) -> str:
    """How many people of an audience put an area in their first three, and their share of those who chose."""
    votes = next((a.votes for a in results.areas if a.area.code == code), None)
    return count_text(votes) if votes and votes.of else ""


def first_three(results: AudienceResults, reading: str) -> list[AreaResult]:
    return [a for a in in_order(results, reading) if (a.reading(reading).rank or 99) <= FIRST_THREE]


def all_alike(results: AudienceResults, reading: str) -> bool:
    """Whether every area that is ranked has the same priority score, so that none comes first."""
    ranks = [found.rank for a in results.areas if (found := a.reading(reading)).rank]
    return len(ranks) > 1 and set(ranks) == {1}


def no_first(results: AudienceResults, reading: str) -> str:
    """Why no area comes first, where all are equal; empty where one does."""
    if not all_alike(results, reading):
        return ""
    if all(a.reading(reading).gap == 0 for a in results.areas if a.reading(reading).rank):
        return "Every area that can be ranked has reached its target, so none comes first."
    return "Every area that can be ranked has the same priority score, so none comes first."


def compare_readings(results: AudienceResults) -> str:
    """Whether the first three hold whoever is counted."""
    if all_alike(results, EACH_GROUP) and all_alike(results, EACH_PERSON):
        return "Both ways of counting give every area the same priority score."
    by_group, by_person = (
        [a.area.short_name for a in first_three(results, reading)] for reading in (EACH_GROUP, EACH_PERSON)
    )
    if not by_group:
        return ""
    if set(by_group) == set(by_person):
        return f"Both ways of counting put the same areas first: {listed(by_group)}."
    return (
        f"The first areas depend on whose voice counts. If {READINGS[EACH_GROUP]}: {listed(by_group)}. "
        f"If {READINGS[EACH_PERSON]}: {listed(by_person)}."
    )
