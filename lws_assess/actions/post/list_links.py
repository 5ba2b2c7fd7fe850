"""The links of a list of invitations, and the key that they are made from until the list is through.

The secret behind each link is derived from the key of its list and the random key of its invitation. It is kept
nowhere, and comes out the same whenever a message has to be tried again; once the key is destroyed nobody can make
it any more. All ballots of a list are written in one transaction, in key order, before its first message goes out,
and stay until the results, whatever becomes of the messages.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.rounds.running_rounds import make_personal_links
from lws_assess.records.database import Database
from lws_assess.records.partnerships import Partnership
from lws_assess.records.post import messages as records
from lws_assess.records.post.invitations import Mailing
from lws_assess.records.sealing_keys import KeyTrouble, SealingKey, folder_of, give_a_key
from lws_assess.survey.keys import GroupKey, PartnershipKey
from lws_assess.survey.secrets import BYTES, Secret

# From fewer people than this, somebody who compares copies of the database could tell whose link was used.
FEWEST_OWN_LINKS = 5

LINK = "link of an invitation"


def secret_of_invitation(key: SealingKey, invitation: bytes) -> Secret:
    """The secret behind the link of one invitation."""
    return Secret(key.derive(LINK, invitation)[:BYTES])


def refuse_unless_keys_can_be_made(session: Session, partnership: PartnershipKey) -> None:
    """For a list that gets its links later. Raises KeyNotMade."""
    folder_of(session).refuse_unless_usable(_is_demo(session, partnership))


def make_links(session: Session, mailing: Mailing) -> None:
    """Gives a list its key, and every message that may still leave its ballot. The round must be held.

    Raises KeyNotMade, and RoundRefusal where the round does not ask the group.
    """
    key = give_a_key(session, mailing, _is_demo(session, mailing.partnership))
    links = [
        secret_of_invitation(key, invitation)
        for invitation in records.invitations_to_send(session, mailing.id)
    ]
    make_personal_links(session, mailing.partnership, mailing.round, GroupKey(str(mailing.group)), links)


def _is_demo(session: Session, partnership: PartnershipKey) -> bool:
    return session.get_one(Partnership, partnership).demo


def destroy_key(database: Database, name: str) -> None:
    """Destroys the key of a list that was taken back. One that stays belongs to nothing, and `check` names it."""
    with database.reading() as session, suppress(KeyTrouble):
        folder_of(session).destroy(name)


def destroy_keys_of_lists(database: Database, now: datetime) -> list[str]:
    """Destroys the key of every list that is through, or whose round has its results; says what stood in the way.

    May be repeated, and has to be until nothing stands in the way: a key is noted as gone only when it is.
    """
    with database.reading() as session:
        ended = records.lists_that_ended(session)
    troubles = []
    for mailing in ended:
        try:
            with database.writing() as session:
                _destroy_key(session, mailing, now)
        except KeyTrouble as trouble:
            troubles.append(trouble.words)
    return troubles


def _destroy_key(session: Session, mailing: bytes, now: datetime) -> None:
    """The list is held and looked at again: somebody may have let its messages wait once more.

    Should the transaction fail, the list is through all the same, and the next try finds its key gone.
    """
    this = records.hold_mailing(session, mailing)
    if this and this.sealing_key and mailing in records.lists_that_ended(session):
        folder_of(session).destroy(this.sealing_key)
        this.sealing_key_gone_at = now
