"""The demo: an invented partnership, loaded through the same actions as the pages.

Every step looks first at what is there, in the transaction that adds to it. So it may be killed anywhere and
run again: it goes on where it stopped, and once all is there it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.answering.practice import make_practice_code
from lws_assess.actions.demo.answers import people_of_round
from lws_assess.actions.demo.comments import moderate_demo_comments
from lws_assess.actions.demo.event import load_events
from lws_assess.actions.demo.plans import load_plan
from lws_assess.actions.demo.sheets import DemoAnswers
from lws_assess.actions.events.keys import destroy_keys_of_events
from lws_assess.actions.people.partnerships import NewPartnership, add_partnership
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.drafts import RoundToPrepare, RoundWords, prepare_round
from lws_assess.actions.rounds.key_endings import end_round_keys
from lws_assess.records import responses as response_records
from lws_assess.records.database import Database
from lws_assess.records.demo import CLOSES, Demo, DemoRound, NextRound, marlhaven_demo
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.rounds import OpenLink, Round, find_round, get_round_for_change, links_of_round
from lws_assess.records.sealing_keys import NONCE_BYTES
from lws_assess.survey.days import local_day
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey
from lws_assess.survey.refusals import NotPossible
from lws_assess.survey.round_timing import RoundState
from lws_assess.survey.secrets import BYTES, Secret, write_code

UNTIL_ALL_HAVE_ANSWERED = timedelta(days=36_500)

RandomBytes = Callable[[int], bytes]
Progress = Callable[[int, int, str], None]


class DemoRefused(NotPossible):
    """The demo cannot be loaded here; the message says why."""


@dataclass(frozen=True)
class DemoLoaded:
    """`answered` counts the people added by this load; 0 and `already` where all was there before."""

    partnership: PartnershipKey
    answered: int
    already: bool


def _no_progress(_done: int, _of: int, _words: str) -> None:
    """For callers who do not watch."""


def load_demo(
    database: Database, random_bytes: RandomBytes, now: datetime, progress: Progress = _no_progress
) -> DemoLoaded:
    """Loads the demo, or what is missing of it.

    `random_bytes` gives that many real random bytes, for links, keys and secrets that nobody can predict.
    `progress` is told how many people of how many have answered, and in what round.
    Raises DemoRefused where a real partnership has the demo's key.
    """
    demo = marlhaven_demo()
    if _is_whole(database, demo):
        return DemoLoaded(demo.key, 0, already=True)
    with database.writing() as session:
        _found(session, demo)
        playing = rounds_to_play(session, demo)
    load = _DemoLoad(database, demo, random_bytes, progress)
    for this in playing:
        load.play(this)
    with database.writing() as session:
        load_plan(session, demo.key, load.new_code, now)
    with database.writing() as session:
        load_events(session, demo, random_bytes, now)
    end_round_keys(database, now)
    destroy_keys_of_events(database, now)
    with database.writing() as session:
        _open_next(session, demo, load.new_code, now)
    return DemoLoaded(demo.key, load.answered, already=False)


def _is_whole(database: Database, demo: Demo) -> bool:
    """True if the last thing that a load does has been done. Refuses to touch a partnership that is real."""
    with database.reading() as session:
        partnership = find_partnership(session, demo.key)
        if partnership and not partnership.demo:
            raise DemoRefused(f"There is a partnership '{demo.key}' that is not the demo.")
        return find_round(session, demo.key, demo.next_round.key) is not None


def rounds_to_play(session: Session, demo: Demo) -> Sequence[DemoRound]:
    """Returns the rounds from the earliest that is there, so that none is put before what an older load began."""
    there = [place for place, this in enumerate(demo.rounds) if find_round(session, demo.key, this.key)]
    return demo.rounds[min(there, default=0) :]


def _found(session: Session, demo: Demo) -> None:
    """The partnership and its groups."""
    if find_partnership(session, demo.key):
        return
    partnership = add_partnership(
        session,
        NewPartnership(
            key=demo.key, name=demo.name, place=demo.place, plan=demo.plan, contact=demo.contact, demo=True
        ),
    )
    for column, words in demo.settings.items():
        setattr(partnership, column, words)
    session.add_all(
        Group(
            partnership=demo.key,
            key=group.key,
            position=position,
            name=group.name,
            this_is_you_if=group.this_is_you_if,
            audience=group.audience,
            branch=group.branch,
            lead=group.lead,
            lead_email=group.lead_email,
            method=group.method,
            key_dates=group.key_dates,
            target=group.target,
        )
        for position, group in enumerate(demo.groups, 1)
    )
    session.flush()


def _plan(demo: Demo, this: DemoRound | NextRound, closes_at: datetime) -> RoundToPrepare:
    return RoundToPrepare(
        key=this.key,
        title=this.title,
        instrument=demo.instrument,
        groups=tuple(group.key for group in demo.groups),
        closes_at=closes_at,
        targets=demo.targets,
        second_cut=this.second_cut,
        smallest_number=this.smallest_number,
        words=RoundWords(
            contact=demo.contact,
            support=demo.support,
            welcome_children=demo.welcome_children,
            support_children=demo.support_children,
        ),
    )


def _open(
    session: Session, demo: Demo, prepared: RoundToPrepare, new_code: rounds.NewCode, now: datetime
) -> Round:
    """A round as it opens, or as it stands if it was opened before."""
    found = find_round(session, demo.key, prepared.key)
    if found:
        return found
    prepare_round(session, demo.key, prepared)
    return rounds.open_round(session, demo.key, prepared.key, new_code, now)


def _open_next(session: Session, demo: Demo, new_code: rounds.NewCode, now: datetime) -> None:
    """The round that a newcomer can answer at once."""
    coming = demo.next_round
    closes_at = datetime.combine(local_day(now + coming.closes_in), CLOSES)
    plan = _plan(demo, coming, closes_at)
    this = _open(session, demo, plan, new_code, now - coming.opened_ago)
    if not this.released_at:
        make_practice_code(session, this, new_code)


@dataclass
class _DemoLoad:
    """One load under way: `done` of the demo's people have answered, `answered` of them in this load."""

    database: Database
    demo: Demo
    random_bytes: RandomBytes
    progress: Progress
    done: int = 0
    answered: int = 0

    def new_code(self) -> str:
        return write_code(self.random_bytes(BYTES))

    def play(self, this: DemoRound) -> None:
        """One round from its opening to its release.

        It gets its own closing date only as it closes: with one that has long passed, whatever does what the
        calendar asks for would close it half full.
        """
        with self.database.writing() as session:
            plan = _plan(self.demo, this, this.opens_at + UNTIL_ALL_HAVE_ANSWERED)
            record = _open(session, self.demo, plan, self.new_code, this.opens_at)
            edition = get_edition(session, record.edition)
            links = links_of_round(session, self.demo.key, this.key)
        if record.state == RoundState.OPEN:
            self._answer_and_close(this, edition, links)
        else:
            self.done += sum(this.people.values())
        with self.database.writing() as session:
            moderate_demo_comments(session, self.demo, this)

    def _answer_and_close(self, this: DemoRound, edition: Edition, links: Sequence[OpenLink]) -> None:
        codes = {link.group: link.code for link in links if not link.shared}
        for group, sheets in people_of_round(self.demo, this, edition).items():
            self._answer_all(this, sheets, codes[group])
        with self.database.writing() as session:
            _close(session, self.demo, this)
        end_round_keys(self.database, this.closes_at)

    def _answer_all(self, this: DemoRound, sheets: Sequence[DemoAnswers], code: str) -> None:
        """Answers for those of a group who have not answered yet, one transaction each, spread over the round's
        weeks.
        """
        before = self.done
        for _ in sheets:
            with self.database.writing() as session:
                place = _answered(session, self.demo, this, sheets[0].group.key)
                if place >= len(sheets):
                    break
                moment = this.opens_at + (this.closes_at - this.opens_at) * (place / len(sheets))
                self._answer(session, sheets[place], code, moment)
            self.answered += 1
            self.done = before + place + 1
            self.progress(self.done, self.demo.people, this.title)
        self.done = before + len(sheets)

    def _answer(self, session: Session, sheet: DemoAnswers, code: str, now: datetime) -> None:
        """One person, from agreeing to take part to submitting."""
        secret = Secret(self.random_bytes(BYTES))
        answering.begin_questionnaire(session, code, None, secret, self.random_bytes(NONCE_BYTES), now)
        for page, sent in sheet.pages():
            nonce = self.random_bytes(NONCE_BYTES)
            saved = answering.save_page(session, secret, page, sent, "", nonce, now)
            if saved.faults:
                raise DemoRefused(
                    f"The demo's answers do not fit its questionnaire: {saved.faults[0].message}"
                )
        attempt = self.random_bytes(BYTES).hex()
        answering.submit_response(session, secret, attempt, partial(self.random_bytes, BYTES), now)


def _answered(session: Session, demo: Demo, this: DemoRound, group: GroupKey) -> int:
    """Returns how many of a group have answered; the round is held, so that two loads at once take turns."""
    get_round_for_change(session, demo.key, this.key)
    counts = response_records.answered_by_group(session, demo.key, this.key)
    return counts.get(group, (0, 0))[1]


def _close(session: Session, demo: Demo, this: DemoRound) -> None:
    """Closes and releases a round on its own closing date, unless that has been done."""
    if get_round_for_change(session, demo.key, this.key).state != RoundState.OPEN:
        return
    before = this.closes_at - timedelta(minutes=1)
    rounds.extend_round(session, demo.key, this.key, this.closes_at, before)
    rounds.close_round(session, demo.key, this.key, this.closes_at)
