"""What a board paper says of single statements: the lowest of the areas that come first, and all of those areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.charts.drawing import (
    ScalePlace,
    either_of_names,
    listed_names,
    numbered_area,
    place_on_scale,
)
from lws_assess.documents.charts.extremes import extremes_of_places
from lws_assess.documents.charts.ranking import first_areas
from lws_assess.documents.charts.whose_statements import (
    are_the_area_s,
    rated_words,
    together_words,
    whose_words,
)
from lws_assess.documents.claims import Claim, SaidWords
from lws_assess.documents.papers.manuscripts import (
    PaperBlock,
    PaperHeading,
    TextParagraph,
    table_with_notes,
)
from lws_assess.survey.results.round_results import AreaResult, AudienceResults

MOST_AREAS = 4  # of which statements are told one by one; more could come first only where all is open
NO_STATEMENT = "No figure of a single statement may be shown."
NO_STATEMENTS_APART = "Each area was asked about in one question, so there are no single statements."


def areas_of_statements(contents: BoardPaperContents, audience: AudienceResults) -> tuple[AreaResult, ...]:
    """The areas whose statements are told: those decided, else those that come first by the formula.

    Where neither names a few, they are those of the statements that stand lowest of all.
    """
    if audience.audience.easy_read:
        return ()  # one question an area: its figure is the area's own
    if contents.decided:
        by_code = {found.area.code: found for found in audience.areas}
        return tuple(by_code[place.area.code] for place in contents.decided.places)
    reading = contents.results.leading
    found = first_areas(audience, reading) if audience.ranks_priorities else None
    first = (*found.sure, *found.tied, *found.open) if found else ()
    if found and len(first) > MOST_AREAS:
        first = found.sure
    return first or _areas_of_the_lowest(audience, reading)


def _areas_of_the_lowest(audience: AudienceResults, reading: str) -> tuple[AreaResult, ...]:
    each = {found.area.code: _places(audience, found, reading) for found in audience.areas}
    end = extremes_of_places({name: place for some in each.values() for name, place in some.items()}).lowest
    areas = tuple(
        found for found in audience.areas if end and any(name in each[found.area.code] for name in end.names)
    )
    return areas if len(areas) <= MOST_AREAS else ()


def _places(audience: AudienceResults, area: AreaResult, reading: str) -> dict[str, ScalePlace]:
    """The statements of an area that have a figure, as tables name them."""
    names, scale = _names(audience), audience.audience.scale
    each = {names[one.question.key]: place_on_scale(one.reading(reading), scale) for one in area.statements}
    return {name: place for name, place in each.items() if place.value is not None}


def _names(audience: AudienceResults) -> dict[str, str]:
    """Names each statement by its key: its topic, with its area where two have the same one."""
    every = [(found.area, one.question) for found in audience.areas for one in found.statements]
    topics = Counter(question.topic for _, question in every)
    return {
        question.key: (
            question.text
            if not question.topic
            else question.topic
            if topics[question.topic] == 1
            else f"{question.topic} ({area.short_name})"
        )
        for area, question in every
    }


# --- in a sentence ---------------------------------------------------------------------------------------


def lowest_statements(contents: BoardPaperContents, audience: AudienceResults) -> SaidWords:
    """Says which statement stands lowest in each of these areas, and which is the lowest of all."""
    areas = areas_of_statements(contents, audience)
    if not areas:
        return SaidWords("" if audience.audience.easy_read or not audience.people else NO_STATEMENT)
    reading = contents.results.leading
    every = {
        name: place for found in audience.areas for name, place in _places(audience, found, reading).items()
    }
    of_all = extremes_of_places(every).lowest
    said, claims = list[str](), list[Claim]()
    for found in areas:
        words, claim = _lowest_in(audience, found, reading)
        claims += [claim] if claim else []
        if of_all and of_all.sure and claim and {p.name for p in claim.who} == set(of_all.names):
            words += f", the lowest of all {len(every)} statements"
            claims.append(of_all.claim)
        said.append(f"{'in' if said else 'In'} {found.area.short_name} {words}")
    return SaidWords(f"{'; '.join(said)}.", tuple(claims))


def _lowest_in(audience: AudienceResults, area: AreaResult, reading: str) -> tuple[str, Claim | None]:
    places = _places(audience, area, reading)
    ends = extremes_of_places(places)
    if not places:
        return "no figure of a single statement may be shown", None
    by_whom = "" if are_the_area_s(area, reading) else f", said by {_by_whom(area)}"
    if len(places) == 1:
        [(name, at)] = places.items()
        return f"“{name}” ({_figure(at)}{by_whom}), the only one that may be shown", None
    if ends.alike:
        return f"all are alike ({next(iter(places.values())).text}{by_whom})", ends.alike
    if not ends.lowest:
        figures = listed_names(dict.fromkeys(at.text for at in places.values()))
        return f"it cannot be told which is lowest ({figures})", None
    names, claim = ends.lowest.names, ends.lowest.claim
    if ends.lowest.sure:
        quoted = listed_names(f"“{name}”" for name in names)
        return f"{quoted} ({_figure(places[names[0]])}{by_whom})", claim
    either = either_of_names(f"“{name}” ({places[name].text})" for name in names)
    return f"{either}{f' ({by_whom[2:]})' if by_whom else ''}", claim


def _figure(at: ScalePlace) -> str:
    return f"{at.text}, {at.band}" if at.band else at.text


def _by_whom(area: AreaResult) -> str:
    kinds = [one.whose for one in area.statements if one.whose.people]
    least, most = min(one.people for one in kinds), max(one.people for one in kinds)
    people = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"{people} of {kinds[0].area_people:,} people"


# --- in tables -------------------------------------------------------------------------------------------


def inside_areas(contents: BoardPaperContents, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Says what stands lowest in the areas that come first, and every statement of them."""
    said = lowest_statements(contents, audience)
    yield TextParagraph(said.text or NO_STATEMENTS_APART, claims=said.claims)
    yield from _tables(audience, areas_of_statements(contents, audience), (), contents.results.leading)


