"""Told answers: whose answers slides tell of, and which messages there are of them."""

from __future__ import annotations

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.papers.board_paper_results import leading_audience
from lws_assess.survey.results.round_results import READINGS, AudienceResults


def told_audience(contents: BoardPaperContents) -> AudienceResults:
    """Returns whose answers slides tell of: of those chosen, where they may be shown, and else of those that lead."""
    found = contents.results.find_audience(contents.audience) if contents.audience else None
    return found if found and found.people else leading_audience(contents.results)


def chosen_words(contents: BoardPaperContents) -> str:
    """Says whose answers are told of and who is counted, where that is not what leads; else empty."""
    told = told_audience(contents)
    said = [told.audience.label] if told is not leading_audience(contents.results) else []
    if contents.told_reading != contents.results.leading and len(told.cells) > 1:
        said.append(READINGS[contents.told_reading])
    words = "; ".join(said)
    return f"{words[:1].upper()}{words[1:]}." if words else ""
