"""Reaching people: each group of an open round with its links, and the way that is suggested for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.rounds.handouts import slips_suggested
from lws_assess.actions.rounds.running_rounds import open_links
from lws_assess.records.groups import Group
from lws_assess.records.rounds import OpenLink, Round, find_round_group
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.public_addresses import PublicAddresses

# In addresses, for the link that offers a choice of group: no group has such a key.
EVERYONE = GroupKey("_everyone")
OWN, SHARED, HELPER = "own", "shared", "helper"  # kinds of open link, by whose device they are for


@dataclass(frozen=True)
class ReachedGroup:
    """One group as the pages show it: its links by kind (own, shared, helper), and its suggested way."""

    key: GroupKey  # or EVERYONE
    group: Group | None
    target: int
    slips: int
    addresses: dict[str, str]

    @property
    def name(self) -> str:
        return self.group.name if self.group else "Everyone, with a choice of group"

    @property
    def by_slips(self) -> bool:
        return self.group is not None and slips_suggested(self.target)


def kind_of_link(link: OpenLink) -> str:
    return HELPER if link.helper else SHARED if link.shared else OWN


def view_all_reached(session: Session, this: Round, addresses: PublicAddresses) -> list[ReachedGroup]:
    """The round's own link first, then each group; nothing before the round has opened."""
    found: dict[GroupKey | None, tuple[Group | None, dict[str, str]]] = {}
    for link, group in open_links(session, this.partnership, this.key):
        found.setdefault(link.group, (group, {}))[1][kind_of_link(link)] = addresses.join(link.code)
    return [_reached(session, this, key, group, links) for key, (group, links) in found.items()]


def _reached(
    session: Session, this: Round, key: GroupKey | None, group: Group | None, links: dict[str, str]
) -> ReachedGroup:
    place = find_round_group(session, this.partnership, this.key, key) if key else None
    counted = (place.target, place.slips) if place else (0, 0)
    return ReachedGroup(key or EVERYONE, group, *counted, links)


def key_of_reached(group: GroupKey) -> GroupKey | None:
    return None if group == EVERYONE else group


def find_asked_group(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey
) -> Group | None:
    """A group that a round asks."""
    asked = find_round_group(session, partnership, round_key, group)
    return session.get_one(Group, (partnership, group)) if asked else None
