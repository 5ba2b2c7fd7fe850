"""Who copied a round at every step, with PostgreSQL's log of every statement, tries to tell whose answers are whose.

They hold the mailed links as well, and so know every ballot and every draft of those who were written to. Another
round and another event go on all the while, and their keys are there to be copied. Once the key of the round is gone
none of it may lead from a person to what they said by more than chance. Each attack is tried where the protection is
taken away as well, and must succeed there.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from lws_assess.actions import alerts, quarters, sealed_alerts
from lws_assess.actions.answering import responses as answering
from lws_assess.actions.events.keys import destroy_keys_of_events
from lws_assess.actions.post import invitations
from lws_assess.actions.post.list_links import destroy_keys_of_lists, secret_of_invitation
from lws_assess.actions.post.sending import LetterErrand, begin_batch, find_mailings
from lws_assess.actions.results import moderation
from lws_assess.actions.results import releases as results
from lws_assess.actions.rounds.key_endings import end_round_keys
from lws_assess.records import comments as comment_records
from lws_assess.records import sealing_keys
from lws_assess.records.comments import SealedComment
from lws_assess.records.database import Database
from lws_assess.records.events import words as event_words
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.records.rounds import Round
from lws_assess.records.sealing import (
    SIZES_OF_SUBMISSIONS,
    SUBMISSION,
    Submission,
    open_draft_answers,
    unpack_submission,
)
from lws_assess.records.sealing_keys import ENDING, SIZES, CannotOpen, SealingKey
from lws_assess.survey.alerts import AlertStepKind
from lws_assess.survey.comments import CommentState
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.secrets import Secret
from tests.conftest import a_copy
from tests.machines.databases import give_tables, open_database
from tests.machines.postgresql import Server, a_server
from tests.runs.waiting import a_quarter_passes
from tests.worlds.builders import INSTRUMENT, World, new_code, new_key, nonce
from tests.worlds.rooms import Room, a_room

EDITION = shipped_editions()[INSTRUMENT]
ANSWERED = EDITION.areas[:2]
AREA = ANSWERED[0]
PAGE = f"areas/{AREA.code}"
PEOPLE = {"teachers": 14, "nurses": 11, "parents": 1}  # teachers have mailed links
AT_RISK = {3: 1, 9: 2, 17: 3}  # who writes words of risk, and on which day
EVERYBODY = sum(PEOPLE.values())
# Of 25 people in two groups luck joins two rightly; this many by one of 200 orders less than once in 10,000 runs.
CHANCE = 12
TABLES = (
    "ballots",
    "drafts",
    "box_responses",
    "alerts",
    "alert_steps",
    "invitations",
    "messages",
    "comments",
)
LOGGING = "-c fsync=off -c wal_level=replica -c log_statement=all -c autovacuum=off"

pytestmark = pytest.mark.usefixtures(
    "own_key_folder"
)  # whoever copies keys need not try those of other tests

# Of attacks that succeed where something is made wrong. What is copied is read alike from both databases, as the two
# tests show in which rows lie as they came and in which the key was copied; these need not show it again.
IN_ONE_DATABASE = pytest.mark.parametrize("story", ["sqlite"], indirect=True)

Row = dict[str, Any]
Copy = dict[str, list[Row]]


# --- what happened, which only the people themselves know ----------------------------------------------------


@dataclass
class Person:
    number: int
    group: str
    secret: Secret

    @property
    def words(self) -> str:
        name = f"Zinnober{self.number:03d} {self._chance[:4].hex()}"  # servers are shared by stories
        if self.number in AT_RISK:
            return f"{name}: I do not feel safe at home."
        return f"{name}: we meet each month, and it helps us to see what the others do."

    @property
    def _chance(self) -> bytes:
        return hashlib.sha512(self.secret.value).digest()

    @property
    def pages(self) -> dict[str, dict[str, str]]:
        """Answers that nobody else has."""
        chance, pages = iter(self._chance), {}
        for area in ANSWERED:
            questions = area.questions(EDITION.audience(self.audience))
            pages[f"areas/{area.code}"] = {q.key: str(next(chance) % 5 + 1) for q in questions}
        return pages

    @property
    def audience(self) -> str:
        return "parents-carers" if self.group == "parents" else "professional"

    @property
    def answers(self) -> bytes:
        return encode_answers(EDITION, EDITION.audience(self.audience), self.pages)


@dataclass
class Loot:
    """Copies in their order, keys by their names, files of the disk, and the log of PostgreSQL."""

    copies: list[Copy] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)
    disk: list[Path] = field(default_factory=list)
    log: bytes = b""

    def lying(self, patterns: Iterable[bytes]) -> set[bytes]:
        """What of this lies on the disk or in the log, in any way of writing it down.

        Files of the log of writes are large: one at a time is in memory.
        """
        wanted, found = set(patterns), set()
        for file in self.disk:
            data = file.read_bytes()
            found |= {pattern for pattern in wanted - found if pattern in data}
        return found | {pattern for pattern in wanted - found if self._is_logged(pattern)}

    def _is_logged(self, pattern: bytes) -> bool:
        """As it is, in hexadecimal, or each byte as a letter."""
        written = {pattern, pattern.hex().encode(), pattern.decode("latin-1").encode()}
        return any(one in self.log for one in written)

    def take_keys(self) -> None:
        folder = Path(os.environ["KEYS_PATH"])
        self.keys |= {path.stem: path.read_bytes() for path in folder.glob(f"*{ENDING}")}

    @property
    def last(self) -> Copy:
        return self.copies[-1]


@dataclass
class Story:
    """A round from its invitations to the end of its key."""

    world: World
    server: Server | None
    people: list[Person] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)  # whose links the first of them have
    loot: Loot = field(default_factory=Loot, repr=False)

    @property
    def database(self) -> Database:
        return self.world.database

    # --- copying ---

    def copy(self) -> None:
        found: Copy = {}
        more = "" if self.database.is_sqlite else ", xmin::text::bigint AS xmin, ctid::text AS ctid"
        with self.database.engine.connect() as connection:
            for table in (*TABLES, "responses", "round_groups"):
                cursor = connection.exec_driver_sql(f"SELECT *{more} FROM {table}")
                found[table] = [{**row._mapping, "place": place} for place, row in enumerate(cursor)]
        self.loot.copies.append(found)

    def look_at_disk(self) -> None:
        """At every file of the database and its log of writes, with what was erased in them."""
        if self.server is None:
            path = self.database.engine.url.database
            files = [Path(f"{path}{ending}") for ending in ("", "-wal")]
        else:
            with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("CHECKPOINT"))
                oid = connection.scalar(
                    text("SELECT oid FROM pg_database WHERE datname = current_database()")
                )
            data = self.server.folder / "data"
            files = [*(data / "base" / str(oid)).iterdir(), *(data / "pg_wal").iterdir()]
            self.loot.log = (self.server.folder / "log").read_bytes()
        self.loot.disk = [file for file in files if file.is_file()]

    # --- what happens ---

    def invite(self) -> None:
        world = self.world
        listed = [f"person{number}@testham.example" for number in range(PEOPLE["teachers"])]
        with self.database.writing() as session:
            invitations.invite_group(
                session,
                (world.partnership, world.round, "teachers"),
                listed,
                invitations.MessageWords("Please", "Take part."),
                invitations.ConfirmedMailing(new_key(), "Ada", world.now),
                new_key,
                new_code,
            )
        self.copy()
        self._send()
        destroy_keys_of_lists(self.database, world.now)
        self.copy()

    def _send(self) -> None:
        world = self.world
        with self.database.writing() as session:
            (mailing,) = find_mailings(session, world.now)
            batch = begin_batch(session, mailing, world.now)
            assert batch.key
            links = [secret_of_invitation(batch.key, letter.invitation) for letter in batch.letters]
        for letter in batch.letters:
            with self.database.writing() as session:
                assert LetterErrand(letter).take(session, world.now)
            with self.database.writing() as session:
                LetterErrand(letter).settle(session, SendingOutcome(MessageState.SENT), world.now)
        self.people += [Person(number, "teachers", link) for number, link in enumerate(links)]
        self.listed = [letter.address for letter in batch.letters]

    def answer(self) -> None:
        """In an order of their own; each after a quarter of an hour in which nobody else answered."""
        for group in ("nurses", "parents"):
            for _ in range(PEOPLE[group]):
                secret = self.world.begin(group)
                self.people.append(Person(len(self.people), group, secret))
        for person in sorted(self.people, key=lambda one: one.number * 7 % EVERYBODY):
            self._answer(person)
            with self.database.writing() as session:
                quarters.count_round(
                    session, self.world.partnership, self.world.round, self.world.now + timedelta(days=1)
                )
            self._tell_contact(AT_RISK.get(person.number, 0))
            a_quarter_passes(self.database)
            self.copy()

    def _answer(self, person: Person) -> None:
        world = self.world
        if person.group == "teachers":
            with self.database.writing() as session:
                answering.begin_by_personal_link(session, person.secret, nonce(), world.now)
        for page, fields in person.pages.items():
            world.save(person.secret, page, **fields, **({"comment": person.words} if page == PAGE else {}))
        self.copy()
        world.submit(person.secret)
        self.copy()

    def _tell_contact(self, day: int) -> None:
        at = self.world.now + timedelta(days=day)
        with self.database.writing() as session:
            for errand in alerts.find_errands(session):
                for alert, code in errand.alerts:
                    alerts.note_sending(session, alert, "", at, AlertStepKind.SENT, code)

    def release(self) -> None:
        self.look_at_disk()
        self.world.close()
        self.copy()

    def end_key(self) -> None:
        endings = end_round_keys(self.database, self.world.now)
        assert [(one.round, one.gone, one.why_not) for one in endings] == [(self.world.round, True, "")]
        self.copy()
        self.look_at_disk()


@pytest.fixture(scope="module")
def logging_server() -> Iterator[Server]:
    with a_server(LOGGING) as server:
        yield server


@pytest.fixture(scope="module")
def logged_pattern(logging_server: Server) -> str:
    database = open_database(logging_server.new_database())
    give_tables(database)
    database.engine.dispose()
    return str(database.engine.url.database)


@pytest.fixture(params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    """Everybody has answered; another round and another event go on."""
    server: Server | None = None
    if request.param == "sqlite":
        url = a_copy(request.getfixturevalue("sqlite_pattern"), tmp_path / "test.sqlite3")
    else:
        server = request.getfixturevalue("logging_server")
        url = server.new_database(like=request.getfixturevalue("logged_pattern"))
    database = open_database(url)
    other = World(database, partnership="elsewhere")
    other.answer("teachers", {PAGE: {AREA.statements[0].key: "3"}})
    room = a_room(other, {"teachers": 5})
    room.cast_all(room.open_vote(), {"teachers": [1, 2, 3, 4, 5]})
    story = Story(World(database), server)
    if server:  # what other tests of this server sent is not of this story
        (server.folder / "log").write_text("")
    story.invite()
    story.answer()
    yield story
    database.engine.dispose()
    if server:
        server.drop(url)


# --- 1. opening what was copied ------------------------------------------------------------------------------


def opened(story: Story) -> dict[str, int]:
    """Whose answers, words and alerts open with the links that are known and the keys that are held."""
    loot = story.loot
    keys = [SealingKey(name, value) for name, value in loot.keys.items()]
    drafts = {(bytes(r["id"]), bytes(r["ciphertext"])) for copy in loot.copies for r in copy["drafts"]}
    boxes = {(bytes(r["key"]), bytes(r["ciphertext"])) for copy in loot.copies for r in copy["box_responses"]}
    raised = {
        (bytes(r["key"]), bytes(r["ciphertext"]))
        for copy in loot.copies
        for r in copy["alerts"]
        if r["ciphertext"]
    }
    return {
        "drafts": sum(
            any(
                opens_draft(keys, person, ciphertext)
                for row, ciphertext in drafts
                if row == person.secret.draft
            )
            for person in story.people
        ),
        "submissions": len(
            {found.answers + repr(found.comments).encode() for found in _submissions(keys, boxes)}
        ),
        "alerts": len(set(_texts(keys, sealed_alerts.PURPOSE, raised))),
        "drafts of the log": _of_log(story, keys),
    }


def opens_draft(keys: Sequence[SealingKey], person: Person, ciphertext: bytes) -> bool:
    try:
        AESGCM(person.secret.draft_key).decrypt(ciphertext[:12], ciphertext[12:], person.secret.draft)
    except InvalidTag:
        pass
    else:
        return True
    for key in keys:
        try:
            return person.words in repr(open_draft_answers(key, person.secret, ciphertext))
        except CannotOpen:
            continue
    return False


def _submissions(keys: Sequence[SealingKey], rows: set[tuple[bytes, bytes]]) -> list[Any]:
    return [unpack_submission(one) for one in _texts(keys, SUBMISSION, rows)]


def _texts(keys: Sequence[SealingKey], purpose: str, rows: set[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for key, (row, ciphertext) in itertools.product(keys, rows):
        try:
            yield key.box(purpose).open(row, ciphertext)
        except CannotOpen:
            continue


def _of_log(story: Story, keys: Sequence[SealingKey]) -> int:
    """The same for every long value that PostgreSQL logged with a statement."""
    long = {bytes.fromhex(found.decode()) for found in re.findall(rb"\\x([0-9a-f]{3000,})", story.loot.log)}
    known = [person for person in story.people if person.secret.draft.hex().encode() in story.loot.log]
    return sum(any(opens_draft(keys, person, one) for one in long) for person in known)


def all_of_it(story: Story) -> dict[str, int]:
    of_log = 0 if story.database.is_sqlite else EVERYBODY
    return {
        "drafts": EVERYBODY,
        "submissions": EVERYBODY + 1,
        "alerts": len(AT_RISK),
        "drafts of the log": of_log,
    }


def test_behind_the_release_nothing_opens_anything_or_tells_who_said_it(story: Story) -> None:
    """No copy, no mailed link, no log, no order, place or transaction, and no day, while others go on."""
    story.release()
    story.end_key()
    nothing_that_was_sealed_tells_who_said_it(story)
    nothing_that_is_kept_of_an_alert_tells_on_which_day_its_words_came(story)
    story.loot.take_keys()  # those of the other round and event
    found = opened(story)
    others = len(_submissions_of_others(story))
    assert found == {"drafts": 0, "submissions": others, "alerts": 0, "drafts of the log": 0}
    assert others == 1, "the other round is open, and is read with its key"


def _submissions_of_others(story: Story) -> list[Row]:
    return [row for row in story.loot.last["box_responses"] if row["partnership"] == "elsewhere"]


def test_whoever_copied_the_key_opens_everything(story: Story) -> None:
    story.loot.take_keys()
    story.release()
    story.end_key()
    assert opened(story) == all_of_it(story)


# --- 2. telling what was sealed anew by its order, place, transaction or size --------------------------------


def orders(rows: Sequence[Row], of: Callable[[Row], Any]) -> Iterator[list[Any]]:
    """Rows in every order that the tables show."""
    for name in ("place", "key", "id", "xmin", "ctid"):
        known = [row for row in rows if row.get(name) is not None]
        yield [of(row) for row in sorted(known, key=lambda row: _where(row, name))]


def _where(row: Row, name: str) -> Any:
    return [int(n) for n in re.findall(r"\d+", row[name])] if name == "ctid" else row[name]


def appeared(copies: Sequence[Copy], table: str, name: str) -> list[Any]:
    """The keys of rows as they came up one after the other."""
    return list(dict.fromkeys(row[name] for copy in copies for row in copy[table]))


def orders_of_people(story: Story) -> Iterator[list[Person]]:
    """Those whose links are known, in every order in which copies show them."""
    by_ballot = {person.secret.ballot: person for person in story.people}
    by_draft = {person.secret.draft: person for person in story.people}
    copies = [
        {
            t: [r for r in rows if r.get("partnership") in (None, story.world.partnership)]
            for t, rows in copy.items()
        }
        for copy in story.loot.copies
    ]
    open_copies = [copy for copy in copies if copy["ballots"]]
    spent = [b for c in open_copies for b in sorted(bytes(r["id"]) for r in c["ballots"] if r["spent_by"])]
    begun = list(dict.fromkeys(spent))
    yield [by_ballot[b] for b in begun]
    yield [by_draft[bytes(d)] for d in appeared(copies, "drafts", "id")]
    for order in orders(open_copies[-1]["ballots"], _id_of):
        yield [by_ballot[b] for b in order if b in by_ballot]
    # The box of the last open copy, each row joined to the ballot of its transaction, or to its time.
    boxes = appeared(copies, "box_responses", "key")
    by_box = dict(zip(boxes, [by_ballot[b] for b in begun], strict=True))
    for order in orders(open_copies[-1]["box_responses"], lambda row: row["key"]):
        yield [by_box[key] for key in order]


def _id_of(row: Row) -> bytes:
    return bytes(row["id"])


def best_guess(
    story: Story, table: str, said_by: Callable[[Row], Any], truth: Callable[[Person], Any]
) -> int:
    """How many people are joined to their own row by walking down two orders at once, group by group."""
    mine = [row for row in story.loot.last[table] if row["partnership"] == story.world.partnership]
    best = 0
    for people, rows in itertools.product(orders_of_people(story), orders(mine, said_by)):
        hits = 0
        for group in PEOPLE:  # those who know a ballot know its group
            those = [truth(person) for person in people if person.group == group]
            these = [said for said in rows if said in set(those)]
            pairs = list(zip(those, these, strict=False))
            turned = list(zip(those, reversed(these), strict=False))
            hits += max(sum(a == b for a, b in pairs), sum(a == b for a, b in turned))
        best = max(best, hits)
    return best


def guesses(story: Story) -> dict[str, int]:
    return {
        "address to answer": best_guess(
            story, "responses", lambda row: bytes(row["answers"]), lambda person: person.answers
        ),
        "address to comment": best_guess(
            story, "comments", lambda row: row["text"], lambda person: person.words
        ),
        "comment to answer": comment_to_answer(story),
    }


def comment_to_answer(story: Story) -> int:
    """The sealed tables laid beside each other, without any earlier copy."""
    mine = {
        table: [row for row in story.loot.last[table] if row["partnership"] == story.world.partnership]
        for table in ("comments", "responses")
    }
    wrote = {person.words: person for person in story.people}
    best = 0
    for words, answers in itertools.product(
        orders(mine["comments"], lambda row: row["text"]),
        orders(mine["responses"], lambda row: bytes(row["answers"])),
    ):
        hits = 0
        for group in PEOPLE:
            wanted = [wrote[one].answers for one in words if wrote[one].group == group]
            kept = [one for one in answers if one in wanted]
            hits += max(
                sum(a == b for a, b in zip(wanted, order, strict=False)) for order in (kept, kept[::-1])
            )
        best = max(best, hits)
    return best


COUNTED = EVERYBODY - PEOPLE["parents"]  # one parent alone is in no figure


def nothing_that_was_sealed_tells_who_said_it(story: Story) -> None:
    """By order, place or transaction."""
    assert len(story.loot.last["responses"]) == COUNTED
    assert len(story.loot.last["comments"]) == EVERYBODY
    assert max(guesses(story).values()) <= CHANCE, guesses(story)
    for table in ("responses", "comments", "alerts", "alert_steps"):
        assert len({row.get("xmin") for row in story.loot.last[table]}) == 1
    sizes = {(row["cell"], len(row["answers"])) for row in story.loot.last["responses"]}
    assert len({size for _, size in sizes}) == 1


def test_where_rows_are_sealed_as_they_came_everybody_is_found(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.count(1)

    def in_order() -> bytes:
        return next(numbers).to_bytes(16, "big")

    monkeypatch.setattr(results, "fresh_row", in_order)
    monkeypatch.setattr(comment_records, "fresh_row", in_order)
    story.release()
    story.end_key()
    found = guesses(story)
    assert found["address to answer"] == COUNTED
    assert found["address to comment"] == EVERYBODY
    assert found["comment to answer"] == COUNTED


# --- 3. what lay on the disk and in the log while the round was open ------------------------------------------


def lying(story: Story) -> dict[str, int]:
    """Of how many people something could be read as it lies there."""
    patterns = {
        "words": lambda person: person.words.encode(),
        "answers": lambda person: person.answers,
        "secrets": lambda person: person.secret.value,
        "links": lambda person: person.secret.code.encode(),
        "keys of drafts": lambda person: person.secret.draft_key,
    }
    read = story.loot.lying(of(person) for of in patterns.values() for person in story.people)
    return {
        name: sum(
            of(person) in read
            for person in story.people
            if person.group != "parents" or name != "answers"  # theirs are so few that luck might write them
        )
        for name, of in patterns.items()
    }


def test_while_the_round_is_open_no_list_size_disk_or_log_tells_what_anybody_sent(story: Story) -> None:
    the_list_and_its_messages_tell_no_ballot(story)
    sizes_tell_nobody_from_another(story)
    story.look_at_disk()
    assert any(b"testham" in file.read_bytes() for file in story.loot.disk)
    if story.server:
        assert story.people[0].secret.draft.hex().encode() in story.loot.log, (
            "the log holds what statements carry"
        )
    assert set(lying(story).values()) == {0}


# --- address to ballot ---------------------------------------------------------------------------------------


def addresses_to_ballots(story: Story) -> int:
    """Every order of a list and its messages laid beside every order of the ballots, at every moment."""
    truth = dict(zip(story.listed, (person.secret.ballot for person in story.people), strict=False))
    best = 0
    for copy in story.loot.copies[:4] + story.loot.copies[-3:-2]:
        address = {bytes(row["id"]): row["address"] for row in copy["invitations"]}
        mine = [row for row in copy["ballots"] if row["partnership"] == story.world.partnership]
        ballots = list(orders([row for row in mine if row["group"] == "teachers"], _id_of))
        lists = [
            *orders(copy["invitations"], lambda row: row["address"]),
            *([address[to] for to in order] for order in orders(copy["messages"], _to)),
            [row["address"] for row in sorted(copy["invitations"], key=lambda row: str(row["thread"]))],
        ]
        for those, these in itertools.product(lists, ballots):
            for order in (these, these[::-1]):
                best = max(best, sum(truth.get(a) == b for a, b in zip(those, order, strict=False)))
    return best


def _to(row: Row) -> bytes:
    return bytes(row["invitation"])


def the_list_and_its_messages_tell_no_ballot(story: Story) -> None:
    assert addresses_to_ballots(story) <= 8


@IN_ONE_DATABASE
def test_where_ballots_lie_in_the_order_of_the_list_every_address_is_found(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same attack on pairs that do lie side by side."""
    invitations = sorted(story.loot.copies[1]["invitations"], key=_id_of)
    ballots = sorted(person.secret.ballot for person in story.people if person.group == "teachers")
    story.people.sort(key=lambda person: person.secret.ballot if person.group == "teachers" else b"\xff" * 33)
    story.listed = [row["address"] for row in invitations]
    assert [person.secret.ballot for person in story.people[: len(ballots)]] == ballots
    assert addresses_to_ballots(story) == len(ballots)


