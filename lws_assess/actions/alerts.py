"""Alerts: words that may speak of risk, before the safeguarding contact within a quarter of an hour.

raised, without group or area -> sent -> reminded, once a day -> dealt with

While the round is open only the contact knows of them, unless the contact cannot be told. At the release each alert
is made anew: the link that was mailed dies, and the contact of one that is still open gets another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.sealed_alerts import (
    NoSuchAlert,
    OpenedAlert,
    find_opened,
    fresh_code,
    key_of_alert,
    open_alert,
    open_with,
    seal_alert,
    sealed_alert,
)
from lws_assess.records import comments as records
from lws_assess.records.comments import Alert, AlertStep, hash_of_alert_code
from lws_assess.records.events.visioning_events import find_event_of_round
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, find_round
from lws_assess.records.sealing import Submission
from lws_assess.records.sealing_keys import CannotOpen, SealingKey, fresh_row
from lws_assess.survey.alerts import AlertStepKind, day_of, has_waited_too_long, reminder_is_due
from lws_assess.survey.comments import speaks_of_risk
from lws_assess.survey.keys import NO_ROUND, PartnershipKey, RoundKey

NewCode = Callable[[], str]

NOBODY_NAMED = "no safeguarding contact with an e-mail address is named"
ADDRESS_REFUSED = "the mail server does not accept the address"
MOST_CHARACTERS = 2000
SOURCE = "source of an alert"


def raise_alerts(
    session: Session,
    this: Round,
    key: SealingKey,
    submissions: Iterable[tuple[bytes, Submission]],
) -> int:
    """Copies every text that may speak of risk and has not been passed on, and says how many there were.

    In a transaction of its own, apart from those that took the answers: rows written together can be joined. Of a
    rehearsal there are none.
    """
    if this.rehearsal:
        return 0
    passed_on = records.sources_of_alerts(session, this.partnership, this.key)
    alerts = [
        sealed_alert(key, this.partnership, this.key, text, source)
        for source, text in _words_of_risk(key, submissions)
        if source not in passed_on
    ]
    records.add_alerts(session, alerts)
    return len(alerts)


def _words_of_risk(
    key: SealingKey, submissions: Iterable[tuple[bytes, Submission]]
) -> Iterator[tuple[bytes, str]]:
    """Every text that may speak of risk, by what tells it from any other."""
    for row, submission in submissions:
        if submission.risk:
            for number, comment in enumerate(submission.comments):
                if speaks_of_risk(comment.text):
                    yield key.hash(SOURCE, row + bytes([number])), comment.text


def renew_alerts(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, key: SealingKey, now: datetime
) -> None:
    """Makes every alert anew that lies under a key, before that key goes: other rows, other codes, words in the open.

    What happened to each stays beside it. Of one that nobody has dealt with the contact is told again.
    """
    anew: list[tuple[Alert, list[AlertStep]]] = []
    old: list[bytes] = []
    for alert in records.alerts_of_round(session, partnership, round_key):
        try:
            text = open_with(alert, key).text
        except CannotOpen:
            continue  # it lies under another key: of the event, or of the round in which its people rate
        if alert.ciphertext is None:
            continue
        row, steps = fresh_row(), records.steps_of_alert(session, alert.key)
        old.append(alert.key)
        anew.append(
            (
                Alert(key=row, partnership=partnership, round=round_key, text=text, code=fresh_code()),
                [
                    *(
                        AlertStep(alert=row, action=s.action, words=s.words, by=s.by, at=_kept_at(s, now))
                        for s in steps
                    ),
                    *_handing_over(row, steps, now),
                ],
            )
        )
    records.erase_alerts(session, old)
    records.add_alerts(session, [alert for alert, _ in anew])
    for _, steps in sorted(anew, key=lambda one: bytes(one[0].key)):
        session.add_all(steps)
    session.flush()


def _kept_at(step: AlertStep, now: datetime) -> datetime:
    """Gives a step that happened by itself the day of the release: its own day is that of an answer, and would tell
    whose.
    """
    return step.at if step.action == AlertStepKind.DEALT_WITH else day_of(now)


def pass_on(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    text: str,
    key: SealingKey | None = None,
) -> bool:
    """Raises an alert for words that somebody passes on; false where these words have one already.

    With a key, that of an event that runs, the words lie under it until the event ends. A rehearsal alerts nobody.
    """
    this = find_round(session, partnership, round_key)
    if this and this.rehearsal:
        return False
    source = key.hash(SOURCE, text.encode()) if key else None
    if source and source in records.sources_of_alerts(session, partnership, round_key):
        return False
    if records.alert_of_words(session, partnership, round_key, text):
        return False
    if key and source:
        alert = sealed_alert(key, partnership, round_key, text, source)
    else:
        alert = Alert(key=fresh_row(), partnership=partnership, round=round_key, text=text, code=fresh_code())
    records.add_alerts(session, [alert])
    return True


# --- telling the safeguarding contact --------------------------------------------------------------------


@dataclass(frozen=True)
class AlertErrand:
    """One e-mail about every alert of a partnership that it is time to write about.

    `to` is empty where nobody is named.
    """

    alerts: tuple[tuple[bytes, str], ...]  # key and code of each
    partnership: str
    name: str
    to: str
    anew: bool = False  # a link of it was made anew since it was first sent to anybody

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for _, code in self.alerts)


def find_errands(session: Session) -> list[AlertErrand]:
    """Every alert that nobody has been told of by a link that works, and that nobody has dealt with."""
    return _errands(
        session,
        [
            (alert, steps)
            for alert, steps in records.alerts_with_steps(session)
            if not _days(steps, AlertStepKind.DEALT_WITH)
            and not _days(_since_handed_over(steps), AlertStepKind.SENT)
        ],
    )


def find_alert_reminders(session: Session, now: datetime) -> list[AlertErrand]:
    """Every alert of which the contact was told, that nobody has dealt with, and that is to be mentioned again."""
    return _errands(
        session,
        [
            (alert, steps)
            for alert, steps in records.alerts_with_steps(session)
            if not _days(steps, AlertStepKind.DEALT_WITH)
            and (of_this_contact := _since_handed_over(steps))
            and (told := _days(of_this_contact, AlertStepKind.SENT))
            and reminder_is_due(told[0], _days(of_this_contact, AlertStepKind.REMINDED), now)
        ],
    )


def _errands(session: Session, alerts: list[tuple[Alert, list[AlertStep]]]) -> list[AlertErrand]:
    """One a partnership, its alerts in the order of their random keys; none of what cannot be opened now."""
    errands = []
    for key in dict.fromkeys(alert.partnership for alert, _ in alerts):
        partnership = session.get_one(Partnership, key)
        mine = [(alert, steps) for alert, steps in alerts if alert.partnership == key]
        opened = [(alert.key, says.code) for alert, _ in mine if (says := find_opened(session, alert))]
        if opened:
            errands.append(
                AlertErrand(
                    tuple(opened),
                    partnership.name,
                    partnership.safeguarding_name,
                    partnership.safeguarding_email,
                    anew=any(_days(steps, AlertStepKind.HANDED_OVER) for _, steps in mine),
                )
            )
    return errands


def _since_handed_over(steps: list[AlertStep]) -> list[AlertStep]:
    """Returns what happened since the link was last made anew; everything where it never was."""
    last = max(
        (place for place, step in enumerate(steps) if step.action == AlertStepKind.HANDED_OVER), default=-1
    )
    return steps[last + 1 :]


def _handing_over(alert: bytes, steps: list[AlertStep], now: datetime) -> list[AlertStep]:
    """The step that says that a link was made anew; none where nobody has to be told of it."""
    if _days(steps, AlertStepKind.DEALT_WITH) or not _days(_since_handed_over(steps), AlertStepKind.SENT):
        return []
    return [AlertStep(alert=alert, action=AlertStepKind.HANDED_OVER, words="", by="", at=day_of(now))]


def renew_alert_links(
    session: Session, partnership: PartnershipKey, new_code: NewCode, now: datetime
) -> None:
    """Makes the link of every alert of a partnership anew, since somebody may know it who no longer should.

    The old ones lead nowhere. Of each alert that nobody has dealt with, the contact is told anew.
    """
    for alert, _steps in records.alerts_with_steps(session, partnership):
        code, key = new_code(), key_of_alert(session, alert) if alert.ciphertext else None
        if key:
            seal_alert(alert, key, OpenedAlert(open_with(alert, key).text, code))
        else:
            alert.code = code
    session.flush()  # so that an e-mail that is on its way is noted before, or not at all
    for alert, steps in records.alerts_with_steps(session, partnership):
        session.add_all(_handing_over(alert.key, steps, now))
    session.flush()


def _days(steps: list[AlertStep], action: AlertStepKind) -> list[datetime]:
    return [step.at for step in steps if step.action == action]


def note_sending(
    session: Session,
    alert: bytes,
    why_not: str,
    now: datetime,
    went: AlertStepKind = AlertStepKind.SENT,
    code: str = "",
) -> None:
    """Traces that an e-mail went, the first or a reminder, or why not; the same failure once a day.

    To the day only: the moment would tell when somebody answered. Nothing is traced of an e-mail with a `code`
    that was made anew while it was on its way: nobody has been told by it.
    """
    found = records.hold_alert(session, alert)
    if found is not None and (not code or found.code in (code, hash_of_alert_code(code))):
        _note_once_a_day(session, alert, AlertStepKind.NOT_SENT if why_not else went, why_not, now)


def _note_once_a_day(
    session: Session, alert: bytes, action: AlertStepKind, words: str, now: datetime
) -> None:
    day, steps = day_of(now), _since_handed_over(records.steps_of_alert(session, alert))
    if not any((step.action, step.words, step.at) == (action, words, day) for step in steps):
        session.add(AlertStep(alert=alert, action=action, words=words, by="", at=day))
        session.flush()


# --- what the safeguarding contact sees and says ---------------------------------------------------------


@dataclass(frozen=True)
class AlertView:
    """The words, what the partnership's protocol says, and what has been done so far."""

    partnership: Partnership
    round_title: str  # empty for the meeting of a group, whose title names it
    text: str
    code: str
    steps: tuple[AlertStep, ...]

    @property
    def told(self) -> bool:
        return any(step.action == AlertStepKind.SENT for step in self.steps)

    @property
    def failures(self) -> list[str]:
        """Why e-mails did not go, each reason once.

        Without days, and so are the e-mails that went: whoever moderates reads this page too, and the day of
        the first e-mail is that of the answer.
        """
        return list(dict.fromkeys(step.words for step in self.steps if step.action == AlertStepKind.NOT_SENT))

    @property
    def done(self) -> list[AlertStep]:
        return [step for step in self.steps if step.action == AlertStepKind.DEALT_WITH]

    @property
    def dealt_with(self) -> bool:
        return bool(self.done)


