"""Open answers: whether what one or two votes print leaves open what single people answered, an option at a time.

    CountedVotes  ->  OpenChoices or OpenRankings  ->  all_stays_open

Asked is of everybody who is among fewer than twenty: of those who voted again, of those who did not, or of all where
there was one vote. Where all of them gave an option the same, another room must be possible that prints the same and
in which one of them did not. Where one person chooses one option, that is asked of what they chose, and not of what
they left. What one vote of twenty or more tells by itself is told.

Somebody of the room can take away their own ballots. That tells them more of those who did as they did about voting
again. Of the others it may tell what they left, and never what they chose or which place they gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lws_assess.survey.events.counted_votes import Ballots, CountedVotes, OptionTable, PrintedVote
from lws_assess.survey.events.open_choices import OpenChoices
from lws_assess.survey.events.open_rankings import OpenRankings
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.smallest_numbers import room_may_be_exact


@dataclass(frozen=True)
class OptionGivenAlike:
    """Says that all who voted again, or all who did not, gave an option the same in a vote."""

    again: bool
    turn: int
    option: int
    given: int


def all_stays_open(
    question: OwnQuestion, printed: Sequence[PrintedVote], again: Sequence[Ballots], out: Sequence[bytes] = ()
) -> bool:
    """True if of nobody who is among fewer than twenty it follows what they gave to one of the options."""
    votes = CountedVotes.of(question, printed, again, out)
    stayed, left = set(again), {(ballot,) * len(printed) for ballot in out}
    alike = list(_answered_alike(votes))
    return not any(_follows(votes, alike)) and not any(
        any(_follows(votes.without(mine, is_again), theirs, inside=True))
        for is_again, ballots in ((True, stayed), (False, left))
        if (theirs := [one for one in alike if one.again is not is_again and one.given])
        for mine in ballots
    )


def _answered_alike(votes: CountedVotes) -> Iterator[OptionGivenAlike]:
    cells = [(True, turn, table) for turn, table in enumerate(votes.again)]
    for again, turn, table in (*cells, (False, 0, votes.out)):
        people = votes.people[0 if again else 1]
        if people and not room_may_be_exact(people):
            for option, counts in enumerate(table):
                given = _given_by_all(counts)
                if given is not None and (given or not votes.question.one_only):
                    yield OptionGivenAlike(again, turn, option, given)


def _given_by_all(counts: Sequence[int]) -> int | None:
    given = [value for value, people in enumerate(counts) if people]
    return given[0] if len(given) == 1 else None


def _follows(votes: CountedVotes, alike: Iterable[OptionGivenAlike], inside: bool = False) -> Iterator[bool]:
    """Says of each whether it follows, and not from one vote alone that may tell it."""
    rooms = _open_in(votes)
    for one in alike:
        if rooms.may_differ(one.again, one.turn, one.option, one.given):
            yield False
            continue
        vote = votes.alone(one.turn)
        may_tell = inside or room_may_be_exact(vote.people[0])
        yield not (may_tell and _is_told(vote, one))


def _is_told(vote: CountedVotes, alike: OptionGivenAlike) -> bool:
    table: OptionTable = vote.again[0]
    return _given_by_all(table[alike.option]) == alike.given and not _open_in(vote).may_differ(
        True, 0, alike.option, alike.given
    )


def _open_in(votes: CountedVotes) -> OpenChoices | OpenRankings:
    return OpenRankings(votes) if votes.question.takes.ranks else OpenChoices(votes)
