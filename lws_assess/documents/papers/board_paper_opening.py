"""The two pages that a board paper begins with, and that stand alone: what is asked, what was found, what is planned.

first page    Purpose, Recommendations, What was found, the rainbow and the radar
second page   What comes first, What was decided, The plan, What it costs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.bands import bands_at_once
from lws_assess.documents.charts.changes import MOST, told_changes
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.charts.first_few import FirstFew, first_few, told_of_first
from lws_assess.documents.charts.ranking import (
    area_ranking,
    audiences_with_votes,
    compare_readings,
    ranked_places,
    what_comes_first,
)
from lws_assess.documents.claims import SaidWords, said_together
from lws_assess.documents.moved_figures import how_far
from lws_assess.documents.overview.headline import round_headline
from lws_assess.documents.papers.board_paper_actions import (
    costs_in_short,
    decided_words,
    plan_in_short,
)
from lws_assess.documents.papers.board_paper_recommendations import ASKED, words_to_start_from
from lws_assess.documents.papers.board_paper_results import (
    FIRST_ROUND,
    UNRANKED,
    check_of_figures,
    how_many,
    leading_audience,
    not_compared_words,
    who_answered,
)
from lws_assess.documents.papers.board_paper_statements import lowest_statements
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    PaperBlock,
    PaperHeading,
    SideBySide,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
)
from lws_assess.survey.plans.board_papers import OPENING
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.compared_figures import FigureDifference
from lws_assess.survey.results.round_results import AudienceResults, RoundResults

TOLD = "the full board paper says why"
TO_AGREE = (
    "[Words to start from, made from what was decided and planned. Put your own in their place: {asked}.]"
)


# --- the first page --------------------------------------------------------------------------------------


def first_page(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    """Says what the paper is for, what the board is asked, and what was found."""
    results, audience = contents.results, leading_audience(contents.results)
    yield PaperHeading("Purpose")
    yield TextParagraph(_purpose(contents), footnote=check_of_figures(results))
    yield PaperHeading(OPENING.title)
    yield from _recommendations(contents)
    yield PaperHeading("What was found")
    said = [(lead, words) for lead, words in _found(contents, audience) if words]
    yield BulletList(
        tuple((lead, words.text) for lead, words in said), claims=tuple(words.claims for _, words in said)
    )
    if results.people:
        pair = charts.rainbow_chart(audience, results.leading), charts.radar_chart(audience, results.leading)
        yield SideBySide(pair, f"{audience.audience.label}.")


def _purpose(contents: BoardPaperContents) -> str:
    results = contents.results
    return (
        f"To tell the board what people said in “{results.title}”, a round of the questionnaire “"
        f"{results.edition.title}”: where each area stands, what comes first and how sure that is, what the "
        "steering group decided, and what is planned. This beginning stands by itself; the full board paper has "
        "the rest."
    )


def _recommendations(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    """The partnership's own words; else a beginning, marked as one."""
    if contents.recommendations:
        yield TextParagraph(contents.recommendations)
        return
    yield WritingPrompt(OPENING.prompt, TO_AGREE)
    yield TextParagraph(ASKED)
    yield BulletList(tuple(("", words) for words in words_to_start_from(contents)), numbered=True)


def _found(contents: BoardPaperContents, audience: AudienceResults) -> Iterator[tuple[str, SaidWords]]:
    """The five things that a board should know of the results, each with what it is about."""
    results = contents.results
    if not results.people:
        yield "Who answered.", SaidWords(how_many(results, TOLD))
        return
    yield "In short.", _headline(contents, audience)
    hidden = how_many(results, TOLD)
    yield "Who answered.", SaidWords(f"{who_answered(results)} {hidden}")
    yield "Priorities.", _first(results, audience)
    yield "Lowest statements.", lowest_statements(contents, audience)
    yield "What changed.", _changed(contents, audience)


def _headline(contents: BoardPaperContents, audience: AudienceResults) -> SaidWords:
    """Says first what the overview says first."""
    changes = contents.changes
    compared = changes.find_audience(audience.audience.key) if changes else None
    then_title = changes.then_title if changes else ""
    return round_headline(audience, contents.results.leading, compared, then_title)


def _first(results: RoundResults, audience: AudienceResults) -> SaidWords:
    if audience.ranks_priorities:
        return what_comes_first(audience, results.leading)
    chosen = charts.vote_chart(results) if audiences_with_votes(results) else None
    more = SaidWords(chosen.sentence, chosen.claims) if chosen else SaidWords("")
    return said_together((SaidWords(UNRANKED), more))


