"""The radar: areas in the framework's order, outlines without fill, a withheld value breaks the line.

The method page, "Radar charts", says what every part means. Nobody should read the size of the shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lws_assess.documents.charts.drawing import (
    Chart,
    ScalePlace,
    blur_note,
    listed_names,
    numbered_area,
    own_place,
    place_on_scale,
    target_place,
)
from lws_assess.documents.charts.extremes import compared_places
from lws_assess.documents.charts.rainbow import OWN, highest_and_lowest
from lws_assess.documents.charts.ranking import gap_text, printed_gap
from lws_assess.documents.charts.spokes import (
    GROUP,
    LOOKS,
    TARGET,
    TOGETHER,
    RadarOutline,
    draw_spokes,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.survey.instruments import Area, Edition, Scale
from lws_assess.survey.intervals import Interval, exact_interval, may_be_highest, may_be_lowest
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.compared_figures import difference_of
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.rounding import printed_target
from lws_assess.survey.written_words import isolated_words

MUCH = 0.05  # levels: below it a difference is not worth a word


def radar_chart(results: AudienceResults, reading: str, cell: CellResult | None = None) -> Chart:
    """The whole of an audience, one group of it if picked, and the targets where the audience has any."""
    scale, key = results.audience.scale, f"radar-{results.audience.key}"
    areas = [a.area for a in results.areas]
    whole = RadarOutline(
        TOGETHER, tuple(place_on_scale(a.reading(reading).position, scale) for a in results.areas)
    )
    series, looks = [whole], [LOOKS[0]]
    if cell:
        series.append(
            RadarOutline(cell.name, tuple(place_on_scale(cell.positions[a.code], scale) for a in areas))
        )
        looks.append(GROUP)
    if results.ranks_priorities:
        series.append(RadarOutline("Target", tuple(target_place(a.target, scale) for a in results.areas)))
        looks.append(TARGET)
    shown = "One group beside everyone together" if cell else "Everyone together"
    title = f"{shown}{' and the targets' if results.ranks_priorities else ''}: {results.audience.label}"
    said = against_the_whole(areas, whole, series[1]) if cell else _way_to_go(results, whole)
    rows = _rows(areas, series)
    with_gaps = results.ranks_priorities and not cell
    if with_gaps:
        rows = tuple(
            (*row, gap_text(p, a.target)) for row, p, a in zip(rows, whole.places, results.areas, strict=True)
        )
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=(
            "Area",
            *(head for s in series for head in _heads(s)),
            *(("Gap",) if with_gaps else ()),
        ),
        rows=rows,
        svg=draw_spokes(key, areas, scale, series, looks),
        note=blur_note(p for s in series for p in s.places),
        claims=said.claims,
    )


def own_radar(edition: Edition, scale: Scale, scores: Mapping[AreaCode, float | None]) -> Chart:
    """A respondent's own scores by area code, for their eyes only; None where they have no score."""
    own = RadarOutline(
        "Your scores", tuple(own_place(scores.get(area.code), scale) for area in edition.areas)
    )
    title = "Your own radar"
    said = highest_and_lowest(list(zip(edition.areas, own.places, strict=True)), *OWN)
    return Chart(
        key="own-radar",
        title=title,
        sentence=said.text,
        headers=("Area", "Your score"),
        rows=_rows(edition.areas, [own]),
        svg=draw_spokes("own-radar", edition.areas, scale, [own]),
        claims=said.claims,
    )


def _heads(series: RadarOutline) -> tuple[str, ...]:
    """Its name, and how many rated each area where people did."""
    return (series.name, "Rated it") if any(p.people for p in series.places) else (series.name,)


def _rows(areas: Sequence[Area], series: Sequence[RadarOutline]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (numbered_area(area), *(cell for s in series for cell in _cells(s, i)))
        for i, area in enumerate(areas)
    )


def _cells(series: RadarOutline, i: int) -> tuple[str, ...]:
    at = series.places[i]
    return (at.cell, f"{at.people or ''}")[: len(_heads(series))]


