"""Tallies: what may be shown of a question of the room's own that was voted on.

    ballots (a byte for each option)  ->  release_tally  ->  ReleasedTally  ->  view_tally  ->  TallyResult

Everything is of all who answered, of whatever group: no group and no audience is shown alone. Published are how many
answered and how many chose each option; of a ranking how many put each option first, and the mean rank of each. How
they are printed is for `event_figures`.

A second vote is of exactly those in the first: whoever does not vote again counts as before, and whoever voted only
then is in no figure. Beside the first it may tell what those few chose who did not vote again, or what all others
did. So another room is looked for that prints the same and in which one of them answered otherwise. Where none is
found, nothing of the second vote is shown.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, product
from typing import NamedTuple

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.figures import mean_rank_in_room, shown_count
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.votes import FEW_AGAIN, TELLS_TOO_MUCH, TOO_NEAR, SecondVoters, who_again
from lws_assess.survey.intervals import Interval, places_from_highest
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.smallest_numbers import (
    is_too_near,
    may_be_shown,
    room_may_be_exact,
    room_may_be_shown,
)
from lws_assess.survey.withheld import (
    Withheld,
    room_withheld_beside_the_first_vote,
    room_withheld_for_too_few,
    room_withheld_for_too_few_again,
    withheld_as_nearly_before,
)

MOST_TRIED = 2_000  # other rooms; what none of them leaves open counts as known
FIRST_PLACE = 1
Turn = Mapping[bytes, bytes]  # id of a pair -> ballot


@dataclass(frozen=True)
class ReleasedTally:
    """Holds what may be shown. None is withheld, and `why` says why where it is not for too few people.

    `counts` are people by option, of a ranking those who put it first; `rank_sums` the sums of the places given to it.
    """

    voters: int | None
    counts: tuple[int, ...] | None = None
    rank_sums: tuple[int, ...] | None = None
    again: SecondVoters | None = None
    why: str = ""


def release_tally(question: OwnQuestion, ballots: Sequence[bytes], k: int) -> ReleasedTally:
    """The tally with everything taken out that may not be shown."""
    if not room_may_be_shown(len(ballots), k):
        return ReleasedTally(None)
    columns = list(zip(*ballots, strict=True))
    return ReleasedTally(
        voters=len(ballots),
        counts=tuple(column.count(FIRST_PLACE) for column in columns),
        rank_sums=tuple(map(sum, columns)) if question.takes.ranks else None,
    )


def release_tally_again(
    question: OwnQuestion, before: ReleasedTally, first: Turn, second: Turn, k: int
) -> ReleasedTally:
    """The second vote, of those in the first. Where that shows nothing, it is released as a first one."""
    if before.counts is None:
        return release_tally(question, list(second.values()), k)
    stayed = sum(one in second for one in first)
    out, new = len(first) - stayed, len(second) - stayed
    again = SecondVoters(out if may_be_shown(out, k) else None, new if may_be_shown(new, k) else None)
    if not room_may_be_shown(stayed, k):
        return ReleasedTally(None, again=again, why=FEW_AGAIN)
    people = Counter(BothBallots(one in second, cast, second.get(one, cast)) for one, cast in first.items())
    if not _all_is_open(question, people):
        return ReleasedTally(None, again=again, why=TELLS_TOO_MUCH)
    tally = release_tally(question, [second.get(one, cast) for one, cast in first.items()], k)
    return ReleasedTally(tally.voters, tally.counts, tally.rank_sums, again)


def tally_unless_too_near(tally: ReleasedTally, earlier: Iterable[ReleasedTally], k: int) -> ReleasedTally:
    """The tally, or nothing of it where it and an earlier one on the question differ by 1 to k - 1 people."""
    if any(is_too_near(tally.voters or 0, one.voters or 0, k) for one in earlier):
        return ReleasedTally(None, again=tally.again, why=TOO_NEAR)
    return tally


def tally_to_json(tally: ReleasedTally) -> str:
    return json.dumps(asdict(tally), sort_keys=True, separators=(",", ":"))


def tally_from_json(text: str) -> ReleasedTally:
    data = json.loads(text)
    counts, sums = (None if data[name] is None else tuple(data[name]) for name in ("counts", "rank_sums"))
    again = SecondVoters(**data["again"]) if data["again"] else None
    return ReleasedTally(data["voters"], counts, sums, again, data["why"])


# --- whether two votes leave open what single people answered ----------------------------------------------


class BothBallots(NamedTuple):
    """Holds what somebody answered in both votes. Whoever did not vote again has twice the same."""

    again: bool
    first: bytes
    second: bytes

    def cast(self, turn: int) -> bytes:
        return self.second if turn else self.first

    def answering(self, turn: int, ballot: bytes) -> BothBallots:
        """Returns this person with another answer; of whoever did not vote again it is the answer in both."""
        if not self.again:
            return BothBallots(False, ballot, ballot)
        return BothBallots(True, self.first, ballot) if turn else BothBallots(True, ballot, self.second)


People = Counter[BothBallots]
Move = tuple[BothBallots, BothBallots]  # one person, as they are and as they might have answered


def _all_is_open(question: OwnQuestion, people: People) -> bool:
    """True if of nobody who is among fewer than twenty it follows what they answered.

    Those who voted twice can be told from those who did not, and nobody else can be told apart. So what is looked at
    are these two, in each vote in which all of them answered alike.
    """
    return all(
        _is_open(question, people, again, turn)
        for again in (True, False)
        for turn in (0, 1)
        if _are_few_and_alike(people, again, turn)
    )


def _are_few_and_alike(people: People, again: bool, turn: int) -> bool:
    mine = {one: number for one, number in people.items() if one.again == again}
    return len({one.cast(turn) for one in mine}) == 1 and not room_may_be_exact(sum(mine.values()))


def _is_open(question: OwnQuestion, people: People, again: bool, turn: int) -> bool:
    """True if a room prints the same in which one of these answered otherwise."""
    printed = _all_printed(question, people)
    for moves in islice(_other_rooms(question, people, again, turn), MOST_TRIED):
        other = people.copy()
        for then, now in moves:
            other[then] -= 1
            other[now] += 1
        if min(other.values()) >= 0 and _all_printed(question, +other) == printed:
            return True
    return False


def _other_rooms(question: OwnQuestion, people: People, again: bool, turn: int) -> Iterator[tuple[Move, ...]]:
    """One person's answer changed; then also those of one or two others, so that the sums come out the same."""
    mine = [one for one in people if one.again == again]
    found = {one.cast(of) for one in people for of in (0, 1)}
    ballots = sorted(found | {near for one in found for near in _near(question, one)})
    changes = [
        (one, one.answering(turn, ballot)) for one in mine for ballot in ballots if ballot != one.cast(turn)
    ]
    yield from ((change,) for change in changes)
    for change in changes:
        for others in _evened_out(people, change, turn):
            yield (change, *others)