def _changed(contents: BoardPaperContents, audience: AudienceResults) -> SaidWords:
    """Says how far areas moved, without the figures of then and now: those rest on the groups that both rounds show."""
    changes = contents.changes
    if changes is None:
        return SaidWords(FIRST_ROUND)
    found = changes.find_audience(audience.audience.key)
    if found is None or not found.cells:
        return SaidWords(not_compared_words(changes))
    reading = contents.results.leading
    return _steps(found, reading, f"Since “{changes.then_title}”", first_few(audience, reading))


def _steps(found: AudienceChanges, reading: str, since: str, first: FirstFew) -> SaidWords:
    moved = [(one.area, one.reading(reading)) for one in found.areas]
    said = told_changes(moved, first)
    groups = "the one group" if found.groups == 1 else f"the {found.groups} groups"
    over = f"{since}, over {groups} that both rounds show"
    far = sorted(moved, key=lambda one: -how_far(one[1]))
    ways = [
        f"{verb} by more than chance would move {'it' if len(steps) == 1 else 'them'}: {_listed(steps)}"
        for verb, steps in (
            ("up", [(area.short_name, one.difference) for area, one in far if one.difference and one.rose]),
            ("down", [(area.short_name, one.difference) for area, one in far if one.difference and one.fell]),
        )
        if steps
    ]
    if not ways:
        return SaidWords(f"{over}: {said.text[:1].lower()}{said.text[1:]}", said.claims)
    named = [
        area.code
        for way in ("rose", "fell")
        for area, _ in [one for one in far if getattr(one[1], way)][:MOST]
    ]
    rest = (told_of_first(moved, first, named).text, mix_words(found, reading))
    return SaidWords(" ".join(filter(None, (f"{over}, {'; '.join(ways)}.", *rest))), said.claims)


def _listed(steps: Sequence[tuple[str, FigureDifference]]) -> str:
    named = [f"{name} (by {apart.size})" for name, apart in steps[:MOST]]
    more = len(steps) - len(named)
    return listed_names([*named, f"{more} more"] if more > 0 else named)


# --- the second page -------------------------------------------------------------------------------------


def second_page(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    """The priorities and how sure they are, what was decided, how the plan stands, and what it costs."""
    results, audience = contents.results, leading_audience(contents.results)
    if results.people and audience.ranks_priorities:
        yield PaperHeading("What comes first")
        yield from _how_sure(results, audience)
        yield short_ranking(results, audience)
    yield PaperHeading("What was decided")
    yield TextParagraph(_what_was_decided(contents))
    yield PaperHeading("The plan")
    yield from plan_in_short(contents.plan)
    yield PaperHeading("What it costs")
    yield from costs_in_short(contents.plan)


def _how_sure(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Says how far chance could change the order, and whether it holds whichever way people are counted."""
    if not ranked_places(audience, results.leading):
        return
    sure = charts.rank_band_chart(audience, results.leading)
    said = said_together((SaidWords(sure.sentence, sure.claims), compare_readings(audience)))
    if said:
        yield TextParagraph(said.text, claims=said.claims)


def short_ranking(results: RoundResults, audience: AudienceResults) -> PaperBlock:
    """Every area in one table: what comes first, how sure that is, and what people chose.

    All places are read together, so they hold for all areas at once, as on the overview.
    """
    voters = audiences_with_votes(results)
    at_once = bands_at_once(audience, results.leading)
    return table_with_notes(
        "What comes first by the formula, and what people would put first",
        (
            "Rank",
            "Area",
            "Stands at",
            "Target",
            "Priority score",
            "By chance, all at once",
            *(f"Chosen by {voter.audience.label.lower()}" for voter in voters),
        ),
        [
            (
                row.rank or "–",
                f"{row.area.number} {row.area.short_name}",
                row.position.cell,
                row.target,
                row.score or "–",
                at_once.get(row.area.code) or "–",
                *(votes or "–" for votes in row.votes),
            )
            for row in area_ranking(results, audience, results.leading)
        ],
    )


def _what_was_decided(contents: BoardPaperContents) -> str:
    if contents.decided or not contents.earlier:
        return decided_words(contents.decided)
    names = listed_names(place.area.short_name for place in contents.earlier.decided.places)
    return f"{decided_words(None)} After “{contents.earlier.title}” it put first: {names}."
