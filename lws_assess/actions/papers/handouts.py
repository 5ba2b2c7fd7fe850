"""What handouts rest on: the open link of a group, whom it is for, and how long answering takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.rounds.occasions import where_group_rated
from lws_assess.actions.rounds.reaching import OWN, kind_of_link
from lws_assess.actions.rounds.running_rounds import open_links
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import OpenLink, Round
from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.days import last_day_words
from lws_assess.survey.instruments import SHORT, Edition
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.public_addresses import PublicAddresses


@dataclass(frozen=True)
class Handout:
    """Holds what a handout of one group says. An empty group stands for everybody, with a choice of group.

    `address` is the open link, `code` what can be typed instead (its short code), `home` the address where it is
    typed. `last_day` is in words, empty where none is set; `minutes` such as "about 10 to 20 minutes"; `rated_at`
    where people of the group may have rated already, such as "the event", empty where there was no such thing.
    """

    partnership: str
    group: str
    this_is_you_if: str
    address: str
    code: str
    home: str
    last_day: str
    minutes: str
    smallest_number: int
    contact: str
    easy: bool
    colours: tuple[str, ...]
    acknowledgement: str
    rated_at: str = ""


@dataclass(frozen=True)
class MergedGroup:
    """One row for a mail merge: what a group is given, and who leads it. Nobody leads the row for everybody."""

    handout: Handout
    audience: str
    lead: str = ""
    lead_email: str = ""


def view_handout(
    session: Session, this: Round, group: GroupKey | None, addresses: PublicAddresses, now: datetime
) -> Handout | None:
    """Returns what the handouts of a group say, or those of everybody (None). None where no open link of it
    works now.
    """
    if not this.timing.takes_new_people(now):
        return None
    found = (
        (link, chosen)
        for link, chosen in open_links(session, this.partnership, this.key)
        if link.group == group and kind_of_link(link) == OWN
    )
    link, chosen = next(found, (None, None))
    return _handout(session, this, link, chosen, addresses, now) if link else None


def view_merged_group(
    session: Session, this: Round, group: Group | None, addresses: PublicAddresses, now: datetime
) -> MergedGroup | None:
    """The row of a group, or of everybody (None). None where no open link of it works now."""
    handout = view_handout(session, this, group.key if group else None, addresses, now)
    if handout is None:
        return None
    if group is None:
        return MergedGroup(handout, "Everybody who is asked")
    audience = get_edition(session, this.edition).audience(group.audience)
    return MergedGroup(handout, audience.label, group.lead, group.lead_email)


def _handout(
    session: Session,
    this: Round,
    link: OpenLink,
    group: Group | None,
    addresses: PublicAddresses,
    now: datetime,
) -> Handout:
    edition = get_edition(session, this.edition)
    partnership = session.get_one(Partnership, this.partnership)
    audience = edition.audience(group.audience) if group else None
    return Handout(
        partnership=partnership.name,
        group=group.name if group else "",
        this_is_you_if=group.this_is_you_if if group else "",
        address=addresses.join(link.code),
        code=link.short_code or link.code,
        home=addresses.home,
        last_day=last_day_words(this.closes_at) if this.closes_at else "",
        minutes=_minutes(edition, group),
        smallest_number=this.smallest_number,
        contact=this.contact or partnership.contact,
        easy=bool(audience and audience.easy_read),
        colours=tuple(area.display.colour for area in edition.areas),
        acknowledgement=edition.acknowledgement,
        rated_at=where_group_rated(session, this, group.key if group else None, now),
    )


def _minutes(edition: Edition, group: Group | None) -> str:
    """Such as "about 10 to 20 minutes": from the shortest form somebody may be given to the longest."""
    if group is None:
        least, most = edition.shortest_minutes(), edition.longest_minutes()
    else:
        audience = edition.audience(group.audience)
        least, most = edition.minutes(audience, SHORT), edition.minutes(audience)
    return f"about {least} to {most} minutes" if least < most else f"about {counted_noun(most, 'minute')}"