# --- alerts --------------------------------------------------------------------------------------------------


def words_to_people(story: Story) -> int:
    """Words of alerts, read after the release, that lead to the only ballot spent in their quarter of an hour.

    In copies of the open round an alert comes up behind that ballot; what happened to it on which days tells which
    of the alerts it is afterwards.
    """
    copies, by_ballot = story.loot.copies, {person.secret.ballot: person for person in story.people}
    raised: dict[bytes, Person] = {}
    latest: list[bytes] = []  # ballots in the order in which they were spent
    for copy in copies:
        latest += [
            ballot
            for ballot in sorted(bytes(row["id"]) for row in copy["ballots"] if row["spent_by"])
            if ballot in by_ballot and ballot not in latest
        ]
        for row in copy["alerts"]:
            if row["ciphertext"]:
                raised.setdefault(bytes(row["key"]), by_ballot[latest[-1]])
    before = [copy for copy in copies if any(row["ciphertext"] for row in copy["alerts"])][-1]
    hits = 0
    for alert, person in raised.items():
        like = [
            row["text"]
            for row in story.loot.last["alerts"]
            if _history(story.loot.last, row["key"]) == _history(before, alert)
        ]
        hits += like == [person.words]
    return hits


def _history(copy: Copy, alert: bytes) -> list[tuple[str, str]]:
    return sorted(
        (step["action"], str(step["at"])[:10])
        for step in copy["alert_steps"]
        if step["alert"] == alert and step["action"] == AlertStepKind.SENT
    )


