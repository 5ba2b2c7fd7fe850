"""Alerts: words that may speak of risk, before the safeguarding contact at once, without group or area.

raised -> sent -> reminded, once a day -> dealt with
          heard: their words have reached moderation, so those who run the round may know of them
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records import comments as records
from lws_assess.records.comments import (
    DEALT_WITH,
    HANDED_OVER,
    HEARD,
    NOT_SENT,
    REMINDED,
    SENT,
    Alert,
    AlertStep,
)
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import find_round
from lws_assess.survey.alerts import day_of, has_waited_too_long, reminder_is_due

NewKey = Callable[[], bytes]
NewCode = Callable[[], str]

NOBODY_NAMED = "no safeguarding contact with an e-mail address is named"
ADDRESS_REFUSED = "the mail server does not accept the address"
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


def pass_on(session: Session, alert: Alert, now: datetime) -> bool:
    """An alert for words that a moderator passes on; false where these words have one already."""
    if records.alert_of_words(session, alert.partnership, alert.round, alert.text):
        return False
    session.add(alert)
    session.flush()
    note_heard(session, [alert.key], now)
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
    anew: bool = False  # the link was made anew since it was first sent to anybody


def find_errands(session: Session) -> list[Errand]:
    """Every alert that nobody has been told of and that nobody has dealt with."""
    return [
        _errand(session, alert, steps)
        for alert, steps in records.alerts_with_steps(session)
        if not _days(steps, DEALT_WITH) and not _days(_since_handed_over(steps), SENT)
    ]


def find_reminders(session: Session, now: datetime) -> list[Errand]:
    """Every alert of which the contact was told, that nobody has dealt with, and that is to be mentioned again.

    Whether its words have reached moderation makes no difference: only the contact learns of it.
    """
    return [
        _errand(session, alert, steps)
        for alert, steps in records.alerts_with_steps(session)
        if not _days(steps, DEALT_WITH)
        and (of_this_contact := _since_handed_over(steps))
        and (told := _days(of_this_contact, SENT))
        and reminder_is_due(told[0], _days(of_this_contact, REMINDED), now)
    ]


def _errand(session: Session, alert: Alert, steps: list[AlertStep]) -> Errand:
    partnership = session.get_one(Partnership, alert.partnership)
    to, name = partnership.safeguarding_email, partnership.safeguarding_name
    return Errand(alert.key, alert.code, partnership.name, name, to, anew=bool(_days(steps, HANDED_OVER)))


def _since_handed_over(steps: list[AlertStep]) -> list[AlertStep]:
    """What happened since the link was last made anew; everything where it never was."""
    last = max((place for place, step in enumerate(steps) if step.action == HANDED_OVER), default=-1)
    return steps[last + 1 :]


def hand_over(session: Session, partnership: str, new_code: NewCode, now: datetime) -> None:
    """Makes the link of every alert of a partnership anew, since somebody may know it who no longer should.

    The old ones lead nowhere. Of each alert that nobody has dealt with, the contact is told anew.
    """
    for alert, _steps in records.alerts_with_steps(session, partnership):
        alert.code = new_code()
    session.flush()  # so that an e-mail that is on its way is noted before, or not at all
    for alert, steps in records.alerts_with_steps(session, partnership):
        if not _days(steps, DEALT_WITH) and _days(_since_handed_over(steps), SENT):
            session.add(AlertStep(alert=alert.key, action=HANDED_OVER, words="", by="", at=day_of(now)))
    session.flush()


def _days(steps: list[AlertStep], action: str) -> list[datetime]:
    return [step.at for step in steps if step.action == action]


def note_sending(
    session: Session, alert: bytes, why_not: str, now: datetime, went: str = SENT, code: str = ""
) -> None:
    """Traces that an e-mail went, the first or a reminder, or why not; the same failure once a day.

    To the day only: the moment would tell when somebody answered. Nothing is traced of an e-mail with a `code`
    that was made anew while it was on its way: nobody has been told by it.
    """
    found = records.hold_alert(session, alert)
    if found is not None and code in ("", found.code):
        _note_once_a_day(session, alert, NOT_SENT if why_not else went, why_not, now)


def _note_once_a_day(session: Session, alert: bytes, action: str, words: str, now: datetime) -> None:
    day, steps = day_of(now), _since_handed_over(records.steps_of_alert(session, alert))
    if not any((step.action, step.words, step.at) == (action, words, day) for step in steps):
        session.add(AlertStep(alert=alert, action=action, words=words, by="", at=day))
        session.flush()


# --- when those who run a round may know of an alert -----------------------------------------------------


def find_heard(session: Session) -> list[bytes]:
    """Alerts whose words have reached moderation since this was last asked.

    Two people may write the same words. Then as many alerts count as comments have come, whichever they are:
    the words that still wait for their batch must not be given away by those that came before.
    """
    alerts = records.alerts_with_steps(session)
    if not alerts:
        return []
    left = records.alerted_words_in_moderation(session)
    left.subtract(_words(alert) for alert, steps in alerts if _days(steps, HEARD))
    found = []
    for alert in (alert for alert, steps in alerts if not _days(steps, HEARD)):
        if left[_words(alert)] > 0:
            left[_words(alert)] -= 1
            found.append(alert.key)
    return found


def _words(alert: Alert) -> tuple[str, str, str]:
    return alert.partnership, alert.round, alert.text


def note_heard(session: Session, alerts: list[bytes], now: datetime) -> None:
    """Traces that words have reached moderation, on a day that all who moderate see anyway."""
    for alert in alerts:
        _note_once_a_day(session, alert, HEARD, "", now)


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
    def told(self) -> bool:
        return any(step.action == SENT for step in self.steps)

    @property
    def failures(self) -> list[str]:
        """Why e-mails did not go, each reason once.

        Without days, and so are the e-mails that went: whoever moderates reads this page too, and the day of
        the first e-mail is that of the answer, which a batch of comments is there to hide.
        """
        return list(dict.fromkeys(step.words for step in self.steps if step.action == NOT_SENT))

    @property
    def done(self) -> list[AlertStep]:
        return [step for step in self.steps if step.action == DEALT_WITH]

    @property
    def dealt_with(self) -> bool:
        return bool(self.done)


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
    """An alert that nobody has recorded anything about yet, as those who run the round see it.

    Nothing here moves with the moment, or the day, of the answer that brought it. An alert that the contact was
    told of waits from the day on which its words reached moderation, or on which the e-mail went if that was
    later. The one exception is an e-mail that could not be sent: that is said at once, as a child may be at risk.
    """

    code: str
    round: str
    told: bool  # whether an e-mail ever went
    why_not: str  # why the last e-mail did not go; empty where it went
    since: datetime | None  # the day from which it waits, for whoever can read it; None where nobody was told
    overdue: bool

    @property
    def urgent(self) -> bool:
        """Whether somebody should ring the contact, rather than wait."""
        return self.overdue or bool(self.why_not)

    @property
    def address_at_fault(self) -> bool:
        return self.why_not in (NOBODY_NAMED, ADDRESS_REFUSED)


def open_alerts(session: Session, partnership: str, now: datetime, round_key: str = "") -> list[OpenAlert]:
    """A partnership's alerts that nobody has dealt with, of one round or of all.

    One that the safeguarding contact was told of stays out of sight until its words have reached moderation:
    facilitators see whose group answered last, and so could tell whose words they are.
    """
    return [
        _open(alert, steps, now)
        for alert, steps in records.alerts_with_steps(session, partnership)
        if round_key in ("", alert.round)
        and not _days(steps, DEALT_WITH)
        and (_days(steps, HEARD) or _could_not_be_sent(steps))
    ]


def _could_not_be_sent(steps: list[AlertStep]) -> bool:
    mails = _since_handed_over(steps)
    return bool(_days(mails, NOT_SENT)) and not _days(mails, SENT)


def _open(alert: Alert, steps: list[AlertStep], now: datetime) -> OpenAlert:
    mails = [step for step in _since_handed_over(steps) if step.action in (SENT, REMINDED, NOT_SENT)]
    why_not = mails[-1].words if mails and mails[-1].action == NOT_SENT else ""
    sent = _days(_since_handed_over(steps), SENT)
    since = max(sent[0], _days(steps, HEARD)[0]) if sent else None
    overdue = since is not None and has_waited_too_long(since, now)
    return OpenAlert(alert.code, alert.round, bool(sent), why_not, since, overdue)
