"""Old links: whatever is appointed, replaced, retired, brought back or taken back, none opens anything ever again.

Each link that anybody was given is noted with the office it was given for. After every step of a random history
all of them are tried from a device without an account: those of offices that have ended, and those that stand.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as some
from sqlalchemy import select

from lws_assess.actions.people import groups, partnerships
from lws_assess.actions.people.groups import GroupDescription, GroupRefused
from lws_assess.actions.plans import feedback
from lws_assess.actions.quarters import count_round
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.drafts import RoundToPrepare, prepare_round
from lws_assess.records.comments import Alert
from lws_assess.records.events.visioning_events import codes_of, events_running
from lws_assess.records.groups import get_group
from lws_assess.records.leads import group_in_its_rounds
from lws_assess.records.partnerships import Partnership
from lws_assess.survey.events.rooms import read_room_code
from lws_assess.web import create_app
from tests.actions.results.test_priorities import rated
from tests.actions.test_alerts import UNSAFE, write
from tests.conftest import a_copy, settings_for
from tests.pages.client import Client
from tests.worlds.builders import INSTRUMENT, WORDS, World, new_code
from tests.worlds.telling import published, signed

GROUP = "teachers"
STEPS = (
    "appoint",
    "remove the lead",
    "retire",
    "merge",
    "bring back",
    "ask",
    "release",
    "new link",
    "begin a meeting",
    "publish",
    "take back",
    "another contact",
)


class History:
    """A partnership to which things happen, and every link that was ever given, by the office it was for."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.world = World(app.config["DATABASE"])
        self.terms: Counter[str] = Counter()  # how often each office has changed hands
        self.given: dict[str, tuple[str, int]] = {}
        for person in range(6):
            self.world.answer(GROUP, rated(1 + person % 3))
        write(self.world, UNSAFE)
        with self.database.writing() as session:
            count_round(session, self.world.partnership, self.world.round, self.world.now)
        self.note()
        self.world.close()
        self.terms["contact"] += 1  # a release makes the links of alerts anew
        self.note()

    @property
    def database(self):
        return self.world.database

    def note(self) -> None:
        """Whatever leads somewhere now, for the office as it stands."""
        with self.database.reading() as session:
            for place, _state in group_in_its_rounds(session, "testham", GROUP):
                if place.lead_code:
                    self.add("lead", f"/lead/{place.lead_code}")
            for event in events_running(session, "testham"):
                assert event.group == GROUP
                code = codes_of(session, event).room
                assert code
                self.add("lead", f"/e/{code}")
            for alert in session.scalars(select(Alert)):
                self.add("contact", f"/alert/{alert.code}")
            code = feedback.find_public_code(session, "testham", "first")
            if code:
                self.add("page", f"/feedback/{code}")
                self.add("page", f"/feedback/{code}/easy")

    def add(self, office: str, link: str) -> None:
        assert self.given.setdefault(link, (office, self.terms[office])) == (office, self.terms[office]), link

    def try_all(self) -> None:
        """Whoever kept a link: it opens nothing once its office has ended, and what stands still opens."""
        for link, (office, term) in self.given.items():
            reply = Client(self.app).raw("GET", link)
            if term != self.terms[office]:
                assert reply.status_code == 404, (link, office, reply.status_code)
                assert reply.headers["Cache-Control"] == "no-store"
                if link.startswith("/lead/"):
                    for below in (
                        "/meeting",
                        "/meeting/screen",
                        "/meeting/screen/now",
                        "/poster.pdf",
                        "/feedback.pdf",
                    ):
                        assert Client(self.app).raw("GET", link + below).status_code == 404, below
            elif office != "lead" or not link.startswith("/e/"):
                assert reply.status_code == 200, (link, office, reply.status_code)

    # --- what happens ---

    def happen(self, step: str) -> None:
        getattr(self, step.replace(" ", "_"))()
        self.note()
        self.try_all()

    def _change_lead(self, lead: str, email: str) -> None:
        with self.database.writing() as session:
            group = get_group(session, "testham", GROUP)
            about = GroupDescription(
                **{name: getattr(group, name) for name in GroupDescription.__dataclass_fields__}
            )
            about = GroupDescription(**{**vars(about), "lead": lead, "lead_email": email})
            if (lead, email) != (group.lead, group.lead_email):
                self.terms["lead"] += 1
            groups.change_group(session, "testham", GROUP, about, new_code, self.world.now)

    def appoint(self) -> None:
        self._change_lead("Ada", f"ada{self.terms['lead']}@testham.example")

    def remove_the_lead(self) -> None:
        self._change_lead("", "")

    def _end_group(self, how, *more: object) -> None:
        try:
            with self.database.writing() as session:
                how(session, "testham", GROUP, *more, self.world.now)
        except GroupRefused:
            return
        self.terms["lead"] += 1

    def retire(self) -> None:
        self._end_group(groups.retire_group)

    def merge(self) -> None:
        self._end_group(groups.merge_group, "nurses")

    def bring_back(self) -> None:
        with self.database.writing() as session:
            groups.bring_back(session, "testham", GROUP, self.world.now)

    def _open_round(self) -> str | None:
        with self.database.reading() as session:
            found = group_in_its_rounds(session, "testham", GROUP)
            return next((p.round for p, state in found if state == "open" and "event" not in p.round), None)

    def ask(self) -> None:
        with self.database.writing() as session:
            if self._open_round() or get_group(session, "testham", GROUP).retired:
                return
            self.terms["round"] += 1
            key = f"r{self.terms['round']}"
            plan = RoundToPrepare(
                key=key,
                title=f"Round {key}",
                instrument=INSTRUMENT,
                groups=(GROUP, "nurses", "inspectors", "parents"),
                closes_at=self.world.now.replace(year=self.world.now.year + 1),
                words=WORDS,
            )
            prepare_round(session, "testham", plan)
            rounds.open_round(session, "testham", key, new_code, self.world.now)

    def release(self) -> None:
        if key := self._open_round():
            with self.database.writing() as session:
                rounds.close_round(session, "testham", key, self.world.now)

    def new_link(self) -> None:
        """A facilitator makes the lead's link anew, so the one before it ends alone."""
        key = self._open_round()
        if key is None:
            return
        with self.database.writing() as session:
            before = next(
                p.lead_code for p, _ in group_in_its_rounds(session, "testham", GROUP) if p.round == key
            )
            rounds.make_group_lead_code(
                session, rounds.get_round_for_change(session, "testham", key), GROUP, new_code, True
            )
        if before:
            self.given[f"/lead/{before}"] = ("lead", -1)

    def begin_a_meeting(self) -> None:
        """From the private page, as a lead does it."""
        key = self._open_round()
        with self.database.reading() as session:
            places = group_in_its_rounds(session, "testham", GROUP)
            code = next((p.lead_code for p, _ in places if p.round == key), None) if key else None
            if code is None or events_running(session, "testham"):
                return
        lead, address = Client(self.app), f"/lead/{code}/meeting"
        page = lead.post(f"{address}/begin", lead.get(address).form(f"{address}/begin"))
        with self.database.reading() as session:
            (running,) = events_running(session, "testham")
            code = codes_of(session, running).room
        assert code == read_room_code(code)
        assert code in page.text

    def publish(self) -> None:
        published(self.world)

    def take_back(self) -> None:
        with self.database.writing() as session:
            if feedback.find_public_code(session, "testham", "first"):
                self.terms["page"] += 1
            feedback.take_back(session, "testham", "first", signed(self.world))

    def another_contact(self) -> None:
        self.terms["contact"] += 1
        with self.database.writing() as session:
            this = session.get_one(Partnership, "testham")
            about = {
                name: getattr(this, name) for name in partnerships.PartnershipDescription.__dataclass_fields__
            }
            about["safeguarding_email"] = f"contact{self.terms['contact']}@testham.example"
            partnerships.change_partnership(
                session, "testham", partnerships.PartnershipDescription(**about), new_code, self.world.now
            )


