"""What a room chose, for a hall: the ranking of areas with what each audience put first beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lws_assess.documents.drawing import listed, ordinal
from lws_assess.survey.event_choices import AudienceChoices, ChoicesResult, RankedChoice
from lws_assess.survey.event_figures import Count
from lws_assess.survey.instruments import Area, Audience
from lws_assess.survey.intervals import Interval, Places
from lws_assess.survey.priorities import FIRST_THREE
from lws_assess.survey.privacy import Shown, Withheld

FORMULA = (
    "Priority = how far to the target × importance. Votes stand beside it. The steering group decides later."
)
NONE = "–"
# Where the figures of few people leave more than one order open.
UNSURE = "No area is sure to be among the first three: the figures of so few people leave more than one order open."


@dataclass(frozen=True)
class PriorityRow:
    """One area: its place, the figures that it comes from, and how many of each audience put it first."""

    area: Area
    name: str  # as those who chose know it
    place: str  # "1st", or "1st to 3rd"; empty where it cannot be ranked
    first: bool  # certainly among the first three
    gap: str
    importance: str
    score: str
    votes: tuple[str, ...]


@dataclass(frozen=True)
class Priorities:
    """`voters` say for each audience how many chose, or why that is not shown; `why` gives each reason once."""

    ranked: bool  # whether the rows are those of a ranking, and not only of votes
    voters: tuple[tuple[Audience, str], ...]
    rows: tuple[PriorityRow, ...]
    sentence: str
    why: str

    @property
    def blank(self) -> bool:
        """Whether not a single figure may be shown."""
        return all({row.gap, row.importance, *row.votes} <= {NONE, ""} for row in self.rows)


def priorities(choices: ChoicesResult) -> Priorities:
    """The ranking of the audience that says importance; where there is none, what most people chose."""
    ranking = next((one for one in choices.rankings), None)
    rows = [_ranked(one) for one in ranking.rows] if ranking else _by_votes(choices)
    return Priorities(
        ranked=ranking is not None,
        voters=tuple(
            (one.audience, NONE if isinstance(one.voters, Withheld) else f"{one.voters}")
            for one in choices.audiences
        ),
        rows=tuple(rows),
        sentence=_sentence(rows, choices),
        why=" ".join(dict.fromkeys(_reasons(choices))),
    )


def _ranked(one: RankedChoice) -> PriorityRow:
    return PriorityRow(
        area=one.area,
        name=one.area.short_name,
        place=_place(one.places) if one.places else "",
        first=one.places is not None and one.places.worst <= FIRST_THREE,
        gap=_between(one.gap),
        importance=_figure(one.importance),
        score=_between(one.score),
        votes=tuple(_votes(votes) for votes in one.votes.values()),
    )


def _figure(value: Shown | Withheld) -> str:
    return NONE if isinstance(value, Withheld) else value.text


def _place(places: Places) -> str:
    ends = dict.fromkeys(map(ordinal, (places.best, places.worst)))
    return " to ".join(ends)


def _between(value: Interval | None) -> str:
    return NONE if value is None else f"{value}"


def _votes(votes: Count | Withheld) -> str:
    return NONE if isinstance(votes, Withheld) else f"{votes}"


def _by_votes(choices: ChoicesResult) -> list[PriorityRow]:
    """Areas by the votes of the first audience, where no audience says importance."""
    if not choices.audiences:
        return []
    first = choices.audiences[0]
    order = [one.area for one in first.most_chosen] or [one.area for one in first.areas]
    of = {one.area.code: i for i, one in enumerate(first.areas)}
    return [
        PriorityRow(
            area,
            area.easy_label if all(one.audience.easy_read for one in choices.audiences) else area.short_name,
            "",
            False,
            "",
            "",
            "",
            tuple(_votes(audience.areas[of[area.code]].votes) for audience in choices.audiences),
        )
        for area in order
    ]


def _sentence(rows: Sequence[PriorityRow], choices: ChoicesResult) -> str:
    firsts = [row for row in rows if row.first]
    if firsts:
        return f"First: {listed(row.area.short_name for row in firsts)}."
    said = [UNSURE] if any(row.place for row in rows) else []
    said += [most for one in choices.audiences if (most := _chosen_most(one))]
    return " ".join(said) or "Nothing of this may be shown."


def _chosen_most(one: AudienceChoices) -> str:
    chosen = one.most_chosen
    if not chosen or (isinstance(chosen[0].votes, Count) and not chosen[0].votes.high):
        return ""
    names = [c.area.label(one.audience) for c in chosen if c.votes == chosen[0].votes]
    return f"{one.audience.label} chose most often: {listed(names)}."


def _reasons(choices: ChoicesResult) -> Iterable[str]:
    for ranking in choices.rankings:
        for row in ranking.rows:
            yield from (str(value) for value in (row.position, row.importance) if isinstance(value, Withheld))
    for audience in choices.audiences:
        if isinstance(audience.voters, Withheld):
            yield f"{audience.audience.label}: {audience.voters}"
