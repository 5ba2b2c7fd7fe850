"""Slides with figures: a vote in a room, and what people rated alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lws_assess.actions.events.scenes import Scene, SceneContent, VoteLens, VoteScene
from lws_assess.actions.events.table_names import SeenRating
from lws_assess.documents.charts.drawing import Chart, ScalePlace, place_on_scale
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.events.room_bars import (
    IN_CLASSES,
    NOT_RIGHT,
    OF_WHOM,
    Size,
    place_in_room,
    spread_chart,
    told_shift,
)
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.events.room_priorities import FORMULA, priorities_for_room
from lws_assess.documents.events.room_strips import (
    level_line,
    strips_of_cells,
    strips_of_groups,
    strips_of_statements,
)
from lws_assess.documents.events.room_tables import table_rating_chart
from lws_assess.survey.events.rooms import CHOICES, WordState
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.instruments import Area, Audience
from lws_assess.survey.keys import AudienceKey
from lws_assess.survey.letters import cut_at_word
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RoundResults
from lws_assess.survey.smallest_numbers import room_may_be_exact
from lws_assess.survey.withheld import Withheld

ACROSS, BETWEEN = 1206.0, 32.0  # the room for columns on a slide, and between two of them
LENSES, BARS_IN_ROWS = (
    650.0,
    360.0,
)  # where audiences stand in rows: the room for them, and for the bars of each
MOST_EVIDENCE, LONGEST_EVIDENCE = 2, 100  # what tables wrote, as far as there is room


@dataclass(frozen=True)
class VoteSlide:
    """One picture for the hall: its template in events/screens/slides, and what it shows besides the scene."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"events/screens/slides/{self.name}.html"


# --- votes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LensOfVote:
    """One audience's column. `moved` says how it moved between two votes; empty for a first vote."""

    audience: Audience
    topical: bool  # whether its question is named by a topic, which then stands in the title
    asked: str
    room: RoomResult
    bars: Chart
    groups: Chart | None
    first: str  # the mean of the first vote; empty where this is the first
    moved: SaidWords
    has_moves: bool  # whether `told_shift` is figures, and not why there are none


def vote_slide(vote: VoteScene, here: Collection[AudienceKey]) -> VoteSlide:
    """A vote that is open, closed or shown. `here` are the audiences of which somebody is in the room."""
    if vote.shown and vote.choices:
        return VoteSlide("priorities", {"priorities": priorities_for_room(vote.choices), "formula": FORMULA})
    asked = [lens for lens in vote.lenses if lens.audience.key in here] or list(vote.lenses)
    if vote.kind == CHOICES:
        return VoteSlide(
            "choosing", {"asked": list(dict.fromkeys(one.audience.top_areas.text for one in asked))}
        )
    if not vote.shown:
        return VoteSlide("vote", {"lenses": asked})
    return _shown(vote)


def _shown(vote: VoteScene) -> VoteSlide:
    """Every audience that voted, each on its own; then the groups of all of them, where there is room for them.

    A second vote of several audiences has none: then and now take it.
    """
    found = [(lens, lens.room) for lens in vote.lenses if lens.room]
    groups = any(room.groups for _, room in found) and not (vote.again and len(found) > 1)
    in_rows = groups and len(found) > 1
    beside = ACROSS - LENSES if in_rows else _column(len(found) + groups)
    size = _size_of_bars(vote, len(found), in_rows, beside)
    lenses = [_column_of(vote, lens, room, size, beside) for lens, room in found]
    return VoteSlide(
        "voted",
        {
            "lenses": lenses,
            "topic": next(
                (lens.question.topic for lens, _ in found if lens.question and lens.question.topic), ""
            ),
            "groups": groups,
            "unshown": ""
            if groups or (vote.again and len(found) > 1)
            else _unshown([room for _, room in found]),
            "not_right": f"{OF_WHOM} {NOT_RIGHT}" if any(one.has_moves for one in lenses) else NOT_RIGHT,
            "in_classes": IN_CLASSES if any(_is_small(room) for _, room in found) else "",
            "levels": level_line([one.audience for one in lenses if one.groups]),
        },
    )


def _unshown(rooms: Sequence[RoomResult]) -> str:
    """Why no group is shown alone, where more than one voted and the whole room is shown."""
    hidden = sum(room.hidden_groups for room in rooms if isinstance(room.mean, Shown))
    if hidden < 2:
        return ""
    return f"{hidden} groups voted. None is shown alone: it would tell what a few people chose."