@contextmanager
def a_history(pattern: Path) -> Iterator[History]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(a_copy(pattern, Path(folder) / "app.sqlite3"), Path(folder)))
        app.testing = False
        try:
            yield History(app)
        finally:
            app.config["DATABASE"].engine.dispose()


@trying(max_examples=12)
@given(steps=some.lists(some.sampled_from(STEPS), min_size=4, max_size=14))
def test_no_old_link_opens_anything_whatever_happens(sqlite_pattern: Path, steps: list[str]) -> None:
    with a_history(sqlite_pattern) as history:
        for step in steps:
            history.happen(step)


@pytest.mark.parametrize("end", ["appoint", "remove the lead"])
def test_a_meeting_ends_with_its_lead(sqlite_pattern: Path, end: str) -> None:
    with a_history(sqlite_pattern) as history:
        for step in ("appoint", "ask", "begin a meeting"):
            history.happen(step)
        (room,) = [link for link in history.given if link.startswith("/e/")]
        assert Client(history.app).raw("GET", room).status_code == 200
        history.happen(end)
        assert Client(history.app).raw("GET", room).status_code == 404


def test_every_step_brings_a_history_somewhere(sqlite_pattern: Path) -> None:
    """What the property rests on: these steps do give links, and take each kind of them away."""
    with a_history(sqlite_pattern) as history:
        for step in (
            "appoint",
            "ask",
            "begin a meeting",
            "new link",
            "publish",
            "another contact",
            "take back",
        ):
            history.happen(step)
        for step in (
            "publish",
            "release",
            "retire",
            "bring back",
            "ask",
            "remove the lead",
            "release",
            "merge",
        ):
            history.happen(step)
        ended = Counter(office for office, term in history.given.values() if term != history.terms[office])
    assert ended["lead"] >= 4
    assert ended["contact"] == 2, "at the release, and with another contact"
    assert ended["page"] == 2
