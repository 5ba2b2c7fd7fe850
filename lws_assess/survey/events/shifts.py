"""Second votes: what a room says after it has talked, and how far people moved, as far as that may be shown.

    both turns (id -> group, code), the first release  ->  release_again  ->  ReleasedRoom, ReleasedShift
    ReleasedShift, both views                           ->  view_shift     ->  Shift

The second vote is of exactly those who are in the first, each in the group that they had then: whoever does not
vote again counts as before. So nothing that somebody answered who left follows from the difference of the two.
People who voted only the second time stand in no figure; from k on their number is told.

That difference is about those who voted again. They are nobody or at least k in the room, in each group that is
shown, and in every mixture that subtraction gives. Then nothing that single people, groups, or those of a group
who left have answered may follow from all that both votes print, with how many moved (`event_exchanges`).

Protected: who moved and from where. Not protected: what the figures say of everybody at once. If all moved up,
whoever knows what a neighbour said first knows that the neighbour went up. Moving together is not the same as
being right.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.exchanges import NO_RATING, AnsweredAlike, RoomOfVotes, ShiftDisplay
from lws_assess.survey.events.figures import shown_count
from lws_assess.survey.events.groups import all_others_are_unsure, sets_of_groups
from lws_assess.survey.events.votes import (
    FEW_AGAIN,
    TELLS_TOO_MUCH,
    Ballot,
    ReleasedRoom,
    RoomResult,
    SecondVoters,
    nothing_of,
    ratings_by_group,
    release_room,
    room_with,
)
from lws_assess.survey.instruments import Scale
from lws_assess.survey.keys import NO_GROUP, AudienceKey, GroupKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.results.compared_figures import difference_of
from lws_assess.survey.rounding import decimals_of, rounded_outward, signed_value
from lws_assess.survey.smallest_numbers import (
    is_nobody_or_enough,
    is_too_few,
    may_be_shown,
    no_more_than_enough,
    room_may_be_shown,
)
from lws_assess.survey.withheld import (
    Withheld,
    room_withheld_for_too_few,
    shift_withheld_at_an_end,
    shift_withheld_for_few_alone,
    shift_withheld_for_too_much,
    shift_withheld_without_both,
)

Turn = Mapping[bytes, Ballot]  # id of a pair -> group, code

# Why a shift is withheld.
FEW_PAIRS, TOO_MUCH, NOT_BOTH = "few-pairs", "too-much", "not-both"
FEW_ALONE, AN_END = (
    "few-alone",
    "an-end",
)  # of votes that were released before second votes were of the same people


@dataclass(frozen=True)
class ReleasedMoves:
    """People with a level in both votes, and how many of them moved: everybody who did not vote again did not.

    How many moved up and how many down is not kept: with the means it would often tell every step.
    """

    pairs: int
    moved: int


@dataclass(frozen=True)
class ReleasedShift:
    """`room` is None where the shift is withheld, and `why` then says why; `groups` have theirs shown."""

    audience: AudienceKey
    why: str
    room: ReleasedMoves | None
    groups: tuple[tuple[GroupKey, ReleasedMoves], ...] = ()


People = Counter[AnsweredAlike]


def release_again(
    before: ReleasedRoom, first: Turn, second: Turn, scale: Scale, k: int
) -> tuple[ReleasedRoom, ReleasedShift]:
    """The second vote on a question and how people moved, with everything taken out that may not be shown.

    `before` is the release of the first. Where that shows nothing, the second is released as a first one, of all
    who voted now. Raises NotAnEventBallot.
    """
    audience = before.audience
    if before.counts is None:
        room = release_room(audience, list(second.values()), scale, k)
        return room, ReleasedShift(audience, NOT_BOTH, None)
    now = {one: (group, second[one][1] if one in second else code) for one, (group, code) in first.items()}
    ratings_by_group([second[one] for one in second], scale)  # refuses what is no ballot
    again = _again(first, second, k)
    room = replace(room_with(audience, list(now.values()), (), scale, k), again=again)
    if room.counts is None:
        return room, ReleasedShift(audience, NOT_BOTH, None)
    people = _people(first, now, second)
    few = not room_may_be_shown(sum(one in second for one in first), k)
    shown = None if few else _groups_shown_again(before, people, scale, k)
    if shown is None:
        nothing = nothing_of(audience, room.hidden_groups, FEW_AGAIN if few else TELLS_TOO_MUCH, again)
        return nothing, ReleasedShift(audience, NOT_BOTH, None)
    room = replace(room_with(audience, list(now.values()), shown, scale, k), again=again)
    return room, _shift(audience, people, _display(before, shown), scale, k)


def _again(first: Turn, second: Turn, k: int) -> SecondVoters:
    stayed = sum(one in second for one in first)
    out, new = len(first) - stayed, len(second) - stayed
    return SecondVoters(
        stayed_out=out if may_be_shown(out, k) else None,
        newcomers=new if may_be_shown(new, k) else None,
    )


def _people(first: Turn, now: Turn, second: Turn) -> People:
    return Counter(
        AnsweredAlike(group, one in second, _rating(code), _rating(now[one][1]))
        for one, (group, code) in first.items()
    )


def _rating(code: int) -> int:
    return NO_RATING if code == DONT_KNOW else code


def _display(before: ReleasedRoom, shown: Sequence[GroupKey]) -> ShiftDisplay:
    return ShiftDisplay((frozenset(one.group for one in before.groups), frozenset(shown)))


# --- which groups the second vote shows ------------------------------------------------------------------------


def _groups_shown_again(
    before: ReleasedRoom, people: People, scale: Scale, k: int
) -> tuple[GroupKey, ...] | None:
    """The largest set of groups that the first vote shows too; None where not even the room may be shown."""
    if not _may_show(before, (), people, scale, k):  # then it may not with any group either
        return None
    rated = _number(people, lambda kind: bool(kind.second))
    stayed = _number(people, lambda kind: kind.again)
    sizes = {
        one.group: rated[one.group]
        for one in before.groups
        if may_be_shown(rated[one.group], k) and may_be_shown(stayed[one.group], k)
    }
    return next((some for some in sets_of_groups(sizes) if _may_show(before, some, people, scale, k)), None)


def _may_show(before: ReleasedRoom, shown: Sequence[GroupKey], people: People, scale: Scale, k: int) -> bool:
    rated = _number(people, lambda kind: bool(kind.second))
    unsure = _number(people, lambda kind: not kind.second)
    display = _display(before, shown)
    return (
        not all_others_are_unsure(rated, unsure, shown)
        and not some_mixture_is_small(people, display, k)
        and RoomOfVotes(people, display, scale.top).all_is_open()
    )


def _number(people: People, of: Callable[[AnsweredAlike], bool]) -> Counter[GroupKey]:
    """Returns how many people of each group are such."""
    found: Counter[GroupKey] = Counter()
    for kind, number in people.items():
        found[kind.group] += number if of(kind) else 0
    return found


# What a mixture of sums weighs somebody's two ratings with: only whether that is nothing, and whether the two
# cancel each other out, which is all of whoever did not vote again.
_WEIGHTS = NONE, ONE, OTHER, AGAINST, BOTH = (0, 0), (1, 0), (0, 1), (1, -1), (1, 1)


def some_mixture_is_small(people: People, display: ShiftDisplay, k: int) -> bool:
    """True if the sums of both votes can be so mixed that they depend on 1 to k - 1 people.

    The sum of the room weighs something in each vote, and that of a group what one likes where it is shown.
    """
    groups = {kind.group for kind in people}
    left = {
        group: {weights: _left(people, group, weights) for weights in _WEIGHTS} for group in sorted(groups)
    }
    for room in _WEIGHTS:
        sums = {0}
        for group in left:
            may = {left[group][weights] for weights in _may_weigh(group, room, display)}
            sums = {no_more_than_enough(known + more, k) for known in sums for more in may}
        if any(is_too_few(number, k) for number in sums):
            return True
    return False


def _may_weigh(group: GroupKey, room: tuple[int, int], display: ShiftDisplay) -> Iterator[tuple[int, int]]:
    first, second = ((0, 1, -1) if group in shown else () for shown in display.groups)
    for one, other in product(first or (room[0],), second or (room[1],)):
        sign = -1 if one < 0 or (one == 0 and other < 0) else 1
        yield sign * one, sign * other


def _left(people: People, group: GroupKey, weights: tuple[int, int]) -> int:
    """Returns how many people of a group a mixture depends on."""
    return sum(number for kind, number in people.items() if kind.group == group and _weighs(kind, weights))


def _weighs(kind: AnsweredAlike, weights: tuple[int, int]) -> bool:
    first, second = (weight if rated else 0 for weight, rated in zip(weights, kind.rated, strict=True))
    return bool(first or second) if kind.again else bool(first + second)


# --- how people moved ------------------------------------------------------------------------------------------


def _shift(
    audience: AudienceKey, people: People, display: ShiftDisplay, scale: Scale, k: int
) -> ReleasedShift:
    pairs = _number(people, lambda kind: kind.again and kind.pair)
    if not room_may_be_shown(sum(pairs.values()), k):
        return ReleasedShift(audience, FEW_PAIRS, None)
    moving = replace(display, moved=True)
    if not RoomOfVotes(people, moving, scale.top).all_is_open():  # then it is not with any group either
        return ReleasedShift(audience, TOO_MUCH, None)
    sizes = {group: pairs[group] for group in sorted(display.groups[1]) if may_be_shown(pairs[group], k)}
    shown = next(some for some in sets_of_groups(sizes, tried=1) if _may_move(some, people, moving, scale, k))
    groups = tuple((group, _moves(people, group)) for group in shown)
    return ReleasedShift(audience, "", _moves(people), groups)


def _may_move(shown: Sequence[GroupKey], people: People, display: ShiftDisplay, scale: Scale, k: int) -> bool:
    """True if the moves of these groups may stand beside those of the room, or there is no group."""
    pairs = _number(people, lambda kind: kind.again and kind.pair)
    rest = sum(number for group, number in pairs.items() if group not in shown)
    moving = replace(display, moved_groups=frozenset(shown))
    return not shown or (
        is_nobody_or_enough(rest, k) and RoomOfVotes(people, moving, scale.top).all_is_open()
    )


def _moves(people: People, group: GroupKey = NO_GROUP) -> ReleasedMoves:
    mine = [(kind, number) for kind, number in people.items() if group in ("", kind.group) and kind.pair]
    return ReleasedMoves(
        pairs=sum(number for _, number in mine), moved=sum(kind.moved * number for kind, number in mine)
    )


def shift_to_json(shift: ReleasedShift) -> str:
    return json.dumps(asdict(shift), sort_keys=True, separators=(",", ":"))


def shift_from_json(text: str) -> ReleasedShift:
    """Reads older releases too, which kept the net move besides."""
    data: dict[str, Any] = json.loads(text)
    return ReleasedShift(
        audience=data["audience"],
        why=data["why"],
        room=None if data["room"] is None else _moves_from(data["room"]),
        groups=tuple((group, _moves_from(moves)) for group, moves in data["groups"]),
    )


def _moves_from(data: Mapping[str, int]) -> ReleasedMoves:
    return ReleasedMoves(data["pairs"], data["moved"])


# --- the view ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VoteMoves:
    """Says how some people moved, as it may be printed, with the means of both votes that stand beside it.

    `pairs` are those who have a level in both votes, and `moved` those whose level is another. `net_text` is how far
    the mean went, in levels; where a mean is printed to the half, between what it lies: "0.0 to +1.0".
    """

    pairs: int
    moved: BoundedCount
    then: Shown
    now: Shown

    @property
    def nobody(self) -> bool:
        return self.moved.most == 0

    @property
    def same_people(self) -> bool:
        """True if both means are of those with a level in both votes, and of nobody else."""
        return self.then.n == self.now.n == self.pairs

    @property
    def share_text(self) -> str:
        """
        >>> then, now = Shown(2.5, "2.50", "", 20), Shown(2.75, "2.75", "", 20)
        >>> VoteMoves(20, BoundedCount(9, 9, 20), then, now).share_text,
        ...     VoteMoves(20, BoundedCount(9, 9, 20), then, now).net_text
        ('9 of 20', '+0.25')
        """
        return f"{self.moved} of {self.pairs}"

    @property
    def net_text(self) -> str:
        """No finer than the coarser of the two means; the ends of what is left open go outward."""
        apart = difference_of(self.then, self.now).interval
        places = min(decimals_of(one.text) for one in (self.then, self.now))
        if apart.is_exact:
            return signed_value(apart.low, places)
        return " to ".join(
            signed_value(end, places) for end in rounded_outward(apart.low, apart.high, places)
        )


@dataclass(frozen=True)
class GroupShift:
    key: GroupKey
    name: str
    moves: VoteMoves


@dataclass(frozen=True)
class RoomShift:
    """Says how a room moved between two votes on one question, and those of its groups that may be shown."""

    moves: VoteMoves
    groups: tuple[GroupShift, ...]


def view_shift(
    released: ReleasedShift, first: RoomResult, second: RoomResult, k: int
) -> RoomShift | Withheld:
    """The view object of a shift, from the view objects of both votes: the net move is that of printed means."""
    if released.room is None:
        return shift_withheld(released.why, k)
    if isinstance(first.mean, Withheld) or isinstance(second.mean, Withheld):
        return shift_withheld(NOT_BOTH, k)
    groups = dict(released.groups)
    then = {one.key: one.mean for one in first.groups}
    found = (
        GroupShift(one.key, one.name, _view_moves(groups[one.key], mean, one.mean))
        for one in second.groups
        if one.key in groups and isinstance(mean := then.get(one.key), Shown) and isinstance(one.mean, Shown)
    )
    return RoomShift(_view_moves(released.room, first.mean, second.mean), tuple(found))


def _view_moves(moves: ReleasedMoves, then: Shown, now: Shown) -> VoteMoves:
    return VoteMoves(moves.pairs, shown_count(moves.moved, moves.pairs), then, now)


def shift_withheld(why: str, k: int) -> Withheld:
    return {
        FEW_PAIRS: room_withheld_for_too_few(k, "chose a level both times"),
        TOO_MUCH: shift_withheld_for_too_much(),
        NOT_BOTH: shift_withheld_without_both(),
        FEW_ALONE: shift_withheld_for_few_alone(k),
        AN_END: shift_withheld_at_an_end(),
    }[why]
