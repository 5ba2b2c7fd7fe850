"""Votes at an event: what may be shown of one question that was put to the phones of a room.

    ballots (group, code)  ->  release_room  ->  ReleasedRoom  ->  view_room  ->  RoomResult

Everything here is about one audience: each is a lens of its own, with a question and a scale of its own. A vote
is released once, when it closes; the counts are kept and the ballots are not. How counts are printed is for
`events.figures`. A second vote on the same question is released by `events.shifts`.

A code is that of `survey.responses`: a rating from 1 to the scale's top, or DONT_KNOW. Whoever said that they
don't know voted and gave no rating.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.figures import Counts, RatingSpread, mean_in_room, shown_count, spread_in_room
from lws_assess.survey.events.groups import groups_that_may_show, nothing_follows, ratings_together
from lws_assess.survey.instruments import Audience, Edition, Question, Scale
from lws_assess.survey.keys import NO_GROUP, AreaCode, AudienceKey, GroupKey, StatementKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.smallest_numbers import (
    is_nobody_or_enough,
    is_too_near,
    room_may_be_exact,
    room_may_be_shown,
)
from lws_assess.survey.withheld import (
    Withheld,
    room_withheld_beside_the_first_vote,
    room_withheld_for_too_few,
    room_withheld_for_too_few_again,
    room_withheld_where_put_before,
    unrated_withheld,
    withheld_as_nearly_before,
)

Ballot = tuple[GroupKey, int]  # key of the group, code

# Why a vote is withheld though enough people chose a level: a second vote, or one whose question was put before,
# here or shortly before to nearly the same people.
FEW_AGAIN, TELLS_TOO_MUCH, PUT_BEFORE = "few-again", "tells-too-much", "put-before"
TOO_NEAR = "too-near"


class NotAnEventBallot(ValueError):
    """A code that is neither a rating of the scale nor a don't-know."""


@dataclass(frozen=True)
class ReleasedGroup:
    group: GroupKey  # key
    counts: Counts  # ratings by level, lowest first


@dataclass(frozen=True)
class SecondVoters:
    """Says who stands in a second vote: those of the first, and how many of them did not vote again.

    None is fewer than k. `newcomers` voted the second time only and stand in no figure.
    """

    stayed_out: int | None
    newcomers: int | None


@dataclass(frozen=True)
class ReleasedRoom:
    """Holds what may be shown of a vote. None is withheld; everything is where fewer than ten rated.

    `voters` and `dont_know` stand beside the ratings only where those who gave none are nobody, or at least k; of
    fewer than twenty voters, one is as nobody. Of groups that are not shown only their number is kept. `again` is
    None in a first vote, and in a second one of which the first was not shown.
    """

    audience: AudienceKey
    voters: int | None
    dont_know: int | None
    counts: Counts | None  # ratings by level of all who rated
    groups: tuple[ReleasedGroup, ...]  # in the order of their keys, which tells nothing of the ballots'
    hidden_groups: int  # how many others voted
    again: SecondVoters | None = None
    why: str = ""  # FEW_AGAIN, TELLS_TOO_MUCH, PUT_BEFORE or TOO_NEAR where that is why nothing is shown


def question_of(edition: Edition, audience: Audience, area: AreaCode, statement: StatementKey) -> Question:
    """Returns what a vote asks somebody: one statement of an area, or the area's own question on easy-read forms."""
    found = edition.area(area)
    if audience.easy_read:
        return found.easy_read[audience.key]
    return next(question for question in found.statements if question.key == statement)


def nothing_of(
    audience_key: AudienceKey, groups: int, why: str, again: SecondVoters | None = None
) -> ReleasedRoom:
    """A vote of which nothing is shown, for that reason."""
    return ReleasedRoom(audience_key, None, None, None, (), groups, again, why)


