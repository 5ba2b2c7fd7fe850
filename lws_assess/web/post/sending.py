"""The sender: hands waiting messages to the mail server, in a thread of its own or when `due` runs.

One sender works at a time on a database. Each message goes by the outbox (`records.outbox`), so that two senders never
send one twice; of many, one is settled and the next taken in one transaction.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TypeVar

from flask import Flask, current_app
from sqlalchemy.orm import Session

from config import Settings
from lws_assess.actions.post import sending as actions
from lws_assess.actions.post.list_links import destroy_keys_of_lists
from lws_assess.actions.post.sending import LetterErrand, MessageBatch, list_of
from lws_assess.actions.rounds.occasions import where_groups_rated
from lws_assess.records.database import Database
from lws_assess.records.groups import list_groups
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.post.invitations import INVITATION, Mailing
from lws_assess.records.post.messages import Letter
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.records.rounds import find_round
from lws_assess.records.sealing_keys import KeyTrouble
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.web import logs
from lws_assess.web.post import letters, mail, stops
from lws_assess.web.post.mail_headers import NoAddress
from lws_assess.web.words import now

CONNECTIONS = 4
LETTERS_A_CONNECTION = 25  # below this another connection is not worth opening
SECONDS_BETWEEN_TRIES = 30
TIMES_IT_MAY_BREAK = 3  # connections in a row
SECONDS_FOR_DUE = 300
TIMES_TO_ASK_FOR_A_TURN = 90  # once a second; afterwards it is left to `due`
SECONDS_TO_STOP = 8
SENDERS = "senders"  # what they are called among an app's extensions

Done = list[dict[str, str]]
Handed = tuple[LetterErrand, SendingOutcome]


class Senders:
    """The threads that send for one app, and what tells them to stop.

    `telling` is held by the one that tells of alerts.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.threads: set[threading.Thread] = set()
        self.telling = threading.Lock()

    def start(self, app: Flask) -> None:
        thread = threading.Thread(target=self._send_patiently, args=(app,), daemon=True)
        self.threads.add(thread)
        thread.start()

    def stop(self) -> None:
        """Lets them finish the messages in their hands."""
        self.stopping.set()
        until = time.monotonic() + SECONDS_TO_STOP
        for thread in list(self.threads):
            thread.join(max(0.0, until - time.monotonic()))

    def _send_patiently(self, app: Flask) -> None:
        with app.app_context():
            try:
                for _ in range(TIMES_TO_ASK_FOR_A_TURN):
                    sender = SendingTurn(self.stopping)
                    sender.work(patient=True)
                    if not sender.waiting() or self.stopping.wait(1):
                        break
            except Exception:
                logs.log_fault("sending stopped")
            finally:
                self.threads.discard(threading.current_thread())


def install(app: Flask) -> None:
    """Gives an app its senders. They are stopped before the process ends."""
    senders = Senders()
    app.extensions[SENDERS] = senders
    atexit.register(senders.stop)


def senders_of(app: Flask) -> Senders:
    senders: Senders = app.extensions[SENDERS]
    return senders


