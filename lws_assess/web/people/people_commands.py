"""People by command: the first account of a partnership, and the way back in when nobody else can help."""

from __future__ import annotations

from lws_assess.actions.people import accounts as people
from lws_assess.actions.people import members, offices
from lws_assess.records.people import find_person_by_email
from lws_assess.survey.keys import PartnershipKey
from lws_assess.web import passwords
from lws_assess.web.access import FACILITATORS
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database
from lws_assess.web.post import mail
from lws_assess.web.words import now


def person_add(email: str, partnership: PartnershipKey, role: str) -> str:
    """Gives somebody a role, and returns the one-time link with which they set a password and sign in.

    Raises `actions.people.AccountRefusal`, whose message says why. Whoever can run commands may do this for anybody.
    """
    secret = passwords.new_secret()
    with current_database().writing() as session:
        known = find_person_by_email(session, email)
        if known and role not in FACILITATORS:
            offices.take_from_host(session, known.id, new_link_code, now(), partnership)
        person = members.add_member(session, partnership, email, role)
        people.make_link(session, person.id, passwords.hash_to_keep(secret), now())
    return mail.absolute_address("people.welcome", secret=secret)
