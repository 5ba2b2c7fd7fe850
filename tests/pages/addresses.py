"""Every address of the product, filled in with objects that exist, for tests that walk over all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lws_assess.actions.events.own_programmes import keep_own_programme
from lws_assess.actions.events.visioning_events import EventFacts, plan_event
from lws_assess.actions.sealed_alerts import OpenedAlert, seal_alert, sealed_alert
from lws_assess.records.comments import SealedComment
from lws_assess.records.database import Database
from lws_assess.records.events.programme_templates import programme_templates
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.words import EventWord
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.people import find_person_by_email
from lws_assess.records.post.invitations import INVITATION, Mailing
from lws_assess.records.priorities import Approval, Decision
from lws_assess.records.rounds import Round, RoundGroup
from lws_assess.records.sealing_keys import key_of
from lws_assess.survey.comments import CommentState
from lws_assess.survey.plans.decisions import RankedFigure, SeenByDeciders, seen_to_json
from lws_assess.survey.stop_links import INVITATIONS, StopList
from lws_assess.web.assets import find_asset
from tests.pages.client import Client, first_area
from tests.worlds.builders import INSTRUMENT, World, new_code, new_key
from tests.worlds.planning import things_to_name
from tests.worlds.rooms import a_room
from tests.worlds.staff import add_person, token_of
from tests.worlds.telling import lay_open

METHODS = ("GET", "POST")

OWN_PROGRAMME = "ours"  # the key of a programme of a partnership's own, and its title


@dataclass
class Objects:
    """One of everything that an address can name. A new name in an address needs a line here."""

    partnership: str
    round_key: str
    person: int
    questionnaire: str
    code: str
    secret: str
    mailing: str
    group: str = "teachers"
    practice: str = ""
    comment: str = ""
    alert: str = ""
    lead: str = ""
    approval: str = "1"
    feedback: str = ""  # the public code of what came of the round
    event: str = ""  # one that is planned
    segment: str = "join"  # of its programme
    room: str = ""  # the code of an event that runs
    phone: str = ""  # what a scribe's phone in that room holds
    link: str = ""  # to the screen of that room, as addresses name it once it is opened
    watch: str = ""  # the secret of that link
    word: str = ""  # that somebody wrote at the event
    draft: str = ""  # an action that a table of it proposes
    stop: str = ""  # what the link of a message that stops others ends with
    plan: dict[str, str] = field(default_factory=dict)  # what addresses of the plan name; the lead's code too

    def fill(self, rule: Rule, **others: str) -> str:
        """The address; `others` are named in place of these objects."""
        asset = find_asset("style.css")
        assert asset
        in_answers = rule.endpoint.startswith("responses.")
        values = {
            "partnership": self.partnership,
            "round_key": self.round_key,
            "way": "up",
            "person": self.person,
            "group_key": self.group,
            "mailing": self.mailing,
            "change_to": "disable",
            "questionnaire": self.questionnaire,
            "group": self.group,
            "statement": f"{shipped_editions()[INSTRUMENT].areas[0].code}-local-1",
            "kind": "csv",
            "block": "areas",
            "chapter": "groups",
            "key": "rainbow-professional",
            "comment": self.comment,
            "decision": "1",
            "approval": self.approval,
            "version": "plain",
            "alert": self.alert,
            "code": shipped_editions()[INSTRUMENT].areas[0].code if in_answers else self.code,
            "secret": self.secret,
            "event": self.event,
            "segment": self.segment,
            "programme": OWN_PROGRAMME,
            "press": "gather",
            "word": self.word,
            "draft": self.draft,
            "link": self.link,
            "number": "1",
            "area": shipped_editions()[INSTRUMENT].areas[0].code,
            "digest": asset.digest,
            "name": asset.name,
            **self.plan,
        }
        if rule.endpoint.startswith("practice."):
            values["code"] = self.practice
        if rule.endpoint.startswith("feedback_pages."):
            values["code"] = self.feedback
        if rule.endpoint.startswith(("event_phones.", "event_scribes.")):
            values["code"] = self.room
        if rule.endpoint.startswith(("leads.", "event_leads.")):
            values["secret"] = self.lead
        if rule.endpoint.startswith("event_remote_screens."):
            values["secret"] = self.watch
        if rule.endpoint.startswith("stops."):
            values["secret"] = self.stop
        if rule.endpoint.startswith("plan_leads."):
            values["secret"] = self.plan["action"]
        values.update(others)
        missing = rule.arguments - values.keys()
        assert not missing, f"{rule}: tests.pages.addresses.Objects does not know {missing}"
        built = rule.build({name: values[name] for name in rule.arguments})
        assert built
        return str(built[1])


def objects_of(world: World, client: Client) -> Objects:
    """Of a world: its round, a member of it, and a questionnaire that the client holds."""
    email = add_person(
        world.database, world.partnership, "facilitator", f"member@{world.partnership}.example"
    )
    comment, alert = a_comment_and_an_alert(world)
    page = first_area(client, world.code("teachers"))
    client.send(page, comment="Words.")
    event = a_planned_event(world)
    with world.database.writing() as session:
        keep_own_programme(session, world.partnership, event, OWN_PROGRAMME, "")
    word, draft = a_word_and_an_action(world, event)
    room = a_room(world, {"teachers": 1})
    link = room.make_link()
    return Objects(
        partnership=world.partnership,
        round_key=world.round,
        person=person_id(world.database, email),
        questionnaire=page.path.split("/")[2],
        code=world.code("nurses"),
        secret=world.personal_link().code,
        mailing=a_mailing(world),
        practice=world.practice_code(),
        comment=comment,
        alert=alert,
        lead=lead_code(world),
        stop=world.database.stops.code(StopList(INVITATIONS, world.partnership), "ada@x.example"),
        plan=things_to_name(world),
        approval=a_decision_and_its_approval(world),
        feedback=lay_open(world),
        room=room.code,
        phone=room.make_scribe().device.secret.code,
        link=room.row_of_link(link).hex(),
        watch=link.code,
        event=event,
        word=word,
        draft=draft,
    )


def a_planned_event(world: World) -> str:
    """The key of an event with the first of the programmes."""
    with world.database.writing() as session:
        facts, template = EventFacts("A day together"), programme_templates()[0]
        return plan_event(session, world.partnership, facts, template, world.instrument).key


def a_word_and_an_action(world: World, event: str) -> tuple[str, str]:
    """The keys of who was named as missing at an event, and of an action that a table proposed there."""
    mine: dict[str, Any] = {"partnership": world.partnership, "event": event}
    area = shipped_editions()[INSTRUMENT].areas[0].code
    word, draft = new_key(), new_key()
    with world.database.writing() as session:
        said = dict.fromkeys(("area", "more", "theme", "group"), "")
        session.add(
            EventWord(
                id=word,
                **mine,
                kind="missing",
                text="Theirs.",
                segment="",
                parked=False,
                state="waiting",
                risk=False,
                **said,
            )
        )
        session.add(ProposedAction(id=draft, **mine, area=area, what="Theirs too."))
    return word.hex(), draft.hex()


def lead_code(world: World) -> str:
    """The code of the private page of the teachers' lead; one that leads nowhere where there is none."""
    with world.database.reading() as session:
        return (
            session.get_one(RoundGroup, (world.partnership, world.round, "teachers")).lead_code or new_code()
        )


