"""Shifts: how far people moved between two votes on one question, as far as that may be shown.

    both turns (id -> group, code), both rooms  ->  release_shift  ->  ReleasedShift  ->  view_shift  ->  Shift

A pair is a person who chose a level both times, in the same group. Those who did so one time only are alone: what
both rooms show, less the net move, is a sum over them, so they are nobody or at least k, in the room, in each
group whose shift is shown, and in every mixture of groups that subtraction gives.

Where nearly nobody moved, or nearly everybody by one level the same way, everybody can work out each group's
move, shown or not, and from that what the few who are alone in it chose. Then nobody may be alone in the room, and
the second vote may show no group that the first one did not.

`event_exchanges` then asks whether what the votes themselves leave open stays so beside the shift.

Protected: who moved and from where. Not protected: what the figures say of everybody at once. If all moved up,
whoever knows what a neighbour said first knows that the neighbour went up. If all of a distribution stood at one
level, it is plain from where they moved. Moving together is not the same as being right.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import Any

from lws_assess.survey import privacy
from lws_assess.survey.event_exchanges import NO_RATING, NOTHING, Answers, Part, all_is_open, what_is_shown
from lws_assess.survey.event_groups import sets_of_groups
from lws_assess.survey.event_votes import Ballot, ReleasedRoom, only_the_end
from lws_assess.survey.instruments import Scale
from lws_assess.survey.privacy import SPREAD_NEEDS, Withheld
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.scores import Moments

Turn = Mapping[bytes, Ballot]  # id of a pair -> group, code

# Why a shift is withheld.
FEW_PAIRS, FEW_ALONE, AN_END, TOO_MUCH = "few-pairs", "few-alone", "an-end", "too-much"


@dataclass(frozen=True)
class ReleasedMoves:
    """Pairs, how many of them moved, and the sum of all moves in levels.

    How many moved up and how many down is not kept: with the net move it would often tell every step.
    """

    pairs: int
    moved: int
    net: int


@dataclass(frozen=True)
class ReleasedShift:
    """`room` is None where the shift is withheld, and `why` then says why; `groups` have theirs shown."""

    audience: str
    why: str
    room: ReleasedMoves | None
    groups: tuple[tuple[str, ReleasedMoves], ...] = ()


@dataclass
class _Crossing:
    """What the people of one group, or of several, chose in two turns."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    first_alone: list[int] = field(default_factory=list)
    second_alone: list[int] = field(default_factory=list)

    @property
    def alone(self) -> int:
        return len(self.first_alone) + len(self.second_alone)

    def answers(self) -> Counter[Answers]:
        alone = (
            [(then, NO_RATING) for then in self.first_alone],
            [(NO_RATING, now) for now in self.second_alone],
        )
        return Counter([*self.pairs, *alone[0], *alone[1]])

    def has_few_alone(self, k: int) -> bool:
        """Whether 1 to k - 1 people chose a level in the first vote only, or in the second only."""
        return any(0 < len(turn) < k for turn in (self.first_alone, self.second_alone))


Crossings = Mapping[str, _Crossing]


def release_shift(
    first: Turn, second: Turn, rooms: tuple[ReleasedRoom, ReleasedRoom], scale: Scale, k: int
) -> ReleasedShift:
    """How people moved from the first vote to the second, with everything taken out that may not be shown.

    `rooms` are the releases of both votes for this audience; the second one is made with `among`.
    """
    crossings = _cross(first, second)
    whole = _sum_of(crossings.values())
    audience = rooms[1].audience
    why = _why_not(whole, rooms, scale, k)
    if why:
        return ReleasedShift(audience, why, None)
    sizes = {
        group: len(crossing.pairs)
        for group, crossing in sorted(crossings.items())
        if crossing.pairs and _exact_in_both(group, rooms, scale) and _may_be_known(crossing, scale, k)
    }
    if not all_is_open(_parts((), crossings, rooms, scale, k), scale):  # then it is not with any group either
        return ReleasedShift(audience, TOO_MUCH, None)
    sets = sets_of_groups(sizes, tried=1)
    shown = next((some for some in sets if _is_safe(some, crossings, rooms, scale, k)), None)
    if shown is None:
        return ReleasedShift(audience, TOO_MUCH, None)
    groups = tuple((group, _moves(crossings[group])) for group in shown)
    return ReleasedShift(audience, "", _moves(whole), groups)


