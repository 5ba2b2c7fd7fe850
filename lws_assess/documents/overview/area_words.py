"""What events have to say of one area, in words: rated alone, voted on, and agreed at tables."""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.actions.events.scenes import VoteLens, VoteScene
from lws_assess.actions.overview.area_views import AreaAtEvent
from lws_assess.documents.charts.drawing import place_on_scale
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.withheld import Withheld


def lines_at_event(one: AreaAtEvent, code: AreaCode) -> tuple[tuple[str, str], ...]:
    """Returns who said something of an area at an event, and what; why not, where that may not be shown."""
    found = [*_rated_alone(one.results, code)] if one.results else []
    for vote in one.votes:
        found += _voted(vote)
    return (*found, *_tables(one))


def _rated_alone(results: RoundResults, code: AreaCode) -> Iterator[tuple[str, str]]:
    for audience in results.audiences:
        area = next((one for one in audience.areas if one.area.code == code), None)
        if audience.people and area:
            at = place_on_scale(area.reading(results.leading).position, audience.audience.scale)
            yield (
                f"Rated alone, {audience.audience.label.lower()}",
                f"{at.text}, {at.band}" if at.value is not None else at.why,
            )


def _voted(vote: VoteScene) -> Iterator[tuple[str, str]]:
    for lens in vote.lenses:
        if lens.question is None or not (lens.room or lens.first):
            continue
        about = f" on “{lens.question.topic}”" if lens.question.topic else ""
        yield f"Voted{about}, {lens.audience.label.lower()}", _means(lens)


def _means(lens: VoteLens) -> str:
    first, now = (room.mean if room else None for room in (lens.first, lens.room))
    return words_of_votes(first, now)


def words_of_votes(first: Shown | Withheld | None, now: Shown | Withheld | None) -> str:
    """Both votes where there were two; the means stand as they are printed for a room, and reasons as sentences."""
    if first is None or now is None:
        only = first or now
        return _mean(only) if only else ""
    if isinstance(first, Shown) and isinstance(now, Shown):
        return f"first {_mean(first)}; after talking {_mean(now)}"
    if isinstance(first, Shown):
        return f"first {_mean(first)}. After talking: {now}"
    if isinstance(now, Shown):
        return f"after talking {_mean(now)}. First vote: {first}"
    return str(first) if str(first) == str(now) else f"First vote: {first} After talking: {now}"


def _mean(mean: Shown | Withheld) -> str:
    return f"{mean.text}, {mean.band}" if isinstance(mean, Shown) else str(mean)


def _tables(one: AreaAtEvent) -> Iterator[tuple[str, str]]:
    for rating in sorted(one.tables, key=lambda rating: (rating.table < 0, abs(rating.table))):
        yield f"{rating.who} agreed", f"level {rating.level}"
