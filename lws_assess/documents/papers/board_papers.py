"""The board paper: one page that says it all, then the results, what was decided, the plan, and the board's headings.

    Contents  ->  board_paper  ->  Manuscript

Everything in it comes from the view objects that the pages show. What only people can write is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.charts.headlines import round_headlines
from lws_assess.documents.charts.ranking import (
    area_ranking,
    audiences_with_votes,
    compare_readings,
    ranked_places,
    what_comes_first,
)
from lws_assess.documents.claims import SaidWords, said_together
from lws_assess.documents.papers.board_paper_actions import decided_words, decision_taken, planned_actions
from lws_assess.documents.papers.board_paper_headings import HeadingBasis, own_headings
from lws_assess.documents.papers.board_paper_results import (
    UNRANKED,
    groups_differ,
    how_many,
    leading_audience,
    method_of_figures,
    not_known,
    not_shown,
    since_last_time,
    told_of_changes,
    views_of_families,
    what_matters,
    where_we_are,
    who_answered,
)
from lws_assess.documents.papers.decisions import since_earlier
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    Manuscript,
    NewPage,
    PaperBlock,
    PaperHeading,
    SideBySide,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
)
from lws_assess.documents.printing import LONGEST_NAME
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.results.round_results import AudienceResults, RoundResults

LONGEST_IN_FOOT = 60  # characters of a name


def board_paper(contents: BoardPaperContents) -> Manuscript:
    """The whole paper, in the order in which a board reads it."""
    results = contents.results
    whose, title = (
        shortened_line(results.partnership, LONGEST_NAME),
        shortened_line(results.title, LONGEST_NAME),
    )
    blocks: list[PaperBlock] = [*_summary(contents), NewPage()]
    for number, (heading, section) in enumerate(_sections(contents), 1):
        blocks += [PaperHeading(f"{number}. {heading}"), *section]
    return Manuscript(
        title=f"Board paper: {title}",
        subtitle=f"{whose}. Results of {results.made_on}, paper of {contents.written_on}.",
        author=whose,
        foot=f"{shortened_line(whose, LONGEST_IN_FOOT)}: {shortened_line(title, LONGEST_IN_FOOT)}",
        blocks=tuple(blocks),
    )


def _sections(contents: BoardPaperContents) -> Iterator[tuple[str, Iterator[PaperBlock]]]:
    results, audience = contents.results, leading_audience(contents.results)
    yield "Purpose", _purpose(contents)
    yield "Where we are", where_we_are(results, audience)
    yield "How groups differ", groups_differ(results, audience)
    yield "What families say", views_of_families(results, audience)
    yield "What people cannot see", not_known(results, audience)
    yield "What matters most", what_matters(results, audience)
    yield "What was decided, and why", _decided(contents)
    yield "Planned actions", planned_actions(contents.plan)
    yield "Since last time", since_last_time(results, audience, contents.changes)
    yield "What is not shown, and why", not_shown(results)
    yield "Method and limits", method_of_figures(results)
    yield from own_headings(contents.headings, _basis(contents))


def _basis(contents: BoardPaperContents) -> HeadingBasis:
    if contents.decided or not contents.earlier:
        return HeadingBasis(contents.decided, "", contents.plan)
    return HeadingBasis(contents.earlier.decided, contents.earlier.title, contents.plan)


def _purpose(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    results = contents.results
    yield TextParagraph(
        f"This paper tells the board what people said in “{results.title}”, a round of the questionnaire “"
        f"{results.edition.title}”: where each area stands, what comes first and how sure that is, what the "
        "steering group decided, and what is planned."
    )
    if not contents.headings:
        yield WritingPrompt("what the board is asked to note, agree or decide")


def _decided(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    yield from decision_taken(contents.decided)
    if contents.earlier:
        yield PaperHeading(f"What was decided after “{contents.earlier.title}”", 2)
        yield from decision_taken(contents.earlier.decided, since_earlier(contents.earlier, contents.results))


# --- the first page --------------------------------------------------------------------------------------


def _summary(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    results, audience = contents.results, leading_audience(contents.results)
    yield PaperHeading("Summary")
    said = [(lead, say(contents)) for lead, say in POINTS]
    yield BulletList(
        tuple((lead, one.text) for lead, one in said), claims=tuple(one.claims for _, one in said)
    )
    if results.people:
        pair = charts.rainbow_chart(audience, results.leading), charts.radar_chart(audience, results.leading)
        yield SideBySide(
            pair, f"{audience.audience.label}. The figures are in the table “Where each area stands”."
        )
    yield from _short_ranking(results, audience)


def _answered(contents: BoardPaperContents) -> SaidWords:
    return SaidWords(who_answered(contents.results))


def _ends(contents: BoardPaperContents) -> SaidWords:
    """The strongest and the weakest area."""
    return round_headlines(
        contents.results, leading_audience(contents.results), contents.results.leading
    ).ends


def _first(contents: BoardPaperContents) -> SaidWords:
    """Says what comes first, how far chance could change that, and whether it holds whichever way people are
    counted.
    """
    results, audience = contents.results, leading_audience(contents.results)
    if not audience.ranks_priorities:
        chosen = charts.vote_chart(results) if audiences_with_votes(results) else None
        return said_together(
            (SaidWords(UNRANKED), SaidWords(chosen.sentence, chosen.claims) if chosen else SaidWords(""))
        )
    first = what_comes_first(audience, results.leading)
    if not ranked_places(audience, results.leading):
        return first
    sure = charts.rank_band_chart(audience, results.leading)
    return said_together((first, SaidWords(sure.sentence, sure.claims), compare_readings(audience)))


def _moved(contents: BoardPaperContents) -> SaidWords:
    return told_of_changes(leading_audience(contents.results), contents.changes, contents.results.leading)


def _hidden(contents: BoardPaperContents) -> SaidWords:
    return SaidWords(how_many(contents.results))


def _what_was_decided(contents: BoardPaperContents) -> SaidWords:
    if contents.decided or not contents.earlier:
        return SaidWords(decided_words(contents.decided))
    names = listed_names(place.area.short_name for place in contents.earlier.decided.places)
    return SaidWords(f"{decided_words(None)} After “{contents.earlier.title}” it put first: {names}.")


POINTS: tuple[tuple[str, Callable[[BoardPaperContents], SaidWords]], ...] = (
    ("Who answered.", _answered),
    ("Strongest and weakest.", _ends),
    ("Priorities.", _first),
    ("What was decided.", _what_was_decided),
    ("What has moved.", _moved),
    ("What is not shown.", _hidden),
)


def _short_ranking(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Every area in one table: what comes first, how sure that is, and what people chose."""
    if not audience.ranks_priorities or not results.people:
        return
    voters = audiences_with_votes(results)
    yield table_with_notes(
        "What comes first by the formula, and what people would put first",
        (
            "Rank",
            "Area",
            "Stands at",
            "Priority score",
            "Chance could put it, by itself",
            *(f"Chosen by {voter.audience.label.lower()}" for voter in voters),
        ),
        [
            (
                row.rank or "–",
                f"{row.area.number} {row.area.short_name}",
                row.position.cell,
                row.score or "–",
                row.band or "–",
                *(votes or "–" for votes in row.votes),
            )
            for row in area_ranking(results, audience, results.leading)
        ],
    )
