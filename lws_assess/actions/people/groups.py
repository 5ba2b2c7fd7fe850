"""Stakeholder groups: adding and describing them, their order, and merging, retiring and asking them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.keys import propose_key
from lws_assess.actions.people.offices import forget_group_lead, replace_group_lead
from lws_assess.actions.rounds.running_rounds import NewCode, make_open_links
from lws_assess.records.group_preset import MissingGroup, PresetGroup, group_preset
from lws_assess.records.groups import Group, all_groups, find_group, hold_groups, list_groups
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.partnerships import hold_partnership
from lws_assess.records.post.invitations import forget_group, hand_on
from lws_assess.records.responses import groups_with_ballots, hand_on_ballots
from lws_assess.records.rounds import (
    Round,
    RoundGroup,
    find_round_group,
    get_round_for_change,
    hold_rounds_without_results,
    list_rounds,
    rounds_by_group,
)
from lws_assess.survey.group_names import folded_name
from lws_assess.survey.instruments import Audience
from lws_assess.survey.keys import AudienceKey, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.refusals import BadInput
from lws_assess.survey.round_timing import RoundState
from lws_assess.survey.written_words import isolated_words

MOST_HOPED_FOR = 100_000  # answers of one group
RESERVED = re.compile("(new|preset|none-of-these.*)")  # pages of the groups, and keys of catch-alls


class GroupRefused(BadInput):
    """A group cannot become what was asked."""


@dataclass(frozen=True)
class GroupDescription:
    """Says how a group is described."""

    name: str
    this_is_you_if: str  # completes "This is you if ..."
    audience: AudienceKey
    branch: str
    lead: str = ""
    lead_email: str = ""
    method: str = ""
    target: int = 0
    key_dates: str = ""


@dataclass(frozen=True)
class GroupUse:
    """A group, the rounds that ask it or asked it, and the open rounds that it could be added to."""

    group: Group
    rounds: Sequence[Round] = ()
    could_join: Sequence[Round] = ()

    @property
    def drafted_in(self) -> list[Round]:
        return [this for this in self.rounds if this.state == RoundState.DRAFT]

    @property
    def asked_in(self) -> list[Round]:
        return [this for this in self.rounds if this.state == RoundState.OPEN]

    @property
    def asked_before(self) -> list[Round]:
        return [this for this in self.rounds if this.state == RoundState.CLOSED]

    @property
    def was_asked(self) -> bool:
        """True if people may have answered for it, in any round."""
        return any(this.state != RoundState.DRAFT for this in self.rounds)

    @property
    def keeps_it(self) -> list[Round]:
        """The rounds for whose sake it must stay as it is: open, or closed and without results yet."""
        return [this for this in self.rounds if this.state != RoundState.DRAFT and this.released_at is None]

    @property
    def why_it_must_stay(self) -> str:
        if not self.keeps_it:
            return ""
        titles = " and ".join(f"“{isolated_words(this.title)}”" for this in self.keeps_it)
        return (
            f"{isolated_words(self.group.name)} is part of {titles}, where people may have answered already. "
            "It can be merged or retired when that round has its results."
        )


def shipped_audiences() -> dict[AudienceKey, Audience]:
    """Everybody whom a questionnaire that ships can ask, by key."""
    return {
        audience.key: audience for edition in shipped_editions().values() for audience in edition.audiences
    }


def branches_to_choose(groups: Iterable[Group]) -> list[str]:
    """The branches to choose from: the preset's and those in use."""
    return list(dict.fromkeys([*group_preset().branches, *sorted({group.branch for group in groups})]))


# --- what there is -------------------------------------------------------------------------------------------


def view_groups(
    session: Session, partnership: PartnershipKey, now: datetime, retired: bool = False
) -> list[GroupUse]:
    """Every group in order, or every retired one."""
    asked = rounds_by_group(session, partnership)
    joinable = () if retired else _rounds_that_take_people(session, partnership, now)
    return [
        _standing(group, asked.get(group.key, ()), joinable)
        for group in list_groups(session, partnership, retired)
    ]