def nothing_that_is_kept_of_an_alert_tells_on_which_day_its_words_came(story: Story) -> None:
    assert {row["text"] for row in story.loot.last["alerts"]} == {
        person.words for person in story.people if person.number in AT_RISK
    }
    assert words_to_people(story) == 0


@IN_ONE_DATABASE
def test_where_days_are_kept_they_lead_from_words_to_people(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_kept_at", lambda step, _now: step.at)
    story.release()
    story.end_key()
    assert words_to_people(story) == len(AT_RISK)


# --- comments of few -----------------------------------------------------------------------------------------


FEW = (("heads", "Heads", "professional", "schools"), ("clerks", "Clerks", "professional", "schools"))


def released_with_few(database: Database) -> Story:
    """A group of twelve, and two of which one person each answered and wrote."""
    world = World(database, groups=(("teachers", "Teachers", "professional", "schools"), *FEW))
    story = Story(world, None)
    for group, number in (("teachers", 12), ("heads", 1), ("clerks", 1)):
        for one in range(number):
            words = {AREA.statements[0].key: "3", "comment": f"{group} {one} wrote this."}
            world.answer(group, {PAGE: words})
    world.close()
    story.copy()
    return story


def test_no_comment_names_a_group_of_which_few_wrote(database: Database) -> None:
    story = released_with_few(database)
    assert Counter(row["group"] for row in story.loot.last["comments"]) == {"teachers": 12, "heads": 2}
    told = [row["text"] for row in story.loot.last["comments"] if row["group"] == "heads"]
    assert {words.split()[0] for words in told} == {"heads", "clerks"}, "either may be of either"


def test_where_comments_keep_their_group_each_of_these_is_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "kept_as", lambda groups, *_: {group.key: group.key for group in groups})
    story = released_with_few(database)
    for group in ("heads", "clerks"):
        (row,) = (row for row in story.loot.last["comments"] if row["group"] == group)
        assert row["text"].startswith(group)


