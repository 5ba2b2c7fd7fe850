"""Builders with defaults: an event that runs, people in its room, and what they vote, write and rate."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Flask

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.answering.responses import Sent
from lws_assess.actions.events import captions, remote_links
from lws_assess.actions.events import meetings as event_meetings
from lws_assess.actions.events import people as event_people
from lws_assess.actions.events import programmes as event_programmes
from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events import votes as event_votes
from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.visioning_events import EventFacts
from lws_assess.records.database import Database
from lws_assess.records.events.programme_templates import find_template
from lws_assess.records.events.remote_links import row_of_link
from lws_assess.records.events.sealing import RoomCodes
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.visioning_events import Event, codes_of, find_event, programme_of
from lws_assess.records.events.votes import list_votes
from lws_assess.records.instruments import get_edition
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programmes import change_segment
from lws_assess.survey.events.rooms import CHOICES, OWN, RATING, Device, write_room_code
from lws_assess.survey.instruments import Edition
from lws_assess.survey.secrets import BYTES, Secret
from tests.pages.client import Client
from tests.worlds.builders import World, new_code, new_key, nonce
from tests.worlds.prepared import prepare

HOST = "Ada"
PEOPLE = {"teachers": 12, "nurses": 8, "inspectors": 5}


def new_room_code() -> str:
    return write_room_code(secrets.token_bytes(8))


def a_device(name: object) -> Device:
    """The same device for a name every time."""
    return Device(Secret(hashlib.sha256(f"device {name}".encode()).digest()[:BYTES]))


@dataclass(frozen=True)
class Phone:
    """Somebody in the room."""

    device: Device
    group: str
    table: str


@dataclass
class Room:
    """An event of a world and everybody who joined it, in the order in which they joined."""

    world: World
    key: str
    phones: list[Phone] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.world.database

    @property
    def where(self) -> tuple[str, str]:
        """What names the event: the keys of partnership and event."""
        return self.world.partnership, self.key

    @property
    def path(self) -> str:
        """Where the event's pages for people with an account begin."""
        return f"/p/{self.world.partnership}/events/{self.key}"

    @property
    def event(self) -> Event:
        with self.database.reading() as session:
            found = find_event(session, *self.where)
            assert found
            session.expunge(found)
        return found

    @property
    def code(self) -> str:
        return self.codes.room

    @property
    def scribe_codes(self) -> dict[str, str]:
        """By table; empty once the event is over."""
        return self.codes.scribes(self.event.names_of_tables)

    @property
    def codes(self) -> RoomCodes:
        """Empty once the event is over."""
        with self.database.reading() as session:
            return codes_of(session, self.event)

    @property
    def edition(self) -> Edition:
        with self.database.reading() as session:
            return get_edition(session, self.event.edition or "")

    # --- people --------------------------------------------------------------------------------------------

    def join(self, group: str, table: str = "") -> Phone:
        phone = Phone(a_device((*self.where, len(self.phones))), group, table)
        with self.database.writing() as session:
            event_people.join_room(session, self.code, phone.device, group, table)
        self.phones.append(phone)
        return phone

    def of(self, group: str) -> list[Phone]:
        return [phone for phone in self.phones if phone.group == group]

    def client(self, app: Flask, phone: Phone | None = None) -> Client:
        """A browser that holds what the phone holds, the first phone's if none is named."""
        phone = phone or self.phones[0]
        client = Client(app)
        client.browser.set_cookie(f"e-{self.code}", phone.device.secret.code)
        return client

    def make_scribe(self, phone: Phone | None = None) -> Phone:
        """Of the first phone, if none is named."""
        phone = phone or self.phones[0]
        with self.database.writing() as session:
            code = self.scribe_codes.get(phone.table, "")
            event_people.become_scribe(session, self.code, phone.device, code)
        return phone

    def make_slips(self, count: int, handed_out: dict[str, int] | None = None) -> tuple[str, ...]:
        """Numbers of paper slips, all of them noted as handed out at table 1 if nothing else is said."""
        with self.database.writing() as session:
            made = event_people.make_room_slips(session, *self.where, count)
            tables = {"1" if self.event.tables else "": count} if handed_out is None else handed_out
            for table, number in tables.items():
                event_people.hand_out_slips(session, *self.where, table, number)
        return made

    def leave(self, phone: Phone) -> None:
        with self.database.writing() as session:
            event_people.remove_from_room(session, self.code, phone.device)
            event_people.take_event_ballots_back(session, self.code, phone.device)
            event_people.forget_rating(session, phone.device)

    def count_hands(self, hands: int) -> None:
        with self.database.writing() as session:
            event_meetings.confirm_hands(session, *self.where, hands, "A scribe", self.world.now)

    # --- away from the hall --------------------------------------------------------------------------------

    def make_link(self, called: str = "Interpreter", types: bool = False) -> Secret:
        """A link to the screen for one person."""
        secret = Secret(secrets.token_bytes(BYTES))
        with self.database.writing() as session:
            by = (HOST, self.world.now)
            remote_links.make_remote_link(session, *self.where, secret, called, types, *by)
        return secret

    def row_of_link(self, secret: Secret) -> bytes:
        with self.database.reading() as session:
            return row_of_link(session, *self.where, secret)

    def show_captions(self, shown: bool = True) -> None:
        with self.database.writing() as session:
            captions.show_captions(session, *self.where, shown, HOST, self.world.now)

    # --- what hosts do -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begins an event that was only planned."""
        with self.database.writing() as session:
            events.begin_event(
                session, *self.where, new_room_code, secrets.token_bytes(16), HOST, self.world.now
            )

    def go_to(self, kind: str, step: int = 0) -> None:
        """To the first part of the programme of that kind."""
        with self.database.writing() as session:
            segment = next(one for one in programme_of(session, *self.where) if one.kind == kind)
            events.go_to(session, *self.where, segment.key, step, HOST, self.world.now)

    def tell_all(self, message: str) -> None:
        with self.database.writing() as session:
            events.tell_all(session, *self.where, message, HOST, self.world.now)

    def gather(self) -> None:
        with self.database.writing() as session:
            events.gather_phones(session, *self.where, HOST, self.world.now)

    def hide_screen(self) -> None:
        with self.database.writing() as session:
            events.hide_screen(session, *self.where, True, HOST, self.world.now)

    def set_timer(self, minutes: int) -> None:
        with self.database.writing() as session:
            events.set_timer(session, *self.where, minutes, HOST, self.world.now)

    def end(self) -> None:
        with self.database.writing() as session:
            events.end_event(session, *self.where, HOST, self.world.now)

    # --- votes ---------------------------------------------------------------------------------------------

    def open_vote(self, kind: str = RATING, area: str = "", statement: str = "") -> int:
        """Opens a vote on the first statement that had none, if nothing else is named; gives its number."""
        if kind != CHOICES and not statement:
            area, statement = self._not_voted_on(area)
        with self.database.writing() as session:
            asked = (*self.where, kind, HOST, self.world.now)
            return event_votes.start_vote(session, *asked, area, statement).number

    def _not_voted_on(self, area: str) -> tuple[str, str]:
        with self.database.reading() as session:
            done = {vote.statement for vote in list_votes(session, *self.where)}
        return next(
            (one.code, statement.key)
            for one in self.edition.areas
            for statement in one.statements
            if area in ("", one.code) and statement.key not in done
        )

    def add_question(
        self, kind: str, text: str = "Which?", options: Sequence[str] = (), most: int = 1
    ) -> str:
        """A part of the programme that asks a question of the room's own, as the last one; gives its key."""
        with self.database.writing() as session:
            last = programme_of(session, *self.where)[-1].key
            added = event_programmes.add_programme_segment(session, *self.where, kind, last)
            asked = OwnQuestion(kind, text, tuple(options), most)
            events.change_programme(
                session, *self.where, lambda these: change_segment(these, added.key, question=asked)
            )
        return added.key

    def ask(
        self, kind: str, text: str = "Which?", options: Sequence[str] = (), most: int = 1, ideas_of: str = ""
    ) -> int:
        """Goes to a new part that asks a question of the room's own, and opens the vote on it; gives its number."""
        key = self.add_question(kind, text, options, most)
        self.go_to_part(key)
        return self.open_own_vote(ideas_of)

    def go_to_part(self, key: str) -> None:
        with self.database.writing() as session:
            events.go_to(session, *self.where, key, 0, HOST, self.world.now)

    def open_own_vote(self, ideas_of: str = "") -> int:
        with self.database.writing() as session:
            asked = (*self.where, OWN, HOST, self.world.now)
            return event_votes.start_vote(session, *asked, ideas_of=ideas_of).number

    def vote_again(self, number: int) -> int:
        with self.database.writing() as session:
            return event_votes.vote_again(session, *self.where, number, HOST, self.world.now).number

    def cast(self, phone: Phone, number: int, rating: int | str = "", **sent: str | list[str]) -> None:
        """A rating or "dont-know"; of choosing priorities its fields, underscores standing for hyphens."""
        fields: dict[str, Sequence[str]] = {"rating": [str(rating)]} if rating else {}
        for name, value in sent.items():
            fields[name.replace("_", "-")] = value if isinstance(value, list) else [value]
        with self.database.writing() as session:
            cast_vote(session, self.code, phone.device, number, fields)

    def cast_all(self, number: int, ratings: Mapping[str, Sequence[int | str]]) -> None:
        """The people of each group vote in the order in which they joined, as far as there are ratings."""
        for group, given in ratings.items():
            for phone, rating in zip(self.of(group), given, strict=False):
                self.cast(phone, number, rating)

    def stop_vote(self, number: int) -> None:
        with self.database.writing() as session:
            event_votes.stop_vote(session, *self.where, number, HOST, self.world.now)

    def show_vote(self, number: int) -> None:
        with self.database.writing() as session:
            event_votes.show_vote(session, *self.where, number, HOST, self.world.now)

    def put_vote_away(self) -> None:
        with self.database.writing() as session:
            event_votes.put_vote_away(session, *self.where, HOST, self.world.now)

    def a_shown_vote(
        self,
        ratings: Mapping[str, Sequence[int | str]],
        kind: str = RATING,
        area: str = "",
        statement: str = "",
        again_of: int = 0,
    ) -> int:
        """A vote from start to end; the second on an earlier one's question where `again_of` names that."""
        number = self.vote_again(again_of) if again_of else self.open_vote(kind, area, statement)
        self.cast_all(number, ratings)
        self.stop_vote(number)
        self.show_vote(number)
        return number

    # --- rating alone --------------------------------------------------------------------------------------

    def start_rating(self) -> None:
        with self.database.writing() as session:
            events.start_rating(session, *self.where, HOST, self.world.now)

    def begin_rating(self, phone: Phone) -> Secret:
        with self.database.writing() as session:
            event_people.begin_rating(session, self.code, phone.device, nonce(), self.world.now)
        return phone.device.rating

    def rate(self, phone: Phone, rating: int = 3, **by_area: int) -> None:
        """Rates everything of every area alike, and sends it; `by_area` names ratings by the areas' codes."""
        secret = self.begin_rating(phone)
        with self.database.reading() as session:
            form = answering.get_questionnaire(session, secret, self.world.now)
        for area in form.edition.areas:
            value = str(by_area.get(area.code, rating))
            questions = area.questions(form.audience, form.length)
            self._save(secret, f"areas/{area.code}", {question.key: [value] for question in questions})
        with self.database.writing() as session:
            answering.submit_response(session, secret, new_code(), new_key, self.world.now)

    def _save(self, secret: Secret, page: str, sent: Sent) -> None:
        with self.database.writing() as session:
            answering.save_page(session, secret, page, sent, "", nonce(), self.world.now)

    def rate_all(self, rating: int = 3) -> None:
        """Everybody rates alone, each second person one level higher."""
        for number, phone in enumerate(self.phones):
            self.rate(phone, rating + number % 2)

    def stop_rating(self) -> None:
        with self.database.writing() as session:
            events.stop_rating(session, *self.where, HOST, self.world.now)

    def show_rating(self) -> None:
        with self.database.writing() as session:
            events.show_rating(session, *self.where, HOST, self.world.now)

    def a_shown_rating(self, rating: int = 3) -> None:
        self.start_rating()
        self.rate_all(rating)
        self.stop_rating()
        self.show_rating()

    # --- words and tables ----------------------------------------------------------------------------------

    def write(
        self, phone: Phone, kind: str, text: str, area: str = "", more: str = "", number: int = 0
    ) -> bytes:
        """Words while the room is in the segment for them; gives the id under which they are kept."""
        with self.database.writing() as session:
            word = event_words.write_word(session, self.code, phone.device, kind, area, text, more, number)
            assert word
            return word.id

    def let_through(self, *words: bytes, becomes: str = "shown") -> None:
        with self.database.writing() as session:
            event_words.moderate_words(session, *self.where, words, becomes, HOST, self.world.now)

    def rate_for_table(self, scribe: Phone, level: int, area: str = "", evidence: str = "") -> None:
        area = area or self.edition.areas[0].code
        with self.database.writing() as session:
            event_tables.rate_for_table(session, self.code, scribe.device, area, str(level), evidence)

    def propose(self, scribe: Phone, what: str, area: str = "", **facts: object) -> bytes:
        """An action that a table proposes; gives the id under which it is kept."""
        proposed = event_tables.ActionFacts(area or self.edition.areas[0].code, what, **facts)  # type: ignore[arg-type]
        with self.database.writing() as session:
            kept = event_tables.propose_action(session, self.code, scribe.device, proposed, new_code())
            assert isinstance(kept, ProposedAction)
            return kept.id


def a_planned_event(
    world: World,
    template: str = "one-day",
    tables: int = 4,
    group: str | None = None,
    title: str = "Visioning day",
) -> Room:
    """An event that has not begun. `group` names whose meeting it is, if it is one group's."""
    chosen = find_template(template)
    assert chosen, template
    with world.database.writing() as session:
        facts = EventFacts(title, "Town Hall", world.now.date(), "09:30", tables)
        event = events.plan_event(session, world.partnership, facts, chosen, world.instrument, group)
        return Room(world, event.key)


def a_room(
    world: World,
    people: Mapping[str, int] = PEOPLE,
    tables: int = 4,
    template: str = "one-day",
    group: str | None = None,
    title: str = "Visioning day",
) -> Room:
    """An event that runs, with so many people of each group in its room, seated round the tables in turn."""

    def build() -> Room:
        room = a_planned_event(world, template, tables, group, title)
        room.begin()
        for key, count in people.items():
            for _ in range(count):
                table = str(len(room.phones) % tables + 1) if tables else ""
                room.join(key, table)
        return room

    name = ("a room", world.ahead, tuple(people.items()), tables, template, group, title)
    return prepare(world.database, name, build, world)
