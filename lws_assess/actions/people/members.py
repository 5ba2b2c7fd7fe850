"""Who belongs to a partnership and what they may do there: inviting, roles, disabling and removing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.people.accounts import AccountRefusal, make_link
from lws_assess.records import people as records
from lws_assess.records.partnerships import Partnership, find_partnership
from lws_assess.records.people import ADMINISTRATOR, ROLES, Membership, Person
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.written_words import bare_address

_PART = r"[^@\s<>\"(),:;\\\x00-\x1f]+"
EMAIL = re.compile(rf"{_PART}@{_PART}\.{_PART}")


def check_email(text: str) -> str:
    """An address in the form it is kept in. Raises AccountRefusal."""
    email = bare_address(text)
    if email.count("@") > 1:
        raise AccountRefusal("Enter only one e-mail address, like name@example.org")
    if len(email) > 254 or not EMAIL.fullmatch(email):
        raise AccountRefusal("Enter an e-mail address like name@example.org")
    return email


def add_member(session: Session, partnership: PartnershipKey, email: str, role: str) -> Person:
    """Makes an account where there is none, and gives it a role in the partnership. Twice is fine."""
    email = check_email(email)
    if role not in ROLES:
        raise AccountRefusal(f"The role must be one of {', '.join(ROLES)}")
    if find_partnership(session, partnership) is None:
        raise AccountRefusal(f"There is no partnership '{partnership}'")
    person = records.find_person_by_email(session, email)
    if person is None:
        person = Person(email=email)
        session.add(person)
        session.flush()
    member = session.get(Membership, (partnership, person.id))
    if member is None:
        session.add(Membership(partnership=partnership, person=person.id, role=role))
    elif member.role != role:
        change_role(session, partnership, person.id, role)
    session.flush()
    return person


@dataclass(frozen=True)
class LinkGiven:
    """Holds what came of asking for a link. Without one, the person signs in with the password they have."""

    person: Person
    has_link: bool
    may_be_shown: bool  # whoever holds a link holds the account: not shown where it opens other doors too


@dataclass(frozen=True)
class LinkRequest:
    """Says who asks for a link for somebody, the link's hash, and whether it can go by e-mail."""

    administrator: int
    link: bytes
    by_mail: bool


def invite_member(
    session: Session, partnership: PartnershipKey, email: str, role: str, asking: LinkRequest, now: datetime
) -> LinkGiven:
    known = records.find_person_by_email(session, check_email(email))
    if known and records.find_role(session, partnership, known.id):
        raise AccountRefusal("This person belongs to the partnership already")
    if known and known.disabled:
        raise AccountRefusal("This account is disabled. Ask the people who run this service")
    person = add_member(session, partnership, email, role)
    if person.password_hash:
        return LinkGiven(person, has_link=False, may_be_shown=False)
    return _give_link(session, person, asking, now)


def make_link_for_member(
    session: Session, partnership: PartnershipKey, person: int, asking: LinkRequest, now: datetime
) -> LinkGiven:
    """A new link to set a password, for somebody who lost theirs or never used the first."""
    member = get_member(session, partnership, person)
    _refuse_self(person, asking.administrator)
    if member.disabled:
        raise AccountRefusal("This account is disabled. Enable it first.")
    return _give_link(session, member, asking, now)


def _give_link(session: Session, person: Person, asking: LinkRequest, now: datetime) -> LinkGiven:
    elsewhere = records.belongs_elsewhere(session, person.id, asking.administrator)
    if elsewhere and not asking.by_mail:
        raise AccountRefusal(
            "This person also belongs to a partnership that you do not administer, so their link can only go "
            "to them by e-mail, which is not set up here. Ask the people who run this service."
        )
    make_link(session, person.id, asking.link, now)
    return LinkGiven(person, has_link=True, may_be_shown=not elsewhere)


def find_member(session: Session, partnership: PartnershipKey, person: int) -> Person | None:
    if records.find_role(session, partnership, person) is None:
        return None
    return session.get(Person, person)


def get_member(session: Session, partnership: PartnershipKey, person: int) -> Person:
    member = find_member(session, partnership, person)
    if member is None:
        raise AccountRefusal("This person does not belong to the partnership any more")
    return member


def _get_own_member(
    session: Session, partnership: PartnershipKey, person: int, administrator: int, what: str
) -> Person:
    """Somebody else, whose account opens nothing that the administrator does not administer."""
    member = get_member(session, partnership, person)
    _refuse_self(person, administrator)
    if records.belongs_elsewhere(session, person, administrator):
        raise AccountRefusal(
            f"This person also belongs to a partnership that you do not administer, so you cannot {what}. "
            "You can remove them from this one."
        )
    return member


def take_codes_away(session: Session, partnership: PartnershipKey, person: int, administrator: int) -> None:
    """For somebody who lost the device their codes came from."""
    member = _get_own_member(session, partnership, person, administrator, "turn off their one-time codes")
    member.code_secret = member.last_code = None
    records.end_sessions(session, person)


def demand_codes(session: Session, partnership: PartnershipKey, demanded: bool) -> None:
    """Demands one-time codes of every administrator of the partnership, or demands them no longer."""
    session.get_one(Partnership, partnership).codes_for_administrators = demanded


def _refuse_self(person: int, administrator: int) -> None:
    """One's own account is changed on one's own page, which asks for the password."""
    if person == administrator:
        raise AccountRefusal("This is your own account. Use the page “Your account”.")


def _refuse_without(session: Session, partnership: PartnershipKey, person: int) -> None:
    """Refuses what would leave the partnership with nobody who can administer it."""
    if records.hold_administrators(session, partnership) == [person]:
        raise AccountRefusal(
            "This is the only person who can administer the partnership. Make somebody else an administrator "
            "first, and wait until they have set their password."
        )


def change_role(session: Session, partnership: PartnershipKey, person: int, role: str) -> None:
    get_member(session, partnership, person)
    if role not in ROLES:
        raise AccountRefusal("Choose a role")
    if role != ADMINISTRATOR:
        _refuse_without(session, partnership, person)
    session.get_one(Membership, (partnership, person)).role = role


def disable_member(session: Session, partnership: PartnershipKey, person: int, administrator: int) -> None:
    """Nothing of the account works any more, from this moment; what it belongs to is kept."""
    member = _get_own_member(session, partnership, person, administrator, "disable their account")
    for membership in sorted(records.memberships_of(session, person), key=lambda m: m.partnership):
        _refuse_without(session, membership.partnership, person)
    member.disabled = True
    records.end_sessions(session, person)
    records.delete_links_of(session, person)


def enable_member(session: Session, partnership: PartnershipKey, person: int, administrator: int) -> None:
    member = _get_own_member(session, partnership, person, administrator, "enable their account")
    member.disabled = False


def remove_member(session: Session, partnership: PartnershipKey, person: int) -> None:
    """Takes somebody out of the partnership. An account that then belongs nowhere is erased."""
    get_member(session, partnership, person)
    _refuse_without(session, partnership, person)
    session.delete(session.get_one(Membership, (partnership, person)))
    session.flush()
    if not records.memberships_of(session, person):
        records.delete_person(session, person)