def _is_small(room: RoomResult) -> bool:
    """True if a figure of fewer than twenty people is on the slide."""
    means = (room.mean, *(group.mean for group in room.groups))
    return any(isinstance(mean, Shown) and not room_may_be_exact(mean.n) for mean in means)


def _column(columns: int) -> float:
    return (ACROSS - BETWEEN * (columns - 1)) / max(columns, 1)


def _size_of_bars(vote: VoteScene, lenses: int, in_rows: bool, wide: float) -> Size:
    """As large as the other things in a column leave room for."""
    if in_rows:
        return BARS_IN_ROWS, 490 / lenses - 30
    return wide, 230 if vote.again else 320 if lenses == 1 else 260


def _column_of(vote: VoteScene, lens: VoteLens, room: RoomResult, size: Size, beside: float) -> LensOfVote:
    area, question = vote.area, lens.question
    assert area
    assert question
    key = f"vote-{vote.number}-{lens.audience.key}"
    return LensOfVote(
        audience=lens.audience,
        topical=bool(question.topic),
        asked=question.text,
        room=room,
        bars=spread_chart(f"{key}-bars", room, area, size, lens.first),
        groups=strips_of_groups(f"{key}-groups", room, area, beside),
        first=place_in_room(lens.first.mean, room.scale).text if lens.first else "",
        moved=told_shift(lens.shift) if vote.again and lens.shift else SaidWords(""),
        has_moves=isinstance(lens.shift, RoomShift),
    )


# --- what people rated alone ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class LensOfArea:
    """Says where one audience stands in an area, its statements, and its groups where any is shown."""

    audience: Audience
    place: ScalePlace
    statements: Chart
    groups: Chart | None


def reveal_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Everything at once, or the area of the step. Before the results may be shown: what the part is about."""
    if content.results is None:
        return VoteSlide("plain")
    if scene.area is None:
        return VoteSlide("overview", {"overview": room_overview(content.results), "results": content.results})
    return _area_slide(scene.area, content.results, content.table_ratings)


def _area_slide(area: Area, results: RoundResults, ratings: Sequence[SeenRating]) -> VoteSlide:
    found = [(lens, _in(lens, area)) for lens in results.audiences if lens.people]
    agreed = [one for one in ratings if one.area == area.code]
    groups = any(lens.cells for lens, _ in found)
    wide = _column(1 + groups + bool(agreed))
    return VoteSlide(
        "area",
        {
            "lenses": [_lens_of_area(lens, one, results.leading, wide) for lens, one in found],
            "groups": groups,
            "tables": _tables(agreed, area, wide) if agreed else None,
            "k": results.k,
            "near": results.near,
            "evidence": _evidence(agreed),
            "why": _reasons(found, results.leading),
            "levels": level_line([lens.audience for lens, _ in found]),
        },
    )


def _reasons(found: Sequence[tuple[AudienceResults, AreaResult]], reading: str) -> list[str]:
    """Why an audience's position is not shown, each reason once."""
    positions = (one.reading(reading).position for _, one in found)
    return list(dict.fromkeys(str(position) for position in positions if isinstance(position, Withheld)))


def _in(lens: AudienceResults, area: Area) -> AreaResult:
    return next(found for found in lens.areas if found.area.code == area.code)


def _lens_of_area(lens: AudienceResults, found: AreaResult, reading: str, wide: float) -> LensOfArea:
    key = f"area-{lens.audience.key}"
    return LensOfArea(
        audience=lens.audience,
        place=place_on_scale(found.reading(reading).position, lens.audience.scale),
        statements=strips_of_statements(f"{key}-statements", lens, found, reading, wide),
        groups=strips_of_cells(f"{key}-groups", lens, found, wide),
    )


def _tables(agreed: Sequence[SeenRating], area: Area, wide: float) -> Chart:
    levels = {one.table: one.level for one in agreed}
    return table_rating_chart("tables", levels, area.statements[0].scale, area, wide)


def _evidence(agreed: Sequence[SeenRating]) -> list[tuple[str, str]]:
    """Returns what tables say their rating rests on, where somebody has let it through."""
    through = [(one.who, one.evidence) for one in agreed if one.state == WordState.SHOWN and one.evidence]
    return [(who, cut_at_word(text, LONGEST_EVIDENCE)) for who, text in through[:MOST_EVIDENCE]]
