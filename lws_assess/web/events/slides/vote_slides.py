"""Slides with figures: a vote in a room, and what people rated alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from lws_assess.actions.events.scenes import Scene, SceneContent, VoteLens, VoteScene
from lws_assess.actions.events.table_names import SeenRating
from lws_assess.documents.charts.drawing import (
    Chart,
    ScalePlace,
    listed_names,
    ordinal_number,
    place_on_scale,
)
from lws_assess.documents.events.reveals import nothing_rated
from lws_assess.documents.events.room_bars import (
    COUNTED,
    IN_CLASSES,
    NOT_RIGHT,
    OF_WHOM,
    ONLY_COUNTS,
    Size,
    mean_went,
    moved_people,
    place_in_room,
    spread_chart,
)
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.events.room_priorities import (
    FORMULA,
    PriorityRow,
    RoomPriorities,
    priorities_for_room,
)
from lws_assess.documents.events.room_strips import (
    level_line,
    strips_of_cells,
    strips_of_groups,
    strips_of_statements,
)
from lws_assess.documents.events.room_tables import table_rating_chart
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.rooms import CHOICES, WordState
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.instruments import Area, Audience
from lws_assess.survey.keys import AudienceKey
from lws_assess.survey.letters import cut_at_word
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import FIRST_THREE
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RoundResults
from lws_assess.survey.smallest_numbers import room_may_be_exact
from lws_assess.survey.withheld import Withheld
from lws_assess.web.words import counted_noun

ACROSS, BETWEEN = 1206.0, 28.0  # the room for columns on a slide, and between two of them
MOST_NAMED = 2  # columns that are wide enough for the names of levels
# Of a slide 720 high: what is left under its head, and what words take of that.
BENEATH_HEAD, OVER_A_COLUMN, KEY_LINE, FOOT_LINE, WORDS_LINE, LOWEST = 440.0, 30.0, 46.0, 23.0, 23.0, 150.0
LETTERS, LETTERS_AGAIN, LETTER = 60, 125, 9.6  # over a column, and how wide one is
FOOT_LETTERS = 112  # on a line of the foot
BROADER = 1.5  # a column of groups beside those of several audiences
BESIDE = 0.62  # of the slide for one audience whose groups stand beside it
MOST_EVIDENCE, LONGEST_EVIDENCE = 2, 100  # what tables wrote, as far as there is room


@dataclass(frozen=True)
class VoteSlide:
    """One picture for the hall: its template in events/screens/slides, and what it shows besides the scene.

    `reveals` names what is revealed: static/reveal.js plays it once, when a slide with another name comes.
    `foot` is what stands small beneath, and `reasons` say in full to hosts why something is not shown.
    """

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    reveals: str = ""
    foot: Sequence[str] = ()
    reasons: Sequence[str] = ()

    @property
    def template(self) -> str:
        return f"events/screens/slides/{self.name}.html"


# --- votes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LensOfVote:
    """One audience's column: what it came to in a few words, and what stands small beside it.

    `moved` says how it moved between two votes; empty for a first vote and where that is withheld.
    """

    audience: Audience
    room: RoomResult
    bars: Chart
    groups: Chart | None
    first: str  # the mean of the first vote; empty where this is the first
    moved: str
    went: str  # how far the mean went


def vote_slide(vote: VoteScene, here: Collection[AudienceKey]) -> VoteSlide:
    """A vote that is open, closed or shown. `here` are the audiences of which somebody is in the room."""
    if vote.shown and vote.choices:
        return priorities_slide(vote.number, priorities_for_room(vote.choices))
    asked = [lens for lens in vote.lenses if lens.audience.key in here] or list(vote.lenses)
    if vote.kind == CHOICES:
        return VoteSlide(
            "choosing", {"asked": list(dict.fromkeys(one.audience.top_areas.text for one in asked))}
        )
    if not vote.shown:
        return VoteSlide("vote", {"lenses": asked})
    return _shown(vote)


def _shown(vote: VoteScene) -> VoteSlide:
    """Every audience of which something may be shown, each on its own; then groups, where there is room for them.

    A second vote of several audiences has no groups: then and now take their room.
    """
    voted = [(lens, lens.room) for lens in vote.lenses if lens.room]
    found = [(lens, room) for lens, room in voted if isinstance(room.mean, Shown)]
    groups = any(room.groups for _, room in found) and not (vote.again and len(found) > 1)
    foot = tuple(_foot(vote, voted, found, groups))
    wide, beside = _columns(len(found), groups)
    size = wide, _height(vote, [room for _, room in found], wide, foot)
    lenses = [_column_of(vote, lens, room, size, beside) for lens, room in found]
    return VoteSlide(
        "voted",
        {
            "lenses": lenses,
            "topic": next(
                (lens.question.topic for lens, _ in voted if lens.question and lens.question.topic), ""
            ),
            "asked": next((lens.question.text for lens, _ in voted if lens.question), ""),
            "voted": bool(voted),
            "groups": groups,
        },
        reveals=f"vote {vote.number}",
        foot=foot,
        reasons=tuple(_reasons_of(voted)),
    )


def _columns(lenses: int, groups: bool) -> tuple[float, float]:
    """Returns how wide the drawing of an audience is, and how wide that of the groups."""
    if groups and lenses == 1:
        room = ACROSS - BETWEEN
        return room * BESIDE, room * (1 - BESIDE)
    room = ACROSS - BETWEEN * (lenses + groups - 1)
    wide = room / max(1.0, lenses + BROADER * groups)
    return wide, wide * BROADER


def _height(vote: VoteScene, rooms: Sequence[RoomResult], wide: float, foot: Sequence[str]) -> float:
    """Returns what is left for a drawing between the words over it and those at the foot."""
    left = BENEATH_HEAD - FOOT_LINE * ceil((sum(map(len, foot)) + len(foot)) / FOOT_LETTERS)
    left -= KEY_LINE if vote.again else 0
    if len(rooms) > 1:
        left -= OVER_A_COLUMN + WORDS_LINE * ceil((LETTERS_AGAIN if vote.again else LETTERS) * LETTER / wide)
    return max(left, LOWEST)


def _foot(
    vote: VoteScene,
    voted: Sequence[tuple[VoteLens, RoomResult]],
    found: Sequence[tuple[VoteLens, RoomResult]],
    groups: bool,
) -> Iterator[str]:
    """Says what the room is told small: what is not shown, how figures of few are printed, and what a move is."""
    yield from _not_shown(voted)
    hidden = sum(room.hidden_groups for _, room in found)
    if groups and hidden:
        yield f"{counted_noun(hidden, 'other group')} voted, and cannot be shown alone."
    elif hidden > 1 and not (vote.again and len(found) > 1):
        yield f"{hidden} groups voted. None is shown alone: it would tell what a few people chose."
    again = dict.fromkeys(room.again for _, room in found if room.again)
    yield from again if len(again) == 1 else [COUNTED] if again else []
    if any(_is_small(room) for _, room in found):
        yield IN_CLASSES
    if len(found) > 1 and len(found) + groups > MOST_NAMED:
        yield f"{level_line([lens.audience for lens, _ in found])}."
    if vote.again and found:
        yield ONLY_COUNTS
        moved = any(isinstance(lens.shift, RoomShift) for lens, _ in found)
        yield f"{OF_WHOM} {NOT_RIGHT}" if moved else NOT_RIGHT


def _not_shown(voted: Sequence[tuple[VoteLens, RoomResult]]) -> Iterator[str]:
    """Each reason once and in brief, with those whom it is about where others may be shown."""
    whose: dict[str, list[str]] = {}
    for lens, room in voted:
        for value, what in ((room.mean, ""), (lens.shift, "How people moved")):
            if isinstance(value, Withheld) and (isinstance(room.mean, Shown) or not what):
                whose.setdefault(f"{what}: {value.why}" if what else value.why, []).append(
                    lens.audience.label
                )
    for why, labels in whose.items():
        yield why if len(labels) == len(voted) else f"{listed_names(labels)}: {why}"


def _reasons_of(voted: Sequence[tuple[VoteLens, RoomResult]]) -> Iterator[str]:
    """Says what hosts read of each audience: who stands in a second vote, and why something is not shown."""
    for lens, room in voted:
        if room.again:
            yield f"{lens.audience.label}: {room.again}"
        found = (room.mean, room.spread, lens.shift, lens.first.mean if lens.first else None)
        for why in dict.fromkeys(str(value) for value in found if isinstance(value, Withheld)):
            yield f"{lens.audience.label}: {why}"


def _is_small(room: RoomResult) -> bool:
    """True if a figure of fewer than twenty people is on the slide."""
    means = (room.mean, *(group.mean for group in room.groups))
    return any(isinstance(mean, Shown) and not room_may_be_exact(mean.n) for mean in means)


def _column(columns: int) -> float:
    return (ACROSS - BETWEEN * (columns - 1)) / max(columns, 1)


def _column_of(vote: VoteScene, lens: VoteLens, room: RoomResult, size: Size, beside: float) -> LensOfVote:
    area, shift = vote.area, lens.shift
    assert area
    key = f"vote-{vote.number}-{lens.audience.key}"
    moves = shift.moves if isinstance(shift, RoomShift) else None
    return LensOfVote(
        audience=lens.audience,
        room=room,
        bars=spread_chart(f"{key}-bars", room, area, size, lens.first),
        groups=strips_of_groups(f"{key}-groups", room, area, beside),
        first=place_in_room(lens.first.mean, room.scale).text if lens.first else "",
        moved=moved_people(moves) if moves else "",
        went=mean_went(moves) if moves and not moves.nobody else "",
    )


# --- priorities ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VoteBar:
    """One audience's votes for an area: what is printed, and how long it is drawn, in hundredths of its longest."""

    text: str
    sure: int
    reach: int


