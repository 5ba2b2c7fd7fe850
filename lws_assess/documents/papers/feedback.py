"""Feedback in ink: a page of what came of a round out of its view objects, and how it is told in both versions.

`make_page` is the only way from figures to a page: what the dashboard withholds never reaches it. `tell_feedback` and
`tell_easily` add pictures and sentences to a page as it was published, and read nothing else but its edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lws_assess.actions.plans.feedback import FeedbackMaterial, quotes_of
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.charts.every_chart import Chart, rainbow_chart
from lws_assess.documents.charts.headlines import EndAreas, RoundHeadlines, round_headlines
from lws_assess.survey.instruments import Area, Audience, Edition, Scale
from lws_assess.survey.intervals import Interval
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.plans.feedback import (
    ActionTold,
    AreaActions,
    AreaSaid,
    AudienceSide,
    BothVersions,
    ChosenAreas,
    EndOfOrder,
    FeedbackPage,
    FeedbackWords,
    FirstArea,
)
from lws_assess.survey.plans.planned_actions import (
    STATE_WORDS,
    ActionPlan,
    ActionState,
    PlannedAction,
    ShownState,
)
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RankedArea, RoundResults
from lws_assess.survey.round_timing import EACH_GROUP
from lws_assess.survey.withheld import Withheld, withheld_as_said

# --- from view objects to a page -------------------------------------------------------------------------


def make_page(material: FeedbackMaterial) -> FeedbackPage:
    """Returns what would be published today."""
    results, words, current = material.results, material.words, material.priorities.current
    sides = [(audience, round_headlines(results, audience, results.leading)) for audience in _sides(results)]
    return FeedbackPage(
        partnership=results.partnership,
        round=results.title,
        edition=results.edition.digest,
        people=results.people,
        k=results.k,
        left_out_people=results.left_out_people,
        left_out_groups=len(results.left_out),
        opening=words.opening,
        sides=tuple(_side(results, audience, points) for audience, points in sides),
        first=tuple(
            FirstArea(one.area.area.code, one.sure, one.whichever)
            for _, points in sides[:1]
            for one in points.first
        ),
        quotes=tuple(quote for quote in quotes_of(material.said) if quote.key in words.quotes),
        chosen=_chosen(current, words) if current else None,
        doing=tuple(_doing(current, material.plan, words)) if current else (),
        next=words.next,
        coming=material.coming,
    )


def _sides(results: RoundResults) -> list[AudienceResults]:
    """The audiences with people in figures; the one whose ranking is decided on comes first."""
    answered = [audience for audience in results.audiences if audience.people]
    return sorted(answered, key=lambda audience: not audience.ranks_priorities)


def _side(results: RoundResults, audience: AudienceResults, points: RoundHeadlines) -> AudienceSide:
    return AudienceSide(
        audience=audience.audience.key,
        people=audience.people,
        groups=sum(len(cell.groups) for cell in audience.cells),
        areas=tuple(_area_said(found, results.leading) for found in audience.areas),
        highest=_end(points.strongest),
        lowest=_end(points.weakest),
    )


def _area_said(found: AreaResult, reading: str) -> AreaSaid:
    position = found.reading(reading).position
    if isinstance(position, Withheld):
        return AreaSaid(found.area.code, why=str(position))
    told = AreaSaid(found.area.code, position.value, position.text, position.band, position.n, position.exact)
    at = position.between
    return replace(told, least=at.low, most=at.high, open=at.open) if at else told


def _end(ends: EndAreas | None) -> EndOfOrder | None:
    if ends is None:
        return None
    first = ends.figures[0]
    return EndOfOrder(tuple(area.code for area in ends.areas), first.text, first.band, ends.sure)


def _chosen(decided: DecisionTaken, words: FeedbackWords) -> ChosenAreas:
    return ChosenAreas(
        areas=decided.areas,
        why=BothVersions(decided.reason, words.why_easy),
        at=decided.at.isoformat(),
        approved=tuple((one.body, one.approved_on.isoformat()) for one in decided.approvals),
    )


def _doing(decided: DecisionTaken, plan: ActionPlan, words: FeedbackWords) -> Iterator[AreaActions]:
    """Every area decided with its actions; an action that works on several stands under the first of them."""
    told: set[str] = set()
    for code in decided.areas:
        mine = [one for one in plan.actions if _serves_first(one, decided.areas) == code]
        mine = [one for one in mine if one.reference not in told]
        told |= {one.reference for one in mine}
        mine.sort(key=lambda one: (not one.about.quick_win, one.state == ActionState.STOPPED))
        yield AreaActions(code, words.of(code), tuple(_action_told(one) for one in mine))


def _serves_first(action: PlannedAction, decided: Sequence[str]) -> str:
    """The decided area that an action is told under; empty for none. Its own area goes before others."""
    own = action.about.areas[0]
    return own if own in decided else next((code for code in decided if code in action.serves), "")


def _action_told(action: PlannedAction) -> ActionTold:
    about = action.about
    return ActionTold(
        what=about.what,
        state=action.shown,
        quick_win=about.quick_win,
        measure=about.measure,
        baseline=about.baseline,
        latest=about.latest,
        target=about.target,
    )


# --- a page as it is told --------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaTold:
    """Says where an area stands. `level` is the level of the scale that it is nearest to; 0 where it is not shown."""

    area: Area
    said: AreaSaid
    level: int


@dataclass(frozen=True)
class SideTold:
    """Holds what one audience said, with its picture."""

    audience: Audience
    people: int
    groups: int
    chart: Chart
    areas: tuple[AreaTold, ...]
    highest: tuple[AreaTold, ...]
    lowest: tuple[AreaTold, ...]
    highest_is_sure: bool
    lowest_is_sure: bool

    @property
    def lowest_words(self) -> str:
        """Returns what comes lowest, by the names that this audience was asked with."""
        if not self.lowest:
            return ""
        bands = {one.said.band for one in self.lowest}
        of_all = f" ({bands.pop()})" if len(bands) == 1 else ""
        names = [f"{self._name_of(one)}{'' if of_all else f' ({one.said.band})'}" for one in self.lowest]
        return f"Lowest{':' if self.lowest_is_sure else ' is one of these:'} {listed_names(names)}{of_all}."

    @property
    def all_alike_words(self) -> str:
        """Returns what is said where none comes lowest."""
        if len(self.highest) == 1:
            [only] = self.highest
            return f"Only one area can be shown: {self._name_of(only)} ({only.said.band})."
        some = " that are shown" if len(self.highest) < len(self.areas) else ""
        return (
            f"All areas{some} stand alike."
            if self.highest_is_sure
            else "Which area is highest or lowest cannot be told."
        )

    def _name_of(self, one: AreaTold) -> str:
        return f"“{one.area.easy_label}”" if self.audience.easy_read else one.area.short_name


@dataclass(frozen=True)
class DoingTold:
    """Holds what is done about one area decided. `sentences` say in easy words how far its actions are."""

    area: Area
    words: BothVersions
    actions: tuple[ActionTold, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ToldPage:
    """A page ready to be read, in one of its versions."""

    page: FeedbackPage
    edition: Edition
    areas: dict[AreaCode, Area]  # by code, under the names of this version
    sides: tuple[SideTold, ...]
    first: tuple[tuple[Area, FirstArea], ...]
    chosen: tuple[Area, ...]
    doing: tuple[DoingTold, ...]
    not_shown: str


def tell_feedback(page: FeedbackPage, edition: Edition) -> ToldPage:
    """In plain words."""
    return _tell(page, edition, edition.areas, page.sides, _not_shown(page))


def tell_easily(page: FeedbackPage, edition: Edition) -> ToldPage:
    """In easy words: what those said who answered easy forms, with the areas' easy names; else what all said."""
    easy = [side for side in page.sides if edition.audience(side.audience).easy_read]
    return _tell(page, edition, easy_areas(edition), easy or page.sides, _not_shown_easily(page), easy=True)


