"""Exchanges: whether everything shown of a room leaves open what each of its people answered.

    people (group, both answers)  +  what is shown  ->  RoomOfVotes.all_is_open

Nobody can tell people of one group apart who took part in the same votes, unless by what they answered. So where
their answers differ, nobody knows whose is whose. Where all of them answered alike, somebody else must have
answered otherwise so that one of them could have: here such people are looked for. An answer is changed, or two or
three people exchange answers, and every figure must be printed as before. What has been found is another room that
looks the same, so what was asked cannot be worked out by anybody.

Looked at are, in each vote: people of one group, and those of them who took part in the same votes, where they are
fewer than twenty and all alike; the distribution of a group of fewer than ten, of those of a group who did not
vote again, and of all who are not shown. Where twenty people or more of a room, or of a group that is shown, are all
alike, that is what they show, and nothing of it is open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations_with_replacement, islice, product

from lws_assess.survey.events.figures import Counts, all_printed, shown_count
from lws_assess.survey.keys import NO_GROUP, GroupKey
from lws_assess.survey.smallest_numbers import SPREAD_NEEDS, is_too_few, room_may_be_exact

NO_RATING = 0
FIRST, SECOND = TURNS = (0, 1)
MOST_TRIED = 2000  # changes; what none of them leaves open counts as known


@dataclass(frozen=True)
class AnsweredAlike:
    """People who answered alike. A rating is 0 where there is none; whoever did not vote again has twice the same."""

    group: GroupKey
    again: bool  # voted the second time
    first: int
    second: int

    def answer(self, turn: int) -> int:
        return self.second if turn else self.first

    def answering(self, turn: int, rating: int) -> AnsweredAlike:
        """Returns these people with another answer. Those who did not vote again get it in both votes."""
        if not self.again:
            return replace(self, first=rating, second=rating)
        return replace(self, second=rating) if turn else replace(self, first=rating)

    @property
    def rated(self) -> tuple[bool, bool]:
        return bool(self.first), bool(self.second)

    @property
    def pair(self) -> bool:
        return all(self.rated)

    @property
    def moved(self) -> int:
        return int(self.pair and self.first != self.second)


@dataclass(frozen=True)
class ShiftDisplay:
    """Holds what is shown beside the room: groups in each vote, whether how many moved is, and in which groups too."""

    groups: tuple[frozenset[GroupKey], frozenset[GroupKey]]
    moved: bool = False
    moved_groups: frozenset[GroupKey] = frozenset()


@dataclass(frozen=True)
class _AskedPeople:
    """People of whom it is asked whether their answers in a turn could be others."""

    kinds: tuple[AnsweredAlike, ...]
    turn: int


Edit = tuple[tuple[AnsweredAlike, AnsweredAlike], ...]  # what somebody answered, and answers instead


class RoomOfVotes:
    """A room as it is, and what is shown of it; `top` is the highest level of the scale."""

    def __init__(self, people: Counter[AnsweredAlike], display: ShiftDisplay, top: int) -> None:
        self.people, self.display, self.top = people, display, top
        self.groups = sorted({kind.group for kind in people})
        self.counts = {
            (turn, group): self._count(turn, [kind for kind in people if group in ("", kind.group)])
            for turn in TURNS
            for group in (NO_GROUP, *self.groups)
        }

    def _count(self, turn: int, kinds: Iterable[AnsweredAlike]) -> Counts:
        counts = [0] * (self.top + 1)
        for kind in kinds:
            counts[kind.answer(turn)] += self.people[kind]
        return tuple(counts[1:])

    def all_is_open(self) -> bool:
        """True if nothing that is asked follows from what is shown."""
        return all(
            any(map(self._looks_the_same, islice(self._edits(asked), MOST_TRIED))) for asked in self._asked()
        )

    # --- what is asked ---------------------------------------------------------------------------------------

    def _asked(self) -> Iterator[_AskedPeople]:
        for turn in TURNS:
            if self._is_plain(turn):
                continue
            hidden = [kind for kind in self.people if kind.group not in self.display.groups[turn]]
            yield from self._if(hidden, turn)
            for group in self.groups:
                if self._is_plain(turn, group):
                    continue
                mine = [kind for kind in self.people if kind.group == group]
                yield from self._if(mine, turn)
                for alike in _by_votes(mine):
                    if not alike[0].again and (self._is_plain(FIRST) or self._is_plain(FIRST, group)):
                        continue
                    yield from self._if(alike, turn, few=not alike[0].again)

    def _is_plain(self, turn: int, group: GroupKey = NO_GROUP) -> bool:
        """True if so many of the room, or of a group that is shown, rated alike that their figures say it of each."""
        counts = self.counts[turn, group]
        shown = not group or group in self.display.groups[turn]
        return shown and room_may_be_exact(sum(counts)) and max(counts) == sum(counts)

    def _if(self, kinds: Sequence[AnsweredAlike], turn: int, few: bool = True) -> Iterator[_AskedPeople]:
        """Returns those of the kinds who rated, where they are `few`, below ten, or fewer than twenty and all alike."""
        rated = tuple(kind for kind in kinds if kind.answer(turn))
        number = sum(self.people[kind] for kind in rated)
        alike = len({kind.answer(turn) for kind in rated}) == 1
        if (few and is_too_few(number, SPREAD_NEEDS)) or (alike and not room_may_be_exact(number)):
            yield _AskedPeople(rated, turn)

    # --- other rooms -----------------------------------------------------------------------------------------

    def _edits(self, asked: _AskedPeople) -> Iterator[Edit]:
        """Small changes after which the people asked about have other answers, the simplest first."""
        for number, edit in (
            (number, edit)
            for number, edits in enumerate((self._changes, self._exchanges, self._three))
            for mine in asked.kinds
            for edit in edits(mine, asked.turn)
        ):
            if number == 0 or _changes_those_of(edit, asked):
                yield edit

    def _changes(self, mine: AnsweredAlike, turn: int) -> Iterator[Edit]:
        for level in self._others_than(mine.answer(turn)):
            yield ((mine, mine.answering(turn, level)),)

    def _others_than(self, level: int) -> list[int]:
        """The nearest first."""
        return sorted(set(range(1, self.top + 1)) - {level}, key=lambda other: abs(other - level))

    def _exchanges(self, mine: AnsweredAlike, turn: int) -> Iterator[Edit]:
        for level in self._others_than(mine.answer(turn)):
            for other in self._answered[turn, level]:
                if mine.again and other.again:
                    yield (
                        (mine, mine.answering(turn, level)),
                        (other, other.answering(turn, mine.answer(turn))),
                    )
                if mine.rated == other.rated and _fits(mine, other) and _fits(other, mine):
                    yield ((mine, _as(mine, other)), (other, _as(other, mine)))

    def _three(self, mine: AnsweredAlike, turn: int) -> Iterator[Edit]:
        """Somebody who did not vote again, and two who did and make up for one of their answers each."""
        if mine.again:
            return
        for level in self._others_than(mine.answer(turn)):
            for one, other in product(self._answered[FIRST, level], self._answered[SECOND, level]):
                if one.again and other.again:
                    yield (
                        (mine, mine.answering(turn, level)),
                        (one, one.answering(FIRST, mine.first)),
                        (other, other.answering(SECOND, mine.first)),
                    )

    @cached_property
    def _answered(self) -> Mapping[tuple[int, int], list[AnsweredAlike]]:
        found: dict[tuple[int, int], list[AnsweredAlike]] = defaultdict(list)
        for kind in sorted(self.people, key=lambda one: (one.group, one.again, one.first, one.second)):
            for turn in TURNS:
                found[turn, kind.answer(turn)].append(kind)
        return found

    # --- whether they look the same --------------------------------------------------------------------------

    def _looks_the_same(self, edit: Edit) -> bool:
        if not self._can_be_done(edit) or not self._prints_alike(edit):
            return False
        if not self.display.moved or self._moves_alike(edit):
            return True
        return any(
            self._can_be_done((*edit, *more)) and self._moves_alike((*edit, *more))
            for more in self._made_up_by[-sum(new.moved - old.moved for old, new in edit)]
        )

    def _can_be_done(self, edit: Edit) -> bool:
        needed = Counter(old for old, _ in edit)
        return all(self.people[kind] >= number for kind, number in needed.items())

    def _prints_alike(self, edit: Edit) -> bool:
        changed: dict[tuple[int, GroupKey], list[int]] = {}
        for old, new in edit:
            for turn in TURNS:
                if old.answer(turn) == new.answer(turn):
                    continue
                for group in (NO_GROUP, old.group) if old.group in self.display.groups[turn] else (NO_GROUP,):
                    counts = changed.setdefault((turn, group), list(self.counts[turn, group]))
                    counts[old.answer(turn) - 1] -= 1
                    counts[new.answer(turn) - 1] += 1
        return all(all_printed(tuple(new)) == all_printed(self.counts[one]) for one, new in changed.items())

    def _moves_alike(self, edit: Edit) -> bool:
        more: Counter[GroupKey] = Counter()
        for old, new in edit:
            more[NO_GROUP] += new.moved - old.moved
            more[old.group] += new.moved - old.moved
        return all(
            shown_count(self._moved[group] + more[group], self._pairs[group])
            == shown_count(self._moved[group], self._pairs[group])
            for group in (NO_GROUP, *self.display.moved_groups)
            if more[group]
        )

    @cached_property
    def _pairs(self) -> Counter[GroupKey]:
        return self._by_group(lambda kind: int(kind.pair))

    @cached_property
    def _moved(self) -> Counter[GroupKey]:
        return self._by_group(lambda kind: kind.moved)

    def _by_group(self, of: Callable[[AnsweredAlike], int]) -> Counter[GroupKey]:
        found: Counter[GroupKey] = Counter()
        for kind, number in self.people.items():
            found[NO_GROUP] += of(kind) * number
            found[kind.group] += of(kind) * number
        return found

    @cached_property
    def _made_up_by(self) -> Mapping[int, list[Edit]]:
        """By how many more have moved then: two of a group whose moves are not shown exchange first answers."""
        found: dict[int, list[Edit]] = defaultdict(list)
        for group in self.groups:
            if group in self.display.moved_groups:
                continue
            mine = [kind for kind in self.people if kind.group == group and kind.again and kind.pair]
            of_group: dict[int, Edit] = {}
            for one, other in combinations_with_replacement(mine, 2):
                edit: Edit = (
                    (one, one.answering(FIRST, other.first)),
                    (other, other.answering(FIRST, one.first)),
                )
                of_group.setdefault(sum(new.moved - old.moved for old, new in edit), edit)
            for more, edit in of_group.items():
                found[more].append(edit)
        return found


def _by_votes(kinds: Sequence[AnsweredAlike]) -> list[list[AnsweredAlike]]:
    """People who took part in the same votes, and rated in the same."""
    found: dict[tuple[bool, tuple[bool, bool]], list[AnsweredAlike]] = {}
    for kind in kinds:
        found.setdefault((kind.again, kind.rated), []).append(kind)
    return list(found.values())


def _changes_those_of(edit: Edit, asked: _AskedPeople) -> bool:
    """True if those asked about have other answers together afterwards."""
    change: Counter[int] = Counter()
    for old, new in edit:
        if old in asked.kinds:
            change[old.answer(asked.turn)] -= 1
            change[new.answer(asked.turn)] += 1
    return any(change.values())


def _fits(kind: AnsweredAlike, answers: AnsweredAlike) -> bool:
    """True if somebody could have given another's answers."""
    return kind.again or answers.first == answers.second


def _as(kind: AnsweredAlike, other: AnsweredAlike) -> AnsweredAlike:
    return replace(kind, first=other.first, second=other.second)
