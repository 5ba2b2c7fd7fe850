"""What an event found: what people rated alone, what they voted before and after they talked, what tables agreed."""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.actions.event_scenes import Lens, VoteScene
from lws_assess.actions.event_summaries import EventSummary
from lws_assess.documents import charts
from lws_assess.documents.board_paper_results import how_many, who_answered
from lws_assess.documents.drawing import numbered, place
from lws_assess.documents.manuscripts import Block, Heading, SideBySide, Table, Words, table, tables
from lws_assess.documents.room_bars import NOT_RIGHT, agreed, moved, said
from lws_assess.records.event_tables import SHOWN
from lws_assess.survey.event_figures import Count, Spread
from lws_assess.survey.event_votes import RoomResult
from lws_assess.survey.privacy import Shown, Withheld
from lws_assess.survey.results import AudienceResults, RoundResults

APART = "Tables agreed these together. They are kept apart from what people rated alone."
SMALL = "Not named"  # of fewer people than may be told apart
ROOM, FIRST, NOW = "The whole room", "First vote", "After talking"


# --- rating alone ----------------------------------------------------------------------------------------


def rated_alone(results: RoundResults) -> Iterator[Block]:
    """Each audience by itself, on its own scale, and what is not shown."""
    yield Words(f"{who_answered(results)} {how_many(results)}" if results.people else how_many(results))
    for audience in results.audiences:
        if audience.people:
            yield from _lens(results, audience)


def _lens(results: RoundResults, audience: AudienceResults) -> Iterator[Block]:
    rainbow, radar = charts.rainbow(audience, results.leading), charts.radar(audience, results.leading)
    yield Heading(audience.audience.label, 2)
    yield Words(rainbow.sentence)
    caption = f"Where each area stands: {audience.audience.label}"
    yield SideBySide((rainbow, radar), f"The figures are in the table “{caption}”.")
    yield positions(audience, results.leading, caption)


def positions(audience: AudienceResults, reading: str, caption: str) -> Table:
    """Where each area stands for one audience, with how many people stand behind it."""
    places = [
        (area, place(area.reading(reading).position, audience.audience.scale)) for area in audience.areas
    ]
    rows = [(numbered(area.area), p.cell, p.band or "–", str(p.people or "–")) for area, p in places]
    return table(caption, ("Area", "Current position", "Level", "People"), rows)


# --- votes -----------------------------------------------------------------------------------------------


def votes(summary: EventSummary) -> Iterator[Block]:
    """Every question that was voted on, in the order of the votes; both votes where there were two."""
    if any(vote.again for vote in summary.ratings):
        yield Words(f"Both votes are kept, side by side. {NOT_RIGHT}")
    for vote in summary.ratings:
        yield from vote_blocks(vote)


def vote_blocks(vote: VoteScene) -> Iterator[Block]:
    assert vote.area
    yield Heading(numbered(vote.area), 2)
    held = [lens for lens in vote.lenses if lens.room or lens.first]
    for lens in held:
        yield from _of_audience(vote, lens)
    if not held:
        yield Words("Nobody voted.")


def _of_audience(vote: VoteScene, lens: Lens) -> Iterator[Block]:
    assert lens.question
    yield Words(lens.question.text, lead=f"{lens.audience.label}:")
    if lens.room is None:
        yield Words("Nobody of these is in the second vote.")
    else:
        shift = [moved(lens.shift)] if lens.shift is not None else []
        yield Words(" ".join([said(lens.room), *shift]))
    about = f": {_asked(vote, lens)}"
    rows = [row for turn, room in _turns(lens) for row in _rows(turn, room)]
    order = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: order.index(row[0]))  # both votes of a group stand one below the other
    scale = lens.question.scale
    heads = ("Who", "Vote", *(f"{level.value} {level.label}" for level in scale.levels))
    yield from tables(
        f"How {lens.audience.label[:1].lower()}{lens.audience.label[1:]} voted{about}",
        (*heads, "Don’t know", "Mean", "Agreement"),
        rows,
    )
    yield from _moves_of_groups(lens, about)


def _asked(vote: VoteScene, lens: Lens) -> str:
    """What a table is of. Young people may have had the same question in two votes, which are told apart."""
    assert vote.area
    assert lens.question
    return lens.question.topic or f"{vote.area.short_name}, vote {vote.number}"


def _turns(lens: Lens) -> list[tuple[str, RoomResult]]:
    named = (
        (FIRST if lens.first else "Vote", lens.first or lens.room),
        (NOW, lens.room if lens.first else None),
    )
    return [(turn, room) for turn, room in named if room]


def _rows(turn: str, room: RoomResult) -> Iterator[tuple[str, ...]]:
    top = room.scale.top
    unsure = room.dont_know if isinstance(room.dont_know, Count) else "–"
    yield (ROOM, turn, *_levels(room.spread, top), f"{unsure}", *_ends(room.mean, room.spread))
    for group in room.groups:
        yield (group.name, turn, *_levels(group.spread, top), "–", *_ends(group.mean, group.spread))
    if room.hidden_groups:
        rest = "Other groups" if room.groups else "Each group"
        yield (rest, turn, *["–"] * (top + 1), "Not shown", "–")


def _levels(spread: Spread | Withheld, top: int) -> list[str]:
    return [f"{count}" for count in spread.counts] if isinstance(spread, Spread) else ["–"] * top


def _ends(mean: Shown | Withheld, spread: Spread | Withheld) -> tuple[str, str]:
    word = agreed(spread) if isinstance(spread, Spread) and spread.word else "–"
    return (mean.text if isinstance(mean, Shown) else str(mean)), word


def _moves_of_groups(lens: Lens, about: str) -> Iterator[Block]:
    if lens.shift is None or isinstance(lens.shift, Withheld) or not lens.shift.groups:
        return
    rows = [(one.name, one.moves.share_text, one.moves.net_text) for one in lens.shift.groups]
    yield table(f"How groups moved{about}", ("Group", "Moved", "Net move in levels"), rows)


# --- what tables agreed ----------------------------------------------------------------------------------


def tables_agreed(summary: EventSummary) -> Iterator[Block]:
    """Each table's rating, and what it rests on where a host has let that through."""
    edition = summary.scene.edition
    levels = {level.value: level for level in edition.areas[0].statements[0].scale.levels}
    order = {area.code: area for area in edition.areas}
    ratings = sorted(
        summary.content.table_ratings,
        key=lambda rating: (order[rating.area].number, rating.table < 0, abs(rating.table)),
    )
    yield Words(APART)
    yield table(
        "What tables agreed",
        ("Area", "Table", "Level", "What it rests on"),
        [
            (
                numbered(order[rating.area]),
                f"{rating.table}" if rating.table > 0 else SMALL if rating.table else "The room",
                f"{rating.level} {levels[rating.level].label}",
                rating.evidence if rating.state == SHOWN and rating.evidence else "–",
            )
            for rating in ratings
        ],
    )