def _tell(
    page: FeedbackPage,
    edition: Edition,
    areas: Sequence[Area],
    sides: Iterable[AudienceSide],
    not_shown: str,
    easy: bool = False,
) -> ToldPage:
    named = {area.code: area for area in areas}
    return ToldPage(
        page=page,
        edition=edition,
        areas=named,
        sides=tuple(_side_told(side, edition.audience(side.audience), named, easy) for side in sides),
        first=tuple((named[one.area], one) for one in page.first),
        chosen=tuple(named[code] for code in (page.chosen.areas if page.chosen else ())),
        doing=tuple(
            DoingTold(named[one.area], one.words, one.actions, tuple(how_far_actions_are(one.actions)))
            for one in page.doing
        ),
        not_shown=not_shown,
    )


@lru_cache(maxsize=64)
def easy_areas(edition: Edition) -> tuple[Area, ...]:
    """The areas under the names that easy forms give them."""
    return tuple(replace(a, name=a.easy_label, short_name=a.easy_label) for a in edition.areas)


def _side_told(side: AudienceSide, audience: Audience, named: dict[AreaCode, Area], easy: bool) -> SideTold:
    areas = tuple(
        AreaTold(named[one.area], one, 0 if one.why else audience.scale.band(one.value).value)
        for one in side.areas
    )
    return SideTold(
        audience=audience,
        people=side.people,
        groups=side.groups,
        chart=rainbow_chart(_as_results(side, audience, named), EACH_GROUP, in_words=easy),
        areas=areas,
        highest=_at_end(side.highest, areas),
        lowest=_at_end(side.lowest, areas),
        highest_is_sure=side.highest is None or side.highest.sure,
        lowest_is_sure=side.lowest is None or side.lowest.sure,
    )


