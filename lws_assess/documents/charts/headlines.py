"""Headlines: what a chair with five minutes should take away, and what is not shown and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts.changes import MOST, told_changes
from lws_assess.documents.charts.drawing import ScalePlace, listed_names, numbered_area, place_on_scale
from lws_assess.documents.charts.extremes import ExtremeAreas, extremes_of_places
from lws_assess.documents.charts.first_few import NO_FIRST, FirstFew, told_of_first
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.charts.ranking import all_alike, band_text, first_areas, places_text
from lws_assess.documents.claims import Claim, SaidWords
from lws_assess.documents.moved_figures import how_far, words_of_change
from lws_assess.survey.instruments import Area
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.priorities import FIRST_WHICHEVER
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RoundResults
from lws_assess.survey.results.statements import StatementResult
from lws_assess.survey.withheld import Withheld, votes_withheld

TOO_FEW = "too few people answered"
NOBODY = "nobody answered"
FEW_RATED = "too few people rated it"
GIVES_AWAY = "it could tell who said what"
NAMED = 2  # areas that are named in a headline; more of them are counted


@dataclass(frozen=True)
class AtEnd:
    """One area at an end, with its own figure as it is printed; `people` rated it."""

    area: Area
    text: str
    band: str
    people: int


@dataclass(frozen=True)
class EndAreas:
    """The areas at one end. `sure`: each of them stands there; else one of them does, or several.

    Which of them it is, is then open.
    """

    figures: tuple[AtEnd, ...]
    sure: bool

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(at.area for at in self.figures)


@dataclass(frozen=True)
class NotShown:
    """Something that is not shown, why, and the same in a few words."""

    what: str
    why: str
    brief: str = GIVES_AWAY


@dataclass(frozen=True)
class FirstPriority:
    """An area among the first three, and how sure that is. `sure` is empty where that may not be shown."""

    area: AreaResult
    sure: str
    whichever: bool  # among the first three whichever way people are counted
    rank: str = ""


@dataclass(frozen=True)
class AreaStep:
    """Says how far one area has moved, in words."""

    area: Area
    words: str


@dataclass(frozen=True)
class AreaMoves:
    """The areas that rose and fell since an earlier round by more than chance would move them.

    `said` are the words and claims of that; where there are none, why not. `of_first` tells of what comes first and is
    not named among them. The numbers are those of whose answers are compared.
    """

    up: tuple[AreaStep, ...]
    down: tuple[AreaStep, ...]
    said: SaidWords
    of_first: SaidWords
    groups: int
    people_then: int
    people_now: int
    mix: str  # what else could have moved figures; empty where nothing else could


@dataclass(frozen=True)
class RoundHeadlines:
    """`strongest` and `weakest` are None where no area has a figure.

    `weakest` is also None where all are equal, or none can be told from another: `strongest` then holds all of them.
    `ends` says the same in a sentence. `unsure` is why it is not shown how sure the first areas are; `no_first` why
    none is sure to come first, where none is; `first_more` names those that could come first besides.
    """

    strongest: EndAreas | None
    weakest: EndAreas | None
    first: tuple[FirstPriority, ...]
    unshown: tuple[NotShown, ...]
    unsure: str = ""
    no_first: str = ""
    first_more: str = ""
    ends: SaidWords = field(default_factory=lambda: SaidWords(""))

    @property
    def nothing_withheld(self) -> str:
        """Returns what is said where `unshown` is empty, and no more than that."""
        return (
            "No group that answered is left out, and every area that people were asked about has a figure for each "
            "group that is shown."
        )

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All that is claimed of figures; they are called as the rainbow's table calls them."""
        return self.ends.claims