def a_mailing(world: World) -> str:
    key = new_key()
    with world.database.writing() as session:
        session.add(
            Mailing(
                id=key,
                partnership=world.partnership,
                round=world.round,
                group="teachers",
                kind=INVITATION,
                subject="Your view",
                words="{link}",
                made_at=world.now,
                made_by="Ada",
            )
        )
    return key.hex()


def a_comment_and_an_alert(world: World) -> tuple[str, str]:
    """The key of a comment that waits for moderation, and the code of an alert."""
    mine = {"partnership": world.partnership, "round": world.round}
    comment = {"group": "teachers", "question": "comment", "area": ""}
    key, code = new_key(), new_code()
    with world.database.writing() as session:
        session.add(
            SealedComment(
                key=key, **mine, **comment, text="Theirs.", state=CommentState.WAITING, published=""
            )
        )
        sealing_key = key_of(session, session.get_one(Round, (world.partnership, world.round)))
        alert = sealed_alert(
            sealing_key,
            world.partnership,
            world.round,
            "Theirs too.",
            source=f"{world.partnership} {world.round}".encode().ljust(32),
        )
        seal_alert(alert, sealing_key, OpenedAlert("Theirs too.", code))
        session.add(alert)
    return key.hex(), code


def a_decision_and_its_approval(world: World) -> str:
    """The first decision of the round, made on nothing, and the number of an approval of it."""
    mine: dict[str, Any] = {
        "partnership": world.partnership,
        "round": world.round,
        "by": "Ada",
        "at": world.now,
    }
    edition = shipped_editions()[world.instrument]
    first = edition.areas[0]
    figure = RankedFigure(first.code, first.short_name, 0, *[""] * 7, (), "")
    seen = SeenByDeciders("d" * 64, edition.audiences[0].label, "group", (), (figure,))
    with world.database.writing() as session:
        session.add(
            Decision(
                **mine,
                number=1,
                places_json=json.dumps([first.code]),
                reason="Theirs.",
                seen_json=seen_to_json(seen),
                seen_digest=seen.digest,
            )
        )
        session.flush()
        approval = Approval(
            **mine, decision=1, body="Board", approved_on=world.now.date(), note="", struck_by=""
        )
        session.add(approval)
        session.flush()
        return str(approval.id)


def person_id(database: Database, email: str) -> int:
    with database.reading() as session:
        person = find_person_by_email(session, email)
        assert person
        return person.id


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """Every rule that answers a method."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield rule


def staff_token(client: FlaskClient) -> str:
    """A token that this device may use, off a page that everybody signed in can see."""
    return token_of(client.get("/account").text)
