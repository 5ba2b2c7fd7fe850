"""What was found, as messages: who answered, where areas stand, what comes first, statements, groups, families, change.

Every finding rests on claims of figures as they are printed, or says that it is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import (
    NOT_SHOWN,
    ScalePlace,
    listed_names,
    numbered_area,
    place_on_scale,
    target_place,
)
from lws_assess.documents.charts.extremes import extremes_of_places
from lws_assess.documents.charts.headlines import everything_not_shown
from lws_assess.documents.charts.ranking import (
    FORMULA,
    area_ranking,
    compare_readings,
    first_areas,
    in_priority_order,
    ranked_places,
    what_comes_first,
)
from lws_assess.documents.charts.spokes import RadarOutline
from lws_assess.documents.claims import Claim, Relation, SaidWords
from lws_assess.documents.papers.board_paper_results import (
    UNRANKED,
    groups_of,
    how_many,
    nothing_shown,
    who_answered,
)
from lws_assess.documents.slides.message_figures import (
    FigureRow,
    FigureValue,
    MessageFigure,
    MessageKind,
    bars_on_scale,
    figure_of_place,
    figure_of_text,
)
from lws_assess.documents.slides.slide_messages import BoardMessage
from lws_assess.documents.slides.told_answers import told_audience
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import StatementKey
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.survey.results.statements import StatementResult

FIRST, LOWEST = 3, 2  # areas of which statements are shown, and statements of each
LONGEST_ON_SLIDE = 60  # characters of a name beside a bar
WHERE = "the board paper says why"
NOBODY_ALONE = (
    "Nobody should be able to tell who said what: a figure appears only where enough people are behind it."
)
VOLUNTEERS = (
    "If asked how sure this is: people chose whether to answer, so the figures speak of those who did. A difference is"
    " called one only where chance alone would hardly make it."
)


def brief_name(name: str) -> str:
    """A name in as many characters as stand beside a bar."""
    return shortened_line(name, LONGEST_ON_SLIDE)


def whole_groups(number: int) -> str:
    return f"{number:,} {'group' if number == 1 else 'groups'}"


# --- who answered ----------------------------------------------------------------------------------------


def people_message(contents: BoardPaperContents) -> BoardMessage:
    """Tells how many people answered, of which audiences, and what is left out."""
    results = contents.results
    heard = [one for one in results.audiences if one.people]
    if not heard:
        return BoardMessage(
            "people",
            "Who answered",
            SaidWords("Nothing of this round may be shown"),
            how_many(results, WHERE),
            (nothing_shown(results), NOBODY_ALONE, *_unshown(results)),
        )
    groups = sum(map(groups_of, heard))
    answered = "1 person" if results.people == 1 else f"{results.people:,} people"
    rows = tuple(
        FigureRow(_audience_row(one), (FigureValue(f"{one.people:,}", one.people),)) for one in heard
    )
    return BoardMessage(
        "people",
        "Who answered",
        SaidWords(f"{answered} answered in {whole_groups(groups)}"),
        how_many(results, WHERE),
        (who_answered(results), *_unshown(results), VOLUNTEERS),
        MessageFigure(MessageKind.BARS, "How many people stand behind the figures", ("People",), rows, 0.0),
    )


def _unshown(results: RoundResults) -> list[str]:
    return [f"Not shown: {one.what}. {one.why}" for one in everything_not_shown(results)]


def _audience_row(one: AudienceResults) -> str:
    return f"{one.audience.label}, {whole_groups(groups_of(one))}"


# --- where areas stand -----------------------------------------------------------------------------------


def position_message(contents: BoardPaperContents) -> BoardMessage | None:
    """The radar: everyone together and the targets."""
    audience, reading = told_audience(contents), contents.told_reading
    scale = audience.audience.scale
    places = [place_on_scale(one.reading(reading).position, scale) for one in audience.areas]
    if not any(at.value is not None for at in places):
        return None
    radar, rainbow = charts.radar_chart(audience, reading), charts.rainbow_chart(audience, reading)
    with_targets = audience.ranks_priorities
    targets = [target_place(one.target, scale) for one in audience.areas]
    outlines = (
        RadarOutline("Now", tuple(places)),
        *((RadarOutline("Target", tuple(targets)),) if with_targets else ()),
    )
    rows = tuple(
        FigureRow(numbered_area(one.area), tuple(map(figure_of_place, of_area)), one.area)
        for one, *of_area in zip(audience.areas, *(one.places for one in outlines), strict=True)
    )
    series = tuple(one.name for one in outlines)
    title = f"Where each area stands, on a scale from 1 to {scale.top}"
    return BoardMessage(
        "position",
        "Where we stand",
        _position_finding(
            [one.area for one in audience.areas], radar.claims if with_targets else (), rainbow.claims
        ),
        radar.sentence,
        (
            radar.sentence,
            rainbow.sentence,
            f"Figures are of {whose_words(audience)}; {READINGS[reading]}.",
            VOLUNTEERS,
        ),
        MessageFigure(MessageKind.RADAR, title, series, rows, 1.0, float(scale.top), scale, outlines),
    )


def whose_words(audience: AudienceResults) -> str:
    """Returns what an audience is called in the middle of a sentence."""
    label = audience.audience.label
    return label[:1].lower() + label[1:]


def _position_finding(
    areas: Sequence[Area], of_targets: Sequence[Claim], of_positions: Sequence[Claim]
) -> SaidWords:
    """Says which area is furthest from its target; which is lowest, where there are no targets or all are reached."""
    for claims, relation, one, more in (
        (
            of_targets,
            Relation.HIGHEST,
            "{} is furthest from its target",
            "{} are furthest from their targets, alike",
        ),
        (of_positions, Relation.LOWEST, "{} stands lowest", "{} stand lowest, alike"),
    ):
        if found := next((claim for claim in claims if claim.relation == relation), None):
            names = _short_names(areas, [figure.name for figure in found.who])
            return SaidWords((one if len(names) == 1 else more).format(listed_names(names)), (found,))
    return SaidWords("Where each area stands")


def _short_names(areas: Sequence[Area], names: Sequence[str]) -> list[str]:
    """Areas as they are called in a sentence, from their names in tables."""
    by_name = {numbered_area(area): area.short_name for area in areas}
    return [by_name[name] for name in names]


# --- what comes first ------------------------------------------------------------------------------------


def first_message(contents: BoardPaperContents) -> BoardMessage | None:
    """The ranking by priority score; what people chose where nothing is ranked."""
    results, audience, reading = (
        contents.results,
        told_audience(contents),
        contents.told_reading,
    )
    if not audience.ranks_priorities:
        return _votes_message(audience)
    if not ranked_places(audience, reading):
        return None
    found, said = first_areas(audience, reading), what_comes_first(audience, reading)
    names = [one.area.short_name for one in found.sure]
    finding = f"{listed_names(names)} {'comes' if len(names) == 1 else 'come'} first" if names else said.text
    bands = charts.rank_band_chart(audience, reading)
    rows = tuple(
        FigureRow(numbered_area(row.area), (figure_of_text(row.score or NOT_SHOWN),), row.area)
        for row in area_ranking(results, audience, reading)
    )
    return BoardMessage(
        "first",
        "What comes first",
        SaidWords(finding.rstrip("."), said.claims),
        compare_readings(audience).text,
        (said.text, bands.sentence, compare_readings(audience).text, FORMULA),
        MessageFigure(MessageKind.BARS, "Priority score of each area", ("Priority score",), rows, 0.0),
    )


def _votes_message(audience: AudienceResults) -> BoardMessage | None:
    counted = [(one.area, one.votes) for one in audience.areas if one.votes is not None]
    if not audience.voters or not counted:
        return None
    counted.sort(key=lambda pair: (-(pair[1].least + pair[1].most), pair[0].number))
    rows = tuple(
        FigureRow(
            numbered_area(area),
            (
                FigureValue(str(count), count.least)
                if count.exact
                else FigureValue(str(count), ends=(count.least, count.most)),
            ),
            area,
        )
        for area, count in counted
    )
    title = "How many chose each area to work on first"
    return BoardMessage(
        "first",
        "What comes first",
        SaidWords(f"What {audience.voters:,} people would work on first"),
        UNRANKED,
        (UNRANKED, VOLUNTEERS),
        MessageFigure(MessageKind.BARS, title, ("People",), rows, 0.0),
    )


# --- statements ------------------------------------------------------------------------------------------


def statements_message(contents: BoardPaperContents) -> BoardMessage | None:
    """The lowest statements of the first areas, and which statement is lowest of all."""
    audience, reading = told_audience(contents), contents.told_reading
    if audience.audience.easy_read:
        return None
    scale = audience.audience.scale
    names = statement_names(audience)
    shown = [
        (found.area, one, place_on_scale(one.reading(reading), scale))
        for found in in_priority_order(audience, reading)
        for one in found.statements
        if isinstance(one.reading(reading), Shown)
    ]
    if not shown:
        return None
    first = [found.area for found in in_priority_order(audience, reading)][:FIRST]
    rows = [row for area in first for row in _lowest_of([one for one in shown if one[0] is area])]
    lowest = extremes_of_places({names[one.question.key]: at for _, one, at in shown}).lowest
    finding = SaidWords("The lowest statements of the first areas")
    if lowest and lowest.sure and len(lowest.names) == 1:
        [name] = lowest.names
        at = next(at for _, one, at in shown if names[one.question.key] == name)
        words = (
            f"“{shortened_line(name, LONGEST_ON_SLIDE)}” stands lowest of the {len(shown)} statements shown"
        )
        finding = SaidWords(f"{words}, at {at.text}", (lowest.claim,))
    parts = [one for one in rows if one in shown and not one[1].whose.is_whole]
    said = (
        f"Statements of {listed_names(dict.fromkeys(area.short_name for area, *_ in parts))} rest on fewer people than"
        " the area itself."
        if parts
        else f"The lowest two of each of the first {len(first)} areas, on a scale from 1 to {scale.top}."
    )
    return BoardMessage(
        "statements",
        "Inside the first areas",
        finding,
        said,
        (*(f"{area.short_name}: “{one.question.text}” {at.text}." for area, one, at in rows), VOLUNTEERS),
        bars_on_scale(
            "The lowest statements of the areas that come first",
            ("Now",),
            [
                FigureRow(
                    brief_name(f"{area.number} {names[one.question.key]}"), (figure_of_place(at),), area
                )
                for area, one, at in rows
            ],
            scale,
        ),
    )


ShownStatement = tuple[Area, StatementResult, ScalePlace]


def _lowest_of(shown: Sequence[ShownStatement]) -> list[ShownStatement]:
    """The lowest few of one area, the lowest first; figures of two ends stand by their middle."""
    return sorted(shown, key=lambda one: one[2].spot or 0.0)[:LOWEST]


def statement_names(audience: AudienceResults) -> dict[StatementKey, str]:
    """Returns what each statement is called, by its key: its topic, with its area where another has the same."""
    each = [(one.question, found.area) for found in audience.areas for one in found.statements]
    topics = Counter(question.topic for question, _ in each)
    return {
        one.key: one.topic if topics[one.topic] == 1 else f"{one.topic or one.text} ({area.short_name})"
        for one, area in each
    }


def found_messages(contents: BoardPaperContents) -> Iterator[BoardMessage]:
    """Every message of what was found, those left out of which there is nothing to say."""
    yield people_message(contents)
    for make in (position_message, first_message, statements_message):
        if message := make(contents):
            yield message
