"""Decisions on paper: the ranking as a decision freezes it, what has moved since, and the log as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lws_assess.actions.papers.board_papers import EarlierDecision
from lws_assess.actions.results.priorities import DecisionTaken, RoundPriorities
from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.charts.ranking import RankingRow, area_ranking, audiences_with_votes
from lws_assess.documents.moved_figures import BEYOND_WORDS, WITHIN_WORDS, groups_of_change, signed_change
from lws_assess.documents.tables import TableCell
from lws_assess.records.priorities import Approval
from lws_assess.survey.days import clock_time, day_words, local_day
from lws_assess.survey.plans.decisions import AreaSince, RankedFigure, SeenByDeciders, since_decision
from lws_assess.survey.results.changes import AudienceChanges, MovedFigure, RoundChanges
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.withheld import Withheld


def ranked_audience(results: RoundResults) -> AudienceResults | None:
    """Returns whose ranking is decided on: the first audience that says how much each area matters, where it
    answered.
    """
    asked = [audience for audience in results.audiences if audience.ranks_priorities]
    return next((audience for audience in asked if audience.people), asked[0] if asked else None)


def what_is_seen(results: RoundResults) -> SeenByDeciders:
    """The ranking in the leading reading, word for word as it is printed."""
    audience, reading = ranked_audience(results), results.leading
    rows = area_ranking(results, audience, reading) if audience else ()
    return SeenByDeciders(
        release=results.digest,
        audience=audience.audience.label if audience else "",
        reading=reading,
        voters=tuple(voter.audience.label for voter in audiences_with_votes(results)),
        figures=tuple(_figure(row, audience, reading) for row in rows if audience) or _unranked(results),
        in_classes=True,
        in_intervals=True,
        at_once=True,
    )


def _figure(row: RankingRow, audience: AudienceResults, reading: str) -> RankedFigure:
    scores = {a.area.code: score for a in audience.areas if (score := a.reading(reading).score) is not None}
    places = next(a.reading(reading).places for a in audience.areas if a.area.code == row.area.code)
    mine = scores.get(row.area.code)
    return RankedFigure(
        area=row.area.code,
        name=row.area.short_name,
        place=places.best if places else 0,
        worst=places.worst if places else 0,
        after=tuple(code for code, score in scores.items() if mine and score.is_above(mine)),
        rank=row.rank,
        band=row.band,
        position=row.position.cell,
        target=row.target,
        gap=row.gap,
        importance=row.importance.cell,
        score=row.score,
        votes=row.votes,
        first_three=row.first_three,
    )


def _unranked(results: RoundResults) -> tuple[RankedFigure, ...]:
    """The areas alone, where nobody was asked how much each matters."""
    return tuple(
        RankedFigure(area.code, area.short_name, 0, "", "", "", "", "", "", "", (), "")
        for area in results.edition.areas
    )


# --- what has moved since --------------------------------------------------------------------------------


@dataclass(frozen=True)
class SinceRow:
    """One area then and now, in words. `moved` says whether its rank is another."""

    name: str
    area: str  # code
    decided: int  # the place it was given; 0 for none
    rank_then: str
    rank_now: str
    moved: bool
    change: str  # of its position, over the groups that both rounds show


@dataclass(frozen=True)
class SinceDecided:
    """A decision beside the ranking of a later round."""

    sentence: str
    rows: tuple[SinceRow, ...]
    groups: int  # that the change of a position is read over
    now_title: str


def since_earlier(earlier: EarlierDecision, now: RoundResults) -> SinceDecided:
    """Returns what has moved since the decision after an earlier round."""
    return since_decided(earlier.decided, now, earlier.changes)


def since_decided(decided: DecisionTaken, now: RoundResults, changes: RoundChanges | None) -> SinceDecided:
    """Returns what has moved since a decision. `changes` compares the two rounds."""
    audience, seen = ranked_audience(now), what_is_seen(now)
    compared = changes.find_audience(audience.audience.key) if changes and audience else None
    found = since_decision(decided.areas, decided.seen, seen)
    moves = _moves(compared, now.leading)
    mix = mix_words(compared, now.leading) if compared else ""
    return SinceDecided(
        sentence=" ".join(filter(None, (_what_moved(found, len(decided.places), seen), mix))),
        rows=tuple(_since_row(one, moves) for one in found),
        groups=compared.groups if compared else 0,
        now_title=now.title,
    )


def _moves(compared: AudienceChanges | None, reading: str) -> dict[str, MovedFigure]:
    return {one.area.code: one.reading(reading) for one in compared.areas} if compared else {}


def _since_row(one: AreaSince, moves: dict[str, MovedFigure]) -> SinceRow:
    return SinceRow(
        name=one.name,
        area=one.area,
        decided=one.decided,
        rank_then=one.then.rank if one.then else "",
        rank_now=one.later.rank if one.later else "",
        moved=one.moved,
        change=words_of_difference(moves[one.area]) if one.area in moves else "",
    )


def words_of_difference(moved: MovedFigure) -> str:
    """Both figures as printed, and whether the difference is more than chance would make it.

    The difference alone, where it counts fewer groups than the figures do.
    """
    then, now, apart = moved.then, moved.now, moved.difference
    if isinstance(then, Withheld) or isinstance(now, Withheld) or apart is None:
        return str(now if isinstance(now, Withheld) else then)
    if fewer := groups_of_change(moved):
        beside = {Verdict.BEYOND: f", {BEYOND_WORDS}", Verdict.WITHIN: f", {WITHIN_WORDS}"}
        return f"{signed_change(moved)} {fewer}{beside.get(moved.beside_chance, '')}"
    if moved.rose or moved.fell:
        return f"{then.text} to {now.text}: {'up' if moved.rose else 'down'} {apart.size}, {BEYOND_WORDS}"
    if moved.beside_chance == Verdict.WITHIN:
        return f"{then.text} to {now.text}: {WITHIN_WORDS}"
    return f"{then.text}, then {now.text}"


def _what_moved(found: Sequence[AreaSince], number: int, now: SeenByDeciders) -> str:
    """Returns which of the decided areas rank among as many as were decided now, as far as the figures tell."""
    if not now.ranked:
        return "The newer results have no ranking, so nothing can be laid beside what was decided."
    first = "first" if number == 1 else f"among the first {number}"
    among = {one.area for one in found if now.is_among(one.area, number)}
    decided = [one for one in found if one.decided]
    still = [one for one in decided if one.area in among]
    left_open = [one for one in decided if one.area not in among and now.may_be_among(one.area, number)]
    gone = [one for one in decided if one not in still and one not in left_open]
    come = [one for one in found if not one.decided and one.area in among]
    parts = [
        (f"{{}} {'ranks' if len(still) == 1 else 'rank'} {first} now.", [one.name for one in still]),
        (f"Not {first} now: {{}}.", [f"{one.name} ({_rank_now(one)})" for one in gone]),
        (
            "Left open by a tie or by figures with two ends: {}.",
            [f"{one.name} ({_rank_now(one)})" for one in left_open],
        ),
        (f"Also {first} now, and not decided: {{}}.", [f"{one.name} ({_rank_then(one)})" for one in come]),
    ]
    return " ".join(words.format(listed_names(names)) for words, names in parts if names)


def _rank_now(one: AreaSince) -> str:
    return f"now {one.later.rank}" if one.later and one.later.rank else "no longer ranked"


def _rank_then(one: AreaSince) -> str:
    return f"{one.then.rank} then" if one.then and one.then.rank else "not ranked then"


# --- the log ---------------------------------------------------------------------------------------------

LOG_HEADERS = (
    "Decision",
    "State",
    "Decided at",
    "Entered by",
    "Place",
    "Area",
    "Rank then",
    "Chance could move it",
    "Current position",
    "Target",
    "Gap",
    "Importance",
    "Priority score",
    "Votes",
    "Whose voice counts",
    "Departs from the ranking",
    "Reason",
    "Approved by",
    "Approvals struck out",
    "Who is counted",
    "Results (SHA-256)",
    "Figures (SHA-256)",
)


def log_rows(priorities: RoundPriorities) -> Iterator[tuple[TableCell, ...]]:
    """The log, a row for each place of each decision, the newest decision first."""
    for decided in priorities.decisions:
        approved = "; ".join(_approval(one) for one in decided.approvals)
        struck = "; ".join(f"{_approval(one)}, struck out by {one.struck_by}" for one in decided.struck_out)
        for place in decided.places:
            yield (
                decided.number,
                "holds" if decided.current else "replaced",
                f"{local_day(decided.at).isoformat()} {clock_time(decided.at)}",
                decided.by,
                place.number,
                *_figures(place.figures, decided.seen),
                "yes" if decided.departs else "no",
                decided.reason,
                approved,
                struck,
                READINGS.get(decided.seen.reading, ""),
                decided.seen.release,
                decided.seen_digest,
            )


def _figures(figure: RankedFigure, seen: SeenByDeciders) -> tuple[str, ...]:
    votes = "; ".join(
        f"{who}: {votes or 'not shown'}" for who, votes in zip(seen.voters, figure.votes, strict=False)
    )
    band = f"{figure.band} (by itself)" if figure.band and not seen.at_once else figure.band
    figures = (figure.rank, band, figure.position, figure.target, figure.gap)
    return (figure.name, *figures, figure.importance, figure.score, votes, figure.first_three)


def _approval(one: Approval) -> str:
    return f"{one.body} on {day_words(one.approved_on)}" + (f" ({one.note})" if one.note else "")