def start_sending() -> None:
    """Sends whatever waits, out of the request, and keeps trying while the mail server cannot be reached."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    senders_of(app).start(app)


def send_what_waits() -> Done:
    """Sends once whatever waits, for `due`. Returns from which mailings it sent."""
    sender = SendingTurn(threading.Event(), until=time.monotonic() + SECONDS_FOR_DUE)
    return sender.work(patient=False) if mail.can_send(sender.settings) else []


class SendingTurn:
    """One turn at sending, within an app's context."""

    def __init__(self, stopping: threading.Event, until: float | None = None) -> None:
        self.settings: Settings = current_app.config["SETTINGS"]
        self.database: Database = current_app.config["DATABASE"]
        self.until = until
        self._stopping = stopping

    def stopped(self) -> bool:
        return self._stopping.is_set() or (self.until is not None and time.monotonic() > self.until)

    def waiting(self) -> bool:
        """True if anything is left, also what the mail server put off."""
        with self.database.reading() as session:
            return actions.anything_waits(session, now())

    def work(self, patient: bool) -> Done:
        """Sends until nothing waits; a patient one waits for the mail server. Nothing where another is at it."""
        done: Done = []
        with self.database.alone() as mine:
            if not mine:
                return done
            while not self.stopped():
                done += self._send_from(self._begin())
                destroy_keys(self.database)
                if not patient or not self.waiting() or self._stopping.wait(SECONDS_BETWEEN_TRIES):
                    break
        return done

    def _begin(self) -> list[Mailing]:
        with self.database.writing() as session:
            actions.give_up_on_lost(session, now())
            return actions.find_mailings(session, now())

    def _send_from(self, waiting: list[Mailing]) -> Done:
        """Every mailing in turn, until the mail server cannot be reached."""
        done: Done = []
        try:
            for mailing in waiting:
                if self._deliver(mailing, mail.MailConnection(self.settings)):
                    done.append({"what": "send", "partnership": mailing.partnership, "round": mailing.round})
        except mail.NotReached as fault:
            with self.database.writing() as session:
                actions.hold_up(session, waiting, fault.words, now())
            logging.getLogger("lws_assess").warning("mail server not reached")
        return done

    def _deliver(self, mailing: Mailing, connection: mail.MailConnection) -> int:
        """Returns how many messages of a mailing were sent; none, with the reason beside them, where there
        may be none.
        """
        try:
            with self.database.writing() as session:
                batch = actions.begin_batch(session, mailing, now())
        except (RoundRefusal, KeyTrouble) as refusal:
            connection.close()
            with self.database.writing() as session:
                actions.hold_up(session, [mailing], refusal.words, now())
            return 0
        delivery = BatchDelivery(self, batch, _writer(self.database, self.settings, batch))
        return delivery.run(connection)


def destroy_keys(database: Database) -> None:
    """Destroys the keys of lists that are through; what cannot be destroyed now is tried again whenever `due` runs."""
    for trouble in destroy_keys_of_lists(database, now()):
        logging.getLogger("lws_assess").warning("key not destroyed", extra={"facts": {"why": trouble}})


def _writer(database: Database, settings: Settings, batch: MessageBatch) -> Callable[[Letter], bytes]:
    """Writes the messages of a batch, each with its own link."""
    mailing = batch.mailing
    with database.reading() as session:
        partnership = find_partnership(session, mailing.partnership)
        this = find_round(session, mailing.partnership, mailing.round)
        assert partnership
        assert this
        edition = get_edition(session, this.edition)
        rated = where_groups_rated(session, this, now())
        easy = {
            group.key: edition.audience(group.audience).easy_read
            for group in list_groups(session, mailing.partnership)
        }
    pattern = mail.MailingPattern(
        settings, sender=partnership.name, subject=mailing.subject, reply_to=mailing.reply_to
    )
    key, of = database.stops, list_of(mailing.partnership)
    no_stop = stops.stop_link_of(letters.NO_STOP)
    own_link = letters.personal_link(letters.NO_CODE)
    group_link = letters.open_link(batch.open_code) if batch.open_code else ""
    texts = {
        (group, own): letters.whole_letter(
            mailing.kind,
            mailing.words,
            link=letters.LINK,
            end=letters.letter_ending(mailing.kind, easy[group], own, rated.get(group, ""), letters.NO_STOP),
        )
        for group in {letter.group for letter in batch.letters}
        for own in (True, False)
    }

    def write(letter: Letter) -> bytes:
        secret = batch.link_of(letter)
        link = own_link.replace(letters.NO_CODE, secret.code) if secret else group_link
        stop = no_stop.replace(letters.NO_STOP, key.code(of, letter.address))
        text = texts[letter.group, secret is not None].replace(no_stop, stop)
        if mailing.kind == INVITATION:
            return pattern.to(letter.address, letter.thread, text=text.replace(letters.LINK, link), stop=stop)
        message_id = mail.new_message_id(settings)
        return pattern.to(letter.address, message_id, text=text, answers=letter.thread, stop=stop)

    return write


@dataclass
class ConnectionTurn:
    """Holds what one connection wants written down: what became of its message, and which it takes next."""

    done: Handed | None
    wants_another: bool = True
    taken: LetterErrand | None = None
    served: bool = False
    fault: Exception | None = None


Thing = TypeVar("Thing")


def _taken_from(queue: SimpleQueue[Thing]) -> Iterator[Thing]:
    """Returns whatever stands in a queue at this moment."""
    try:
        while True:
            yield queue.get_nowait()
    except Empty:
        return