# --- sizes ---------------------------------------------------------------------------------------------------


def sizes_tell_nobody_from_another(story: Story) -> None:
    """But those who wrote at length."""
    drafts = {len(row["ciphertext"]) for copy in story.loot.copies for row in copy["drafts"]}
    boxes = {len(row["ciphertext"]) for copy in story.loot.copies for row in copy["box_responses"]}
    assert drafts == {SIZES[0] + 12 + 16}
    assert boxes == {SIZES_OF_SUBMISSIONS[0] + 12 + 16}


def test_without_filling_up_lengths_lead_from_a_ballot_to_its_words(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing_keys, "filled_up", lambda text, _sizes: len(text).to_bytes(4, "big") + text)
    world = World(database)
    for length in range(1, 13):
        world.answer("teachers", {PAGE: {AREA.statements[0].key: "3", "comment": "x" * length}})
    with database.reading() as session:
        found = session.execute(text("SELECT length(ciphertext) FROM box_responses")).scalars().all()
    assert len(set(found)) == 12


# --- comments and words of risk before the close ----------------------------------------------------------------


def seen_alone(world: World) -> int:
    """How often a comment reaches moderators by itself: four answers of their own each time, and then a real one."""
    alone = 0
    for number in range(8):
        for own in range(4):
            world.answer("teachers", {PAGE: {AREA.statements[0].key: "3", "comment": f"Own {number} {own}."}})
        world.answer("nurses", {PAGE: {AREA.statements[0].key: "2", "comment": f"Real {number}."}})
        with world.database.writing() as session:
            quarters.count_round(session, world.partnership, world.round, world.now)
        a_quarter_passes(world.database)
        with world.database.reading() as session:
            queue = moderation.view_queue(session, world.partnership, world.round, CommentState.WAITING)
        alone += bool(queue and any(f"Real {number}." == heard.comment.text for heard in queue.heard))
    return alone


