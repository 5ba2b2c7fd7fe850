"""Participation: where each group stands while a round runs, as far as whoever looks may know.

    CountedGroup, an exact count  ->  SeenNumber: that number, or only "fewer than 5"
                                  ->  GroupParticipation: what the group needs, its share of the target, its state
                                  ->  total, forecast, order

All that follows is made of a SeenNumber. So whoever is told "fewer than 5" learns no more from a total, a forecast or
an order, nor from watching how they change with every answer that comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lws_assess.survey.keys import AudienceKey, GroupKey
from lws_assess.survey.releases.privacy import SmallGroup
from lws_assess.survey.rounding import whole_percent
from lws_assess.survey.rounds.repeats import EarlierCell, join_apart
from lws_assess.survey.smallest_numbers import (
    FEWEST,
    answers_between,
    has_risen,
    how_many_are_missing,
    line_on_bar,
    may_be_shown,
    reach_of_bar,
)


@dataclass(frozen=True)
class SeenNumber:
    """A number of people as far as it may be known: somewhere from `least` to `most`, exact where they meet."""

    least: int
    most: int

    @property
    def exact(self) -> bool:
        return self.least == self.most

    @property
    def words(self) -> str:
        """ "12", "fewer than 5", "8 to 12"."""
        if self.exact:
            return f"{self.least:,}"
        return f"fewer than {self.most + 1}" if self.least == 0 else f"{self.least:,} to {self.most:,}"

    @property
    def more(self) -> str:
        """Returns the number as what is still missing: "3 more", "up to 5 more", "6 to 10 more"."""
        return f"up to {self.most} more" if not self.exact and self.least < 2 else f"{self.words} more"

    def up_to(self, goal: int) -> SeenNumber:
        """Returns how many are missing for a goal."""
        return SeenNumber(how_many_are_missing(self.most, goal), how_many_are_missing(self.least, goal))


def exact_number(number: int) -> SeenNumber:
    return SeenNumber(number, number)


def blurred_number(number: int) -> SeenNumber:
    """Returns what a lead or the steering group may know of a group's count while the round is open."""
    return exact_number(number) if may_be_shown(number, FEWEST) else SeenNumber(0, FEWEST - 1)


@dataclass(frozen=True)
class CountedGroup:
    """A group as counted, in the order of the partnership's list."""

    key: GroupKey
    name: str
    branch: str
    audience: AudienceKey
    answered: int
    target: int = 0
    catch_all: bool = False


@dataclass(frozen=True)
class GroupParticipation:
    """Says where a group stands. `company` are those it would be shown together with, itself among them.

    `near` is a group that has enough answers, and a number too near to that of a round shortly before.
    """

    key: GroupKey
    name: str
    audience: AudienceKey
    answered: SeenNumber
    target: int
    smallest: int  # the round's smallest number shown
    company: tuple[str, ...] = ()
    catch_all: bool = False
    near: bool = False

    @property
    def alone(self) -> bool:
        """True if it would certainly be shown by itself."""
        return may_be_shown(self.answered.least, self.smallest) and not self.near

    @property
    def heard(self) -> bool:
        """True if its answers would certainly be in some figure."""
        return self.alone or bool(self.company)

    @property
    def reached(self) -> bool:
        return 0 < self.target <= self.answered.least

    @property
    def needs(self) -> SeenNumber:
        """Returns how many more until it is shown by itself."""
        return self.answered.up_to(self.smallest)

    @property
    def to_target(self) -> SeenNumber:
        return self.answered.up_to(self.target)

    @property
    def share(self) -> SeenNumber | None:
        """Of its target, in whole per cent; None where it has none, or where nothing can be said."""
        if not self.target or (not self.answered.exact and self.answered.most >= self.target):
            return None
        return SeenNumber(*(whole_percent(n, self.target) for n in (self.answered.least, self.answered.most)))

    @property
    def bar_reach(self) -> int:
        """Returns how many people the whole length of its bar stands for."""
        return reach_of_bar(self.answered.most, self.target, self.smallest)

    def line_on_bar(self, width: float, last: int) -> float:
        """Returns where on a bar so wide the line stands from which it is shown by itself, no further right than
        `last`.
        """
        return line_on_bar(self.smallest, self.bar_reach, width, last)

    @property
    def state(self) -> str:
        """Returns how it is doing, in words, while the round can still take answers."""
        if self.alone:
            return "Target reached" if self.reached else "Would be shown"
        if self.near:
            shown = "with others; its number is" if self.company else "not at all: its number is"
            return f"Would be shown {shown} too near to that of a round shortly before"
        if self.company:
            return f"Would be shown with others; {self.needs.more} to be shown by itself"
        if self.answered == exact_number(0):
            return f"Nobody yet; {self.needs.more} to be shown"
        return f"{self.needs.more} to be shown by itself".capitalize()

    @property
    def outcome(self) -> str:
        """Returns how the group is shown in the results, in words, once they are there."""
        if self.heard:
            return "Shown by itself" if self.alone else "Shown together with others"
        if self.near:
            return "Not shown: its number is too near to that of a round shortly before"
        return "Nobody answered" if self.answered == exact_number(0) else "Not shown: too few answers"