def vote_unless_too_near(room: ReleasedRoom, earlier: Iterable[ReleasedRoom], k: int) -> ReleasedRoom:
    """The vote, or nothing of it where it and an earlier one on the question differ by 1 to k - 1 people.

    Both are of nearly the same people, so what is left when one is taken from the other would be these few's.
    """
    people = _raters(room)
    if any(is_too_near(people, _raters(one), k) for one in earlier):
        return nothing_of(room.audience, room.hidden_groups + len(room.groups), TOO_NEAR, room.again)
    return room


def _raters(room: ReleasedRoom) -> int:
    return sum(room.counts or ())


def release_room(
    audience_key: AudienceKey, ballots: Sequence[Ballot], scale: Scale, k: int, with_groups: bool = True
) -> ReleasedRoom:
    """The vote with everything taken out that may not be shown. Raises NotAnEventBallot."""
    ratings = ratings_by_group(ballots, scale)
    unsure = Counter(group for group, code in ballots if code == DONT_KNOW)
    shown = groups_that_may_show(ratings, unsure, scale, k) if with_groups else ()
    return room_with(audience_key, ballots, shown, scale, k)


def room_with(
    audience_key: AudienceKey, ballots: Sequence[Ballot], shown: Sequence[GroupKey], scale: Scale, k: int
) -> ReleasedRoom:
    """The vote with these groups, of a room that is large enough. Raises NotAnEventBallot."""
    ratings = ratings_by_group(ballots, scale)
    groups = {group for group, _ in ballots}
    room = ratings_together(list(ratings.values()), scale)
    if not room_may_be_shown(sum(room), k):
        return ReleasedRoom(audience_key, None, None, None, (), len(groups))
    countable = _may_count_unsure(len(ballots), len(ballots) - sum(room), k)
    return ReleasedRoom(
        audience=audience_key,
        voters=len(ballots) if countable else None,
        dont_know=len(ballots) - sum(room) if countable else None,
        counts=room,
        groups=tuple(ReleasedGroup(group, ratings[group]) for group in shown),
        hidden_groups=len(groups) - len(shown),
    )


def _may_count_unsure(voters: int, unsure: int, k: int) -> bool:
    return is_nobody_or_enough(unsure, k) or (unsure == 1 and not room_may_be_exact(voters))


def ratings_by_group(ballots: Sequence[Ballot], scale: Scale) -> dict[GroupKey, Counts]:
    """Ratings by level of each group in which somebody rated. Raises NotAnEventBallot."""
    counts: dict[GroupKey, list[int]] = {}
    for group, code in ballots:
        if code == DONT_KNOW:
            continue
        if not 1 <= code <= scale.top:
            raise NotAnEventBallot(f"{code} is no answer on a scale of {scale.top} levels")
        counts.setdefault(group, [0] * scale.top)[code - 1] += 1
    return {group: tuple(levels) for group, levels in counts.items()}


def room_to_json(room: ReleasedRoom) -> str:
    return json.dumps(asdict(room), sort_keys=True, separators=(",", ":"))


def room_from_json(text: str) -> ReleasedRoom:
    """Reads older releases too. Their groups were chosen for figures printed otherwise, so they are tried again."""
    data = json.loads(text)
    counts = None if data["counts"] is None else tuple(data["counts"])
    groups = tuple(ReleasedGroup(one["group"], tuple(one["counts"])) for one in data["groups"])
    if counts and groups and "again" not in data and not _may_still_show(counts, groups):
        return room_from_json(
            json.dumps(data | {"groups": [], "hidden_groups": data["hidden_groups"] + len(groups)})
        )
    return ReleasedRoom(
        audience=data["audience"],
        voters=data["voters"],
        dont_know=data["dont_know"],
        counts=counts,
        groups=groups,
        hidden_groups=data["hidden_groups"],
        again=SecondVoters(**data["again"]) if data.get("again") else None,
        why=data.get("why", ""),
    )


