"""The headings that a board asks for: the partnership's own words, or a marked prompt, and what the plan knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.papers.board_paper_actions import NOT_YET, in_pounds
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    PaperBlock,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
)
from lws_assess.survey.plans.board_papers import FINANCIAL, RECOMMENDATIONS, RISK, ChosenHeading
from lws_assess.survey.plans.planned_actions import ActionPlan, ActionState


@dataclass(frozen=True)
class HeadingBasis:
    """Holds what the headings begin with. `after` names the round of the decision where it was an earlier one."""

    decided: DecisionTaken | None
    after: str
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


def _recommendations(basis: HeadingBasis) -> Iterator[PaperBlock]:
    """They begin with what was decided."""
    if basis.after or basis.decided is None:
        yield TextParagraph(f"[{NOT_YET}]")
    if basis.decided:
        when = f"After “{basis.after}” the steering group put" if basis.after else "The steering group puts"
        yield TextParagraph(f"{when} these areas first:")
        yield BulletList(tuple(("", f"{place.area.name}.") for place in basis.decided.places), numbered=True)


def _money(basis: HeadingBasis) -> Iterator[PaperBlock]:
    """Tells what the planned actions cost in all, and which years lack money."""
    costs = [year for year in basis.plan.years if year.pounds] if basis.plan else []
    if not costs:
        return
    whole, pooled = sum(year.pounds for year in costs), sum(year.pooled for year in costs)
    yield TextParagraph(
        f"The planned actions cost {in_pounds(whole)}, of which {in_pounds(pooled)} is pooled."
    )
    missing = [
        f"{year.words} ({in_pounds(-year.left)})" for year in costs if year.left is not None and year.left < 0
    ]
    if missing:
        yield TextParagraph(f"Money is missing in {listed_names(missing)}.")


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
    RISK: _risks,
    RECOMMENDATIONS: _recommendations,
}
