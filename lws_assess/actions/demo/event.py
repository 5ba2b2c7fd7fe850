"""The demo's visioning event, held through the same actions as the pages, and one that is ready to begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.events import people as event_people
from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events import votes as event_votes
from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.visioning_events import EventFacts
from lws_assess.records.demo import CLOSES, Demo
from lws_assess.records.demo.events import DemoEvent, DemoHall, marlhaven_event
from lws_assess.records.events.programme_templates import find_template
from lws_assess.records.events.visioning_events import Event, codes_of, list_events, programme_of
from lws_assess.records.events.words import words_of_event
from lws_assess.records.partnerships import hold_partnership
from lws_assess.records.sealing_keys import NONCE_BYTES
from lws_assess.survey.days import local_day
from lws_assess.survey.events.rooms import CHOICES, RATING, Device, WordState, write_room_code
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey
from lws_assess.survey.secrets import BYTES, Secret, write_code

BEGINS = time(9, 0, tzinfo=CLOSES.tzinfo)
BY = "Imogen Farrow"
MOVES = 0.45  # of the people, who come nearer to the middle once they have talked

RandomBytes = Callable[[int], bytes]


@dataclass
class _DemoPhone:
    device: Device
    group: GroupKey
    audience: AudienceKey
    table: str
    means: Mapping[AreaCode, float]  # by area, as this person's group sees them
    lean: float


@dataclass
class _DemoHall:
    """The event while it is held, in one transaction."""

    session: Session
    demo: Demo
    told: DemoEvent
    event: Event
    random_bytes: RandomBytes
    now: datetime
    phones: list[_DemoPhone] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.demo.seed}/event")  # noqa: S311
        self.where = (self.event.partnership, self.event.key)
        self.what = (*self.where, BY, self.now)

    # --- who is there, and what they rate ------------------------------------------------------------------

    def join(self) -> Edition:
        room = event_people.get_room(self.session, self.event)
        scores = next(one for one in self.demo.rounds if one.key == self.told.round).scores
        for group, people in self.told.people.items():
            for _ in range(people):
                device = Device(Secret(self.random_bytes(BYTES)))
                table = str(len(self.phones) % self.told.hall.tables + 1)
                person = event_people.join_room(self.session, self.code, device, group, table)
                lean = self.chance.gauss(0, 0.6)
                self.phones.append(_DemoPhone(device, group, person.audience, table, scores[group], lean))
        return room.edition

    @property
    def code(self) -> str:
        return codes_of(self.session, self.event).room

    @property
    def scribe_codes(self) -> dict[str, str]:
        return codes_of(self.session, self.event).scribes(self.event.names_of_tables)

    def level(self, phone: _DemoPhone, area: AreaCode, top: int) -> int:
        return max(1, min(top, round(phone.means[area] + phone.lean + self.chance.gauss(0, 0.5))))

    def rate(self, edition: Edition) -> None:
        events.start_rating(self.session, *self.what)
        for phone in self.phones:
            nonce = self.random_bytes(NONCE_BYTES)
            event_people.begin_rating(self.session, self.code, phone.device, nonce, self.now)
            form = answering.get_questionnaire(self.session, phone.device.rating, self.now)
            for area in edition.areas:
                level = self.level(phone, area.code, form.audience.scale.top)
                sent: dict[str, list[str]] = {
                    question.key: [f"{level}"] for question in area.put(form.audience, form.length)
                }
                page, nonce = f"areas/{area.code}", self.random_bytes(NONCE_BYTES)
                answering.save_page(self.session, phone.device.rating, page, sent, "", nonce, self.now)
            answering.submit_response(
                self.session,
                phone.device.rating,
                write_code(self.random_bytes(BYTES)),
                lambda: self.random_bytes(BYTES),
                self.now,
            )
        events.stop_rating(self.session, *self.what)
        events.show_rating(self.session, *self.what)

    # --- votes ---------------------------------------------------------------------------------------------

    def vote(self, edition: Edition) -> None:
        """Twice on one statement, then on priorities."""
        area, asked = self.told.voted_area, self.told.voted_statement
        first = {
            phone.device: self.level(phone, area, edition.audience(phone.audience).scale.top)
            for phone in self.phones
        }
        number = event_votes.start_vote(self.session, *self.where, RATING, BY, self.now, area, asked).number
        self._cast(number, first)
        again = event_votes.vote_again(self.session, *self.where, number, BY, self.now).number
        self._cast(again, {device: self._moved(level) for device, level in first.items()})

    def _moved(self, level: int) -> int:
        return level + (level < 3) - (level > 3) if self.chance.random() < MOVES else level

    def _cast(self, number: int, levels: Mapping[Device, int]) -> None:
        for device, level in levels.items():
            cast_vote(self.session, self.code, device, number, {"rating": [f"{level}"]})
        self._close(number)

    def _close(self, number: int) -> None:
        event_votes.stop_vote(self.session, *self.where, number, BY, self.now)
        event_votes.show_vote(self.session, *self.where, number, BY, self.now)

    def choose(self, edition: Edition) -> None:
        self.go_to("priorities")
        number = event_votes.start_vote(self.session, *self.where, CHOICES, BY, self.now).number
        for phone in self.phones:
            audience = edition.audience(phone.audience)
            lowest = sorted(phone.means, key=lambda area: phone.means[area] + self.chance.gauss(0, 0.5))
            sent: dict[str, list[str]] = {"top-areas": [*lowest[: audience.top_areas.most]]}
            if audience.importance:
                top = audience.importance.scale.top
                sent |= {
                    f"importance-{area.code}": [f"{self._matters(area.code, top)}"] for area in edition.areas
                }
            cast_vote(self.session, self.code, phone.device, number, sent)
        self._close(number)

    def _matters(self, area: AreaCode, top: int) -> int:
        importance = next(one for one in self.demo.rounds if one.key == self.told.round).importance
        return max(1, min(top, round(importance[area] + self.chance.gauss(0, 0.6))))

    # --- words, tables, actions ----------------------------------------------------------------------------

    def go_to(self, kind: str) -> None:
        there = next((one for one in programme_of(self.session, *self.where) if one.kind == kind), None)
        if there:
            events.go_to(self.session, *self.where, there.key, 0, BY, self.now)

    def write(self) -> None:
        parts = {"helps": ("helps", "hinders"), "words": ("vision",), "missing": ("missing",)}
        for segment, kinds in parts.items():
            self.go_to(segment)
            for kind in kinds:
                self._write_all(kind)
        kept = [word.id for word in words_of_event(self.session, *self.where)]
        event_words.moderate_words(self.session, *self.where, kept, WordState.SHOWN, BY, self.now)

    def _write_all(self, kind: str) -> None:
        for phone, word in zip(self.phones, self.told.words[kind], strict=False):
            kept = event_words.write_word(
                self.session, self.code, phone.device, kind, word.area, word.text, word.more, 0
            )
            if kept and word.theme:
                event_words.put_together(self.session, *self.where, [kept.id], word.theme, BY, self.now)

    def agree(self) -> None:
        """Lets tables rate and propose through their scribes."""
        scribes = {phone.table: phone for phone in self.phones}
        for phone in scribes.values():
            code = self.scribe_codes[phone.table]
            event_people.become_scribe(self.session, self.code, phone.device, code)
        for one in self.told.table_ratings:
            device = scribes[f"{one.table}"].device
            event_tables.rate_for_table(
                self.session, self.code, device, one.area, f"{one.level}", one.evidence
            )
            event_tables.moderate_evidence(
                self.session, *self.where, one.table, one.area, WordState.SHOWN, BY, self.now
            )
        for number, proposal in enumerate(self.told.actions, 1):
            facts = event_tables.ActionFacts(**vars(proposal))
            event_tables.propose_action(
                self.session, self.code, scribes[f"{number}"].device, facts, f"demo {number}"
            )


def load_events(session: Session, demo: Demo, random_bytes: RandomBytes, now: datetime) -> None:
    """Both events in this transaction; nothing where there are some already."""
    hold_partnership(session, demo.key)
    if list_events(session, demo.key):
        return
    told = marlhaven_event()
    moment = datetime.combine(told.day, BEGINS)
    event = _plan(session, demo, told.hall, moment)
    _plan(session, demo, told.coming, now + told.coming_in)
    events.begin_event(
        session,
        demo.key,
        event.key,
        lambda: write_room_code(random_bytes(8)),
        random_bytes(16),
        BY,
        moment,
    )
    _hold(_DemoHall(session, demo, told, event, random_bytes, moment))
    events.end_event(session, demo.key, event.key, BY, moment + timedelta(hours=4))


def _plan(session: Session, demo: Demo, hall: DemoHall, on: datetime) -> Event:
    template = find_template(hall.template)
    assert template, hall.template
    facts = EventFacts(hall.title, hall.place, local_day(on), template.starts, hall.tables)
    return events.plan_event(session, demo.key, facts, template, demo.instrument)


def _hold(hall: _DemoHall) -> None:
    """The whole of it, in the order of its programme."""
    edition = hall.join()
    hall.go_to("rate")
    hall.rate(edition)
    hall.go_to("reveal")
    hall.vote(edition)
    hall.write()
    hall.choose(edition)
    hall.go_to("actions")
    hall.agree()
    hall.go_to("close")
