"""The demo: an invented partnership, loaded through the same actions as the pages.

Every step looks first at what is there, in the transaction that adds to it. So it may be killed anywhere and
run again, twice at once even: it goes on where it stopped, and once all is there it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from lws_assess.actions import responses as answering
from lws_assess.actions import rounds
from lws_assess.actions.demo_answers import Sheet, people_of_round
from lws_assess.actions.partnerships import NewPartnership, add_partnership
from lws_assess.records import responses as response_records
from lws_assess.records.database import Database
from lws_assess.records.demo import Demo, DemoRound, marlhaven
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.rounds import Round, find_round, get_round_for_change, links_of_round
from lws_assess.records.sealing import NONCE_BYTES
from lws_assess.survey.rounds import OPEN
from lws_assess.survey.secrets import BYTES, Secret, write_code

RandomBytes = Callable[[int], bytes]
Progress = Callable[[int, int, str], None]


class DemoRefused(Exception):
    """The demo cannot be loaded here; the message says why."""


@dataclass(frozen=True)
class DemoLoaded:
    """`answered` counts the people added by this load; 0 and `already` where all was there before."""

    partnership: str
    answered: int
    already: bool


def _no_progress(_done: int, _of: int, _words: str) -> None:
    """For callers who do not watch."""


def load_demo(
    database: Database, random_bytes: RandomBytes, now: datetime, progress: Progress = _no_progress
) -> DemoLoaded:
    """Loads the demo, or what is missing of it.

    `random_bytes` gives that many real random bytes: for links, keys and secrets, which are never predictable.
    `progress` is told how many people of how many have answered, and in what round.
    Raises DemoRefused where a real partnership has the demo's key.
    """
    demo = marlhaven()
    if _is_whole(database, demo):
        return DemoLoaded(demo.key, 0, already=True)
    with database.writing() as session:
        _found(session, demo)
    before = answered = 0
    for this in demo.rounds:
        told = partial(_tell, progress, before, demo.people, this.title)
        answered += _play(database, demo, this, random_bytes, told)
        before += sum(this.people.values())
    with database.writing() as session:
        _open_next(session, demo, partial(_new_code, random_bytes), now)
    return DemoLoaded(demo.key, answered, already=False)


def _tell(progress: Progress, before: int, of: int, words: str, done: int) -> None:
    progress(before + done, of, words)


def _new_code(random_bytes: RandomBytes) -> str:
    return write_code(random_bytes(BYTES))


def _is_whole(database: Database, demo: Demo) -> bool:
    """Whether the last thing that a load does has been done. Refuses to touch a partnership that is real."""
    with database.reading() as session:
        partnership = find_partnership(session, demo.key)
        if partnership and not partnership.demo:
            raise DemoRefused(f"There is a partnership '{demo.key}' that is not the demo.")
        return find_round(session, demo.key, demo.next_round.key) is not None


def _found(session: Session, demo: Demo) -> None:
    """The partnership and its groups."""
    if find_partnership(session, demo.key):
        return
    add_partnership(
        session,
        NewPartnership(
            key=demo.key, name=demo.name, place=demo.place, plan=demo.plan, contact=demo.contact, demo=True
        ),
    )
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
            target=group.target,
        )
        for position, group in enumerate(demo.groups, 1)
    )
    session.flush()


def _plan(demo: Demo, key: str, title: str, closes_at: datetime | None = None) -> rounds.Plan:
    return rounds.Plan(
        key=key,
        title=title,
        instrument=demo.instrument,
        groups=tuple(group.key for group in demo.groups),
        closes_at=closes_at,
        targets=demo.targets,
        contact=demo.contact,
        support=demo.support,
    )


def _play(
    database: Database,
    demo: Demo,
    this: DemoRound,
    random_bytes: RandomBytes,
    told: Callable[[int], None],
) -> int:
    """One round from its opening to its release; returns how many people answered in this load."""
    with database.writing() as session:
        record = _open(session, demo, this, partial(_new_code, random_bytes))
        edition = get_edition(session, record.edition)
        codes = {link.group: link.code for link in links_of_round(session, demo.key, this.key) if not link.shared}
    if record.state != OPEN:
        return 0
    people = people_of_round(demo, this, edition)
    done, answered = 0, 0
    for group, sheets in people.items():
        code = codes[group]
        for sheet in sheets:
            moment = this.opens_at + (this.closes_at - this.opens_at) * (done / sum(this.people.values()))
            answered += _answer_if_missing(database, demo, this, sheet, sheets.index(sheet), code, random_bytes, moment)
            done += 1
            told(done)
    _close(database, demo, this)
    return answered
