"""Partnerships: adding one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.records.partnerships import Partnership, find_partnership


class PartnershipRefused(Exception):
    """A partnership cannot be added; the message says why."""


@dataclass(frozen=True)
class NewPartnership:
    """What a partnership is called and how it describes itself."""

    key: str  # stands in addresses
    name: str
    place: str = ""
    plan: str = ""
    contact: str = ""
    demo: bool = False


def add_partnership(session: Session, new: NewPartnership) -> Partnership:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", new.key) or len(new.key) > 60:
        raise PartnershipRefused(f"'{new.key}' must be small letters, numbers and hyphens.")
    if not new.name.strip():
        raise PartnershipRefused("A partnership needs a name.")
    if find_partnership(session, new.key):
        raise PartnershipRefused(f"There is a partnership '{new.key}' already.")
    partnership = Partnership(
        key=new.key,
        name=new.name.strip(),
        place=new.place,
        plan=new.plan,
        contact=new.contact,
        demo=new.demo,
    )
    session.add(partnership)
    session.flush()
    return partnership
