"""Dots on a scale: from position to target, and both readings side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from lws_assess.documents.charts.drawing import (
    INK,
    PAPER,
    SOFT,
    Chart,
    listed_names,
    numbered_area,
    place_on_scale,
    target_place,
)
from lws_assess.documents.charts.ranking import (
    compare_readings,
    gap_text,
    in_priority_order,
    intervals_note,
    places_text,
    score_texts,
    what_comes_first,
)
from lws_assess.documents.charts.tracks import TrackDot, TrackRow, draw_tracks, draw_wide_tracks
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.round_results import READINGS, AreaResult, AudienceResults
from lws_assess.survey.results.verdicts import difference_between
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON

ALIKE = "As far as may be shown, both ways of counting give much the same figures."


def dot_plot(results: AudienceResults, reading: str) -> Chart:
    """From current position to target, first priority at the top: the board's default view."""
    scale, key = results.audience.scale, f"dots-{results.audience.key}"
    found = in_priority_order(results, reading)
    places = [
        (a, place_on_scale(a.reading(reading).position, scale), target_place(a.target, scale)) for a in found
    ]
    title = "From where each area stands to its target, first priority at the top"
    first, scores = what_comes_first(results, reading), score_texts(results, reading)
    ranked = ("Priority score", "Rank") if results.ranks_priorities else ()
    rows = [
        TrackRow(
            a.area,
            (TrackDot(target, "diamond", PAPER, INK), TrackDot(p, "circle", a.area.display.colour)),
            f"{p.text} → {target.text}" if p.value is not None else p.text,
            blank=p.value is None,
        )
        for a, p, target in places
    ]
    return Chart(
        key=key,
        title=title,
        sentence=first.text,
        claims=first.claims,
        headers=("Area", "Current position", "Rated it", "Target", "Gap", *ranked),
        rows=tuple(
            (
                *(numbered_area(a.area), p.cell, f"{p.people or ''}", t.text, gap_text(p, a.target)),
                *((scores.get(a.area.code, ""), places_text(a.reading(reading).places)) if ranked else ()),
            )
            for a, p, t in places
        ),
        table_note=intervals_note(results, reading),
        svg=draw_tracks(
            key, rows, scale, (("circle", SOFT, "Current position"), ("diamond", PAPER, "Target"))
        ),
        draw_wide=partial(
            draw_wide_tracks,
            key,
            rows,
            scale,
            (("circle", SOFT, "Current position"), ("diamond", PAPER, "Target")),
        ),
    )


def reading_chart(results: AudienceResults) -> Chart:
    """Both readings side by side: each group counts once, each person counts once."""
    scale, key = results.audience.scale, f"readings-{results.audience.key}"
    names = [READINGS[name].capitalize() for name in (EACH_GROUP, EACH_PERSON)]
    places = [
        (a, place_on_scale(a.by_group.position, scale), place_on_scale(a.by_person.position, scale))
        for a in results.areas
    ]
    title = "Both ways of counting, side by side"
    same = compare_readings(results) or _furthest_apart(results)
    scores = {reading: score_texts(results, reading) for reading in READINGS}
    rows = [
        TrackRow(
            a.area,
            (TrackDot(g, "circle", a.area.display.colour), TrackDot(p, "frame", "none", INK)),
            f"{g.narrow} and {p.narrow}" if g.value is not None else g.text,
            blank=g.value is None,
        )
        for a, g, p in places
    ]
    known = (("circle", SOFT, names[0]), ("frame", "none", names[1]))
    return Chart(
        key=key,
        title=title,
        sentence=same.text,
        claims=same.claims,
        headers=(
            "Area",
            "Rated it",
            *names,
            *(
                (f"{what}: {READINGS[r]}" for r in READINGS for what in ("Priority score", "Rank"))
                if results.ranks_priorities
                else ()
            ),
        ),
        rows=tuple(
            (
                numbered_area(a.area),
                f"{g.people or ''}",
                g.cell,
                p.cell,
                *_scores_and_ranks(results, a, scores),
            )
            for a, g, p in places
        ),
        table_note=intervals_note(results, EACH_GROUP) or intervals_note(results, EACH_PERSON),
        svg=draw_tracks(key, rows, scale, known),
        draw_wide=partial(draw_wide_tracks, key, rows, scale, known),
    )


def _scores_and_ranks(
    results: AudienceResults, found: AreaResult, scores: Mapping[str, Mapping[AreaCode, str]]
) -> tuple[str, ...]:
    """In both readings, where these people say how much each area matters."""
    if not results.ranks_priorities:
        return ()
    return tuple(
        text
        for reading in READINGS
        for text in (
            scores[reading].get(found.area.code, ""),
            places_text(found.reading(reading).places),
        )
    )


def _furthest_apart(results: AudienceResults) -> SaidWords:
    """Says where the two ways of counting differ most, whatever the figures are. Both count the same people."""
    found = [
        (a, apart)
        for a in results.areas
        if (apart := difference_between(a.by_group.position, a.by_person.position))
    ]
    if not found:
        return SaidWords("There is nothing to compare: no area has a figure that may be shown.")
    if all(apart.is_nought for _, apart in found):
        both = list(zip(*(_both_ways(a) for a, _ in found), strict=True))
        return SaidWords(
            "Both ways of counting give the same figures.", (Claim(Relation.UNMOVED, both[1], both[0]),)
        )
    a, apart = max(found, key=lambda one: _least(one[1]))
    if _least(apart) == 0 or any(_most(other) >= _least(apart) for b, other in found if b is not a):
        differ = [b.area.short_name for b, other in found if _least(other) > 0]
        words = f"The two ways of counting differ on {listed_names(differ)}." if differ else ALIKE
        return SaidWords(words)
    texts = " and ".join(one.text for one in _both_ways(a))
    others = tuple(one for b, _ in found if b is not a for one in _both_ways(b))
    claims = (Claim(Relation.FURTHEST_APART, _both_ways(a), others),) if others else ()
    return SaidWords(f"The two ways of counting differ most on {a.area.short_name}: {texts}.", claims)


def _both_ways(found: AreaResult) -> tuple[PrintedFigure, ...]:
    """An area's figure in each way of counting, in a claim."""
    both = (found.by_group.position, found.by_person.position)
    return tuple(
        PrintedFigure(numbered_area(found.area), one.text, one.interval)
        for one in both
        if isinstance(one, Shown)
    )


def _least(apart: FigureDifference) -> float:
    """Returns how far two figures lie apart at least, as it is printed."""
    low, high = apart.interval.low, apart.interval.high
    return min(abs(low), abs(high)) if apart.is_rise or apart.is_fall else 0.0


def _most(apart: FigureDifference) -> float:
    return max(abs(apart.interval.low), abs(apart.interval.high))
