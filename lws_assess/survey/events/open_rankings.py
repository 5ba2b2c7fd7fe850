"""Open rankings: whether one person may have given an option another place.

Another room is had by exchanges: an option goes from one place to another, and an option that was there comes back.
Whatever exchanges are made, each place is given by as many people as before, so the counts are those of some room.
An exchange moves the sums of places of both options, and perhaps how many put them first. In each vote in which it
counts that must stay within what is printed. What it moves too far others move back, by exchanges of the same width
that pass the difference on from option to option.

Where no such way is found, no other room may be there, or it lies further away. Both count as not open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lws_assess.survey.events.counted_votes import CountedVotes, OptionTable

FIRST_PLACE = 1
SLACK = -1  # stands for what printing leaves open, as if it were an option


class PlaceExchange(NamedTuple):
    """One option goes from a place to another, and a second one the other way."""

    option: int
    place: int
    other: int
    to: int

    @property
    def width(self) -> int:
        return self.to - self.place

    @property
    def moves_firsts(self) -> bool:
        return FIRST_PLACE in (self.place, self.to)

    @property
    def turned_back(self) -> PlaceExchange:
        return PlaceExchange(self.option, self.to, self.other, self.place)


class OpenRankings:
    """Says of each place that was given whether it may have been another."""

    def __init__(self, votes: CountedVotes) -> None:
        self._votes = votes
        self._options = range(votes.question.number_of_options)
        self._places = range(FIRST_PLACE, len(self._options) + 1)

    def may_differ(self, again: bool, turn: int, option: int, given: int) -> bool:
        """True if of those who voted again, or did not, one may have given another place; all of them gave this."""
        table = self._votes.again[turn] if again else self._votes.out
        tried = (
            PlaceExchange(option, given, other, place)
            for other in self._options
            for place in self._places
            if other != option and place != given and table[other][place]
        )
        evened = self._evens_out_again if again else self._evens_out
        return any(evened(one, turn) for one in tried)

    def _evens_out(self, one: PlaceExchange, _turn: int) -> bool:
        """True if those who voted again may make up in each vote for one who did not."""
        return all(self._is_made_up(turn, one, ()) for turn in range(len(self._votes.again)))

    def _evens_out_again(self, one: PlaceExchange, turn: int) -> bool:
        """True if others may make up who voted again, or one who did not and, in the other vote, others again."""
        if self._is_made_up(turn, one, (one,)):
            return True
        out, back = self._votes.out, one.turned_back
        return (
            out[back.option][back.place] > 0
            and out[back.other][back.to] > 0
            and all(
                self._is_made_up(other, back, ()) for other in range(len(self._votes.again)) if other != turn
            )
        )

    def _is_made_up(self, turn: int, one: PlaceExchange, among: Sequence[PlaceExchange]) -> bool:
        """True if a vote still prints the same, or does so once those who voted again make further exchanges.

        `among` are those that they have made already.
        """
        way = self._shortest_way(turn, one, among)
        table = self._votes.again[turn]
        return way is not None and min(map(min, _exchanged(table, (*among, *way)))) >= 0

    def _shortest_way(
        self, turn: int, one: PlaceExchange, among: Sequence[PlaceExchange]
    ) -> tuple[PlaceExchange, ...] | None:
        """Exchanges that pass on what one option has too much, until it is where it is missing."""
        table = _exchanged(self._votes.again[turn], among)
        ways: dict[int, tuple[PlaceExchange, ...]] = {one.option: ()}
        ahead = deque(ways)
        while ahead:
            at = ahead.popleft()
            for to, step in self._steps(turn, one, table, at):
                if to not in ways and not (among and any(_undoes(one, again) for again in step)):
                    ways[to] = (*ways[at], *step)
                    ahead.append(to)
        return ways.get(one.other)

    def _steps(
        self, turn: int, one: PlaceExchange, table: OptionTable, at: int
    ) -> Iterator[tuple[int, tuple[PlaceExchange, ...]]]:
        if at == SLACK:
            yield from ((option, ()) for option in self._options if self._fits(turn, one.turned_back, option))
            return
        if self._fits(turn, one, at):
            yield SLACK, ()
        for other in self._options:
            if other != at:
                yield from ((other, (step,)) for step in self._passing_on(one, table, at, other))

    def _fits(self, turn: int, one: PlaceExchange, option: int) -> bool:
        """True if an option may move so in what is printed of it."""
        votes = self._votes
        counts = [sum(both) for both in zip(votes.again[turn][option], votes.out[option], strict=True)]
        total = sum(place * people for place, people in enumerate(counts)) + one.width
        firsts = counts[FIRST_PLACE] + (one.to == FIRST_PLACE) - (one.place == FIRST_PLACE)
        low, high = votes.printed[turn].rank_sums[option]
        least, most = votes.printed[turn].chosen[option]
        return low <= total <= high and least <= firsts <= most

    def _passing_on(
        self, one: PlaceExchange, table: OptionTable, option: int, other: int
    ) -> Iterator[PlaceExchange]:
        """Yields exchanges by which an option loses what that one gave it, and another gains it."""
        for place in (one.place,) if one.moves_firsts else self._places:
            step = PlaceExchange(option, place + one.width, other, place)
            if step.place not in self._places or (step.moves_firsts and not one.moves_firsts):
                continue
            if table[option][step.place] > 0 and table[other][step.to] > 0:
                yield step


def _undoes(one: PlaceExchange, step: PlaceExchange) -> bool:
    return (step.option, step.to) == (one.option, one.place)


def _exchanged(table: OptionTable, exchanges: Sequence[PlaceExchange]) -> OptionTable:
    counts = [list(places) for places in table]
    for one in exchanges:
        for option, then, now in ((one.option, one.place, one.to), (one.other, one.to, one.place)):
            counts[option][then] -= 1
            counts[option][now] += 1
    return tuple(map(tuple, counts))