@dataclass(frozen=True)
class PodiumStep:
    """An area with its votes; `high` is the step that it stands on, 3 for the first place, 1 where places are open."""

    row: PriorityRow
    bars: tuple[VoteBar | None, ...]
    high: int = 1


def priorities_slide(number: int, view: RoomPriorities) -> VoteSlide:
    """The first three on a podium, the second to the left of the first, and the others beside them."""
    longest = [_longest(row.counts[i] for row in view.rows) for i in range(len(view.voters))]
    steps = [PodiumStep(row, _bars(row, longest)) for row in view.rows]
    firsts = [one for one in steps if one.row.first]
    told = [one.row.place for one in firsts]
    if told == [ordinal_number(place) for place in range(1, len(firsts) + 1)]:
        firsts = [replace(one, high=FIRST_THREE - i) for i, one in enumerate(firsts)]
        firsts = [*firsts[1:2], *firsts[:1], *firsts[2:]]
    return VoteSlide(
        "priorities",
        {"priorities": view, "podium": firsts, "rest": [one for one in steps if not one.row.first]},
        reveals=f"vote {number}",
        foot=(*_brief(view), *((FORMULA,) if view.ranked else ())),
        reasons=(view.why,) if view.why else (),
    )


def _brief(view: RoomPriorities) -> tuple[str, ...]:
    return (view.brief,) if view.brief else ()


