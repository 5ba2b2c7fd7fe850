"""P1 and P2 while messages are sent: an administrator copies the database before and after every run of the sender.

The mail server takes a message or two a run: it limits, puts off, refuses, hangs up. The administrator holds some of
the mailboxes, and so knows some links; they walk from the run in which an address was reached to what the tables of
ballots show of that run. It is first tried on a sender that makes fresh ballots a run and takes back what it did not
need, where it must find nearly everybody; then on ours, where it must do no better than chance.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lws_assess.actions.post import invitations, sending
from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS, secret_of_invitation
from lws_assess.actions.post.sending import MessageBatch
from lws_assess.actions.rounds.running_rounds import make_personal_links
from lws_assess.records.database import Database
from lws_assess.records.post.invitations import Invitation, Mailing
from lws_assess.records.post.messages import Letter, letters_waiting
from lws_assess.records.responses import Ballot
from lws_assess.records.sealing_keys import key_of
from lws_assess.survey.secrets import Secret
from tests.attacks.post.test_invitations import (
    BASE,
    CHANCE,
    Copy,
    Loot,
    Row,
    best_guess_at_ballots,
    copy_of,
    in_order,
    link_in,
)
from tests.machines.mail_server import MailServer, a_mail_server
from tests.runs.soaking import IS_SOAK, spread_of
from tests.worlds.builders import new_secret
from tests.worlds.inviting import Inviting, a_facilitator, addresses, invite_and_leave, send

PEOPLE = 60
AT_FIRST = 24  # taken by the mail server before it begins to limit
RUNS = 28  # in which it takes one or two
GONE = ("sent", "unknown", "handing over")


# --- a mail server that misbehaves ---------------------------------------------------------------------------


def take_only(server: MailServer, number: int, otherwise: str, refuse: str = "") -> None:
    """Takes so many messages, and meets every other with a reply or, for "drop", by hanging up."""
    taken: Counter[str] = Counter()

    def answer(address: str) -> str | None:
        if address == refuse:
            return "550 No such person"
        if address not in taken and len(taken) == number:
            return otherwise
        taken[address] += 1
        return None

    server.at_rcpt = answer
    server.at_mail = lambda: (
        "421 Too many messages" if otherwise == "limit" and len(taken) >= number else None
    )


def misbehave(inviting: Inviting, run: int, waiting: Sequence[str]) -> None:
    server = inviting.server
    server.at_data = lambda address: None
    kind = run % 5
    if kind == 0:
        take_only(server, 1, "451 Come again later")
    elif kind == 1:
        take_only(server, 1, "drop")
    elif kind == 2:
        take_only(server, 1, "limit")
    elif kind == 3:
        take_only(server, 2, "451 Come again later", refuse=random.choice(waiting))
    else:
        take_only(server, 1, "451 Come again later")
        server.at_data = lambda address: "drop" if run == 4 else None  # once, when it has been taken


def behave(server: MailServer) -> None:
    server.at_rcpt = server.at_data = lambda address: None
    server.at_mail = lambda: None


# --- what the administrator has and tries --------------------------------------------------------------------


@dataclass
class Watch:
    """Copies in the order of the runs, the links in mailboxes that they hold, and what is true."""

    copies: list[Copy] = field(default_factory=list)
    truth: dict[str, bytes] = field(default_factory=dict)  # ballots by address, of everybody who got a link

    def known(self) -> dict[str, bytes]:
        """One mailbox of six is the administrator's own."""
        held = sorted(self.truth)[::6]
        return {address: self.truth[address] for address in held}


def run_in_which_each_was_reached(copies: Sequence[Copy]) -> dict[str, int]:
    reached: dict[str, int] = {}
    for run, copy in enumerate(copies):
        address = {row["id"]: row["address"] for row in copy["invitations"]}
        for message in copy["messages"]:
            if message["state"] in GONE:
                reached.setdefault(address[message["invitation"]], run)
    return reached


