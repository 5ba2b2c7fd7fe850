"""Votes at an event: what may be shown of one question that was put to the phones of a room.

    ballots (group, code)  ->  release_room  ->  ReleasedRoom  ->  view_room  ->  RoomResult

Everything here is about one audience: each is a lens of its own, with a question and a scale of its own. A vote
is released once, when it closes; the counts are kept and the ballots are not.

A code is that of `survey.responses`: a rating from 1 to the scale's top, or DONT_KNOW. Whoever said that they
don't know voted and gave no rating.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from lws_assess.survey import privacy
from lws_assess.survey.event_groups import Counts, groups_that_may_show, together
from lws_assess.survey.instruments import Audience, Scale
from lws_assess.survey.privacy import SPREAD_NEEDS, Distribution, Shown, Withheld
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.scores import moments_of_levels

Ballot = tuple[str, int]  # key of the group, code


class NotABallot(ValueError):
    """A code that is neither a rating of the scale nor a don't-know."""


@dataclass(frozen=True)
class ReleasedGroup:
    group: str  # key
    counts: Counts  # ratings by level, lowest first


@dataclass(frozen=True)
class ReleasedRoom:
    """What may be shown of a vote. None is withheld; everything is where fewer than ten rated.

    `voters` and `dont_know` stand beside the ratings only where those who gave none are nobody, or at least k.
    Of groups that are not shown only their number is kept.
    """

    audience: str
    voters: int | None
    dont_know: int | None
    counts: Counts | None  # the whole room's ratings by level
    groups: tuple[ReleasedGroup, ...]  # in the order of their keys, which tells nothing of the ballots'
    hidden_groups: int  # how many others voted


def release_room(
    audience_key: str,
    ballots: Sequence[Ballot],
    scale: Scale,
    k: int,
    among: Collection[str] | None = None,
) -> ReleasedRoom:
    """The vote with everything taken out that may not be shown.

    `among`: in a second vote, the groups that it may show (`groups_shown_again`). No other may be shown in it,
    since where hardly anybody moved, two different sets of groups would tell what each of them hides.

    Raises NotABallot.
    """
    ratings = ratings_by_group(ballots, scale)
    groups = {group for group, _ in ballots}
    room = together(list(ratings.values()), scale)
    if sum(room) < max(SPREAD_NEEDS, k):
        return ReleasedRoom(audience_key, None, None, None, (), len(groups))
    shown = () if only_the_end(room, scale) else groups_that_may_show(ratings, scale, k, among)
    countable = privacy.rest_may_be_counted(len(ballots), sum(room), k)
    return ReleasedRoom(
        audience=audience_key,
        voters=len(ballots) if countable else None,
        dont_know=len(ballots) - sum(room) if countable else None,
        counts=room,
        groups=tuple(ReleasedGroup(group, ratings[group]) for group in shown),
        hidden_groups=len(groups) - len(shown),
    )


def groups_shown_again(first: ReleasedRoom, scale: Scale) -> tuple[str, ...] | None:
    """The groups that a second vote on the same question may show: `among` of its release.

    None, which is any, where the first vote shows no more than its end, or nothing: no shift is shown then.
    """
    if first.counts is None or only_the_end(first.counts, scale):
        return None
    return tuple(one.group for one in first.groups)


def ratings_by_group(ballots: Sequence[Ballot], scale: Scale) -> dict[str, Counts]:
    """Ratings by level of each group in which somebody rated. Raises NotABallot."""
    counts: dict[str, list[int]] = {}
    for group, code in ballots:
        if code == DONT_KNOW:
            continue
        if not 1 <= code <= scale.top:
            raise NotABallot(f"{code} is no answer on a scale of {scale.top} levels")
        counts.setdefault(group, [0] * scale.top)[code - 1] += 1
    return {group: tuple(levels) for group, levels in counts.items()}


def only_the_end(counts: Counts, scale: Scale) -> bool:
    """Whether all that may be said of these ratings is near which end of the scale they lie."""
    return privacy.end_named(moments_of_levels(counts), scale) is not None


def room_to_json(room: ReleasedRoom) -> str:
    return json.dumps(asdict(room), sort_keys=True, separators=(",", ":"))


def room_from_json(text: str) -> ReleasedRoom:
    data = json.loads(text)
    return ReleasedRoom(
        audience=data["audience"],
        voters=data["voters"],
        dont_know=data["dont_know"],
        counts=None if data["counts"] is None else tuple(data["counts"]),
        groups=tuple(ReleasedGroup(one["group"], tuple(one["counts"])) for one in data["groups"]),
        hidden_groups=data["hidden_groups"],
    )


# --- the view ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupInRoom:
    key: str
    name: str
    mean: Shown | Withheld
    spread: Distribution | Withheld


@dataclass(frozen=True)
class RoomResult:
    """One vote of one audience, as it may be printed. How many rated is the n of the mean."""

    audience: Audience
    scale: Scale
    mean: Shown | Withheld
    spread: Distribution | Withheld
    groups: tuple[GroupInRoom, ...]
    hidden_groups: int  # how many other groups voted
    dont_know: int | Withheld
    voters: int | None  # None where it may not stand beside the ratings


def view_room(
    released: ReleasedRoom, audience: Audience, scale: Scale, names: Mapping[str, str], k: int
) -> RoomResult:
    """The view object of a vote. `names` gives each group's name, in the order in which groups are listed."""
    order = {group: place for place, group in enumerate(names)}
    listed = sorted(released.groups, key=lambda one: order.get(one.group, len(order)))
    mean, spread = _figures(released.counts, scale, k)
    return RoomResult(
        audience=audience,
        scale=scale,
        mean=mean,
        spread=spread,
        groups=tuple(_view_group(one, scale, names, k) for one in listed),
        hidden_groups=released.hidden_groups,
        dont_know=_dont_know(released, k),
        voters=released.voters,
    )


def _figures(counts: Counts | None, scale: Scale, k: int) -> tuple[Shown | Withheld, Distribution | Withheld]:
    if counts is None:
        withheld = too_few_in_the_room(k)
        return withheld, withheld
    return (
        privacy.mean_shown(moments_of_levels(counts), scale, k),
        privacy.distribution_shown(counts, scale, k),
    )


def _view_group(one: ReleasedGroup, scale: Scale, names: Mapping[str, str], k: int) -> GroupInRoom:
    return GroupInRoom(one.group, names.get(one.group, one.group), *_figures(one.counts, scale, k))


def _dont_know(released: ReleasedRoom, k: int) -> int | Withheld:
    if released.counts is None:
        return too_few_in_the_room(k)
    return privacy.dont_knows_withheld(k) if released.dont_know is None else released.dont_know


def too_few_in_the_room(k: int) -> Withheld:
    needed = max(SPREAD_NEEDS, k)
    return Withheld(
        f"Not shown: fewer than {needed} people chose a level.", f"It would need {needed} people who do."
    )
