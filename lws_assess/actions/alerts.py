"""Alerts: words that may speak of risk, before the safeguarding contact at once, without group or area."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records import comments as records
from lws_assess.records.comments import DEALT_WITH, NOT_SENT, SENT, Alert, AlertStep
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import find_round

NewKey = Callable[[], bytes]
NewCode = Callable[[], str]

NOBODY_NAMED = "no safeguarding contact with an e-mail address is named"
MOST_CHARACTERS = 2000


class NoSuchAlert(Exception):
    """Nothing is called that, or it has been erased with its round."""


def raise_alerts(session: Session, new_key: NewKey, new_code: NewCode) -> int:
    """Copies every text that waits for its alert, and says how many there were.

    In a transaction of its own, after the one that took the answers: rows written together can be joined.
    """
    alerts = [
        Alert(key=new_key(), partnership=partnership, round=round_key, text=text, code=new_code())
        for partnership, round_key, text in records.take_risk(session)
    ]
    alerts.sort(key=lambda alert: alert.key)
    session.add_all(alerts)
    session.flush()
    return len(alerts)


def pass_on(
    session: Session, partnership: str, round_key: str, text: str, new_key: NewKey, new_code: NewCode
) -> bool:
    """An alert for words that a moderator passes on; false where these words have one already."""
    if records.alert_of_words(session, partnership, round_key, text):
        return False
    session.add(Alert(key=new_key(), partnership=partnership, round=round_key, text=text, code=new_code()))
    session.flush()
    return True


# --- telling the safeguarding contact --------------------------------------------------------------------


@dataclass(frozen=True)
class Errand:
    """An e-mail to be sent. `to` is empty where nobody is named."""

    alert: bytes
    code: str
    partnership: str
    name: str
    to: str


def find_errands(session: Session) -> list[Errand]:
    """Every alert that nobody has been told of and that nobody has dealt with."""
    waiting = [
        alert
        for alert, steps in records.alerts_with_steps(session)
        if not {step.action for step in steps} & {SENT, DEALT_WITH}
    ]
    errands = []
    for alert in waiting:
        partnership = session.get_one(Partnership, alert.partnership)
        to, name = partnership.safeguarding_email, partnership.safeguarding_name
        errands.append(Errand(alert.key, alert.code, partnership.name, name, to))
    return errands


def note_sending(session: Session, alert: bytes, why_not: str, now: datetime) -> None:
    """Traces that the e-mail went, or why not; the same failure once a day.

    To the day only: the moment would tell when somebody answered.
    """
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    action = NOT_SENT if why_not else SENT
    steps = records.steps_of_alert(session, alert)
    if any((step.action, step.words, step.at) == (action, why_not, day) for step in steps):
        return
    session.add(AlertStep(alert=alert, action=action, words=why_not, by="", at=day))
    session.flush()


# --- what the safeguarding contact sees and says ---------------------------------------------------------


@dataclass(frozen=True)
class AlertView:
    """The words, what the partnership's protocol says, and what has been done so far."""

    partnership: Partnership
    round_title: str
    text: str
    code: str
    steps: tuple[AlertStep, ...]

    @property
    def dealt_with(self) -> bool:
        return any(step.action == DEALT_WITH for step in self.steps)


def view_alert(session: Session, code: str) -> AlertView:
    """Raises NoSuchAlert."""
    alert = records.find_alert(session, code)
    if alert is None:
        raise NoSuchAlert
    this = find_round(session, alert.partnership, alert.round)
    return AlertView(
        session.get_one(Partnership, alert.partnership),
        this.title if this else "",
        alert.text,
        alert.code,
        tuple(records.steps_of_alert(session, alert.key)),
    )


def record_done(session: Session, code: str, who: str, what: str, now: datetime) -> None:
    """Adds who did what about an alert. Raises NoSuchAlert."""
    alert = records.find_alert(session, code)
    if alert is None:
        raise NoSuchAlert
    session.add(AlertStep(alert=alert.key, action=DEALT_WITH, words=what, by=who, at=now))
    session.flush()


@dataclass(frozen=True)
class OpenAlert:
    """An alert that nobody has recorded anything about yet, as facilitators see it."""

    code: str
    round: str
    sent_on: datetime | None
    why_not: str


def open_alerts(session: Session, partnership: str, round_key: str = "") -> list[OpenAlert]:
    """A partnership's alerts that nobody has dealt with, of one round or of all.

    One that the safeguarding contact was told of stays out of sight until its words have reached moderation:
    facilitators see whose group answered last, and so could tell whose words they are.
    """
    seen = records.alerts_moderators_may_see(session, partnership)
    return [
        _open(alert, steps)
        for alert, steps in records.alerts_with_steps(session, partnership)
        if round_key in ("", alert.round)
        and DEALT_WITH not in {step.action for step in steps}
        and (alert.key in seen or _could_not_be_sent(steps))
    ]


def _could_not_be_sent(steps: list[AlertStep]) -> bool:
    actions = {step.action for step in steps}
    return NOT_SENT in actions and SENT not in actions


def _open(alert: Alert, steps: list[AlertStep]) -> OpenAlert:
    sent = next((step.at for step in steps if step.action == SENT), None)
    why_not = "" if sent else next((step.words for step in reversed(steps) if step.action == NOT_SENT), "")
    return OpenAlert(alert.code, alert.round, sent, why_not)