def other_statements(contents: BoardPaperContents, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Every statement of all other areas, in the framework's order."""
    told = areas_of_statements(contents, audience)
    if not audience.audience.easy_read:
        others = [found for found in audience.areas if found not in told]
        yield from _tables(audience, others, told, contents.results.leading)


def _tables(
    audience: AudienceResults, areas: Sequence[AreaResult], before: Sequence[AreaResult], reading: str
) -> Iterator[PaperBlock]:
    """A table an area; on whom it rests is said where that is not on all whose answers make the area's figure.

    `before` are the areas whose tables stand further to the front of the paper.
    """
    parts = [found for found in (*before, *areas) if not are_the_area_s(found, reading)]
    first_rated = next((found for found in parts if rated_words(found)), None)
    for found in areas:
        yield PaperHeading(numbered_area(found.area), 2)
        yield table_with_notes(
            f"Statements of {numbered_area(found.area)}, the lowest first",
            ("Statement", "In words", "Stands at", "Level", "Rated it"),
            _rows(audience, found, reading),
        )
        whose = whose_words(found, rated=found is first_rated) if found in parts else together_words(found)
        if whose:
            yield TextParagraph(whose, look="quiet")


def _rows(audience: AudienceResults, area: AreaResult, reading: str) -> Sequence[tuple[str, ...]]:
    scale, names = audience.audience.scale, _names(audience)
    each = [(one.question, place_on_scale(one.reading(reading), scale)) for one in area.statements]
    each.sort(key=lambda one: one[1].interval.low if one[1].interval else scale.top + 1)
    return [
        (names[question.key], question.text, at.cell, at.band or "–", f"{at.people or '–'}")
        for question, at in each
    ]