def find_group_use(
    session: Session, partnership: PartnershipKey, key: GroupKey, now: datetime
) -> GroupUse | None:
    """One group that somebody named; none for a catch-all, which belongs to the product."""
    group = find_group(session, partnership, key)
    if group is None or group.catch_all:
        return None
    asked = rounds_by_group(session, partnership).get(key, ())
    joinable = () if group.retired else _rounds_that_take_people(session, partnership, now)
    return _standing(group, asked, joinable)


def _standing(
    group: Group, asked: Sequence[Round], joinable: Iterable[tuple[Round, frozenset[AudienceKey]]]
) -> GroupUse:
    inside = {this.key for this in asked}
    could = [this for this, who in joinable if this.key not in inside and group.audience in who]
    return GroupUse(group, asked, could)


def _rounds_that_take_people(
    session: Session, partnership: PartnershipKey, now: datetime
) -> list[tuple[Round, frozenset[AudienceKey]]]:
    """Open rounds, each with the audiences that its questionnaire can ask."""
    return [
        (this, frozenset(audience.key for audience in get_edition(session, this.edition).audiences))
        for this in list_rounds(session, partnership)
        if this.timing.takes_new_people(now)
    ]


def audiences_without_a_group(groups: Iterable[Group]) -> list[Audience]:
    there = {group.audience for group in groups}
    return [audience for key, audience in shipped_audiences().items() if key not in there]


def easily_forgotten(groups: Sequence[Group]) -> list[MissingGroup]:
    """Returns what the preset lacks and these groups lack too."""
    return [missing for missing in group_preset().missing if not any(_will_do(g, missing) for g in groups)]


def _will_do(group: Group, missing: MissingGroup) -> bool:
    if missing.audience_will_do and group.audience == missing.group.audience:
        return True
    return any(re.search(rf"\b{re.escape(word)}", folded_name(group.name)) for word in missing.known_by)


def preset_not_yet_there(groups: Iterable[Group]) -> list[PresetGroup]:
    """The groups of the preset whose names are not taken."""
    taken = {folded_name(group.name) for group in groups}
    return [preset for preset in group_preset().groups if folded_name(preset.name) not in taken]


# --- adding and describing -----------------------------------------------------------------------------------


def add_group(session: Session, partnership: PartnershipKey, about: GroupDescription) -> Group:
    hold_partnership(session, partnership)
    there = all_groups(session, partnership)
    _check(about, there)
    taken = {group.key for group in there}
    key = propose_key(about.name, taken, "group")
    if RESERVED.fullmatch(key):
        key = propose_key(f"group {about.name}", taken, "group")
    last = max((group.position for group in there if not group.catch_all), default=0)
    group = Group(partnership=partnership, key=key, position=last + 1, **asdict(about))
    session.add(group)
    session.flush()
    return group


def add_preset(session: Session, partnership: PartnershipKey, keys: Iterable[str]) -> list[Group]:
    """Adds groups of the preset, in its order; those whose names are taken are passed over."""
    hold_partnership(session, partnership)
    wanted = set(keys)
    chosen = [p for p in preset_not_yet_there(all_groups(session, partnership)) if p.key in wanted]
    return [add_group(session, partnership, about_preset(preset)) for preset in chosen]


def about_preset(preset: PresetGroup) -> GroupDescription:
    return GroupDescription(
        preset.name, preset.this_is_you_if, preset.audience, preset.branch, target=preset.target
    )


