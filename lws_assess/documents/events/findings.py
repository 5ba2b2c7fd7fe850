"""What an event found: what people rated alone, what they voted before and after they talked, what tables agreed."""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.actions.events.scenes import VoteLens, VoteScene
from lws_assess.actions.events.summaries import EventSummary
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import ScalePlace, numbered_area, place_on_scale
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.events.room_bars import NOT_RIGHT, OF_WHOM, capitalised_agreement, mean_said
from lws_assess.documents.papers.board_paper_results import how_many, who_answered
from lws_assess.documents.papers.manuscripts import (
    PaperBlock,
    PaperHeading,
    PaperTable,
    SideBySide,
    TextParagraph,
    table_with_notes,
    tables_for_width,
)
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.rooms import WordState
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.instruments import Area
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AudienceResults, RoundResults
from lws_assess.survey.withheld import Withheld

APART = "Tables agreed these together. They are kept apart from what people rated alone."
SMALL = "Not named"  # of fewer people than may be told apart
ALL, ALL_OF_FIRST = "All who voted", "All of the first vote"
FIRST, NOW = "First vote", "After talking"


# --- rating alone ----------------------------------------------------------------------------------------


def rated_alone(results: RoundResults) -> Iterator[PaperBlock]:
    """Each audience by itself, on its own scale, and what is not shown."""
    yield TextParagraph(
        f"{who_answered(results)} {how_many(results)}" if results.people else how_many(results)
    )
    for audience in results.audiences:
        if audience.people:
            yield from _lens(results, audience)


def rated_in_short(results: RoundResults) -> Iterator[tuple[str, SaidWords]]:
    """Says of each audience which areas stand highest and lowest, where that may be shown."""
    for audience in results.audiences:
        said = highest_and_lowest(_places(audience, results.leading))
        if audience.people and said.claims:
            label = audience.audience.label
            yield f"Where areas stand, {label[:1].lower()}{label[1:]}:", said


def _lens(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    rainbow, radar = (
        charts.rainbow_chart(audience, results.leading),
        charts.radar_chart(audience, results.leading),
    )
    yield PaperHeading(audience.audience.label, 2)
    if not rainbow.claims:  # else it stands in short
        yield TextParagraph(rainbow.sentence)
    caption = f"Where each area stands: {audience.audience.label}"
    yield SideBySide((rainbow, radar), f"The figures are in the table “{caption}”.")
    yield positions(audience, results.leading, caption)


def positions(audience: AudienceResults, reading: str, caption: str) -> PaperTable:
    """Returns where each area stands for one audience, with how many people stand behind it."""
    rows = [
        (numbered_area(area), p.cell, p.band or "–", str(p.people or "–"))
        for area, p in _places(audience, reading)
    ]
    return table_with_notes(caption, ("Area", "Current position", "Level", "People"), rows)


def _places(audience: AudienceResults, reading: str) -> list[tuple[Area, ScalePlace]]:
    return [
        (one.area, place_on_scale(one.reading(reading).position, audience.audience.scale))
        for one in audience.areas
    ]


# --- votes -----------------------------------------------------------------------------------------------


def blocks_of_votes(summary: EventSummary) -> Iterator[PaperBlock]:
    """Every question that was voted on, in the order of the votes; both votes where there were two.

    What the votes came to stands in tables, each figure beside whose it is; sentences about it stand in short, once.
    """
    if any(vote.again for vote in summary.ratings):
        yield TextParagraph(f"Both votes are kept, side by side. {OF_WHOM} {NOT_RIGHT}")
    for vote in summary.ratings:
        yield from vote_blocks(vote)


def vote_blocks(vote: VoteScene) -> Iterator[PaperBlock]:
    assert vote.area
    yield PaperHeading(numbered_area(vote.area), 2)
    held = [lens for lens in vote.lenses if lens.room or lens.first]
    for lens in held:
        yield from _of_audience(vote, lens)
    if not held:
        yield TextParagraph(f"{numbered_area(vote.area)}: nobody voted.")


def _of_audience(vote: VoteScene, lens: VoteLens) -> Iterator[PaperBlock]:
    assert lens.question
    yield TextParagraph(lens.question.text, lead=f"{lens.audience.label}:")
    about = f": {_asked(vote, lens)}"
    means = [(turn, room.mean) for turn, room in _turns(lens) if isinstance(room.mean, Shown)]
    if means:
        came_to = "; ".join(f"{turn.lower()}, {mean_said(mean).rstrip('.')}" for turn, mean in means)
        yield TextParagraph(f"{came_to[:1].upper()}{came_to[1:]}.", lead=_of_whom(vote, lens))
    rows = [row for turn, room in _turns(lens) for row in _rows(turn, room, _whose(lens))]
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))  # both votes of a group stand one below the other
    scale = lens.question.scale
    heads = ("Who", "Vote", *(f"{level.value} {level.label}" for level in scale.levels))
    yield from tables_for_width(
        f"How {lens.audience.label[:1].lower()}{lens.audience.label[1:]} voted{about}",
        (*heads, "Don’t know", "Mean", "Agreement"),
        rows,
    )
    if lens.first:
        yield from _moves(vote, lens, about)