def _evened_out(people: People, change: Move, turn: int) -> Iterator[tuple[Move, ...]]:
    """Others who give up what somebody else is taken to have answered, in each vote in which that counts."""
    one, now = change
    had, has = one.cast(turn), now.cast(turn)

    def giving_up(of: int, ballot: bytes, instead: bytes) -> list[Move]:
        return [
            (other, other.answering(of, instead))
            for other in people
            if other.again and other.cast(of) == ballot
        ]

    if not one.again:
        yield from product(giving_up(0, has, had), giving_up(1, has, had))
        return
    yield from ((other,) for other in giving_up(turn, has, had))
    # Somebody who did not vote again changes in both votes, so a third makes up for the other one.
    for other in people:
        if not other.again and other.first == has:
            yield from (((other, other.answering(0, had)), third) for third in giving_up(1 - turn, had, has))


def _near(question: OwnQuestion, ballot: bytes) -> Iterator[bytes]:
    """Ballots that differ as little as they can: one choice more, less or another; two neighbours exchanged."""
    options = range(len(ballot))
    if question.takes.ranks:
        for i in options:
            for j in options[i + 1 :]:
                if abs(ballot[i] - ballot[j]) == 1:
                    yield _with(ballot, {i: ballot[j], j: ballot[i]})
        return
    for i in options:
        for changed in (_with(ballot, {i: 1 - ballot[i]}), *_moved(ballot, i)):
            if 0 < sum(changed) <= question.most:
                yield changed


