"""The outbox: how a message leaves that may be sent once and not twice, whatever it is about.

    waits  ->  taken, and committed  ->  handed to the mail server  ->  settled, and committed

Each kind of message is an Errand, whose mark stands in a row of its own: a message of a list
(`actions.post.sending`), a reminder to the lead of an action (`actions.plans.leads`), an e-mail to the lead of a group
(`actions.rounds.leads`). Of all who try to take one, one succeeds. What did not leave is put back when it is settled,
and may be taken again.

Killed after a message was taken and before it was settled, the process leaves it taken, and nobody can tell whether it
arrived. It is the same for all of them: nothing takes it again by itself, so that it is never sent twice. A message of
a list is listed as unknown after ten minutes, and somebody may let it wait again. A reminder stands as sent until the
next one is due. An e-mail to the lead of a group stands as written, and may be written again on a new page.

Not sent this way: alerts, of which somebody has to be told, twice rather than never; and what leaves while somebody
waits for it before a page, such as a link to sign in with, or the e-mail that asks somebody to lead an action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from lws_assess.records.database import Database
from lws_assess.survey.message_states import MessageState


@dataclass(frozen=True)
class SendingOutcome:
    """Holds what became of a message that was handed over, and what the server said."""

    state: MessageState  # sent, refused, unknown, or waiting where it did not leave
    reason: str = ""
    alive: bool = True  # whether the connection can take another

    @property
    def left(self) -> bool:
        return self.state == MessageState.SENT


class Errand(Protocol):
    """One message on its way."""

    def take(self, session: Session, now: datetime) -> bool:
        """Marks it as taken, right before it is handed over; False where it is not there to be taken any more."""
        ...

    def settle(self, session: Session, outcome: SendingOutcome, now: datetime) -> None:
        """Writes down what became of it, and puts it back where it did not leave."""
        ...


Taken = TypeVar("Taken", bound=Errand)


def send_once(
    database: Database,
    errand: Taken,
    hand_over: Callable[[Taken], SendingOutcome],
    clock: Callable[[], datetime],
) -> SendingOutcome | None:
    """Takes one message, hands it over, and settles it; None where it was not there to be taken.

    Whatever `hand_over` raises leaves it taken, as a process does that is killed.
    """
    with database.writing() as session:
        if not errand.take(session, clock()):
            return None
    outcome = hand_over(errand)
    with database.writing() as session:
        errand.settle(session, outcome, clock())
    return outcome