def test_no_comment_reaches_moderators_before_the_close(database: Database) -> None:
    world = World(database)
    assert seen_alone(world) == 0
    world.close()
    with database.reading() as session:
        queue = moderation.view_queue(session, world.partnership, world.round, CommentState.WAITING)
    assert queue
    assert len(queue.keys) == 40, "all of them at once"


def test_where_comments_come_with_the_quarter_each_is_found_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_comments(
        session: Session, this: Round, _key: object, box: Iterable[tuple[bytes, Submission]]
    ) -> int:
        session.execute(delete(SealedComment))
        groups = {group: group for group in PEOPLE}
        where = (session, this.partnership, this.key)
        comment_records.keep_comments(*where, [one for _, one in box], groups)
        return 0

    monkeypatch.setattr(quarters, "raise_alerts", with_comments)
    assert seen_alone(World(database)) == 8


# --- an event beside it --------------------------------------------------------------------------------------

WRITERS = 10


@dataclass
class Day:
    """A room that wrote, one phone after the other, and copies behind each."""

    room: Room
    copies: list[dict[str, list[Row]]] = field(default_factory=list)
    tag: str = field(default_factory=lambda: f"Quitte {token_hex(4)}")  # servers are shared by stories

    def copy(self) -> None:
        found = {}
        with self.room.database.engine.connect() as connection:
            more = "" if self.room.database.is_sqlite else ", xmin::text::bigint AS xmin, ctid::text AS ctid"
            for table in ("event_people", "event_writings", "event_ballots", "event_words"):
                cursor = connection.exec_driver_sql(f"SELECT *{more} FROM {table}")
                found[table] = [
                    {**row._mapping, "place": place}
                    for place, row in enumerate(cursor)
                    if row._mapping["event"] == self.room.key
                    and row._mapping["partnership"] == self.room.world.partnership
                ]
        self.copies.append(found)

    def hold(self) -> None:
        number = self.room.open_vote()
        for at, phone in enumerate(self.room.phones):
            self.room.cast(phone, number, at % 5 + 1)
            self.copy()
        self.room.stop_vote(number)
        self.room.go_to("words")
        words = []
        for at, phone in enumerate(self.room.phones):
            words.append(self.room.write(phone, "vision", f"{self.tag} {at:02d}"))
            self.copy()
        self.room.let_through(*words)
        self.copy()

    def end(self) -> None:
        self.room.end()
        assert destroy_keys_of_events(self.room.database, self.room.world.now) == [self.room.where]
        self.copy()

    def words_to_people(self) -> int:
        """Who wrote which of the words that are kept, by the order in which rows came and every order of today's."""
        came = appeared(self.copies[:-1], "event_writings", "id")
        before, best = self.copies[-2]["event_writings"], 0
        for theirs, todays in itertools.product(
            orders(before, _id_of), orders(self.copies[-1]["event_words"], lambda row: row["text"])
        ):
            for order in (todays, todays[::-1]):
                guessed = {came.index(row): said for row, said in zip(theirs, order, strict=False)}
                best = max(best, sum(said == f"{self.tag} {at:02d}" for at, said in guessed.items()))
        return best