def _of_whom(vote: VoteScene, lens: VoteLens) -> str:
    return f"{lens.audience.label}, {_asked(vote, lens)}:"


def _whose(lens: VoteLens) -> str:
    """Returns whose figures stand in the first line: a second vote is of those in the first, where that is shown."""
    return ALL_OF_FIRST if lens.first and isinstance(lens.first.mean, Shown) else ALL


def _asked(vote: VoteScene, lens: VoteLens) -> str:
    """Returns what a table is of. Young people may have had the same question in two votes, which are told apart."""
    assert vote.area
    assert lens.question
    return lens.question.topic or f"{vote.area.short_name}, vote {vote.number}"


def _turns(lens: VoteLens) -> list[tuple[str, RoomResult]]:
    named = (
        (FIRST if lens.first else "Vote", lens.first or lens.room),
        (NOW, lens.room if lens.first else None),
    )
    return [(turn, room) for turn, room in named if room]


def _rows(turn: str, room: RoomResult, whose: str) -> Iterator[tuple[str, ...]]:
    top = room.scale.top
    unsure = room.dont_know if isinstance(room.dont_know, BoundedCount) else "–"
    yield (whose, turn, *_levels(room.spread, top), f"{unsure}", *_ends(room.mean, room.spread))
    for group in room.groups:
        yield (group.name, turn, *_levels(group.spread, top), "–", *_ends(group.mean, group.spread))
    if room.hidden_groups > 1 or (room.groups and room.hidden_groups):
        yield (_hidden(room), turn, *["–"] * (top + 1), "Not shown", "–")


def _hidden(room: RoomResult) -> str:
    if not room.groups:
        return "Each group"
    return "One other group" if room.hidden_groups == 1 else f"{room.hidden_groups} other groups"


def _levels(spread: RatingSpread | Withheld, top: int) -> list[str]:
    return [f"{count}" for count in spread.counts] if isinstance(spread, RatingSpread) else ["–"] * top


def _ends(mean: Shown | Withheld, spread: RatingSpread | Withheld) -> tuple[str, str]:
    word = capitalised_agreement(spread) if isinstance(spread, RatingSpread) and spread.word else "–"
    return (mean.text if isinstance(mean, Shown) else str(mean)), word


def _moves(vote: VoteScene, lens: VoteLens, about: str) -> Iterator[PaperBlock]:
    """Tells how all of the first vote moved and those of its groups that may be shown, and who voted only once."""
    if lens.room is None:
        yield TextParagraph("Nobody of these is in the second vote.", lead=_of_whom(vote, lens))
        return
    shift, rows = lens.shift, []
    if isinstance(shift, RoomShift):
        some = [(ALL_OF_FIRST, shift.moves), *((one.name, one.moves) for one in shift.groups)]
        rows = [(name, moves.share_text, moves.net_text) for name, moves in some]
    elif shift is not None:
        rows = [(_whose(lens), str(shift), "–")]
    if rows:
        yield table_with_notes(f"How people moved{about}", ("Who", "Moved", "The mean went, in levels"), rows)
    if lens.room.again:
        counted = "; ".join(f"{one[:1].lower()}{one[1:]}" for one in lens.room.again.rstrip(".").split(". "))
        yield TextParagraph(f"{counted[:1].upper()}{counted[1:]}.", lead=_of_whom(vote, lens), look="quiet")


# --- what tables agreed ----------------------------------------------------------------------------------


def blocks_of_table_ratings(summary: EventSummary) -> Iterator[PaperBlock]:
    """Each table's rating, and what it rests on where a host has let that through."""
    edition = summary.scene.edition
    levels = {level.value: level for level in edition.areas[0].statements[0].scale.levels}
    order = {area.code: area for area in edition.areas}
    ratings = sorted(
        summary.content.table_ratings,
        key=lambda rating: (order[rating.area].number, rating.table < 0, abs(rating.table)),
    )
    yield TextParagraph(APART)
    yield table_with_notes(
        "What tables agreed",
        ("Area", "Table", "Level", "What it rests on"),
        [
            (
                numbered_area(order[rating.area]),
                f"{rating.table}" if rating.table > 0 else SMALL if rating.table else "The room",
                f"{rating.level} {levels[rating.level].label}",
                rating.evidence if rating.state == WordState.SHOWN and rating.evidence else "–",
            )
            for rating in ratings
        ],
    )
