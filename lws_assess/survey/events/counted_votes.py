"""Counted votes: how often each option was given what, by those who voted again and by those who did not.

Nobody can tell apart two people who voted the same number of times. So all that can be known of one of them follows
from these counts, and from what is printed. Options are counted each by itself: any counts that fit together are those
of some room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.figures import rank_sums_printed_alike
from lws_assess.survey.events.own_questions import OwnQuestion

Ballots = tuple[bytes, ...]  # of one person, one for each vote
OptionTable = tuple[tuple[int, ...], ...]  # people, by option and by what they gave it, from 0
Bounds = tuple[int, int]


@dataclass(frozen=True)
class PrintedVote:
    """Says between which numbers the sums lie that a vote prints, an option each.

    `chosen` are those who chose it, or put it first; `rank_sums` the sum of its places, of a ranking alone.
    """

    people: int
    chosen: tuple[Bounds, ...]
    rank_sums: tuple[Bounds, ...]

    @classmethod
    def of(cls, counts: Sequence[BoundedCount], rank_sums: Sequence[int]) -> PrintedVote:
        people = counts[0].of
        return cls(
            people,
            tuple((count.least, count.most) for count in counts),
            tuple(rank_sums_printed_alike(total, people, len(rank_sums)) for total in rank_sums),
        )

    def without(self, ballot: bytes) -> PrintedVote:
        """Returns these counts without somebody whose ballot is known."""
        return PrintedVote(
            self.people - 1,
            tuple(
                (low - (one == 1), high - (one == 1))
                for (low, high), one in zip(self.chosen, ballot, strict=True)
            ),
            tuple((low - one, high - one) for (low, high), one in zip(self.rank_sums, ballot, strict=False)),
        )


@dataclass(frozen=True)
class CountedVotes:
    """One vote, or two on a question. `again` are those who voted in all of them, `out` in the first of two only.

    Whoever did not vote again counts in the second as before. `people` says how many both are.
    """

    question: OwnQuestion
    printed: tuple[PrintedVote, ...]
    again: tuple[OptionTable, ...]  # by vote
    out: OptionTable
    people: tuple[int, int]

    @classmethod
    def of(
        cls,
        question: OwnQuestion,
        printed: Sequence[PrintedVote],
        again: Sequence[Ballots],
        out: Sequence[bytes],
    ) -> CountedVotes:
        tables = tuple(_table(question, [cast[turn] for cast in again]) for turn in range(len(printed)))
        return cls(question, tuple(printed), tables, _table(question, out), (len(again), len(out)))

    def alone(self, turn: int) -> CountedVotes:
        """One of the votes, of all who count in it."""
        everybody = _added(self.again[turn], self.out, 1)
        nobody = _table(self.question, ())
        return CountedVotes(self.question, (self.printed[turn],), (everybody,), nobody, (sum(self.people), 0))

    def without(self, ballots: Ballots, again: bool) -> CountedVotes:
        """Returns these votes without somebody of whom the ballots are known, and whether they voted again."""
        stayed, out = self.people
        tables, left = self.again, self.out
        if again:
            stayed -= 1
            tables = tuple(
                _added(table, _table(self.question, [ballot]), -1)
                for table, ballot in zip(tables, ballots, strict=True)
            )
        else:
            out -= 1
            left = _added(left, _table(self.question, ballots[:1]), -1)
        printed = tuple(vote.without(ballot) for vote, ballot in zip(self.printed, ballots, strict=True))
        return CountedVotes(self.question, printed, tables, left, (stayed, out))


def _table(question: OwnQuestion, ballots: Sequence[bytes]) -> OptionTable:
    options = question.number_of_options
    columns = list(zip(*ballots, strict=True)) or [()] * options
    return tuple(
        tuple(column.count(given) for given in range(options + 1 if question.takes.ranks else 2))
        for column in columns
    )


def _added(table: OptionTable, other: OptionTable, times: int) -> OptionTable:
    return tuple(
        tuple(one + times * more for one, more in zip(counts, others, strict=True))
        for counts, others in zip(table, other, strict=True)
    )