def _cross(first: Turn, second: Turn) -> dict[str, _Crossing]:
    found: dict[str, _Crossing] = {}
    for one in {**first, **second}:
        then, now = first.get(one), second.get(one)
        if then and now and then[0] == now[0] and DONT_KNOW not in (then[1], now[1]):
            found.setdefault(then[0], _Crossing()).pairs.append((then[1], now[1]))
            continue
        if then and then[1] != DONT_KNOW:
            found.setdefault(then[0], _Crossing()).first_alone.append(then[1])
        if now and now[1] != DONT_KNOW:
            found.setdefault(now[0], _Crossing()).second_alone.append(now[1])
    return found


def _sum_of(crossings: Iterable[_Crossing]) -> _Crossing:
    whole = _Crossing()
    for crossing in crossings:
        whole.pairs += crossing.pairs
        whole.first_alone += crossing.first_alone
        whole.second_alone += crossing.second_alone
    return whole


def _moves(crossing: _Crossing) -> ReleasedMoves:
    steps = [now - then for then, now in crossing.pairs]
    return ReleasedMoves(len(steps), sum(step != 0 for step in steps), sum(steps))


def _why_not(whole: _Crossing, rooms: tuple[ReleasedRoom, ReleasedRoom], scale: Scale, k: int) -> str:
    if len(whole.pairs) < max(SPREAD_NEEDS, k):
        return FEW_PAIRS
    if any(room.counts is None or only_the_end(room.counts, scale) for room in rooms):
        return AN_END
    if whole.has_few_alone(k):
        return FEW_ALONE
    return "" if _may_be_known(whole, scale, k) else TOO_MUCH


def _exact_in_both(group: str, rooms: tuple[ReleasedRoom, ReleasedRoom], scale: Scale) -> bool:
    """Whether both votes print the group's mean as it is."""
    return all(
        any(one.group == group and not only_the_end(one.counts, scale) for one in room.groups)
        for room in rooms
    )


def _may_be_known(crossing: _Crossing, scale: Scale, k: int) -> bool:
    """Whether the net move of these people, and what it tells of those alone, speaks of nobody or of enough."""
    if 0 < len(crossing.pairs) < k or crossing.has_few_alone(k):
        return False
    moved = [(scale.top + 1 - then + now) / 2 for then, now in crossing.pairs]
    return not _is_near_an_end(moved, scale) and not _is_near_an_end(_of_those_alone(crossing, scale), scale)


def _of_those_alone(crossing: _Crossing, scale: Scale) -> list[float]:
    """What the difference of both rooms less the net move is the sum of, but for a number known to all.

    Ratings of the second vote count as they are, those of the first from the other end of the scale.
    """
    return [
        *(float(scale.top + 1 - then) for then in crossing.first_alone),
        *map(float, crossing.second_alone),
    ]


def _is_near_an_end(values: Sequence[float], scale: Scale) -> bool:
    if not values:
        return False
    moments = Moments(len(values), sum(values), sum(value**2 for value in values))
    return privacy.end_named(moments, scale) is not None


def _is_safe(
    shown: Sequence[str],
    crossings: Crossings,
    rooms: tuple[ReleasedRoom, ReleasedRoom],
    scale: Scale,
    k: int,
) -> bool:
    """Whether nothing about 1 to k - 1 people follows from the shifts of these groups and of the room."""
    others = {group: crossing for group, crossing in crossings.items() if group not in shown}
    if not _may_be_known(_sum_of(others.values()), scale, k):
        return False
    first, second = ({one.group for one in room.groups} for room in rooms)
    if _some_mixture_is_small(others, first, second, k):
        return False
    whole = _sum_of(crossings.values())
    if _moves_are_nearly_known(whole, k) and (whole.alone or not second <= first):
        return False
    return all_is_open(_parts(shown, crossings, rooms, scale, k), scale)


def _some_mixture_is_small(others: Crossings, first: set[str], second: set[str], k: int) -> bool:
    """Whether the room's net move can be so mixed with both votes' sums that 1 to k - 1 people are left in it.

    The net move weighs 1. Each vote's sum of the room weighs something, and that of a group what one likes
    where it is shown. A pair drops out where the first weighs 1 and the second -1 in its group, those alone
    drop out where it weighs nothing. Weights are written 0, 1 (or -1), and 2 for anything else.
    """
    for in_first, in_second in product(range(3), repeat=2):
        sums = {0}
        for group, crossing in others.items():
            left = {
                _left_in(crossing, a, b)
                for a in (range(3) if group in first else (in_first,))
                for b in (range(3) if group in second else (in_second,))
            }
            sums = {min(k, known + more) for known in sums for more in left}
        if any(0 < people < k for people in sums):
            return True
    return False


