"""The headings that a board asks for: the partnership's own words, or a marked prompt, and what the plan knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lws_assess.actions.results.priorities import Decided
from lws_assess.documents.charts.drawing import listed
from lws_assess.documents.papers.board_paper_actions import NOT_YET, pounds
from lws_assess.documents.papers.manuscripts import Block, Points, Prompt, Words, table
from lws_assess.survey.plans.board_papers import FINANCIAL, RECOMMENDATIONS, RISK, ChosenHeading
from lws_assess.survey.plans.planned_actions import ActionPlan, ActionState


@dataclass(frozen=True)
class Basis:
    """What the headings begin with. `after` names the round of the decision where it was an earlier one."""

    decided: Decided | None
    after: str
    plan: ActionPlan | None


def own_headings(headings: Sequence[ChosenHeading], basis: Basis) -> Iterator[tuple[str, Iterator[Block]]]:
    """Title and content of each heading that was chosen."""
    for chosen in headings:
        yield chosen.heading.title, _own(chosen, basis)


def _own(chosen: ChosenHeading, basis: Basis) -> Iterator[Block]:
    yield from KNOWN.get(chosen.heading.key, _nothing)(basis)
    if chosen.words.strip():
        yield Words(chosen.words.strip(), look="theirs")
    else:
        yield Prompt(chosen.heading.prompt)


def _nothing(_basis: Basis) -> Iterator[Block]:
    yield from ()


def _recommendations(basis: Basis) -> Iterator[Block]:
    """They begin with what was decided."""
    if basis.after or basis.decided is None:
        yield Words(f"[{NOT_YET}]")
    if basis.decided:
        when = f"After “{basis.after}” the steering group put" if basis.after else "The steering group puts"
        yield Words(f"{when} these areas first:")
        yield Points(tuple(("", f"{place.area.name}.") for place in basis.decided.places), numbered=True)


def _money(basis: Basis) -> Iterator[Block]:
    """What the planned actions cost in all, and which years lack money."""
    costs = [year for year in basis.plan.years if year.pounds] if basis.plan else []
    if not costs:
        return
    whole, pooled = sum(year.pounds for year in costs), sum(year.pooled for year in costs)
    yield Words(f"The planned actions cost {pounds(whole)}, of which {pounds(pooled)} is pooled.")
    missing = [
        f"{year.words} ({pounds(-year.left)})" for year in costs if year.left is not None and year.left < 0
    ]
    if missing:
        yield Words(f"Money is missing in {listed(missing)}.")


def _risks(basis: Basis) -> Iterator[Block]:
    """The risks that were entered with the planned actions."""
    found = (
        [a for a in basis.plan.actions if a.about.risk.strip() and a.state != ActionState.STOPPED]
        if basis.plan
        else []
    )
    if found:
        yield table(
            "Risks entered with planned actions",
            ("Reference", "Action", "Risk"),
            [(action.reference, action.about.what, action.about.risk) for action in found],
        )


KNOWN: dict[str, Callable[[Basis], Iterator[Block]]] = {
    FINANCIAL: _money,
    RISK: _risks,
    RECOMMENDATIONS: _recommendations,
}
