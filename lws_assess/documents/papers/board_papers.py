"""The board paper: two pages that stand alone, then the report, the board's headings, and annexes.

    BoardPaperContents  ->  board_paper        ->  Manuscript
                        ->  short_board_paper  ->  Manuscript of the two pages alone

Everything in it comes from the view objects that the pages show. What only people can write is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.papers.board_paper_actions import decision_taken, planned_actions
from lws_assess.documents.papers.board_paper_headings import HeadingBasis, own_headings
from lws_assess.documents.papers.board_paper_opening import first_page, second_page
from lws_assess.documents.papers.board_paper_results import (
    groups_differ,
    leading_audience,
    method_of_figures,
    not_known,
    not_shown,
    since_last_time,
    views_of_families,
    what_matters,
    where_we_are,
)
from lws_assess.documents.papers.board_paper_statements import inside_areas, other_statements
from lws_assess.documents.papers.decisions import since_earlier
from lws_assess.documents.papers.manuscripts import (
    Manuscript,
    NewPage,
    PaperBlock,
    PaperHeading,
)
from lws_assess.documents.printing import LONGEST_NAME
from lws_assess.survey.letters import shortened_line

LONGEST_IN_FOOT = 60  # characters of a name
Sections = Iterator[tuple[str, Iterator[PaperBlock]]]


def board_paper(contents: BoardPaperContents) -> Manuscript:
    """The whole paper, in the order in which a board reads it."""
    blocks = [*_leading(contents), NewPage()]
    for number, (heading, section) in enumerate((*_report(contents), *_headings(contents)), 1):
        blocks += [PaperHeading(f"{number}. {heading}"), *section]
    for letter, (heading, section) in zip(ascii_uppercase, _annexes(contents), strict=False):
        blocks += [PaperHeading(f"Annex {letter}. {heading}"), *section]
    return _manuscript(contents, blocks)


def short_board_paper(contents: BoardPaperContents) -> Manuscript:
    """The two pages alone."""
    return _manuscript(contents, _leading(contents))


def _manuscript(contents: BoardPaperContents, blocks: list[PaperBlock]) -> Manuscript:
    results = contents.results
    whose, title = (
        shortened_line(results.partnership, LONGEST_NAME),
        shortened_line(results.title, LONGEST_NAME),
    )
    return Manuscript(
        title=f"Board paper: {title}",
        subtitle=f"{whose}. Results of {results.made_on}, paper of {contents.written_on}.",
        author=whose,
        foot=f"{shortened_line(whose, LONGEST_IN_FOOT)}: {shortened_line(title, LONGEST_IN_FOOT)}",
        blocks=tuple(blocks),
        leading=2,
    )


def _leading(contents: BoardPaperContents) -> list[PaperBlock]:
    return [*first_page(contents), NewPage(in_pdf_alone=True), *second_page(contents)]


def _report(contents: BoardPaperContents) -> Sections:
    results, audience = contents.results, leading_audience(contents.results)
    yield "Where we are", where_we_are(results, audience)
    yield "Inside what comes first", inside_areas(contents, audience)
    yield "How groups differ", groups_differ(results, audience)
    yield "What families say", views_of_families(results, audience)
    yield "What people cannot see", not_known(results, audience)
    yield "What matters most", what_matters(results, audience)
    yield "What was decided, and why", _decided(contents)
    yield "Planned actions", planned_actions(contents.plan)
    yield "Since last time", since_last_time(results, audience, contents.changes)


def _headings(contents: BoardPaperContents) -> Sections:
    yield from own_headings(contents.headings, HeadingBasis(contents.results, contents.plan))


def _annexes(contents: BoardPaperContents) -> Sections:
    results, audience = contents.results, leading_audience(contents.results)
    if results.people and not audience.audience.easy_read:
        yield "Statements of the other areas", other_statements(contents, audience)
    yield "What is not shown, and why", not_shown(results)
    yield "Method and limits", method_of_figures(results)


def _decided(contents: BoardPaperContents) -> Iterator[PaperBlock]:
    yield from decision_taken(contents.decided)
    if contents.earlier:
        yield PaperHeading(f"What was decided after “{contents.earlier.title}”", 2)
        yield from decision_taken(contents.earlier.decided, since_earlier(contents.earlier, contents.results))