def change_group(
    session: Session,
    partnership: PartnershipKey,
    key: GroupKey,
    about: GroupDescription,
    new_code: NewCode,
    now: datetime,
) -> Group:
    """Describes a group anew. Rounds that have its old target, and are not closed, take the new one.

    With another lead, or another address of theirs, what the lead before had leads nowhere.
    """
    hold_partnership(session, partnership)
    there = all_groups(session, partnership)
    group = next(group for group in there if group.key == key)
    rounds = rounds_by_group(session, partnership).get(key, [])
    _check(about, [other for other in there if other is not group])
    if about.audience != group.audience and GroupUse(group, rounds).was_asked:
        raise GroupRefused(
            "People have been asked in this group, so whom it is for stays as it is.", "audience"
        )
    for this in rounds:
        asked = find_round_group(session, partnership, this.key, key)
        if this.state != RoundState.CLOSED and asked and asked.target == group.target:
            asked.target = about.target
    replaced = (about.lead, about.lead_email) != (group.lead, group.lead_email)
    for name, value in asdict(about).items():
        setattr(group, name, value)
    session.flush()
    if replaced:
        replace_group_lead(session, partnership, key, new_code, now)
    return group


def _check(about: GroupDescription, others: Iterable[Group]) -> None:
    if not about.name.strip():
        raise GroupRefused("Enter a name", "name")
    if about.audience not in shipped_audiences():
        raise GroupRefused("Choose whom the group is for", "audience")
    if not about.branch.strip():
        raise GroupRefused("Choose a branch", "branch")
    if not 0 <= about.target <= MOST_HOPED_FOR:
        raise GroupRefused(f"Enter a whole number from 0 to {MOST_HOPED_FOR:,}", "target")
    same = next((other for other in others if folded_name(other.name) == folded_name(about.name)), None)
    if same and same.retired:
        raise GroupRefused(
            "There is a retired group of this name. Bring it back, or choose another name.", "name"
        )
    if same:
        raise GroupRefused("There is a group of this name already. Choose another name.", "name")


def move_group(session: Session, partnership: PartnershipKey, key: GroupKey, way: str) -> int:
    """Moves a group one place up or down among those of its audience. Returns its new place there, from 1."""
    hold_partnership(session, partnership)
    order = [group for group in all_groups(session, partnership) if not group.catch_all]
    group = next(group for group in order if group.key == key)
    beside = [other for other in order if other.audience == group.audience and not other.retired]
    place = beside.index(group)
    wanted = place - 1 if way == "up" else place + 1
    if 0 <= wanted < len(beside):
        here, there = order.index(group), order.index(beside[wanted])
        order[here], order[there] = order[there], order[here]
        place = wanted
    for position, other in enumerate(order, 1):
        other.position = position
    return place + 1


# --- asking, merging, retiring -------------------------------------------------------------------------------


def add_to_open_round(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    key: GroupKey,
    new_code: NewCode,
    now: datetime,
) -> Round:
    """A round that is open asks one more group, from now on."""
    this = get_round_for_change(session, partnership, round_key)
    group = _hold(session, partnership, key)
    if group.retired:
        raise GroupRefused(f"{isolated_words(group.name)} is retired. Bring it back first.")
    if not this.timing.takes_new_people(now):
        raise GroupRefused(f"“{isolated_words(this.title)}” is not open, so nobody new can be asked in it.")
    if find_round_group(session, partnership, round_key, key):
        raise GroupRefused(f"{isolated_words(group.name)} is part of “{isolated_words(this.title)}” already.")
    if group.audience not in {audience.key for audience in get_edition(session, this.edition).audiences}:
        raise GroupRefused(f"The questionnaire of “{isolated_words(this.title)}” has no form for this group.")
    session.add(RoundGroup(partnership=partnership, round=round_key, group=key, target=group.target))
    session.flush()
    make_open_links(session, this, key, new_code)
    return this


def could_take_in(session: Session, group: Group) -> list[Group]:
    """The groups that a group may be merged into: others that ask the same people."""
    return [
        other
        for other in list_groups(session, group.partnership)
        if other.key != group.key and other.audience == group.audience
    ]


