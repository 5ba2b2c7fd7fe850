"""Exchanges: whether the shift between two votes leaves open what neither vote shows by itself.

    parts of a room (both ratings of each person, what each vote shows)  ->  all_is_open

A group's mean may be named by an end only, and below ten people its distribution is not shown. Beside two votes,
how many moved and how far may tell either. So answers are exchanged between two parts of the room in such ways
that every printed figure stays as it is. What can be changed like that cannot be worked out by anybody.

Two people in different parts exchange both their answers, if they voted in the same turns, or those of one turn,
if both are pairs or neither is. Where more or fewer of them have then moved, two pairs of some part whose shift is
not shown exchange what they chose first, which makes up for it and changes nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations_with_replacement

from lws_assess.survey.event_groups import LEAST_LEFT, Counts
from lws_assess.survey.instruments import Scale
from lws_assess.survey.privacy import (
    ROOM_AT_THE_ENDS,
    SPREAD_NEEDS,
    Distribution,
    distribution_shown,
    end_named,
)
from lws_assess.survey.scores import moments_of_levels

Answers = tuple[int, int]  # ratings in both turns; 0 where there is none
NO_RATING = 0

SPREAD, MEAN, LOW_END, HIGH_END, NOTHING = "spread", "mean", "low end", "high end", "nothing"
ENDS = (LOW_END, HIGH_END)


@dataclass(frozen=True)
class Part:
    """People of a room: what they chose, what each vote shows of them, and whether their shift is shown."""

    people: Counter[Answers]
    shows: tuple[str, str]
    shift: bool


@dataclass(frozen=True)
class Exchange:
    """What somebody here answered and then answers, and the same of somebody there."""

    here: tuple[Answers, Answers]
    there: tuple[Answers, Answers]

    @property
    def moved(self) -> int:
        """How many more have moved afterwards."""
        return sum(_moved(new) - _moved(old) for old, new in (self.here, self.there))

    def step(self, turn: int) -> int:
        """How much more those here come to in a turn."""
        return self.here[1][turn] - self.here[0][turn]


def what_is_shown(counts: Counts, scale: Scale, k: int) -> str:
    """What a vote shows of these ratings, if it shows them."""
    end = end_named(moments_of_levels(counts), scale)
    if end:
        return LOW_END if end.level == 1 else HIGH_END
    return SPREAD if isinstance(distribution_shown(counts, scale, k), Distribution) else MEAN


def all_is_open(parts: Sequence[Part], scale: Scale) -> bool:
    """Whether no mean that is named by an end, and no distribution that is not shown, can be worked out."""
    return all(
        _is_open(parts, i, turn, scale) for i in range(len(parts)) for turn in (0, 1) if parts[i].people
    )


def _is_open(parts: Sequence[Part], i: int, turn: int, scale: Scale) -> bool:
    shows = parts[i].shows[turn]
    if shows in ENDS:
        need = LEAST_LEFT * _people(parts[i], turn)
        return _reach(parts, i, turn, 1, scale) + _reach(parts, i, turn, -1, scale) >= need
    if shows == MEAN:
        assert _people(parts[i], turn) < SPREAD_NEEDS
        return any(_could_differ(parts, i, j, turn, scale) for j in range(len(parts)) if j != i)
    return True


def _people(part: Part, turn: int) -> int:
    return sum(count for answers, count in part.people.items() if answers[turn])


# --- exchanges -------------------------------------------------------------------------------------------------


def _exchanges(here: Part, there: Part) -> Iterator[Exchange]:
    for mine in here.people:
        for theirs in there.people:
            if mine == theirs:
                continue
            if [bool(one) for one in mine] == [bool(one) for one in theirs]:
                yield Exchange((mine, theirs), (theirs, mine))
            if all(mine) == all(theirs):
                for turn in (0, 1):
                    if mine[turn] and theirs[turn] and mine[turn] != theirs[turn]:
                        yield Exchange(
                            (mine, _with(mine, turn, theirs[turn])), (theirs, _with(theirs, turn, mine[turn]))
                        )


def _with(answers: Answers, turn: int, rating: int) -> Answers:
    return (rating, answers[1]) if turn == 0 else (answers[0], rating)


def _moved(answers: Answers) -> int:
    return int(all(answers) and answers[0] != answers[1])


def _net(answers: Answers) -> int:
    return answers[1] - answers[0] if all(answers) else 0


def _effects(exchange: Exchange, here: Part, there: Part, turns: Sequence[int], scale: Scale) -> list[int]:
    """What an exchange changes of the parts' own figures: all 0 where they stay as they are.

    Only the figures of these turns are looked at, and the shifts.
    """
    found: list[int] = []
    for turn in turns:
        shown = {here.shows[turn], there.shows[turn]}
        old, new = exchange.here[0][turn], exchange.here[1][turn]
        if SPREAD in shown:
            found += [(level == new) - (level == old) for level in range(1, scale.top + 1)]
        elif shown != {NOTHING}:
            found.append(new - old)
    for part, (old_one, new_one) in ((here, exchange.here), (there, exchange.there)):
        if part.shift:
            found += [_moved(new_one) - _moved(old_one), _net(new_one) - _net(old_one)]
    return found


@lru_cache(maxsize=4096)  # a part is asked for the same again after each exchange between others
def _made_up_by(people: frozenset[tuple[Answers, int]]) -> Mapping[int, tuple[Answers, Answers]]:
    """By how many more have moved then: two pairs of a part that exchange what they chose first."""
    found: dict[int, tuple[Answers, Answers]] = {}
    counts = dict(people)
    for one, other in combinations_with_replacement(sorted(answers for answers in counts if all(answers)), 2):
        if one != other or counts[one] > 1:
            after = (other[0], one[1]), (one[0], other[1])
            more = sum(map(_moved, after)) - _moved(one) - _moved(other)
            found.setdefault(more, (one, other))
    return found


def _make_up_for(parts: Sequence[Part], more: int) -> list[Part] | None:
    """The parts after an exchange within one of them that undoes how many more have moved; None without one."""
    if not more:
        return list(parts)
    for i, part in enumerate(parts):
        pair = None if part.shift else _made_up_by(frozenset(part.people.items())).get(-more)
        if pair:
            one, other = pair
            changed = _done(_done(part, (one, (other[0], one[1]))), (other, (one[0], other[1])))
            return [*parts[:i], changed, *parts[i + 1 :]]
    return None


def _done(part: Part, change: tuple[Answers, Answers]) -> Part:
    people = part.people.copy()
    people[change[0]] -= 1
    people[change[1]] += 1
    return replace(part, people=+people)


# --- distributions ---------------------------------------------------------------------------------------------


def _could_differ(parts: Sequence[Part], i: int, j: int, turn: int, scale: Scale) -> bool:
    """Whether two exchanges together leave every figure as it is, and another distribution in this turn."""
    here, there = parts[i], parts[j]
    if there.shows[turn] == SPREAD:
        return False
    by_effects: dict[tuple[int, ...], list[Exchange]] = defaultdict(list)
    for exchange in _exchanges(here, there):
        by_effects[tuple(_effects(exchange, here, there, (0, 1), scale))].append(exchange)
    return any(
        _differs(first, second, turn) and _can_be_done(parts, i, j, (first, second))
        for effects, some in by_effects.items()
        for second in by_effects.get(tuple(-one for one in effects), ())
        for first in some
    )


def _differs(first: Exchange, second: Exchange, turn: int) -> bool:
    old = sorted(exchange.here[0][turn] for exchange in (first, second))
    new = sorted(exchange.here[1][turn] for exchange in (first, second))
    return old != new


def _can_be_done(parts: Sequence[Part], i: int, j: int, both: Sequence[Exchange]) -> bool:
    now = list(parts)
    for exchange in both:
        if not (now[i].people[exchange.here[0]] and now[j].people[exchange.there[0]]):
            return False
        now[i], now[j] = _done(now[i], exchange.here), _done(now[j], exchange.there)
    return _make_up_for(now, sum(exchange.moved for exchange in both)) is not None


# --- ends ------------------------------------------------------------------------------------------------------


def _reach(parts: Sequence[Part], i: int, turn: int, way: int, scale: Scale) -> int:
    """How far up (way 1) or down (-1) exchanges take the sum of a part named by an end, by the smallest steps."""
    need, now, reached = LEAST_LEFT * _people(parts[i], turn), list(parts), 0
    while reached < need:
        for j, exchange in _steps(now, i, turn, way, scale):
            after = list(now)
            after[i], after[j] = _done(now[i], exchange.here), _done(now[j], exchange.there)
            made_up = _make_up_for(after, exchange.moved)
            if made_up:
                now, reached = made_up, reached + abs(exchange.step(turn))
                break
        else:
            break
    return reached


def _steps(parts: Sequence[Part], i: int, turn: int, way: int, scale: Scale) -> list[tuple[int, Exchange]]:
    """Exchanges of this part with another, by the place of the other: the smallest steps first."""
    steps = [
        (j, exchange)
        for j, there in enumerate(parts)
        if j != i and there.shows[turn] in (*ENDS, NOTHING)
        for exchange in _exchanges(parts[i], there)
        if exchange.step(turn) * way > 0 and _is_let_through(exchange, parts[i], there, scale)
    ]
    return sorted(steps, key=lambda one: (abs(one[1].step(turn)), abs(one[1].moved)))


def _is_let_through(exchange: Exchange, here: Part, there: Part, scale: Scale) -> bool:
    """Whether every printed figure stays as it is, and every mean that is named by an end within it."""
    exact = [turn for turn in (0, 1) if {SPREAD, MEAN} & {here.shows[turn], there.shows[turn]}]
    return not any(_effects(exchange, here, there, exact, scale)) and all(
        _stays(_done(part, change), turn, scale)
        for part, change in ((here, exchange.here), (there, exchange.there))
        for turn in (0, 1)
    )


def _stays(part: Part, turn: int, scale: Scale) -> bool:
    if part.shows[turn] not in ENDS:
        return True
    people = _people(part, turn)
    total = sum(answers[turn] * count for answers, count in part.people.items())
    if part.shows[turn] == LOW_END:
        return total < (1 + ROOM_AT_THE_ENDS) * people
    return total >= (scale.top - ROOM_AT_THE_ENDS) * people
