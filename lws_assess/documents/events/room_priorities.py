"""What a room chose, for a hall: the ranking of areas with what each audience put first beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lws_assess.documents.charts.drawing import listed_names, ordinal_number
from lws_assess.documents.charts.shares import place_text
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.survey.counts import BoundedCount, largest_shares
from lws_assess.survey.events.choices import AudienceChoices, ChoiceRanking, ChoicesResult, RankedChoice
from lws_assess.survey.instruments import Area, Audience
from lws_assess.survey.intervals import Interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import FIRST_THREE
from lws_assess.survey.rounding import decimals_of, printed_value, rounded_outward
from lws_assess.survey.withheld import Withheld

FORMULA = (
    "Priority = how far to the target × importance. Votes stand beside it. The steering group decides later."
)
NONE = "–"
# Where the figures of few people leave more than one order open.
UNSURE = "No area is sure to be among the first three: the figures of so few people leave more than one order open."
NOTHING_FIRST = "Nothing comes first: no priority score is sure to be above 0.0."
AT_TARGET = "at its target"
NOT_APART = "the votes of so few people do not tell which area was chosen most often"


@dataclass(frozen=True)
class PriorityRow:
    """One area: its place, the figures that it comes from, and how many of each audience put it first.

    `counts` are the votes as they are drawn, None where they are withheld.
    """

    area: Area
    name: str  # as those who chose know it
    place: str  # "1st", "1st to 3rd" or "at its target"; empty where it cannot be ranked
    first: bool  # certainly among the first three
    gap: str
    importance: str
    score: str
    votes: tuple[str, ...]
    counts: tuple[BoundedCount | None, ...]


@dataclass(frozen=True)
class RoomPriorities:
    """`voters` say for each audience how many chose, or why that is not shown; `why` gives each reason once, and
    `brief` the same without what it would need.

    `sentence` is the main point, and `ties` the part of it about areas of which more share a place than three have
    room for. `claims` are all that the sentence says of the figures in `rows`.
    """

    ranked: bool  # whether the rows are those of a ranking, and not only of votes
    voters: tuple[tuple[Audience, str], ...]
    rows: tuple[PriorityRow, ...]
    sentence: str
    why: str
    brief: str = ""
    ties: str = ""
    claims: tuple[Claim, ...] = ()

    @property
    def blank(self) -> bool:
        """True if not a single figure may be shown."""
        return all({row.gap, row.importance, *row.votes} <= {NONE, ""} for row in self.rows)


def priorities_for_room(choices: ChoicesResult) -> RoomPriorities:
    """The ranking of the audience that says importance; where there is none, what most people chose."""
    ranking = next((one for one in choices.rankings), None)
    firsts = _firsts(ranking) if ranking else []
    rows = [_ranked(one, one in firsts) for one in ranking.rows] if ranking else _by_votes(choices)
    ties = _ties(ranking, firsts) if ranking else SaidWords("")
    point = _main_point(ranking, firsts, ties, choices)
    return RoomPriorities(
        ranked=ranking is not None,
        voters=tuple(
            (one.audience, NONE if isinstance(one.voters, Withheld) else f"{one.voters}")
            for one in choices.audiences
        ),
        rows=tuple(rows),
        sentence=point.text,
        why=" ".join(dict.fromkeys(f"{whose}{reason}" for whose, reason in _reasons(choices))),
        brief=" ".join(dict.fromkeys(f"{whose}{reason.why}" for whose, reason in _reasons(choices))),
        ties=ties.text,
        claims=point.claims,
    )


def _scored(ranking: ChoiceRanking) -> list[tuple[RankedChoice, Interval]]:
    return [(one, one.score) for one in ranking.rows if one.score is not None]


def _firsts(ranking: ChoiceRanking) -> list[RankedChoice]:
    """Returns those that are below their targets and among the first three whatever the figures are: three at the most.

    Of more than three that share the last of these places none is.
    """
    scored = _scored(ranking)
    return [
        one
        for one, score in scored
        if score.low > 0
        and sum(other is not one and not score.is_above(theirs) for other, theirs in scored) < FIRST_THREE
    ]


def _ties(ranking: ChoiceRanking, firsts: Sequence[RankedChoice]) -> SaidWords:
    """The areas that share one of the first three places, where there are more of them than it has room for."""
    scored = [(one, score) for one, score in _scored(ranking) if one not in firsts]
    tied = [one for one, score in scored if score.is_exact and score.low > 0 and _is_next(score, scored)]
    if len(tied) < 2 or len(firsts) + len(tied) <= FIRST_THREE:
        return SaidWords("")
    who = tuple(_by_score(one) for one in tied)
    rest = tuple(_by_score(one) for one, _ in scored if one not in tied)
    names = listed_names(one.name for one in who)
    place = ordinal_number(len(firsts) + 1)
    return SaidWords(
        f"{names} share the {place} place ({who[0].text} each), so more than three come first."
        if firsts
        else f"{names} share the {place} place ({who[0].text} each), which is more than three.",
        (Claim(Relation.HIGHEST, who, rest),),
    )


def _is_next(score: Interval, scored: Sequence[tuple[RankedChoice, Interval]]) -> bool:
    return all(score.is_same(other) or score.is_above(other) for _, other in scored)


def _by_score(one: RankedChoice) -> PrintedFigure:
    assert one.score is not None
    return PrintedFigure(one.area.short_name, f"{one.score}", one.score)


def _ranked(one: RankedChoice, first: bool) -> PriorityRow:
    return PriorityRow(
        area=one.area,
        name=one.area.short_name,
        place=_place(one),
        first=first,
        gap=_gap(one),
        importance=_figure(one.importance),
        score=_between(one.score),
        votes=tuple(_votes(votes) for votes in one.votes.values()),
        counts=_drawn(one.votes.values()),
    )


def _place(one: RankedChoice) -> str:
    if one.places is None or one.gap is None:
        return ""
    return AT_TARGET if one.gap.high == 0 else place_text(one.places)


def _gap(one: RankedChoice) -> str:
    """As fine as the position that it comes from; the ends of what is left open go outward."""
    if one.gap is None or isinstance(one.position, Withheld):
        return NONE
    places = decimals_of(one.position.text) if one.position.exact else 1
    if one.gap.is_exact:
        return printed_value(one.gap.low, places)
    return " to ".join(
        printed_value(end, places) for end in rounded_outward(one.gap.low, one.gap.high, places)
    )


def _figure(value: Shown | Withheld) -> str:
    return NONE if isinstance(value, Withheld) else value.text


def _between(value: Interval | None) -> str:
    return NONE if value is None else f"{value}"


def _votes(votes: BoundedCount | Withheld) -> str:
    return NONE if isinstance(votes, Withheld) else f"{votes}"


def _drawn(votes: Iterable[BoundedCount | Withheld]) -> tuple[BoundedCount | None, ...]:
    return tuple(None if isinstance(one, Withheld) else one for one in votes)


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
            _row_name(area, choices),
            "",
            False,
            "",
            "",
            "",
            tuple(_votes(audience.areas[of[area.code]].votes) for audience in choices.audiences),
            _drawn(audience.areas[of[area.code]].votes for audience in choices.audiences),
        )
        for area in order
    ]


def _main_point(
    ranking: ChoiceRanking | None, firsts: Sequence[RankedChoice], ties: SaidWords, choices: ChoicesResult
) -> SaidWords:
    """Says what comes first; where that is open, that it is, and what each audience chose most often."""
    scored = _scored(ranking) if ranking else []
    if firsts or ties:
        left_out = len(ranking.rows) - len(scored) if ranking else 0
        return said_together((_first(firsts, scored, left_out), ties))
    if scored and not any(score.low > 0 for _, score in scored):
        said = SaidWords(NOTHING_FIRST)
    else:
        said = SaidWords(UNSURE if scored else "")
    most = [_chosen_most(one, choices) for one in choices.audiences]
    return said_together((said, *most)) or SaidWords("Nothing of this may be shown.")


def _first(
    firsts: Sequence[RankedChoice], scored: Sequence[tuple[RankedChoice, Interval]], left_out: int
) -> SaidWords:
    """The first areas with their scores; `left_out` areas have none."""
    if not firsts:
        return SaidWords("")
    who = tuple(_by_score(one) for one in firsts)
    rest = tuple(_by_score(one) for one, _ in scored if one not in firsts)
    before_all = Claim(Relation.ABOVE, who, rest)
    claim = before_all if before_all.holds else Claim(Relation.AMONG_FIRST, who, rest)
    word = "First" if before_all.holds else "Sure to be among the first three"
    among = f", of the {len(scored)} areas with figures" if left_out else ""
    return SaidWords(f"{word}{among}: {_with_figures(who)}.", (claim,))


def _with_figures(who: Sequence[PrintedFigure], last: str = "and") -> str:
    """Names in a sentence, each with its own figure where there is more than one."""
    return listed_names((one.name if len(who) == 1 else f"{one.name} ({one.text})" for one in who), last)


def _chosen_most(one: AudienceChoices, choices: ChoicesResult) -> SaidWords:
    """The area that an audience chose most often; where that is open, those of which one is it.

    Areas are called as this audience knows them.
    """
    counts = one.counted
    most = largest_shares(counts)
    if not any(counts[code].most for code in most):
        return SaidWords("")
    figures = {
        choice.area.code: PrintedFigure(_row_name(choice.area, choices), f"{count}", count.interval)
        for choice in one.areas
        if (count := counts.get(choice.area.code)) is not None
    }
    who = tuple(figures[code] for code in figures if code in most)
    others = tuple(figures[code] for code in figures if code not in most)
    sure = Claim(Relation.HIGHEST, who, others)
    if len(who) == len(figures) > 1:
        if not sure.holds:
            return SaidWords(f"{one.audience.label}: {NOT_APART}.")
        alike = Claim(Relation.ALIKE, who)
        return SaidWords(f"{one.audience.label} chose all areas equally often ({who[0].text}).", (alike,))
    names = [choice.area.label(one.audience) for choice in one.areas if choice.area.code in most]
    called = [replace(figure, name=name) for figure, name in zip(who, names, strict=True)]
    claim = sure if sure.holds else Claim(Relation.MAY_BE_HIGHEST, who, others)
    named = _with_figures(called, "and" if sure.holds else "or")
    return SaidWords(f"{one.audience.label} chose most often: {named}.", (claim,))


def _row_name(area: Area, choices: ChoicesResult) -> str:
    """Returns what an area is called in the table: easily where nobody but families chose."""
    easy = not choices.rankings and all(one.audience.easy_read for one in choices.audiences)
    return area.easy_label if easy else area.short_name


def _reasons(choices: ChoicesResult) -> Iterator[tuple[str, Withheld]]:
    """Why figures are not shown, each with the audience that it is about, where it is about one."""
    for ranking in choices.rankings:
        for row in ranking.rows:
            yield from (
                ("", value) for value in (row.position, row.importance) if isinstance(value, Withheld)
            )
    for audience in choices.audiences:
        if isinstance(audience.voters, Withheld):
            yield f"{audience.audience.label}: ", audience.voters
