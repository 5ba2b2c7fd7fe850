"""Tallies: what may be shown of a question of the room's own that was voted on.

    ballots (a byte for each option)  ->  release_tally  ->  ReleasedTally  ->  view_tally  ->  TallyResult

Everything is of all who answered, of whatever group: no group and no audience is shown alone. Published are how many
answered and how many chose each option; of a ranking how many put each option first, and the mean rank of each. How
they are printed is for `events.figures`.

A second vote is of exactly those in the first: whoever does not vote again counts as before, and whoever voted only
then is in no figure. Beside the first it may tell what those few chose who did not vote again, or what all others
did. So its counts are printed as those of the smaller of the two cells, whatever anybody answered. Where somebody did
not vote again, it is shown only if two options have two people and more for and against them in both votes.

Some votes are tried before they are shown: each of fewer than twenty, and each second one. Where all who answered gave
an option the same, another room must print the same in which one of those did not (`open_answers`). Where none is
found, nothing of that vote is shown. Places of a ranking add up, so even printed to the half they may tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.counted_votes import PrintedVote
from lws_assess.survey.events.figures import mean_rank_in_room, shown_count
from lws_assess.survey.events.open_answers import all_stays_open
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
    room_withheld_for_agreeing,
    room_withheld_for_too_few,
    room_withheld_for_too_few_again,
    withheld_as_nearly_before,
)

TELLS_ALONE = "tells-alone"  # why a first vote of enough people is withheld
WIPED = "wiped"  # what it came to was shown, and is kept no longer
FIRST_PLACE = 1
OPTIONS_LEFT = 2  # that those who left may have chosen
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
    tally = _tally_of(question, ballots)
    if not room_may_be_exact(len(ballots)):
        again = [(ballot,) for ballot in ballots]
        if not all_stays_open(question, [_printed(tally)], again):
            return ReleasedTally(None, why=TELLS_ALONE)
    return tally


def _tally_of(question: OwnQuestion, ballots: Sequence[bytes]) -> ReleasedTally:
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
    both = [(cast, second[one]) for one, cast in first.items() if one in second]
    out = [cast for one, cast in first.items() if one not in second]
    new = len(second) - len(both)
    again = SecondVoters(*(number if may_be_shown(number, k) else None for number in (len(out), new)))
    if not room_may_be_shown(len(both), k):
        return ReleasedTally(None, again=again, why=FEW_AGAIN)
    tally = replace(_tally_of(question, [*(now for _, now in both), *out]), again=again)
    held = bool(out) and leaves_one_option(before, tally)
    if held or not all_stays_open(question, [_printed(before), _printed(tally)], both, out):
        return ReleasedTally(None, again=again, why=TELLS_TOO_MUCH)
    return tally


def leaves_one_option(before: ReleasedTally, tally: ReleasedTally) -> bool:
    """True if fewer than two options have two people and more for and against them in both votes.

    Whoever takes their own ballot away may then know what those chose who left. Whether there is such a person depends
    on what was chosen. Held back for that person alone, a vote that is shown would tell that there is none.
    """
    votes = zip(before.counts or (), tally.counts or (), strict=True)
    return sum(all(1 < count < (tally.voters or 0) - 1 for count in both) for both in votes) < OPTIONS_LEFT


def _printed(tally: ReleasedTally) -> PrintedVote:
    return PrintedVote.of(_shown_counts(tally), tally.rank_sums or ())


def _shown_counts(tally: ReleasedTally) -> tuple[BoundedCount, ...]:
    """Returns the counts as they are printed; none where they are withheld.

    Those of a second vote tell of who did not vote again, and of who did.
    """
    if tally.counts is None or tally.voters is None:
        return ()
    fewest = tally.voters
    if tally.again:
        out = tally.again.stayed_out or 0
        fewest = min(out, tally.voters - out)
    return tuple(shown_count(count, tally.voters, fewest) for count in tally.counts)


def tally_unless_too_near(tally: ReleasedTally, earlier: Iterable[ReleasedTally], k: int) -> ReleasedTally:
    """The tally, or nothing of it where it and an earlier one on the question differ by 1 to k - 1 people."""
    if any(is_too_near(tally.voters or 0, one.voters or 0, k) for one in earlier):
        return ReleasedTally(None, again=tally.again, why=TOO_NEAR)
    return tally


def wiped_tally(tally: ReleasedTally) -> ReleasedTally:
    """The tally without what it came to. How many there were is kept, to be compared with others of the same people."""
    return ReleasedTally(tally.voters, why=WIPED)


def tally_to_json(tally: ReleasedTally) -> str:
    return json.dumps(asdict(tally), sort_keys=True, separators=(",", ":"))


def tally_from_json(text: str) -> ReleasedTally:
    data = json.loads(text)
    counts, sums = (None if data[name] is None else tuple(data[name]) for name in ("counts", "rank_sums"))
    again = SecondVoters(**data["again"]) if data["again"] else None
    return ReleasedTally(data["voters"], counts, sums, again, data["why"])


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
    voters, sums, counts = released.voters, released.rank_sums, _shown_counts(released)
    options = tuple(
        OptionTally(
            number,
            text,
            counts[number],
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
    if released.why == TELLS_ALONE:
        return room_withheld_for_agreeing()
    if released.why == TOO_NEAR:
        return withheld_as_nearly_before(k)
    return room_withheld_for_too_few(k, "answered this")