def _way_to_go(results: AudienceResults, whole: RadarOutline) -> SaidWords:
    """Says how many areas have reached their target and which has furthest to go; without targets, the ends."""
    pairs = list(zip(results.areas, whole.places, strict=True))
    shown = [(a, p) for a, p in pairs if p.value is not None]
    if not shown or not results.ranks_priorities:
        return highest_and_lowest([(a.area, p) for a, p in pairs])
    reached = [a for a, p in shown if p.interval and p.interval.low >= a.target]
    may_have = [a.area.short_name for a, p in shown if a not in reached and _may_have_reached(p, a.target)]
    claims = _claims_of_targets(shown, [a for a, _ in shown if a in reached], Relation.REACHED)
    if len(reached) == len(shown):
        only = "Every area that is shown" if len(shown) < len(pairs) else "Every area"
        return SaidWords(f"{only} has reached its target.", claims)
    claims += _claims_of_targets(
        shown, [a for a, p in shown if not _may_have_reached(p, a.target)], Relation.NOT_REACHED
    )
    return said_together(
        (
            SaidWords(_reached(len(reached), may_have, len(shown) < len(pairs)), claims),
            furthest_from_target(shown),
        )
    )


def _claims_of_targets(
    shown: Sequence[tuple[AreaResult, ScalePlace]], areas: Sequence[AreaResult], relation: Relation
) -> tuple[Claim, ...]:
    """Claims that these areas have reached their targets, or have not, by their own figures in the table."""
    own = [(a, p, p.interval) for a, p in shown if a in areas and p.interval]
    if not own:
        return ()
    who = tuple(PrintedFigure(numbered_area(a.area), p.text, at) for a, p, at in own)
    return (Claim(relation, who, tuple(_target_of(a) for a, *_ in own)),)


def _target_of(found: AreaResult) -> PrintedFigure:
    return PrintedFigure(
        numbered_area(found.area), printed_target(found.target), exact_interval(found.target)
    )


def _may_have_reached(at: ScalePlace, target: float) -> bool:
    """True if any figure that the place may be reaches the target."""
    return at.interval is not None and not at.interval.is_below(exact_interval(target))


def _reached(reached: int, may_have: Sequence[str], some_are_hidden: bool) -> str:
    """Returns how many areas have reached their targets, and of which that is open."""
    shown = " that is shown" if some_are_hidden else ""
    known = {0: f"No area{shown} has reached its target.", 1: "1 area has reached its target."}
    said = known.get(reached, f"{reached} areas have reached their targets.")
    if not may_have:
        return said
    if not reached:
        said = f"No area{shown} is sure to have reached its target."
    has = "has reached its target" if len(may_have) == 1 else "have reached their targets"
    return f"{said} Whether {listed_names(may_have)} {has} is open."


def furthest_from_target(shown: Sequence[tuple[AreaResult, ScalePlace]]) -> SaidWords:
    """The area with the longest way to its target, or those that share it, or that may have it."""
    named = {numbered_area(a.area): (a, p) for a, p in shown}
    seen = compared_places({name: p for name, (_, p) in named.items()})
    far = may_be_lowest({name: _beside_target(seen[name], a.target) for name, (a, _) in named.items()})
    who = tuple(_printed_gap(*named[name]) for name in far)
    others = tuple(_printed_gap(a, p) for name, (a, p) in named.items() if name not in far)
    alike = len({one.text for one in who}) == 1 and not any(p.is_open for _, p in map(named.__getitem__, far))
    if len(far) == len(named) > 1:
        if alike:
            return SaidWords("All have equally far to go.", (Claim(Relation.ALIKE, who),))
        return SaidWords("Which of them has furthest to go is open.")
    sure = len(far) == 1 or alike
    claims = (Claim(Relation.HIGHEST if sure else Relation.MAY_BE_HIGHEST, who, others),)
    if len(far) == 1:
        a, p = named[far[0]]
        return SaidWords(
            f"The longest way to go: {a.area.short_name}, at {p.text} with a target of {printed_target(a.target)}.",
            claims,
        )
    told = listed_names(
        f"{a.area.short_name} (at {p.text}, target {printed_target(a.target)})"
        for a, p in (named[name] for name in far)
    )
    lead = "The longest way to go, equally long" if alike else "The longest way to go is one of these"
    return SaidWords(f"{lead}: {told}.", claims)


def _beside_target(at: Interval, target: float) -> Interval:
    """Returns how far below its target an area stands, as a figure below nought; nought where it has reached it."""
    low, high = (min(0.0, round(end - target, 9)) for end in (at.low, at.high))
    return Interval(low, high, open=at.open and at.high <= target)