def clues(copies: Sequence[Copy]) -> Iterator[dict[bytes, Any]]:
    """What the tables show of each ballot that is left: when it came, when it was last written, how long it stayed."""
    last = [row["id"] for row in copies[-1]["ballots"]]
    first_seen: dict[bytes, int] = {}
    changed: dict[bytes, int] = {}
    before: dict[bytes, Row] = {}
    for run, copy in enumerate(copies):
        now = {row["id"]: {**row, "place": 0} for row in copy["ballots"]}
        for ballot, row in now.items():
            first_seen.setdefault(ballot, run)
            if before.get(ballot) != row:
                changed[ballot] = run
        before = now
    yield {ballot: first_seen[ballot] for ballot in last}
    yield {ballot: changed[ballot] for ballot in last}
    for name in ("xmin", "ctid"):
        ordered = [row["id"] for row in in_order(copies[-1]["ballots"], name)]
        yield {ballot: len(copies) + place for place, ballot in enumerate(ordered)}


def best_guess_by_runs(watch: Watch, copies: Sequence[Copy]) -> int:
    """How many addresses are joined to their ballot: those of each run to those that a clue lays in that run.

    The pairs known are left out. Of what one run reached, and of what one clue does not tell apart, the orders in
    the tables are tried; so they are for all that no run tells apart.
    """
    known, reached = watch.known(), run_in_which_each_was_reached(copies)
    best = 0
    for name in ("id", "address", "thread", "rowid", "ctid"):
        rows = in_order(copies[-1]["invitations"], name)
        people = [r["address"] for r in rows if r["address"] in reached and r["address"] not in known]
        for clue in clues(copies):
            ballots = [ballot for ballot in sorted(clue) if ballot not in known.values()]
            for order in (ballots, ballots[::-1]):
                pairs = paired(people, order, reached, clue)
                best = max(best, sum(watch.truth.get(a) == b for a, b in pairs))
    return best


def paired(
    people: list[str], ballots: list[bytes], reached: dict[str, int], clue: dict[bytes, Any]
) -> list[tuple[str, bytes]]:
    """People and ballots of the same run side by side, then whoever and whatever is left, by run and by clue."""
    pairs: list[tuple[str, bytes]] = []
    for run in sorted(set(reached.values())):
        those = [address for address in people if reached[address] == run]
        these = [ballot for ballot in ballots if clue[ballot] == run]
        pairs += zip(those, these, strict=False)
    named, used = {a for a, _ in pairs}, {b for _, b in pairs}
    those = sorted((a for a in people if a not in named), key=lambda address: reached[address])
    these = sorted((b for b in ballots if b not in used), key=lambda ballot: clue[ballot])
    return [*pairs, *zip(those, these, strict=False)]


# --- what happens --------------------------------------------------------------------------------------------


def watch_sending(inviting: Inviting, after_each_run: Callable[[], None] = lambda: None) -> Watch:
    """A list of sixty through some thirty runs; another list for another group is on its way meanwhile."""
    watch = Watch()
    watch.copies.append(copy_of(inviting.database))
    invite_and_leave(inviting, addresses(PEOPLE))
    watch.copies.append(copy_of(inviting.database))
    take_only(inviting.server, AT_FIRST, "451 Come again later")
    for run in range(RUNS):
        send(inviting)
        after_each_run()
        watch.copies.append(copy_of(inviting.database))
        waiting = [a for a, state in inviting.states().items() if state == "waiting"]
        if not waiting:
            break
        misbehave(inviting, run, waiting)
        if run == RUNS // 2:
            invite_and_leave(inviting, addresses(9, "nurses"), "nurses")
    behave(inviting.server)
    send(inviting)
    after_each_run()
    watch.copies.append(copy_of(inviting.database))
    for letter in inviting.server.letters:
        if f"{BASE}/i/" in letter.get_content():
            watch.truth[str(letter["To"])] = link_in(letter.get_content()).ballot
    return watch


@pytest.fixture
def inviting(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inviting]:
    monkeypatch.setattr(sending, "PUT_OFF_FOR", timedelta())
    random.seed(11)
    with a_mail_server() as server, a_facilitator(server, database_url, tmp_path) as inviting:
        yield inviting