@dataclass
class BatchDelivery:
    """The messages of one batch, handed over on several connections at once."""

    sender: SendingTurn
    batch: MessageBatch
    write: Callable[[Letter], bytes]
    queue: SimpleQueue[LetterErrand] = field(default_factory=SimpleQueue)
    sent: list[bytes] = field(default_factory=list)
    fault: Exception | None = None  # what ended it early
    _line: SimpleQueue[ConnectionTurn] = field(default_factory=SimpleQueue)
    _desk: threading.Lock = field(default_factory=threading.Lock)

    def run(self, first: mail.MailConnection) -> int:
        """Returns how many were sent. Raises NotReached where the server went away and did not come back."""
        for letter in self.batch.letters:
            self.queue.put(LetterErrand(letter))
        more = min(CONNECTIONS - 1, len(self.batch.letters) // LETTERS_A_CONNECTION)
        others = [threading.Thread(target=self._work, daemon=True) for _ in range(more)]
        for thread in others:
            thread.start()
        self._work(first)
        for thread in others:
            thread.join()
        if self.fault:
            raise self.fault
        return len(self.sent)

    def _work(self, first: mail.MailConnection | None = None) -> None:
        """Hands over one message after another. A further connection that the server refuses is done without."""
        try:
            self._hand_over_all(first or mail.MailConnection(self.sender.settings))
        except mail.NotReached as fault:
            if first:
                self.fault = fault
        except Exception as fault:
            self.fault = fault

    def _hand_over_all(self, connection: mail.MailConnection) -> None:
        done: Handed | None = None
        broken = 0
        while errand := self._next(done):
            outcome = self._hand_over(connection, errand)
            done = (errand, outcome)
            broken = 0 if outcome.alive else broken + 1
            if not outcome.alive:
                self._record(done)
                done = None
                if broken == TIMES_IT_MAY_BREAK:
                    raise mail.NotReached(outcome.reason)
                connection = mail.MailConnection(self.sender.settings)
        connection.close()

    def _hand_over(self, connection: mail.MailConnection, errand: LetterErrand) -> SendingOutcome:
        try:
            return connection.hand_over(errand.letter.address, self.write(errand.letter))
        except NoAddress as fault:
            return SendingOutcome(MessageState.REFUSED, fault.words)
        except mail.NotReached:
            self._record((errand, SendingOutcome(MessageState.WAITING, alive=False)))
            raise

    def _record(self, done: Handed) -> None:
        """Writes down what became of a message whose connection broke; one that never left is tried again soon."""
        self._at_the_desk(ConnectionTurn(done, wants_another=False))
        if done[1].state == MessageState.WAITING:
            self.queue.put(done[0])

    def _next(self, done: Handed | None) -> LetterErrand | None:
        """Settles one message and takes the next, in one transaction: with thousands, commits are what takes time."""
        return self._at_the_desk(ConnectionTurn(done)).taken

    def _at_the_desk(self, turn: ConnectionTurn) -> ConnectionTurn:
        """On SQLite, where commits wait for one another, whoever comes to the desk serves all who stand in line."""
        if not self.sender.database.is_sqlite:
            self._serve([turn])
        else:
            self._line.put(turn)
            with self._desk:
                if not turn.served:
                    self._serve(list(_taken_from(self._line)))
        if turn.fault:
            raise turn.fault
        return turn

    def _serve(self, turns: list[ConnectionTurn]) -> None:
        try:
            with self.sender.database.writing() as session:
                for turn in turns:
                    if turn.done:
                        self._settle(session, turn.done)
                for turn in turns:  # only now: whoever holds a message that somebody may want must not wait
                    if turn.wants_another:
                        turn.taken = self._take(session)
        except Exception as fault:
            for turn in turns:
                turn.fault, turn.taken = fault, None
        for turn in turns:
            turn.served = True

    def _take(self, session: Session) -> LetterErrand | None:
        if self.fault is None and not self.sender.stopped():
            for errand in _taken_from(self.queue):
                if errand.take(session, now()):
                    return errand
        return None

    def _settle(self, session: Session, done: Handed) -> None:
        errand, outcome = done
        errand.settle(session, outcome, now())
        if outcome.left:
            self.sent.append(errand.letter.invitation)
