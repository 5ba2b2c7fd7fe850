"""Who has copies of the database from every moment of an event, its slips, and what the devices held.

After the end that must tell nothing: no vote, no pair, nobody in the room, no word's writer and no slip, while another
event and a round go on. The same attack finds all of it when the key was copied as well, so it is no empty one.
"""

from __future__ import annotations

import errno
import os
import random
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.actions.events import people as event_people
from lws_assess.actions.events.captions import type_caption
from lws_assess.actions.events.keys import destroy_keys_of_events
from lws_assess.actions.events.remote_links import open_remote_link
from lws_assess.records.database import Database
from lws_assess.records.events.people import open_person
from lws_assess.records.events.sealing import BALLOT, CODE, PERSON, SIZES_OF_ROWS, EventSealing, RoomCodes
from lws_assess.records.events.visioning_events import get_sealing
from lws_assess.records.events.votes import find_vote, open_event_ballot
from lws_assess.records.events.words import words_of_event
from lws_assess.records.events.writings import WORD, open_writing, row_of
from lws_assess.records.rounds import Round
from lws_assess.records.sealing_keys import ENDING, CannotOpen, KeyFolder, KeyTrouble, SealingKey
from lws_assess.survey.events.rooms import Device, EventRefusal, EventState, device_of_slip, slip_numbers
from lws_assess.survey.secrets import Secret, form_token
from lws_assess.web import create_app
from lws_assess.web.events import failures as event_failures
from lws_assess.web.upkeep.due import do_everything_due
from tests.attacks.rounds.copies import PAGE, Copy, copy_of, unseen
from tests.conftest import settings_for
from tests.machines.databases import a_key_folder, open_database
from tests.machines.postgresql import Server
from tests.pages.client import Client
from tests.watching.counting import everything, rows
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room, a_device, a_planned_event, a_room
from tests.worlds.staff import signed_in

PEOPLE = {"teachers": 12, "nurses": 8, "inspectors": 6}
SLIPS = 6

pytestmark = pytest.mark.usefixtures(
    "own_key_folder"
)  # whoever copies keys need not try those of other tests
NEVER_SHOWN, EVIDENCE = "Zinnober never shown", "Holunder on the shelf"
FOR_WHOM, CAPTIONS = (
    "Rowena from elsewhere",
    ("Kornblume is said", "Wermut is said", "Alraune", "Bilsenkraut"),
)


@dataclass
class Held:
    """What somebody has who copied all they could: copies of every moment, and keys by their names."""

    copies: list[Copy] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)

    def take_keys(self) -> None:
        self.keys |= {
            path.stem: path.read_bytes() for path in Path(os.environ["KEYS_PATH"]).glob(f"*{ENDING}")
        }

    def sealings(self, room: Room) -> list[EventSealing]:
        """What opens this event, made of every key that is held."""
        return [EventSealing(SealingKey(name, value)) for name, value in self.keys.items()]

    # Each looks for one thing by all that the attacker knows: as it is, and hashed under every key.

    def vote_of(self, room: Room, device: Device, number: int) -> bytes | None:
        ballot = device.ballot(f"{room.key}/{number}")
        for row, sealing in self._found("event_ballots", ballot, BALLOT):
            if sealing is None:
                return bytes(row.get("answer", b"?"))
            return open_event_ballot(sealing, row["id"], row["sealed"]).answer
        return None

    def place_of(self, room: Room, device: Device) -> tuple[str, str] | None:
        for row, sealing in self._found("event_people", device.person, PERSON):
            if sealing is None:
                return "?", "?"
            found = open_person(sealing, *room.where, row["id"], row["sealed"])
            return found.group, found.table
        return None

    def word_of(self, room: Room, device: Device, kind: str, number: int) -> str | None:
        named = device.word(f"{room.key}/{kind}/", number)
        for copy in self.copies:
            for row in copy.rows["event_writings"]:
                if row["id"] == named:
                    return "?"
                for sealing in self.sealings(room):
                    if row["id"] == row_of(sealing, WORD, named):
                        text: str = open_writing(sealing, WORD, row["id"], row["sealed"])["text"]
                        return text
        return None

    def writings(self, room: Room, what: str) -> list[dict[str, object]]:
        """All of one kind that a key opens, in every copy."""
        rows = [row for copy in self.copies for row in copy.rows["event_writings"] if row["what"] == what]
        found = []
        for row, sealing in product(rows, self.sealings(room)):
            with suppress(CannotOpen):
                found.append(open_writing(sealing, what, row["id"], row["sealed"]))
        return found

    def codes_of(self, room: Room) -> RoomCodes | None:
        """The codes of a room, from a key that opens them."""
        for copy in self.copies:
            for row in copy.rows["events"]:
                if (row["partnership"], row["key"]) == room.where and row["codes"]:
                    for sealing in self.sealings(room):
                        try:
                            return sealing.open_codes(row["codes"])
                        except CannotOpen:
                            continue
        return None

    def _found(
        self, table: str, named: bytes, purpose: str
    ) -> Iterator[tuple[dict[str, bytes], EventSealing | None]]:
        hashed: dict[bytes, EventSealing | None] = {named: None}
        for name, value in self.keys.items():
            sealing = EventSealing(SealingKey(name, value))
            hashed[sealing.hash(purpose, named)] = sealing
        for copy in reversed(self.copies):
            for row in copy.rows[table]:
                if row["id"] in hashed:
                    yield row, hashed[row["id"]]