def _moved(ballot: bytes, at: int) -> Iterator[bytes]:
    if ballot[at]:
        yield from (_with(ballot, {at: 0, i: 1}) for i in range(len(ballot)) if not ballot[i])


def _with(ballot: bytes, changed: Mapping[int, int]) -> bytes:
    return bytes(changed.get(i, value) for i, value in enumerate(ballot))


def _all_printed(question: OwnQuestion, people: People) -> tuple[object, ...]:
    """All that both votes print, to be compared."""
    everybody = sum(people.values())
    seen: list[object] = [everybody]
    for turn in (0, 1):
        cast = Counter[bytes]()
        for one, number in people.items():
            cast[one.cast(turn)] += number
        for i in range(len(next(iter(cast)))):
            count = sum(number for ballot, number in cast.items() if ballot[i] == FIRST_PLACE)
            seen.append(shown_count(count, everybody))
            if question.takes.ranks:
                total = sum(number * ballot[i] for ballot, number in cast.items())
                seen.append(mean_rank_in_room(total, everybody, question.number_of_options).text)
    return tuple(seen)


# --- the view ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OptionTally:
    """One option: how many chose it, or put it first, and of a ranking its mean rank."""

    number: int  # in the order in which options are asked, from 0
    text: str
    count: BoundedCount
    mean_rank: Shown | None

    @property
    def standing(self) -> Interval:
        """Returns where it stands, the higher the better: by its mean rank, which is better where it is lower."""
        if self.mean_rank is None:
            return self.count.interval
        at = self.mean_rank.interval
        return Interval(-at.high, -at.low, open=at.open_below, open_below=at.open)


@dataclass(frozen=True)
class TallyResult:
    """Holds what a question came to, as it may be printed; `options` are empty where that is withheld."""

    question: OwnQuestion
    voters: int | Withheld
    options: tuple[OptionTally, ...]
    again: str = ""  # of a second vote: who stands in it

    @property
    def by_place(self) -> tuple[OptionTally, ...]:
        """The options by where they stand, best first; in the order in which they were asked where that is open."""
        places = places_from_highest({f"{one.number}": one.standing for one in self.options})
        return tuple(
            sorted(
                self.options,
                key=lambda one: (places[f"{one.number}"].best, places[f"{one.number}"].worst, one.number),
            )
        )


def view_tally(released: ReleasedTally, question: OwnQuestion, k: int) -> TallyResult:
    """The view object of a question that was voted on."""
    if released.counts is None or released.voters is None:
        return TallyResult(question, _why_not(released, k), ())
    voters, sums = released.voters, released.rank_sums
    options = tuple(
        OptionTally(
            number,
            text,
            shown_count(released.counts[number], voters),
            mean_rank_in_room(sums[number], voters, len(question.options)) if sums else None,
        )
        for number, text in enumerate(question.options)
    )
    return TallyResult(question, voters, options, who_again(released.again, k) if released.again else "")


def _why_not(released: ReleasedTally, k: int) -> Withheld:
    if released.why == FEW_AGAIN:
        return room_withheld_for_too_few_again(k)
    if released.why == TELLS_TOO_MUCH:
        return room_withheld_beside_the_first_vote()
    if released.why == TOO_NEAR:
        return withheld_as_nearly_before(k)
    return room_withheld_for_too_few(k, "answered this")