def round_headlines(results: RoundResults, audience: AudienceResults, reading: str) -> RoundHeadlines:
    """The main points of one audience in one reading."""
    scale = audience.audience.scale
    bands = [(a.area, place_on_scale(a.reading(reading).position, scale)) for a in audience.areas]
    strongest, weakest = _ends(bands)
    first = first_areas(audience, reading)
    return RoundHeadlines(
        strongest=strongest,
        weakest=weakest,
        ends=highest_and_lowest(bands),
        first=tuple(_first(audience, found, reading) for found in first.sure),
        unshown=tuple(everything_not_shown(results)),
        unsure=next(
            (str(b) for a in audience.areas if isinstance(b := a.reading(reading).band, Withheld)), ""
        ),
        no_first="" if first.sure else first.more.text,
        first_more=first.more.text if first.sure else "",
    )


def _ends(bands: Sequence[tuple[Area, ScalePlace]]) -> tuple[EndAreas | None, EndAreas | None]:
    """The areas that stand highest and lowest, or that may; those that are all alike, or cannot be told apart, once."""
    known = {
        numbered_area(area): AtEnd(area, p.text, p.band, p.people) for area, p in bands if p.value is not None
    }
    found = extremes_of_places({numbered_area(area): p for area, p in bands if p.value is not None})
    if found.highest and found.lowest:
        return _ends_of(known, found.highest), _ends_of(known, found.lowest)
    return (
        EndAreas(tuple(known.values()), sure=len(known) == 1 or bool(found.alike)) if known else None
    ), None


def _ends_of(known: Mapping[str, AtEnd], end: ExtremeAreas) -> EndAreas:
    return EndAreas(tuple(known[name] for name in end.names), end.sure)


def _first(audience: AudienceResults, found: AreaResult, reading: str) -> FirstPriority:
    """An area with what chance could do to its place, and whether it matters who is counted."""
    ranked = found.reading(reading)
    at_once = ranked.band_at_once
    band = band_text(at_once) if isinstance(at_once, RankBand) else ""
    matters = len(audience.cells) > 1 and not all_alike(audience, reading)
    said = [f"allowing for chance: {band}" if band else "", found.whose_voice if matters else ""]
    sure = " ".join(f"{words[:1].upper()}{words[1:]}." for words in said if words)
    return FirstPriority(
        found, sure, matters and found.whose_voice == FIRST_WHICHEVER, places_text(ranked.places)
    )


def area_moves(changes: AudienceChanges, reading: str, first: FirstFew = NO_FIRST) -> AreaMoves:
    """Returns what moved by more than chance would move it, told from the figures as they are printed."""
    moved = [(found.area, found.reading(reading)) for found in changes.areas]
    by_size = sorted(moved, key=lambda one: -how_far(one[1]))
    up, down = ([pair for pair in by_size if getattr(pair[1], way)] for way in ("rose", "fell"))
    named = [area.code for area, _ in (*up[:MOST], *down[:MOST])]
    return AreaMoves(
        up=tuple(AreaStep(area, words_of_change(one)) for area, one in up),
        down=tuple(AreaStep(area, words_of_change(one)) for area, one in down),
        said=told_changes(moved),
        of_first=told_of_first(moved, first, named),
        groups=changes.groups,
        people_then=changes.people_then,
        people_now=changes.people_now,
        mix=mix_words(changes, reading),
    )


def _near(results: RoundResults) -> list[str]:
    """The groups left out whose number is too near to that of a round shortly before."""
    return [name for name in results.left_out if name in results.near]


def _left_out_in_brief(results: RoundResults) -> str:
    near = len(_near(results))
    if not near:
        return "with too few answers"
    return (
        "with numbers too near to those of a round shortly before"
        if near == len(results.left_out)
        else "left out"
    )


def _why_left_out(results: RoundResults) -> str:
    near = _near(results)
    none = f"no group of at least {results.k} could be made of them"
    if not near:
        return none
    reason = f"the number of {listed_names(near)} is too near to that of a round shortly before"
    return reason if len(near) == len(results.left_out) else f"{none}, or {reason}"