@dataclass
class Day:
    """An event from its beginning to its end, and what was true of it."""

    room: Room
    copy: Callable[[], None]
    votes: dict[tuple[Device, int], int] = field(default_factory=dict)
    places: dict[Device, tuple[str, str]] = field(default_factory=dict)
    words: dict[tuple[Device, int], str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    salt: bytes = b""
    code: str = ""
    link: Secret | None = None  # to the screen, opened on a device of its own
    shown: str = field(
        default_factory=lambda: f"Quitte {secrets.token_hex(8)}"
    )  # servers are shared by tests

    def hold(self) -> None:
        self.code, self.salt = self.room.code, self.room.codes.salt
        self.places = {phone.device: (phone.group, phone.table) for phone in self.room.phones}
        self.copy()
        self._hand_out_slips()
        self._follow_from_elsewhere()
        first = self._vote(self.room.open_vote())
        self._vote(self.room.vote_again(first))
        self._write()
        self.copy()

    def _hand_out_slips(self) -> None:
        with self.room.database.writing() as session:
            self.numbers = event_people.make_room_slips(session, *self.room.where, SLIPS)
            event_people.hand_out_slips(session, *self.room.where, "1", SLIPS)
        for number in self.numbers:
            with self.room.database.writing() as session:
                device = event_people.join_by_slip(session, self.code, number, "nurses", "1")
            self.places[device] = ("nurses", "1")

    def _follow_from_elsewhere(self) -> None:
        self.link = self.room.make_link(FOR_WHOM, types=True)
        row, device = self.room.row_of_link(self.link), a_device("elsewhere")
        self.room.show_captions()
        for at, text in enumerate(CAPTIONS):
            with self.room.database.writing() as session:
                open_remote_link(session, row, device)
                type_caption(session, row, device, text, str(at))
            self.copy()

    def _vote(self, number: int) -> int:
        for at, device in enumerate(self.places):
            rating = (at * 7 + number) % 5 + 1
            self.room.cast(Phone(device, "", ""), number, rating)
            self.votes[device, number] = rating
            if at % 8 == 0:
                self.copy()
        self.room.stop_vote(number)
        self.room.show_vote(number)
        return number

    def _write(self) -> None:
        self.room.go_to("words")
        for at, phone in enumerate(self.room.phones[:6]):
            text = f"{self.shown if at % 2 else NEVER_SHOWN} {at}"
            word = self.room.write(phone, "vision", text)
            self.words[phone.device, 0] = text
            if at % 2:
                self.room.let_through(word)
            self.copy()
        scribe = self.room.make_scribe()
        self.room.rate_for_table(scribe, 2, evidence=EVIDENCE)
        self.room.propose(scribe, "A shared glossary")

    # --- what can be told ----------------------------------------------------------------------------------

    def hits(self, held: Held) -> dict[str, int]:
        """How many of each are told rightly by whoever holds that, and all secrets of devices."""
        votes = sum(held.vote_of(self.room, *of) == bytes([rating]) for of, rating in self.votes.items())
        people = sum(held.place_of(self.room, device) == place for device, place in self.places.items())
        words = sum(held.word_of(self.room, of, "vision", n) == text for (of, n), text in self.words.items())
        codes = held.codes_of(self.room)
        slips = slip_numbers(codes.salt, SLIPS) if codes else ()
        by_slip = sum(
            held.vote_of(self.room, device_of_slip(self.salt, one), 1) is not None for one in set(slips)
        )
        typed = str(held.writings(self.room, "captions"))
        told = {"code": int(bool(codes)), "captions": sum(text in typed for text in CAPTIONS)}
        told["links"] = int(FOR_WHOM in str(held.writings(self.room, "link")))
        return {"votes": votes, "people": people, "words": words, "slips": by_slip, **told}

    @property
    def everything(self) -> dict[str, int]:
        return {
            "votes": len(self.votes),
            "people": len(self.places),
            "words": len(self.words),
            "slips": SLIPS,
            "code": 1,
            "captions": len(CAPTIONS),
            "links": 1,
        }

    def patterns(self) -> list[bytes]:
        """What would tell something if it lay anywhere on the disk."""
        found = [self.salt, self.code.encode()]
        found += [text.encode() for text in (NEVER_SHOWN, EVIDENCE, FOR_WHOM, *CAPTIONS)]
        assert self.link
        found += [self.link.value, self.link.code.encode(), self.link.ballot]
        found += [a_device("elsewhere").secret.value, a_device("elsewhere").person]
        for device in self.places:
            found += [device.secret.value, device.person, device.pair(f"{self.room.key}/1")]
            found += [device.ballot(f"{self.room.key}/{number}") for number in (1, 2)]
            found += [device.word(f"{self.room.key}/vision/", 0)]
        return found


@dataclass
class Attack:
    held: Held
    day: Day
    other: Room
    files: Path | None

    @property
    def room(self) -> Room:
        return self.day.room

    def end(self) -> None:
        self.room.end()
        self.day.copy()
        assert destroy_keys_of_events(self.room.database, datetime.now(UTC)) == [self.room.where]
        self.day.copy()


@pytest.fixture
def attack(database: Database, request: pytest.FixtureRequest) -> Attack:
    """A day that is about to end, beside another event and an open round; copied at every moment."""
    files = None
    if not database.is_sqlite:
        server: Server = request.getfixturevalue("postgresql")
        files = server.folder / "data"
    # Devices have their secrets from the name of the place: one that no other test's database on this server has.
    world = World(database, partnership=f"town-{secrets.token_hex(4)}")
    other = a_room(world, {"teachers": 5}, title="Another day")
    other.cast_all(other.open_vote(), {"teachers": [1, 2, 3, 4, 5]})
    world.answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    held = Held()
    day = Day(a_room(world, PEOPLE), lambda: held.copies.append(copy_of(database, files, held.copies)))
    day.hold()
    return Attack(held, day, other, files)


# --- after the end ---------------------------------------------------------------------------------------


def test_after_the_end_no_copy_and_no_slip_tells_anything_while_others_go_on(attack: Attack) -> None:
    rows_of_a_kind_are_of_one_size(attack)
    attack.end()
    nothing_that_a_device_or_a_slip_leads_to_lies_on_the_disk(attack)
    what_is_written_anew_has_new_keys_in_an_order_of_its_own(attack)
    attack.held.take_keys()  # those of the other event are there to be copied
    assert attack.other.event.sealing_key in attack.held.keys
    assert attack.day.hits(attack.held) == dict.fromkeys(attack.day.everything, 0)
    the_other_event_goes_on_and_ends_with_all_its_votes(attack)


def test_whoever_copied_the_key_as_well_finds_everything(attack: Attack) -> None:
    attack.held.take_keys()
    attack.end()
    assert attack.day.hits(attack.held) == attack.day.everything


def nothing_that_a_device_or_a_slip_leads_to_lies_on_the_disk(attack: Attack) -> None:
    """At no moment."""
    patterns = attack.day.patterns()
    assert len(attack.held.copies) > 15
    for at, (copy, news) in enumerate(zip(attack.held.copies, unseen(attack.held.copies), strict=True)):
        assert copy.holds(attack.room.world.partnership.encode()), "the copy is one"
        lying = [pattern for pattern in patterns if any(pattern in piece for piece in news)]
        assert not lying, (at, lying)
    before = attack.held.copies[:-2]
    shown = attack.day.shown.encode()
    assert not any(copy.holds(shown) for copy in before)
    assert attack.held.copies[-1].holds(shown), "what the room saw is told"


def rows_of_a_kind_are_of_one_size(attack: Attack) -> None:
    """Only their event and vote stand outside of what is sealed."""
    rows_of = attack.held.copies[-1].rows
    for table, outside in (
        ("event_people", set()),
        ("event_ballots", {"vote"}),
        ("event_writings", {"what"}),
    ):
        assert {*rows_of[table][0]} == {"id", "partnership", "event", "sealed"} | outside
    small = {len(row["sealed"]) for table in ("event_people", "event_ballots") for row in rows_of[table]}
    assert small == {SIZES_OF_ROWS[0] + 28}
    assert len({len(row["sealed"]) for row in rows_of["event_writings"]}) == 1


def what_is_written_anew_has_new_keys_in_an_order_of_its_own(attack: Attack) -> None:
    before = {row["id"] for copy in attack.held.copies[:-2] for row in copy.rows["event_writings"]}
    after = attack.held.copies[-1].rows
    assert [attack.day.shown in row["text"] for row in after["event_words"]] == [True] * 3
    kept = [*after["event_words"], *after["event_actions"]]
    assert not before & {row["id"] for row in kept}
    lying = [row["id"] for row in after["event_words"]]
    assert lying == sorted(lying)
    [rating] = after["event_table_ratings"]
    assert rating["evidence"] == "", "nobody let it through"
    mine = [row for table in ("event_people", "event_ballots", "event_writings") for row in after[table]]
    assert {row["event"] for row in mine} == {attack.other.key}


def the_other_event_goes_on_and_ends_with_all_its_votes(attack: Attack) -> None:
    attack.other.stop_vote(1)
    with attack.other.database.reading() as session:
        vote = find_vote(session, *attack.other.where, 1)
    assert vote
    assert vote.voted == 5


def test_two_events_keep_the_same_device_under_keys_of_their_own(database: Database) -> None:
    world = World(database)
    one, other = a_room(world, {"teachers": 1}, title="One"), a_room(world, {}, title="Other")
    device = one.phones[0].device
    with database.writing() as session:
        event_people.join_room(session, other.code, device, "teachers", "1")
    first, second = copy_of_rows(database, "event_people")
    assert first["id"] != second["id"]
    assert device.person not in (first["id"], second["id"])


def copy_of_rows(database: Database, table: str) -> list[tuple[bytes, ...]]:
    return [
        dict(zip(("id", "partnership", "event", "sealed"), row, strict=True))
        for row in everything(database)[table]
    ]  # type: ignore[misc]


# --- keys that are wrong -----------------------------------------------------------------------------------


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_key_folder() as made:
        yield made


@pytest.fixture
def hall(database_url: str, tmp_path: Path, folder: Path) -> Iterator[tuple[Flask, Room]]:
    """A room with an open vote, in a service whose keys lie in a folder of their own."""
    app = create_app(settings_for(database_url, tmp_path, KEYS_PATH=str(folder)))
    app.testing = False
    room = a_room(World(app.config["DATABASE"]), {"teachers": 12})
    room.cast_all(room.open_vote(), {"teachers": [1, 2, 3] * 4})
    yield app, room
    app.config["DATABASE"].engine.dispose()


def key_of(folder: Path, room: Room) -> Path:
    return folder / f"{room.event.sealing_key}{ENDING}"


def swap(folder: Path, room: Room) -> None:
    """The key of another event in place of its own."""
    other = a_room(room.world, {}, title="Other")
    shutil.copyfile(key_of(folder, other), key_of(folder, room))


def truncate(folder: Path, room: Room) -> None:
    os.truncate(key_of(folder, room), 16)


def empty(folder: Path, room: Room) -> None:
    os.truncate(key_of(folder, room), 0)


def remove(folder: Path, room: Room) -> None:
    key_of(folder, room).unlink()


WRONG = [swap, truncate, empty, remove]


def send_everything(app: Flask, room: Room, code: str) -> list[int]:
    """What a phone may send, and what it is answered."""
    phone = room.phones[0]
    client = Client(app)
    client.browser.set_cookie(f"e-{code}", phone.device.secret.code)
    forms = {
        "votes/1": {"rating": "5"},
        "words": {"kind": "vision", "text": "Late", "number": "0"},
        "join": {"group": "nurses", "table": "2"},
        "table/code": {"typed": "222222"},
        "table/slips": {"slip": "123456"},
        "rate": {},
        "leave": {},
    }
    token = form_token(phone.device.secret, b"m" * 16)
    answered = [
        client.browser.post(f"/e/{code}/{path}", data={"csrf_token": token, **form}).status_code
        for path, form in forms.items()
    ]
    return [
        *answered,
        client.browser.get(f"/e/{code}").status_code,
        client.browser.get(f"/e/{code}/now").status_code,
    ]


@pytest.mark.parametrize("spoil", WRONG)
def test_a_key_that_is_not_its_own_is_noticed_before_anything_is_accepted(
    hall: tuple[Flask, Room], folder: Path, spoil: Callable[[Path, Room], None]
) -> None:
    app, room = hall
    event_failures.install(app)
    code = room.code
    spoil(folder, room)
    before = everything(room.database)
    assert set(send_everything(app, room, code)) <= {404, 429}
    assert everything(room.database) == before
    host = signed_in(app, room.world.partnership, "facilitator")
    desk = host.get(f"{room.path}/host")
    assert desk.status_code == 503
    assert "The key of this event is lost." in desk.text
    page = Client(app)
    page.browser.set_cookie(f"e-{code}", room.phones[0].device.secret.code)
    assert "This event is over" in page.browser.get(f"/e/{code}").text


@pytest.mark.parametrize("spoil", WRONG)
def test_an_event_whose_key_is_lost_can_be_ended_and_keeps_what_was_shown(
    hall: tuple[Flask, Room], folder: Path, spoil: Callable[[Path, Room], None]
) -> None:
    app, room = hall
    room.stop_vote(1)
    room.show_vote(1)
    room.open_vote()
    spoil(folder, room)
    host = signed_in(app, room.world.partnership, "facilitator")
    page = host.get(f"{room.path}/host/end")
    assert "cannot be read by anybody, and are erased" in " ".join(page.text.split())
    host.post(f"{room.path}/host/end", data={"csrf_token": token_in(page.text), "moves": room.event.moves})
    event = room.event
    assert (event.state, event.attended) == (EventState.ENDED, {})
    assert event.sealing_key_gone_at
    assert not key_of(folder, room).exists()
    with room.database.reading() as session:
        votes = [find_vote(session, *room.where, number) for number in (1, 2)]
    assert [(vote.state, vote.voted) for vote in votes if vote] == [("shown", 12), ("closed", 0)]
    assert host.get(f"{room.path}/summary").status_code == 200


def token_in(page: str) -> str:
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def test_while_the_folder_is_away_everybody_is_told_to_wait_and_nothing_is_lost(
    hall: tuple[Flask, Room], folder: Path
) -> None:
    app, room = hall
    code, away = room.code, folder.with_suffix(".away")
    folder.rename(away)
    try:
        before = everything(room.database)
        assert set(send_everything(app, room, code)) == {503}
        host = signed_in(app, room.world.partnership, "facilitator")
        for path in ("host", "host/end", "screen", "words", "evidence", "actions", "paper.pdf"):
            assert host.get(f"{room.path}/{path}").status_code == 503, path
        assert "cannot be read just now" in host.get(f"{room.path}/host").text
        assert host.get(f"/p/{room.world.partnership}/events/").status_code == 200
        after = everything(room.database)
        assert {
            name: rows for name, rows in after.items() if name in before and name.startswith("event")
        } == {name: rows for name, rows in before.items() if name.startswith("event")}
        later = room.world.now + timedelta(hours=40)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("lws_assess.web.upkeep.due.now", lambda: later)
            do_everything_due(room.database)
        assert room.event.state == EventState.RUNNING, "it waits for its key"
    finally:
        away.rename(folder)
    room.cast(room.phones[0], 1, 5)
    room.stop_vote(1)
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, 1)
    assert vote
    assert vote.voted == 12