def _longest(counts: Iterable[BoundedCount | None]) -> int:
    return max((count.most for count in counts if count), default=0)


def _bars(row: PriorityRow, longest: Sequence[int]) -> tuple[VoteBar | None, ...]:
    return tuple(
        VoteBar(text, 100 * count.least // most, 100 * count.most // most) if count and most else None
        for text, count, most in zip(row.votes, row.counts, longest, strict=True)
    )


# --- what people rated alone ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class LensOfArea:
    """Says where one audience stands in an area, its statements, and its groups where any is shown."""

    audience: Audience
    place: ScalePlace
    statements: Chart | None
    groups: Chart | None


def reveal_slide(scene: Scene, content: SceneContent) -> VoteSlide:
    """Everything at once, or the area of the step. Before the results may be shown: what the part is about."""
    if content.results is None:
        return VoteSlide("plain")
    if scene.area is None:
        return _everything(content.results)
    return _area_slide(scene.area, content.results, content.table_ratings)


def _everything(results: RoundResults) -> VoteSlide:
    view = room_overview(results)
    why = view.why if view else nothing_rated(results)
    return VoteSlide(
        "overview",
        {"overview": view},
        reveals="everything",
        foot=(view.brief if view else why,) if why else (),
        reasons=(why,) if why else (),
    )


def _area_slide(area: Area, results: RoundResults, ratings: Sequence[SeenRating]) -> VoteSlide:
    """Shows what each audience came to, then as much of its statements and its groups as may be shown."""
    found = [(lens, _in(lens, area)) for lens in results.audiences if lens.people]
    agreed = [one for one in ratings if one.area == area.code]
    groups = any(lens.cells for lens, _ in found)
    wide = _column(1 + groups + bool(agreed))
    lenses = [_lens_of_area(lens, one, results.leading, wide) for lens, one in found]
    reasons = _reasons(found, results.leading) if found else [nothing_rated(results)]
    return VoteSlide(
        "area",
        {
            "lenses": lenses,
            "shown": [one for one in lenses if one.place.value is not None],
            "statements": [one for one in lenses if one.statements],
            "groups": [one for one in lenses if one.groups],
            "tables": _tables(agreed, area, wide) if agreed else None,
            "evidence": _evidence(agreed),
        },
        reveals=f"area {area.code}",
        foot=[*_brief_reasons(found, results), *_levels(found)] if found else reasons,
        reasons=reasons,
    )


def _levels(found: Sequence[tuple[AudienceResults, AreaResult]]) -> list[str]:
    line = level_line([lens.audience for lens, _ in found])
    return [f"{line}."] if line else []


def _brief_reasons(found: Sequence[tuple[AudienceResults, AreaResult]], results: RoundResults) -> list[str]:
    """Each reason once and without what it would need, and whose figure it is about."""
    whose: dict[str, list[str]] = {}
    for lens, one in found:
        position = one.reading(results.leading).position
        if isinstance(position, Withheld):
            whose.setdefault(position.why, []).append(lens.audience.label)
    return [why if len(of) == len(found) else f"{listed_names(of)}: {why}" for why, of in whose.items()]


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