def test_nobody_learns_from_the_runs_whose_ballot_is_whose(inviting: Inviting) -> None:
    codes: list[Secret] = []

    def note_links() -> None:
        if not codes:
            codes.extend(links_of(inviting.database))

    watch = watch_sending(inviting, note_links)
    assert len(watch.truth) > PEOPLE * 0.8
    assert set(inviting.states().values()) == {"sent", "refused", "unknown"}
    ends = spread_of(range(3, len(watch.copies) + 1), 8)
    during = [best_guess_by_runs(watch, watch.copies[:end]) for end in ends]
    assert max(during) <= CHANCE
    loot = Loot({str(number): watch.copies[number] for number in (1, 2, len(watch.copies) // 2, -1)})
    assert best_guess_at_ballots(loot, watch.truth)[0] <= CHANCE
    sending_changes_no_ballot(watch)
    no_copy_holds_what_a_link_could_be_made_from(watch, codes)
    with inviting.database.reading() as session:
        lists = set(session.scalars(select(Mailing.sealing_key)))
    assert len(lists) == 2
    assert inviting.database.keys
    assert lists & set(inviting.database.keys.names()) == set()


def sending_changes_no_ballot(watch: Watch) -> None:
    """The stronger reason: between the copies no row of a ballot differs in anything."""
    first = watch.copies[1]["ballots"]
    assert len(first) == PEOPLE
    for copy in watch.copies[1:]:
        mine = [row for row in copy["ballots"] if row["group"] == "teachers"]
        assert [{**row, "place": 0} for row in mine] == [{**row, "place": 0} for row in first]


def no_copy_holds_what_a_link_could_be_made_from(watch: Watch, codes: Sequence[Secret]) -> None:
    assert len(codes) == PEOPLE
    for copy in watch.copies:
        everything = repr([list(row.values()) for table in copy.values() for row in table])
        for secret in codes:
            assert repr(secret.value)[2:-1] not in everything
            assert secret.code not in everything
            assert secret.value.hex() not in everything


def links_of(database: Database) -> list[Secret]:
    """The links of the first list, as only its key tells them."""
    with database.reading() as session:
        key = key_of(session, session.scalars(select(Mailing)).one())
        return [
            secret_of_invitation(key, invitation) for invitation in session.scalars(select(Invitation.id))
        ]


# --- the same attack on a sender that makes fresh ballots a run ----------------------------------------------


@dataclass(frozen=True)
class FreshBatch(MessageBatch):
    """A batch whose links are made for this run alone."""

    fresh: dict[bytes, Secret] = field(default_factory=dict)

    def link_of(self, letter: Letter) -> Secret | None:
        return self.fresh.get(letter.invitation)


@dataclass
class FreshBallots:
    """Makes links for whoever waits, and afterwards takes back those of whom no message left."""

    inviting: Inviting
    made: dict[bytes, Secret] = field(default_factory=dict)

    def begin(self, session: Session, mailing: Mailing, now: datetime) -> MessageBatch:
        letters = letters_waiting(session, mailing.id, now)
        self.made = {letter.invitation: new_secret() for letter in letters}
        if len(letters) < FEWEST_OWN_LINKS:
            self.made = {}
        links = list(self.made.values())
        if links:
            make_personal_links(session, mailing.partnership, mailing.round, str(mailing.group), links)
        code = self.inviting.world.code(mailing.group)
        return FreshBatch(mailing, letters, None, code, self.made)

    def take_back(self) -> None:
        left = {m["invitation"] for m in copy_of(self.inviting.database)["messages"] if m["state"] in GONE}
        unused = [secret.ballot for invitation, secret in self.made.items() if invitation not in left]
        with self.inviting.database.writing() as session:
            session.execute(delete(Ballot).where(Ballot.id.in_(unused)))


def test_the_attack_finds_nearly_everybody_where_each_run_makes_fresh_ballots(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    if inviting.database.is_sqlite and not IS_SOAK:
        pytest.skip("PostgreSQL shows the attacker more")
    fresh = FreshBallots(inviting)
    monkeypatch.setattr(invitations, "make_links", lambda session, mailing: None)
    monkeypatch.setattr(sending, "begin_batch", fresh.begin)
    watch = watch_sending(inviting, fresh.take_back)
    assert best_guess_by_runs(watch, watch.copies) > CHANCE
