"""Orders in a hall: which of several printed figures is highest and which lowest, as far as they tell.

figures as printed  ->  Ordered  ->  ends  ->  Said: the words, and what they claim

Of figures that may lie anywhere in an interval one is called highest only where that is so for every value. Where it
is not, all that may be highest are named, each with its own figure, joined by "or".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.documents.claims import Claim, Printed, Relation, Said, said_together
from lws_assess.documents.drawing import Place, listed
from lws_assess.survey.compared_figures import compared
from lws_assess.survey.intervals import may_be_highest, may_be_lowest
from lws_assess.survey.privacy import Shown
from lws_assess.survey.written_words import isolated

TOO_NEAR = "Too near to tell which is highest and which lowest"


@dataclass(frozen=True)
class Ordered:
    """A figure, whose it is, and what is said of it in brackets beside its name."""

    figure: Printed
    words: str

    @property
    def told(self) -> str:
        return f"{isolated(self.figure.name)} ({self.words})"


def ordered(figures: Sequence[tuple[str, Place]], with_level: bool = False) -> list[Ordered]:
    """Those of the figures that are shown, no more finely than all of them are printed; names may repeat."""
    drawn = [(name, at, _as_shown(at)) for name, at in figures if at.value is not None]
    within = compared({str(i): shown for i, (*_, shown) in enumerate(drawn)})
    return [
        Ordered(
            Printed(name, at.text, within[str(i)]),
            f"{at.text}, {at.band}" if with_level else at.text,
        )
        for i, (name, at, _) in enumerate(drawn)
    ]


def _as_shown(at: Place) -> Shown:
    return Shown(at.value or 0.0, at.text, at.band, at.people, at.exact, at.between)


def ends(found: Sequence[Ordered]) -> Said:
    """Which of two or more figures are highest and which lowest; nothing of fewer."""
    if len(found) < 2:
        return Said("")
    figures = [one.figure for one in found]
    alike = Claim(Relation.ALIKE, tuple(figures))
    if alike.holds and len({one.text for one in figures}) == 1:
        return Said(f"All have the same figure: {found[0].words}.", (alike,))
    by_place = {str(i): one.interval for i, one in enumerate(figures)}
    highest, lowest = (
        [found[int(key)] for key in which(by_place)] for which in (may_be_highest, may_be_lowest)
    )
    if len(highest) == len(lowest) == len(found):
        return Said(f"{TOO_NEAR}: {_listed(found)}.")
    return said_together(
        (
            _end("Highest", highest, found, (Relation.HIGHEST, Relation.MAY_BE_HIGHEST)),
            _end("Lowest", lowest, found, (Relation.LOWEST, Relation.MAY_BE_LOWEST)),
        )
    )


def _end(
    word: str, some: Sequence[Ordered], found: Sequence[Ordered], relations: tuple[Relation, Relation]
) -> Said:
    """One end of an order: who is there for certain, or who may be, or that it cannot be told."""
    others = tuple(one.figure for one in found if one not in some)
    sure, may_be = (Claim(relation, tuple(one.figure for one in some), others) for relation in relations)
    if sure.holds:
        return Said(f"{word}: {_listed(some)}.", (sure,))
    if not others:
        return Said(f"{word}: cannot be told.")
    return Said(f"{word}: {_listed(some, 'or')}.", (may_be,))


def _listed(some: Sequence[Ordered], last: str = "and") -> str:
    return listed((one.told for one in some), last)
