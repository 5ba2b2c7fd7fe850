"""Moved sentences: of one area in one plain sentence, how far it moved, in how many groups, and whether it is real.

"Real" is by the test that holds over all areas at once (survey.results.verdicts). The figures are those of the ledger.
"""

from __future__ import annotations

from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.claims import Claim, SaidWords
from lws_assess.documents.moved_figures import claim_of_change, groups_of_change, signed_change
from lws_assess.documents.overview.ledger import LedgerRow
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import MovedFigure
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.withheld import Withheld

BESIDE_CHANCE = {
    Verdict.BEYOND: "That is more than chance would move it",
    Verdict.WITHIN: "That is no more than chance would move it",
    Verdict.UNKNOWN: "How far chance could move it is not known",
}


def moved_sentence(row: LedgerRow, then_title: str) -> SaidWords:
    """Says of one area whether it moved since the round of that title; empty where there is no comparison."""
    if row.moved is None:
        return SaidWords("")
    name, then, now = row.area.short_name, row.moved.then, row.moved.now
    apart = row.moved.difference
    if not isinstance(then, Shown) or not isinstance(now, Shown) or apart is None:
        why = next((str(one) for one in (then, now) if isinstance(one, Withheld)), "")
        return SaidWords(f"{name} cannot be compared. {why}".rstrip())
    if apart.is_nought and then.text == now.text:
        fewer = groups_of_change(row.moved)
        same = (
            f"came out the same as in “{then_title}”, {fewer}"
            if fewer
            else f"stands at {now.text}, as in “{then_title}”"
        )
        return SaidWords(f"{name} {same}{_groups(row)}.")
    return SaidWords(
        f"{_way(name, row.moved, then, now, then_title)}{_groups(row)}. {BESIDE_CHANCE[row.moved.beside_chance]}.",
        _claims(row),
    )


def _way(name: str, moved: MovedFigure, then: Shown, now: Shown, then_title: str) -> str:
    """Both ends are printed where the change counts all groups of both rounds, and else which groups it counts."""
    fewer = groups_of_change(moved)
    ends = f"since “{then_title}”, {fewer}" if fewer else f"from {then.text} in “{then_title}” to {now.text}"
    apart = moved.difference
    if apart is None or not (apart.is_rise or apart.is_fall):
        return f"{name} moved by {signed_change(moved)} {ends}" if fewer else f"{name} went {ends}"
    joint = " " if fewer else ", "
    if moved.beside_chance == Verdict.BEYOND:
        return f"{name} {'rose' if apart.is_rise else 'fell'} by {apart.size}{joint}{ends}"
    return f"{name} came out {apart.size} {'higher' if apart.is_rise else 'lower'}{joint}{ends}"


def _groups(row: LedgerRow) -> str:
    """In how many groups that can be compared it went which way, as far as their printed figures tell."""
    if row.compared < 2 or row.moved is None:
        return ""
    ways = [f"higher in {row.up}"] if row.up else []
    ways += [f"lower in {row.down}"] if row.down else []
    told = " and ".join(ways) or "higher or lower in none"
    return f": {told}" if groups_of_change(row.moved) else f", {told} of the {row.compared} groups compared"


def _claims(row: LedgerRow) -> tuple[Claim, ...]:
    apart = row.moved.difference if row.moved else None
    if row.moved is None or apart is None or not (apart.is_rise or apart.is_fall):
        return ()
    return (claim_of_change(numbered_area(row.area), row.moved),)