def _left_in(crossing: _Crossing, in_first: int, in_second: int) -> int:
    """How many people of a group a mixture depends on."""
    return (
        (0 if in_first == in_second == 1 else len(crossing.pairs))
        + (len(crossing.first_alone) if in_first else 0)
        + (len(crossing.second_alone) if in_second else 0)
    )


def _moves_are_nearly_known(whole: _Crossing, k: int) -> bool:
    """Whether all but fewer than k steps in the room are plain: hardly any, or one up, or one down, by each."""
    moves = _moves(whole)
    return moves.moved < k or moves.pairs - abs(moves.net) < k


def _parts(
    shown: Sequence[str],
    crossings: Crossings,
    rooms: tuple[ReleasedRoom, ReleasedRoom],
    scale: Scale,
    k: int,
) -> list[Part]:
    """Each group that a vote shows, and all others together."""
    first, second = (
        {one.group: what_is_shown(one.counts, scale, k) for one in room.groups} for room in rooms
    )
    seen = [group for group in crossings if group in first or group in second]
    others = _sum_of(crossing for group, crossing in crossings.items() if group not in seen)
    return [
        Part(others.answers(), (NOTHING, NOTHING), False),
        *(
            Part(
                crossings[group].answers(),
                (first.get(group, NOTHING), second.get(group, NOTHING)),
                group in shown,
            )
            for group in seen
        ),
    ]


def shift_to_json(shift: ReleasedShift) -> str:
    return json.dumps(asdict(shift), sort_keys=True, separators=(",", ":"))


def shift_from_json(text: str) -> ReleasedShift:
    data: dict[str, Any] = json.loads(text)
    return ReleasedShift(
        audience=data["audience"],
        why=data["why"],
        room=None if data["room"] is None else ReleasedMoves(**data["room"]),
        groups=tuple((group, ReleasedMoves(**moves)) for group, moves in data["groups"]),
    )


# --- the view ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moves:
    """How some people moved, as it may be printed. `net` is the mean move in levels, up counted plus."""

    pairs: int
    moved: int
    net: float
    net_text: str  # "+0.45"

    @property
    def share(self) -> float:
        """Who moved, of those who chose a level both times: 0 to 1."""
        return self.moved / self.pairs

    @property
    def share_text(self) -> str:
        """
        >>> Moves(20, 9, 0.25, "+0.25").share_text
        '9 of 20'
        """
        return f"{self.moved} of {self.pairs}"


@dataclass(frozen=True)
class GroupShift:
    key: str
    name: str
    moves: Moves


@dataclass(frozen=True)
class Shift:
    """How a room moved between two votes on one question, and those of its groups that may be shown."""

    moves: Moves
    groups: tuple[GroupShift, ...]


def view_shift(released: ReleasedShift, names: Mapping[str, str], k: int) -> Shift | Withheld:
    """The view object of a shift. `names` gives each group's name, in the order in which groups are listed."""
    if released.room is None:
        return shift_withheld(released.why, k)
    order = {group: place for place, group in enumerate(names)}
    listed = sorted(released.groups, key=lambda one: order.get(one[0], len(order)))
    return Shift(
        _view_moves(released.room),
        tuple(GroupShift(key, names.get(key, key), _view_moves(moves)) for key, moves in listed),
    )


def _view_moves(moves: ReleasedMoves) -> Moves:
    places = 2 if moves.pairs >= SPREAD_NEEDS else 1
    net = round(moves.net / moves.pairs, places) + 0.0
    text = f"{net:+.{places}f}" if net else f"{0:.{places}f}"
    return Moves(moves.pairs, moves.moved, net, text.replace("-", "−"))


def shift_withheld(why: str, k: int) -> Withheld:
    needed = max(SPREAD_NEEDS, k)
    return {
        FEW_PAIRS: Withheld(
            f"Not shown: fewer than {needed} people chose a level both times.",
            f"It would need {needed} people who do.",
        ),
        FEW_ALONE: Withheld(
            f"Not shown: fewer than {k} people chose a level in the first vote only, or in the second only.",
            f"It would need {k} people who do, or none.",
        ),
        TOO_MUCH: Withheld(
            "Not shown: beside the two votes it would tell too much of what a few people chose.",
            "It would need more people who choose a level both times.",
        ),
        AN_END: Withheld(
            "Not shown: nearly everybody stood at one end of the scale, and it would tell what a few people chose.",
            "It would need answers that differ more in both votes.",
        ),
    }[why]