def merge_group(
    session: Session, partnership: PartnershipKey, key: GroupKey, into: GroupKey, now: datetime
) -> None:
    """The people of one group belong to another from now on: it takes its place in drafts, and its target."""
    rounds = {this.key: this for this in hold_rounds_without_results(session, partnership)}
    group, other = (_found(held) for held in hold_groups(session, partnership, key, into))
    if other not in could_take_in(session, group):
        raise GroupRefused("Choose a group that asks the same people and is not retired", "into")
    _refuse_to_disturb(session, group)
    for mine in _in_drafts(session, group, rounds):
        theirs = find_round_group(session, partnership, mine.round, into)
        if theirs is None:
            theirs = RoundGroup(partnership=partnership, round=mine.round, group=into, target=0, invited=0)
            session.add(theirs)
        theirs.target += mine.target
        theirs.size = theirs.size + mine.size if theirs.size and mine.size else 0
        theirs.invited += mine.invited
        hand_on(session, partnership, mine.round, key, into)
        hand_on_ballots(session, partnership, mine.round, key, into)
        session.delete(mine)
    other.target += group.target
    group.retired, group.merged_into = True, into
    session.flush()
    forget_group_lead(session, partnership, key, now)


def retire_group(session: Session, partnership: PartnershipKey, key: GroupKey, now: datetime) -> None:
    """A group that is asked no more. Drafts lose it; rounds that have results keep it; its lead's link is dead."""
    rounds = {this.key: this for this in hold_rounds_without_results(session, partnership)}
    group = _hold(session, partnership, key)
    _refuse_to_disturb(session, group)
    _take_out_of_drafts(session, group, rounds)
    group.retired, group.merged_into = True, None
    session.flush()
    forget_group_lead(session, partnership, key, now)


def _take_out_of_drafts(session: Session, group: Group, rounds: Mapping[RoundKey, Round]) -> None:
    """Takes a group out of draft rounds. A group behind a link that somebody was given stays, or is merged."""
    for place in _in_drafts(session, group, rounds):
        if group.key in groups_with_ballots(session, group.partnership, place.round):
            raise GroupRefused(
                f"People of {isolated_words(group.name)} have links to "
                f"“{isolated_words(rounds[place.round].title)}” already. "
                "You can merge the group into another: the links then lead there."
            )
        forget_group(session, group.partnership, place.round, group.key)
        session.delete(place)
    session.flush()


def bring_back(session: Session, partnership: PartnershipKey, key: GroupKey, now: datetime) -> None:
    """A retired group may be asked again; private links from before it was retired stay dead."""
    group = _hold(session, partnership, key)
    if group.retired:
        forget_group_lead(session, partnership, key, now)
    group.retired, group.merged_into = False, None
    session.flush()


def delete_group(session: Session, partnership: PartnershipKey, key: GroupKey) -> None:
    """Forgets a group that nobody was ever asked in."""
    rounds = {this.key: this for this in hold_rounds_without_results(session, partnership)}
    group = _hold(session, partnership, key)
    if GroupUse(group, rounds_by_group(session, partnership).get(key, ())).was_asked:
        raise GroupRefused(
            f"{isolated_words(group.name)} has been asked in a round, so it is kept. You can retire it."
        )
    _take_out_of_drafts(session, group, rounds)
    for other in all_groups(session, partnership):
        if other.merged_into == key:
            other.merged_into = None
    session.flush()
    session.delete(group)
    session.flush()


def _hold(session: Session, partnership: PartnershipKey, key: GroupKey) -> Group:
    (held,) = hold_groups(session, partnership, key)
    return _found(held)


def _found(group: Group | None) -> Group:
    if group is None or group.catch_all:
        raise GroupRefused("That group is not there any more.")
    return group


def _refuse_to_disturb(session: Session, group: Group) -> None:
    standing = GroupUse(group, rounds_by_group(session, group.partnership).get(group.key, ()))
    if group.retired:
        raise GroupRefused(f"{isolated_words(group.name)} is retired already.")
    if standing.keeps_it:
        raise GroupRefused(standing.why_it_must_stay)


def _in_drafts(session: Session, group: Group, rounds: Mapping[RoundKey, Round]) -> list[RoundGroup]:
    """Its places in draft rounds."""
    found = [
        find_round_group(session, group.partnership, key, group.key)
        for key, this in rounds.items()
        if this.state == RoundState.DRAFT
    ]
    return [place for place in found if place]