def view_alert(session: Session, code: str) -> AlertView:
    """Raises NoSuchAlert."""
    alert = records.find_alert(session, code)
    if alert is None:
        raise NoSuchAlert
    this = find_round(session, alert.partnership, alert.round)
    assert this is not None
    event = find_event_of_round(session, this)
    return AlertView(
        session.get_one(Partnership, alert.partnership),
        "" if event and event.group else this.title,
        open_alert(session, alert).text,
        code,
        tuple(records.steps_of_alert(session, alert.key)),
    )


def record_done(session: Session, code: str, *, who: str, what: str, now: datetime) -> None:
    """Adds who did what about an alert. Raises NoSuchAlert."""
    alert = records.find_alert(session, code)
    if alert is None:
        raise NoSuchAlert
    session.add(AlertStep(alert=alert.key, action=AlertStepKind.DEALT_WITH, words=what, by=who, at=now))
    session.flush()


@dataclass(frozen=True)
class OpenAlert:
    """An alert that nobody has recorded anything about yet, as those who run the round see it.

    Nothing here moves with the moment, or the day, of the answer that brought it. An alert that the contact was
    told of waits from the release on, or from the day on which the e-mail went if that was later. The one exception
    is an e-mail that could not be sent: that is said at once, as a child may be at risk.
    """

    code: str
    round: RoundKey
    told: bool  # whether an e-mail ever went
    why_not: str  # why the last e-mail did not go; empty where it went
    since: datetime | None  # the day from which it waits, for whoever can read it; None where nobody was told
    overdue: bool

    @property
    def urgent(self) -> bool:
        """True if somebody should ring the contact, rather than wait."""
        return self.overdue or bool(self.why_not)

    @property
    def address_at_fault(self) -> bool:
        return self.why_not in (NOBODY_NAMED, ADDRESS_REFUSED)