@pytest.mark.parametrize("fault", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_an_event_does_not_begin_where_its_key_cannot_be_written(
    database: Database, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    room = a_planned_event(World(database))
    before = everything(database)

    def refuse(_self: KeyFolder, _path: Path, _value: bytes) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(KeyFolder, "_write", refuse)
    with pytest.raises(EventRefusal, match="could not be written"):
        room.begin()
    assert everything(database) == before


def test_an_event_does_not_begin_without_a_folder_or_in_one_that_forgets(database_url: str) -> None:
    database = open_database(database_url)
    room = a_planned_event(World(database))
    with tempfile.TemporaryDirectory(dir="/dev/shm") as fleeting:
        for folder, why in ((None, "Set KEYS_PATH"), (Path(fleeting), "is gone when")):
            database.keys = KeyFolder(folder)
            with pytest.raises(EventRefusal, match=why):
                room.begin()
            assert room.event.state == EventState.PLANNED
    database.engine.dispose()


# --- destroying it ---------------------------------------------------------------------------------------


def test_a_key_that_cannot_be_destroyed_goes_with_a_later_run(hall: tuple[Flask, Room], folder: Path) -> None:
    _app, room = hall
    room.stop_vote(1)
    key = key_of(folder, room)
    room.end()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "unlink", _read_only)
        patch.setattr(Path, "unlink", _read_only)
        assert destroy_keys_of_events(room.database, room.world.now) == []
    assert key.exists()
    assert room.event.sealing_key_gone_at is None
    do_everything_due(room.database)
    assert not key.exists()
    assert room.event.sealing_key_gone_at


def _read_only(*_arguments: object, **_named: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_a_key_stays_until_what_was_written_anew_can_be_read_back(
    hall: tuple[Flask, Room], folder: Path
) -> None:
    _app, room = hall
    room.stop_vote(1)
    room.go_to("words")
    room.let_through(room.write(room.phones[0], "vision", "Trust"))
    room.end()
    with room.database.writing() as session:
        [word] = words_of_event(session, *room.where)
        session.delete(word)
    assert destroy_keys_of_events(room.database, room.world.now) == []
    assert key_of(folder, room).exists()


def test_a_key_is_made_once_and_lies_alone_in_its_file(hall: tuple[Flask, Room], folder: Path) -> None:
    _app, room = hall
    key, event = key_of(folder, room), room.event
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32
    assert event.sealing_mark == SealingKey(key.stem, key.read_bytes()).mark
    with pytest.raises(EventRefusal, match="begun already"):
        room.begin()
    with room.database.reading() as session:
        of_rounds = set(session.scalars(select(Round.sealing_key).where(Round.sealing_key.is_not(None))))
    assert {path.stem for path in folder.glob(f"*{ENDING}")} - of_rounds == {key.stem}


def test_what_was_sealed_for_one_row_opens_for_no_other(database: Database) -> None:
    room = a_room(World(database), {"teachers": 2})
    first, second = everything(database)["event_people"]
    with database.reading() as session:
        sealing = get_sealing(session, *room.where)
    assert open_person(sealing, *room.where, first[0], first[3]).group == "teachers"
    with pytest.raises(CannotOpen):
        open_person(sealing, *room.where, first[0], second[3])
    assert sealing.hash(CODE, room.code.encode()) == room.event.code_hash


def test_nothing_of_a_lost_key_is_told_from_the_fault(hall: tuple[Flask, Room], folder: Path) -> None:
    """A page names neither the folder nor the file."""
    app, room = hall
    truncate(folder, room)
    page = signed_in(app, room.world.partnership, "facilitator").get(f"{room.path}/host").text
    assert str(folder) not in page
    assert (room.event.sealing_key or "?") not in page
    with pytest.raises(KeyTrouble):
        room.stop_vote(1)
    assert rows(room.database, "event_ballots") == {"event_ballots": 12}


# --- how copies are searched -----------------------------------------------------------------------------


def test_whatever_came_to_a_disk_is_found_in_what_no_earlier_copy_held(tmp_path: Path) -> None:
    chance = random.Random(3)
    disk, written, known = bytearray(chance.randbytes(PAGE * 6 + 100)), [], set()
    copies: list[Copy] = []
    for _ in range(60):
        secret, across = chance.randbytes(16), PAGE * chance.randrange(1, 6) - chance.randrange(1, 16)
        at = chance.choice([across, chance.randrange(len(disk) - 16)])
        disk[at : at + 16] = secret
        written.append(secret)
        (tmp_path / "disk").write_bytes(disk)
        copies.append(Copy({}, [tmp_path / "disk"], copies[-1] if copies else None))
    for copy, news in zip(copies, unseen(copies), strict=True):
        whole = b"".join(copy.pages)
        there = {secret for secret in written if secret in whole}
        assert there == {secret for secret in written if copy.holds(secret)}
        found = {secret for secret in written if any(secret in piece for piece in news)}
        assert there - known <= found <= there
        known |= there
