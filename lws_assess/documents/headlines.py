"""Headlines: what a chair with five minutes should take away, and what is not shown and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lws_assess.documents.changes import change_words, how_far, told
from lws_assess.documents.claims import Said
from lws_assess.documents.drawing import listed, ordinal, place
from lws_assess.documents.ranking import all_alike, band_words, first_three, no_first, places
from lws_assess.survey.changes import AudienceChanges
from lws_assess.survey.instruments import Area
from lws_assess.survey.priorities import ROBUST
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.rank_bands import RankBand
from lws_assess.survey.results import AreaResult, AudienceResults, RoundResults
from lws_assess.survey.statements import StatementResult
from lws_assess.survey.unanimity import votes_withheld

TOO_FEW = "too few people answered"
NOBODY = "nobody answered"
FEW_RATED = "too few people rated it"
GIVES_AWAY = "it could tell who said what"
NAMED = 2  # areas that are named in a headline; more of them are counted


@dataclass(frozen=True)
class Ends:
    """The areas at one end, as they are printed: several where they are equal. `people` rated each of them."""

    areas: tuple[Area, ...]
    text: str
    band: str
    people: str = ""


@dataclass(frozen=True)
class Unshown:
    """Something that is not shown, why, and the same in a few words."""

    what: str
    why: str
    brief: str = GIVES_AWAY


@dataclass(frozen=True)
class First:
    """An area among the first three, and how sure that is. `sure` is empty where that may not be shown."""

    area: AreaResult
    sure: str
    robust: bool  # among the first three whoever is counted
    rank: str = ""


@dataclass(frozen=True)
class Step:
    """How far one area has moved, in words."""

    area: Area
    words: str


@dataclass(frozen=True)
class Moves:
    """The areas that rose and fell since an earlier round by more than chance would move them.

    `said` are the words and claims of that; where there are none, why not. The numbers are those of whose answers are
    compared.
    """

    up: tuple[Step, ...]
    down: tuple[Step, ...]
    said: Said
    groups: int
    people_then: int
    people_now: int


@dataclass(frozen=True)
class Headlines:
    """`strongest` and `weakest` are None where no area has a figure, `weakest` also where all are equal.

    `unsure` is why it is not shown how sure the first areas are; `no_first` why none comes first, where all are
    equal.
    """

    strongest: Ends | None
    weakest: Ends | None
    first: tuple[First, ...]
    unshown: tuple[Unshown, ...]
    unsure: str = ""
    no_first: str = ""


def headlines(results: RoundResults, audience: AudienceResults, reading: str) -> Headlines:
    """The main points of one audience in one reading."""
    scale = audience.audience.scale
    places = [(a.area, place(a.reading(reading).position, scale)) for a in audience.areas]
    values = sorted({p.value for _, p in places if p.value is not None})
    ends = [
        Ends(tuple(area for area, _ in at), at[0][1].text, at[0][1].band, _from_to([p.people for _, p in at]))
        for value in (values[-1:] + values[:1] if len(values) > 1 else values[:1])
        if (at := [(area, p) for area, p in places if p.value == value])
    ]
    return Headlines(
        strongest=ends[0] if ends else None,
        weakest=ends[1] if len(ends) > 1 else None,
        first=tuple(_first(audience, found, reading) for found in first_three(audience, reading)),
        unshown=tuple(unshown(results)),
        unsure=next(
            (str(b) for a in audience.areas if isinstance(b := a.reading(reading).band, Withheld)), ""
        ),
        no_first=no_first(audience, reading),
    )


def _from_to(people: Sequence[int]) -> str:
    """How many people, or from how many to how many."""
    least, most = min(people), max(people)
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def _first(audience: AudienceResults, found: AreaResult, reading: str) -> First:
    """An area with what chance could do to its place, and whether it matters who is counted."""
    ranked = found.reading(reading)
    band = band_words(ranked.band, places(audience, reading)) if isinstance(ranked.band, RankBand) else ""
    matters = len(audience.cells) > 1 and not all_alike(audience, reading)
    said = [f"allowing for chance: {band}" if band else "", found.robust if matters else ""]
    sure = " ".join(f"{words[:1].upper()}{words[1:]}." for words in said if words)
    return First(found, sure, matters and found.robust == ROBUST, ordinal(ranked.rank or 0))


def moves(changes: AudienceChanges, reading: str) -> Moves:
    """What moved by more than chance would move it, told from the figures as they are printed."""
    moved = [(found.area, found.reading(reading)) for found in changes.areas]
    by_size = sorted(moved, key=lambda one: -how_far(one[1]))
    return Moves(
        up=tuple(Step(area, change_words(one)) for area, one in by_size if one.rose),
        down=tuple(Step(area, change_words(one)) for area, one in by_size if one.fell),
        said=told(moved),
        groups=changes.groups,
        people_then=changes.people_then,
        people_now=changes.people_now,
    )


def _why_left_out(results: RoundResults) -> str:
    near = [name for name in results.left_out if name in results.near]
    none = f"no group of at least {results.k} could be made of them"
    if not near:
        return none
    reason = f"the number of {listed(near)} is too near to that of a round shortly before"
    return reason if len(near) == len(results.left_out) else f"{none}, or {reason}"


def unshown(results: RoundResults) -> Iterator[Unshown]:
    """Everything a round does not show: groups left out, groups without answers, and figures in groups."""
    if results.left_out:
        people = "1 person" if results.left_out_people == 1 else f"{results.left_out_people:,} people"
        yield Unshown(
            _groups(results.left_out, "with too few answers"),
            f"{people} answered in all, and {_why_left_out(results)}. "
            f"Their answers are in no figure here, not even in the totals.{_names(results.left_out)} "
            f"Next time a group is shown from {results.k} answers, by itself or together with other small groups.",
            TOO_FEW,
        )
    if results.unanswered:
        yield Unshown(
            _groups(results.unanswered, "without an answer"),
            f"Nobody answered.{_names(results.unanswered)}",
            NOBODY,
        )
    for audience in results.audiences:
        for cell in audience.cells:
            positions = [(a.area, cell.positions[a.area.code]) for a in audience.areas]
            yield from _unshown_in(cell.name, positions, FEW_RATED)
        if audience.people and not audience.voters:
            yield Unshown(
                f"{audience.audience.label}: which areas they would put first",
                str(votes_withheld(len(audience.areas), results.k)),
                TOO_FEW,
            )
        if audience.people:
            yield from _unshown_of_everybody(audience)
    for cut in results.cuts:
        if cut.withheld:
            yield Unshown(f"{cut.audience.label}: results by {cut.question.key}", str(cut.withheld))


def _groups(names: tuple[str, ...], why: str) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} groups {why}"


def _names(names: tuple[str, ...]) -> str:
    return "" if len(names) == 1 else f" The groups are: {listed(names)}."


def _unshown_of_everybody(audience: AudienceResults) -> Iterator[Unshown]:
    """Statements and don't-knows that no group of an audience shows, one line for each reason."""
    label = audience.audience.label
    first = [(a.area, one) for a in audience.areas for one in a.statements[:1]]
    means = [(area, one.by_group) for area, one in first]
    # A statement that has no figure at all has no spread either: that is said once.
    spreads = [
        (area, one.spread if audience.audience.easy_read or _has_figure(one) else None) for area, one in first
    ]
    if not audience.audience.easy_read:
        yield from _unshown_in(f"{label}, single statements", means)
    yield from _unshown_in(f"{label}, how answers were spread", spreads)
    yield from _unshown_in(f"{label}, how many did not know", [(a.area, a.dont_know) for a in audience.areas])


def _has_figure(statement: StatementResult) -> bool:
    return not isinstance(statement.by_group, Withheld)


def _unshown_in(
    name: str, positions: Sequence[tuple[Area, object]], brief: str = GIVES_AWAY
) -> Iterator[Unshown]:
    """The areas in which something is withheld, one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for area, position in positions:
        if isinstance(position, Withheld):
            reasons.setdefault(str(position), []).append(area.short_name)
    for why, areas in reasons.items():
        yield replace(_unshown_areas(name, areas, len(positions), why), brief=brief)


def _unshown_areas(name: str, areas: Sequence[str], of: int, why: str) -> Unshown:
    """Up to two areas by name; more of them are counted, and named with the reason."""
    if len(areas) == of:
        return Unshown(f"{name}: every area", why)
    if len(areas) <= NAMED:
        return Unshown(f"{name}: {listed(areas)}", why)
    return Unshown(f"{name}: {len(areas)} areas", f"{why} The areas are: {listed(areas)}.")