@pytest.fixture
def day(story: Story) -> Day:
    """In the partnership of the other round, which is open like that of the story."""
    other = World.__new__(World)
    other.__dict__ |= {**story.world.__dict__, "partnership": "elsewhere"}
    return Day(a_room(other, {"teachers": WRITERS}, title="A day that ends"))


def test_words_that_outlive_an_event_lead_to_nobody_in_its_room(day: Day) -> None:
    day.hold()
    day.end()
    assert len(day.copies[-1]["event_words"]) == WRITERS
    assert day.copies[-1]["event_people"] == day.copies[-1]["event_ballots"] == []
    assert day.words_to_people() <= 7, (
        "one of ten by luck; more than seven by one of fifty orders in less than one run of 1,000"
    )


@IN_ONE_DATABASE
def test_where_words_are_written_anew_in_their_order_each_leads_to_who_wrote_it(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.count(1)
    monkeypatch.setattr(
        event_words,
        "os",
        SimpleNamespace(urandom=lambda length: next(numbers).to_bytes(length, "big")),
    )
    day.hold()
    day.end()
    assert day.words_to_people() == WRITERS


def test_what_people_in_a_room_sent_stands_in_no_log_and_on_no_disk(story: Story, day: Day) -> None:
    code, salt = day.room.code, day.room.codes.salt
    day.room.make_slips(3)
    day.hold()
    story.look_at_disk()
    patterns = [code.encode(), salt]
    for at, phone in enumerate(day.room.phones):
        secret = phone.device.secret
        patterns += [secret.value, secret.code.encode(), phone.device.person, f"{day.tag} {at:02d}".encode()]
        patterns += [phone.device.ballot(f"{day.room.key}/1"), phone.device.pair(f"{day.room.key}/1")]
    assert story.loot.lying(patterns) == set()