def _at_end(end: EndOfOrder | None, areas: Iterable[AreaTold]) -> tuple[AreaTold, ...]:
    return tuple(one for one in areas if end and one.said.area in end.areas)


def _as_results(side: AudienceSide, audience: Audience, named: dict[AreaCode, Area]) -> AudienceResults:
    """Only what the rainbow draws: every area's position as it was published."""
    return AudienceResults(
        audience=audience,
        people=side.people,
        voters=0,
        areas=tuple(_as_result(said, named[said.area], audience) for said in side.areas),
        cells=(),
    )


def _as_result(said: AreaSaid, area: Area, audience: Audience) -> AreaResult:
    none = withheld_as_said()
    ranked = RankedArea(_position(said, audience), none, None, None, None)
    return AreaResult(area, 0, ranked, ranked, "", none, None)


def _position(said: AreaSaid, audience: Audience) -> Shown | Withheld:
    if said.why:
        return withheld_as_said(said.why)
    return Shown(said.value, said.text, said.band, said.people, said.exact, _between(said, audience.scale))


def _between(said: AreaSaid, scale: Scale) -> Interval | None:
    """Returns what a figure may be; of pages from before that was kept it is read from the end that is named."""
    if said.least is not None and said.most is not None:
        return Interval(said.least, said.most, said.open)
    if said.exact:
        return None
    is_low = said.value - 1 < scale.top - said.value
    return Interval(1, said.value, open=True) if is_low else Interval(said.value, scale.top)


# --- in sentences ----------------------------------------------------------------------------------------


def _not_shown(page: FeedbackPage) -> str:
    """Returns what is not shown and why, in one sentence; the rule where all is shown."""
    rule = f"so that nobody can tell who said what, a figure stands only for {page.k} people or more"
    if page.left_out_people:
        people = "1 person is" if page.left_out_people == 1 else f"{page.left_out_people:,} people are"
        groups = "group" if page.left_out_groups == 1 else "groups"
        why = f"figures of their {groups} could give somebody away"
        return f"The answers of {people} in no figure, because {why}: {rule}."
    if any(said.why for side in page.sides for said in side.areas):
        return f"Some figures are not shown, because too few people rated that part: {rule}."
    return f"{rule[:1].upper()}{rule[1:]}."


def _not_shown_easily(page: FeedbackPage) -> str:
    return (
        f"We only show what {page.k} or more people said together. So nobody can tell what one person said."
    )


# What is said in easy words of actions in a state: of one, and of several.
EASY_STATES = {
    STATE_WORDS[ActionState.COMPLETE]: ("We have done {one} thing.", "We have done {many} things."),
    STATE_WORDS[ActionState.MISSED]: (
        "We did {one} thing, but it did not help as much as we hoped.",
        "We did {many} things, but they did not help as much as we hoped.",
    ),
    ShownState.ON_TRACK: ("We are working on {one} thing.", "We are working on {many} things."),
    ShownState.LATE: ("{One} thing is late.", "{many} things are late."),
    STATE_WORDS[ActionState.NOT_STARTED]: (
        "We will start {one} more thing.",
        "We will start {many} more things.",
    ),
    STATE_WORDS[ActionState.STOPPED]: ("We stopped {one} thing.", "We stopped {many} things."),
}


def how_far_actions_are(actions: Sequence[ActionTold]) -> Iterator[str]:
    """Returns how far the actions are, one idea a sentence."""
    counted = Counter(action.state for action in actions)
    for state, (of_one, of_many) in EASY_STATES.items():
        if counted[state]:
            yield (of_one if counted[state] == 1 else of_many).format(
                one="one", One="One", many=counted[state]
            )