def _printed_gap(found: AreaResult, at: ScalePlace) -> PrintedFigure:
    """A gap in a claim, as the table prints it."""
    left = printed_gap(at, at.interval or exact_interval(found.target), found.target)
    return PrintedFigure(numbered_area(found.area), gap_text(at, found.target), left)


def against_the_whole(
    areas: Sequence[Area], whole: RadarOutline, one: RadarOutline, everyone: str = "everyone together"
) -> SaidWords:
    """Says where a group differs most from everyone together, told from the figures as they are printed.

    `everyone` is what the whole is called in the sentence.
    """
    pairs = {
        numbered_area(area): (area, w, g)
        for area, w, g in zip(areas, whole.places, one.places, strict=True)
        if w.value is not None and g.value is not None
    }
    name = isolated_words(one.name)
    if not pairs:
        return SaidWords(f"{name}: nothing may be shown beside the whole.")
    seen = {key: (_printed(key, g), _printed(key, w)) for key, (_, w, g) in pairs.items()}
    sizes = _sizes(pairs)
    if all(size.high < MUCH for size in sizes.values()):
        every = "every area" if len(pairs) == len(areas) else "every area that can be compared"
        return SaidWords(f"{name}: {every} stands much where it does for {everyone}.")
    most = may_be_highest(sizes)
    if len(most) == len(pairs) > 1:
        return SaidWords(f"{name}: which area differs most from {everyone} is open.")
    who = tuple(one for key in most for one in seen[key])
    others = tuple(one for key in pairs if key not in most for one in seen[key])
    if len(most) > 1:
        told = listed_names(
            f"{area.short_name} ({g.text} against {w.text})" for area, w, g in (pairs[key] for key in most)
        )
        alike = len({(size := _printed_size(*pairs[key][1:])) for key in most}) == 1 and not size[2]
        lead = "differences, equally large, are on" if alike else "difference is on one of these:"
        relation = Relation.FURTHEST_APART if alike else Relation.ONE_IS_FURTHEST_APART
        return SaidWords(
            f"{name}: the largest {lead} {told} for {everyone}.", (Claim(relation, who, others),)
        )
    area, w, g = pairs[most[0]]
    # Figures of unlike decimals may differ as they are printed, and be the same before they were rounded.
    of_the_group, of_everyone = compared_places({"group": g, "whole": w}).values()
    is_higher, is_lower = of_the_group.is_above(of_everyone), of_the_group.is_below(of_everyone)
    claims = [Claim(Relation.FURTHEST_APART, who, others)] if others else []
    than = ""
    if is_higher or is_lower:
        than = f"{'higher' if is_higher else 'lower'}, "
        claims.append(Claim(Relation.ABOVE if is_higher else Relation.BELOW, who[:1], who[1:]))
    lead = (
        f"the largest difference is on {area.short_name}"
        if others
        else f"only {area.short_name} can be compared"
    )
    return SaidWords(f"{name}: {lead}, {than}at {g.text} against {w.text} for {everyone}.", tuple(claims))


def _printed(key: str, at: ScalePlace) -> PrintedFigure:
    """A figure in a claim, as it stands in its row of the table."""
    return PrintedFigure(key, at.text, at.interval or exact_interval(0))


def _sizes(pairs: Mapping[str, tuple[Area, ScalePlace, ScalePlace]]) -> dict[str, Interval]:
    """Returns how far a group is from everybody in each area, as far as what is printed tells."""
    seen = compared_places(
        {(key + end): at for key, (_, w, g) in pairs.items() for end, at in (("|group", g), ("|whole", w))}
    )
    return {key: _size(seen[f"{key}|group"].less(seen[f"{key}|whole"])) for key in pairs}


def _shown(at: ScalePlace) -> Shown:
    return Shown(at.value or 0.0, at.text, at.band, at.people, exact=at.exact, between=at.between)


def _printed_size(whole: ScalePlace, group: ScalePlace) -> tuple[float, int, bool]:
    """Returns how far they are apart as printed, with how many decimals, and whether that is open."""
    apart = difference_of(_shown(whole), _shown(group))
    return round(_size(apart.interval).high, 9), apart.places, whole.is_open or group.is_open


def _size(apart: Interval) -> Interval:
    """Returns how large a difference is, whichever way it goes."""
    ends = sorted((abs(apart.low), abs(apart.high)))
    return Interval(0.0 if apart.low < 0 < apart.high else ends[0], ends[1])