def _may_still_show(counts: Counts, groups: Sequence[ReleasedGroup]) -> bool:
    """True if nothing follows from these groups beside their room, all others taken together."""
    ratings = {one.group: one.counts for one in groups}
    others = tuple(
        whole - sum(level) for whole, level in zip(counts, zip(*ratings.values(), strict=True), strict=True)
    )
    return nothing_follows(
        {**ratings, NO_GROUP: others} if any(others) else ratings, list(ratings), len(counts)
    )


# --- the view ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupInRoom:
    key: GroupKey
    name: str
    mean: Shown | Withheld
    spread: RatingSpread | Withheld


@dataclass(frozen=True)
class RoomResult:
    """One vote of one audience, as it may be printed. How many rated is the n of the mean."""

    audience: Audience
    scale: Scale
    mean: Shown | Withheld
    spread: RatingSpread | Withheld
    groups: tuple[GroupInRoom, ...]
    hidden_groups: int  # how many other groups voted
    dont_know: BoundedCount | Withheld
    voters: int | None  # None where it may not stand beside the ratings
    again: str = ""  # of a second vote: who stands in it, in one or two sentences


def view_room(
    released: ReleasedRoom, audience: Audience, scale: Scale, names: Mapping[GroupKey, str], k: int
) -> RoomResult:
    """The view object of a vote. `names` gives each group's name, in the order in which groups are listed."""
    order = {group: place for place, group in enumerate(names)}
    listed = sorted(released.groups, key=lambda one: order.get(one.group, len(order)))
    mean, spread = _figures(released, scale, k)
    return RoomResult(
        audience=audience,
        scale=scale,
        mean=mean,
        spread=spread,
        groups=tuple(_view_group(one, scale, names, k) for one in listed),
        hidden_groups=released.hidden_groups,
        dont_know=_dont_know(released, k),
        voters=released.voters,
        again=who_again(released.again, k) if released.again and released.counts else "",
    )


def _figures(
    released: ReleasedRoom, scale: Scale, k: int
) -> tuple[Shown | Withheld, RatingSpread | Withheld]:
    if released.counts is None:
        withheld = _nothing_shown(released, k)
        return withheld, withheld
    return mean_in_room(released.counts, scale, k), spread_in_room(released.counts)


def _view_group(one: ReleasedGroup, scale: Scale, names: Mapping[GroupKey, str], k: int) -> GroupInRoom:
    return GroupInRoom(
        one.group,
        names.get(one.group, one.group),
        mean_in_room(one.counts, scale, k),
        spread_in_room(one.counts),
    )


def _dont_know(released: ReleasedRoom, k: int) -> BoundedCount | Withheld:
    if released.counts is None:
        return _nothing_shown(released, k)
    if released.dont_know is None or released.voters is None:
        return unrated_withheld(k)
    return shown_count(released.dont_know, released.voters)


def who_again(again: SecondVoters, k: int) -> str:
    """
    >>> who_again(SecondVoters(None, None), 5)
    'Counted are those of the first vote. Fewer than 5 did not vote again, and count as before.'
    >>> who_again(SecondVoters(7, 12), 5)
    'Counted are those of the first vote. 7 did not vote again, and count as before. 12 others voted only now.'
    """
    out = f"Fewer than {k}" if again.stayed_out is None else f"{again.stayed_out}"
    said = f"Counted are those of the first vote. {out} did not vote again, and count as before."
    return said if again.newcomers is None else f"{said} {again.newcomers} others voted only now."


def _nothing_shown(released: ReleasedRoom, k: int) -> Withheld:
    if released.why == FEW_AGAIN:
        return room_withheld_for_too_few_again(k)
    if released.why == PUT_BEFORE:
        return room_withheld_where_put_before()
    if released.why == TOO_NEAR:
        return withheld_as_nearly_before(k)
    if released.why == TELLS_TOO_MUCH:
        return room_withheld_beside_the_first_vote()
    return room_withheld_for_too_few(k)
