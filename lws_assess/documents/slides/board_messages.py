"""Messages for a board: what it should take away of a round, one message a slide, in the order in which they are told.

    BoardPaperContents  ->  board_messages  ->  SlideDeck of BoardMessage: a finding, a figure, a line, what to say

The file of slides and the slides in the browser are both drawn from these, so that they cannot differ. A message that
a round has nothing for is left out.
"""

from __future__ import annotations

from dataclasses import replace

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.overview.headline import round_headline
from lws_assess.documents.papers.board_paper_results import who_answered
from lws_assess.documents.printing import LONGEST_NAME
from lws_assess.documents.slides.comparison_messages import compared_messages
from lws_assess.documents.slides.message_figures import MessageFigure, MessageKind
from lws_assess.documents.slides.plan_messages import decided_message, plan_message
from lws_assess.documents.slides.result_messages import found_messages
from lws_assess.documents.slides.slide_messages import BoardMessage, SlideDeck
from lws_assess.documents.slides.told_answers import chosen_words, told_audience
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.results.round_results import READINGS

LOWER_END = "Where a figure has two ends, its bar in the chart reaches to the lower of them, and its label names both."
LONGEST_IN_FOOT = 60  # characters of a name


def board_messages(contents: BoardPaperContents) -> SlideDeck:
    """Every message of a round, the one that says most first: ten where there is something to say of each."""
    results = contents.results
    whose, title = (shortened_line(name, LONGEST_NAME) for name in (results.partnership, results.title))
    names = (shortened_line(name, LONGEST_IN_FOOT) for name in (whose, title))
    return SlideDeck(
        whose=whose,
        title=title,
        foot=f"{': '.join(names)}, {results.made_on}",
        messages=tuple(
            map(
                _with_ends,
                (
                    _headline_message(contents, whose, title),
                    *found_messages(contents),
                    *compared_messages(contents),
                    decided_message(contents),
                    plan_message(contents),
                ),
            )
        ),
    )


def _with_ends(message: BoardMessage) -> BoardMessage:
    """Adds to what is to be said how a figure of two ends is drawn, where one is."""
    figure = message.figure
    if not isinstance(figure, MessageFigure) or figure.kind != MessageKind.BARS:
        return message
    has_ends = any(one.ends for row in figure.rows for one in row.values)
    return replace(message, notes=(*message.notes, LOWER_END)) if has_ends else message


def _headline_message(contents: BoardPaperContents, whose: str, title: str) -> BoardMessage:
    """Tells what a chair who sees one slide should have seen."""
    results, audience, changes = contents.results, told_audience(contents), contents.changes
    moved = changes.find_audience(audience.audience.key) if changes else None
    finding = round_headline(
        audience,
        contents.told_reading,
        moved if moved and moved.cells else None,
        shortened_line(changes.then_title, LONGEST_IN_FOOT) if changes else "",
    )
    told = f"{title}. Results of {results.made_on}; slides of {contents.written_on}."
    return BoardMessage(
        "headline",
        whose,
        finding,
        " ".join(filter(None, (told, chosen_words(contents)))),
        (
            f"This is what people said in “{title}”, in one sentence.",
            finding.text,
            who_answered(results),
            f"Unless it is said otherwise, {READINGS[contents.told_reading]}.",
        ),
    )