def group_participations(
    groups: Sequence[CountedGroup],
    smallest: int,
    everything: bool,
    earlier: Sequence[EarlierCell] = (),
    released: Sequence[tuple[GroupKey, ...]] | None = None,
) -> list[GroupParticipation]:
    """Returns where each group stands: in exact numbers, or as leads and the steering group may know it.

    `earlier` is what rounds shortly before published, and `released` the cells of the round's own release, once it
    is there. Catch-all groups stand there once somebody is known to have answered for them.
    """
    seen = {g.key: exact_number(g.answered) if everything else blurred_number(g.answered) for g in groups}
    made = _cells(groups, seen, smallest, earlier) if released is None else released
    cells = {member: cell for cell in made for member in cell}
    standings = [
        GroupParticipation(
            g.key,
            g.name,
            g.audience,
            seen[g.key],
            g.target,
            smallest,
            cells.get(g.key, ()) if everything and len(cells.get(g.key, ())) > 1 else (),
            g.catch_all,
            near=may_be_shown(seen[g.key].least, smallest) and len(cells.get(g.key, ())) != 1,
        )
        for g in groups
    ]
    return [s for s in standings if not s.catch_all or s.answered.least]


def _cells(
    groups: Sequence[CountedGroup],
    seen: dict[GroupKey, SeenNumber],
    smallest: int,
    earlier: Sequence[EarlierCell],
) -> Sequence[tuple[GroupKey, ...]]:
    """Returns which groups would be shown, and with which others."""
    small = [SmallGroup(g.key, g.branch, g.audience, seen[g.key].least) for g in groups]
    return join_apart(small, smallest, earlier).cells


def total_answered(groups: Sequence[CountedGroup], everything: bool) -> SeenNumber:
    """Returns how many answered in all. With a group that is only known to be below 5, no more than a range.

    An exact total would give such a group away, alone or while one watches: when a second small group reaches 5,
    what is left of the total is the first.
    """
    seen = [exact_number(g.answered) if everything else blurred_number(g.answered) for g in groups]
    return SeenNumber(sum(s.least for s in seen), sum(s.most for s in seen))


@dataclass(frozen=True)
class ChangedSmallestNumber:
    """Says that the round before showed groups from another number of answers on.

    `fallen_short` names the groups of this round that were shown by themselves then, with fewer than it takes now.
    """

    smallest_then: int
    smallest_number: int
    title: str  # of the round before
    fallen_short: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Returns what the change means for groups that lie between the two numbers."""
        between = answers_between(self.smallest_number, self.smallest_then)
        was = f"In “{self.title}” it was {self.smallest_then}."
        if not has_risen(self.smallest_number, self.smallest_then):
            return f"{was} A group of {between} is shown by itself now, and was not then."
        return (
            f"{was} A group of {between} was shown by itself then; now it is shown only together with other small "
            "groups, or not at all."
        )


@dataclass(frozen=True)
class ReleaseForecast:
    """Holds what would show if the round closed now."""

    alone: tuple[GroupParticipation, ...]
    together: tuple[tuple[GroupParticipation, ...], ...]
    missing: tuple[
        GroupParticipation, ...
    ]  # shown neither by themselves nor, as far as is known, with others


def forecast_release(participations: Sequence[GroupParticipation]) -> ReleaseForecast:
    cells = dict.fromkeys(s.company for s in participations if s.company)
    return ReleaseForecast(
        alone=tuple(s for s in participations if s.alone),
        together=tuple(tuple(s for s in participations if s.key in cell) for cell in cells),
        missing=tuple(s for s in participations if not s.heard),
    )


def _by_need(standings: Sequence[GroupParticipation]) -> list[GroupParticipation]:
    """Returns who needs help first.

    Those who would not be shown at all, then those shown only with others, then those short of their target, then
    the rest; catch-alls last, since nobody leads them. Among equals: groups of an audience of which nobody would be
    heard, then those who need most, then those furthest from their target, then the partnership's own order.
    """
    heard = {s.audience for s in standings if s.heard}
    return sorted(
        standings,
        key=lambda s: (
            s.catch_all,
            3 if s.alone and (s.reached or not s.target) else 2 if s.alone else 1 if s.company else 0,
            s.audience in heard,
            -s.needs.most,
            s.share.least if s.share else 100,
        ),
    )


def _by_share(standings: Sequence[GroupParticipation]) -> list[GroupParticipation]:
    return sorted(standings, key=lambda s: s.share.least if s.share else -1, reverse=True)


ORDERS: dict[str, tuple[str, Callable[[Sequence[GroupParticipation]], list[GroupParticipation]]]] = {
    "need": ("Who needs help first", _by_need),
    "list": ("Our own order", list),
    "name": ("Name", lambda standings: sorted(standings, key=lambda s: s.name.casefold())),
    "share": ("Nearest to the target", _by_share),
}


def in_chosen_order(participations: Sequence[GroupParticipation], order: str) -> list[GroupParticipation]:
    """The standings in one of ORDERS; by need where there is no such order."""
    return ORDERS.get(order, ORDERS["need"])[1](participations)
