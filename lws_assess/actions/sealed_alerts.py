"""Alerts at rest while a round is open or an event runs: their words and their code lie under its key.

Of the code that opens an alert without an account only a hash stands beside them, so that nobody who reads the database
opens the page. From the release on both stand in the open, as other rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.records.comments import Alert, hash_of_alert_code
from lws_assess.records.events.visioning_events import find_event
from lws_assess.records.rounds import find_round
from lws_assess.records.sealing import pack_alert, unpack_alert
from lws_assess.records.sealing_keys import CannotOpen, KeyTrouble, SealingKey, fresh_row, key_of
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.secrets import write_code

PURPOSE = "alert"


class NoSuchAlert(NotFound):
    """Nothing is called that, or it has been erased with its round, or its words cannot be opened now."""


@dataclass(frozen=True)
class OpenedAlert:
    """Holds what an alert says, and the code that opens its page."""

    text: str
    code: str


def fresh_code() -> str:
    """A code that opens an alert without an account."""
    return write_code(fresh_row())


def sealed_alert(
    key: SealingKey, partnership: PartnershipKey, round_key: RoundKey, text: str, source: bytes
) -> Alert:
    """An alert whose words and fresh code lie under a key."""
    alert = Alert(key=fresh_row(), partnership=partnership, round=round_key, source=source, text="")
    seal_alert(alert, key, OpenedAlert(text, fresh_code()))
    return alert


def seal_alert(alert: Alert, key: SealingKey, says: OpenedAlert) -> None:
    """Puts words and code of an alert under a key, in place of what lay there."""
    alert.ciphertext = key.box(PURPOSE).seal(alert.key, pack_alert(says.text, says.code))
    alert.code = hash_of_alert_code(says.code)


def open_with(alert: Alert, key: SealingKey) -> OpenedAlert:
    """Raises CannotOpen where it was damaged, or lies under another key."""
    if alert.ciphertext is None:
        return OpenedAlert(alert.text, alert.code)
    return OpenedAlert(*unpack_alert(key.box(PURPOSE).open(alert.key, alert.ciphertext)))


def key_of_alert(session: Session, alert: Alert) -> SealingKey | None:
    """The key that opens a sealed alert, of its round or of the event whose people rate in it; None where none does."""
    this = find_round(session, alert.partnership, alert.round)
    event = find_event(session, alert.partnership, this.event) if this and this.event else None
    for owner in (this, event):
        try:
            if owner is not None:
                key = key_of(session, owner)
                open_with(alert, key)
                return key
        except (KeyTrouble, CannotOpen):
            continue
    return None


def open_alert(session: Session, alert: Alert) -> OpenedAlert:
    """Returns what an alert says. Raises NoSuchAlert where its key has gone between."""
    if alert.ciphertext is None:
        return OpenedAlert(alert.text, alert.code)
    key = key_of_alert(session, alert)
    if key is None:
        raise NoSuchAlert
    return open_with(alert, key)


def find_opened(session: Session, alert: Alert) -> OpenedAlert | None:
    """Returns an opened alert; None where it cannot be opened now."""
    try:
        return open_alert(session, alert)
    except NoSuchAlert:
        return None