def everything_not_shown(results: RoundResults) -> Iterator[NotShown]:
    """Everything a round does not show: groups left out, groups without answers, and figures in groups."""
    if results.left_out:
        people = "1 person" if results.left_out_people == 1 else f"{results.left_out_people:,} people"
        yield NotShown(
            _groups(results.left_out, _left_out_in_brief(results)),
            f"{people} answered in all, and {_why_left_out(results)}. "
            f"Their answers are in no figure here, not even in the totals.{_names(results.left_out)} "
            f"Next time a group is shown from {results.k} answers, by itself or together with other small groups"
            f"{', unless its number is again too near' if _near(results) else ''}.",
            GIVES_AWAY if len(_near(results)) == len(results.left_out) else TOO_FEW,
        )
    if results.unanswered:
        yield NotShown(
            _groups(results.unanswered, "without an answer"),
            f"Nobody answered.{_names(results.unanswered)}",
            NOBODY,
        )
    for audience in results.audiences:
        for cell in audience.cells:
            positions = [(a.area, cell.positions[a.area.code]) for a in audience.areas]
            yield from _unshown_in(cell.name, positions, FEW_RATED)
        if audience.people and not audience.voters:
            yield NotShown(
                f"{audience.audience.label}: which areas they would put first",
                str(votes_withheld(len(audience.areas), results.k)),
                TOO_FEW,
            )
        if audience.people:
            yield from _unshown_of_everybody(audience)
    for cut in results.cuts:
        if cut.withheld:
            yield NotShown(f"{cut.audience.label}: results by {cut.question.key}", str(cut.withheld))


def _groups(names: tuple[str, ...], why: str) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} groups {why}"


def _names(names: tuple[str, ...]) -> str:
    return "" if len(names) == 1 else f" The groups are: {listed_names(names)}."


def _unshown_of_everybody(audience: AudienceResults) -> Iterator[NotShown]:
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
        yield from _not_in_statements(audience)
    yield from _unshown_in(f"{label}, how answers were spread", spreads)
    # Where one of the two counts of what was not rated is withheld, so is the other.
    unrated = "how many did not know" + (
        ", and to how many it did not apply" * audience.counts_not_applicable
    )
    yield from _unshown_in(f"{label}, {unrated}", [(a.area, a.dont_know) for a in audience.areas])


def _not_in_statements(audience: AudienceResults) -> Iterator[NotShown]:
    """Groups that stand in an area's figure and not in those of its statements, one line for each set of them."""
    areas: dict[tuple[str, ...], list[str]] = {}
    for found in audience.areas:
        if whose := next((s.whose for s in found.statements if s.whose.people and s.whose.left_out), None):
            areas.setdefault(whose.left_out, []).append(found.area.short_name)
    for names, of in areas.items():
        yield _unshown_areas(
            f"{listed_names(names)}, single statements",
            of,
            len(audience.areas),
            "Not shown, and in no figure of everyone together: beside the other figures, single statements could tell "
            "there what a few people said. It would need more people, or more groups that can be put together.",
        )


def _has_figure(statement: StatementResult) -> bool:
    return not isinstance(statement.by_group, Withheld)


def _unshown_in(
    name: str, positions: Sequence[tuple[Area, object]], brief: str = GIVES_AWAY
) -> Iterator[NotShown]:
    """The areas in which something is withheld, one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for area, position in positions:
        if isinstance(position, Withheld):
            reasons.setdefault(str(position), []).append(area.short_name)
    for why, areas in reasons.items():
        yield replace(_unshown_areas(name, areas, len(positions), why), brief=brief)


def _unshown_areas(name: str, areas: Sequence[str], of: int, why: str) -> NotShown:
    """Up to two areas by name; more of them are counted, and named with the reason."""
    if len(areas) == of:
        return NotShown(f"{name}: every area", why)
    if len(areas) <= NAMED:
        return NotShown(f"{name}: {listed_names(areas)}", why)
    return NotShown(f"{name}: {len(areas)} areas", f"{why} The areas are: {listed_names(areas)}.")
