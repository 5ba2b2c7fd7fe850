"""Open choices: whether one person may have chosen otherwise, where each chooses some of the options.

What people chose is seen as water. Of a first vote each choice flows from a spring to its option. From there it goes
to those who voted again, or, of those who did not, straight on to the same option of the second vote. To that flow
the choices of the second vote too, and leave it by a drain:

    spring -> option, first vote  -> those who voted again
                                  -> option, second vote -> drain
       those who voted again, now -> option, second vote

The drain gives back to the spring, and to those who voted again, what each of them chose in all. Every pipe has a
least and a most: what is printed of an option, the people of a cell, and how many choices so many people may have.
Another room that prints the same is another flow. It is had by going once around, along pipes that are not full and
against pipes that are not at their least. So whether there is one in which somebody chose otherwise is decided
exactly, by looking for such a way around.

A flow of whole numbers is always that of a room: people take the choices of a cell one after the other, in turn.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from lws_assess.survey.events.counted_votes import CountedVotes

SPRING, DRAIN = "spring", "drain"
AGAIN = ("again, first vote", "again, second vote")


class FlowPipe(NamedTuple):
    """A flow from one place to another, with the least and the most that it may be."""

    start: Hashable
    end: Hashable
    least: int
    flow: int
    most: int


class OpenChoices:
    """Says of each choice whether it may have been made otherwise."""

    def __init__(self, votes: CountedVotes) -> None:
        self._pipes: list[FlowPipe] = []
        self._of_cells: dict[tuple[bool, int, int], int] = {}
        self._most = votes.question.most
        for turn in range(len(votes.again)):
            self._lay_options(votes, turn)
        self._lay_sums(votes)
        self._ways: dict[Hashable, list[tuple[Hashable, int]]] = {}
        for number, pipe in enumerate(self._pipes):
            if pipe.flow < pipe.most:
                self._ways.setdefault(pipe.start, []).append((pipe.end, number))
            if pipe.flow > pipe.least:
                self._ways.setdefault(pipe.end, []).append((pipe.start, number))

    def _lay_options(self, votes: CountedVotes, turn: int) -> None:
        stayed, out = votes.people
        for option, (least, most) in enumerate(votes.printed[turn].chosen):
            again, before = votes.again[turn][option][1], votes.out[option][1]
            here = (turn, option)
            if turn == 0:
                self._lay(SPRING, here, least, again + before, most)
                self._of_cells[True, turn, option] = self._lay(here, AGAIN[0], 0, again, stayed)
                to = (1, option) if len(votes.again) > 1 else DRAIN
                self._of_cells[False, turn, option] = self._lay(here, to, 0, before, out)
            else:
                self._lay(here, DRAIN, least, again + before, most)
                self._of_cells[True, turn, option] = self._lay(AGAIN[1], here, 0, again, stayed)

    def _lay_sums(self, votes: CountedVotes) -> None:
        stayed, out = votes.people
        chosen = [sum(counts[1] for counts in table) for table in (*votes.again, votes.out)]
        self._lay(AGAIN[0], SPRING, stayed, chosen[0], self._most * stayed)
        if len(votes.again) > 1:
            self._lay(DRAIN, AGAIN[1], stayed, chosen[1], self._most * stayed)
        self._lay(DRAIN, SPRING, out, chosen[-1], self._most * out)

    def _lay(self, start: Hashable, end: Hashable, least: int, flow: int, most: int) -> int:
        self._pipes.append(FlowPipe(start, end, least, flow, most))
        return len(self._pipes) - 1

    def may_differ(self, again: bool, turn: int, option: int, given: int) -> bool:
        """True if of those who voted again, or did not, one may have answered otherwise; all of them gave this."""
        mine = self._of_cells[again, turn, option]
        start, to = self._pipes[mine].start, self._pipes[mine].end
        if not given:  # somebody chose it: water comes back from the end to the start
            start, to = to, start
        reached, ahead = {start}, [start]
        while ahead:
            for place, number in self._ways.get(ahead.pop(), ()):
                if number != mine and place not in reached:
                    reached.add(place)
                    ahead.append(place)
        return to in reached
