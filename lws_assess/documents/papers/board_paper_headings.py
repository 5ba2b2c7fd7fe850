"""The headings that a board asks for: the partnership's own words, or a marked prompt, and what the plan knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lws_assess.documents.papers.board_paper_actions import cost_in_words
from lws_assess.documents.papers.board_paper_results import who_answered
from lws_assess.documents.papers.manuscripts import (
    PaperBlock,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
)
from lws_assess.survey.plans.board_papers import CONSULTATION, FINANCIAL, RISK, ChosenHeading
from lws_assess.survey.plans.planned_actions import ActionPlan, ActionState
from lws_assess.survey.results.round_results import RoundResults


@dataclass(frozen=True)
class HeadingBasis:
    """Holds what the headings begin with."""

    results: RoundResults
    plan: ActionPlan | None


def own_headings(
    headings: Sequence[ChosenHeading], basis: HeadingBasis
) -> Iterator[tuple[str, Iterator[PaperBlock]]]:
    """Title and content of each heading that was chosen."""
    for chosen in headings:
        yield chosen.heading.title, _own(chosen, basis)


def _own(chosen: ChosenHeading, basis: HeadingBasis) -> Iterator[PaperBlock]:
    yield from KNOWN.get(chosen.heading.key, _nothing)(basis)
    if chosen.words.strip():
        yield TextParagraph(chosen.words.strip(), look="theirs")
    else:
        yield WritingPrompt(chosen.heading.prompt)


def _nothing(_basis: HeadingBasis) -> Iterator[PaperBlock]:
    yield from ()


def _money(basis: HeadingBasis) -> Iterator[PaperBlock]:
    """Tells what the planned actions cost in all, and which years lack money."""
    for words in cost_in_words(basis.plan):
        yield TextParagraph(words)


def _consultation(basis: HeadingBasis) -> Iterator[PaperBlock]:
    """Tells who was asked in this round, since that is a consultation by itself."""
    yield TextParagraph(who_answered(basis.results))


def _risks(basis: HeadingBasis) -> Iterator[PaperBlock]:
    """The risks that were entered with the planned actions."""
    found = (
        [a for a in basis.plan.actions if a.about.risk.strip() and a.state != ActionState.STOPPED]
        if basis.plan
        else []
    )
    if found:
        yield table_with_notes(
            "Risks entered with planned actions",
            ("Reference", "Action", "Risk"),
            [(action.reference, action.about.what, action.about.risk) for action in found],
        )


KNOWN: dict[str, Callable[[HeadingBasis], Iterator[PaperBlock]]] = {
    FINANCIAL: _money,
    CONSULTATION: _consultation,
    RISK: _risks,
}
