"""The headings that a board asks for: the partnership's own words, or a marked prompt, and what the plan knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lws_assess.actions.priorities import Decided
from lws_assess.documents.board_paper_actions import NOT_YET, pounds
from lws_assess.documents.drawing import listed
from lws_assess.documents.manuscripts import Block, Points, Prompt, Words, table
from lws_assess.survey.board_papers import FINANCIAL, RECOMMENDATIONS, RISK, Chosen
from lws_assess.survey.plans import STOPPED, Plan


def own_headings(
    headings: Sequence[Chosen], decided: Decided | None, plan: Plan | None
) -> Iterator[tuple[str, Iterator[Block]]]:
    """Title and content of each heading that was chosen."""
    for chosen in headings:
        yield chosen.heading.title, _own(chosen, decided, plan)


def _own(chosen: Chosen, decided: Decided | None, plan: Plan | None) -> Iterator[Block]:
    yield from KNOWN.get(chosen.heading.key, _nothing)(decided, plan)
    if chosen.words.strip():
        yield Words(chosen.words.strip(), look="theirs")
    else:
        yield Prompt(chosen.heading.prompt)


def _nothing(_decided: Decided | None, _plan: Plan | None) -> Iterator[Block]:
    yield from ()


def _recommendations(decided: Decided | None, _plan: Plan | None) -> Iterator[Block]:
    """They begin with what was decided."""
    if decided is None:
        yield Words(f"[{NOT_YET}]")
        return
    yield Words("The steering group puts these areas first:")
    yield Points(tuple(("", f"{place.area.name}.") for place in decided.places), numbered=True)


def _money(_decided: Decided | None, plan: Plan | None) -> Iterator[Block]:
    """What the planned actions cost in all, and which years lack money."""
    costs = [year for year in plan.years if year.pounds] if plan else []
    if not costs:
        return
    whole, pooled = sum(year.pounds for year in costs), sum(year.pooled for year in costs)
    yield Words(f"The planned actions cost {pounds(whole)}, of which {pounds(pooled)} is pooled.")
    missing = [
        f"{year.words} ({pounds(-year.left)})" for year in costs if year.left is not None and year.left < 0
    ]
    if missing:
        yield Words(f"Money is missing in {listed(missing)}.")


def _risks(_decided: Decided | None, plan: Plan | None) -> Iterator[Block]:
    """The risks that were entered with the planned actions."""
    found = [a for a in plan.actions if a.about.risk.strip() and a.state != STOPPED] if plan else []
    if found:
        yield table(
            "Risks entered with planned actions",
            ("Reference", "Action", "Risk"),
            [(action.reference, action.about.what, action.about.risk) for action in found],
        )


KNOWN: dict[str, Callable[[Decided | None, Plan | None], Iterator[Block]]] = {
    FINANCIAL: _money,
    RISK: _risks,
    RECOMMENDATIONS: _recommendations,
}