def open_alerts(
    session: Session, partnership: PartnershipKey, now: datetime, round_key: RoundKey = NO_ROUND
) -> list[OpenAlert]:
    """A partnership's alerts that nobody has dealt with, of one round or of all.

    One that the safeguarding contact was told of stays out of sight until the release: facilitators see whose group
    answers, and so could tell whose words they are.
    """
    released: dict[RoundKey, datetime | None] = {}
    found = []
    for alert, steps in records.alerts_with_steps(session, partnership):
        if round_key not in ("", alert.round) or _days(steps, AlertStepKind.DEALT_WITH):
            continue
        if alert.round not in released:
            this = find_round(session, partnership, alert.round)
            released[alert.round] = this.released_at if this else None
        since = released[alert.round]
        if (since is not None or _could_not_be_sent(steps)) and (says := find_opened(session, alert)):
            found.append(_open(says.code, alert.round, steps, since, now))
    return found


def _could_not_be_sent(steps: list[AlertStep]) -> bool:
    mails = _since_handed_over(steps)
    return bool(_days(mails, AlertStepKind.NOT_SENT)) and not _days(mails, AlertStepKind.SENT)


def _open(
    code: str, round_key: RoundKey, steps: list[AlertStep], released: datetime | None, now: datetime
) -> OpenAlert:
    of_this_contact = _since_handed_over(steps)
    mails = [
        step
        for step in of_this_contact
        if step.action in (AlertStepKind.SENT, AlertStepKind.REMINDED, AlertStepKind.NOT_SENT)
    ]
    why_not = mails[-1].words if mails and mails[-1].action == AlertStepKind.NOT_SENT else ""
    told = _days(of_this_contact, AlertStepKind.SENT) or _days(steps, AlertStepKind.SENT)
    since = max(day_of(released), told[0]) if told and released else None
    overdue = since is not None and has_waited_too_long(since, now)
    return OpenAlert(code, round_key, bool(told), why_not, since, overdue)
